"""What registers hold about somebody: read, said to be wrong with a reason, and contested when that is refused."""

import pytest

from nenso.cases.intake.filing import Filing, file_case
from nenso.registers.correcting import decide
from nenso.registers.models import Record, RecordCorrection
from nenso.runtime.acting import Actor, acting
from support.births import OFFICIALS, Someone, birth_form, decided, in_force, mother, someone
from support.visits import signed_in

pytestmark = pytest.mark.django_db
ALL = Actor(system="tests", scope=("vn",))
PHU_THONG = "vn.p19.c01969"


@pytest.fixture(autouse=True)
def _of_a_demonstration(demo: None) -> None:
    """Every agency signs here."""


@pytest.fixture
def born() -> tuple[Someone, Record, Someone]:
    """A mother, the record of her child's birth, and the registrar who keeps it."""
    in_force()
    her = mother()
    case = file_case(her.actor, Filing("1.001193", birth_form()), key="khai-sinh-so-1").case
    others = {role: someone(name, (role, PHU_THONG)) for role, name in OFFICIALS.items()}
    decided(case.id, others)
    with acting(ALL):
        return her, Record.objects.get(source_case=case.id), others["registrar"]


def test_a_mother_reads_what_is_held_says_what_is_wrong_and_contests(born: tuple[Someone, Record, Someone]) -> None:
    her, record, registrar = born
    client, address = signed_in(her), f"/du-lieu-cua-toi/{record.register}/{record.id}"
    assert record.label in client.get("/du-lieu-cua-toi").text
    page = client.get(address).text
    assert record.data["mother_id"] in page
    assert "?truong=father_name" in page
    asking = client.get(f"{address}?truong=father_name").text
    assert 'name="father_name"' in asking
    sent = {"asks": "father_name", "father_name": "Hoàng Văn Bính", "reason": "Thiếu tên cha"}
    assert client.post(f"{address}?truong=father_name", {**sent, "reason": ""}).status_code == 422
    assert client.post(f"{address}?truong=father_name", sent).status_code == 302
    with acting(ALL):
        asked = RecordCorrection.objects.get(record=record)
    assert asked.changes == {"father_name": "Hoàng Văn Bính"}
    decide(registrar.actor, record.id, asked.id, accept=False, decision="Chưa có giấy nhận con")
    assert "Chưa có giấy nhận con" in client.get(address).text
    assert client.post(f"{address}/khieu-nai/{asked.id}", {"reason": "Đã nộp giấy"}).status_code == 302
    contested = client.get(address).text
    assert "lãnh đạo đang xem lại" in contested
    assert "<strong>Hoàng Văn Bính" in contested


def test_nobody_else_meets_it(born: tuple[Someone, Record, Someone]) -> None:
    _, record, _ = born
    stranger = signed_in(someone("Lê Văn Khác"))
    assert stranger.get(f"/du-lieu-cua-toi/{record.register}/{record.id}").status_code == 404
    assert record.label not in stranger.get("/du-lieu-cua-toi").text
