"""Writing people down, and who may look at them afterwards."""

from datetime import date

import pytest

from factories.agencies import official
from factories.people import (
    SYSTEM,
    citizen,
    enterprise,
    enterprise_representative,
    household,
    identifier,
    person,
    token,
)
from nenso.agencies.actors import actor_of_token
from nenso.agencies.posts import actor_for
from nenso.journal.models import JournalEntry
from nenso.people.enterprises import add_representative, create_enterprise, end_representative, own_enterprises
from nenso.people.errors import (
    EnterpriseExists,
    IdentifierSex,
    LookupRefused,
    NameWrong,
    NotAllowed,
    PersonExists,
    PersonUnknown,
    PhoneWrong,
)
from nenso.people.households import leave_household, own_household
from nenso.people.lookups import find_person, own_person, persons_of_case
from nenso.people.models import Account, Person
from nenso.people.persons import change_contact, create_person
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7

pytestmark = pytest.mark.django_db


def test_a_clerk_writes_down_who_stands_at_the_counter_in_nfc_and_single_spaced():
    clerk = official("clerk")
    made = create_person(clerk, full_name="  Nguyễn  Thị Lan ", identifier=identifier(), sex="female")
    assert made.full_name == "Nguyễn Thị Lan"
    assert made.folded == "nguyen thi lan"


@pytest.mark.parametrize("name", ["", "  ", "Ư" * 201, "Nguyễn 😀 An", "<b>An</b>", "=1+1"])
def test_a_name_is_there_of_letters_and_fits(name: str):
    with pytest.raises(NameWrong):
        create_person(SYSTEM, full_name=name)


def test_a_citizen_writes_nobody_down():
    with pytest.raises(NotAllowed):
        create_person(citizen(), full_name="Ai Đó")


def test_a_number_that_contradicts_the_sex_is_refused_and_nothing_is_written():
    number = identifier(sex="female")
    with pytest.raises(IdentifierSex):
        create_person(SYSTEM, full_name="Trần Văn Nam", identifier=number, sex="male", born_on=date(1990, 5, 17))
    with acting(SYSTEM):
        assert not Person.objects.filter(identifier=number).exists()


def test_nobody_is_written_down_twice():
    lan = person()
    with pytest.raises(PersonExists):
        create_person(SYSTEM, full_name="Nguyễn Thị Lan", identifier=lan.identifier)


def test_an_officer_finds_a_person_by_number_for_a_purpose_and_the_person_can_read_that_it_happened():
    lan = citizen()
    officer = official()
    own = own_person(lan)
    found = find_person(officer, own.identifier, purpose="examine", case_id=uuid7())
    assert found.full_name == "Nguyễn Thị Lan"
    assert looks_at(lan) == [("examine", str(officer.account))]


def test_looking_without_a_purpose_or_without_a_post_is_refused():
    lan = person()
    with pytest.raises(LookupRefused):
        find_person(official(), lan.identifier, purpose=" ")
    with pytest.raises(LookupRefused):
        find_person(citizen("Trần Văn Nam", sex="male"), lan.identifier, purpose="curious")
    with pytest.raises(LookupRefused):
        find_person(Actor(), lan.identifier, purpose="curious")


def test_a_number_nobody_has_is_unknown():
    with pytest.raises(PersonUnknown):
        find_person(official(), identifier(), purpose="examine")


def test_the_people_of_a_case_are_read_together_and_each_look_is_kept():
    lan, nam = citizen(), citizen("Trần Văn Nam", sex="male")
    found = persons_of_case(official(), uuid7(), [nam.person, lan.person], purpose="examine")
    assert [one.full_name for one in found] == ["Trần Văn Nam", "Nguyễn Thị Lan"]
    assert len(looks_at(lan)) == len(looks_at(nam)) == 1


def test_someone_changes_the_own_telephone_but_not_the_own_name():
    lan = citizen()
    assert change_contact(lan, phone="+84 912 345 678").phone == "0912345678"
    with pytest.raises(PhoneWrong):
        change_contact(lan, phone="113")
    with pytest.raises(NotAllowed):
        change_contact(lan, full_name="Nguyễn Thị Mai")
    assert own_person(lan).phone == "0912345678"


def test_a_household_shows_its_members_to_each_other_until_they_leave():
    lan = citizen()
    child = person("Trần Bảo An", born_on=date(2015, 3, 2))
    own = household(own_person(lan), (child, "child"))
    assert [(row["full_name"], row["relation"]) for row in own_household(lan)] == [
        ("Nguyễn Thị Lan", "head"),
        ("Trần Bảo An", "child"),
    ]
    leave_household(SYSTEM, own.id, child.id)
    assert [row["full_name"] for row in own_household(lan)] == ["Nguyễn Thị Lan"]
    assert own_household(citizen("Trần Văn Nam", sex="male")) == []


def test_a_representative_sees_the_enterprise_and_its_tax_code_is_taken_once():
    lan = citizen()
    works = enterprise()
    enterprise_representative(works, own_person(lan))
    assert [one.name for one in own_enterprises(lan)] == ["Hợp tác xã Miến dong Côn Minh"]
    assert own_enterprises(citizen("Trần Văn Nam", sex="male")) == []
    with pytest.raises(EnterpriseExists):
        create_enterprise(SYSTEM, tax_code=works.tax_code, name="Khác")
    end_representative(SYSTEM, works.id, lan.person)
    assert own_enterprises(lan) == []


def test_who_represents_an_enterprise_lets_another_act_for_it_and_no_post_does():
    lan, nam, works = citizen(), citizen("Trần Văn Nam", sex="male"), enterprise()
    for somebody in (official("clerk"), official("admin"), lan):
        with pytest.raises(NotAllowed):
            add_representative(somebody, works.id, nam.person)
    enterprise_representative(works, own_person(lan))
    representing = actor_for(lan.account)
    add_representative(representing, works.id, nam.person, title="Phó giám đốc")
    assert actor_for(nam.account).represents == {works.id}
    with pytest.raises(NotAllowed):
        end_representative(official("admin"), works.id, nam.person)
    end_representative(representing, works.id, nam.person)
    assert actor_for(nam.account).represents == frozenset()
    with acting(nam):
        kinds = JournalEntry.objects.filter(stream=works.id).order_by("seq").values_list("kind", "account")
        assert list(kinds) == [("enterprise.represented", lan.account), ("enterprise.left", lan.account)]


def test_a_key_acts_for_an_enterprise_no_longer_once_its_holder_does_not_represent_it():
    lan, works = citizen(), enterprise()
    with acting(SYSTEM):
        secret = token(Account.objects.get(id=lan.account))[1]
    enterprise_representative(works, own_person(lan))
    assert actor_of_token(secret).represents == {works.id}
    end_representative(SYSTEM, works.id, lan.person)
    assert actor_of_token(secret).represents == frozenset()


def looks_at(who: Actor) -> list[tuple[str, str]]:
    """Return (purpose, account) of each look at ``who``, as that person reads them."""
    with acting(who):
        entries = JournalEntry.objects.filter(stream=who.person, kind="person.looked_at")
        return [(entry.body["purpose"], str(entry.account)) for entry in entries]
