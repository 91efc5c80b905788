"""Presses of one button at the same moment, on real commits: what is adopted or begun is so once."""

from collections.abc import Callable
from uuid import UUID

import pytest

from factories.agencies import agency, official
from factories.people import SYSTEM
from nenso.formulas.adopting import adopt
from nenso.formulas.models import Adoption
from nenso.formulas.publishing import PUBLISHER, publish
from nenso.formulas.writing import begin, manuscripts_of
from nenso.journal.reading import entries_of
from nenso.runtime.acting import acting
from support.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PROVINCE = "vn.p19"


def told(stream: UUID) -> list[str]:
    """Return what the journal tells of ``stream``."""
    return [entry.kind for entry in entries_of(stream)]


def test_an_edition_that_is_adopted_twice_at_once_is_in_force_once(letters: Callable[..., dict[str, bytes]]) -> None:
    province, edition = agency(PROVINCE), publish(SYSTEM, letters()).edition
    found = at_once(*[lambda: adopt(SYSTEM, province, edition)] * 6)
    assert len({one.adoption.id for one in found}) == 1
    with acting(SYSTEM):
        assert Adoption.objects.filter(agency=province).count() == 1
    assert told(province.id).count("formula.adopted") == 1


def test_a_manuscript_that_is_begun_twice_at_once_is_one(letters: Callable[..., dict[str, bytes]]) -> None:
    publisher, files = official(PUBLISHER, PROVINCE), {path: text.decode() for path, text in letters().items()}
    one, other = at_once(*[lambda: begin(publisher, agency(PROVINCE), files, key="hai-lan-0001")] * 2)
    assert one.id == other.id
    assert len(manuscripts_of(publisher)) == 1
    assert told(one.id) == ["formula.manuscript_begun"]
