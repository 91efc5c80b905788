"""Beginning an import: the table is looked into, its columns guessed, nothing is written into the register yet."""

import hashlib
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.db import connection

from nenso.agencies.models import Agency
from nenso.files.kinds import TABLES
from nenso.files.names import clean_name
from nenso.files.storing import Blob, chunks_of, hold, store
from nenso.formulas.offers import offers_of
from nenso.journal.recording import record as journal
from nenso.registers.errors import RegisterUnknown
from nenso.registers.importing.columns import checked_mapping, guess, knows
from nenso.registers.importing.errors import ImportNotAllowed, ImportUnderWay, ImportUnknown
from nenso.registers.importing.sources import unpacked
from nenso.registers.importing.tables import Import
from nenso.registers.known import Known, register_named, registers_in_force
from nenso.registers.loading import Existing
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.tables.opening import open_table
from nenso.runtime.tables.rows import Table

USE: Final = "registers.import"
MAY: Final = frozenset(("officer", "registrar", "leader", "head", "admin"))
"""The roles that may take a table into a register of their agency."""

PREVIEWED: Final = 10
_MOST_COLUMNS: Final = 500
_OPEN: Final = (Import.State.MAPPING, Import.State.CHECKED)


def registers_for(agency: Agency) -> list[Known]:
    """Return the registers that ``agency`` keeps: those of the formulas that it offers."""
    formulas = {offer.name.partition(".")[0] for offer in offers_of(agency)}
    return [known for known in registers_in_force() if known.name.partition(".")[0] in formulas]


def begin_upload(
    actor: Actor, agency: Agency, register: str, stream: BinaryIO, filename: str, *, key: UUID | None = None
) -> Import:
    """Keep an uploaded table and look into it; return the import (``key``), with its columns guessed.

    Raises what :func:`nenso.files.storing.store` and :func:`nenso.runtime.tables.opening.open_table` do,
    :class:`ImportNotAllowed` and :class:`RegisterUnknown`.
    """
    refuse_others(actor, agency)
    known = _register(agency, register)
    blob = store(stream, filename=filename, accept=TABLES, any_charset=True)
    with unpacked(blob.sha256, filename) as path:
        table = open_table(path, knows(known.declared.declaration), name=filename)
        return _begin(actor, agency, known, table, blob, filename, held=True, key=key)


def begin_file(actor: Actor, agency: Agency, register: str, path: Path) -> Import:
    """Look into a table on this machine, for a command; one that was begun and not finished goes on."""
    refuse_others(actor, agency)
    known = register_named(register)
    with path.open("rb") as file:
        digest = hashlib.sha256()
        for chunk in chunks_of(file):
            digest.update(chunk)
    table = open_table(path, knows(known.declared.declaration))
    blob = Blob(digest.hexdigest(), path.stat().st_size, "")
    with acting(actor):
        unfinished = (
            Import.objects.filter(sha256=blob.sha256, register=known.name, agency=agency, state=Import.State.RUNNING)
            .order_by("-id")
            .first()
        )
    return unfinished or _begin(actor, agency, known, table, blob, path.name, held=False)


def correct(actor: Actor, key: UUID, mapping: Mapping[str, str], existing: Existing = "update") -> Import:
    """Say which column is which field, and what becomes of records that are there already.

    Raises :class:`ImportUnknown`, :class:`ImportUnderWay` and :class:`MappingWrong`.
    """
    with acting(actor.by_way_of(USE)):
        taken = import_of(key, lock=True)
        refuse_others(actor, taken.agency)
        if taken.state not in _OPEN:
            raise ImportUnderWay
        known = register_named(taken.register)
        taken.mapping = checked_mapping(known.declared.declaration, taken.columns, mapping)
        taken.sure = sorted(taken.mapping)
        taken.existing = existing
        taken.state = Import.State.MAPPING
        taken.save(update_fields=["mapping", "sure", "existing", "state"])
    return taken


def import_of(key: UUID, *, lock: bool = False) -> Import:
    """Return an import that may be seen, inside ``acting()``; raises :class:`ImportUnknown`."""
    found = Import.objects.select_related("agency", "edition")
    taken = (found.select_for_update(of=("self",)) if lock else found).filter(pk=key).first()
    if taken is None:
        raise ImportUnknown
    return taken


def imports_of(actor: Actor, agency: Agency, limit: int = 50) -> list[Import]:
    """Return the newest imports of an agency."""
    with acting(actor):
        return list(Import.objects.filter(agency=agency).order_by("-id")[:limit])


def _begin(
    actor: Actor,
    agency: Agency,
    known: Known,
    table: Table,
    blob: Blob,
    filename: str,
    *,
    held: bool,
    key: UUID | None = None,
) -> Import:
    columns = table.columns[:_MOST_COLUMNS]
    guesses = guess(known.declared.declaration, columns)
    key, moment = key or uuid7(), clock.now()
    taken = Import(
        id=key,
        register=known.name,
        edition=known.edition,
        agency=agency,
        account=actor.account,
        person=actor.person,
        by_name=actor.name[:200],
        filename=clean_name(filename)[:200],
        sha256=blob.sha256,
        size=blob.size,
        kind=table.kind,
        rows=table.size,
        columns=list(columns),
        preview=[
            {"row": row.number, "cells": [str(cell)[:200] for cell in row.cells]}
            for row in islice(table.rows(), PREVIEWED)
        ],
        mapping={one.column: one.path for one in guesses if one.path},
        sure=[one.column for one in guesses if one.sure],
        load=key,
        warnings=[one.as_json() for one in table.warnings],
        created_at=moment,
        agency_paths=[agency.path],
        readers=sorted(f"{role}@{agency.id}" for role in MAY),
    )
    with acting(actor.by_way_of(USE)):
        if held:
            hold(blob)
        taken.load = _load_of(taken) or key
        taken.save(force_insert=True)
        journal(key, "import.begun", _told(taken), agency_path=agency.path)
    return taken


def _load_of(taken: Import) -> UUID | None:
    """Return the load of an earlier import of the same file into the same register: its records are known again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{taken.sha256}{taken.register}"])
    earlier = Import.objects.filter(sha256=taken.sha256, register=taken.register, agency_id=taken.agency_id)
    return earlier.order_by("id").values_list("load", flat=True).first()


def _told(taken: Import) -> dict[str, Any]:
    return {"register": taken.register, "file": taken.filename, "sha256": taken.sha256, "size": taken.size}


def _register(agency: Agency, register: str) -> Known:
    found = next((known for known in registers_for(agency) if known.name == register), None)
    if found is None:
        raise RegisterUnknown(register=register)
    return found


def refuse_others(actor: Actor, agency: Agency) -> None:
    """Refuse whoever holds no such role at the agency; the operator's commands act as a system."""
    if not actor.system and not MAY & actor.roles_at(agency.id):
        raise ImportNotAllowed(
            roles_vi="cán bộ chuyên môn, văn thư, lãnh đạo", roles_en="officers, registrars, leaders"
        )
