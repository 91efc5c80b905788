"""What an edition's files say is kept beside it: nobody scans them again, and nothing else follows from it."""

from collections.abc import Callable

import pytest

from factories.people import SYSTEM
from nenso.formulas.library import as_written, formula_of, not_transcribed, required_by, transcribe
from nenso.formulas.models import Edition, Transcript
from nenso.formulas.publishing import publish
from nenso.formulas.starting import start
from nenso.language.editions import digest
from nenso.language.reading import read
from nenso.language.transcripts import written_down
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7

pytestmark = pytest.mark.django_db

Letters = Callable[..., dict[str, bytes]]


def published_by_an_earlier_release(files: dict[str, bytes], requires: dict[str, str] | None = None) -> Edition:
    """Return an edition without a transcript, inside ``acting()``."""
    name = files["formula.yaml"].split()[1].decode()
    edition = Edition(
        id=uuid7(),
        formula=name,
        version="1.0.0",
        digest=digest(files),
        title={"vi": name},
        files={path: content.decode() for path, content in files.items()},
        requires=requires or {},
        requires_digests=[one.digest for one in Edition.objects.filter(formula__in=requires or ())],
        published_at=clock.now(),
    )
    edition.save(force_insert=True)
    return edition


def test_an_edition_is_transcribed_once_when_it_is_published(letters: Letters) -> None:
    files = letters(title="Gửi thư một lần")
    for _ in range(2):
        edition = publish(SYSTEM, files).edition
    with acting(SYSTEM):
        (kept,) = Transcript.objects.filter(edition=edition)
        formula = read(files).formula
        assert formula is not None
        assert kept.said == written_down(formula)


def test_an_edition_is_read_from_its_transcript_and_checked_from_its_files(letters: Letters) -> None:
    files = letters(title="Gửi thư theo bản ghi")
    wanted = read(files).formula
    assert wanted is not None
    with acting(SYSTEM):
        edition = published_by_an_earlier_release(files)
        transcribe(edition, wanted)
        found, (written, _) = formula_of(edition), as_written(edition)
    assert found == written == wanted
    assert found.model_dump() == written.model_dump() == wanted.model_dump()
    assert (found.origin.line, written.origin.line) == (0, 2)


def test_editions_of_an_earlier_release_are_read_from_their_files_until_the_next_start(letters: Letters) -> None:
    files = letters(title="Gửi thư từ trước")
    head = 'formula: replies\nversion: "1.0.0"\ntitle: Trả lời\nrequires: {letters: "^1"}\n'
    reply = {"formula.yaml": head.encode()}
    with acting(SYSTEM):
        first = published_by_an_earlier_release(files)
        second = published_by_an_earlier_release(reply, {"letters": "^1"})
        assert formula_of(second).origin.line == 1
        assert list(required_by(second)) == ["letters"]
        assert {one.id for one in not_transcribed()} == {first.id, second.id}
    start()
    start()
    with acting(SYSTEM):
        assert not_transcribed() == []
        assert Transcript.objects.filter(edition__in=[first, second]).count() == 2
