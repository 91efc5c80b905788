"""A procedure says how well who files online has to be known: what the check makes of it, and what editors are told."""

import jsonschema_rs
import pytest

from nenso.language.checking import check_files
from nenso.language.editors import schema_of
from nenso.language.issues import Issue
from support.asking_levels import asking
from support.formulas import letters

from .wrong_inputs import FILES


def told(files: dict[str, bytes]) -> list[Issue]:
    """Return what is told of the level of identification."""
    return [issue for issue in check_files(files).issues if issue.code.startswith("assurance.")]


def visit(old: str, new: str) -> list[Issue]:
    """Return what is told of the small formula when it says something else."""
    procedure = FILES["procedures/visit.yaml"]
    assert old in procedure
    changed = FILES | {"procedures/visit.yaml": procedure.replace(old, new, 1)}
    return told({path: text.encode() for path, text in changed.items()})


@pytest.mark.parametrize("level", range(4))
def test_each_level_may_be_asked_and_none_need_be(level: int) -> None:
    assert visit("audience:", f"assurance: {level}\naudience:") == []
    assert check_files({path: text.encode() for path, text in letters().items()}).formula is not None


def test_who_may_stay_without_a_name_may_be_asked_where_giving_it() -> None:
    assert visit("audience:", "anonymous: allowed\nassurance: 2\naudience:") == []
    assert visit("audience:", "anonymous: true\nassurance: 0\naudience:") == []


@pytest.mark.parametrize(
    "without", ["audience: []", "audience: [citizen]\nchannels: [counter, post]"], ids=["of other cases", "on paper"]
)
def test_a_level_that_nobody_is_ever_asked_is_warned_of_at_its_line(without: str) -> None:
    (issue,) = visit("audience: [citizen]", f"assurance: 2\n{without}")
    assert (issue.code, issue.level, issue.line) == ("assurance.nobody", "warning", 3)


@pytest.mark.parametrize("asked", [None, 1, 2])
def test_a_child_that_asks_more_than_what_opens_it_is_warned_of(asked: int | None) -> None:
    around = [issue for issue in told(asking(asked, opens=True)) if issue.code == "assurance.around"]
    assert [(issue.level, issue.file, issue.expected) for issue in around] == [
        ("warning", "procedures/letter.yaml", "assurance: 3")
    ]


def test_a_child_that_asks_no_more_or_is_filed_by_its_applicant_is_right() -> None:
    assert [issue.code for issue in told(asking(3, opens=True))] == ["assurance.nobody"], "of the child alone"
    drafted = {
        path: text.replace(b"{open: reply,", b"{open: reply, level: prepare,")
        for path, text in asking(1, opens=True).items()
    }
    assert "assurance.around" not in [issue.code for issue in told(drafted)]


def test_editors_offer_the_four_levels_and_no_other() -> None:
    schema = jsonschema_rs.validator_for(schema_of("procedure"))
    whole = {"procedure": "visit", "title": "Thăm"}
    assert [level for level in (-1, 0, 1, 2, 3, 4, "2") if schema.is_valid(whole | {"assurance": level})] == [
        0,
        1,
        2,
        3,
    ]
