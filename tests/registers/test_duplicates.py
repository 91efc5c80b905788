"""Who stands in a register twice is found, explained and asked about once; nothing of it lies about afterwards."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from factories.agencies import agency, official
from factories.connections import raw_connection
from nenso.journal.reading import entries_of
from nenso.language.declarations.fields import Field
from nenso.registers.duplicates import seeking
from nenso.registers.duplicates.compared import kind_of
from nenso.registers.duplicates.errors import (
    NothingCompared,
    PairDecided,
    PairUnknown,
    ReviewRefused,
    SearchFailed,
    SearchUnderWay,
)
from nenso.registers.duplicates.levels import LEVELS, WORKED_OUT
from nenso.registers.duplicates.reviewing import (
    by_agency,
    decide,
    doubtful,
    last_search,
    pair_of,
    pairs,
    reasons_of,
    waiting_for,
)
from nenso.registers.duplicates.seeking import changed_since, seek
from nenso.registers.duplicates.tables import DuplicatePair
from nenso.registers.generating.faults import shares
from nenso.registers.generating.writing import generate, read_truth
from nenso.registers.merging import merge, unmerge
from nenso.registers.models import Record
from nenso.registers.tasks import seek_duplicates, seek_duplicates_daily
from nenso.runtime.acting import Actor, acting
from nenso.runtime.bulk import owner_connection
from nenso.runtime.config import config
from nenso.runtime.text import fold
from support.jobs import do_waiting_jobs
from support.population import AS_OF, OPERATOR, PERSONS, persons, population_in_force, taken_in

pytestmark = pytest.mark.django_db(transaction=True)
NEXT_DOOR = "vn.p19.c01942"
AN = {
    "ref": "1",
    "id": "019096000111",
    "full_name": "Nguyễn Văn An",
    "born_on": "1996-03-07",
    "sex": "male",
    "residence.place": "01969",
    "residence.line": "Tổ 3",
    "phone": "0912345678",
}
AN_AGAIN = AN | {"ref": "2", "id": "", "full_name": "Nguyen Van An", "born_on": "1996-07-03", "residence.line": ""}
BINH = AN | {"ref": "3", "id": "019196000222", "full_name": "Lý Thị Bình", "sex": "female", "phone": "0987654321"}
CHI = {"ref": "4", "full_name": "Hoàng Thị Chi", "born_on": "1950-12-30", "sex": "female", "residence.place": "01969"}


@pytest.fixture
def registrar() -> Actor:
    """The registrar of xã Phủ Thông."""
    return official("registrar")


@pytest.fixture
def twice(tmp_path: Path) -> DuplicatePair:
    """A man who was written down twice, among others; found."""
    population_in_force()
    persons(tmp_path, AN, AN_AGAIN, BINH, CHI)
    seek(PERSONS)
    with acting(OPERATOR):
        return DuplicatePair.objects.get()


def refs(pair: DuplicatePair) -> list[str]:
    with acting(OPERATOR):
        return sorted(Record.objects.filter(id__in=[pair.first, pair.second]).values_list("key", flat=True))


def test_planted_doubles_are_found_and_hardly_anybody_else(tmp_path: Path) -> None:
    generate(tmp_path / "data", 20_000, seed=11, faults=shares("duplicate=0.02"), as_of=AS_OF)
    population_in_force()
    taken_in(tmp_path / "data" / "persons.csv")
    search = seek(PERSONS)
    with acting(OPERATOR):
        keys = dict(Record.objects.filter(register=PERSONS).values_list("id", "key"))
        found = {
            frozenset((keys[one.first], keys[one.second])) for one in DuplicatePair.objects.filter(register=PERSONS)
        }
    planted = {frozenset((one.ref, one.of)) for one in read_truth(tmp_path / "data") if one.kind == "duplicate"}
    right = len(found & planted)
    assert len(planted) > 300
    assert right / len(found) >= 0.98, "precision"
    assert right / len(planted) >= 0.95, "recall"
    assert (search.pairs, search.records) == (len(found), len(keys))
    swapped = search.model["born_on"]["swapped"]
    assert 0.1 < swapped[0] < 0.5, "day and month are exchanged in about a third of the planted doubles: it is learnt"


def test_a_pair_says_field_by_field_why_it_is_probably_one(twice: DuplicatePair) -> None:
    assert refs(twice) == ["1", "2"]
    said = {one.field: (one.level.code, one.weight > 0) for one in reasons_of(twice)}
    assert said == {
        "full_name": ("same_plain", True),
        "born_on": ("swapped", True),
        "sex": ("same", True),
        "id": ("missing", False),
        "phone": ("same", True),
        "residence": ("same_place", True),
    }
    total = sum(one.weight for one in reasons_of(twice))
    assert twice.weight < total, "that two records are one is rare: that counts against it"
    assert not {str(value) for value in AN.values()} & {str(value) for one in twice.levels for value in one.values()}


def test_of_two_things_nobody_is_asked_again(twice: DuplicatePair, registrar: Actor) -> None:
    told = decide(registrar, PERSONS, twice.id, "different", "Hai anh em họ trùng tên")
    assert decide(registrar, PERSONS, twice.id, "different", "").decided_at == told.decided_at
    seek(PERSONS)
    with acting(OPERATOR):
        (again,) = DuplicatePair.objects.all()
        assert (again.state, again.reason) == ("different", "Hai anh em họ trùng tên")
        assert "record.told_apart" in [one.kind for one in entries_of(twice.first)]
    assert pairs(registrar, PERSONS).pairs == []
    assert decide(registrar, PERSONS, twice.id, "open").state == "open"
    assert decide(registrar, PERSONS, twice.id, "later").state == "later"
    seek(PERSONS)
    assert [one.pair.id for one in pairs(registrar, PERSONS, state="later").pairs] == [twice.id]


def test_what_is_merged_is_settled_and_stays_so_when_it_is_parted(twice: DuplicatePair, registrar: Actor) -> None:
    merge(registrar, twice.first, twice.second, [], "Một người, ghi hai lần")
    seek(PERSONS)
    assert pair_of(registrar, PERSONS, twice.id).pair.state == "merged"
    with pytest.raises(PairDecided):
        decide(registrar, PERSONS, twice.id, "different")
    unmerge(registrar, twice.first, twice.second, "Là hai người")
    seek(PERSONS)
    with acting(OPERATOR):
        assert [one.state for one in DuplicatePair.objects.all()] == ["merged"]


def test_what_waits_with_a_third_record_goes_on_with_the_one_that_stays(tmp_path: Path) -> None:
    """Next door wrote him down twice: each has to be told from the one here, until the two next door are one."""
    population_in_force()
    persons(tmp_path, AN, BINH, CHI)
    persons(tmp_path, AN_AGAIN, AN_AGAIN | {"ref": "5"}, at=NEXT_DOOR)
    seek(PERSONS)
    with acting(OPERATOR):
        keys = dict(Record.objects.values_list("key", "id"))
        here, kept, gone = keys["1"], keys["2"], keys["5"]
        first, second = sorted((here, kept))
        assert DuplicatePair.objects.count() == 3
        DuplicatePair.objects.filter(first=first, second=second).delete()
    merge(official("registrar", at=NEXT_DOOR), kept, gone, [], "Ghi hai lần")
    with acting(OPERATOR):
        assert sorted(DuplicatePair.objects.values_list("state", flat=True)) == ["merged", "open"]
        moved = DuplicatePair.objects.get(state="open")
        assert (moved.first, moved.second) == (first, second)
        sides = {moved.first: moved.agency_id, moved.second: moved.other_agency_id}
        assert sides == {here: agency().id, kept: agency(NEXT_DOOR).id}
        assert moved.agency_paths == sorted([agency().path, NEXT_DOOR])
    seek(PERSONS)
    with acting(OPERATOR):
        assert DuplicatePair.objects.get(first=first, second=second).id == moved.id


def test_a_third_record_that_is_a_pair_with_both_waits_once(tmp_path: Path, registrar: Actor) -> None:
    population_in_force()
    persons(tmp_path, AN, AN_AGAIN, AN_AGAIN | {"ref": "5"}, BINH, CHI)
    seek(PERSONS)
    with acting(OPERATOR):
        keys = dict(Record.objects.values_list("key", "id"))
        assert DuplicatePair.objects.count() == 3
    merge(registrar, keys["1"], keys["2"], [], "Ghi nhiều lần")
    with acting(OPERATOR):
        waiting = DuplicatePair.objects.get(state="open")
    assert {waiting.first, waiting.second} == {keys["1"], keys["5"]}


def test_a_pair_that_is_alike_no_more_is_forgotten(twice: DuplicatePair, tmp_path: Path) -> None:
    persons(tmp_path, CHI | {"ref": "2", "id": "019196000333", "phone": "0900000001"})
    seek(PERSONS)
    with acting(OPERATOR):
        assert not DuplicatePair.objects.filter(pk=twice.id).exists()


def test_both_agencies_are_told_and_only_who_keeps_both_decides(tmp_path: Path) -> None:
    population_in_force()
    persons(tmp_path, AN, BINH, CHI)
    persons(tmp_path, AN_AGAIN, at=NEXT_DOOR)
    seek(PERSONS)
    here, there = official("registrar"), official("leader", at=NEXT_DOOR)
    for actor, other in ((here, agency(NEXT_DOOR)), (there, agency())):
        (found,) = pairs(actor, PERSONS).pairs
        assert not found.whole, "the record of the other agency is not opened by this"
        with pytest.raises(ReviewRefused, match=other.name):
            decide(actor, PERSONS, found.pair.id, "different")
    assert waiting_for(here, agency().id) == waiting_for(there, agency(NEXT_DOOR).id) == {PERSONS: 1}
    clerk, elsewhere = official("clerk"), official("registrar", at="vn.p19")
    for actor in (clerk, elsewhere):
        assert pairs(actor, PERSONS).pairs == []
        with pytest.raises(PairUnknown):
            pair_of(actor, PERSONS, found.pair.id)
        with raw_connection(actor) as connection:
            assert connection.execute("SELECT count(*) FROM registers_duplicatepair").fetchone() == (0,)
    counted = {path: count for path, _, count in by_agency(OPERATOR, PERSONS)}
    assert counted == {"vn.p19.c01969": 1, NEXT_DOOR: 1}
    with acting(OPERATOR):
        assert doubtful(PERSONS, agency().id).count() == doubtful(PERSONS).count() == 1


def test_pages_go_on_where_the_one_before_ended(tmp_path: Path, registrar: Actor) -> None:
    population_in_force()
    rows = [
        AN | {"ref": f"{half}{number}", "full_name": f"{name} Văn An", "phone": f"09100000{number:02}", "id": ""}
        for number, name in enumerate(("Bùi", "Cao", "Đào", "Hà", "Kiều", "Lò", "Ma"))
        for half in "ab"
    ]
    for number, row in enumerate(rows):
        row["born_on"] = f"{1960 + number // 2 * 5}-0{1 + number // 2}-1{number // 2}"
    persons(tmp_path, *rows)
    seek(PERSONS)
    met, after = [], None
    while True:
        page = pairs(registrar, PERSONS, agency=agency().id, after=after, limit=3)
        met += [one.pair.id for one in page.pairs]
        after = page.after
        if after is None:
            break
    assert (len(met), len(set(met))) == (7, 7)


def test_a_threshold_is_data(twice: DuplicatePair) -> None:
    assert twice.probability < 1 - 1e-12
    assert seek(PERSONS, threshold=1 - 1e-13).pairs == 0
    with acting(OPERATOR):
        assert (DuplicatePair.objects.count(), last_search(PERSONS).threshold) == (0, 1 - 1e-13)  # type: ignore[union-attr]
    assert seek(PERSONS).threshold == 0.95, "as the register declares"


def test_nothing_of_a_search_is_left_on_disk_and_only_its_user_could_read_it(
    twice: DuplicatePair, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}
    matched = seeking._matched

    def looked_at(task: Any, declared: Any) -> Any:
        folder, table = Path(task.folder), Path(task.table)
        seen["modes"] = [oct(one.stat().st_mode & 0o777) for one in (folder, table)]
        seen["columns"] = table.read_text().splitlines()[0].count(",")
        (folder / "left_behind").touch()
        return matched(task, declared)

    monkeypatch.setattr(seeking, "_matched", looked_at)
    seek(PERSONS)
    assert seen["modes"] == ["0o700", "0o600"]
    assert seen["columns"] >= 6
    assert list((config().home_path / "duplicates").glob(f"{config().database}.*")) == []


def test_a_search_that_fails_says_how_and_changes_nothing(
    twice: DuplicatePair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeking.sys, "executable", "/bin/false")
    with pytest.raises(SearchFailed):
        seek(PERSONS)
    with acting(OPERATOR):
        assert DuplicatePair.objects.get().id == twice.id
    assert list((config().home_path / "duplicates").glob(f"{config().database}.*")) == []


def test_one_search_of_a_register_at_a_time(twice: DuplicatePair) -> None:
    with owner_connection() as connection:
        connection.autocommit = True
        with seeking._alone(connection, PERSONS), pytest.raises(SearchUnderWay):
            seek(PERSONS)
    assert seek(PERSONS).pairs == 1


def test_the_daily_job_looks_where_something_changed(twice: DuplicatePair, tmp_path: Path) -> None:
    assert not changed_since(PERSONS)
    persons(tmp_path, AN | {"ref": "5", "id": ""})
    assert changed_since(PERSONS)
    seek_duplicates_daily.func(timestamp=0)
    do_waiting_jobs()
    assert seek_duplicates.name == "registers.duplicates"
    with acting(OPERATOR):
        assert DuplicatePair.objects.count() > 1


def test_a_register_without_the_rule_is_not_searched(tmp_path: Path) -> None:
    population_in_force({"{linkage: splink, by: [full_name, born_on, sex, id, phone, residence], threshold: 0.95}": ""})
    with pytest.raises(NothingCompared):
        seek(PERSONS)
    assert PERSONS not in [one.name for one in seeking.registers_with_duplicates()]


def test_an_empty_register_has_no_duplicates() -> None:
    population_in_force()
    assert (seek(PERSONS).records, seek(PERSONS).pairs) == (0, 0)


@pytest.mark.django_db(transaction=False)
def test_names_are_compared_as_they_are_searched() -> None:
    """What the process that compares takes for the name without marks is what the register finds names by."""
    import duckdb

    names = ["Nguyễn  Văn Đức", "LÝ THỊ BÌNH", "Hoàng Ưng ", "đặng ỷ", "Y Ngông Niê Kdăm", "Trần Thị Ngọc Ánh"]
    with duckdb.connect() as connection:
        for name in names:
            plain = WORKED_OUT["name"].format(c="$1")
            assert connection.execute(f"SELECT {plain}", [name]).fetchall() == [(fold(name),)], name


@pytest.mark.django_db(transaction=False)
def test_shares_of_every_kind_add_up_and_every_type_of_field_has_a_kind() -> None:
    for kind, levels in LEVELS.items():
        assert sum(one.m for one in levels) == pytest.approx(1), kind
        assert sum(one.u for one in levels) == pytest.approx(1, abs=0.001), kind
    assert kind_of(Field(name="sex", type="choice")) == "code"  # type: ignore[call-arg]


@pytest.mark.django_db(transaction=False)
def test_what_compares_is_not_in_the_processes_that_serve() -> None:
    """Splink and its database are imported by the process that compares alone."""
    asked = (
        "import django, sys; django.setup(); import nenso.urls, nenso.registers.duplicates.seeking,"
        " nenso.registers.duplicates.reviewing, nenso.registers.tasks;"
        " print(sorted({'splink', 'duckdb'} & set(sys.modules)))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "nenso.runtime.settings"}
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
