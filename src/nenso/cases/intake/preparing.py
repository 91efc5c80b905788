"""A draft worked out as it stands: what its pages show, its fee and papers, and what today's edition changed in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from nenso.cases.engine.around import around
from nenso.cases.engine.lookup import CaseLookup
from nenso.cases.engine.names import names_of
from nenso.cases.engine.offering import Offered, offered, offered_for
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.engine.seals import still_sealed
from nenso.cases.errors.filing import AssuranceTooLow
from nenso.cases.intake.applicants import parties_of
from nenso.cases.intake.assurance import too_low
from nenso.cases.intake.documents import Dossier, dossier
from nenso.cases.intake.drafts import draft_of
from nenso.cases.intake.fees import fee_lines, owed
from nenso.cases.intake.field_files import with_held
from nenso.cases.intake.trying import as_filed, party_of, person_of
from nenso.cases.models import Case, Party
from nenso.cases.queries.words import Words, text_of
from nenso.files.attaching import files_of
from nenso.files.models import CaseFile
from nenso.formulas.offers import offer_of
from nenso.language.declarations.forms import Document
from nenso.language.evaluation import CONTESTED, Evaluation, Stage, evaluate
from nenso.language.nodes import Node
from nenso.payments.asking import FeeLine
from nenso.people.models import Enterprise
from nenso.runtime.acting import Actor, acting
from nenso.runtime.problems import Problem
from nenso.territory.calendars import calendar_for


@dataclass(frozen=True)
class Prepared:
    """A draft as a page needs it.

    ``form``: the answers that today's edition asks for. ``newer``: whether it is not the edition it was last saved in;
    ``dropped``: what was answered and is not asked any more; ``added``: what is asked since. ``enterprises``: which the
    filer may act for. ``sealed_until``: until then nobody else will read it. ``too_low``: why the filer's account does
    not suffice to file it, as of today's edition.
    """

    draft: Case
    offered: Offered
    form: dict[str, Any]
    evaluation: Evaluation
    fee: list[FeeLine]
    asked: list[Document]
    dossier: Dossier
    files: list[CaseFile]
    enterprises: list[Enterprise]
    newer: bool = False
    dropped: tuple[Words, ...] = ()
    added: tuple[Words, ...] = ()
    sealed_until: datetime | None = None
    too_low: AssuranceTooLow | None = None

    @property
    def owed(self) -> int:
        """What is to be paid, in đồng."""
        return owed(self.fee)


def prepare(
    actor: Actor,
    draft_id: UUID,
    *,
    form: Mapping[str, Any] | None = None,
    touched: Iterable[str] = (),
    stage: Stage = "filing",
) -> Prepared:
    """Return a draft worked out, over ``form`` instead of what was saved where that is given; nothing is written.

    Raises ``CaseUnknown``, ``NotADraft``,
    :class:`~nenso.formulas.errors.ProcedureNotOffered`.
    """
    with acting(actor):
        draft = draft_of(draft_id)
        offer = offer_of(draft.agency, draft.procedure)
        ready = offered(offer)
        kept, dropped = _carried(draft, ready, form)
        case = as_filed(offer, draft.channel)
        case.id, case.mandate, case.parent_id = draft.id, draft.mandate, draft.parent_id
        case.about_kind, case.about_id = draft.about_kind, draft.about_id
        near = around(case, actor)
        files = [file for file in files_of(draft.id) if file.replaced_by is None]
        kept = with_held(ready.form.fields, kept, files)
        parties = _parties(actor, ready, draft)
        lookup = CaseLookup(actor, ready, draft.agency, calendar_for(draft.agency.path), draft.id)
        names = partial(names_of, case, form=kept, parties=parties, actor=actor, around=near)
        reasoning = Reasoning(names, ready.environment(), lookup)
        worked = evaluate(ready.form, kept, reasoning.names, lookup, touched=touched, stage=stage, choices=True)
        reasoning = reasoning.with_form(worked.values)
        documents = ready.procedure.documents
        papers = dossier(documents, reasoning, files=_known(files, documents), paper=None, channel=draft.channel)
        asked = [one for one in documents if reasoning.holds(one.show_if)]
        fee = fee_lines(ready.procedure.fee, reasoning) if worked.ok else []
        until = _sealed_until(ready, reasoning)
        enterprises = list(Enterprise.objects.filter(id__in=actor.represents).order_by("name"))
    newer = (draft.edition_id, draft.adaptation_id) != (
        offer.edition.pk,
        offer.adaptation.pk if offer.adaptation else None,
    )
    added = tuple(_added(offered_for(draft), ready)) if newer else ()
    return Prepared(
        draft,
        ready,
        kept,
        worked,
        fee,
        asked,
        papers,
        files,
        enterprises,
        newer,
        dropped,
        added,
        still_sealed(until, None),
        too_low(actor, ready.procedure, draft.channel),
    )


def _sealed_until(ready: Offered, reasoning: Reasoning) -> datetime | None:
    """Return until when the case would be sealed; None when it would not be."""
    sealed = ready.procedure.sealed
    if sealed is None:
        return None
    return still_sealed(reasoning.within(ready.environment(place="step")).moment(sealed.until), None)


def _known(files: list[CaseFile], documents: Iterable[Document]) -> list[CaseFile]:
    names = {str(document.name) for document in documents}
    return [file for file in files if file.document in names]


def _parties(actor: Actor, ready: Offered, draft: Case) -> dict[str, list[Party]]:
    """Return applicant and filer as they would be; what is wrong with them is told when it is filed."""
    person = person_of(actor)
    try:
        found = parties_of(
            actor,
            ready,
            draft.id,
            person=person,
            channel=draft.channel,
            given=draft.settings.get("applicant"),
            mandate=draft.mandate,
        )
    except Problem:
        return party_of(person)
    return {party.name: [party] for party in found}


def _carried(draft: Case, ready: Offered, form: Mapping[str, Any] | None) -> tuple[dict[str, Any], tuple[Words, ...]]:
    """Return the answers that today's form has fields for, and what the others were called."""
    given = dict(draft.form if form is None else form)
    contested = given.pop(CONTESTED, None)
    dropped: list[str] = []
    kept = _fitting(given, ready.form.fields, "", dropped)
    if contested:
        kept[CONTESTED] = contested
    if not dropped:
        return kept, ()
    labels = {node.path: text_of(node.field.label, node.path) for node in offered_for(draft).form.nodes()}
    return kept, tuple(labels.get(path, {"vi": path, "en": path}) for path in dropped)


def _added(before: Offered, now: Offered) -> Iterator[Words]:
    """Yield what the fields are called that today's form has and the earlier one did not; of a new group the group."""
    known = {node.path for node in before.form.nodes()}
    for path, node in ((node.path, node) for node in now.form.nodes()):
        names = {path, *(f"{path.rpartition('.')[0]}.{was}".lstrip(".") for was in node.field.was)}
        outside = path.rpartition(".")[0]
        if not names & known and (not outside or outside in known) and node.field.label is not None:
            yield text_of(node.field.label, path)


def _fitting(given: Mapping[str, Any], nodes: Mapping[str, Node], prefix: str, dropped: list[str]) -> dict[str, Any]:
    renamed = {str(was): name for name, node in nodes.items() for was in node.field.was}
    kept: dict[str, Any] = {}
    for name, answer in given.items():
        now = name if name in nodes else renamed.get(name, "")
        if not now:
            dropped.append(f"{prefix}{name}")
        elif nodes[now].field.type == "group" and isinstance(answer, Mapping):
            kept[now] = _fitting(answer, nodes[now].children, f"{prefix}{name}.", dropped)
        else:
            kept[now] = answer
    return kept
