"""Every formula that ships is whole: it checks, runs in this version, speaks both languages and is tried."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from formulas_content.filling import fill, formula, issues, sample, wrong
from formulas_content.official import rows, table
from formulas_content.printing import printed
from nenso.formulas.folders import shipped_folders
from nenso.language.declarations.values import Text

SHIPPED = sorted(shipped_folders())
NOT_ASKED_ABOUT = {"correction"}
"""What people come to from another question, not by one of its own."""
KINDS_OF_UNIT = {"percent", "count", "yes_no"}
"""Units that are words of the language, not of people."""
PROCEDURES = [
    pytest.param(name, one, id=f"{name}-{one}") for name in SHIPPED for one in sorted(formula(name).procedures)
]
PAPERS = [
    pytest.param(name, paper, id=f"{name}-{paper}")
    for name in SHIPPED
    for paper in sorted(
        {str(one.template) for each in formula(name).procedures.values() for one in each.results if one.template}
    )
]
SAMPLES = [pytest.param(name, one, id=f"{name}-{one}") for name in SHIPPED for one in sorted(formula(name).samples)]


@pytest.mark.parametrize("name", SHIPPED)
def test_it_checks_without_an_error_and_only_its_figures_wait_for_a_later_release(name: str) -> None:
    waiting = [issue for issue in issues(name) if issue.level == "later" and issue.code != "later.indicator"]
    assert [str(issue) for issue in issues(name) if issue.level == "error"] == []
    assert [str(issue) for issue in waiting] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_the_steps_fit_into_the_deadlines(name: str) -> None:
    assert [str(issue) for issue in issues(name) if issue.code.startswith("deadline")] == []


def _texts(value: Any, at: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield at, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), f"{at}.{name}")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{at}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{at}[{index}]")


@pytest.mark.parametrize("name", SHIPPED)
def test_everything_that_people_read_is_there_in_english_too(name: str) -> None:
    missing = [
        f"{at}: {text}"
        for at, text in _texts(formula(name), name)
        if at != f"{name}.author"
        and str(text) not in KINDS_OF_UNIT
        and "en" not in text.languages
        and any(isinstance(piece, str) and piece.strip(" ,–") for piece in text.pieces())
    ]
    assert missing == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_page_is_there_in_both_languages(name: str) -> None:
    assert [page.name for page in formula(name).pages.values() if page.languages != {"vi", "en"}] == []


@pytest.mark.parametrize("name", ["civil_registration", "residence"])
def test_the_handbook_answers_a_question_about_every_procedure(name: str) -> None:
    questions = [page for page in formula(name).pages.values() if page.kind == "question"]
    answered = {str(answer.procedure) for page in questions for answer in page.answers}
    assert answered >= set(formula(name).procedures) - NOT_ASKED_ABOUT
    assert all(page.asked_as for page in questions)


@pytest.mark.parametrize(("name", "procedure"), PROCEDURES)
def test_every_button_and_every_step_has_its_word(name: str, procedure: str) -> None:
    steps = formula(name).procedures[procedure].steps
    assert [step for step, declared in steps.items() if declared.title is None] == []
    assert [
        f"{s}.{a}"
        for s, step in steps.items()
        for a, action in step.actions.items()
        if action.label is None and step.by
    ] == []


@pytest.mark.parametrize(("name", "procedure"), PROCEDURES)
def test_whoever_examined_a_case_does_not_sign_it(name: str, procedure: str) -> None:
    steps = formula(name).procedures[procedure].steps
    if {"examine", "sign"} <= steps.keys():
        assert steps["sign"].excluded == ("step.examine",)


@pytest.mark.parametrize("name", [name for name in SHIPPED if formula(name).procedures])
def test_its_samples_come_to_different_ends(name: str) -> None:
    tried = [one.expect for one in formula(name).samples.values()]
    assert len({(expected.status, expected.fee) for expected in tried}) >= 2


@pytest.mark.parametrize(("name", "one"), SAMPLES)
def test_the_form_of_each_sample_can_be_filed(name: str, one: str) -> None:
    declared = formula(name).samples[one]
    assert wrong(fill(declared.procedure, sample(one, of=name), channel=declared.who.channel, of=name)) == set()


@pytest.mark.parametrize(("name", "procedure"), PROCEDURES)
def test_every_act_of_law_that_the_published_record_cites_is_cited(name: str, procedure: str) -> None:
    declared = formula(name).procedures[procedure]
    record = next((row for row in rows("official_acts.csv") if row["code"] == declared.code), None)
    if record is not None:
        assert set(record["acts"].split()) <= set(declared.legal_basis)


def test_the_acts_are_those_of_the_published_table() -> None:
    ours = {row["code"]: set(row["acts"].split()) for row in rows("official_acts.csv")}
    published = {row["code"]: row["legal_basis"] for row in table("procedures_catalogue_502.csv")}
    if published:
        assert ours == {code: {act.split()[-1] for act in published[code].split(";")} for code in ours}


@pytest.mark.parametrize(("name", "paper"), PAPERS)
def test_a_paper_of_which_nothing_is_known_yet_prints_dotted_lines(name: str, paper: str) -> None:
    text = printed(paper, {"form": {}, "step": {}}, of=name)
    assert "....." in text.replace(" ", "")
    assert "None" not in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
