"""How many cases there may be, counted under a lock: one vote, one proposal a firm, seats in a class."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from nenso.cases.errors import LimitReached
from nenso.cases.loading import ENDED
from nenso.cases.lookup import as_procedure
from nenso.cases.models import Case, Party, Status
from nenso.cases.turn import Turn
from nenso.language.declarations.procedures import Limit
from nenso.runtime.acting import acting

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def must_be_within(turn: Turn, limits: Sequence[Limit]) -> None:
    """Refuse a filing beyond a limit; whoever files within the same count waits until we commit.

    Raises :class:`LimitReached`.
    """
    for limit in limits:
        reasoning = turn.reasoning()
        most = reasoning.value(reasoning.choose(limit.most))
        if most is None:
            continue
        within = {str(word): _value(turn, str(word)) for word in limit.per}
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [f"{turn.offered.name}:{sorted(within.items())}"])
        with acting(as_procedure(turn.actor, turn.offered.name)):
            count = _counted(turn, within, open_only=limit.counted_while == "open").count()
        if count >= int(most):
            raise LimitReached(most=int(most), why=reasoning.text(limit.message) or turn.offered.procedure.title)


def _value(turn: Turn, word: str) -> str:
    case = turn.case
    applicant = turn.parties["applicant"][0]
    fixed: dict[str, Any] = {
        "applicant": applicant.party_id or applicant.identifier,
        "agency": case.agency_id,
        "about": case.about_id,
        "period": f"{turn.at:%Y}",
    }
    return str(fixed.get(word, ""))


def _counted(turn: Turn, within: dict[str, str], *, open_only: bool) -> QuerySet[Case]:
    cases = Case.objects.filter(procedure=turn.offered.name, status__gt=Status.DRAFT).exclude(pk=turn.case.id)
    if open_only:
        cases = cases.exclude(status__in=ENDED)
    if within.get("applicant"):
        own = Party.objects.filter(name="applicant", party_id=turn.parties["applicant"][0].party_id)
        cases = cases.filter(pk__in=own.values("case_id"))
    if "agency" in within:
        cases = cases.filter(agency_id=turn.case.agency_id)
    if "about" in within:
        cases = cases.filter(about_id=turn.case.about_id)
    if "period" in within:
        cases = cases.filter(filed_at__year=turn.at.year)
    return cases
