"""What formulas leave to each place: typed, dated, never changed backwards, inherited by everybody below."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from factories.agencies import agency, official
from factories.people import SYSTEM
from nenso.agencies.errors import NotAdministrator, SettingChanged, SettingInThePast, SettingTerm
from nenso.agencies.settings import decisions_of, decisions_on, setting
from nenso.cases.intake.filing import Filing, file_case
from nenso.formulas.adopting import adopt
from nenso.formulas.deciding import decidable_at, decide, setting_at
from nenso.formulas.errors import SettingNotYours, SettingUnknown, SettingWrong
from nenso.formulas.publishing import check_files, publish
from nenso.journal.models import JournalEntry
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from support.births import someone
from support.stories import new_key

pytestmark = pytest.mark.django_db

Letters = Callable[..., dict[str, bytes]]
FEE = "letters.copy_fee"
RESOLUTION = "NQ 23/2026/NQ-HĐND"


@pytest.fixture
def offered(letters: Letters) -> dict[str, bytes]:
    """The formula about letters, offered by every commune of Thái Nguyên."""
    files = letters()
    adopt(SYSTEM, agency("vn.p19"), publish(SYSTEM, files).edition)
    return files


@pytest.fixture
def province() -> Actor:
    """The administrator of the province."""
    return official("admin", "vn.p19")


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def fee_on(day: date) -> object:
    return setting(agency(), FEE, 5000, on=day)


@pytest.mark.usefixtures("offered")
def test_a_council_s_fee_holds_in_every_commune_from_its_day_on_and_the_past_stays(province: Actor) -> None:
    decide(province, agency("vn.p19"), FEE, 7000, since=in_days(10), basis=RESOLUTION)
    assert [fee_on(in_days(day)) for day in (0, 9, 10, 400)] == [5000, 5000, 7000, 7000]
    held = decisions_on(agency(), on=in_days(10))[FEE]
    assert (held.agency.path, held.basis, held.decided_by) == ("vn.p19", RESOLUTION, province.account)
    with pytest.raises(SettingInThePast):
        decide(province, agency("vn.p19"), FEE, 1, since=in_days(-1))
    with acting(official("auditor", "vn")):
        entry = JournalEntry.objects.filter(kind="agency.setting_decided").latest("at")
        assert (entry.body["value"], entry.body["basis"]) == (7000, RESOLUTION)


@pytest.mark.usefixtures("offered")
def test_a_reduction_for_some_weeks_gives_way_to_what_held_before(province: Actor) -> None:
    above = agency("vn.p19")
    decide(province, above, FEE, 7000, since=in_days(1))
    decide(province, above, FEE, 0, since=in_days(10), until=in_days(20), basis="Miễn dịp Tết")
    assert [fee_on(in_days(day)) for day in (1, 9, 10, 19, 20, 300)] == [7000, 7000, 0, 0, 7000, 7000]
    decide(province, above, FEE, 3000, since=in_days(15))
    assert [fee_on(in_days(day)) for day in (9, 14, 15, 300)] == [7000, 0, 3000, 3000]
    with pytest.raises(SettingTerm):
        decide(province, above, FEE, 1, since=in_days(3), until=in_days(3))


@pytest.mark.usefixtures("offered")
def test_of_two_who_decide_at_once_the_second_is_told(province: Actor) -> None:
    above = agency("vn.p19")
    decide(province, above, FEE, 7000, seen="")
    with pytest.raises(SettingChanged):
        decide(province, above, FEE, 8000, seen="")
    latest = decisions_of(above, FEE)[0]
    assert decide(province, above, FEE, 8000, seen=str(latest.id)).value == 8000


@pytest.mark.usefixtures("offered")
def test_only_the_kind_of_agency_that_the_formula_names_decides_and_only_what_fits(province: Actor) -> None:
    with pytest.raises(SettingNotYours):
        decide(official("admin"), agency(), FEE, 1)
    with pytest.raises(NotAdministrator):
        decide(official("officer", "vn.p19"), agency("vn.p19"), FEE, 1)
    with pytest.raises(SettingUnknown):
        decide(province, agency("vn.p19"), "letters.no_such", 1)
    for wrong in ("nhiều", 1.5, {"a": 1}):
        with pytest.raises(SettingWrong):
            decide(province, agency("vn.p19"), FEE, wrong)
    assert [one.name for one in decidable_at(agency("vn.p19"))] == [FEE]
    assert decidable_at(agency("vn.p01")) == []


def test_a_text_is_a_default_as_it_stands_and_a_case_is_filed_with_it(letters: Letters) -> None:
    files = letters()
    office = "settings: [{name: office, type: text, label: Phòng, default: Phòng Kinh tế}, {name: copy_fee"
    files["formula.yaml"] = files["formula.yaml"].replace(b"settings: [{name: copy_fee", office.encode())
    adopt(SYSTEM, agency("vn.p19"), publish(SYSTEM, files).edition)
    assert setting_at(agency(), "letters.office").default == "Phòng Kinh tế"
    lan = someone("Nguyễn Thị Lan")
    case = file_case(
        lan.actor, Filing("letters.letter", {"subject": "Đường hỏng"}, agency=agency().id), key=new_key()
    ).case
    assert case.settings == {"office": "Phòng Kinh tế", "copy_fee": 5000}


@pytest.mark.parametrize("default", ['"nhiều"', "-1", '"applicant.name"'])
def test_a_default_that_nobody_could_decide_is_refused_when_published(letters: Letters, default: str) -> None:
    files = letters()
    wrong = files["formula.yaml"].decode().replace("default: 5000", f"default: {default}, min: 0")
    checked = check_files(files | {"formula.yaml": wrong.encode()})
    assert checked.refused
    assert "setting.default" in {issue.code for issue in checked.issues}


def test_which_procedures_ask_for_a_fee_is_known() -> None:
    from support.births import in_force

    in_force()
    found = {one.name: [str(procedure.name) for procedure in one.used_by()] for one in decidable_at(agency())}
    assert "death" in found["civil_registration.late_death_fee"]
    assert setting_at(agency(), "civil_registration.copy_fee").is_fee
    assert not setting_at(agency(), "civil_registration.most_copies").is_fee
