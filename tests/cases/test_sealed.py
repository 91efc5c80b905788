"""What is sealed is read by its applicant alone until the moment: in the database, in the journal, on every way out."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError

from factories.agencies import agency, official
from factories.people import citizen
from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.ending import withdraw
from nenso.cases.acts.paying import pay
from nenso.cases.acts.talking import comment as note
from nenso.cases.acts.talking import message
from nenso.cases.acts.unsealing import unseal
from nenso.cases.engine.timers import due_moments, run_moment
from nenso.cases.errors.drafts import NotADraft
from nenso.cases.errors.ending import AlreadyEnded
from nenso.cases.errors.sealing import CaseSealed, SealWithoutMoment
from nenso.cases.intake.drafts import save_draft
from nenso.cases.intake.giving import file_of_case, given_files
from nenso.cases.models import Case, Consent, Moment, Revision, Seal, Slip, Status
from nenso.cases.queries.journalling import journal_of_case
from nenso.cases.queries.listing import Wanted, cases_of_agency, own_cases
from nenso.cases.queries.looking import look
from nenso.cases.queries.queues import queue_of_agency
from nenso.cases.queries.viewing import view_case
from nenso.cases.tasks import run_due_moments
from nenso.files.errors import FileUnknown
from nenso.files.models import CaseFile
from nenso.index.measuring.running import INDEX
from nenso.journal.models import JournalEntry
from nenso.language.checking import check_files
from nenso.notices.models import Notice
from nenso.payments.models import Means
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, Actor, acting
from support import bids
from support.bids import PARTNER, PRICE
from support.catalogue import rows
from support.jobs import do_waiting_jobs
from support.stories import EVERYTHING, due_payment, new_key, open_steps, whole

pytestmark = pytest.mark.django_db
TOLD = (str(PRICE), "123.456.789", PARTNER, "phuong-an")
"""What of a bid nobody may read."""
EVERYWHERE = (
    *("cases_case", "cases_party", "cases_task", "cases_entry", "cases_revision", "cases_moment", "cases_consent"),
    *("cases_slip", "cases_seal", "payments_payment", "payments_paymentline", "files_casefile", "notices_notice"),
)


@pytest.fixture
def bidder(db: None) -> Actor:
    bids.in_force()
    citizen("Bên Cùng Chào", identifier=PARTNER)
    return citizen("Triệu Thị Mai")


@pytest.fixture
def case(bidder: Actor) -> Case:
    return bids.bid(bidder, bids.call(bids.closing())).case


@pytest.fixture
def others(bidder: Actor) -> dict[str, Actor]:
    """Everybody but the bidder: officers of the agency, the leader of the province, an auditor, a job, the partner."""
    return {
        "clerk": official("clerk"),
        "officer": official("officer"),
        "leader": official("leader"),
        "cashier": official("cashier"),
        "above": official("leader", "vn.p19"),
        "auditor": Actor(scope=("vn",)),
        "procedure": Actor(system="procedure:calls.bid", scope=("vn",)),
        "other": citizen("Người Ngoài"),
        "nobody": NOBODY,
    }


def everything(who: Actor, case: UUID) -> str:
    """Return all that ``who`` reads of a case by statements of their own, as text."""
    found = []
    with acting(who):
        for table in EVERYWHERE:
            key = "id" if table == "cases_case" else "case_id"
            found.append(str(rows(f"SELECT to_jsonb(t) FROM {table} t WHERE {key} = %s", [case])))
        found.append(str(rows("SELECT to_jsonb(j) FROM journal_entry j WHERE stream = %s", [case])))
        found += [str(rows(f"SELECT {name}(%s)", [str(case)])) for name in ("nenso_case", "nenso_case_around")]
    return "".join(found)


def told(text: str) -> set[str]:
    return {word for word in TOLD if word in text}


def after(case: Case) -> Any:
    """Let it be just after the moment."""
    assert case.sealed_until is not None
    return clock.at(case.sealed_until + timedelta(seconds=1))


def test_nobody_but_the_bidder_reads_a_bid_by_whatever_statement(
    case: Case, bidder: Actor, others: dict[str, Actor]
) -> None:
    assert case.sealed_until == bids.closing()  # a day is its first minute in Viet Nam
    for name, who in others.items():
        assert told(everything(who, case.id)) == set(), name
    assert told(everything(bidder, case.id)) >= {str(PRICE), PARTNER, "phuong-an"}
    with acting(INDEX):
        assert rows("SELECT form FROM index_cases WHERE id = %s", [case.id]) == [("{}",)]
    with acting(EVERYTHING):
        assert told(str(rows("SELECT settings, form, documents, label, folded FROM cases_case"))) == set()
    for model in (Revision, CaseFile, Consent, Seal):
        with acting(others["leader"]):
            assert not model.objects.filter(case_id=case.id).exists()  # type: ignore[attr-defined]


def test_the_applicant_sees_it_whole_and_that_it_is_sealed(case: Case, bidder: Actor) -> None:
    view = view_case(bidder, case.code)
    assert (view["form"]["price"], list(view["documents"]), len(view["files"])) == (PRICE, ["plan"], 1)
    assert view["sealed_until"] == clock.written(bids.closing())
    assert [one["kind"] for one in view["actions"]] == ["withdraw"]
    assert own_cases(bidder).items[0]["sealed_until"] == clock.written(bids.closing())
    (file,) = given_files(bidder, case.id)
    with file_of_case(bidder, case.code, file.id).stream as stream:
        assert b"123456789" in stream.read()


def test_officers_see_that_it_is_there_and_until_when_but_nothing_in_it(
    case: Case, bidder: Actor, others: dict[str, Actor]
) -> None:
    (file,) = given_files(bidder, case.id)
    for name in ("clerk", "officer", "leader"):
        who = others[name]
        view = view_case(who, case.code)
        assert (view["form"], view["documents"], view["files"], view["label"]) == ({}, {}, [], "Triệu Thị Mai")
        assert view["sealed_until"] == clock.written(bids.closing())
        assert view["actions"] == []
        with pytest.raises(FileUnknown):
            file_of_case(who, case.code, file.id)
        with pytest.raises(CaseSealed):
            look(who, case.code, purpose="xem giá", key=new_key())
    waiting = queue_of_agency(others["clerk"], agency().id, "receive").items
    assert [(one["code"], one["sealed_until"], one["quick"]) for one in waiting] == [
        (case.code, clock.written(bids.closing()), [])
    ]
    listed = cases_of_agency(others["officer"], agency().id, Wanted(text="123"))
    assert listed.items == []  # not found by what is in it
    assert len(cases_of_agency(others["officer"], agency().id, Wanted(text="trieu")).items) == 1


def test_nobody_acts_on_it_before_and_the_reason_is_clear(case: Case, bidder: Actor, others: dict[str, Actor]) -> None:
    for who, use in (
        (others["clerk"], lambda who: act(who, case.id, Act("accept"), key=new_key())),
        (others["officer"], lambda who: note(who, case.id, "Xem", key=new_key())),
        (bidder, lambda who: message(who, case.id, "Giá tôi là 5", key=new_key())),
    ):
        with pytest.raises(CaseSealed) as refused:
            use(who)
        assert f"{bids.closing():%H:%M %d/%m/%Y}" in refused.value.text("vi")
        assert f"{bids.closing():%H:%M %d/%m/%Y}" in refused.value.text("en")
    assert whole(case).tasks == []
    paid = pay(
        others["cashier"], case.id, due_payment(case).id, means=Means.CASH, amount=50_000, key=new_key()
    )  # a fee needs nothing of what is in it
    assert paid.state == "paid"


def test_when_the_moment_has_come_it_opens_without_anybody(bidder: Actor, others: dict[str, Actor]) -> None:
    with clock.at(clock.now() - timedelta(days=5)):
        case = bids.bid(bidder, bids.call(bids.closing())).case
    assert case.sealed_until is not None  # by the clock of the filing
    assert case.sealed_until < clock.now()
    assert told(everything(others["officer"], case.id)) >= {str(PRICE), "phuong-an"}
    assert told(everything(others["other"], case.id)) == set()
    assert open_steps(case) == []


def test_who_reads_first_opens_it_and_twice_is_once(case: Case, bidder: Actor, others: dict[str, Actor]) -> None:
    with after(case):
        view = view_case(others["officer"], case.code)
        assert (view["form"]["price"], view["label"], view["sealed_until"]) == (PRICE, "Giá 123456789", None)
        assert (len(view["files"]), list(view["documents"])) == (1, ["plan"])
        assert open_steps(case) == ["receive"]
        assert not unseal(case.id)
        view_case(others["clerk"], case.code)
        (task,) = whole(case).tasks
        assert task.due_at == task.opened_at + timedelta(days=2)  # the step's time begins when it opens
        assert {one.name for one in whole(case).parties} == {"applicant", "filer", "partner"}
        act(others["clerk"], case.id, Act("accept"), key=new_key())
    with acting(EVERYTHING):
        kinds = list(JournalEntry.objects.filter(stream=case.id).order_by("seq").values_list("kind", flat=True))
    assert kinds.count("case.seal_opened") == 1
    for who in (others["officer"], others["leader"], bidder):
        assert told(everything(who, case.id)) >= {str(PRICE), PARTNER, "phuong-an"}
    assert told(everything(others["other"], case.id)) == set()


def test_who_acts_first_opens_it(case: Case, others: dict[str, Actor]) -> None:
    with after(case):
        assert act(others["clerk"], case.id, Act("accept"), key=new_key()).status == Status.ACCEPTED
    assert open_steps(case) == ["examine"]


def test_the_job_of_the_minute_opens_it_and_tells(case: Case, bidder: Actor, others: dict[str, Actor]) -> None:
    run_due_moments()
    do_waiting_jobs()
    assert whole(case).case.unsealed_at is None
    with after(case):
        run_due_moments()
        do_waiting_jobs()
        assert due_moments() == []
    opened = whole(case).case
    assert (opened.form["price"], opened.unsealed_at) == (PRICE, case.sealed_until + timedelta(seconds=1))  # type: ignore[operator]
    for who in (bidder, others["clerk"]):
        with acting(who):
            (notice,) = Notice.objects.filter(case_id=case.id, kind="case.seal_opened")
        assert "mở niêm phong" in notice.text["vi"]


def test_the_time_of_a_case_counts_as_declared(case: Case, others: dict[str, Actor]) -> None:
    due = case.filed_at + timedelta(days=10)  # type: ignore[operator]
    assert case.due_at == due
    with after(case):
        view_case(others["officer"], case.code)
    assert whole(case).case.due_at == due


def test_the_journal_proves_what_was_filed_and_lets_nobody_guess_it(
    case: Case, bidder: Actor, others: dict[str, Actor]
) -> None:
    entries, verified = journal_of_case(others["officer"], case.code)
    assert verified.intact
    (filed,) = [one["body"] for one in entries if one["kind"] == "case.filed"]
    assert set(filed) & {"form", "documents", "contested"} == set()
    assert [one["kind"] for one in entries] == ["case.filed"]  # files, with name and hash, are not told
    assert "file.attached" in [one["kind"] for one in journal_of_case(bidder, case.code)[0]]
    with after(case):
        form, documents = (view_case(others["officer"], case.code)[name] for name in ("form", "documents"))
        entries, verified = journal_of_case(others["officer"], case.code)
    (opened,) = [one["body"] for one in entries if one["kind"] == "case.seal_opened"]
    assert verified.intact
    assert filed["sealed"] == hash_of(form, documents, opened["salt"])
    assert filed["sealed"] != hash_of(form, documents)
    assert "file.attached" in [one["kind"] for one in entries]


def hash_of(*content: object) -> str:
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def test_nobody_opens_it_by_statements_of_their_own(case: Case, bidder: Actor, others: dict[str, Actor]) -> None:
    clerk, person = others["leader"], citizen("Kẻ Tò Mò").person
    tries = (
        "UPDATE cases_case SET sealed_until = now(), unsealed_at = now() WHERE id = %s RETURNING id",
        "UPDATE cases_seal SET until = now() WHERE case_id = %s RETURNING id",
        "DELETE FROM cases_seal WHERE case_id = %s RETURNING id",
        (
            "INSERT INTO cases_seal (case_id, id, at, until, opened, salt, contested)"
            " VALUES (%s, gen_random_uuid(), now(), now(), true, '', '{}') RETURNING id"
        ),
        f"UPDATE cases_party SET party_id = '{person}' WHERE case_id = %s RETURNING id",
        (
            "INSERT INTO cases_party (case_id, id, name, kind, party_id, identifier, display, facts, mandate)"
            f" VALUES (%s, gen_random_uuid(), 'filer', 'person', '{person}', '', '', '{{}}', '') RETURNING id"
        ),
        "UPDATE cases_moment SET at = now() WHERE case_id = %s RETURNING id",
    )
    for statement in tries:
        try:
            with acting(clerk):
                rows(statement, [case.id])
        except DatabaseError:
            pass
        assert told(everything(clerk, case.id)) == set(), statement
    for identifier, identified in due_moments():
        run_moment(identifier, identified)  # what the application opens hangs on the promise, not on the case's row
    assert told(everything(clerk, case.id)) == set()
    assert told(everything(Actor(person=person), case.id)) == set()
    with acting(bidder):
        assert Revision.objects.filter(case_id=case.id).count() == 1


def test_what_moves_the_moment_later_keeps_it_sealed_and_what_moves_it_earlier_does_not_open_it(
    bidder: Actor, others: dict[str, Actor]
) -> None:
    record = bids.call(bids.closing(3))
    case = bids.bid(bidder, record).case
    bids.move(record, bids.closing(1))
    assert not unseal(case.id)
    assert [one.until for one in bids.seals(case.id)] == [bids.closing(3)]
    with clock.at(bids.closing(2)):
        assert view_case(others["officer"], case.code)["form"] == {}
    bids.move(record, bids.closing(5))
    with clock.at(bids.closing(3) - timedelta(minutes=1)):  # the job looks before anybody could read
        run_due_moments()
        do_waiting_jobs()
    assert whole(case).case.sealed_until == bids.closing(5)
    with clock.at(bids.closing(3) + timedelta(minutes=1)):
        assert not unseal(case.id)
        assert told(str(view_case(others["officer"], case.code))) == set()
        with pytest.raises(CaseSealed):
            act(others["clerk"], case.id, Act("accept"), key=new_key())
    with acting(EVERYTHING):
        assert JournalEntry.objects.filter(stream=case.id, kind="case.sealed_longer").count() == 1
        assert Moment.objects.get(case_id=case.id, kind="unseal").at == bids.closing(5)
    with clock.at(bids.closing(5)):
        assert view_case(others["officer"], case.code)["form"]["price"] == PRICE


def test_neither_a_setting_nor_a_new_edition_shortens_a_promise(bidder: Actor, others: dict[str, Actor]) -> None:
    case = bids.comment(bidder)
    until = case.sealed_until
    assert until == case.filed_at + timedelta(days=3)  # type: ignore[operator]
    bids.in_force("2.0.0", comment=bids.COMMENT.replace("days(setting.comment_days)", "days(1)"))
    with clock.at(case.filed_at + timedelta(days=2)):  # type: ignore[operator]
        assert not unseal(case.id)
        assert view_case(others["officer"], case.code)["form"] == {}
        later = bids.comment(bidder, "Khác")
    assert later.sealed_until == later.filed_at + timedelta(days=1)  # type: ignore[operator]
    with after(case):
        assert view_case(others["officer"], case.code)["form"] == {"text": "Đường hẹp quá"}


def test_what_is_withdrawn_before_stays_sealed_for_good(case: Case, bidder: Actor, others: dict[str, Actor]) -> None:
    withdraw(bidder, case.id, "Giá 123.456.789 sai rồi", key=new_key())
    for who in (others["officer"], others["auditor"]):
        assert told(everything(who, case.id)) == set()
    with acting(INDEX):
        assert told(str(rows('SELECT e::text FROM index_entries e WHERE "case" = %s', [case.id]))) == set()
    with after(case):
        assert not unseal(case.id)
        assert view_case(others["officer"], case.code)["form"] == {}
        run_due_moments()
        do_waiting_jobs()
        with pytest.raises(AlreadyEnded):
            act(others["clerk"], case.id, Act("accept"), key=new_key())
    assert view_case(bidder, case.code)["form"]["price"] == PRICE
    with acting(bidder):
        assert Slip.objects.filter(case_id=case.id, form_number=5).exists()
    assert journal_of_case(others["officer"], case.code)[1].intact


def test_a_sealed_case_is_corrected_by_withdrawing_it_and_filing_another(case: Case, bidder: Actor) -> None:
    with pytest.raises(NotADraft):
        save_draft(bidder, case.id, {"price": 1}, version=case.version)
    assert "supply" not in [one["kind"] for one in view_case(bidder, case.code)["actions"]]


def test_a_procedure_that_cannot_say_until_when_takes_nothing_in(bidder: Actor) -> None:
    with pytest.raises(SealWithoutMoment):
        bids.bid(bidder, bids.call(None))
    with acting(EVERYTHING):
        assert not Case.objects.filter(status__gt=0).exists()


def test_after_the_moment_nothing_is_sealed(bidder: Actor, others: dict[str, Actor]) -> None:
    case = bids.bid(bidder, bids.call(bids.closing(-1))).case
    assert case.sealed_until is None
    assert view_case(others["officer"], case.code)["form"]["price"] == PRICE
    assert open_steps(case) == ["receive"]


def test_what_cannot_go_on_is_read_all_the_same_and_told_once(bidder: Actor, others: dict[str, Actor]) -> None:
    fee = "fee: {when: filing, lines: [{name: Phí, kind: phi, amount: 10, to: agency}]}"
    bids.in_force("2.0.0", comment=f"{bids.COMMENT.partition('steps:')[0]}filing: {{to: done}}\n{fee}\n")
    case = bids.comment(bidder)
    with after(case):
        run_due_moments()
        do_waiting_jobs()
        assert due_moments() == []  # nobody else's moment waits for it
    with clock.at(case.sealed_until + timedelta(minutes=11)):  # type: ignore[operator]
        run_due_moments()
        do_waiting_jobs()
        with acting(EVERYTHING):
            refused = JournalEntry.objects.filter(stream=case.id, kind="case.unsealing_refused")
            assert [one.body for one in refused] == [{"problem": "cases.fee_unpaid"}]
        pay(others["cashier"], case.id, due_payment(case).id, means=Means.CASH, amount=10, key=new_key())
        assert view_case(bidder, case.code)["status"]["number"] == Status.DONE


def test_the_case_waits_when_opening_it_is_cut_off(
    case: Case, others: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    from nenso.cases.acts import unsealing

    def cut(*_: object, **__: object) -> None:
        raise OSError("the power went")

    with after(case):
        with monkeypatch.context() as patched:
            patched.setattr(unsealing, "notices_to", cut)
            with pytest.raises(OSError, match="power"):
                unseal(case.id)
        assert (whole(case).case.unsealed_at, whole(case).tasks) == (None, [])
        assert len(bids.seals(case.id)) == 1
        assert unseal(case.id)
    assert open_steps(case) == ["receive"]


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("now + days(3)", "sealed.moves"),
        ("accepted + 3 days", "sealed.never"),
        ("case.accepted_at + days(1)", "sealed.never"),
        ("due", "sealed.never"),
        ("case.due_at", "sealed.never"),
        ("opened + 1 day", "sealed.never"),
    ],
)
def test_who_declares_a_moment_that_never_comes_is_told(until: str, code: str) -> None:
    assert code in codes(bids.COMMENT.replace('"case.filed_at + days(setting.comment_days)"', f'"{until}"'))
    assert {one for one in codes(bids.COMMENT) if one.startswith("sealed")} == set()


def test_who_declares_what_would_tell_of_the_form_is_told() -> None:
    fee = "fee: {when: filing, lines: [{name: Phí, kind: phi, amount: size(form.text), to: agency}]}\nsteps:"
    assert "sealed.told" in codes(bids.COMMENT.replace("steps:", fee))
    numbered = 'numbered: {pattern: "{form.text}{serial:3}", per: [agency]}\nsteps:'
    assert "sealed.numbered" in codes(bids.COMMENT.replace("steps:", numbered))


def codes(procedure: str) -> set[str]:
    files = {"formula.yaml": bids.FORMULA, "registers/calls.yaml": bids.CALLS, "procedures/comment.yaml": procedure}
    return {issue.code for issue in check_files({path: text.encode() for path, text in files.items()}).issues}
