"""The forms of civil registration ask what the law asks of whom, and say no where it says no."""

import pytest

from formulas_content.filling import fill, formula, sample, wrong
from nenso.language.evaluation import CONTESTED, Evaluation


def test_who_files_need_not_type_what_the_state_knows_of_them() -> None:
    filled = fill("birth", sample("birth_on_time", requester=None))
    assert filled.values["requester"] == {
        "full_name": "Triệu Thị Mai",
        "born_on": "1995-03-08",
        "id": "006195000123",
    }
    assert wrong(filled) == set()


OWN = {"id": "006195000123", "full_name": "Triệu Thị Mai", "born_on": "1995-03-08"}


def filed_by(parent: str, **requester: str) -> Evaluation:
    """Return the form of a parent who files and answers nothing of what was told of the one who asks."""
    answers = sample("birth_on_time", relation=parent, requester=requester or None)
    return fill("birth", answers | {parent: {}, CONTESTED: {f"requester.{name}": "Ghi sai" for name in requester}})


@pytest.mark.parametrize("parent", ["mother", "father"])
def test_a_parent_who_files_is_known_as_the_parent_without_typing_it_again(parent: str) -> None:
    filled = filed_by(parent)
    assert {name: filled.values[parent][name] for name in OWN} == OWN
    assert {name: filled.prefilled[f"{parent}.{name}"] for name in OWN} == OWN, "and shown as known, not asked"
    other = fill("birth", sample("birth_on_time", relation="relative", mother=None))
    assert "mother.id" not in wrong(other)
    assert not OWN.keys() & other.values.get("mother", {}).keys()


def test_what_a_parent_put_right_of_themselves_is_put_right_of_the_parent_too() -> None:
    filled = filed_by("mother", born_on="1995-08-03")
    assert filled.values["mother"]["born_on"] == "1995-08-03"
    assert filled.values["mother"]["full_name"] == "Triệu Thị Mai"


def test_residence_and_papers_are_not_asked_of_the_mother_with_a_number_and_are_of_the_father_without() -> None:
    filled = fill("birth", sample("birth_on_time", father={"residence": None}))
    assert "mother.residence" in filled.hidden
    assert "father.residence" in filled.shown
    assert wrong(filled) == {"father.residence"}


def test_a_number_that_contradicts_the_date_of_birth_is_refused() -> None:
    assert wrong(fill("birth", sample("birth_on_time", mother={"born_on": "1996-03-08"}))) == {"mother.id"}


@pytest.mark.parametrize(("parent", "number"), [("mother", "006095000123"), ("father", "006193000123")])
def test_a_number_of_the_other_sex_is_refused_for_a_mother_or_a_father(parent: str, number: str) -> None:
    born_on = {"mother": "1995-03-08", "father": "1993-03-08"}[parent]
    assert wrong(fill("birth", sample("birth_on_time", **{parent: {"id": number, "born_on": born_on}}))) == {""}


def test_one_parent_is_enough_and_none_is_not() -> None:
    alone = sample("birth_on_time", father=None, marriage=None)
    assert wrong(fill("birth", alone)) == set()
    orphan = sample("birth_on_time", relation="relative", father=None, mother=None, marriage=None)
    assert len(wrong(fill("birth", orphan))) == 1


def test_for_an_abandoned_child_no_parent_is_asked() -> None:
    found = sample(
        "birth_on_time", relation="guardian", father=None, mother=None, marriage=None, child={"situation": "abandoned"}
    )
    found.pop("proof_later")
    assert wrong(fill("birth", found)) == set()


@pytest.mark.parametrize(("born_on", "late"), [("2026-09-03", False), ("2026-09-02", True)])
def test_a_birth_is_late_from_the_sixty_first_day(born_on: str, late: bool) -> None:
    """2 November is 60 days after 3 September (27 + 31 + 2)."""
    filled = fill("birth", sample("birth_on_time", child={"born_on": born_on}))
    assert filled.values["child"]["late"] is late
    assert [warning.path for warning in filled.warnings] == (["child.born_on"] if late else [])
    assert wrong(filled) == set()


@pytest.mark.parametrize(("died_on", "late"), [("2026-10-18", False), ("2026-10-17", True)])
def test_a_death_is_late_from_the_sixteenth_day(died_on: str, late: bool) -> None:
    """2 November is 15 days after 18 October (13 + 2)."""
    filled = fill("death", sample("death_on_time", died_on=died_on))
    assert filled.values["late"] is late
    assert wrong(filled) == set()


def test_nobody_is_born_tomorrow_or_dies_before_birth() -> None:
    assert wrong(fill("birth", sample("birth_on_time", child={"born_on": "2026-11-03"}))) == {"child.born_on"}
    assert wrong(fill("death", sample("death_on_time", died_on="1948-02-13"))) == {"died_on"}


def test_a_bride_of_seventeen_and_a_groom_of_nineteen_may_not_marry() -> None:
    bride = fill("marriage", sample("marriage_online", bride={"id": None, "born_on": "2008-11-03"}))
    assert any("18" in problem.text("vi") for problem in bride.problems)
    groom = fill("marriage", sample("marriage_online", groom={"id": None, "born_on": "2006-11-03"}))
    assert any("20" in problem.text("vi") for problem in groom.problems)


def test_a_man_does_not_stand_in_the_brides_place() -> None:
    """The fourth digit of 006093004567 is a man's."""
    swapped = sample("marriage_online", bride={"id": "006093004567", "born_on": "1993-01-12"})
    assert len(wrong(fill("marriage", swapped))) == 1


def test_whoever_is_married_may_not_marry_again() -> None:
    married = sample("marriage_online", groom_history={"marital_status": "married"})
    assert "groom_history.marital_status" in wrong(fill("marriage", married))


def test_for_a_marriage_only_one_certificate_of_marital_status_is_given() -> None:
    assert wrong(fill("marital_status", sample("marital_status_for_marriage", copies=2))) == {"copies"}
    assert wrong(fill("marital_status", sample("marital_status_exempt", copies=2))) == set()


def test_who_is_divorced_names_the_judgment_and_who_never_married_does_not() -> None:
    assert wrong(fill("marital_status", sample("marital_status_for_marriage", divorce=None))) >= {"divorce.number"}
    assert "divorce.number" not in fill("marital_status", sample("marital_status_exempt")).shown


def test_without_a_death_notice_no_number_of_one_is_asked() -> None:
    assert "notice_number" not in fill("death", sample("death_late")).shown
    assert wrong(fill("death", sample("death_on_time", notice_number=None))) == {"notice_number"}


@pytest.mark.parametrize("name", ["birth_on_time", "marriage_online", "death_on_time", "extract_received"])
def test_nothing_is_filed_without_the_undertaking(name: str) -> None:
    assert "undertaking" in wrong(fill(formula().samples[name].procedure, sample(name, undertaking=False)))
