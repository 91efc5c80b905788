"""Files that an act asks for: given on the screen of the case, named by the act, seen by who works on it alone."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.files.attaching import files_of
from nenso.files.models import CaseFile
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7
from support.births import BEFORE, PDF, Someone, someone
from support.formulas import LETTERS
from support.stories import EVERYTHING, new_key, open_steps, whole
from support.visits import signed_in

pytestmark = pytest.mark.django_db
PHU_THONG = "vn.p19.c01969"
ASKS = """  read:
    by: clerk
    within: 1 working day
    form:
      - {name: photos, type: files, label: Ảnh hiện trường, accept: [pdf], required: true}
"""
NAME = "hiện trường.pdf"


@pytest.fixture
def writer(db: None, demo: None) -> Someone:
    """Who sends letters, once letters are read with photographs of the place."""
    written = LETTERS["procedures/letter.yaml"]
    head = written[written.index("  read:") : written.index("    actions:")]
    with clock.at(BEFORE):
        files = {path: text.replace(head, ASKS).encode() for path, text in LETTERS.items()}
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, files).edition)
    return someone("Triệu Thị Mai")


@pytest.fixture
def clerk(writer: Someone) -> Someone:
    return someone("Nông Thị Hoa", ("clerk", PHU_THONG))


@pytest.fixture
def case(writer: Someone) -> Case:
    filing = Filing("letters.letter", {"subject": "Đường hỏng"}, agency=agency(PHU_THONG).id)
    return file_case(writer.actor, filing, key=new_key()).case


def address(case: Case, more: str = "") -> str:
    return f"/can-bo/ho-so/{case.code}{more}"


def sent(client: Client, case: Case, **more: object) -> tuple[int, str]:
    """Send the form of the step as its page has it, and return the status and the page that follows."""
    version = re.search(r'name="version" value="(\d+)"', client.get(address(case)).text)
    assert version is not None
    form = {"step": "read", "version": version[1], "once": new_key(), "asks": "photos", **more}
    answer = client.post(address(case, "/viec"), form)
    return answer.status_code, client.get(answer["Location"]).text if answer.status_code == 302 else answer.text


def a_file(content: bytes = PDF, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def held(case: Case) -> list[CaseFile]:
    with acting(EVERYTHING):
        return files_of(case.id)


def test_an_officer_uploads_looks_again_and_answers_with_it(clerk: Someone, writer: Someone, case: Case) -> None:
    client = signed_in(clerk)
    assert 'enctype="multipart/form-data"' in client.get(address(case)).text
    status, page = sent(client, case, **{"do": "upload:photos", "file:form.photos": a_file(), "reason": "Đã xem."})
    (file,) = held(case)
    assert (status, file.document, file.filename) == (200, "step.read.photos", NAME)
    assert f'name="photos" value="{file.id}"' in page
    assert ">Đã xem.</textarea>" in page
    assert open_steps(case) == ["read"]

    status, page = sent(client, case, do=f"unfile:photos:{file.id}", photos=str(file.id))
    assert f'name="photos" value="{file.id}"' not in page

    status, page = sent(client, case, action="answer", photos=str(file.id))
    assert status == 302
    (entry,) = [one for one in whole(case).entries if one.kind == "act"]
    assert entry.data == {"photos": [str(file.id)]}
    assert f"Ảnh hiện trường: {NAME}" in page.replace("&#39;", "'")
    assert client.get(address(case, f"/tep/{file.id}/goc")).getvalue() == PDF

    hers = signed_in(writer)
    assert NAME not in hers.get(f"/ho-so/{case.code}").text
    assert hers.get(f"/ho-so/{case.code}/tep/{file.id}").status_code == 404


def test_an_act_sent_along_with_its_file_is_one_press(clerk: Someone, case: Case) -> None:
    status, _ = sent(signed_in(clerk), case, **{"action": "answer", "file:form.photos": a_file()})
    assert (status, open_steps(case), len(held(case))) == (302, ["sign"], 1)


def test_what_is_no_file_of_this_act_is_refused(clerk: Someone, writer: Someone, case: Case) -> None:
    client = signed_in(clerk)
    status, page = sent(client, case, action="answer", photos=str(uuid7()))
    assert (status, open_steps(case)) == (422, ["read"])
    status, page = sent(client, case, **{"action": "answer", "file:form.photos": a_file(b"MZ\x90\x00" * 40)})
    assert (status, open_steps(case), held(case)) == (422, ["read"], [])
    assert "Lỗi: " in page
    given = {"document": "step.read.photos", "file": a_file()}
    answer = client.post(f"/api/v1/cases/{case.code}/files", given, HTTP_IDEMPOTENCY_KEY=new_key(), **writer.header)
    assert answer.status_code == 403
    assert held(case) == []


def test_an_act_without_the_file_that_it_asks_for_says_so(clerk: Someone, case: Case) -> None:
    status, page = sent(signed_in(clerk), case, action="answer", reason="Đã xem.")
    assert (status, open_steps(case)) == (422, ["read"])
    assert ">Đã xem.</textarea>" in page
