"""What the pages about one publication share: the publication as whoever asks may see it, and what stands above it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from nenso.index.models import Publication
from nenso.index.published import Book, book_of, corrections_of, publication_told
from nenso.runtime import clock
from nenso.web.pages import PageRequest, render
from nenso.web.scores import change_said, greatest_said, kind_said, period_said, plain, score_said, short, value_said


@dataclass(frozen=True)
class Opened:
    """A publication that is open before somebody."""

    publication: Publication
    book: Book


def opened(request: PageRequest, publication: UUID) -> Opened:
    """Return a publication that whoever asks may see; raises ``PublicationUnknown``."""
    found = publication_told(request.actor, publication)
    return Opened(found, book_of(request.actor, found))


def board_page(request: PageRequest, of: Opened, template: str, told: Mapping[str, Any]) -> HttpResponse:
    """Answer with a page about a publication."""
    shared = {
        "publication": of.publication,
        "book": of.book,
        "corrected_by": corrections_of(request.actor, of.publication),
        "now": clock.now,
        "short": short,
        "period_said": period_said,
        "score": lambda score: score_said(of.book, score),
        "gained": lambda by: change_said(of.book, by),
        "plain": plain,
        "greatest": greatest_said,
        "value": value_said,
        "kind": kind_said,
    }
    return render(request, template, shared | dict(told))
