"""What is wrong, or worth knowing, about a scorecard or its values: each named by unit, indicator, period and row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from nenso.runtime.problems import Problem

Level = Literal["error", "doubt", "note"]
"""``error`` refuses; ``doubt`` refuses until somebody accepts it by its code; ``note`` is told beside the result."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a code for programs, a whole sentence for people, and where it is."""

    level: Level
    code: str
    vi: str
    en: str
    unit: str = ""
    indicator: str = ""
    period: str = ""
    row: int = 0

    def text(self, language: str = "vi") -> str:
        """Return the sentence with where it is in front: row, unit, indicator, period, as far as they are known."""
        english = language == "en"
        row = (f"row {self.row}" if english else f"dòng {self.row}") if self.row else ""
        where = ", ".join(part for part in (row, self.unit, self.indicator, self.period) if part)
        return f"{where}: {self.text_alone(language)}" if where else self.text_alone(language)

    def text_alone(self, language: str) -> str:
        """Return the sentence without where it is."""
        return self.en if language == "en" else self.vi

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


_SHOWN = 50
_EACH = 3
"""Units of which the same is told one by one; of more it is told at once."""


class NotComputable(Problem):
    """Nothing was computed: the scorecard or its values have errors. ``findings`` has every one of them."""

    code = "index.not_computable"
    status = 422
    vi = "Không tính được:\n{what_vi}"
    en = "Nothing was computed:\n{what_en}"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        told = {f"what_{language}": self._told(language) for language in ("vi", "en")}
        super().__init__(**told, findings=[finding.as_json() for finding in self.findings])

    def _told(self, language: str) -> str:
        """Return a line for each finding; what many units have in common is one line, with the first of them."""
        together: dict[tuple[str, str, str], list[Finding]] = {}
        for one in self.findings:
            together.setdefault((one.indicator, one.period, one.text_alone(language)), []).append(one)
        lines = []
        for alike in together.values():
            texts = [one.text(language) for one in alike]
            lines += texts if len(alike) <= _EACH or not alike[0].unit else [_at_once(alike, language)]
        more = len(lines) - _SHOWN
        if more > 0:
            lines[_SHOWN:] = [f"… and {more} more" if language == "en" else f"… và {more} điểm khác"]
        return "\n".join(f"  {line}" for line in lines)


def _at_once(alike: Sequence[Finding], language: str) -> str:
    """Return the same finding of many units as one line."""
    count, first = len(alike), ", ".join(one.unit for one in alike[:_EACH])
    units = f"{count} units ({first}, …)" if language == "en" else f"{count} đơn vị ({first}, …)"
    return replace(alike[0], unit=units, row=0).text(language)


def refuse(findings: Iterable[Finding], accepted: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Return the findings as notes when none of them refuses; raise ``NotComputable`` with those that do."""
    told, taken = tuple(findings), set(accepted)
    stopping = [one for one in told if one.level == "error" or (one.level == "doubt" and one.code not in taken)]
    if stopping:
        raise NotComputable(stopping)
    return told


def wrong(code: str, vi: str, en: str, **where: Any) -> Finding:
    """Return an error."""
    return Finding("error", code, vi, en, **where)
