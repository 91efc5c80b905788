"""Measuring a register: every record, or what changed since the last time and what changes by itself.

What changes with the day is looked at once a day; whether two records share what they must not, of those alone that
changed, that stood out before, or that share it with one of these. As the owner of the tables, one transaction on one
snapshot: counts, states and what is to be mended always agree.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import polars as pl

from nenso.language.declarations.quality import Between, Linkage, Near, PersonName, Unique
from nenso.language.durations import shift
from nenso.registers.declared import SEPARATOR, Declared
from nenso.registers.known import register_named
from nenso.registers.measuring import expecting, linked
from nenso.registers.measuring.assessing import MEASURER, Around, Plan, plan
from nenso.registers.measuring.columns import Columns, literal
from nenso.registers.measuring.counting import Counts
from nenso.registers.measuring.errors import NotMeasured
from nenso.registers.measuring.figures import figures
from nenso.registers.measuring.keeping import Kept, kept_rules, retire
from nenso.registers.measuring.names import marked_words
from nenso.registers.measuring.nearness import too_near
from nenso.registers.measuring.opening import open_to_public
from nenso.registers.measuring.rules import Rule, digest_of, rules_of
from nenso.registers.measuring.standing import holds_for_the_day
from nenso.registers.measuring.streaming import CURRENT, MEASURED, frames
from nenso.registers.measuring.writing import Changes
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.bulk import Connection, owner_connection
from nenso.runtime.ids import uuid7
from nenso.territory.calendars import calendar_for

Step = Callable[[int], None]


@dataclass
class Measured:
    """What a measuring came to. ``records``: current ones; ``measured``: looked at; ``failures``: that stand now."""

    register: str
    whole: bool
    records: int = 0
    measured: int = 0
    failures: int = 0
    seconds: float = 0.0
    rules: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        return vars(self) | {"seconds": round(self.seconds, 2)}


def measure(register: str, *, whole: bool = False, step: Step = lambda _: None) -> Measured:
    """Measure a register now and keep what was found; ``step`` is told how many records were looked at.

    ``whole``: every record by every rule, as also happens when the rules changed. Raises :class:`NotMeasured` where
    no rule is declared.
    """
    declared = register_named(register).declared
    rules = rules_of(declared)
    if not rules:
        raise NotMeasured(register=register)
    begun, now = time.perf_counter(), clock.now()
    digest = digest_of(declared)
    with owner_connection() as connection:
        connection.autocommit = True  # who waits for another measuring sees what that one wrote
        connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 7))", [f"quality:{register}"])
        connection.autocommit = False
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SET LOCAL synchronous_commit = off; SET LOCAL work_mem = '128MB'")
        last = connection.execute(
            "SELECT digest, started_at FROM registers_qualityrun WHERE register = %s ORDER BY id DESC LIMIT 1",
            [register],
        ).fetchone()
        whole = whole or last is None or last[0] != digest
        found = Measured(register, whole, rules=len(rules))
        kept = kept_rules(connection, declared, rules)
        today = last is not None and _day(last[1]) == _day(now)
        _Run(connection, declared, rules, kept, now, found, step, today=today).run()
        retire(connection, kept)
        found.seconds = time.perf_counter() - begun
        connection.execute(
            "INSERT INTO registers_qualityrun (id, register, digest, whole, started_at, ended_at, records, measured,"
            " failures, seconds) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [uuid7(), register, digest, whole, now, now, found.records, found.measured, found.failures, found.seconds],
        )
    return found


def _day(at: datetime) -> date:
    return at.astimezone(clock.VIETNAM).date()


@dataclass
class _Run:
    """One measuring under way. ``today``: the last one was on the same day."""

    connection: Connection
    declared: Declared
    rules: list[Rule]
    kept: Kept
    now: datetime
    found: Measured
    step: Step
    today: bool
    sharing: set[str] = field(init=False, default_factory=set)
    counts: Counts = field(init=False)
    changes: Changes = field(init=False)

    def __post_init__(self) -> None:
        self.counts = Counts(self.kept.bits)
        rules = {bit: self.kept.keys[name] for name, bit in self.kept.bits.items()}
        due = _due(self.connection, self.rules, self.kept, self.now)
        self.changes = Changes(self.connection, rules, self.now, due)

    def run(self) -> None:
        """Measure, then write what changed."""
        self._gone()
        if not self.found.whole:
            self._list_changed()
        around = self._around()

        def make(rules: Iterable[Rule]) -> Plan:
            return plan(self.declared, rules, self.now, around)

        if self.found.whole:
            self._pass(make(self.rules), "true", mask=0)
        else:
            self._pass(make(self.rules), "r.id IN (SELECT id FROM to_measure)", mask=0)
            moving = [one for one in self.rules if one.of_records and one.moves and not self._held(one)]
            planned = make(moving)
            if planned.rules:
                stays = [one.name for one in self.rules if one.of_records and one not in moving]
                alone = all(one.kind == "unique" for one in moving)
                where = " AND ".join([MEASURED, *(["r.id IN (SELECT id FROM sharing)"] if alone else [])])
                self._list_sharing()
                self._pass(planned, where, mask=sum(1 << self.kept.bits[name] for name in stays))
        self.changes.write()
        public = open_to_public(self.declared.declaration)
        self.counts.write(self.connection, self.kept.keys, public=public, today=clock.today())
        expecting.measure(self.connection, self.declared, self.rules, self.kept.keys, public=public)
        self._totals()

    def _held(self, rule: Rule) -> bool:
        """Return whether the last measuring said all that a rule says today of records that stand still."""
        return self.today and holds_for_the_day(rule, self.declared, self.now)

    def _list_changed(self) -> None:
        self.connection.execute(
            "CREATE TEMP TABLE to_measure ON COMMIT DROP AS SELECT r.id FROM registers_record r"  # noqa: S608
            " LEFT JOIN registers_qualitystate s ON s.record_id = r.id AND s.word = 0"
            f" WHERE r.register = {literal(self.declared.name)} AND {CURRENT} AND ({MEASURED}) IS NOT TRUE".encode()
        )
        self.connection.execute("ANALYZE to_measure")

    def _list_sharing(self) -> None:
        self.connection.execute("CREATE TEMP TABLE sharing (id uuid) ON COMMIT DROP")
        self.connection.execute("INSERT INTO sharing SELECT unnest(%s::uuid[])", [sorted(self.sharing)])
        self.connection.execute("ANALYZE sharing")

    def _around(self) -> Around:
        with acting(MEASURER):
            known = {
                one.name: figures(self.declared, one.declared)
                for one in self.rules
                if isinstance(one.declared, Between)
            }
        return Around(
            twice={
                one.name: self._twice(one.name, one.declared) for one in self.rules if isinstance(one.declared, Unique)
            },
            near={one.name: self._near(one.declared) for one in self.rules if isinstance(one.declared, Near)},
            figures=known,
            linked=linked.records_of(self.connection, self.declared.name) if self._linkage() else None,
            marked={one.name: self._marked(one.declared) for one in self.rules if isinstance(one.declared, PersonName)},
        )

    def _linkage(self) -> bool:
        return any(isinstance(one.declared, Linkage) for one in self.rules)

    def _pass(self, planned: Plan, where: str, *, mask: int) -> None:
        """Measure the records of ``where``; ``mask``: bits that stay as they were."""
        for frame in frames(self.connection, self.declared.name, planned.columns, where):
            measured = planned.measured(frame, self.kept.bits)
            if mask:
                measured = measured.with_columns(
                    assessed=pl.col("assessed") | (pl.col("was_assessed") & mask),
                    failed=pl.col("failed") | (pl.col("was_failed") & mask),
                )
            self.take(measured)
            self.found.measured += frame.height
            self.step(self.found.measured)

    def take(self, measured: pl.DataFrame) -> None:
        """Count and keep what became of records."""
        self.counts.add(measured)
        self.changes.add(measured)

    def _gone(self) -> None:
        """Forget what was known of records that ended or were archived since."""
        gone = self.connection.execute(
            "SELECT s.record_id::text, s.agency_id::text, s.assessed, s.failed FROM registers_qualitystate s"  # noqa: S608
            f" JOIN registers_record r ON r.id = s.record_id WHERE r.register = %s AND NOT ({CURRENT})",
            [self.declared.name],
        ).fetchall()
        if not gone:
            return
        schema = {"id": pl.String, "was_agency": pl.String, "was_assessed": pl.Int64, "was_failed": pl.Int64}
        frame = pl.DataFrame(gone, schema=schema, orient="row")
        none = [pl.lit(0, pl.Int64).alias(name) for name in ("assessed", "failed")]
        self.counts.add(frame.with_columns(*none, agency=pl.col("was_agency")))
        keys = [UUID(str(row[0])) for row in gone]
        for table in ("registers_qualityfailure", "registers_qualitystate"):
            self.connection.execute(f"DELETE FROM {table} WHERE record_id = ANY(%s)", [keys])  # noqa: S608

    def _twice(self, rule: str, unique: Unique) -> list[str]:
        """Return the keys that more than one current record has.

        Unless all is measured: of the keys of records that changed, or stood out before. Whoever else shares one of
        these keys is to be looked at again; who shares none has it alone, as before.
        """
        columns = Columns(self.declared.environment().roots["this"])
        for name in unique.unique:
            columns.text((str(name),))
        parts = list(columns.wanted.values())
        there = " AND ".join(f"({one}) NOT IN ('', '[]', '{{}}')" for one in parts)
        key = f"concat_ws({literal(SEPARATOR)}, {', '.join(parts)})"
        of = f"FROM registers_record r WHERE r.register = {literal(self.declared.name)} AND {CURRENT} AND {there}"
        if self.found.whole:
            rows = self.connection.execute(f"SELECT {key} {of} GROUP BY 1 HAVING count(*) > 1".encode())
            return [str(row[0]) for row in rows]
        known = (
            "SELECT id FROM to_measure UNION"  # noqa: S608
            f" SELECT record_id FROM registers_qualityfailure WHERE rule_id = {self.kept.keys[rule]}"
        )
        found = self.connection.execute(
            f"SELECT r.id::text, {key} {of} AND {key} IN (SELECT {key} {of} AND r.id IN ({known}))".encode()
        ).fetchall()
        self.sharing |= {str(row[0]) for row in found}
        return [key for key, count in Counter(str(row[1]) for row in found).items() if count > 1]

    def _marked(self, names: PersonName) -> list[str]:
        """Return the words that names in this register are written with marks."""
        rows = self.connection.execute(
            f"SELECT lower(word), count(*) FROM registers_record r,"  # noqa: S608
            f" string_to_table(r.data ->> {literal(str(names.person_name))}, ' ') word"
            f" WHERE r.register = {literal(self.declared.name)} AND {CURRENT} GROUP BY 1".encode()
        )
        return marked_words((str(word), int(count)) for word, count in rows)

    def _near(self, near: Near) -> list[str]:
        """Return the current records that lie too near to another."""
        at = f"r.data -> {literal(str(near.near))}"
        rows = self.connection.execute(
            f"SELECT r.id::text, ({at} ->> 'latitude')::float8, ({at} ->> 'longitude')::float8"  # noqa: S608
            f" FROM registers_record r WHERE r.register = {literal(self.declared.name)} AND {CURRENT}"
            f" AND jsonb_typeof({at}) = 'object'".encode()
        ).fetchall()
        schema = {"id": pl.String, "latitude": pl.Float64, "longitude": pl.Float64}
        return too_near(pl.DataFrame(rows, schema=schema, orient="row"), float(near.metres))

    def _totals(self) -> None:
        row = self.connection.execute(
            f"SELECT count(*) FROM registers_record r WHERE r.register = %s AND {CURRENT}",  # noqa: S608
            [self.declared.name],
        ).fetchone()
        failures = self.connection.execute(
            "SELECT coalesce(sum(failed), 0) FROM registers_qualitycount WHERE rule_id = ANY(%s)",
            [list(self.kept.keys.values())],
        ).fetchone()
        self.found.records, self.found.failures = int(row[0]) if row else 0, int(failures[0]) if failures else 0


def _due(connection: Connection, rules: Iterable[Rule], kept: Kept, now: datetime) -> Callable[[str, int], datetime]:
    """Return until when a record of an agency that breaks a rule is mended, by the agency's own working calendar."""
    terms = {kept.bits[one.name]: one.mend for one in rules if one.of_records}
    local = {
        str(row[0])
        for row in connection.execute(
            "SELECT agency_path::text FROM territory_calendarday WHERE agency_path IS NOT NULL"
            " UNION SELECT agency_path::text FROM territory_workinghours WHERE agency_path IS NOT NULL"
        )
    }
    agencies = connection.execute("SELECT id::text, path::text FROM agencies_agency")
    nearest = {str(key): _nearest(str(path), local) for key, path in agencies}
    known: dict[tuple[str, Any], datetime] = {}

    def due(agency: str, bit: int) -> datetime:
        of = (nearest.get(agency, ""), terms[bit])
        if of not in known:
            with acting(MEASURER):
                known[of] = shift(now, of[1], calendar_for(of[0] or None))
        return known[of]

    return due


def _nearest(path: str, local: set[str]) -> str:
    """Return the nearest of the paths above ``path``, itself among them, that is in ``local``; empty where none is."""
    while path and path not in local:
        path = path.rpartition(".")[0]
    return path
