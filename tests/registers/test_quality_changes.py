"""Only what changed is looked at, and figures, days and faults follow."""

from datetime import datetime, timedelta

import pytest

from factories.agencies import agency, official
from factories.people import SYSTEM
from nenso.agencies.models import Agency
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.registers.known import register_named
from nenso.registers.lookup import RegisterLookup
from nenso.registers.measuring.reading import standing, trend
from nenso.registers.measuring.running import measure
from nenso.registers.measuring.tables import QualityCount, QualityFailure, QualityState
from nenso.registers.models import Record
from nenso.registers.recording import Source, end, update
from nenso.runtime import clock
from nenso.runtime.acting import acting
from support.made_up import PERSONS, WRITER, formula_files, load
from support.quality import EVERYTHING, READS, counts, failures, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("made_up_people")]


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
