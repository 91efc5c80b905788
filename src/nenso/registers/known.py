"""Registers by name, as the edition in force declares them: for whoever reads or writes records outside a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from nenso.formulas.library import formula_of, required_by
from nenso.formulas.models import Edition
from nenso.formulas.offers import editions_in_force
from nenso.language.declarations.formula import version_of
from nenso.language.names import FormulaNames
from nenso.registers.declared import Declared
from nenso.registers.errors import RegisterUnknown

MOST_KEPT = 500


@dataclass(frozen=True)
class Known:
    """A register ready to be read and written to, and the edition that declares it."""

    declared: Declared
    edition: Edition

    @property
    def name(self) -> str:
        """``civil_registration.births``"""
        return self.declared.name


_kept: dict[tuple[str, str], Known] = {}
_lock = Lock()


def register_named(name: str) -> Known:
    """Return the register called ``civil_registration.births``, of the newest edition that anybody has adopted.

    Raises :class:`RegisterUnknown`; inside ``acting()`` or not.
    """
    formula, dot, short = name.partition(".")
    edition = _newest().get(formula) if dot else None
    found = _ready(edition, short) if edition is not None else None
    if found is None:
        raise RegisterUnknown(register=name)
    return found


def registers_in_force() -> Iterator[Known]:
    """Yield every register of every adopted formula, by name; computed ones, which nobody writes, are left out."""
    for _, edition in sorted(_newest().items()):
        for short in sorted(formula_of(edition).registers):
            found = _ready(edition, short)
            if found is not None:
                yield found


def of_edition(edition: Edition, name: str) -> Known:
    """Return a register as ``edition`` declares it; raises :class:`RegisterUnknown`."""
    found = _ready(edition, name.rpartition(".")[2])
    if found is None:
        raise RegisterUnknown(register=name)
    return found


def _newest() -> dict[str, Edition]:
    """Return the newest edition in force of each formula."""
    found: dict[str, Edition] = {}
    for edition in editions_in_force().values():
        known = found.get(edition.formula)
        if known is None or version_of(known.version) < version_of(edition.version):
            found[edition.formula] = edition
    return found


def _ready(edition: Edition, short: str) -> Known | None:
    key = (str(edition.id), short)
    found = _kept.get(key)
    if found is not None:
        return found
    formula = formula_of(edition)
    declaration = formula.registers.get(short)
    if declaration is None or declaration.computed:
        return None
    names = FormulaNames(formula, required_by(edition))
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        return _kept.setdefault(key, Known(Declared(f"{formula.name}.{short}", declaration, names), edition))
