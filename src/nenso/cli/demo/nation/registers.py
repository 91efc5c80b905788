"""Registers that the communes of a generated nation keep: what their index is measured from."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from nenso.agencies.models import Agency
from nenso.cli.demo.nation.filling import WEEKS
from nenso.cli.demo.nation.names import man_of, name_of
from nenso.cli.demo.people import DEMO, PHU_THONG
from nenso.registers.known import register_named
from nenso.registers.loading import load_records
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import Record
from nenso.registers.recording import Source
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7

BIRTHS = "civil_registration.births"
SLIPS = (("Thị", "Thi"), ("Nguyễn", "Nguyên"), ("Lê", "Le"), ("ạ", "a"), ("ồ", "ô"))
"""How names are misspelt in old books."""
Row = dict[str, Any]
PLANS = ("period", "yearly", "government", "economy_society", "communication", "support", "own")


def is_there() -> bool:
    """Return whether they were filled before."""
    with acting(DEMO):
        return Record.objects.filter(register="dti_commune.plan_tasks").exists()


def fill(seed: int, *, below: str = "vn") -> int:
    """Keep some records of each register at every commune ``below``; return how many."""
    draw = random.Random(seed)  # noqa: S311 - made up, by seed
    written = 0
    with acting(DEMO):
        found = Agency.objects.filter(kind="commune", valid_until=None, path__below=below)
        agencies = list(found.select_related("place").order_by("path"))
        provinces = sorted({str(one.path).split(".")[1] for one in agencies})
        ways = {province: draw.uniform(0.55, 1.05) for province in provinces}
        effort = [draw.betavariate(6, 1.5) * ways[str(one.path).split(".")[1]] for one in agencies]
        for name, rows_of in REGISTERS.items():
            rows = [
                (agency, row) for agency, share in zip(agencies, effort, strict=True) for row in rows_of(share, draw)
            ]
            written += _load(f"dti_commune.{name}", rows)
        old = [(agency, row) for agency in agencies if _has_old_book(agency, draw) for row in _old_births(agency, draw)]
        written += _load(BIRTHS, old)
    return written


def _load(name: str, rows: list[tuple[Agency, Row]]) -> int:
    """Load rows, each for its agency, in their order."""
    known, owners = register_named(name), iter([agency for agency, _ in rows])

    def owner(_: Mapping[str, Any]) -> Agency:
        return next(owners)

    source = Source(known.edition, "demo", clock.now() - timedelta(weeks=WEEKS))
    lookup = RegisterLookup(name.partition(".")[0])
    loaded = load_records(DEMO, known.declared, [row for _, row in rows], owner, source, lookup, load=uuid7())
    return loaded.created


def _old_births(agency: Agency, draw: random.Random) -> list[Row]:
    """Return a page of an old book of births, before children had numbers: not all of it was filled in, and now and
    then a child was entered a second time, with another spelling.
    """
    found = []
    for number in range(1, draw.randrange(2, 6)):
        born = date(2008, 1, 1) + timedelta(days=draw.randrange(2800))
        registered = born + timedelta(days=draw.randrange(5, 60))
        boy = draw.random() < 0.52
        row = {
            "number": f"{number + 40}/{registered.year}",
            "book": str(registered.year) if draw.random() < 0.9 else "",
            "registered_on": registered.isoformat(),
            "registered_at": agency.place.code if agency.place is not None else "",
            "child_name": man_of(draw) if boy else name_of(draw),
            "born_on": born.isoformat(),
            "sex": "male" if boy else "female",
            "nationality": "vn",
            "mother_name": name_of(draw),
            "mother_birth_year": born.year - draw.randrange(20, 40),
            "father_name": man_of(draw),
        }
        found.append({name: value for name, value in row.items() if value != ""})
        if draw.random() < (0.5 if agency.path == PHU_THONG else 0.08):
            found.append(found[-1] | {"number": f"{number + 90}/{registered.year}", "mother_name": _slip(row, draw)})
    return found


def _has_old_book(agency: Agency, draw: random.Random) -> bool:
    return draw.random() < 0.3 or agency.path == PHU_THONG


def _slip(row: Row, draw: random.Random) -> str:
    """Return the mother's name as it was written the second time."""
    right, wrong = draw.choice(SLIPS)
    return str(row["mother_name"]).replace(right, wrong)


def _tasks(share: float, draw: random.Random) -> list[Row]:
    return [{"plan": plan, "task": f"Nhiệm vụ {n}", "done": draw.random() < share} for n, plan in enumerate(PLANS, 1)]


def _systems(share: float, draw: random.Random) -> list[Row]:
    names = ("Trang thông tin điện tử", "Hệ thống truyền thanh")
    return [
        {
            "name": one,
            "level_approved": draw.random() < share,
            "assessed": draw.random() < share,
            "protected": draw.random() < share,
        }
        for one in names
    ]


def _computers(share: float, draw: random.Random) -> list[Row]:
    return [
        {"asset_code": f"MT-{draw.randrange(10**6):06}", "networked": True, "protected": draw.random() < share}
        for _ in range(2)
    ]


REGISTERS: dict[str, Callable[[float, random.Random], list[Row]]] = {
    "plan_tasks": _tasks,
    "information_systems": _systems,
    "work_computers": _computers,
    "council_meetings": lambda share, draw: [
        {"held_on": "2026-01-15", "subject": "Giao ban tháng", "paperless": draw.random() < share}
    ],
    "digital_neighbourhoods": lambda share, draw: [
        {"name": f"Thôn {n}", "has_group": draw.random() < share} for n in (1, 2)
    ],
    "digital_team_members": lambda share, draw: [
        {"team": "Tổ 1", "full_name": name_of(draw), "trained": draw.random() < share}
    ],
    "periodic_reports": lambda share, draw: [{"name": "Báo cáo kinh tế - xã hội", "on_system": draw.random() < share}],
    "public_places": lambda share, draw: [{"name": "Nhà văn hóa", "free_wifi": draw.random() < share}],
}
"""Register to the records that a commune keeps of it: ``share`` of what could be done is."""
