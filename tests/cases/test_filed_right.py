"""What comes in: names in any form of Unicode, dates that are none, old communes, codes by pattern, editions."""

import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from factories.agencies import agency, agency_setting, official
from factories.people import SYSTEM
from nenso.cases.errors.filing import DateWrong, FormInvalid, MayNotFile, NotReceivedHere, OccurredByOfficer
from nenso.cases.errors.supplements import DocumentMissing
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.language.reading import files_of
from nenso.runtime.acting import Actor, acting
from nenso.runtime.problems import Problem
from nenso.territory.queries import resolve
from support.stories import EVERYTHING, at, did, filed, new_key, open_steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]
TRIALS = Path(__file__).parent / "formulas" / "trials"


def problems_of(refused: pytest.ExceptionInfo[FormInvalid]) -> dict[str, str]:
    return {one["path"]: one["code"] for one in refused.value.facts["problems"]}


def nothing_written() -> bool:
    with acting(EVERYTHING):
        return not Case.objects.exists()


def test_a_name_is_kept_in_nfc_however_it_was_typed(mother: Actor) -> None:
    typed = unicodedata.normalize("NFD", "Nguyễn Thị Hường")
    case = filed(mother, "permit", {"holder": typed}, agency=agency().id)
    assert case.form["holder"] == "Nguyễn Thị Hường"


@pytest.mark.parametrize("wrong", ["a\x00b", "\ud800"])
def test_what_cannot_be_stored_is_refused(mother: Actor, wrong: str) -> None:
    with pytest.raises(Problem):
        filed(mother, "survey", {"about": wrong}, agency=agency().id)
    assert nothing_written()


@pytest.mark.parametrize("wrong", ["2026-02-31", "31/02/2026", "2026-13-01", "hôm qua", 20260101])
def test_a_date_that_is_none_is_told_at_its_field(mother: Actor, wrong: Any) -> None:
    with pytest.raises(FormInvalid) as refused:
        filed(mother, "permit", {"on": wrong}, agency=agency().id)
    assert set(problems_of(refused)) == {"on"}
    assert nothing_written()


def test_an_unknown_answer_is_told(mother: Actor) -> None:
    with pytest.raises(FormInvalid) as refused:
        filed(mother, "permit", {"copis": 2}, agency=agency().id)
    assert set(problems_of(refused)) == {"copis"}


AT_COUNTER = {"channel": "counter", "applicant": {"full_name": "Triệu Văn Cao"}}


def test_when_it_happened_is_a_moment_that_was(officials: OFFICIALS) -> None:
    for wrong in ("2999-01-01T00:00", "31/02/2026"):
        with pytest.raises(DateWrong):
            filed(officials["clerk"], "survey", {"about": "Đường"}, agency=agency().id, occurred_at=wrong, **AT_COUNTER)


def test_an_officer_says_when_it_came_and_who_files_online_cannot(mother: Actor, officials: OFFICIALS) -> None:
    came = "2026-10-05T08:30+07:00"
    case = filed(officials["clerk"], "survey", {"about": "Đường"}, agency=agency().id, occurred_at=came, **AT_COUNTER)
    assert case.occurred_at == datetime.fromisoformat(came)
    for who, more in ((mother, {}), (officials["clerk"], {}), (mother, AT_COUNTER)):
        with pytest.raises((OccurredByOfficer, MayNotFile)):
            filed(who, "survey", {"about": "Đường"}, agency=agency().id, occurred_at=came, **more)
    with acting(EVERYTHING):
        assert Case.objects.count() == 1


def test_a_commune_that_was_merged_is_answered_with_what_it_became(mother: Actor) -> None:
    old = resolve("xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn", date(2025, 6, 30)).place
    assert old is not None
    with pytest.raises(FormInvalid) as refused:
        filed(mother, "nearby", {"where": old.code}, agency=agency().id)
    (problem,) = refused.value.facts["problems"]
    assert problem["path"] == "where"
    assert "Phủ Thông" in str(problem)
    assert "2025" in str(problem)


def test_a_split_ward_is_answered_with_its_candidates_and_never_a_guess(mother: Actor) -> None:
    from nenso.territory.models import PlaceChange

    with acting(EVERYTHING):
        split = PlaceChange.objects.filter(kind="split", old__level="commune").select_related("old").first()
        assert split is not None
        became = set(PlaceChange.objects.filter(old=split.old).values_list("new__name", flat=True))
    with pytest.raises(FormInvalid) as refused:
        filed(mother, "nearby", {"where": split.old.code}, agency=agency().id)
    (problem,) = refused.value.facts["problems"]
    assert all(name in str(problem) for name in became)


def counter(where: str, procedure: str, officials: OFFICIALS) -> Case:
    told = {"full_name": "Bàn Văn Ba"}
    return filed(officials["clerk"], procedure, {"where": where}, agency=agency().id, channel="counter", applicant=told)


def test_another_commune_of_the_province_takes_it_in_one_of_another_province_only_where_any_may(
    officials: OFFICIALS,
) -> None:
    far = "00004"
    near = counter("01840", "nearby", officials)
    assert (near.receiving.path, near.agency.place.code) == (agency().path, "01840")
    with pytest.raises(NotReceivedHere):
        counter(far, "nearby", officials)
    anywhere = counter(far, "abroad", officials)
    assert anywhere.agency.path == f"vn.p01.c{far}"
    did(officials["clerk"], anywhere, "accept")
    assert did(official("officer", f"vn.p01.c{far}"), anywhere, "approve").finished_at is not None


def test_paper_is_counted_at_the_counter_and_is_no_use_online(mother: Actor, officials: OFFICIALS) -> None:
    told = {"full_name": "Bàn Văn Ba"}
    with pytest.raises(DocumentMissing):
        filed(officials["clerk"], "permit", {}, channel="counter", applicant=told)
    case = filed(officials["clerk"], "permit", {}, channel="counter", applicant=told, paper={"plan": {"original": 2}})
    assert case.documents == {"plan": {"paper": {"original": 2}}}
    online = filed(mother, "permit", {}, agency=agency().id, paper={"plan": {"original": 2}})
    assert online.documents == {}


def test_a_code_follows_the_pattern_that_the_place_decided(mother: Actor) -> None:
    """The central form, ``…-YYMMDD-AAXXXX`` (AA: the number of the ministry), from Circular 04/2025/TT-VPCP."""
    with at("2026-11-02T08:00"):
        agency_setting(agency(), "case_code", "{agency}-{date}-15{serial:4}")
        codes = [filed(mother, "tip", {"subject": "Đèn"}, agency=agency().id).code for _ in range(2)]
    assert [code.partition("-")[2] for code in codes] == ["261102-150001", "261102-150002"]


def test_what_a_place_decided_holds_already_while_the_form_is_checked(
    civil_registration: object, mother: Actor, birth_form: dict[str, Any]
) -> None:
    wanted = birth_form | {"wants_copies": True, "copies": 3}
    with at("2026-11-02T08:00"):
        agency_setting(agency("vn.p19"), "civil_registration.most_copies", 2)
    with at("2026-11-02T08:00"), pytest.raises(FormInvalid) as refused:
        file_case(mother, Filing(procedure="1.001193", form=wanted), key=new_key())
    assert "copies" in problems_of(refused)


def test_a_running_case_stays_on_the_edition_of_its_filing(mother: Actor, officials: OFFICIALS) -> None:
    before = filed(mother, "tip", {"subject": "Đèn"}, agency=agency().id)
    files = files_of(TRIALS)
    files["formula.yaml"] = files["formula.yaml"].replace(b'"1.0.0"', b'"2.0.0"')
    changed = files["procedures/tip.yaml"].replace(
        b"read: {by: clerk, actions: {answer:", b"read: {by: head, actions: {answer:"
    )
    assert changed != files["procedures/tip.yaml"]
    files["procedures/tip.yaml"] = changed
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, files).edition)
    after = filed(mother, "tip", {"subject": "Đèn"}, agency=agency().id)
    assert (before.edition.version, after.edition.version) == ("1.0.0", "2.0.0")
    did(officials["clerk"], before, "answer", form={"answer": "Đã sửa"})
    assert open_steps(before) == []
    with pytest.raises(Problem):
        did(officials["clerk"], after, "answer", form={"answer": "Đã sửa"})
