"""The books of numbers of an agency: how far each is, from where it goes on, the year closed; no number twice."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from nenso.agencies.books import close_book, start_book
from nenso.agencies.models import Agency
from nenso.cases.queries.book_keeping import books_at
from nenso.desk.settings.frame import back_to, carry_out, managed, settings_page
from nenso.runtime.problems import Problem
from nenso.runtime.text import whole
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

LONGEST_BOOK, LONGEST_PERIOD = 100, 20


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example={"do": "start", "book": "receipts", "period": "2026", "first": "5"})
def books(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Show the books; let one go on from a higher number, or close it for its period."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    book, period = request.POST.get("book", "")[:LONGEST_BOOK], request.POST.get("period", "")[:LONGEST_PERIOD]
    if request.POST.get("do") == "close":
        problem = carry_out(request, lambda: close_book(request.actor, found, book, period))
    else:
        first = whole(request.POST.get("first")) or 0
        problem = carry_out(request, lambda: start_book(request.actor, found, book, period, first))
    if problem is not None:
        return _shown(request, found, problem)
    return back_to(request, "desk-settings-books", found, t("Đã ghi nhận.", "Done."))


def _shown(request: PageRequest, agency: Agency, problem: Problem | None = None) -> HttpResponse:
    told = {"books": books_at(request.actor, agency)}
    return settings_page(request, agency, "desk/settings/books.html", told, problem)
