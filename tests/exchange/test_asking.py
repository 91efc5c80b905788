"""A lookup is answered from its grant's fields only, and both what is answered and what is refused is kept."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.exchange.asking import look_up
from nenso.exchange.errors import (
    CaseNotTheirs,
    ClientOther,
    ExchangeProblem,
    FieldNotGranted,
    NotGranted,
    PersonObjected,
    PurposeNotGranted,
    RequestWrong,
    ServiceUnknown,
    TooManyLookups,
)
from nenso.exchange.granting import EXCHANGE, Terms, ask_for, revoke
from nenso.exchange.models import Message
from nenso.exchange.objecting import answer_objection, lookups_about_me, object_to
from nenso.exchange.services import close_service, service_by_id
from nenso.journal.reading import entries_of
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem
from support.births import Someone, birth_form, someone
from support.lookups import CHILD_ID, CONSUMER, Lending, asking, lending

pytestmark = pytest.mark.django_db


def kept() -> list[Message]:
    """Return every lookup that was kept."""
    with acting(EXCHANGE):
        return list(Message.objects.order_by("id"))


def test_what_is_answered_is_just_what_was_granted(lent: Lending, asker: Someone) -> None:
    answer = look_up(asker.actor, lent.service, agency(CONSUMER), asking())
    assert answer.records == [{"child_name": "Lý Triệu Bảo An", "born_on": "2026-10-20"}]
    assert orjson.loads(answer.body) == {"records": answer.records}


def test_fewer_fields_may_be_asked_and_nobody_found_is_an_answer(lent: Lending, asker: Someone) -> None:
    one = look_up(asker.actor, lent.service, agency(CONSUMER), asking(fields=("born_on",)))
    none = look_up(asker.actor, lent.service, agency(CONSUMER), asking(by={"child_id": "019326000999"}))
    assert (one.records, none.records) == ([{"born_on": "2026-10-20"}], [])


def test_both_sides_keep_the_lookup_in_chains_of_their_own_and_never_the_answer(lent: Lending, asker: Someone) -> None:
    answer = look_up(asker.actor, lent.service, agency(CONSUMER), asking(message="thu-01"))
    (message,) = kept()
    assert (message.id, message.message, message.outcome) == (answer.id, "thu-01", "answered")
    for stream, seq, path in (
        (message.owner_stream, message.owner_seq, "vn"),
        (message.consumer_stream, message.consumer_seq, CONSUMER),
    ):
        (entry,) = entries_of(stream)
        assert (entry.seq, entry.kind, entry.agency_path) == (seq, "exchange.answered", path)
        assert entry.body["purpose"] == "residence"
        assert entry.body["reference"] == "CT-2026/118"
        assert "Bảo An" not in str(entry.body)
        assert CHILD_ID not in str(entry.body)


REFUSED: dict[str, tuple[dict[str, Any], type[ExchangeProblem]]] = {
    "another purpose": ({"purpose": "schooling"}, PurposeNotGranted),
    "one field too many": ({"fields": ("child_name", "mother_name")}, FieldNotGranted),
    "another key": ({"by": {"mother_id": "006195000123"}}, RequestWrong),
    "an empty key": ({"by": {"child_id": ""}}, RequestWrong),
    "no reference": ({"reference": " "}, RequestWrong),
}


@pytest.mark.parametrize(("changes", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_is_beyond_the_grant_is_refused_and_kept(
    lent: Lending, asker: Someone, changes: dict[str, Any], problem: type[ExchangeProblem]
) -> None:
    with pytest.raises(problem):
        look_up(asker.actor, lent.service, agency(CONSUMER), asking(**changes))
    (message,) = kept()
    assert message.outcome == problem.code.partition(".")[2]
    assert [entry.kind for entry in entries_of(message.owner_stream)] == ["exchange.refused"]
    assert [entry.kind for entry in entries_of(message.consumer_stream)] == ["exchange.refused"]


def test_a_grant_that_has_ended_or_was_revoked_answers_nothing(lent: Lending, asker: Someone) -> None:
    with clock.at(clock.now() + timedelta(days=31)), pytest.raises(NotGranted):
        look_up(asker.actor, lent.service, agency(CONSUMER), asking())
    revoke(SYSTEM, lent.grant.id, "Hết nhu cầu")
    with pytest.raises(NotGranted):
        look_up(asker.actor, lent.service, agency(CONSUMER), asking())
    assert [one.outcome for one in kept()] == ["not_granted", "not_granted"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"fields": []}, "Hãy chọn ít nhất một trường và một mục đích."),
        ({"fields": ["child_nam"]}, "Tra cứu này không có: child_nam."),
        ({"valid_until": "valid_from"}, "Ngày hết hạn phải sau ngày bắt đầu."),
        ({"rate": 10**6}, "Số lượt mỗi phút phải từ 1 đến 600."),
    ],
)
def test_terms_that_cannot_be_are_refused_in_words(lent: Lending, changes: dict[str, Any], says: str) -> None:
    now = clock.now()
    terms = Terms(["child_name"], ["residence"], now, now + timedelta(days=9))
    wrong = replace(terms, **{name: now if value == "valid_from" else value for name, value in changes.items()})
    with pytest.raises(Problem) as raised:
        ask_for(SYSTEM, lent.service.id, agency(CONSUMER), wrong, "Đăng ký cư trú")
    assert raised.value.text("vi") == says


def test_a_closed_service_answers_nothing(lent: Lending, asker: Someone) -> None:
    close_service(SYSTEM, lent.service.id)
    with pytest.raises(ServiceUnknown):
        look_up(asker.actor, service_by_id(lent.service.id), agency(CONSUMER), asking())


def test_nobody_asks_for_an_agency_where_they_do_not_sit(lent: Lending, mai: Someone) -> None:
    for actor in (mai.actor, someone("Trần Văn Xa", ("officer", "vn.p19.c01969")).actor):
        with pytest.raises(ClientOther):
            look_up(actor, lent.service, agency(CONSUMER), asking())


def test_more_lookups_in_a_minute_than_granted_are_refused(birth: Case, asker: Someone) -> None:
    lent = lending(rate=2)
    for _ in range(2):
        look_up(asker.actor, lent.service, agency(CONSUMER), asking())
    with pytest.raises(TooManyLookups):
        look_up(asker.actor, lent.service, agency(CONSUMER), asking())


def test_where_cases_run_here_the_lookup_names_an_open_case_of_the_agency(birth: Case, mai: Someone) -> None:
    service = lending(here=True).service
    with clock.at(clock.now()):
        theirs = file_case(
            mai.actor, Filing("1.001193", birth_form(), agency=birth.agency_id), key="mot-ho-so-nua"
        ).case
    asker = someone("Nông Thị Hoa", ("officer", "vn.p19.c01969"))
    grant = lending_to(service, "vn.p19.c01969")
    answer = look_up(asker.actor, grant.service, agency("vn.p19.c01969"), asking(reference=theirs.code))
    assert len(answer.records) == 1
    for reference in (birth.code, "khong-co", "H-1/2026"):
        with pytest.raises(CaseNotTheirs):
            look_up(asker.actor, grant.service, agency("vn.p19.c01969"), asking(reference=reference))


def lending_to(service: Any, path: str) -> Lending:
    """Grant another agency the same of a service that is open."""
    from nenso.exchange.granting import Terms, ask_for, grant

    now = clock.now()
    terms = Terms(["child_name"], ["residence"], now - timedelta(days=1), now + timedelta(days=9))
    asked = ask_for(SYSTEM, service.id, agency(path), terms, "Đối chiếu")
    return Lending(service, grant(SYSTEM, asked.id))


def test_the_person_sees_who_asked_about_her_and_for_what(lent: Lending, asker: Someone, mai: Someone) -> None:
    look_up(asker.actor, lent.service, agency(CONSUMER), asking())
    (seen,) = lookups_about_me(mai.actor)
    assert (seen.consumer.path, seen.who, seen.purpose) == (CONSUMER, "Đỗ Thị Hạnh", "residence")
    assert lookups_about_me(someone("Lê Văn Khác").actor) == []


def test_an_objection_that_is_upheld_stops_further_answers(lent: Lending, asker: Someone, mai: Someone) -> None:
    answer = look_up(asker.actor, lent.service, agency(CONSUMER), asking())
    objection = object_to(mai.actor, answer.id, "Tôi không có hồ sơ nào ở Hà Nội")
    again = object_to(mai.actor, answer.id, "Gửi hai lần")
    assert again.id == objection.id
    look_up(asker.actor, lent.service, agency(CONSUMER), asking())
    answer_objection(SYSTEM, objection.id, upheld=True, answer="Không có hồ sơ nào cần")
    with pytest.raises(PersonObjected):
        look_up(asker.actor, lent.service, agency(CONSUMER), asking())


def test_an_id_that_is_not_of_this_world_is_nothing_to_object_to(lent: Lending, mai: Someone) -> None:
    from nenso.exchange.errors import NothingToObjectTo

    with pytest.raises(NothingToObjectTo):
        object_to(mai.actor, UUID(int=7), "Không có")


def test_the_database_alone_shows_a_lookup_to_its_two_sides_and_the_person(
    lent: Lending, asker: Someone, mai: Someone
) -> None:
    look_up(asker.actor, lent.service, agency(CONSUMER), asking())
    others = [someone("Lê Văn Khác").actor, someone("Trần Văn Xa", ("officer", "vn.p19.c01969")).actor]
    for actor, expected in [(mai.actor, 1), (asker.actor, 1), *((other, 0) for other in others)]:
        with acting(replace(actor, system="")):
            assert Message.objects.count() == expected, actor.name
