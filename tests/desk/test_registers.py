"""Registers on the desk: lists as table, cards, map and board; a record looked at, edited, corrected, merged."""

import html
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.conftest import Office
from nenso.cases.models import Case
from nenso.desk import registers
from nenso.desk.dots import COLOURS
from nenso.registers.correcting import ask
from nenso.registers.known import register_named
from nenso.registers.lookup import RegisterLookup
from nenso.registers.measuring.running import measure
from nenso.registers.models import Record, RecordCorrection, RecordRevision
from nenso.registers.recording import Source, create, update
from nenso.registers.sight import masked
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from support.births import decided
from support.stories import at
from support.visits import signed_in

pytestmark = pytest.mark.django_db
BIRTHS = "/can-bo/so/civil_registration.births"
ALL = Actor(system="tests", scope=("vn",))


@pytest.fixture
def birth(office: Office) -> Record:
    """A birth that was registered."""
    case = office.filed()
    decided(case.id, vars(office))
    with acting(ALL):
        return Record.objects.get(source_case=case.id)


def test_the_registers_of_the_agency_are_listed_and_shown_in_every_view(office: Office, birth: Record) -> None:
    client = signed_in(office.registrar)
    assert "Sổ đăng ký khai sinh" in client.get("/can-bo/so").text
    for view in range(4):
        page = client.get(BIRTHS, {"xem": view})
        assert page.status_code == 200, view
    assert birth.label in client.get(BIRTHS).text
    drawn = client.get(BIRTHS, {"xem": 2}).text
    assert "<circle" in drawn
    assert "Phủ Thông</text>" in drawn
    assert "to nhất" in drawn
    assert "Register of births" in client.get("/can-bo/so", headers={"Accept-Language": "en"}).text


def test_records_that_do_not_say_stand_in_a_column_of_the_board_and_are_narrowed_to(
    office: Office, birth: Record
) -> None:
    client = signed_in(office.registrar)
    assert "Chưa ghi</h2>" not in client.get(BIRTHS, {"xem": 3}).text
    known = register_named(birth.register)
    with acting(ALL):
        source = Source(known.edition, "tests", clock.now())
        update(known.declared, birth.id, {"situation": None}, source, RegisterLookup("civil_registration"))
    board = client.get(BIRTHS, {"xem": 3}).text
    assert birth.label in board.partition("Chưa ghi</h2>")[2]
    assert birth.label in client.get(BIRTHS, {"loc-situation": "-"}).text
    assert birth.label not in client.get(BIRTHS, {"loc-sex": "-"}).text


def test_a_map_is_coloured_by_the_field_of_its_view_with_a_legend_and_a_table(office: Office, birth: Record) -> None:
    said = {"male": "Nam", "female": "Nữ"}[birth.data["sex"]]
    drawn = signed_in(office.registrar).get(BIRTHS, {"xem": 2}).text
    assert re.findall(r'<circle cx="[^"]+" cy="[^"]+" r="[^"]+" fill="(#\w+)"/>', drawn) == [COLOURS[0]]
    assert f"<title>Xã Phủ Thông: 1 – {said} 1</title>" in drawn
    legend = drawn.partition('<ul class="dots__legend"')[2].partition("</ul>")[0]
    assert (legend.count("<li>"), COLOURS[0] in legend, said in legend) == (1, True, True)
    table = drawn.partition('aria-label="Số bản ghi theo nơi"')[2]
    assert re.findall(r"<th [^>]+>([^<]+)</th>", table) == ["Nơi", "Số bản ghi", said]
    assert re.findall(r'figures">(\d+)</td>', table) == ["1", "1"]


def test_a_field_that_is_not_shown_or_is_secret_colours_no_map(
    office: Office, birth: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    declaration = register_named(birth.register).declared.declaration
    sex = declaration.field("sex")
    assert sex is not None
    monkeypatch.setattr(type(sex), "sensitive", property(lambda one: one.name == "sex"), raising=False)
    drawn = signed_in(office.registrar).get(BIRTHS, {"xem": 2}).text
    assert "dots__legend" not in drawn
    assert "dots__full" in drawn


@pytest.mark.parametrize("words", ["Lý Triệu", "ly trieu bao", "BAO AN"])
def test_a_record_is_found_by_name_with_and_without_diacritics(office: Office, birth: Record, words: str) -> None:
    client = signed_in(office.registrar)
    assert birth.label in client.get(BIRTHS, {"tim": words}).text
    assert birth.label not in client.get(BIRTHS, {"tim": "khong co ai"}).text
    assert birth.label in client.get(BIRTHS, {"loc-sex": birth.data["sex"]}).text
    assert birth.label not in client.get(BIRTHS, {"tu-born_on": "2001-01-01", "den-born_on": "2001-02-01"}).text


def test_what_no_form_of_ours_sends_breaks_no_page(office: Office, birth: Record) -> None:
    client, address = signed_in(office.registrar), f"{BIRTHS}/{birth.id}"
    assert birth.label not in client.get(BIRTHS, {"tu-born_on": "2026-12-31", "den-born_on": "2026-01-01"}).text
    saved = client.get(f"{BIRTHS}/xuat", {"o:born_on": "2026-12-31..2026-01-01"})
    assert birth.label.split(",")[0] not in b"".join(saved).decode()
    for strange in ("²", "٣", "9" * 5_000):
        assert client.get(BIRTHS, {"xem": strange}).status_code == 200
        sent = {"asks": "notes", "notes": f"Ghi {strange[:3]}", "reason": "Bổ sung", "revision": strange}
        assert client.post(f"{address}/sua", sent).status_code == 302
    for day in ("9999-12-31", "9999-12-30", "0001-01-01"):
        assert client.get(address, {"ngay": day}).status_code == 200


@pytest.mark.parametrize("view", range(4))
def test_every_view_is_saved_as_a_table_as_it_is_narrowed(office: Office, birth: Record, view: int) -> None:
    client = signed_in(office.registrar)
    narrowed = {"xem": view, "loc-sex": birth.data["sex"], "tu-born_on": "2026-01-01", "den-born_on": "2026-12-31"}
    saved = re.findall(r'href="([^"]+/xuat\?[^"]+)"', client.get(BIRTHS, narrowed).text)
    assert [re.search(r"dang=(\w+)", one)[1] for one in saved] == ["csv", "xlsx", "parquet"]  # type: ignore[index]
    assert birth.label.split(",")[0] in b"".join(client.get(html.unescape(saved[0]))).decode()
    other = re.sub(r"2026", "2001", html.unescape(saved[0]))
    assert birth.label.split(",")[0] not in b"".join(client.get(other)).decode()
    assert f"{BIRTHS}/nhap" in client.get(BIRTHS).text
    assert f"{BIRTHS}/nhap" not in signed_in(office.clerk).get(BIRTHS).text


def test_a_list_is_had_without_masks_for_a_purpose_and_a_basis(office: Office, birth: Record) -> None:
    client, address = signed_in(office.registrar), f"{BIRTHS}/xuat-khong-che"
    secret = str(birth.data["mother_id"])
    assert "Tải không che" in client.get(BIRTHS).text
    said = {"purpose": "Đối soát trước khi chi trả", "basis": "Kế hoạch 12/KH-UBND"}
    assert client.post(address, said | {"basis": ""}).status_code == 422
    assert secret in client.post(address, said).getvalue().decode()
    assert secret not in client.get(f"{BIRTHS}/xuat").getvalue().decode()
    asked = f"/api/v1/agencies/{birth.agency_id}/registers/{birth.register}/unmasked-exports"
    head = {"content_type": "application/json", **office.registrar.header}
    assert secret in signed_in(None).post(asked, said, **head).getvalue().decode()
    assert signed_in(None).post(asked, said | {"purpose": " "}, **head).status_code == 422


def test_a_list_is_filtered_by_what_is_masked_for_a_purpose_alone(office: Office, birth: Record) -> None:
    client = signed_in(office.registrar)
    asked = {"loc-mother_id": str(birth.data["mother_id"])}
    refused = client.get(BIRTHS, asked)
    assert (refused.status_code, "cần nêu mục đích" in refused.text) == (422, True)
    assert birth.label not in refused.text
    assert birth.label in client.get(BIRTHS, {"loc-sex": birth.data["sex"]}).text
    with_purpose = asked | {"muc-dich": "Đối chiếu sổ giấy"}
    found = client.get(BIRTHS, with_purpose)
    assert birth.label in found.text
    assert 'name="muc-dich" value="Đối chiếu sổ giấy"' in found.text
    saved = html.unescape(re.findall(r'href="([^"]+/xuat\?[^"]+)"', found.text)[0])
    assert birth.label.split(",")[0] in b"".join(client.get(saved)).decode()
    assert client.get(re.sub(r"&muc-dich=[^&]+", "", saved)).status_code == 422
    for view in (1, 2, 3):
        assert client.get(BIRTHS, asked | {"xem": view}).status_code == 422
        assert client.get(BIRTHS, with_purpose | {"xem": view}).status_code == 200
    way = f"/api/v1/registers/{birth.register}/records"
    where = {"where": f"mother_id={birth.data['mother_id']}"}
    for moment in ({}, {"moment": clock.now().isoformat()}):
        said = signed_in(None).get(way, where | moment, **office.registrar.header)
        assert (said.status_code, said.json()["code"]) == (422, "registers.masked_purpose_missing")
        given = signed_in(None).get(way, where | moment | {"purpose": "Đối chiếu"}, **office.registrar.header)
        assert [one["id"] for one in given.json()["items"]] == [str(birth.id)]
    export = f"/api/v1/agencies/{birth.agency_id}/registers/{birth.register}/export"
    assert signed_in(None).get(export, where, **office.registrar.header).status_code == 422


def as_of(birth: Record) -> datetime:
    """Return since when a birth stands in the register, in Viet Nam."""
    with acting(ALL):
        return RecordRevision.objects.get(record=birth).valid_from.astimezone(clock.VIETNAM)


def test_a_register_is_listed_and_saved_as_it_stood_on_a_day(office: Office, birth: Record) -> None:
    client, known = signed_in(office.registrar), register_named(birth.register)
    since = as_of(birth)
    before, born = since.date() - timedelta(days=1), since.date()
    was = birth.data["child_name"]
    with clock.at(since + timedelta(days=3)), acting(ALL):
        source = Source(known.edition, "tests", clock.now())
        update(known.declared, birth.id, {"child_name": "Lý Đổi Tên"}, source, RegisterLookup("civil_registration"))
    assert was not in client.get(BIRTHS).text
    for view in (0, 1, 3):
        page = client.get(BIRTHS, {"xem": view, "ngay": born.isoformat()}).text
        assert was in page, view
        assert "Lý Đổi Tên" not in page
        assert f"Sổ vào ngày {born:%d/%m/%Y}" in page
        assert f"/{birth.id}?ngay={born.isoformat()}" in page
        assert was not in client.get(BIRTHS, {"xem": view, "ngay": before.isoformat()}).text
    assert "Bản đồ chỉ vẽ sổ như hiện tại" in client.get(BIRTHS, {"xem": 2, "ngay": born.isoformat()}).text
    assert "Về hiện tại" not in client.get(BIRTHS, {"ngay": "hôm qua"}).text
    narrowed = {"ngay": born.isoformat(), "loc-sex": birth.data["sex"]}
    page = client.get(BIRTHS, narrowed).text
    (now,) = re.findall(r'href="([^"]+)">Về hiện tại', page)
    assert "loc-sex" in now
    assert "ngay=" not in now
    for saved in map(html.unescape, re.findall(r'href="([^"]+/xuat\?[^"]+)"', page)[:1]):
        answer = client.get(saved)
        assert f"births-{born.isoformat()}.csv" in answer["Content-Disposition"]
        assert was in b"".join(answer).decode()
    assert f'name="ngay" value="{born.isoformat()}"' in page.partition("xuat-khong-che")[2]
    words = client.get(BIRTHS, {"ngay": born.isoformat(), "tim": "ly"})
    assert (words.status_code, 'href="#tim"' in words.text) == (422, True)


def test_a_list_of_a_day_goes_on_page_after_page_and_asks_the_same_however_long_it_is(
    office: Office, birth: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, known, since = signed_in(office.registrar), register_named(birth.register), as_of(birth)
    day = since.date()

    def written(number: int) -> None:
        with clock.at(since), acting(ALL):
            source, lookup = Source(known.edition, "tests", clock.now()), RegisterLookup("civil_registration")
            values = {name: value for name, value in birth.data.items() if name != "child_id"}
            create(known.declared, values | {"child_name": f"Lý Thứ {number}"}, birth.agency, source, lookup)

    def asked() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(BIRTHS, {"ngay": day.isoformat()}).text
        return len(queries), page

    written(1)
    asked()
    few, _ = asked()
    for number in range(2, 12):
        written(number)
    many, page = asked()
    assert len(re.findall(r'queue__title"[^>]+>Lý Thứ', page)) == 11
    assert many == few
    monkeypatch.setattr(registers, "A_PAGE", 5)
    names, address = list[str](), f"{BIRTHS}?ngay={day.isoformat()}"
    while address:
        page = client.get(address).text
        names += re.findall(r'queue__title"[^>]+>([^<]+)<', page)
        address = html.unescape("".join(re.findall(r'rel="next" href="([^"]+)"', page)))
    assert len(names) == len(set(names)) == 12


def test_no_board_is_divided_by_what_is_masked(office: Office, birth: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(office.registrar)
    assert "Theo trường hợp đặc biệt" in client.get(BIRTHS).text
    field = register_named(birth.register).declared.declaration.field("situation")
    monkeypatch.setattr(type(field), "sensitive", property(lambda one: one.name == "situation"), raising=False)
    assert "Theo trường hợp đặc biệt" not in client.get(BIRTHS, {"xem": 3}).text


def test_what_is_sensitive_is_masked_until_looked_at_for_a_purpose(office: Office, birth: Record) -> None:
    client, address = signed_in(office.registrar), f"{BIRTHS}/{birth.id}"
    secret = birth.data["mother_id"]
    assert secret not in client.get(address).text
    assert secret not in client.post(f"{address}/xem", {"purpose": " "}).text
    assert secret in client.post(f"{address}/xem", {"purpose": "Đối chiếu sổ giấy"}).text


def test_a_record_is_edited_with_a_reason_and_read_as_of_a_day(office: Office, birth: Record) -> None:
    client, address = signed_in(office.registrar), f"{BIRTHS}/{birth.id}"
    refused = client.post(f"{address}/sua", {"asks": "notes", "notes": "Đã cải chính", "reason": ""})
    assert (refused.status_code, "Cần nêu lý do" in refused.text) == (422, True)
    assert "Đã cải chính" in refused.text, "what was typed stands there again"
    sent: dict[str, Any] = {"asks": "notes", "notes": "Đã cải chính", "reason": "Theo quyết định 12"}
    assert client.post(f"{address}/sua", sent).status_code == 302
    page = client.get(address).text
    history = page.partition("Lịch sử</h2>")[2]
    assert "Lường Thị Yến, " in history
    assert "Đăng ký khai sinh" in history
    assert "Đã cải chính" in page
    assert "Theo quyết định 12" in page
    assert "Ngày ấy chưa có" in client.get(address, {"ngay": "2001-01-01"}).text


@pytest.mark.django_db(transaction=True)
def test_what_is_missing_is_shown_as_such_and_mended_where_it_is_told(office: Office, birth: Record) -> None:
    mother = birth.data["mother_id"]
    with acting(ALL):
        birth.data = {name: value for name, value in birth.data.items() if name != "mother_id"}
        birth.save(update_fields=["data"])
    measure(birth.register)
    client, address = signed_in(office.registrar), f"{BIRTHS}/{birth.id}"
    page = client.get(address).text
    assert 'href="#sua"' in page
    assert re.search(r"Số định danh người mẹ</dt><dd[^>]*>—", page)
    sent = {"asks": "mother_id", "mother_id": mother, "reason": "Đối chiếu với sổ giấy"}
    assert client.post(f"{address}/sua", sent).status_code == 302
    assert 'name="mother_id"' not in client.get(address).text
    with acting(ALL):
        assert Record.objects.get(pk=birth.id).data["mother_id"] == mother


def test_a_correction_asked_for_is_decided_on_the_record(office: Office, birth: Record) -> None:
    asked = ask(office.mother.actor, birth.id, {"father_name": "Hoàng Văn Bính"}, "Thiếu tên cha")
    client = signed_in(office.registrar)
    assert "Thiếu tên cha" in client.get("/can-bo/so").text
    address = f"{BIRTHS}/{birth.id}/de-nghi/{asked.id}"
    assert client.post(address, {"accept": "1", "decision": "Đúng theo hồ sơ"}).status_code == 302
    decided = client.get(f"{BIRTHS}/{birth.id}").text
    assert ("<strong>Hoàng Văn Bính" in decided, "→ <strong>" in decided) == (True, False), "no arrow from nothing"
    with acting(ALL):
        assert Record.objects.get(pk=birth.id).data["father_name"] == "Hoàng Văn Bính"
        assert RecordCorrection.objects.get(id=asked.id).state == "accepted"


def test_a_correction_shows_what_stood_and_what_is_right_and_dots_for_what_is_masked(
    office: Office, birth: Record
) -> None:
    was = birth.data["child_name"]
    asked = ask(office.mother.actor, birth.id, {"child_name": "Lý Bảo Anh", "child_id": "019326000469"}, "Ghi sai")
    client, address = signed_in(office.registrar), f"{BIRTHS}/{birth.id}"
    dots = masked("019326000469")
    for closed in (False, True):
        page = client.get(address).text
        assert f"{was} → <strong>Lý Bảo Anh" in page
        assert f"{masked(birth.data['child_id'])} → <strong>{dots}" in page
        assert "019326000469" not in page
        looked = client.post(f"{address}/xem", {"purpose": "Xét đề nghị sửa"}).text
        assert f"{birth.data['child_id']} → <strong>019326000469" in looked
        if not closed:
            decision = f"{address}/de-nghi/{asked.id}"
            assert client.post(decision, {"accept": "1", "decision": "Theo sổ gốc"}).status_code == 302


def test_duplicates_are_compared_merged_and_parted(office: Office, birth: Record) -> None:
    with at("2026-11-24T09:00"):
        twin = office.filed()
        _decided_otherwise(twin, office)
    with acting(ALL):
        other = Record.objects.get(source_case=twin.id)
    client, address = signed_in(office.registrar), f"{BIRTHS}/{birth.id}"
    page = client.get(f"{address}/so-sanh", {"voi": str(other.id)}).text
    assert 'value="number"' in page
    sent = {"other": str(other.id), "take": ["number"], "reason": "Nhập hai lần"}
    assert client.post(f"{address}/gop", sent).status_code == 302
    assert "Đã gộp vào bản ghi khác" in client.get(f"{BIRTHS}/{other.id}").text
    assert client.post(f"{address}/tach", {"other": str(other.id), "reason": "Là hai trẻ"}).status_code == 302
    with acting(ALL):
        assert Record.objects.get(pk=other.id).ended_at is None
        assert Record.objects.get(pk=birth.id).data["number"] == birth.data["number"]


def _decided_otherwise(case: Case, office: Office) -> None:
    """Decide a second case as ``decided`` does, for a child with a number of its own."""
    from support.stories import did

    did(office.clerk.actor, case, "accept")
    did(office.officer.actor, case, "propose", form={"child_id": "019326000469"})
    did(office.leader.actor, case, "sign")
    did(office.registrar.actor, case, "issue")
    assert isinstance(case.id, UUID)
