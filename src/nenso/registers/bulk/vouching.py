"""Saying of many rows at once that they are certainly right, column by column; of the others nothing is said.

What a :class:`~nenso.language.proving.Prover` proves of one record is vouched for here of thousands; whoever is not
vouched for is looked at alone, by the one place that says what is wrong (docs/decisions/045). A property test holds the
two to each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, Final

import orjson
import polars as pl

from nenso.language.declarations.fields import Field
from nenso.language.nodes import Node
from nenso.language.proving import Prover
from nenso.language.schema import MOST_CHARACTERS
from nenso.registers.bulk.letters import CLEAN, NAMED
from nenso.registers.bulk.made import Made, MadeColumn
from nenso.registers.measuring.vectors import personal, sex_of, year_of

AT: Final = "+at"
JSON: Final = "+json"
"""Columns of their own beside those of the fields, whose names have no sign: where a row stood, its values as JSON."""

_GOOD: Final = "+good"
_MOST_WHOLE: Final = 2**53 - 1
_MOST_PART: Final = 500
_MOST_KEPT: Final = 20_000
_DAY: Final = r"^[1-8][0-9]{3}-[0-9]{2}-[0-9]{2}$"
_TELEPHONE: Final = r"^0(?:[35789][0-9]{8}|2[0-9]{9})$"
_FORMS: Final = {"text": CLEAN, "multiline": CLEAN, "person_name": NAMED, "phone": _TELEPHONE}
_ONE_BY_ONE: Final = frozenset({*_FORMS, "email", "url", "tax_code", "time", "period", "datetime", "choice"})
"""Texts that are proved one by one, each once, where no expression vouches for the whole column."""


@dataclass(frozen=True)
class Vouched:
    """A batch parted: ``right``, the rows vouched for, and ``others``, where the rest stands in ``made``.

    ``right`` has :data:`AT`, :data:`JSON` and a column for each path that the table gives.
    """

    made: Made
    right: pl.DataFrame
    others: list[int]


class Voucher:
    """Vouches for rows of one register. ``places``: the codes of today's places."""

    def __init__(self, prover: Prover, places: Sequence[str]) -> None:
        self.prover = prover
        codes = pl.Series(sorted(places), dtype=pl.String)
        self._places: dict[str | None, pl.Series] = {
            None: codes.filter(codes.str.len_bytes().is_in([2, 5])),
            "province": codes.filter(codes.str.len_bytes() == 2),
            "commune": codes.filter(codes.str.len_bytes() == 5),
        }
        self._known: dict[str, dict[Any, bool]] = {}
        self._given: frozenset[str] = frozenset()
        self._compared = [node for node in prover.compared if self._agreeing(node) is None and not _stands_alone(node)]

    def __call__(self, made: Made) -> Vouched:
        """Return the rows of ``made``, parted; rules that compare answers are left for :meth:`held`."""
        frame = pl.DataFrame({AT: pl.Series(range(made.size), dtype=pl.UInt32)})
        right: list[pl.Expr] = []
        self._given = frozenset(column.path for column in made.columns)
        for column in made.columns:
            series, good = self._column(self.prover.form.fields[column.name], column)
            frame.insert_column(frame.width, series.alias(column.path))
            right.append(good)
        right += [_there(name, frame) for name in self.prover.needed]
        frame = frame.with_columns(pl.all_horizontal(right).fill_null(value=False).alias(_GOOD))
        others = frame.filter(~pl.col(_GOOD))[AT].to_list()
        kept = frame.filter(_GOOD).drop(_GOOD)
        return Vouched(made, kept.with_columns(_as_json(self.prover, made).alias(JSON)), others)

    def held(self, vouched: Vouched) -> Vouched:
        """Return the same without rows that a rule over several answers does not let pass; inside ``acting()``."""
        given = {column.name for column in vouched.made.columns}
        nodes = [node for node in self._compared if node.name in given]
        if not nodes:
            return vouched
        wrong = [at for at in vouched.right[AT] if not self.prover.holds(vouched.made.row(at), nodes)]
        if not wrong:
            return vouched
        right = vouched.right.filter(~pl.col(AT).is_in(wrong))
        return replace(vouched, right=right, others=sorted([*vouched.others, *wrong]))

    def _column(self, node: Node, column: MadeColumn) -> tuple[pl.Series, pl.Expr]:
        """Return a column as it is stored, and whether each of its values is right or absent."""
        kind, path = node.field.type, column.path
        if kind in {"integer", "money"}:
            return _integers(node.field, column)
        if kind == "yes_no" and all(value is None or type(value) is bool for value in column.values):
            return pl.Series(column.values, dtype=pl.Boolean), pl.lit(value=True)
        if kind == "number":
            return self._numbers(node, column)
        if column.texts is None:
            return _unknown(column)
        good = self._part(node, column) if column.part else self._textual(node)
        if good is None and kind in _ONE_BY_ONE:
            good = self._each(node, column)
        return _unknown(column) if good is None else (column.texts, pl.col(path).is_null() | good)

    def _part(self, node: Node, column: MadeColumn) -> pl.Expr | None:
        part = pl.col(column.path)
        if node.field.type != "address":
            return None
        if column.part == "place":
            return part.is_in(self._places["commune"].implode())
        return part.str.contains(CLEAN) & (part.str.len_chars() <= _MOST_PART)

    def _textual(self, node: Node) -> pl.Expr | None:
        """Return whether texts of a field are right, None where no expression says so."""
        field, kind, texts = node.field, node.field.type, pl.col(node.name)
        if kind == "place":
            return texts.is_in(self._places[field.level].implode()) if field.level in self._places else None
        if kind == "choice":
            codes = [str(code) for code in field.options.codes or ()] if field.options is not None else []
            return texts.is_in(codes) if codes else None
        if kind == "date":
            return texts.str.contains(_DAY) & texts.str.to_date("%Y-%m-%d", strict=False).is_not_null()
        if field.pattern or (kind not in _FORMS and (field.min is not None or field.max is not None)):
            return None
        if kind == "person_id":
            return self._agreeing(node)
        form = _FORMS.get(kind)
        return None if form is None else _of_length(field, texts) & texts.str.contains(form)

    def _agreeing(self, node: Node) -> pl.Expr | None:
        """Return whether numbers of persons are right, and agree with the day and the sex beside them."""
        if node.field.type != "person_id" or node.rules or node.options is not None:
            return None
        if node.least is not None or node.most is not None:
            return None
        digits, fields = pl.col(node.name), self.prover.form.fields
        good = personal(digits, self.prover.names["now"])
        for fact, program in node.agrees.items():
            root, _, name = program.source.partition(".")
            other = fields.get(name) if root == "this" else None
            if other is None or other.field.type != ("date" if fact == "born_on" else "choice"):
                return None
            if name not in self._given:
                continue
            beside = pl.col(name)
            said = year_of(digits) == beside.str.slice(0, 4).cast(pl.Int64, strict=False)
            good = good & (beside.is_null() | (said if fact == "born_on" else sex_of(digits) == beside))
        return good

    def _each(self, node: Node, column: MadeColumn) -> pl.Expr:
        known = self._known.setdefault(column.path, {})
        if len(known) > _MOST_KEPT:
            known.clear()
        for value in column.texts.unique() if column.texts is not None else ():
            if value is not None and value not in known:
                known[value] = self.prover.proves_alone(node.name, value)
        proved = pl.Series([value is None or known[value] for value in column.values], dtype=pl.Boolean)
        return pl.lit(proved) & pl.col(column.path).str.contains(CLEAN)

    def _numbers(self, node: Node, column: MadeColumn) -> tuple[pl.Series, pl.Expr]:
        """Return numbers as JSON writes them."""
        texts = [_number_as_json(one) for one in column.values]
        good = [
            value is None or (text is not None and self.prover.proves_alone(node.name, value))
            for value, text in zip(column.values, texts, strict=True)
        ]
        return pl.Series(texts, dtype=pl.String), pl.lit(pl.Series(good, dtype=pl.Boolean))


def _stands_alone(node: Node) -> bool:
    """Return whether no rule is left to be held to: of a place of today, of what is never vouched for."""
    alone = node.least is None and node.most is None and node.options is None and not node.rules and not node.agrees
    return alone or node.field.type in {"record", "records", "location"}


def _there(name: str, frame: pl.DataFrame) -> pl.Expr:
    """Return whether a field that has to be filled in is."""
    paths = [path for path in frame.columns if path == name or path.startswith(f"{name}.")]
    return pl.any_horizontal([pl.col(path).is_not_null() for path in paths]) if paths else pl.lit(value=False)


def _unknown(column: MadeColumn) -> tuple[pl.Series, pl.Expr]:
    """Return a column of which nothing is said but where it is empty."""
    empty = pl.Series([value is None for value in column.values], dtype=pl.Boolean)
    return pl.Series([None] * len(empty), dtype=pl.String), pl.lit(empty)


def _integers(field: Field, column: MadeColumn) -> tuple[pl.Series, pl.Expr]:
    values = [one if type(one) is int and -_MOST_WHOLE <= one <= _MOST_WHOLE else None for one in column.values]
    whole = [one is None or value is not None for one, value in zip(column.values, values, strict=True)]
    numbers, good = pl.col(column.path), pl.lit(pl.Series(whole, dtype=pl.Boolean))
    least, most = _number(field.min), _number(field.max)
    if least is not None:
        good = good & (numbers.is_null() | (numbers >= least))
    if most is not None:
        good = good & (numbers.is_null() | (numbers <= most))
    return pl.Series(values, dtype=pl.Int64), good


def _number_as_json(value: Any) -> str | None:
    """Return a number as JSON writes it, None for what is none or is told by none: without end, of over 64 bits."""
    if type(value) is int:
        return str(value) if -_MOST_WHOLE <= value <= _MOST_WHOLE else None
    return orjson.dumps(value).decode() if type(value) is float and isfinite(value) else None


def _of_length(field: Field, texts: pl.Expr) -> pl.Expr:
    least, most = _number(field.min), _number(field.max)
    good = texts.str.len_chars() <= (MOST_CHARACTERS[field.type] if most is None else most)
    return good if least is None else good & (texts.str.len_chars() >= least)


def _number(bound: Any) -> float | None:
    """Return a bound that is a number, None for one that is worked out."""
    return bound if isinstance(bound, int | float) and not isinstance(bound, bool) else None


def _as_json(prover: Prover, made: Made) -> pl.Expr:
    """Return the values of each row as JSON, in the order of the columns."""
    parts: dict[str, list[pl.Expr]] = {}
    for column in made.columns:
        kind = prover.form.fields[column.name].field.type
        raw = kind in {"integer", "money", "number", "yes_no"}
        mark = "" if raw else '"'
        text = pl.concat_str(pl.lit(f'"{column.part or column.name}":{mark}'), pl.col(column.path), pl.lit(mark))
        parts.setdefault(column.name, []).append(text)
    whole = []
    for name, found in parts.items():
        if prover.form.fields[name].field.type != "address":
            whole += found
            continue
        inner = pl.concat_str(found, separator=",", ignore_nulls=True)
        there = pl.any_horizontal([one.is_not_null() for one in found])
        whole.append(pl.when(there).then(pl.concat_str(pl.lit(f'"{name}":{{'), inner, pl.lit("}"))))
    return pl.concat_str(pl.lit("{"), pl.concat_str(whole, separator=",", ignore_nulls=True), pl.lit("}"))


__all__ = ["AT", "JSON", "Vouched", "Voucher"]
