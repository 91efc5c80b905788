"""What docs/reported.md says of the shipped report of communes is what the formula declares."""

import re
from pathlib import Path

from nenso.language.reading import files_of, read

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "reported.md").read_text(encoding="utf-8")


def test_settings_and_steps_of_the_page_are_those_of_the_formula() -> None:
    petitions = read(files_of(ROOT / "formulas" / "petitions"), {}).formula
    assert petitions is not None
    formula = read(files_of(ROOT / "formulas" / "dti_commune"), {"petitions": petitions}).formula
    assert formula is not None
    told = re.findall(r"^\| `(\w+)` \| (\d+) \|", TEXT, re.MULTILINE)
    assert told == [(str(one.name), str(one.default)) for one in formula.settings]
    steps = re.findall(r"^\| `(\w+)` \| [^\d|]", TEXT, re.MULTILINE)
    assert steps == list(formula.procedures["dti_report"].steps)
    reported = [one for one in formula.indicators.values() if one.reported is not None and one.reported.within]
    assert f"its {len(reported)} indicators that communes report" in TEXT
