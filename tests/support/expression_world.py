"""A small world for trying expressions in: one environment, one set of names, one lookup."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from nenso.language.expressions import (
    DATE,
    DATETIME,
    INTEGER,
    NUMBER,
    PERIOD,
    TEXT,
    YES_NO,
    Environment,
    Findable,
    Kind,
    ValueType,
    group_of,
    list_of,
    record_of,
)

PLACE = record_of("places", lambda: {"id": TEXT, "code": TEXT, "name": TEXT, "parent": PLACE})
PERSON = record_of(
    "persons",
    lambda: {
        "id": TEXT,
        "full_name": TEXT,
        "born_on": DATE,
        "poor": YES_NO,
        "place": PLACE,
        "mother": PERSON,
        "children": list_of(PERSON),
    },
)
PRODUCT = record_of(
    "products", lambda: {"id": TEXT, "name": TEXT, "price": INTEGER, "stock": INTEGER, "seller": PERSON}
)
ITEM = group_of(
    {
        "product": PRODUCT,
        "quantity": INTEGER,
        "weight": NUMBER,
        "on": DATE,
        "note": TEXT,
        "gift": YES_NO,
        "tags": list_of(TEXT),
    }
)
PARENT = group_of({"id": TEXT, "full_name": TEXT, "born_year": INTEGER, "alive": YES_NO})
FORM = group_of(
    {
        "full_name": TEXT,
        "born_on": DATE,
        "sex": ValueType(Kind.TEXT, codes=("male", "female")),
        "mother": PARENT,
        "father": PARENT,
        "copies": INTEGER,
        "area": NUMBER,
        "agree": YES_NO,
        "poor": YES_NO,
        "skills": list_of(TEXT),
        "items": list_of(ITEM),
        "empty_items": list_of(ITEM),
        "buyer": PERSON,
        "nobody": PERSON,
        "people": list_of(PERSON),
        "at": DATETIME,
        "year": PERIOD,
        "no_year": PERIOD,
        "where": PLACE,
    }
)
CASE = record_of("cases.demo", lambda: {"id": TEXT, "code": TEXT, "status": TEXT, "filed_at": DATETIME})

REGISTERS = {"persons": Findable(PERSON, (TEXT,)), "products": Findable(PRODUCT, (TEXT, INTEGER))}

ENVIRONMENT = Environment(
    {
        "form": FORM,
        "this": PARENT,
        "applicant": PERSON,
        "case": CASE,
        "today": DATE,
        "now": DATETIME,
        "setting": group_of({"fee": INTEGER}),
        "period": PERIOD,
        "unit": record_of("", lambda: {"id": TEXT, "kind": TEXT}),
    },
    REGISTERS.get,
    tuple(REGISTERS),
    ("receive", "examine", "sign"),
)


class OfficeHours:
    """Eight hours from Monday to Friday, no holidays."""

    def add(self, start: datetime, amount: int, unit: str) -> datetime:
        assert unit == "working_days"
        day, left = start, amount
        while left:
            day += timedelta(days=1)
            left -= self._works(day)
        return day

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        return timedelta(hours=8) if self._works(start) else timedelta()

    def _works(self, moment: datetime) -> bool:
        return (moment + timedelta(hours=7)).weekday() < 5


class World:
    """Answers of the registers."""

    people: Mapping[str, dict[str, Any]] = {
        "p1": {"id": "p1", "full_name": "Trần Thị Bình", "born_on": date(1990, 1, 31), "place": "00004"},
        "p2": {"id": "p2", "full_name": "Lê Văn Cường", "born_on": "2000-02-29", "poor": True, "mother": "p1"},
        "p3": {"id": "p3", "full_name": "Lê Thị Dung", "mother": "p2", "children": []},
    }
    products: Mapping[str, dict[str, Any]] = {
        "rice": {"id": "rice", "name": "Gạo", "price": 20_000, "stock": 5, "seller": "p2"},
        "tea": {"id": "tea", "name": "Chè", "price": 90_000, "stock": 0, "seller": {"id": "p1", "full_name": "Bình"}},
    }

    def find(self, register: str, key: tuple[Any, ...]) -> Mapping[str, Any] | None:
        return self.people.get(key[0]) if register == "persons" else self.products.get(key[0])

    def record(self, register: str, identifier: str) -> Mapping[str, Any] | None:
        if register == "places":
            return {"id": f"id-{identifier}", "code": identifier, "name": f"Xã {identifier}", "parent": "19"}
        return (self.people if register == "persons" else self.products).get(identifier)

    def records(self, register: str) -> Sequence[Mapping[str, Any]]:
        return list(self.people.values())

    def place(self, code: str, on: date) -> Any:
        raise AssertionError("not asked here")

    def value(self, indicator: str, unit: str, moment: str | datetime) -> float | None:
        return {"on_time": 0.75}.get(indicator)

    def calendar(self) -> OfficeHours:
        return OfficeHours()


NAMES: dict[str, Any] = {
    "form": {
        "full_name": "Nguyễn Văn An",
        "born_on": date(2026, 9, 3),
        "sex": "male",
        "mother": {"id": "p1", "full_name": "Trần Thị Bình", "alive": False},
        "copies": 3,
        "area": 12.5,
        "agree": True,
        "skills": ["dvc", "pay"],
        "items": [
            {"product": "rice", "quantity": 2, "weight": 1.5, "on": "2026-11-01", "note": "x", "tags": ["a", "b"]},
            {
                "product": {"id": "tea", "price": 90_000, "seller": {"id": "p1"}},
                "quantity": 1,
                "weight": 0.25,
                "on": date(2026, 11, 3),
                "gift": True,
            },
        ],
        "buyer": "p2",
        "people": ["p1", {"id": "p2", "full_name": "Lê Văn Cường"}],
        "at": datetime(2026, 11, 2, 8, 30, tzinfo=UTC),
        "year": "2026-Q3",
        "where": "00004",
    },
    "this": {"id": "p1"},
    "applicant": {
        "id": "p1",
        "full_name": "Trần Thị Bình",
        "poor": False,
        "place": {"id": "id-00004", "code": "00004"},
    },
    "case": {"id": "c-1", "code": "H19-1", "status": "working", "open_steps": ["examine"], "left_steps": ["receive"]},
    "today": date(2026, 11, 2),
    "now": datetime(2026, 11, 2, 2, 0, tzinfo=UTC),
    "setting": {"fee": 8_000},
    "period": "2026",
    "unit": {"id": "u-1", "kind": "commune"},
    "lookup": World(),
}
