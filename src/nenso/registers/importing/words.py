"""What people call the states of an import."""

from collections.abc import Mapping
from typing import Final

STATES: Final[Mapping[str, tuple[str, str]]] = {
    "mapping": ("chờ xem cột", "columns to be looked at"),
    "checking": ("đang kiểm tra", "being checked"),
    "checked": ("đã kiểm tra, chưa ghi", "checked, nothing written yet"),
    "running": ("đang ghi vào sổ", "being written"),
    "done": ("đã xong", "done"),
    "failed": ("dừng vì lỗi", "stopped by a mistake"),
    "cancelled": ("đã dừng theo yêu cầu", "stopped on request"),
}
MARKS: Final[Mapping[str, str]] = {"done": "done", "failed": "late", "cancelled": "late"}
"""The colour of a state's mark; calm otherwise."""
