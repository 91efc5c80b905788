"""Where the buttons of a step lead, on its card: branches with their conditions, and which field a mistake is about.

The button number ``n`` has rows ``if-n-m`` (the condition) and ``way-n-m`` (where it then leads), the last one empty
for a new branch, and ``to-n`` for all other cases. An emptied condition takes its branch out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from nenso.language.process import ActionLine, Branch, StepLine, Target
from nenso.runtime.text import one_line
from nenso.web.languages import spoken
from nenso.web.wording import t

LONGEST = 500
_PLACE = re.compile(
    r"steps\.(?P<step>\w+)\.actions\.(?P<action>\w+)(?:\.to)?(?:\[(?P<at>\d+)\])?(?:\.(?P<key>if|to))?\Z"
)


@dataclass(frozen=True)
class Row:
    """A branch as it was filled in: which row of the form, and which of the action's branches it was."""

    number: int
    branch: Branch
    new: bool


def rows_of(action: ActionLine) -> list[tuple[int, str, str]]:
    """Return the branches of an action that have a condition: place, condition, where to."""
    return [(at, way.condition, way.to) for at, way in enumerate(action.ways) if way.condition]


def otherwise(action: ActionLine) -> tuple[int | None, str]:
    """Return the place of the branch for all other cases, and where it leads; ``None`` and nothing if there is none."""
    return next(((at, way.to) for at, way in enumerate(action.ways) if not way.condition), (None, ""))


def rows_sent(sent: QueryDict, n: int, action: ActionLine) -> list[Row]:
    """Return the rows of a button that are filled in, in order."""
    standing = rows_of(action)
    found = []
    for number in range(len(standing) + 1):
        condition = one_line(sent.get(f"if-{n}-{number}", ""))[:LONGEST]
        to = sent.get(f"way-{n}-{number}", "")[:LONGEST]
        at, written, _ = standing[number] if number < len(standing) else (None, "", "")
        condition = written if condition == one_line(written) else condition
        if condition or (to and at is None):
            found.append(Row(number, Branch(condition, to, at), at is None))
    return found


def target_sent(sent: QueryDict, n: int, action: ActionLine) -> Target | None:
    """Return where a button is to lead, or None when that is as it was."""
    to = sent.get(f"to-{n}", "")
    if f"if-{n}-0" not in sent:
        return to if action.plain and to and to != action.to else None
    at, standing = otherwise(action)
    branches = [row.branch for row in rows_sent(sent, n, action)]
    if not branches:
        return to if to and (to != standing or not action.plain) else None
    if to:
        branches.append(Branch("", to, at))
    same = [Branch(way.condition, way.to, place) for place, way in enumerate(action.ways)]
    return None if branches == same else tuple(branches)


def unfinished(sent: QueryDict, line: StepLine) -> dict[str, str]:
    """Return what is missing in the rows, by field."""
    found = {}
    for n, action in enumerate(line.actions):
        rows = rows_sent(sent, n, action) if f"if-{n}-0" in sent else []
        for row in rows:
            if not row.branch.to:
                found[f"way-{n}-{row.number}"] = str(
                    t("Chọn nơi đến của nhánh này.", "Choose where this branch leads.")
                )
            if not row.branch.condition:
                words = ("Viết điều kiện của nhánh này.", "Write the condition of this branch.")
                found[f"if-{n}-{row.number}"] = str(t(*words))
        if rows_of(action) and not rows and f"if-{n}-0" in sent and not sent.get(f"to-{n}"):
            found[f"to-{n}"] = str(t("Chọn nơi đến của nút này.", "Choose where this button leads."))
    return found


def by_field(issues: Iterable[Mapping[str, Any]], sent: QueryDict, line: StepLine | None) -> dict[str, str]:
    """Return what is wrong, by the field of the card it is about; what is about no field is left out."""
    found: dict[str, str] = {}
    for issue in issues:
        for field in _fields(str(issue["path"]), sent, line) if line is not None else ():
            found.setdefault(field, str(issue[spoken()]))
    return found


def _fields(path: str, sent: QueryDict, line: StepLine) -> Iterator[str]:
    place = _PLACE.search(path)
    if place is None or place["step"] != line.name:
        return
    n = next((number for number, one in enumerate(line.actions) if one.name == place["action"]), None)
    if n is None:
        return
    rows, at = rows_sent(sent, n, line.actions[n]), int(place["at"] or 0)
    if place["at"] is None or at >= len(rows):
        yield f"to-{n}"
    else:
        yield f"{'way' if place['key'] == 'to' else 'if'}-{n}-{rows[at].number}"
