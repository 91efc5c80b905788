"""Rules said of many records at once say what the language says of each: a property test holds the two together."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nenso.language.expressions import Kind, Stopped, compile  # noqa: A004 - the language's own word
from nenso.language.names import FormulaNames
from nenso.language.reading import read
from nenso.registers.declared import Declared
from nenso.registers.measuring.columns import Columns, NotVector, name_of
from nenso.registers.measuring.vectors import vector
from nenso.runtime import clock

FILES = {
    "formula.yaml": b'formula: tried\nversion: "1.0.0"\ntitle: Th\xe1\xbb\xad\noffered_by: [commune]\n',
    "registers/things.yaml": """
register: things
title: Thử
fields:
  - {name: a, type: text, label: A}
  - {name: b, type: text, label: B}
  - {name: n, type: integer, label: N}
  - {name: m, type: integer, label: M}
  - {name: x, type: number, label: X}
  - {name: d, type: date, label: D}
  - {name: e, type: date, label: E}
  - {name: t, type: datetime, label: T}
  - {name: yes, type: yes_no, label: Y}
  - {name: many, type: choices, label: L, options: {one: Một, two: Hai}}
  - {name: at, type: address, label: O}
""".encode(),
}
NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
TEXTS = ["", "a", "b", "006195000123", "006295000123", "001326000121", "Nguyễn Văn An", "male", "female", "0912345678"]
DAYS = ["1995-03-08", "2024-02-29", "2026-11-02", "2026-11-03", "2008-02-28", "1962-07-31"]
TIMES = ["2026-11-02T09:00:00+07:00", "2026-11-01T17:30:00Z", "2026-11-02T00:10", "1995-03-08T23:59:59.5+07:00"]
EXPRESSIONS = [
    "this.a == this.b",
    "this.a != '' && this.b == 'a'",
    "this.n < this.m || filled(this.a)",
    "!(this.n > 3) || this.x >= 1.5",
    "filled(this.d) && filled(this.yes)",
    "this.yes == true || this.n == 1",
    "!this.yes",
    "this.d <= this.e",
    "this.d < today && this.t <= now",
    "this.d <= this.t",
    "add_years(this.d, 18) <= this.e",
    "add_months(this.d, 1) == this.e",
    "age(this.d) >= 18",
    "age(this.d, this.e) < 31",
    "this.e - this.d > days(365)",
    "this.d + days(30) < this.e",
    "days(this.e - this.d) <= 60",
    "year(this.d) == 2024 && month(this.d) == 2",
    "agrees(this.a, this.d)",
    "agrees(this.a, this.d, this.b)",
    "agrees(this.a, this.b)",
    "size(this.many) > 1",
    "length(this.a) == 12",
    "filled(this.many) || filled(this.at)",
    "this.a.startsWith('006') || this.a.endsWith('An')",
    "this.a.matches('^[0-9]{10}$')",
    "this.n + this.m > 5",
    "this.x - 0.5 < 1.0",
    "filled(this.at.line) && this.at.line == 'a'",
    "add_years(this.t, 1) > now",
]
"""Each can be said of many records at once; the corpus of the language says what each means."""


def things() -> Declared:
    """Return the register."""
    formula = read(FILES).formula
    assert formula is not None
    return Declared("tried.things", formula.registers["things"], FormulaNames(formula))


DECLARED = things()
NO_LOOKUP: Any = SimpleNamespace()


def said_of(source: str, this: dict[str, Any]) -> Any:
    """Return what the language says of one record, None where the expression is stopped."""
    try:
        names = {"this": this, "lookup": NO_LOOKUP, "today": clock.today(), "now": NOW}
        return compile(source, DECLARED.environment()).value(names)
    except Stopped:
        return None


def maybe(values: list[Any]) -> st.SearchStrategy[Any]:
    """Draw one of ``values``, or nothing."""
    return st.one_of(st.none(), st.sampled_from(values))


RECORDS = st.fixed_dictionaries(
    {
        "a": maybe(TEXTS),
        "b": maybe(TEXTS),
        "n": maybe([0, 1, 3, 4]),
        "m": maybe([0, 1, 2, 5]),
        "x": maybe([0.5, 1.5, 2.25]),
        "d": maybe(DAYS),
        "e": maybe(DAYS),
        "t": maybe(TIMES),
        "yes": maybe([True, False]),
        "many": maybe([[], ["one"], ["one", "two"]]),
        "at": maybe([{"line": "a"}, {"place": "01969", "line": "b"}]),
    }
)


def as_column(record: dict[str, Any], path: tuple[str, ...]) -> str | None:
    """Return what PostgreSQL's ``->>`` gives of a JSON value."""
    value: Any = record
    for name in path:
        if name == "#":
            return str(len(value or []))
        value = value.get(name) if isinstance(value, dict) else None
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()


@settings(max_examples=30, deadline=None)
@given(given_records=st.lists(RECORDS, min_size=1, max_size=12))
def test_many_at_once_say_what_each_says(given_records: list[dict[str, Any]]) -> None:
    declared = DECLARED
    records = [{name: value for name, value in one.items() if value not in (None, "", [])} for one in given_records]
    columns = Columns(declared.environment().roots["this"])
    found = [vector(source, columns, NOW) for source in EXPRESSIONS]
    assert {one.kind for one in found} == {Kind.YES_NO}
    frame = pl.DataFrame(
        {name_of(path): [as_column(one, path) for one in records] for path in columns.wanted},
        schema=dict.fromkeys(map(name_of, columns.wanted), pl.String),
    )
    together = frame.select([one.of.alias(source) for one, source in zip(found, EXPRESSIONS, strict=True)])
    with clock.at(NOW):
        for source in EXPRESSIONS:
            assert together[source].to_list() == [said_of(source, this) for this in records], source


@pytest.mark.parametrize("source", ["find('things', this.a).n > 1", "this.many.exists(one, one == 'one')", "setting.x"])
def test_what_cannot_be_said_at_once_is_left_to_the_language(source: str) -> None:
    with pytest.raises(NotVector):
        vector(source, Columns(things().environment().roots["this"]), NOW)
