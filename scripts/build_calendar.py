"""Build ``calendar_computed.csv``: the public holidays of years that ``calendar_decided.csv`` leaves open.

Dates, lunar ones too, come from the ``holidays`` package. What the Prime Minister fixes each year (Labour Code Art.
112(3): the five days of Tết, the second day of National Day) is marked ``undecided`` after the last decided year.
"""

import csv
import re
import sys
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

import holidays

DATA = Path(__file__).parents[1] / "src/nenso/territory/data"
FIRST, LAST, DECIDED = 2020, 2035, 2026
LUNAR = re.compile(r"Tết Nguyên Đán|\d\d Tết")
SWAP = re.compile(r"thay cho ngày (\d\d/\d\d/\d{4})")

Row = tuple[date, str, str, str, str]


def rows_of(year: int) -> list[Row]:
    """Return date, kind, name, status and source of each day of ``year`` that differs from an ordinary week."""
    source = f"holidays {version('holidays')}"
    by_law = holidays.country_holidays("VN", years=year, observed=False, language="vi")
    rows: list[Row] = []
    for day, name in sorted(holidays.country_holidays("VN", years=year, language="vi").items()):
        if swap := SWAP.search(name):
            saturday = datetime.strptime(swap[1], "%d/%m/%Y").date()  # noqa: DTZ007 - a date, no time zone in it
            rows.append((day, "swapped_off", f"Nghỉ hoán đổi (làm bù {saturday:%d/%m})", "official", source))
            rows.append((saturday, "working_saturday", f"Làm bù cho ngày {day:%d/%m}", "official", source))
            continue
        kind = "holiday" if day in by_law else "compensatory"
        yearly = bool(LUNAR.search(name)) or (name.startswith("Quốc khánh") and (day.month, day.day) != (9, 2))
        if yearly:
            status = "undecided" if year > DECIDED else "computed"
        else:
            status = "computed" if kind == "compensatory" or "Giỗ Tổ" in name else "by_law"
        rows.append((day, kind, name, status, source))
    return sorted(rows)


def build(folder: Path = DATA) -> None:
    """Write the file into ``folder``."""
    with (folder / "calendar_computed.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("date", "kind", "name", "status", "source"))
        for year in range(FIRST, LAST + 1):
            if year != DECIDED:
                writer.writerows(rows_of(year))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
