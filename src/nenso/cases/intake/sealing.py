"""Sealing what is filed (niêm phong): it stands in its revision alone, and the case waits without a step.

The promise is made at filing, from what is known then, and is never shortened: an edition, a setting or a record that
says less afterwards opens nothing that people filed before.
"""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any

from nenso.cases.engine.seals import SALT, UNSEAL, commitment
from nenso.cases.engine.turn import Turn
from nenso.cases.errors.sealing import SealWithoutMoment
from nenso.cases.models import Moment, Seal
from nenso.runtime import clock
from nenso.runtime.text import fold


def sealed_until(turn: Turn) -> datetime | None:
    """Return until when the case is sealed; None when its procedure seals nothing, or the moment has passed.

    A day is its first minute in Viet Nam. Raises :class:`SealWithoutMoment`.
    """
    declared = turn.offered.procedure.sealed
    if declared is None:
        return None
    until = turn.reasoning().moment(declared.until)
    if until is None:
        raise SealWithoutMoment
    return until if until > turn.at else None


def call_sealed(turn: Turn) -> None:
    """Call the case by who applies, and by nothing that stands in its form."""
    called = turn.case.applicant_name
    turn.set(label=called, folded=fold(called))


def promise(turn: Turn, contested: Mapping[str, Any]) -> dict[str, Any]:
    """Seal the case; return what the journal holds of it: a salted hash of what was filed, and until when."""
    case, until = turn.case, turn.case.sealed_until
    seal = Seal(case_id=case.id, at=turn.at, until=until, salt=token_hex(SALT), contested=dict(contested))
    turn.add(seal)
    said = {"sealed": commitment(case.form, case.documents, seal.salt)}
    return said | {"sealed_until": clock.written(until) if until is not None else None}


def put_away(turn: Turn, *, step: str) -> None:
    """Leave what was filed to its revision, and set the moment at which the case is opened, at ``step`` if one is
    named.
    """
    case, until = turn.case, turn.case.sealed_until or turn.at
    turn.add(Moment(case_id=case.id, at=until, kind=UNSEAL, what={"step": step} if step else {}))
    turn.set(form={}, documents={})
