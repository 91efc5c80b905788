"""Browsers of people who signed in, without the form."""

from django.test import Client

from nenso.runtime.acting import Actor, acting
from support.births import Someone


def signed_in(who: Someone | None, client: Client | None = None) -> Client:
    """Return a browser of somebody who signed in, or of nobody; what fails is answered, not raised.

    ``client``: the browser, where it was open before.
    """
    client = client or Client(raise_request_exception=False)
    if who is not None:
        with acting(Actor(account=who.account.id, person=who.account.person_id, system="accounts.sign_in")):
            client.force_login(who.account, backend="nenso.people.signing_in.Backend")
    return client
