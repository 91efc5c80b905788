"""A name reads like one, or does not."""

from collections import Counter

import polars as pl
import pytest

from nenso.registers.measuring.names import marked_words, unlike_a_name


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("Vàng A Páo", True),
        ("Y Bhuăt Êban", True),
        ("H'Hen Niê", True),
        ("Nguyễn Thị Ý", True),
        ("Khổng Có", True),
        ("Đỗ Test", False),
        ("N0ng Van G", False),
        ("Nông Văn G", False),
        ("NGUYỄN VĂN AN", False),
        ("không có", False),
        ("khong co", False),
        ("abc", False),
        ("xxx", False),
        ("Nguyen Van An", False),
        ("Cao Minh Anh", True),
        ("John Smith", True),
    ],
)
def test_a_name_reads_like_one_or_not(name: str, reads: bool) -> None:
    written = ["Nguyễn Văn An", "Nông Thị Minh", "Lý Văn Anh"] * 20
    marked = marked_words(Counter(word for one in written for word in one.lower().split()).items())
    assert marked == ["ly", "nguyen", "nong", "thi", "van"]
    frame = pl.DataFrame({"name": [name]}).select(unlike_a_name(pl.col("name"), marked))
    assert frame.item() is not reads


def test_where_nobody_writes_marks_none_are_lost() -> None:
    marked = marked_words([("nguyen", 1_000), ("nguyễn", 10), ("van", 19)])
    assert marked == []
    assert not pl.DataFrame({"name": ["Nguyen Van An"]}).select(unlike_a_name(pl.col("name"), marked)).item()
