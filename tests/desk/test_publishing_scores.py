"""Scores published on screen: looked at as a draft, released at their hour, corrected aloud, by publishers alone."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from factories.agencies import agency
from nenso.index.measuring.running import INDEX
from nenso.index.models import Publication, Undertaking
from nenso.index.publications import publication_by_id
from nenso.index.undertaking import undertake
from nenso.journal.reading import entries_of
from nenso.runtime import clock
from nenso.runtime.acting import acting
from support import boards
from support.births import someone
from support.boards import PERIOD, PROVINCE, SCORECARD
from support.measured import AN_KHANH, PHU_THONG
from support.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

DESK = "/can-bo/xep-hang"


def table(seed: int = 0) -> SimpleUploadedFile:
    """Return what the communes reported, as they send it."""
    reported = boards.reported(seed)
    names = [one.rpartition(".")[2] for one in reported]
    lines = [";".join(["don_vi", *names])]
    for unit in reported["letters.meetings"]:
        said = (values[unit] for values in reported.values())
        cells = [("không", "có")[one] if isinstance(one, bool) else f"{one}".replace(".", ",") for one in said]
        lines.append(";".join([unit, *cells]))
    return SimpleUploadedFile("bao-cao.csv", "\n".join(lines).encode())


def done(answer: HttpResponse, client: Client) -> str:
    """Let the job do what a form asked for; return the address that its page leads on to."""
    assert answer.status_code == 302, answer.content.decode()[:2000]
    waits = client.get(answer["Location"])
    assert "Có thể rời trang này" in waits.content.decode()
    undertake(UUID(answer["Location"].rpartition("/")[2]))
    led = client.get(answer["Location"])
    assert led.status_code == 302, re.sub("<[^>]*>", "", led.content.decode())
    return str(led["Location"])


def asked(client: Client, key: str, **more: Any) -> HttpResponse:
    told = {"scorecard": SCORECARD, "period": PERIOD, "once": key, "table": table(), **more}
    return client.post(DESK, told)


def test_a_draft_is_looked_at_published_at_its_hour_signed_and_corrected_each_once() -> None:
    boards.in_force()
    client = signed_in(someone("Phan Thị Lập", ("publisher", PROVINCE)))
    blank = client.get(f"{DESK}/mau/{SCORECARD}.csv").content.decode()
    assert blank.splitlines()[0] == "\ufeffdon_vi,ten,asked_neighbours,has_plan,meetings"
    assert PHU_THONG in blank

    for period, said in {"9998": "chưa bắt đầu", "9999": "không phải một kỳ", "２０２６": "không phải một kỳ"}.items():
        refused = asked(client, "draft-of-no-time", period=period)
        assert (refused.status_code, said in refused.content.decode()) == (422, True), period

    first = asked(client, "draft-of-the-quarter")
    assert asked(client, "draft-of-the-quarter")["Location"] == first["Location"], "sent twice, asked once"
    for key, more, status in (
        ("draft-of-the-quarter", {"table": table(1)}, 409),
        ("draft-of-the-quarter", {"period": "2026-Q3"}, 409),
        ("draft-for-others", {"agency": str(agency("vn.p01").id)}, 403),
        ("draft-for-others", {"agency": "vn.p01"}, 404),
        ("draft-of-nothing", {"scorecard": "dti\0", "table": ""}, 422),
    ):
        answer = asked(client, key, **more)
        assert answer.status_code == status, more
        assert (f'value="{key}"' in answer.content.decode()) == (status != 409), "the form has a key that it can use"
    draft = done(first, client)
    page = client.get(draft).content.decode()
    assert re.search(r"92 đơn vị, 91 được xếp hạng, 1 không xếp hạng", page)
    assert "Đây là lần đầu." in page
    assert "Thư được trả lời" in page, "nobody was measured: said before it is published"
    identifier = UUID(draft.rpartition("/")[2])
    board = f"/xep-hang/{identifier}"
    assert Client().get(board).status_code == 404

    past = client.post(f"{draft}/cong-bo", {"embargo": "2020-01-01T08:00"})
    assert past.status_code == 422
    hour = (clock.now() + timedelta(days=2)).astimezone(clock.VIETNAM).strftime("%Y-%m-%dT%H:%M")
    for _ in range(2):
        assert client.post(f"{draft}/cong-bo", {"embargo": hour})["Location"] == draft
    assert client.post(f"{draft}/cong-bo", {"embargo": ""}).status_code == 409, "nobody lifts it"
    assert "chờ giờ công khai" in client.get(draft).content.decode()
    assert Client().get(board).status_code == 404

    kinds = [one.kind for one in entries_of(identifier)]
    assert kinds == ["index.drafted", "index.published"]
    assert all(one.account is not None for one in entries_of(identifier)), "the journal names the person"

    for language in ("vi", "en"):
        report = client.post(f"{draft}/bao-cao", {"language": language, "once": f"report-{language}"})
        assert done(report, client) == draft
    assert client.get(f"{board}/tai-ve.pdf?ngon-ngu=en").content.startswith(b"%PDF")

    second = done(asked(client, "draft-once-more"), client)
    assert "chờ công khai lúc" in client.get(second).content.decode()
    beside = client.post(f"{second}/cong-bo", {"embargo": hour})
    assert (beside.status_code, "Công bố thêm bản này" in beside.content.decode()) == (409, True)
    assert "vì sao bỏ bản nháp" in client.post(f"{second}/bo", {"reason": ""}).content.decode()
    for _ in range(2):
        assert client.post(f"{second}/bo", {"reason": "Lập hai lần."})["Location"] == DESK
    assert client.get(second).status_code == 404
    assert second not in client.get(DESK).content.decode()

    unsaid = client.post(f"{draft}/dinh-chinh", {"changed": " ", "once": "correction-0"})
    assert "thay đổi gì và vì sao" in unsaid.content.decode()
    for changed in ("a\0b", "a" * 1001):
        assert client.post(f"{draft}/dinh-chinh", {"changed": changed, "once": "correction-0"}).status_code == 422
    told = {"changed": "Xã báo cáo lại số phiên họp.", "once": "correction-1", "table": table(1)}
    correction = done(client.post(f"{draft}/dinh-chinh", told), client)
    page = client.get(correction).content.decode()
    assert "Xã báo cáo lại số phiên họp." in page
    assert "đơn vị có điểm khác" in page
    made = publication_by_id(boards.publisher(), UUID(correction.rpartition("/")[2]))
    assert (made.corrects, made.state) == (identifier, "draft")
    early = client.post(f"{correction}/cong-bo", {"embargo": ""})
    assert "chưa đến giờ công khai" in early.content.decode(), "it tells what nobody is to see yet"
    assert Client().get(f"/xep-hang/{made.id}").status_code == 404
    assert client.post(f"{correction}/cong-bo", {"embargo": hour})["Location"] == correction


def test_nobody_else_drafts_publishes_signs_or_corrects() -> None:
    boards.in_force()
    publisher = signed_in(someone("Phan Thị Lập", ("publisher", PROVINCE)))
    draft = done(asked(publisher, "draft-of-the-quarter"), publisher)
    callers = {
        "nobody": None,
        "another_citizen": someone("Lê Văn Khác"),
        "officer_elsewhere": someone("Trần Thị Xa", ("publisher", "vn.p04")),
        "officer_below": someone("Nông Thị Hoa", ("publisher", PHU_THONG)),
        "officer_here": someone("Vi Văn Bắc", ("leader", PROVINCE)),
    }
    forms = {"cong-bo": {}, "bao-cao": {"language": "vi"}, "dinh-chinh": {"changed": "Vì thế"}}
    with acting(INDEX):
        before = (Publication.objects.count(), Undertaking.objects.count())
    for caller, one in callers.items():
        client = signed_in(one)
        for answer in (
            client.get(draft),
            *(client.post(f"{draft}/{path}", form) for path, form in forms.items()),
        ):
            assert answer.status_code in {403, 404} or answer["Location"].startswith("/dang-nhap"), caller
    with acting(INDEX):
        assert (Publication.objects.count(), Undertaking.objects.count()) == before
        assert Publication.objects.get().state == "draft"


def test_a_table_of_reported_values_says_which_row_is_wrong_before_anything_is_asked_for() -> None:
    boards.in_force()
    client = signed_in(someone("Phan Thị Lập", ("publisher", PROVINCE)))
    wrong = {
        "don_vi;meetings\nvn.p19.cx;3": "dòng 2: không có đơn vị “vn.p19.cx”",
        f"don_vi;meeting\n{PHU_THONG};3": "không có chỉ số “meeting”",
        f"don_vi;meetings\n{AN_KHANH};3\n{AN_KHANH};4": "dòng 3: “" + AN_KHANH + "” có hai lần",
    }
    for text, said in wrong.items():
        sent = SimpleUploadedFile("bao-cao.csv", text.encode())
        answer = asked(client, "draft-with-a-mistake", table=sent)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    with acting(INDEX):
        assert not Undertaking.objects.exists()

    boards.published(boards.publisher(), "2026-Q3")
    copied = asked(client, "draft-of-a-copy")
    undertake(UUID(copied["Location"].rpartition("/")[2]))
    assert "2026-Q4: Cả bảng: số liệu giống hệt kỳ trước." in client.get(copied["Location"]).content.decode()
    assert done(asked(client, "draft-looked-at", looked="1"), client)
