"""A commune merges into its neighbour: what was published before is carried on, and the change is split."""

import csv
import re
from datetime import date
from importlib.resources import files
from typing import Any

import orjson
import pytest
from django.test import Client
from typer.testing import CliRunner

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.agencies.models import Agency
from nenso.agencies.succeeding import Pair, succeed
from nenso.cli.index import app
from nenso.formulas.publishing import publish
from nenso.index import publications
from nenso.index.former_units import ways_between
from nenso.index.measuring.running import run
from nenso.index.models import Publication
from nenso.runtime.acting import acting
from nenso.runtime.text import fold, sort_key
from nenso.territory.models import Place, PlaceChange
from support import boards, measured
from support.boards import PROVINCE, SCORECARD
from support.measured import AN_KHANH, PHU_THONG
from support.stories import at

pytestmark = pytest.mark.django_db
FORMER, DIVIDED, AUTUMN, SPRING = f"{PROVINCE}.o1", f"{PROVINCE}.o2", "2026-Q4", "2027-Q1"
REPORTED = {
    AUTUMN: {
        "asked_neighbours": {PHU_THONG: 0.4, FORMER: 0.9, AN_KHANH: 0.5},
        "has_plan": {PHU_THONG: True, FORMER: False, AN_KHANH: True},
        "meetings": {PHU_THONG: 1, FORMER: 2, AN_KHANH: 4},
    },
    SPRING: {
        "asked_neighbours": {PHU_THONG: 0.5, AN_KHANH: 0.5},
        "has_plan": {PHU_THONG: True, AN_KHANH: True},
        "meetings": {PHU_THONG: 4, AN_KHANH: 4},
    },
}


def former(path: str = FORMER, place: Place | None = None) -> Agency:
    """Return a commune that is still its own in autumn."""
    name = "Ủy ban nhân dân xã Vi Hương"
    said = {"kind": "commune", "name": name, "folded": fold(name), "sort_key": sort_key(name)}
    with acting(SYSTEM):
        return Agency.objects.create(parent=agency(PROVINCE), path=path, place=place, **said)


def divided() -> tuple[str, list[str]]:
    """Return a commune whose place went to several communes of today, and these."""
    parts = PlaceChange.objects.filter(kind="split", new__path__below=PROVINCE).order_by("old__code", "new__code")
    ends: dict[Any, list[str]] = {}
    for one in parts.select_related("old", "new"):
        ends.setdefault(one.old, []).append(str(one.new.path))
    old, paths = next((old, paths) for old, paths in ends.items() if not {PHU_THONG, AN_KHANH} & set(paths))
    made = former(DIVIDED, old)
    with acting(SYSTEM):
        Agency.objects.filter(pk=made.pk).update(valid_until=date(2027, 1, 1))
    return DIVIDED, paths


def letters_of_autumn() -> None:
    """One of two letters to Phú Thông is answered, all three to its neighbour, none of one to who is divided."""
    who = measured.writer()
    for path, count, answered in ((PHU_THONG, 2, 1), (FORMER, 3, 3), (DIVIDED, 1, 0)):
        officials = measured.officials_at(path)
        with at("2026-10-05 08:00"):
            written = [measured.write(who, path, f"Thư {n}", f"{path}-{n}") for n in range(count)]
        with at("2026-10-07 08:00"):
            for one in written[:answered]:
                measured.answer(one, officials)


def drafted(period: str) -> Publication:
    told = {f"letters.{name}": units for name, units in REPORTED[period].items()}
    return publications.draft(boards.publisher(), SCORECARD, period, agency(PROVINCE), reported=told)


def said(publication: Publication, unit: str) -> dict[str, Any]:
    told: dict[str, Any] = orjson.loads(bytes(publication.content))["since"]
    return told | told["units"][unit]


def test_the_past_of_a_merged_commune_is_told_on_todays_map_and_its_change_is_split() -> None:
    """Autumn: 15 + 8 + 20 + 10 = 53 points for Phú Thông, 30 + 18 + 0 + 10 = 58 for its neighbour; weighted by the two
    and three letters 56. Together: 4 of 5 letters 24, (0.4 × 2 + 0.9 × 3) / 5 = 0.7 neighbours content 14, 3 meetings
    10 of 30; the plan is left out: 38 + 10/30 × 50 = 54.67. Spring: no letters, 10/20 × 50 + 50 = 75.
    """
    boards.in_force()
    old = former()
    whole, parts = divided()
    REPORTED[AUTUMN]["meetings"] |= dict.fromkeys([whole, *parts], 2)
    letters_of_autumn()
    with at("2027-01-05 08:00"):
        run(periods=(AUTUMN,))
        autumn = publications.publish(boards.publisher(), drafted(AUTUMN).id)
        assert "since" not in orjson.loads(bytes(autumn.content))
        succeed(SYSTEM, Pair(old, agency(PHU_THONG), date(2027, 1, 1), "Nghị quyết sáp nhập"))
    with at("2027-04-05 08:00"):
        run(periods=(SPRING,))
        spring = publications.publish(boards.publisher(), drafted(SPRING).id)
        told = said(spring, PHU_THONG)
        assert told["score"] == {"before": 56, "merger": -1.33, "method": 0, "data": 20.33, "now": 75}
        # ranks of autumn: An Khánh 80/100 first, then 58, 53: second and third weigh to 2.4; then second, now first
        assert told["rank"] == {"before": 2.4, "merger": -0.4, "method": 0, "data": -1, "now": 1}
        assert [one["unit"] for one in told["from"]] == [PHU_THONG, FORMER]
        assert {name: units[PHU_THONG] for name, units in told["not_carried"].items() if PHU_THONG in units} == {
            "has_plan": "not_comparable"
        }
        # nobody took over the letter of who was divided, nor says which part of its meetings was whose
        assert {told["not_carried"]["meetings"][part] for part in parts} == {"divided"}
        assert {told["not_carried"]["answered_share"][part] for part in parts} == {"no_facts"}
        assert said(spring, AN_KHANH)["score"]["merger"] == 0

        _pages(spring, autumn)
        _by_another_edition()


def _pages(spring: Publication, autumn: Publication) -> None:
    page = Client().get(f"/xep-hang/{spring.id}/don-vi/{PHU_THONG}").content.decode()
    for words in ("Đổi gì từ kỳ trước", "−1,33", "+20,33", "Xã Vi Hương", "không so sánh được qua sáp nhập"):
        assert words in page
    english = Client(headers={"accept-language": "en"}).get(f"/xep-hang/{spring.id}/don-vi/{PHU_THONG}?lang=en")
    assert english.status_code == 200
    answer = Client().get(f"/api/v1/index/publications/{spring.id}/changes", {"below": PHU_THONG}).json()
    assert (answer["id"], answer["same_map"], answer["same_edition"]) == (str(autumn.id), False, True)
    (one,) = answer["items"]
    assert (one["score"]["merger"], one["rank"]["data"], one["former"][1]["unit"]) == (-1.33, -1, FORMER)
    assert Client().get(f"/api/v1/index/publications/{autumn.id}/changes").json()["code"] == "index.nothing_before"
    table = CliRunner().invoke(app, ["change", str(spring.id), "--unit", PHU_THONG], env={"COLUMNS": "200"}).output
    assert re.search(r"56\.00 │ +-1\.33 │ +\+0\.00 │ +\+20\.33 │ 75\.00", table)
    assert "has_plan: không so sánh được qua sáp nhập" in table
    past = Client().get(f"/xep-hang/{spring.id}/tai-ve.csv?don-vi={PHU_THONG}").content.decode().splitlines()
    assert past[1:] == [f"{AUTUMN},54.67,2,2", f"{SPRING},75.0,1,2"]
    assert Client().get(f"/xep-hang/{autumn.id}/don-vi/{FORMER}").status_code == 200


def _by_another_edition() -> None:
    """From 0.7 on everybody is content enough: 20 instead of 14 points for then, 14.29 of 20 today."""
    changed = boards.INDICATORS["close_to_people"].replace(
        "max: 20, scale: ratio", "max: 20, scale: {ratio: {full_at: 0.7}}"
    )
    files = measured.files(**{**boards.INDICATORS, "close_to_people": changed})
    files["formula.yaml"] = files["formula.yaml"].replace("1.0.0", "2.0.0")
    publish(SYSTEM, {path: text.encode() for path, text in files.items()})
    told = said(drafted(SPRING), PHU_THONG)["score"]
    assert told == {"before": 56, "merger": -1.33, "method": 6, "data": 25.04, "now": 85.71}


def test_without_a_word_of_who_goes_on_the_map_says_what_became_of_the_63_provinces() -> None:
    ended = list(Place.objects.filter(level="province", valid_until=date(2025, 7, 1)).order_by("code"))
    old = {former(f"vn.o{place.code}", place).path: place.code for place in ended}
    with acting(SYSTEM):
        Agency.objects.filter(path__in=list(old)).update(kind="province", valid_until=date(2025, 7, 1))
    now = [str(one) for one in Agency.objects.filter(kind="province", valid_until=None).values_list("path", flat=True)]
    stayed = [path for path in now if path.removeprefix("vn.p") not in became().values()]
    found = ways_between([*old, *stayed], now, date(2024, 1, 1))
    assert (len(old), len(stayed), len(now), found.lost) == (52, 11, 34, ())
    assert {way.before: way.now for way in found.ways} == {
        **{path: f"vn.p{became()[code]}" for path, code in old.items()},
        **{path: path for path in stayed},
    }
    assert {way.share for way in found.ways} == {1}


def became() -> dict[str, str]:
    """Return code of each province that ended → code of the one it is in, as the map that ships says."""
    with files("nenso.territory").joinpath("data", "changes_2025.csv").open(encoding="utf-8") as lines:
        return {row["old"]: row["new"] for row in csv.DictReader(lines) if len(row["old"]) == 2}
