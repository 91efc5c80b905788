"""Books, keys and suspended procedures on the screens of an administrator."""

import re

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.agencies import agency
from nenso.agencies.models import BookNumber
from nenso.results.models import SigningKey
from nenso.runtime.acting import acting
from results.test_keys import made_elsewhere
from support.births import Someone, in_force, someone
from support.stories import EVERYTHING, new_key
from support.visits import signed_in

pytestmark = pytest.mark.django_db
PHU_THONG = "vn.p19.c01969"


@pytest.fixture
def admin(db: None) -> Client:
    """The administrator of xã Phủ Thông, where births are registered, at the browser."""
    in_force()
    who: Someone = someone("Ma Văn Sơn", ("admin", PHU_THONG))
    return signed_in(who)


def address(rest: str) -> str:
    return f"/can-bo/quan-tri/{agency(PHU_THONG).id}/{rest}"


def test_a_book_goes_on_from_the_paper_one_and_is_closed_with_its_year(admin: Client) -> None:
    page = admin.get(address("so")).text
    book, period = re.findall(r'name="book" value="([^"]+)"><input type="hidden" name="period" value="([^"]*)"', page)[
        0
    ]
    sent = {"do": "start", "book": book, "period": period, "first": "120", "once": new_key()}
    for _ in range(2):
        assert admin.post(address("so"), sent).status_code == 302
    with acting(EVERYTHING):
        assert BookNumber.objects.get(book=book, period=period).last == 119
    low = admin.post(address("so"), {**sent, "first": "7", "once": new_key()})
    assert (low.status_code, "từ 120 trở lên" in low.text) == (422, True)
    assert admin.post(address("so"), {**sent, "do": "close", "once": new_key()}).status_code == 302
    assert "đã khóa" in admin.get(address("so")).text
    assert admin.post(address("so"), {**sent, "first": "500", "once": new_key()}).status_code == 409


def test_a_key_file_is_brought_in_tried_and_retired_and_never_shown(admin: Client) -> None:
    content, _ = made_elsewhere(ec.generate_private_key(ec.SECP256R1()), b"mat-khau-1")
    file = SimpleUploadedFile("con-dau.p12", content, "application/x-pkcs12")
    wrong = admin.post(address("khoa"), {"do": "bring", "file": file, "password": "sai", "once": new_key()})
    assert (wrong.status_code, 'value="sai"' in wrong.text) == (422, False)
    file.seek(0)
    assert (
        admin.post(
            address("khoa"), {"do": "bring", "file": file, "password": "mat-khau-1", "once": new_key()}
        ).status_code
        == 302
    )
    with acting(EVERYTHING):
        key = SigningKey.objects.get(agency=agency(PHU_THONG))
    text = admin.get(address("khoa")).text
    assert "UBND xã Phủ Thông</span>" in text
    assert "trong tệp của hệ thống" in text
    tried = admin.post(address("khoa"), {"do": "try", "key": str(key.id), "once": new_key()}, follow=True)
    assert "chữ ký thử khớp" in tried.text
    admin.post(address("khoa"), {"do": "retire", "key": str(key.id), "reason": "Đổi con dấu", "once": new_key()})
    assert "Đổi con dấu" in admin.get(address("khoa")).text
    assert admin.post(address("khoa"), {"do": "bring", "once": new_key()}).status_code == 422


def test_a_procedure_is_suspended_with_a_reason_that_people_read(admin: Client) -> None:
    sent = {"do": "suspend", "procedure": "civil_registration.birth", "once": new_key()}
    assert admin.post(address("thu-tuc"), sent).status_code == 422
    assert admin.post(address("thu-tuc"), {**sent, "reason": "Nghỉ do lũ", "once": new_key()}).status_code == 302
    assert "Nghỉ do lũ" in admin.get(address("thu-tuc?tim=khai sinh")).text
    assert "Nghỉ do lũ" in Client().get("/thu-tuc/1.001193?noi=01969").text
    admin.post(address("thu-tuc"), {**sent, "do": "resume", "once": new_key()})
    assert "Nghỉ do lũ" not in Client().get("/thu-tuc/1.001193?noi=01969").text
