"""What is found is exactly what was planted, in every class of faults."""

from pathlib import Path

import pytest

from nenso.registers.generating.faults import Planted
from nenso.registers.generating.writing import read_truth
from nenso.registers.measuring.running import measure
from support.made_up import BIRTHS, PERSONS, load, made, rows
from support.quality import READS, failures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("made_up_people")]
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
BESIDE = {"line_missing": "filled_residence_line", "id_missing": "filled_identifier"}
"""What a record written down a second time lacks beside being one."""


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
