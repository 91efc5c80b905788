"""Manuscripts (bản thảo): formulas that publishers of an agency write file by file, until they publish them.

A file is saved over what was seen when it was opened, told by its mark; two windows that change the same file meet
:class:`FileChanged`, and nothing is overwritten unseen. Beginning, publishing and throwing away are journalled; saves
are not, as with the drafts of people.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from nenso.agencies.models import Agency
from nenso.formulas.errors import (
    FileChanged,
    FilesTooLarge,
    FilesTooMany,
    FileThere,
    FileUnknown,
    ManuscriptUnknown,
    MayNotPublish,
)
from nenso.formulas.folders import HEAD
from nenso.formulas.models import Edition, Manuscript
from nenso.formulas.paths import beginning_of, sound_path
from nenso.formulas.publishing import PUBLISHER, Checked, Published, check_files, publish
from nenso.formulas.unpacking import MOST_BYTES, MOST_FILES, text_of
from nenso.journal.recording import record
from nenso.language.declarations.formula import version_of
from nenso.language.yaml_files import load
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7

MOST_LISTED = 200
_UNSAID = "…"


def manuscripts_of(actor: Actor) -> list[Manuscript]:
    """Return what the agencies of ``actor`` are writing, the latest first, without the files."""
    with acting(actor):
        found = Manuscript.objects.select_related("agency").defer("files").order_by("-saved_at")
        return list(found[:MOST_LISTED])


def begin(actor: Actor, agency: Agency, files: Mapping[str, str], *, key: str, base: str = "") -> Manuscript:
    """Begin a manuscript of ``agency`` with ``files``; the same ``key`` again gives the one that is there already.

    Raises :class:`MayNotPublish`, :class:`FilesTooMany`, :class:`FilesTooLarge`.
    """
    _must_publish_at(actor, agency.id)
    now = clock.now()
    made = Manuscript(
        id=uuid7(),
        agency=agency,
        base=base,
        client_key=key,
        begun_at=now,
        begun_by=actor.account,
        saved_at=now,
        saved_by=actor.name,
    )
    with acting(actor):
        _put(made, files)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            return Manuscript.objects.select_related("agency").get(agency=agency, client_key=key)
        record(made.id, "formula.manuscript_begun", {"formula": made.formula, "base": base}, agency_path=agency.path)
        return made


def begin_from(actor: Actor, agency: Agency, edition: Edition, *, key: str) -> Manuscript:
    """Begin the next version of an edition: its files, with the next patch number, so that publishing asks for more."""
    files = dict(edition.files)
    major, minor, patch = version_of(edition.version)
    following = f"{major}.{minor}.{patch + 1}"
    files[HEAD] = _with_version(files[HEAD], edition.version, following)
    return begin(actor, agency, files, key=key, base=edition.name)


def manuscript_of(actor: Actor, manuscript: UUID, *, lock: bool = False) -> Manuscript:
    """Return a manuscript that ``actor`` may write; raise :class:`ManuscriptUnknown`.

    ``lock``: nobody else changes it until the open transaction ends.
    """
    with acting(actor):
        return _found(manuscript, lock=lock)


def mark_of(text: str) -> str:
    """Return by what a file's text is told from another."""
    return sha256(text.encode()).hexdigest()[:24]


def save_file(actor: Actor, manuscript: UUID, path: str, text: str, *, seen: str) -> Manuscript:
    """Save a file over the text whose mark is ``seen``; saving the same text again changes nothing.

    Raises :class:`ManuscriptUnknown`, :class:`FileUnknown`, :class:`FileChanged` (with ``theirs``),
    :class:`FilesTooLarge`, :class:`FileNotText`.
    """
    text = text_of(path, text.encode())
    with acting(actor):
        found = _found(manuscript, lock=True)
        standing = found.files.get(path)
        if standing is None:
            raise FileUnknown(path=path)
        if standing == text:
            return found
        if mark_of(standing) != seen:
            raise FileChanged(path=path, theirs=standing)
        return _saved(actor, found, {**found.files, path: text})


def add_file(actor: Actor, manuscript: UUID, path: str) -> Manuscript:
    """Add a new file with what its kind begins with; raise :class:`PathRefused`, :class:`FileThere`."""
    path = sound_path(path)
    with acting(actor):
        found = _found(manuscript, lock=True)
        if path in found.files:
            raise FileThere(path=path)
        return _saved(actor, found, {**found.files, path: beginning_of(path)})


def remove_file(actor: Actor, manuscript: UUID, path: str, *, seen: str) -> Manuscript:
    """Remove a file as it was seen; one that is gone is removed already. Raises :class:`FileChanged`."""
    with acting(actor):
        found = _found(manuscript, lock=True)
        standing = found.files.get(path)
        if standing is None or path == HEAD:
            return found
        if mark_of(standing) != seen:
            raise FileChanged(path=path, theirs=standing)
        return _saved(actor, found, {name: text for name, text in found.files.items() if name != path})


def put_in(actor: Actor, manuscript: UUID, files: Mapping[str, str]) -> Manuscript:
    """Put uploaded files into a manuscript, in place of those of the same path."""
    with acting(actor):
        found = _found(manuscript, lock=True)
        return _saved(actor, found, {**found.files, **files})


def drop(actor: Actor, manuscript: UUID) -> None:
    """Throw a manuscript away; one that is not there is thrown away already."""
    with acting(actor):
        found = Manuscript.objects.select_related("agency").filter(pk=manuscript).first()
        if found is None:
            return
        body = {"formula": found.formula, "version": found.version, "revision": found.revision}
        found.delete()
        record(manuscript, "formula.manuscript_dropped", body, agency_path=found.agency.path)


def checked(actor: Actor, files: Mapping[str, str]) -> Checked:
    """Return what checking the files of a manuscript comes to."""
    with acting(actor):
        return check_files(as_bytes(files))


def publish_manuscript(actor: Actor, manuscript: UUID, *, revision: int) -> Published:
    """Publish a manuscript as it was seen, and let it go: its files are the edition's now.

    Raises :class:`FileChanged` when it is not at ``revision`` any more, and what :func:`publish` raises.
    """
    with acting(actor):
        found = _found(manuscript, lock=True)
        if found.revision != revision:
            raise FileChanged(path=str(found))
        published = publish(actor, as_bytes(found.files))
        found.delete()
        return published


def as_bytes(files: Mapping[str, str]) -> dict[str, bytes]:
    """Return files as they are read and published."""
    return {path: text.encode() for path, text in files.items()}


def _found(manuscript: UUID, *, lock: bool = False) -> Manuscript:
    rows = Manuscript.objects.select_for_update(of=("self",)) if lock else Manuscript.objects.all()
    found = rows.select_related("agency").filter(pk=manuscript).first()
    if found is None:
        raise ManuscriptUnknown
    return found


def _saved(actor: Actor, found: Manuscript, files: Mapping[str, str]) -> Manuscript:
    _must_publish_at(actor, found.agency_id)
    _put(found, files)
    found.revision += 1
    found.saved_at, found.saved_by = clock.now(), actor.name
    found.save()
    return found


def _put(manuscript: Manuscript, files: Mapping[str, str]) -> None:
    if len(files) > MOST_FILES:
        raise FilesTooMany(most=MOST_FILES)
    if sum(len(text.encode()) for text in files.values()) > MOST_BYTES:
        raise FilesTooLarge(most_mb=MOST_BYTES // 1_000_000)
    manuscript.files = dict(sorted(files.items()))
    head = _head(files.get(HEAD, ""))
    manuscript.formula = str(head.get("formula") or _UNSAID)[:80]
    manuscript.version = str(head.get("version") or _UNSAID)[:40]
    title = head.get("title")
    manuscript.title = dict(title) if isinstance(title, Mapping) else {"vi": str(title or manuscript.formula)}


def _head(text: str) -> Mapping[str, Any]:
    source, _ = load(text, HEAD)
    return source or {}


def _with_version(text: str, old: str, new: str) -> str:
    lines = text.split("\n")
    at = next((index for index, line in enumerate(lines) if line.startswith("version:")), None)
    if at is not None:
        lines[at] = lines[at].replace(old, new, 1)
    return "\n".join(lines)


def _must_publish_at(actor: Actor, agency: UUID) -> None:
    if not (actor.system or PUBLISHER in actor.roles_at(agency)):
        raise MayNotPublish
