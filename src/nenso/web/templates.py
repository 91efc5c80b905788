"""The templates of pages: Jinja, with GOV.UK Frontend's components as macros and our words and formats."""

from typing import Any

from django.contrib.messages import get_messages
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader

from nenso.journal.made_up import made_up
from nenso.notices.codes import texts_codes
from nenso.people.identified import level_proven
from nenso.people.levels import LEVELS
from nenso.runtime.config import config
from nenso.web.assets import asset, imports_of
from nenso.web.keys import key_field
from nenso.web.languages import spoken
from nenso.web.wording import FILTERS, t


def environment(**options: Any) -> Environment:
    """Return the environment that Django makes pages with."""
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    loader = ChoiceLoader([options["loader"], components])
    options |= {"loader": loader, "undefined": ChainableUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701 - Django's options ask for escaping
    made.globals |= {
        "t": t,
        "asset": asset,
        "imports_of": imports_of,
        "url": _url,
        "spoken": spoken,
        "key_field": key_field,
        "demonstration": _demonstration,
        "messages_of": get_messages,
        "identification_services": identification_services,
        "levels": LEVELS,
        "texts_codes": texts_codes,
    }
    made.filters |= FILTERS
    return made


def _demonstration() -> bool:
    """Return whether pages say that their data are made up: this install demonstrates, or its database says so."""
    return config().demo or made_up() is not None


def identification_services() -> list[dict[str, Any]]:
    """Return the services that say who somebody is: ``id``, ``name`` and the ``level`` they prove (1–3)."""
    return [{"id": one["id"], "name": one["name"], "level": level_proven(one)} for one in config().oidc]


def _url(name: str, /, **words: Any) -> str:
    return reverse(name, kwargs=words or None)
