"""What everybody may read of a ranking, what nobody may before its hour, and that each number in it is published."""

import csv
import gzip
import re
import zlib
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nenso.index import publications
from nenso.index.extracts import WRITER
from nenso.index.models import Publication, PublicationUnit
from nenso.index.proving import changed_copies, proof_of
from nenso.results.typesetting import picture
from nenso.runtime.acting import Actor, acting
from support import boards, measured
from support.births import Someone, someone
from support.boards import PROVINCE
from support.measured import AN_KHANH, PHU_THONG
from support.visits import signed_in

pytestmark = pytest.mark.django_db

PAGES = (
    "",
    "?xem=so&xep=planning",
    "?xem=khoang",
    f"/don-vi/{PHU_THONG}",
    f"/don-vi/{PHU_THONG}/answering",
    f"/don-vi/{PHU_THONG}/answered_share",
    f"/so-sanh?so={PHU_THONG}&don-vi={AN_KHANH}",
)
TABLES = ("tai-ve.csv", "tai-ve.xlsx", "tai-ve.json")
FILES = ("cach-tinh", "kiem-chung", *TABLES, "hinh/ban-do.svg", "hinh/tru-cot.svg", "hinh/khoang-hang.svg")
WORKED_OUT_ANEW = r"<span class=\"sub what-if\">.*?</span>"
"""What the engine works out from the published values when it is asked: said so beside it."""
SOMETHING = zlib.compress(b"[]")
KILOBYTES = 1000
LIGHT = 25 * KILOBYTES
"""What a page may weigh, compressed; styles and scripts come to 35,000 bytes more."""


def opened(of: Publication, path: str = "", client: Client | None = None) -> str:
    answer = (client or Client()).get(f"/xep-hang/{of.id}{path}")
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def content(who: Actor, of: Publication) -> bytes:
    return bytes(publications.publication_by_id(who, of.id).content)


def units_in(page: str) -> list[str]:
    """Return the units of a ranking in the order of its rows."""
    return re.findall(r'don-vi/(vn\.[a-z0-9.]+)">', page)


def units_of(shown: Publication, asked: str = "") -> list[str]:
    """Return the units of both pages of a province's ranking."""
    return [one for page in (1, 2) for one in units_in(opened(shown, f"?trang={page}{asked}"))]


def written(numbers: Any) -> set[str]:
    """Return every number of a publication as a Vietnamese page may write it, shares as percentages too."""
    if isinstance(numbers, dict | list):
        return {one for value in (numbers.values() if isinstance(numbers, dict) else numbers) for one in written(value)}
    if not isinstance(numbers, int | float) or isinstance(numbers, bool):
        return set()
    to_places = [f"{value:,.{places}f}" for value in (abs(numbers), 100 * abs(numbers)) for places in range(5)]
    return {one.translate(str.maketrans(",.", ".,")) for one in to_places}


def numbers_in(page: str) -> set[str]:
    """Return the numbers with decimals that people read in the main part of a page."""
    main = page[page.index("<main") : page.index("</main>")]
    main = re.sub(rf"<svg.*?</svg>|<code>.*?</code>|{WORKED_OUT_ANEW}", " ", main, flags=re.DOTALL)
    return set(re.findall(r"(?<![\d/.])\d+(?:\.\d{3})*,\d+(?![\d/])", re.sub(r"<[^>]*>", " ", main)))


def test_a_value_that_is_worked_out_from_others_leads_to_the_rows_of_each() -> None:
    card = boards.INDICATORS["close_to_people"].replace("indicator: answered_share", "indicator: left_over")
    left_over = "formula: 1 - answered_share\nunit: percent\nmerge: recompute"
    measured.in_force(**boards.INDICATORS | {"close_to_people": card, "left_over": left_over})
    boards.letters_measured()
    shown = boards.published(boards.publisher())
    part = f"/don-vi/{PHU_THONG}/left_over"
    assert "Tính từ các chỉ số khác" in opened(shown, part)
    here = signed_in(someone("Nông Thị Hoa", ("clerk", PHU_THONG)))
    page = opened(shown, f"{part}/dong", here)
    assert '<code class="anywhere">letters.answered_share</code>' in page
    assert "Lúc này đếm được 1 dòng." in page
    assert "Lúc này đếm được 2 dòng." in opened(shown, f"{part}/dong?tu=letters.answered_share&phia=mau-so", here)
    assert "Lúc này đếm được 1 dòng." in opened(shown, f"{part}/dong?tu=letters.wells_now", here)  # is no part of it


def test_every_number_on_a_page_is_published_and_leads_to_its_rows() -> None:
    boards.in_force()
    boards.letters_measured()
    who = boards.publisher()
    earlier = boards.published(who, "2026-Q3", seed=5)
    shown = boards.published(who)
    frozen = content(who, shown)
    known = written([orjson.loads(frozen), orjson.loads(content(who, earlier))])
    for path in PAGES:
        page = opened(shown, path)
        assert numbers_in(page), path
        assert numbers_in(page) <= known, path
        assert shown.digest in page, path
    for file in FILES:
        assert Client().get(f"/xep-hang/{shown.id}/{file}").status_code == 200, file
    assert Client().get(f"/xep-hang/{shown.id}/tai-ve.json").content == frozen
    past = Client().get(f"/xep-hang/{shown.id}/tai-ve.csv?don-vi={PHU_THONG}").content.decode().splitlines()
    assert [line.partition(",")[0] for line in past[1:]] == ["2026-Q3", "2026-Q4"]
    assert "quý 3/2026" in opened(shown, f"/hinh/dien-bien.svg?don-vi={PHU_THONG}")

    part = f"/don-vi/{PHU_THONG}/answered_share"
    told = re.findall(r'value figures">([\d.,]+)<', opened(shown, part))
    assert told == ["1", "2", "15"]  # one of two letters answered: 15 of 30 points
    rows = f"/xep-hang/{shown.id}{part}/dong?phia=mau-so"
    assert Client().get(rows)["Location"].startswith("/dang-nhap")
    here = signed_in(someone("Nông Thị Hoa", ("clerk", PHU_THONG))).get(rows).content.decode()
    elsewhere = signed_in(someone("Trần Thị Xa", ("clerk", AN_KHANH))).get(rows).content.decode()
    assert here.count("không thuộc quyền xem của bạn") == 0
    assert elsewhere.count("2 dòng không thuộc quyền xem của bạn") == 1

    whole = [one["unit"] for one in orjson.loads(frozen)["units"]]
    assert units_of(shown) == whole
    ranked = [one["unit"] for one in orjson.loads(frozen)["units"] if one["rank"] is not None]
    assert units_of(shown, "&nguoc=1")[: len(ranked)] == ranked[::-1]
    assert units_in(opened(shown, "?q=phu thong")) == [PHU_THONG]
    by_planning = sorted((one["scores"]["planning"] or -1 for one in orjson.loads(frozen)["units"]), reverse=True)
    of_unit = {one["unit"]: one["scores"]["planning"] or -1 for one in orjson.loads(frozen)["units"]}
    assert [of_unit[unit] for unit in units_of(shown, "&xep=planning")] == by_planning


def test_until_its_hour_a_publication_is_seen_by_its_makers_alone() -> None:
    boards.in_force()
    who = boards.publisher()
    hidden = boards.published(who, embargo=timedelta(days=365))
    callers: dict[str, Someone | None] = {
        "nobody": None,
        "another_citizen": someone("Lê Văn Khác"),
        "officer_elsewhere": someone("Trần Thị Xa", ("leader", "vn.p04")),
        "officer_below": someone("Nông Thị Hoa", ("leader", PHU_THONG)),
    }
    for caller, one in callers.items():
        client = signed_in(one)
        assert str(hidden.id) not in client.get("/xep-hang").content.decode(), caller
        for path in (*PAGES, *(f"/{file}" for file in FILES), f"/don-vi/{PHU_THONG}/answered_share/dong"):
            answer = client.get(f"/xep-hang/{hidden.id}{path}")
            assert answer.status_code == 404 or answer["Location"].startswith("/dang-nhap"), (caller, path)
    maker = signed_in(someone("Phan Thị Lập", ("publisher", PROVINCE)))
    assert "Chưa công khai" in opened(hidden, client=maker)
    assert str(hidden.id) in maker.get("/xep-hang").content.decode()
    assert opened(hidden, f"/don-vi/{PHU_THONG}", maker)
    assert Client().get(f"/xep-hang/{hidden.id}").status_code == 404  # though the process has read it now
    for path in (*PAGES, *(f"/{file}" for file in FILES)):
        assert maker.get(f"/xep-hang/{hidden.id}{path}")["Cache-Control"] == "no-store", "no cache tells it early"
    taken = [maker.get(f"/xep-hang/{hidden.id}/tai-ve.csv?q=khong-co").status_code for _ in range(28)]
    assert taken == [200] * 27 + [429], "a table of a nation takes seconds to write"
    drawn = {kind: maker.get(f"/xep-hang/{hidden.id}/hinh/tru-cot.{kind}").status_code for kind in ("png", "svg")}
    assert drawn == {"png": 429, "svg": 200}, "so does a picture"


def test_a_correction_says_what_it_changed_and_the_one_before_leads_to_it() -> None:
    boards.in_force()
    who = boards.publisher()
    first = boards.published(who)
    assert "Thư được trả lời: Không đơn vị nào có giá trị." in opened(first)  # nobody was measured
    second = boards.published(who, seed=1, corrects=first.id, changed="Xã báo cáo lại số phiên họp.")
    assert f"/xep-hang/{second.id}" in opened(first)
    assert "Bản này đã được đính chính" in opened(first, f"/don-vi/{PHU_THONG}")
    correction = opened(second)
    changed = orjson.loads(content(who, second))["corrects"]["units"]
    assert f"{len(changed)} đơn vị đổi điểm hoặc hạng" in correction
    assert "Xã báo cáo lại số phiên họp." in correction
    one = next(one for one in changed if one["unit"] == PHU_THONG)
    said = f"điểm {one['was']['score']:.2f} → {one['now']['score']:.2f}".replace(".", ",")
    assert said in opened(second, f"/don-vi/{PHU_THONG}")


def test_its_bytes_are_sent_packed_and_by_the_unit_and_are_proved_by_whoever_wants_to() -> None:
    boards.in_force()
    who = boards.publisher()
    shown = boards.published(who)
    whole = content(who, shown)
    address = f"/api/v1/index/publications/{shown.id}"
    for client in (Client(), signed_in(someone("Lê Văn Khác"))):
        for path in (address, f"/xep-hang/{shown.id}/tai-ve.json"):
            plain = client.get(path)
            small = client.get(path, HTTP_ACCEPT_ENCODING="br, gzip;q=0.8")
            assert plain.content == whole == gzip.decompress(small.content), path
            assert (plain["ETag"], small["ETag"]) == (f'"{shown.digest}"', f'W/"{shown.digest}"')
            assert client.get(path, HTTP_ACCEPT_ENCODING="gzip;q=0").content == whole
            again = client.get(path, HTTP_IF_NONE_MATCH=small["ETag"], HTTP_ACCEPT_ENCODING="gzip")
            assert (again.status_code, again.content) == (304, b"")

    told = orjson.loads(whole)
    pages, cursor = [], ""
    while cursor is not None:
        page = Client().get(f"{address}/units", {"show": "values", "limit": 50, "cursor": cursor}).json()
        pages, cursor = [*pages, *page["items"]], page["next"]
    assert [one["unit"] for one in pages] == [one["unit"] for one in told["units"]]
    for one, said in zip(pages, told["units"], strict=True):
        assert (one["score"], one["rank"], one["scores"], one["values"]) == (
            said["score"],
            said["rank"],
            said["scores"],
            said["cells"],
        )
    assert Client().get(f"{address}/units/{PHU_THONG}").json() in pages
    (alone,) = Client().get(f"{address}/units", {"below": PHU_THONG, "show": "ranks"}).json()["items"]
    assert alone["unit"] == PHU_THONG
    assert "scores" not in alone
    parts = Client().get(f"{address}/parts").json()["items"]
    assert {one["name"]: one["kind"] for one in parts if one["indicator"]} == {
        "answered_share": "measured",
        "asked_neighbours": "surveyed",
        "has_plan": "reported",
        "meetings": "reported",
    }

    painted = f"/xep-hang/{shown.id}/hinh"
    compared = f"so={PHU_THONG}&so={AN_KHANH}"
    for drawing in ("ban-do", "tru-cot", "khoang-hang", f"so-sanh?{compared}", f"nang-hang?don-vi={PHU_THONG}"):
        name, _, query = drawing.partition("?")
        png, svg = (Client().get(f"{painted}/{name}.{kind}?{query}") for kind in ("png", "svg"))
        assert png.content.startswith(b"\x89PNG"), drawing
        assert png.content == picture(svg.content), "the same drawing, the same bytes"
    raised, side_by_side = (
        Client().get(f"/xep-hang/{shown.id}/tai-ve.csv?{query}").content.decode().splitlines()
        for query in (f"nang={PHU_THONG}", compared)
    )
    assert len(raised) > 1
    assert side_by_side[0] == "\ufeffPhần,Xã Phủ Thông,Xã Đại Phúc"
    table = Client().get(f"/xep-hang/{shown.id}/tai-ve.csv").content.decode("utf-8-sig").splitlines()
    rows = list(csv.DictReader(table))
    assert (rows[0]["Hạng"], rows[0]["Hạng cao nhất"]) == ("1", "1")
    assert int(rows[0]["Hạng thấp nhất"]) >= 1
    assert not re.search(r"\d\.\d{5,}", "".join(table)), "scores have the places that pages tell"

    made = opened(shown, "/cach-tinh")
    assert "1 chỉ số đo từ dữ liệu, 1 khảo sát, 2 báo cáo." in made
    assert "cases.letter: count(*) where done" in made
    assert "Đúng từng byte" in opened(shown, "/kiem-chung")
    assert changed_copies(who, shown) == []
    with acting(WRITER):
        PublicationUnit.objects.create(publication=shown.id, unit="vn.p19.cx", scores=SOMETHING, values=SOMETHING)
    assert changed_copies(who, shown) == ["vn.p19.cx"]
    shown.digest = "0" * 64
    assert not proof_of(who, shown).holds


def test_a_page_about_the_communes_of_the_country_is_light_and_asks_as_little_as_of_a_province() -> None:
    boards.in_force()
    of_province = boards.published(boards.publisher())
    of_country = boards.published(boards.publisher("vn"), of="vn")
    client, asked = Client(headers={"accept-encoding": "gzip"}), []
    for one in (of_province, of_country):
        counts = []
        for path in PAGES:
            client.get(f"/xep-hang/{one.id}{path}")  # what the process keeps is read
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(f"/xep-hang/{one.id}{path}")
            assert answer.status_code == 200, path
            assert len(answer.content) < LIGHT, path
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]
    page = gzip.decompress(client.get(f"/xep-hang/{of_country.id}?tinh={PROVINCE}").content).decode()
    assert {unit.rpartition(".")[0] for unit in units_in(page)} == {PROVINCE}
    second = gzip.decompress(client.get(f"/xep-hang/{of_country.id}?trang=67").content).decode()
    assert len(units_in(second)) == 3321 - 66 * 50
