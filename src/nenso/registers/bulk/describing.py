"""Everything of many records that follows from their values, in columns: as :class:`Describer` works out of one.

Registers whose labels, parties, places or readers need programs are not described so (:func:`describes` says which).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

import polars as pl

from nenso.agencies.models import Agency
from nenso.language.declarations.registers import Register
from nenso.language.declarations.values import Expression
from nenso.language.texts import NOTHING
from nenso.registers.bulk.letters import CLEAN, folded
from nenso.registers.copying import Copied, array_of
from nenso.registers.declared import SEPARATOR
from nenso.registers.describing import Describer
from nenso.registers.indexing import LONGEST_VALUE, LONGEST_WORD, MOST_WORDS, quoted
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

KEY, LABEL, FOLDED, TERMS, PLACE, READERS = "+key", "+label", "+folded", "+terms", "+place", "+readers"
FITS: Final = "+fits"
"""Whether what was worked out is what one by one would give: nothing is cut off."""

_SEARCHED: Final = "+searched"
_LONGEST_LABEL: Final = 400
_TEXTS: Final = frozenset({"text", "multiline", "person_name", "person_id", "tax_code", "phone", "place", "choice"})
_PRINTED: Final = frozenset({*_TEXTS, "date"})
_NUMBERS: Final = frozenset({"person_id", "tax_code"})
_OF_RECORDS: Final = frozenset({"id", "code", "agency", "created_at", "updated_at"})
_WORD: Final = "[^a-z0-9]+"
_LITERAL: Final = re.compile(rf" ?(?:{CLEAN[1:-1]} ?)?")
_About = tuple[str | None, str, str]


class BulkDescriber:
    """Describes rows that were vouched for, all records of ``agency``, of a register that :func:`describes`."""

    def __init__(self, describer: Describer, agency: Agency, actor: Actor) -> None:
        self.describer = describer
        self.actor = actor
        self.agency = agency
        self.register: Register = describer.declared.declaration
        self.parties = {name: str(_field_of(expression)) for name, expression in self.register.parties.items()}
        self._around: dict[str, _About] = {}

    def __call__(self, right: pl.DataFrame) -> pl.DataFrame:
        """Return ``right`` with the columns of this module."""
        right = right.with_columns(self._key(right), self._label(right).alias(LABEL))
        right = right.with_columns(folded(pl.col(LABEL)).str.strip_chars(" ").alias(FOLDED))
        right = right.with_columns(self._searched(right).alias(_SEARCHED))
        code = self._place(right)
        around = self._abouts(text for text in right.select(code.unique()).to_series() if text is not None)
        nowhere = around[""]
        return right.with_columns(
            mapped(code, {text: one[0] for text, one in around.items()}, None).alias(PLACE),
            mapped(code, {text: one[1] for text, one in around.items()}, nowhere[1]).alias(READERS),
            self._terms(right, mapped(code, {text: one[2] for text, one in around.items()}, nowhere[2])),
            _fits().alias(FITS),
        ).drop(_SEARCHED)

    def party(self, name: str, right: pl.DataFrame) -> pl.Expr:
        """Return the number by which a party is named."""
        return _column(self.parties[name], right)

    def _key(self, right: pl.DataFrame) -> pl.Expr:
        parts = [
            pl.lit(str(self.agency.id)) if str(name) == "agency" else _column(str(name), right).cast(pl.String)
            for name in self.register.key
        ]
        whole = pl.concat_str(parts, separator=SEPARATOR) if parts else pl.lit("")
        return whole.fill_null("").alias(KEY)

    def _label(self, right: pl.DataFrame) -> pl.Expr:
        parts = []
        for piece in self.register.label.pieces("vi") if self.register.label is not None else ():
            if isinstance(piece, str):
                parts.append(pl.lit(piece))
                continue
            value, field = _column(piece.source, right), self.register.field(piece.source)
            if field is not None and field.type == "date":
                of = value.str
                value = pl.concat_str(of.slice(8, 2), of.slice(5, 2), of.slice(0, 4), separator="/")
            parts.append(value.fill_null(NOTHING))
        return pl.concat_str(parts) if parts else pl.lit("")

    def _place(self, right: pl.DataFrame) -> pl.Expr:
        if self.register.place is None:
            return pl.lit(None, pl.String)
        name = str(_field_of(self.register.place))
        field = self.register.field(name)
        return _column(f"{name}.place" if field is not None and field.type == "address" else name, right)

    def _abouts(self, codes: Iterable[str]) -> dict[str, _About]:
        """Return of places, and of none, their keys as text, who reads a record that lies there, the terms of both."""
        wanted = ["", *codes]
        if new := [code for code in wanted if code not in self._around]:
            with acting(self.actor):
                self._around |= {code: self._about(code) for code in new}
        return {code: self._around[code] for code in wanted}

    def _about(self, code: str) -> _About:
        one = Copied("", self.agency, clock.now(), "")
        one.place = self.describer.place_of(code) if code else None
        terms = self.describer.surroundings(one)
        return (None if one.place is None else str(one.place.id), array_of(one.readers), terms)

    def _terms(self, right: pl.DataFrame, around: pl.Expr) -> pl.Expr:
        words = _words(pl.col(_SEARCHED))
        return pl.concat_str([words, *self._facets(right), around], separator=" ", ignore_nulls=True).alias(TERMS)

    def _searched(self, right: pl.DataFrame) -> pl.Expr:
        """Return the folded text of which each word finds a record."""
        named = [folded(_column(str(name), right)) for name in self.register.searched]
        whole = pl.concat_str([pl.col(FOLDED), *named], separator=" ", ignore_nulls=True)
        return whole.str.replace_all(_WORD, " ").str.strip_chars(" ")

    def _facets(self, right: pl.DataFrame) -> list[pl.Expr]:
        found: list[pl.Expr] = [pl.lit(quoted(f"@{self.describer.declared.name}"))]
        for name in self.register.filtered:
            field = self.register.field(name)
            if field is None or str(name) not in right.columns:
                continue
            value, start = _column(str(name), right), pl.lit(f"'{name}=")
            if field.type == "date":
                found += [pl.concat_str(start, value.str.slice(0, long), pl.lit("'")) for long in (4, 7)]
                continue
            said: pl.Expr
            if field.type == "yes_no":
                said = pl.when(value).then(pl.lit("yes")).when(value.is_not_null()).then(pl.lit("no"))
            elif field.type in {"integer", "money"}:
                said = value.cast(pl.String)
            else:
                said = folded(value).str.slice(0, LONGEST_VALUE).str.replace_all("'", "''", literal=True)
            found.append(pl.concat_str(start, said, pl.lit("'")))
        return found


def describes(describer: Describer) -> bool:
    """Return whether records of a register follow from their values without any program."""
    register = describer.declared.declaration

    def types(names: Any) -> set[str]:
        return {field.type if (field := register.field(str(name))) is not None else "" for name in names}

    places = [register.place] if register.place is not None else []
    return (
        describer.is_fixed
        and describer.has_plain_label
        and all(_LITERAL.fullmatch(one) for one in _literals(register))
        and types(name for name in register.key if str(name) != "agency") <= {*_PRINTED, "integer"}
        and types(_field_of(one) for one in register.parties.values()) <= _NUMBERS
        and types(_field_of(one) for one in places) <= {"place", "address"}
        and types(register.searched) <= _TEXTS
        and types(register.filtered) <= {*_PRINTED, "yes_no", "integer", "money"}
    )


def _literals(register: Register) -> list[str]:
    return [one for one in register.label.pieces("vi") if isinstance(one, str)] if register.label is not None else []


def _field_of(expression: Expression) -> str | None:
    """Return the field whose value an expression is, None for any other: what a record is itself hides fields."""
    root, dot, name = expression.source.partition(".")
    return name if root == "this" and dot and name.isidentifier() and name not in _OF_RECORDS else None


def _column(path: str, right: pl.DataFrame) -> pl.Expr:
    """Return a column of values, empty where the table does not give it."""
    return pl.col(path) if path in right.columns else pl.lit(None, pl.String)


def _fits() -> pl.Expr:
    words = pl.col(_SEARCHED)
    short = ~words.str.contains(f"[a-z0-9]{{{LONGEST_WORD + 1}}}")
    few = (words.str.len_bytes() < 2 * MOST_WORDS) | (words.str.count_matches(" ", literal=True) < MOST_WORDS)
    return short & few & (pl.col(LABEL).str.len_chars() <= _LONGEST_LABEL)


def _words(searched: pl.Expr) -> pl.Expr:
    several = pl.concat_str(pl.lit("'"), searched.str.replace_all(" ", "' '", literal=True), pl.lit("'"))
    return pl.when(searched != "").then(several)


def mapped(texts: pl.Expr, known: Mapping[str, str | None], otherwise: str | None) -> pl.Expr:
    """Return what each text is by ``known``."""
    return texts.replace_strict(list(known), list(known.values()), default=otherwise, return_dtype=pl.String)


def persons_of(describer: BulkDescriber, right: pl.DataFrame, people: Mapping[str, UUID | None]) -> pl.Expr:
    """Return who of ``people``, by number, has a part in each record, as an array of PostgreSQL."""
    named = [describer.party(name, right) for name in describer.parties]
    known = {number: str(key) for number, key in people.items() if key is not None}
    if not named or not known:
        return pl.lit("{}")
    keys = pl.concat_list([mapped(one, known, None) for one in named])
    return pl.concat_str(pl.lit("{"), keys.list.drop_nulls().list.unique().list.sort().list.join(","), pl.lit("}"))
