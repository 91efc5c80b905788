from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import ProgrammingError, transaction

from factories.agencies import agency, official
from factories.people import SYSTEM, citizen
from nenso.agencies.errors import NotAdministrator
from nenso.journal.models import JournalEntry
from nenso.results.errors import DemoKeysRefused, KeyFileUnreadable, KeyHeldAlready, KeyMissing, KeyUnknown
from nenso.results.key_keeping import (
    import_key,
    issue_key,
    key_of,
    keys_at,
    register_key,
    revoke_key,
    signer_of,
    try_key,
)
from nenso.results.keys.base import Holder
from nenso.results.keys.registry import plugin
from nenso.results.models import SigningKey
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, Actor, acting
from results.papers import MOMENT
from results.test_keys import made_elsewhere
from support.demonstrations import demonstration

pytestmark = pytest.mark.django_db


def keys_seen_by(actor: Actor) -> int:
    with acting(actor):
        return SigningKey.objects.count()


def test_in_a_demonstration_the_agencys_seal_is_made_once(demo: None) -> None:
    first = key_of(agency())
    assert key_of(agency()) == first
    assert (first.account, first.holder_name) == (None, "Ủy ban nhân dân xã Phủ Thông")
    signer, holder = signer_of(first)
    assert holder.kind == "agency"
    assert signer is signer_of(first)[0]


def test_a_person_signs_in_their_own_name_for_the_agency_of_their_post(demo: None) -> None:
    chairman = official("leader", full_name="Hoàng Văn Nam")
    key = key_of(agency(), chairman.account)
    holder = signer_of(key)[1]
    assert (holder.kind, holder.name, holder.organisation) == (
        "person",
        "Hoàng Văn Nam",
        "Ủy ban nhân dân xã Phủ Thông",
    )


def test_who_holds_no_post_there_gets_no_key(demo: None) -> None:
    with pytest.raises(KeyMissing):
        key_of(agency(), official("leader", at="vn.p19").account)


def test_outside_a_demonstration_a_missing_key_is_told() -> None:
    with pytest.raises(KeyMissing) as caught:
        key_of(agency())
    assert "Ủy ban nhân dân xã Phủ Thông" in caught.value.text()
    with pytest.raises(DemoKeysRefused):
        issue_key(SYSTEM, agency())
    with demonstration():
        assert issue_key(SYSTEM, agency()).plugin == "pkcs12"
    with pytest.raises(DemoKeysRefused):
        issue_key(SYSTEM, agency())


def test_a_revoked_key_signs_no_more_and_a_new_one_takes_its_place(demo: None) -> None:
    old = key_of(agency())
    revoke_key(SYSTEM, old.id, "Lộ khóa")
    assert key_of(agency()).id != old.id


def test_a_key_signs_only_in_its_term(demo: None) -> None:
    first = key_of(agency())
    with clock.at(first.valid_until + timedelta(days=1)):
        assert key_of(agency()).id != first.id


def test_a_key_that_the_plugin_holds_is_put_to_use_for_another_holder_of_it(demo: None) -> None:
    start = clock.now() - timedelta(days=1)
    holder = Holder(id=agency().id, kind="agency", name=agency().name)
    made = plugin("pkcs12").issue(holder, valid_from=start, valid_until=start + timedelta(days=9))
    assert key_of(agency()).id != register_key(SYSTEM, agency(), made.reference).id
    assert key_of(agency()).reference == made.reference


def test_only_administrators_of_the_agency_give_and_revoke_keys(demo: None) -> None:
    key = key_of(agency())
    for stranger in (official("leader"), official("admin", at="vn.p24"), citizen()):
        with pytest.raises((NotAdministrator, KeyUnknown)):
            issue_key(stranger, agency())
        with pytest.raises((NotAdministrator, KeyUnknown)):
            revoke_key(stranger, key.id, "không có quyền")
    assert revoke_key(official("admin", at="vn.p19"), key.id, "Thay khóa").reason == "Thay khóa"


def test_certificates_are_seen_by_people_in_post_and_written_by_no_other_way(demo: None) -> None:
    key_of(agency())
    assert keys_seen_by(official("clerk")) == 1
    assert keys_seen_by(citizen()) == 0
    assert keys_seen_by(NOBODY) == 0
    leader = official("leader")
    with acting(leader), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        SigningKey.objects.update(holder_name="Người khác")
    with acting(SYSTEM), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        SigningKey.objects.all().delete()


def test_giving_and_revoking_is_journalled_without_anything_private(demo: None) -> None:
    key = key_of(agency())
    revoke_key(SYSTEM, key.id, "Lộ khóa")
    with acting(Actor(system="tests", scope=("vn",))):
        entries = list(JournalEntry.objects.filter(stream=agency().id, kind__startswith="result.key").order_by("seq"))
    assert [entry.kind for entry in entries] == ["result.key_given", "result.key_revoked"]
    assert set(entries[1].body) == {"key", "agency", "account", "fingerprint", "reason"}


def test_an_administrator_sees_subject_serial_term_and_where_a_key_is_and_tries_it(demo: None) -> None:
    admin = official("admin")
    key = issue_key(admin, agency())
    (facts,) = keys_at(admin, agency())
    assert (facts.state, facts.hardware, facts.key.id) == ("signs", False, key.id)
    assert "Ủy ban nhân dân xã Phủ Thông" in facts.subject
    assert int(facts.serial, 16) > 0
    assert try_key(admin, key.id).id == key.id
    with clock.at(key.valid_until - timedelta(days=29)):
        assert [one.state for one in keys_at(admin, agency())] == ["soon"]
    with clock.at(key.valid_until):
        assert [one.state for one in keys_at(admin, agency())] == ["ended"]
    revoke_key(admin, key.id, "Hết hạn sử dụng")
    assert [one.state for one in keys_at(admin, agency())] == ["retired"]
    for use in (lambda who: keys_at(who, agency()), lambda who: try_key(who, key.id)):
        with pytest.raises(NotAdministrator):
            use(official("leader"))


def test_a_key_from_an_authority_signs_from_the_day_it_is_put_to_use_and_stands_once(demo: None) -> None:
    admin = official("admin")
    content, _ = made_elsewhere(ec.generate_private_key(ec.SECP256R1()), b"mat-khau-1")
    with pytest.raises(KeyFileUnreadable):
        import_key(admin, agency(), content, "sai")
    with clock.at(MOMENT):
        later = import_key(admin, agency(), content, "mat-khau-1", active_from=MOMENT + timedelta(days=3))
        with pytest.raises(KeyHeldAlready):
            import_key(admin, agency(), content, "mat-khau-1")
        assert {one.key.id: one.state for one in keys_at(admin, agency())}[later.id] == "later"
    assert try_key(admin, later.id).fingerprint == later.fingerprint
    with clock.at(MOMENT + timedelta(days=3)):
        assert key_of(agency()).id == later.id
    with clock.at(MOMENT + timedelta(days=2)):
        assert key_of(agency()).id != later.id
