"""Which column of a table is which field of a register: guessed from headings, shown, corrected by a person.

Headings are compared without diacritics, case, punctuation and filling words, with the field's name, its labels in both
languages and what people otherwise write (:data:`SAID`). What is not sure is left for a person to say.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from nenso.language.declarations.fields import Field
from nenso.language.declarations.registers import Register
from nenso.registers.importing.errors import MappingWrong
from nenso.runtime.text import fold

_APART: Final = re.compile(r"[^a-z0-9]+")
_FILLING: Final = frozenset(("cua", "va", "the", "of", "so", "ma", "theo", "bang"))
_USUAL: Final = frozenset(("nguoi", "chu", "dem", "ca", "nhan", "ngay", "thang", "nam", "sinh", "so", "va", "cua"))
_SOMEBODYS: Final = frozenset(("person_name", "person_id", "born_on", "ethnicity", "nationality", "phone"))
"""What several people of one record have: their headings say whose it is."""

_SURE: Final = 0.75
_LIKELY: Final = 0.5

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "address": ("line", "place", "hamlet"),
    "location": ("latitude", "longitude"),
}
"""Fields that take a column for each part, ``birth_place.line``."""

NOT_FROM_TABLES: Final = frozenset(("files", "signature", "table", "group", "content", "slot", "area"))
"""Types that no cell can hold."""

SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "person_name": ("ho ten", "ho va ten", "ho ten day du", "ho chu dem ten", "full name", "name"),
    "person_id": (
        "cccd",
        "so cccd",
        "can cuoc",
        "so can cuoc",
        "dinh danh",
        "so dinh danh",
        "ma dinh danh",
        "cmnd cccd",
        "id number",
    ),
    "born_on": ("ngay sinh", "ngay thang nam sinh", "sinh ngay", "nam sinh", "dob", "date of birth", "birthday"),
    "sex": ("gioi tinh", "nam nu", "phai", "gender", "sex"),
    "phone": ("dien thoai", "so dien thoai", "sdt", "dt", "di dong", "mobile", "phone", "tel"),
    "email": ("thu dien tu", "email", "e mail", "mail"),
    "tax_code": ("mst", "ma so thue", "tax code"),
    "line": ("dia chi", "noi o", "noi thuong tru", "cho o", "so nha", "address", "street"),
    "place": ("xa phuong", "phuong xa", "xa", "don vi hanh chinh", "commune", "ward"),
    "hamlet": ("thon", "to dan pho", "ap", "ban", "khu pho", "hamlet"),
    "latitude": ("vi do", "lat", "latitude"),
    "longitude": ("kinh do", "lon", "lng", "longitude"),
    "ethnicity": ("dan toc", "ethnic group"),
    "nationality": ("quoc tich", "nationality"),
}
"""What people write above a column, by the field's name or its type."""


@dataclass(frozen=True)
class Target:
    """What a column may become: a field, or a part of one; ``words``: what its heading may say, folded."""

    path: str
    field: Field
    part: str
    words: tuple[str, ...]

    def label(self, language: str = "vi") -> str:
        """What people call it."""
        name = self.field.label.in_language(language) if self.field.label else str(self.field.name)
        if not self.part:
            return name
        return f"{name} ({self.part if language == 'en' else _PART_LABELS[self.part]})"

    @cached_property
    def sets(self) -> tuple[frozenset[str], ...]:
        """The words of each way to say it."""
        return tuple(_words(one) for one in self.words)

    def likeness(self, heading: str) -> float:
        """Return from 0 to 1 how much a heading is this."""
        plain = _plain(heading)
        if plain in self.words:
            return 1.0
        words = _words(plain)
        return max((len(words & one) / len(words | one) * 0.95 for one in self.sets if one or words), default=0.0)


_PART_LABELS: Final = {
    "line": "số nhà, đường",
    "place": "xã, phường",
    "hamlet": "thôn, tổ",
    "latitude": "vĩ độ",
    "longitude": "kinh độ",
}


@dataclass(frozen=True)
class Guess:
    """A column and what it is taken for: the path of a target, or ``""``; ``sure``: no need to look twice."""

    column: str
    path: str
    sure: bool

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        return {"column": self.column, "field": self.path, "sure": self.sure}


def targets_of(register: Register) -> list[Target]:
    """Return what columns may become in ``register``."""
    found: list[Target] = []
    for field in register.fields:
        if field.retired or not field.has_value or field.type in NOT_FROM_TABLES or field.compute is not None:
            continue
        own = [str(field.name).replace("_", " ")]
        own += [field.label.in_language(language) for language in field.label.languages] if field.label else []
        if field.type in PARTS:
            for part in PARTS[field.type]:
                said = tuple(_plain(f"{one} {word}") for one in own for word in (part, _PART_LABELS[part], *SAID[part]))
                alone = tuple(map(_plain, own)) if part == "line" else ()
                path = f"{field.name}.{part}"
                found.append(Target(path, field, part, (_plain(path), *alone, *said, *map(_plain, SAID[part]))))
        else:
            words = (_plain(str(field.name)), *map(_plain, own), *_said(field))
            found.append(Target(str(field.name), field, "", tuple(dict.fromkeys(words))))
    return found


def _said(field: Field) -> Iterator[str]:
    """Yield what people write for a field: of somebody's mother *họ tên mẹ*, not *họ tên*."""
    name = str(field.name)
    key = next((key for key in SAID if name == key or name.endswith(f"_{key}")), field.type)
    said = SAID.get(key, ())
    usual = _USUAL | {word for one in said for word in one.split()}
    label = _plain(str(field.label or name))
    whose = " ".join(word for word in label.split() if word not in usual) if key in _SOMEBODYS else ""
    yield from (f"{one} {whose}".strip() for one in said)


def knows(register: Register) -> "HeadingKnown":
    """Return what says whether a cell is one of the register's headings, to find the row of headings by."""
    return HeadingKnown(frozenset(word for target in targets_of(register) for word in target.words))


@dataclass(frozen=True)
class HeadingKnown:
    """Says whether a cell is a heading that a register waits for."""

    words: frozenset[str]

    def __call__(self, cell: str) -> bool:
        return _plain(cell) in self.words


def guess(register: Register, columns: Sequence[str]) -> list[Guess]:
    """Return what each column is taken for; no field twice, the likeliest first."""
    targets = targets_of(register)
    scores = sorted(
        (
            (-score, at, order, target)
            for at, column in enumerate(columns)
            for order, target in enumerate(targets)
            if (score := target.likeness(column)) >= _LIKELY
        ),
        key=lambda one: one[:3],
    )
    taken: dict[int, tuple[str, float]] = {}
    for score, at, _, target in scores:
        if at not in taken and target.path not in {path for path, _ in taken.values()}:
            taken[at] = (target.path, -score)
    return [Guess(column, *_of(taken.get(at))) for at, column in enumerate(columns)]


def _of(found: tuple[str, float] | None) -> tuple[str, bool]:
    return (found[0], found[1] >= _SURE) if found else ("", False)


def checked_mapping(register: Register, columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return a corrected mapping, column to path; raise :class:`MappingWrong` when it cannot be."""
    paths = {target.path for target in targets_of(register)}
    kept = {column: path for column, path in mapping.items() if path}
    unknown = [column for column in kept if column not in columns] + [p for p in kept.values() if p not in paths]
    twice = sorted({path for path in kept.values() if list(kept.values()).count(path) > 1})
    if unknown or twice or not kept:
        raise MappingWrong(**_wrong(unknown, twice))
    return kept


def _wrong(unknown: Sequence[str], twice: Sequence[str]) -> dict[str, str]:
    """Return what is wrong with a mapping, in both languages; only what is."""
    vi, en = [], []
    if unknown:
        vi.append(f"không có cột hay mục {', '.join(unknown)}")
        en.append(f"there is no column or field {', '.join(unknown)}")
    if twice:
        vi.append(f"hai cột cùng ghép vào {', '.join(twice)}")
        en.append(f"two columns are matched with {', '.join(twice)}")
    if not vi:
        vi.append("chưa ghép cột nào vào một mục của sổ")
        en.append("no column is matched with a field of the register")
    return {"wrong_vi": "; ".join(vi), "wrong_en": "; ".join(en)}


def missing(register: Register, paths: Iterable[str]) -> Iterator[Field]:
    """Yield the fields that must be filled in and that no column gives."""
    given = {path.partition(".")[0] for path in paths}
    for field in register.fields:
        fills = field.required is True and field.default is None and field.compute is None and field.prefill is None
        if fills and str(field.name) not in given:
            yield field


def _plain(text: str) -> str:
    return " ".join(_APART.sub(" ", fold(text)).split())


def _words(plain: str) -> frozenset[str]:
    words = frozenset(plain.split())
    return words - _FILLING or words
