"""What the database refuses by itself, asked as the application's role behind the application's back."""

from dataclasses import replace

import psycopg
import pytest

from factories.agencies import official
from factories.connections import raw_connection, seen
from factories.people import (
    SYSTEM,
    account,
    actor_of,
    citizen,
    enterprise,
    enterprise_representative,
    household,
    person,
    token,
)
from nenso.people.lookups import own_person

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = (
    "people_person",
    "people_household",
    "people_householdmember",
    "people_enterprise",
    "people_enterpriserepresentative",
    "people_account",
    "people_apitoken",
    "account_emailaddress",
)


def test_nobody_sees_a_row_of_anything():
    lan = citizen()
    household(own_person(lan))
    enterprise()
    token(account())
    for table in TABLES:
        assert seen(None, f"SELECT 1 FROM {table}") == [], table


def test_another_person_and_an_officer_see_only_themselves():
    lan, nam, officer = citizen(), citizen("Trần Văn Nam", sex="male"), official()
    assert seen(lan, "SELECT id FROM people_person") == [(lan.person,)]
    assert seen(nam, "SELECT id FROM people_person") == [(nam.person,)]
    assert seen(officer, "SELECT id FROM people_person") == [(officer.person,)]
    assert seen(nam, "SELECT id FROM people_account") == [(nam.account,)]


def test_an_officer_gets_a_person_only_by_the_function_and_a_citizen_not_even_so():
    lan = person()
    find = "SELECT full_name FROM nenso_find_person(%s)"
    assert seen(official(), find, lan.identifier) == [("Nguyễn Thị Lan",)]
    for who in (None, citizen("Trần Văn Nam", sex="male")):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            seen(who, find, lan.identifier)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            seen(who, "SELECT * FROM nenso_find_persons(%s)", [lan.id])


def test_who_represents_an_enterprise_holds_no_post():
    who, lan, own, other = citizen("Trần Văn Nam", sex="male"), person(), enterprise(), enterprise("Công ty khác")
    enterprise_representative(own, own_person(who))
    who = replace(who, readers=who.readers | {f"representative@{own.id}"})
    assert seen(who, "SELECT id FROM people_enterprise") == [(own.id,)]
    assert seen(who, "SELECT 1 FROM people_enterprise WHERE id = %s", other.id) == []
    assert seen(who, "SELECT 1 FROM agencies_post") == []
    assert seen(who, "SELECT 1 FROM results_signingkey") == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        seen(who, "SELECT full_name FROM nenso_find_person(%s)", lan.identifier)


def test_keys_are_seen_by_their_account_alone():
    lan, nam = account(), account()
    token(lan)
    assert len(seen(actor_of(lan), "SELECT 1 FROM people_apitoken")) == 1
    assert seen(actor_of(nam), "SELECT 1 FROM people_apitoken") == []
    assert seen(official("admin"), "SELECT 1 FROM people_apitoken") == []


def test_nobody_raises_the_own_level_or_becomes_someone_else():
    lan, other = citizen(), person("Trần Văn Nam", sex="male")
    with raw_connection(lan) as database, pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.execute("UPDATE people_account SET assurance = 3, person_id = %s", [other.id])


def test_nobody_writes_the_own_identity():
    with raw_connection(citizen()) as database, pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.execute("UPDATE people_person SET full_name = 'Khác'")
    with raw_connection(official()) as database, pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.execute(
            "INSERT INTO people_account (id, password, phone, language, assurance, is_active, created_at) "
            "VALUES (gen_random_uuid(), '', '', 'vi', 3, true, now())"
        )


def test_people_accounts_and_keys_are_never_deleted_not_even_by_a_procedure():
    for table in ("people_person", "people_household", "people_enterprise", "people_account", "people_apitoken"):
        with raw_connection(SYSTEM) as database, pytest.raises(psycopg.errors.InsufficientPrivilege):
            database.execute(f"DELETE FROM {table}")
