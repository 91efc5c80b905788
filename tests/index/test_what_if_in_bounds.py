"""What would raise a unit is worked out for everybody who asks; so it must never keep a server busy for minutes."""

import pytest

from nenso.index.engine import prepare
from nenso.index.engine.what_if import is_quick
from nenso.index.scorecards import scorecard_of
from nenso.language.checking import check_files

COMMUNES, PROVINCES, INDICATORS = 3_321, 34, 62


def _files(scale: str, combine: str) -> dict[str, bytes]:
    names = [f"part{number}" for number in range(INDICATORS)]
    files = {f"indicators/{name}.yaml": f"indicator: {name}\ntitle: A\nreported: survey\n" for name in names}
    parts = "".join(f"  - {{indicator: {name}, max: 1, scale: {scale}}}\n" for name in names)
    rounded = "" if combine == "copeland" else "round: {to: 2}\n"
    files["indicators/whole.yaml"] = (
        f'indicator: whole\ntitle: A\nedition: "1"\ncombine: {combine}\nmissing: {{do: zero}}\n{rounded}parts:\n{parts}'
    )
    files["formula.yaml"] = 'formula: many\nversion: "1.0.0"\ntitle: A\noffered_by: [commune]\n'
    return {name: text.encode() for name, text in files.items()}


@pytest.mark.parametrize(
    ("scale", "combine", "units", "quick"),
    [
        ("ratio", "sum", COMMUNES, True),  # each unit's score hangs on its own values alone
        ("minmax", "sum", PROVINCES, True),
        ("minmax", "sum", COMMUNES, False),
        ("minmax", "copeland", PROVINCES, True),
        ("minmax", "copeland", 1_000, False),
    ],
)
def test_all_is_computed_anew_only_where_that_is_a_matter_of_moments(
    scale: str, combine: str, units: int, *, quick: bool
) -> None:
    formula = check_files(_files(scale, combine)).formula
    assert formula is not None
    known = {str(name): one for name, one in formula.indicators.items()}
    assert is_quick(prepare(scorecard_of(formula.indicators["whole"], known)), units) is quick
