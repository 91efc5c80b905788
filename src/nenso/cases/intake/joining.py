"""Parties that were only a number when the case was filed, and are a person the state knows by now.

A form names somebody by 12 digits; when that person is written down later (at a counter, or as an account is linked
after the papers were checked), the cases that name them become theirs too.
"""

from django.db.models import OuterRef, Subquery

from nenso.cases.models import Case, Party
from nenso.people.models import Person
from nenso.runtime.acting import Actor, acting

SYSTEM = Actor(system="cases.joining", scope=("vn",), readers=frozenset())
MOST_AT_ONCE = 500


def join_known_parties() -> int:
    """Join every party that is known by now to its case; return how many. Twice is as once."""
    key = Person.objects.filter(identifier=OuterRef("identifier")).values("id")
    with acting(SYSTEM):
        unknown = Party.objects.filter(kind="person", party_id=None).exclude(identifier="").exclude(name="")
        found = unknown.annotate(known=Subquery(key[:1])).filter(known__isnull=False).order_by("case_id", "id")
        joined = 0
        for party in found[:MOST_AT_ONCE]:
            case = Case.objects.select_for_update().get(pk=party.case_id)
            Party.objects.filter(case_id=party.case_id, id=party.id).update(party_id=party.known)
            case.persons = sorted({*case.persons, party.known}, key=str)
            case.save(update_fields=["persons"])
            joined += 1
    return joined
