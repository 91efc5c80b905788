"""Reading a scorecard from its file, with the indicators that stand beside it; no database, no formula around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nenso.index.engine import Finding, NotComputable, Scorecard
from nenso.index.scorecards import scorecard_of
from nenso.language.declarations.indicators import Indicator
from nenso.language.issues import Issue, errors, nearest
from nenso.language.salvaging import Lost, salvaged
from nenso.language.sources import Notes
from nenso.language.yaml_files import decode, load


@dataclass(frozen=True, slots=True)
class Declared:
    """A scorecard as declared, the indicators it names as far as they are known, and the formula it is part of."""

    indicator: Indicator
    known: Mapping[str, Indicator]

    def scorecard(self, language: str = "vi") -> Scorecard:
        """Return it for the engine."""
        return scorecard_of(self.indicator, self.known, language)


def read_scorecard(path: Path) -> Declared:
    """Return the scorecard in a file; its indicators are looked for beside it and in sibling formulas.

    Raises ``NotComputable`` with file and line of everything that is wrong in it.
    """
    found = _indicator(path)
    if isinstance(found, list):
        raise NotComputable([_finding(issue) for issue in found])
    known: dict[str, Indicator] = {}
    for part in found.parts:
        for one in part.walk():
            if one.indicator is not None and one.indicator not in known:
                indicator = _beside(path, one.indicator)
                if indicator is not None:
                    known[one.indicator] = indicator
    return Declared(found, known)


def _beside(path: Path, name: str) -> Indicator | None:
    formula, _, own = name.rpartition(".")
    folder = path.parent.parent.parent / formula / "indicators" if formula else path.parent
    file = folder / f"{own}.yaml"
    found = _indicator(file) if file.is_file() else None
    return found if isinstance(found, Indicator) else None


def _indicator(path: Path) -> Indicator | list[Issue]:
    try:
        text = decode(path.read_bytes(), path.name)
    except OSError as error:
        reason = error.strerror or str(error)
        return [
            Issue(
                "error",
                "file.unreadable",
                path.name,
                0,
                0,
                "",
                f"Không đọc được: {reason}.",
                f"Cannot be read: {reason}.",
            )
        ]
    if isinstance(text, Issue):
        return [text]
    source, issues = load(text, path.name)
    if source is None:
        return errors(issues)
    if "indicator" not in source:
        near = nearest("indicator", [str(key) for key in source])
        vi, en = "Tệp này không khai một chỉ số (indicator: …).", "This file declares no indicator (indicator: …)."
        return [Issue.at(source.origin, "scorecard.kind", vi=vi, en=en, nearest=near)]
    notes = Notes({})
    value, more = salvaged(Indicator, source, notes, Lost())
    wrong = errors([*issues, *more, *notes.issues])
    return wrong if wrong or value is None else value


def _finding(issue: Issue) -> Finding:
    where = f"{issue.file}:{issue.line}" if issue.line else issue.file
    path = f" ({issue.path})" if issue.path else ""
    return Finding("error", issue.code, f"{where}: {issue.text('vi')}{path}", f"{where}: {issue.text('en')}{path}")
