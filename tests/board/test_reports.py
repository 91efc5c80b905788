"""The report of a publication: signed once by the agency's seal, for whoever may see what it is of."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from factories.agencies import official
from nenso.index.errors import MayNotPublishScores, ReportSigned
from nenso.index.reporting import sign_report
from nenso.results.verifying import verify
from support import boards
from support.births import someone
from support.boards import PROVINCE
from support.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_a_report_is_signed_once_by_the_seal_and_says_what_is_published() -> None:
    boards.in_force()
    who = boards.publisher()
    shown = boards.published(who)
    address = f"/xep-hang/{shown.id}/tai-ve.pdf"
    assert Client().get(address).status_code == 404
    with pytest.raises(MayNotPublishScores):
        sign_report(official("officer", PROVINCE), shown.id)
    made = sign_report(who, shown.id)
    with pytest.raises(ReportSigned):
        sign_report(who, shown.id)
    pdf = Client().get(address).content
    verdict = verify(pdf)
    assert [(one.name, one.kind) for one in verdict.signatures] == [("Ủy ban nhân dân tỉnh Thái Nguyên", "agency")]
    assert verdict.sha256 == made.sha256
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert shown.digest in text.replace("\n", "")
    assert "Xã Phủ Thông" in text
    assert not re.search(r"\d,\d–|–\d+,\d", text), "ranks are whole"
    assert len(set(re.findall(r"(?:Xã|Phường) \w+ \w+", text))) > 80, "every commune of the province"
    sign_report(who, shown.id, language="en")
    english = PdfReader(BytesIO(Client().get(f"{address}?ngon-ngu=en").content))
    assert "92 units, 91 of them ranked." in english.pages[0].extract_text()
    assert "Báo cáo có chữ ký số" in Client().get(f"/xep-hang/{shown.id}").content.decode()


def test_a_report_of_what_is_under_embargo_is_seen_by_its_makers_alone() -> None:
    boards.in_force()
    who = boards.publisher()
    hidden = boards.published(who, embargo=timedelta(days=365))
    sign_report(who, hidden.id)
    address = f"/xep-hang/{hidden.id}/tai-ve.pdf"
    assert Client().get(address).status_code == 404
    assert signed_in(someone("Phan Thị Lập", ("publisher", PROVINCE))).get(address).status_code == 200
