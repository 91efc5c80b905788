"""Registers that ship are held to each other: births and households to residents, residents to deaths."""

from typing import Any

import pytest

from factories.agencies import agency, official
from factories.people import SYSTEM
from nenso.agencies.models import Agency
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.registers.known import Known, register_named
from nenso.registers.lookup import RegisterLookup
from nenso.registers.measuring.reading import worklist
from nenso.registers.measuring.running import measure
from nenso.registers.models import Record
from nenso.registers.recording import Source, create, end
from nenso.runtime import clock
from nenso.runtime.acting import acting
from support.made_up import WRITER
from support.quality import PHU_THONG, counts, shipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("made_up_people")]


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
