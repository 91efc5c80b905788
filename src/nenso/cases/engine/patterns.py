"""Numbers by a declared pattern (``{serial:5}/{year}``, with expressions): of cases and of results."""

from datetime import date
from typing import Any

from nenso.cases.engine.turn import Turn
from nenso.cases.intake.numbering import CodePlan
from nenso.language.declarations.access import Numbering, Serial
from nenso.language.texts import shown
from nenso.runtime.clock import VIETNAM


def period_parts(turn: Turn) -> dict[str, Any]:
    """Return the date of numbering as a pattern names it: that of Viet Nam."""
    local = turn.at.astimezone(VIETNAM)
    return {"year": local.year, "month": local.month, "day": local.day}


def filled_pattern(turn: Turn, numbering: Numbering) -> list[str | Serial]:
    """Return the pieces of a pattern with its expressions worked out; the serial is left."""
    parts = period_parts(turn)
    reasoning = turn.reasoning().within(turn.offered.environment(place="numbering"), **parts)
    return [
        piece if isinstance(piece, str | Serial) else shown(reasoning.value(piece))
        for piece in numbering.pattern.pieces()
    ]


def within(turn: Turn, numbering: Numbering) -> str:
    """Return the period within which a pattern counts: ``2026``, ``2026.11.21``, empty for all time."""
    return period_on(numbering, turn.at.astimezone(VIETNAM).date())


def period_on(numbering: Numbering, day: date) -> str:
    """Return the period within which a pattern counts on a day of Viet Nam."""
    words = {str(word) for word in numbering.per}
    names = [name for name in ("year", "month", "day") if name in words or (name != "day" and "day" in words)]
    return ".".join(str(getattr(day, name)) for name in names)


def procedure_plan(turn: Turn, numbering: Numbering) -> CodePlan:
    """Return the plan of a case's code by the pattern of its procedure."""
    pieces = filled_pattern(turn, numbering)
    at = next(index for index, piece in enumerate(pieces) if isinstance(piece, Serial))
    serial = pieces[at]
    before = "".join(str(piece) for piece in pieces[:at])
    after = "".join(str(piece) for piece in pieces[at + 1 :])
    words = {str(word) for word in numbering.per}
    agency = str(turn.case.agency_id) if "agency" in words else ""
    scope = f"case:{turn.offered.name}:{agency}:{within(turn, numbering)}:{before}#{after}"
    return CodePlan(scope[:160], before, after, serial.width if isinstance(serial, Serial) else 1)
