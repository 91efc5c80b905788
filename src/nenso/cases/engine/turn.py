"""One turn of a case: everything that an act changes is gathered here, then written in one round trip."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from psycopg import sql

from nenso.cases.engine import names as naming
from nenso.cases.engine.around import around
from nenso.cases.engine.loading import Loaded
from nenso.cases.engine.lookup import CaseLookup
from nenso.cases.engine.offering import Offered
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.engine.who import Holder, Situation
from nenso.cases.models import Case, Entry, Party, Task
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from nenso.territory.calendar import Calendar


@dataclass
class Turn:
    """The case as loaded, what it runs on, who acts and when; and what is to be written.

    ``new`` rows are inserted in order; ``closed`` tasks, ``changed`` parties and the case itself are updated;
    ``beside`` are statements of other rooms that travel along; ``said`` are journal entries (kind, body) of the case's
    stream, ``told`` messages to be sent.
    """

    loaded: Loaded
    offered: Offered
    actor: Actor
    lookup: CaseLookup
    at: datetime = field(default_factory=clock.now)
    actor_name: str = ""
    created: dict[str, Any] = field(default_factory=dict)
    results: dict[str, Any] = field(default_factory=dict)
    new: list[models.Model] = field(default_factory=list)
    closed: list[Task] = field(default_factory=list)
    changed: list[Party] = field(default_factory=list)
    beside: list[sql.Composable] = field(default_factory=list)
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    told: list[tuple[Holder, dict[str, str]]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    filling: Mapping[str, Any] | None = None
    filling_step: str = ""

    @property
    def calendar(self) -> Calendar:
        """The calendar of the agency at work."""
        return self.lookup.calendar()

    @property
    def case(self) -> Case:
        """The case."""
        return self.loaded.case

    @property
    def parties(self) -> dict[str, list[Party]]:
        """Parties by name; every name that the procedure declares is there."""
        found: dict[str, list[Party]] = {name: [] for name in self.offered.procedure.parties}
        for party in self.loaded.parties:
            found.setdefault(party.name, []).append(party)
        return found

    def reasoning(self) -> Reasoning:
        """Return the expressions' names as they stand at this point of the turn, for use before anything changes."""
        return Reasoning(self._names, self.offered.environment(self.filling_step, place="step"), self.lookup)

    def _names(self) -> dict[str, Any]:
        names = naming.names_of(
            self.case,
            form=self.case.form,
            parties=self.parties,
            tasks=self.loaded.tasks,
            entries=self.loaded.entries,
            actor=self.actor,
            created=self.created,
            around=around(self.case, self.actor),
            at=self.at,
        )
        names["results"] = self.results
        if self.filling is not None:
            rounds = [task.round for task in self.loaded.tasks if task.step == self.filling_step]
            acted = {"actor": naming.actor_record(self.actor, self.actor_name), "round": max(rounds, default=1)}
            entry = {**self.filling, **acted}
            names["this"] = entry
            names["step"] = {**names["step"], self.filling_step: entry}
        return names

    def situation(self) -> Situation:
        """Return what it takes to say who somebody is."""
        return Situation(self.case, self.parties, self.reasoning())

    def set(self, **values: Any) -> None:
        """Set columns of the case, to be written."""
        for name, value in values.items():
            setattr(self.case, name, value)
            self.touched.add(name)

    def add(self, *rows: models.Model) -> None:
        """Add rows to be inserted; tasks, entries and parties join the loaded case."""
        kinds: dict[type[models.Model], list[Any]] = {
            Task: self.loaded.tasks,
            Entry: self.loaded.entries,
            Party: self.loaded.parties,
        }
        for row in rows:
            self.new.append(row)
            if type(row) in kinds:
                kinds[type(row)].append(row)

    def close(self, task: Task, action: str) -> None:
        """Close a task by ``action``."""
        task.closed_at, task.action = self.at, action
        if task not in self.new:
            self.closed.append(task)

    def enter(self, **values: Any) -> Entry:
        """Add the next entry of the case, by who acts."""
        self.set(entry_count=self.case.entry_count + 1)
        entry = Entry(
            case_id=self.case.id,
            seq=self.case.entry_count,
            at=self.at,
            account=self.actor.account,
            person=self.actor.person,
            actor_name=self.actor_name,
            **values,
        )
        self.add(entry)
        return entry
