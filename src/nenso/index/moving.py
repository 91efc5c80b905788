"""Where an agency stands in what is published, what moved since the period before, and in which indicators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nenso.index.extracts import Details
from nenso.index.models import Publication
from nenso.index.publications import PUBLISHED, publications
from nenso.index.published import Book, Node, Standing, book_of, history_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from nenso.runtime.paths import lies_within

FEW = 3


@dataclass(frozen=True, slots=True)
class Move:
    """An indicator of which a unit has more or fewer points than in the period before."""

    node: Node
    before: float
    now: float
    was: object
    value: object

    @property
    def by(self) -> float:
        """Return how many points it gained, less than 0 for a loss."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Fall:
    """A unit below that lost ranks: ``by`` how many."""

    standing: Standing
    by: float


@dataclass(frozen=True)
class Stand:
    """Where an agency and those below it stand in a publication that everybody may see.

    ``own``: its own standing, where it is ranked itself; ``before``: that of the period before. ``moves``: what gained
    and lost most points, the greatest first; none where the scorecard itself changed (``same_method`` False).
    ``change``: its score and rank then and now, and what places that merged, the method and the values made of it;
    where it was another unit then, that is all that is told of before.
    """

    publication: Publication
    book: Book
    own: Standing | None
    before: Standing | None
    same_method: bool
    moves: Sequence[Move]
    change: dict[str, Any] | None
    below: int
    fell: Sequence[Fall]
    last: Sequence[Standing]

    @property
    def gained(self) -> float | None:
        """Return how many ranks it gained since, less than 0 for a loss; None where either is not ranked."""
        if self.own is None or self.before is None or self.own.rank is None or self.before.rank is None:
            return None
        return self.before.rank - self.own.rank


def stands_of(actor: Actor, path: str) -> list[Stand]:
    """Return where the agency at ``path`` stands: in the newest publication of each scorecard that ranks it or others
    below it.
    """
    found: dict[tuple[str, str], Publication] = {}
    for one in publications(actor):
        over = one.embargo_until is None or one.embargo_until <= clock.now()
        if one.state == PUBLISHED and over and _related(path, str(one.agency_path)):
            found.setdefault((one.indicator, str(one.agency_path)), one)
    stands = (_stand(actor, one, path) for one in found.values())
    return [one for one in stands if one.own is not None or one.below]


def _related(path: str, other: str) -> bool:
    return lies_within(path, other) or lies_within(other, path)


def _stand(actor: Actor, publication: Publication, path: str) -> Stand:
    book = book_of(actor, publication)
    earlier = next((one for one in history_of(actor, publication, limit=2) if one.period < publication.period), None)
    past = book_of(actor, earlier) if earlier is not None else None
    own = book.standings[book.places[path]] if path in book.places else None
    before = past.standings[past.places[path]] if past is not None and path in past.places else None
    same = earlier is not None and earlier.edition == publication.edition
    below = [one for one in book.standings if one.unit.startswith(f"{path}.")]
    mine = book.details_of(path) if own is not None else None
    change = book.change(mine) if mine is not None else None
    if change is not None and change["from"]:
        before = None
    moves = _moves(book, mine, past.details_of(path)) if same and mine and past and before else []
    return Stand(
        publication,
        book,
        own,
        before,
        same,
        moves[: 2 * FEW],
        change,
        len(below),
        _fell(below, _ranks(book, past))[:FEW] if past is not None else [],
        [one for one in below if one.rank is not None][-FEW:],
    )


def _moves(book: Book, now: Details, before: Details) -> list[Move]:
    found = []
    for node in book.nodes.values():
        score, was = now.scores.get(node.name), before.scores.get(node.name)
        if not node.parts and score is not None and was is not None and score != was:
            cell, past = now.cells[node.name], before.cells[node.name]
            found.append(Move(node, was, score, past["value"], cell["value"]))
    return sorted(found, key=lambda one: (-abs(one.by), one.node.name))


def _ranks(book: Book, past: Book) -> Mapping[str, float]:
    """Return the ranks of the period before, on today's map where that ranked other units."""
    if book.ranks_before is not None:
        return book.ranks_before
    return {one.unit: one.rank for one in past.standings if one.rank is not None}


def _fell(below: Sequence[Standing], ranks: Mapping[str, float]) -> list[Fall]:
    found = []
    for one in below:
        was = ranks.get(one.unit)
        if was is not None and one.rank is not None and one.rank > was:
            found.append(Fall(one, one.rank - was))
    return sorted(found, key=lambda one: (-one.by, one.standing.unit))
