"""The catalogue on the screen of a publisher: uploaded, looked at, published, its report kept."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nenso.formulas import offers
from nenso.formulas.models import CatalogueImport, Edition
from nenso.runtime.acting import acting
from support.births import Someone, someone
from support.jobs import do_waiting_jobs
from support.stories import EVERYTHING, new_key
from support.visits import signed_in

pytestmark = pytest.mark.django_db
EXCERPT = Path(__file__).parents[1] / "catalogue" / "excerpt.csv"
LIST = "/can-bo/danh-muc"


@pytest.fixture
def publisher(db: None) -> Someone:
    """Who publishes for the whole country."""
    offers.forget()
    return someone("Đỗ Thị Vân", ("publisher", "vn"))


def table(content: bytes | None = None, name: str = "danh-muc.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, EXCERPT.read_bytes() if content is None else content, "text/csv")


def run_jobs() -> None:
    with acting(EVERYTHING):
        do_waiting_jobs()


def test_a_table_is_uploaded_looked_at_published_and_its_report_kept(publisher: Someone) -> None:
    page, key = signed_in(publisher), new_key()
    here = ""
    for _ in range(2):
        answer = page.post(LIST, {"procedures": table(), "once": key})
        assert answer.status_code == 302
        here = answer["Location"]
    with acting(EVERYTHING):
        assert CatalogueImport.objects.count() == 1, "sent twice, taken in once"
    assert "Đang đọc" in page.get(here).text
    run_jobs()
    text = page.get(here).text
    assert "Đã đọc, chưa công bố" in text
    assert "Vướng mắc để toàn trình" in text
    for which in ("chua-hieu", "khong-nhap", "da-co", "la-gi"):
        assert page.get(f"{here}?xem={which}&trang=0").status_code == 200
    report = page.get(f"{here}/bao-cao.json").json()
    assert report["rows"] == 12
    lines = list(csv.reader(io.StringIO(page.get(f"{here}/bao-cao.csv").content.decode("utf-8-sig"))))
    assert {line[0] for line in lines[1:]} >= {str(one["row"]) for one in report["procedures"]}
    assert page.get(f"{here}/bao-cao.xml").status_code == 404
    with acting(EVERYTHING):
        agency = str(CatalogueImport.objects.get().agency_id)
    assert page.post(here, {"do": "publish", "within": agency, "once": new_key()}).status_code == 302
    run_jobs()
    assert "Đã công bố" in page.get(here).text
    with acting(EVERYTHING):
        assert Edition.objects.filter(formula__in=report["formulas"]).count() == len(report["formulas"])


def test_what_is_no_table_is_told_and_what_is_missing_too(publisher: Someone) -> None:
    page = signed_in(publisher)
    empty = page.post(LIST, {"once": new_key()})
    assert (empty.status_code, "Cần tệp danh mục thủ tục" in empty.text) == (422, True)
    here = page.post(LIST, {"procedures": table(b"a,b\n1,2\n"), "once": new_key()})["Location"]
    run_jobs()
    text = page.get(here).text
    assert "thiếu cột" in text
    assert "Tiếp tục từ chỗ dừng" in text
    assert page.post(here, {"do": "publish", "once": new_key()}).status_code == 409


def test_only_publishers_come_here(publisher: Someone) -> None:
    here = signed_in(publisher).post(LIST, {"procedures": table(), "once": new_key()})["Location"]
    for who in (someone("Ma Văn Sơn", ("admin", "vn")), someone("Lê Văn Khác")):
        assert signed_in(who).get(LIST).status_code == 403
    elsewhere = signed_in(someone("Trần Thị Xa", ("publisher", "vn.p19")))
    assert elsewhere.get(LIST).status_code == 200
    for address in (here, f"{here}/bao-cao.json"):
        assert elsewhere.get(address).status_code == 404
