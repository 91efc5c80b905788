"""Finding among what agencies offer: one index for the country, made again when other editions come into force."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock

from nenso.agencies.kinds import COMMUNE, COMMUNE_POLICE, TITLES
from nenso.agencies.models import Agency
from nenso.formulas.finding.documents import Document
from nenso.formulas.finding.life_events import LifeEvent, in_order, life_events
from nenso.formulas.finding.ranking import Finder
from nenso.formulas.library import formula_of
from nenso.formulas.models import Edition
from nenso.formulas.offers import Offer, editions_in_force, offers_everywhere, offers_of
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.values import Text
from nenso.language.levels import level_of
from nenso.runtime.text import fold

_LOCAL = ("ubnd", "uy ban nhan dan", "vn.p", "h")


@dataclass(frozen=True)
class Hit:
    """An offer that answers. ``matched``: folded words to mark in its title; ``meaning``: said → official."""

    offer: Offer
    score: float
    matched: frozenset[str]
    meaning: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Hits:
    """What was found, the best first; ``about``: which part of a procedure's page is asked for, if it says so."""

    found: tuple[Hit, ...]
    about: str = ""


class _Shelf:
    """The finder of the editions in force; kept until these are others."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._editions: frozenset[str] = frozenset()
        self._finder = Finder(())

    def finder(self, editions: Mapping[str, Edition]) -> Finder:
        wanted = frozenset(editions)
        with self._lock:
            if wanted != self._editions:
                self._finder = Finder(document for one in editions.values() for document in documents_of(one))
                self._editions = wanted
            return self._finder


_shelf = _Shelf()


@dataclass(frozen=True)
class Country:
    """What the whole country offers. ``count``: procedures; ``whole``: those of them that are wholly online."""

    offers: tuple[Offer, ...]
    count: int
    whole: int
    events: list[tuple[LifeEvent, list[Offer]]]
    kinds: dict[str, list[Offer]]


class _Map:
    """The country as it was when it was last asked for; kept until something else is offered."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._of: tuple[Offer, ...] = ()
        self._country = _country(())

    def country(self) -> Country:
        offers = offers_everywhere()
        with self._lock:
            if offers is not self._of:
                self._country, self._of = _country(offers), offers
            return self._country


def country() -> Country:
    """Return what the whole country offers."""
    return _map.country()


def _country(offers: tuple[Offer, ...]) -> Country:
    listed = _for_people(offers)
    whole = sum(level_of(one.procedure).whole for one in offers)
    return Country(tuple(listed), len(offers), whole, _by_life_event(listed), _by_agency(listed))


def find_offers(text: str, agency: Agency | None = None, limit: int = 20) -> Hits:
    """Return what answers ``text`` among what ``agency`` offers, or anybody in the country, the best first."""
    finder = _shelf.finder(editions_in_force())
    offers = {_key(one.edition, one.procedure.name): one for one in _offers(agency)}
    answer = finder.find(text, offers, limit)
    hits = (Hit(offers[one.document.key], one.score, one.matched, one.meaning) for one in answer.found)
    return Hits(tuple(hits), answer.about)


def by_life_event(agency: Agency | None = None) -> list[tuple[LifeEvent, list[Offer]]]:
    """Return the events of which ``agency`` (or anybody) offers something, each with its procedures in order."""
    return _by_life_event(_offers(agency)) if agency is not None else country().events


def _by_life_event(offers: Sequence[Offer]) -> list[tuple[LifeEvent, list[Offer]]]:
    known = [
        (one.procedure.code or "", one.procedure.field or "", one.procedure.title.in_language("vi")) for one in offers
    ]
    found = [(event, [offers[number] for number in in_order(event, known)]) for event in life_events()]
    return [(event, listed) for event, listed in found if listed]


def by_agency(agency: Agency | None = None) -> dict[str, list[Offer]]:
    """Return what is offered by kind of agency (``commune``, ``province`` …), in the order of titles."""
    return _by_agency(_offers(agency)) if agency is not None else country().kinds


def _by_agency(offers: Sequence[Offer]) -> dict[str, list[Offer]]:
    found: dict[str, list[Offer]] = {}
    for offer in offers:
        for kind in kinds_of(offer):
            found.setdefault(kind, []).append(offer)
    return {kind: sorted(listed, key=_title) for kind, listed in sorted(found.items())}


def kinds_of(offer: Offer) -> tuple[str, ...]:
    """Return the kinds of agency that offer it."""
    return tuple(str(kind) for kind in offer.procedure.offered_by or offer.formula.offered_by)


def documents_of(edition: Edition) -> list[Document]:
    """Return the procedures of ``edition`` as they are searched."""
    formula = formula_of(edition)
    return [_document(edition, formula, one) for one in formula.procedures.values()]


def _document(edition: Edition, formula: Formula, procedure: Procedure) -> Document:
    kinds = [str(kind) for kind in procedure.offered_by or formula.offered_by]
    return Document(
        key=_key(edition, procedure.name),
        title=_said(procedure.title, "vi"),
        code=procedure.code or "",
        english=_said(procedure.title, "en"),
        asked_as=tuple(str(one) for one in procedure.asked_as),
        category=_fields().get(procedure.field or "", ""),
        results=tuple(_said(one.label, "vi") for one in procedure.results if one.label is not None),
        summary=_said(procedure.summary, "vi"),
        law=tuple(str(one) for one in procedure.legal_basis),
        agencies=tuple(_agencies(formula, kinds)),
        near=bool({COMMUNE, COMMUNE_POLICE} & set(kinds)),
        national=not fold(_said(formula.author, "vi")).startswith(_LOCAL),
    )


def _agencies(formula: Formula, kinds: Sequence[str]) -> Iterable[str]:
    yield formula.title.in_language("vi")
    yield _said(formula.author, "vi")
    for kind in kinds:
        yield TITLES[kind][0] if kind in TITLES else ""


def _key(edition: Edition, procedure: str) -> str:
    return f"{edition.digest}:{procedure}"


def _offers(agency: Agency | None) -> Sequence[Offer]:
    return _for_people(offers_of(agency)) if agency is not None else country().offers


def _for_people(offers: Iterable[Offer]) -> list[Offer]:
    """Return what people file themselves: not what only other cases open (``audience: []``)."""
    return [one for one in offers if _is_for_people(one.procedure)]


def _is_for_people(procedure: Procedure) -> bool:
    audience = procedure.audience
    return audience is None or any(people.terms for people in audience.values)


def _title(offer: Offer) -> str:
    return fold(offer.procedure.title.in_language("vi"))


def _said(text: Text | None, language: str) -> str:
    return text.in_language(language) if text is not None else ""


@cache
def _fields() -> dict[str, str]:
    with files(__package__).joinpath("data", "fields.csv").open(encoding="utf-8") as file:
        return {row["code"]: row["vi"] for row in csv.DictReader(file)}


_map = _Map()
