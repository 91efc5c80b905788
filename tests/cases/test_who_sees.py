"""Who sees what: the public part of a done case, the confidential, the anonymous; following by code and secret."""

from uuid import UUID

import pytest
from django.db import ProgrammingError, connection

from factories.agencies import agency, official
from factories.connections import seen
from factories.people import citizen
from nenso.cases.errors.filing import ApplicantNeeded, NotAnonymous
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.intake.drafts import open_draft
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case, ClientKey, Entry, Party, Revision, Status
from nenso.cases.queries.following import follow
from nenso.cases.queries.viewing import view_case
from nenso.journal.models import JournalEntry
from nenso.runtime.acting import NOBODY, Actor, acting
from support.catalogue import rows
from support.stories import EVERYTHING, did, filed, filing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]


def test_the_public_sees_what_a_rule_opens_once_it_is_done_and_nothing_else(
    mother: Actor, officials: OFFICIALS
) -> None:
    case = filed(mother, "tip", {"subject": "Đèn đường hỏng", "private": "Nhà tôi"}, agency=agency().id)
    stranger = citizen("Phạm Thị Xa")
    for who in (NOBODY, stranger):
        with pytest.raises(CaseUnknown):
            view_case(who, case.code)
    did(officials["clerk"], case, "answer", form={"answer": "Đã sửa"})
    for who in (NOBODY, stranger):
        view = view_case(who, case.code)
        assert view["opened"] == {"form.subject": "Đèn đường hỏng", "answer": "Đã sửa"}
        assert "Nhà tôi" not in str(view)
        assert "Triệu Thị Mai" not in str(view)
    assert view_case(mother, case.code)["form"]["private"] == "Nhà tôi"


def test_an_anonymous_case_keeps_nothing_of_who_files(officials: OFFICIALS) -> None:
    told = filing(NOBODY, "tip", {"subject": "Đèn hỏng"}, agency=agency().id)
    with acting(EVERYTHING):
        case = Case.objects.get(pk=told.case.id)
        assert not Party.objects.filter(case_id=case.id).exists()
        assert list(Revision.objects.filter(case_id=case.id).values_list("account", "person")) == [(None, None)]
        first = JournalEntry.objects.get(stream=case.id, seq=1)
    assert (case.anonymous, case.persons, case.applicant_name) == (True, [], "")
    assert (first.account, first.person, first.system) == (None, None, "procedure:trials.tip")
    found = follow(told.case.code, told.secret)
    assert found["status"]["number"] == Status.FILED
    assert [one["who"]["vi"] for one in found["held_by"]] == ["Một cửa"]
    with pytest.raises(CaseUnknown):
        follow(told.case.code, "khong-phai-bi-mat")
    with pytest.raises(CaseUnknown):
        view_case(NOBODY, told.case.code)
    did(officials["clerk"], told.case, "answer", form={"answer": "Đã sửa"})
    assert follow(told.case.code, told.secret)["status"]["number"] == Status.DONE


def test_the_same_anonymous_filing_sent_twice_is_one_case_and_tells_its_secret_again() -> None:
    wanted = Filing(procedure="trials.tip", form={"subject": "Đèn hỏng"}, agency=agency().id)
    first, again = (file_case(NOBODY, wanted, key="anonymous-key-1") for _ in range(2))
    assert again.again
    assert (again.case.id, again.secret) == (first.case.id, first.secret)


def test_who_is_signed_in_is_forgotten_where_the_procedure_is_anonymous_or_on_demand(mother: Actor) -> None:
    always = filing(mother, "whisper", {"subject": "Chuyện"}, agency=agency().id)
    asked = filing(mother, "tip", {"subject": "Chuyện"}, agency=agency().id, anonymous=True)
    named = filing(mother, "tip", {"subject": "Chuyện"}, agency=agency().id)
    for told in (always, asked):
        assert seen(mother, "SELECT 1 FROM cases_case WHERE id = %s", told.case.id) == []
    with acting(EVERYTHING):
        for told in (always, asked):
            assert Case.objects.get(pk=told.case.id).anonymous
            assert not Party.objects.filter(case_id=told.case.id).exists()
        assert not Case.objects.get(pk=named.case.id).anonymous
    with acting(mother):
        kept = set(ClientKey.objects.filter(owner=str(mother.account)).values_list("made", flat=True))
    assert kept == {named.case.id}


def test_where_it_is_not_allowed_nobody_files_without_a_name(mother: Actor) -> None:
    with pytest.raises(ApplicantNeeded):
        filed(NOBODY, "permit", {}, agency=agency().id)
    with pytest.raises(NotAnonymous):
        filed(mother, "permit", {}, agency=agency().id, anonymous=True)


def test_a_confidential_case_is_seen_only_by_who_had_a_task(officials: OFFICIALS) -> None:
    case = filed(NOBODY, "whisper", {"subject": "Chuyện"}, agency=agency().id)
    for role in ("officer", "leader", "cashier", "registrar"):
        with pytest.raises(CaseUnknown):
            view_case(officials[role], str(case.id))
    did(officials["clerk"], case, "pass")
    assert view_case(officials["officer"], str(case.id))["form"] == {"subject": "Chuyện"}
    with pytest.raises(CaseUnknown):
        view_case(official("officer", "vn.p01.c00004", "Lê Văn Xa"), str(case.id))


def test_every_entry_says_who_and_in_which_role(mother: Actor, officials: OFFICIALS) -> None:
    case = filed(mother, "tip", {"subject": "Đèn"}, agency=agency().id)
    did(officials["clerk"], case, "answer", form={"answer": "Đã sửa"})
    with acting(mother):
        entry = Entry.objects.get(case_id=case.id)
    assert (entry.actor_name, entry.role, entry.agency_id) == ("Nông Thị Hoa", "clerk", agency().id)
    assert entry.account == officials["clerk"].account


def test_a_queue_tells_a_name_to_nobody_who_does_not_sit_there(mother: Actor, officials: OFFICIALS) -> None:
    """Queues look past the policies: whoever could ask one of any agency would learn whose case is where."""
    case = filed(mother, "tip", {"subject": "Đèn đường hỏng"}, agency=agency().id)
    queue = (
        "SELECT id FROM nenso_queue(%s, '{1}', false, '-infinity', 'infinity', 'trieu thi mai', '{}', '-infinity',"
        " '00000000-0000-0000-0000-000000000000', 10)"
    )

    def told(actor: Actor) -> list[tuple[UUID]]:
        with acting(actor), connection.cursor() as cursor:
            cursor.execute(queue, [agency().id])
            return cursor.fetchall()

    assert told(officials["clerk"]) == [(case.id,)]
    for somebody in (citizen("Phạm Thị Xa"), official("clerk", "vn.p01.c00004")):
        assert told(somebody) == []


NEW_PARTY = (
    "INSERT INTO cases_party (case_id, id, name, kind, party_id, identifier, display, facts, mandate)"
    " SELECT id, gen_random_uuid(), 'applicant', 'person', %(other)s, '', '', '{}', '' FROM cases_case"
)
NEW_TASK = (
    "INSERT INTO cases_task (case_id, id, step, round, kind, role, party, opened_at, action)"
    " SELECT id, gen_random_uuid(), 'answer', 1, 'by', 'leader', '', now(), '' FROM cases_case"
)
NEW_ENTRY = (
    "INSERT INTO cases_entry (case_id, id, seq, step, round, kind, action, at, account, actor_name, role, data, marks,"
    " reason) SELECT id, gen_random_uuid(), 0, 'answer', 1, 'act', 'answer', now(), nenso_account(), '', '', '{}',"
    " '[]', '' FROM cases_case"
)
NEW_CONSENT = (
    "INSERT INTO cases_consent (case_id, id, person, purpose, covers, given_at)"
    " SELECT id, gen_random_uuid(), %(other)s, 'reading', '[]', now() FROM cases_case"
)
NEW_PAYMENT = (
    "INSERT INTO payments_payment (case_id, id, step, agency_id, amount, state, means, payer, reference, receipt,"
    " client_key, reason, asked_at) SELECT id, gen_random_uuid(), '', agency_id, 1, 'paid', 'cash', '', '', '', '', '',"
    " now() FROM cases_case"
)
NEW_DRAFT = (
    "INSERT INTO cases_case SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'status', 0)"
    ' || \'{"period": "2026-Q3"}\')).* FROM cases_case c'
)
WRITES = (
    "UPDATE cases_case SET status = 9, finished_at = now()",
    "UPDATE cases_case SET form = '{}'",
    "UPDATE cases_case SET readers = '{public}'",
    "UPDATE cases_party SET party_id = %(other)s",
    "UPDATE cases_task SET account = nenso_account()",
    "UPDATE cases_revision SET form = '{}'",
    "UPDATE cases_casecode SET case_id = %(other)s",
    "INSERT INTO cases_casecode (code, case_id) VALUES ('19.01969-261126-9999', %(other)s)",
    "UPDATE cases_counter SET value = 0",
    NEW_PARTY,
    NEW_TASK,
    NEW_ENTRY,
    NEW_CONSENT,
    NEW_PAYMENT,
    NEW_DRAFT,
)


@pytest.mark.parametrize("write", WRITES)
def test_who_sees_a_case_writes_it_by_acts_and_in_no_other_way(mother: Actor, officials: OFFICIALS, write: str) -> None:
    case = filed(mother, "tip", {"subject": "Đèn đường hỏng", "private": "Nhà tôi"}, agency=agency().id)
    for who in (mother, officials["clerk"]):
        assert seen_by(who) == [case.id]
        with pytest.raises(ProgrammingError, match=r"row-level security|permission denied"), acting(who):
            rows(f"{write} RETURNING 1", {"other": case.id})


def test_a_draft_is_changed_by_saving_it_and_in_no_other_way(mother: Actor) -> None:
    draft = open_draft(mother, "trials.tip", agency())
    assert seen_by(mother) == [draft.id]
    with pytest.raises(ProgrammingError, match="row-level security"), acting(mother):
        rows("UPDATE cases_case SET period = '2026-Q3', origin = 'trials:starts' RETURNING 1")


def seen_by(who: Actor) -> list[UUID]:
    with acting(who):
        return [key for (key,) in rows("SELECT id FROM cases_case")]
