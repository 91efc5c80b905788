"""Papers for tests: a small template, the people and the agency that sign it, and what is read back from a PDF."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pypdf import PdfReader

from factories.agencies import agency
from nenso.results.issuing import Draft
from nenso.results.keys.authority import Authority, Directory
from nenso.results.keys.base import Holder
from nenso.results.keys.pkcs12 import Pkcs12Keys
from nenso.results.signing import sign
from nenso.results.typesetting import Identity, render
from nenso.runtime.ids import uuid7

MOMENT = datetime(2026, 11, 20, 2, 10, tzinfo=UTC)
TERM = {"valid_from": MOMENT - timedelta(days=30), "valid_until": MOMENT + timedelta(days=365)}
CHAIRMAN = Holder(id=uuid7(), kind="person", name="Hoàng Văn Nam", organisation="Ủy ban nhân dân xã Phủ Thông")
COMMITTEE = Holder(id=uuid7(), kind="agency", name="Ủy ban nhân dân xã Phủ Thông")
IDENTITY = Identity(case="H55.242-261120-0007", number="12/2026", agency=str(COMMITTEE.id), result=str(uuid7()))

TEMPLATE = """#import "/nenso.typ": *
#show: official.with(title: "Giấy khai sinh")
#state-header(agency: ("Ủy ban nhân dân tỉnh Thái Nguyên", "Ủy ban nhân dân xã Phủ Thông"), number: data.number)
#heading-of("GIẤY KHAI SINH")
#line-of("Họ, chữ đệm, tên", data.name)
#signatures(
  verify-mark(),
  signature(post: "CHỦ TỊCH", name: "Hoàng Văn Nam", field: "sign", seal: "stamp"),
)
"""


def paper(name: str = "Nông Thị Ngọc Ánh") -> bytes:
    """Return a birth certificate that nobody signed yet."""
    data = {"number": IDENTITY.number, "name": name, "verify_url": "http://localhost:8000/v/2345abcd"}
    return render(TEMPLATE, data, identity=IDENTITY, author=COMMITTEE.name, moment=MOMENT)


class Signers:
    """A certification authority of its own, and keys of the chairman and of the committee."""

    def __init__(self, directory: Directory, **term: datetime) -> None:
        self.authority = Authority(directory)
        self.keys = Pkcs12Keys(directory, authority=self.authority)
        self.chairman = self.keys.issue(CHAIRMAN, **{**TERM, **term})
        self.committee = self.keys.issue(COMMITTEE, **{**TERM, **term})

    def by_chairman(self, pdf: bytes, **options: Any) -> bytes:
        """Return ``pdf`` with the chairman's signature."""
        return sign(pdf, self.keys.signer(self.chairman.reference), CHAIRMAN, **{"moment": MOMENT, **options})

    def by_committee(self, pdf: bytes, **options: Any) -> bytes:
        """Return ``pdf`` with the committee's seal."""
        given = {"moment": MOMENT, "field": "stamp", **options}
        return sign(pdf, self.keys.signer(self.committee.reference), COMMITTEE, **given)

    @property
    def roots(self) -> list[Any]:
        """Return what a verifier trusts."""
        return [self.authority.certificate]


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, single-spaced."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def squeezed(text: str) -> str:
    """Return text for comparing lines of forms: no white space, no rows of dots, no case."""
    return re.sub(r"[\s…]|\.{2,}", "", text).casefold()


def draft(**changes: object) -> Draft:
    """Return what a birth certificate of xã Phủ Thông is made of."""
    made = Draft(
        case_id=uuid7(),
        case_code="H55.242-261120-0007",
        agency=agency(),
        declared="certificate",
        name="Giấy khai sinh",
        template="birth.typ",
        source=TEMPLATE.encode(),
        data={"name": "Nông Thị Ngọc Ánh"},
        number="12/2026",
    )
    return replace(made, **changes)  # type: ignore[arg-type]
