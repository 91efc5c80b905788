"""People, keys and a formula for the benchmark, made by the engine itself; prints what the load needs as JSON.

Runs in a process of its own, inside the benchmark's ``NENSO_HOME``; safe to run again.
"""

import json

import django

django.setup()

from nenso.agencies.models import Agency  # noqa: E402 - models need django.setup()
from nenso.agencies.posts import actor_for, appoint  # noqa: E402
from nenso.agencies.queries import agency_by_path  # noqa: E402
from nenso.cases.intake.filing import Filing, file_case  # noqa: E402
from nenso.cli.demo.people import DEMO, OFFICIALS, mother, officials  # noqa: E402
from nenso.formulas.adopting import adopt  # noqa: E402
from nenso.formulas.folders import example_of  # noqa: E402
from nenso.formulas.shipping import publish_shipped  # noqa: E402
from nenso.people.accounts import create_account  # noqa: E402
from nenso.people.models import Account  # noqa: E402
from nenso.people.tokens import issue_token  # noqa: E402
from nenso.results.key_keeping import key_of  # noqa: E402
from nenso.runtime.acting import Actor, acting  # noqa: E402
from nenso.runtime.ids import uuid7  # noqa: E402

COMMUNES = 34
"""How many communes the births are filed in: the counter of one agency is not what is measured."""

OFFICES = 8
"""In how many communes whole cases are done, each by officials of its own: one chairman signs at one commune."""

BIRTH = example_of("civil_registration", "birth_asked", without=("father", "marriage"))
"""A birth as a mother fills it in; the hospital's certificate is to follow."""


def main() -> None:
    """Make what is not there yet and print it."""
    for published in publish_shipped(DEMO):
        adopt(DEMO, agency_by_path("vn"), published.edition)
    her, them = mother(), officials()
    filed = file_case(her, Filing(procedure="civil_registration.birth", form=BIRTH), key=uuid7().hex)
    print(
        json.dumps(
            {
                "tokens": {role: _token(actor) for role, actor in {"mother": her, **them}.items()},
                "person": str(her.person),
                "template": str(filed.case.id),
                "form": BIRTH,
                "communes": (communes := _communes()),
                "offices": [_office(code) for code in communes[:OFFICES]],
            }
        )
    )


def _office(code: str) -> dict[str, str]:
    """Return a commune and the tokens of its officials by role, made on the first run, with their keys."""
    with acting(DEMO):
        agency = Agency.objects.get(kind="commune", place__code=code)
    tokens = {role: _token(_official(agency, role)) for role in ("clerk", "officer", "leader", "registrar")}
    with acting(DEMO):
        key_of(agency)
    return {"commune": code, **tokens}


def _official(agency: Agency, role: str) -> Actor:
    email = f"{role}.{agency.path}@vidu.vn"
    with acting(DEMO):
        account = Account.objects.filter(email=email).first()
    if account is None:
        account = create_account(DEMO, email=email)
        appoint(DEMO, account.id, agency, role, holder_name=f"{OFFICIALS[role][0]} ({agency.name})"[:100])
    if role == "leader":
        with acting(DEMO):
            key_of(agency, account.id)
    return actor_for(account)


def _token(actor: Actor) -> str:
    with acting(DEMO):
        account = Account.objects.get(id=actor.account)
    return issue_token(DEMO, account, "benchmark", ["*"], 30)[1]


def _communes() -> list[str]:
    with acting(DEMO):
        places = Agency.objects.filter(kind="commune", place__isnull=False).order_by("path")
        return list(places.values_list("place__code", flat=True)[:: max(1, places.count() // COMMUNES)][:COMMUNES])


if __name__ == "__main__":
    main()
