"""What people call the states of an import."""

from collections.abc import Mapping
from typing import Final

STATES: Final[Mapping[str, Mapping[str, str]]] = {
    "mapping": {"vi": "chờ xem cột", "en": "columns to be looked at"},
    "checking": {"vi": "đang kiểm tra", "en": "being checked"},
    "checked": {"vi": "đã kiểm tra, chưa ghi", "en": "checked, nothing written yet"},
    "running": {"vi": "đang ghi vào sổ", "en": "being written"},
    "done": {"vi": "đã xong", "en": "done"},
    "failed": {"vi": "dừng vì lỗi", "en": "stopped by a mistake"},
    "cancelled": {"vi": "đã dừng theo yêu cầu", "en": "stopped on request"},
}
MARKS: Final[Mapping[str, str]] = {"done": "done", "failed": "late", "cancelled": "late"}
"""The colour of a state's mark; calm otherwise."""
