"""Data with which the certificate of a household business is printed in tests."""

from typing import Any

from formulas_content.papers import ADDRESS

FILLED: dict[str, dict[str, Any]] = {
    "certificate": {
        "agency": {"name": "Ủy ban nhân dân xã Phủ Thông", "parent": {"name": "Ủy ban nhân dân tỉnh Thái Nguyên"}},
        "place": {"name": "Phủ Thông"},
        "verify_url": "http://localhost:8000/verify/1",
        "date": "2026-11-04",
        "number": "00012",
        "signer": "Nông Văn Thắng",
        "form": {
            "owner": {
                "full_name": "Triệu Thị Mai",
                "born_on": "1995-03-08",
                "sex": "female",
                "id": "006195000123",
                "residence": ADDRESS,
                "phone": "0912345678",
                "email": "mai@vidu.vn",
            },
            "name": "Hộ kinh doanh Bánh Mai Vi Hương",
            "seat": {**ADDRESS, "line": "Số 12 phố Chính"},
            "trades": [
                {"trade": "Sản xuất các loại bánh từ bột", "trade_code": "1071", "main": True},
                {"trade": "Bán lẻ thực phẩm trong các cửa hàng chuyên doanh", "trade_code": "4722", "main": False},
            ],
            "capital": 80_000_000,
            "founder": "household",
            "members": [{"full_name": "Lý Văn Páo", "born_on": "1993-01-12", "sex": "male", "id": "006093004567"}],
        },
        "step": {"examine": {"business_code": "006195000123", "office": "Phòng Kinh tế"}},
    }
}
"""What the template is given when everything is known."""
