"""Every page for people, as five callers: what the page says beside itself is what each of them meets."""

from collections.abc import Iterator
from dataclasses import asdict

import pytest

from support import boards
from support.addresses import addresses
from support.births import Someone, in_force
from support.callers import SECRETS, contents, five, world
from support.visits import signed_in

pytestmark = pytest.mark.usefixtures("demo")

OUTSIDERS = frozenset({"nobody", "another_citizen", "officer_elsewhere"})
TURNED_AWAY = frozenset({401, 403, 404})
METHODS = ("GET", "POST")


def pages() -> dict[str, object]:
    """Return address → view of every page for people."""
    return {address: view for address, view in addresses() if hasattr(view, "callers")}


def visit(who: Someone | None, method: str, path: str, form: dict[str, str] | None) -> tuple[int, str, str]:
    """Return status, text and where it leads, of a page opened or a form sent by somebody with a browser."""
    client = signed_in(who)
    response = client.get(path) if method == "GET" else client.post(path, form or {})
    text = b"".join(response).decode("utf-8", "replace")
    return response.status_code, text, response.get("Location", "")


@pytest.mark.django_db
def test_five_callers_meet_on_every_page_what_the_page_says() -> None:
    in_force()
    of = world()
    boards.in_force()
    of.keys["publication"] = str(boards.published(boards.publisher()).id)
    before, wrong = contents(of), []
    for caller, who in five(of).items():
        for address, view in pages().items():
            for method in METHODS:
                answer = visit(who, method, "/" + of.path(address), view.example)
                expected = asdict(view.callers)
                wrong += [f"{caller} {method} /{address}: {what}" for what in found_wrong(caller, expected, *answer)]
        if caller != "officer":
            assert contents(of) == before, caller
    assert not wrong, "\n".join(wrong)


def found_wrong(caller: str, expected: dict[str, str], status: int, text: str, leads: str) -> Iterator[str]:
    """Yield what a caller met and should not have."""
    meets, to_sign_in = expected[caller], leads.startswith("/dang-nhap")
    if status >= 500:
        yield f"{status} {text[:300]}"
    if text.lstrip().startswith("<") and ("{&#39;" in text or "{'" in text):
        yield "prints what is of both languages, or another value of ours, as it is kept"
    leaked = [secret for secret in SECRETS if secret in text]
    if caller in OUTSIDERS and leaked:
        yield f"leaks {leaked}"
    if status == 405:
        return
    if meets == "refused" and not (to_sign_in if caller == "nobody" else status in TURNED_AWAY):
        yield f"not refused: {status} {leads}"
    if meets != "refused" and to_sign_in and expected["nobody"] == "refused":
        yield "is sent to sign in"
    if meets == "may" and expected["nobody"] == "refused" and status in TURNED_AWAY:
        yield f"turned away: {status}"
