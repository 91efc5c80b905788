"""What another site makes a browser send is refused, on every address of the URL map that takes anything."""

from collections.abc import Iterator

import pytest
from django.test import Client

from support.addresses import addresses
from support.births import Someone
from support.callers import World, contents
from support.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
NOT_TAKEN, NOT_THEIRS = 405, 404
SAID = ("web.page_expired", "api.csrf_failed")
"""The codes of what is refused because it may come from another site."""
TOKEN = "csrftoken"


def browser(who: Someone) -> Client:
    """Return a browser of somebody who signed in, which has the token of this site."""
    client = signed_in(who, Client(enforce_csrf_checks=True, raise_request_exception=False))
    client.get("/")
    return client


def met(of: World, client: Client, headers: dict[str, str]) -> Iterator[tuple[str, int | str]]:
    """Yield each address that takes something, and what it answers: a status, or why it is refused."""
    for address, _ in addresses():
        path = "/" + of.path(address)
        for method in UNSAFE:
            answer = client.generic(method, path, b"{}", content_type="text/plain", **headers)
            text = b"".join(answer).decode()
            if answer.status_code != NOT_TAKEN:
                yield f"{method} /{address}", next((code for code in SAID if code in text), answer.status_code)


def from_another_site(own: str, another: str) -> dict[str, dict[str, str]]:
    """Return by which headers another site may try, given the token of whoever is attacked and one of its own."""
    return {
        "without a token": {},
        "with a token of another's session": {"HTTP_X_CSRFTOKEN": another},
        "with the token, from elsewhere": {"HTTP_X_CSRFTOKEN": own, "HTTP_ORIGIN": "https://xau.example"},
    }


@pytest.mark.parametrize("how", from_another_site("", ""))
def test_nothing_is_taken_from_another_site_in_anybody_s_name(her_world: World, how: str) -> None:
    hers, officers = browser(her_world.owner), browser(her_world.officer)
    before, answers = contents(her_world), dict[str, set[int | str]]()
    for client, other in ((hers, officers), (officers, hers)):
        headers = from_another_site(client.cookies[TOKEN].value, other.cookies[TOKEN].value)[how]
        for address, answer in met(her_world, client, headers):
            answers.setdefault(address, set()).add(answer)
    assert len(answers) > 200
    taken = {at: told for at, told in answers.items() if told - {*SAID, NOT_THEIRS} or told == {NOT_THEIRS}}
    assert taken == {}
    assert contents(her_world) == before
