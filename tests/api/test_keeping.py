"""Books of numbers, hours, signing keys, opinions of other agencies by program: as on the screens, once for a key."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.test import Client

from factories.agencies import THAI_NGUYEN, agency
from nenso.cases.acts.acting import Act, act
from nenso.cases.intake.filing import Filing, file_case
from nenso.results.key_keeping import key_of
from nenso.runtime import clock
from support.births import Someone, birth_form, in_force, mother, someone
from support.stories import new_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
PHU_THONG = "vn.p19.c01969"


@pytest.fixture
def admin(db: None) -> Someone:
    """The administrator of Thái Nguyên, where births are registered."""
    in_force()
    return someone("Hà Thị Thu", ("admin", THAI_NGUYEN))


def send(who: Someone, path: str, body: Any, key: str = "") -> tuple[int, Any]:
    headers = {**who.header, "HTTP_IDEMPOTENCY_KEY": key or new_key()}
    answer = Client().generic("POST", f"/api/v1{path}", orjson.dumps(body), content_type="application/json", **headers)
    return answer.status_code, orjson.loads(answer.content) if answer.content else None


def read(who: Someone, path: str) -> Any:
    return orjson.loads(Client().get(f"/api/v1{path}", **who.header).content)


def test_a_book_goes_on_from_a_higher_number_and_is_closed(admin: Someone) -> None:
    at, key = agency(PHU_THONG).id, new_key()
    year = str(clock.today().year)
    start = {"book": "receipts", "period": year, "first": 120}
    assert [send(admin, f"/agencies/{at}/books/start", start, key)[0] for _ in range(2)] == [204, 204]
    (book,) = [one for one in read(admin, f"/agencies/{at}/books")["items"] if one["book"] == "receipts"]
    assert (book["last"], book["current"], book["closed_at"]) == (119, True, None)
    assert send(admin, f"/agencies/{at}/books/start", {**start, "first": 5})[1]["code"] == "book.start"
    assert send(admin, f"/agencies/{at}/books/close", {"book": "receipts", "period": year})[0] == 204
    assert send(admin, f"/agencies/{at}/books/start", {**start, "first": 500})[1]["code"] == "book.closed"


def test_hours_are_set_from_a_day_on_and_wrong_ones_refused(admin: Someone) -> None:
    at = agency(PHU_THONG).id
    hours = {"since": "2027-03-01", "hours": "07:00-11:00 13:00-17:00", "source": "TB 3"}
    assert send(admin, f"/agencies/{at}/hours", hours)[0] == 204
    status, told = send(admin, f"/agencies/{at}/hours", {**hours, "hours": "11:00-07:00"})
    assert (status, told["code"]) == (422, "territory.hours_wrong")


def test_a_key_is_listed_without_anything_private_tried_and_retired(admin: Someone) -> None:
    at = agency(PHU_THONG)
    seal = key_of(at)
    (shown,) = read(admin, f"/agencies/{at.id}/keys")["items"]
    assert (shown["id"], shown["state"], shown["account"]) == (str(seal.id), "signs", None)
    assert "reference" not in shown
    assert send(admin, f"/keys/{seal.id}/trial", {})[1]["fits"] is True
    assert send(admin, f"/keys/{seal.id}/retirement", {"reason": "Thay chứng thư mới"})[0] == 204
    (shown,) = read(admin, f"/agencies/{at.id}/keys")["items"]
    assert (shown["state"], shown["reason"]) == ("retired", "Thay chứng thư mới")
    stranger = someone("Người Lạ", ("admin", "vn.p01"))
    assert send(stranger, f"/keys/{seal.id}/trial", {})[0] in {403, 404}


def test_another_agency_is_asked_and_answers_once(admin: Someone) -> None:
    officers = {role: someone(f"Cán bộ {role}", (role, PHU_THONG)) for role in ("clerk", "officer")}
    province = someone("Sở Tư pháp", ("officer", THAI_NGUYEN))
    case = file_case(mother().actor, Filing("1.001193", birth_form()), key=new_key()).case
    act(officers["clerk"].actor, case.id, Act("accept"), key=new_key())
    due = (clock.now() + timedelta(days=2)).isoformat()
    question = {"agency": str(agency(THAI_NGUYEN).id), "text": "Đề nghị cho ý kiến.", "due_at": due}
    status, asked = send(officers["officer"], f"/cases/{case.code}/consultations", question)
    assert (status, asked["kind"]) == (201, "consult")
    (stands,) = read(officers["officer"], f"/cases/{case.code}")["consultations"]
    assert (stands["id"], stands["stand"]) == (asked["id"], None)
    path = f"/cases/{case.code}/consultations/{asked['id']}/opinion"
    assert send(province, path, {"stand": "agrees", "text": "Nhất trí."})[0] == 201
    assert send(province, path, {"stand": "against", "text": "Không."})[1]["code"] == "cases.consultation_unknown"
