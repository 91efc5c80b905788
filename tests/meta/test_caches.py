"""What is for one person is kept by no cache that others use, and no page of theirs by the browser."""

import pytest

from nenso.web.callers import EVERYBODY
from support.addresses import addresses
from support.callers import World
from support.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

SAME_FOR_ALL = {"can-bo/co-quan"}
"""What is for those who signed in and holds nothing of anybody: names of agencies, as they are typed."""


def test_no_cache_keeps_for_others_what_is_shown_to_somebody_who_signed_in(her_world: World) -> None:
    """Kept it may be where it is the same for everybody, or by their own browser, where it is told so."""
    anybody, kept = signed_in(None), []
    for who in (her_world.owner, her_world.officer):
        client = signed_in(who)
        for address, _ in addresses():
            path = "/" + her_world.path(address)
            answer = client.get(path)
            content, told = b"".join(answer), answer.get("Cache-Control", "")
            own = told.startswith("private") or "no-store" in told
            if answer.status_code == 200 and not own and content != b"".join(anybody.get(path)):
                kept.append(f"{path}: {told}")
    assert kept == []


def test_no_page_of_hers_is_kept_by_the_browser_that_she_leaves(her_world: World) -> None:
    client, kept = signed_in(her_world.owner), []
    clerk = signed_in(her_world.officer)
    for address, view in addresses():
        callers = getattr(view, "callers", EVERYBODY)
        for browser in (client, clerk) if callers.sign_in else ():
            answer = browser.get("/" + her_world.path(address))
            b"".join(answer)
            if answer.status_code == 200 and "no-store" not in answer.get("Cache-Control", ""):
                kept.append(address)
    assert set(kept) == SAME_FOR_ALL
