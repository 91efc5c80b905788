"""Who looked at what is held of somebody: read by that person from the journal, each look with agency and purpose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nenso.agencies.models import Agency, Post
from nenso.cases.engine.lookup import as_procedure
from nenso.cases.models import CaseCode, Party
from nenso.cases.queries.words import Words
from nenso.formulas.errors import ProcedureNotOffered
from nenso.formulas.offers import any_offer
from nenso.journal.models import JournalEntry
from nenso.registers.models import RecordParty, UnmaskedExport
from nenso.runtime.acting import Actor, acting

KINDS: dict[str, Words] = {
    "person.looked_at": {"vi": "Dữ liệu cá nhân", "en": "Personal data"},
    "record.looked_at": {"vi": "Bản ghi trong sổ", "en": "A record of a register"},
    "case.looked_at": {"vi": "Lời khai trong hồ sơ", "en": "Answers in a case"},
    "file.opened": {"vi": "Tệp trong hồ sơ", "en": "A file of a case"},
    "result.opened": {"vi": "Kết quả của hồ sơ", "en": "A result of a case"},
}
HANDED_OUT: Words = {
    "vi": "Bản ghi trong sổ, trong một tệp không che",
    "en": "A record of a register, in a file without masks",
}
MOST = 100
MOST_CASES = 1_000


@dataclass(frozen=True)
class Look:
    """One look: when, by which agency, at what, in which case.

    ``purpose`` as it was written down, ``why`` as people read it.
    """

    at: datetime
    agency: str
    what: Words
    purpose: str
    why: Words
    case: str


def looks_at_me(actor: Actor) -> list[Look]:
    """Return the latest looks of others at what is held of the actor, the newest first; one's own are left out."""
    if actor.person is None:
        return []
    with acting(actor):
        parties = Party.objects.filter(party_id=actor.person).order_by("-case_id")
        cases = list(parties.values_list("case_id", flat=True).distinct()[:MOST_CASES])
        records = RecordParty.objects.filter(party_id=actor.person).values_list("record_id", flat=True)[:MOST_CASES]
        own = JournalEntry.objects.filter(stream__in=[actor.person, *cases, *records], kind__in=KINDS)
        found = list(own.exclude(account=actor.account).order_by("-at")[:MOST])
        files = list(UnmaskedExport.objects.filter(persons__contains=[actor.person]).order_by("-id")[:MOST])
        codes = dict(CaseCode.objects.filter(case_id__in=cases).values_list("case_id", "code"))
    with acting(as_procedure(actor, "cases.looks")):
        agencies = _agencies([*((one.account, one.agency_path) for one in found), *map(_had_by, files)])
    looks = [
        Look(
            at=entry.at,
            agency=agencies.get(str(entry.account), "") or agencies.get(str(entry.agency_path), ""),
            what=KINDS[entry.kind],
            purpose=(purpose := str(entry.body.get("purpose") or "")),
            why=_why(purpose),
            case=codes.get(_case_of(entry), ""),
        )
        for entry in found
    ]
    handed = [
        Look(
            at=one.at,
            agency=agencies.get(str(one.account), "") or agencies.get(_had_by(one)[1], ""),
            what=HANDED_OUT,
            purpose=f"{one.purpose} ({one.basis})",
            why={"vi": f"{one.purpose} ({one.basis})", "en": f"{one.purpose} ({one.basis})"},
            case="",
        )
        for one in files
        if one.account is None or one.account != actor.account
    ]
    return sorted([*looks, *handed], key=lambda one: one.at, reverse=True)[:MOST]


def _had_by(file: UnmaskedExport) -> tuple[UUID | None, str]:
    return file.account, str(file.agency_paths[0])


def _why(purpose: str) -> Words:
    """Return a purpose in words: of a procedure what it is called, else what was written down."""
    if not purpose:
        return {"vi": "giải quyết hồ sơ", "en": "handling the case"}
    try:
        title = any_offer(purpose).procedure.title
    except ProcedureNotOffered:
        return {"vi": purpose, "en": purpose}
    return {"vi": f"giải quyết “{title.in_language('vi')}”", "en": f"handling “{title.in_language('en')}”"}


def _case_of(entry: JournalEntry) -> UUID:
    named = entry.body.get("case")
    return UUID(str(named)) if named else entry.stream


def _agencies(looked: Sequence[tuple[UUID | None, str | None]]) -> dict[str, str]:
    """Return the names of the agencies that those who looked sit at, and of those whose case it was."""
    accounts = {account for account, _ in looked if account}
    paths = {str(path) for _, path in looked if path}
    posts = Post.objects.filter(account_id__in=accounts).select_related("agency").order_by("valid_from")
    names = {str(post.account_id): post.agency.name for post in posts}
    return names | {str(one.path): one.name for one in Agency.objects.filter(path__in=paths)}
