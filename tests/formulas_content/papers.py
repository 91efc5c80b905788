"""Data with which the papers of civil registration are printed in tests: the mother of Vi Hương and her neighbours."""

from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "formulas" / "civil_registration"

ADDRESS = {"line": "Thôn Nà Ít", "place": {"code": "01969", "full_name": "Xã Phủ Thông, tỉnh Thái Nguyên"}}
_FRAME: dict[str, Any] = {
    "agency": {"name": "Ủy ban nhân dân xã Phủ Thông", "parent": {"name": "Ủy ban nhân dân tỉnh Thái Nguyên"}},
    "verify_url": "http://localhost:8000/verify/1",
    "date": "2026-11-23",
    "signer": "Nông Văn Thắng",
}
_MOTHER = {
    "id": "006195000123",
    "full_name": "Triệu Thị Mai",
    "born_on": "1995-03-08",
    "sex": "female",
    "ethnicity": "dao",
    "nationality": "vn",
}
_FATHER = {
    "full_name": "Lý Văn Páo",
    "birth_year": 1993,
    "ethnicity": "other",
    "ethnicity_other": "Pa Dí",
    "nationality": "vn",
    "residence": ADDRESS,
}
_CHILD = {
    "full_name": "Lý Triệu Bảo An",
    "born_on": "2026-10-20",
    "sex": "female",
    "ethnicity": "dao",
    "nationality": "vn",
    "facility": "Trung tâm Y tế Bạch Thông",
    "birth_place": ADDRESS,
    "hometown": "xã Phủ Thông, tỉnh Thái Nguyên",
}
_REQUESTER = {"full_name": "Triệu Thị Mai", "id": "006195000123", "born_on": "1995-03-08"}
_GROOM = {
    **{key: value for key, value in _FATHER.items() if key != "birth_year"},
    "born_on": "1993-01-12",
    "paper_kind": "old_card",
    "paper_number": "095123456",
    "paper_issued_on": "2012-04-01",
    "paper_issued_by": "Công an tỉnh Bắc Kạn",
}

_BIRTH = {
    **_FRAME,
    "number": "15/2026",
    "form": {"child": _CHILD, "mother": _MOTHER, "father": _FATHER, "requester": _REQUESTER},
    "step": {"examine": {"child_id": "019326000451", "mother_residence": ADDRESS}},
}
_MARRIAGE = {
    **_FRAME,
    "number": "7/2026",
    "form": {"bride": _MOTHER, "groom": _GROOM, "married_since": "2015-06-01"},
    "step": {"examine": {"bride_residence": ADDRESS}},
}
_DEATH = {
    **_FRAME,
    "number": "3/TLKT",
    "form": {
        "deceased": {
            "full_name": "Nông Thị Hiền",
            "id": "006148000077",
            "born_on": "1948-02-14",
            "sex": "female",
            "ethnicity": "tay",
            "nationality": "vn",
        },
        "died_on": "2026-11-18",
        "died_at": "21:05",
        "died_place": ADDRESS,
        "cause": "Tuổi già",
        "notice_number": "12/GBT",
        "notice_issued_by": "Trạm Y tế xã Phủ Thông",
        "notice_issued_on": "2026-11-19",
        "requester": {
            "full_name": "Hoàng Văn Nam",
            "paper_kind": "passport",
            "paper_number": "C1234567",
            "paper_issued_on": "2020-05-02",
            "paper_issued_by": "Cục Quản lý xuất nhập cảnh",
        },
    },
}
_MARITAL_STATUS = {
    **_FRAME,
    "number": "21/UBND-XNTTHN",
    "form": {
        "subject": _MOTHER,
        "requester": _REQUESTER,
        "status": "divorced",
        "divorce": {
            "number": "12/2024/QĐST-HNGĐ",
            "issued_on": "2024-06-03",
            "issued_by": "Tòa án nhân dân huyện Bạch Thông",
        },
        "purpose": "kết hôn tại xã Phủ Thông, tỉnh Thái Nguyên",
        "lived_at": "xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn",
        "lived_from": "2013-03-08",
        "lived_until": "2025-06-30",
    },
    "step": {"examine": {"residence": ADDRESS}},
}

FILLED: dict[str, dict[str, Any]] = {
    "birth": _BIRTH,
    "birth_copy": {**_BIRTH, "number": "40/TLKS-BS"},
    "marriage": _MARRIAGE,
    "marriage_copy": {**_MARRIAGE, "number": "9/TLKH-BS"},
    "death": _DEATH,
    "death_copy": {**_DEATH, "number": "5/TLKT-BS"},
    "marital_status": _MARITAL_STATUS,
}
"""What each template is given when everything is known."""

BIRTH_RECORD: dict[str, Any] = {
    "number": "15/2026",
    "registered_on": "2026-11-02",
    "registered_at": {"full_name": "Xã Phủ Thông, tỉnh Thái Nguyên"},
    "child_name": "Lý Triệu Bảo An",
    "child_id": "019326000451",
    **{key: value for key, value in _CHILD.items() if key != "full_name"},
    "mother_name": "Triệu Thị Mai",
    "mother_born_on": "1995-03-08",
    "mother_ethnicity": "dao",
    "mother_nationality": "vn",
    "mother_residence": ADDRESS,
}
"""A record of the register of births, as an extract is made from it later."""


def from_register() -> dict[str, Any]:
    """Return what the copy of a birth's extract is given when it is asked for on its own."""
    return {**_FRAME, "number": "41/TLKS-BS", "form": {}, "step": {"examine": {"birth": BIRTH_RECORD}}}
