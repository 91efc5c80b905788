"""Runs inside the install of ``test_nothing_lost``: ``prepare`` makes people and keys, ``examine`` tells what is."""

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from nenso.cases.models import (  # noqa: E402 - models need django.setup()
    Case,
    CaseCode,
    ClientKey,
    Counter,
    Entry,
    Party,
    Revision,
    Task,
)
from nenso.cli.demo.people import DEMO, mother, officials  # noqa: E402
from nenso.formulas.shipping import adopt_shipped  # noqa: E402
from nenso.journal.models import JournalEntry  # noqa: E402
from nenso.journal.verifying import verify  # noqa: E402
from nenso.people.models import Account  # noqa: E402
from nenso.people.tokens import issue_token  # noqa: E402
from nenso.runtime import clock  # noqa: E402
from nenso.runtime.acting import Actor, acting  # noqa: E402
from nenso.runtime.jobs import failed  # noqa: E402

ALL_SEEING = Actor(system="journal", scope=("vn",))


def prepare() -> dict[str, Any]:
    """Publish and adopt what ships; return a form and the keys of a mother and of a clerk."""
    adopt_shipped(DEMO, anew=True)
    return {"mother": _token(mother()), "clerk": _token(officials()["clerk"]), "form": _birth()}


def examine() -> dict[str, Any]:
    """Return everything that filing and acting write, as it stands."""
    with acting(ALL_SEEING):
        cases = {
            str(case.id): {
                "code": case.code,
                "status": case.status,
                "version": case.version,
                "parties": sorted(Party.objects.filter(case_id=case.id).values_list("name", flat=True)),
                "revisions": list(Revision.objects.filter(case_id=case.id).values_list("seq", flat=True)),
                "entries": list(Entry.objects.filter(case_id=case.id).order_by("seq").values_list("seq", "action")),
                "entry_count": case.entry_count,
                "open": list(Task.objects.filter(case_id=case.id, closed_at=None).values_list("step", flat=True)),
                "codes": list(CaseCode.objects.filter(case_id=case.id).values_list("code", flat=True)),
                "journal": list(
                    JournalEntry.objects.filter(stream=case.id).order_by("seq").values_list("kind", flat=True)
                ),
            }
            for case in Case.objects.all()
        }
        codes = CaseCode.objects.count()
        counters = dict(Counter.objects.filter(scope__startswith="case:").values_list("scope", "value"))
        made = {owner: _keys(owner) for owner in Account.objects.values_list("id", flat=True)}
    report = verify()
    return {
        "cases": cases,
        "codes": codes,
        "counters": counters,
        "keys": {key: value for keys in made.values() for key, value in keys.items()},
        "intact": report.intact,
        "report": report.text("en"),
        "failed_jobs": len(failed()),
    }


def _keys(account: Any) -> dict[str, str]:
    with acting(Actor(account=account)):
        return {key: str(made) for key, made in ClientKey.objects.values_list("key", "made")}


def _token(actor: Actor) -> str:
    with acting(DEMO):
        account = Account.objects.get(id=actor.account)
    return issue_token(DEMO, account, "robustness", ["*"], 1)[1]


def _birth() -> dict[str, Any]:
    mother_ = {"full_name": "Triệu Thị Mai", "born_on": "1995-03-08", "id": "006195000123"}
    return {
        "requester": mother_,
        "relation": "mother",
        "child": {
            "full_name": "Lý Triệu Bảo An",
            "born_on": (clock.today() - timedelta(days=13)).isoformat(),
            "sex": "female",
            "ethnicity": "dao",
            "nationality": "vn",
            "born_at": "facility",
            "facility": "Trung tâm Y tế Bạch Thông",
            "birth_place": {"place": "01969", "line": "Phố Chính"},
            "hometown": "xã Phủ Thông, tỉnh Thái Nguyên",
            "situation": "ordinary",
        },
        "mother": mother_ | {"ethnicity": "dao", "nationality": "vn"},
        "proof_later": True,
        "wants_copies": False,
        "undertaking": True,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"prepare": prepare, "examine": examine}[sys.argv[1]]()) + "\n")
