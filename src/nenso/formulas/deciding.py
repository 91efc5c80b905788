"""What formulas leave to each place (``settings:``): what there is to decide, what holds on a day, deciding it.

A value is held to the setting's own type and bounds, as an answer of a form is. Fees that a council decides (phí, lệ
phí do Hội đồng nhân dân quyết định) are such settings: from a day, on a resolution, and what applied is never changed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nenso.agencies.kinds import TITLES
from nenso.agencies.models import Agency, AgencySetting
from nenso.agencies.settings import decide_setting
from nenso.formulas.errors import BasisNeeded, SettingNotYours, SettingUnknown, SettingWrong
from nenso.formulas.library import formula_of, required_by
from nenso.formulas.offers import adoptions_around
from nenso.language.compiling import compile_setting_form
from nenso.language.declarations.formula import Formula, Setting, plain_default
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.steps import PayLine
from nenso.language.declarations.values import Expression
from nenso.language.evaluation import Evaluation, evaluate
from nenso.language.exemptions import exempt_setting, problems_of
from nenso.language.field_problems import field_problem
from nenso.language.names import FormulaNames
from nenso.runtime.acting import Actor

MONEY = "money"


@dataclass(frozen=True)
class Decidable:
    """A setting of a formula that is offered at an agency or below it.

    ``exempts``: the procedure in which it says who else need not pay; each that costs something has such a table.
    """

    formula: Formula
    required: Mapping[str, Formula]
    setting: Setting
    exempts: Procedure | None = None

    @property
    def name(self) -> str:
        """``civil_registration.copy_fee``"""
        return f"{self.formula.name}.{self.setting.name}"

    @property
    def default(self) -> Any:
        """What holds where nobody decided."""
        return plain_default(self.setting)

    @property
    def is_fee(self) -> bool:
        """Whether it says what is to be paid: an amount, or a table with amounts (biểu phí)."""
        return self.exempts is not None or any(one.type == MONEY for one in self.setting.walk())

    def may_be_decided_by(self, agency: Agency) -> bool:
        """Whether agencies of this kind decide it."""
        return not self.setting.set_by or agency.kind in self.setting.set_by

    def used_by(self) -> Iterator[Procedure]:
        """Yield the procedures in which what is to be paid asks for it."""
        if self.exempts is not None:
            yield self.exempts
            return
        for procedure in self.formula.procedures.values():
            paid = [procedure.fee.lines] if procedure.fee is not None else []
            paid += [step.pay for step in procedure.steps.values() if step.pay is not None]
            if any(_asks(lines, f"setting.{self.setting.name}") for lines in paid):
                yield procedure

    def worked(self, value: Any) -> Evaluation:
        """Return ``value`` as a form with this one field works it out: what is wrong with it, what may be chosen."""
        name = str(self.setting.name)
        names = FormulaNames(self.formula, self.required)
        given = {} if value is None else {name: value}
        worked = evaluate(compile_setting_form(names, self.setting), given, {}, touched={name}, choices=True)
        if self.exempts is None:
            return worked
        wrong = problems_of(name, worked.values.get(name), names.environment("form", procedure=self.exempts))
        return replace(worked, problems=(*worked.problems, *wrong))


def decidable_at(agency: Agency) -> list[Decidable]:
    """Return every setting of what is offered at ``agency`` or below it, by formula in the order they declare."""
    found: dict[str, Decidable] = {}
    for adoption in adoptions_around(agency):
        required = required_by(adoption.edition)
        for formula in (formula_of(adoption.edition), *required.values()):
            for one in _decidable(formula, required):
                found.setdefault(one.name, one)
    return list(found.values())


def _decidable(formula: Formula, required: Mapping[str, Formula]) -> Iterator[Decidable]:
    for setting in formula.settings:
        yield Decidable(formula, required, setting)
    for procedure in formula.procedures.values():
        if procedure.fee is not None:
            yield Decidable(formula, required, exempt_setting(procedure), procedure)


def setting_at(agency: Agency, name: str) -> Decidable:
    """Return the setting ``name`` (``civil_registration.copy_fee``) at ``agency``; raises :class:`SettingUnknown`."""
    for one in decidable_at(agency):
        if one.name == name:
            return one
    raise SettingUnknown(name=name)


def decide(
    actor: Actor,
    agency: Agency,
    name: str,
    value: Any,
    *,
    since: date | None = None,
    until: date | None = None,
    basis: str = "",
    seen: str | None = None,
) -> AgencySetting:
    """Return what ``agency`` decided about a setting from ``since`` (default today), before ``until``.

    Nothing (None) decides for what the formula says where nobody decided.

    Raises :class:`SettingUnknown`, :class:`SettingNotYours`, :class:`SettingWrong` with every problem,
    :class:`BasisNeeded` where somebody is to be exempt on nothing, and what
    :func:`nenso.agencies.settings.decide_setting` raises.
    """
    one = setting_at(agency, name)
    if not one.may_be_decided_by(agency):
        raise SettingNotYours(
            who=", ".join(TITLES.get(kind, (kind, kind))[0] for kind in one.setting.set_by), agency=agency.name
        )
    worked = one.worked(value)
    if worked.problems:
        raise SettingWrong(count=len(worked.problems), problems=[problem.as_json() for problem in worked.problems])
    decided = worked.values.get(str(one.setting.name), one.default)
    if decided is None and one.setting.type != "table":
        raise SettingWrong(count=1, problems=[field_problem(str(one.setting.name), "field.required").as_json()])
    if one.exempts is not None and decided and not basis.strip():
        raise BasisNeeded
    decided = [] if decided is None else decided
    return decide_setting(actor, agency, name, decided, since=since, until=until, basis=basis, seen=seen)


def _asks(lines: Iterable[PayLine], wanted: str) -> bool:
    """Return whether an amount or a condition of ``lines`` asks for ``wanted`` (``setting.copy_fee``)."""
    said = [value for line in lines for value in (*line.amount.values, line.condition)]
    return any(re.search(rf"\b{re.escape(wanted)}\b", one.source) for one in said if isinstance(one, Expression))
