"""What a publisher should know of a draft before it is published: coverage, who is not ranked, what changes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from nenso.index.models import Publication
from nenso.index.publications import PUBLISHED
from nenso.index.published import Book, Node, Standing, book_of
from nenso.runtime.acting import Actor, acting

FEW = 5
BANDS = (1.0, 0.8, 0.6, 0.0)
"""Shares of indicators with a value from which units are counted together."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An indicator with the number of units that have no value of it, and of those for whom the rules filled one."""

    node: Node
    missing: int
    filled: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit that stands elsewhere than before; ``by``: ranks gained, less than 0 for a loss."""

    standing: Standing
    by: float


@dataclass(frozen=True)
class Preview:
    """``coverage``: from which share on, and how many units. ``before``: the last publication, with whom it differs.

    ``same``: both are of one edition of the scorecard. ``left``: units of before that are no longer there.
    """

    coverage: Sequence[tuple[float, int]]
    unranked: Sequence[Standing]
    gaps: Sequence[Gap]
    before: Publication | None
    same: bool
    rescored: int
    rose: Sequence[Moved]
    fell: Sequence[Moved]
    joined: Sequence[Standing]
    left: Sequence[Standing]


def preview_of(actor: Actor, publication: Publication) -> Preview:
    """Return what is to be known of a publication that ``actor`` was shown."""
    book = book_of(actor, publication)
    before = _before(actor, publication)
    past = book_of(actor, before) if before is not None else None
    moved = _moved(book, _ranks(book, before, past)) if before is not None and past is not None else []
    counts = Counter(next(band for band in BANDS if one.coverage >= band) for one in book.standings)
    return Preview(
        coverage=[(band, counts[band]) for band in BANDS],
        unranked=[one for one in book.standings if one.rank is None],
        gaps=_gaps(book),
        before=before,
        same=before is not None and before.edition == publication.edition,
        rescored=_rescored(book, past) if past is not None else 0,
        rose=sorted((one for one in moved if one.by > 0), key=lambda one: -one.by)[:FEW],
        fell=sorted((one for one in moved if one.by < 0), key=lambda one: one.by)[:FEW],
        joined=[one for one in book.standings if past is not None and one.unit not in past.places],
        left=[one for one in past.standings if one.unit not in book.places] if past is not None else [],
    )


def _before(actor: Actor, publication: Publication) -> Publication | None:
    """Return what it corrects, else the last publication of the same scorecard and agency up to its period."""
    with acting(actor):
        found = Publication.objects.defer("content").select_related("agency").exclude(pk=publication.pk)
        if publication.corrects is not None:
            return found.filter(pk=publication.corrects).first()
        same = found.filter(indicator=publication.indicator, agency=publication.agency, state=PUBLISHED)
        listed = [one for one in same.order_by("-id")[:50] if len(one.period) == len(publication.period)]
    earlier = [one for one in listed if one.period <= publication.period and one.id < publication.id]
    return max(earlier, key=lambda one: (one.period, _key(one.id)), default=None)


def _key(of: UUID) -> str:
    return of.hex


def _gaps(book: Book) -> list[Gap]:
    missing: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    for details in book.details(one.unit for one in book.standings).values():
        for name, cell in details.cells.items():
            missing[name] += cell["state"] == "missing"
            filled[name] += cell["state"] == "filled"
    found = [Gap(node, missing[name], filled[name]) for name, node in book.nodes.items() if node.full]
    return sorted((one for one in found if one.missing or one.filled), key=lambda one: -(one.missing + one.filled))


def _ranks(book: Book, before: Publication, past: Book) -> Mapping[str, float]:
    """Return the ranks of before, on today's map where that ranked other units."""
    if book.since is not None and book.since["id"] == str(before.id) and book.ranks_before is not None:
        return book.ranks_before
    return {one.unit: one.rank for one in past.standings if one.rank is not None}


def _moved(book: Book, ranks: Mapping[str, float]) -> list[Moved]:
    found = []
    for one in book.standings:
        was = ranks.get(one.unit)
        if was is not None and one.rank is not None and was != one.rank:
            found.append(Moved(one, was - one.rank))
    return found


def _rescored(book: Book, past: Book) -> int:
    return sum(
        one.unit in past.places and past.standings[past.places[one.unit]].score != one.score for one in book.standings
    )
