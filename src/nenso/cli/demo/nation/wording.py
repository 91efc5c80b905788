"""What is said in the stories of the one commune where they were run, and what a copy says instead."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from nenso.cli.demo.identification import MOTHER, MOTHER_ID
from nenso.cli.demo.nation.copying import Original
from nenso.cli.demo.nation.names import HAMLETS, SHOPS, SUBJECTS, man_of, name_of
from nenso.cli.demo.nation.stories import BOOKS, KINDS, POLICE, SERIAL, SUBJECT, Story
from nenso.registers.declared import SEPARATOR
from nenso.runtime.text import fold

ROLES = ("clerk", "officer", "head", "leader", "registrar")
"""Who works at a commune's committee in the stories."""
NOWHERE = "990"
"""What numbers of people begin with: registered in a country that has no code, so that nobody real has it."""
HERE = "19.01969"
"""What codes of cases begin with where the stories were run."""
SHOP = "Hộ kinh doanh Bánh Mai Vi Hương"
RENAMED = "Hộ kinh doanh Bánh Mai Phủ Thông"
PEOPLES = ("kinh",) * 17 + ("tay", "thai", "muong")
CHILD, FATHER, DECEASED = "Lý Triệu Bảo An", "Lý Văn Páo", "Nông Thị Hiền"
CLINIC, STATION = "Trung tâm Y tế Bạch Thông", "Trạm Y tế xã Phủ Thông"


@dataclass(frozen=True, slots=True)
class Office:
    """An agency in which cases are decided."""

    agency: str
    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune's committee, its police and its place; ``people``: account and name by role; ``habits``: weights of
    the stories.
    """

    committee: Office
    police: Office
    place: str
    code: str
    full_name: str
    path_name: str
    people: Mapping[str, tuple[str, str]]
    habits: Sequence[float]

    @property
    def prefix(self) -> str:
        """What codes of its cases begin with."""
        return f"{self.province}.{self.code}"

    @property
    def province(self) -> str:
        """The code of the province that it belongs to."""
        return self.committee.path.split(".")[1][1:]


def said_there(commune: Commune, her: Any) -> dict[str, str]:
    """Return what is said of the commune of the stories and its people, and the name of what a copy says instead."""
    named = {"who": MOTHER, "child": CHILD, "father": FATHER, "deceased": DECEASED, "subject": SUBJECT, "shop": SHOP}
    named["renamed"] = RENAMED
    return {
        commune.committee.agency: "agency",
        commune.committee.path: "path",
        commune.committee.name: "committee",
        commune.police.agency: "station",
        commune.police.path: "station_path",
        commune.police.name: "station_office",
        commune.place: "place",
        f'"{commune.code}"': "code",
        f"{commune.code}{SEPARATOR}": "code_in_key",
        commune.full_name: "full_name",
        home(commune.path_name): "home",
        MOTHER_ID: "number",
        "1995-03-08": "born",
        "006093004567": "father_number",
        "1993-01-12": "father_born",
        "006148000077": "deceased_number",
        "1948-02-14": "deceased_born",
        CLINIC: "clinic",
        STATION: "clinic",
        "Thôn Nà Ít": "hamlet",
        '"dao"': "people",
        '"tay"': "other_people",
        **{text: name for name, text in named.items()},
        **{fold(text): f"{name}_folded" for name, text in named.items()},
        str(her.person): "person",
        str(her.account): "account",
        **{account: f"{role}_account" for role, (account, _) in commune.people.items()},
        **{name: f"{role}_name" for role, (_, name) in commune.people.items()},
    }


def said_of(commune: Commune, number: int, filed: datetime, draw: random.Random) -> dict[str, str]:
    """Return what a copy says of a commune and of somebody there, the ``number``-th who files, on the day ``filed``."""
    boy, born = draw.random() < 0.52, filed - timedelta(days=13)
    who, shop = name_of(draw), draw.choice(SHOPS)
    given, hamlet = who.split()[-1], draw.choice(HAMLETS)
    named = {
        "who": who,
        "child": man_of(draw) if boy else name_of(draw),
        "father": man_of(draw),
        "deceased": name_of(draw),
        "subject": draw.choice(SUBJECTS),
        "shop": f"{shop} {given} {hamlet}",
        "renamed": f"{shop} {given} {number}",
    }
    grandmother = 1932 + number % 25
    return {
        "agency": commune.committee.agency,
        "path": commune.committee.path,
        "committee": commune.committee.name,
        "station": commune.police.agency,
        "station_path": commune.police.path,
        "station_office": commune.police.name,
        "place": commune.place,
        "code": f'"{commune.code}"',
        "code_in_key": f"{commune.code}{SEPARATOR}",
        "full_name": commune.full_name,
        "home": home(commune.path_name),
        "number": number_of(number),
        "born": born_of(number),
        "child_number": f"{NOWHERE}{2 if boy else 3}{born.year % 100:02}{number % 1_000_000:06}",
        "child_sex": f'"sex": "{"male" if boy else "female"}"',
        "child_sex_sealed": f'"sex":"{"male" if boy else "female"}"',
        "father_number": f"{NOWHERE}0{(1972 + number % 27) % 100:02}{number % 1_000_000:06}",
        "father_born": f"{1972 + number % 27}-{1 + number // 7 % 12:02}-{1 + number // 11 % 28:02}",
        "deceased_number": f"{NOWHERE}1{grandmother % 100:02}{999_999 - number % 1_000_000:06}",
        "deceased_born": f"{grandmother}-{1 + number // 5 % 12:02}-{1 + number // 13 % 28:02}",
        "clinic": f"Trạm Y tế {commune.full_name[0].lower()}{commune.full_name[1:]}",
        "hamlet": hamlet,
        "people": f'"{draw.choice(PEOPLES)}"',
        "other_people": f'"{draw.choice(PEOPLES)}"',
        **named,
        **{f"{name}_folded": fold(text) for name, text in named.items()},
        **{f"{role}_account": key for role, (key, _) in commune.people.items()},
        **{f"{role}_name": name for role, (_, name) in commune.people.items()},
    }


@dataclass(frozen=True, slots=True)
class Counted:
    """How far codes of cases (by what stands before their last number) and books (agency, book, period) have come.

    A book whose numbers do not tell their year goes on through the years: no number of it comes twice.
    """

    codes: Counter[str] = field(default_factory=Counter)
    books: dict[tuple[str, str, str], int] = field(default_factory=dict)
    last: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def take(
        self, commune: Commune, story: Story, original: Original, later: timedelta, draw: random.Random
    ) -> dict[str, str]:
        """Return the codes, numbers and tokens of a copy."""
        found = {}
        for place, code in enumerate(original.codes):
            before, day, _ = code.rsplit("-", 2)
            moved = datetime.strptime(day, "%y%m%d").replace(tzinfo=UTC) + later
            scope = f"{before.replace(HERE, commune.prefix)}-{moved:%y%m%d}"
            self.codes[scope] += 1
            found[f"code{place}"] = f"{scope}-{self.codes[scope]:04}"
        kind = KINDS[story.kind]
        was, year = original.filed_at.year, (original.last_at + later).year
        found |= {"book": f'"book": "{year}"', "book_sealed": f'"book":"{year}"'}
        for place, number in enumerate(original.numbers):
            agency = (commune.police if kind.at == POLICE else commune.committee).agency
            within = agency, kind.book, str(year) if "{year}" in kind.book else ""
            self.last[within] += 1
            period = str(year) if BOOKS[kind.book] else ""
            self.books[agency, kind.book, period] = self.last[within]
            counted = str(self.last[within]) if period else f"{self.last[within]:05}"
            found[f"number{place}"] = number.replace(str(SERIAL), counted).replace(f"/{was}", f"/{year}")
            found[f"token{place}"] = "".join(draw.choices("23456789abcdefghjkmnpqrstuvwxyz", k=16))
        return found


def home(path_name: str) -> str:
    """Return a place with those above it, as it stands within a sentence."""
    return path_name[0].lower() + path_name[1:]


def born_of(number: int) -> str:
    """Return the birthday of a person by number, in the nineteen-seventies to -nineties."""
    return f"{1976 + number % 24}-{1 + number // 30 % 12:02}-{1 + number // 360 % 28:02}"


def number_of(number: int) -> str:
    """Return the number of a woman."""
    return f"{NOWHERE}1{(1976 + number % 24) % 100:02}{number % 1_000_000:06}"
