"""Fees of the national database as declarations (phí, lệ phí).

An amount that the row states once for a way in is charged. What a People's Council or another document decides, what is
stated without a unit that makes it đồng, and what depends on a case that the row does not tell apart, is *not* charged:
it is read from the formula's setting ``tariff`` (biểu phí, lệ phí), which is empty until somebody decides it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nenso.formulas.catalogue.deadlines import CHANNELS
from nenso.formulas.catalogue.rows import Remark, Row
from nenso.runtime.text import fold

TARIFF: Final = "tariff"
LEAST_DONG: Final = 1_000
"""Less than the smallest note in use is not an amount in đồng: missions abroad charge in US dollars."""

CUT_AT: Final = 600
"""The published table cuts this column off here."""

KINDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "FEE": ("phi", "Phí", "Fee"),
    "SERVICE_FEE": ("le_phi", "Lệ phí", "Charge"),
    "PRICE_LEVEL": ("price", "Giá dịch vụ", "Price"),
}
_STATED = re.compile(r"(DIRECT|ONLINE|POSTAL)\s*:\s*([A-Z_]+)=(None|\d{1,12})(?:\.0+)?(?:\s+(.*))?", re.DOTALL)
_FREE = re.compile(r"^\W*(mien (phi|le phi)|khong thu|khong)\b")
_COUNCIL = re.compile(r"hoi dong nhan dan|hdnd")


@dataclass(frozen=True)
class Stated:
    """What the row says about one fee in one way in; ``amount`` in its own words, None when it gives none."""

    way: str
    amount: int | None
    text: str

    @property
    def free(self) -> bool:
        """Whether nothing is charged."""
        return not self.amount and (bool(_FREE.match(fold(self.text))) or (self.amount == 0 and not self.text))

    @property
    def fixed(self) -> bool:
        """Whether it is an amount in đồng."""
        return self.amount is not None and self.amount >= LEAST_DONG


@dataclass(frozen=True)
class Fees:
    """The ``fee`` of the declaration, whether it needs the tariff, and the remarks."""

    declared: Any
    needs_tariff: bool
    remarks: tuple[Remark, ...]


def fees_of(row: Row) -> Fees:
    """Return what ``row`` says about fees."""
    by_kind, remarks = _by_kind(row.fees)
    whole = len(row.fees) < CUT_AT
    if not row.fees:
        remarks.append(
            Remark("assumed", "fees", "", "Không ghi phí, lệ phí; chưa thu gì.", "No fee is stated; none is charged.")
        )
    lines: list[dict[str, Any]] = []
    needs_tariff = False
    for kind, stated in by_kind.items():
        own, said = _lines(kind, stated, row.code, whole=whole)
        lines += own
        remarks += said
        needs_tariff = needs_tariff or any(TARIFF in str(line["amount"]) for line in own)
    declared = {"when": "filing", "lines": lines} if lines else 0
    return Fees(declared, needs_tariff, tuple(dict.fromkeys(remarks)))


def tariff_setting(procedures: Mapping[str, str], kinds: Sequence[str]) -> dict[str, Any]:
    """Return the setting in which a place writes its tariff, for the ``procedures`` (code to title) that need it."""
    return {
        "name": TARIFF,
        "type": "table",
        "label": {"vi": "Biểu phí, lệ phí", "en": "Tariff of fees"},
        "hint": {
            "vi": "Mức do Hội đồng nhân dân hoặc cơ quan có thẩm quyền quyết định; chưa ghi thì chưa thu.",
            "en": "Amounts that the People's Council or another authority decides; what is not written is not charged.",
        },
        "fields": [
            {
                "name": "procedure",
                "type": "choice",
                "label": {"vi": "Thủ tục", "en": "Procedure"},
                "required": True,
                "options": {code: f"{code} {title}"[:200] for code, title in sorted(procedures.items())},
            },
            {
                "name": "kind",
                "type": "choice",
                "label": {"vi": "Khoản thu", "en": "Kind"},
                "required": True,
                "options": {name: {"vi": vi, "en": en} for name, vi, en in KINDS.values()},
            },
            {
                "name": "amount",
                "type": "money",
                "label": {"vi": "Mức thu", "en": "Amount"},
                "required": True,
                "min": 0,
            },
        ],
        "set_by": list(kinds),
    }


def _by_kind(text: str) -> tuple[dict[str, list[Stated]], list[Remark]]:
    parts = [part.strip() for part in text.split("||")]
    cut = len(text) >= CUT_AT
    by_kind: dict[str, list[Stated]] = {}
    remarks = []
    for part in filter(None, parts):
        match = _STATED.fullmatch(part)
        if match is not None and match[2] in KINDS:
            amount = None if match[3] == "None" else int(match[3])
            by_kind.setdefault(match[2], []).append(Stated(match[1], amount, (match[4] or "").strip()))
        elif not (cut and part == parts[-1]):
            remarks.append(
                Remark(
                    "not_understood",
                    "fees",
                    part,
                    "Chưa hiểu khoản thu này; chưa thu.",
                    "This fee is not understood; it is not charged.",
                )
            )
    if cut:
        remarks.append(
            Remark(
                "assumed",
                "fees",
                parts[-1],
                "Ô này bị cắt trong bảng nguồn; phần sau không có.",
                "The source table cuts this cell off; the rest is not there.",
            )
        )
    return by_kind, remarks


def _lines(kind: str, stated: list[Stated], code: str, *, whole: bool) -> tuple[list[dict[str, Any]], list[Remark]]:
    """Return the lines of one kind of fee, and what is to be said about it; a cell cut off charges nothing."""
    if all(one.free for one in stated):
        return [], []
    by_way: dict[str, list[Stated]] = {}
    for one in stated:
        by_way.setdefault(one.way, []).append(one)
    plain = all(one.free or one.fixed for one in stated)
    if whole and plain and all(len({one.amount for one in own}) == 1 for own in by_way.values()):
        return _fixed(kind, {way: own[0].amount or 0 for way, own in by_way.items()}), []
    remarks = [remark for one in stated if (remark := _remark(one, by_way[one.way])) is not None]
    return [_from_tariff(kind, code)], remarks


def _fixed(kind: str, amounts: Mapping[str, int]) -> list[dict[str, Any]]:
    name, vi, en = KINDS[kind]
    title = {"vi": vi, "en": en}
    if len(set(amounts.values())) == 1:
        return [{"name": title, "kind": name, "amount": next(iter(amounts.values()))}]
    return [
        {
            "name": title,
            "kind": name,
            "amount": amount,
            "if": " || ".join(f"case.channel == '{one}'" for one in CHANNELS[way]),
        }
        for way, amount in amounts.items()
        if amount
    ]


def _from_tariff(kind: str, code: str) -> dict[str, Any]:
    name, vi, en = KINDS[kind]
    chosen = f"setting.{TARIFF}.filter(line, line.procedure == '{code}' && line.kind == '{name}')"
    return {"name": {"vi": vi, "en": en}, "kind": name, "amount": f"sum({chosen}.map(line, line.amount))"}


def _remark(one: Stated, beside: list[Stated]) -> Remark | None:
    text = f"{one.amount if one.amount is not None else ''} {one.text}".strip()
    if one.free:
        return None
    if one.fixed:
        if len({other.amount for other in beside}) == 1:
            return None
        return Remark(
            "assumed",
            "fees",
            text,
            "Có nhiều mức cho các trường hợp khác nhau; ghi mức vào biểu phí.",
            "There are several amounts for different cases; write them into the tariff.",
        )
    if one.amount:
        return Remark(
            "not_understood",
            "fees",
            text,
            "Số tiền không phải đồng Việt Nam; chưa thu, ghi mức vào biểu phí.",
            "The amount is not in đồng; it is not charged until the tariff has it.",
        )
    if _COUNCIL.search(fold(one.text)):
        return Remark(
            "to_decide",
            "fees",
            text,
            "Do Hội đồng nhân dân quyết định; ghi mức vào biểu phí.",
            "The People's Council decides; write it into the tariff.",
        )
    if one.text:
        return Remark(
            "to_decide",
            "fees",
            text,
            "Mức thu ở văn bản khác; ghi mức vào biểu phí.",
            "Another document has the amount; write it into the tariff.",
        )
    return Remark(
        "not_understood",
        "fees",
        text,
        "Có khoản thu nhưng không ghi mức; chưa thu, ghi mức vào biểu phí.",
        "A fee is named without its amount; it is not charged until the tariff has it.",
    )
