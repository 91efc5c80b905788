"""Up to six units of a publication side by side."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from nenso.board.drawing import legend_of, segments
from nenso.board.frame import board_page, opened
from nenso.index.published import Book
from nenso.runtime.text import fold, normalise
from nenso.web.callers import EVERYBODY
from nenso.web.pages import PageRequest, page
from nenso.web.scores import short

MOST = 6
COMPARED, FORMERLY = "so", "don-vi"
"""The key of an address that names a unit to compare, here and in what is taken away, and the one it had before."""
OFFERED = 8
LONGEST = 100


@require_safe
@page(may=EVERYBODY)
def compare(request: PageRequest, publication: UUID) -> HttpResponse:
    """Show units side by side, part by part, and offer others to add."""
    of = opened(request, publication)
    every = compared(of.book, asked_units(request.GET))
    chosen = every[:MOST]
    question = normalise(request.GET.get("q", ""))[:LONGEST].strip()
    here = reverse("board-compare", kwargs={"publication": publication})

    def address(units: list[str]) -> str:
        return f"{here}?{urlencode([(COMPARED, unit) for unit in units])}"

    standings = [of.book.standing(unit) for unit in chosen]
    found = of.book.details(chosen)
    details = [found[one] for one in chosen]
    told = {
        "question": question,
        "chosen": chosen,
        "legend": legend_of(of.book),
        "query": f"?{urlencode([(COMPARED, unit) for unit in chosen])}",
        "too_many": len(every) > MOST,
        "full": len(chosen) == MOST,
        "units": [
            {
                "standing": one,
                "name": short(one.name),
                "segments": segments(of.book, one),
                "without": address([unit for unit in chosen if unit != one.unit]),
            }
            for one in standings
        ],
        "lines": [
            {"node": node, "cells": _cells(node.name, [one.scores.get(node.name) for one in details])}
            for node in of.book.under(of.book.root.name)[1:]
        ],
        "offered": [
            {"name": short(one.name), "address": address([*chosen, one.unit])}
            for one in _found(of.book, question)
            if one.unit not in chosen
        ][:OFFERED],
    }
    return board_page(request, of, "board/compare.html", told)


def asked_units(given: QueryDict) -> list[str]:
    """Return the units that the address of a comparison names; addresses made before say ``don-vi``."""
    return [*given.getlist(COMPARED), *given.getlist(FORMERLY)]


def compared(book: Book, asked: list[str]) -> list[str]:
    """Return the units that are asked for and are in a publication, each once, in the order of asking."""
    return list(dict.fromkeys(unit for unit in asked if unit in book.places))


def _found(book: Book, question: str) -> list[Any]:
    words = fold(question).split()
    return [one for one in book.standings if words and all(word in fold(one.name) for word in words)]


def _cells(name: str, scores: list[float | None]) -> list[dict[str, Any]]:
    """Return each score, and whether it is the best of the row where they differ."""
    del name
    known = [score for score in scores if score is not None]
    best = max(known) if len(set(known)) > 1 else None
    return [{"score": score, "best": score is not None and score == best} for score in scores]
