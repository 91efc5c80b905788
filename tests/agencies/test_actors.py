"""Who acts with a key: one query, then memory, and forgotten at once when it changes anywhere."""

import json
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from factories.agencies import PHU_THONG, agency, post
from factories.connections import raw_connection, seen
from factories.people import SYSTEM, account, actor_of, person, token
from nenso.agencies.actors import actor_of_session, actor_of_token
from nenso.agencies.posts import dismiss
from nenso.people.accounts import change_password, close_account
from nenso.people.changes import CHANNEL
from nenso.people.errors import NotAllowed, TokenScope, TokenTerm, TokenUnknown
from nenso.people.models import ApiToken
from nenso.people.sessions import SessionStore
from nenso.people.signing_in import sign_in
from nenso.people.tokens import digest, issue_token, revoke_token, tokens_of
from nenso.runtime import clock
from nenso.runtime.acting import acting

pytestmark = pytest.mark.django_db


def test_a_key_acts_as_its_account_with_its_posts_within_its_scopes():
    lan = person()
    holder = account(of=lan)
    post(holder, agency(), "officer")
    actor = actor_of_token(token(holder, "cases:read", "cases:write")[1])
    assert (actor.account, actor.person, actor.assurance, actor.language) == (holder.id, lan.id, 2, "vi")
    assert actor.scopes == {"cases:read", "cases:write"}
    assert actor.roles_at(agency().id) == {"officer"}


def test_the_first_use_costs_one_query_and_the_next_none():
    secret = token(account())[1]
    with CaptureQueriesContext(connection) as asked:
        first = actor_of_token(secret)
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert all(actor_of_token(secret) is first for _ in range(100))
    assert len(asked) == 0


def test_a_remembered_key_answers_within_microseconds():
    secret = token(account())[1]
    actor_of_token(secret)
    started = time.perf_counter()
    for _ in range(10_000):
        actor_of_token(secret)
    assert (time.perf_counter() - started) / 10_000 < 50e-6


def test_a_session_is_remembered_the_same_way_until_the_password_changes():
    holder = account(email="lan@vidu.vn", password="mưa xuân trên núi Nà Ít")
    post(holder, agency(), "officer")
    request = RequestFactory().post("/api/v1/session")
    request.session = SessionStore()
    assert actor_of_session(request) is None
    sign_in(request, "lan@vidu.vn", "mưa xuân trên núi Nà Ít")
    first = actor_of_session(request)
    assert (first.account, first.roles_at(agency().id), first.scopes) == (holder.id, {"officer"}, {"*"})
    with CaptureQueriesContext(connection) as asked:
        assert actor_of_session(request) is first
    assert len(asked) == 0
    change_password(SYSTEM, holder.id, "nắng hạ trên núi Nà Ít")
    assert actor_of_session(request) is None


@pytest.mark.parametrize("secret", ["", "nns_", "nns_" + "a" * 43, "ký tự", "x" * 10_000, "nul\x00"])
def test_a_secret_that_was_never_given_out_is_nobody(secret: str):
    assert actor_of_token(secret) is None


def test_the_secret_itself_is_not_kept():
    holder = account()
    made, secret = token(holder)
    with acting(actor_of(holder)):
        row = ApiToken.objects.filter(id=made.id).values().get()
    assert secret not in str(row)
    assert bytes(row["digest"]) == digest(secret)
    assert secret.startswith(row["prefix"])
    assert len(row["prefix"]) == 10


def test_a_key_works_until_it_expires_and_not_after():
    secret = token(account(), days=1)[1]
    with clock.at(clock.now() + timedelta(hours=23)):
        assert actor_of_token(secret) is not None
    other = token(account(), days=1)[1]
    with clock.at(clock.now() + timedelta(hours=25)):
        assert actor_of_token(other) is None


def test_a_revoked_key_is_nobody_at_once():
    holder = account()
    made, secret = token(holder)
    assert actor_of_token(secret) is not None
    revoke_token(actor_of(holder), made.id)
    assert actor_of_token(secret) is None
    revoke_token(actor_of(holder), made.id)


def test_a_dismissed_officer_loses_the_right_of_the_key_at_once():
    holder = account()
    held = post(holder, agency())
    secret = token(holder)[1]
    assert actor_of_token(secret).seats
    dismiss(SYSTEM, held.id)
    assert actor_of_token(secret).seats == ()


def test_the_keys_of_a_closed_account_are_nobody():
    holder = account()
    secret = token(holder)[1]
    assert actor_of_token(secret) is not None
    close_account(SYSTEM, holder.id, reason="thôi việc")
    assert actor_of_token(secret) is None


def test_keys_are_for_oneself_scoped_and_always_run_out():
    lan, nam = account(), account()
    with pytest.raises(NotAllowed):
        issue_token(actor_of(nam), lan, "của người khác", ["*"], 30)
    for scopes in (["Cases:Read"], ["a b"], [""], ["x:y:z"]):
        with pytest.raises(TokenScope):
            issue_token(actor_of(lan), lan, "sai phạm vi", scopes, 30)
    for days in (0, -1, 367):
        with pytest.raises(TokenTerm):
            issue_token(actor_of(lan), lan, "sai thời hạn", ["*"], days)
    made, _ = issue_token(actor_of(lan), lan, "đồng bộ", ["cases:read"], 30)
    assert tokens_of(actor_of(lan)) == [made]
    with pytest.raises(TokenUnknown):
        revoke_token(actor_of(nam), made.id)


@pytest.mark.django_db(transaction=True)
def test_another_process_that_ends_a_post_is_heard_at_once():
    holder = account()
    held = post(holder, agency(), "officer")
    secret = token(holder)[1]
    actor_of_token(secret)
    assert actor_of_token(secret).seats
    with raw_connection(SYSTEM) as database:
        database.execute("UPDATE agencies_post SET ended_at = now() WHERE id = %s", (held.id,))
        database.execute("SELECT pg_notify(%s, %s)", (CHANNEL, f"account:{holder.id}"))
        database.commit()
    assert within(2, lambda: actor_of_token(secret).seats == ())


@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_used_shows_when_without_writing_on_the_way():
    holder = account()
    made, secret = token(holder)
    actor_of_token(secret)
    with CaptureQueriesContext(connection) as asked:
        actor_of_token(secret)
    assert len(asked) == 0
    used = "SELECT last_used_at FROM people_apitoken WHERE id = %s"
    assert within(5, lambda: seen(actor_of(holder), used, made.id)[0][0] is not None)


@pytest.mark.django_db(transaction=True)
def test_the_application_role_reads_no_key_except_through_the_narrow_function():
    holder = account()
    post(holder, agency(PHU_THONG), "officer")
    made, secret = token(holder)
    assert seen(None, "SELECT * FROM people_apitoken") == []
    ask = "SELECT nenso_token(%s, now(), current_date)"
    answer = json.loads(seen(None, ask, digest(secret))[0][0])
    assert answer["token"] == str(made.id)
    assert set(answer) == {
        *("account", "person", "name", "language", "assurance", "represents", "seats"),
        *("token", "scopes", "expires_at"),
    }
    assert seen(None, ask, digest("khác")) == [(None,)]


def within(seconds: float, holds) -> bool:
    """Return whether ``holds()`` comes true within ``seconds``."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
