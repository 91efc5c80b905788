"""Uploads part by part over HTTP, as tus 1.0 says: https://tus.io/protocols/resumable-upload."""

import time
from base64 import b64encode
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nenso.runtime.config import config
from portal.test_drafts import begun
from support.births import PDF, in_force, mother, someone
from support.visits import signed_in

pytestmark = pytest.mark.django_db

PART = "application/offset+octet-stream"


def metadata(**told: str) -> str:
    return ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in told.items())


def create(client: Client, length: object = len(PDF), name: str = "giấy chứng sinh.pdf", **told: str) -> Any:
    headers = {
        "Upload-Length": str(length),
        "Upload-Metadata": metadata(filename=name, filetype="application/pdf", **told),
    }
    return client.post("/tai-len", headers=headers | {"Tus-Resumable": "1.0.0"})


def send(client: Client, address: str, offset: int, part: bytes) -> Any:
    return client.patch(address, part, content_type=PART, headers={"Upload-Offset": str(offset)})


def test_a_file_goes_up_in_parts_and_a_form_gives_it_to_the_case_once() -> None:
    in_force()
    client = signed_in(mother())
    root = begun(client).rpartition("/")[0]
    made = create(client)
    assert (made.status_code, made["Tus-Resumable"], made["Upload-Offset"]) == (201, "1.0.0", "0")
    address = made["Location"]
    assert send(client, address, 0, PDF[:9])["Upload-Offset"] == "9"
    stands = client.head(address)
    assert (stands["Upload-Offset"], stands["Upload-Length"], stands["Cache-Control"]) == (
        "9",
        str(len(PDF)),
        "no-store",
    )
    assert "Upload-Expires" in stands
    upload = address.rpartition("/")[2]
    papers = f"{root}/giay-to/birth_certificate"
    assert client.post(papers, {"upload": upload}).status_code == 409, "half a file is given to nobody"
    assert send(client, address, 9, PDF[9:]).status_code == 204
    for _ in range(2):
        assert client.post(papers, {"upload": upload}).status_code == 302
    assert client.get(f"{root}/giay-to").text.count("files__one") == 1
    assert "giấy chứng sinh.pdf" in client.get(f"{root}/giay-to").text
    assert client.post(f"{root}/giay-to/death_notice", {"upload": upload}).status_code in {404, 410, 422}


def test_a_draft_takes_no_more_than_there_is_room_for_on_one_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person would otherwise fill the disk of all: what a draft has does not count as under way."""
    in_force()
    client = signed_in(mother())
    papers = f"{begun(client).rpartition('/')[0]}/giay-to/birth_certificate"
    monkeypatch.setenv("NENSO_CASE_FILES_LIMIT", str(len(PDF)))
    config.cache_clear()
    try:
        first, second = (
            client.post(papers, {"file": SimpleUploadedFile(f"{name}.pdf", PDF, "application/pdf")})
            for name in ("một", "hai")
        )
    finally:
        monkeypatch.undo()
        config.cache_clear()
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Hãy bỏ bớt hoặc gộp tệp" in second.text


def test_a_header_of_nothing_but_spaces_costs_no_more_than_reading_it() -> None:
    """Reading it by a pattern that goes back took minutes, during which the process answered nobody."""
    client = signed_in(someone("Vi Thị Biên"))
    started = time.process_time()
    answer = client.post("/tai-len", headers={"Upload-Length": "5", "Upload-Metadata": "a" + " " * 200_000 + "b"})
    assert answer.status_code == 400
    assert time.process_time() - started < 10


def test_what_is_no_upload_is_told_in_words() -> None:
    client = signed_in(mother())
    assert create(client, "many").status_code == 400
    assert client.post("/tai-len", headers={"Upload-Length": "5", "Upload-Metadata": "filename ???"}).status_code == 400
    refused = create(client, 5, "chuong-trinh.exe")
    assert refused.status_code == 415
    assert "Không nhận loại tệp" in refused.text
    assert create(client, 10**12).status_code == 413
    address = create(client)["Location"]
    assert client.patch(address, PDF, content_type="text/plain", headers={"Upload-Offset": "0"}).status_code == 400
    assert send(client, address, 3, PDF).status_code == 409
    assert client.delete(address).status_code == 204
    assert client.head(address).status_code == 404


def test_what_is_spoken_here_is_said() -> None:
    answer = signed_in(mother()).options("/tai-len")
    assert (answer.status_code, answer["Tus-Version"]) == (204, "1.0.0")
    assert answer["Tus-Extension"] == "creation,expiration,termination"


def test_another_person_and_nobody_meet_no_upload() -> None:
    address = create(signed_in(mother()))["Location"]
    other = signed_in(someone("Lê Văn Khác"))
    assert other.head(address).status_code == 404
    assert send(other, address, 0, PDF).status_code == 404
    assert other.delete(address).status_code == 404
    assert Client().head(address)["Location"].startswith("/dang-nhap")


def test_another_site_cannot_begin_an_upload_here() -> None:
    client = signed_in(mother())
    client.handler.enforce_csrf_checks = True
    assert create(client).status_code == 403


def test_going_back_and_choosing_another_file_is_no_conflict_with_oneself() -> None:
    in_force()
    client = signed_in(mother())
    root = begun(client).rpartition("/")[0]
    for name, content in (("mot.pdf", PDF), ("hai.pdf", PDF + b"%")):
        file = SimpleUploadedFile(name, content, "application/pdf")
        form = {"file": file, "once": "cung-mot-trang-01"}
        assert client.post(f"{root}/giay-to/birth_certificate", form).status_code == 302
    assert client.get(f"{root}/giay-to").text.count("files__one") == 2
