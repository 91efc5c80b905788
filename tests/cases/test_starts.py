"""Cases that open by themselves: one for each agency and year, whoever opens them, however often it is tried."""

from datetime import date

import pytest

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.agencies.founding import found_agency
from nenso.agencies.models import Agency
from nenso.cases.acts.unsealing import unseal
from nenso.cases.errors.filing import LimitReached, PeriodToCome
from nenso.cases.intake.drafts import drafts_of
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.intake.starting import start_cases
from nenso.cases.models import Case, Started
from nenso.cases.queries.journalling import journal_of_case
from nenso.cases.tasks import start
from nenso.notices.models import Notice
from nenso.runtime.acting import acting
from support import reports
from support.reports import AN_KHANH, PHU_THONG, PROVINCE
from support.stories import EVERYTHING, at, local, new_key, open_steps, whole

pytestmark = pytest.mark.django_db


def test_each_commune_has_its_report_once_a_year_from_the_day_on() -> None:
    reports.in_force()
    with at("2026-10-31T09:00"):
        assert start_cases().opened == []  # its day has not come
    with at("2026-11-01T09:00"):
        start()
        start()
        assert start_cases(procedure="reports.yearly").opened == []
    first, second = reports.reports()
    assert {one.period for one in (first, second)} == {"2026"}
    assert [one.form["year"] for one in (first, second)] == ["2026", "2026"]
    assert {whole(one).parties[0].facts["path"] for one in (first, second)} == {AN_KHANH, PHU_THONG}
    assert {one.agency.path for one in (first, second)} == {PROVINCE}
    assert first.code != second.code
    entries, verified = journal_of_case(EVERYTHING, first.code)
    assert (entries[0]["kind"], entries[0]["system"], verified.intact) == ("case.filed", "cases.starting", True)
    assert entries[0]["body"]["started"]["period"] == "2026"

    reports.in_force(version="1.0.1")  # another edition is the same start
    with at("2026-12-01T09:00"):
        assert start_cases().opened == []
    with at("2027-11-02T09:00"):
        assert len(start_cases().opened) == 2


def test_a_period_may_be_opened_by_hand_but_none_that_has_not_begun() -> None:
    reports.in_force()
    with at("2027-02-01T09:00"):
        assert len(start_cases(period="2026").opened) == 2
        assert start_cases(period="2026-Q3").opened == []  # it is not of that rhythm
        with pytest.raises(PeriodToCome):
            start_cases(period="2028")
        officer = reports.people()["officer"]
        filing = Filing(
            "reports.yearly", {}, agency=agency(PROVINCE).id, applicant={"agency": str(agency(PHU_THONG).id)}
        )
        own = file_case(officer, filing, key=new_key()).case
        assert own.period == "2027"  # what is filed by hand is of the period that runs
        refused = start_cases(period="2027").refused
        assert [(one.subject, type(one.problem)) for one in refused] == [(agency(PHU_THONG).name, LimitReached)]
        with acting(EVERYTHING):
            assert Started.objects.filter(period="2027").count() == 1  # the other one; this is tried again


def test_what_is_sealed_waits_with_its_steps_for_its_moment() -> None:
    reports.in_force(f"{reports.YEARLY}sealed: {{until: filed + 3 days}}\n")
    with at("2026-11-01T09:00"):
        assert len(start_cases(procedure="reports.yearly").opened) == 2
    case = next(one for one in reports.reports())
    assert (open_steps(case), case.sealed_until) == ([], local("2026-11-04T09:00"))
    with at("2026-11-04T09:00"):
        assert unseal(case.id)
    assert open_steps(case) == ["score"]


def test_an_abolished_commune_has_none() -> None:
    reports.in_force()
    with at("2026-10-01T09:00"):
        old = found_agency(SYSTEM, agency(PROVINCE), "old", "Ủy ban nhân dân xã Cũ", kind="commune")
    with acting(SYSTEM):
        Agency.objects.filter(pk=old.id).update(valid_until=date(2026, 11, 1))
    with at("2026-11-01T09:00"):
        assert len(start_cases().opened) == 2


def test_each_record_has_a_case_and_a_draft_of_its_period_about_it() -> None:
    reports.in_force()
    keeper = reports.people()["leader"]
    with at("2026-10-05T09:00"):
        road, old = reports.road("Đường 254", keeper), reports.road("Cũ", keeper)
        report = start_cases(procedure="reports.check")
        assert (len(report.opened), report.refused) == (1, [])
        assert len(start_cases(procedure="reports.visit").opened) == 2
        assert start_cases(procedure="reports.visit").opened == []
    with acting(EVERYTHING):
        check = Case.objects.get(procedure="reports.check")
    assert (check.period, check.about_id, check.form, check.agency.path) == (
        "2026-Q4", road.id, {"name": "Đường 254"}, PROVINCE,
    )  # fmt: skip
    assert {one.about_id for one in drafts_of(keeper)} == {road.id, old.id}
    with acting(keeper):
        assert Notice.objects.filter(recipient=keeper.person, kind="case.notified").count() == 2
    draft = next(one for one in drafts_of(keeper) if one.about_id == road.id)
    filing = Filing("reports.visit", draft.form, agency=agency(PROVINCE).id, draft=draft.id)
    with at("2026-11-02T09:00"):
        sent = file_case(keeper, filing, key=new_key()).case
    assert (sent.period, sent.form) == ("2026-10", {"name": "Đường 254"})  # the period it was prepared for
