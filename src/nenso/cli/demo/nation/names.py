"""Names that are made up for a generated nation."""

import random

FAMILY = (
    *("Nguyễn",) * 38,
    *("Trần",) * 11,
    *("Lê",) * 9,
    *("Phạm",) * 7,
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Triệu",
    "Nông",
    "Lò",
)
MIDDLE = ("Thị", "Minh", "Ngọc", "Thu", "Hồng", "Bảo", "Gia", "Thanh", "Xuân", "Kim", "Mỹ", "Thùy")
GIVEN = (
    "An",
    "Anh",
    "Bình",
    "Châu",
    "Chi",
    "Giang",
    "Hà",
    "Hạnh",
    "Hiền",
    "Lan",
    "Linh",
    "Nga",
    "Oanh",
    "Trang",
    "Yến",
)
SUBJECTS = (
    "Đèn đường trong ngõ không sáng",
    "Rác thải tồn đọng ở đầu thôn",
    "Mặt đường liên thôn bị sụt lún",
    "Nước sinh hoạt yếu vào buổi chiều",
    "Cống thoát nước bị tắc khi mưa",
    "Tiếng ồn của xưởng mộc ban đêm",
    "Cây xanh đổ chắn lối đi",
    "Biển báo giao thông bị che khuất",
    "Chợ tạm lấn chiếm lòng đường",
    "Xe tải chạy quá tải qua cầu nhỏ",
)


def name_of(draw: random.Random) -> str:
    """Return the name of a woman."""
    return f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}"
