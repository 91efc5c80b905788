"""Every use leaves its entry, in its own transaction, signed by whoever acted."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import ProgrammingError, connection
from hypothesis import HealthCheck, given, settings
from psycopg import sql

from nenso.journal.models import JournalAnchor, JournalEntry, JournalHead
from nenso.journal.reading import entries_of
from nenso.journal.recording import append, record
from nenso.journal.verifying import verify
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, Actor, NobodyActs, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.logs import request_id
from support.bodies import BODIES

AUDITOR = Actor(account=uuid7(), scope=("vn.p19",))


def entries(stream: UUID, actor: Actor = AUDITOR) -> list[JournalEntry]:
    with acting(actor):
        return list(JournalEntry.objects.filter(stream=stream).order_by("seq"))


@pytest.mark.django_db
def test_an_entry_says_who_did_what_when_to_whom_and_in_which_request(clerk: Actor) -> None:
    stream, mother, moment = uuid7(), uuid7(), datetime(2026, 11, 3, 2, 15, 4, 123456, tzinfo=UTC)
    token = request_id.set("request-0001")
    with clock.at(moment), acting(clerk):
        link = record(stream, "case.filed", {"code": "H15"}, agency_path="vn.p19.c01969", persons=[mother])
    request_id.reset(token)
    (entry,) = entries(stream)
    assert (entry.seq, bytes(entry.hash)) == link
    assert (entry.kind, entry.body, entry.at) == ("case.filed", {"code": "H15"}, moment)
    assert (entry.account, entry.person, entry.system) == (clerk.account, clerk.person, None)
    assert (entry.agency_path, entry.persons, entry.request) == ("vn.p19.c01969", [mother], "request-0001")
    assert bytes(entry.previous) == bytes(32)


@pytest.mark.django_db
def test_entries_of_a_stream_follow_one_another_and_streams_do_not_mix(clerk: Actor) -> None:
    one, other = uuid7(), uuid7()
    with acting(clerk):
        links = [record(stream, "a", {}, agency_path="vn.p19") for stream in (one, other, one, one)]
    assert [link.seq for link in links] == [1, 1, 2, 3]
    first, second, third = entries(one)
    assert bytes(second.previous) == bytes(first.hash)
    assert bytes(third.previous) == bytes(second.hash)


@pytest.mark.django_db
def test_recording_costs_one_query(clerk: Actor, django_assert_num_queries: Callable[[int], Any]) -> None:
    with acting(clerk), django_assert_num_queries(1):
        record(uuid7(), "a", {})


@pytest.mark.django_db
def test_an_entry_that_travels_with_other_statements_is_sealed_with_what_only_the_database_knows(clerk: Actor) -> None:
    stream = uuid7()
    with acting(clerk) as session:
        record(stream, "case.drafted", {})
        session.send(
            append(
                stream, "case.filed", {"code": "‹code›", "of": "100% “một”"}, blanks={"‹code›": sql.SQL("'H15-' || 7")}
            )
        )
        record(stream, "case.accepted", {}, agency_path="vn.p19")
    report = verify(stream)
    assert (report.entries, report.findings) == (3, [])
    assert entries_of(stream)[1].body == {"code": "H15-7", "of": "100% “một”"}


@pytest.mark.django_db
def test_what_the_database_fills_in_cannot_break_out_of_its_place(clerk: Actor) -> None:
    stream, blank = uuid7(), "\x01code\x01"
    said = sql.SQL("""'1","code":"2\\' || chr(10) || 'ữ'""")
    with acting(clerk) as session:
        session.send(append(stream, "case.filed", {"code": blank}, blanks={blank: said}))
    assert verify(stream).findings == []
    assert entries_of(stream)[0].body == {"code": '1","code":"2\\\nữ'}


@pytest.mark.django_db
def test_what_is_undone_leaves_no_entry(clerk: Actor) -> None:
    stream = uuid7()

    def refused_use() -> None:
        with acting(clerk):
            record(stream, "a", {}, agency_path="vn.p19")
            raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        refused_use()
    assert entries(stream) == []


@pytest.mark.django_db
def test_outside_acting_nobody_can_record() -> None:
    with pytest.raises(NobodyActs):
        record(uuid7(), "a", {})


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_an_entry_when_nobody_acts() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="row-level security"):
        cursor.execute(
            "INSERT INTO journal_entry (stream, seq, at, kind, body, persons, previous, hash)"
            " VALUES (%s, 1, now(), 'a', '{}', '{}', '', '')",
            [uuid7()],
        )


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["account", "person", "system"])
def test_the_database_refuses_an_entry_in_the_name_of_another(clerk: Actor, column: str) -> None:
    other = replace(clerk, **{column: "job:other" if column == "system" else uuid7()})
    with acting(other):
        entry = append(uuid7(), "a", {})
    with pytest.raises(ProgrammingError, match="row-level security"), acting(clerk) as session:
        session.send(entry)


@pytest.mark.django_db
def test_an_anonymous_filer_leaves_an_entry_too() -> None:
    stream = uuid7()
    with acting(NOBODY):
        record(stream, "case.filed", {}, agency_path="vn.p19")
    (entry,) = entries(stream)
    assert (entry.account, entry.person, entry.system) == (None, None, None)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [JournalEntry, JournalAnchor, JournalHead])
@pytest.mark.parametrize("verb", ["UPDATE {} SET hash = hash", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_can_change_nothing(clerk: Actor, model: Any, verb: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), acting(clerk), connection.cursor() as cursor:
        cursor.execute(verb.format(model._meta.db_table))


@pytest.mark.django_db
def test_only_the_journal_itself_anchors(clerk: Actor) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting(clerk):
        JournalAnchor.objects.create(
            number=1, at=clock.now(), first=0, until=1, entries=0, streams=0, root=b"", previous=b"", hash=b""
        )


@pytest.mark.django_db
def test_the_person_concerned_and_auditors_above_read_an_entry_and_nobody_else(clerk: Actor) -> None:
    stream, mother = uuid7(), uuid7()
    with acting(clerk):
        record(stream, "person.looked_at", {}, agency_path="vn.p19.c01969", persons=[mother])

    def reads(actor: Actor) -> bool:
        return bool(entries(stream, actor))

    assert reads(Actor(person=mother))
    assert reads(Actor(account=uuid7(), scope=("vn.p19",)))
    assert reads(Actor(account=uuid7(), scope=("vn.p19.c01969",)))
    assert not reads(Actor(account=uuid7(), scope=("vn.p01", "vn.p19.c01970")))
    assert not reads(Actor(person=uuid7()))
    assert not reads(clerk)
    assert not reads(NOBODY)


@pytest.mark.django_db
def test_a_writer_who_may_not_read_a_stream_still_continues_it(clerk: Actor) -> None:
    stream = uuid7()
    with acting(clerk):
        record(stream, "a", {})
    with acting(Actor(person=uuid7())):
        assert record(stream, "b", {}).seq == 2


@pytest.mark.django_db(transaction=True)
def test_two_officers_writing_one_stream_at_once_wait_for_each_other(clerk: Actor) -> None:
    stream, writers, each = uuid7(), 6, 8

    def work() -> None:
        try:
            for _ in range(each):
                with acting(clerk):
                    record(stream, "case.acted", {})
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = verify(stream)
    assert (report.entries, report.findings) == (writers * each, [])


@pytest.mark.django_db(transaction=True)
def test_the_second_writer_goes_on_when_the_first_gives_up(
    clerk: Actor, other_session: psycopg.Connection[Any]
) -> None:
    stream = uuid7()
    other_session.execute("SELECT * FROM journal_head(%s)", [stream])
    waiting = threading.Thread(target=_record_and_close, args=(clerk, stream))
    waiting.start()
    waiting.join(0.3)
    assert waiting.is_alive()
    other_session.rollback()
    waiting.join(10)
    assert verify(stream).entries == 1


def _record_and_close(actor: Actor, stream: UUID) -> None:
    try:
        with acting(actor):
            record(stream, "a", {})
    finally:
        connection.close()


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
def test_whatever_the_body_the_database_gives_back_what_was_sealed(clerk: Actor, body: dict[str, Any]) -> None:
    stream = uuid7()
    with acting(clerk):
        record(stream, "a", body)
    assert verify(stream).findings == []
