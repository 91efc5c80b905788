"""What looks like a mistake in a table of values; each stops the computation until somebody accepts it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nenso.index.abolished import abolished
from nenso.index.engine import Finding, NotComputable, Plan, Values
from nenso.index.engine.computing import MOST_OF_A_SHARE
from nenso.index.engine.findings import wrong
from nenso.index.engine.plan import Leaf
from nenso.language.issues import nearest
from nenso.runtime.text import fold, name_key

OF_VALUES = (
    *("values.zeros", "values.lone_zero", "values.copied", "values.bounds"),
    *("ratio.above_one", "fraction.less_is_better"),
)
"""Codes of doubts about values themselves, wherever they come from."""
OF_TABLES = ("row.footer", "period.empty", "unit.alike", "unit.abolished")
"""Codes of doubts about the rows of a table."""
CODES = (*OF_TABLES, *OF_VALUES)

_FOOTER = re.compile(
    r"(tong( cong| so)?|cong|trung binh|binh quan|ca nuoc|toan (quoc|tinh|thanh pho)|nguon|ghi chu|luu y|total|sum|mean"
    r"|average|median|source|notes?)\b.*"
)
_NUMBER = re.compile(r"[\d.,%]+")
_FEW = 3
"""Values of a unit or an indicator from which a coincidence is told."""


def known_codes(codes: Iterable[str]) -> frozenset[str]:
    """Return codes of doubts that somebody accepts; raises ``NotComputable`` for one that no doubt has."""
    told = list(codes)
    unknown = [code for code in told if code not in CODES]
    if unknown:
        raise NotComputable([_stranger(code) for code in unknown])
    return frozenset(told)


def _stranger(code: str) -> Finding:
    near, every = nearest(code, CODES), ", ".join(CODES)
    vi = f"Không có mã nghi vấn “{code}”." + (f" Ý bạn là “{near}”?" if near else f" Các mã: {every}.")
    en = f"No doubt has the code “{code}”." + (f" Did you mean “{near}”?" if near else f" They are: {every}.")
    return wrong("accept.unknown", vi, en)


def of_units(values: Values) -> Iterator[Finding]:
    """Yield units that are written in two ways or had ended."""
    yield from _alike(values)
    yield from abolished(values)


def of_values(values: Values, plan: Plan, before: Values | None) -> Iterator[Finding]:
    """Yield nothing but zeros, a zero alone, values beyond what can be, and what was copied."""
    yield from _zeros(values, plan)
    yield from _fractions(values, plan)
    yield from _beyond(values, plan)
    if before is not None:
        yield from _copies(values, plan, before)


def is_footer(text: str) -> bool:
    """Return whether a cell that should name a unit begins like a total, an average or a note."""
    return _FOOTER.fullmatch(fold(text)) is not None


def footer(unit: str, row: int, period: str) -> Finding:
    """Return the doubt that a row is no unit."""
    vi = "Trông như dòng tổng hoặc ghi chú, không phải đơn vị. Xóa dòng, hoặc chấp nhận bỏ qua: --accept row.footer."
    en = "This looks like a total or a note, not a unit. Remove the row, or accept leaving it out: --accept row.footer."
    return Finding("doubt", "row.footer", vi, en, unit=unit, row=row, period=period)


def footers(values: Values, plan: Plan) -> Iterator[Finding]:
    """Yield rows that look like a total, an average or a note."""
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
        title = values.titles.get(unit, "")
        if (place >= last and last > 0) or is_footer(unit) or is_footer(title):
            yield footer(unit, values.row(place), values.period)


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


def _zeros(values: Values, plan: Plan) -> Iterator[Finding]:
    vi = "Mọi giá trị bằng 0: thiếu số liệu ghi là 0? Để trống ô thiếu, hoặc chấp nhận: --accept values.zeros."
    en = "Every value is 0: missing values written as 0? Leave them empty, or accept: --accept values.zeros."
    by_unit = [_numbers(values, plan, place) for place in range(len(values.units))]
    empty = {place for place, numbers in enumerate(by_unit) if len(numbers) >= _FEW and not any(numbers.values())}
    for place in sorted(empty):
        yield Finding("doubt", "values.zeros", vi, en, **_where(values, place))
    for leaf in plan.leaves:
        column = {place: numbers[leaf.name] for place, numbers in enumerate(by_unit) if leaf.name in numbers}
        zeros = [place for place, number in column.items() if number == 0]
        if len(column) >= _FEW and len(zeros) == len(column):
            yield Finding("doubt", "values.zeros", vi, en, indicator=leaf.name, period=values.period)
        elif len(zeros) == 1 and len(column) > _FEW and zeros[0] not in empty and set(column.values()) - {0.0, 1.0}:
            yield Finding("doubt", "values.lone_zero", *_LONE, indicator=leaf.name, **_where(values, zeros[0]))


_LONE = (
    "Chỉ đơn vị này bằng 0: thiếu số liệu ghi là 0? Để trống ô thiếu, hoặc chấp nhận: --accept values.lone_zero.",
    "This unit alone has 0: a missing value written as 0? Leave it empty, or accept: --accept values.lone_zero.",
)


def _fractions(values: Values, plan: Plan) -> Iterator[Finding]:
    """Yield indicators of which the worst value would have the highest score: that is how COINr has it."""
    vi = "fraction_of_max cho giá trị kém nhất điểm cao nhất khi ít hơn là tốt hơn. Hãy dùng minmax hoặc goalposts,"
    en = "Where less is better, fraction_of_max gives the worst value the highest score. Use minmax or goalposts,"
    for leaf in plan.leaves:
        if leaf.scale == "fraction_of_max" and leaf.node.direction < 0:
            told = "--accept fraction.less_is_better."
            where: dict[str, Any] = {"indicator": leaf.name, "period": values.period}
            vi_whole, en_whole = f"{vi} hoặc chấp nhận: {told}", f"{en} or accept: {told}"
            yield Finding("doubt", "fraction.less_is_better", vi_whole, en_whole, **where)


def _beyond(values: Values, plan: Plan) -> Iterator[Finding]:
    """Yield values that cannot be what their indicator declares: shares above all of it, counts below nothing.

    A share far above 1 is a percentage in the wrong place, which the engine refuses whatever is accepted.
    """
    for leaf in plan.leaves:
        node = leaf.node
        if node.per is not None or not _is_number(leaf):
            continue
        least, most = _bounds(leaf)
        for place, cell in enumerate(values.columns[leaf.name]):
            if isinstance(cell, bool) or not isinstance(cell, int | float):
                continue
            where = {"indicator": leaf.name, **_where(values, place)}
            if leaf.scale == "ratio" and most == 1:
                if 1 < cell <= MOST_OF_A_SHARE:
                    vi = (
                        f"{cell:.10g} lớn hơn 1 (100%): tính là đủ điểm. Sửa, hoặc chấp nhận: --accept ratio.above_one."
                    )
                    en = f"{cell:.10g} is above 1 (100%) and counts as full. Correct it, or --accept ratio.above_one."
                    yield Finding("doubt", "ratio.above_one", vi, en, **where)
            elif (least is not None and cell < least) or (most is not None and cell > most):
                vi_range, en_range = ("từ 0 trở lên", "0 or more") if most is None else (f"từ 0 đến {most}",) * 2
                vi = f"{cell:.10g}: cần {vi_range}. Sửa, hoặc chấp nhận: --accept values.bounds."
                en_range = en_range.replace("từ", "from").replace("đến", "to")
                en = f"{cell:.10g}: it is {en_range}. Correct it, or accept: --accept values.bounds."
                yield Finding("doubt", "values.bounds", vi, en, **where)


def _bounds(leaf: Leaf) -> tuple[int | None, int | None]:
    """Return between what the values of an indicator lie, by its scale and its unit; None where nothing is known."""
    node = leaf.node
    settings = node.scale.settings if node.scale else {}
    if leaf.scale == "ratio":
        return 0, 1 if float(settings.get("full_at", 1)) <= 1 else None
    steps = [float(step) for step in settings] if leaf.scale == "steps" else []
    if node.unit == "percent":
        ends = [*steps, *(float(settings[key]) for key in ("from", "to") if isinstance(settings.get(key), int | float))]
        return 0, 1 if ends and max(ends) <= 1 else 100
    if node.unit == "count" or (steps and min(steps) >= 0):
        return 0, None
    return None, None


def _copies(values: Values, plan: Plan, before: Values) -> Iterator[Finding]:
    """Yield the table, or units, or indicators of all units, of which the values are exactly those of before."""
    vi = "Số liệu giống hệt kỳ trước. Nếu đúng là không đổi, hãy chấp nhận: --accept values.copied."
    en = "The values are exactly those of the period before. If nothing changed, accept: --accept values.copied."
    places = {unit: place for place, unit in enumerate(before.units)}
    if _is_same(values, plan, before, places):
        vi, en = f"Cả bảng: {vi[0].lower()}{vi[1:]}", f"The whole table: {en[0].lower()}{en[1:]}"
        yield Finding("doubt", "values.copied", vi, en, period=values.period)
        return
    for leaf in plan.leaves:
        if _is_copied(values, before, leaf.name, places) and _is_number(leaf):
            yield Finding("doubt", "values.copied", vi, en, indicator=leaf.name, period=values.period)
    for place, unit in enumerate(values.units):
        if unit not in places:
            continue
        now = _numbers(values, plan, place)
        then = {name: before.columns[name][places[unit]] for name in now if name in before.columns}
        telling = [name for name, number in now.items() if number not in {0.0, 1.0}]
        if len(telling) >= _FEW and all(then.get(name) == number for name, number in now.items()):
            yield Finding("doubt", "values.copied", vi, en, **_where(values, place))


def _is_same(values: Values, plan: Plan, before: Values, places: Mapping[str, int]) -> bool:
    """Return whether every value of every unit, words too, is that of before, and several indicators have some."""
    if any(unit not in places for unit in values.units) or any(name not in before.columns for name in plan.names):
        return False
    pairs = [
        (name, cell, before.columns[name][places[unit]])
        for name in plan.names
        for unit, cell in zip(values.units, values.columns[name], strict=True)
    ]
    said = [name for name, now, _ in pairs if now is not None]
    return len(said) >= _FEW and len(set(said)) > 1 and all(now == then for _, now, then in pairs)


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
    return len(telling) >= _FEW and all(cell == then for cell, then in telling)


def _where(values: Values, place: int) -> Mapping[str, Any]:
    return {"unit": values.units[place], "row": values.row(place), "period": values.period}
