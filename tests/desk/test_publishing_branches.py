"""Branches of a process on its cards: conditions typed in, checked at their field, refused when the process breaks."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from desk.test_publishing import PROCEDURE, change, file_address, files_of, page
from factories.agencies import agency
from nenso.formulas.models import Manuscript
from nenso.formulas.writing import begin
from support.births import Someone, someone
from support.formulas import LETTERS
from support.visits import signed_in

pytestmark = pytest.mark.django_db
COMMUNE = "vn.p19.c01969"
BRANCHED = LETTERS[PROCEDURE].replace(
    "answer: {to: sign, label: Trả lời}",
    "answer:\n        label: Trả lời\n        to:\n          - {if: form.subject == 'a', to: refused}  # by law\n"
    "          - {to: sign}",
)
READ = {"do": "change", "step": "read", "by": "clerk", "amount": "1", "unit": "working_days", "action-0": "answer"}


@pytest.fixture
def publisher() -> Someone:
    return someone("Vi Thị Biên", ("publisher", COMMUNE))


@pytest.fixture
def browser(publisher: Someone) -> Client:
    return signed_in(publisher)


@pytest.fixture
def written(publisher: Someone) -> Callable[[str], Manuscript]:
    return lambda text: begin(publisher.actor, agency(COMMUNE), {**LETTERS, PROCEDURE: text}, key="ban-thao-nhanh-1")


Written = Callable[[str], Manuscript]


def test_a_branch_is_added_changed_and_taken_out_and_its_lines_keep_their_comments(
    browser: Client, publisher: Someone, written: Written
) -> None:
    manuscript = written(BRANCHED)
    shown = page(browser, "desk-manuscript-process", manuscript=manuscript.id, path=PROCEDURE)
    assert "form.subject == &#39;a&#39;" in shown
    assert "<code>form.subject</code> Về việc" in shown
    rows = {"if-0-0": "form.subject == 'b'", "way-0-0": "refused", "to-0": "sign"}
    change(browser, manuscript, **READ, **rows, **{"if-0-1": "form.subject == 'c, d'", "way-0-1": "stopped"})
    text = files_of(publisher, manuscript)[PROCEDURE]
    assert "- {if: form.subject == 'b', to: refused}  # by law" in text
    assert "- {if: \"form.subject == 'c, d'\", to: stopped}" in text
    assert text.index("stopped}") < text.index("- {to: sign}")
    gone = {"if-0-0": "", "way-0-0": "refused", "if-0-1": "", "way-0-1": "stopped", "if-0-2": "", "to-0": "sign"}
    change(browser, manuscript, **READ, **gone)
    assert "answer:\n        label: Trả lời\n        to: sign\n" in files_of(publisher, manuscript)[PROCEDURE]


def test_an_action_that_led_to_one_place_gets_a_branch(browser: Client, publisher: Someone, written: Written) -> None:
    manuscript = written(LETTERS[PROCEDURE])
    change(browser, manuscript, **READ, **{"if-0-0": "form.subject == 'a'", "way-0-0": "done", "to-0": "sign"})
    ways = "answer: {to: [{if: form.subject == 'a', to: done}, {to: sign}], label: Trả lời}"
    assert ways in files_of(publisher, manuscript)[PROCEDURE]


@pytest.mark.parametrize(
    ("rows", "field", "told"),
    [
        ({"if-0-0": "form.subjec == 'a'", "way-0-0": "done", "to-0": "sign"}, "if-0-0", "Không có “subjec” trong form"),
        ({"if-0-0": "form.subject == 3", "way-0-0": "done", "to-0": "sign"}, "if-0-0", "“==” không dùng được với"),
        ({"if-0-0": "form.subject", "way-0-0": "done", "to-0": "sign"}, "if-0-0", "Ở đây cần có/không"),
        ({"if-0-0": "form.subject ==", "way-0-0": "done", "to-0": "sign"}, "if-0-0", "Thiếu một giá trị"),
        ({"if-0-0": "form.subject == 'a'", "way-0-0": "nowhere", "to-0": "sign"}, "way-0-0", "Không có bước “nowhere”"),
        ({"if-0-0": "form.subject == 'a'", "way-0-0": "", "to-0": "sign"}, "way-0-0", "Chọn nơi đến của nhánh"),
        ({"if-0-0": "", "way-0-0": "done", "to-0": "sign"}, "if-0-0", "Viết điều kiện của nhánh"),
    ],
)
def test_a_condition_that_is_wrong_is_told_at_its_field_before_saving_and_refused_when_saved(
    browser: Client, publisher: Someone, written: Written, rows: dict[str, str], field: str, told: str
) -> None:
    manuscript = written(LETTERS[PROCEDURE])
    checked = browser.post(file_address(manuscript, name="desk-manuscript-process-check"), {**READ, **rows})
    assert checked.status_code == 200
    assert told in at_field(checked.content.decode(), field)
    assert files_of(publisher, manuscript)[PROCEDURE] == LETTERS[PROCEDURE]
    refused = change(browser, manuscript, 422, **READ, **rows)
    assert told in at_field(refused, field)
    assert typed(refused, "if-0-0") == rows["if-0-0"]
    assert files_of(publisher, manuscript)[PROCEDURE] == LETTERS[PROCEDURE]


@pytest.mark.parametrize(
    ("step", "rows", "told"),
    [
        ("read", {"if-0-0": "form.subject == 'a'", "way-0-0": "read", "to-0": "done"}, "Không có đường nào đến bước"),
        ("sign", {"if-0-0": "form.subject == 'a'", "way-0-0": "read", "to-0": "sign"}, "chỉ quay vòng"),
    ],
)
def test_a_branch_that_breaks_the_process_is_refused_as_before(
    browser: Client, publisher: Someone, written: Written, step: str, rows: dict[str, str], told: str
) -> None:
    text = LETTERS[PROCEDURE].replace("      refuse: {to: refused, label: Từ chối, reason: true}\n", "")
    manuscript = written(text)
    act = {"read": ("answer", "clerk"), "sign": ("sign", "leader")}[step]
    sent = {**READ, "step": step, "action-0": act[0], "by": act[1]}
    assert told in change(browser, manuscript, 422, **sent, **rows)
    assert files_of(publisher, manuscript)[PROCEDURE] == text


def at_field(shown: str, field: str) -> str:
    """Return what is told at a field of the step that is read first."""
    found = re.search(
        rf'<p class="govuk-error-message steps__wrong" id="sai-{field}-read"[^>]*>(.*?)</p>', shown, re.DOTALL
    )
    assert found is not None
    return found[1]


def typed(shown: str, field: str) -> str:
    """Return what stands in a field."""
    found = re.search(rf'name="{field}"[^>]* value="([^"]*)"', shown)
    assert found is not None
    return html.unescape(found[1])
