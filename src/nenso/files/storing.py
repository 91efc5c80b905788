"""Taking in bytes: streamed, measured, hashed, looked into, scanned, then kept once under their hash."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection

from nenso.files.errors import FileEmpty, FileInfected, FileTooLarge, NoSpace, UploadExpired
from nenso.files.inspecting import inspect
from nenso.files.kinds import kind_of
from nenso.files.models import Scan
from nenso.files.names import clean_name
from nenso.files.scanning import Verdict, scan
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import now
from nenso.runtime.config import config

FILES = Actor(system="files", readers=frozenset())
"""Who looks after contents: the only one that the policies let see them."""

ATTACH_WITHIN = timedelta(days=1)
_CHUNK = 256 * 1024

_TOUCH = """
INSERT INTO files_content (sha256, size, media_type, scan, signature, scanned_at, touched_at, kept)
VALUES (%(sha256)s, %(size)s, %(media_type)s, %(scan)s, '', %(scanned_at)s, %(now)s, false)
ON CONFLICT (sha256) DO UPDATE SET touched_at = excluded.touched_at,
  scan = CASE WHEN files_content.scan IN ('none', 'infected') THEN excluded.scan ELSE files_content.scan END,
  scanned_at = coalesce(excluded.scanned_at, files_content.scanned_at)
"""
_HOLD = """
UPDATE files_content SET kept = true WHERE sha256 = %s AND (kept OR touched_at > %s) RETURNING scan
"""


@dataclass(frozen=True)
class Blob:
    """A content that was stored, to be attached within a day: SHA-256 in hexadecimal, bytes, media type."""

    sha256: str
    size: int
    media_type: str


def store(
    stream: BinaryIO | Iterable[bytes],
    *,
    filename: str,
    limit: int | None = None,
    accept: Collection[str] = (),
    declared: str = "",
    any_charset: bool = False,
) -> Blob:
    """Keep the bytes of ``stream`` and return what they are; to be called outside any transaction.

    ``filename`` as given by whoever uploads, ``declared`` the media type that the browser said; ``limit`` in bytes
    (default and most: ``NENSO_UPLOAD_LIMIT``); ``accept`` the extensions or groups that the form takes;
    ``any_charset``: text that need not be UTF-8, because it is only read. Raises
    :class:`FileTooLarge`, :class:`FileEmpty`, :class:`KindNotAccepted`, :class:`KindDisagrees`,
    :class:`ContentRefused`, :class:`FileInfected`, :class:`NoSpace`; then nothing is kept.
    """
    filename = clean_name(filename)
    kind = kind_of(filename, accept)
    most = min(limit or config().upload_limit, config().upload_limit)
    with _spooled(stream, most, filename) as (path, blob_hash, size):
        inspect(path, kind, filename, declared, any_charset=any_charset)
        with path.open("rb") as content:
            verdict = scan(chunks_of(content))
        if verdict.scan == Scan.INFECTED:
            raise FileInfected(filename=filename, signature=verdict.signature)
        blob = Blob(blob_hash, size, kind.media_type)
        _keep(path, blob, verdict)
    return blob


def store_own(path: Path, media_type: str) -> Blob:
    """Keep a file that this program wrote itself, however large, and return what it is; outside any transaction.

    Nobody sent it, so that it is neither looked into nor scanned. Raises :class:`NoSpace`.
    """
    if shutil.disk_usage(incoming()).free < config().free_space_floor + path.stat().st_size:
        raise NoSpace(filename=path.name)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    blob = Blob(digest, path.stat().st_size, media_type)
    _keep(path, blob, Verdict(Scan.NONE))
    return blob


def hold(blob: Blob) -> Scan:
    """Say, in the transaction that attaches ``blob``, that something holds it; return its scan.

    Raises :class:`UploadExpired` when it was stored more than a day ago and never held.
    """
    with acting(FILES), connection.cursor() as cursor:
        cursor.execute(_HOLD, [blob.sha256, now() - ATTACH_WITHIN])
        row = cursor.fetchone()
    if row is None:
        raise UploadExpired(sha256=blob.sha256)
    return Scan(row[0])


def open_content(sha256: str) -> BinaryIO:
    """Return a stream of the content's bytes; raise ``OSError`` when the store does not have it."""
    stream: BinaryIO = store_of_files().open(name_of(sha256), "rb").file  # type: ignore[assignment]  # stubs: IO[Any]
    return stream


_elsewhere: ContextVar[Storage | None] = ContextVar("store_of_files", default=None)


def store_of_files() -> Storage:
    """Return the store of contents: ``STORAGES["files"]``, or where :func:`keeping_in` says."""
    return _elsewhere.get() or storages["files"]


@contextmanager
def keeping_in(store: Storage) -> Iterator[None]:
    """Keep every content in ``store`` meanwhile: for what is tried out and then rolled back."""
    token = _elsewhere.set(store)
    try:
        yield
    finally:
        _elsewhere.reset(token)


def name_of(sha256: str) -> str:
    """Return the name of a content in the store: two levels of folders, so that none grows too large."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def chunks_of(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes of ``stream`` part by part."""
    while chunk := stream.read(_CHUNK):
        yield chunk


def incoming() -> Path:
    """Return the folder of uploads under way."""
    folder = config().home_path / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def _spooled(stream: BinaryIO | Iterable[bytes], most: int, filename: str) -> Iterator[tuple[Path, str, int]]:
    """Write the stream into a file of ours, that is gone at the end."""
    digest, size = hashlib.sha256(), 0
    folder = incoming()
    if shutil.disk_usage(folder).free < config().free_space_floor:
        raise NoSpace(filename=filename)
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for chunk in _parts(stream):
            size += len(chunk)
            if size > most:
                raise FileTooLarge(filename=filename, limit=most, limit_mb=round(most / 1_000_000, 1))
            digest.update(chunk)
            _write(file.fileno(), chunk, filename)
        if not size:
            raise FileEmpty(filename=filename)
        yield Path(file.name), digest.hexdigest(), size


def _parts(stream: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    return chunks_of(cast("BinaryIO", stream)) if hasattr(stream, "read") else iter(stream)


def _write(descriptor: int, chunk: bytes, filename: str) -> None:
    rest = memoryview(chunk)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError as error:
        raise NoSpace(filename=filename) from error


def _keep(path: Path, blob: Blob, verdict: Verdict) -> None:
    """Note the content first, then put it: what a crash leaves between the two is known, and swept."""
    moment = now()
    with acting(FILES), connection.cursor() as cursor:
        cursor.execute(
            _TOUCH,
            {
                "sha256": blob.sha256,
                "size": blob.size,
                "media_type": blob.media_type,
                "scan": verdict.scan.value,
                "scanned_at": moment if verdict.scan == Scan.CLEAN else None,
                "now": moment,
            },
        )
    files, name = store_of_files(), name_of(blob.sha256)
    if files.exists(name) and files.size(name) == blob.size:
        return
    with path.open("rb") as content:
        files.save(name, File(content, name))
