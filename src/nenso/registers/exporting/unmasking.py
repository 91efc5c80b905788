"""A register as a file with sensitive fields unmasked, for a stated purpose and on a stated basis.

Whoever may look at a record without masks may have this; each look is kept, and so is each file: one entry of the
journal with how many records and the file's digest, and one row that every person in it finds among who looked. The
file is made before it is kept, and kept before it is handed out.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, BinaryIO, cast

from nenso.files.storing import chunks_of, incoming
from nenso.journal.recording import record as journal
from nenso.registers.declared import Declared
from nenso.registers.exporting.errors import FormatUnknown, UnmaskingRefused, UnmaskingUnsaid
from nenso.registers.exporting.rows import Export
from nenso.registers.exporting.tables import UnmaskedExport
from nenso.registers.exporting.writing import MEDIA_TYPES, as_of, written
from nenso.registers.narrowing import masked_where
from nenso.registers.searching import Wanted
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config
from nenso.runtime.ids import uuid7
from nenso.runtime.text import normalise

USE = "registers.unmask"


def export_unmasked(
    actor: Actor,
    declared: Declared,
    wanted: Wanted,
    kind: str,
    *,
    purpose: str,
    basis: str,
    agency_path: str,
    language: str = "vi",
    moment: datetime | None = None,
) -> Iterator[bytes]:
    """Return a register as :func:`~nenso.registers.exporting.writing.export` does, without masks, part by part.

    Raises :class:`UnmaskingUnsaid`, :class:`UnmaskingRefused`, :class:`TooManyUnmasked` (setting ``unmasked_rows``),
    :class:`FormatUnknown` and ``FilterUnknown`` before anything is handed out.
    """
    if kind not in MEDIA_TYPES:
        raise FormatUnknown(format=kind[:20])
    if not (actor.seats or actor.scope):
        raise UnmaskingRefused
    said = {"purpose": normalise(purpose).strip()[:500], "basis": normalise(basis).strip()[:500]}
    if not all(said.values()):
        raise UnmaskingUnsaid
    wanted = replace(wanted, purpose=said["purpose"])
    most = config().unmasked_rows
    found = Export(actor, declared, wanted, language=language, plain=kind == "parquet", most=most, moment=moment)
    file, digest = tempfile.TemporaryFile(dir=incoming()), hashlib.sha256()  # noqa: SIM115 - closed by _handed
    try:
        for part in written(found, kind):
            file.write(part)
            digest.update(part)
        _keep(actor, declared, wanted, found, said | {"format": kind, "sha256": digest.hexdigest()}, agency_path)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return _handed(cast("BinaryIO", file))


def _handed(file: BinaryIO) -> Iterator[bytes]:
    with file:
        yield from chunks_of(file)


def _keep(
    actor: Actor, declared: Declared, wanted: Wanted, found: Export, said: dict[str, Any], agency_path: str
) -> None:
    kept = UnmaskedExport(
        id=uuid7(),
        register=declared.name,
        fields=sorted(found.unmasked),
        records=found.count,
        at=clock.now(),
        account=actor.account,
        agency_paths=[agency_path],
        persons=sorted(found.persons, key=str),
        **said,
    )
    where = masked_where(declared, wanted.where)
    asked = {"words": wanted.words, "where": where, "place": wanted.place, "below": wanted.below}
    asked |= as_of(found.moment)
    body = {"register": kept.register, "fields": kept.fields, "records": kept.records, **said, **asked}
    with acting(replace(actor.by_way_of(USE), scope=(agency_path,))):
        kept.save(force_insert=True)
        journal(kept.id, "register.exported_unmasked", body | {"persons": len(kept.persons)}, agency_path=agency_path)
