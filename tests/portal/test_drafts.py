"""Filing by pages, server-side: asked page by page, saved as it goes, nothing lost."""

from typing import Any

import pytest
from django.test import Client

from nenso.cases.intake.drafts import drafts_of
from support.births import in_force, mother
from support.visits import signed_in
from web.sent import hidden_of

pytestmark = pytest.mark.django_db


def begun(client: Client) -> str:
    """Begin a birth at xã Phủ Thông; return the address of its first page."""
    answer = client.post("/thu-tuc/1.001193/nop", {"place": "xã Phủ Thông, tỉnh Thái Nguyên", "once": "bat-dau-0001"})
    assert answer.status_code == 302, answer.text
    return str(client.get(answer["Location"])["Location"])


def send(client: Client, address: str, do: str = "next", **answers: Any) -> Any:
    """Open a page, answer some of it, and press a button."""
    text = client.get(address).text
    sent = hidden_of(text) | {name.replace("__", "."): value for name, value in answers.items()} | {"do": do}
    return client.post(address, sent)


def test_an_old_name_of_a_place_is_answered_with_the_new_one_before_anything_begins() -> None:
    in_force()
    her = mother()
    client = signed_in(her)
    answer = client.post("/thu-tuc/1.001193/nop", {"place": "xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn"})
    assert "Từ 01/07/2025" in answer.text
    assert "xã Phủ Thông, tỉnh Thái Nguyên" in answer.text
    assert drafts_of(her.actor) == []
    sent = hidden_of(answer.text)
    assert client.post("/thu-tuc/1.001193/nop", sent)["Location"].startswith("/ho-so/nhap/")
    (draft,) = drafts_of(her.actor)
    assert draft.form == {"register_at": "01969"}


def test_what_the_state_holds_is_shown_and_not_asked_and_may_be_contested_with_a_reason() -> None:
    in_force()
    client = signed_in(mother())
    address = begun(client)
    address = address if "requester" in address else address.rpartition("/")[0] + "/requester"
    text = client.get(address).text
    assert "đã có trong dữ liệu, không phải khai lại" in text
    assert 'name="requester.full_name"' not in text
    answer = send(client, address, "contest:requester.full_name")
    text = client.get(answer["Location"]).text
    assert 'name="requester.full_name"' in text
    answer = send(
        client, address, "later", **{"requester.full_name": "Triệu Thị Mại", "why:requester.full_name": "Sai dấu"}
    )
    text = client.get(address).text
    assert "Triệu Thị Mại" in text
    assert "Sai dấu" in text


def test_who_comes_back_goes_on_where_the_draft_was_left() -> None:
    in_force()
    client = signed_in(mother())
    first = begun(client)
    draft = first.rpartition("/")[0]
    assert first.endswith("/nop-cho-ai")
    client.post(first, hidden_of(client.get(first).text) | {"whom": "toi"})
    assert client.get(draft)["Location"] == f"{draft}/requester"
    send(client, f"{draft}/requester", relation="mother")
    assert client.get(draft)["Location"] == f"{draft}/child"


def test_papers_for_other_cases_stand_aside_and_what_may_stand_for_another_says_so() -> None:
    in_force()
    client = signed_in(mother())
    draft = begun(client).rpartition("/")[0]
    page, _, aside = client.get(f"{draft}/giay-to").text.partition("<details")
    assert "Văn bản của người làm chứng" in page, "any one of three proves a birth"
    assert "(thay cho Giấy chứng sinh)" in page
    assert "Tờ khai đăng ký khai sinh theo mẫu" not in page, "the paper form is for the counter"
    assert "Tờ khai đăng ký khai sinh theo mẫu" in aside
    assert "bị bỏ rơi" in aside
    told = client.get("/thu-tuc/1.001193").text
    assert told.index("Một trong các giấy tờ sau:") < told.index("Giấy chứng sinh")
    assert "tùy trường hợp" in told


def test_what_she_said_of_whom_she_files_for_is_not_told_as_held_and_is_changed_where_she_said_it() -> None:
    in_force("residence")
    client = signed_in(mother())
    begun = client.post("/thu-tuc/1.004222/nop", {"place": "01969", "once": "thuong-tru-0001"})
    draft = begun["Location"]
    page = f"{draft}/declarant"
    assert "đã có trong dữ liệu" in client.get(page).text, "of herself the state knows"
    whom = {"whom": "authorised", "full_name": "Lý Triệu Bảo An"}
    assert client.post(f"{draft}/nop-cho-ai", whom | {"once": "cho-con-0001"}).status_code == 302
    text = client.get(page).text
    assert "Lý Triệu Bảo An" in text
    assert "bạn đã ghi khi chọn nộp cho ai" in text
    assert "đã có trong dữ liệu" not in text
    assert "contest:declarant.full_name" not in text, "nobody gives a reason for what they wrote themselves"
    leading = send(client, page, "whom", **{"declarant.phone": "0912345678"})
    assert leading["Location"] == f"{draft}/nop-cho-ai"
    assert "0912345678" in client.get(page).text, "what was typed before is kept"


def test_rows_are_added_filled_and_taken_away_without_scripts() -> None:
    in_force("residence")
    client = signed_in(mother())
    draft = client.post("/thu-tuc/1.004222/nop", {"place": "01969", "once": "thuong-tru-0002"})["Location"]
    page = f"{draft}/household"
    for row, name in enumerate(("Lý Văn Một", "Lý Thị Hai")):
        assert send(client, page, "add:members")["Location"] == f"{page}#members"
        assert send(client, page, "later", **{f"members[{row}].full_name": name}).status_code == 302
    text = client.get(page).text
    assert "Lý Văn Một" in text
    assert 'value="remove:members[1]"' in text
    assert send(client, page, "remove:members[0]").status_code == 302
    text = client.get(page).text
    assert "Lý Văn Một" not in text
    assert 'name="members[0].full_name"' in text
    assert "Lý Thị Hai" in text


def test_drafts_are_listed_on_any_device_and_one_is_thrown_away_once_she_said_so() -> None:
    in_force()
    her = mother()
    phone, computer = signed_in(her), signed_in(her)
    draft = begun(phone).rpartition("/")[0]
    listed = computer.get("/ho-so/nhap").text
    assert f"{draft}/xoa" in listed
    asked = computer.get(f"{draft}/xoa").text
    assert len(drafts_of(her.actor)) == 1, "asking throws nothing away"
    sent = hidden_of(asked)
    assert [computer.post(f"{draft}/xoa", sent)["Location"] for _ in range(2)] == ["/ho-so/nhap"] * 2, "pressed twice"
    assert drafts_of(her.actor) == []
    assert f"{draft}/xoa" not in phone.get("/ho-so/nhap").text
    left = phone.get(f"{draft}/child")
    assert left.status_code == 404
    assert "text/html" in left["Content-Type"], "who had it open elsewhere is told on a page"
