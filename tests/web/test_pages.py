"""What every page has: its language, strict headers, an error that can be told, and assets that never change."""

import re
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_is_in_vietnamese_unless_english_is_wanted_more() -> None:
    client = Client()
    assert 'lang="vi"' in client.get("/").text
    answer = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9,vi;q=0.5"})
    assert 'lang="en"' in answer.text
    assert answer["Content-Language"] == "en"
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))


def test_the_language_that_was_chosen_stays() -> None:
    client = Client(headers={"Accept-Language": "vi"})
    assert client.post("/ngon-ngu", {"language": "en", "next": "/dang-nhap"})["Location"] == "/dang-nhap"
    assert "Sign in" in client.get("/dang-nhap").text


def test_choosing_a_language_leads_to_no_other_site() -> None:
    assert Client().post("/ngon-ngu", {"language": "en", "next": "https://xau.example/"})["Location"] == "/"


def test_a_page_lets_nothing_in_that_is_not_its_own() -> None:
    answer = Client().get("/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", answer.text)


def test_an_answer_to_a_program_may_load_nothing_and_is_not_guessed_at() -> None:
    answer = Client().get("/api/v1/problems", headers={"Authorization": "Bearer none"})
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in Client().get("/", headers={"Authorization": "Bearer none"})


def test_assets_are_compressed_and_kept_for_ever() -> None:
    client = Client()
    found = re.search(r'href="(/static/main-[0-9A-Z]{8}\.css)"', client.get("/").text)
    assert found is not None
    answer = client.get(found[1], headers={"Accept-Encoding": "br, gzip"})
    content = b"".join(answer)
    assert answer["Content-Encoding"] == "br"
    assert "immutable" in answer["Cache-Control"]
    assert len(content) < 20_000


def test_an_address_that_is_none_is_told_in_words() -> None:
    answer = Client().get("/khong-co-trang-nay")
    assert answer.status_code == 404
    assert "Không có trang này." in answer.text
    assert "web.page_unknown" in answer.text
    assert answer["X-Request-Id"] in answer.text


@pytest.mark.parametrize("way", ["/kiem-tra", "/dang-nhap"])
@pytest.mark.parametrize("checked", [False, True])
def test_a_form_that_cannot_be_read_is_refused_in_words(way: str, checked: bool) -> None:
    client = Client(enforce_csrf_checks=checked)
    client.get(way)
    answer = client.post(way, b"x", content_type="multipart/form-data")
    assert (answer.status_code, "Không đọc được" in answer.text) == (400, True)


def test_a_host_that_is_not_ours_is_refused_in_words(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["nenso.example"]
    assert Client().get("/", headers={"Host": "xau.example"}).status_code == 400


def test_a_form_of_another_site_is_refused_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/ngon-ngu", {"language": "en"})
    assert answer.status_code == 403
    assert "Trang này mở đã lâu" in answer.text


def test_a_form_that_was_open_too_long_leads_back_to_its_page_here_and_nowhere_else() -> None:
    client = Client(enforce_csrf_checks=True)
    for came in ("http://testserver/tra-cuu?ma=19", "https://xau.example//tra-cuu?ma=19"):
        answer = client.post("/tra-cuu", {"code": "x"}, headers={"referer": came})
        assert answer.status_code == 403
        assert 'href="/tra-cuu?ma=19">Mở lại trang</a>' in answer.text


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back() -> None:
    assert Client().get("/can-bo?x=1")["Location"] == "/dang-nhap?next=%2Fcan-bo%3Fx%3D1"


def test_over_tls_browsers_are_told_to_come_by_tls_for_a_year(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert Client().get("/", secure=True)["Strict-Transport-Security"] == "max-age=31536000"
