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
MEN = ("Anh Tuấn", "Văn Hùng", "Đức Minh", "Quốc Bảo", "Minh Khôi", "Gia Huy", "Văn Nam", "Hữu Phước", "Thanh Sơn")
SHOPS = ("Tạp hóa", "Cơ khí", "May mặc", "Quán phở", "Bánh", "Sửa xe", "Vật liệu xây dựng", "Nông sản")
HAMLETS = ("Thôn Đông", "Thôn Đoài", "Xóm Mới", "Thôn Trung", "Ấp Chợ", "Thôn Thượng", "Xóm Cầu", "Thôn Bến")
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


def man_of(draw: random.Random) -> str:
    """Return the name of a man."""
    return f"{draw.choice(FAMILY)} {draw.choice(MEN)}"


def name_of(draw: random.Random) -> str:
    """Return the name of a woman."""
    return f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}"
