"""Drafts (bản nháp): begun, saved page by page, left and resumed on another device, filed or thrown away.

While a case is a draft its ``settings`` hold what belongs to the draft alone: ``applicant`` where it is for somebody
else, and which showing of each of its ``pages`` was saved last. Filing puts the procedure's in their place.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db.models.expressions import RawSQL

from nenso.agencies.models import Agency
from nenso.cases.engine import names
from nenso.cases.engine.around import around
from nenso.cases.engine.idempotency import claimed_before
from nenso.cases.engine.loading import WITHOUT
from nenso.cases.engine.lookup import CaseLookup
from nenso.cases.engine.offering import offered
from nenso.cases.engine.rights import by_engine
from nenso.cases.engine.waking import look
from nenso.cases.errors.drafts import DraftChanged, DraftsFull, NotADraft
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.intake.applicants import AT_AGENCY, nobody_applies
from nenso.cases.intake.assurance import must_be_identified
from nenso.cases.intake.routing import AT_COUNTER, must_be_at_counter
from nenso.cases.intake.subjects import subject_of
from nenso.cases.models import Case, Status
from nenso.files.models import CaseFile
from nenso.formulas.errors import ProcedureNotOffered
from nenso.formulas.offers import must_be_taken_in, offer_of
from nenso.language.evaluation import Evaluation, evaluate
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting, send
from nenso.runtime.config import config
from nenso.runtime.ids import uuid7
from nenso.runtime.statements import insert, update
from nenso.runtime.text import normalise_all
from nenso.territory.calendars import calendar_for

_OWN = RawSQL("SELECT nenso_own_drafts()", [])
"""The drafts of whoever acts; found by an index, which a condition under row-level security could not use."""


def open_draft(
    actor: Actor,
    procedure: str,
    agency: Agency,
    *,
    form: Mapping[str, Any] | None = None,
    channel: str = "online",
    about: Mapping[str, str] | None = None,
    key: str | None = None,
) -> Case:
    """Begin a draft of ``procedure`` at ``agency``; it is its filer's alone, at a counter the agency's officers'.

    ``about``: what it is to be filed on (:mod:`nenso.cases.intake.subjects`). The same ``key`` again
    gives the draft that is there already. Who could not file it is told before anything is filled in. Raises
    ``AssuranceTooLow``, ``ApplicantNeeded``, ``AccountOfNobody``, :class:`DraftsFull`, ``MayNotFile``.
    """
    offer = offer_of(agency, procedure)
    must_be_taken_in(agency, offer.name)
    if channel in AT_AGENCY:
        must_be_at_counter(actor, agency)
    else:
        must_be_identified(actor, offer.procedure, channel)
        if actor.person is None:
            raise nobody_applies(actor)
    moment = clock.now()
    subject = subject_of(actor, offer, about)
    draft = Case(
        id=uuid7(),
        procedure=offer.name,
        edition=offer.edition,
        adaptation=offer.adaptation,
        agency=agency,
        receiving=agency,
        place=agency.place,
        channel=channel,
        status=Status.DRAFT,
        created_at=moment,
        saved_at=moment,
        form=normalise_all(dict(form or {})),
        about_kind=subject.kind,
        about_id=subject.key,
        persons=[actor.person] if actor.person else [],
        readers=[f"{role}@{agency.id}" for role in sorted(AT_COUNTER)] if channel in AT_AGENCY else [],
    )
    asked = {"use": "draft", "procedure": procedure, "agency": str(agency.id), "form": form, "channel": channel}
    asked |= {"about": dict(about)} if about else {}
    with acting(actor):
        earlier = claimed_before(actor, key, asked, draft.id)
        if earlier is not None:
            return draft_of(earlier)
        if channel not in AT_AGENCY:
            _must_have_room()
        send(*by_engine(*insert([draft])))
    return draft


def save_draft(
    actor: Actor,
    draft_id: UUID,
    form: Mapping[str, Any],
    *,
    version: int,
    key: str | None = None,
    page: str = "",
    shown: str = "",
) -> Case:
    """Save a draft's answers as they are, wrong or not; ``version`` as it was read: another one now is a conflict,
    unless the same answers stand there already.

    ``page`` is kept with ``shown``, which showing of it was saved last: who goes back to it and changes an answer is in
    conflict with nobody. The same ``key`` again changes nothing.
    """
    asked = {"use": "save", "draft": str(draft_id), "form": form, "version": version}
    with acting(actor):
        draft = draft_of(draft_id, lock=True)
        if claimed_before(actor, key, asked, uuid7()) is not None:
            return draft
        answers = normalise_all(dict(form))
        if draft.version != version and draft.form != answers:
            raise DraftChanged(version=draft.version)
        draft.form = answers
        if page:
            draft.settings = {**draft.settings, "pages": {**draft.settings.get("pages", {}), page: shown}}
        return _saved(draft)


def file_for(
    actor: Actor, draft_id: UUID, applicant: Mapping[str, Any] | None, mandate: str, *, key: str | None = None
) -> Case:
    """Say for whom a draft is: ``applicant`` and ``mandate`` as filing takes them, None for oneself.

    Whether that may be is judged when it is filed. The same ``key`` again changes nothing.
    """
    asked = {"use": "file_for", "draft": str(draft_id), "applicant": applicant, "mandate": mandate}
    with acting(actor):
        draft = draft_of(draft_id, lock=True)
        if claimed_before(actor, key, asked, uuid7()) is not None:
            return draft
        draft.mandate = mandate if applicant else ""
        draft.settings = {**draft.settings, "applicant": normalise_all(dict(applicant)) if applicant else None}
        return _saved(draft)


def _saved(draft: Case) -> Case:
    """Keep a draft as it now is, in today's edition of its procedure while that is offered."""
    draft.version, draft.saved_at = draft.version + 1, clock.now()
    with suppress(ProcedureNotOffered):
        offer = offer_of(draft.agency, draft.procedure)
        draft.edition, draft.adaptation = offer.edition, offer.adaptation
    send(*by_engine(update(draft, ("form", "version", "edition", "adaptation", "mandate", "settings", "saved_at"))))
    return draft


def check_draft(actor: Actor, draft_id: UUID) -> Evaluation:
    """Return the draft worked out as it stands: what is shown, prefilled, computed, and what still is wrong."""
    with acting(actor):
        draft = draft_of(draft_id)
        ready = offered(offer_of(draft.agency, draft.procedure))
        lookup = CaseLookup(actor, ready, draft.agency, calendar_for(draft.agency.path), draft.id)
        known = names.names_of(draft, form=draft.form, parties={}, actor=actor, around=around(draft, actor))
        return evaluate(ready.form, draft.form, known, lookup)


def drop_draft(actor: Actor, draft_id: UUID, *, key: str | None = None) -> None:
    """Throw a draft away, with the files attached to it; the same ``key`` again does nothing."""
    with acting(actor):
        if claimed_before(actor, key, {"use": "drop", "draft": str(draft_id)}, uuid7()) is not None:
            return
        draft = draft_of(draft_id, lock=True)
        CaseFile.objects.filter(case_id=draft.id).delete()
        parent = draft.parent_id
        draft.delete()
        if parent is not None:
            look(parent)


def drafts_of(actor: Actor) -> list[Case]:
    """Return the actor's own drafts, the newest first."""
    with acting(actor):
        own = Case.objects.filter(status=Status.DRAFT, pk__in=_OWN)
        whole = own.select_related("agency", "edition", "adaptation").defer(*WITHOUT)
        return list(whole.order_by("-created_at")[:200])


def _must_have_room() -> None:
    """Refuse one draft more than a person may have open, but for those that a case opened for them."""
    most = config().drafts_per_person
    if (
        Case.objects.filter(status=Status.DRAFT, pk__in=_OWN, parent_id=None).exclude(channel__in=AT_AGENCY).count()
        >= most
    ):
        raise DraftsFull(most=most)


def draft_of(draft_id: UUID, *, lock: bool = False) -> Case:
    """Return a draft, inside ``acting()``; raise :class:`CaseUnknown`, :class:`NotADraft`."""
    cases = Case.objects.select_for_update(of=("self",)) if lock else Case.objects
    draft = cases.select_related("agency", "edition").defer("edition__files").filter(pk=draft_id).first()
    if draft is None:
        raise CaseUnknown
    if draft.status != Status.DRAFT:
        raise NotADraft
    return draft
