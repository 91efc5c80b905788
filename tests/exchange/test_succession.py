"""The merger of 1 July 2025, 63 provinces into 34: what the old committees kept follows, whole and once."""

import csv
from collections import Counter
from datetime import date, timedelta
from importlib.resources import files

import pytest

from factories.agencies import agency, official
from factories.people import SYSTEM
from nenso.agencies.errors import SucceededAlready, SuccessionWrong
from nenso.agencies.models import Agency
from nenso.agencies.succeeding import Pair, by_territory, succeed
from nenso.cli.agencies.succession import SUCCEEDS, carry_out, plan
from nenso.exchange.granting import Terms, ask_for, grant, grants_of
from nenso.exchange.models import Grant, Service
from nenso.exchange.services import open_service
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.library import edition_named
from nenso.formulas.publishing import publish
from nenso.registers.duplicates.agreeing import answer, asked_of, propose
from nenso.registers.duplicates.reviewing import pairs
from nenso.registers.duplicates.tables import DuplicatePair, MergeProposal
from nenso.registers.granting import Receivers, give
from nenso.registers.known import register_named
from nenso.registers.lookup import RegisterLookup
from nenso.registers.merging import MERGERS
from nenso.registers.models import Record, RecordGrant, RecordRevision
from nenso.registers.recording import Source, create, end, update
from nenso.registers.searching import Wanted, page
from nenso.registers.succeeding import totals_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import fold, sort_key
from nenso.territory.models import Place

pytestmark = pytest.mark.django_db
WRITER = Actor(system="procedure:roads.enter", scope=("vn",))
NATIONAL = "vn.btc"
FORMULA = {
    "formula.yaml": b"formula: roads\nversion: '1.0.0'\ntitle: Duong\noffered_by: [province]\n",
    "registers/roads.yaml": """
register: roads
title: Đường tỉnh
label: "{name}"
key: [agency, number]
fields:
  - {name: number, type: text, label: Số, required: true}
  - {name: name, type: text, label: Tên, required: true}
search: [name]
lookups:
  - lookup: by_number
    title: Theo số
    by: [number]
    fields: [name]
    purposes: {planning: Quy hoạch}
    basis: Luật Dữ liệu
read: [{who: officer, what: all}, {who: officer@any, what: all, under: grant}]
""".encode(),
    "registers/bridges.yaml": b"""
register: bridges
title: Cau
label: "{name}"
fields: [{name: name, type: text, label: Ten, required: true}]
read: [{who: officer, what: all}]
""",
}


def became() -> dict[str, str]:
    """Return code of each of the 63 provinces → code of the one of 34 it is in, as the map that ships says."""
    with files("nenso.territory").joinpath("data", "changes_2025.csv").open(encoding="utf-8") as lines:
        moved = {row["old"]: row["new"] for row in csv.DictReader(lines) if len(row["old"]) == 2}
    standing = Place.objects.filter(level="province", valid_until=None).values_list("code", flat=True)
    return {code: code for code in standing if code not in moved.values()} | moved


def found_old() -> dict[str, Agency]:
    """Return code → the committee that each province had that is no more since the merger."""
    made: dict[str, Agency] = {}
    with acting(SYSTEM):
        top = agency("vn")
        ended = Place.objects.filter(level="province", valid_until=date(2025, 7, 1))
        for place in ended:
            name = f"Ủy ban nhân dân {place.full_name}"
            made[place.code] = Agency.objects.create(
                parent=top,
                path=f"vn.o{place.code}",
                kind="province",
                name=name,
                folded=fold(name),
                sort_key=sort_key(name),
                place=place,
            )
    return made


def write(at: Agency, register: str, *names: str) -> list[Record]:
    """Write records of an agency, as a procedure of it."""
    known = register_named(f"roads.{register}")
    source = Source(edition_named("roads"), "roads.enter", clock.now())
    with acting(WRITER):
        lookup = RegisterLookup("roads", at.path)
        values = [{"name": name} | ({"number": str(n)} if register == "roads" else {}) for n, name in enumerate(names)]
        return [create(known.declared, one, at, source, lookup) for one in values]


@pytest.fixture
def old(db: None) -> dict[str, Agency]:
    """The committees of the provinces that are no more, each with what it kept."""
    offers.forget()
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, FORMULA).edition)
    made = found_old()
    for count, (code, one) in enumerate(sorted(made.items()), 1):
        write(one, "roads", *(f"Đường {code}-{n}" for n in range(1 + count % 3)))
        write(one, "bridges", f"Cầu {code}")
    return made


def test_everything_of_the_63_is_with_the_34_and_nothing_is_lost_or_doubled(old: dict[str, Agency]) -> None:
    new = {code: agency(f"vn.p{code}") for code in set(became().values())}
    assert (len(became()), len(new)) == (63, 34)
    assert set(old) <= set(became())
    assert len(old) == 52
    everybody = [*old.values(), *new.values()]
    before = totals_of(SUCCEEDS, everybody)
    kept = {code: totals_of(SUCCEEDS, [one]) for code, one in old.items()}
    told = carry_out(plan("", "", "", date(2026, 11, 2)))
    assert told.undecided == []
    assert totals_of(SUCCEEDS, everybody) == before
    assert before == {"roads.roads": sum(1 + n % 3 for n in range(1, len(old) + 1)), "roads.bridges": len(old)}
    for code, one in new.items():
        expected = sum((kept[was] for was, now in became().items() if now == code and was in old), Counter[str]())
        assert totals_of(SUCCEEDS, [one]) == expected, code
    assert totals_of(SUCCEEDS, old.values()) == {}
    again = carry_out(plan("", "", "", date(2026, 11, 2)))
    assert [one for one in again.lines if one.records or one.granted] == []


def test_history_key_and_number_stay_and_the_new_officers_find_it(old: dict[str, Agency]) -> None:
    bac_kan, thai_nguyen = old["06"], agency("vn.p19")
    (first, *_) = write(bac_kan, "bridges", "Cầu Phà", "Cầu Cũ")
    declared = register_named("roads.bridges").declared
    source = Source(edition_named("roads"), "roads.enter", clock.now(), reason="Sửa tên")
    with acting(WRITER):
        update(declared, first.id, {"name": "Cầu Phà mới"}, source, RegisterLookup("roads", bac_kan.path))
        ended = Record.objects.get(label="Cầu Cũ")
        end(ended.id, source)
        revisions = RecordRevision.objects.filter(record_id__in=[first.id, ended.id]).order_by("record", "seq")
        before = list(revisions.values())
        keys = dict(Record.objects.filter(agency=bac_kan).values_list("id", "key"))
    officer = official("officer", at="vn.p19")
    assert page(officer, declared, Wanted(words="cau pha")).records == []
    carry_out(plan("vn.o06", "vn.p19", "Nghị quyết 202/2025/QH15", date(2025, 7, 1)))
    (seen,) = page(officer, declared, Wanted(words="", agency=thai_nguyen.id)).records[-1:]
    assert seen.agency_id == thai_nguyen.id
    assert "Cầu Phà mới" in {one.label for one in page(officer, declared, Wanted(below="vn.p19")).records}
    with acting(WRITER):
        assert list(revisions.all().values()) == before
        assert dict(Record.objects.filter(pk__in=keys).values_list("id", "key")) == keys
        assert Record.objects.get(pk=ended.id).ended_at is not None


def test_grants_and_services_follow_on_both_sides(old: dict[str, Agency]) -> None:
    bac_kan, thai_nguyen = old["06"], agency("vn.p19")
    now = clock.now()
    terms = Terms(["name"], ["planning"], now, now + timedelta(days=30))
    ours, theirs = (
        open_service(SYSTEM, bac_kan, "roads.roads", "by_number"),
        open_service(SYSTEM, agency("vn.p01"), "roads.roads", "by_number"),
    )
    lent = grant(SYSTEM, ask_for(SYSTEM, ours.id, agency(NATIONAL), terms, "Quy hoạch").id)
    held = grant(SYSTEM, ask_for(SYSTEM, theirs.id, bac_kan, terms, "Quy hoạch").id)
    with acting(WRITER):
        leave = give(
            "roads.roads",
            bac_kan,
            Receivers(frozenset({f"officer@{bac_kan.id}"})),
            fields=[],
            purpose={"vi": "Quy hoạch", "en": "Planning"},
            until=None,
            why="roads.enter",
            case=None,
            at=now,
        )
    carry_out(plan("vn.o06", "vn.p19", "Nghị quyết 202/2025/QH15", date(2025, 7, 1)))
    officer = official("officer", at="vn.p19")
    assert {one.id for one in grants_of(officer, thai_nguyen)} == {lent.id, held.id}
    with acting(SUCCEEDS):
        assert Service.objects.get(pk=ours.id).owner_id == thai_nguyen.id
        assert Grant.objects.get(pk=held.id).consumer_id == thai_nguyen.id
        moved = RecordGrant.objects.get(pk=leave.id)
    assert moved.agency_id == thai_nguyen.id
    assert moved.receivers == [f"officer@{thai_nguyen.id}"]


def test_pairs_and_proposals_to_merge_follow_and_the_new_officers_answer(old: dict[str, Agency]) -> None:
    bac_kan, ha_noi = old["06"], agency("vn.p01")
    (ours,), (theirs,) = write(bac_kan, "bridges", "Cầu Phà"), write(ha_noi, "bridges", "Cầu Phà")
    proposes = official("registrar", at=ha_noi.path)
    first, second = sorted((ours, theirs), key=lambda one: one.id)
    with acting(SUCCEEDS):
        pair = DuplicatePair.objects.create(
            register="roads.bridges",
            first=first.id,
            second=second.id,
            agency=first.agency,
            other_agency=second.agency,
            probability=0.99,
            weight=7,
            levels=[],
            found_at=clock.now(),
            agency_paths=[bac_kan.path, ha_noi.path],
            readers=[f"{role}@{one.id}" for role in MERGERS for one in (bac_kan, ha_noi)],
        )
    made = propose(proposes, "roads.bridges", "merge", theirs.id, ours.id, "Một cây cầu, hai tỉnh cùng ghi")
    assert made.other_agency_id == bac_kan.id
    carry_out(plan("vn.o06", "vn.p19", "Nghị quyết 202/2025/QH15", date(2025, 7, 1)))
    answers = official("leader", at="vn.p19")
    assert asked_of(answers, agency("vn.p19").id) == {"roads.bridges": 1}
    assert [one.pair.id for one in pairs(answers, "roads.bridges").pairs] == [pair.id]
    assert answer(answers, "roads.bridges", made.id, agree=True).state == "agreed"
    with acting(SUCCEEDS):
        assert Record.objects.get(pk=ours.id).merged_into == theirs.id
        assert DuplicatePair.objects.get().state == "merged"
        assert MergeProposal.objects.get().agency_paths == sorted(["vn.p19", ha_noi.path])


def test_a_proposal_between_two_that_became_one_is_for_that_one_to_decide(old: dict[str, Agency]) -> None:
    bac_kan, thai_nguyen = old["06"], agency("vn.p19")
    (ours,), (theirs,) = write(bac_kan, "bridges", "Cầu Phà"), write(thai_nguyen, "bridges", "Cầu Phà")
    registrar = official("registrar", at="vn.p19")
    with acting(SUCCEEDS):
        made = MergeProposal.objects.create(
            register="roads.bridges",
            kind="merge",
            stays=theirs.id,
            goes=ours.id,
            reason="Một cây cầu",
            agency=bac_kan,
            other_agency=thai_nguyen,
            proposed_at=clock.now(),
            agency_paths=[bac_kan.path, thai_nguyen.path],
            readers=[f"registrar@{one.id}" for one in (bac_kan, thai_nguyen)],
        )
    carry_out(plan("vn.o06", "vn.p19", "Nghị quyết 202/2025/QH15", date(2025, 7, 1)))
    assert answer(registrar, "roads.bridges", made.id, agree=True).state == "agreed"


def test_a_service_that_both_had_open_is_one_with_the_grants_of_both(old: dict[str, Agency]) -> None:
    now = clock.now()
    terms = Terms(["name"], ["planning"], now, now + timedelta(days=30))
    before = open_service(SYSTEM, old["06"], "roads.roads", "by_number")
    there = open_service(SYSTEM, agency("vn.p19"), "roads.roads", "by_number")
    asked = ask_for(SYSTEM, before.id, agency(NATIONAL), terms, "Quy hoạch")
    carry_out(plan("vn.o06", "vn.p19", "", date(2025, 7, 1)))
    with acting(SUCCEEDS):
        assert Grant.objects.get(pk=asked.id).service_id == there.id
        assert list(Service.objects.filter(owner=agency("vn.p19"), closed_at=None)) == [there]


def test_a_divided_place_is_left_to_people_and_one_successor_is_final(old: dict[str, Agency]) -> None:
    with acting(SYSTEM):
        pairs, undecided = by_territory(date(2026, 11, 2))
    assert {one.old.path: one.new.path for one in pairs}["vn.o06"] == "vn.p19"
    assert undecided == []
    succeed(SUCCEEDS, Pair(old["06"], agency("vn.p19"), date(2025, 7, 1), ""))
    with pytest.raises(SucceededAlready):
        succeed(SUCCEEDS, Pair(old["06"], agency("vn.p01"), date(2025, 7, 1), ""))
    with pytest.raises(SuccessionWrong):
        succeed(SUCCEEDS, Pair(old["02"], agency("vn.p19.c01969"), date(2025, 7, 1), ""))
