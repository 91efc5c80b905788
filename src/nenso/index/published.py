"""A publication read back: its tree of parts, its units best first, each number as it was published.

What is published never changes, so that whoever may see a publication may have it from the memory of the process: what
a ranking needs of it, read from its extracts (:mod:`nenso.index.extracts`); a unit's details are read when asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any
from uuid import UUID

from nenso.cases.queries.words import text_of
from nenso.formulas.library import formula_of, required_by
from nenso.formulas.models import Edition
from nenso.index.errors import NothingBefore, PublicationUnknown
from nenso.index.extracts import Details, details_of, overview_of, scores_of
from nenso.index.models import Publication
from nenso.index.reasons import REASONS
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.indicators import Indicator, Part
from nenso.runtime.acting import Actor, acting

MOST_KEPT = 12
"""Publications that a process keeps; one of 3,321 communes and 62 indicators takes some 2 MB."""

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the scorecard; an indicator is ``declared`` so, and ``full`` is its full name."""

    name: str
    title: Words
    depth: int
    above: str
    parts: tuple[str, ...]
    greatest: float | None
    full: str = ""
    declared: Indicator | None = None

    @property
    def kind(self) -> str:
        """Return how its values come about: ``measured``, ``surveyed`` or ``reported``; '' of a part that has parts."""
        if not self.full:
            return ""
        if self.declared is not None and (self.declared.measures or self.declared.formula is not None):
            return "measured"
        said = self.declared.reported if self.declared is not None else None
        return "surveyed" if said is not None and said.how == "survey" else "reported"

    @property
    def source(self) -> Words:
        """Return from what its values come, for people."""
        said = self.declared.source if self.declared is not None else None
        return {one: said.in_language(one) if said is not None else "" for one in ("vi", "en")}

    @property
    def measured_from(self) -> tuple[str, ...]:
        """Return what is counted, numerator first: fact, measure and condition as they are declared."""
        if self.declared is None:
            return ()
        if self.declared.formula is not None:
            return (str(self.declared.formula),)
        return tuple(
            f"{one.fact}: {one.measure}{f' where {one.where}' if one.where else ''}" for one in self.declared.measures
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit as it was published: ``rank`` None where it is not ranked; ``low`` to ``high``: where nine of ten draws
    of weights put it; ``pillars``: the scores of the parts below the whole.
    """

    unit: str
    name: str
    rank: float | None
    group: str
    score: float | None
    coverage: float
    low: float | None
    high: float | None
    pillars: tuple[float | None, ...]


@dataclass(frozen=True, eq=False)
class Book:
    """What a publication says; two of one ``digest`` say the same, ``publication`` is one of them.

    ``since``: which publication before it is compared with; ``history``: score and rank on today's map in earlier ones
    that were about other units (both as :func:`~nenso.index.changing.changes_since` writes them). ``made_up``: by which
    number its data were made up, '' where no number was drawn; None where they are real.
    """

    publication: UUID
    digest: str
    title: Words
    summary: Words
    source: Words
    edition: str
    indicator: Indicator
    known: Mapping[str, Indicator]
    nodes: Mapping[str, Node]
    standings: tuple[Standing, ...]
    groups: tuple[str, ...]
    notes: tuple[Mapping[str, Any], ...]
    intervals: Mapping[str, Any]
    corrects: Mapping[str, Any] | None
    since: Mapping[str, Any] | None
    history: Sequence[Mapping[str, Any]]
    made_up: str | None = None

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Book) and other.digest == self.digest

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the place of each unit in ``standings``."""
        return {one.unit: place for place, one in enumerate(self.standings)}

    @cached_property
    def ranked(self) -> int:
        """Return how many units have a rank."""
        return sum(one.rank is not None for one in self.standings)

    @property
    def root(self) -> Node:
        """Return the whole."""
        return next(iter(self.nodes.values()))

    @property
    def pillars(self) -> list[Node]:
        """Return the parts below the whole, in the order of the pillars of a standing."""
        return [self.nodes[name] for name in self.root.parts]

    @property
    def decimals(self) -> int:
        """Return to how many places scores are told."""
        return decimals_of(self.indicator, self.root.greatest)

    @cached_property
    def ranks_before(self) -> Mapping[str, float] | None:
        """Return the ranks of the period before on today's map; None where that ranked the same units."""
        told = next((one for one in self.history if self.since and one["id"] == self.since["id"]), None)
        return None if told is None else {unit: rank for unit, (_, rank) in told["units"].items() if rank is not None}

    def change(self, details: Details) -> dict[str, Any] | None:
        """Return what changed of a unit ``since`` the publication before (``score`` and ``rank``: before, merger,
        method, data, now; ``from``: former units) and its indicators whose past could not be carried, with the reason
        and its words; None where nothing was worked out.
        """
        if details.change is None:
            return None
        lacking = [
            {"node": self.nodes[name], "reason": reason, "words": REASONS[reason]}
            for name, reason in sorted(details.change["not_carried"].items())
            if name in self.nodes
        ]
        return {**details.change, "lacking": lacking, "since": self.since}

    def standing(self, unit: str) -> Standing:
        """Return a unit; raises ``PublicationUnknown`` for one that is not in it."""
        place = self.places.get(unit)
        if place is None:
            raise PublicationUnknown
        return self.standings[place]

    def details(self, units: Iterable[str]) -> dict[str, Details]:
        """Return for each of ``units`` the score of every part and the value behind each indicator."""
        return details_of(self.publication, units)

    def scores(self, units: Iterable[str]) -> dict[str, Mapping[str, float | None]]:
        """Return for each of ``units`` the score of every part."""
        return scores_of(self.publication, units)

    def details_of(self, unit: str) -> Details:
        """Return the score of every part and the value behind each indicator of one unit."""
        return self.details([unit])[unit]

    def under(self, name: str) -> list[Node]:
        """Return a part and all below it, each before its own parts."""
        node = self.nodes[name]
        return [node, *(one for part in node.parts for one in self.under(part))]


def changes_of(book: Book, standings: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the change of units since the publication before, where it was worked out; see :meth:`Book.change`.

    Raises ``NothingBefore`` where there was none.
    """
    if book.since is None:
        raise NothingBefore
    details = book.details(one.unit for one in standings)
    found = ((one, book.change(details[one.unit])) for one in standings)
    return [{"unit": one.unit, "name": one.name, **change} for one, change in found if change is not None]


def decimals_of(scorecard: Indicator, greatest: float | Fraction | None) -> int:
    """Return to how many places scores of a scorecard are told, ``greatest`` being the most it can give."""
    if scorecard.round is not None:
        return scorecard.round.to
    return 4 if (greatest or 0) <= 1 else 2


def publication_told(actor: Actor, wanted: UUID) -> Publication:
    """Return a publication that ``actor`` may see, without its content; raises ``PublicationUnknown``."""
    with acting(actor):
        found = Publication.objects.select_related("agency").defer("content").filter(pk=wanted).first()
    if found is None:
        raise PublicationUnknown
    return found


def book_of(actor: Actor, publication: Publication) -> Book:
    """Return what a publication that ``actor`` was shown says."""
    slot = _slot(publication.id)
    with slot.lock:
        if slot.book is None:
            slot.book = _read(actor, publication)
        return slot.book


def corrections_of(actor: Actor, publication: Publication) -> list[Publication]:
    """Return the publications that correct this one and that ``actor`` may see, the newest first."""
    with acting(actor):
        return list(
            Publication.objects.defer("content").filter(corrects=publication.id, state="published").order_by("-id")
        )


def history_of(actor: Actor, publication: Publication, *, limit: int = 6) -> list[Publication]:
    """Return the latest publication of each period of the same scorecard and agency up to this one, oldest first."""
    with acting(actor):
        found = Publication.objects.defer("content").filter(
            indicator=publication.indicator, agency=publication.agency, state="published"
        )
        every = list(found.order_by("-id")[: limit * 4])
    latest: dict[str, Publication] = {publication.period: publication}
    for one in every:
        if len(one.period) == len(publication.period) and one.period < publication.period:
            latest.setdefault(one.period, one)
    return sorted(latest.values(), key=lambda one: one.period)[-limit:]


class _Slot:
    """A place in the memory of the process for one publication; who comes while it is read waits for it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.book: Book | None = None


@lru_cache(maxsize=MOST_KEPT)
def _slot(publication: UUID) -> _Slot:
    del publication
    return _Slot()


def _read(actor: Actor, publication: Publication) -> Book:
    told = overview_of(actor, publication)
    with acting(actor):
        edition = Edition.objects.get(digest=publication.edition)
    formula, library = formula_of(edition), required_by(edition)
    declared = formula.indicators[publication.indicator.rpartition(".")[2]]
    known = _known(declared, formula, library)
    nodes: dict[str, Node] = {}
    for one in _nodes(declared, formula.name, known, told["greatest"]):
        nodes.setdefault(one.name, one)  # an indicator may stand under several parts
    return Book(
        publication=publication.id,
        digest=publication.digest,
        title=text_of(declared.title, declared.name),
        summary=text_of(declared.summary, ""),
        source=text_of(declared.source, ""),
        edition=told["edition"],
        indicator=declared,
        known=known,
        nodes=nodes,
        standings=tuple(_standing(one) for one in told["units"]),
        groups=tuple(str(one.name) for one in declared.groups),
        notes=tuple(told["notes"]),
        intervals=told["intervals"],
        corrects=told["corrects"],
        since=told.get("since"),
        history=told.get("history", ()),
        made_up=str(told["seed"] or "") if told.get("generated") else None,
    )


def _standing(told: Sequence[Any]) -> Standing:
    unit, name, rank, group, score, coverage, low, high, pillars = told
    return Standing(unit, name, rank, group, score, coverage, low, high, tuple(pillars))


def _known(declared: Indicator, formula: Formula, library: Mapping[str, Formula]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for part in declared.parts:
        for one in part.walk():
            if one.indicator is None:
                continue
            owner, _, own = str(one.indicator).rpartition(".")
            declares = library.get(owner) if owner else formula
            if declares is not None and own in declares.indicators:
                found[str(one.indicator)] = declares.indicators[own]
    return found


def _nodes(
    declared: Indicator, formula: str, known: Mapping[str, Indicator], greatest: Mapping[str, float | None]
) -> list[Node]:
    root = str(declared.name)
    top = tuple(_name(part) for part in declared.parts)
    found = [Node(root, text_of(declared.title, root), 0, "", top, greatest.get(root))]
    for part in declared.parts:
        found += _below(part, 1, root, formula, known, greatest)
    return found


def _below(
    part: Part,
    depth: int,
    above: str,
    formula: str,
    known: Mapping[str, Indicator],
    greatest: Mapping[str, float | None],
) -> list[Node]:
    name = _name(part)
    indicator = known.get(name) if part.indicator else None
    full = (name if "." in name else f"{formula}.{name}") if part.indicator else ""
    title = text_of(part.title or (indicator.title if indicator else None), name)
    parts = tuple(_name(one) for one in part.parts)
    found = [Node(name, title, depth, above, parts, greatest.get(name), full, indicator)]
    for one in part.parts:
        found += _below(one, depth + 1, name, formula, known, greatest)
    return found


def _name(part: Part) -> str:
    return str(part.part or part.indicator or "")
