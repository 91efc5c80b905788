"""A petition is sent without a name, from a browser that runs no scripts, and followed by its secret."""

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import WIDTHS, Opens, aside, follow, violations
from factories.agencies import agency
from factories.people import SYSTEM
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.language.reading import files_of
from nenso.runtime import clock
from support.births import BEFORE, FORMULAS, in_force


def offered() -> None:
    """Let petitions be sent everywhere."""
    in_force()
    with clock.at(BEFORE):
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, files_of(FORMULAS / "petitions")).edition)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_from_the_page_of_the_procedure_to_where_it_stands(visitor: Opens, width: int) -> None:
    aside(offered)
    page, plain = visitor(width=width), visitor(width=width, javascript=False)
    page.goto("/thu-tuc/petitions.petition/khong-neu-ten")
    assert violations(page) == []
    page.goto("/thu-tuc/petitions.petition/cong-khai")
    assert violations(page) == []
    plain.goto("/thu-tuc/petitions.petition")
    follow(plain, plain.get_by_role("link", name="Gửi mà không nêu tên"))
    plain.fill("#place", "phủ thông")
    plain.get_by_label("Việc khác ở địa phương").check()
    plain.fill("#title", "Đèn đường hỏng")
    follow(plain, plain.get_by_role("button", name="Gửi, không nêu tên"))
    expect(plain.get_by_role("link", name="Nội dung: Hãy điền mục này.")).to_be_visible()
    plain.fill("#body", "Đèn trước trường học tắt đã một tháng.")
    plain.check("#oath")
    follow(plain, plain.get_by_role("button", name="Gửi, không nêu tên"))
    secret = re.search(r"[0-9a-z]{5}(?:-[0-9a-z]{5}){3}", plain.inner_text("main"))
    assert secret is not None
    follow(plain, plain.get_by_role("link", name="Tra cứu hồ sơ", exact=True).last)
    plain.fill("#secret", secret[0])
    follow(plain, plain.get_by_role("button", name=re.compile("Tra cứu|Xem")))
    expect(plain.get_by_text("Ủy ban nhân dân xã Phủ Thông").first).to_be_visible()
