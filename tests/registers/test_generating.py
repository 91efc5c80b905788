"""Made-up people are as the law numbers them; what was planted is exactly what is wrong, and the truth tells it."""

import csv
import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from nenso.people.identifiers import check_person_id
from nenso.registers.generating.errors import FaultsUnknown, FolderTaken, PlaceUnknown
from nenso.registers.generating.faults import KINDS, STALE_DAYS, Planted, shares
from nenso.registers.generating.places import communes
from nenso.registers.generating.writing import Made, generate, read_truth
from nenso.runtime.text import fold

AS_OF = date(2026, 11, 1)
PEOPLE = 6_000


def made_in(folder: Path, faults: str, seed: int = 7) -> Made:
    return generate(folder, PEOPLE, seed=seed, faults=shares(faults), as_of=AS_OF)


def rows(folder: Path, name: str) -> dict[str, dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row.get("ref", str(number)): row for number, row in enumerate(csv.DictReader(file))}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """People without a fault."""
    folder = tmp_path_factory.mktemp("whole") / "data"
    return folder, made_in(folder, "none")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """The same people with many faults, but nobody twice."""
    folder = tmp_path_factory.mktemp("faulty") / "data"
    return folder, made_in(folder, ",".join(f"{kind}={0 if kind == 'duplicate' else 0.03}" for kind in KINDS))


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(tmp_path: Path, whole: tuple[Path, Made]) -> None:
    assert made_in(tmp_path / "again", "none").files == whole[1].files
    assert made_in(tmp_path / "other", "none", seed=8).files["persons"] != whole[1].files["persons"]


def test_every_number_agrees_with_sex_and_birth_and_nobody_has_anothers(whole: tuple[Path, Made]) -> None:
    people = rows(whole[0], "persons").values()
    wrong = [p for p in people if check_person_id(p["id"], date.fromisoformat(p["born_on"]), p["sex"])]
    assert (wrong, len({p["id"] for p in people})) == ([], PEOPLE)


def test_people_live_where_there_is_a_commune_with_parents_old_enough(whole: tuple[Path, Made]) -> None:
    people = {p["id"]: p for p in rows(whole[0], "persons").values()}
    codes = {one.code for one in communes()}
    assert len(codes) == 3_321
    assert {p["residence.place"] for p in people.values()} <= codes
    children = [p for p in people.values() if p["mother_id"]]
    ages = [int(p["born_on"][:4]) - int(people[p["mother_id"]]["born_on"][:4]) for p in children]
    assert len(children) > PEOPLE / 5
    assert min(ages) >= 17


def test_people_of_one_commune_or_province_all_live_there(tmp_path: Path) -> None:
    def lived(folder: str, place: str) -> set[str]:
        generate(tmp_path / folder, 300, seed=7, faults=shares("none"), as_of=AS_OF, place=place)
        return {p["residence.place"] for p in rows(tmp_path / folder, "persons").values()}

    assert lived("commune", "01969") == {"01969"}
    assert {row["place"] for row in rows(tmp_path / "commune", "births_reported").values()} == {"01969"}
    province = lived("province", "19")
    assert "01969" in province
    assert province <= {one.code for one in communes() if one.province == "Thái Nguyên"}
    with pytest.raises(PlaceUnknown):
        lived("none", "99999")


def test_surnames_have_about_their_shares(whole: tuple[Path, Made]) -> None:
    surnames = Counter(p["full_name"].split()[0] for p in rows(whole[0], "persons").values())
    assert 0.29 < surnames["Nguyễn"] / PEOPLE < 0.38
    assert [name for name, _ in surnames.most_common(3)] == ["Nguyễn", "Trần", "Lê"]


def test_every_difference_to_people_without_faults_was_told_and_nothing_else(
    whole: tuple[Path, Made], faulty: tuple[Path, Made]
) -> None:
    before, after = rows(whole[0], "persons"), rows(faulty[0], "persons")
    found = {
        (ref, field, before[ref][field], value)
        for ref, row in after.items()
        for field, value in row.items()
        if value != before[ref][field]
    }
    told = {(p.ref, p.field, p.was, p.now) for p in read_truth(faulty[0]) if p.register == "persons"}
    assert found == told
    assert len(told) > 500


def test_births_miss_what_the_truth_says_and_differ_from_persons_where_it_says(faulty: tuple[Path, Made]) -> None:
    planted = [p for p in read_truth(faulty[0]) if p.register == "births"]
    births = {b["child_id"]: b for b in rows(faulty[0], "births").values()}
    people = rows(faulty[0], "persons").values()
    assert {b["child_id"] for b in births.values() if not b["mother_id"]} == of(planted, "mother_missing")
    reported = Counter(
        {(r["place"], r["month"]): int(r["births"]) for r in rows(faulty[0], "births_reported").values()}
    )
    there = Counter(
        (b["registered_at"], b["born_on"][:7])
        for b in births.values()
        if b["child_id"] not in of(planted, "authority_disagrees")
    )
    there.update((births[p.key]["registered_at"], p.was[:7]) for p in planted if p.kind == "authority_disagrees")
    missing = Counter(tuple(p.how.split()) for p in planted if p.kind == "coverage_missing")
    assert reported - there == missing
    clear = {p["id"]: p["born_on"] for p in people}
    differ = {key for key, birth in births.items() if clear.get(key, birth["born_on"]) not in {birth["born_on"], ""}}
    assert of(planted, "authority_disagrees") <= differ
    assert differ - of(planted, "authority_disagrees") == set()


def of(planted: list[Planted], kind: str) -> set[str]:
    return {one.key for one in planted if one.kind == kind}


def test_stale_records_are_the_only_ones_confirmed_too_long_ago(faulty: tuple[Path, Made]) -> None:
    people = rows(faulty[0], "persons")
    old = {r for r, p in people.items() if (AS_OF - date.fromisoformat(p["updated_on"])).days > STALE_DAYS}
    assert old == {p.ref for p in read_truth(faulty[0]) if p.kind == "stale"}


def test_whoever_stands_twice_is_still_the_same_person(tmp_path: Path) -> None:
    made = made_in(tmp_path / "data", "duplicate=0.05")
    people = rows(tmp_path / "data", "persons")
    pairs = [(people[p.of], people[p.ref], p.how) for p in read_truth(tmp_path / "data") if p.kind == "duplicate"]
    assert len(pairs) == made.planted["duplicate"] > 200
    assert made.rows["persons"] == PEOPLE + len(pairs)
    for one, other, how in pairs:
        assert one["sex"] == other["sex"]
        assert one["id"] != other["id"]
        unmarked = fold(one["full_name"]) == one["full_name"].lower()
        assert one["full_name"] != other["full_name"] or "day_month_swapped" in how or unmarked
        if "no_diacritics" in how:
            assert fold(one["full_name"]) == fold(other["full_name"])
        if "day_month_swapped" in how:
            year, month, day = one["born_on"].split("-")
            assert other["born_on"] == f"{year}-{day}-{month}"


def test_shares_are_said_by_class_or_kind() -> None:
    assert shares("clean=0.2,stale=0")["phone_format"] == 0.2
    assert shares("clean=0.2,stale=0")["stale"] == 0
    assert set(shares("none").values()) == {0.0}
    with pytest.raises(FaultsUnknown):
        shares("nothing=0.2")


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine")
    with pytest.raises(FolderTaken):
        made_in(tmp_path, "none")


def test_the_command_tells_what_it_planted(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nenso.cli.main", "data", "generate", "--out", str(tmp_path / "data")]
    done = subprocess.run([*command, "--persons", "500", "--seed", "3", "--json"], capture_output=True, check=True)
    told = json.loads(done.stdout)
    assert told["rows"]["truth"] == sum(sum(kinds.values()) for kinds in told["planted"].values())
    assert set(told["planted"]) == {"correct", "complete", "clean", "live"}
