"""A case holds files; whoever may see the case may see them, and nobody else."""

import threading
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection

from factories.agencies import agency
from nenso.files.attaching import attach, files_of
from nenso.files.errors import ClientKeyReused, FileLost, FileUnknown
from nenso.files.models import CaseFile, Content
from nenso.files.opening import open_file
from nenso.files.storing import FILES, Blob, store
from nenso.journal.reading import entries_of
from nenso.journal.verifying import verify
from nenso.runtime.acting import NOBODY, Actor, acting
from nenso.runtime.ids import uuid7
from support.contents import PDF

pytestmark = pytest.mark.django_db


def officer() -> Actor:
    return Actor(account=uuid7(), person=uuid7(), readers=frozenset({"public", f"officer@{agency().id}"}))


def test_a_file_is_attached_with_who_and_when_and_journalled(mother: Actor, case_id: UUID, pdf: Blob) -> None:
    made = attach(mother, case_id, "proof", pdf, "C:\\Giấy chứng sinh.pdf", agency_path="vn.p19.c01969")
    with acting(mother):
        (file,) = files_of(case_id)
    assert (file.id, file.document, file.filename, file.state) == (made.id, "proof", "Giấy chứng sinh.pdf", "available")
    assert (file.sha256, file.size, file.media_type) == (pdf.sha256, len(PDF), "application/pdf")
    assert (file.uploaded_by, file.attached_by) == (mother.account, mother.person)
    (entry,) = entries_of(case_id)
    assert (entry.kind, entry.account) == ("file.attached", mother.account)
    assert entry.body["sha256"] == pdf.sha256
    with acting(FILES):
        assert Content.objects.get().kept


def test_the_same_request_twice_gives_the_same_file(mother: Actor, case_id: UUID, pdf: Blob) -> None:
    first = attach(mother, case_id, "proof", pdf, "a.pdf", client_key="k1")
    again = attach(mother, case_id, "proof", pdf, "a.pdf", client_key="k1")
    assert again.id == first.id
    assert len(entries_of(case_id)) == 1
    with pytest.raises(ClientKeyReused):
        attach(mother, case_id, "proof", store([PDF, b"%"], filename="b.pdf"), "b.pdf", client_key="k1")


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_the_same_time_makes_one_file(mother: Actor, case_id: UUID, pdf: Blob) -> None:
    made: list[UUID] = []

    def send() -> None:
        try:
            made.append(attach(mother, case_id, "proof", pdf, "a.pdf", client_key="k1").id)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(set(made))) == (6, 1)
    assert len(entries_of(case_id)) == 1


def test_a_better_copy_takes_the_place_of_a_file_that_stays_readable(mother: Actor, case_id: UUID, pdf: Blob) -> None:
    first = attach(mother, case_id, "proof", pdf, "mờ.pdf")
    second = attach(mother, case_id, "proof", store([PDF, b"%"], filename="b.pdf"), "rõ.pdf", replaces=first.id)
    with acting(mother):
        assert [(file.filename, file.state) for file in files_of(case_id)] == [
            ("mờ.pdf", "replaced"),
            ("rõ.pdf", "available"),
        ]
    open_file(mother, case_id, first.id).stream.close()
    with pytest.raises(FileUnknown):
        attach(mother, case_id, "proof", pdf, "c.pdf", replaces=first.id)
    with pytest.raises(FileUnknown):
        attach(mother, case_id, "proof", pdf, "c.pdf", replaces=uuid7())
    with pytest.raises(FileUnknown):
        attach(mother, case_id, "identity", pdf, "d.pdf", replaces=second.id)
    assert second.id != first.id


def test_a_file_is_served_so_that_no_browser_runs_it(mother: Actor, case_id: UUID, pdf: Blob) -> None:
    file = attach(mother, case_id, "proof", pdf, 'Giấy "chứng"\r\nsinh.pdf')
    opened = open_file(mother, case_id, file.id)
    with opened.stream as stream:
        assert stream.read() == PDF
    assert opened.headers["Content-Type"] == "application/pdf"
    assert opened.headers["Content-Length"] == str(len(PDF))
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert opened.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Gi%E1%BA%A5y%20")
    assert not any("\r" in value or "\n" in value for value in opened.headers.values())
    assert "sandbox" in opened.headers["Content-Security-Policy"]
    assert opened.headers["Cache-Control"] == "private, no-store"


def test_every_look_is_journalled_with_who_looked(mother: Actor, case_id: UUID, pdf: Blob) -> None:
    file, looking = attach(mother, case_id, "proof", pdf, "a.pdf"), officer()
    open_file(looking, case_id, file.id, persons=[mother.person]).stream.close()
    entry = entries_of(case_id)[-1]
    assert (entry.kind, entry.account, entry.persons) == ("file.opened", looking.account, [mother.person])
    assert verify(case_id).intact


@pytest.mark.parametrize(
    "other",
    [
        NOBODY,
        Actor(account=uuid7(), person=uuid7(), readers=frozenset({"public", "signed_in"})),
        Actor(account=uuid7(), readers=frozenset({"public", f"officer@{uuid7()}"})),
        Actor(account=uuid7(), scope=("vn.p01",)),
    ],
    ids=["nobody", "another citizen", "another agency's officer", "another province's auditor"],
)
def test_whoever_may_not_see_the_case_has_none_of_its_files(
    other: Actor, mother: Actor, case_id: UUID, pdf: Blob
) -> None:
    file = attach(mother, case_id, "proof", pdf, "a.pdf")
    with pytest.raises(FileUnknown):
        open_file(other, case_id, file.id)
    with acting(other):
        assert files_of(case_id) == []
        assert CaseFile.objects.update(filename="mine") == 0
    with pytest.raises(ProgrammingError, match="row-level security"):
        attach(other, case_id, "proof", pdf, "a.pdf")
    assert [entry.kind for entry in entries_of(case_id)] == ["file.attached"]


def test_a_file_is_found_only_under_its_own_case(mother: Actor, case_id: UUID, pdf: Blob) -> None:
    file = attach(mother, case_id, "proof", pdf, "a.pdf")
    with pytest.raises(FileUnknown):
        open_file(mother, uuid7(), file.id)


def test_a_content_that_the_store_lost_is_said_to_be_lost(
    mother: Actor, case_id: UUID, pdf: Blob, kept_at: Path
) -> None:
    file = attach(mother, case_id, "proof", pdf, "a.pdf")
    for path in kept_at.rglob(pdf.sha256):
        path.unlink()
    with pytest.raises(FileLost):
        open_file(mother, case_id, file.id)


@pytest.mark.django_db(transaction=True)
def test_attaching_and_opening_cost_few_queries(
    mother: Actor, case_id: UUID, pdf: Blob, django_assert_max_num_queries: Callable
) -> None:
    with django_assert_max_num_queries(14):
        file = attach(mother, case_id, "proof", pdf, "a.pdf", client_key="k")
    with django_assert_max_num_queries(4):
        open_file(mother, case_id, file.id).stream.close()
