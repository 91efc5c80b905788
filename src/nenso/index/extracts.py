"""What of a publication is read again and again, kept beside its bytes so that nobody has to read all of them.

A publication of 3,321 units is some thirty million bytes of JSON. Of each there are kept: an *overview* (every unit
with rank, score and the scores of the pillars), the *details* of each unit by itself, and all of it as gzip to be sent.
They say nothing that the bytes do not say, are made with the draft, and made anew whenever they are not there.
"""

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson

from nenso.formulas.library import formula_of
from nenso.formulas.models import Edition
from nenso.index.models import Publication, PublicationExtract, PublicationUnit
from nenso.runtime.acting import Actor, acting

WRITER = Actor(system="index", scope=("vn",), readers=frozenset())
"""Who writes publications and their extracts for those who may; see the policies of their tables."""


def writer_for(actor: Actor) -> Actor:
    """Return who writes for ``actor``: the journal names the person."""
    return replace(WRITER, account=actor.account, name=actor.name)


@dataclass(frozen=True, slots=True)
class Details:
    """By name of a part its score; by indicator its cell (``value state`` and the steps) and what was measured.

    ``measured``: numerator, denominator, value. ``change``: what changed since the publication before, where it was
    worked out: ``from score rank not_carried``.
    """

    scores: Mapping[str, float | None]
    cells: Mapping[str, Mapping[str, Any]]
    measured: Mapping[str, Sequence[float | None]]
    change: Mapping[str, Any] | None = None


def overview_of(actor: Actor, publication: Publication) -> dict[str, Any]:
    """Return ``edition greatest notes intervals corrects units`` of a publication that ``actor`` was shown.

    Also ``since`` (without its units) and ``history`` where it is compared with others before it, ``generated`` and
    ``seed`` where its data are made up.

    Each of ``units``: unit, name, rank, group, score, coverage, lowest and highest rank, the scores of the pillars.
    """
    found = _kept(actor, publication.id, "overview")
    told: dict[str, Any] = _read(found)
    return told


def packed(actor: Actor, publication: Publication) -> bytes:
    """Return the bytes of a publication that ``actor`` was shown, as gzip; the same for the same publication."""
    return _kept(actor, publication.id, "packed")


def details_of(publication: UUID, units: Iterable[str]) -> dict[str, Details]:
    """Return the details of ``units`` of a publication whose extracts are there and that whoever asks was shown."""
    with acting(WRITER):
        found = PublicationUnit.objects.filter(publication=publication, unit__in=list(units))
        rows = list(found.values_list("unit", "scores", "values"))
    return {unit: Details(_read(scores), *_read(values)) for unit, scores, values in rows}


def scores_of(publication: UUID, units: Iterable[str]) -> dict[str, Mapping[str, float | None]]:
    """Return the scores of every part of ``units``, as :func:`details_of` does; nothing else is read."""
    with acting(WRITER):
        found = PublicationUnit.objects.filter(publication=publication, unit__in=list(units))
        rows = list(found.values_list("unit", "scores"))
    return {unit: _read(scores) for unit, scores in rows}


def keep_extracts(publication: Publication) -> None:
    """Keep the extracts of a publication; inside ``acting(WRITER)``."""
    overview, units = _extracted(publication)
    content = bytes(publication.content)
    PublicationExtract.objects.bulk_create(
        [
            PublicationExtract(
                publication=publication.id, overview=overview, packed=gzip.compress(content, compresslevel=6, mtime=0)
            )
        ],
        ignore_conflicts=True,
    )
    PublicationUnit.objects.bulk_create(
        [
            PublicationUnit(publication=publication.id, unit=unit, scores=scores, values=values)
            for unit, (scores, values) in units.items()
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def strays(publication: Publication) -> list[str]:
    """Return what of the extracts is not what the bytes of a publication say: ``overview``, ``packed``, a unit's path.

    Inside ``acting()`` of somebody who sees it.
    """
    overview, units = _extracted(publication)
    found = []
    for kept in PublicationExtract.objects.filter(publication=publication.id):
        if zlib.decompress(bytes(kept.overview)) != zlib.decompress(overview):
            found.append("overview")
        if gzip.decompress(bytes(kept.packed)) != bytes(publication.content):
            found.append("packed")
        rows = PublicationUnit.objects.filter(publication=publication.id).values_list("unit", "scores", "values")
        told = {unit: [_read(scores), _read(values)] for unit, scores, values in rows}
        said = {unit: [_read(scores), _read(values)] for unit, (scores, values) in units.items()}
        found += sorted(unit for unit in told.keys() | said.keys() if told.get(unit) != said.get(unit))
    return found


def _kept(actor: Actor, publication: UUID, column: str) -> bytes:
    """Return a column of the extract; what was published before there were extracts gets its own now."""
    wanted = PublicationExtract.objects.filter(publication=publication).values_list(column, flat=True)
    with acting(actor):
        found = wanted.first()
    if found is None:
        with acting(WRITER):
            keep_extracts(Publication.objects.get(pk=publication))
            found = wanted.get()
    return bytes(found)


def _extracted(publication: Publication) -> tuple[bytes, dict[str, tuple[bytes, bytes]]]:
    """Return the overview, and of each unit its scores and its values, as they are kept."""
    told = orjson.loads(bytes(publication.content))
    declared = formula_of(Edition.objects.get(digest=publication.edition)).indicators
    parts = declared[publication.indicator.rpartition(".")[2]].parts
    pillars = [str(part.part or part.indicator) for part in parts]
    measured = _by_unit(told["measured"])
    overview = {name: told[name] for name in ("edition", "greatest", "notes")}
    overview |= {"intervals": told.get("intervals") or {}, "corrects": told.get("corrects")}
    overview |= {name: told[name] for name in ("history", "generated", "seed") if name in told}
    changes = dict(_changes(told["since"])) if "since" in told else {}
    if "since" in told:
        apart = {"units", "not_carried"}
        overview["since"] = {name: value for name, value in told["since"].items() if name not in apart}
    overview["units"] = [_brief(one, pillars) for one in told["units"]]
    details = {
        one["unit"]: (
            _small(one["scores"]),
            _small([one["cells"], measured.get(one["unit"], {}), *changes.get(one["unit"], ())]),
        )
        for one in told["units"]
    }
    return _small(overview), details


def _changes(since: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    for unit, change in since["units"].items():
        lacking = {name: units[unit] for name, units in since.get("not_carried", {}).items() if unit in units}
        yield unit, [{**change, "not_carried": lacking}]


def _brief(one: Mapping[str, Any], pillars: Sequence[str]) -> list[Any]:
    low, high = one.get("rank_interval") or (None, None)
    front = [one["unit"], one["name"], one["rank"], one["group"] or "", one["score"], one["coverage"], low, high]
    return [*front, [one["scores"].get(name) for name in pillars]]


def _by_unit(measured: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for indicator, units in measured.items():
        for unit, cells in units.items():
            found.setdefault(unit, {})[indicator] = cells
    return found


def _read(kept: bytes | memoryview) -> Any:
    return orjson.loads(zlib.decompress(kept))


def _small(told: Any) -> bytes:
    return zlib.compress(orjson.dumps(told), 1)
