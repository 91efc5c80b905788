"""Posts on the screens of an administrator: appointed, replaced, stood in for, ended; what that opens and closes."""

from datetime import timedelta

import pytest
from django.test import Client

from factories.agencies import THAI_NGUYEN, agency
from nenso.agencies.models import Post
from nenso.runtime import clock
from nenso.runtime.acting import acting
from support.births import Someone, someone
from support.stories import EVERYTHING, new_key
from support.visits import signed_in

pytestmark = pytest.mark.django_db
PHU_THONG = "vn.p19.c01969"


@pytest.fixture
def admin(db: None) -> Someone:
    """The administrator of xã Phủ Thông."""
    return someone("Ma Văn Sơn", ("admin", PHU_THONG))


def address(path: str = PHU_THONG) -> str:
    return f"/can-bo/quan-tri/{agency(path).id}/vi-tri"


def send(client: Client, what: str, at: str = PHU_THONG, **form: str) -> tuple[int, str]:
    """Send a form of the page; return the status and the text of what comes."""
    answer = client.post(address(at), {"do": what, "once": new_key(), **form})
    return answer.status_code, answer.text if answer.status_code != 302 else client.get(answer["Location"]).text


def held_by(who: Someone) -> list[Post]:
    with acting(EVERYTHING):
        return list(Post.objects.filter(account=who.account).order_by("id"))


def test_who_is_appointed_works_at_once_and_who_is_dismissed_no_longer(admin: Someone) -> None:
    hoa, page = someone("Nông Thị Hoa"), signed_in(admin)
    hers = signed_in(hoa)
    assert hers.get("/can-bo", follow=True).status_code == 403
    status, text = send(
        page, "appoint", contact=hoa.account.email or "", role="clerk", holder_name="Nông Thị Hoa", basis="QĐ 5"
    )
    assert (status, "Nông Thị Hoa" in text, "QĐ 5" in text) == (302, True, True)
    assert hers.get("/can-bo", follow=True).status_code == 200
    (held,) = held_by(hoa)
    send(page, "end", post=str(held.id), basis="QĐ 6")
    assert hers.get("/can-bo", follow=True).status_code == 403, "the session is the same, the rights are gone"
    assert "thôi giữ: QĐ 6" in page.get(address()).text


def test_a_form_that_is_sent_twice_appoints_once_and_a_wrong_one_keeps_what_was_typed(admin: Someone) -> None:
    hoa, page, key = someone("Nông Thị Hoa"), signed_in(admin), new_key()
    form = {"do": "appoint", "contact": hoa.account.email or "", "role": "clerk", "holder_name": "Nông Thị Hoa"}
    for _ in range(2):
        assert page.post(address(), {**form, "once": key}).status_code == 302
    assert len(held_by(hoa)) == 1
    wrong = page.post(address(), {**form, "contact": "0999888777", "title": "Công chức", "once": new_key()})
    assert wrong.status_code == 404
    assert 'value="Công chức"' in wrong.text
    assert 'value="0999888777"' in wrong.text
    assert page.post(address(), {**form, "since": "31/02/2027", "once": new_key()}).status_code == 422
    assert page.post(address(), {**form, "other_role": "auditr", "once": new_key()}).status_code == 422
    assert page.post(address(), {**form, "once": new_key()}).status_code == 409, "the post is held already"


def test_one_is_replaced_and_another_stands_in_while_the_leader_is_away(admin: Someone) -> None:
    dung, yen, lan = someone("Ma Văn Dũng", ("leader", PHU_THONG)), someone("Lường Thị Yến"), someone("Bế Thị Lan")
    page, today = signed_in(admin), clock.today()
    (held,) = held_by(dung)
    week = {"since": today.isoformat(), "until": (today + timedelta(days=7)).isoformat()}
    status, text = send(
        page, "stand_in", post=str(held.id), contact=yen.account.email or "", holder_name="Lường Thị Yến", **week
    )
    assert (status, "thay Ma Văn Dũng khi vắng mặt" in text) == (302, True)
    send(page, "replace", post=str(held.id), contact=lan.account.email or "", holder_name="Bế Thị Lan")
    assert held_by(dung)[0].ended_at is not None
    assert [one.role for one in held_by(lan)] == ["leader"]


def test_the_last_administrator_stays_and_the_page_says_why(admin: Someone) -> None:
    (own,) = held_by(admin)
    above = signed_in(someone("Hà Thị Thu", ("admin", THAI_NGUYEN)))
    status, text = send(above, "end", post=str(own.id))
    assert (status, "người quản trị cuối cùng" in text) == (409, True)
    page = signed_in(admin)
    assert page.post(address(), {"do": "end", "post": str(own.id), "once": new_key()}).status_code == 403


def test_an_administrator_of_a_province_walks_down_and_one_of_a_commune_stays_at_home(admin: Someone) -> None:
    above = signed_in(someone("Hà Thị Thu", ("admin", THAI_NGUYEN)))
    first = above.get("/can-bo/quan-tri", follow=True)
    assert first.status_code == 200
    assert "xã Phủ Thông" in above.get(f"{first.request['PATH_INFO']}?tim=phu+thong").text
    assert above.get(address()).status_code == 200
    own = signed_in(admin)
    for path in (THAI_NGUYEN, "vn.p19.c01840"):
        assert own.get(address(path)).status_code == 403
    assert own.get("/can-bo/quan-tri/01234567-89ab-7def-8123-456789abcdef/vi-tri").status_code == 404
    assert signed_in(someone("Hoàng Văn Tú", ("officer", PHU_THONG))).get("/can-bo/quan-tri").status_code == 403
