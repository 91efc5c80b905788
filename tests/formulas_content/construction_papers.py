"""Data with which the construction permit is printed in tests."""

from typing import Any

_FRAME: dict[str, Any] = {
    "agency": {"name": "Ủy ban nhân dân xã Phủ Thông", "parent": {"name": "Ủy ban nhân dân tỉnh Thái Nguyên"}},
    "place": {"name": "Phủ Thông", "full_name": "Xã Phủ Thông, tỉnh Thái Nguyên"},
    "verify_url": "http://localhost:8000/verify/1",
    "date": "2026-11-10",
    "number": "12/GPXD",
    "signer": "Nông Văn Thắng",
}

FILLED: dict[str, dict[str, Any]] = {
    "permit": {
        **_FRAME,
        "form": {
            "case_kind": "house",
            "register_at": "01969",
            "owner": {"kind": "person", "name": "Triệu Thị Mai", "id": "006195000123", "phone": "0912345678"},
            "plot": "125, tờ bản đồ số 14",
            "plot_area": 210.5,
            "street": "Thôn Nà Ít",
            "designer": "Công ty Tư vấn xây dựng Bắc Sơn",
            "grade": "iv",
            "ground_level": 0.45,
            "setback": 3.0,
            "ground_area": 95.0,
            "floor_area": 180.0,
            "floor_area_note": "tầng 1: 95 m²; tầng 2: 85 m²",
            "height": 8.2,
            "height_note": "so với cốt xây dựng",
            "storeys": 2,
        },
        "step": {
            "examine": {
                "works": "Nhà ở riêng lẻ",
                "density": 45.1,
                "ratio": 0.86,
                "boundary": "theo hồ sơ thiết kế",
                "land_paper": "Giấy chứng nhận quyền sử dụng đất số CS 01234",
            }
        },
    }
}
"""What the template is given when everything is known."""
