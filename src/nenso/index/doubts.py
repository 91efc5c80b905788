"""What looks like a mistake in a table of values; each stops the computation until somebody accepts it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nenso.index.abolished import abolished
from nenso.index.engine import Finding, Plan, Values
from nenso.runtime.text import fold, name_key

_FOOTER = re.compile(
    r"(tong( cong| so)?|cong|trung binh|ca nuoc|toan (quoc|tinh|thanh pho)|nguon|ghi chu|luu y|total|sum|mean|average|"
    r"median|source|notes?)\b.*"
)
_NUMBER = re.compile(r"[\d.,%]+")
_FEW, _SOME = 3, 5


def doubts(values: Values, plan: Plan, before: Values | None) -> Iterator[Finding]:
    """Yield footer rows, units that are written in two ways or had ended, nothing but zeros, and what was copied."""
    yield from _footers(values, plan)
    yield from _alike(values)
    yield from abolished(values)
    yield from zeros(values, plan)
    if before is not None:
        yield from copies(values, plan, before)


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


def _alike(values: Values) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for place, unit in enumerate(values.units):
        other = first.setdefault(name_key(unit), unit)
        if other != unit:
            vi = (
                f"Chỉ khác “{other}” ở chữ hoa hoặc chỗ đặt dấu. Nếu là hai đơn vị, hãy chấp nhận: --accept unit.alike."
            )
            en = f"It differs from “{other}” in capitals or where marks stand. If two, accept: --accept unit.alike."
            yield Finding("doubt", "unit.alike", vi, en, **_where(values, place))


def zeros(values: Values, plan: Plan) -> Iterator[Finding]:
    """Yield units and indicators of nothing but zeros."""
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


def copies(values: Values, plan: Plan, before: Values) -> Iterator[Finding]:
    """Yield units whose values, and indicators of which the values of all units, are exactly those of before."""
    vi = "Số liệu giống hệt kỳ trước. Nếu đúng là không đổi, hãy chấp nhận: --accept values.copied."
    en = "The values are exactly those of the period before. If nothing changed, accept: --accept values.copied."
    places = {unit: place for place, unit in enumerate(before.units)}
    for leaf in plan.leaves:
        if _is_copied(values, before, leaf.name, places) and _is_number(leaf):
            yield Finding("doubt", "values.copied", vi, en, indicator=leaf.name, period=values.period)
    for place, unit in enumerate(values.units):
        if unit not in places:
            continue
        now = _numbers(values, plan, place)
        then = {name: before.columns[name][places[unit]] for name in now if name in before.columns}
        telling = [name for name, number in now.items() if number not in {0.0, 1.0}]
        if len(telling) >= _SOME and all(then.get(name) == number for name, number in now.items()):
            yield Finding("doubt", "values.copied", vi, en, **_where(values, place))


def _is_copied(values: Values, before: Values, name: str, places: Mapping[str, int]) -> bool:
    """Return whether every unit with a value that is not 0 or 1 had exactly that one before, of several units."""
    if name not in before.columns:
        return False
    column = zip(values.units, values.columns[name], strict=True)
    telling = [
        (cell, before.columns[name][places[unit]] if unit in places else None)
        for unit, cell in column
        if isinstance(cell, int | float) and not isinstance(cell, bool) and cell not in {0, 1}
    ]
    return len(telling) >= _SOME and all(cell == then for cell, then in telling)


def _where(values: Values, place: int) -> Mapping[str, Any]:
    return {"unit": values.units[place], "row": values.row(place), "period": values.period}
