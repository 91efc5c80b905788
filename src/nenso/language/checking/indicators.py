"""Indicators: exactly one way to be worked out, SQL on a fact, formulas over others; scorecards and their parts."""

from collections.abc import Iterable, Mapping

from nenso.language.checking.desk import Desk
from nenso.language.checking.facts import ANY_COLUMN, Columns, columns_of
from nenso.language.checking.typed import Typed
from nenso.language.declarations.indicators import Indicator, Measure, Missing, Part
from nenso.language.declarations.methods import COMBINATIONS, SCALES, TREATMENTS
from nenso.language.declarations.procedures import Procedure
from nenso.language.expressions import ANYTHING, NUMBER, YES_NO
from nenso.language.issues import nearest

_TIMES = ("year", "quarter", "month", "week", "day")
_COLUMNS = ("agency", "place", "procedure", "register", "seller", "indicator", "formula", *_TIMES)
_MISSING = (
    *("renormalise", "zero", "mean", "group_mean", "median", "group_median", "carry", "carry_forward", "estimate"),
    *("unranked", "threshold", "refuse"),
)


class IndicatorCheck:
    """Checks one indicator."""

    def __init__(self, typed: Typed, indicator: Indicator) -> None:
        self.typed = typed
        self.desk: Desk = typed.desk
        self.indicator = indicator

    def check(self) -> None:
        """Check all of it."""
        indicator, desk = self.indicator, self.desk
        environment = desk.names.environment("target")
        ways = {
            "of": indicator.of is not None,
            "from": indicator.fact is not None,
            "formula": indicator.formula is not None,
            "reported": indicator.reported is not None,
            "parts": bool(indicator.parts),
        }
        if sum(ways.values()) != 1:
            vi, en = (
                "Cần đúng một trong of, from, formula, reported, parts.",
                "Exactly one of of, from, formula, reported, parts.",
            )
            desk.add(indicator, "indicator.kind", vi, en, expected=", ".join(ways))
        self.typed.choice(indicator.target, environment, NUMBER)
        self._measures()
        self._formula()
        self._reported()
        if isinstance(indicator.merge, Mapping):
            for name in indicator.merge.values():
                desk.indicator_found(name, indicator)
        self._scorecard()

    def _measures(self) -> None:
        indicator, desk = self.indicator, self.desk
        if indicator.per is not None and indicator.of is None:
            desk.add(indicator.per, "indicator.per", "per đi cùng of.", "per goes with of.", expected="of")
        if (indicator.fact is None) != (indicator.measure is None):
            desk.add(
                indicator,
                "indicator.measure",
                "from đi cùng measure.",
                "from goes with measure.",
                expected="from, measure",
            )
        facts: list[Columns] = []
        for measure in indicator.measures:
            columns = self._measure(measure, indicator if measure not in {indicator.of, indicator.per} else measure)
            if columns is not None:
                facts.append(columns)
        if facts:
            self._by(facts)

    def _measure(self, measure: Measure, at: object) -> Columns | None:
        from nenso.language.checking.sql import check_sql

        columns = columns_of(self.desk, measure.fact, measure.fact)
        if columns is None:
            return None
        check_sql(self.desk, measure.measure, measure.measure, columns, aggregate=True)
        if measure.where is not None:
            check_sql(self.desk, measure.where, measure.where, columns, aggregate=False)
        date = measure.date or self.indicator.date
        if date is not None and not {date, ANY_COLUMN} & set(columns) and (measure.date or not measure.as_of):
            self.desk.unknown(date, "column", "cột", "column", date, columns)
        if date is not None and measure.as_of is not None and measure.date is not None:
            vi, en = "Chỉ dùng một trong date và as_of.", "Only one of date and as_of."
            self.desk.add(at, "indicator.date", vi, en, expected="date, as_of")
        return columns

    def _by(self, facts: list[Columns]) -> None:
        for column in self.indicator.by.values():
            head, _, rest = column.partition(".")
            known = {name for columns in facts for name in columns}
            if head not in {*known, *_COLUMNS} and ANY_COLUMN not in known:
                self.desk.unknown(column, "column", "cột", "column", column, {*known, *_COLUMNS})
            elif rest and not any(rest.partition(".")[0] in (columns.get(head) or ()) for columns in facts):
                behind = {f"{head}.{name}" for columns in facts for name in columns.get(head) or ()}
                self.desk.unknown(column, "column", "cột", "column", column, behind)

    def _formula(self) -> None:
        if self.indicator.formula is None:
            return
        from nenso.language.checking.sql import columns_in

        names = columns_in(self.indicator.formula)
        if names is None:
            vi, en = "formula là phép tính trên các chỉ số.", "formula is arithmetic over indicators."
            self.desk.add(self.indicator.formula, "indicator.formula", vi, en, expected="sales / members")
        for name in names or ():
            if name == self.indicator.name:
                vi, en = "Chỉ số tính từ chính nó.", "The indicator is worked out from itself."
                self.desk.add(self.indicator.formula, "indicator.cycle", vi, en)
            else:
                self.desk.indicator_found(name, self.indicator.formula)

    def _reported(self) -> None:
        reported = self.indicator.reported
        if reported is None or reported.within is None:
            return
        name, _, table = reported.within.rpartition(".")
        if not name:
            vi, en = "reported cần thủ_tục.bảng.", "reported takes procedure.table."
            self.desk.add(reported, "indicator.reported", vi, en, expected="dti_report.items")
        elif self.desk.procedure_found(name, reported):
            procedure = self.desk.procedure(name)
            if procedure is not None and table not in _tables(procedure):
                self.desk.unknown(reported, "table", "bảng", "table", table, _tables(procedure))

    def _scorecard(self) -> None:
        indicator, desk = self.indicator, self.desk
        only = {
            "ranks": indicator.ranks,
            "groups": indicator.groups,
            "combine": indicator.combine,
            "rank": indicator.rank,
            "order": indicator.order,
            "out_of": indicator.out_of,
        }
        if not indicator.parts:
            for key, value in only.items():
                if value:
                    vi, en = f"“{key}” chỉ có ở bảng điểm (parts).", f"“{key}” is for a scorecard (parts)."
                    desk.add(indicator, "indicator.not_scorecard", vi, en, expected="parts")
            return
        if indicator.ranks is not None and desk.register_found(indicator.ranks.of, indicator.ranks):
            record = desk.names_for(indicator.ranks.of).record(indicator.ranks.of) or ANYTHING
            environment = desk.names.environment("target").with_names(record=record)
            self.typed.check(indicator.ranks.where, environment, YES_NO)
        self._method(indicator.combine, COMBINATIONS, indicator)
        self._method(indicator.treat, TREATMENTS, indicator)
        self._missing(indicator.missing)
        if indicator.order and sorted(indicator.order) != ["denominate", "missing", "treat"]:
            vi, en = "order có treat, denominate, missing, mỗi bước một lần.", "order has each of the three steps once."
            desk.add(indicator, "order.steps", vi, en, expected="[treat, denominate, missing]")
        least = [group.least for group in indicator.groups if group.least is not None]
        if least != sorted(least, reverse=True):
            vi, en = "Các nhóm phải xếp từ cao xuống thấp.", "Groups go from best to least."
            desk.add(indicator.groups[0], "groups.order", vi, en)
        self._parts(indicator.parts)

    def _parts(self, parts: Iterable[Part]) -> None:
        seen: set[str] = set()
        for part in parts:
            if (part.part is None) == (part.indicator is None):
                vi, en = "Cần đúng một trong part và indicator.", "Exactly one of part and indicator."
                self.desk.add(part, "part.kind", vi, en, expected="part, indicator")
            name = part.part or part.indicator or ""
            if name in seen:
                self.desk.add(part, "part.double", f"“{name}” có hai lần.", f"“{name}” stands twice.")
            seen.add(name)
            if part.indicator is not None:
                if part.indicator == self.indicator.name:
                    vi, en = "Bảng điểm chứa chính nó.", "The scorecard holds itself."
                    self.desk.add(part, "indicator.cycle", vi, en)
                self.desk.indicator_found(part.indicator, part)
                self._method(part.scale, SCALES, part)
            elif part.part is not None and not part.parts:
                vi, en = f"“{name}” không có phần nào.", f"“{name}” has no parts."
                self.desk.add(part, "part.empty", vi, en, expected="parts")
            self._method(part.combine, COMBINATIONS, part)
            self._method(part.treat, TREATMENTS, part)
            self._missing(part.missing)
            self._sum(part)
            self._parts(part.parts)

    def _missing(self, missing: Missing | None) -> None:
        if missing is None:
            return
        if missing.do not in _MISSING:
            self.desk.unknown(missing, "method", "phương pháp", "method", missing.do, _MISSING)
        needed = {"group_mean": missing.by, "group_median": missing.by, "estimate": missing.values}
        if missing.do in needed and not needed[missing.do]:
            key = "values" if missing.do == "estimate" else "by"
            vi, en = f"“{missing.do}” cần “{key}”.", f"“{missing.do}” needs “{key}”."
            self.desk.add(missing, "missing.incomplete", vi, en, expected=key)

    def _sum(self, part: Part) -> None:
        inner = [one.max for one in part.parts]
        numbers = [number for number in inner if number is not None]
        summed = part.combine in (None, "sum") and self.indicator.combine in (None, "sum")
        if summed and part.max is not None and numbers and len(numbers) == len(inner) and sum(numbers) != part.max:
            total = f"{sum(numbers):g}"
            self.desk.warn(
                part,
                "part.sum",
                f"Điểm các phần cộng lại {total}, không phải {part.max:g}.",
                f"The parts add up to {total}, not {part.max:g}.",
                expected=f"{part.max:g}",
            )

    def _method(self, method: object, known: Iterable[str], at: object) -> None:
        if method is None:
            return
        words = list(known)
        name = method if isinstance(method, str) else next(iter(method), "") if isinstance(method, Mapping) else ""
        if name.split(" ")[0] not in words:
            self.desk.add(
                at,
                "method.unknown",
                f"Không có phương pháp “{name}”.",
                f"There is no method “{name}”.",
                expected=words,
                near=nearest(name, words),
            )


def check_circles(desk: Desk) -> None:
    """Check that no indicator is worked out from itself by way of others."""
    needs = {
        name: _needs(indicator) & set(desk.formula.indicators) for name, indicator in desk.formula.indicators.items()
    }
    done: set[str] = set()
    for start in needs:
        if start in done:
            continue
        seen, ahead = set[str](), [start]
        while ahead:
            name = ahead.pop()
            for needed in needs[name]:
                if needed == start and name != start:
                    vi, en = (
                        "Các chỉ số tính vòng quanh nhau.",
                        "Indicators are worked out from each other in a circle.",
                    )
                    desk.add(desk.formula.indicators[start], "indicator.cycle", vi, en)
                    ahead.clear()
                    break
                if needed not in seen:
                    seen.add(needed)
                    ahead.append(needed)
        done.add(start)


def _needs(indicator: Indicator) -> set[str]:
    found: set[str] = set()
    if indicator.formula:
        from nenso.language.checking.sql import columns_in

        found |= set(columns_in(indicator.formula) or ())
    for part in indicator.parts:
        found |= {one.indicator for one in part.walk() if one.indicator is not None}
    return found


def _tables(procedure: Procedure) -> list[str]:
    forms = [procedure.form, *(step.form for step in procedure.steps.values() if step.form is not None)]
    return [field.name for form in forms for field in form.fields if field.type == "table"]
