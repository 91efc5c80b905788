"""What the shipped indices declare as measured is measured: none is refused, and it is known how many there are."""

from pathlib import Path

import pytest

from nenso.index.measuring.plans import Plan, add
from nenso.language.reading import files_of, read

FORMULAS = Path(__file__).parents[2] / "formulas"


def plan_of(name: str) -> Plan:
    petitions = read(files_of(FORMULAS / "petitions"), {}).formula
    assert petitions is not None
    known = {"petitions": petitions}
    formula = petitions if name == "petitions" else read(files_of(FORMULAS / name), known).formula
    assert formula is not None
    plan = Plan()
    add(plan, formula, known)
    return plan


@pytest.mark.parametrize(("formula", "least"), [("dti_commune", 15), ("service_quality_766", 15), ("petitions", 2)])
def test_every_measure_that_ships_is_measured(formula: str, least: int) -> None:
    plan = plan_of(formula)
    assert [problem.text("en") for problem in plan.refused] == []
    assert len(plan.measured) >= least
