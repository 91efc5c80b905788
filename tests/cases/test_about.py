"""Cases filed on other cases and on records: only on what one may see, and once where a limit says so."""

import pytest

from factories.agencies import agency
from factories.people import citizen
from nenso.cases.errors.filing import LimitReached
from nenso.cases.errors.related import AboutNeeded, AboutRefused, AboutUnknown, NotAbout
from nenso.cases.intake.drafts import check_draft, open_draft
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case, Status
from nenso.cases.queries.overview import about_it
from nenso.cases.queries.public import public_cases
from nenso.cases.queries.viewing import view_case
from nenso.cases.tasks import look_about
from nenso.notices.models import Notice
from nenso.runtime.acting import NOBODY, Actor, acting
from support.jobs import do_waiting_jobs
from support.stories import did, filed, filing, goods, new_key, stock_of, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]


def tip(who: Actor) -> Case:
    return filed(who, "tip", {"subject": "Đèn đường hỏng", "private": "Nhà tôi"}, agency=agency().id)


def ask(who: Actor, about: dict[str, str] | None) -> Case:
    return filed(who, "question", {"text": "Bao giờ xong?"}, agency=agency().id, about=about)


def test_one_files_only_on_a_case_that_one_may_see(mother: Actor) -> None:
    case = tip(mother)
    with pytest.raises(AboutUnknown):
        ask(citizen("Người Ngoài"), {"case": case.code})
    asked = ask(mother, {"case": case.code})
    assert (asked.about_kind, asked.about_id) == ("case", case.id)
    assert view_case(mother, asked.code)["about"]["code"] == case.code
    assert [one["code"] for one in about_it(mother, case.id)] == [asked.code]
    assert about_it(citizen("Người Khác"), case.id) == []


def test_what_a_procedure_is_about_must_be_said_and_must_fit(mother: Actor, officials: OFFICIALS) -> None:
    case = tip(mother)
    with pytest.raises(AboutNeeded):
        ask(mother, None)
    with pytest.raises(NotAbout):
        filed(mother, "tip", {"subject": "Khác"}, agency=agency().id, about={"case": case.code})
    with pytest.raises(AboutUnknown):
        ask(mother, {"case": filed(mother, "enrol", {"name": "Gạo", "stock": 1}, agency=agency().id).code})
    did(officials["clerk"], case, "answer", form={"answer": "Đã sửa"})
    with pytest.raises(AboutRefused):
        ask(mother, {"case": case.code})


def test_a_limit_counts_within_what_the_case_is_about(mother: Actor) -> None:
    first, second = tip(mother), tip(mother)
    ask(mother, {"case": first.code})
    with pytest.raises(LimitReached):
        ask(mother, {"case": first.code})
    ask(mother, {"case": second.code})


def test_a_case_waits_for_the_one_it_is_about_and_tells_its_answer(mother: Actor, officials: OFFICIALS) -> None:
    case = tip(mother)
    asked = ask(mother, {"case": case.code})
    do_waiting_jobs()
    did(officials["clerk"], case, "answer", form={"answer": "Đã sửa"})
    look_about.func()
    do_waiting_jobs()
    assert whole(asked).case.status == Status.DONE
    with acting(mother):
        assert Notice.objects.get(case_id=asked.id, kind="case.notified").text["vi"] == "Trả lời: Đã sửa"


def test_who_did_not_sign_in_files_on_their_case_with_its_code_and_secret() -> None:
    told = filing(NOBODY, "tip", {"subject": "Đèn hỏng"}, agency=agency().id)
    who = citizen("Người Giữ Biên Nhận")
    with pytest.raises(AboutUnknown):
        ask(who, {"case": told.case.code, "secret": "khong-phai-bi-mat"})
    assert ask(who, {"case": told.case.code, "secret": told.secret}).about_id == told.case.id


def test_a_record_is_what_a_case_is_about_and_the_case_changes_it(mother: Actor) -> None:
    rice, empty = goods(gao=5, het=0)
    case = filed(mother, "stocktake", {"left": 4}, agency=agency().id, about={"record": rice})
    assert (case.about_kind, str(case.about_id), stock_of(rice)) == ("trials.goods", rice, 4)
    with pytest.raises(AboutRefused):
        filed(mother, "stocktake", {"left": 1}, agency=agency().id, about={"record": empty})
    with pytest.raises(AboutUnknown):
        filed(mother, "stocktake", {"left": 1}, agency=agency().id, about={"record": str(case.id)})


def test_the_public_list_holds_what_rules_open_and_nothing_else(mother: Actor, officials: OFFICIALS) -> None:
    first, second, _ = (tip(mother) for _ in range(3))
    for case in (first, second):
        did(officials["clerk"], case, "answer", form={"answer": "Đã sửa"})
    page = public_cases(NOBODY, "trials.tip", limit=1)
    assert [one["code"] for one in page.items] == [second.code]
    assert page.items[0]["opened"] == {"form.subject": "Đèn đường hỏng", "answer": "Đã sửa"}
    rest = public_cases(NOBODY, "trials.tip", after=page.after)
    assert ([one["code"] for one in rest.items], rest.after) == ([first.code], None)
    assert "Nhà tôi" not in str(page) + str(rest)


def test_a_draft_keeps_what_it_is_about(mother: Actor) -> None:
    (rice,) = goods(gao=5)
    draft = open_draft(mother, "trials.stocktake", agency(), about={"record": rice})
    assert check_draft(mother, draft.id).values == {"left": 5}
    case = file_case(
        mother, Filing("trials.stocktake", {"left": 3}, agency=agency().id, draft=draft.id), key=new_key()
    ).case
    assert (str(case.about_id), stock_of(rice)) == (rice, 3)
