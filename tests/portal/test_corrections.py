"""What an officer puts right in what was filed: whom the case is of reads what, who, and what stood there before."""

import re

import pytest
from django.test import Client

from nenso.cases.acts.acting import Act, act
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from support.births import OFFICIALS, Someone, birth_form, in_force, mother, someone
from support.callers import PHU_THONG
from support.stories import did, new_key
from support.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def corrected() -> tuple[Someone, Case, str]:
    """A mother, her case in which an officer put a name, a day and a choice right, and its secret."""
    in_force()
    her = mother()
    filed = file_case(her.actor, Filing("1.001193", birth_form()), key=new_key())
    case = filed.case
    did(someone(OFFICIALS["clerk"], ("clerk", PHU_THONG)).actor, case, "accept")
    wanted = {"child.full_name": "Lý Triệu Bảo Ân", "child.born_on": "2026-10-19", "child.ethnicity": "tay"}
    put = Act("propose", form={"child_id": "019326000451"}, corrections=wanted)
    case = act(someone(OFFICIALS["officer"], ("officer", PHU_THONG)).actor, case.id, put, key=new_key())
    return her, case, filed.secret


def lines(page: str) -> list[str]:
    """Return what the history says was put right, as text."""
    found = re.findall(r"<p class=\"govuk-body\">((?:Cơ quan đã đính chính|The office put right).*?)</p>", page)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", one)) for one in found]


def test_she_reads_what_was_put_right_and_what_stood_there_in_words_of_her_language(
    corrected: tuple[Someone, Case, str],
) -> None:
    her, case, _ = corrected
    client = signed_in(her)
    page = client.get(f"/ho-so/{case.code}").text
    assert sorted(lines(page)) == [
        "Cơ quan đã đính chính: Người được khai sinh – Dân tộc — trước đó: Dao",
        "Cơ quan đã đính chính: Người được khai sinh – Họ, chữ đệm, tên — trước đó: Lý Triệu Bảo An",
        "Cơ quan đã đính chính: Người được khai sinh – Ngày, tháng, năm sinh — trước đó: 20/10/2026",
    ]
    assert OFFICIALS["officer"] in page
    answered = page[page.index("Những gì đã khai") :]
    assert all(now in answered for now in ("Lý Triệu Bảo Ân", "19/10/2026", "Tày"))
    client.post("/ngon-ngu", {"language": "en", "next": "/"})
    assert "The office put right: The child – Date of birth — before: 20/10/2026" in lines(
        client.get(f"/ho-so/{case.code}").text
    )


def test_who_follows_by_the_code_alone_reads_no_old_answer(corrected: tuple[Someone, Case, str]) -> None:
    _, case, secret = corrected
    page = Client().post("/tra-cuu", {"code": case.code, "secret": secret})
    assert page.status_code == 200
    assert "Lý Triệu Bảo An" not in page.text
