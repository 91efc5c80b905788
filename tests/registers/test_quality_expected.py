"""Coverage: what a register holds, held to numbers that somebody else counted."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.registers.generating.faults import shares
from nenso.registers.generating.writing import generate, read_truth
from nenso.registers.importing.beginning import begin_file
from nenso.registers.importing.running import run, start
from nenso.registers.measuring.errors import ExpectedUnknown
from nenso.registers.measuring.expecting import expect, figures_of
from nenso.registers.measuring.reading import shortfalls
from nenso.registers.measuring.running import measure
from nenso.registers.measuring.tables import QualityExpectation
from nenso.registers.models import Record
from nenso.runtime.acting import acting
from support.made_up import BIRTHS, load, made, rows
from support.quality import EVERYTHING, PHU_THONG, counts, shipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("made_up_people")]


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


def test_the_code_of_a_place_is_the_agency_there_that_keeps_the_register() -> None:
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, shipped("residence")).edition)
    expect(EVERYTHING, "residence.persons", "population", [("01969", "", "4000")], source="Thống kê")
    with acting(EVERYTHING):
        (kept,) = QualityExpectation.objects.filter(register="residence.persons").select_related("agency")
    assert (str(kept.agency.path), kept.expected) == ("vn.bca.p19.c01969", 4000)
