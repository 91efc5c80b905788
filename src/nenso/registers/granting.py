"""Leave to read records (cấp quyền đọc): given by an act of a case to roles and people, from–until, and taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from nenso.agencies.models import Agency
from nenso.journal.recording import record as journal
from nenso.registers.models import RecordGrant
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7

MOST = 500
KEEPERS = ("admin", "leader")
"""Who at the agency that keeps the records sees to whom they are opened."""


@dataclass(frozen=True)
class Receivers:
    """To whom: reader tokens such as ``officer@any``, and persons."""

    readers: frozenset[str] = frozenset()
    persons: frozenset[UUID] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.readers or self.persons)


def give(
    register: str,
    agency: Agency,
    to: Receivers,
    *,
    fields: Iterable[str],
    purpose: Mapping[str, str],
    until: datetime | None,
    why: str,
    case: UUID | None,
    at: datetime,
) -> RecordGrant:
    """Let ``to`` read records that ``agency`` and those below it keep, inside ``acting()`` of a procedure."""
    keepers = {f"{role}@{agency.id}" for role in KEEPERS}
    made = RecordGrant(
        id=uuid7(),
        register=register,
        agency=agency,
        fields=list(fields),
        purpose=dict(purpose),
        given_at=at,
        until=until,
        case_id=case,
        why=why,
        agency_paths=[agency.path],
        persons=sorted(to.persons, key=str),
        receivers=sorted(to.readers),
        readers=sorted(to.readers | keepers),
    )
    made.save(force_insert=True)
    _say(made, "record.granted", {"to": sorted(to.readers), "until": until, "why": why, "case": _text(case)})
    return made


def take_back(grants: Iterable[RecordGrant], *, why: str, case: UUID | None, at: datetime) -> list[RecordGrant]:
    """End ``grants`` now, those that are not ended already; inside ``acting()`` of a procedure."""
    taken = []
    keys = [one.pk for one in grants]
    standing = RecordGrant.objects.select_for_update(of=("self",)).filter(pk__in=keys, taken_at=None)
    for grant in standing.select_related("agency").order_by("pk"):
        grant.taken_at, grant.taken_by = at, case
        grant.save(update_fields=["taken_at", "taken_by"])
        _say(grant, "record.grant_taken_back", {"why": why, "case": _text(case)})
        taken.append(grant)
    return taken


def given_by(agency: Agency, register: str, to: Receivers | None, case: UUID | None) -> list[RecordGrant]:
    """Return what ``agency`` gave of ``register`` and did not take back: to any of ``to``, or, without, by ``case``."""
    standing = RecordGrant.objects.filter(register=register, agency=agency, taken_at=None)
    return list(standing.filter(case_id=case) if to is None else standing.filter(_to(to)))


def held(actor: Actor, register: str) -> list[RecordGrant]:
    """Return every grant of ``register`` that ``actor`` was given, ended ones too, the newest first.

    Inside ``acting()``, as ``actor`` or as the system.
    """
    own = Receivers(actor.readers, frozenset({actor.person} if actor.person else ()))
    found = RecordGrant.objects.filter(_to(own), register=register)
    return list(found.select_related("agency").order_by("-given_at", "-id")[:MOST])


def grants_seen(actor: Actor, register: str) -> list[RecordGrant]:
    """Return the grants of ``register`` that ``actor`` was given, or gave, or audits, the newest first."""
    with acting(actor):
        found = RecordGrant.objects.filter(register=register).select_related("agency")
        return list(found.order_by("-given_at", "-id")[:MOST])


def _to(receivers: Receivers) -> Q:
    return Q(receivers__overlap=sorted(receivers.readers)) | Q(persons__overlap=sorted(receivers.persons, key=str))


def _text(case: UUID | None) -> str | None:
    return str(case) if case else None


def _say(grant: RecordGrant, kind: str, body: dict[str, Any]) -> None:
    told = {"register": grant.register, "fields": grant.fields, "purpose": grant.purpose, **body}
    journal(grant.id, kind, told, agency_path=grant.agency.path, persons=grant.persons)
