"""Data with which the papers of residence are printed in tests: the mother of Vi Hương moves with her son."""

from typing import Any

from formulas_content.papers import ADDRESS

_FRAME: dict[str, Any] = {
    "agency": {"name": "Công an xã Phủ Thông", "parent": {"name": "Công an tỉnh Thái Nguyên"}},
    "place": {"name": "Phủ Thông"},
    "case": {"code": "CAX01969-261102-00012"},
    "verify_url": "http://localhost:8000/verify/1",
    "date": "2026-11-04",
    "number": "31/TB",
    "signer": "Bế Văn Thắng",
}
_MOTHER = {"full_name": "Triệu Thị Mai", "born_on": "1995-03-08", "sex": "female", "id": "006195000123"}
_SON = {
    "full_name": "Lý Triệu Bảo Nam",
    "born_on": "2020-05-14",
    "sex": "male",
    "id": "006220000781",
    "relation": "child",
}
_WITH_FAMILY = {"relation": "spouse", "head_name": "Lý Văn Páo", "head_id": "006093004567"}
_FORM: dict[str, Any] = {
    "declarant": _MOTHER,
    "household": _WITH_FAMILY,
    "members": [_SON],
    "address": ADDRESS,
    "from": "2026-11-04",
    "until": "2028-11-03",
    "registered_until": "2026-11-12",
}

FILLED: dict[str, dict[str, Any]] = {
    "permanent": {**_FRAME, "form": _FORM, "step": {"examine": {"former": {**ADDRESS, "line": "Số 5 phố Chính"}}}},
    "temporary": {**_FRAME, "form": {**_FORM, "household": {"relation": "head"}}, "step": {}},
    "extension": {**_FRAME, "form": _FORM, "step": {}},
    "correction": {
        **_FRAME,
        "form": {
            **_FORM,
            "household": {"relation": "head"},
            "change": "head",
            "new_head_name": "Lý Văn Páo",
            "new_head_id": "006093004567",
            "new_relation": "spouse",
        },
        "step": {},
    },
    "confirmation": {
        **_FRAME,
        "number": "8/XN",
        "form": _FORM,
        "step": {
            "examine": {
                "permanent": ADDRESS,
                "permanent_since": "2024-06-01",
                "temporary": {**ADDRESS, "line": "Số 5 phố Chính"},
                "temporary_from": "2025-01-10",
                "temporary_until": "2027-01-09",
                "current": ADDRESS,
                "other": "Thường trú liên tục tại thôn Nà Ít từ ngày 01/6/2024 đến nay",
            }
        },
    },
}
"""What each template is given when everything is known."""
