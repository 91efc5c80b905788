"""What every check works with: the formula, what it may refer to, and the issues found so far."""

from collections.abc import Iterable, Iterator, Mapping

from nenso.language.declarations.fields import Field
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.indicators import Indicator
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.registers import Register
from nenso.language.declarations.values import Declaration
from nenso.language.issues import Issue, Level, nearest
from nenso.language.kernel import KERNEL_REGISTERS
from nenso.language.names import FormulaNames
from nenso.language.sources import Origin, origin_of

AGENCY_KINDS = (
    "government",
    "ministry",
    "province",
    "commune",
    "one_stop",
    "department",
    "province_police",
    "commune_police",
    "national_social_insurance",
    "social_insurance",
)
"""Kinds of agency that every install has; a formula may bring its own (``kinds``)."""


class _Others(Mapping[str, Formula]):
    """The formulas of a library but for one, as lazy as the library is."""

    def __init__(self, library: Mapping[str, Formula], name: str) -> None:
        self._library, self._name = library, name

    def __getitem__(self, name: str) -> Formula:
        if name == self._name:
            raise KeyError(name)
        return self._library[name]

    def __contains__(self, name: object) -> bool:
        return name != self._name and name in self._library

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._library if name != self._name)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Desk:
    """One check of one formula."""

    def __init__(self, formula: Formula, library: Mapping[str, Formula], broken: frozenset[str] = frozenset()) -> None:
        self.formula = formula
        self.library = _Others(library, formula.name)
        self.broken = broken
        self.issues: list[Issue] = []
        self.required = {name: self.library[name] for name in formula.requires if name in self.library}
        self.names = FormulaNames(formula, self.required)
        self._wide: dict[str, FormulaNames] = {}

    # issues

    def add(
        self,
        at: Origin | Declaration | object,
        code: str,
        vi: str,
        en: str,
        *,
        expected: Iterable[str] | str = "",
        near: str = "",
        level: Level = "error",
    ) -> None:
        """Note an issue about what was written ``at`` an origin, or at that of a declaration or word."""
        origin = at if isinstance(at, Origin) else at.origin if isinstance(at, Declaration) else origin_of(at)
        words = expected if isinstance(expected, str) else ", ".join(expected)
        self.issues.append(Issue.at(origin, code, vi=vi, en=en, expected=words, nearest=near, level=level))

    def warn(
        self, at: object, code: str, vi: str, en: str, *, expected: Iterable[str] | str = "", near: str = ""
    ) -> None:
        """Note something that does not refuse the formula."""
        self.add(at, code, vi, en, expected=expected, near=near, level="warning")

    def later(self, at: object, what: str, vi: str, en: str) -> None:
        """Note something that is understood but does not run yet."""
        self.add(at, f"later.{what}", vi, en, level="later")

    def unknown(self, at: object, kind: str, vi: str, en: str, word: str, words: Iterable[str]) -> None:
        """Note that ``word`` is none of ``words``."""
        known = sorted(set(words))
        self.add(
            at,
            f"{kind}.unknown",
            f"Không có {vi} “{word}”.",
            f"There is no {en} “{word}”.",
            expected=known[:60],
            near=nearest(word, known),
        )

    # what names refer to

    @property
    def formulas(self) -> Iterator[tuple[str, Formula]]:
        """The formula itself (prefix ``""``) and those it requires, as names are written."""
        yield "", self.formula
        for name, other in self.required.items():
            yield f"{name}.", other

    def _broken(self, folder: str, name: str) -> bool:
        return f"{folder}.{name}" in self.broken

    def known(self, folder: str) -> list[str]:
        """Return the names that may be written for things in ``folder`` (``procedures``, ``registers`` …)."""
        return [f"{prefix}{name}" for prefix, formula in self.formulas for name in getattr(formula, folder)]

    def found(self, folder: str, name: str, at: object, vi: str, en: str, *, extra: Iterable[str] = ()) -> bool:
        """Tell whether ``name`` is there, noting it when it is not; what could not be read counts as there."""
        head, dot, rest = name.partition(".")
        if name in extra or self._broken(folder, name):
            return True
        if not dot or head == self.formula.name:
            if (rest if dot else name) in getattr(self.formula, folder):
                return True
        elif head in self.required:
            if rest in getattr(self.required[head], folder):
                return True
        elif head in self.formula.requires:
            return True
        elif head in self.library and rest in getattr(self.library[head], folder):
            self.warn(
                at,
                "requires.not_declared",
                f"“{head}” chưa có trong requires.",
                f"“{head}” is not among requires.",
                expected=f'requires: {{{head}: "^{self.library[head].version.partition(".")[0]}"}}',
            )
            return True
        self.unknown(at, en.replace(" ", "_"), vi, en, name, [*self.known(folder), *extra])
        return False

    def register_found(self, name: str, at: object) -> bool:
        """Tell whether ``name`` is a register: declared, kernel, or ``cases.<procedure>``."""
        if name.startswith("cases."):
            return self.found("procedures", name.removeprefix("cases."), at, "thủ tục", "procedure", extra=("any",))
        return self.found("registers", name, at, "sổ", "register", extra=(*KERNEL_REGISTERS, "cases"))

    def register_elsewhere(self, name: str, at: object) -> bool:
        """Tell whether ``name`` is a declared register, of a formula that need not be required and may come later."""
        head, dot, rest = name.partition(".")
        if not dot or head in {self.formula.name, "cases", *self.formula.requires}:
            return self.found("registers", name, at, "sổ", "register")
        if head not in self.library:
            vi, en = f"Chưa có bộ mẫu “{head}”.", f"There is no formula “{head}” yet."
            self.warn(at, "register.elsewhere", vi, en)
            return True
        return rest in self.library[head].registers or self.found("registers", name, at, "sổ", "register")

    def procedure_found(self, name: str, at: object) -> bool:
        """Tell whether ``name`` is a procedure."""
        return self.found("procedures", name, at, "thủ tục", "procedure")

    def reader_found(self, name: str, at: object) -> bool:
        """Tell whether ``name`` is a procedure that may read; that of a formula not known here may come later."""
        head, dot, rest = name.partition(".")
        if not dot or head == self.formula.name or head in self.formula.requires:
            return self.procedure_found(name, at)
        if head not in self.library:
            vi, en = f"Chưa có bộ mẫu “{head}”.", f"There is no formula “{head}” yet."
            self.warn(at, "procedure.elsewhere", vi, en)
            return True
        return rest in self.library[head].procedures or self.procedure_found(name, at)

    def indicator_found(self, name: str, at: object) -> bool:
        """Tell whether ``name`` is an indicator."""
        return self.found("indicators", name, at, "chỉ số", "indicator")

    def names_for(self, name: str) -> FormulaNames:
        """Return names that also know the formula of ``name`` when it is used without being required."""
        head, dot, _ = name.partition(".")
        if not dot or head in self.required or head not in self.library:
            return self.names
        if head not in self._wide:
            self._wide[head] = FormulaNames(self.formula, {**self.required, head: self.library[head]})
        return self._wide[head]

    def register(self, name: str) -> Register | None:
        """Return a declared register."""
        return self.names_for(name).register(name)

    def procedure(self, name: str) -> Procedure | None:
        """Return a procedure."""
        return self.names_for(name).procedure(name)

    def indicator(self, name: str) -> Indicator | None:
        """Return an indicator."""
        head, dot, rest = name.partition(".")
        owner = self.formula if not dot else self.library.get(head)
        return None if owner is None else owner.indicators.get(rest if dot else name)

    # words

    @property
    def kinds(self) -> list[str]:
        """Kinds of agency."""
        return [*AGENCY_KINDS, *(kind for _, formula in self.formulas for kind in formula.kinds)]

    @property
    def roles(self) -> list[str]:
        """Roles beside those of every install."""
        return [role for _, formula in self.formulas for role in formula.roles]


def field_at(fields: Iterable[Field], path: str) -> Field | None:
    """Return the field at a dotted path inside groups, or None."""
    head, dot, rest = path.partition(".")
    found = next((field for field in fields if field.name == head), None)
    if found is None or not dot:
        return found
    return field_at(found.fields, rest)


def field_names(fields: Iterable[Field], prefix: str = "") -> list[str]:
    """Return the dotted paths of all fields, those in groups too."""
    names: list[str] = []
    for field in fields:
        names.append(f"{prefix}{field.name}")
        if field.type == "group":
            names += field_names(field.fields, f"{prefix}{field.name}.")
    return names
