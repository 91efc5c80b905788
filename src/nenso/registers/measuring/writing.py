"""What changed of records, written by COPY: states, and what is to be mended from when until when."""

from collections.abc import Callable, Mapping
from datetime import datetime

import polars as pl

from nenso.runtime.bulk import Connection

Due = Callable[[str, int], datetime]
_STATE = "record_id, word, revision, agency_id, assessed, failed"


class Changes:
    """Collects what changed while records are read, and writes it when reading is over.

    ``rules``: the number of each rule by its bit; ``due``: until when it is mended, by agency and bit.
    """

    def __init__(self, connection: Connection, rules: Mapping[int, int], now: datetime, due: Due) -> None:
        self.connection = connection
        self.rules = rules
        self.now = now
        self.due = due
        self.frames: list[pl.DataFrame] = []

    def add(self, measured: pl.DataFrame) -> None:
        """Take in measured records, those alone of which something changed."""
        now, was = ("revision", "agency", "assessed", "failed"), pl.col("was_agency")
        changed = [pl.col(name) != pl.col(f"was_{name}") for name in now]
        kept = measured.filter(was.is_null() | pl.any_horizontal(changed))
        if not kept.is_empty():
            before = pl.col("was_failed").fill_null(0)
            self.frames.append(
                kept.select(
                    "id",
                    pl.col("agency").cast(pl.Categorical),
                    *("revision", "assessed", "failed"),
                    new=was.is_null(),
                    moved=(was != pl.col("agency")).fill_null(value=False),
                    more=pl.col("failed") & ~before,
                    less=before & ~pl.col("failed"),
                )
            )

    def write(self) -> None:
        """Write everything; the table of states has one row for each record, that of failures one for each fault."""
        for frame in self.frames:
            self._states(frame)
            self._mended(frame)
            self._moved(frame.filter(pl.col("moved")))
            self._broken(frame)
        self.frames.clear()

    def _states(self, frame: pl.DataFrame) -> None:
        rows = frame.select("id", pl.lit(0).alias("word"), "revision", "agency", "assessed", "failed")
        self._copy(f"registers_qualitystate ({_STATE})", rows.filter(frame["new"]))
        changed = rows.filter(~frame["new"])
        if changed.is_empty():
            return
        self._temporary("stated", _STATE, "registers_qualitystate")
        self._copy(f"stated ({_STATE})", changed)
        self.connection.execute(
            "UPDATE registers_qualitystate s SET revision = t.revision, agency_id = t.agency_id,"
            " assessed = t.assessed, failed = t.failed FROM stated t"
            " WHERE s.record_id = t.record_id AND s.word = t.word"
        )

    def _broken(self, frame: pl.DataFrame) -> None:
        for bit, rule in self.rules.items():
            broken = frame.filter(pl.col("more") & (1 << bit) != 0)
            if broken.is_empty():
                continue
            agencies = broken["agency"].cast(pl.String).unique().to_list()
            due = pl.DataFrame({"agency": agencies, "due": [self.due(one, bit).isoformat() for one in agencies]})
            rows = broken.select("id", pl.col("agency").cast(pl.String)).join(due, on="agency")
            told = rows.select(
                "id", pl.lit(rule).alias("rule"), "agency", pl.lit(self.now.isoformat()).alias("at"), "due"
            )
            self._copy("registers_qualityfailure (record_id, rule_id, agency_id, found_at, due_at)", told)

    def _mended(self, frame: pl.DataFrame) -> None:
        pairs = [
            frame.filter(pl.col("less") & (1 << bit) != 0).select("id", pl.lit(rule).alias("rule"))
            for bit, rule in self.rules.items()
        ]
        found = pl.concat([one for one in pairs if not one.is_empty()] or [pairs[0]]) if pairs else frame.clear()
        if found.is_empty():
            return
        self._temporary("mended", "record_id, rule_id", "registers_qualityfailure")
        self._copy("mended (record_id, rule_id)", found)
        self.connection.execute(
            "DELETE FROM registers_qualityfailure f USING mended m"
            " WHERE f.record_id = m.record_id AND f.rule_id = m.rule_id"
        )

    def _moved(self, frame: pl.DataFrame) -> None:
        if frame.is_empty():
            return
        self._temporary("moved", "record_id, agency_id", "registers_qualityfailure")
        self._copy("moved (record_id, agency_id)", frame.select("id", "agency"))
        self.connection.execute(
            "UPDATE registers_qualityfailure f SET agency_id = m.agency_id FROM moved m WHERE f.record_id = m.record_id"
        )

    def _temporary(self, name: str, columns: str, like: str) -> None:
        """Make an empty table of this transaction with some columns of another."""
        self.connection.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {name} ON COMMIT DROP AS SELECT {columns} FROM {like} LIMIT 0;"  # noqa: S608
            f"TRUNCATE {name}"
        )

    def _copy(self, into: str, rows: pl.DataFrame) -> None:
        if rows.is_empty():
            return
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN (FORMAT csv)".encode()) as copy:
            copy.write(rows.write_csv(include_header=False).encode())
