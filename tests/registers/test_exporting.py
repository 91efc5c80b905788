"""A register as a table: what one may see, masked where it is, nothing that runs, and the same when it comes back."""

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from pyarrow import parquet

from factories.agencies import agency, official
from factories.people import citizen, person
from nenso.cases.queries.looks import looks_at_me
from nenso.journal.models import JournalEntry
from nenso.journal.reading import JOURNAL
from nenso.language.lookups import Lookup
from nenso.registers.declared import Declared
from nenso.registers.errors import FilterUnknown
from nenso.registers.exporting.errors import FormatUnknown, TooManyUnmasked, UnmaskingRefused, UnmaskingUnsaid
from nenso.registers.exporting.tables import UnmaskedExport
from nenso.registers.exporting.unmasking import export_unmasked
from nenso.registers.exporting.writing import export
from nenso.registers.importing.columns import guess
from nenso.registers.recording import create
from nenso.registers.searching import Wanted
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, Actor, Seat, acting
from nenso.runtime.config import config
from registers.conftest import WRITER, at, source

pytestmark = pytest.mark.django_db
OPERATOR = Actor(system="tests", scope=("vn",))
EVIL = '=HYPERLINK("http://ke-xau.vn";"Bấm")'


@pytest.fixture
def _stock(products: Declared, lookup: Callable[[], Lookup]) -> None:
    """Three products, one with a name that a spreadsheet would run, one for everybody to see."""
    with clock.at(at("2026-11-02T09:00")), acting(WRITER):
        for values in (
            {"name": EVIL, "price": 5, "stock": 1},
            {"name": "Chè", "price": 90_000, "shown": True, "sold_at": "01969"},
            {"name": "Miến dong", "owner_id": person().identifier, "price": 70_000, "secret": "Tro bếp"},
        ):
            create(products, values, agency(), source("2026-11-02T09:00"), lookup())


def seat(*roles: str) -> Actor:
    held = Seat(agency().id, agency().path, "commune", frozenset(roles))
    return Actor(seats=(held,), readers=frozenset({"public", *(f"{role}@{held.agency}" for role in roles)}))


def handed(actor: Actor, products: Declared, kind: str, **wanted: Any) -> bytes:
    return b"".join(export(actor, products, Wanted(**wanted), kind))


def lines(actor: Actor, products: Declared, **wanted: Any) -> list[dict[str, str]]:
    text = handed(actor, products, "csv", **wanted).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.usefixtures("_stock")
def test_csv_has_words_for_people_and_never_a_formula(products: Declared) -> None:
    rows = {row["Tên"]: row for row in lines(OPERATOR, products)}
    assert set(rows) == {f"'{EVIL}", "Chè", "Miến dong"}
    assert rows["Chè"]["Cho mọi người xem"] == "Có"
    assert rows["Chè"]["Nơi bán"].startswith("Xã Phủ Thông")
    assert rows["Chè"]["Giá"] == "90000"


@pytest.mark.usefixtures("_stock")
def test_each_gets_the_records_and_fields_that_the_rules_open(products: Declared) -> None:
    assert len(lines(seat("officer"), products)) == 3
    assert {row["Bí quyết"] for row in lines(seat("officer"), products)} == {"", "•••"}
    public = lines(NOBODY, products)
    assert [(row["Tên"], row["Giá"], row["Tồn kho"]) for row in public] == [("Chè", "90000", "")]


@pytest.mark.usefixtures("_stock")
def test_a_list_is_handed_out_as_it_is_narrowed(products: Declared) -> None:
    assert [row["Tên"] for row in lines(OPERATOR, products, words="mien")] == ["Miến dong"]
    with pytest.raises(FilterUnknown):
        handed(OPERATOR, products, "csv", where={"nothing": "1"})
    with pytest.raises(FormatUnknown):
        handed(OPERATOR, products, "exe")


@pytest.mark.usefixtures("_stock")
def test_a_workbook_holds_text_as_text(products: Declared) -> None:
    book = openpyxl.load_workbook(io.BytesIO(handed(OPERATOR, products, "xlsx")))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "Tên"
    evil = next(cell for row in sheet.iter_rows() for cell in row if cell.value == EVIL)
    assert evil.data_type == "s"
    assert {row[0]: row[3] for row in rows[1:]}["Chè"] == 90_000


@pytest.mark.usefixtures("_stock")
def test_parquet_has_names_codes_and_types_for_programs(products: Declared) -> None:
    table = parquet.read_table(io.BytesIO(handed(OPERATOR, products, "parquet")))
    known = ["name", "owner_id", "sold_at", "price", "stock", "shown"]
    assert table.column_names[:6] == known
    found = {row["name"]: {name: row[name] for name in known} for row in table.to_pylist()}
    assert found["Chè"] == {
        "name": "Chè", "owner_id": None, "sold_at": "01969", "price": 90_000, "stock": None, "shown": True,
    }  # fmt: skip


@pytest.mark.usefixtures("_stock")
def test_who_handed_what_out_is_journalled_with_how_many(products: Declared) -> None:
    handed(seat("officer"), products, "csv", words="che")
    with acting(JOURNAL):
        kinds = {one.kind: one.body for one in JournalEntry.objects.filter(kind__startswith="register.export")}
    assert kinds["register.exported"]["words"] == "che"
    assert kinds["register.export_ended"]["records"] == 1


@pytest.mark.usefixtures("_stock")
def test_what_was_handed_out_is_recognised_when_it_comes_back(products: Declared) -> None:
    columns = list(lines(OPERATOR, products)[0])
    found = [one.path for one in guess(products.declaration, columns)]
    assert found == [str(field.name) for field in products.declaration.fields]


def test_an_empty_register_is_a_table_with_headings(products: Declared) -> None:
    assert lines(OPERATOR, products) == []
    assert handed(OPERATOR, products, "csv").decode("utf-8-sig").startswith("Tên,")


@pytest.mark.usefixtures("_stock")
def test_without_masks_it_takes_a_purpose_a_basis_and_a_right_and_is_kept_once(products: Declared) -> None:
    officer = official("officer")
    said = {"purpose": "Đối soát", "basis": "Kế hoạch 12", "agency_path": str(agency().path)}
    for missing in ("purpose", "basis"):
        with pytest.raises(UnmaskingUnsaid):
            export_unmasked(officer, products, Wanted(), "csv", **(said | {missing: " "}))
    for nobody in (NOBODY, citizen("Lê Văn Khác")):
        with pytest.raises(UnmaskingRefused):
            export_unmasked(nobody, products, Wanted(), "csv", **said)
    with acting(OPERATOR):
        assert not UnmaskedExport.objects.exists()
    content = b"".join(export_unmasked(officer, products, Wanted(), "csv", **said))
    rows = {row["Tên"]: row["Bí quyết"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}
    assert rows["Miến dong"] == "Tro bếp"
    with acting(OPERATOR):
        kept = UnmaskedExport.objects.get()
    assert (kept.records, kept.sha256, kept.fields) == (3, hashlib.sha256(content).hexdigest(), ["secret"])
    with acting(JOURNAL):
        (entry,) = JournalEntry.objects.filter(kind="register.exported_unmasked")
    assert (entry.stream, entry.body["sha256"], entry.body["records"]) == (kept.id, kept.sha256, 3)
    assert (entry.body["purpose"], entry.body["basis"], entry.account) == ("Đối soát", "Kế hoạch 12", officer.account)


def test_each_person_in_it_finds_it_among_who_looked_and_nobody_else_does(
    products: Declared, lookup: Callable[[], Lookup]
) -> None:
    mai, other = citizen("Triệu Thị Mai", identifier="006195000123", born_on=date(1995, 3, 8)), citizen("Lê Văn Khác")
    with clock.at(at("2026-11-02T09:00")), acting(WRITER):
        values = {"name": "Chè", "owner_id": "006195000123", "secret": "Sao tay"}
        create(products, values, agency(), source("2026-11-02T09:00"), lookup())
    said = {"purpose": "Đối soát", "basis": "Kế hoạch 12", "agency_path": str(agency().path)}
    b"".join(export_unmasked(official("officer"), products, Wanted(), "xlsx", **said))
    (look,) = looks_at_me(mai)
    assert (look.agency, look.purpose) == (agency().name, "Đối soát (Kế hoạch 12)")
    assert looks_at_me(other) == []
    for actor, count in ((other, 0), (official("officer"), 0), (mai, 1), (official("auditor", at="vn.p19"), 1)):
        with acting(actor):
            assert UnmaskedExport.objects.count() == count


@pytest.mark.usefixtures("_stock")
def test_a_file_without_masks_is_short_or_is_not_made(products: Declared, monkeypatch: pytest.MonkeyPatch) -> None:
    two = config().model_copy(update={"unmasked_rows": 2})
    monkeypatch.setattr("nenso.registers.exporting.unmasking.config", lambda: two)
    said = {"purpose": "Đối soát", "basis": "Kế hoạch 12", "agency_path": str(agency().path)}
    with pytest.raises(TooManyUnmasked):
        export_unmasked(official("officer"), products, Wanted(), "csv", **said)
    with acting(OPERATOR):
        assert not UnmaskedExport.objects.exists(), "what was not handed out was not looked at"
