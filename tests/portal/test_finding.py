"""Finding what one needs: by question, by event in a life, by kind of agency, and in the handbook."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.people import account
from nenso.agencies.posts import actor_for
from support.births import Someone, in_force, someone
from support.visits import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def civil_registration() -> None:
    in_force()


def test_a_question_without_diacritics_finds_the_procedure_and_marks_why() -> None:
    text = Client().get("/tim", {"q": "lam giay khai sinh cho con"}).text
    first = text.index('<li class="found__item">')
    assert 'href="/thu-tuc/1.001193"' in text[first : first + 400]
    assert "<mark>" in text
    assert 'value="lam giay khai sinh cho con"' in text


def test_what_is_typed_is_answered_without_the_rest_of_the_page() -> None:
    answer = Client().get("/tim", {"q": "khai sinh"}, headers={"HX-Request": "true"})
    assert "1.001193" in answer.text
    assert "<html" not in answer.text


def test_nothing_found_says_what_to_do() -> None:
    assert "Chưa tìm thấy thủ tục nào." in Client().get("/tim", {"q": "xyzzy qwrtp"}).text


def test_nothing_found_offers_what_happens_in_life() -> None:
    for typed in ("xyzzy qwrtp", "1.999999"):
        answer = Client().get("/tim", {"q": typed}, headers={"HX-Request": "true"}).text
        assert "/viec/having_a_child" in answer
    assert "Không có thủ tục nào mang mã này." in answer


def test_a_part_of_a_code_finds_what_begins_with_it() -> None:
    for typed in ("1.00119", "1001193", "mã 1001193"):
        assert "/thu-tuc/1.001193" in Client().get("/tim", {"q": typed}).text


def test_every_letter_typed_asks_the_database_as_often() -> None:
    client, typed = Client(), "dang ky khai sinh o xa tuy phuoc"
    client.get("/tim", {"q": typed})
    numbers = set()
    for end in range(1, len(typed) + 1, 4):
        with CaptureQueriesContext(connection) as asked:
            client.get("/tim", {"q": typed[:end]}, headers={"HX-Request": "true"})
        numbers.add(len(asked))
    assert len(numbers) == 1


def test_a_question_cannot_put_code_into_the_page() -> None:
    assert "<script>alert" not in Client().get("/tim", {"q": "<script>alert(1)</script>"}).text


def test_an_event_in_a_life_leads_to_its_procedures() -> None:
    client = Client()
    assert "/viec/having_a_child" in client.get("/").text
    assert "1.001193" in client.get("/viec/having_a_child").text
    assert client.get("/viec/khong-co").status_code == 404


def test_a_kind_of_agency_lists_what_it_offers() -> None:
    client = Client()
    assert "/co-quan/commune" in client.get("/").text
    assert "1.000656" in client.get("/co-quan/commune").text
    assert client.get("/co-quan/khong-co").status_code == 404


def test_the_handbook_answers_in_simple_words_and_leads_to_the_procedure() -> None:
    client = Client()
    assert "/hoi-dap/civil_registration.register_birth" in client.get("/hoi-dap").text
    answer = client.get("/hoi-dap/civil_registration.register_birth").text
    assert "<strong>60 ngày</strong>" in answer
    assert "/thu-tuc/1.001193" in answer
    english = client.get("/hoi-dap/civil_registration.register_birth", headers={"Accept-Language": "en"}).text
    assert "<strong>60 days</strong>" in english


def test_a_procedure_says_how_well_an_account_must_be_known_to_file_it_online(demo: None) -> None:
    unknown = account(of=None, email="chua.dinh.danh@vidu.vn")
    known = someone("Triệu Thị Mai")
    assert "cần tài khoản định danh mức độ 1" in Client().get("/thu-tuc/1.001193").text
    page = signed_in(Someone(actor_for(unknown), unknown, "")).get("/thu-tuc/1.001193").text
    assert "Tài khoản của bạn chưa nộp trực tuyến được" in page
    page = signed_in(known).get("/thu-tuc/1.001193").text
    assert "ần tài khoản định danh" not in page, "who has what is needed is told nothing of it"


def test_where_to_file_is_told_on_the_page_to_who_gives_a_place_by_its_old_name_or_any() -> None:
    nobody = Client()
    page = "/thu-tuc/1.001193"
    assert 'name="noi"' in nobody.get(page).text, "who is not signed in is asked for the place here"
    told = nobody.get(page, {"noi": "xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn"}).text
    assert "Từ 01/07/2025" in told
    assert "Nơi nộp của bạn (Xã Phủ Thông, tỉnh Thái Nguyên): Ủy ban nhân dân xã Phủ Thông" in told
    assert "/thu-tuc/1.001193/nop?noi=01969" in told, "and it is not asked again"
    begun = signed_in(someone("Triệu Thị Mai")).get("/thu-tuc/1.001193/nop", {"noi": "01969"}).text
    assert 'value="Xã Phủ Thông, tỉnh Thái Nguyên"' in begun
    unclear = nobody.get(page, {"noi": "Tân Tiến"}).text
    assert "Chưa rõ là nơi nào." in unclear
    pick = re.search(r'name="noi.pick" value="(\d+)"', unclear)
    assert pick is not None
    chosen = nobody.get(page, {"noi": "Tân Tiến", "noi.written": "Tân Tiến", "noi.pick": pick[1]}).text
    assert "Nơi nộp của bạn" in chosen
    assert 'href="#noi"' in nobody.get(page, {"noi": "nơi nào đó"}).text


def test_who_gives_an_opinion_in_a_step_is_called_by_its_name() -> None:
    in_force("residence")
    steps = Client().get("/thu-tuc/1.004222").text
    assert "Ý kiến của chủ hộ — Chủ hộ, Một cửa" in steps
    assert "house_head" not in steps


def test_who_asks_for_a_place_where_it_is_not_offered_reads_so_without_the_names_of_programs() -> None:
    in_force("household_business", at="vn.p19")
    page = {"noi": "phường Hoàn Kiếm, thành phố Hà Nội"}
    asked = Client().get("/thu-tuc/1.001612", page).text
    begun = signed_in(someone("Triệu Thị Mai")).post("/thu-tuc/1.001612/nop", {"place": page["noi"]})
    for told in (asked, begun.text):
        assert "Ủy ban nhân dân phường Hoàn Kiếm chưa cung cấp thủ tục này." in told
        assert "household_business." not in told
