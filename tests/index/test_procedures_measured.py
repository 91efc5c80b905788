"""Procedures are measured as agencies offer them, and of cases what came on paper, what was reused, who was known."""

from datetime import date
from typing import Any

import pytest

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.agencies.succeeding import Pair, succeed
from nenso.cases.intake.filing import Filing, file_case
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.folders import shipped_folders
from nenso.formulas.models import Edition
from nenso.formulas.publishing import publish
from nenso.index.measuring.errors import WorkedOut
from nenso.index.measuring.offered import from_people, has_duty, lacking
from nenso.index.measuring.recounting import counted_anew
from nenso.index.measuring.rows import parts_of, rows_of
from nenso.index.measuring.running import INDEX, run
from nenso.index.models import Value
from nenso.language.reading import files_of, read
from nenso.payments.collecting import record_payment
from nenso.payments.models import Means, Payment
from nenso.runtime.acting import Actor, acting
from support import measured
from support.catalogue import rows
from support.formulas import letters
from support.measured import AN_KHANH, PHU_THONG
from support.stories import EVERYTHING, at

pytestmark = pytest.mark.django_db(transaction=True)
PROVINCE = "vn.p19"
COUNT = "measure: count(*), where"


def share(fact: str, of: str, per: str, when: str) -> str:
    return f"{when}\nof: {{from: {fact}, {COUNT}: {of}}}\nper: {{from: {fact}, {COUNT}: {per}}}"


OFFERED = {
    "on_time": share("procedures", "administrative AND notice_days >= 5", "administrative", "date: published_at"),
    "soon": share("procedures", "administrative AND disclosure_days <= 5", "administrative", "date: public_at"),
    "whole": share("procedures", "complete", "administrative", "as_of: end"),
    "payable": share("procedures", "financial AND paid_online_on <= CURRENT_DATE", "financial", "as_of: end"),
    "unpayable": "formula: 1 - payable",
    "no_paper": share("cases", "digitised", "administrative", "date: filed_at"),
    "reused": share("cases", "data_reused", "administrative", "date: filed_at"),
    "known": share("cases", "assurance >= 2", "administrative", "date: filed_at"),
}
MORE = "audience: [citizen]\nfee: 12000\n"
PAPERS = "documents:\n  - {name: map, label: Sơ đồ}\n  - {name: card, label: Thẻ, kind: seen}\n"
NAMED = "  - {name: name, type: text, label: Tôi là, prefill: applicant.full_name}\n"


def published(on: str, version: str, *, more: str = "", effective: str = "", fields: str = "") -> Edition:
    """Publish the letters with what is measured of them here."""
    said = letters(version=version, deadline=f"deadline: {{within: 3 working days}}\n{more}".rstrip(), fields=fields)
    if effective:
        said["formula.yaml"] += f'effective: "{effective}"\n'
    made = measured.files(**OFFERED) | said
    offers.forget()
    with at(on):
        return publish(SYSTEM, {path: text.encode() for path, text in made.items()}).edition


def adopted(on: str, path: str, edition: Edition) -> None:
    offers.forget()
    with at(on):
        adopt(SYSTEM, agency(path), edition)


def measured_at(moment: str, *periods: str, anew: bool = False) -> None:
    with at(moment):
        assert run(periods=periods, anew=anew).refused == []


def value(indicator: str, period: str, path: str) -> tuple[Any, Any]:
    """Return what is counted of what."""
    with acting(INDEX):
        found = Value.objects.get(indicator=f"letters.{indicator}", period=period, kind="agency", unit=agency(path).id)
    return found.numerator, found.denominator


def communes() -> int:
    """Return how many communes of the province stand in that autumn."""
    said = "SELECT count(*) FROM agencies_agency WHERE kind = 'commune' AND path <@ %s::ltree AND valid_until IS NULL"
    return int(rows(said, [PROVINCE])[0][0])


def test_procedures_count_where_they_are_offered_by_the_days_they_were_published_and_adopted() -> None:
    """Published on a Thursday for the Monday week, adopted the Tuesday after; a commune is late with its own."""
    first = published("2026-10-01 09:00", "1.0.0", effective="2026-10-12")
    adopted("2026-10-06 09:00", PROVINCE, first)
    measured_at("2026-10-15 09:00")
    each = communes()
    assert value("on_time", "2026-10", PROVINCE) == (each, each)  # 7 working days: 2, 5 to 9 and 12 October
    assert value("soon", "2026-10", PROVINCE) == (each, each)  # 3: 2, 5 and 6 October
    second = published("2026-10-20 09:00", "1.1.0", more="audience: [citizen]")
    adopted("2026-10-30 09:00", PHU_THONG, second)
    measured_at("2026-10-31 09:00")
    assert value("on_time", "2026-10", PHU_THONG) == (2, 2)  # of the other it was told 8 working days before
    assert value("soon", "2026-10", PHU_THONG) == (1, 2)  # which is more than 5 until it was adopted
    assert value("soon", "2026-10", PROVINCE) == (each, each + 1)
    assert value("on_time", "2026-10", AN_KHANH) == (1, 1)
    assert value("whole", "2026-10", PHU_THONG) == (1, 1)  # as it is offered now, not as before
    assert value("whole", "2026-10", PROVINCE) == (1, each)  # who may file is said in the second alone
    told = {name: value(name, "2026-10", PROVINCE) for name in ("on_time", "soon", "whole")}
    measured_at("2026-10-31 10:00", anew=True)
    assert told == {name: value(name, "2026-10", PROVINCE) for name in told}
    with at("2026-11-02 09:00"):
        succeed(EVERYTHING, Pair(agency(AN_KHANH), agency(PHU_THONG), date(2026, 11, 1), "Nghị quyết"))
        with acting(INDEX):
            unit = agency(PHU_THONG).id
            carried = counted_anew(second, {"letters.soon"}, "2026-10", [unit])["letters.soon"][unit]
    assert (carried.numerator, carried.denominator) == (2, 3)  # of the successor, and of who came to it


def test_a_value_of_procedures_leads_back_to_each_of_them_at_each_agency() -> None:
    adopted("2026-10-06 09:00", PROVINCE, published("2026-10-01 09:00", "1.0.0", effective="2026-10-12"))
    adopted("2026-10-30 09:00", PHU_THONG, published("2026-10-20 09:00", "1.1.0"))
    measured_at("2026-10-31 09:00")
    who = measured.officials_at(AN_KHANH)["clerk"]  # what is published and adopted is no secret
    found = rows_of(who, "letters.soon", PHU_THONG, "2026-10", side="denominator")
    assert (found.count, {one.code for one in found.rows}) == (2, {"letters.letter"})
    assert all(one.seen and one.label == f"Gửi thư – {one.agency}" for one in found.rows)
    assert rows_of(who, "letters.soon", PHU_THONG, "2026-10").count == 1
    page = rows_of(who, "letters.whole", PROVINCE, "2026-10", side="denominator", limit=10)
    assert (page.count, len(page.rows)) == (communes(), 10)


def test_a_procedure_with_a_fee_can_be_paid_online_from_the_first_time_that_its_agency_was() -> None:
    adopted("2026-10-01 10:00", PROVINCE, published("2026-10-01 09:00", "1.0.0", more=MORE))
    with at("2026-11-05 08:00"):
        case = measured.write(measured.writer(), PHU_THONG, "Xin cấp lại bảng tin", "1")
    with acting(EVERYTHING):
        owed = Payment.objects.get(case_id=case.id)
    measured_at("2026-11-05 09:00")
    assert value("payable", "2026-11", PROVINCE) == (0, communes())
    with at("2026-11-06 08:00"):
        gateway = Actor(system="payments.gateway", scope=("vn",))
        record_payment(gateway, case.id, owed.id, means=Means.ONLINE, amount=12000)
    measured_at("2026-11-06 09:00", "2026-10")
    assert value("payable", "2026-11", PROVINCE) == (1, communes())
    assert value("payable", "2026-10", PROVINCE) == (0, communes())  # as it stood then
    clerk = measured.officials_at(PHU_THONG)["clerk"]
    assert rows_of(clerk, "letters.payable", PROVINCE, "2026-11").count == 1
    assert rows_of(clerk, "letters.payable", PROVINCE, "2026-10").count == 0
    assert parts_of("letters.unpayable") == ["letters.payable"]
    with pytest.raises(WorkedOut, match=r"letters\.payable"):
        rows_of(clerk, "letters.unpayable", PROVINCE, "2026-11")


def test_of_cases_it_is_known_what_was_on_paper_only_what_was_reused_and_how_well_the_filer_was_known() -> None:
    adopted("2026-10-01 10:00", PROVINCE, published("2026-10-01 09:00", "1.0.0", more=PAPERS, fields=NAMED))
    who, clerk = measured.writer(), measured.officials_at(PHU_THONG)["clerk"]

    def at_counter(key: str, paper: dict[str, dict[str, int]]) -> None:
        applicant = {"full_name": "Hoàng Văn Tư", "identifier": "006090000777"}
        asked = Filing(
            "letters.letter", {"subject": "Cầu hỏng"}, agency(PHU_THONG).id, "counter", applicant, paper=paper
        )
        file_case(clerk, asked, key=key)

    with at("2026-10-05 08:00"):
        measured.write(who, PHU_THONG, "Đường liên thôn", "1")
        at_counter("on-paper", {"map": {"original": 1}})
        at_counter("shown-alone", {"card": {"seen": 1}})
    measured_at("2026-10-06 09:00")
    assert value("no_paper", "2026-10", PHU_THONG) == (2, 3)
    assert value("reused", "2026-10", PHU_THONG) == (3, 3)  # the name of each was there
    assert value("known", "2026-10", PHU_THONG) == (1, 3)  # of whoever stands at a counter no account is known


def test_satisfaction_with_handling_is_what_is_neither_late_nor_rated_as_unsatisfactory() -> None:
    """Of four letters one was late, and of the others one was rated badly: half of them were handled well."""
    shipped = shipped_folders()
    names = ("on_time", "dissatisfied", "handling_satisfaction")
    said = letters(deadline="deadline: {within: 3 working days}")
    said["formula.yaml"] += 'requires: {petitions: "^1"}\n'
    said |= {
        f"indicators/{name}.yaml": (shipped["service_quality_766"] / "indicators" / f"{name}.yaml").read_text()
        for name in names
    }
    offers.forget()
    with at("2026-10-01 09:00"):
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, files_of(shipped["petitions"])).edition)
        edition = publish(SYSTEM, {path: text.encode() for path, text in said.items()}).edition
        adopt(SYSTEM, agency("vn"), edition)
    who, here = measured.writer(), measured.officials_at(PHU_THONG)
    with at("2026-10-05 08:00"):
        written = [measured.write(who, PHU_THONG, "Cầu hỏng", str(number)) for number in range(4)]
    with at("2026-10-06 09:00"):
        measured.read(written[3], here)
        for case in written[:3]:
            measured.answer(case, here)
    with at("2026-10-20 09:00"):
        measured.sign(written[3], here)
    with at("2026-10-21 09:00"):
        for case, overall in ((written[0], "dissatisfied"), (written[1], "satisfied")):
            rating = Filing("petitions.rating", {"overall": overall}, about={"case": str(case.id)})
            file_case(who, rating, key=f"rating-{case.id}"[:80])
    measured_at("2026-10-31 09:00")
    assert value("on_time", "2026-10", PHU_THONG) == (3, 4)
    assert value("dissatisfied", "2026-10", PHU_THONG) == (1, 4)
    with acting(INDEX):
        found = Value.objects.get(
            indicator="letters.handling_satisfaction", period="2026-10", unit=agency(PHU_THONG).id
        )
        nothing = Value.objects.get(indicator=found.indicator, period="2026-10", unit=agency(AN_KHANH).id)
    assert found.value == 0.5
    assert (nothing.value, nothing.missing) == (None, "not_applicable")  # where nothing was finished, never 0
    assert parts_of(found.indicator) == ["letters.on_time", "letters.dissatisfied"]
    assert rows_of(here["leader"], "letters.dissatisfied", PHU_THONG, "2026-10").count == 1


@pytest.mark.parametrize(
    ("more", "fields", "missing", "duty", "population"),
    [
        (MORE, NAMED, [], True, True),
        ("audience: [citizen]\nfee: 0\n", "", [], False, False),
        ("", "  - {name: firm, type: text, label: Tên, prefill: applicant.tax_code}\n", ["audience"], False, False),
        ("", "  - {name: home, type: text, label: Nhà, prefill: applicant.phone}\n", ["audience"], False, False),
    ],
)
def test_what_a_procedure_declares_is_read_by_rules(
    more: str, fields: str, missing: list[str], duty: bool, population: bool
) -> None:
    said = letters(deadline=f"deadline: {{within: 3 working days}}\n{more}".rstrip(), fields=fields)
    formula = read({path: text.encode() for path, text in said.items()}, {}).formula
    assert formula is not None
    procedure = formula.procedures["letter"]
    assert (lacking(formula, procedure), has_duty(procedure), from_people(procedure)) == (missing, duty, population)


def test_what_is_not_declared_is_told_by_name() -> None:
    formula = read({path: text.encode() for path, text in letters(deadline="").items()}, {}).formula
    assert formula is not None
    assert lacking(formula, formula.procedures["letter"]) == ["deadline", "audience"]
