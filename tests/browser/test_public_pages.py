"""Pages that anybody opens: accessible, at the width of a phone and of a desk, with scripts and without."""

import pytest

from browser.conftest import WIDTHS, Opens, violations

PAGES = ("/", "/dang-nhap", "/khong-co-trang-nay")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_nothing_is_found_wrong_with_a_public_page(visitor: Opens, width: int) -> None:
    page, wrong = visitor(width=width), {}
    for path in PAGES:
        page.goto(path)
        wrong[path] = violations(page)
    assert not any(wrong.values()), wrong
