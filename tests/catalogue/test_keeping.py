"""What people changed in drafts stays theirs; the same table again changes nothing, another is the next version."""

from dataclasses import replace
from pathlib import Path

import pytest

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.formulas.catalogue.drafts import Drafted, DraftFormula
from nenso.formulas.catalogue.drafts import drafted as drafts_without_knowing
from nenso.formulas.catalogue.importing import drafts_of, files_of
from nenso.formulas.catalogue.keeping import is_ours, names_in, write_out
from nenso.formulas.catalogue.publishing import offer_draft, publish_draft, standing
from nenso.formulas.catalogue.reading import read_tables
from nenso.formulas.catalogue.refined import levels_shipped, refined_shipped
from nenso.formulas.catalogue.rows import Tables
from nenso.formulas.folders import shipped_folders
from nenso.formulas.models import Edition
from nenso.formulas.publishing import publish
from nenso.formulas.shipping import adopt_shipped
from nenso.language.reading import files_of as read_folder
from nenso.runtime.acting import acting

HERE = Path(__file__).parent
PROCEDURE = "procedures/dang_ky_khai_tu_luu_dong_1_990419.yaml"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables(HERE / "excerpt.csv")


@pytest.fixture
def drafted(tables: Tables) -> Drafted:
    return drafts_of(tables)


@pytest.fixture
def civil(drafted: Drafted) -> DraftFormula:
    return drafted.formulas["bo_tu_phap_ho_tich"]


def retitled(tables: Tables, title: str) -> DraftFormula:
    rows = tuple(replace(row, name=title) if row.code == "1.990419" else row for row in tables.rows)
    names = {"1.990419": Path(PROCEDURE).stem}
    return drafts_of(replace(tables, rows=rows), names=names).formulas["bo_tu_phap_ho_tich"]


def test_a_file_that_somebody_edited_stays_as_it_is(civil: DraftFormula, tables: Tables, tmp_path: Path) -> None:
    write_out(tmp_path, civil.files())
    path = tmp_path / PROCEDURE
    path.write_text(path.read_text().replace("5 working days", "4 working days"))
    (tmp_path / "results" / "own.typ").write_text("")
    files, kept = files_of(retitled(tables, "Khai tử lưu động"), tmp_path)
    write_out(tmp_path, files)
    assert kept == (PROCEDURE,)
    assert "4 working days" in path.read_text()
    assert (tmp_path / "results" / "own.typ").exists()


def test_a_draft_that_nobody_edited_follows_the_table(civil: DraftFormula, tables: Tables, tmp_path: Path) -> None:
    write_out(tmp_path, civil.files())
    files, kept = files_of(retitled(tables, "Khai tử lưu động"), tmp_path)
    write_out(tmp_path, files)
    assert kept == ()
    assert "title: Khai tử lưu động" in (tmp_path / PROCEDURE).read_text()
    assert names_in(files)["1.990419"] == Path(PROCEDURE).stem


def test_a_draft_whose_row_is_gone_goes_and_line_ends_are_no_edit(civil: DraftFormula, tmp_path: Path) -> None:
    write_out(tmp_path, civil.files())
    path = tmp_path / PROCEDURE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert is_ours(path.read_bytes())
    write_out(tmp_path, {name: content for name, content in civil.files().items() if name != PROCEDURE})
    assert not path.exists()


@pytest.mark.django_db
def test_publishing_the_same_table_twice_is_one_edition(civil: DraftFormula) -> None:
    first, again = publish_draft(SYSTEM, civil), publish_draft(SYSTEM, civil)
    assert (first.new, again.new) == (True, False)
    assert first.edition.id == again.edition.id


@pytest.mark.django_db
def test_a_changed_row_is_the_next_version_and_keeps_the_name(civil: DraftFormula, tables: Tables) -> None:
    publish_draft(SYSTEM, civil)
    with acting(SYSTEM):
        names = standing().names
    assert names["1.990419"] == Path(PROCEDURE).stem
    changed = publish_draft(SYSTEM, retitled(tables, "Khai tử lưu động"))
    assert (changed.new, changed.edition.version) == (True, "1.1.0")  # the title stands on the paper


@pytest.mark.django_db
def test_what_a_publisher_refined_in_an_edition_outlives_the_next_import(civil: DraftFormula, tables: Tables) -> None:
    publish_draft(SYSTEM, civil)
    files = civil.files("1.1.0")
    files[PROCEDURE] = files[PROCEDURE].replace(b"5 working days", b"4 working days")
    publish(SYSTEM, files)
    changed = publish_draft(SYSTEM, retitled(tables, "Khai tử lưu động")).edition
    assert "4 working days" in changed.files[PROCEDURE]


@pytest.mark.django_db
def test_a_code_that_a_published_formula_declares_is_refined(tables: Tables) -> None:
    publish(SYSTEM, read_folder(shipped_folders()["civil_registration"]))
    with acting(SYSTEM):
        refined = standing().refined
    assert refined["1.001193"] == "civil_registration"
    own = {**refined, "1.990419": "thai_nguyen_ho_tich"}
    (skipped,) = [one for one in drafts_of(tables, refined=own).skipped if one.code == "1.990419" and one.row == 2]
    assert skipped.refined == "thai_nguyen_ho_tich"


@pytest.mark.django_db
def test_a_formula_is_offered_where_it_holds(drafted: Drafted) -> None:
    def offered(name: str, within: str) -> str:
        formula = drafted.formulas[name]
        found = offer_draft(SYSTEM, formula, publish_draft(SYSTEM, formula).edition, within)
        return found.agency.path if found.agency is not None else found.en

    assert offered("bo_tu_phap_ho_tich", "vn") == "vn"
    assert offered("bo_ngoai_giao_khac_cap_bo", "vn") == "vn.bng"
    assert offered("thanh_hoa_dat_dai", "vn") == agency("vn.p38").path
    assert offered("bo_tu_phap_ho_tich", "vn.p19") == "vn.p19"
    assert "not below" in offered("thanh_hoa_dat_dai", "vn.p19")
    assert "not for this kind" in offered("bo_cong_an_dang_ky_quan_ly_cu_tru", "vn.p19")
    assert Edition.objects.count() == 4


@pytest.mark.django_db
def test_what_ships_later_is_not_held_up_by_a_draft_and_takes_its_place_at_the_next_import(
    tables: Tables, drafted: Drafted
) -> None:
    early = drafts_without_knowing(tables).formulas["bo_tu_phap_ho_tich"]
    offer_draft(SYSTEM, early, publish_draft(SYSTEM, early).edition, "vn")
    offered = {one.adoption.formula for one in adopt_shipped(SYSTEM)}
    assert offered == set(shipped_folders()) - {"civil_registration"}
    later = drafted.formulas["bo_tu_phap_ho_tich"]
    offer_draft(SYSTEM, later, publish_draft(SYSTEM, later).edition, "vn")
    assert {one.adoption.formula for one in adopt_shipped(SYSTEM)} == {"civil_registration"}


def test_every_procedure_that_ships_has_its_level_and_says_what_stands_in_the_way() -> None:
    shipped = refined_shipped()
    levels = {code: levels_shipped(formula)[code] for code, formula in shipped.items()}
    assert [code for code, level in levels.items() if bool(level.reasons) == level.whole] == []
    assert not levels["1.000894"].whole, "both sign a marriage in person"
    assert levels["2.000986"].whole, "its parts are declared in formulas that it requires"
    assert levels_shipped("of_nobody") == {}
