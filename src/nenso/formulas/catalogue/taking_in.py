"""Taking a table of the national database in on the desk: uploaded, read and checked, looked at, published, offered.

A job does one formula of drafts and hands the next one over, so that its progress is seen, nothing is lost when a
worker dies, and what stopped goes on where it was. A publisher of an agency publishes, and offers there and below.
"""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.agencies.posts import actor_for
from nenso.formulas.catalogue.drafts import Drafted, DraftFormula
from nenso.formulas.catalogue.errors import CatalogueTooLarge, ImportNotThere, ImportNotThereYet, TableMissing
from nenso.formulas.catalogue.importing import checked, drafts_of, files_of
from nenso.formulas.catalogue.publishing import offer_draft, publish_draft, standing
from nenso.formulas.catalogue.reading import read_tables
from nenso.formulas.catalogue.report import joined, report_of
from nenso.formulas.catalogue.rows import Tables
from nenso.formulas.errors import MayNotPublish
from nenso.formulas.library import formula_of
from nenso.formulas.models import CatalogueFile, CatalogueImport
from nenso.formulas.publishing import PUBLISHER
from nenso.journal.recording import record
from nenso.language.declarations.formula import Formula
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config
from nenso.runtime.jobs import defer
from nenso.runtime.problems import Problem
from nenso.runtime.text import one_line

State = CatalogueImport.State
PROCEDURES: Final = "procedures"
TABLES: Final = (PROCEDURES, "documents", "channels", "steps")
SYSTEM = Actor(system="formulas.catalogue", readers=frozenset())
SILENT_FOR = timedelta(minutes=5)
"""After so long without progress an import may be told to go on."""

RUNNING = frozenset({State.READING, State.PUBLISHING})


@dataclass(frozen=True)
class Upload:
    """A table as it was uploaded; its name says whether it is CSV or XLSX."""

    name: str
    content: bytes


def may_take_in(actor: Actor, agency: UUID) -> bool:
    """Return whether ``actor`` publishes for ``agency``."""
    return bool(actor.system) or PUBLISHER in actor.roles_at(agency)


def take_in(actor: Actor, agency: Agency, tables: Mapping[str, Upload]) -> CatalogueImport:
    """Return a new import of ``tables`` (``procedures`` and what else there is), handed over to be read.

    Nothing is published by it. Raises ``MayNotPublish``, ``TableMissing``, ``CatalogueTooLarge``.
    """
    if not may_take_in(actor, agency.id):
        raise MayNotPublish
    if PROCEDURES not in tables or not tables[PROCEDURES].content:
        raise TableMissing
    limit = config().upload_limit
    if sum(len(one.content) for one in tables.values()) > limit:
        raise CatalogueTooLarge(limit_mb=round(limit / 1_000_000))
    with acting(actor):
        taken = CatalogueImport(agency=agency, account=actor.account, name=one_line(tables[PROCEDURES].name)[:200])
        taken.save(force_insert=True)
        for table in TABLES:
            if table in tables:
                one = tables[table]
                CatalogueFile.objects.create(
                    taken=taken, table=table, name=one_line(one.name)[:200], content=one.content
                )
        record(taken.id, "catalogue.taken_in", {"name": taken.name}, agency_path=agency.path)
        _hand_over(taken)
    return taken


def imports_at(actor: Actor, agency: Agency, *, limit: int = 50) -> list[CatalogueImport]:
    """Return what was taken in at ``agency``, the latest first, without the reports; raises ``MayNotPublish``."""
    if not may_take_in(actor, agency.id):
        raise MayNotPublish
    with acting(actor):
        found = CatalogueImport.objects.filter(agency=agency).defer("report").order_by("-id")
        return list(found[:limit])


def import_of(actor: Actor, key: UUID) -> CatalogueImport:
    """Return an import of an agency that ``actor`` publishes for; raises ``ImportNotThere``."""
    with acting(actor):
        found = CatalogueImport.objects.select_related("agency").filter(id=key).first()
    if found is None or not may_take_in(actor, found.agency_id):
        raise ImportNotThere
    return found


def publish_import(actor: Actor, key: UUID, *, within: Iterable[UUID] = ()) -> CatalogueImport:
    """Let the drafts of an import that was read be published, and offered at the agencies ``within`` and below them.

    The actor publishes for each of these. Raises ``ImportNotThere``, ``ImportNotThereYet``, ``MayNotPublish``.
    """
    found = import_of(actor, key)
    agencies = list(dict.fromkeys(within))
    if not all(may_take_in(actor, agency) for agency in agencies):
        raise MayNotPublish
    with acting(actor):
        taken = _locked(found.id)
        if taken.state not in {State.READ, State.PUBLISHED}:
            raise ImportNotThereYet
        paths = list(Agency.objects.filter(id__in=agencies).order_by("path").values_list("path", flat=True))
        _set(taken, state=State.PUBLISHING, done=0, within=paths, account=actor.account, problem={})
        record(taken.id, "catalogue.publishing", {"within": paths}, agency_path=found.agency.path)
        _hand_over(taken)
    return taken


def go_on(actor: Actor, key: UUID) -> CatalogueImport:
    """Let an import that stopped, or of which nothing was heard for long, go on where it was."""
    found = import_of(actor, key)
    with acting(actor):
        taken = _locked(found.id)
        if is_silent(taken):
            _set(taken, problem={})
            _hand_over(taken)
    return taken


def is_silent(taken: CatalogueImport) -> bool:
    """Return whether an import ought to be running and is not."""
    return taken.state in RUNNING and bool(taken.problem or clock.now() - taken.changed_at > SILENT_FOR)


def step(key: UUID, number: int) -> None:
    """Do formula ``number`` of an import in its running phase, then hand the next one over; twice is once."""
    with acting(SYSTEM):
        taken = _locked(key)
        if taken.state not in RUNNING or number != taken.done or taken.problem:
            return
        try:
            with acting(SYSTEM):
                _do(taken)
        except Problem as problem:
            taken.refresh_from_db()
            _set(taken, problem={"vi": problem.text("vi"), "en": problem.text("en")})
            return
        if taken.state in RUNNING:
            _hand_over(taken)


def _do(taken: CatalogueImport) -> None:
    ready = _ready(taken)
    if taken.state == State.READING and not taken.formulas:
        rest = report_of(Drafted({}, ready.drafted.skipped), {}, ready.tables.processes, {})
        _set(taken, formulas=list(ready.drafted.formulas), report=rest.as_json())
    if taken.done < len(taken.formulas):
        name = taken.formulas[taken.done]
        formula = ready.drafted.formulas.get(name)
        if formula is not None:
            parsed, became = _publish(taken, formula) if taken.state == State.PUBLISHING else _check(formula)
            part = report_of(Drafted({name: formula}, ()), {name: parsed}, (), {name: became})
            _set(taken, report=joined(taken.report, part.as_json()))
        _set(taken, done=taken.done + 1)
    if taken.done >= len(taken.formulas):
        _set(taken, state=State.READ if taken.state == State.READING else State.PUBLISHED)


def _check(formula: DraftFormula) -> tuple[Formula, str]:
    return checked(formula.name, files_of(formula)[0]), "draft"


def _publish(taken: CatalogueImport, formula: DraftFormula) -> tuple[Formula, str]:
    """Publish one formula and offer it, as long as whoever asked for it still publishes there."""
    publisher = actor_for(taken.account) if taken.account is not None else SYSTEM
    paths = [*taken.within, *(() if taken.within else [taken.agency.path])]
    if not publisher.system and not all(_publishes(publisher, path) for path in paths):
        raise MayNotPublish
    acts = replace(publisher, system=SYSTEM.system)
    edition = publish_draft(acts, formula).edition
    became = [edition.name]
    for path in taken.within:
        offered = offer_draft(acts, formula, edition, path)
        became.append(offered.agency.name if offered.agency is not None else offered.vi)
    return formula_of(edition), " → ".join(became)


def _publishes(actor: Actor, path: str) -> bool:
    return any(seat.path == path and PUBLISHER in seat.roles for seat in actor.seats)


@dataclass(frozen=True)
class _Ready:
    tables: Tables
    drafted: Drafted


_kept: dict[UUID, _Ready] = {}
"""The last import that this process worked on: its tables are read once and not once for each formula."""


def _ready(taken: CatalogueImport) -> _Ready:
    if taken.id not in _kept:
        _kept.clear()
        with tempfile.TemporaryDirectory(prefix="nenso-catalogue-") as folder:
            paths: dict[str, Path] = {}
            for upload in CatalogueFile.objects.filter(taken=taken):
                suffix = Path(upload.name).suffix.lower()[:6]
                paths[upload.table] = Path(folder) / f"{upload.table}{suffix}"
                paths[upload.table].write_bytes(bytes(upload.content))
            main = paths.pop(PROCEDURES)
            tables = read_tables(main, **paths)
        there = standing()
        _kept[taken.id] = _Ready(tables, drafts_of(tables, refined=there.refined, names=there.names))
    return _kept[taken.id]


def _hand_over(taken: CatalogueImport) -> None:
    from nenso.formulas.tasks import take_in_step

    defer(take_in_step, taken=str(taken.id), number=taken.done)


def _locked(key: UUID) -> CatalogueImport:
    return CatalogueImport.objects.select_for_update(of=("self",)).select_related("agency").get(id=key)


def _set(taken: CatalogueImport, **values: Any) -> None:
    for name, value in {**values, "changed_at": clock.now()}.items():
        setattr(taken, name, value)
    taken.save(update_fields=[*values, "changed_at"])
