"""Procedures: what an agency does (thủ tục), and adaptations of them by an agency's own formula."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema
from pydantic import Field as Key

from nenso.language.declarations.access import Keep, Numbering, ReadRule, Sealed
from nenso.language.declarations.effects import Effect, FieldValues
from nenso.language.declarations.fields import Rules, with_rules
from nenso.language.declarations.forms import Document, Form
from nenso.language.declarations.people import Who
from nenso.language.declarations.steps import Filing, PayLine, Step, Timer
from nenso.language.declarations.times import ClockTime, Duration, Every, Moment
from nenso.language.declarations.values import Choice, Declaration, Expression, Name, Names, Text, Value, refuse
from nenso.language.kernel import KERNEL_REGISTERS


class Exemption(Declaration):
    """Who need not pay (miễn, giảm)."""

    condition: Expression = Key(alias="if")
    """CEL: nothing is owed when it holds."""
    because: Text
    """Why, as shown."""


class Fee(Declaration):
    """What filing costs."""

    short_forms = ({"type": ["number", "string"], "description": "0: free of charge; another amount or CEL: one line"},)

    when: Name = "filing"
    """When it is owed: ``filing``."""
    lines: tuple[PayLine, ...] = ()
    """The lines, each with its amount ⑂."""
    exempt: tuple[Exemption, ...] = ()
    """Who need not pay."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """``fee: 0`` is free of charge; another number, or CEL, is one line."""
        if isinstance(data, int | float | str) and not isinstance(data, bool):
            return {"lines": []} if data == 0 else {"lines": [{"name": "Lệ phí", "kind": "le_phi", "amount": data}]}
        return data


class Extension(Declaration):
    """Who may extend the deadline, how often and by how much (gia hạn)."""

    by: Who
    """Who may."""
    times: int = Key(1, ge=1)
    """How often."""
    most: Duration | None = None
    """By how much, at most, each time."""


class Deadline(Declaration):
    """When the case must be finished (thời hạn giải quyết): ``within`` counted ``from`` a moment, or ``due``."""

    within: Choice[Duration] | None = None
    """⑂ How long."""
    cutoff: ClockTime | None = None
    """With ``same day``: what comes later is for the next working day."""
    start: Moment = Key(default_factory=lambda: Moment("accepted"), alias="from")
    """``accepted`` (the default), ``filed``, or CEL."""
    due: Moment | None = None
    """A moment instead of ``within``."""
    extend: Extension | None = None
    """Who may extend it."""


class Party(Declaration):
    """People, enterprises or agencies that have a part in the case beside the applicant."""

    short_forms = ({"type": "string", "description": "CEL that gives one or many"},)

    who: Expression = Key(alias="is")
    """CEL that gives one or many."""
    label: Text | None = None
    """What they are called."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """A plain expression is ``is``."""
        return data if isinstance(data, dict) else {"is": data}


class Result(Declaration):
    """A document that comes out (kết quả)."""

    name: Name
    """``snake_case`` name."""
    template: Name | None = None
    """File ``results/<template>.typ``."""
    label: Text | None = None
    """What people call it."""
    code: str | None = None
    """National code of the component."""
    numbered: Numbering | None = None
    """Its number in the agency's book."""
    signed_in: Mapping[Name, Literal["person", "agency"]] = Key(default_factory=dict)
    """Step to whose signature it puts: ``person`` (ký số cá nhân) or ``agency`` (dấu)."""
    condition: Expression | None = Key(None, alias="if")
    """CEL: only when it holds."""
    count: Value | None = None
    """How many copies; number or CEL."""


class About(Declaration):
    """What a case is filed on: a record or another case that the filer may see."""

    short_forms = ({"const": "any"},)

    of: Name | None = Key(None, alias="register")
    """The register of the record."""
    case: Name | None = None
    """The procedure of the case, or ``any``."""
    where: Expression | None = None
    """CEL over ``about``."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """``about: any`` is a case of any procedure."""
        return {"case": "any"} if data == "any" else data


class Limit(Declaration):
    """How many cases there may be, counted under lock."""

    per: Names
    """Within what it counts: ``applicant about period agency`` or a path."""
    most: Choice[Value]
    """⑂ How many."""
    counted_while: Literal["open"] | None = Key(None, alias="while")
    """``open``: only running cases count."""
    message: Text | None = None
    """What to tell when there are too many."""


PERIODIC = ("month", "quarter", "year")
"""Rhythms that have periods: what ``starts`` opens for each of."""


SHORTEST_MONTH = 28
_DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31")


class Start(Declaration):
    """Starts a case for each record and each period of ``every``; as ``where`` turns true alone (later)."""

    each: Name | None = Key(None, alias="for")
    """The register: one case for each of its records."""
    where: Expression | None = None
    """CEL over ``record``."""
    every: Every | None = None
    """How often."""
    day: Annotated[
        str | int | None,
        PlainValidator(lambda value: value if isinstance(value, int) else str(value)),
        WithJsonSchema({"type": ["string", "integer"], "examples": ["07-01", 15]}),
    ] = None
    """From which day of the period on: ``MM-DD`` of a year, day of a month or quarter; its first when not written."""
    applicant: Expression | None = None
    """CEL: whose case it is; the record when not written."""
    agency: Expression | None = None
    """CEL: where it is filed; the agency that offers the procedure when not written."""
    values: FieldValues | None = Key(None, alias="set")
    """Its form."""
    level: Literal["remind", "prepare", "recommend", "do"] = "prepare"
    """How far the state goes by itself: ``do`` files the case; ``prepare`` leaves a draft; ``remind`` (later)."""
    text: Text | None = None
    """What the person is told."""

    @property
    def day_fits(self) -> bool:
        """Whether ``day`` is one that every period of ``every`` has."""
        if self.day is None or self.every not in PERIODIC:
            return True
        if isinstance(self.day, int):
            return 1 <= self.day <= SHORTEST_MONTH
        return self.every == "year" and _DAY_OF_YEAR.fullmatch(self.day) is not None

    @property
    def runs(self) -> bool:
        """Whether this version opens what it declares: of agencies and declared registers, period by period."""
        kernel = self.each in KERNEL_REGISTERS and self.each != "agencies"
        return self.each is not None and not kernel and self.every in PERIODIC and self.level != "remind"


class Carried(Declaration):
    """Records that go along on the device."""

    of: Name = Key(alias="register")
    """The register."""
    where: Expression | None = None
    """CEL over ``record``."""


class Offline(Declaration):
    """Form and just these records on the device (later)."""

    short_forms = ({"const": True},)

    carry: tuple[Carried, ...] = ()
    """Records to carry."""
    conflict: Literal["ask", "merge"] = "merge"
    """What happens when a record changed meanwhile."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """``offline: true`` carries no record."""
        return {} if data is True else data


class Bulk(Declaration):
    """A sheet of cases under one parent (later)."""

    by: Names = ()
    """Who may: kinds of filer or roles."""
    most: int | None = Key(None, ge=1)
    """How many in one sheet."""


def _no_yes(value: Any) -> Any:
    """Return ``value``, unless it is a yes where a level is asked: that would count as the first."""
    if isinstance(value, bool):
        vi, en = "Ở đây cần một mức, từ 0 đến 3.", "A level is needed here, 0 to 3."
        raise refuse("value.not_integer", vi, en, expected="0, 1, 2, 3")
    return value


class Procedure(Declaration):
    """A procedure (thủ tục hành chính): who may file what, who acts, in which steps, by when, and what comes out."""

    name: Name = Key(alias="procedure")
    """``snake_case`` name, that of the file."""
    code: str | None = None
    """National code (``1.001193``), quoted."""
    title: Text
    """What people call it."""
    summary: Text | None = None
    """One paragraph for people."""
    asked_as: Names = ()
    """Words people search with."""
    label: Text | None = None
    """What one case is called."""
    field: str | None = None
    """Field of the national catalogue (lĩnh vực), such as ``G15-TP07``."""
    legal_basis: Names = ()
    """Documents of law it rests on (căn cứ pháp lý)."""
    conditions: Text | None = None
    """Conditions, for people (yêu cầu, điều kiện)."""
    offered_by: Names = ()
    """Kinds of agency that offer it, or ``any``; those of the formula when not written."""
    competent: Expression | None = None
    """CEL: the place or agency that decides, fixed at filing; the agency chosen when not written."""
    receive_at: Literal["self", "province", "any"] = "self"
    """Who may receive it: the competent agency, any in the province, any at all (phi địa giới)."""
    audience: Who | None = None
    """Who may file: ``citizen enterprise official agency``, or who; ``[]``: only other cases open it."""
    on_behalf: Names = ()
    """Mandates under which one files for another: ``parent guardian authorised assisted``."""
    channels: Names = ("online", "counter", "post", "national")
    """Ways it may come in."""
    assurance: Annotated[Literal[0, 1, 2, 3] | None, BeforeValidator(_no_yes)] = None
    """Least level of identification of the account of who files online; that of the install when not written."""
    deadline: Choice[Deadline] | None = None
    """⑂ When it must be finished."""
    extend: Extension | None = None
    """Who may extend the deadline."""
    fee: Fee | None = None
    """What filing costs; ``0`` is free."""
    form: Form = Key(default_factory=Form)
    """What is asked: fields, or pages of fields."""
    valid_if: Rules = ()
    """CEL that must hold for the whole form, or a list of ``{if, message, soft}``."""
    message: Text | None = None
    """What to tell when ``valid_if`` does not hold."""
    soft: bool = False
    """``valid_if`` only warns."""
    documents: tuple[Document, ...] = ()
    """Components of the dossier."""
    parties: Mapping[Name, Party] = Key(default_factory=dict)
    """Others that have a part, by name."""
    filing: Filing = Key(default_factory=Filing)
    """Where a filed case starts."""
    steps: Mapping[Name, Step] = Key(default_factory=dict)
    """The steps, by name."""
    results: tuple[Result, ...] = ()
    """Documents that come out."""
    on_done: tuple[Effect, ...] = ()
    """Effects when the case is done."""
    timers: tuple[Timer, ...] = ()
    """What happens by itself while the case is open."""
    about: About | None = None
    """What a case is filed on."""
    limit: tuple[Limit, ...] = ()
    """How many cases there may be."""
    starts: tuple[Start, ...] = ()
    """Starts cases by itself, once for each record and period."""
    numbered: Numbering | None = None
    """How its case codes look, when not the agency's pattern."""
    offline: Offline | None = None
    """Can be filled in without a network (later)."""
    bulk: Bulk | None = None
    """A sheet of cases at once (later)."""
    handled_at: str | None = None
    """Address where it runs: described here, no steps."""
    read: tuple[ReadRule, ...] = ()
    """Who sees more than applicant, parties and the agencies that work on it."""
    confidential: bool = False
    """Only who had a task sees it."""
    sealed: Sealed | None = None
    """Takes form and entries away from all but their writer until a moment."""
    anonymous: bool | Literal["allowed"] = False
    """``true`` or ``allowed``: followed by code alone."""
    keep: Keep | None = None
    """How long a case is kept."""
    effective: str | None = None
    """Date from which new filings use this edition."""
    moves: Mapping[Name, Name] = Key(default_factory=dict)
    """Where running cases of an older edition go on: old step to new (later)."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """``valid_if`` carries the ``message`` and ``soft`` beside it."""
        return with_rules(data)

    @property
    def first_step(self) -> str | None:
        """The step a filed case starts at when ``filing`` does not say."""
        return next(iter(self.steps), None)

    @property
    def extension(self) -> Extension | None:
        """Who may extend, wherever it is written."""
        if self.extend is not None or self.deadline is None:
            return self.extend
        return next((deadline.extend for deadline in self.deadline.values if deadline.extend is not None), None)


class Adaptation(Declaration):
    """An agency's own way through a procedure: ``steps``, ``deadline`` (shorter), ``fee``, ``documents``, texts."""

    name: Name = Key(alias="procedure")
    """``snake_case`` name, that of the file."""
    adapts: Name
    """The procedure adapted: ``civil_registration.birth``."""
    title: Text | None = None
    """Another title."""
    summary: Text | None = None
    """Another summary."""
    label: Text | None = None
    """Another name of one case."""
    conditions: Text | None = None
    """Other conditions, for people."""
    deadline: Choice[Deadline] | None = None
    """A shorter deadline."""
    fee: Fee | None = None
    """Another fee."""
    documents: tuple[Document, ...] | None = None
    """Other documents."""
    filing: Filing | None = None
    """Where it starts, among the new steps."""
    steps: Mapping[Name, Step] | None = None
    """Other steps."""
