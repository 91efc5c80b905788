"""How long records are kept, as their register declares: archived, erased, or for ever; told before it is done."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from factories.agencies import agency
from factories.people import SYSTEM, person
from nenso.cli.main import app
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.library import edition_named
from nenso.formulas.publishing import publish
from nenso.journal.models import JournalEntry
from nenso.registers.keeping import KEEPER, keep_as_declared, over
from nenso.registers.known import register_named
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import Record, RecordParty, RecordRevision
from nenso.registers.recording import Source, create, end, update
from nenso.registers.searching import Wanted, page
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from registers.conftest import at

pytestmark = pytest.mark.django_db
WRITER = Actor(system="procedure:shelf.enter", scope=("vn",))
SHELF = {"formula.yaml": b"formula: shelf\nversion: '1.0.0'\ntitle: Ke\noffered_by: [commune]\n"} | {
    f"registers/{name}.yaml": f"""
register: {name}
title: Sổ {name}
label: "{{name}}"
key: [name]
parties: {{owner: this.number}}
fields:
  - {{name: name, type: text, label: Tên, required: true}}
  - {{name: number, type: person_id, label: Số, sensitive: true}}
read: [{{who: officer, what: all}}]
keep: {keep}
""".encode()
    for name, keep in {
        "papers": "{for: 10 years, then: archive}",
        "visits": "{for: 6 months, then: erase}",
        "births": "{for: forever}",
    }.items()
}
NUMBER = "006195000123"


@pytest.fixture(autouse=True)
def _shelf(demo: None, db: None) -> Iterator[None]:
    offers.forget()
    with clock.at(at("2016-01-01T09:00")):
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, SHELF).edition)
    yield
    offers.forget()


def written(register: str, when: str, **values: Any) -> Record:
    """Write a record at a moment."""
    known = register_named(f"shelf.{register}")
    with clock.at(at(when)), acting(WRITER):
        source = Source(edition_named("shelf"), "shelf.enter", clock.now())
        return create(known.declared, values, agency(), source, RegisterLookup("shelf"))


def test_a_record_is_archived_when_its_time_is_over_and_not_a_day_before() -> None:
    paper = written("papers", "2016-03-01T09:00", name="Giấy 1")
    written("papers", "2016-03-03T09:00", name="Giấy 2")
    written("births", "2016-03-01T09:00", name="An")
    with clock.at(at("2026-02-28T09:00")):
        assert over() == []
        assert keep_as_declared() == {}
    with clock.at(at("2026-03-02T09:00")):
        assert [(one.register, one.then, one.records) for one in over()] == [("shelf.papers", "archive", 1)]
        assert keep_as_declared() == {"archive": 1}
        assert keep_as_declared() == {}
        listed = page(KEEPER, register_named("shelf.papers").declared, Wanted()).records
    assert [one.label for one in listed] == ["Giấy 2"]
    with acting(KEEPER):
        kept = Record.objects.get(pk=paper.id)
        assert kept.data["name"] == "Giấy 1"
        assert JournalEntry.objects.filter(stream=paper.id, kind="record.archived").count() == 1


def test_the_time_runs_from_the_end_of_a_record_or_from_when_it_was_last_written() -> None:
    ended = written("papers", "2016-03-01T09:00", name="Giấy 1")
    changed = written("papers", "2016-03-01T09:00", name="Giấy 2")
    declared = register_named("shelf.papers").declared
    with clock.at(at("2017-03-01T09:00")), acting(WRITER):
        source = Source(edition_named("shelf"), "shelf.enter", clock.now())
        end(ended.id, source)
        update(declared, changed.id, {"name": "Giấy 2a"}, source, RegisterLookup("shelf"))
    with clock.at(at("2026-12-01T09:00")):
        assert over() == []
    with clock.at(at("2027-03-02T09:00")):
        assert [one.records for one in over()] == [2]


def test_what_is_erased_is_gone_from_every_revision_and_only_that_it_was_there_stays() -> None:
    person("Triệu Thị Mai", identifier=NUMBER, born_on=date(1995, 3, 8))
    visit = written("visits", "2026-01-05T09:00", name="Triệu Thị Mai", number=NUMBER)
    declared = register_named("shelf.visits").declared
    with clock.at(at("2026-01-06T09:00")), acting(WRITER):
        source = Source(edition_named("shelf"), "shelf.enter", clock.now(), reason="Mai gọi lại")
        update(declared, visit.id, {"name": "Triệu Thị Mai (2)"}, source, RegisterLookup("shelf"))
    with clock.at(at("2026-07-07T09:00")):
        assert keep_as_declared() == {"erase": 1}
    with acting(KEEPER):
        left = Record.objects.get(pk=visit.id)
        revisions = list(RecordRevision.objects.filter(record=left))
        assert (left.data, left.label, left.key, left.persons, left.revision) == ({}, "", "", [], 2)
        assert [(one.data, one.reason) for one in revisions] == [({}, ""), ({}, "")]
        assert not RecordParty.objects.filter(record=left).exists()
        told = JournalEntry.objects.filter(stream=visit.id)
        assert {"record.created", "record.revised", "record.erased"} == {one.kind for one in told}
        assert not any(NUMBER in str(one.body) or "Mai" in str(one.body) for one in told)


def test_the_command_tells_before_and_does_what_the_night_does() -> None:
    written("visits", "2026-01-05T09:00", name="An")
    with clock.at(at("2026-08-01T09:00")):
        told = orjson.loads(CliRunner().invoke(app, ["register", "keep", "--dry-run", "--json"]).stdout)
        assert [(one["register"], one["then"], one["records"]) for one in told["over"]] == [
            ("shelf.visits", "erase", 1)
        ]
        assert told["done"] == {}
        done = orjson.loads(CliRunner().invoke(app, ["register", "keep", "--json"]).stdout)
    assert done["done"] == {"erase": 1}
