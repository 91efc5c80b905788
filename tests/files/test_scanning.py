"""What a scanner has not cleared is not served."""

import os
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from nenso.files.attaching import attach
from nenso.files.errors import FileInfected, FileQuarantined
from nenso.files.models import CaseFile, Content, Scan
from nenso.files.opening import open_file
from nenso.files.scanning import ScannerDown, Verdict, ask
from nenso.files.storing import FILES, store
from nenso.files.tasks import scan_what_waits, sweep_what_nothing_holds
from nenso.files.upkeep import scan_waiting, sweep
from nenso.journal.reading import entries_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from support.contents import EICAR, PDF

Start = Callable[[Path], Any]
Configured = Callable[..., None]


@pytest.fixture
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a short path for a socket."""
    return tmp_path_factory.mktemp("c") / "s"


def test_clean_and_infected_contents_are_told_apart(start_clamd: Start, at: Path) -> None:
    start_clamd(at)
    assert ask(f"unix:{at}", [PDF, b"", bytes(1_000_000)]) == Verdict(Scan.CLEAN)
    assert ask(f"unix:{at}", [PDF, EICAR]) == Verdict(Scan.INFECTED, "Eicar-Signature")


def test_a_scanner_on_another_machine_is_asked_over_tcp() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            session, _ = server.accept()
            with session:
                received = b""
                while not received.endswith(bytes(4)):
                    received += session.recv(65536)
                assert received == b"zINSTREAM\0" + (3).to_bytes(4, "big") + b"abc" + bytes(4)
                session.sendall(b"stream: OK")

        thread = threading.Thread(target=answer)
        thread.start()
        assert ask(f"127.0.0.1:{server.getsockname()[1]}", [b"abc"]).scan == Scan.CLEAN
        thread.join()


def test_a_scanner_that_is_down_or_fails_says_so(start_clamd: Start, at: Path) -> None:
    with pytest.raises(ScannerDown):
        ask(f"unix:{at}", [PDF])
    start_clamd(at).broken = True
    with pytest.raises(ScannerDown, match="size limit"):
        ask(f"unix:{at}", [PDF])


@pytest.mark.django_db
def test_an_infected_upload_is_refused_and_never_kept(
    start_clamd: Start, at: Path, configured: Configured, kept_at: Path
) -> None:
    start_clamd(at)
    configured(CLAMAV=f"unix:{at}")
    with pytest.raises(FileInfected, match="Eicar-Signature"):
        store([PDF, EICAR], filename="a.pdf")
    assert not kept_at.exists()
    assert store([PDF], filename="a.pdf").size == len(PDF)
    with acting(FILES):
        assert Content.objects.get().scan == Scan.CLEAN


@pytest.mark.django_db(transaction=True)
def test_what_came_while_the_scanner_was_down_waits_in_quarantine_until_it_is_back(
    mother: Actor, case_id: UUID, start_clamd: Start, at: Path, configured: Configured, kept_at: Path
) -> None:
    configured(CLAMAV=f"unix:{at}")
    clean = attach(mother, case_id, "proof", store([PDF], filename="a.pdf"), "a.pdf")
    bad = attach(mother, case_id, "proof", store([PDF, EICAR], filename="b.pdf"), "b.pdf")
    assert (clean.state, bad.state) == ("quarantined", "quarantined")
    with pytest.raises(FileQuarantined):
        open_file(mother, case_id, clean.id)
    assert scan_waiting() == 0

    start_clamd(at)
    scan_what_waits.func()
    open_file(mother, case_id, clean.id).stream.close()
    with pytest.raises(FileInfected):
        open_file(mother, case_id, bad.id)
    with acting(mother):
        assert {file.filename: file.state for file in CaseFile.objects.all()} == {
            "a.pdf": "available",
            "b.pdf": "refused",
        }
    kinds = [entry.kind for entry in entries_of(case_id)]
    assert kinds == ["file.attached", "file.attached", "file.refused", "file.opened"]
    assert scan_waiting() == 0


@pytest.mark.django_db
def test_a_content_that_was_lost_while_it_waited_does_not_hold_up_the_others(
    start_clamd: Start, at: Path, configured: Configured, kept_at: Path
) -> None:
    configured(CLAMAV=f"unix:{at}")
    lost = store([PDF], filename="a.pdf")
    store([PDF, b"%"], filename="b.pdf")
    next(kept_at.rglob(lost.sha256)).unlink()
    start_clamd(at)
    assert scan_waiting() == 2
    with acting(FILES):
        assert Content.objects.filter(scan=Scan.CLEAN).count() == 1
        assert Content.objects.get(scan=Scan.WAITING).sha256 == lost.sha256


@pytest.mark.django_db(transaction=True)
def test_what_nothing_holds_is_swept_after_two_days_and_what_a_case_holds_never(
    mother: Actor, case_id: UUID, kept_at: Path
) -> None:
    held, left = store([PDF], filename="a.pdf"), store([PDF, b"%"], filename="b.pdf")
    attach(mother, case_id, "proof", held, "a.pdf")
    with clock.at(clock.now() + timedelta(hours=47)):
        assert sweep() == 0
    with clock.at(clock.now() + timedelta(hours=49)):
        sweep_what_nothing_holds.func()
    assert [path.name for path in kept_at.rglob("*") if path.is_file()] == [held.sha256]
    with acting(FILES):
        assert [content.sha256 for content in Content.objects.all()] == [held.sha256]
    assert left.sha256 != held.sha256


@pytest.mark.django_db
def test_storing_again_starts_the_two_days_anew(kept_at: Path) -> None:
    store([PDF], filename="a.pdf")
    with clock.at(clock.now() + timedelta(hours=40)):
        store([PDF], filename="a.pdf")
    with clock.at(clock.now() + timedelta(hours=60)):
        assert sweep() == 0


@pytest.mark.django_db
def test_an_upload_that_a_crash_left_behind_is_swept(
    kept_at: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nenso.files.upkeep.incoming", lambda: tmp_path)
    old, new = tmp_path / "tmp-left-behind", tmp_path / "tmp-under-way"
    for path in (old, new):
        path.write_bytes(PDF)
    os.utime(old, (0, 0))
    sweep()
    assert (old.exists(), new.exists()) == (False, True)
