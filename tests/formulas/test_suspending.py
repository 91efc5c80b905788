"""A procedure that is not taken in for a time: people read why, nobody files, what was filed goes on."""

from collections.abc import Callable

import pytest
from django.test import Client

from factories.agencies import agency, official
from factories.people import SYSTEM
from nenso.agencies.errors import NotAdministrator
from nenso.cases.acts.acting import Act, act
from nenso.cases.intake.drafts import open_draft
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Status
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.errors import ProcedureNotOffered, ProcedureSuspended, SuspendedAbove, SuspensionReason
from nenso.formulas.publishing import publish
from nenso.formulas.suspending import resume, suspend
from nenso.runtime.acting import Actor
from support.births import Someone, someone
from support.stories import new_key

pytestmark = pytest.mark.django_db
Letters = Callable[..., dict[str, bytes]]
LETTER = "letters.letter"
WHY = "Đang nâng cấp hệ thống, tiếp nhận lại ngày 01/12."


@pytest.fixture
def lan(letters: Letters) -> Someone:
    """Somebody who writes letters, which every commune of Thái Nguyên takes in."""
    adopt(SYSTEM, agency("vn.p19"), publish(SYSTEM, letters()).edition)
    offers.forget()
    return someone("Nguyễn Thị Lan")


def write(who: Someone, path: str = "vn.p19.c01969") -> object:
    return file_case(who.actor, Filing(LETTER, {"subject": "Đường hỏng"}, agency=agency(path).id), key=new_key()).case


def test_nobody_files_where_it_is_suspended_and_everybody_is_told_why(lan: Someone) -> None:
    before = write(lan)
    suspend(official("admin"), agency(), "9.000001", WHY)
    for _ in range(2):
        with pytest.raises(ProcedureSuspended) as told:
            write(lan)
        assert WHY in told.value.text()
    with pytest.raises(ProcedureSuspended):
        open_draft(lan.actor, LETTER, agency())
    write(lan, "vn.p19.c01840")
    page = Client().get("/thu-tuc/9.000001?noi=01969").text
    assert WHY in page
    assert WHY not in Client().get("/thu-tuc/9.000001?noi=01840").text
    done = act(official("clerk"), before.id, Act("answer"), key=new_key())  # type: ignore[attr-defined]
    assert done.status == Status.DONE, "what was filed goes on"


def test_a_province_suspends_for_all_its_communes_and_only_it_resumes(lan: Someone) -> None:
    above, own = official("admin", "vn.p19"), official("admin")
    suspend(above, agency("vn.p19"), LETTER, WHY)
    with pytest.raises(ProcedureSuspended):
        write(lan)
    with pytest.raises(SuspendedAbove):
        resume(own, agency(), LETTER)
    resume(above, agency("vn.p19"), LETTER)
    resume(above, agency("vn.p19"), LETTER)
    write(lan)


def test_who_may_suspend_and_what(lan: Someone) -> None:
    own: Actor = official("admin")
    with pytest.raises(SuspensionReason):
        suspend(own, agency(), LETTER, "  ")
    with pytest.raises(ProcedureNotOffered):
        suspend(own, agency(), "9.999999", WHY)
    for somebody in (official("publisher"), official("admin", "vn.p19.c01840")):
        with pytest.raises(NotAdministrator):
            suspend(somebody, agency(), LETTER, WHY)
