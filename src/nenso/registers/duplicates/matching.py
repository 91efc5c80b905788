"""Compares records in a process of its own: reads a table, trains the model on it, writes the pairs that are one.

``python -m nenso.registers.duplicates.matching`` takes a :class:`Task` as JSON on stdin and prints a :class:`Matched`
as JSON. Splink and DuckDB are imported here alone, so that no other process holds them; memory and threads are bounded.
Nothing that a record says is printed or logged.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, field, replace
from itertools import combinations
from typing import Any, Final

from nenso.registers.duplicates.levels import COMMON_BY, LEVELS, MET_BY, READ, WORKED_OUT, Kind, Level

LARGEST_BLOCK: Final = 200
"""Values that more records than this share bring nobody together; two of them may."""
PAIRS_PER_RECORD: Final = 4
LEAST_PAIRS: Final = 100_000
SAMPLED: Final = 1_000_000
TRAINED_ON: Final = 1_000_000
LEAST_TRAINED: Final = 1_000
"""Pairs that must meet before they teach anything."""
DOUBLED: Final = 0.01
"""The share of records that stand there twice, where the search begins."""
COUNTS_AS: Final = 1_000
"""Random pairs for which counts what training begins with: a small register has too few to tell chance."""
TELLS_COMMON: Final = 1_000
"""Records from which a register tells how common a value is."""
ITERATIONS: Final = (10, 5, 2)
"""How often what was learnt is learnt from again; less often where a share sinks to nothing on the way."""
LEAST_M, LEAST_U = 0.0005, 1 / SAMPLED
SEED: Final = 1

Way = tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """A column that is compared."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Task:
    """What to compare: a CSV file without headings whose columns are the record's key and then ``values``.

    ``out`` takes one JSON array a line: both keys, probability, weight (bits), and for each value its level and weight.
    ``folder`` takes what does not fit into ``memory_mb``.
    """

    table: str
    out: str
    folder: str
    values: tuple[Value, ...]
    threshold: float
    memory_mb: int
    threads: int


@dataclass
class Matched:
    """What it came to: records read, pairs compared, pairs found; per value and level the shares that were learnt."""

    records: int = 0
    compared: int = 0
    pairs: int = 0
    model: dict[str, dict[str, list[float]]] = field(default_factory=dict)


def main() -> None:
    """Do the task on stdin."""
    given = json.load(sys.stdin)
    logging.disable(logging.CRITICAL)
    task = Task(**given | {"values": tuple(Value(**one) for one in given["values"])})
    try:
        told = match(task)
    except Exception as error:  # noqa: BLE001 - what it says may quote a record; its name does not
        sys.exit(type(error).__name__)
    print(json.dumps(asdict(told)))  # noqa: T201 - the answer to the parent


def match(task: Task) -> Matched:
    """Compare the records of a task and write the pairs that reach its threshold."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(
            f"SET memory_limit = '{task.memory_mb}MB'; SET threads = {task.threads};"
            f" SET temp_directory = {_quoted(task.folder)}; SET preserve_insertion_order = false"
        )
        return _Matching(task, connection).run()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class _Matching:
    """One search: its table, the ways by which records meet, the model."""

    def __init__(self, task: Task, connection: Any) -> None:
        self.task = task
        self.connection = connection
        self.columns = {f"c{number}": one for number, one in enumerate(task.values)}
        self.chance: dict[tuple[str, str], float] = {}
        self.met_by = {column: MET_BY.get(one.kind, "{c}").format(c=column) for column, one in self.columns.items()}

    def run(self) -> Matched:
        self._read()
        found = Matched(records=self._one("SELECT count(*) FROM records"))
        ways = self._ways(found.records)
        with os.fdopen(os.open(self.task.out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            if not ways:
                return found
            found.compared = sum(pairs for _, pairs in ways)
            self._key([way for way, _ in ways])
            linker = self._trained(found, len(ways))
            for pair in self._pairs(linker):
                out.write(json.dumps(pair) + "\n")
                found.pairs += 1
        return found

    def _one(self, query: str) -> int:
        return int(self.connection.execute(query).fetchall()[0][0])

    def _read(self) -> None:
        """Read the table; work out by what values are compared."""
        types = ", ".join(f"'{name}': 'VARCHAR'" for name in ("key", *self.columns))
        given = [
            piece.format(c=column) + f" AS {column}{suffix}"
            for column, one in self.columns.items()
            for suffix, piece in (
                ("", READ.get(one.kind, "lower(nfc_normalize({c}))")),
                ("_x", WORKED_OUT.get(one.kind, "")),
            )
            if piece
        ]
        self.connection.execute(
            f"CREATE TABLE records AS SELECT key, {', '.join(given)} FROM"  # noqa: S608 - names of our own
            f" read_csv({_quoted(self.task.table)}, header = false, columns = {{{types}}}, nullstr = '',"
            " auto_detect = false, delim = ',', quote = '\"', escape = '\"')"
        )

    def _ways(self, records: int) -> list[tuple[Way, int]]:
        """Return by what records meet, each with how many pairs do: the fewest first, while some a record are left.

        Records meet that have one number in common, or any two values.
        """
        numbers = [(self.met_by[column],) for column, one in self.columns.items() if one.kind == "number"]
        candidates: list[Way] = [*numbers, *combinations(self.met_by.values(), 2)]
        if len(self.columns) == 1:
            candidates = [tuple(self.met_by.values())]
        left, found = max(PAIRS_PER_RECORD * records, LEAST_PAIRS), []
        for way, pairs in sorted(((way, self._meeting(way)) for way in candidates), key=lambda one: one[1]):
            left -= pairs
            if pairs and left >= 0:
                found.append((way, pairs))
        return found

    def _meeting(self, way: Way, largest: int = LARGEST_BLOCK) -> int:
        """Return how many pairs meet."""
        return self._one(
            "SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (SELECT count(*) AS n FROM records"  # noqa: S608 - as above
            f" WHERE {_filled(way)} GROUP BY {', '.join(way)} HAVING n BETWEEN 2 AND {largest})"
        )

    def _key(self, ways: Sequence[Way]) -> None:
        """Give each record a key for each way, none where it meets nobody or a crowd."""
        for number, way in enumerate(ways):
            self.connection.execute(
                f"CREATE TABLE met{number} AS SELECT {', '.join(way)}, row_number() OVER () AS k{number}"  # noqa: S608
                f" FROM records WHERE {_filled(way)} GROUP BY {', '.join(way)}"
                f" HAVING count(*) BETWEEN 2 AND {LARGEST_BLOCK}"
            )
        keys = "".join(f", k{number}" for number in range(len(ways)))
        joins = " ".join(f"LEFT JOIN met{number} USING ({', '.join(way)})" for number, way in enumerate(ways))
        self.connection.execute(f"CREATE TABLE people AS SELECT records.*{keys} FROM records {joins}")  # noqa: S608
        for number in range(len(ways)):
            self.connection.execute(f"DROP TABLE met{number}")

    def _trained(self, found: Matched, ways: int) -> Any:
        """Return the model: chance from random pairs, likeness by expectation maximisation among those alike in one."""
        import splink

        api = splink.DuckDBAPI(self.connection)
        linker = splink.Linker(api.register("people"), self._settings(found.records, ways), log_level=None)
        linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED, seed=SEED)
        self._weigh_chance(linker, min(SAMPLED, found.records * (found.records - 1) // 2))
        self._bound(linker)
        taught_by = [self.met_by[column] for column, one in self.columns.items() if one.kind in {"name", "date"}]
        for column in taught_by if len(self.columns) > 1 else ():
            if self._meeting((column,), found.records) >= LEAST_TRAINED:
                self._learn(linker, splink.block_on(column), found.records)
        self.connection.execute("DROP TABLE records")
        learnt = linker.misc.save_model_to_json()["comparisons"]
        found.model = {
            self.columns[one["output_column_name"]].name: {
                level["label_for_charts"]: [level["m_probability"], level["u_probability"]]
                for level in one["comparison_levels"]
                if not level.get("is_null_level")
            }
            for one in learnt
        }
        return linker

    def _learn(self, linker: Any, alike: Any, records: int) -> None:
        """Learn from pairs that are alike in one value, for as long as no share sinks below what floats hold.

        Training that breaks off leaves out the value by which pairs met: what was known before is put back, with it.
        """
        before = linker._settings_obj  # noqa: SLF001 - there is no other way to put back what training set aside
        for iterations in ITERATIONS:
            known = deepcopy(before.core_model_settings)
            before.training_settings = replace(before.training_settings, max_iterations=iterations)
            try:
                linker.training.estimate_parameters_using_expectation_maximisation(
                    alike,
                    estimate_without_term_frequencies=True,
                    max_pairs=TRAINED_ON,
                    record_sample_proportion=min(1.0, 200_000 / records),
                )
            except ValueError:
                before.core_model_settings = known
                continue
            break
        self._bound(linker)

    def _levels(self, linker: Any) -> Iterator[tuple[str, list[tuple[Any, Level]]]]:
        """Yield each compared column with the levels of the model and what was known of them before."""
        for comparison in linker._settings_obj.comparisons:  # noqa: SLF001 - there is no other way to set them
            column = comparison.output_column_name
            known = {one.code: one for one in LEVELS[self.columns[column].kind]}
            levels = [one for one in comparison.comparison_levels if not one.is_null_level]
            yield column, [(one, known[one.label_for_charts]) for one in levels]

    def _weigh_chance(self, linker: Any, sampled: int) -> None:
        """Weigh what random pairs say against what training begins with."""
        for column, levels in self._levels(linker):
            for level, known in levels:
                chance = (level.u_probability * sampled + known.u * COUNTS_AS) / (sampled + COUNTS_AS)
                self.chance[column, known.code] = max(chance, LEAST_U)

    def _bound(self, linker: Any) -> None:
        """Keep what was learnt within what can be: nothing is impossible, and twins teach little."""
        for column, levels in self._levels(linker):
            shares = [min(max(level.m_probability, LEAST_M), known.most) for level, known in levels]
            for (level, known), share in zip(levels, shares, strict=True):
                level.m_probability = share / sum(shares)
                level.u_probability = self.chance[column, known.code]

    def _settings(self, records: int, ways: int) -> dict[str, Any]:
        return {
            "link_type": "dedupe_only",
            "unique_id_column_name": "key",
            "comparisons": [
                {
                    "output_column_name": column,
                    "comparison_levels": [
                        {"sql_condition": _missing(column), "is_null_level": True, "label_for_charts": "missing"},
                        *(self._level(column, one.kind, level, records) for level in LEVELS[one.kind]),
                    ],
                }
                for column, one in self.columns.items()
            ],
            "blocking_rules_to_generate_predictions": [f"l.k{number} = r.k{number}" for number in range(ways)],
            "probability_two_random_records_match": min(0.1, 2 * DOUBLED / records),
            "retain_matching_columns": False,
            "retain_intermediate_calculation_columns": True,
        }

    def _level(self, column: str, kind: Kind, level: Level, records: int) -> dict[str, Any]:
        told: dict[str, Any] = {
            "sql_condition": level.holds.format(c=column),
            "label_for_charts": level.code,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        if level.common and records >= TELLS_COMMON:
            told |= {
                "tf_adjustment_column": COMMON_BY.get(kind, "{c}").format(c=column),
                "tf_adjustment_weight": 1.0,
                "tf_minimum_u_value": LEAST_U,
                "disable_tf_exact_match_detection": True,
            }
        return told

    def _pairs(self, linker: Any) -> Iterator[list[Any]]:
        """Yield the pairs that reach the threshold, with level and weight of each value."""
        found = linker.inference.predict(threshold_match_probability=self.task.threshold, warning_mode="never")
        here = {one[0] for one in self.connection.execute(f"DESCRIBE {found.physical_name}").fetchall()}
        told, given = [], []
        for column, one in self.columns.items():
            used = [column, f"{column}_x"] if one.kind in WORKED_OUT else [column]
            given += [f'l.{name} AS "{name}_l", r.{name} AS "{name}_r"' for name in used]
            cases = " ".join(
                f"WHEN {level.holds.format(c=column)} THEN '{level.code}'"
                for level in LEVELS[one.kind]
                if level.code != "different"
            )
            adjusted = f" + mw_tf_adj_{column}" if f"mw_tf_adj_{column}" in here else ""
            told += [
                f"CASE WHEN {_missing(column)} THEN 'missing' {cases} ELSE 'different' END",
                f"round(mw_{column}{adjusted}, 2)",
            ]
        cursor = self.connection.execute(
            f"SELECT key_l, key_r, match_probability, round(match_weight, 2), {', '.join(told)} FROM"  # noqa: S608
            f" (SELECT f.*, {', '.join(given)} FROM {found.physical_name} f"
            " JOIN people l ON l.key = f.key_l JOIN people r ON r.key = f.key_r)"
        )
        while rows := cursor.fetchmany(1_000):
            for first, second, probability, weight, *levels in rows:
                yield [first, second, probability, weight, list(zip(levels[::2], levels[1::2], strict=True))]


def _filled(way: Way) -> str:
    return " AND ".join(f"{one} IS NOT NULL" for one in way)


def _missing(column: str) -> str:
    return f'"{column}_l" IS NULL OR "{column}_r" IS NULL'


if __name__ == "__main__":
    main()
