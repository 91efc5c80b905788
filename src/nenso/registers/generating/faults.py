"""Faults that are planted, of each of the four classes, and the exact word of what was planted where."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final, Literal

from nenso.registers.generating.errors import FaultsUnknown

Class = Literal["correct", "complete", "clean", "live"]
Values = dict[str, str]

KINDS: Final[Mapping[str, Class]] = {
    "identifier_form": "correct",
    "identifier_disagrees": "correct",
    "authority_disagrees": "correct",
    "field_missing": "complete",
    "mother_missing": "complete",
    "coverage_missing": "complete",
    "name_format": "clean",
    "name_unlikely": "clean",
    "phone_format": "clean",
    "duplicate": "clean",
    "stale": "live",
}
"""Each kind of fault with its class."""

OF_PERSONS: Final = (
    "identifier_form",
    "identifier_disagrees",
    "field_missing",
    "name_format",
    "name_unlikely",
    "phone_format",
    "duplicate",
    "stale",
)
OF_BIRTHS: Final = ("authority_disagrees", "mother_missing", "coverage_missing")

USUAL: Final = 0.01
"""The share of rows that get a fault of a kind, where nothing is said."""

STALE_DAYS: Final = 730
"""A record that was confirmed longer ago than this is stale; others were within 300 days."""


@dataclass(frozen=True)
class Planted:
    """One fault: its class and kind, the register and the record (by the column ``ref``), the field, before and after.

    ``of``: for a duplicate the record it doubles; ``key``: the identifier as it stands in the file.
    """

    kind: str
    register: str
    ref: str
    key: str
    field: str
    was: str
    now: str
    of: str = ""
    how: str = ""

    @property
    def class_(self) -> Class:
        """The class of the fault."""
        return KINDS[self.kind]


STAND_INS: Final = ("abc", "Không có", "khong co", "Test", "Chưa đặt tên", "xxx")
"""What people type where a name must stand and they have none."""
_DIGITS: Final = str.maketrans("oie", "013")
_CONSONANTS: Final = frozenset("bcdđglmnpqrstvx")


def shares(text: str) -> dict[str, float]:
    """Return the share of each kind: ``none``, or ``clean=0.02,stale=0.1`` by class (for each of its kinds) and kind.

    Kinds that are not named keep :data:`USUAL`. Raises :class:`FaultsUnknown`.
    """
    if text == "none":
        return dict.fromkeys(KINDS, 0.0)
    found = dict.fromkeys(KINDS, USUAL)
    for piece in filter(None, (part.strip() for part in text.split(","))):
        name, _, share = piece.partition("=")
        named = [kind for kind, of in KINDS.items() if name in {kind, of}]
        if not named or not re.fullmatch(r"0|1|0?\.\d{1,6}|1\.0", share):
            raise FaultsUnknown(given=piece, known=", ".join((*dict.fromkeys(KINDS.values()), *KINDS)))
        found.update(dict.fromkeys(named, float(share)))
    return found


def identifier_form(random: Random, row: Values) -> str:
    """Make the identifier one that cannot be."""
    digits = row["id"]
    row["id"] = (digits[:-1], f"{digits[:6]}O{digits[7:]}", f"003{digits[3:]}", f"{digits}0")[int(random.random() * 4)]
    return "id"


def identifier_disagrees(random: Random, row: Values) -> str:
    """Let the identifier say another sex, or another year of birth."""
    digits = row["id"]
    if random.random() < 0.5:
        row["id"] = f"{digits[:3]}{int(digits[3]) ^ 1}{digits[4:]}"
    else:
        row["id"] = f"{digits[:4]}{(int(digits[4:6]) + 1 + int(random.random() * 8)) % 100:02}{digits[6:]}"
    return "id"


def field_missing(random: Random, row: Values) -> str:
    """Leave out something that must be known."""
    field = ("hometown", "ethnicity", "born_on", "residence.line")[int(random.random() * 4)]
    row[field] = ""
    return field


def name_format(random: Random, row: Values) -> str:
    """Put into the name what no name has."""
    name = row["full_name"]
    row["full_name"] = (f"{name} 2", f"({name})", name.replace(" ", "_"), f"{name}?")[int(random.random() * 4)]
    return "full_name"


def name_unlikely(random: Random, row: Values) -> str:
    """Write a name that has the letters of one and is none: a digit for a letter, marks lost, capitals, a stand-in."""
    name = row["full_name"]
    *others, last = name.split(" ")
    ways = (
        name.translate(_DIGITS),
        _without_marks(name),
        name.upper(),
        " ".join([*others, last[0]]) if last[0].lower() in _CONSONANTS else name,
        STAND_INS[int(random.random() * len(STAND_INS))],
    )
    chosen = ways[int(random.random() * len(ways))]
    row["full_name"] = chosen if chosen != name else name.upper()
    return "full_name"


def phone_format(random: Random, row: Values) -> str:
    """Make the telephone number one that cannot be called."""
    phone = row["phone"] or "0912345678"
    row["phone"] = (phone[:-2], f"1{phone[1:]}", f"{phone}99")[int(random.random() * 3)]
    return "phone"


def stale(random: Random, row: Values) -> str:
    """Let the record have been confirmed too long ago."""
    last = date.fromisoformat(row["updated_on"]) - timedelta(days=STALE_DAYS + 1 + int(random.random() * 900))
    row["updated_on"] = last.isoformat()
    return "updated_on"


PLANTING: Final[Mapping[str, Callable[[Random, Values], str]]] = {
    "identifier_form": identifier_form,
    "identifier_disagrees": identifier_disagrees,
    "field_missing": field_missing,
    "name_format": name_format,
    "name_unlikely": name_unlikely,
    "phone_format": phone_format,
    "stale": stale,
}


def doubled(random: Random, row: Values) -> tuple[Values, str]:
    """Return the same person written down again by somebody else, and how the two differ."""
    copy, how = dict(row), []
    kind = random.random()
    if kind < 0.35:
        copy["full_name"] = _without_marks(row["full_name"])
        how.append("no_diacritics")
    elif kind < 0.7:
        copy["full_name"] = _misspelt(random, row["full_name"])
        how.append("typo")
    year, month, day = row["born_on"].split("-")
    if (kind >= 0.7 or random.random() < 0.1) and int(day) <= 12 and day != month:
        copy["born_on"] = f"{year}-{day}-{month}"
        how.append("day_month_swapped")
    elif kind >= 0.7:
        copy["full_name"] = _misspelt(random, row["full_name"])
        how.append("typo")
    if random.random() < 0.6:
        copy["id"] = ""
        how.append("id_missing")
    else:
        at = 6 + int(random.random() * 6)
        other = (int(row["id"][at]) + 1 + int(random.random() * 9)) % 10
        copy["id"] = f"{row['id'][:at]}{other}{row['id'][at + 1 :]}"
        how.append("id_digit")
    if random.random() < 0.5:
        copy["phone"] = ""
        how.append("phone_missing")
    if random.random() < 0.3:
        copy["residence.line"] = ""
        how.append("line_missing")
    return copy, "+".join(how)


def _without_marks(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _misspelt(random: Random, name: str) -> str:
    """Return the name with two letters exchanged, one left out or one struck twice, in another word than the first."""
    start = name.find(" ") + 1
    at = start + 1 + int(random.random() * max(len(name) - start - 2, 1))
    at = min(at, len(name) - 1)
    kind = random.random()
    if kind < 0.4 and at + 1 < len(name) and name[at] != name[at + 1] and " " not in name[at : at + 2]:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if kind < 0.7 and name[at] != " ":
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at - 1] + name[at:] if name[at - 1] != " " else name + name[-1]
