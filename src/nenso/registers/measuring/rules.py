"""The rules of a register's quality, one by one: name, measure, fields, weight, what to tell, how long to mend."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import orjson

from nenso.language.declarations.access import FieldItem
from nenso.language.declarations.quality import (
    MEASURES,
    Between,
    Expected,
    Filled,
    Format,
    Linkage,
    Live,
    Measure,
    Near,
    NotIn,
    PersonName,
    Quality,
    RuleHolds,
    SameAs,
    Unique,
)
from nenso.language.declarations.registers import Register
from nenso.language.declarations.times import Duration
from nenso.language.declarations.values import Text
from nenso.language.expressions.syntax import parse
from nenso.language.expressions.tree import Name, Node, Select
from nenso.registers.declared import Declared
from nenso.registers.measuring.errors import TooManyRules

MOST: Final = 63
"""Rules of one register that say something of each record: the bits of one number."""

USUAL_MEND: Final[dict[Measure, Duration]] = {
    "correct": Duration(5, "working_days"),
    "complete": Duration(10, "working_days"),
    "clean": Duration(10, "working_days"),
    "live": Duration(15, "working_days"),
}
"""Within what a record is mended where neither rule nor register says; a starting point, not a term of any law."""

Declaration = (
    RuleHolds
    | SameAs
    | NotIn
    | Between
    | Filled
    | FieldItem
    | Expected
    | Unique
    | Near
    | Linkage
    | Format
    | PersonName
    | Live
)
_KINDS: Final[dict[type[Any], str]] = {
    RuleHolds: "rule",
    SameAs: "same_as",
    NotIn: "not_in",
    Between: "between",
    Filled: "filled",
    FieldItem: "rule",
    Expected: "expected",
    Unique: "unique",
    Near: "near",
    Linkage: "linkage",
    Format: "format",
    PersonName: "person_name",
    Live: "live",
}
OF_AGENCIES: Final = frozenset({"expected"})
"""Kinds that say something of an agency's records together, not of one."""


@dataclass(frozen=True)
class Rule:
    """One rule. ``kind``: the key it is declared by; ``fields``: those it concerns; ``moves``: see :attr:`moves`."""

    name: str
    measure: Measure
    kind: str
    fields: tuple[str, ...]
    weight: float
    mend: Duration
    declared: Declaration

    @property
    def of_records(self) -> bool:
        """Whether it says something of each record."""
        return self.kind not in OF_AGENCIES

    @cached_property
    def moves(self) -> bool:
        """Whether what it says of a record can change though the record does not: with others, or with the day."""
        if self.kind in {"unique", "near", "same_as", "not_in", "linkage", "between", "person_name"}:
            return True
        if isinstance(self.declared, Live):
            return self.declared.until is None
        return not self.words.isdisjoint({"today", "now", "age", "find"})

    @cached_property
    def words(self) -> frozenset[str]:
        """What its expressions call."""
        return frozenset(name for source in expressions_of(self.declared) for name in _named(parse(source)))

    def says(self, declared: Declared) -> dict[str, Any]:
        """Return what pages tell of it, as JSON."""
        vi, en = (describe(self, declared, language) for language in ("vi", "en"))
        return {
            "kind": self.kind,
            "fields": list(self.fields),
            "weight": self.weight,
            "mend": str(self.mend),
            "vi": vi,
            "en": en,
            "of_records": self.of_records,
        }


def rules_of(declared: Declared) -> list[Rule]:
    """Return the rules of a register in the order of its declaration; raise :class:`TooManyRules`."""
    register = declared.declaration
    quality = register.quality
    if quality is None:
        return []
    found = list(_rules(register, quality))
    if sum(one.of_records for one in found) > MOST:
        raise TooManyRules(register=declared.name, most=MOST)
    return found


def digest_of(declared: Declared) -> str:
    """Return what changes as soon as a rule, or the type of a field, does."""
    quality = declared.declaration.quality
    told = quality.model_dump(mode="json") if quality is not None else {}
    types = {str(one.name): one.type for one in declared.declaration.fields}
    return hashlib.sha256(orjson.dumps([told, types], option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


def expressions_of(rule: Declaration) -> Iterator[str]:
    """Yield the sources of a rule's expressions."""
    for name in ("rule", "condition", "compute", "of", "until"):
        part = getattr(rule, name, None)
        if part is not None:
            yield part.source


def _rules(register: Register, quality: Quality) -> Iterator[Rule]:
    taken: set[str] = set()
    for measure in MEASURES:
        declared = getattr(quality, measure)
        for one in _expanded(register, declared if isinstance(declared, tuple) else (declared,) if declared else ()):
            fields = tuple(dict.fromkeys(_fields(one, register)))
            name = base = getattr(one, "rule_name", None) or _name(one, fields)
            number = 1
            while name in taken:
                number += 1
                name = f"{base}_{number}"
            taken.add(name)
            mend = getattr(one, "mend", None) or quality.mend.get(measure) or USUAL_MEND[measure]
            weight = float(getattr(one, "weight", 1))
            yield Rule(name[:120], measure, _KINDS[type(one)], fields, weight, mend, one)


def _expanded(register: Register, declared: Sequence[Declaration]) -> Iterator[Declaration]:
    """Yield rules; a field that is named to be filled as such a rule, ``all`` as one for each field."""
    for one in declared:
        if not isinstance(one, FieldItem) or one.compute is not None:
            yield one
        elif one.name == "all":
            yield from (Filled(filled=each.name) for each in register.fields if not each.retired)
        else:
            yield Filled(filled=one.name)


def _name(rule: Declaration, fields: tuple[str, ...]) -> str:
    if isinstance(rule, FieldItem):
        return str(rule.name)
    if isinstance(rule, Expected):
        return f"expected_{rule.expected}"
    if isinstance(rule, Between):
        return f"between_{rule.between}"
    if isinstance(rule, Live):
        return "live"
    return "_".join((_KINDS[type(rule)], *fields))


def _fields(rule: Declaration, register: Register) -> Iterator[str]:
    if isinstance(rule, SameAs):
        yield from (rule.by, *rule.fields)
    elif isinstance(rule, NotIn):
        yield rule.by
    elif isinstance(rule, Filled):
        yield rule.filled
    elif isinstance(rule, Format):
        yield rule.format
    elif isinstance(rule, PersonName):
        yield rule.person_name
    elif isinstance(rule, Near):
        yield rule.near
    elif isinstance(rule, Unique):
        yield from rule.unique
    elif isinstance(rule, Linkage):
        yield from rule.by
    else:
        for source in expressions_of(rule):
            yield from (name for name in _members(parse(source)) if register.field(name) is not None)


def _members(node: Node) -> Iterator[str]:
    if isinstance(node, Select) and isinstance(node.operand, Name) and node.operand.name == "this":
        yield node.name
    for part in node.parts:
        yield from _members(part)


def _named(node: Node) -> Iterator[str]:
    if isinstance(node, Name):
        yield node.name
    if hasattr(node, "function"):
        yield str(node.function)
    for part in node.parts:
        yield from _named(part)


_TOLD: Final = {
    "rule": ("{fields}: không thỏa điều kiện", "{fields}: the condition does not hold"),
    "same_as": ("{fields} khác với “{other}”", "{fields} not as in “{other}”"),
    "not_in": ("{fields}: đã có trong “{other}”", "{fields}: is in “{other}” already"),
    "between": ("Chỉ số {other} của cơ quan ngoài khoảng {bounds}", "The agency's {other} is not {bounds}"),
    "filled": ("Thiếu: {fields}", "Missing: {fields}"),
    "expected": ("Chưa đủ so với số dự kiến ({other})", "Fewer than expected ({other})"),
    "unique": ("Trùng: {fields}", "The same more than once: {fields}"),
    "near": ("Quá gần một bản ghi khác: {fields}", "Too near to another record: {fields}"),
    "linkage": ("Có thể trùng với bản ghi khác", "Probably a duplicate of another record"),
    "format": ("Sai dạng: {fields}", "Not in the right form: {fields}"),
    "person_name": ("{fields}: không giống họ tên", "{fields}: does not read like a name"),
    "live": ("Quá {within} chưa cập nhật", "Not brought up to date within {within}"),
    "entered": ("Vào sổ muộn hơn {within}", "Entered later than within {within}"),
}


def describe(rule: Rule, declared: Declared, language: str) -> str:
    """Return what is wrong with a record that breaks the rule, as people read it."""
    message: Text | None = getattr(rule.declared, "message", None)
    if message is not None:
        return message.in_language(language)
    names = [_label(declared.declaration, name, language) for name in rule.fields]
    if isinstance(rule.declared, SameAs):
        names = names[1:]
    entered = isinstance(rule.declared, Live) and rule.declared.until is not None
    told = _TOLD["entered" if entered else rule.kind][language == "en"]
    other = next(
        filter(None, (getattr(rule.declared, one, None) for one in ("same_as", "not_in", "expected", "between"))), ""
    )
    other = _called(declared, str(other), language)
    bounds = _bounds(rule.declared, language) if isinstance(rule.declared, Between) else ""
    within = getattr(rule.declared, "within", "")
    return told.format(fields=", ".join(names), other=other, bounds=bounds, within=said(within, language))


def _called(declared: Declared, name: str, language: str) -> str:
    """Return what people call a register or an indicator that a rule names.

    ``persons`` is the kernel's where the formula has none.
    """
    found = declared.names.register(name) or declared.names.formula.indicators.get(name) if name else None
    if found is not None:
        return found.title.in_language(language)
    return _PERSONS[language == "en"] if name == "persons" else name


_PERSONS: Final = ("dữ liệu người của hệ thống", "the persons of this install")


def _bounds(rule: Between, language: str) -> str:
    """Return the two values as people say them."""
    words = ("from", "to") if language == "en" else ("từ", "đến")
    bounds = zip(words, (rule.least, rule.greatest), strict=True)
    return " ".join(f"{word} {value:g}" for word, value in bounds if value is not None)


def said(duration: Any, language: str) -> str:
    """Return a length of time as people say it."""
    if not isinstance(duration, Duration) or language == "en":
        return str(duration)
    units = {
        "minutes": "phút", "hours": "giờ", "days": "ngày", "weeks": "tuần", "months": "tháng", "years": "năm",
        "working_hours": "giờ làm việc", "working_days": "ngày làm việc", "same_day": "trong ngày",
    }  # fmt: skip
    return f"{duration.amount} {units[duration.unit]}" if duration.unit != "same_day" else units["same_day"]


def _label(register: Register, name: str, language: str) -> str:
    field = register.field(name)
    return field.label.in_language(language) if field is not None and field.label is not None else name
