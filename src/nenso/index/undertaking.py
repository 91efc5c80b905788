"""Drafts and reports asked for on screen: kept as asked, made by a job, once for each key, told while it goes on."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from nenso.agencies.actors import load_actor
from nenso.agencies.models import Agency
from nenso.cases.errors.sent_twice import KeyReused
from nenso.index.errors import NotPublishedYet, ReportSigned, UndertakingUnknown
from nenso.index.extracts import WRITER, writer_for
from nenso.index.models import Publication, Undertaking
from nenso.index.publications import PUBLISHED, change_said, draft, must_have_begun, must_publish
from nenso.index.published import publication_told
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, Actor, acting
from nenso.runtime.jobs import defer
from nenso.runtime.problems import Problem
from nenso.runtime.text import normalise_all

DRAFT, REPORT = "draft", "report"
WAITING, RUNNING, DONE, STOPPED = "waiting", "running", "done", "stopped"


def ask_for_draft(
    actor: Actor,
    key: str,
    name: str,
    period: str,
    agency: Agency,
    *,
    reported: dict[str, Any],
    corrects: UUID | None = None,
    changed: str = "",
    accepted: Collection[str] = (),
) -> Undertaking:
    """Let a draft be computed by a job, as :func:`~nenso.index.publications.draft` does; the same key does it once.

    Raises ``MayNotPublishScores``, ``PeriodWrong``, ``PeriodToCome``, ``PublicationUnknown``, ``ChangeUnsaid``,
    ``ChangeTooLong``, and ``KeyReused`` where the key was used for something else.
    """
    must_publish(actor, agency)
    must_have_begun(period)
    if corrects is not None:
        publication_told(actor, corrects)
    asked = {"name": name, "period": period, "reported": reported, "accepted": list(accepted)}
    asked |= {"changed": change_said(changed, corrects), "corrects": str(corrects) if corrects else ""}
    return _ask(actor, key, DRAFT, agency, normalise_all(asked))


def ask_for_report(actor: Actor, key: str, publication: Publication, language: str) -> Undertaking:
    """Let the report of a publication be typeset and signed by a job; the same key does it once.

    Raises ``MayNotPublishScores``, ``NotPublishedYet``, ``KeyReused``.
    """
    must_publish(actor, publication.agency)
    if publication.state != PUBLISHED:
        raise NotPublishedYet
    return _ask(actor, key, REPORT, publication.agency, {"language": language}, publication.id)


def undertaking_of(actor: Actor, wanted: UUID) -> Undertaking:
    """Return what ``actor`` may see of what was asked for; raises ``UndertakingUnknown``."""
    with acting(actor):
        found = Undertaking.objects.select_related("agency").filter(pk=wanted).first()
    if found is None:
        raise UndertakingUnknown
    return found


def under_way(actor: Actor, agencies: list[UUID]) -> list[Undertaking]:
    """Return what was asked for at ``agencies`` and is not done, the newest first; what stopped is told for a day."""
    with acting(actor):
        found = Undertaking.objects.select_related("agency").filter(agency__in=agencies).exclude(state=DONE)
        found = found.exclude(state=STOPPED, ended_at__lt=clock.now() - timedelta(days=1))
        return list(found.order_by("-asked_at")[:20])


def undertake(wanted: UUID) -> None:
    """Do what was asked for, as whoever asked; what goes wrong is told to them. Once: what is done stays as it is."""
    with acting(WRITER):
        found = (
            Undertaking.objects.select_related("agency").filter(pk=wanted).exclude(state__in=(DONE, STOPPED)).first()
        )
        if found is None:
            return
        Undertaking.objects.filter(pk=wanted).update(state=RUNNING)
    try:
        _end(found, state=DONE, publication=_done(_actor(found), found))
    except ReportSigned:  # by the run before, which was broken off after it
        _end(found, state=DONE)
    except Problem as problem:
        _end(found, state=STOPPED, problem={one: problem.text(one) for one in ("vi", "en")})


def _done(actor: Actor, found: Undertaking) -> UUID:
    asked = found.asked
    if found.kind == REPORT:
        from nenso.index.reporting import sign_report

        return sign_report(actor, UUID(str(found.publication)), language=asked["language"]).publication_id
    corrects = UUID(asked["corrects"]) if asked["corrects"] else None
    told = {"reported": asked["reported"], "corrects": corrects, "changed": asked["changed"]}
    accepted = asked.get("accepted", ())
    return draft(actor, asked["name"], asked["period"], found.agency, **told, accepted=accepted).id


def _actor(found: Undertaking) -> Actor:
    return (load_actor(found.asked_by) if found.asked_by else None) or NOBODY


def _end(found: Undertaking, **changed: Any) -> None:
    with acting(WRITER):
        Undertaking.objects.filter(pk=found.pk).update(ended_at=clock.now(), **changed)


def _asked_before(again: Undertaking) -> Undertaking:
    """Return what was asked for by the same key; raise ``KeyReused`` when it was something else."""
    found = Undertaking.objects.get(asked_by=again.asked_by, key=again.key)
    same = (found.kind, found.agency_id, found.asked) == (again.kind, again.agency_id, again.asked)
    if not same or (again.kind == REPORT and found.publication != again.publication):
        raise KeyReused
    return found


def _ask(
    actor: Actor, key: str, kind: str, agency: Agency, asked: dict[str, Any], publication: UUID | None = None
) -> Undertaking:
    from nenso.index.tasks import undertake_what_was_asked

    with acting(writer_for(actor)):
        made = Undertaking(
            kind=kind,
            agency=agency,
            agency_path=agency.path,
            asked=asked,
            asked_by=actor.account,
            asked_at=clock.now(),
            key=key,
            publication=publication,
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            return _asked_before(made)
        defer(undertake_what_was_asked, undertaking=str(made.id))
    return made
