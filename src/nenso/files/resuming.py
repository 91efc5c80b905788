"""Uploads that go on where a lost line left them: begun with their length, received part by part, taken once.

What was received lies in ``NENSO_HOME/uploads``; its length there is the offset, so that nothing else can say
otherwise after a crash. Only whoever began an upload can see it (the database keeps the others out).
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Sum

from nenso.files.errors import FileEmpty, FileTooLarge, FileUnknown, NoSpace, PartMisplaced, UploadExpired, UploadsFull
from nenso.files.kinds import KINDS, kind_of
from nenso.files.models import Upload
from nenso.files.names import clean_name
from nenso.journal.recording import record
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import now
from nenso.runtime.config import config

KEPT = timedelta(days=1)
"""How long an upload may take, and how long it may then wait to be taken."""

MOST_AT_ONCE = 20
"""Uploads that one account may have under way."""


@dataclass(frozen=True)
class Received:
    """An upload and how many of its bytes are here."""

    upload: Upload
    offset: int

    @property
    def whole(self) -> bool:
        """Whether all of it is here."""
        return self.offset == self.upload.length


def begin_upload(actor: Actor, filename: str, media_type: str, length: int, *, key: str = "") -> Received:
    """Begin an upload of ``length`` bytes; the same ``key`` of the same account gives the one that is begun.

    Raises :class:`FileEmpty`, :class:`FileTooLarge`, :class:`~nenso.files.errors.KindNotAccepted`,
    :class:`UploadsFull`, :class:`NoSpace`.
    """
    filename, limit = clean_name(filename), config().upload_limit
    if length <= 0:
        raise FileEmpty(filename=filename)
    if length > limit:
        raise FileTooLarge(filename=filename, limit=limit, limit_mb=round(limit / 1_000_000, 1))
    kind_of(filename, KINDS)
    with acting(actor):
        if key and (begun := Upload.objects.filter(account=_owner(actor), client_key=key).first()) is not None:
            return Received(begun, _size(begun.id))
        _must_have_room(actor, filename, length)
        moment = now()
        made = Upload(
            account=_owner(actor),
            filename=filename,
            media_type=media_type[:100],
            length=length,
            client_key=key or None,
            begun_at=moment,
            expires_at=moment + KEPT,
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            begun = Upload.objects.get(account=_owner(actor), client_key=key)
            return Received(begun, _size(begun.id))
        record(made.id, "file.upload_begun", {"account": str(made.account), "length": length}, persons=_persons(actor))
    _path(made.id).touch(mode=0o600)
    return Received(made, 0)


def _must_have_room(actor: Actor, filename: str, length: int) -> None:
    held = Upload.objects.filter(account=_owner(actor), taken_for="", expires_at__gt=now())
    under_way = held.aggregate(number=Count("id"), octets=Sum("length"))
    most = config().uploads_per_person
    if under_way["number"] >= MOST_AT_ONCE or (under_way["octets"] or 0) + length > most:
        raise UploadsFull(number=MOST_AT_ONCE, limit_mb=round(most / 1_000_000))
    if shutil.disk_usage(parts_folder()).free < config().free_space_floor + length:
        raise NoSpace(filename=filename)


def upload_of(actor: Actor, key: UUID) -> Received:
    """Return one's own upload and how much of it is here. Raises :class:`FileUnknown`, :class:`UploadExpired`."""
    with acting(actor):
        found = Upload.objects.filter(account=_owner(actor), id=key).first()
    if found is None:
        raise FileUnknown(file=str(key))
    if found.expires_at <= now():
        raise UploadExpired
    return Received(found, found.length if found.taken_for else _size(found.id))


def append_part(actor: Actor, key: UUID, offset: int, length: int, parts: Iterable[bytes]) -> Received:
    """Write a part of ``length`` bytes at ``offset``, as far as it arrives; return how much is here then.

    Two that send at once cannot mix: each piece is written only where the file ends, under its lock. Raises
    :class:`PartMisplaced` when the part does not begin where the upload stands or is longer than what is missing,
    :class:`NoSpace`, and what :func:`upload_of` raises.
    """
    found = upload_of(actor, key)
    if found.upload.taken_for or offset != found.offset or offset + length > found.upload.length:
        raise PartMisplaced(offset=found.offset)
    with _path(key).open("r+b", buffering=0) as file:
        for part in parts:
            piece = part[: length - (offset - found.offset)]
            if not _write_at_end(file, offset, piece, found.upload.filename):
                raise PartMisplaced(offset=_size(key))
            offset += len(piece)
    return Received(found.upload, _size(key))


def _write_at_end(file: BinaryIO, offset: int, piece: bytes, filename: str) -> bool:
    """Write ``piece`` when the file ends at ``offset``; a piece that does not fit on the disk is undone."""
    flock(file.fileno(), LOCK_EX)
    try:
        if os.fstat(file.fileno()).st_size != offset:
            return False
        try:
            file.seek(offset)
            rest = memoryview(piece)
            while rest:
                rest = rest[file.write(rest) :]
        except OSError as error:
            file.truncate(offset)
            raise NoSpace(filename=filename) from error
        return True
    finally:
        flock(file.fileno(), LOCK_UN)


@contextmanager
def taking(actor: Actor, key: UUID, taken_for: str) -> Iterator[tuple[Upload, BinaryIO] | None]:
    """Give the whole content of one's upload to be stored; when the block ends well it is taken and its bytes go.

    Gives ``None`` when it was taken ``taken_for`` the same already: sending a form again is no second file. Raises
    :class:`PartMisplaced` when something is still missing, :class:`UploadExpired` when it was taken for another.
    """
    found = upload_of(actor, key)
    if found.upload.taken_for == taken_for:
        yield None
        return
    if found.upload.taken_for:
        raise UploadExpired
    if not found.whole:
        raise PartMisplaced(offset=found.offset)
    with _path(key).open("rb") as stream:
        yield found.upload, stream
    with acting(actor):
        Upload.objects.filter(account=_owner(actor), id=key).update(taken_for=taken_for)
    _path(key).unlink(missing_ok=True)


def drop_upload(actor: Actor, key: UUID) -> None:
    """Forget one's upload and what was received of it. Raises :class:`FileUnknown`."""
    with acting(actor):
        gone, _ = Upload.objects.filter(account=_owner(actor), id=key).delete()
        if not gone:
            raise FileUnknown(file=str(key))
        record(key, "file.upload_dropped", {}, persons=_persons(actor))
    _path(key).unlink(missing_ok=True)


def forget_expired() -> int:
    """Remove the uploads whose day is over, and their bytes; inside ``acting()`` of what looks after files."""
    expired = list(Upload.objects.filter(expires_at__lte=now()).values_list("id", flat=True)[:1000])
    for key in expired:
        _path(key).unlink(missing_ok=True)
    Upload.objects.filter(id__in=expired).delete()
    return len(expired)


def parts_folder() -> Path:
    """Return the folder of what was received so far, one file for each upload, named by its key."""
    folder = config().home_path / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _path(key: UUID) -> Path:
    return parts_folder() / str(key)


def _size(key: UUID) -> int:
    with suppress(FileNotFoundError):
        return _path(key).stat().st_size
    return 0


def _persons(actor: Actor) -> list[UUID]:
    return [actor.person] if actor.person is not None else []


def _owner(actor: Actor) -> UUID:
    """Return whose uploads they are; who is not signed in has none."""
    if actor.account is None:
        raise FileUnknown(file="")
    return actor.account
