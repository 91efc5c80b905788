"""What looks like a mistake in a table of values; each stops the computation until somebody accepts it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nenso.index.engine import Finding, Plan, Values
from nenso.runtime.text import fold

_FOOTER = re.compile(
    r"(tong( cong| so)?|cong|trung binh|ca nuoc|toan (quoc|tinh|thanh pho)|nguon|ghi chu|luu y|total|sum|mean|average|"
    r"median|source|notes?)\b.*"
)
_NUMBER = re.compile(r"[\d.,%]+")
_FEW, _SOME = 3, 5


def doubts(values: Values, plan: Plan, before: Values | None) -> Iterator[Finding]:
    """Yield footer rows, units of nothing but zeros, columns of nothing but zeros, and units copied from before."""
    yield from _footers(values, plan)
    yield from _zeros(values, plan)
    if before is not None:
        yield from _copies(values, plan, before)


def _footers(values: Values, plan: Plan) -> Iterator[Finding]:
    vi = "Trông như dòng tổng hoặc ghi chú, không phải đơn vị. Xóa dòng, hoặc chấp nhận bỏ qua: --accept row.footer."
    en = "This looks like a total or a note, not a unit. Remove the row, or accept leaving it out: --accept row.footer."
    numbered = [bool(_NUMBER.fullmatch(unit)) for unit in values.units]
    mostly_words = sum(numbered) * 2 < len(numbered)
    empty = [
        all(not isinstance(values.columns[leaf.name][place], int | float) for leaf in plan.leaves if _is_number(leaf))
        for place in range(len(values.units))
    ]
    last = len(values.units)
    while last > 0 and ((numbered[last - 1] and mostly_words) or empty[last - 1]):
        last -= 1
    for place, unit in enumerate(values.units):
        if (place >= last and last > 0) or _FOOTER.fullmatch(fold(unit)):
            yield Finding("doubt", "row.footer", vi, en, unit=unit, row=values.row(place), period=values.period)


def _is_number(leaf: Any) -> bool:
    return leaf.node.scale is None or leaf.node.scale.name not in {"tiers", "yes_no"}


def _numbers(values: Values, plan: Plan, place: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for leaf in plan.leaves:
        cell = values.columns[leaf.name][place]
        if isinstance(cell, int | float) and not isinstance(cell, bool) and _is_number(leaf):
            found[leaf.name] = float(cell)
    return found


def _zeros(values: Values, plan: Plan) -> Iterator[Finding]:
    vi = "Mọi giá trị bằng 0: thiếu số liệu ghi là 0? Để trống ô thiếu, hoặc chấp nhận: --accept values.zeros."
    en = "Every value is 0: missing values written as 0? Leave them empty, or accept: --accept values.zeros."
    by_unit = [_numbers(values, plan, place) for place in range(len(values.units))]
    for place, numbers in enumerate(by_unit):
        if len(numbers) >= _FEW and not any(numbers.values()):
            yield Finding("doubt", "values.zeros", vi, en, **_where(values, place))
    for leaf in plan.leaves:
        column = [numbers[leaf.name] for numbers in by_unit if leaf.name in numbers]
        if len(column) >= _FEW and not any(column):
            yield Finding("doubt", "values.zeros", vi, en, indicator=leaf.name, period=values.period)


def _copies(values: Values, plan: Plan, before: Values) -> Iterator[Finding]:
    vi = "Số liệu giống hệt kỳ trước. Nếu đúng là không đổi, hãy chấp nhận: --accept values.copied."
    en = "The values are exactly those of the period before. If nothing changed, accept: --accept values.copied."
    places = {unit: place for place, unit in enumerate(before.units)}
    for place, unit in enumerate(values.units):
        if unit not in places:
            continue
        now = _numbers(values, plan, place)
        then = {name: before.columns[name][places[unit]] for name in now if name in before.columns}
        telling = [name for name, number in now.items() if number not in {0.0, 1.0}]
        if len(telling) >= _SOME and all(then.get(name) == number for name, number in now.items()):
            yield Finding("doubt", "values.copied", vi, en, **_where(values, place))


def _where(values: Values, place: int) -> Mapping[str, Any]:
    return {"unit": values.units[place], "row": values.row(place), "period": values.period}
