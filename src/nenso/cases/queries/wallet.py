"""All results that somebody was given, whichever case they are from (kho kết quả điện tử của cá nhân)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nenso.cases.models import Party
from nenso.results.checking import verify_url
from nenso.results.models import SignedResult, State
from nenso.runtime.acting import Actor, acting

USUAL = 20


@dataclass(frozen=True)
class Held:
    """One result in somebody's wallet."""

    id: UUID
    case: str
    name: str
    number: str
    agency: str
    state: str
    signed_at: datetime | None
    size: int
    token: str
    verify: str


def results_of(actor: Actor, *, after: UUID | None = None, limit: int = USUAL) -> tuple[list[Held], UUID | None]:
    """Return the results of the actor's own cases, the newest first, and after which the next page begins."""
    own = [key for key in (actor.person, *sorted(actor.represents)) if key is not None]
    with acting(actor):
        cases = Party.objects.filter(party_id__in=own, name="applicant").values("case_id")
        results = SignedResult.objects.filter(case_id__in=cases).exclude(state=State.DRAFTED).select_related("agency")
        if after is not None:
            results = results.filter(id__lt=after)
        found = list(results.order_by("-id")[: limit + 1])
    held = [
        Held(
            id=one.id,
            case=one.case_code or str(one.case_id),
            name=one.name,
            number=one.number,
            agency=one.agency.name,
            state=str(one.state),
            signed_at=one.signed_at,
            size=one.size,
            token=one.token,
            verify=verify_url(one.token),
        )
        for one in found[:limit]
    ]
    return held, held[-1].id if len(found) > limit else None
