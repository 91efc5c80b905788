"""Households and who lives in them; every number agrees with its person's sex and year of birth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final, Literal
from zlib import crc32

from nenso.registers.generating.names import ethnicity, given_name, surname
from nenso.registers.generating.places import Commune, communes, line_of

Sex = Literal["male", "female"]

BIRTHS_SINCE: Final = date(2016, 1, 1)
"""Since then a birth is registered together with its identifier (Law on Civil Status of 2014)."""

_STEP: Final = 387_421
"""Prime to a million: the last six digits of a place, sex and year come in a scattered order and none comes twice."""


@dataclass
class Somebody:
    """A made-up person."""

    identifier: str
    full_name: str
    born_on: date
    sex: Sex
    ethnic: str
    born_at: Commune
    relation: str
    phone: str = ""
    mother: "Somebody | None" = None
    father: "Somebody | None" = None
    twin: bool = False


@dataclass
class House:
    """A household: its number, where it is, who lives there, the first being its head."""

    number: int
    commune: Commune
    line: str
    members: list[Somebody] = field(default_factory=list)


class People:
    """Makes households in ``homes`` for as long as it is asked; the same random numbers make the same people."""

    def __init__(self, random: Random, today: date, homes: Sequence[Commune]) -> None:
        self.random = random
        self.today = today
        self.homes = homes
        self._given: dict[str, int] = {}
        self._start = int(random.random() * 1_000_000)

    def houses(self) -> Iterator[House]:
        """Yield households."""
        number = 0
        while True:
            number += 1
            random = self.random
            house = House(number, self.homes[int(random.random() * len(self.homes))], line_of(random))
            self._fill(house)
            yield house

    def _fill(self, house: House) -> None:
        random, members = self.random, house.members
        ethnic = ethnicity(random)
        age = 22 + random.random() ** 1.2 * 58
        father = self._adult(house, "male", age, ethnic, "head")
        members.append(father)
        if random.random() < 0.12:
            return
        mother = self._adult(house, "female", age - 4 + random.random() * 6, ethnic, "spouse")
        members.append(mother)
        for _ in range(int(random.random() * 3.4)):
            self._child(house, father, mother)
        if age < 58 and random.random() < 0.25:
            sex: Sex = "female" if random.random() < 0.7 else "male"
            elder = self._adult(house, sex, age + 20 + random.random() * 14, ethnic, "parent")
            members.append(elder)

    def _adult(self, house: House, sex: Sex, age: float, ethnic: str, relation: str) -> Somebody:
        random = self.random
        born_on = self.today - timedelta(days=int(max(age, 19.0) * 365.25))
        whence = communes()[int(random.random() * len(communes()))] if random.random() < 0.25 else house.commune
        name = f"{surname(random)} {given_name(random, sex)}"
        return Somebody(
            self._identifier(whence, sex, born_on), name, born_on, sex, ethnic, whence, relation, self._phone()
        )

    def _child(self, house: House, father: Somebody, mother: Somebody) -> None:
        random = self.random
        youngest = (self.today - mother.born_on).days / 365.25 - 19
        oldest = max(youngest - 21, 0.0)
        if youngest <= oldest:
            return
        age = oldest + random.random() * (min(youngest, 24.0) - oldest) if oldest < 24 else 0.0
        if age <= 0:
            return
        born_on = self.today - timedelta(days=1 + int(age * 365.25))
        count = 2 if random.random() < 0.011 else 1
        for _ in range(count):
            sex: Sex = "male" if random.random() < 0.527 else "female"
            name = f"{father.full_name.split(' ', 1)[0]} {given_name(random, sex)}"
            child = Somebody(
                self._identifier(house.commune, sex, born_on),
                name,
                born_on,
                sex,
                father.ethnic,
                house.commune,
                "child",
                self._phone() if age > 15 else "",
                mother,
                father,
                twin=count == 2,
            )
            house.members.append(child)

    def _identifier(self, commune: Commune, sex: Sex, born_on: date) -> str:
        """Return the next number of a place, sex and year: the layout of Circular 59/2021/TT-BCA."""
        mark = (born_on.year // 100 - 19) * 2 + (sex == "female")
        start = f"{commune.prefix}{mark}{born_on.year % 100:02}"
        times = self._given[start] = self._given.get(start, 0) + 1
        return f"{start}{(crc32(start.encode()) + self._start + times * _STEP) % 1_000_000:06}"

    def _phone(self) -> str:
        random = self.random
        return f"0{'35789'[int(random.random() * 5)]}{int(random.random() * 1e8):08}" if random.random() < 0.9 else ""
