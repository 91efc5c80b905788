"""A draft begun in an edition that has been replaced since: the page says what changed, and nothing typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import WIDTHS, Opens, violations
from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.intake.drafts import drafts_of, open_draft
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from support.births import Someone, mother
from support.formulas import letters

expect.set_options(timeout=30_000)
COMMUNE = "vn.p19.c01969"
FIRST = """form:
  - page: who
    title: Ai gửi
    fields:
      - {name: subject, type: text, label: Về việc, required: true}
      - {name: fax, type: text, label: Số fax}
  - page: what
    title: Nội dung
    fields:
      - {name: note, type: text, label: Lời nhắn}
      - {name: seal, type: text, label: Số con dấu}
"""
NEWER = """form:
  - page: who
    title: Ai gửi
    fields:
      - {name: subject, type: text, label: Về việc, required: true}
      - {name: email, type: text, label: Thư điện tử}
  - page: told
    title: Điều muốn nói
    fields:
      - {name: note, type: text, label: Lời nhắn}
"""
OLD_FORM = "form:\n  - {name: subject, type: text, label: Về việc, required: true}\n"


def offered(version: str, form: str) -> None:
    """Let the commune offer this edition from now on."""
    files = letters(version=version)
    files["procedures/letter.yaml"] = files["procedures/letter.yaml"].replace(OLD_FORM, form)
    edition = publish(SYSTEM, {path: text.encode() for path, text in files.items()}).edition
    adopt(SYSTEM, agency(COMMUNE), edition)
    offers.forget()


def begun() -> tuple[Someone, str]:
    """Return a person and the address of the draft that this person began in the first edition."""
    offers.forget()
    offered("1.0.0", FIRST)
    who = mother()
    draft = open_draft(who.actor, "letters.letter", agency(COMMUNE), key="ban-cu-moi-01")
    return who, f"/ho-so/nhap/{draft.id}"


def wrong_with(page: Page) -> list[str]:
    found = []
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{page.url} at {width}: {one}" for one in violations(page)]
    return found


def form_of(who: Someone) -> dict[str, object]:
    (draft,) = drafts_of(who.actor)
    return dict(draft.form)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_draft_that_was_left_says_when_it_is_resumed_what_changed_and_goes_on(
    visitor: Opens, *, javascript: bool
) -> None:
    who, address = begun()
    page = visitor(who, javascript=javascript)
    page.goto(f"{address}/who")
    page.get_by_label("Về việc").fill("Đường hỏng")
    page.get_by_label("Số fax").fill("0209 3870 000")
    page.get_by_role("button", name="Lưu và để sau").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    offered("2.0.0", NEWER)
    page.goto(address)
    told = page.locator("#ban-moi")
    expect(told).to_contain_text("Không còn phải khai: Số fax.")
    expect(told).to_contain_text("Mới có thêm: Thư điện tử.")
    expect(page.get_by_label("Về việc")).to_have_value("Đường hỏng")
    wrong = wrong_with(page) if javascript else []
    page.get_by_label("Thư điện tử").fill("mai@vidu.vn")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Lời nhắn").fill("Xin sớm sửa.")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", name="Kiểm tra trước khi nộp")).to_be_visible()
    assert form_of(who) == {"subject": "Đường hỏng", "email": "mai@vidu.vn", "note": "Xin sớm sửa."}
    assert wrong == []


@pytest.mark.usefixtures("site")
def test_what_is_being_written_when_the_edition_is_replaced_is_kept_even_where_its_page_is_gone(
    visitor: Opens,
) -> None:
    who, address = begun()
    page = visitor(who, javascript=False)
    page.goto(f"{address}/who")
    page.get_by_label("Về việc").fill("Đường hỏng")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Lời nhắn").fill("Xin sớm sửa.")
    page.get_by_label("Số con dấu").fill("12")
    offered("2.0.0", NEWER)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("#ban-moi")).to_contain_text("Không còn phải khai: Số con dấu.")
    expect(page.get_by_label("Về việc")).to_have_value("Đường hỏng")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_label("Lời nhắn")).to_have_value("Xin sớm sửa.")
    assert form_of(who) == {"subject": "Đường hỏng", "note": "Xin sớm sửa."}


@pytest.mark.usefixtures("site")
def test_a_page_that_is_sent_after_the_edition_was_replaced_is_shown_once_more_and_tells_it(visitor: Opens) -> None:
    who, address = begun()
    page = visitor(who, javascript=False)
    page.goto(f"{address}/who")
    page.get_by_label("Về việc").fill("Đường hỏng")
    offered("2.0.0", NEWER)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("#ban-moi")).to_contain_text("Mới có thêm: Thư điện tử")
    expect(page.get_by_label("Về việc")).to_have_value("Đường hỏng")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("heading", name="Điều muốn nói")).to_be_visible()
