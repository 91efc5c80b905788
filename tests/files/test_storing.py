"""Bytes are kept once, whole, or not at all."""

import hashlib
import io
import stat
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from nenso.files.errors import FileEmpty, FileTooLarge, KindDisagrees, NoSpace, UploadExpired
from nenso.files.models import Content, Scan
from nenso.files.storing import FILES, Blob, hold, incoming, open_content, store
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from support.contents import PDF

pytestmark = pytest.mark.django_db


def contents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_content_is_kept_under_its_hash_for_this_user_alone(kept_at: Path) -> None:
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert store(io.BytesIO(PDF), filename="a.pdf") == Blob(sha256, len(PDF), "application/pdf")
    (path,) = contents(kept_at)
    assert path == kept_at / sha256[:2] / sha256[2:4] / sha256
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)} == {0o700}
    with open_content(sha256) as stream:
        assert stream.read() == PDF


def test_the_same_content_twice_is_kept_once(kept_at: Path) -> None:
    first, second = store([PDF], filename="a.pdf"), store([PDF[:9], b"", PDF[9:]], filename="khác.pdf")
    assert first == second
    assert len(contents(kept_at)) == 1
    with acting(FILES):
        assert Content.objects.count() == 1


def test_a_content_that_the_store_lost_is_put_again(kept_at: Path) -> None:
    blob = store([PDF], filename="a.pdf")
    contents(kept_at)[0].unlink()
    assert store([PDF], filename="a.pdf") == blob
    assert len(contents(kept_at)) == 1


@pytest.mark.parametrize(("size", "taken"), [(1000, True), (1001, False)])
def test_a_file_is_measured_while_it_comes(kept_at: Path, size: int, taken: bool) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        yield PDF
        for _ in range(size - len(PDF)):
            read += 1
            yield b"x"
        if not taken:
            raise AssertionError("read on after the limit")

    if taken:
        assert store(endless(), filename="a.pdf", limit=1000).size == 1000
        return
    with pytest.raises(FileTooLarge) as refusal:
        store(endless(), filename="a.pdf", limit=1000)
    assert refusal.value.facts["limit"] == 1000
    assert contents(kept_at) == []


def test_no_form_may_allow_more_than_the_install(kept_at: Path, configured: Callable[..., None]) -> None:
    configured(UPLOAD_LIMIT=100)
    with pytest.raises(FileTooLarge):
        store([PDF, bytes(100)], filename="a.pdf", limit=10_000_000)


def test_memory_does_not_grow_with_the_file(kept_at: Path) -> None:
    tracemalloc.start()
    store((PDF if n == 0 else bytes(256 * 1024) for n in range(100)), filename="a.pdf")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6_000_000


def test_nothing_is_left_of_what_was_refused_or_broken_off(kept_at: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield PDF
        raise ConnectionResetError

    before = set(incoming().iterdir())
    with pytest.raises(ConnectionResetError):
        store(broken(), filename="a.pdf")
    with pytest.raises(KindDisagrees):
        store([b"no pdf"], filename="a.pdf")
    with pytest.raises(FileEmpty):
        store([b""], filename="a.pdf")
    assert contents(kept_at) == []
    assert set(incoming().iterdir()) <= before
    with acting(FILES):
        assert not Content.objects.exists()


def test_a_full_disk_refuses_before_anything_is_written(kept_at: Path, configured: Callable[..., None]) -> None:
    configured(FREE_SPACE_FLOOR=10**18)
    with pytest.raises(NoSpace) as refusal:
        store([PDF], filename="a.pdf")
    assert refusal.value.status == 507
    assert contents(kept_at) == []


@pytest.mark.django_db(transaction=True)
def test_the_same_content_from_many_at_once_is_kept_once_and_whole(kept_at: Path) -> None:
    stored: list[Blob] = []

    def upload() -> None:
        try:
            stored.append(store([PDF, bytes(300_000)], filename="a.pdf"))
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stored) == 8
    assert len(set(stored)) == 1
    (path,) = contents(kept_at)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == stored[0].sha256


def test_nobody_but_its_keeper_learns_whether_a_content_is_there(kept_at: Path) -> None:
    store([PDF], filename="a.pdf")
    for actor in (Actor(), Actor(account=uuid7(), scope=("vn",)), Actor(system="job:other", scope=("vn",))):
        with acting(actor):
            assert not Content.objects.exists()


def test_what_was_never_attached_can_be_for_a_day(kept_at: Path) -> None:
    blob = store([PDF], filename="a.pdf")
    with clock.at(clock.now() + timedelta(hours=23)):
        assert hold(blob) == Scan.NONE
    with clock.at(clock.now() + timedelta(days=400)):
        assert hold(blob) == Scan.NONE
    other = store([PDF, b"%"], filename="a.pdf")
    with clock.at(clock.now() + timedelta(hours=25)), pytest.raises(UploadExpired):
        hold(other)
