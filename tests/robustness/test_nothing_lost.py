"""What was acknowledged is there once and whole, whatever dies while it is written (kill -9, at random points)."""

import os
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from nenso.runtime.embedded.processes import of_cluster
from support.tormented import VICTIMS, Tormented

WRITES = int(os.environ.get("NENSO_TEST_WRITES", "200"))
"""Filings and acts together; every second filing is followed by the clerk's act, some cases go to other communes."""

KILLS = 12
CLIENTS = 4
SEED = 20261103
INSIDE = Path(__file__).with_name("inside.py")
PHU_THONG, ELSEWHERE = "01969", ("00004", "26737")


@pytest.fixture
def install(db: None) -> Iterator[Tormented]:
    parent = Path(tempfile.mkdtemp(prefix="nenso-lost-", dir="/tmp"))
    parent.chmod(0o755)
    install = Tormented(parent / "state")
    install.copy_database()
    yield install
    if install.server is not None and install.server.process.poll() is None:
        install.stop()
    deadline = time.monotonic() + 30
    while of_cluster(install.layout.data) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not of_cluster(install.layout.data)
    shutil.rmtree(parent, ignore_errors=True)


class Writing:
    """Clients that write until each write is acknowledged, and a killer that counts how far they are."""

    def __init__(self, install: Tormented, prepared: dict[str, Any]) -> None:
        self.install = install
        self.prepared = prepared
        self.acknowledged = 0
        self.cases: dict[str, tuple[str, str]] = {}
        self.acts: dict[str, str] = {}
        self.retries = 0
        self.over = threading.Event()
        self._lock = threading.Lock()

    def one(self, number: int) -> None:
        """File a birth; when the number is even, let the clerk accept it."""
        here = number % 4 != 1
        form = self.prepared["form"] | {"register_at": PHU_THONG if here else ELSEWHERE[number % 8 // 5]}
        key = f"filing-{number:05}"
        filed = self._until_acknowledged(
            "/cases", {"procedure": "civil_registration.birth", "form": form}, self.prepared["mother"], key
        )
        self.cases[key] = filed["id"], filed["code"]
        if here and number % 2 == 0:
            act = f"act-{number:05}"
            self._until_acknowledged(f"/cases/{filed['id']}/acts", {"action": "accept"}, self.prepared["clerk"], act)
            self.acts[act] = filed["id"]

    def _until_acknowledged(self, path: str, body: dict[str, Any], token: str, key: str) -> dict[str, Any]:
        deadline = time.monotonic() + 120
        while (answer := self.install.post(path, body, token=token, key=key)) is None:
            assert time.monotonic() < deadline, f"{key} was never acknowledged"
            self.retries += 1
            self.install.start()
            time.sleep(0.1)
        with self._lock:
            self.acknowledged += 1
        return answer

    def killed_meanwhile(self, total: int) -> None:
        """Kill the parts in a random order, each after a random number of acknowledged writes and a moment more."""
        chance = random.Random(SEED)
        victims = [VICTIMS[number % len(VICTIMS)] for number in range(KILLS)]
        chance.shuffle(victims)
        for point, victim in zip(sorted(chance.sample(range(total * 9 // 10), KILLS)), victims, strict=True):
            while self.acknowledged < point:
                if self.over.wait(0.005):
                    return
            time.sleep(chance.uniform(0, 0.05))
            self.install.kill(victim, chance)


def test_nothing_acknowledged_is_lost_doubled_or_half_made_whatever_is_killed(install: Tormented) -> None:
    prepared = install.inside(INSIDE, "prepare")
    install.start()
    assert install.server is not None
    install.server.seconds_until_ready(within=60)
    writing = Writing(install, prepared)
    filings = round(WRITES * 2 / 3)
    total = filings + sum(number % 2 == 0 for number in range(filings))
    killer = threading.Thread(target=writing.killed_meanwhile, args=(total,))
    killer.start()
    try:
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(writing.one, range(filings)))
    finally:
        writing.over.set()
        killer.join()
    assert set(install.killed) == set(VICTIMS)
    assert writing.retries
    assert writing.acknowledged == total

    install.start()
    install.server.seconds_until_ready(within=60)
    found = install.inside(INSIDE, "examine")
    assert found["intact"], found["report"]
    assert found["failed_jobs"] == 0
    _each_once_and_whole(writing, found)
    _codes_without_gaps(found)
    assert install.stop() == 0


def _each_once_and_whole(writing: Writing, found: dict[str, Any]) -> None:
    cases, keys = found["cases"], found["keys"]
    assert {case for case, _ in writing.cases.values()} == set(cases)
    assert set(keys) == {*writing.cases, *writing.acts}
    for key, (case, code) in writing.cases.items():
        assert keys[key] == case
        assert cases[case]["code"] == code
    accepted = Counter(writing.acts.values())
    for key, case in cases.items():
        acts = accepted[key]
        assert case["codes"] == [case["code"]]
        assert case["version"] == 1 + acts
        assert case["parties"] == ["applicant", "filer", "mother"]
        assert case["revisions"] == [1]
        assert case["entries"] == [[number + 1, "accept"] for number in range(acts)]
        assert case["entry_count"] == acts
        assert case["open"] == (["examine"] if acts else ["receive"])
        assert case["journal"] == ["case.filed", *["case.acted", "case.slip"] * acts]


def _codes_without_gaps(found: dict[str, Any]) -> None:
    codes = sorted(case["code"] for case in found["cases"].values())
    assert found["codes"] == len(codes) == len(set(codes))
    for day, group in groupby(codes, lambda code: code.rpartition("-")[0]):
        numbers = [int(code.rpartition("-")[2]) for code in group]
        assert numbers == list(range(1, len(numbers) + 1))
        assert found["counters"][f"case:{day}-#"] == len(numbers)
