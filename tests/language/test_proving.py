"""What is proved right quickly is what working it out in full gives; what is wrong is never proved."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nenso.language.evaluation import evaluate
from nenso.language.names import FormulaNames
from nenso.language.proving import Prover
from nenso.language.reading import files_of, read
from nenso.registers.declared import Declared
from nenso.runtime import clock

FORMULAS = Path(__file__).parents[2] / "formulas"
GOOD: dict[str, Any] = {
    "number": "12/2026",
    "book": "01",
    "registered_on": "2026-03-05",
    "registered_at": "01969",
    "child_id": "006326000121",
    "child_name": "Triệu Minh Anh",
    "born_on": "2026-03-01",
    "sex": "female",
    "ethnicity": "tay",
    "mother_id": "006195000123",
    "mother_name": "Triệu Thị Mai",
    "mother_born_on": "1995-03-08",
    "father_birth_year": 1990,
    "mother_residence": {"place": "01969", "line": "Phố Chính"},
    "late": False,
}
ODD: list[Any] = [
    "", " ", None, " x", "x ", "a  b", "e\u0302", "a\u00a0", "\x00", "\ud800", "x\ny", "2026-02-30", "0999-01-01",
    "9999-01-01", "99999", "00000", 2**60, -1, 1.0, 1.5, float("nan"), True, [], ["a"], {}, {"place": "01969"}, "male",
    "006195000124", "1" * 20_001, '"', "\\",
]  # fmt: skip


class Places:
    """Knows one place."""

    def place(self, code: str, on: date) -> Any:
        """Return whether it is that one."""
        del on
        return SimpleNamespace(status="current" if code == "01969" else "unknown", place=None, candidates=())


@pytest.fixture(scope="module")
def births() -> Declared:
    """The register of births."""
    formula = read(files_of(FORMULAS / "civil_registration")).formula
    assert formula is not None
    return Declared("civil_registration.births", formula.registers["births"], FormulaNames(formula, {}))


def test_a_right_record_is_proved(births: Declared) -> None:
    proved = Prover(births.form, {"today": clock.today(), "now": clock.now()}, Places()).proved(GOOD)  # type: ignore[arg-type]
    assert proved is not None
    assert proved[0] == GOOD


@settings(max_examples=300, deadline=None)
@example(changes={"mother_residence": {}})
@given(changes=st.dictionaries(st.sampled_from([*GOOD, "no_such_field", "notes"]), st.sampled_from(ODD), max_size=3))
def test_what_is_proved_is_what_working_it_out_gives(births: Declared, changes: dict[str, Any]) -> None:
    values, lookup = {**GOOD, **changes}, Places()
    names = {"today": clock.today(), "now": clock.now()}
    proved = Prover(births.form, names, lookup).proved(values)  # type: ignore[arg-type]
    if proved is None:
        return
    evaluation = evaluate(births.form, values, names, lookup)  # type: ignore[arg-type]
    assert not evaluation.problems
    assert evaluation.values == proved[0]
