"""What programs do and read of registers as people do on the desk: leave to read, who wrote each revision."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from factories.agencies import agency
from nenso.language.lookups import Lookup
from nenso.registers.declared import Declared
from nenso.registers.editing import edit
from nenso.registers.models import RecordGrant
from nenso.registers.recording import create
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from registers.conftest import WRITER, at, source
from support.births import MOTHER_ID, Someone, mother, someone

pytestmark = pytest.mark.django_db(transaction=True)
EVERYTHING = Actor(system="tests", scope=("vn",))
PHU_THONG = "vn.p19.c01969"
ASKED = {
    "fields": ["name"],
    "role": "officer",
    "at": "vn.p19",
    "purpose": "Chi trả trợ cấp",
    "until": "2027-12-31",
    "why": "Công văn 12/UBND",
}


def grants() -> list[tuple[list[str], list[str], bool]]:
    """Return of each grant its fields, to whom it is given, and whether it was not taken back."""
    with acting(EVERYTHING):
        return [(one.fields, one.receivers, one.taken_at is None) for one in RecordGrant.objects.order_by("given_at")]


def test_an_administrator_gives_and_takes_back_leave_by_the_api(products_for_good: Declared) -> None:
    name = products_for_good.name
    admin, leader = someone("Lường Thị Yến", ("admin", PHU_THONG)), someone("Ma Văn Thu", ("leader", PHU_THONG))
    client, base = Client(), f"/api/v1/agencies/{agency().id}"

    def post(who: Someone, address: str, body: Any, key: str) -> Any:
        head = {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": key}
        return client.post(f"{base}/{address}", body, **head, **who.header)

    giving = f"registers/{name}/grants"
    assert post(leader, giving, ASKED, "cap-quyen-0").status_code == 403
    assert post(admin, giving, ASKED | {"fields": []}, "cap-quyen-1").json()["code"] == "registers.grant_fields_missing"
    assert post(admin, giving, ASKED | {"purpose": " "}, "cap-quyen-2").json()["code"] == "registers.grant_incomplete"
    for _ in range(2):
        assert post(admin, giving, ASKED, "cap-quyen-3").status_code == 204
    assert grants() == [(["name"], [f"officer@{agency('vn.p19').id}"], True)]
    (told,) = client.get(f"{base}/record-grants", **admin.header).json()["items"]
    assert (told["register_name"], told["purpose"]["vi"], told["taken_at"]) == (name, "Chi trả trợ cấp", None)
    assert post(admin, f"record-grants/{told['id']}/end", {"why": " "}, "thu-hoi-001").status_code == 422
    assert post(admin, f"record-grants/{told['id']}/end", {"why": "Hết nhu cầu"}, "thu-hoi-002").status_code == 204
    assert [standing for _, _, standing in grants()] == [False]


def test_an_operator_gives_lists_and_takes_back_leave_by_the_command(products_for_good: Declared) -> None:
    def nenso(*words: str) -> str:
        command = [sys.executable, "-m", "nenso.cli.main", "register", "grants", *words, "--agency", PHU_THONG]
        done = subprocess.run(command, env=os.environ | {"NENSO_DEMO": "true"}, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    said = ("--role", "officer", "--all-fields", "--purpose", "Đối soát", "--until", "2027-12-31", "--why", "CV 12")
    key = nenso("give", products_for_good.name, *said).strip()
    assert grants() == [([], ["officer@any"], True)]
    listed = json.loads(nenso("list"))
    assert (listed["id"], listed["taken_at"]) == (key, None)
    nenso("end", key, "--why", "Hết nhu cầu")
    assert [standing for _, _, standing in grants()] == [False]


def test_the_history_tells_programs_who_wrote_what_and_why_as_the_page_does(
    products_for_good: Declared, lookup: Callable[[], Lookup]
) -> None:
    products, officer = products_for_good, someone("Nông Thị Hoa", ("officer", PHU_THONG))
    with clock.at(at("2026-11-02T09:00")), acting(WRITER):
        values = {"name": "Chè", "stock": 5, "secret": "Sao tay"}
        made = create(products, values, agency(), source("2026-11-02T09:00"), lookup())
    edit(officer.actor, products.name, made.id, {"stock": 4}, "Kiểm kê")
    address = f"/api/v1/registers/{products.name}/records/{made.id}/history"
    latest, first = Client().get(address, **officer.header).json()["items"]
    assert latest["by"] == {"kind": "officer", "name": f"Nông Thị Hoa, {agency().name}"}
    assert (latest["reason"], latest["kind"], latest["data"]["secret"]) == ("Kiểm kê", "edited", "•••")
    assert first["by"] == {"kind": "system", "name": ""}


def test_a_correction_answers_what_stood_and_what_is_right_with_masks_for_who_decides(
    products_for_good: Declared, lookup: Callable[[], Lookup]
) -> None:
    owner = mother()
    registrar = someone("Ma Văn Thu", ("registrar", agency().path))
    with acting(WRITER):
        values = {"name": "Chè", "price": 90_000, "secret": "Sao tay", "owner_id": MOTHER_ID}
        made = create(products_for_good, values, agency(), source("2026-11-02T09:00"), lookup())
    client, address = Client(), f"/api/v1/registers/market.products/records/{made.id}/corrections"

    def post(who: Someone, at: str, body: Any, key: str) -> Any:
        head = {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": key}
        return client.post(at, body, **head, **who.header).json()

    wanted = {"changes": {"price": 85_000, "secret": "Sao máy"}, "reason": "Ghi sai"}
    mine = post(owner, address, wanted, "de-nghi-1")
    assert mine["before"] == {"price": 90_000, "secret": "Sao tay"}
    assert mine["changes"] == wanted["changes"]
    decision = {"accept": True, "decision": "Đúng"}
    decided = post(registrar, f"{address}/{mine['id']}/decision", decision, "de-nghi-2")
    assert (decided["state"], decided["before"], decided["changes"]) == (
        "accepted",
        {"price": 90_000, "secret": "•••"},
        {"price": 85_000, "secret": "•••"},
    )
