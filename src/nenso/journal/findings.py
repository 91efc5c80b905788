"""What verifying the journal may find, each in words for people."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

_PLACE = ("luồng {stream}, mục {seq}", "stream {stream}, entry {seq}")

SENTENCES = {
    "altered": ("{place}: nội dung không khớp mã băm", "{place}: what it says does not give its hash"),
    "unchained": ("{place}: không nối với mục trước", "{place}: it does not follow the entry before it"),
    "missing": ("{place}: thiếu đến mục {until}", "{place}: missing, up to entry {until}"),
    "cut": (
        "{place}: phần cuối bị cắt; mốc neo {anchor} có đến mục {until}",
        "{place}: the tail is cut; anchor {anchor} holds it up to entry {until}",
    ),
    "stream_missing": (
        "luồng {stream}: mất toàn bộ; mốc neo {anchor} có đến mục {until}",
        "stream {stream}: gone; anchor {anchor} holds it up to entry {until}",
    ),
    "stream_unknown": ("luồng {stream}: không có mục nào", "stream {stream}: no entry"),
    "rewritten": (
        "{place}: chuỗi đã bị viết lại; mốc neo {anchor} giữ mã băm khác",
        "{place}: the chain was written anew; anchor {anchor} holds another hash",
    ),
    "inserted": (
        "{place}: được chèn vào sau; mốc neo {anchor} không có mục này",
        "{place}: put in afterwards; anchor {anchor} does not hold it",
    ),
    "moved": (
        "{place}: số giao dịch bị đổi; mục này thuộc mốc neo {anchor}",
        "{place}: its transaction number was changed; it belongs to anchor {anchor}",
    ),
    "head_changed": (
        "{place}: dấu cuối luồng tại mốc neo {anchor} đã bị xoá hoặc sửa",
        "{place}: the head of the stream in anchor {anchor} was removed or changed",
    ),
    "anchor_missing": ("mốc neo {anchor}: bị mất, đến mốc {until}", "anchor {anchor}: missing, up to anchor {until}"),
    "anchor_unchained": (
        "mốc neo {anchor}: không nối với mốc trước",
        "anchor {anchor}: it does not follow the one before it",
    ),
    "anchor_altered": (
        "mốc neo {anchor}: nội dung không khớp mã băm",
        "anchor {anchor}: what it says does not give its hash",
    ),
    "anchor_entries": (
        "mốc neo {anchor}: các mục còn lại không cho ra gốc Merkle đã neo",
        "anchor {anchor}: the entries that are there do not give the root that was anchored",
    ),
    "anchor_stamp": (
        "mốc neo {anchor}: dấu thời gian không hợp lệ",
        "anchor {anchor}: its time stamp is not valid for it",
    ),
    "anchor_other": ("mốc neo {anchor}: khác bản sao đã giữ", "anchor {anchor}: not the one of which a copy was kept"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that does not agree: ``what`` (a key of :data:`SENTENCES`) and where."""

    what: str
    stream: UUID | None = None
    seq: int | None = None
    until: int | None = None
    anchor: int | None = None

    def text(self, language: str = "vi") -> str:
        """Return the finding in words."""
        column = 1 if language == "en" else 0
        facts = asdict(self)
        return SENTENCES[self.what][column].format(place=_PLACE[column].format(**facts), **facts)

    def body(self) -> dict[str, Any]:
        """Return the finding as JSON."""
        return {
            name: str(one) if isinstance(one, UUID) else one for name, one in asdict(self).items() if one is not None
        }
