"""A small load client: HTTP/1.1 keep-alive over loopback, one thread, ``epoll``; reads a plan on stdin, answers JSON.

It must cost little beside what it measures: requests are bytes made of templates, answers are split at their length.
A *story* is a list of requests that one connection does in order; its time is from its first byte to its last answer.
"""

import json
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any


@dataclass
class Step:
    """One request of a story, with ``@name@`` where something is filled in, and the status that is right."""

    head: bytes
    body: bytes
    expect: bytes

    @classmethod
    def of(cls, plan: dict[str, Any], host: str) -> "Step":
        headers = {"Host": host, "Authorization": f"Bearer {plan['token']}", **plan.get("headers", {})}
        lines = [f"{plan['method']} {plan['path']} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        body = json.dumps(plan["body"], ensure_ascii=False).encode() if "body" in plan else b""
        if body:
            lines.append("Content-Type: application/json")
        return cls("\r\n".join(lines).encode(), body, str(plan["expect"]).encode())

    def request(self, filled: dict[bytes, bytes]) -> bytes:
        head, body = self.head, self.body
        for name, value in filled.items():
            head, body = head.replace(name, value), body.replace(name, value)
        length = b"\r\nContent-Length: %d" % len(body) if body else b""
        return head + length + b"\r\n\r\n" + body


@dataclass
class Client:
    """One connection: the story it is in, and what has come of the answer."""

    socket: socket.socket
    step: int = 0
    begun: float = 0.0
    filled: dict[bytes, bytes] = field(default_factory=dict)
    got: bytearray = field(default_factory=bytearray)


class Load:
    """All connections together."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.address = (plan["host"], plan["port"])
        self.steps = [Step.of(step, f"{plan['host']}:{plan['port']}") for step in plan["steps"]]
        self.fill = {
            f"@{name}@".encode(): cycle(text.encode() for text in texts) for name, texts in plan["fill"].items()
        }
        self.keep = {f"@{name}@".encode(): f'"{name}":"'.encode() for name in plan["keep"]}
        self.keys = (f"{plan['prefix']}-{number:08d}".encode() for number in count())
        self.serials = count(plan["serial"])
        self.times: list[float] = []
        self.errors: Counter[str] = Counter()
        self.all = 0
        self.cpu = time.process_time()
        self.poll = select.epoll()
        self.clients = {client.socket.fileno(): client for client in self._connect(plan["connections"])}

    def run(self, seconds: float, warm: float) -> dict[str, Any]:
        """Keep every connection busy; count only stories that begin after ``warm`` seconds.

        ``all``: the stories that ended, those of the warming up too; ``cpu``: the seconds that this client computed.
        """
        begin = time.perf_counter() + warm
        end = begin + seconds
        for client in self.clients.values():
            self._send(client)
        while (now := time.perf_counter()) < end:
            for number, _ in self.poll.poll(end - now):
                client = self.clients[number]
                if self._answered(client, begin) and time.perf_counter() < end:
                    self._send(client)
        took = sorted(self.times)
        return {
            "done": len(took),
            "all": self.all,
            "cpu": time.process_time() - self.cpu,
            "seconds": seconds,
            "errors": dict(self.errors.most_common(5)),
            **{f"p{percent}_ms": _percentile(took, percent) for percent in (50, 95, 99)},
        }

    def _connect(self, connections: int) -> Iterator[Client]:
        for _ in range(connections):
            opened = socket.create_connection(self.address)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.poll.register(opened, select.EPOLLIN)
            yield Client(opened)

    def _send(self, client: Client) -> None:
        if client.step == 0:
            client.begun = time.perf_counter()
            client.filled = {name: next(texts) for name, texts in self.fill.items()}
            client.filled[b"@serial@"] = b"%06d" % (next(self.serials) % 1_000_000)
        client.filled[b"@key@"] = next(self.keys)
        client.socket.sendall(self.steps[client.step].request(client.filled))

    def _answered(self, client: Client, begin: float) -> bool:
        """Take in what has come; return whether the answer is whole, so that the next request can go."""
        client.got += client.socket.recv(262_144)
        end = client.got.find(b"\r\n\r\n")
        if end < 0:
            return False
        at = client.got.lower().find(b"content-length:", 0, end)
        whole = end + 4 + (int(client.got[at + 15 : client.got.find(b"\r\n", at)]) if at >= 0 else 0)
        if len(client.got) < whole:
            return False
        answer = bytes(client.got[:whole])
        del client.got[:whole]
        self._next(client, answer, end, begin)
        return True

    def _next(self, client: Client, answer: bytes, end: int, begin: float) -> None:
        if answer[9:12] != self.steps[client.step].expect:
            self.errors[answer[9:12].decode() + " " + answer[end + 4 : end + 404].decode(errors="replace")] += 1
            client.step = 0
            return
        for name, mark in self.keep.items() if client.step == 0 else ():
            at = answer.find(mark) + len(mark)
            client.filled[name] = answer[at : answer.find(b'"', at)]
        client.step += 1
        if client.step == len(self.steps):
            client.step = 0
            self.all += 1
            if client.begun >= begin:
                self.times.append(time.perf_counter() - client.begun)


def _percentile(took: list[float], percent: int) -> float:
    return round(took[min(len(took) - 1, len(took) * percent // 100)] * 1000, 2) if took else 0.0


if __name__ == "__main__":
    plan = json.load(sys.stdin)
    print(json.dumps(Load(plan).run(plan["seconds"], plan["warm"])))
