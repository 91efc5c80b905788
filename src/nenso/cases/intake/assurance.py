"""How well who files online has to be known (mức độ định danh): as the procedure says, else as the install does.

Only accounts of people and officials who file by themselves are asked. At a counter an officer sees who stands there,
and what the system opens was asked of whoever filed before.
"""

from nenso.cases.errors.filing import AssuranceTooLow
from nenso.language.declarations.procedures import Procedure
from nenso.runtime.acting import Actor
from nenso.runtime.config import config

ONLINE = "online"


def level_needed(procedure: Procedure) -> int:
    """Return the least level (0–3) of an account that files it online; 0 where nothing of who files is kept."""
    if procedure.anonymous is True:
        return 0
    return config().filing_assurance if procedure.assurance is None else procedure.assurance


def too_low(actor: Actor, procedure: Procedure, channel: str) -> AssuranceTooLow | None:
    """Return why the account of ``actor`` does not suffice to file this way; None where it does."""
    needed, held = level_needed(procedure), assurance_of(actor, channel)
    return AssuranceTooLow(needed=needed, held=held) if held is not None and held < needed else None


def must_be_identified(actor: Actor, procedure: Procedure, channel: str) -> None:
    """Refuse whoever files online without being known well enough. Raises :class:`AssuranceTooLow`."""
    if (problem := too_low(actor, procedure, channel)) is not None:
        raise problem


def assurance_of(actor: Actor, channel: str) -> int | None:
    """Return the level of identification of whoever files online by an account; None of other ways in."""
    return actor.assurance if channel == ONLINE and actor.account is not None and not actor.system else None
