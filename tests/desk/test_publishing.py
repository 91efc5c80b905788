"""Publishers at their screens: writing, what is wrong and where, previews, the process, publishing, upgrading."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.conftest import Office
from factories.agencies import agency
from factories.people import SYSTEM
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.library import edition_named
from nenso.formulas.models import Adoption, Edition, Manuscript
from nenso.formulas.publishing import publish
from nenso.formulas.writing import begin, manuscript_of
from nenso.journal.reading import entries_of
from nenso.runtime.acting import acting
from support.births import Someone, someone
from support.formulas import LETTERS, letters
from support.visits import signed_in

pytestmark = pytest.mark.django_db
PROVINCE, COMMUNE = "vn.p19", "vn.p19.c01969"
PROCEDURE = "procedures/letter.yaml"


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Adoptions of another test are not remembered."""
    offers.forget()
    yield
    offers.forget()


@pytest.fixture
def publisher() -> Someone:
    """A publisher of the commune."""
    return someone("Vi Thị Biên", ("publisher", COMMUNE))


@pytest.fixture
def browser(publisher: Someone) -> Client:
    """The publisher's browser."""
    return signed_in(publisher)


@pytest.fixture
def written(publisher: Someone) -> Callable[..., Manuscript]:
    """Begin a manuscript with the formula about letters."""

    def make(**changes: str) -> Manuscript:
        return begin(publisher.actor, agency(COMMUNE), letters(**changes), key="ban-thao-thu-01")

    return make


def page(client: Client, name: str, status: int = 200, **words: object) -> str:
    response = client.get(reverse(name, kwargs=words or None))
    assert response.status_code == status
    return str(response.content.decode())


def file_address(manuscript: Manuscript, path: str = PROCEDURE, name: str = "desk-manuscript-file") -> str:
    return reverse(name, kwargs={"manuscript": manuscript.id, "path": path})


def seen_in(text: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', text)
    assert found is not None
    return found[1]


def files_of(publisher: Someone, manuscript: Manuscript) -> dict[str, str]:
    return dict(manuscript_of(publisher.actor, manuscript.id).files)


def test_a_mistake_is_told_at_its_line_mended_published_and_adopted(
    browser: Client, publisher: Someone, written: Callable[..., Manuscript]
) -> None:
    manuscript = written()
    address = file_address(manuscript)
    text = browser.get(address).content.decode()
    wrong = LETTERS[PROCEDURE].replace("by: clerk", "by: clark")
    shown = browser.post(address, {"text": wrong.replace("\n", "\r\n"), "seen": seen_in(text)}).content.decode()
    line = 1 + wrong[: wrong.index("by: clark")].count("\n")
    assert f'href="#dong-{line}"' in shown
    assert f'id="dong-{line}"' in shown
    assert "clark" in files_of(publisher, manuscript)[PROCEDURE]
    assert "Công bố</button>" not in page(browser, "desk-publish", manuscript=manuscript.id)
    fine = browser.post(address, {"text": LETTERS[PROCEDURE], "seen": seen_in(shown)}).content.decode()
    assert "Không có lỗi" in fine
    confirm = page(browser, "desk-publish", manuscript=manuscript.id)
    revision = re.search(r'name="revision" value="(\d+)"', confirm)
    assert revision is not None
    done = browser.post(reverse("desk-publish", kwargs={"manuscript": manuscript.id}), {"revision": revision[1]})
    assert done["Location"] == reverse("desk-edition", kwargs={"edition": "letters@1.0.0"})
    with acting(SYSTEM):
        edition = edition_named("letters@1.0.0")
        assert not Manuscript.objects.filter(pk=manuscript.id).exists()
        assert [entry.kind for entry in entries_of(edition.id)] == ["formula.published"]
    assert edition.published_by == publisher.account.id
    chosen = {"agency": str(agency(COMMUNE).id)}
    browser.post(reverse("desk-adopt", kwargs={"edition": "letters@1.0.0"}), chosen)
    listed = page(browser, "desk-formulas")
    assert "letters@1.0.0" in listed
    assert "Vi Thị Biên" in listed
    with acting(SYSTEM):
        assert Adoption.objects.get(formula="letters").agency.path == COMMUNE


def test_a_manuscript_that_changed_since_it_was_shown_is_not_published(
    browser: Client, written: Callable[..., Manuscript]
) -> None:
    manuscript = written()
    answer = browser.post(reverse("desk-publish", kwargs={"manuscript": manuscript.id}), {"revision": "7"})
    assert answer.status_code == 409
    with acting(SYSTEM):
        assert not Edition.objects.filter(formula="letters").exists()


def test_two_windows_that_change_one_file_overwrite_nothing_unseen(
    browser: Client, publisher: Someone, written: Callable[..., Manuscript]
) -> None:
    manuscript = written()
    address = file_address(manuscript)
    seen = seen_in(browser.get(address).content.decode())
    first, second = (LETTERS[PROCEDURE].replace("Gửi thư", title) for title in ("Thư thứ nhất", "Thư thứ hai"))
    browser.post(address, {"text": first, "seen": seen})
    answer = browser.post(address, {"text": second, "seen": seen})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Thư thứ nhất" in shown
    assert "Thư thứ hai" in shown
    assert files_of(publisher, manuscript)[PROCEDURE] == first
    live = browser.post(file_address(manuscript, name="desk-manuscript-check"), {"text": second, "seen": seen})
    assert live.status_code == 409
    browser.post(address, {"text": second, "seen": seen_in(shown)})
    assert files_of(publisher, manuscript)[PROCEDURE] == second


def test_what_the_editor_asks_is_answered_with_line_and_column_in_both_languages(
    browser: Client, written: Callable[..., Manuscript]
) -> None:
    manuscript = written()
    seen = seen_in(browser.get(file_address(manuscript)).content.decode())
    wrong = LETTERS[PROCEDURE].replace("by: clerk", "by: clark")
    told = browser.post(file_address(manuscript, name="desk-manuscript-check"), {"text": wrong, "seen": seen}).json()
    (issue,) = [one for one in told["issues"] if one["level"] == "error"]
    assert wrong.split("\n")[issue["line"] - 1][issue["column"] - 1 :].startswith("clark")
    assert issue["vi"] != issue["en"]
    assert told["errors"] == {PROCEDURE: 1}


def test_a_manuscript_is_its_agencys_alone(written: Callable[..., Manuscript]) -> None:
    manuscript = written()
    elsewhere = signed_in(someone("Trần Thị Xa", ("publisher", "vn.p01")))
    page(elsewhere, "desk-manuscript", 404, manuscript=manuscript.id)
    assert str(manuscript.id) not in page(elsewhere, "desk-formulas")
    officer = signed_in(someone("Hoàng Văn Tú", ("officer", COMMUNE)))
    page(officer, "desk-manuscript", 403, manuscript=manuscript.id)


def zipped(files: dict[str, bytes]) -> SimpleUploadedFile:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return SimpleUploadedFile("letters.zip", sink.getvalue(), "application/zip")


def upload(client: Client, file: SimpleUploadedFile, status: int = 302) -> str:
    answer = client.post(reverse("desk-formula-new"), {"how": "upload", "file": file, "once": file.name + "-khoa-01"})
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.get("Location", "")) or answer.content.decode()


def test_a_folder_is_uploaded_whole_and_hidden_files_are_left_out(browser: Client, publisher: Someone) -> None:
    files = {f"letters/{path}": text.encode() for path, text in LETTERS.items()}
    where = upload(browser, zipped({**files, "__MACOSX/letters/._a.yaml": b"x", "letters/.git/config": b"x"}))
    with acting(publisher.actor):
        assert Manuscript.objects.get(pk=where.rpartition("/")[2]).files == LETTERS
    assert upload(browser, zipped(files)) == where


@pytest.mark.parametrize("path", ["letters/../../etc/passwd.yaml", "/etc/a.yaml", "letters/procedures/..\\a.yaml"])
def test_a_path_that_leads_out_of_the_folder_is_refused(browser: Client, path: str) -> None:
    upload(browser, zipped({"letters/formula.yaml": b"formula: letters\n", path: b"a: b\n"}), 422)


def test_what_is_small_and_unpacks_to_a_flood_is_refused(browser: Client) -> None:
    flood = b"#" * 900_000
    files = {"formula.yaml": b"formula: letters\n", **{f"parts/a{n}.yaml": flood for n in range(12)}}
    upload(browser, zipped(files), 413)
    upload(browser, zipped({f"parts/a{n}.yaml": b"" for n in range(401)}), 422)


@pytest.mark.parametrize("content", [b"not a zip at all", b"PK\x03\x04" + b"\x00" * 40, b"\xff\xfe\x00"])
def test_what_is_no_archive_is_told(browser: Client, content: bytes) -> None:
    upload(browser, SimpleUploadedFile("a.zip", content, "application/zip"), 422)


def test_one_file_finds_its_place_by_what_it_declares(browser: Client, publisher: Someone) -> None:
    file = SimpleUploadedFile("whatever.yaml", LETTERS[PROCEDURE].encode(), "application/yaml")
    where = upload(browser, file)
    with acting(publisher.actor):
        assert list(Manuscript.objects.get(pk=where.rpartition("/")[2]).files) == [PROCEDURE]


def change(client: Client, manuscript: Manuscript, status: int = 302, **sent: str) -> str:
    address = file_address(manuscript, name="desk-manuscript-process")
    seen = seen_in(client.get(address).content.decode())
    answer = client.post(address, {"seen": seen, **sent})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return str(answer.content.decode())


def test_a_step_is_added_moved_and_taken_out_and_the_rest_of_the_file_stays(
    browser: Client, publisher: Someone, written: Callable[..., Manuscript]
) -> None:
    manuscript = written()
    change(browser, manuscript, do="add", step="read", title="Họp bàn", by="head", amount="2", unit="working_hours")
    text = files_of(publisher, manuscript)[PROCEDURE]
    assert "answer: {to: hop_ban, label: Trả lời}" in text
    assert "# whoever is at the counter" in text
    assert "by: head\n    within: 2 working hours" in text
    change(browser, manuscript, do="down", step="hop_ban")
    moved = files_of(publisher, manuscript)[PROCEDURE]
    assert moved.index("  hop_ban:") > moved.index("  sign:")
    change(browser, manuscript, do="up", step="hop_ban")
    assert files_of(publisher, manuscript)[PROCEDURE] == text
    change(browser, manuscript, do="remove", step="hop_ban")
    assert files_of(publisher, manuscript)[PROCEDURE] == LETTERS[PROCEDURE]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"do": "change", "step": "sign", "by": ""}, "Bước “sign” phải có đúng một trong by, pay, at, until"),
        ({"do": "change", "step": "sign", "action-0": "sign", "to-0": "read"}, "Từ bước “read” chỉ quay vòng"),
        ({"do": "change", "step": "sign", "action-0": "sign", "to-0": "sign"}, "không có lối ra"),
        ({"do": "change", "step": "read", "action-0": "answer", "to-0": "done"}, "Không có đường nào đến bước “sign”"),
        ({"do": "change", "step": "sign", "amount": "", "unit": "days"}, "Bước “sign” không có thời hạn"),
        ({"do": "add", "step": "sign", "title": "Đóng dấu", "by": ""}, "Bước “dong_dau” phải có đúng một trong"),
    ],
)
def test_a_change_that_would_break_the_process_is_refused_and_names_the_step(
    browser: Client, publisher: Someone, written: Callable[..., Manuscript], sent: dict[str, str], told: str
) -> None:
    manuscript = written(deadline="", refuse="")
    before = files_of(publisher, manuscript)
    shown = change(browser, manuscript, 422, **{"by": "leader", "amount": "1", "unit": "working_days", **sent})
    assert told in shown
    assert files_of(publisher, manuscript) == before


def test_a_branch_that_would_lose_its_result_is_refused(browser: Client, publisher: Someone) -> None:
    both = LETTERS[PROCEDURE].replace("answer: {to: sign, ", "answer: {to: [sign, weigh], ").rstrip()
    weigh = "\n  weigh: {by: officer, within: 1 day, actions: {go: {to: end, label: Xong}}}"
    end = "\n  end: {by: leader, joins: [sign, weigh], within: 1 day, actions: {go: done}}\n"
    text = both.replace("sign: {to: done", "sign: {to: end") + weigh + end
    manuscript = begin(publisher.actor, agency(COMMUNE), {**LETTERS, PROCEDURE: text}, key="ban-thao-thu-02")
    sent = {"do": "change", "step": "sign", "by": "leader", "amount": "1", "unit": "working_days"}
    shown = change(browser, manuscript, 422, **sent, **{"action-0": "sign", "to-0": "done"})
    assert "kết quả của weigh sẽ mất" in shown


def test_a_preview_shows_form_steps_and_paper_and_looks_nobody_up(browser: Client, publisher: Someone) -> None:
    someone("Triệu Thị Mai", identifier="006195000123", born_on=date(1995, 3, 8))
    looks_up = "label: Về việc, prefill: \"find('persons', '006195000123').full_name\","
    asks = LETTERS[PROCEDURE].replace("label: Về việc,", looks_up)
    results = "results:\n  - {name: answer, template: answer, label: Thư trả lời, signed_in: {sign: person}}\n"
    files = {
        **LETTERS,
        PROCEDURE: asks + results,
        "results/answer.typ": '#import "/office.typ": *\n#get("form.subject")\n',
        "samples/one.yaml": "sample: one\nprocedure: letter\nas: {channel: online}\nform: {subject: Đường hỏng}\n",
    }
    manuscript = begin(publisher.actor, agency(COMMUNE), files, key="ban-thao-thu-03")
    shown = page(browser, "desk-preview", manuscript=manuscript.id, procedure="letter")
    assert "Về việc" in shown
    assert "Triệu Thị Mai" not in shown
    address = reverse("desk-preview", kwargs={"manuscript": manuscript.id, "procedure": "letter"})
    assert "Đường hỏng" in browser.get(f"{address}?mau=one").content.decode()
    assert "govuk-error-summary" in browser.post(address, {"subject": "", "asks": "subject"}).content.decode()
    paper = browser.get(f"{address}/answer?mau=one")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")


def test_an_upgrade_is_told_in_words_and_open_cases_stay(browser: Client, publisher: Someone) -> None:
    first = publish(SYSTEM, {path: text.encode() for path, text in LETTERS.items()}).edition
    adopt(SYSTEM, agency(COMMUNE), first)
    newer = letters(
        version="1.1.0",
        deadline="deadline: {within: 2 working days}\nassurance: 3",
        refuse="",
        fields="  - {name: phone, type: phone, label: Điện thoại}\n",
    )
    publish(SYSTEM, {path: text.encode() for path, text in newer.items()})
    assert "Có bản 1.1.0" in page(browser, "desk-formulas")
    shown = page(browser, "desk-differences", old="letters@1.0.0", new="letters@1.1.0")
    plain = " ".join(re.sub(r"<[^>]*>", " ", shown).split())
    assert "Tờ khai Thêm Điện thoại số điện thoại; không bắt buộc" in plain
    assert "Quy trình Đổi read Trả lời → Ký trả lời; Từ chối → không tiếp nhận Trả lời → Ký trả lời" in plain
    assert "Thời hạn Đổi Thời hạn giải quyết 3 ngày làm việc 2 ngày làm việc" in plain
    account = "Tài khoản Đổi Tài khoản để nộp trực tuyến theo mức chung của hệ thống định danh mức độ 2"
    assert account in plain
    assert "0 hồ sơ đang mở theo letters@1.0.0 vẫn theo ấn bản đó" in plain
    assert "+  - {name: phone, type: phone, label: Điện thoại}" in shown


def test_open_cases_are_counted_for_publishers_by_edition_and_agency(office: Office) -> None:
    office.filed()
    publisher = signed_in(someone("Vi Thị Biên", ("publisher", PROVINCE)))
    shown = " ".join(re.sub(r"<[^>]*>", " ", page(publisher, "desk-edition", edition="civil_registration")).split())
    assert "Hồ sơ đang mở 1 SHA-256" in shown
    assert "theo ấn bản này Ủy ban nhân dân xã Phủ Thông 1" in shown
    officer = page(signed_in(office.officer), "desk-edition", edition="civil_registration")
    assert "theo ấn bản này" not in officer


def test_the_list_counts_its_queries_and_not_its_rows(browser: Client, publisher: Someone) -> None:
    def editions(names: range) -> None:
        for n in names:
            files = {path: text.replace("letters", f"letters_{n}") for path, text in letters(code=f"9.{n:06d}").items()}
            publish(SYSTEM, {path: text.encode() for path, text in files.items()})

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(browser, "desk-formulas")
        return len(seen)

    editions(range(3))
    page(browser, "desk-formulas")
    few = queries()
    editions(range(3, 12))
    assert queries() == few
