"""Coverage: as many records as are expected, by agency and period, from figures that somebody outside gives.

``{expected: births_reported}`` compares, for each agency and period that a figure was given for, the records whose
``of`` falls into it, or, where the figure names no period, all that the agency holds now; ``{expected: households}``,
a register, with the records that each agency holds there now.
What is beyond what was expected covers nothing else.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nenso.agencies.models import Agency
from nenso.formulas.library import formula_of
from nenso.language.declarations.quality import Expected
from nenso.registers.declared import Declared
from nenso.registers.known import register_named
from nenso.registers.measuring.columns import Columns, literal
from nenso.registers.measuring.counting import READERS, write_counts
from nenso.registers.measuring.errors import ExpectedUnknown, ExpectedUnreadable
from nenso.registers.measuring.opening import open_to_public
from nenso.registers.measuring.rules import Rule, expressions_of
from nenso.registers.measuring.streaming import CURRENT
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.bulk import Connection, owner_connection
from nenso.runtime.text import whole

PERIOD = re.compile(r"(\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?)?")


def measure(
    connection: Connection, declared: Declared, rules: Sequence[Rule], keys: Mapping[str, int], *, public: bool
) -> None:
    """Compare what is held with what is expected, for every rule that says so."""
    for rule in rules:
        if not isinstance(rule.declared, Expected):
            continue
        name, known = str(rule.declared.expected), declared.names.register(str(rule.declared.expected))
        rows = (
            _beside_register(connection, declared, name)
            if known is not None
            else _given(connection, declared, rule, name)
        )
        counts = [
            (keys[rule.name], agency, expected, expected - min(found, expected)) for agency, expected, found in rows
        ]
        write_counts(connection, counts, public=public, today=clock.today(), add=False)


def _beside_register(connection: Connection, declared: Declared, name: str) -> list[tuple[str, int, int]]:
    other = name if "." in name else f"{declared.name.partition('.')[0]}.{name}"
    rows = connection.execute(
        f"SELECT r.agency_id::text, count(*) FILTER (WHERE r.register = %s), count(*) FILTER (WHERE r.register = %s)"  # noqa: S608
        f" FROM registers_record r WHERE r.register IN (%s, %s) AND {CURRENT} GROUP BY 1",
        [other, declared.name, other, declared.name],
    ).fetchall()
    return [(str(agency), int(expected), int(found)) for agency, expected, found in rows]


def _given(connection: Connection, declared: Declared, rule: Rule, name: str) -> list[tuple[str, int, int]]:
    """Count the records of each period that a figure was given for; keep beside it what was found."""
    of = "r.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh'"
    for source in expressions_of(rule.declared):
        columns = Columns(declared.environment().roots["this"])
        columns.text(tuple(source.split(".")[1:]))
        (of,) = columns.wanted.values()
    month = f"left(({of})::text, 7)"
    quarter = f"left({month}, 4) || '-Q' || ((substr({month}, 6, 2)::int + 2) / 3)"
    quarter = f"CASE WHEN {month} ~ '^[0-9]{{4}}-[0-9]{{2}}$' THEN {quarter} END"
    connection.execute(
        f"WITH held AS (SELECT r.agency_id, {month} AS month, {quarter} AS quarter, count(*) AS records"  # noqa: S608
        f"   FROM registers_record r WHERE r.register = {literal(declared.name)} AND {CURRENT} GROUP BY 1, 2, 3)"
        " UPDATE registers_qualityexpectation e SET found = coalesce((SELECT sum(h.records) FROM held h"
        "   WHERE h.agency_id = e.agency_id AND e.period IN ('', h.month, h.quarter, left(h.month, 4))), 0)"
        f" WHERE e.register = {literal(declared.name)} AND e.name = {literal(name)}".encode()
    )
    rows = connection.execute(
        "SELECT agency_id::text, sum(expected), sum(least(found, expected)) FROM registers_qualityexpectation"
        " WHERE register = %s AND name = %s GROUP BY 1",
        [declared.name, name],
    ).fetchall()
    return [(str(agency), int(expected), int(found)) for agency, expected, found in rows]


def expect(actor: Actor, register: str, name: str, figures: Iterable[tuple[str, str, str]], *, source: str) -> int:
    """Keep figures (agency, period, how many) that a rule compares with; again, they replace what was said before.

    An agency is named by its path, or by the code of the place where it offers the register's formula; a figure
    without a period is of all that it holds. Raises :class:`ExpectedUnknown`, :class:`ExpectedUnreadable`.
    """
    known = register_named(register)
    names = _figures_wanted(known.declared)
    if name not in names:
        raise ExpectedUnknown(register=register, name=name, known=", ".join(names) or "–")
    public = open_to_public(known.declared.declaration)
    formula = formula_of(known.edition)
    kinds = [*formula.offered_by, *(kind for one in formula.procedures.values() for kind in one.offered_by)]
    with acting(actor):
        paths = {str(one.path): str(one.id) for one in Agency.objects.all()}
        keepers = Agency.objects.filter(place__isnull=False, kind__in=kinds).select_related("place")
        codes = {one.place.code: str(one.id) for one in keepers if one.place is not None}
    rows: list[tuple[str, str, int]] = []
    for number, (agency, period, many) in enumerate(figures, 1):
        key = paths.get(agency) or codes.get(agency)
        if key is None or not PERIOD.fullmatch(period) or (count := whole(many)) is None:
            raise ExpectedUnreadable(row=number)
        rows.append((key, period, count))
    with owner_connection() as connection:
        who = {
            str(key): readers
            for key, readers in connection.execute(
                READERS, {"agencies": list({one[0] for one in rows}), "public": ["public"] if public else []}
            )
        }
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO registers_qualityexpectation AS e (register, name, agency_id, period, expected, source,"
                " readers) VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (register, name, agency_id, period)"
                " DO UPDATE SET expected = EXCLUDED.expected, source = EXCLUDED.source, readers = EXCLUDED.readers",
                [(register, name, *one, source, who[one[0]]) for one in rows],
            )
    return len(rows)


def _figures_wanted(declared: Declared) -> list[str]:
    """Return what the rules of coverage call the figures that somebody outside gives."""
    quality = declared.declaration.quality
    rules = [one for one in quality.complete if isinstance(one, Expected)] if quality is not None else []
    return [str(one.expected) for one in rules if declared.names.register(str(one.expected)) is None]


def figures_of(path: Path) -> Iterable[tuple[str, str, str]]:
    """Yield the first three columns of a CSV file, its heading left out."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file)):
            if number and row:
                agency, period, many = (*row, "", "", "")[:3]
                yield agency.strip(), period.strip(), many.strip()
