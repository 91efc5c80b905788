"""Opening a case for a case (hồ sơ con): a path, a clock and an agency of its own, one filing to the applicant.

It is opened with the rights of the procedure that declares it, in the transaction of the act that does. What it lacks
refuses the act: whoever takes a joint filing in must see that every part of it can go on.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from nenso.agencies.models import Agency
from nenso.cases.acts.effects import effect, plain
from nenso.cases.engine.around import CASE, case_of, opening, prepared_by
from nenso.cases.engine.offering import Offered, offered
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.engine.rights import by_engine
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.who import Holder, agency_of
from nenso.cases.errors.ending import FeeUnpaid
from nenso.cases.errors.filing import ApplicantNeeded, FormInvalid, LimitReached, NoCompetentAgency, NotReceivedHere
from nenso.cases.errors.related import ChildRefused
from nenso.cases.errors.supplements import DocumentMissing
from nenso.cases.intake import fees
from nenso.cases.intake.anonymity import secret_of
from nenso.cases.intake.assurance import ONLINE
from nenso.cases.intake.entering import Entrance, begin, fill_in, prepare
from nenso.cases.intake.limits import must_be_within
from nenso.cases.intake.naming import parties_named
from nenso.cases.intake.numbered import write_filed
from nenso.cases.intake.routing import agency_with
from nenso.cases.models import Case, Party, Status
from nenso.files.attaching import files_of
from nenso.files.models import CaseFile
from nenso.formulas.errors import ProcedureNotOffered
from nenso.formulas.offers import Offer, any_offer, offer_of
from nenso.language.declarations.effects import FieldValues, Open
from nenso.language.declarations.fields import Field
from nenso.language.declarations.values import Expression
from nenso.runtime.acting import Actor, acting, send
from nenso.runtime.ids import uuid7
from nenso.runtime.problems import Problem
from nenso.runtime.statements import insert
from nenso.runtime.text import normalise_all

OWNERS = ("applicant", "filer")
AS_DRAFT = ("prepare", "recommend")
REMIND = "remind"
_LACKS = (
    FormInvalid,
    DocumentMissing,
    NoCompetentAgency,
    NotReceivedHere,
    ProcedureNotOffered,
    LimitReached,
    FeeUnpaid,
    ApplicantNeeded,
)
"""What a child may lack, told to whoever opens it as one refusal."""


@effect("open")
def open_child(turn: Turn, declared: Open, reasoning: Reasoning) -> Mapping[str, Any] | None:
    """Open the case that ``declared`` names; return it as expressions see it. Raises :class:`ChildRefused`."""
    name = str(declared.open)
    name = name if "." in name else f"{turn.offered.formula.name}.{name}"
    actor = opening(turn.actor, turn.case)
    with acting(actor):
        try:
            agency = _agency(turn, declared)
            offer = _offer(agency, name)
            if declared.level == REMIND:
                _told(turn, offer)
                return None
            form = form_from(declared.values, reasoning, offer.procedure.form.fields)
            parties = _parties(turn, declared, reasoning)
            if declared.level in AS_DRAFT:
                key = _draft(turn, declared, offer, form, parties)
            else:
                key = _filed(turn, actor, declared, Entrance(actor, offer, form, agency, *_makers(turn, parties)))
        except _LACKS as problem:
            raise _refused(name, problem) from problem
    turn.said.append(("case.opened", {"child": str(key), "procedure": name, "level": declared.level or "do"}))
    return case_of(actor, key)


def _refused(procedure: str, problem: Problem) -> ChildRefused:
    wrong = problem.facts.get("problems") or ()
    paths = ", ".join(str(one.get("path", "")) for one in wrong)
    more = f" ({paths})" if paths else ""
    facts = {name: value for name, value in problem.facts.items() if name in {"problems", "documents"}}
    said = {"why": problem.text("vi") + more, "why_en": problem.text("en") + more}
    return ChildRefused(procedure=procedure, **said, **facts)


def _agency(turn: Turn, declared: Open) -> Agency | None:
    """Return where the child is handed in: as declared, else here when this agency offers it."""
    if declared.agency is None:
        return turn.case.agency
    key = agency_of(declared.agency, turn.situation())
    return agency_with(key) if key is not None else None


def _offer(agency: Agency | None, name: str) -> Offer:
    try:
        return offer_of(agency, name) if agency is not None else any_offer(name)
    except ProcedureNotOffered:
        return any_offer(name)


def form_from(values: FieldValues | None, reasoning: Reasoning, fields: Iterable[Field]) -> dict[str, Any]:
    """Return what is filled in of ``fields``; of a whole form that is handed on, what they ask for too."""
    if values is None:
        return {}
    if isinstance(values, Expression):
        given = reasoning.value(values) or {}
    else:
        given = {str(name): reasoning.value(value) for name, value in values.items()}
    filled: dict[str, Any] = normalise_all(_held(given, fields))
    return filled


def _held(given: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """Return values as a form holds them, those of its own fields: rows and groups whole, a record by its key."""
    found: dict[str, Any] = {}
    for field in fields:
        value = given.get(str(field.name))
        if value is None:
            continue
        if field.type == "group" and isinstance(value, Mapping):
            found[str(field.name)] = _held(value, field.fields)
        elif field.type == "table" and isinstance(value, list | tuple):
            found[str(field.name)] = [_held(row, field.fields) for row in value]
        else:
            found[str(field.name)] = value if field.type == "address" else plain(value)
    return found


def _parties(turn: Turn, declared: Open, reasoning: Reasoning) -> list[Party]:
    """Return whose case the child is and who files: those of this case, but for a declared applicant."""
    own = [_copy(party) for name in OWNERS for party in turn.parties.get(name, [])]
    if declared.applicant is None:
        return own
    found = parties_named(turn.case.id, "applicant", reasoning.value(declared.applicant))
    if not found:
        raise ApplicantNeeded
    return [found[0], *(party for party in own if party.name == "filer")]


def _copy(party: Party) -> Party:
    return Party(
        name=party.name,
        kind=party.kind,
        party_id=party.party_id,
        identifier=party.identifier,
        display=party.display,
        facts=party.facts,
        mandate=party.mandate,
    )


def _makers(turn: Turn, parties: Sequence[Party]) -> tuple[Any, Any]:
    """Return how the child's case is made on an offer, and who has a part in it."""
    key = uuid7()

    def made(offer: Offer) -> Case:
        return _case(turn, offer, key, filed=True)

    def own(ready: Offered, case: Case, known: tuple[Party, ...]) -> Sequence[Party]:
        del ready
        for party in parties:
            party.case_id = case.id
        return known or parties

    return made, own


def _case(turn: Turn, offer: Offer, key: UUID, *, filed: bool) -> Case:
    parent = turn.case
    return Case(
        id=key,
        procedure=offer.name,
        edition=offer.edition,
        adaptation=offer.adaptation,
        agency=offer.agency,
        receiving=offer.agency,
        place=offer.agency.place,
        channel=parent.channel,
        status=Status.FILED if filed else Status.DRAFT,
        mandate=parent.mandate,
        created_at=turn.at,
        filed_at=turn.at if filed else None,
        occurred_at=parent.occurred_at if filed else None,
        confidential=offer.procedure.confidential,
        anonymous=parent.anonymous,
        parent_id=parent.id,
        about_kind=CASE if offer.procedure.about is not None and offer.procedure.about.case else "",
        about_id=parent.id if offer.procedure.about is not None and offer.procedure.about.case else None,
        origin=f"{turn.offered.name}:open",
        version=0 if filed else 1,
    )


def _filed(turn: Turn, actor: Actor, declared: Open, entrance: Entrance) -> UUID:
    prepared = prepare(entrance)
    child = prepared.turn
    child.at = turn.at
    files = _files(turn, declared, child.case.id, child.offered)
    fill_in(prepared, files, _paper(turn, declared, child.offered))
    child.add(*files)
    must_be_within(child, child.offered.procedure.limit)
    lines = fees.fee_lines(child.offered.procedure.fee, child.reasoning())
    child.case.secret_hash = sha256(secret_of(child.case.id, uuid4().hex).encode()).digest()
    begin(child, lines, step=str(declared.to or ""))
    with acting(actor) as session:
        write_filed(session, child, new=True)
    return child.case.id


def _files(turn: Turn, declared: Open, child: UUID, ready: Offered) -> list[CaseFile]:
    """Return the files that go along: those of the documents that the child's own dossier has too."""
    if not declared.documents:
        return []
    wanted = _shared(declared, ready)
    return [_file(file, child) for file in files_of(turn.case.id) if file.document in wanted and not file.replaced_by]


def _paper(turn: Turn, declared: Open, ready: Offered) -> dict[str, Mapping[str, int]]:
    """Return the papers handed over at a counter that go along."""
    wanted = _shared(declared, ready) if declared.documents else frozenset()
    return {
        name: handed["paper"] for name, handed in turn.case.documents.items() if name in wanted and "paper" in handed
    }


def _shared(declared: Open, ready: Offered) -> frozenset[str]:
    known = frozenset(str(document.name) for document in ready.procedure.documents)
    return known if declared.documents == "all" else known & frozenset(map(str, declared.documents))


def _file(file: CaseFile, child: UUID) -> CaseFile:
    return CaseFile(
        case_id=child,
        document=file.document,
        filename=file.filename,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        scanned=file.scanned,
        uploaded_by=file.uploaded_by,
        attached_by=file.attached_by,
        at=file.at,
    )


def _draft(turn: Turn, declared: Open, offer: Offer, form: Mapping[str, Any], parties: Iterable[Party]) -> UUID:
    """Prepare a draft for its applicant to look through and send, online however the case came in; tell them of it."""
    draft = _case(turn, offer, uuid7(), filed=False)
    draft.channel = ONLINE
    draft.form = dict(form)
    draft.persons = sorted({p.party_id for p in parties if p.party_id and p.kind == "person"}, key=str)
    draft.readers = [prepared_by(turn.case)]
    if not draft.persons:
        raise ApplicantNeeded
    send(*by_engine(*insert([draft, *_files(turn, declared, draft.id, offered(offer))])))
    _told(turn, offer)
    return draft.id


def prepared_words(offer: Offer) -> dict[str, str]:
    """Return what somebody is told for whom a draft was prepared."""
    title = offer.procedure.title
    return {
        "vi": f"Đã chuẩn bị sẵn hồ sơ «{title.in_language('vi')}»; mời bạn xem lại và gửi.",
        "en": f"“{title.in_language('en')}” is prepared for you to look through and send.",
    }


def _told(turn: Turn, offer: Offer) -> None:
    text = prepared_words(offer)
    turn.told += [(Holder(party=name), text) for name in OWNERS if turn.parties.get(name)]
