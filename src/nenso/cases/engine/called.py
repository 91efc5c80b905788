"""What steps and actions are called where people read of them in an error; their names stay beside, for programs."""

from collections.abc import Iterable

from nenso.cases.errors.acting import StepNotOpen
from nenso.cases.models import Task
from nenso.cases.queries.words import ALWAYS, Words, text_of
from nenso.language.declarations.procedures import Procedure


def step_called(procedure: Procedure, name: str) -> Words:
    """Return what a step is called, or a party that may be excluded like one."""
    step, party = procedure.steps.get(name), procedure.parties.get(name)
    return text_of(step.title if step else party.label if party else None, name)


def action_called(procedure: Procedure, step: str, name: str) -> Words:
    """Return what an action at a step is called, or what may be done with every case."""
    declared = procedure.steps.get(step)
    action = declared.actions.get(name) if declared is not None else None
    if action is not None and action.label is not None:
        return text_of(action.label, name)
    return ALWAYS.get(name) or text_of(None, name)


def in_both(fact: str, *words: Words) -> dict[str, str]:
    """Return the facts ``<fact>_vi`` and ``<fact>_en`` of an error, from what some things are called."""
    return {f"{fact}_{tag}": ", ".join(dict.fromkeys(one[tag] for one in words)) or "—" for tag in ("vi", "en")}


def step_not_open(procedure: Procedure, wanted: Words, name: str, tasks: Iterable[Task]) -> StepNotOpen:
    """Return the error for who wants to act at a step, called ``wanted``, that is not among the open ``tasks``."""
    names = sorted({task.step for task in tasks})
    called = in_both("open", *(step_called(procedure, one) for one in names))
    return StepNotOpen(step=name, open=", ".join(names) or "—", **in_both("step", wanted), **called)
