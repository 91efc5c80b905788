"""One's own account: how it is identified, by what one signs in."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.people.accounts import own_account
from nenso.runtime.config import config
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page, render


@require_safe
@page(may=SIGNED_IN)
def account_page(request: PageRequest) -> HttpResponse:
    """Show the own account."""
    return render(
        request, "portal/account.html", {"account": own_account(request.actor), "needed": config().filing_assurance}
    )
