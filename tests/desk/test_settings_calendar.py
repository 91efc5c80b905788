"""The calendar on the screens of an administrator: what a day off does to open cases is told, then it is set."""

import re
from datetime import date, datetime

import pytest

from factories.agencies import THAI_NGUYEN, agency
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.territory.calendars import calendar_for, forget
from nenso.territory.models import CalendarDay
from support.births import Someone, in_force, someone
from support.jobs import do_waiting_jobs
from support.stories import EVERYTHING, new_key
from support.visits import signed_in

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 11, 26, 9, tzinfo=clock.VIETNAM)
FRIDAY = date(2026, 11, 27)
FLOOD = {"what": "days", "first": "27/11/2026", "kind": "holiday", "name": "Nghỉ do lũ", "source": "CV 12/UBND"}


@pytest.fixture
def admin(db: None) -> Someone:
    """The administrator of Thái Nguyên."""
    in_force()
    forget()
    return someone("Hà Thị Thu", ("admin", THAI_NGUYEN))


def address(path: str = THAI_NGUYEN) -> str:
    return f"/can-bo/quan-tri/{agency(path).id}/lich"


def hidden(text: str) -> dict[str, str]:
    """Return the fields of the form that asks to confirm."""
    (form,) = re.findall(r'<form method="post" class="asked-first__acts">(.*?)</form>', text, re.DOTALL)
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))


def test_a_day_off_says_how_many_cases_it_moves_and_moves_them_once_it_is_set(admin: Someone) -> None:
    page = signed_in(admin)
    with clock.at(THURSDAY):
        looked = page.post(address(), {"do": "look", **FLOOD})
        assert looked.status_code == 200
        assert not CalendarDay.objects.filter(date=FRIDAY, agency_path=THAI_NGUYEN).exists(), "looking sets nothing"
        for _ in range(2):
            assert page.post(address(), hidden(looked.text)).status_code == 302
        do_waiting_jobs()
        forget()
        with acting(EVERYTHING):
            assert not calendar_for("vn.p19.c01969").is_working_day(FRIDAY)
        shown = page.get(address()).text
        assert "Nghỉ do lũ" in shown
        assert "CV 12/UBND" in shown
        taken_back = page.post(address(), {"do": "look", "what": "restore", "first": "27/11/2026"})
        page.post(address(), hidden(taken_back.text))
        forget()
        with acting(EVERYTHING):
            assert calendar_for("vn.p19.c01969").is_working_day(FRIDAY)


def test_hours_change_from_a_day_on_and_what_cannot_be_read_is_told(admin: Someone) -> None:
    page = signed_in(admin)
    with clock.at(THURSDAY):
        wrong = page.post(address(), {"do": "look", "what": "hours", "since": "30/11/2026", "new_hours": "sáng"})
        assert (wrong.status_code, 'value="sáng"' in wrong.text) == (422, True)
        sent = {"do": "look", "what": "hours", "since": "30/11/2026", "new_hours": "08:00-12:00 13:30-17:30"}
        page.post(address(), hidden(page.post(address(), sent).text))
        forget()
        with acting(EVERYTHING):
            assert f"{calendar_for(THAI_NGUYEN).hours_on(date(2026, 11, 30))[0][0]:%H:%M}" == "08:00"
        do_waiting_jobs()
        stale = hidden(page.post(address(), {"do": "look", **FLOOD}).text) | {"seen": "khac", "once": new_key()}
        assert page.post(address(), stale).status_code == 409


def test_a_commune_sees_what_the_province_set_and_cannot_take_it_back(admin: Someone) -> None:
    own = signed_in(someone("Ma Văn Sơn", ("admin", "vn.p19.c01969")))
    with clock.at(THURSDAY):
        page = signed_in(admin)
        page.post(address(), hidden(page.post(address(), {"do": "look", **FLOOD}).text))
        text = own.get(address("vn.p19.c01969")).text
        assert "Nghỉ do lũ" in text
        assert "Bỏ ngày này" not in text
        assert own.post(address(), {"do": "look", **FLOOD}).status_code == 403
