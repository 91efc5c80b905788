"""What registers open is published as files for everyone: nothing personal, no small count, nothing new for nothing."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client
from pyarrow import parquet
from pyshacl import validate
from rdflib import Graph
from typer.testing import CliRunner

from factories.agencies import agency, official
from factories.people import SYSTEM
from nenso.agencies.errors import NotAdministrator
from nenso.cli.main import app
from nenso.exchange.models import OpenRelease
from nenso.exchange.opendata.counting import tabled
from nenso.exchange.opendata.errors import NothingToOpen, NotOpen
from nenso.exchange.opendata.publishing import due, publish
from nenso.exchange.opendata.reading import data_sets
from nenso.exchange.opendata.withdrawing import publish_again, withdraw
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.library import edition_named
from nenso.formulas.publishing import publish as publish_formula
from nenso.journal.reading import entries_of
from nenso.registers.known import register_named
from nenso.registers.lookup import RegisterLookup
from nenso.registers.measuring.opening import open_to_public
from nenso.registers.models import Record
from nenso.registers.recording import Source, create, end
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from support.jobs import do_waiting_jobs

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),  # rdflib's own JSON-LD parser uses it
]

SHAPES = Path(__file__).parent / "dcat_ap_3.shapes.ttl"
WRITER = Actor(system="procedure:fair.sell", scope=("vn",))
NOW = datetime(2026, 11, 10, 9, tzinfo=clock.VIETNAM)
PHU_THONG, BACH_THONG = "vn.p19.c01969", "01969"
FORMULA = {
    "formula.yaml": b"""
formula: fair
version: "1.0.0"
title: {vi: H\xe1\xbb\x99i ch\xe1\xbb\xa3, en: The fair}
offered_by: [commune]
""",
    "registers/stalls.yaml": """
register: stalls
title: {vi: Quầy hàng, en: Stalls}
key: [number]
fields:
  - {name: number, type: text, label: {vi: Số, en: Number}, required: true}
  - {name: owner, type: person_name, label: Chủ quầy}
  - {name: opened_on, type: date, label: Ngày mở}
  - name: kind
    type: choice
    label: {vi: Loại, en: Kind}
    options: {tea: {vi: Chè, en: Tea}, food: {vi: Thức ăn, en: Food}}
  - {name: area, type: number, unit: m², label: Diện tích}
quality: {complete: [kind]}
open_data:
  licence: CC-BY-4.0
  fields: [number, opened_on, kind, area, {year: "string(year(this.opened_on))"}]
  refresh: daily
""".encode(),
    "registers/visits.yaml": """
register: visits
title: {vi: Lượt khách, en: Visits}
fields:
  - {name: who, type: person_name, label: Ai}
  - {name: at, type: place, level: commune, label: Nơi}
  - {name: came_on, type: date, label: Ngày đến}
open_data: {licence: CC0-1.0, count: {by: at, of: came_on}, refresh: monthly}
""".encode(),
}


@pytest.fixture
def fair() -> Iterator[None]:
    """The registers of the fair, in use."""
    offers.forget()
    with clock.at(NOW):
        adopt(SYSTEM, agency("vn"), publish_formula(SYSTEM, FORMULA).edition)
        yield
    offers.forget()


@pytest.fixture
def write(fair: None) -> Callable[..., Record]:
    """Give a function that writes a record of the commune."""

    def make(register: str, **values: Any) -> Record:
        source = Source(edition_named("fair"), "fair.sell", clock.now())
        with acting(WRITER):
            declared = register_named(f"fair.{register}").declared
            return create(declared, values, agency(PHU_THONG), source, RegisterLookup("fair"))

    return make


def content(client: Client, release: OpenRelease, kind: str) -> bytes:
    """Return the bytes of a file of a release, as anybody gets it."""
    told = next(one for one in release.files if one["format"] == kind)
    answer = client.get(f"/du-lieu-mo/{release.register}/{release.number}/{told['name']}")
    assert answer.status_code == 200, answer.content
    return b"".join(answer)


def rows_of(table: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))


def test_everyone_gets_the_same_rows_as_csv_json_and_parquet_and_no_name(write: Any, client: Client) -> None:
    write("stalls", number="=1", owner="Lý Thị Mai", opened_on="2026-10-03", kind="tea", area=12.5)
    write("stalls", number="2", owner="Lý Văn An", opened_on="2026-09-01", kind="food")
    with acting(WRITER):
        end(write("stalls", number="3", kind="food").id, Source(edition_named("fair"), "gone", clock.now()))
    release = publish("fair.stalls").release
    table = content(client, release, "csv")
    assert rows_of(table) == [
        {"number": "'=1", "opened_on": "2026-10-03", "kind": "tea", "area": "12.5", "year": "2026"},
        {"number": "2", "opened_on": "2026-09-01", "kind": "food", "area": "", "year": "2026"},
    ]
    wanted = [
        {"number": "=1", "opened_on": "2026-10-03", "kind": "tea", "area": 12.5, "year": "2026"},
        {"number": "2", "opened_on": "2026-09-01", "kind": "food", "area": None, "year": "2026"},
    ]
    assert orjson.loads(content(client, release, "json")) == wanted
    packed = parquet.read_table(io.BytesIO(content(client, release, "parquet"))).to_pylist()
    assert packed == [one | {"opened_on": date.fromisoformat(str(one["opened_on"]))} for one in wanted]
    assert b"Mai" not in table


@pytest.mark.usefixtures("made_up_data")
def test_made_up_data_say_so_in_every_row_and_in_the_dictionary(write: Any, client: Client) -> None:
    write("stalls", number="1", kind="tea")
    release = publish("fair.stalls").release
    assert [row["made_up"] for row in rows_of(content(client, release, "csv"))] == ["true"]
    assert orjson.loads(content(client, release, "json"))[0]["made_up"] is True
    assert release.about["columns"][-1]["note"]["en"] == "Of a demonstration, not real ones"


def test_a_file_tells_its_hash_and_is_sent_once(write: Any, client: Client) -> None:
    write("stalls", number="1", kind="tea")
    release = publish("fair.stalls").release
    address = "/du-lieu-mo/fair.stalls/stalls.csv"
    answer = client.get(address)
    whole = b"".join(answer)
    hashed = hashlib.sha256(whole).hexdigest()
    assert answer["ETag"] == f'"{hashed}"'
    assert next(one for one in release.files if one["format"] == "csv")["sha256"] == hashed
    assert int(answer["Content-Length"]) == len(whole)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert client.get("/du-lieu-mo/fair.stalls/other.csv").status_code == 404
    assert client.get("/du-lieu-mo/fair.stalls/2/stalls.csv").status_code == 404
    dictionary = client.get(f"{address}-metadata.json").json()
    assert [one["name"] for one in dictionary["tableSchema"]["columns"]] == rows_header(whole)


def rows_header(table: bytes) -> list[str]:
    """Return the heading of a CSV file."""
    return next(csv.reader(io.StringIO(table.decode("utf-8-sig"))))


def test_where_nothing_changed_nothing_new_is_published(write: Any, client: Client) -> None:
    write("stalls", number="1", kind="tea")
    first = publish("fair.stalls")
    with clock.at(datetime(2026, 11, 11, 3, tzinfo=clock.VIETNAM)):
        again = publish("fair.stalls")
        assert (again.new, again.release.number) == (False, 1)
        assert again.release.checked_at == clock.now() > first.release.published_at
        write("stalls", number="2", kind="food")
        more = publish("fair.stalls")
    assert (more.new, more.release.number, more.release.rows) == (True, 2, 2)
    assert len(rows_of(content(client, first.release, "csv"))) == 1, "what was published stays"
    assert [entry.kind for entry in entries_of(more.release.id)] == ["open_data.published"]
    assert [one["number"] for one in client.get("/api/v1/open-data").json()["items"]] == [2]


def test_a_withdrawn_release_is_had_by_nobody_until_somebody_publishes_anew(write: Any, client: Client) -> None:
    write("stalls", number="1", kind="tea")
    first = publish("fair.stalls").release
    address = f"/du-lieu-mo/fair.stalls/{first.number}/stalls.csv"
    below = official("admin", at=PHU_THONG)
    with pytest.raises(NotAdministrator):
        withdraw(below, "fair.stalls", 1, "Sai cột")
    with pytest.raises(NotAdministrator):
        publish_again(below, "fair.stalls")
    assert rows_of(content(client, first, "csv"))
    country = official("admin", at="vn")
    gone = [withdraw(country, "fair.stalls", 1, "Sai cột").withdrawn_at for _ in range(2)]
    assert gone[0] == gone[1]
    assert [entry.kind for entry in entries_of(first.id)] == ["open_data.published", "open_data.withdrawn"]
    for path in (address, "/du-lieu-mo/fair.stalls", "/du-lieu-mo/fair.stalls/stalls.csv"):
        answer = client.get(path)
        assert answer.status_code == 410
        assert "Sai cột" in answer.content.decode()
    assert client.get("/catalog.jsonld").json()["dcat:dataset"] == []
    with clock.at(datetime(2026, 11, 30, 3, tzinfo=clock.VIETNAM)):
        assert not due(register_named("fair.stalls"), clock.now())
    publish_again(country, "fair.stalls")
    do_waiting_jobs()
    assert [one.number for one in data_sets()] == [2]
    assert client.get(address).status_code == 410
    assert "đã thu hồi" in client.get("/du-lieu-mo/fair.stalls").content.decode()


def test_other_counts_begin_with_a_new_year_so_that_old_ones_are_subtracted_from_nothing(write: Any) -> None:
    for day, times in (("2026-08-03", 3), ("2026-09-03", 9), ("2026-10-05", 6)):
        for _ in range(times):
            write("visits", who="Lý Thị Mai", at=BACH_THONG, came_on=day)
    months = publish("fair.visits").release
    assert months.hidden
    visits = FORMULA["registers/visits.yaml"].replace(b"of: came_on}", b"of: came_on, per: quarter}")
    files = FORMULA | {"formula.yaml": FORMULA["formula.yaml"].replace(b"1.0.0", b"1.1.0")}
    adopt(SYSTEM, agency("vn"), publish_formula(SYSTEM, files | {"registers/visits.yaml": visits}).edition)
    offers.forget()
    with pytest.raises(NothingToOpen):
        publish("fair.visits")
    with clock.at(datetime(2027, 4, 2, 9, tzinfo=clock.VIETNAM)):
        for _ in range(7):
            write("visits", who="Lý Thị Mai", at=BACH_THONG, came_on="2027-02-03")
        quarters = publish("fair.visits").release
    assert {row[2] for row in quarters.preview} == {"2027-Q1"}


def test_the_command_publishes_now_and_says_what_is_new(write: Any) -> None:
    write("stalls", number="1", kind="tea")
    told = []
    for _ in range(2):
        done = CliRunner().invoke(app, ["register", "open-data", "fair.stalls", "--json"])
        assert done.exit_code == 0, done.output
        told += orjson.loads(done.stdout.strip().splitlines()[-1])
    assert [(one["number"], one["new"], one["rows"]) for one in told] == [(1, True, 1), (1, False, 1)]
    assert {one["format"] for one in told[0]["files"]} == {"csv", "json", "parquet"}


def test_only_what_is_declared_open_is_published(fair: None) -> None:
    with pytest.raises(NotOpen):
        publish_named("fair.closed")


def publish_named(register: str) -> None:
    """Publish a register that the formula declares without open data."""
    files = FORMULA | {
        "formula.yaml": FORMULA["formula.yaml"].replace(b"1.0.0", b"1.1.0"),
        "registers/closed.yaml": b"register: closed\ntitle: K\xc3\xadn\nfields: [{name: a, type: text, label: A}]\n",
    }
    adopt(SYSTEM, agency("vn"), publish_formula(SYSTEM, files).edition)
    offers.forget()
    publish(register)


def test_every_night_publishes_what_is_due_by_its_declaration(write: Any) -> None:
    from nenso.exchange.tasks import publish_open_data_daily

    write("stalls", number="1", kind="tea")
    publish_open_data_daily.func()
    assert do_waiting_jobs().count("exchange.publish_open") == 2
    assert [one.register for one in data_sets()] == ["fair.stalls"], "an empty data set is not published"
    with pytest.raises(NothingToOpen):
        publish("fair.visits")
    write("visits", who="Lý Thị Mai", at=BACH_THONG, came_on="2026-09-03")
    publish_open_data_daily.func()
    do_waiting_jobs()
    visits, stalls = register_named("fair.visits"), register_named("fair.stalls")
    assert [due(one, clock.now()) for one in (visits, stalls)] == [False, False]
    with clock.at(datetime(2026, 11, 30, 3, tzinfo=clock.VIETNAM)):
        assert [due(one, clock.now()) for one in (visits, stalls)] == [False, True]
    with clock.at(datetime(2026, 12, 1, 3, tzinfo=clock.VIETNAM)):
        assert due(visits, clock.now())


def test_counts_are_of_periods_that_are_over_and_small_ones_are_hidden(write: Any, client: Client) -> None:
    for day, times in (("2026-09-03", 3), ("2026-10-05", 6), ("2026-11-02", 9)):
        for _ in range(times):
            write("visits", who="Lý Thị Mai", at=BACH_THONG, came_on=day)
    release = publish("fair.visits").release
    told = {
        (one["at"], one["period"]): (one["records"], one["hidden"]) for one in rows_of(content(client, release, "csv"))
    }
    assert told == {
        ("*", "2026-09"): ("", "true"),
        ("*", "2026-10"): ("6", "false"),
        ("01969", "2026-09"): ("", "true"),
        ("01969", "2026-10"): ("6", "false"),
    }
    assert not any(b"Mai" in content(client, release, kind) for kind in ("csv", "json", "parquet"))


def test_how_good_a_register_is_stays_inside_where_only_counts_are_open(fair: None) -> None:
    public = {
        name: open_to_public(register_named(f"fair.{name}").declared.declaration) for name in ("stalls", "visits")
    }
    assert public == {"stalls": True, "visits": False}, "records assessed by agency and day would be the counts"


def test_the_year_is_told_once_it_is_over_and_what_was_hidden_stays_hidden() -> None:
    months = [("a", "2025-01", 3), ("a", "2025-02", 20), ("b", "2025-01", 10), ("b", "2025-02", 30)]
    running = tabled(months, "month", date(2025, 3, 1))
    hidden = set(running.hidden)
    assert hidden == {("a", "2025-01"), ("b", "2025-01")}
    assert all(row.period != "2025" for row in running.rows)
    over = tabled(months, "month", date(2026, 1, 1), running.hidden)
    assert hidden <= set(over.hidden)
    assert {(row.value, row.period): row.count for row in over.rows}["*", "2025"] == 63
    assert over.totals("month", date(2026, 1, 1))[:2] == [("2025-01", 13), ("2025-02", 50)]


def test_a_period_without_a_record_is_charted_as_nothing() -> None:
    """Nobody came in 2023 and 2025: the chart says so, in the middle and at its end."""
    months = [("a", "2022-03", 12), ("a", "2024-07", 15)]
    today = date(2026, 4, 2)
    by_year = tabled(months, "year", today).totals("year", today)
    assert by_year == [("2022", 12), ("2023", 0), ("2024", 15), ("2025", 0)]
    by_quarter = tabled(months, "quarter", today).totals("quarter", today)
    assert (len(by_quarter), by_quarter[0], by_quarter[4]) == (17, ("2022-Q1", 12), ("2023-Q1", 0))
    assert [one for one in by_quarter if one[1]] == [("2022-Q1", 12), ("2024-Q3", 15)]
    assert tabled([], "year", today).totals("year", today) == []


def test_the_chart_of_records_has_a_bar_for_months_without_any(write: Any, client: Client) -> None:
    write("stalls", number="Q1", opened_on="2025-11-03", kind="tea")
    write("stalls", number="Q2", opened_on="2026-02-03", kind="tea")
    publish("fair.stalls")
    page = client.get("/du-lieu-mo/fair.stalls").content.decode()
    rows = re.findall(r'<th scope="row"[^>]*>(\d{4}-\d\d)</th><td[^>]*>(\d+)</td>', page)
    assert rows == [("2025-11", "1"), ("2025-12", "0"), ("2026-01", "0"), ("2026-02", "1")]


def test_the_catalogue_is_dcat_ap_3(write: Any, client: Client) -> None:
    write("stalls", number="1", kind="tea")
    for _ in range(7):
        write("visits", who="Lý Thị Mai", at=BACH_THONG, came_on="2026-09-03")
    for name in ("stalls", "visits"):
        publish(f"fair.{name}")
    answer = client.get("/catalog.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    graph = Graph().parse(data=answer.content.decode(), format="json-ld")
    conforms, report, text = validate(graph, shacl_graph=Graph().parse(SHAPES), allow_warnings=True)
    assert conforms, text
    lacking = {str(row[0]) for row in report.query(LACKING)}
    assert lacking == {"http://purl.org/dc/terms/license", "http://www.w3.org/ns/dcat#contactPoint"}, text
    assert len(list(graph.query("SELECT ?d WHERE {?d a <http://www.w3.org/ns/dcat#Distribution>}"))) == 6


LACKING = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?path WHERE { ?result a sh:ValidationResult ; sh:resultPath ?path }
"""


def test_a_catalogue_that_lacks_what_is_mandatory_is_found_out(write: Any, client: Client) -> None:
    write("stalls", number="1", kind="tea")
    publish("fair.stalls")
    told = client.get("/catalog.jsonld").json()
    del told["dcat:dataset"][0]["dct:title"]
    graph = Graph().parse(data=orjson.dumps(told).decode(), format="json-ld")
    conforms, _, text = validate(graph, shacl_graph=Graph().parse(SHAPES), allow_warnings=True)
    assert not conforms
    assert "dct:title" in text


def test_the_page_shows_licence_columns_rows_and_chart_to_anybody(write: Any, client: Client) -> None:
    write("stalls", number="Q1", opened_on="2026-10-03", kind="tea", area=12.5)
    publish("fair.stalls")
    page = client.get("/du-lieu-mo/fair.stalls").content.decode()
    for part in ("CC-BY-4.0", "Diện tích", "m²", "tea: Chè", "Q1", "<rect", "2026-10", "SHA-256", "stalls.parquet"):
        assert part in page
    assert "Quầy hàng" in client.get("/du-lieu-mo").content.decode()
    assert client.get("/du-lieu-mo/fair.visits").status_code == 404
    detail = client.get("/api/v1/open-data/fair.stalls").json()
    assert detail["columns"][2]["codes"]["tea"] == {"vi": "Chè", "en": "Tea"}
    assert detail["preview"] == [["Q1", "2026-10-03", "tea", 12.5, "2026"]]
