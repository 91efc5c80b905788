"""Drafts as formulas: one for each agency that promulgates and field, a ministry's own decisions apart.

Thus a formula is adopted where it holds: what a province promulgated in that province, what a ministry decides itself
at that ministry, everything else in the whole country.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nenso.agencies import kinds
from nenso.formulas.catalogue.declaring import Draft, draft_of
from nenso.formulas.catalogue.executing import is_local
from nenso.formulas.catalogue.fees import tariff_setting
from nenso.formulas.catalogue.keeping import marked
from nenso.formulas.catalogue.naming import formula_name, procedure_name
from nenso.formulas.catalogue.results import template_files
from nenso.formulas.catalogue.rows import Row, Skipped, Tables
from nenso.formulas.catalogue.writing import yaml_of

FIRST_VERSION = "1.0.0"
OTHER_FIELD = "Lĩnh vực khác"
ABOVE = "Bản nháp nhập từ cơ sở dữ liệu quốc gia về thủ tục hành chính; hãy rà soát trước khi dùng."
_GONE = frozenset({"INACTIVE", "REPEALED", "ABOLISHED", "DELETED", "EXPIRED"})


@dataclass(frozen=True)
class DraftFormula:
    """A formula of drafts: its name, who promulgated them, and whether a ministry itself decides."""

    name: str
    agency: str
    field: str
    central: bool
    drafts: tuple[Draft, ...]

    @property
    def local(self) -> bool:
        """Whether it holds in one province only."""
        return is_local(self.agency)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of agency that offer something in it."""
        return tuple(sorted({kind for draft in self.drafts for kind in draft.executing.kinds}))

    def files(self, version: str = FIRST_VERSION) -> dict[str, bytes]:
        """Return its files, path to content: the same for the same rows."""
        titles = {draft.name: (str(draft.declared["title"]), draft.results) for draft in self.drafts}
        files = {"formula.yaml": yaml_of(self._head(version), above=ABOVE)}
        for draft in self.drafts:
            files[f"procedures/{draft.name}.yaml"] = yaml_of(draft.declared, above=ABOVE)
        files |= template_files(titles)
        return {path: marked(path, content) for path, content in files.items()}

    def _head(self, version: str) -> dict[str, Any]:
        title = f"{self.field or OTHER_FIELD} – {self.agency or 'chưa rõ cơ quan ban hành'}"
        head: dict[str, Any] = {"formula": self.name, "version": version, "title": title}
        head["summary"] = {
            "vi": f"{len(self.drafts)} thủ tục, bản nháp nhập từ cơ sở dữ liệu quốc gia về thủ tục hành chính",
            "en": f"{len(self.drafts)} procedures, drafts taken from the national database of procedures",
        }
        if self.agency:
            head["author"] = self.agency
        head["offered_by"] = list(self.kinds)
        charged = {draft.row.code: str(draft.declared["title"]) for draft in self.drafts if draft.needs_tariff}
        if charged:
            setters = [kinds.MINISTRY] if self.central else [kinds.PROVINCE]
            head["settings"] = [tariff_setting(charged, setters)]
        return head


@dataclass(frozen=True)
class Drafted:
    """All formulas by name, and the rows that gave none."""

    formulas: Mapping[str, DraftFormula]
    skipped: tuple[Skipped, ...]

    @property
    def drafts(self) -> Iterator[tuple[DraftFormula, Draft]]:
        """Every draft with its formula, in the order of the table."""
        found = [(formula, draft) for formula in self.formulas.values() for draft in formula.drafts]
        yield from sorted(found, key=lambda pair: pair[1].row.number)


def drafted(
    tables: Tables, *, refined: Mapping[str, str] | None = None, names: Mapping[str, str] | None = None
) -> Drafted:
    """Return the formulas of all rows.

    ``refined``: code → the formula that declares it already; such a row is skipped. ``names``: code → the name that the
    procedure had at an earlier import, which it keeps whatever its title is now.
    """
    refined, names = refined or {}, names or {}
    skipped = list(tables.skipped)
    groups: dict[str, list[Draft]] = {}
    seen: dict[str, int] = {}
    for row in tables.rows:
        reason = _why_not(row, seen, refined)
        if reason is not None:
            skipped.append(reason)
            continue
        seen[row.code] = row.number
        draft = draft_of(row, names.get(row.code) or procedure_name(row.name, row.code), tables)
        groups.setdefault(_formula(draft), []).append(draft)
    formulas = {name: _grouped(name, drafts) for name, drafts in sorted(groups.items())}
    return Drafted(formulas, tuple(sorted(skipped, key=lambda one: one.row)))


def _formula(draft: Draft) -> str:
    row = draft.row
    central = draft.executing.central and not is_local(row.promulgating_agency)
    return formula_name(row.promulgating_agency, row.category, central=central)


def _grouped(name: str, drafts: list[Draft]) -> DraftFormula:
    row = drafts[0].row
    central = drafts[0].executing.central and not is_local(row.promulgating_agency)
    ordered = tuple(sorted(drafts, key=lambda draft: draft.row.code))
    return DraftFormula(name, row.promulgating_agency, row.category, central, ordered)


def _why_not(row: Row, seen: Mapping[str, int], refined: Mapping[str, str]) -> Skipped | None:
    title = " ".join(row.name.split())
    if row.code in refined:
        owner = refined[row.code]
        return Skipped(
            row.number, row.code, title, f"Đã có bản hoàn chỉnh trong {owner}.", f"{owner} declares it already.", owner
        )
    if row.code in seen:
        first = seen[row.code]
        return Skipped(
            row.number, row.code, title, f"Trùng mã với dòng {first}.", f"The code stands in row {first} already."
        )
    if row.state.upper() in _GONE:
        return Skipped(
            row.number,
            row.code,
            title,
            f"Không còn hiệu lực ({row.state}).",
            f"It is no longer in force ({row.state}).",
        )
    return None
