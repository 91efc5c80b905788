"""Registers that the communes of a generated nation keep: what their index is measured from."""

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from nenso.agencies.models import Agency
from nenso.cli.demo.nation.names import name_of
from nenso.cli.demo.people import DEMO
from nenso.registers.known import register_named
from nenso.registers.loading import load_records
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import Record
from nenso.registers.recording import Source
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7

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
        agencies = list(found.order_by("path"))
        provinces = sorted({str(one.path).split(".")[1] for one in agencies})
        ways = {province: draw.uniform(0.55, 1.05) for province in provinces}
        effort = [draw.betavariate(6, 1.5) * ways[str(one.path).split(".")[1]] for one in agencies]
        for name, rows_of in REGISTERS.items():
            rows = [
                (agency, row) for agency, share in zip(agencies, effort, strict=True) for row in rows_of(share, draw)
            ]
            written += _load(name, rows)
    return written


def _load(name: str, rows: list[tuple[Agency, Row]]) -> int:
    """Load rows, each for its agency, in their order."""
    known, owners = register_named(f"dti_commune.{name}"), iter([agency for agency, _ in rows])

    def owner(_: Mapping[str, Any]) -> Agency:
        return next(owners)

    source = Source(known.edition, "demo", clock.now() - timedelta(weeks=52))
    lookup = RegisterLookup("dti_commune")
    loaded = load_records(DEMO, known.declared, [row for _, row in rows], owner, source, lookup, load=uuid7())
    return loaded.created


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
