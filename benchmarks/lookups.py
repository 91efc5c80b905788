"""Lookups of births by the child's number under a grant, and reads of the same records by key, turn by turn.

Runs inside a benchmark's install; reads ``{"records", "seconds"}`` on stdin and prints JSON. Both go through the engine
in one process, as an officer, row-level security on; a read is a transaction that finds the record by its key, a lookup
checks the grant, answers two fields, and writes the message and the chained entries of both sides.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from nenso.agencies.models import Agency  # noqa: E402
from nenso.agencies.posts import actor_for, appoint  # noqa: E402
from nenso.agencies.queries import agency_by_path  # noqa: E402
from nenso.cli.demo.people import DEMO  # noqa: E402
from nenso.exchange.asking import Asked, look_up  # noqa: E402
from nenso.exchange.granting import Terms, ask_for, grant  # noqa: E402
from nenso.exchange.services import open_service  # noqa: E402
from nenso.formulas.adopting import adopt  # noqa: E402
from nenso.formulas.shipping import publish_shipped  # noqa: E402
from nenso.people.accounts import create_account  # noqa: E402
from nenso.registers.finding import current  # noqa: E402
from nenso.registers.known import register_named  # noqa: E402
from nenso.registers.loading import load_records  # noqa: E402
from nenso.registers.lookup import RegisterLookup  # noqa: E402
from nenso.registers.recording import Source  # noqa: E402
from nenso.runtime import clock  # noqa: E402
from nenso.runtime.acting import Actor, acting  # noqa: E402
from nenso.runtime.ids import uuid7  # noqa: E402
from records import REGISTER, WRITER, _rows  # noqa: E402 - needs django.setup()

OWNER, CONSUMER = "vn.p19.c01969", "vn.p01.c00004"
A_TURN = 25
TARGET = 0.3


def main(wanted: dict[str, Any]) -> None:
    """Load, lend, measure, print."""
    for published in publish_shipped(DEMO):
        adopt(DEMO, agency_by_path("vn"), published.edition)
    keys = _load(wanted["records"])
    print(json.dumps(_measured(keys, wanted["seconds"])))


def _load(records: int) -> list[str]:
    """Load births of one commune; return the children's numbers."""
    known, owner = register_named(REGISTER), agency_by_path(OWNER)
    rows = [row for row, _ in zip(_rows(["01969"]), range(records), strict=False)]
    with acting(WRITER):
        source = Source(known.edition, "load:bench", clock.now())
        load_records(WRITER, known.declared, rows, owner, source, RegisterLookup("civil_registration"), load=uuid7())
    return [row["child_id"] for row in rows]


def _officer(path: str) -> Actor:
    """Return an officer of an agency."""
    account = create_account(DEMO, email=f"{uuid7()}@example.vn", password=str(uuid7()))
    appoint(DEMO, account.id, Agency.objects.get(path=path), "officer", holder_name="Cán bộ đo")
    return actor_for(account)


def _measured(keys: list[str], seconds: int) -> dict[str, Any]:
    """Read and look up in turns until both took ``seconds``; tell rates, medians and the ratio of the rates."""
    owner, consumer = agency_by_path(OWNER), agency_by_path(CONSUMER)
    service = open_service(DEMO, owner, REGISTER, "by_child", rate=10_000_000)
    now = clock.now()
    terms = Terms(["child_name", "born_on"], ["residence"], now, now + timedelta(days=1), here=False)
    grant(DEMO, ask_for(DEMO, service.id, consumer, terms, "Đo").id)
    keeper, asker, draw = _officer(OWNER), _officer(CONSUMER), random.Random(3)

    def read() -> None:
        with acting(keeper):
            if current(REGISTER, [draw.choice(keys)]) is None:
                raise SystemExit("a record is not there")

    def lookup() -> None:
        asked = Asked({"child_id": draw.choice(keys)}, "residence", f"CT-{draw.random()}")
        if len(look_up(asker, service, consumer, asked).records) != 1:
            raise SystemExit("a lookup found nothing")

    reads, lookups = list[float](), list[float]()
    for warm in (read, lookup):
        _turn(warm, [])
    while sum(reads) < seconds or sum(lookups) < seconds:
        _turn(read, reads)
        _turn(lookup, lookups)
    value, baseline = len(lookups) / sum(lookups), len(reads) / sum(reads)
    return {
        "value": round(value, 1),
        "unit": "1/s",
        "baseline": round(baseline, 1),
        "ratio": round(value / baseline, 3),
        "target": TARGET,
        "p50_ms": _middle(lookups),
        "baseline_p50_ms": _middle(reads),
        "rows": len(keys),
        "errors": 0,
    }


def _turn(one: Callable[[], None], took: list[float]) -> None:
    for _ in range(A_TURN):
        begun = time.perf_counter()
        one()
        took.append(time.perf_counter() - begun)


def _middle(took: list[float]) -> float:
    return round(sorted(took)[len(took) // 2] * 1000, 2)


if __name__ == "__main__":
    main(json.loads(sys.stdin.read() or "{}"))
