"""One's own account: how it is identified, by what one signs in."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.people.accounts import own_account
from nenso.people.levels import HIGHEST
from nenso.runtime.config import config
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page, render
from nenso.web.templates import identification_services


@require_safe
@page(may=SIGNED_IN)
def account_page(request: PageRequest) -> HttpResponse:
    """Show the own account, and how its level of identification is raised; ``next``: where to go on then."""
    account = own_account(request.actor)
    held = account.assurance if account is not None and account.person_id is not None else 0
    told = {
        "account": account,
        "needed": config().filing_assurance,
        "raised_by": [one for one in identification_services() if one["level"] > held],
        "highest": held == HIGHEST,
        "next": request.GET.get("next", ""),
    }
    return render(request, "portal/account.html", told)
