"""Rules of an edition of one's own: houses that are too near, indicators out of bounds."""

import pytest

from factories.agencies import agency, official
from factories.people import SYSTEM
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.index.measuring.running import run as measure_indicators
from nenso.registers.measuring.reading import worklist
from nenso.registers.measuring.running import measure
from support.made_up import PERSONS, formula_files, load
from support.quality import counts, failures, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("made_up_people")]
INDICATOR = """indicator: women_share
title: Tỷ lệ nữ
of: {from: records.persons, measure: count(*), where: sex = 'female', as_of: end}
per: {from: records.persons, measure: count(*), as_of: end}
"""


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
