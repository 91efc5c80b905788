"""The rules of a register as they are kept: each under a number, with a bit of its own while it is declared."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from nenso.registers.declared import Declared
from nenso.registers.measuring.rules import MOST, Rule
from nenso.runtime.bulk import Connection


@dataclass(frozen=True)
class Kept:
    """``keys``: name to number; ``bits``: name to bit, of rules that speak of each record; ``old``: no longer."""

    keys: dict[str, int]
    bits: dict[str, int]
    old: dict[str, tuple[int, int | None]]


def kept_rules(connection: Connection, declared: Declared, rules: Sequence[Rule]) -> Kept:
    """Return the rules with their numbers and bits, giving one to each that is new."""
    rows = connection.execute(
        "SELECT name, id, place FROM registers_qualityrule WHERE register = %s", [declared.name]
    ).fetchall()
    known = {str(name): (int(key), place) for name, key, place in rows}
    taken = {place for _, place in known.values() if place is not None}
    free = iter([place for place in range(MOST) if place not in taken])
    keys: dict[str, int] = {}
    bits: dict[str, int] = {}
    for order, rule in enumerate(rules):
        place = known.get(rule.name, (0, None))[1]
        if rule.of_records and place is None:
            place = next(free)
        row = connection.execute(
            'INSERT INTO registers_qualityrule AS q (register, name, measure, place, "order", says)'
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (register, name) DO UPDATE SET measure = EXCLUDED.measure,"
            ' place = EXCLUDED.place, "order" = EXCLUDED."order", says = EXCLUDED.says RETURNING id',
            [declared.name, rule.name, rule.measure, place, order, Jsonb(rule.says(declared))],
        ).fetchone()
        keys[rule.name] = int(row[0]) if row else 0
        if rule.of_records:
            bits[rule.name] = int(place)
    old = {name: one for name, one in known.items() if name not in keys}
    return Kept(
        keys | {name: key for name, (key, _) in old.items()},
        bits | {name: place for name, (_, place) in old.items() if place is not None},
        old,
    )


def retire(connection: Connection, kept: Kept) -> None:
    """Give back the bits of rules that are declared no more, after a measuring that cleared them."""
    numbers = [key for key, _ in kept.old.values()]
    connection.execute(
        "UPDATE registers_qualityrule SET place = NULL, says = says || '{\"retired\": true}' WHERE id = ANY(%s)",
        [numbers],
    )
    connection.execute("DELETE FROM registers_qualitycount WHERE rule_id = ANY(%s)", [numbers])
