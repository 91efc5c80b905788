"""Two records that two agencies keep, on both desks and by the API: proposed, answered, withdrawn, parted."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from nenso.registers.duplicates.seeking import seek
from nenso.registers.duplicates.tables import DuplicatePair, MergeProposal
from nenso.registers.models import Record
from nenso.runtime.acting import acting
from support.births import Someone, someone
from support.population import OPERATOR, PERSONS, persons, population_in_force
from support.visits import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
PHU_THONG, NEXT_DOOR = "vn.p19.c01969", "vn.p19.c01942"
BOOK = f"/can-bo/so/{PERSONS}"
API = f"/api/v1/registers/{PERSONS}/merge-proposals"
AN = {
    "ref": "1",
    "id": "019096000111",
    "full_name": "Nguyễn Văn An",
    "born_on": "1996-03-07",
    "sex": "male",
    "residence.place": "01969",
    "residence.line": "Tổ 3",
    "phone": "0912345678",
}


@pytest.fixture
def pair(tmp_path: Path) -> DuplicatePair:
    """A man whom two communes wrote down."""
    population_in_force()
    persons(tmp_path, AN)
    persons(tmp_path, AN | {"ref": "2", "id": ""}, at=NEXT_DOOR)
    seek(PERSONS)
    with acting(OPERATOR):
        return DuplicatePair.objects.get()


@pytest.fixture
def here(pair: DuplicatePair) -> Someone:
    """The registrar of the commune that keeps one."""
    return someone("Lường Thị Yến", ("registrar", PHU_THONG))


@pytest.fixture
def there(pair: DuplicatePair) -> Someone:
    """The leader of the commune that keeps the other."""
    return someone("Ma Văn Thu", ("leader", NEXT_DOOR))


def kept_here(pair: DuplicatePair) -> str:
    return "first" if str(pair.agency.path) == PHU_THONG else "second"


def standing() -> MergeProposal:
    with acting(OPERATOR):
        return MergeProposal.objects.get(state="open")


def record(key: UUID) -> Record:
    with acting(OPERATOR):
        return Record.objects.get(pk=key)


def test_one_desk_proposes_and_the_other_agrees(pair: DuplicatePair, here: Someone, there: Someone) -> None:
    mine, theirs = signed_in(here), signed_in(there)
    page = mine.get(f"{BOOK}/trung/{pair.id}").text
    assert "Đề nghị gộp" in page
    sent = {"kind": "merge", "stays": kept_here(pair), "reason": "Một người, chuyển xã"}
    refused = mine.post(f"{BOOK}/trung/{pair.id}/de-nghi", sent | {"reason": " "})
    assert (refused.status_code, "Cần nêu lý do" in refused.text) == (422, True)
    assert mine.post(f"{BOOK}/trung/{pair.id}/de-nghi", sent).headers["Location"] == f"{BOOK}/de-nghi"
    made = standing()
    assert "1 đề nghị của cơ quan khác chờ trả lời" in theirs.get("/can-bo/so").text
    assert "chờ trả lời" not in mine.get("/can-bo/so").text
    assert "đã đề nghị về hai bản ghi này" in theirs.get(f"{BOOK}/trung/{pair.id}").text
    listed = theirs.get(f"{BOOK}/de-nghi").text
    assert "Một người, chuyển xã" in listed
    assert "Bản ghi của cơ quan khác" in listed
    answered = theirs.post(f"{BOOK}/de-nghi/{made.id}", {"answer": "decline"})
    assert (answered.status_code, "Cần nêu lý do" in answered.text) == (422, True)
    assert theirs.post(f"{BOOK}/de-nghi/{made.id}", {"answer": "agree"}).status_code == 302
    assert record(made.goes).merged_into == made.stays
    part = {"kind": "part", "other": str(made.goes), "reason": "Là hai anh em"}
    assert "Đề nghị tách lại" in theirs.get(f"{BOOK}/{made.goes}").text
    assert theirs.post(f"{BOOK}/{made.stays}/de-nghi-gop", part).status_code == 302
    assert mine.post(f"{BOOK}/de-nghi/{standing().id}", {"answer": "agree"}).status_code == 302
    assert record(made.goes).ended_at is None
    for client in (mine, theirs):
        text = client.get(f"{BOOK}/de-nghi", headers={"Accept-Language": "en"}).text
        assert text.count("agreed") == 2


def test_programs_propose_and_answer(pair: DuplicatePair, here: Someone, there: Someone) -> None:
    client = signed_in(None)
    asked: dict[str, Any] = {"kind": "merge", "stays": str(pair.first), "goes": str(pair.second), "reason": "Một người"}
    head = {"content_type": "application/json"}

    def post(who: Someone, address: str, body: Any, key: str) -> Any:
        return client.post(address, body, **head, **who.header, HTTP_IDEMPOTENCY_KEY=key)

    made = post(here, API, asked, "de-nghi-001").json()
    assert post(here, API, asked, "de-nghi-001").json()["id"] == made["id"]
    assert (made["state"], sorted([made["stays_label"] is None, made["goes_label"] is None])) == ("open", [False, True])
    declined = {"answer": "decline", "reason": "Khác quê"}
    assert post(here, f"{API}/{made['id']}/answer", declined, "tra-loi-01").status_code == 403
    told = post(there, f"{API}/{made['id']}/answer", declined, "tra-loi-02").json()
    assert (told["state"], told["answer"]) == ("declined", "Khác quê")
    assert post(there, f"{API}/{made['id']}/answer", {"answer": "agree"}, "tra-loi-03").status_code == 409
    again = post(here, API, asked, "de-nghi-002").json()
    assert (
        post(here, f"{API}/{again['id']}/answer", {"answer": "withdraw"}, "rut-000001").json()["state"] == "withdrawn"
    )
    first = client.get(API, {"limit": 1}, **there.header).json()
    second = client.get(API, {"limit": 1, "cursor": first["next"]}, **there.header).json()
    assert [first["items"][0]["id"], second["items"][0]["id"], second["next"]] == [again["id"], made["id"], None]
    outsider = someone("Trần Thị Xa", ("registrar", "vn.p01.c00025"))
    assert client.get(f"{API}/{made['id']}", **outsider.header).status_code == 404
