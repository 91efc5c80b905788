"""Vietnamese names with about the shares that they have: surnames by region, middle and given names by sex."""

from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Final

SURNAMES: Final[Mapping[str, float]] = {
    "Nguyễn": 33.0,
    "Trần": 11.0,
    "Lê": 9.5,
    "Phạm": 7.0,
    "Hoàng": 3.6,
    "Huỳnh": 1.6,
    "Phan": 4.5,
    "Vũ": 2.4,
    "Võ": 1.8,
    "Đặng": 2.1,
    "Bùi": 2.0,
    "Đỗ": 1.5,
    "Hồ": 1.4,
    "Ngô": 1.3,
    "Dương": 1.1,
    "Lý": 0.7,
    "Đinh": 0.9,
    "Trịnh": 0.8,
    "Mai": 0.7,
    "Đoàn": 0.8,
    "Trương": 1.0,
    "Lâm": 0.6,
    "Cao": 0.6,
    "Đào": 0.7,
    "Lương": 0.7,
    "Hà": 0.6,
    "Tạ": 0.4,
    "Chu": 0.4,
    "Nông": 0.5,
    "Hứa": 0.2,
    "Lò": 0.5,
    "Vàng": 0.3,
    "Giàng": 0.3,
    "Thạch": 0.3,
    "Tô": 0.3,
    "Quách": 0.3,
    "Lưu": 0.4,
    "Kiều": 0.2,
    "Phùng": 0.4,
    "Tống": 0.3,
    "La": 0.2,
    "Triệu": 0.3,
    "Thái": 0.3,
    "Châu": 0.2,
    "Văn": 0.2,
    "Tôn": 0.1,
    "Vi": 0.2,
    "Ma": 0.2,
}

_MIDDLE_MALE: Final = """
Hữu Đức Minh Quang Công Xuân Ngọc Đình Thanh Quốc Anh Hoàng Tuấn Trọng Duy Bá Gia Thành Nhật
"""
_MIDDLE_FEMALE: Final = """
Ngọc Thanh Thu Minh Hồng Kim Phương Bích Thùy Mỹ Diệu Khánh Bảo Tường Quỳnh
"""
_GIVEN_MALE: Final = """
Anh An Bách Bảo Bình Chiến Chung Cường Cảnh Danh Dũng Duy Dương Đại Đạt Đăng Định Đông Đức Giang Hà Hải Hào Hậu
Hiến Hiệp Hiếu Hòa Hoàn Hoàng Hùng Huy Hưng Hữu Khải Khang Khánh Khoa Khôi Kiên Kiệt Lâm Lân Linh Lộc Long Lực
Mạnh Minh Nam Nghĩa Nguyên Nhân Nhật Phát Phong Phú Phúc Phương Quân Quang Quốc Quyết Quý Sang Sáng Sơn Tài Tâm
Tân Thái Thanh Thành Thạch Thắng Thiện Thịnh Thọ Thông Thuận Tiến Tín Toàn Trí Trọng Trung Trường Tú Tuấn Tùng
Tường Tuyên Uy Văn Việt Vinh Vũ Vương Xuân Ý
"""
_GIVEN_FEMALE: Final = """
Anh Ánh An Bích Châu Chi Cúc Diễm Diệp Diệu Dung Duyên Dương Đào Giang Hà Hạ Hạnh Hằng Hân Hiền Hiếu Hoa Hoài
Hồng Huệ Huyền Hương Hường Khanh Khuê Kiều Lam Lan Lê Lệ Liên Liễu Linh Loan Lụa Ly Lý Mai Mận Miên Minh Mơ My
Mỹ Na Nga Ngà Ngân Ngọc Nguyệt Nhàn Nhi Nhung Như Nữ Oanh Phúc Phương Phượng Quế Quyên Quỳnh Sen Sinh Sương Tâm
Thảo Thắm Thanh Thoa Thơ Thơm Thu Thúy Thùy Thủy Thư Thương Tình Trà Trang Trâm Trinh Trúc Tuyết Uyên Vân Vi Vy
Xuân Xuyến Yến Ý
"""

MIDDLE: Final[Mapping[str, tuple[str, ...]]] = {
    "male": (*("Văn",) * 14, *_MIDDLE_MALE.split(), ""),
    "female": (*("Thị",) * 18, *_MIDDLE_FEMALE.split(), ""),
}
GIVEN: Final[Mapping[str, tuple[str, ...]]] = {
    "male": tuple(_GIVEN_MALE.split()),
    "female": tuple(_GIVEN_FEMALE.split()),
}

ETHNIC: Final[Mapping[str, float]] = {
    "kinh": 85.3,
    "tay": 1.9,
    "thai": 1.9,
    "muong": 1.5,
    "hmong": 1.45,
    "khmer": 1.37,
    "nung": 1.13,
    "dao": 0.93,
    "hoa": 0.78,
    "gia_rai": 0.53,
    "e_de": 0.41,
    "ba_na": 0.3,
}


class Weighted:
    """Draws one of several with their shares."""

    def __init__(self, shares: Mapping[str, float]) -> None:
        self.values = tuple(shares)
        self.limits = tuple(accumulate(shares.values()))

    def __call__(self, random: Random) -> str:
        """Return one of them."""
        return self.values[bisect(self.limits, random.random() * self.limits[-1])]


surname = Weighted(SURNAMES)
ethnicity = Weighted(ETHNIC)


def given_name(random: Random, sex: str) -> str:
    """Return what follows the surname: middle names, then the name one is called by."""
    middles, names = MIDDLE[sex], GIVEN[sex]
    middle = middles[int(random.random() * len(middles))]
    name = names[int(random.random() ** 1.4 * len(names))]
    if random.random() < 0.35:
        name = f"{names[int(random.random() * len(names))]} {name}"
    return f"{middle} {name}" if middle else name
