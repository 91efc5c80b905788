"""Before publishing: samples run on data of their own; the page tells which passed and what came otherwise."""

import re

import pytest
from django.urls import reverse

from factories.agencies import agency
from nenso.formulas.writing import add_file, begin, manuscript_of, mark_of, save_file
from support.births import someone
from support.formulas import LETTERS
from support.jobs import do_waiting_jobs
from support.visits import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
COMMUNE = "vn.p19.c01969"
PASSES = """sample: answered
procedure: letter
as: {channel: online}
form: {subject: Đường hỏng}
acts:
  - {step: read, do: answer}
  - {step: sign, do: sign}
expect: {status: done}
"""


def words(html: str) -> str:
    """Return what is read in the part about samples."""
    part = html.partition('id="mau-thu"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", part).split())


def test_samples_are_run_from_the_page_and_told_one_by_one_and_changing_the_manuscript_makes_them_old() -> None:
    who = someone("Vi Thị Biên", ("publisher", COMMUNE))
    browser = signed_in(who)
    differs = PASSES.replace("answered", "expects_a_fee").replace("status: done", "status: done, fee: 5000")
    files = {**LETTERS, "samples/answered.yaml": PASSES, "samples/expects_a_fee.yaml": differs}
    made = begin(who.actor, agency(COMMUNE), files, key="ban-thao-mau-01")
    address = reverse("desk-publish", kwargs={"manuscript": made.id})
    assert "2 mẫu thử chưa được chạy" in words(browser.get(address).content.decode())
    sent = browser.post(reverse("desk-manuscript-try", kwargs={"manuscript": made.id}))
    assert sent["Location"] == f"{address}#mau-thu"
    assert "Đang chạy: 0/2 mẫu" in words(browser.get(address).content.decode())
    assert do_waiting_jobs() == ["cases.try_samples"]
    told = words(browser.get(address).content.decode())
    assert "1/2 mẫu đạt" in told
    assert "Khác expects_a_fee số tiền phải nộp: cần 5000, được 0" in told
    assert "Đạt answered" in told
    head = files["formula.yaml"]
    save_file(who.actor, made.id, "formula.yaml", head.replace("1.0.0", "1.1.0"), seen=mark_of(head))
    assert "Bản thảo đã đổi sau lần chạy này" in words(browser.get(address).content.decode())


def test_a_formula_without_samples_says_what_one_is_and_nobody_elses_is_run() -> None:
    who, elsewhere = someone("Vi Thị Biên", ("publisher", COMMUNE)), someone("Trần Thị Xa", ("publisher", "vn.p01"))
    made = begin(who.actor, agency(COMMUNE), LETTERS, key="ban-thao-mau-02")
    shown = signed_in(who).get(reverse("desk-publish", kwargs={"manuscript": made.id})).content.decode()
    assert "Bộ này chưa có mẫu thử" in words(shown)
    add_file(who.actor, made.id, "samples/first.yaml")
    address = reverse("desk-manuscript-try", kwargs={"manuscript": made.id})
    assert signed_in(elsewhere).post(address).status_code == 404
    assert manuscript_of(who.actor, made.id).trial == {}
