"""What agencies offer is found from the moment they adopt it, in one of them or in the whole country."""

from collections.abc import Callable

import pytest

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.agencies.models import Agency
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.finding.offered import by_agency, by_life_event, country, find_offers
from nenso.formulas.publishing import publish
from nenso.runtime.acting import NOBODY, acting
from support.births import in_force

pytestmark = pytest.mark.django_db
PHU_THONG, THAI_NGUYEN = "vn.p19.c01969", "vn.p19"


def found(question: str, place: Agency | None = None) -> list[str | None]:
    with acting(NOBODY):
        return [hit.offer.procedure.code for hit in find_offers(question, place).found]


def test_a_procedure_is_found_once_it_is_adopted_where_it_is_offered(letters: Callable[..., dict[str, bytes]]):
    commune, province = agency(PHU_THONG), agency(THAI_NGUYEN)
    assert "9.000001" not in found("gửi thư")
    adopt(SYSTEM, province, publish(SYSTEM, letters()).edition)
    assert found("gui thu", commune) == ["9.000001"]
    assert found("gui thu") == ["9.000001"]
    assert found("gui thu", province) == []


def test_a_new_edition_is_found_under_its_new_title(letters: Callable[..., dict[str, bytes]]):
    province = agency(THAI_NGUYEN)
    adopt(SYSTEM, province, publish(SYSTEM, letters()).edition)
    adopt(SYSTEM, province, publish(SYSTEM, letters("1.1.0", title="Kiến nghị với chính quyền")).edition)
    assert found("kien nghi") == ["9.000001"]


def test_offers_are_listed_by_events_of_life_and_by_kind_of_agency():
    in_force()
    with acting(NOBODY):
        events = {event.name: [offer.procedure.code for offer in offers] for event, offers in by_life_event()}
        kinds = by_agency(agency(PHU_THONG))
    assert events["having_a_child"][0] == "1.001193"
    assert events["marrying"][:2] == ["1.000894", "1.004873"]
    assert events["death"][:2] == ["1.000656", "2.000635"]
    assert "building_a_house" not in events
    assert list(kinds) == ["commune"]
    titles = [offer.procedure.title.in_language("vi") for offer in kinds["commune"]]
    assert "Đăng ký kết hôn" in titles


def test_what_the_country_offers_is_worked_out_once_until_something_else_is_offered(
    letters: Callable[..., dict[str, bytes]],
) -> None:
    province = agency(THAI_NGUYEN)
    with acting(NOBODY):
        before = country()
        offers.forget()
        assert country() is before
    adopt(SYSTEM, province, publish(SYSTEM, letters()).edition)
    with acting(NOBODY):
        after = country()
    assert (after.count, after.whole) == (before.count + 1, before.whole + 1)
    assert "9.000001" in [offer.procedure.code for offer in after.kinds["commune"]]
