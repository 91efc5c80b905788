"""The dossier (thành phần hồ sơ): the published components where a table has them, else one component for all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from nenso.formulas.catalogue.naming import shortened, words_of
from nenso.formulas.catalogue.rows import Component, Remark, Row, without_braces
from nenso.runtime.text import fold

WHOLE: Final = "dossier"
LONGEST_LABEL: Final = 300
_SHOWN = re.compile(r"xuat trinh")
_OF_A_CASE = re.compile(r"\b(truong hop|neu|doi voi|khi)\b")
_MARK = re.compile(r"^[\s*+\-–•.]+")


@dataclass(frozen=True)
class Dossier:
    """Components as declared, the notes that stand among them, and what is assumed."""

    declared: list[dict[str, Any]]
    notes: tuple[str, ...]
    remarks: tuple[Remark, ...]


def dossier_of(row: Row, components: Sequence[Component]) -> Dossier:
    """Return the dossier of ``row``; a component that only some cases need is not required of all."""
    handed = [one for one in components if one.originals or one.copies]
    shown = [one for one in components if one not in handed and _SHOWN.search(fold(one.group)) and one.code]
    notes = tuple(_text(one) for one in components if one not in handed and one not in shown)
    if not handed and not shown:
        return Dossier([_whole(row)], notes, (_generic(),))
    seen: set[str] = set()
    declared = [_component(one, seen, paper=True) for one in handed] + [
        _component(one, seen, paper=False) for one in shown
    ]
    cases = sum(one["required"] is False for one in declared)
    if not cases:
        return Dossier(declared, notes, ())
    remark = Remark(
        "assumed",
        "documents",
        "",
        f"{cases} thành phần chỉ cần trong một số trường hợp; bản nháp không bắt buộc.",
        f"{cases} components are for some cases only; the draft does not require them.",
    )
    return Dossier(declared, notes, (remark,))


def _component(one: Component, seen: set[str], *, paper: bool) -> dict[str, Any]:
    label = _text(one)
    group = _MARK.sub("", without_braces(one.group)).rstrip(": ")
    some = bool(_OF_A_CASE.search(fold(label)) or _OF_A_CASE.search(fold(group)))
    counted = [
        f"{number} {words}" for number, words in ((one.originals, "bản chính"), (one.copies, "bản sao")) if number
    ]
    hint = ". ".join(part for part in (", ".join(counted), group) if part)
    if len(label) > LONGEST_LABEL:
        label, hint = f"{label[: LONGEST_LABEL - 1]}…", f"{hint}. {label}".strip(". ")
    declared: dict[str, Any] = {"name": _name(label, seen)}
    if one.code:
        declared["code"] = one.code
    declared |= {"label": label} | ({"hint": hint} if hint else {})
    if paper:
        return declared | {"kind": "original" if one.originals else "copy", "required": not some, "max": 20}
    return declared | {"kind": "seen", "required": False if some else "case.channel == 'counter'"}


def _whole(row: Row) -> dict[str, Any]:
    more = f" Xem {row.source_url}" if row.source_url else ""
    more_en = f" See {row.source_url}" if row.source_url else ""
    return {
        "name": WHOLE,
        "label": {"vi": "Hồ sơ theo quy định", "en": "The dossier that the law asks for"},
        "hint": {
            "vi": f"Đơn và giấy tờ theo thành phần hồ sơ của thủ tục {row.code}.{more}",
            "en": f"Application and papers that procedure {row.code} asks for.{more_en}",
        },
        "required": True,
        "max": 30,
    }


def _generic() -> Remark:
    return Remark(
        "assumed",
        "documents",
        "",
        "Không có bảng thành phần hồ sơ; dùng một thành phần chung.",
        "There is no table of components; one component stands for all.",
    )


def _text(one: Component) -> str:
    return _MARK.sub("", without_braces(" ".join(one.text.split())))


def _name(label: str, seen: set[str]) -> str:
    base = shortened(words_of(label), 40)
    base = base if base[:1].isalpha() else f"giay_to_{base}".rstrip("_")
    name, number = base, 1
    while name in seen:
        number += 1
        name = f"{base}_{number}"
    seen.add(name)
    return name
