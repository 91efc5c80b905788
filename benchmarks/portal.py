"""The main pages of the portal, opened by people who have cases: how long each waits, with so many of them at once.

Reads ``{"people", "seconds", "pause", "form", "port"}`` on stdin, beside ``prepare.py``; prints milliseconds by page as
JSON. Each person has an account, a session, filed cases and a draft of their own, and opens one page after the other,
reading for about ``pause`` seconds in between; a pause of 0 keeps everybody waiting all the time.
"""

import heapq
import json
import random
import select
import socket
import sys
import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import django

django.setup()

from django.test import Client  # noqa: E402 - needs django.setup()

from nenso.agencies.posts import actor_for  # noqa: E402
from nenso.cases.intake.beginning import begin  # noqa: E402
from nenso.cases.intake.filing import Filing, file_case  # noqa: E402
from nenso.cli.demo.people import DEMO  # noqa: E402
from nenso.people.accounts import create_account, link_person  # noqa: E402
from nenso.people.models import Account  # noqa: E402
from nenso.people.persons import create_person  # noqa: E402
from nenso.runtime.acting import Actor, acting  # noqa: E402
from nenso.runtime.ids import uuid7  # noqa: E402

PROCEDURE = "civil_registration.birth"
CASES_EACH = 3
WARM_SECONDS = 2.0
WORDS = ("khai+sinh", "dang+ky+ket+hon", "khai+tu", "ban+sao+khai+sinh", "tam+tru", "trich+luc", "ho+tich", "xay+nha")


def main(wanted: dict[str, Any]) -> None:
    """Prepare the people, let them read, tell how long they waited."""
    people = [_person(wanted["form"], number) for number in range(wanted["people"])]
    times = Crowd(people, wanted["port"], wanted["pause"]).read(wanted["seconds"])
    pages = {name: _percentiles(took) for name, took in times.items()}
    slowest = max(pages, key=lambda name: pages[name]["p95_ms"])
    done = sum(map(len, times.values()))
    print(json.dumps({"pages": pages, "slowest": slowest, "rate": round(done / wanted["seconds"], 1)}))


def _percentiles(took: list[float]) -> dict[str, float]:
    ordered = sorted(took)
    return {f"p{part}_ms": round(ordered[len(ordered) * part // 100] * 1000, 1) for part in (50, 95, 99)}


def _person(form: dict[str, Any], number: int) -> "Reader":
    """Make somebody with an account, filed births and a draft; return them with their pages."""
    key, name = uuid7().hex, f"Người Đọc {number}"
    identifier = f"006195{random.randrange(1_000_000):06}"
    born = date(1995, 3, 8)
    made = create_person(DEMO, full_name=name, identifier=identifier, born_on=born, sex="female")
    account = link_person(DEMO, create_account(DEMO, email=f"{key}@vidu.vn", password=key).id, made.id, assurance=2)
    actor = actor_for(account)
    known = {"full_name": name, "born_on": born.isoformat(), "id": identifier}
    mother = form["mother"] | known
    filled = form | {"requester": known, "mother": mother}
    codes = [file_case(actor, Filing(PROCEDURE, filled), key=uuid7().hex).case.code for _ in range(CASES_EACH)]
    client = _signed_in(actor)
    draft = begin(actor, PROCEDURE, form["register_at"], key=uuid7().hex)
    form_page = client.get(f"/ho-so/nhap/{draft.id}")["Location"]
    return Reader(
        cookie=client.cookies["sessionid"].value,
        pages=[
            ("home", ["/"]),
            ("search", [f"/tim?q={words}" for words in WORDS]),
            ("procedure", ["/thu-tuc/civil_registration.birth"]),
            ("form page", [form_page]),
            ("my cases", ["/ho-so"]),
            ("case", [f"/ho-so/{code}" for code in codes]),
        ],
        at=number,
    )


def _signed_in(actor: Actor) -> Client:
    client = Client(SERVER_NAME="localhost")
    with acting(DEMO):
        account = Account.objects.get(id=actor.account)
    with acting(Actor(account=account.id, person=account.person_id, system="accounts.sign_in")):
        client.force_login(account, backend="nenso.people.signing_in.Backend")
    return client


@dataclass
class Reader:
    """One person: their session, the pages they go through, which is next, and the answer that is coming."""

    cookie: str
    pages: list[tuple[str, list[str]]]
    at: int
    asked: float = 0.0
    got: bytearray = field(default_factory=bytearray)
    wire: socket.socket | None = None

    @property
    def page(self) -> tuple[str, str]:
        """The name and address of the page that is next."""
        name, addresses = self.pages[self.at % len(self.pages)]
        return name, addresses[self.at // len(self.pages) % len(addresses)]

    def ask(self, host: str) -> None:
        """Ask for the page."""
        self.asked = time.perf_counter()
        head = [f"GET {self.page[1]} HTTP/1.1", f"Host: {host}", f"Cookie: sessionid={self.cookie}"]
        assert self.wire is not None
        self.wire.sendall("\r\n".join([*head, "Accept-Encoding: gzip", "", ""]).encode())

    def answered(self) -> bool:
        """Take in what has come; return whether the page is whole."""
        assert self.wire is not None
        self.got += self.wire.recv(262_144)
        end = self.got.find(b"\r\n\r\n")
        at = self.got.lower().find(b"content-length:", 0, max(end, 0))
        if end < 0 or at < 0 or len(self.got) < end + 4 + int(self.got[at + 15 : self.got.find(b"\r\n", at)]):
            return False
        if self.got[9:12] != b"200":
            raise SystemExit(f"{self.page}: {self.got[:300].decode(errors='replace')}")
        self.got.clear()
        self.at += 1
        return True


class Crowd:
    """Everybody together, on one thread: who waits for an answer, and who reads until when."""

    def __init__(self, readers: list[Reader], port: int, pause: float) -> None:
        self.host, self.pause = f"127.0.0.1:{port}", pause
        self.poll, self.readers = select.epoll(), {}
        for reader in readers:
            reader.wire = socket.create_connection(("127.0.0.1", port))
            reader.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.poll.register(reader.wire, select.EPOLLIN)
            self.readers[reader.wire.fileno()] = reader

    def read(self, seconds: float) -> dict[str, list[float]]:
        """Let them read; return seconds of waiting by page, of what was asked after warming up."""
        begin = time.perf_counter() + WARM_SECONDS
        end = begin + seconds
        times: dict[str, list[float]] = {name: [] for name, _ in next(iter(self.readers.values())).pages}
        reading = [(time.perf_counter() + self._while(), number) for number in self.readers]
        heapq.heapify(reading)
        while (now := time.perf_counter()) < end:
            while reading and reading[0][0] <= now:
                self.readers[heapq.heappop(reading)[1]].ask(self.host)
            wait = min(end, reading[0][0] if reading else end) - now
            for number, _ in self.poll.poll(max(wait, 0)):
                reader = self.readers[number]
                name = reader.page[0]
                if reader.answered():
                    answered = time.perf_counter()
                    if reader.asked >= begin:
                        times[name].append(answered - reader.asked)
                    heapq.heappush(reading, (answered + self._while(), number))
        return times

    def _while(self) -> float:
        return random.uniform(0.5, 1.5) * self.pause


if __name__ == "__main__":
    main(json.load(sys.stdin))
