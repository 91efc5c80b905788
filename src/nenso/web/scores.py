"""How pages write names, periods, scores and values of what is published."""

from typing import Any

from markupsafe import Markup

from nenso.index.published import Book, Node
from nenso.web.wording import number, said, t

_COMMITTEE = "Ủy ban nhân dân "
_PERCENT, _YES_NO = "percent", "yes_no"
_MOST_DECIMALS = 4


def short(name: str) -> str:
    """Return what people call a place's committee in a ranking: ``Xã Phủ Thông``."""
    rest = name.removeprefix(_COMMITTEE)
    return rest[:1].upper() + rest[1:]


def period_said(period: str) -> str:
    """Return ``2026-Q4`` as ``quý 4/2026``, ``2026-11`` as ``tháng 11/2026``, ``2026`` as ``năm 2026``."""
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        return str(t("quý {part}/{year}", "quarter {part} of {year}", part=part[1:], year=year))
    if part:
        return str(t("tháng {part}/{year}", "{part}/{year}", part=part, year=year))
    return str(t("năm {year}", "{year}", year=year))


def score_said(book: Book, score: float | None) -> str:
    """Return a score of the whole or a part, to the places that the scorecard tells."""
    return number(score, book.decimals) if score is not None else "–"


def change_said(book: Book, by: float) -> str:
    """Return how many points a score gained (``+1,20``) or lost (``−0,50``)."""
    return f"{'+' if by > 0 else '−' if by < 0 else ''}{number(abs(by), book.decimals)}"


def plain(value: float | None) -> str:
    """Return a number without zeros at its end: ``20``, ``0,5``."""
    if value is None:
        return "–"
    decimals = next((n for n in range(_MOST_DECIMALS) if round(value, n) == round(value, _MOST_DECIMALS)), 4)
    return number(value, decimals)


def greatest_said(node: Node) -> str:
    """Return what a part could reach."""
    return plain(node.greatest) if node.greatest is not None else ""


def value_said(node: Node, value: Any, state: str = "value") -> str | Markup:
    """Return the value of an indicator in its unit: ``97,5 %``, ``có``, ``1.204``; a word where there is none."""
    if state == "not_applicable":
        return t("không áp dụng", "not applicable")
    if value is None or state == "missing":
        return t("thiếu", "missing")
    unit = said(_unit(node))
    if unit == _YES_NO or isinstance(value, bool):
        return t("có", "yes") if value else t("không", "no")
    if not isinstance(value, int | float):
        return str(value)
    if unit == _PERCENT:
        return f"{plain(round(100 * value, 2))} %"
    return f"{plain(value)}{f' {unit}' if unit not in {'', 'count', 'text'} else ''}"


def _unit(node: Node) -> dict[str, str]:
    text = node.declared.unit if node.declared is not None else None
    return {"vi": text.in_language("vi"), "en": text.in_language("en")} if text is not None else {}


def kind_said(node: Node) -> str | Markup:
    """Return how the values of an indicator come about."""
    if node.kind == "measured":
        return t("Đo từ dữ liệu", "Measured")
    if node.kind == "surveyed":
        return t("Khảo sát", "Surveyed")
    return t("Báo cáo", "Reported") if node.kind else ""
