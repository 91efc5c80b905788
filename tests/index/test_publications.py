"""Scores from what was measured: frozen byte for byte, led back to every row, corrected only by saying so."""

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.db import IntegrityError
from django.test import Client
from psycopg.errors import InsufficientPrivilege
from typer.testing import CliRunner

from factories.agencies import agency, official
from factories.connections import raw_connection, seen
from factories.people import SYSTEM
from nenso.agencies.models import Agency
from nenso.cases.models import Case
from nenso.cli.index import app
from nenso.index import publications
from nenso.index.engine import NotComputable
from nenso.index.errors import (
    AlreadyPublished,
    AnotherUnderEmbargo,
    ChangeUnsaid,
    MayNotPublishScores,
    PublicationUnknown,
    PutAwayUnsaid,
)
from nenso.index.measuring.errors import PeriodWrong
from nenso.index.measuring.rows import rows_of
from nenso.index.measuring.running import INDEX, run
from nenso.index.models import Publication, PublicationUnit, Value
from nenso.journal.reading import entries_of
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, acting
from support import boards, measured
from support.catalogue import rows
from support.measured import AN_KHANH, PHU_THONG
from support.stories import EVERYTHING, at

pytestmark = pytest.mark.django_db

LETTERS_OF = """
SELECT count(*) FILTER (WHERE c.status IN (9, 10)), count(*)
FROM cases_case c JOIN agencies_agency a ON a.id = c.agency_id
WHERE c.procedure = 'letters.letter' AND c.status > 0 AND a.path <@ %s::ltree
  AND c.filed_at >= '2026-10-01 00:00+07' AND c.filed_at < '2027-01-01 00:00+07'
"""
"""The share of letters answered, as a person would count them: no view, no engine of ours."""


def _autumn() -> None:
    measured.in_force()
    who, here, there = measured.writer(), measured.officials_at(PHU_THONG), measured.officials_at(AN_KHANH)
    with at("2026-10-05 08:00"):
        first = measured.write(who, PHU_THONG, "Cầu hỏng", "1")
        measured.write(who, PHU_THONG, "Đường hỏng", "2")
        other = measured.write(who, AN_KHANH, "Đèn đường", "3")
    with at("2026-10-07 08:00"):
        measured.answer(first, here)
        measured.answer(other, there)


def _scores(publication: Publication) -> dict[str, Any]:
    return {one["unit"]: one for one in orjson.loads(bytes(publication.content))["units"]}


def test_scores_are_published_with_the_way_back_and_corrected_only_by_another_publication() -> None:
    _autumn()
    publisher = official("publisher", "vn.p19", "Lê Thị Công Bố")
    with at("2026-11-10 08:00"):
        run()
        with pytest.raises(MayNotPublishScores):
            publications.draft(official("officer", "vn.p19"), "letters.well_served", "2026-Q4", agency("vn.p19"))
        draft = publications.draft(publisher, "letters.well_served", "2026-Q4", agency("vn.p19"))
        again = publications.draft(publisher, "letters.well_served", "2026-Q4", agency("vn.p19"))
        assert (again.digest, again.inputs) == (draft.digest, draft.inputs)  # the same values, the same bytes
        assert publications.publications(NOBODY) == []  # a draft is nobody's to see

        shown = publications.publish(publisher, draft.id)
        with pytest.raises(AlreadyPublished):
            publications.publish(publisher, draft.id)
        publications.publish(publisher, again.id, embargo_until=clock.now() + timedelta(days=365 * 200))
        assert [one.id for one in publications.publications(NOBODY)] == [shown.id]
        seen_by_all = publications.publication_by_id(NOBODY, shown.id)
        assert hashlib.sha256(bytes(seen_by_all.content)).hexdigest() == shown.digest

        answer = Client().get(f"/api/v1/index/publications/{shown.id}")
        assert hashlib.sha256(answer.content).hexdigest() == answer["ETag"].strip('"') == shown.digest
        assert [one["sha256"] for one in Client().get("/api/v1/index/publications").json()["items"]] == [shown.digest]

        # every published number leads to its rows, and plain SQL counts the same
        scores = _scores(seen_by_all)
        told = orjson.loads(bytes(seen_by_all.content))["measured"]["letters.answered_share"]
        assert len(scores) > 90  # every commune of the province
        counted = {unit: cells for unit, cells in told.items() if cells[1]}
        assert set(counted) == {PHU_THONG, AN_KHANH}
        for unit, (numerator, denominator, share) in told.items():
            with acting(EVERYTHING):
                done, filed = rows(LETTERS_OF, [unit])[0]
            assert (done, filed) == (numerator, denominator)
            assert share == (done / filed if filed else None)
            if filed:
                assert rows_of(EVERYTHING, "letters.answered_share", unit, "2026-Q4").count == done
                found = rows_of(EVERYTHING, "letters.answered_share", unit, "2026-Q4", side="denominator")
                assert found.count == len(found.rows) == filed
        for period in ("0001", "9998"):
            assert rows_of(EVERYTHING, "letters.answered_share", PHU_THONG, period).count == 0
        for period in ("0000", "9999", "２０２６"):
            with pytest.raises(PeriodWrong):
                rows_of(EVERYTHING, "letters.answered_share", PHU_THONG, period)
        # clean wells do not apply (there is none): all of the score is the share of letters, of 60 points
        assert (scores[AN_KHANH]["score"], scores[AN_KHANH]["rank"]) == (100.0, 1)
        assert (scores[PHU_THONG]["score"], scores[PHU_THONG]["rank"]) == (50.0, 2)

    here = measured.officials_at(PHU_THONG)
    with at("2026-11-12 08:00"):
        with acting(EVERYTHING):
            late = Case.objects.get(procedure="letters.letter", status=1)
        measured.answer(late, here)
        run()
        with pytest.raises(ChangeUnsaid):
            publications.draft(publisher, "letters.well_served", "2026-Q4", agency("vn.p19"), corrects=shown.id)
        correction = publications.draft(
            publisher, "letters.well_served", "2026-Q4", agency("vn.p19"), corrects=shown.id, changed="Đã trả lời thêm."
        )
    said = orjson.loads(bytes(correction.content))["corrects"]
    assert (said["sha256"], said["changed"]) == (shown.digest, "Đã trả lời thêm.")
    assert [(one["unit"], one["was"]["score"], one["now"]["score"]) for one in said["units"]] == [(PHU_THONG, 50, 100)]
    assert correction.digest != shown.digest


def test_what_was_reported_of_nobody_twice_or_of_what_is_measured_is_named_and_nothing_is_scored(
    tmp_path: Path,
) -> None:
    boards.in_force()
    ended = Agency.objects.get(path=AN_KHANH)
    with acting(SYSTEM):
        Agency.objects.filter(pk=ended.pk).update(valid_until=date(2026, 7, 1))
    meetings = f'"{PHU_THONG} ": 4, "vn.p19.c0196": 2, "{AN_KHANH}": 3, "vn.p01": 1'
    cases = {
        f'{{"letters.meetings": {{{meetings}}}}}': (
            "vn.p19.c0196, letters.meetings, 2026-Q4: Không có cơ quan này. Ý bạn là",
            f"{AN_KHANH}, letters.meetings, 2026-Q4: {ended.name} không còn từ 01/07/2026.",
            "vn.p01, letters.meetings, 2026-Q4: Ủy ban nhân dân thành phố Hà Nội không được xếp hạng ở đây.",
        ),
        f'{{"letters.meetings": {{"{PHU_THONG}": 4, "{PHU_THONG} ": 3}}}}': (f"{PHU_THONG}: Có hai lần trong tệp.",),
        '{"letters.meetings": {}, "letters.meetings": {}}': ("letters.meetings: Có hai lần trong tệp.",),
        f'{{"letters.meeting": {{"{PHU_THONG}": 4}}}}': (
            "letters.meeting, 2026-Q4: Bảng điểm không có chỉ số này. Ý bạn là “letters.meetings”?",
        ),
        f'{{"letters.answered_share": {{"{PHU_THONG}": 1}}}}': (
            "letters.answered_share, 2026-Q4: Chỉ số này được đo, không báo cáo.",
        ),
        "[1]": ("bao_cao.json: cần {chỉ số: {cơ quan: giá trị}}.",),
        "{": ("bao_cao.json: không đọc được",),
    }
    file = tmp_path / "bao_cao.json"
    for written, said in cases.items():
        file.write_text(written, encoding="utf-8")
        words = ["draft", boards.SCORECARD, boards.PERIOD, "--agency", boards.PROVINCE, "--reported", str(file)]
        refused = CliRunner().invoke(app, words).exception
        assert isinstance(refused, NotComputable), written
        for one in said:
            assert one in refused.text("vi"), (one, refused.text("vi"))
    assert not Publication.objects.exists()

    communes = [
        str(one)
        for one in Agency.objects.filter(kind="commune", path__below=boards.PROVINCE).values_list("path", flat=True)
    ]
    told = {"letters.meetings": {path: 2 + at % 3 for at, path in enumerate(communes) if path != AN_KHANH}}
    who = boards.publisher()
    place = agency(boards.PROVINCE)
    first = publications.draft(who, boards.SCORECARD, "2026-Q3", place, reported=told)
    publications.publish(who, first.id)
    with pytest.raises(NotComputable) as copied:
        publications.draft(who, boards.SCORECARD, boards.PERIOD, place, reported=told)
    assert [(one.code, one.indicator) for one in copied.value.findings] == [("values.copied", "meetings")]
    publications.draft(who, boards.SCORECARD, boards.PERIOD, place, reported=told, accepted={"values.copied"})


def test_a_draft_is_put_away_by_its_publishers_with_a_reason_and_nobody_sees_it_again() -> None:
    boards.in_force()
    publisher = boards.publisher()
    with at("2026-11-10 08:00"):
        draft, shown = (boards.drafted(publisher) for _ in range(2))
        publications.publish(publisher, shown.id)
    for who, reason, refusal in (
        (official("publisher", "vn.p01"), "Lập nhầm", PublicationUnknown),
        (official("officer", "vn.p19"), "Lập nhầm", MayNotPublishScores),
        (publisher, " ", PutAwayUnsaid),
        (publisher, "a" * 1001, PutAwayUnsaid),
    ):
        with pytest.raises(refusal):
            publications.put_away(who, draft.id, reason)
    with pytest.raises(AlreadyPublished):
        publications.put_away(publisher, shown.id, "Lập nhầm")
    for _ in range(2):
        publications.put_away(publisher, draft.id, "Lập nhầm kỳ")
    assert [one.id for one in publications.publications(publisher)] == [shown.id]
    with pytest.raises(PublicationUnknown):
        publications.publish(publisher, draft.id)
    told = [(one.kind, one.body.get("reason")) for one in entries_of(draft.id)]
    assert told == [("index.drafted", None), ("index.put_away", "Lập nhầm kỳ")]
    with acting(publisher):
        assert not PublicationUnit.objects.filter(publication=draft.id).exists()
        assert PublicationUnit.objects.filter(publication=shown.id).exists()


def test_whoever_publishes_beside_what_is_under_embargo_is_told_so_and_has_to_say_that_it_is_meant() -> None:
    boards.in_force()
    publisher, hour = boards.publisher(), clock.now() + timedelta(days=3)
    first, second = (boards.drafted(publisher) for _ in range(2))
    waiting = publications.publish(publisher, first.id, embargo_until=hour)
    with pytest.raises(AnotherUnderEmbargo, match=str(waiting.id)) as refused:
        publications.publish(publisher, second.id)
    assert "the same byte for byte" in refused.value.text("en")
    told = CliRunner().invoke(app, ["publish", str(second.id)])
    assert isinstance(told.exception, AnotherUnderEmbargo)
    assert CliRunner().invoke(app, ["publish", str(second.id), "--beside"]).exit_code == 0
    with at(f"{hour + timedelta(days=1):%Y-%m-%d %H:%M}"):
        third = boards.drafted(publisher)
        assert publications.publish(publisher, third.id).published_at is not None  # nothing waits any more


def test_the_database_keeps_a_publication_as_it_was_published() -> None:
    content = b'{"units":[]}'
    values = {
        "indicator": "x.y", "edition": "", "period": "2026", "agency": agency("vn"), "agency_path": "vn", "inputs": "",
        "content": content, "digest": hashlib.sha256(content).hexdigest(), "computed_at": clock.now(),
    }  # fmt: skip
    with acting(INDEX):
        made = Publication.objects.create(**values)
        with pytest.raises(IntegrityError), acting(INDEX):  # one byte more is not what its hash says
            Publication.objects.create(**values | {"content": content + b" "})
        Publication.objects.filter(pk=made.pk).update(state="published")
        assert Publication.objects.filter(pk=made.pk).update(state="draft") == 0
    for change in ("UPDATE index_publication SET content = ''", "DELETE FROM index_publication"):
        with raw_connection(INDEX) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(change)
    assert seen(None, "SELECT count(*) FROM index_value") == [(0,)]
    assert Value._meta.db_table == "index_value"
