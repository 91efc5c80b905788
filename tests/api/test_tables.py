"""Tables into a register and out of it by program: sent once for a key, mapped, checked, written, handed out."""

import csv
import io
from typing import Any

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.agencies import agency
from nenso.registers.importing.tables import Import
from nenso.runtime.acting import acting
from support.births import Someone, in_force, someone
from support.jobs import do_waiting_jobs
from support.stories import EVERYTHING, new_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
PHU_THONG = "vn.p19.c01969"
BOOK = "civil_registration.births"
TABLE = """Số;Đăng ký ngày;Nơi đăng ký;Số định danh cá nhân;Họ tên trẻ;Ngày sinh;Giới tính;Sai lệch
12;05/03/2020;xã Phủ Thông;006220000123;Nguyễn Văn An;29/02/2020;Nam;x
13;06/03/2020;xã Phủ Thông;006320000124;Lý Thị Bình;31/02/2020;Nữ;y
"""
MAPPING = {
    "Số": "number",
    "Đăng ký ngày": "registered_on",
    "Nơi đăng ký": "registered_at",
    "Số định danh cá nhân": "child_id",
    "Họ tên trẻ": "child_name",
    "Ngày sinh": "born_on",
    "Giới tính": "sex",
    "Sai lệch": "",
}


@pytest.fixture
def registrar(db: None) -> Someone:
    """Who keeps the books of births at the commune."""
    in_force()
    return someone("Lường Thị Yến", ("registrar", PHU_THONG))


def begun(who: Someone, text: str = TABLE, key: str = "") -> tuple[int, Any]:
    file = SimpleUploadedFile("so-2020.csv", text.encode(), "text/csv")
    path = f"/api/v1/agencies/{agency(PHU_THONG).id}/registers/{BOOK}/imports"
    answer = Client().post(path, {"file": file}, HTTP_IDEMPOTENCY_KEY=key or new_key(), **who.header)
    return answer.status_code, orjson.loads(answer.content)


def send(who: Someone, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
    headers = {**who.header, "HTTP_IDEMPOTENCY_KEY": key or new_key()}
    content = orjson.dumps(body or {})
    answer = Client().generic("POST", f"/api/v1{path}", content, content_type="application/json", **headers)
    return answer.status_code, orjson.loads(answer.content)


def read(who: Someone, path: str) -> Any:
    return orjson.loads(Client().get(f"/api/v1{path}", **who.header).content)


@pytest.mark.django_db(transaction=True)
def test_a_table_is_sent_mapped_checked_written_and_read_out_again(registrar: Someone) -> None:
    key = new_key()
    status, given = begun(registrar, key=key)
    assert (status, given["state"], "child_id" in given["fields"]) == (201, "mapping", True)
    assert begun(registrar, key=key)[1]["id"] == given["id"]
    other = begun(registrar, TABLE.replace("Lý Thị Bình", "Lý Thị Hòa "), key=key)
    assert (other[0], other[1]["code"]) == (409, "cases.key_reused"), "another table of the same name and length"
    with acting(EVERYTHING):
        assert Import.objects.count() == 1
    one = f"/imports/{given['id']}"
    status, mapped = send(registrar, f"{one}/mapping", {"columns": MAPPING})
    assert (status, mapped["missing"]) == (200, [])

    run = new_key()
    assert [send(registrar, f"{one}/runs", key=run)[0] for _ in range(2)] == [202, 202]
    assert do_waiting_jobs() == ["registers.import"]
    checked = read(registrar, one)
    assert (checked["state"], checked["created"], checked["wrong"]) == ("checked", 1, 1)
    (wrong,) = read(registrar, f"{one}/rows")["items"]
    assert (wrong["row"], wrong["problems"][0]["path"]) == (3, "born_on")
    report = Client().get(f"/api/v1{one}/report.csv", **registrar.header)
    assert "Lý Thị Bình" in b"".join(report).decode("utf-8-sig")

    send(registrar, f"{one}/runs?write=true")
    do_waiting_jobs()
    done = read(registrar, one)
    assert (done["state"], done["created"], done["wrong"]) == ("done", 1, 1)
    export = Client().get(f"/api/v1/agencies/{given['agency']['id']}/registers/{BOOK}/export", **registrar.header)
    rows = list(csv.DictReader(io.StringIO(b"".join(export).decode("utf-8-sig"))))
    assert [row["Họ, chữ đệm, tên"] for row in rows] == ["Nguyễn Văn An"]
    assert send(registrar, f"{one}/cancellation")[1]["code"] == "registers.import_under_way"


def test_only_officers_of_the_agency_send_tables(registrar: Someone) -> None:
    stranger = someone("Người Lạ", ("registrar", "vn.p01"))
    assert begun(stranger)[0] == 403
    _, given = begun(registrar)
    assert send(stranger, f"/imports/{given['id']}/runs")[0] == 404
    assert begun(registrar, "Không phải bảng")[0] in {201, 422}
