"""Deadlines of the national database as declarations (thời hạn giải quyết).

A channel says ``7 WORKING_DAY``, or ``OTHER`` with a sentence. In this order: what the channel says with a unit; a
sentence with *không quá … ngày (làm việc)* or *trong ngày làm việc*; what the procedure's cases say; else **no deadline
is set**, and the row is listed. Where one channel states several, the longest is taken, and the row is listed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from nenso.formulas.catalogue.rows import Remark, Row

CHANNELS: Final[Mapping[str, tuple[str, ...]]] = {
    "DIRECT": ("counter",),
    "ONLINE": ("online", "national"),
    "POSTAL": ("post",),
}
"""Ways in of the national database, and ours; what is filed online may come through the national portal."""

_UNITS: Final = {"WORKING_DAY": "working_days", "DAY": "days", "HOUR": "hours", "MONTH": "months"}
_WORDS: Final = {
    "ngày làm việc": "working_days",
    "ngày": "days",
    "giờ làm việc": "working_hours",
    "giờ": "hours",
    "tháng": "months",
}
_HOURS: Final = {
    "working_days": Fraction(24 * 7, 5),
    "working_hours": Fraction(24 * 7, 5 * 8),
    "days": Fraction(24),
    "hours": Fraction(1),
    "months": Fraction(24 * 30),
    "same_day": Fraction(0),
}
"""Hours that pass, to tell which of two is the longer."""

_STATED = re.compile(r"(DIRECT|ONLINE|POSTAL)\s*:\s*(.*?)\s*\b([A-Z]+(?:_[A-Z]+)*)", re.DOTALL)
_OF_CASE = re.compile(r"[^=]*=\s*(\S+)\s+([A-Z_]+)")
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?")
_LONGER = re.compile(r"tăng thêm không quá \d+ ngày(?: làm việc)?")
_AT_MOST = re.compile(
    r"(?:^|không quá )(?P<number>\d{1,4}(?:[.,]\d{1,3})?) ?(?P<unit>ngày làm việc|ngày|giờ làm việc|giờ|tháng)"
)
_AND_MORE = re.compile(r"\+\s*thời gian")
_SAME_DAY = re.compile(r"trong ngày làm việc")
_AFTER = re.compile(r"sau (\d{1,2}) ?(?:giờ|h)")


@dataclass(frozen=True)
class Span:
    """A length of time; ``cutoff`` goes with ``same_day``."""

    amount: Fraction
    unit: str
    cutoff: str = ""

    @property
    def hours(self) -> Fraction:
        """How long it lasts at least, to compare."""
        return self.amount * _HOURS[self.unit]

    @property
    def written(self) -> str:
        """As a declaration says it: parts of a working day as hours of eight a day."""
        if self.unit == "same_day":
            return "same day"
        amount, unit = self.amount, self.unit
        if amount.denominator != 1 and unit in {"working_days", "days"}:
            amount, unit = (amount * 8, "working_hours") if unit == "working_days" else (amount * 24, "hours")
        whole = -(-amount.numerator // amount.denominator)
        words = unit.replace("_", " ")
        return f"{whole} {words[:-1] if whole == 1 else words}"

    @property
    def vi(self) -> str:
        """As people say it."""
        if self.unit == "same_day":
            return "trong ngày làm việc"
        words = {unit: word for word, unit in _WORDS.items()}
        return f"{float(self.amount):g} {words[self.unit]}".replace(".", ",")


@dataclass(frozen=True)
class Deadlines:
    """Ways in, the ``deadline`` of the declaration (None: none is set), what to tell people, and the remarks."""

    channels: tuple[str, ...]
    declared: Any
    sentences: tuple[str, ...]
    remarks: tuple[Remark, ...]


def deadlines_of(row: Row) -> Deadlines:
    """Return what ``row`` says about ways in and times."""
    stated, unknown = _by_way(row.channel_times)
    remarks = [_not_understood("channel_times", text, "bỏ qua phần này", "this part is left out") for text in unknown]
    ways = [way for way in CHANNELS if way in stated]
    if not ways:
        ways = ["DIRECT"]
        stated = {"DIRECT": []}
        remarks.append(_not_understood("channel_times", row.channel_times, "chỉ nhận trực tiếp", "counter only"))
    cases = _of_cases(row.case_times)
    found: dict[str, Span | None] = {}
    for way in ways:
        span, said = _one(stated[way], cases)
        found[way] = span
        remarks += said
    sentences = dict.fromkeys(
        text for way in ways for text, unit in stated[way] if unit == "OTHER" and not _plain(text)
    )
    channels = tuple(channel for way in ways for channel in CHANNELS[way])
    return Deadlines(channels, _declared(found), tuple(sentences), tuple(dict.fromkeys(remarks)))


def span_of_text(text: str) -> tuple[Span, ...]:
    """Return the times that a sentence states as limits; none when it says something else, or more than a number."""
    words = " ".join(text.lower().split())
    if _AND_MORE.search(words):
        return ()
    plain = _LONGER.sub("", words)
    found = [Span(_fraction(match["number"]), _WORDS[match["unit"]]) for match in _AT_MOST.finditer(plain)]
    if found:
        return tuple(found)
    if _SAME_DAY.search(words):
        after = _AFTER.search(words)
        return (Span(Fraction(0), "same_day", f"{int(after[1]):02}:00" if after else ""),)
    return ()


def _by_way(text: str) -> tuple[dict[str, list[tuple[str, str]]], list[str]]:
    """Return the number or sentence and the unit that each way in states, and the parts that say neither."""
    stated: dict[str, list[tuple[str, str]]] = {}
    unknown = []
    for part in filter(None, (part.strip() for part in text.split("||"))):
        match = _STATED.fullmatch(part)
        if match is None:
            unknown.append(part)
        else:
            stated.setdefault(match[1], []).append((match[2].strip(), match[3]))
    return stated, unknown


def _plain(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None or text.casefold() == "theo mô tả"


def _of_cases(text: str) -> tuple[Span, ...]:
    found = []
    for part in re.split(r";|\|\|", text):
        match = _OF_CASE.fullmatch(part.strip())
        if match and match[2] in _UNITS and _NUMBER.fullmatch(match[1]):
            found.append(Span(_fraction(match[1]), _UNITS[match[2]]))
    return tuple(found)


def _one(stated: Iterable[tuple[str, str]], cases: tuple[Span, ...]) -> tuple[Span | None, list[Remark]]:
    """Return the time of one way in: what it says, else what the cases say, else none."""
    spans: list[Span] = []
    left: list[str] = []
    for text, unit in stated:
        if unit in _UNITS and _NUMBER.fullmatch(text) and _fraction(text) > 0:
            spans.append(Span(_fraction(text), _UNITS[unit]))
        elif unit == "OTHER" and (said := span_of_text(text)):
            spans += said
        else:
            left.append(f"{text} {unit}".strip())
    words = "; ".join(left)
    if spans:
        remarks = [_not_understood("channel_times", words, "bỏ qua phần này", "this part is left out")] if left else []
        return _longest(spans, remarks, "channel_times")
    if cases:
        remark = Remark(
            "assumed",
            "channel_times",
            words,
            "Không có đơn vị thời gian; lấy thời hạn của trường hợp giải quyết.",
            "There is no unit of time; the time of the procedure's cases is taken.",
        )
        return _longest(list(cases), [remark], "case_times")
    return None, [_not_understood("channel_times", words, "chưa đặt thời hạn", "no deadline is set")]


def _longest(spans: list[Span], remarks: list[Remark], column: str) -> tuple[Span, list[Remark]]:
    longest = max(spans, key=lambda span: span.hours)
    different = sorted(set(spans), key=lambda span: span.hours)
    if len(different) > 1:
        listed = "; ".join(span.vi for span in different)
        remarks.append(
            Remark(
                "assumed",
                column,
                listed,
                f"Có nhiều thời hạn; lấy thời hạn dài nhất: {longest.vi}.",
                f"Several times are stated; the longest is taken: {longest.written}.",
            )
        )
    return longest, remarks


def _declared(found: Mapping[str, Span | None]) -> Any:
    spans = set(found.values())
    if len(spans) == 1:
        return _deadline(spans.pop())
    branches: list[dict[str, Any]] = []
    for way, span in found.items():
        if span is not None:
            names = " || ".join(f"case.channel == '{channel}'" for channel in CHANNELS[way])
            branches.append({"if": names, "then": _deadline(span)})
    if branches and None not in spans:
        branches[-1] = {"then": branches[-1]["then"]}
    return branches


def _deadline(span: Span | None) -> dict[str, str] | None:
    if span is None:
        return None
    return {"within": span.written} | ({"cutoff": span.cutoff} if span.cutoff else {})


def _fraction(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def _not_understood(column: str, text: str, vi: str, en: str) -> Remark:
    return Remark("not_understood", column, text, f"Chưa hiểu thời hạn; {vi}.", f"The time is not understood; {en}.")
