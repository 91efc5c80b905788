"""How many cases there may be, counted under a lock: one vote, one proposal a firm, seats in a class."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from nenso.cases.acts.revising import at_path
from nenso.cases.engine.loading import ENDED
from nenso.cases.engine.lookup import as_procedure
from nenso.cases.engine.turn import Turn
from nenso.cases.errors.filing import LimitReached
from nenso.cases.models import Case, Party, Status
from nenso.language.declarations.procedures import Limit
from nenso.runtime.acting import acting
from nenso.runtime.clock import VIETNAM

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def must_be_within(turn: Turn, limits: Sequence[Limit]) -> None:
    """Refuse a filing beyond a limit; whoever files within the same count waits until we commit.

    A limit for each applicant does not count those whom nobody knows. Raises :class:`LimitReached`.
    """
    for limit in limits:
        reasoning = turn.reasoning()
        most = reasoning.value(reasoning.choose(limit.most))
        if most is None:
            continue
        if "applicant" in limit.per and _applicant(turn) is None:
            continue
        within = {str(word): _value(turn, str(word)) for word in limit.per}
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [f"{turn.offered.name}:{sorted(within.items())}"])
        with acting(as_procedure(turn.actor, turn.offered.name)):
            count = _counted(turn, within, open_only=limit.counted_while == "open").count()
        if count >= int(most):
            raise LimitReached(most=int(most), why=reasoning.text(limit.message) or turn.offered.procedure.title)


def _value(turn: Turn, word: str) -> str:
    """Return what a word of ``per`` is for this case; another word is a path of the form."""
    case = turn.case
    fixed: dict[str, Any] = {
        "applicant": _applicant(turn),
        "agency": case.agency_id,
        "about": case.about_id,
        "period": case.period or f"{turn.at.astimezone(VIETNAM):%Y}",
    }
    return str(fixed[word] if word in fixed else at_path(case.form, _answer(word)))


def _applicant(turn: Turn) -> UUID | str | None:
    found = next(iter(turn.parties.get("applicant", [])), None)
    return (found.party_id or found.identifier) if found is not None else None


def _answer(word: str) -> str:
    return word.removeprefix("form.")


def _counted(turn: Turn, within: dict[str, str], *, open_only: bool) -> QuerySet[Case]:
    cases = Case.objects.filter(procedure=turn.offered.name, status__gt=Status.DRAFT).exclude(pk=turn.case.id)
    if open_only:
        cases = cases.exclude(status__in=ENDED)
    for word in within:
        if word == "applicant":
            cases = cases.filter(pk__in=_of_applicant(turn).values("case_id"))
        elif word == "agency":
            cases = cases.filter(agency_id=turn.case.agency_id)
        elif word == "about":
            cases = cases.filter(about_id=turn.case.about_id)
        elif word == "period" and turn.case.period:
            cases = cases.filter(period=turn.case.period)
        elif word == "period":
            begins = datetime(turn.at.astimezone(VIETNAM).year, 1, 1, tzinfo=VIETNAM)
            cases = cases.filter(filed_at__gte=begins, filed_at__lt=begins.replace(year=begins.year + 1))
        else:
            path = _answer(word)
            cases = cases.filter(**{f"form__{path.replace('.', '__')}": at_path(turn.case.form, path)})
    return cases


def _of_applicant(turn: Turn) -> QuerySet[Party]:
    """Return the applicant's parts in cases, as far as they were declared by the applicant or by who files now.

    Whoever is named by somebody else has declared nothing: a false naming must not use up what they may file.
    """
    found = turn.parties["applicant"][0]
    own = Party.objects.filter(name="applicant")
    own = own.filter(party_id=found.party_id) if found.party_id else own.filter(identifier=found.identifier)
    declared_by = {party.party_id for party in (found, *turn.parties.get("filer", [])) if party.party_id}
    others = Party.objects.filter(name="filer", kind="person", case_id=OuterRef("case_id"))
    return own.filter(~Q(kind="person") | ~Exists(others.exclude(party_id__in=declared_by)))
