"""Paying by transfer through the API: a bank's system tells what came in, a person's program reads how to pay."""

from collections.abc import Callable
from typing import Any

import pytest

from api.conftest import PHU_THONG, Caller, body_of
from factories.agencies import agency
from nenso.runtime.clock import now
from support.births import Someone, birth_form, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("civil_registration")]

ACCOUNT = {"bank": "999999", "bank_name": "Ngân hàng thử", "number": "1900561234", "holder": "UBND XA PHU THONG"}


@pytest.fixture
def here() -> str:
    return f"/agencies/{agency(PHU_THONG).id}"


def test_from_the_account_to_the_receipt(
    here: str, mai: Someone, officials: dict[str, Someone], caller: Callable[..., Caller]
) -> None:
    admin, mother, cashier = (
        caller(one) for one in (someone("Ma Sơn", ("admin", PHU_THONG)), mai, officials["cashier"])
    )
    assert body_of(admin.get(f"{here}/receiving-account")) == {"account": None}
    refused = admin.post(f"{here}/receiving-account", {"account": {**ACCOUNT, "bank": "12"}})
    assert (refused.status_code, refused.json()["code"]) == (422, "payments.bank_code_wrong")
    assert admin.post(f"{here}/receiving-account", {"account": ACCOUNT, "basis": "QĐ 12"}).status_code == 204
    assert body_of(admin.get(f"{here}/receiving-account")) == {"account": ACCOUNT}

    form = birth_form(wants_copies=True, copies=2)
    filed = body_of(mother.post("/cases", {"procedure": "1.001193", "form": form}), 201)
    (due,) = body_of(mother.get(f"/cases/{filed['code']}"))["payments"]
    told: dict[str, Any] = body_of(mother.get(f"/cases/{filed['code']}/payments/{due['id']}"))
    assert (told["state"], told["transfer"]["account"], told["transfer"]["amount"]) == ("due", ACCOUNT, 16_000)
    followed = body_of(caller(None).post("/cases/follow", {"code": filed["code"], "secret": filed["secret"]}))
    assert followed["due"] == [
        {"amount": 16_000, "agency": "Ủy ban nhân dân xã Phủ Thông", "transfer": told["transfer"]}
    ]

    line = {"reference": "FT1", "at": now().isoformat(), "amount": 16_000}
    lines = [line | {"content": told["transfer"]["content"]}, line | {"reference": "FT2", "content": "le phi"}]
    for known in (False, True):
        answered = body_of(cashier.post(f"{here}/transfers", {"transfers": lines}))["items"]
        assert [(one["state"], one["known"]) for one in answered] == [("recorded", known), ("open", known)]
    assert answered[1]["why"]["en"] == "the content names no payment"
    paid = body_of(mother.get(f"/cases/{filed['code']}/payments/{due['id']}"))
    assert (paid["state"], bool(paid["receipt"]), paid["transfer"]) == ("paid", True, None)

    (left,) = body_of(cashier.get(f"{here}/transfers"))["items"]
    assert left["reference"] == "FT2"
    wrong = cashier.post(f"{here}/transfers/{left['id']}/settle", {"case": filed["code"]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "payments.nothing_due_on_case")
    assert cashier.post(f"{here}/transfers/{left['id']}/settle", {"note": "Đã chuyển trả"}).status_code == 204
    assert body_of(cashier.get(f"{here}/transfers"))["items"] == []
    assert [one["note"] for one in body_of(cashier.get(f"{here}/transfers?state=settled"))["items"]] == [
        "Đã chuyển trả"
    ]


def test_others_tell_and_read_nothing(
    here: str, mai: Someone, officials: dict[str, Someone], caller: Callable[..., Caller]
) -> None:
    line = {"reference": "FT1", "at": "2026-11-02T09:00:00+07:00", "amount": 16_000, "content": "x"}
    for who in (mai, officials["clerk"], officials["leader"]):
        assert caller(who).post(f"{here}/transfers", {"transfers": [line]}).status_code == 403
        assert caller(who).get(f"{here}/transfers").status_code == 403
        assert caller(who).get(f"{here}/receiving-account").status_code == 403
    late = caller(officials["cashier"]).post(f"{here}/transfers", {"transfers": [line | {"at": "2026-11-02T09:00:00"}]})
    assert late.status_code == 422
