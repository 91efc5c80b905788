"""A publisher before a real browser runs the samples of a draft: told as they go, without scripts by looking again."""

import pytest
from playwright.sync_api import expect

from browser.conftest import Opens
from browser.test_publishing import publisher, wrong_with
from desk.test_publishing_samples import COMMUNE, PASSES
from factories.agencies import agency
from nenso.formulas.writing import begin
from support.formulas import LETTERS
from support.jobs import do_waiting_jobs


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_the_samples_of_a_draft_are_run_before_it_is_published(visitor: Opens, *, javascript: bool) -> None:
    who = publisher()
    differs = PASSES.replace("answered", "expects_a_fee").replace("status: done", "status: done, fee: 5000")
    files = {**LETTERS, "samples/answered.yaml": PASSES, "samples/expects_a_fee.yaml": differs}
    made = begin(who.actor, agency(COMMUNE), files, key="ban-thao-mau-03")
    page = visitor(who, javascript=javascript)
    page.goto(f"/can-bo/bieu-mau/soan/{made.id}")
    page.get_by_role("link", name="Xem thay đổi và công bố").or_(
        page.get_by_role("button", name="Xem thay đổi và công bố")
    ).click()
    page.get_by_role("button", name="Chạy các mẫu thử").click()
    expect(page.locator("#mau-thu")).to_contain_text("Đang chạy: 0/2 mẫu")
    wrong = wrong_with(page, "samples-running") if javascript else []
    assert do_waiting_jobs() == ["cases.try_samples"]
    if not javascript:
        page.get_by_role("link", name="Xem lại").click()
    expect(page.locator("#mau-thu")).to_contain_text("1/2 mẫu đạt")
    expect(page.locator("#mau-thu")).to_contain_text("số tiền phải nộp: cần 5000, được 0")
    wrong += wrong_with(page, "samples-told") if javascript else []
    page.get_by_role("link", name="expects_a_fee").click()
    expect(page.get_by_role("heading", name="samples/expects_a_fee.yaml")).to_be_visible()
    assert wrong == []
