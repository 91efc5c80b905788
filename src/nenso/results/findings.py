"""What can be found about a signed file, each in its own words, gravest first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nenso.runtime.clock import VIETNAM

TEXTS: dict[str, tuple[str, str]] = {
    "not_a_pdf": ("Đây không phải tệp PDF.", "This is not a PDF file."),
    "too_large": (
        "Tệp quá lớn (trên 50 MB) nên không kiểm tra được.",
        "The file is too large (over 50 MB) to be checked.",
    ),
    "encrypted": (
        "Tệp PDF có mật khẩu nên không kiểm tra được.",
        "The PDF is protected by a password and cannot be checked.",
    ),
    "damaged": ("Tệp PDF bị hỏng, không đọc được.", "The PDF is damaged and cannot be read."),
    "too_complex": ("Tệp PDF quá phức tạp nên không kiểm tra được.", "The PDF is too complex to be checked."),
    "not_signed": ("Văn bản không có chữ ký số.", "The document bears no digital signature."),
    "altered": (
        "Văn bản đã bị sửa sau khi {name} ký.",
        "The document was altered after {name} signed it.",
    ),
    "unknown_signer": (
        "Không xác nhận được người ký “{name}”: chứng thư số không do tổ chức được tin cậy cấp.",
        "The signer “{name}” is unknown: the certificate was not issued by a trusted authority.",
    ),
    "not_the_issued_one": (
        "Tệp này không phải bản đã phát hành dưới số {number}.",
        "This file is not the one that was issued under number {number}.",
    ),
    "revoked": (
        "Văn bản đã bị thu hồi{on}. {reason}",
        "The document was revoked{on}. {reason}",
    ),
    "key_revoked": (
        "Chứng thư số của {name} đã bị thu hồi{on}. {reason}",
        "The certificate of {name} was revoked{on}. {reason}",
    ),
    "outside_validity": (
        "Lúc ký, chứng thư số của {name} chưa có hoặc đã hết hiệu lực.",
        "When the document was signed, the certificate of {name} was not valid.",
    ),
    "expired": (
        "Chứng thư số của {name} đã hết hạn{on} và chữ ký không có dấu thời gian.",
        "The certificate of {name} expired{on} and the signature bears no time stamp.",
    ),
    "superseded": (
        "Văn bản đã được thay thế{on} bằng số {successor}.",
        "The document was superseded{on} by number {successor}.",
    ),
    "valid": (
        "Văn bản còn nguyên vẹn, chữ ký số hợp lệ.",
        "The document is intact and its signatures are valid.",
    ),
}
"""Code → Vietnamese and English; the order is the order of gravity."""

SEVERITY = {code: place for place, code in enumerate(TEXTS)}


@dataclass(frozen=True)
class Finding:
    """One thing found: a code for programs, a sentence for people in each language."""

    code: str
    vi: str
    en: str

    def text(self, language: str = "vi") -> str:
        """Return the sentence in ``language``."""
        return self.en if language == "en" else self.vi

    def body(self, language: str = "vi") -> dict[str, str]:
        """Return code and sentence as plain values."""
        return {"code": self.code, "text": self.text(language)}


def finding(code: str, *, on: date | datetime | None = None, **facts: Any) -> Finding:
    """Return the finding ``code`` with its facts filled in; ``on`` is shown as a Vietnamese day."""
    vi, en = TEXTS[code]
    day = on.astimezone(VIETNAM) if isinstance(on, datetime) else on
    shown = {name: str(value) for name, value in facts.items()}
    return Finding(
        code,
        vi.format_map({"on": f" ngày {day:%d/%m/%Y}" if day else "", **shown}).strip(),
        en.format_map({"on": f" on {day:%d/%m/%Y}" if day else "", **shown}).strip(),
    )
