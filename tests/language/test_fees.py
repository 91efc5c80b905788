"""What the check makes of what a procedure costs."""

import pytest

from nenso.language.checking import check_files

from .wrong_inputs import FILES


@pytest.mark.parametrize(
    ("said", "warned"),
    [
        ("confidential: true\nfee: 8000", True),
        ("confidential: true\nfee: 0", False),
        ("confidential: true", False),
        ("fee: 8000", False),
    ],
)
def test_money_that_no_cashier_would_see_is_warned_of(said: str, warned: bool) -> None:
    procedure = FILES["procedures/visit.yaml"].replace("audience:", f"{said}\naudience:", 1)
    issues = check_files({path: text.encode() for path, text in (FILES | {"procedures/visit.yaml": procedure}).items()})
    found = [(one.level, one.file) for one in issues.issues if one.code == "fee.confidential"]
    assert found == ([("warning", "procedures/visit.yaml")] if warned else [])
