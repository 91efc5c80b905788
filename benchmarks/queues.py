"""The lists of an officer as pages, at an agency with very many cases: how long the server takes for each.

Reads ``{"cases": how many, "times": how often each}`` on stdin, beside ``prepare.py``; prints milliseconds as JSON. The
baseline is the first fifty rows of one status by the same index, straight from PostgreSQL.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.test import Client  # noqa: E402 - needs django.setup()

from nenso.agencies.queries import agency_by_path  # noqa: E402
from nenso.cli.demo.people import DEMO, PHU_THONG, officials  # noqa: E402
from nenso.people.models import Account  # noqa: E402
from nenso.runtime.acting import Actor, acting  # noqa: E402
from nenso.runtime.bulk import owner_connection  # noqa: E402

LISTS = {
    "receive": "/can-bo/viec/cho-tiep-nhan",
    "working": "/can-bo/viec/dang-xu-ly",
    "mine": "/can-bo/viec/cho-tiep-nhan?cua-toi=1",
    "soon": "/can-bo/viec/sap-den-han",
    "late": "/can-bo/viec/qua-han",
    "asked": "/can-bo/viec/cho-bo-sung",
    "sign": "/can-bo/viec/cho-ky",
    "return": "/can-bo/viec/cho-tra-ket-qua",
    "typed, many": "/can-bo/viec/dang-xu-ly?loc=nguoi+nop",
    "typed, one": "/can-bo/viec/dang-xu-ly?loc=nguoi+nop+{last}",
    "typed, none": "/can-bo/viec/dang-xu-ly?loc=khong+co+ai",
    "typed, none, late": "/can-bo/viec/qua-han?loc=khong+co+ai",
    "typed, none, mine": "/can-bo/viec/cho-tiep-nhan?loc=khong+co+ai&cua-toi=1",
    "an officer's, typed, none": "/can-bo/viec/dang-xu-ly?loc=khong+co+ai&cua-toi=1",
    "typed, none, sign": "/can-bo/viec/cho-ky?loc=khong+co+ai",
}
_RAW = (
    "SELECT id, code, label FROM cases_case WHERE agency_id = %s AND status = 1 AND status BETWEEN 1 AND 9"
    " ORDER BY coalesce(due_at, receive_by, 'infinity'::timestamptz), id LIMIT 50"
)


def main(wanted: dict[str, Any]) -> None:
    """Open each list as the clerk, or as an officer, again and again."""
    clients = {role: _signed_in(officials()[role]) for role in ("clerk", "officer")}
    found: dict[str, list[float]] = {}
    for name, address in LISTS.items():
        client = clients["officer" if "officer" in name else "clerk"]
        path = address.format(last=wanted["cases"] - wanted["cases"] % 5 + 1)
        found[name] = _timed(lambda path=path, client=client: _opened(client, path), wanted["times"])
    raw = _raw(wanted["times"])
    everything = sorted(one for times in found.values() for one in times)
    print(
        json.dumps(
            {
                "lists": {name: round(times[len(times) // 2], 1) for name, times in found.items()},
                "slowest": round(max(times[len(times) // 2] for times in found.values()), 1),
                "raw": round(raw[len(raw) // 2], 2),
                **{f"p{part}_ms": round(_part(everything, part), 1) for part in (50, 95, 99)},
            }
        )
    )


def _part(took: list[float], percent: int) -> float:
    return took[min(len(took) - 1, len(took) * percent // 100)]


def _timed(use: Callable[[], Any], times: int) -> list[float]:
    use()
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        use()
        took.append((time.perf_counter() - begun) * 1000)
    return sorted(took)


def _opened(client: Client, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")


def _raw(times: int) -> list[float]:
    agency = agency_by_path(PHU_THONG).id
    with owner_connection() as connection:
        return _timed(lambda: connection.execute(_RAW, [agency]).fetchall(), times)


def _signed_in(actor: Actor) -> Client:
    client = Client(SERVER_NAME="localhost")
    with acting(DEMO):
        account = Account.objects.get(id=actor.account)
    with acting(Actor(account=account.id, person=account.person_id, system="accounts.sign_in")):
        client.force_login(account, backend="nenso.people.signing_in.Backend")
    return client


if __name__ == "__main__":
    main(json.load(sys.stdin))
