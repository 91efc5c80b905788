"""An upload goes on where it broke off, belongs to whoever began it, and is taken once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from nenso.files.errors import (
    FileEmpty,
    FileTooLarge,
    FileUnknown,
    KindNotAccepted,
    PartMisplaced,
    UploadExpired,
    UploadsFull,
)
from nenso.files.models import Upload
from nenso.files.resuming import append_part, begin_upload, drop_upload, parts_folder, taking, upload_of
from nenso.files.storing import FILES
from nenso.files.upkeep import sweep
from nenso.journal.reading import entries_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from support.contents import PDF

pytestmark = pytest.mark.django_db

Configured = Callable[..., None]


def begun(actor: Actor, content: bytes = PDF, name: str = "giay-chung-sinh.pdf", **more: str) -> UUID:
    return begin_upload(actor, name, "application/pdf", len(content), **more).upload.id


def sent(actor: Actor, key: UUID, content: bytes = PDF) -> None:
    append_part(actor, key, 0, len(content), [content])


def test_what_arrived_before_the_line_was_lost_is_not_sent_again(mother: Actor) -> None:
    key = begun(mother)
    assert append_part(mother, key, 0, len(PDF), [PDF[:7], PDF[7:20]]).offset == 20
    assert not upload_of(mother, key).whole
    assert append_part(mother, key, 20, len(PDF) - 20, [PDF[20:]]).whole
    with taking(mother, key, "case/proof") as whole:
        assert whole is not None
        assert (whole[0].filename, whole[1].read()) == ("giay-chung-sinh.pdf", PDF)


def test_a_part_that_does_not_follow_is_refused_with_the_place_to_go_on_from(mother: Actor) -> None:
    key = begun(mother)
    append_part(mother, key, 0, 20, [PDF[:20]])
    for offset, length in ((0, 5), (21, 5), (20, len(PDF))):
        with pytest.raises(PartMisplaced) as told:
            append_part(mother, key, offset, length, [b"x" * length])
        assert told.value.facts == {"offset": 20}
    assert (parts_folder() / str(key)).read_bytes() == PDF[:20]


def test_two_that_send_at_once_cannot_mix(mother: Actor) -> None:
    key = begun(mother)

    def interrupted() -> Iterator[bytes]:
        yield PDF[:10]
        append_part(mother, key, 10, 10, [b"y" * 10])
        yield PDF[10:20]

    with pytest.raises(PartMisplaced) as told:
        append_part(mother, key, 0, 20, interrupted())
    assert told.value.facts == {"offset": 20}
    assert (parts_folder() / str(key)).read_bytes() == PDF[:10] + b"y" * 10


def test_an_upload_is_its_owners_alone(mother: Actor) -> None:
    key, other = begun(mother), Actor(account=uuid7(), person=mother.person, readers=frozenset({"public"}))
    for use in (
        lambda: upload_of(other, key),
        lambda: append_part(other, key, 0, 5, [b"12345"]),
        lambda: drop_upload(other, key),
        lambda: taking(other, key, "case/proof").__enter__(),
    ):
        with pytest.raises(FileUnknown):
            use()
    with acting(other):
        assert not Upload.objects.exists(), "the database too keeps others out"
    assert upload_of(mother, key).offset == 0


def test_what_cannot_be_taken_is_refused_before_a_byte_is_sent(mother: Actor, configured: Configured) -> None:
    configured(UPLOAD_LIMIT=1000)
    before = set(parts_folder().iterdir())
    for name, length, refusal in (
        ("a.pdf", 0, FileEmpty),
        ("a.pdf", 1001, FileTooLarge),
        ("a.exe", 5, KindNotAccepted),
    ):
        with pytest.raises(refusal):
            begin_upload(mother, name, "", length)
    assert set(parts_folder().iterdir()) == before


def test_nobody_fills_the_disk_with_uploads_under_way(mother: Actor, configured: Configured) -> None:
    configured(UPLOADS_PER_PERSON=2500, UPLOAD_LIMIT=1000)
    first = begin_upload(mother, "a.pdf", "", 1000).upload.id
    begin_upload(mother, "b.pdf", "", 1000)
    with pytest.raises(UploadsFull):
        begin_upload(mother, "c.pdf", "", 1000)
    drop_upload(mother, first)
    begin_upload(mother, "c.pdf", "", 1000)
    configured(UPLOADS_PER_PERSON=1_000_000)
    for number in range(18):
        begin_upload(mother, f"{number}.pdf", "", 10)
    with pytest.raises(UploadsFull):
        begin_upload(mother, "one-more.pdf", "", 10)


def test_begun_twice_with_one_key_is_one_upload_and_is_journalled_once(mother: Actor) -> None:
    key = begun(mother, key="lan-dau-0001")
    append_part(mother, key, 0, 5, [PDF[:5]])
    again = begin_upload(mother, "giay-chung-sinh.pdf", "application/pdf", len(PDF), key="lan-dau-0001")
    assert (again.upload.id, again.offset) == (key, 5)
    assert [entry.kind for entry in entries_of(key)] == ["file.upload_begun"]


def test_an_upload_is_taken_once_whole_and_for_one_thing(mother: Actor) -> None:
    key = begun(mother)
    with pytest.raises(PartMisplaced), taking(mother, key, "case/proof"):
        pass
    sent(mother, key)
    with pytest.raises(RuntimeError), taking(mother, key, "case/proof"):
        raise RuntimeError
    with taking(mother, key, "case/proof") as whole:
        assert whole is not None, "what failed to take it may try again"
    with taking(mother, key, "case/proof") as again:
        assert again is None, "and the same again is told that it has it"
    with pytest.raises(UploadExpired), taking(mother, key, "case/other"):
        pass
    assert not (parts_folder() / str(key)).exists()


def test_an_upload_that_nobody_takes_is_gone_after_a_day(mother: Actor) -> None:
    key, other = begun(mother), begun(mother)
    with acting(mother):
        Upload.objects.filter(id=other).update(expires_at=clock.now() + timedelta(days=3))
    with clock.at(clock.now() + timedelta(hours=25)):
        with pytest.raises(UploadExpired):
            upload_of(mother, key)
        sweep()
        with acting(FILES):
            assert [one.id for one in Upload.objects.all()] == [other]
    assert [(parts_folder() / str(one)).exists() for one in (key, other)] == [False, True]
    drop_upload(mother, other)
