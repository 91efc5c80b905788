"""Administrators by program: the same uses as on their pages, once for a key, for nobody else."""

from typing import Any

import orjson
import pytest
from django.test import Client

from factories.agencies import THAI_NGUYEN, agency
from nenso.agencies.models import Post
from nenso.runtime.acting import acting
from support.births import Someone, in_force, someone
from support.stories import EVERYTHING, new_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db: None) -> Someone:
    """The administrator of Thái Nguyên, where births are registered."""
    in_force()
    return someone("Hà Thị Thu", ("admin", THAI_NGUYEN))


def send(who: Someone, path: str, body: Any, key: str = "", method: str = "POST") -> int:
    headers = {**who.header, "HTTP_IDEMPOTENCY_KEY": key or new_key()}
    answer = Client().generic(method, f"/api/v1{path}", orjson.dumps(body), content_type="application/json", **headers)
    return answer.status_code


def read(who: Someone, path: str) -> Any:
    return orjson.loads(Client().get(f"/api/v1{path}", **who.header).content)


def test_a_clerk_is_appointed_and_dismissed_by_a_program_once(admin: Someone) -> None:
    hoa, at, key = someone("Nông Thị Hoa"), agency().id, new_key()
    body = {"contact": hoa.account.email, "role": "clerk", "holder_name": "Nông Thị Hoa", "basis": "QĐ 5"}
    assert [send(admin, f"/agencies/{at}/posts", body, key) for _ in range(2)] == [204, 204]
    (post,) = [one for one in read(admin, f"/agencies/{at}/posts")["items"] if one["role"] == "clerk"]
    assert (post["holder_name"], post["agency"]["path"]) == ("Nông Thị Hoa", "vn.p19.c01969")
    assert send(admin, f"/posts/{post['id']}/end", {"basis": "QĐ 6"}) == 204
    with acting(EVERYTHING):
        assert Post.objects.get(pk=post["id"]).ended_at is not None


def test_a_fee_a_day_off_and_a_suspension_are_decided_by_a_program(admin: Someone) -> None:
    province, fee = agency(THAI_NGUYEN).id, "civil_registration.copy_fee"
    assert send(admin, f"/agencies/{province}/settings/{fee}", {"value": 9500, "basis": "NQ 23"}) == 204
    assert send(admin, f"/agencies/{province}/settings/{fee}", {"value": "nhiều"}) == 422
    held = {one["name"]: one for one in read(admin, f"/agencies/{agency().id}/settings")["items"]}[fee]
    assert (held["value"], held["basis"], held["decided_by"]["path"]) == (9500, "NQ 23", THAI_NGUYEN)
    days = {"first": "2027-03-01", "kind": "holiday", "name": "Nghỉ do lũ"}
    assert send(admin, f"/agencies/{province}/calendar/effect", days) == 200
    assert send(admin, f"/agencies/{province}/calendar", days) == 204
    why = {"procedure": "civil_registration.birth", "reason": "Nghỉ do lũ"}
    assert send(admin, f"/agencies/{province}/suspensions", why) == 204
    away = f"/agencies/{province}/suspensions/civil_registration.birth"
    assert send(admin, away, {}, method="DELETE") == 204
