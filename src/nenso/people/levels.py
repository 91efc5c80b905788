"""How well it is known whose an account is (mức độ định danh, Decree 69/2024/NĐ-CP), in the words of people."""

from collections.abc import Mapping
from typing import Final

LEVELS: Final[Mapping[int, dict[str, str]]] = {
    0: {"vi": "chưa xác nhận thư hay số điện thoại", "en": "without a confirmed address or telephone"},
    1: {"vi": "đã xác nhận thư hoặc số điện thoại", "en": "with a confirmed address or telephone"},
    2: {"vi": "định danh mức độ 1", "en": "identified at level 1"},
    3: {"vi": "định danh mức độ 2", "en": "identified at level 2"},
}
"""What to call an account of each level: “cần tài khoản …”, “an account …”."""

HIGHEST: Final = max(LEVELS)
