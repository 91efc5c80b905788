"""What every install knows without a declaration: kernel registers, cases, people that act; as types of values.

A record handed to an expression has these members, absent ones missing or ``None``. A case besides has ``open_steps``
and ``left_steps`` (lists of names), which ``in_step`` and ``after_step`` read.
"""

from collections.abc import Callable, Mapping

from nenso.language.expressions import (
    ANYTHING,
    DATE,
    DATETIME,
    INTEGER,
    NUMBER,
    TEXT,
    YES_NO,
    Kind,
    ValueType,
    group_of,
    list_of,
    record_of,
)

Members = Mapping[str, ValueType]

KERNEL_REGISTERS = (
    "persons",
    "households",
    "enterprises",
    "agencies",
    "officials",
    "places",
    "procedures",
    "registers",
    "indicators",
    "formulas",
)
"""Registers that are there without being declared."""


def _record(register: str) -> ValueType:
    return record_of(register, lambda: _MEMBERS[register])


PLACE = _record("places")
AGENCY = _record("agencies")
PERSON = _record("persons")
OFFICIAL = _record("officials")
HOUSEHOLD = _record("households")

ADDRESS = group_of({"place": PLACE, "line": TEXT, "hamlet": TEXT, "code": TEXT})
"""An address (nơi cư trú): the commune, the house and street, the hamlet, and the code of the digital address."""
LOCATION = group_of({"latitude": NUMBER, "longitude": NUMBER, "place": PLACE})
"""A point, WGS 84."""

_CONTACT: Members = {"phone": TEXT, "email": TEXT, "place": PLACE, "address": ADDRESS}
_MEMBERS: dict[str, Members] = {
    "places": {
        "id": TEXT,
        "code": TEXT,
        "name": TEXT,
        "full_name": TEXT,
        "kind": TEXT,
        "level": TEXT,
        "parent": PLACE,
        "latitude": NUMBER,
        "longitude": NUMBER,
        "area_km2": NUMBER,
        "valid_from": DATE,
        "valid_until": DATE,
    },
    "agencies": {
        "id": TEXT,
        "name": TEXT,
        "kind": TEXT,
        "code": TEXT,
        "path": TEXT,
        "parent": AGENCY,
        "place": PLACE,
        "valid_from": DATE,
        "valid_until": DATE,
    },
    "persons": {
        "id": TEXT,
        "identifier": TEXT,
        "full_name": TEXT,
        "born_on": DATE,
        "sex": TEXT,
        "ethnicity": TEXT,
        "nationality": TEXT,
        "poor": YES_NO,
        "poor_household": YES_NO,
        "household": HOUSEHOLD,
        "died_on": DATE,
        "marital_status": TEXT,
        **_CONTACT,
    },
    "households": {
        "id": TEXT,
        "code": TEXT,
        "head": PERSON,
        "members": list_of(PERSON),
        "place": PLACE,
        "address": ADDRESS,
        "poor": YES_NO,
    },
    "enterprises": {
        "id": TEXT,
        "name": TEXT,
        "tax_code": TEXT,
        "kind": TEXT,
        "representative": PERSON,
        **_CONTACT,
    },
    "officials": {
        "id": TEXT,
        "account": TEXT,
        "full_name": TEXT,
        "role": TEXT,
        "title": TEXT,
        "agency": AGENCY,
        "place": PLACE,
        "person": PERSON,
        "phone": TEXT,
        "email": TEXT,
    },
    "procedures": {
        "id": TEXT,
        "name": TEXT,
        "title": TEXT,
        "code": TEXT,
        "field": TEXT,
        "formula": TEXT,
        "level": TEXT,
    },
    "registers": {"id": TEXT, "name": TEXT, "title": TEXT, "formula": TEXT},
    "indicators": {
        "id": TEXT,
        "name": TEXT,
        "title": TEXT,
        "unit": TEXT,
        "direction": TEXT,
        "formula": TEXT,
        "max": NUMBER,
        "target": NUMBER,
        "part": TEXT,
        "reported_in": TEXT,
    },
    "formulas": {"id": TEXT, "name": TEXT, "title": TEXT, "version": TEXT, "author": TEXT},
}

KEYS: Mapping[str, tuple[ValueType, ...]] = {
    **dict.fromkeys(KERNEL_REGISTERS, (TEXT,)),
    "agencies": (TEXT,),
}
"""What ``find`` looks kernel records up by: the 12 digits, the tax code, the code or the name."""


def kernel_record(register: str) -> ValueType | None:
    """Return the type of a record of a kernel register, or None when it is not one."""
    return _record(register) if register in _MEMBERS else None


def _anyone() -> Members:
    members: dict[str, ValueType] = {}
    for register in ("officials", "households", "enterprises", "agencies", "persons"):
        members.update(_MEMBERS[register])
    return members


ANYONE = record_of("", _anyone)
"""Someone who applies, files or has a part: a person, enterprise, household or agency."""

CASE_STATUSES = (
    *("draft", "offered", "filed", "accepted", "refused", "working", "asked", "paying"),
    *("withdrawn", "stopped", "done", "delivered"),
)
"""What a case's ``status`` may be (trạng thái hồ sơ)."""


def case_of(
    procedure: str,
    form: ValueType = ANYTHING,
    step: ValueType = ANYTHING,
    parties: Callable[[], Members] = dict,
    about: ValueType = ANYTHING,
) -> ValueType:
    """Return the type of a case of ``procedure`` (its full name, empty for any)."""

    def members() -> Members:
        return {
            "id": TEXT,
            "code": TEXT,
            "channel": TEXT,
            "procedure": TEXT,
            "title": TEXT,
            "status": ValueType(Kind.TEXT, codes=CASE_STATUSES),
            "ended": YES_NO,
            "done": YES_NO,
            "filed_at": DATETIME,
            "accepted_at": DATETIME,
            "due_at": DATETIME,
            "finished_at": DATETIME,
            "occurred_at": DATETIME,
            "applicant": ANYONE,
            "filer": ANYONE,
            "agency": AGENCY,
            "received_by": AGENCY,
            "form": form,
            "step": step,
            "about": about,
            "parties": ValueType(Kind.GROUP, members=parties) if parties is not dict else ANYTHING,
            "created": list_of(ANYTHING),
        }

    return record_of(f"cases.{procedure}" if procedure else "", members)


ANY_CASE = case_of("")

ENTRY: Members = {
    "actor": OFFICIAL,
    "action": TEXT,
    "reason": TEXT,
    "opened_at": DATETIME,
    "acted_at": DATETIME,
    "due_at": DATETIME,
    "round": INTEGER,
    "score": NUMBER,
}
"""What every entry of a step has beside the fields of its form."""

PAYMENT: Members = {"amount": INTEGER, "paid_at": DATETIME, "refunded": INTEGER}
"""What the entry of a ``pay`` step has besides."""

RESULT: Members = {"number": TEXT, "code": TEXT, "signed_at": DATETIME, "file": TEXT, "verify_url": TEXT}
"""What a result shows to expressions."""
