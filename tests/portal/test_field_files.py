"""A field that takes files: several, each listed and removable, without scripts; refused in words, nothing lost."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nenso.cases.errors.filing import FormInvalid
from nenso.cases.intake.drafts import drafts_of
from nenso.cases.intake.filing import Filing, file_case
from nenso.files.attaching import files_of
from nenso.runtime.acting import acting
from support.births import Someone, in_force, mother
from support.visits import signed_in
from web.sent import hidden_of

pytestmark = pytest.mark.django_db

JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb" + bytes(100) + b"\xff\xd9"
FIELD = "bride_photo"


@pytest.fixture
def her() -> Someone:
    in_force()
    return mother()


@pytest.fixture
def client(her: Someone) -> Client:
    return signed_in(her)


@pytest.fixture
def page(client: Client) -> str:
    """The address of the page of a marriage that asks for a photograph: one of the two is a foreigner."""
    start = client.post("/thu-tuc/1.000894/nop", {"place": "xã Phủ Thông, tỉnh Thái Nguyên", "once": "ket-hon-0001"})
    root = str(client.get(start["Location"])["Location"]).rpartition("/")[0]
    send(client, f"{root}/bride", "later", **{"bride.nationality": "other", "bride.full_name": "Triệu Thị Mai"})
    return f"{root}/bride"


def send(client: Client, address: str, do: str, **answers: Any) -> Any:
    return client.post(address, hidden_of(client.get(address).text) | answers | {"do": do})


def photo(name: str = "anh.jpg", content: bytes = JPEG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def held(her: Someone) -> list[str]:
    (draft,) = drafts_of(her.actor)
    with acting(her.actor):
        return [f"{file.document}/{file.filename}" for file in files_of(draft.id)]


def test_a_photograph_is_given_listed_and_taken_back(client: Client, her: Someone, page: str) -> None:
    assert 'enctype="multipart/form-data"' in client.get(page).text
    answer = send(client, page, f"upload:{FIELD}", **{f"file:form.{FIELD}": photo()})
    assert answer.status_code == 302
    text = client.get(page).text
    assert text.count("files__one") == 1
    assert f'name="file:form.{FIELD}"' not in text, "one is the most that is asked for"
    assert "Triệu Thị Mai" in text
    assert held(her) == ["form.bride_photo/anh.jpg"]
    assert "anh.jpg" in client.get(page.replace("/bride", "/kiem-tra")).text
    button = re.search(rf'value="(unfile:{FIELD}:[0-9a-f-]+)"', text)
    assert button is not None
    send(client, page, button[1])
    assert "anh.jpg" not in client.get(page).text
    assert held(her) == []


def test_the_same_form_sent_again_gives_one_file(client: Client, her: Someone, page: str) -> None:
    form = hidden_of(client.get(page).text) | {"do": "later"}
    for _ in range(2):
        client.post(page, form | {f"file:form.{FIELD}": photo()})
    assert held(her) == ["form.bride_photo/anh.jpg"]
    assert client.get(page).text.count("files__one") == 1


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (photo("anh.pdf"), "Không nhận loại tệp"),
        (photo("anh.jpg", JPEG[:-2]), "bị cắt cụt"),
        (photo("anh.jpg", b"MZ" + bytes(100)), "không được phép"),
        (photo("lon.jpg", JPEG + bytes(2_000_000)), "lớn hơn mức cho phép"),
    ],
    ids=["another kind", "cut off", "a program", "too large"],
)
def test_what_is_wrong_with_a_file_is_told_and_what_was_typed_beside_it_is_kept(
    client: Client, her: Someone, page: str, monkeypatch: pytest.MonkeyPatch, file: SimpleUploadedFile, told: str
) -> None:
    from nenso.runtime.config import config

    monkeypatch.setenv("NENSO_UPLOAD_LIMIT", "1000000")
    config.cache_clear()
    answer = send(client, page, "next", **{f"file:form.{FIELD}": file, "bride.full_name": "Triệu Thị Mai Hoa"})
    config.cache_clear()
    assert answer.status_code == 422
    assert told in answer.text
    assert f'href="#{FIELD}"' in answer.text
    assert "Triệu Thị Mai Hoa" in answer.text
    assert "Triệu Thị Mai Hoa" in client.get(page).text, "it is saved, too"
    assert held(her) == []


def test_an_answer_that_names_a_file_of_nobody_is_refused(her: Someone) -> None:
    form = {"register_at": "01969", "bride": {"nationality": "other"}, FIELD: ["01a216bd-2676-7737-9bd0-df1aad528c46"]}
    with pytest.raises(FormInvalid):
        file_case(her.actor, Filing("1.000894", form), key="tep-la-0001")


def test_a_file_that_is_none_of_the_draft_is_not_taken_for_an_answer(client: Client, page: str) -> None:
    answers = {"asks": FIELD, FIELD: "01a216bd-2676-7737-9bd0-df1aad528c46"}
    client.post(page, hidden_of(client.get(page).text) | answers | {"do": "later"})
    assert "files__one" not in client.get(page).text
