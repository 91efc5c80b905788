"""Pages that anybody opens: accessible, at the width of a phone and of a desk, with scripts and without."""

import pytest

from browser.conftest import WIDTHS, Opens, violations
from support.births import in_force

PAGES = (
    "/",
    "/tim?q=lam giay khai sinh",
    "/viec/having_a_child",
    "/co-quan/commune",
    "/hoi-dap",
    "/hoi-dap/civil_registration.register_birth",
    "/dang-nhap",
    "/dang-ky",
    "/quen-mat-khau",
    "/khong-co-trang-nay",
)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_nothing_is_found_wrong_with_a_public_page(visitor: Opens, width: int) -> None:
    in_force()
    page, wrong = visitor(width=width), {}
    for path in PAGES:
        page.goto(path)
        wrong[path] = violations(page)
    assert not any(wrong.values()), wrong
