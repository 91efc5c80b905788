"""Telling a story of cases: file, act, at moments of Viet Nam's time; each write with a key of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.acts.acting import Act, act
from nenso.cases.engine.loading import Loaded, load
from nenso.cases.engine.lookup import CaseLookup, as_procedure
from nenso.cases.engine.offering import offered
from nenso.cases.intake.filing import Filed, Filing, file_case
from nenso.cases.models import Case
from nenso.formulas.offers import offer_of
from nenso.payments.asking import payments_of
from nenso.payments.models import Payment, State
from nenso.registers import recording
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendars import calendar_for

EVERYTHING = Actor(system="tests", scope=("vn",))
"""Who sees every case, to look at what was written."""


def local(text: str) -> datetime:
    """Return a moment of Viet Nam."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.VIETNAM)


def at(text: str) -> Any:
    """Let it be a moment of Viet Nam inside the block."""
    return clock.at(local(text))


def new_key() -> str:
    """Return a key that was not used yet."""
    return uuid4().hex


def filing(actor: Actor, procedure: str, form: Mapping[str, Any], **more: Any) -> Filed:
    """File ``trials.<procedure>`` and return what filing gives."""
    return file_case(actor, Filing(procedure=f"trials.{procedure}", form=form, **more), key=new_key())


def filed(actor: Actor, procedure: str, form: Mapping[str, Any], **more: Any) -> Case:
    """File ``trials.<procedure>`` and return the case."""
    return filing(actor, procedure, form, **more).case


def did(actor: Actor, case: Case, action: str, **more: Any) -> Case:
    """Act on the case and return it as it then stands."""
    return act(actor, case.id, Act(action, **more), key=new_key())


def whole(case: Case) -> Loaded:
    """Return the case with its tasks, entries and parties, whoever may see it."""
    with acting(EVERYTHING):
        return load(case.id, lock=False)


def open_steps(case: Case) -> list[str]:
    """Return the steps that are open now, each once, in alphabetical order."""
    return sorted({task.step for task in whole(case).open_tasks})


def due_payment(case: Case) -> Payment:
    """Return the only payment that is due."""
    with acting(EVERYTHING):
        (found,) = [payment for payment in payments_of(case.id) if payment.state == State.DUE]
    return found


def new_record(register: str, values: Mapping[str, Any]) -> str:
    """Write a record of ``trials.<register>`` as a procedure would, and return its key."""
    offer = offer_of(agency(), "trials.order")
    ready = offered(offer)
    found = ready.register(register)
    assert found is not None
    lookup = CaseLookup(SYSTEM, ready, agency(), calendar_for(agency().path))
    source = recording.Source(edition=offer.edition, why="tests", at=local("2026-10-01T08:00"))
    with acting(as_procedure(SYSTEM, offer.name)):
        return str(recording.create(ready.declared(*found), values, agency(), source, lookup).id)


def goods(**stocks: int) -> list[str]:
    """Return the keys of new records of goods, by name and stock."""
    return [new_record("goods", {"name": name, "stock": stock}) for name, stock in stocks.items()]


def stock_of(key: str) -> int:
    """Return how much of a good there is."""
    with acting(EVERYTHING):
        return int(Record.objects.get(pk=key).data["stock"])
