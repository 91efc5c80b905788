"""Quality is measured: what is found is what was planted; only what changed is looked at; each sees what is theirs."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from factories.agencies import agency, official
from factories.connections import seen
from factories.people import SYSTEM
from nenso.agencies.models import Agency
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.index.measuring.running import run as measure_indicators
from nenso.registers.generating.faults import Planted, shares
from nenso.registers.generating.writing import generate, read_truth
from nenso.registers.importing.beginning import begin_file
from nenso.registers.importing.running import run, start
from nenso.registers.known import Known, register_named
from nenso.registers.lookup import RegisterLookup
from nenso.registers.measuring.errors import ExpectedUnknown, MeasuringRefused
from nenso.registers.measuring.expecting import expect, figures_of
from nenso.registers.measuring.names import marked_words, unlike_a_name
from nenso.registers.measuring.reading import below, shortfalls, standing, trend, worklist
from nenso.registers.measuring.running import measure
from nenso.registers.measuring.tables import QualityCount, QualityExpectation, QualityFailure, QualityRule, QualityState
from nenso.registers.models import Record
from nenso.registers.recording import Source, create, end, update
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from support.made_up import BIRTHS, PERSONS, WRITER, formula_files, in_use, load, made, rows

pytestmark = pytest.mark.django_db(transaction=True)
EVERYTHING = Actor(system="tests", scope=("vn",))
PHU_THONG = "vn.p19.c01969"
RULES = {
    "identifier_form": {"number_agrees"},
    "identifier_disagrees": {"number_agrees"},
    "name_format": {"format_full_name"},
    "phone_format": {"format_phone"},
    "stale": {"live"},
    "authority_disagrees": {"child_as_in_persons"},
    "mother_missing": {"mother_known"},
}
MISSING = {
    "hometown": "filled_hometown",
    "ethnicity": "filled_ethnicity",
    "born_on": "filled_born_on",
    "residence.line": "filled_residence_line",
}
READS = "reads_like_a_name"
BESIDE = {"line_missing": "filled_residence_line", "id_missing": "filled_identifier"}
"""What a record written down a second time lacks beside being one."""


@pytest.fixture(autouse=True)
def registers(transactional_db: None) -> Iterator[None]:
    """The registers, in use, on a working morning."""
    with clock.at(datetime(2026, 11, 2, 9, tzinfo=clock.VIETNAM)):
        in_use()
        yield


def person(number: int, **changes: Any) -> dict[str, Any]:
    """Return a person without any fault, of xã Phủ Thông."""
    right = {
        "ref": f"P{number}",
        "identifier": f"019195{number:06}",
        "full_name": "Lý Thị Mai",
        "born_on": "1995-03-08",
        "sex": "female",
        "ethnicity": "tay",
        "nationality": "vn",
        "hometown": "Phủ Thông",
        "birth_registered_at": "01969",
        "residence_place": "01969",
        "residence_line": "Tổ 2",
        "household": f"H{number:09}",
        "relation": "head",
        "phone": "0912345678",
        "updated_on": "2026-10-01",
        "entered_on": "2026-10-01",
    }
    return {name: value for name, value in (right | changes).items() if value}


def failures(register: str = PERSONS) -> Counter[tuple[str, str]]:
    """Return every fault that stands: (record's ref, rule)."""
    with acting(EVERYTHING):
        names = {one.id: one.name for one in QualityRule.objects.filter(register=register)}
        refs = {one.id: one.data["ref"] for one in Record.objects.filter(register=register)}
        found = QualityFailure.objects.filter(rule_id__in=names)
        return Counter((refs[one.record_id], names[one.rule_id]) for one in found)


def counts(register: str = PERSONS) -> dict[str, tuple[int, int]]:
    """Return by rule how many records were assessed and how many failed, everywhere."""
    found: dict[str, tuple[int, int]] = {}
    with acting(EVERYTHING):
        for one in QualityCount.objects.filter(rule__register=register).select_related("rule"):
            assessed, failed = found.get(one.rule.name, (0, 0))
            found[one.rule.name] = (assessed + one.assessed, failed + one.failed)
    return found


def expected_of(fault: Planted) -> set[tuple[str, str]]:
    """Return the faults that a planted one has to come out as."""
    if fault.kind == "field_missing":
        return {(fault.ref, MISSING[fault.field])}
    if fault.kind == "duplicate":
        return {(fault.ref, BESIDE[how]) for how in fault.how.split("+") if how in BESIDE}
    if fault.kind == "name_unlikely":
        return {(fault.ref, "format_full_name")} if any(letter.isdigit() for letter in fault.now) else set()
    return {(fault.ref, rule) for rule in RULES.get(fault.kind, set())}


def consequences(folder: Path, truth: list[Planted]) -> set[tuple[str, str]]:
    """Return what planted faults make wrong beside: a birth after its registration, a mother whose name was spoilt."""
    misnamed = {
        one.key for one in truth if one.kind in {"name_format", "name_unlikely"} and one.was.lower() != one.now.lower()
    }
    births = list(rows(folder, "births"))
    late = {(one["ref"], "born_before_registered") for one in births if one["born_on"] > one["registered_on"]}
    return late | {(one["ref"], "mother_as_in_persons") for one in births if one.get("mother_id") in misnamed}


def test_what_is_found_is_exactly_what_was_planted_in_every_class(tmp_path: Path) -> None:
    folder = made(tmp_path / "data", 3_000, "correct=0.02,complete=0.02,clean=0.02,live=0.02")
    load("persons", list(rows(folder, "persons")))
    load("births", list(rows(folder, "births")))
    measured = measure(PERSONS)
    assert (measured.whole, measured.records, measured.rules) == (True, measured.measured, 31)
    measure(BIRTHS)
    truth = list(read_truth(folder))
    for register in ("persons", "births"):
        wanted = {one for fault in truth if fault.register == register and fault.ref for one in expected_of(fault)}
        assert len(wanted) > 15
        wanted |= consequences(folder, truth) if register == "births" else set()
        found = {one for one in failures(f"people.{register}") if one[1] != READS}
        assert (wanted - found, found - wanted) == (set(), set())


def test_names_that_are_none_are_found_and_few_that_are_one_are_suspected(tmp_path: Path) -> None:
    spoilt = made(tmp_path / "spoilt", 3_000, "correct=0,complete=0,clean=0,live=0,name_unlikely=0.05,name_format=0.01")
    truth = {one.ref: one.now for one in read_truth(spoilt)}
    assert len(truth) > 150
    load("persons", list(rows(spoilt, "persons")))
    measure(PERSONS)
    found = {ref for ref, rule in failures() if rule == READS}
    caught = found & truth.keys()
    assert len(caught) / len(found) >= 0.99, "precision"
    assert len(caught) / len(truth) >= 0.95, "recall"


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("Vàng A Páo", True),
        ("Y Bhuăt Êban", True),
        ("H'Hen Niê", True),
        ("Nguyễn Thị Ý", True),
        ("Khổng Có", True),
        ("Đỗ Test", False),
        ("N0ng Van G", False),
        ("Nông Văn G", False),
        ("NGUYỄN VĂN AN", False),
        ("không có", False),
        ("khong co", False),
        ("abc", False),
        ("xxx", False),
        ("Nguyen Van An", False),
        ("Cao Minh Anh", True),
        ("John Smith", True),
    ],
)
def test_a_name_reads_like_one_or_not(name: str, reads: bool) -> None:
    written = ["Nguyễn Văn An", "Nông Thị Minh", "Lý Văn Anh"] * 20
    marked = marked_words(Counter(word for one in written for word in one.lower().split()).items())
    assert marked == ["ly", "nguyen", "nong", "thi", "van"]
    frame = pl.DataFrame({"name": [name]}).select(unlike_a_name(pl.col("name"), marked))
    assert frame.item() is not reads


def test_where_nobody_writes_marks_none_are_lost() -> None:
    marked = marked_words([("nguyen", 1_000), ("nguyễn", 10), ("van", 19)])
    assert marked == []
    assert not pl.DataFrame({"name": ["Nguyen Van An"]}).select(unlike_a_name(pl.col("name"), marked)).item()


def test_coverage_lacks_exactly_the_births_that_were_left_out(tmp_path: Path) -> None:
    folder = made(tmp_path / "data", 1_500, "correct=0,complete=0,clean=0,live=0,coverage_missing=0.1")
    load("births", list(rows(folder, "births")))
    figures = list(figures_of(folder / "births_reported.csv"))
    expect(EVERYTHING, BIRTHS, "births_reported", figures, source="Trạm y tế")
    measure(BIRTHS)
    left_out = Counter(one.how for one in read_truth(folder) if one.kind == "coverage_missing")
    reported = sum(int(many) for _, _, many in figures)
    assert left_out.total() > 10
    assert counts(BIRTHS)["expected_births_reported"] == (reported, left_out.total())
    lacking = shortfalls(EVERYTHING, BIRTHS, "births_reported", agency("vn").id)
    found = {
        f"{one.agency.place.code} {one.period}": one.expected - (one.found or 0) for one in lacking if one.agency.place
    }
    assert found == dict(left_out)


def test_births_taken_in_as_documented_cover_what_was_reported_of_the_commune(tmp_path: Path) -> None:
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, shipped("civil_registration")).edition)
    births, folder = "civil_registration.births", tmp_path / "data"
    wanted = shares("correct=0,complete=0,clean=0,live=0,coverage_missing=0.1")
    generate(folder, 1_200, seed=7, faults=wanted, as_of=date(2026, 11, 1), place="01969")
    begun = begin_file(EVERYTHING, agency(PHU_THONG), births, folder / "births.csv")
    run(start(EVERYTHING, begun.id, dry=False).id, path=folder / "births.csv")
    figures = list(figures_of(folder / "births_reported.csv"))
    expect(EVERYTHING, births, "births_reported", figures, source="Trạm y tế")
    measure(births)
    left_out = sum(one.kind == "coverage_missing" for one in read_truth(folder))
    assert left_out > 5
    assert counts(births)["expected_births_reported"] == (sum(int(many) for _, _, many in figures), left_out)


def test_an_edition_of_ones_own_holds_births_to_the_residents_that_the_police_keep() -> None:
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, shipped("residence")).edition)
    files, births = shipped("civil_registration"), "registers/births.yaml"
    files["formula.yaml"] += b'\nrequires: {residence: "^2"}\n'
    files[births] = files[births].replace(b"same_as: persons", b"same_as: residence.persons")
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, files).edition)
    persons, known = register_named("residence.persons"), register_named("civil_registration.births")
    child = {"person_id": "019326000451", "full_name": "Lý Bảo An", "born_on": "2026-10-20", "sex": "female"}
    child |= {"residence": {"place": "01969", "line": "Tổ 2"}, "registered_at": "01969", "confirmed_on": "2026-10-30"}
    birth = {"child_id": "019326000451", "child_name": "Lý Bảo An", "born_on": "2026-10-21", "sex": "female"}
    birth |= {"number": "1", "registered_on": "2026-10-30", "registered_at": "01969"}
    for register, keeper, values in ((persons, "vn.bca.p19.c01969", child), (known, PHU_THONG, birth)):
        source, lookup = Source(register.edition, "tests", clock.now()), RegisterLookup(register.name.split(".")[0])
        with acting(WRITER):
            create(register.declared, values, agency(keeper), source, lookup)
    measure(known.name)
    assert counts(known.name)["child_as_in_persons"] == (1, 1)


def test_a_number_without_a_period_is_of_all_that_is_held(tmp_path: Path) -> None:
    folder = made(tmp_path / "data", 300, "none")
    load("births", list(rows(folder, "births")))
    with acting(EVERYTHING):
        held = Record.objects.filter(register=BIRTHS, agency__path=PHU_THONG).count()
    expect(EVERYTHING, BIRTHS, "births_reported", [("01969", "", str(held + 7))], source="Thống kê")
    measure(BIRTHS)
    assert counts(BIRTHS)["expected_births_reported"] == (held + 7, 7)


def test_numbers_that_no_rule_compares_with_are_refused_with_the_names_that_are_known() -> None:
    with pytest.raises(ExpectedUnknown, match="births_reported"):
        expect(EVERYTHING, BIRTHS, "births_reportd", [("01969", "2026", "3")], source="")


def shipped(name: str) -> dict[str, bytes]:
    """Return the files of a formula that ships, path to content."""
    folder = Path(__file__).parents[2] / "formulas" / name
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_the_code_of_a_place_is_the_agency_there_that_keeps_the_register() -> None:
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, shipped("residence")).edition)
    expect(EVERYTHING, "residence.persons", "population", [("01969", "", "4000")], source="Thống kê")
    with acting(EVERYTHING):
        (kept,) = QualityExpectation.objects.filter(register="residence.persons").select_related("agency")
    assert (str(kept.agency.path), kept.expected) == ("vn.bca.p19.c01969", 4000)


def test_households_are_held_to_the_register_of_residents_and_to_the_numbers_that_they_have() -> None:
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, shipped("residence")).edition)
    known = register_named("residence.households")
    lives = {"place": "01969", "line": "Tổ 2"}
    persons = register_named("residence.persons")
    head = {"person_id": "006195000123", "full_name": "Lý Thị Mây", "born_on": "1995-03-08", "sex": "female"}
    head |= {"residence": lives, "registered_at": "01969", "confirmed_on": "2026-10-01"}
    police, lookup = agency("vn.bca.p19.c01969"), RegisterLookup("residence")
    with acting(WRITER):
        create(persons.declared, head, police, Source(persons.edition, "tests", clock.now()), lookup)
    numbers = {"006195000123": "H1", "006195000124": "H2", "006195000125": "H2", "006195000126": ""}
    for number, code in numbers.items():
        values = {"head_id": number, "head_name": "Lý Thị Mai", "code": code, "address": lives}
        values |= {"registered_at": "01969", "confirmed_on": "2026-10-01"}
        with acting(WRITER):
            create(
                known.declared,
                {name: value for name, value in values.items() if value},
                police,
                Source(known.edition, "tests", clock.now()),
                lookup,
            )
    measure(known.name)
    found = counts(known.name)
    assert found["head_as_in_persons"] == (1, 1)
    assert found["filled_code"] == (4, 1)
    assert found["unique_registered_at_code"] == (3, 2)


def test_residents_whose_death_was_registered_wait_for_the_police_to_decide() -> None:
    for name in ("civil_registration", "residence"):
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, shipped(name)).edition)
    persons, deaths = (register_named(one) for one in ("residence.persons", "civil_registration.deaths"))
    police = agency("vn.bca.p19.c01969")

    def written(known: Known, keeper: Agency, values: dict[str, Any]) -> Record:
        source, lookup = Source(known.edition, "tests", clock.now()), RegisterLookup(known.name.partition(".")[0])
        with acting(WRITER):
            return create(known.declared, values | {"registered_at": "01969"}, keeper, source, lookup)

    def died(number: str) -> Record:
        values = {"number": number[-3:], "registered_on": "2026-10-20", "died_on": "2026-10-19"}
        return written(deaths, agency(PHU_THONG), values | {"deceased_id": number, "deceased_name": "Lý Thị Mây"})

    seats = official("officer", "vn.bca.p19.c01969")

    def found() -> tuple[Any, set[str]]:
        measure(persons.name)
        _, waiting = worklist(seats, persons.name, "death_not_registered", police.id)
        numbers = {one.record.data["person_id"] for one in waiting.items}
        return counts(persons.name).get("death_not_registered", (0, 0)), numbers

    alive, dead = "006195000123", "006195000124"
    resident = {"full_name": "Lý Thị Mây", "born_on": "1995-03-08", "sex": "female", "confirmed_on": "2026-10-01"}
    for number in (alive, dead):
        written(persons, police, resident | {"person_id": number, "residence": {"place": "01969", "line": "Tổ 2"}})
    assert found() == ((0, 0), set())  # nobody keeps deaths here: nothing is said
    died("006195000199")
    assert found() == ((2, 0), set())
    gone = died(dead)
    assert found() == ((2, 1), {dead})
    with acting(WRITER):
        end(gone.id, Source(deaths.edition, "tests", clock.now()))
    assert found() == ((2, 0), set())


def test_only_what_changed_is_looked_at_and_the_figures_are_those_of_a_whole_measuring() -> None:
    load("persons", [person(number) for number in range(1, 9)] + [person(9, phone="12", residence_place="01840")])
    measure(PERSONS)
    assert set(failures()) == {("P9", "format_phone")}
    known = register_named(PERSONS)
    with acting(WRITER):
        records = {one.data["ref"]: one for one in Record.objects.filter(register=PERSONS)}
        source = Source(known.edition, "tests", clock.now())
        lookup = RegisterLookup("people")
        update(known.declared, records["P9"].id, {"phone": "0912345678"}, source, lookup)
        update(known.declared, records["P1"].id, {"hometown": None}, source, lookup)
        update(known.declared, records["P2"].id, {"full_name": "Lý Thị Mai 2"}, source, lookup)
        end(records["P3"].id, source)
    load("persons", [person(10, full_name="(Lan)")])
    again = measure(PERSONS)
    assert not again.whole
    wanted = {("P1", "filled_hometown")} | {
        (one, rule) for one in ("P2", "P10") for rule in ("format_full_name", READS)
    }
    assert set(failures()) == wanted
    by_changes = counts()
    with acting(EVERYTHING):
        assert QualityState.objects.count() == 9
    assert by_changes["format_full_name"] == (9, 2)
    assert by_changes["format_phone"] == (9, 0)
    measure(PERSONS, whole=True)
    assert (counts(), set(failures())) == (by_changes, wanted)


def test_what_depends_on_others_or_on_the_day_is_measured_though_the_record_stands_still() -> None:
    load("persons", [person(1, household="H000000001"), person(2, updated_on="2024-12-01", household="H000000002")])
    measure(PERSONS)
    assert not failures()
    load("persons", [person(3, household="H000000001")])
    assert not measure(PERSONS).whole
    both = "unique_full_name_born_on_household"
    assert set(failures()) == {("P1", both), ("P3", both)}
    with acting(WRITER):
        third = next(one for one in Record.objects.filter(register=PERSONS) if one.data["ref"] == "P3")
        source, lookup = Source(register_named(PERSONS).edition, "tests", clock.now()), RegisterLookup("people")
        update(register_named(PERSONS).declared, third.id, {"household": "H000000003"}, source, lookup)
    again = measure(PERSONS)
    assert (again.measured, set(failures())) == (2, set())  # who moved out, and who stays
    with clock.at(clock.now() + timedelta(days=30)):
        measure(PERSONS)
        assert set(failures()) == {("P2", "live")}
        as_they_stand = counts()
        measure(PERSONS, whole=True)
        assert counts() == as_they_stand


def test_a_fault_keeps_the_day_it_was_found_and_its_term_counts_working_days() -> None:
    load("persons", [person(1, phone="12")])
    measure(PERSONS)
    with acting(EVERYTHING):
        first = QualityFailure.objects.get()
    monday = datetime(2026, 11, 2, 9, tzinfo=clock.VIETNAM)
    assert (first.found_at, first.due_at) == (monday, monday + timedelta(days=14))
    with clock.at(monday + timedelta(days=1)):
        measure(PERSONS, whole=True)
    with acting(EVERYTHING):
        assert QualityFailure.objects.get().found_at == monday


def test_shares_add_up_from_rule_to_field_to_measure_to_register() -> None:
    load("persons", [person(1), person(2), person(3), person(4, hometown="", phone="12")])
    measure(PERSONS)
    stands = standing(official("officer"), PERSONS, agency().id)
    by = {one.name: one for one in stands.rules}
    assert (by["filled_hometown"].assessed, by["filled_hometown"].failed, by["filled_hometown"].share) == (4, 1, 75.0)
    assert by["filled_hometown"].level == "fair"
    assert by["filled_mother_id"].share is None
    measures = {one.name: one for one in stands.measures}
    assert measures["complete"].share == pytest.approx((11 * 100 + 75) / 12)
    # clean: identifiers unique (weight 2), people unique, names, telephones (75), places, households;
    # that names read like names (weight 0.5)
    assert measures["clean"].share == pytest.approx((2 * 100 + 100 + 100 + 75 + 100 + 100 + 0.5 * 100) / 7.5)
    assert stands.whole.share == pytest.approx(sum(one.share or 0 for one in stands.measures) / 4)
    assert {one.name: one.share for one in stands.fields}["phone"] == 75.0


def test_a_commune_sees_its_own_a_province_all_below_it_and_others_nothing() -> None:
    load(
        "persons",
        [
            person(1, phone="12"),
            person(2, phone="12", residence_place="01840"),
            person(3, residence_place="05983", phone="12"),
        ],
    )
    measure(PERSONS)
    with acting(EVERYTHING):
        there = {str(one.data["ref"]): str(one.agency.path) for one in Record.objects.select_related("agency").all()}
    own, province = official("officer"), official("leader", at="vn.p19")
    assert [one.failed for one in standing(own, PERSONS, agency().id).rules if one.name == "format_phone"] == [1]
    inside = sum(path.startswith("vn.p19.") for path in there.values())
    stands = standing(province, PERSONS, agency("vn.p19").id)
    assert [one.failed for one in stands.rules if one.name == "format_phone"] == [inside]
    assert {str(one.path) for one, _, _ in below(province, PERSONS, agency("vn.p19").id)} == {
        path for path in there.values() if path.startswith("vn.p19.")
    }
    with pytest.raises(MeasuringRefused):
        standing(own, PERSONS, agency("vn.p19").id)
    elsewhere = official("officer", at=str(next(path for path in there.values() if path != PHU_THONG)))
    with pytest.raises(MeasuringRefused):
        standing(elsewhere, PERSONS, agency().id)
    count = (
        "SELECT coalesce(sum(q.failed), 0) FROM registers_qualitycount q"
        " JOIN registers_qualityrule r ON r.id = q.rule_id"
    )
    for table in ("count", "day"):
        query = count.replace("qualitycount", f"quality{table}") + " WHERE r.name = 'format_phone'"
        assert seen(own, query) == [(1,)]
        assert seen(province, query) == [(inside,)]
        assert seen(Actor(), query) == seen(None, query) == [(0,)]
    for table in ("failure", "state"):
        query = f"SELECT count(*) FROM registers_quality{table}"
        assert seen(own, query) == [(1,)]
        assert seen(Actor(), query) == seen(None, query) == [(0,)]


def test_a_worklist_opens_the_records_page_by_page_the_most_urgent_first() -> None:
    load("persons", [person(number, phone="12") for number in range(1, 4)])
    measure(PERSONS)
    officer = official("officer")
    rule, first = worklist(officer, PERSONS, "format_phone", agency().id, limit=2)
    assert (rule.failed, len(first.items)) == (3, 2)
    assert first.after is not None
    _, rest = worklist(officer, PERSONS, "format_phone", agency().id, limit=2, after=first.after)
    assert {one.record.data["ref"] for one in (*first.items, *rest.items)} == {"P1", "P2", "P3"}
    assert rest.after is None


def test_the_trend_carries_a_day_on_until_something_changes() -> None:
    load("persons", [person(1, phone="12"), person(2)])
    measure(PERSONS)
    known = register_named(PERSONS)
    with clock.at(clock.now() + timedelta(days=3)):
        load("persons", [person(3)])
        measure(PERSONS)
    with clock.at(clock.now() + timedelta(days=5)):
        with acting(WRITER):
            broken = Record.objects.get(data__ref="P1")
            source = Source(known.edition, "tests", clock.now())
            update(known.declared, broken.id, {"phone": "0912345678"}, source, RegisterLookup("people"))
        measure(PERSONS)
        days = trend(official("officer"), PERSONS, agency().id)
    assert [(day.day, faults) for day, _, faults in days] == [(2, 1), (5, 1), (7, 0)]
    assert days[-1][1].share == 100.0
    assert days[0][1].share < days[1][1].share < 100.0


def test_counts_follow_a_record_to_its_new_agency() -> None:
    load("persons", [person(1, phone="12")])
    measure(PERSONS)
    with acting(EVERYTHING):
        other = Agency.objects.get(path="vn.p19.c01840")
        Record.objects.filter(register=PERSONS).update(agency=other, agency_paths=[other.path])
    measure(PERSONS)
    with acting(EVERYTHING):
        stand = QualityCount.objects.filter(rule__name="format_phone")
        assert {str(one.agency_id): (one.assessed, one.failed) for one in stand} == {
            str(agency().id): (0, 0),
            str(other.id): (1, 1),
        }
        assert QualityFailure.objects.get().agency_id == other.id


def test_a_rule_that_is_declared_no_more_is_forgotten_and_its_faults_with_it() -> None:
    load("persons", [person(1, phone="12", full_name="(Lan)")])
    measure(PERSONS)
    files = {path: content.replace(b'"1.0.1"', b'"1.1.0"') for path, content in formula_files().items()}
    name = "registers/persons.yaml"
    lines = files[name].decode().splitlines(keepends=True)
    files[name] = "".join(line for line in lines if "format: phone" not in line).encode()
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, files).edition)
    again = measure(PERSONS)
    assert (again.whole, again.rules) == (True, 30)
    assert set(failures()) == {("P1", "format_full_name"), ("P1", READS)}
    assert "format_phone" not in counts()
    assert "format_phone" not in {one.name for one in standing(official("officer"), PERSONS, agency().id).rules}


def test_houses_that_stand_too_near_to_each_other_are_found_and_a_far_one_is_not() -> None:
    files = {path: content.replace(b'"1.0.1"', b'"1.1.0"') for path, content in formula_files().items()}
    name = "registers/persons.yaml"
    written = files[name].decode()
    written = written.replace("filter: [sex", "  - {name: house, type: location, label: Nhà}\nfilter: [sex")
    files[name] = written.replace("  clean:\n", "  clean:\n    - {near: house, metres: 30}\n").encode()
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, files).edition)
    houses = {1: (22.1, 105.9), 2: (22.1001, 105.9001), 3: (22.11, 105.9)}
    people = [person(n, house={"latitude": at[0], "longitude": at[1]}) for n, at in houses.items()]
    load("persons", [*people, person(4)])
    measure(PERSONS)
    assert {ref for ref, rule in failures() if rule == "near_house"} == {"P1", "P2"}
    assert counts()["near_house"] == (3, 2)


INDICATOR = """indicator: women_share
title: Tỷ lệ nữ
of: {from: records.persons, measure: count(*), where: sex = 'female', as_of: end}
per: {from: records.persons, measure: count(*), as_of: end}
"""


def test_records_of_an_agency_whose_indicator_is_out_of_bounds_wait_to_be_mended() -> None:
    beyond = {
        "name: both, from: 0.4, to: 0.6": {"P1", "P2"},
        "name: most, to: 0.5": {"P1", "P2"},
        "name: least, from: 0.6": {"P3", "P4"},
        "name: of_the_year, from: 0.4, to: 0.6, of: this.entered_on": {"P1"},
        "name: of_the_month, from: 0.6, every: month, of: this.entered_on": {"P4"},
    }
    files = {path: content.replace(b'"1.0.1"', b'"1.1.0"') for path, content in formula_files().items()}
    name = "registers/persons.yaml"
    rules = "".join(f"    - {{between: women_share, {one}}}\n" for one in beyond)
    files[name] = files[name].decode().replace("  correct:\n", f"  correct:\n{rules}").encode()
    files["indicators/women_share.yaml"] = INDICATOR.encode()
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, files).edition)
    elsewhere = {"residence_place": "01840"}
    man = person(4, sex="male", identifier="019095000004", entered_on="2026-11-01", **elsewhere)
    load("persons", [person(1), person(2, entered_on="2025-10-01"), person(3, **elsewhere), man])
    measure_indicators()
    measure(PERSONS)
    for rule, refs in beyond.items():
        named = rule.split(",")[0].removeprefix("name: ")
        assert {ref for ref, broken in failures() if broken == named} == refs
        found = worklist(official("officer"), PERSONS, named, agency().id)[1]
        assert {one.record.data["ref"] for one in found.items} == refs - {"P3", "P4"}
    assert counts()["both"] == (4, 2)
    assert counts()["of_the_year"] == (3, 1)
