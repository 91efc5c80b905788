"""What becomes of the children of a case that ends without its result: they end with it (dừng theo hồ sơ chung)."""

from nenso.cases.engine import flow
from nenso.cases.engine.loading import ENDED, load
from nenso.cases.engine.lookup import as_procedure
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.turning import turn_on
from nenso.cases.engine.writing import write
from nenso.cases.models import Case, Status
from nenso.runtime.acting import acting


def end_children(turn: Turn, reason: str) -> None:
    """End every child of the case that is still open, and theirs, as the case itself ended."""
    actor = as_procedure(turn.actor, turn.offered.name)
    with acting(actor):
        open_children = Case.objects.filter(parent_id=turn.case.id, status__gt=Status.DRAFT).exclude(status__in=ENDED)
        for key in open_children.order_by("id").values_list("id", flat=True):
            child = turn_on(actor, load(key))
            if child.loaded.ended:
                continue
            child.actor_name = turn.actor_name
            child.enter(kind="act", action="end_with_parent", reason=reason)
            flow.finish(child, "stopped")
            child.set(status=turn.case.status if turn.case.status == Status.WITHDRAWN else child.case.status)
            child.said.append(("case.ended_with_parent", {"parent": str(turn.case.id), **flow.facts(child)}))
            end_children(child, reason)
            with acting(actor) as session:
                session.commit(*write(child))
