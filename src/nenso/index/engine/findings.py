"""What is wrong, or worth knowing, about a scorecard or its values: each named by unit, indicator, period and row."""

from collections.abc import Iterable
from dataclasses import dataclass
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
        return f"{where}: {self.en if english else self.vi}" if where else (self.en if english else self.vi)

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


_SHOWN = 20


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
        lines = [f"  {finding.text(language)}" for finding in self.findings[:_SHOWN]]
        more = len(self.findings) - _SHOWN
        if more > 0:
            lines.append(f"  … and {more} more" if language == "en" else f"  … và {more} điểm khác")
        return "\n".join(lines)


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
