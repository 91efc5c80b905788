"""One act on many cases from a list: begun here, going on by itself, with its progress and what became of each."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from nenso.cases.acts.batches import batch_of, begin_batch, words_of, work_batch
from nenso.cases.tasks import go_on_with_batch
from nenso.desk.errors import NothingChosen
from nenso.desk.frame import desk_page
from nenso.desk.slugs import SLUGS
from nenso.desk.standing import standing_of
from nenso.runtime.acting import acting
from nenso.runtime.ids import key_in
from nenso.runtime.jobs import defer
from nenso.runtime.text import normalise
from nenso.web.callers import SIGNED_IN
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page

AT_ONCE_SECONDS = 1.5
"""How long a request itself works on a batch; what is left goes on as a job."""


@require_POST
@page(may=SIGNED_IN, example={"action": "accept", "case": "19.01969-261101-0001"})
def do_many(request: PageRequest) -> HttpResponseBase:
    """Do one thing on every case that was chosen; sent again it goes on with the same."""
    chosen = [normalise(one)[:60] for one in request.POST.getlist("case")]
    action, to = request.POST.get("action", "")[:60], key_in(request.POST.get("account", ""))
    queue = request.POST.get("queue", "")
    if not any(chosen) or not action or (action == "assign" and to is None):
        if queue not in SLUGS:
            raise NothingChosen
        messages.warning(request, NothingChosen().text(spoken()))
        return redirect("desk-queue", queue=queue)
    batch = begin_batch(request.actor, action, chosen, to=to, key=key_of(request))
    if work_batch(request.actor, batch, seconds=AT_ONCE_SECONDS):
        with acting(request.actor):
            defer(go_on_with_batch, batch=str(batch), account=str(request.actor.account))
    answer = redirect("desk-batch", batch=batch)
    if queue in SLUGS:
        answer["Location"] += f"?ve={queue}"
    return answer


@require_safe
@page(may=SIGNED_IN)
def outcomes(request: PageRequest, batch: UUID) -> HttpResponse:
    """Tell how far a batch of one's own has come, and what became of each case."""
    seen = batch_of(request.actor, batch)
    told = {"seen": seen, "what": words_of(seen.batch), "back": request.GET.get("ve", "")}
    return desk_page(request, standing_of(request), "desk/outcomes.html", told)
