"""What an officer chooses from where a step asks for another case or for an agency."""

import pytest

from factories.agencies import PHU_THONG, agency
from factories.people import SYSTEM
from nenso.cases.engine.lookup import CaseLookup
from nenso.cases.engine.offering import offered_for
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.cases.queries.working import case_at_work, worked_step
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.language.reading import files_of
from nenso.runtime import clock
from nenso.territory.calendars import calendar_for
from support.births import BEFORE, FORMULAS, Someone, mother, someone
from support.stories import new_key

pytestmark = pytest.mark.django_db


def petition(her: Someone, title: str, place: str = "01969") -> Case:
    said = {"place": place, "kind": "other", "title": title, "body": "Đèn đường đầu thôn tắt ba đêm nay."}
    return file_case(her.actor, Filing("petitions.petition", said), key=new_key()).case


@pytest.fixture
def clerk() -> Someone:
    with clock.at(BEFORE):
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, files_of(FORMULAS / "petitions")).edition)
    return someone("Vi Thị Biên", ("clerk", PHU_THONG))


def test_the_petition_that_another_repeats_is_chosen_among_those_of_the_agency(clerk: Someone) -> None:
    her = mother()
    first, second = petition(her, "Đèn đường hỏng"), petition(her, "Đèn ở đầu thôn không sáng")
    petition(her, "Việc ở xã khác", "01840")
    case = case_at_work(clerk.actor, second.code)
    offered_there = worked_step(clerk.actor, case, "triage", "merge", {}).choices["same_as"]
    assert offered_there == [(str(first.id), f"{first.code} · Đèn đường hỏng")]


def test_agencies_of_ones_own_province_come_before_all_others(clerk: Someone) -> None:
    case = petition(mother(), "Đèn đường hỏng")
    lookup = CaseLookup(clerk.actor, offered_for(case), case.agency, calendar_for(PHU_THONG), case.id)
    found = [one["path"] for one in lookup.seen("agencies")]
    within = [path.startswith("vn.p19") for path in found]
    assert within == sorted(within, reverse=True)
    assert found[0] == "vn.p19"
    assert PHU_THONG in found
    assert len(found) == 1000
