"""Guidance on the desk: what was published, with its source and edition, for the procedure or the case at hand."""

import pytest
from django.test import Client

from desk.conftest import Office
from factories.agencies import agency
from factories.people import SYSTEM
from nenso.formulas.adopting import adopt
from nenso.formulas.folders import shipped_folders
from nenso.formulas.publishing import publish
from nenso.language.reading import files_of
from support.births import someone
from support.formulas import LETTERS
from support.visits import signed_in

pytestmark = pytest.mark.django_db
PAGE = """---
kind: question
title: {{vi: {title}, en: What about it}}
audience: [{audience}]
asked_as: [thu nac danh]
answers: [{{procedure: letter}}]
---
{title} thì làm theo **quy chế** của xã.
<!-- en -->
As the **rules** of the commune say.
"""


@pytest.fixture
def letters(office: Office) -> None:
    """Letters are in force, with a page for officials and one for clerks."""
    del office
    pages = {
        "pages/nameless.md": PAGE.format(title="Thư không ghi tên", audience="official"),
        "pages/lost.md": PAGE.format(title="Thư thất lạc", audience="clerk"),
    }
    files = {path: text.encode() for path, text in (LETTERS | pages).items()}
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, files).edition)


@pytest.mark.usefixtures("letters")
def test_an_officer_asks_and_is_told_what_was_published_and_where_it_stands(office: Office) -> None:
    desk = signed_in(office.clerk)
    page = desk.get("/can-bo/huong-dan", {"tim": "thu nac danh"}).text
    assert "Thư không ghi tên" in page
    assert "Nguồn: letters@1.0.0" in page
    assert "Muốn đăng ký khai sinh" not in page
    found = desk.get("/can-bo/huong-dan", {"tim": "khai sinh"}).text
    assert 'href="/can-bo/huong-dan/civil_registration.birth"' in found
    assert "Thư không ghi tên" not in found


@pytest.mark.usefixtures("letters")
def test_guidance_on_a_procedure_has_its_acts_step_by_step_its_edition_and_decides_nothing(office: Office) -> None:
    page = signed_in(office.clerk).get("/can-bo/huong-dan/letters.letter").text
    for said in ("bản letters@1.0.0", "Trả lời; Từ chối", "Thư thất lạc", "không thay quyết định"):
        assert said in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    english = signed_in(office.clerk).get("/can-bo/huong-dan/letters.letter", headers={"Accept-Language": "en"}).text
    assert "who is competent decides" in english
    assert "rules</strong> of the commune" in english


def test_a_case_is_guided_by_the_edition_of_its_filing_and_another_that_is_in_force_is_named(office: Office) -> None:
    case = office.filed()
    desk, address = signed_in(office.officer), f"/can-bo/ho-so/{case.code}/huong-dan"
    assert f'href="{address}"' in desk.get(f"/can-bo/ho-so/{case.code}").text
    before = desk.get(address).text
    assert f"bản {case.edition.name}" in before
    assert "bản lúc nộp" not in before
    files = files_of(shipped_folders()["civil_registration"])
    version = case.edition.version.encode()
    files["formula.yaml"] = files["formula.yaml"].replace(version, b"99.0.0", 1)
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, files).edition)
    after = desk.get(address).text
    assert f"bản {case.edition.name}" in after
    assert "bản đang áp dụng là civil_registration@99.0.0" in after


@pytest.mark.usefixtures("letters")
def test_what_is_written_for_officers_is_told_on_the_desk_alone(office: Office) -> None:
    assert "Thư không ghi tên" not in Client().get("/hoi-dap").text
    assert Client().get("/hoi-dap/letters.nameless").status_code == 404
    assert signed_in(office.mother).get("/can-bo/huong-dan").status_code == 403
    above = signed_in(someone("Lò Văn Sơn", ("officer", "vn.p19")))
    page = above.get("/can-bo/huong-dan/letters.letter").text
    assert "Thư thất lạc" in page, "offered by the communes below"
    assert "Chính phủ" not in page, "which adopted it for them and decides nothing here"
    assert above.get("/can-bo/huong-dan/letters.none").status_code == 404
