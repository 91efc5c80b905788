"""Deadlines: they say from when and how long, and the times of the steps fit into them (thời hạn, quy trình nội bộ)."""

from collections.abc import Iterable

from nenso.language.checking.desk import Desk
from nenso.language.checking.flow import graph_of, starts_of
from nenso.language.declarations.procedures import Deadline, Procedure
from nenso.language.declarations.steps import Step
from nenso.language.declarations.times import Duration

WORKING_HOURS_A_DAY = 8
"""07:30–11:30 and 13:00–17:00."""

NO_TIME = "step.no_time"
"""The code of what is told of a step without any time."""

_RUNNING = {"minutes": 1 / 60, "hours": 1, "days": 24, "weeks": 7 * 24, "months": 30 * 24, "years": 365 * 24}
_WORKING = {"working_hours": 1, "working_days": WORKING_HOURS_A_DAY}


def check_deadline(desk: Desk, procedure: Procedure) -> None:
    """Check the deadline of a procedure and the times of its steps against it."""
    for name, step in procedure.steps.items():
        _time_of(desk, str(name), step, in_time=procedure.deadline is not None)
    if procedure.deadline is None:
        return
    if procedure.deadline.branches[-1].condition is not None:
        desk.warn(
            procedure.deadline,
            "deadline.undefined",
            "Khi không điều kiện nào đúng thì hồ sơ không có thời hạn.",
            "When no condition holds the case has no deadline.",
            expected="{then: …}",
        )
    for deadline in procedure.deadline.values:
        _one(desk, deadline)
    if procedure.extend is not None and any(deadline.extend for deadline in procedure.deadline.values):
        desk.add(procedure.extend, "deadline.extend", "extend viết hai lần.", "extend is written twice.")
    _sum(desk, procedure)


def _time_of(desk: Desk, name: str, step: Step, *, in_time: bool) -> None:
    """Check that it is known until when a step that people do is due; ``in_time``: its case has a deadline."""
    if step.within is not None and step.within.branches[-1].condition is not None:
        desk.add(
            step.within,
            "deadline.undefined",
            f"Khi không điều kiện nào đúng thì bước “{name}” không có thời hạn.",
            f"When no condition holds step “{name}” has no time.",
            expected="{then: …}",
        )
    if step.by is not None and step.within is None and step.due is None and not in_time:
        desk.warn(
            step,
            NO_TIME,
            f"Bước “{name}” không có thời hạn và thủ tục cũng không: không ai biết khi nào là quá hạn.",
            f"Step “{name}” has no time and neither has the procedure: nobody knows when it is overdue.",
            expected="within, due, deadline",
        )


def _one(desk: Desk, deadline: Deadline) -> None:
    if deadline.within is not None and deadline.within.branches[-1].condition is not None:
        desk.add(
            deadline.within,
            "deadline.undefined",
            "Khi không điều kiện nào đúng thì không có thời hạn.",
            "When no condition holds there is no deadline.",
            expected="{then: …}",
        )
    if (deadline.within is None) == (deadline.due is None):
        desk.add(
            deadline,
            "deadline.kind",
            "Cần đúng một trong within và due.",
            "Exactly one of within and due.",
            expected="within, due",
        )
    same_day = deadline.within is not None and any(length.unit == "same_day" for length in deadline.within.values)
    if deadline.cutoff is not None and not same_day:
        desk.warn(
            deadline,
            "deadline.cutoff",
            "cutoff chỉ dùng với same day.",
            "cutoff goes with same day.",
            expected="same day",
        )


def hours(lengths: Iterable[Duration]) -> tuple[float, str]:
    """Return the longest of ``lengths`` in hours, and ``working``, ``running`` or ``mixed``."""
    longest, kinds = 0.0, set()
    for length in lengths:
        if length.unit == "same_day":
            longest, kind = max(longest, float(WORKING_HOURS_A_DAY)), "working"
        elif length.unit in _WORKING:
            longest, kind = max(longest, length.amount * _WORKING[length.unit]), "working"
        else:
            longest, kind = max(longest, length.amount * _RUNNING[length.unit]), "running"
        kinds.add(kind)
    return longest, kinds.pop() if len(kinds) == 1 else "mixed"


def _sum(desk: Desk, procedure: Procedure) -> None:
    if procedure.deadline is None:
        return
    lengths = [length for deadline in procedure.deadline.values if deadline.within for length in deadline.within.values]
    if not lengths:
        return
    allowed, kind = hours(lengths)
    times: dict[str, float] = {}
    for name, step in procedure.steps.items():
        if step.within is None:
            continue
        amount, own = hours(step.within.values)
        if own != kind:
            return
        times[name] = amount
    needed, way = _longest(procedure, times, starts_of(procedure, [desk.formula]))
    if needed > allowed:
        unit_vi, unit_en = ("giờ làm việc", "working hours") if kind == "working" else ("giờ", "hours")
        desk.warn(
            procedure.deadline,
            "deadline.sum",
            f"Các bước {' → '.join(way)} cộng lại {needed:g} {unit_vi}, thời hạn là {allowed:g}.",
            f"The steps {' → '.join(way)} add up to {needed:g} {unit_en}, the deadline is {allowed:g}.",
            expected=f"≤ {allowed:g}",
        )


def _longest(procedure: Procedure, times: dict[str, float], starts: set[str]) -> tuple[float, list[str]]:
    """Return the longest way forward: each step once, in the order declared where steps lead back."""
    graph = graph_of(procedure)
    order = {name: index for index, name in enumerate(procedure.steps)}
    best: dict[str, tuple[float, list[str]]] = {}
    for name in reversed(list(order)):
        ahead = [best[target] for target in graph[name] if target in best and order[target] > order[name]]
        longest = max(ahead, default=(0.0, []), key=lambda found: found[0])
        best[name] = (times.get(name, 0.0) + longest[0], [name, *longest[1]])
    return max((best[start] for start in starts), default=(0.0, []), key=lambda found: found[0])


def shorter(new: Deadline, old: Deadline) -> bool | None:
    """Tell whether ``new`` is no longer than ``old``; None when they cannot be compared."""
    if new.within is None or old.within is None or new.start != old.start:
        return new.due == old.due if new.within is None and old.within is None else None
    (new_hours, new_kind), (old_hours, old_kind) = hours(new.within.values), hours(old.within.values)
    if new_kind == old_kind:
        return new_hours <= old_hours
    return True if (new_kind, old_kind) == ("running", "working") and new_hours <= old_hours else None
