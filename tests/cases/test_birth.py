"""The main job: a birth is registered, from the mother's phone to the signed certificate and the register."""

from datetime import datetime
from typing import Any

import pytest

from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.asking import Supply, supply
from nenso.cases.acts.ending import deliver
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case, Status
from nenso.files.attaching import attach
from nenso.files.storing import store
from nenso.registers.models import Record
from nenso.results.models import SignedResult
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import VIETNAM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("civil_registration")]

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def at(text: str) -> Any:
    return clock.at(datetime.fromisoformat(text).replace(tzinfo=VIETNAM))


def file_birth(mother: Actor, form: dict[str, Any], key: str = "birth-0001") -> Case:
    return file_case(mother, Filing(procedure="1.001193", form=form), key=key).case


def test_a_birth_becomes_a_signed_certificate_and_a_record(
    mother: Actor, officials: dict[str, Actor], birth_form: dict[str, Any]
) -> None:
    with at("2026-11-02T09:00"):
        case = file_birth(mother, birth_form)
    assert case.status == Status.FILED
    assert case.agency.path == "vn.p19.c01969"
    with at("2026-11-02T09:10"):
        case = act(officials["clerk"], case.id, Act("accept"), key="accept-01")
    assert case.status == Status.ACCEPTED
    assert case.due_at == datetime(2026, 11, 2, 17, tzinfo=VIETNAM)
    marks = [{"document": "birth_certificate", "why": "Chưa có giấy chứng sinh."}]
    with at("2026-11-02T10:00"):
        case = act(officials["officer"], case.id, Act("ask", marks=marks), key="ask-00001")
    assert case.status == Status.ASKED
    with at("2026-11-03T08:00"):
        blob = store([PDF], filename="giay-chung-sinh.pdf")
        attach(mother, case.id, "birth_certificate", blob, "giay-chung-sinh.pdf")
        case = supply(mother, case.id, Supply(), key="supply-01")
    assert case.status == Status.WORKING
    with at("2026-11-03T09:00"):
        case = act(officials["officer"], case.id, Act("propose", form={"child_id": "019326000451"}), key="propose-1")
        case = act(officials["leader"], case.id, Act("sign"), key="sign-0001")
        case = act(officials["registrar"], case.id, Act("issue"), key="issue-001")
    assert case.status == Status.DONE
    with acting(mother):
        result = SignedResult.objects.get(case_id=case.id)
        record = Record.objects.get(source_case=case.id)
    assert [signer["kind"] for signer in result.signers] == ["person", "agency"]
    assert record.data["child_name"] == "Lý Triệu Bảo An"
    assert record.data["number"] == result.number == "1/2026"
    assert deliver(mother, case.id).status == Status.DELIVERED
