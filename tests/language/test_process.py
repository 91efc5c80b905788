"""Steps changed as lines of a file: what is not changed stays to the letter, in every formula that ships."""

import difflib
from pathlib import Path

import pytest

from nenso.language.process import (
    ProcessUneditable,
    StepChange,
    added_step,
    changed_step,
    moved_step,
    removed_step,
    steps_in,
    used_in,
)

FORMULAS = Path(__file__).parents[2] / "formulas"
FILES = sorted(path for path in FORMULAS.glob("*/p*/*.yaml") if steps_in(path.read_text()))


def changed_lines(old: str, new: str) -> list[str]:
    lines = difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FORMULAS)))
def test_another_title_of_a_step_changes_one_line_of_its_file(path: Path) -> None:
    text = path.read_text()
    for step in steps_in(text):
        changed = changed_step(text, step.name, StepChange(title=f"{step.title} mới"))
        assert [line[0] for line in changed_lines(text, changed)] == ["-", "+"], step.name
        assert changed_step(text, step.name, StepChange()) == text


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FORMULAS)))
def test_what_is_added_and_taken_out_or_moved_and_moved_back_leaves_the_file_as_it_was(path: Path) -> None:
    text = path.read_text()
    steps = steps_in(text)
    for step in steps:
        if any(action.plain and action.to not in {"applicant", "refused", "stopped"} for action in step.actions):
            added = added_step(text, "weigh", after=step.name, title="Cân nhắc", by="head", within="1 working day")
            assert removed_step(added, "weigh") == text, step.name
    for step in steps[1:]:
        assert moved_step(moved_step(text, step.name, up=True), step.name, up=False) == text


def test_a_comment_goes_with_the_step_below_it() -> None:
    one = "  # the first\n  one: {by: clerk, actions: {go: two}}\n"
    text = f"steps:\n{one}  # the second\n  two: {{by: leader, actions: {{go: done}}}}\n"
    moved = moved_step(text, "two", up=True)
    assert moved.index("# the second") < moved.index("two:") < moved.index("# the first") < moved.index("one:")
    assert "# the first" not in removed_step(text, "one")


def test_steps_of_a_shared_flow_are_not_of_the_file() -> None:
    text = "steps:\n  use: desk\n  own:\n    by: officer\n    actions: {go: done}\n"
    assert used_in(text) == "desk"
    assert [step.name for step in steps_in(text)] == ["own"]
    with pytest.raises(ProcessUneditable):
        removed_step(text, "receive")


@pytest.mark.parametrize("text", ["", "a: [", "steps: {one: {by: clerk, actions: {go: done}}}\n", "steps: 3\n"])
def test_steps_that_are_no_lines_are_not_changed(text: str) -> None:
    with pytest.raises(ProcessUneditable):
        changed_step(text, "one", StepChange(by="leader"))
