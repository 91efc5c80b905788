"""A table into a register: looked into, checked, written once whatever stops it, bad rows kept aside and mended."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pyarrow as pa
import pytest
from django.db import connection, connections
from pyarrow import parquet

from factories.agencies import agency
from nenso.journal.reading import entries_of
from nenso.registers.bulk.loading import ColumnLoader
from nenso.registers.declared import Declared
from nenso.registers.errors import RegisterUnknown
from nenso.registers.importing.beginning import begin_file, begin_upload, correct
from nenso.registers.importing.errors import ImportNotAllowed, ImportUnderWay, ImportUnknown, RowStillWrong
from nenso.registers.importing.mending import drop, mend, report_lines, rows_aside, waiting_rows
from nenso.registers.importing.running import run, start
from nenso.registers.importing.tables import Import, ImportRow
from nenso.registers.loading import Loader
from nenso.registers.models import Record, RecordRevision
from nenso.registers.tasks import end_imports_given_up, run_import
from nenso.runtime.acting import NOBODY, Actor, Seat, acting
from nenso.runtime.jobs import defer
from nenso.runtime.logs import JsonFormatter
from nenso.runtime.tables.errors import TableUnreadable
from registers.imports import (
    OPERATOR,
    REGISTER,
    begun,
    came_to,
    many,
    plain_products,
    products,
    state_of,
    taken_in,
    twice,
)

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = (
    "Tên;Người bán;Nơi bán;Giá;Tồn kho\nMiến dong;6195000123;xã Phủ Thông;70.000;12\nChè;006195000123;1969;90000 đ;\n"
)
BAD = "Gạo nếp;12345;xã Không Có;giá cao;-3\n"


@pytest.fixture(autouse=True)
def _market(products_for_good: Declared) -> None:
    """The register of products is in use."""


@pytest.fixture
def officer() -> Actor:
    """A registrar of xã Phủ Thông."""
    seat = Seat(agency().id, agency().path, "commune", frozenset({"registrar"}))
    return Actor(seats=(seat,), readers=frozenset({"public", "signed_in", f"registrar@{seat.agency}"}), name="Hoa")


def test_a_table_becomes_records_with_what_was_meant_and_a_word_about_what_was_changed() -> None:
    taken = taken_in(GOOD)
    assert (taken.state, *came_to(taken)) == ("done", 2, 0, 0, 0)
    data = products()["Miến dong"][2]
    assert data == {"name": "Miến dong", "owner_id": "006195000123", "sold_at": "01969", "price": 70_000, "stock": 12}
    assert {one["code"] for one in taken.warnings} == {"zeros_restored", "place_named"}
    kinds = [entry.kind for entry in entries_of(taken.id)]
    assert kinds == ["import.begun", "import.started", "records.loaded", "import.done"]


def test_checking_writes_nothing_and_tells_every_problem_by_row_and_cell() -> None:
    taken = run(start(OPERATOR, begun(GOOD + BAD).id, dry=True).id)
    assert (taken.state, taken.wrong, products()) == ("checked", 1, {})
    assert came_to(taken) == (2, 0, 0, 1), "what writing would come to"
    (row,) = rows_aside(OPERATOR, taken.id)
    assert row.row == 4
    assert sorted(one["path"] for one in row.problems) == ["owner_id", "price", "sold_at", "stock"]
    assert all(one["vi"] and one["en"] for one in row.problems)
    assert row.cells["Giá"] == "giá cao"


def test_the_same_file_twice_changes_nothing_and_a_changed_row_is_one_revision() -> None:
    taken_in(GOOD)
    before = products()
    more = GOOD.replace("70.000", "80.000") + "Gạo;;;5;1\n"
    assert came_to(run(start(OPERATOR, begun(more).id, dry=True).id)) == (1, 1, 1, 0)
    assert came_to(taken_in(GOOD)) == (0, 0, 2, 0)
    assert products() == before
    assert came_to(taken_in(GOOD.replace("70.000", "80.000"))) == (0, 1, 1, 0)
    assert products()["Miến dong"][1:] == (2, {**before["Miến dong"][2], "price": 80_000})


def test_a_bad_row_is_kept_aside_mended_and_then_written(officer: Actor) -> None:
    taken = taken_in(GOOD + BAD, officer)
    assert came_to(taken) == (2, 0, 0, 1)
    with pytest.raises(RowStillWrong) as refused:
        mend(officer, taken.id, 4, {"owner_id": "006195000124", "sold_at": "01969", "price": "45.000"})
    assert [one["path"] for one in refused.value.facts["problems"]] == ["stock"]
    mend(officer, taken.id, 4, {"owner_id": "6195000124", "sold_at": "01969", "price": "45.000", "stock": "3"})
    assert products()["Gạo nếp"][2]["price"] == 45_000
    assert waiting_rows(officer, taken.id) == 0
    assert [entry.kind for entry in entries_of(taken.id)][-1] == "import.row_mended"


def test_the_report_is_a_table_that_can_be_mended_and_sent_again() -> None:
    taken = taken_in(GOOD + BAD)
    report = b"".join(report_lines(OPERATOR, taken.id)).decode("utf-8-sig")
    assert "Giá: " in report
    mended = report.replace("12345", "006195000124").replace("xã Không Có", "01969").replace("giá cao", "5")
    assert came_to(taken_in(mended.replace(",'-3", ",3"))) == (1, 0, 0, 0)


def test_a_line_that_is_no_json_is_kept_aside_among_those_that_are() -> None:
    lines = '{"name": "Miến", "price": 5}\n{"name": "Chè"\n{"name": "Gạo", "price": 6}\n'
    taken = run(start(OPERATOR, begun(lines, name="hang.jsonl").id, dry=False).id)
    assert (taken.state, *came_to(taken)) == ("done", 2, 0, 0, 1)
    (row,) = rows_aside(OPERATOR, taken.id)
    assert (row.row, row.cells, row.problems[0]["code"]) == (2, {"name": '{"name": "Chè"'}, "row.broken")
    alone = run(start(OPERATOR, begun('{"name": "Miến"}\nx\n', name="hang.txt").id, dry=True).id)
    assert came_to(alone) == (0, 0, 1, 1), "a table is known by its content"


def test_what_was_masked_when_it_was_handed_out_does_not_come_back_as_dots() -> None:
    taken_in("Tên,Bí quyết\nMiến,gừng\n")
    taken = taken_in("Tên,Bí quyết\nMiến,•••\nChè,sen\n")
    assert came_to(taken) == (1, 0, 0, 1)
    assert products()["Miến"][2]["secret"] == "gừng"
    assert rows_aside(OPERATOR, taken.id)[0].problems[0]["code"] == "field.masked"


def test_a_name_that_several_places_have_is_told_from_one_that_none_has() -> None:
    taken = taken_in("Tên,Nơi bán\nMiến,xã Tân Lập\nChè,xã Không Có\n")
    several, none = (row.problems[0] for row in rows_aside(OPERATOR, taken.id))
    assert (several["code"], none["code"]) == ("place.several", "place.unnamed")
    assert several["vi"].count("tỉnh") > 1


def test_a_row_that_is_not_wanted_is_set_down_with_its_reason_and_never_deleted(officer: Actor) -> None:
    heading, *rows = GOOD.splitlines(keepends=True)
    taken = taken_in("".join([heading, rows[0], BAD]), officer)
    drop(officer, taken.id, rows_aside(officer, taken.id)[0].row, "Dòng cộng")
    with acting(officer):
        kept = list(ImportRow.objects.filter(of=taken).order_by("row").values_list("row", "state", "why"))
    assert kept == [(3, "dropped", "Dòng cộng")]


def test_others_neither_see_nor_begin_nor_mend(officer: Actor) -> None:
    taken = taken_in(GOOD + BAD, officer)
    other = Actor(seats=(Seat(agency("vn.p19").id, "vn.p19", "province", frozenset({"registrar"})),))
    clerk = Actor(seats=(Seat(agency().id, agency().path, "commune", frozenset({"clerk"})),))
    for actor in (NOBODY, other, clerk):
        with pytest.raises(ImportNotAllowed):
            begun(GOOD, actor)
        with pytest.raises(ImportUnknown):
            rows_aside(actor, taken.id)
        with pytest.raises(ImportUnknown):
            mend(actor, taken.id, 4, {"stock": "3"})


def test_what_runs_cannot_be_begun_or_changed_again() -> None:
    taken = taken_in(GOOD)
    with pytest.raises(ImportUnderWay):
        start(OPERATOR, taken.id, dry=False)
    with pytest.raises(ImportUnderWay):
        correct(OPERATOR, taken.id, {"Tên": "name"})
    with pytest.raises(RegisterUnknown):
        begin_upload(OPERATOR, agency(), "market.nothing", io.BytesIO(GOOD.encode()), "x.csv")
    with pytest.raises(TableUnreadable):
        begin_upload(OPERATOR, agency(), REGISTER, io.BytesIO("名前,住所\n山田,東京\n".encode("shift-jis")), "x.csv")


def test_columns_that_were_not_guessed_can_be_said() -> None:
    taken = begun("Hàng;Bao nhiêu\nMiến;5\n")
    assert taken.mapping == {}
    correct(OPERATOR, taken.id, {"Hàng": "name", "Bao nhiêu": "stock"})
    assert came_to(run(start(OPERATOR, taken.id, dry=False).id)) == (1, 0, 0, 0)


RUN = """
import django, sys
django.setup()
from uuid import UUID
from pathlib import Path
from nenso.registers.importing.running import run
run(UUID(sys.argv[1]), step=lambda taken: print(taken.place, flush=True))
"""


def running(taken: Import) -> subprocess.Popen[bytes]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "nenso.runtime.settings"}
    return subprocess.Popen([sys.executable, "-c", RUN, str(taken.id)], env=environment, stdout=subprocess.PIPE)


def test_killed_in_the_middle_and_begun_again_it_comes_to_the_same() -> None:
    taken = start(OPERATOR, begun(many(20_000)).id, dry=False)
    with running(taken) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert 0 < state_of(taken).place < 20_000
    done = run(taken.id)
    assert (done.state, *came_to(done)) == ("done", 19_980, 0, 0, 20)
    with acting(OPERATOR):
        assert Record.objects.filter(register=REGISTER).count() == 19_980
        assert RecordRevision.objects.filter(record__register=REGISTER).count() == 19_980
    assert waiting_rows(OPERATOR, taken.id) == 20


def test_of_two_rows_with_one_key_the_later_wins_however_far_one_part_is_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    plain_products()
    put, slept = Loader.put, list[int]()

    def slow(self: Loader, *given: Any) -> Any:
        if self.part == 1 and not slept:
            slept.append(1)
            time.sleep(0.5)
        return put(self, *given)

    monkeypatch.setattr("nenso.registers.importing.running.ROWS_A_BATCH", 1_500)
    monkeypatch.setattr(Loader, "put", slow)
    assert came_to(taken_in(twice(3_000))) == (3_000, 3_000, 0, 0)
    held = products()
    assert all(held[f"Hàng {n}"][1:] == (2, {"name": f"Hàng {n}", "price": 3_000 + n}) for n in range(3_000))


def test_rows_that_name_others_of_their_register_find_what_a_batch_before_has_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain_products("  - {name: like, type: text, label: Như, valid_if: \"filled(find('products', this.like))\"}\n")
    put, write, looked_up, begun_to = Loader.put, ColumnLoader.write, Event(), list[int]()

    def slow(self: Loader, *given: Any) -> Any:
        looked_up.wait(1)
        return put(self, *given)

    def begun_to_write(self: ColumnLoader, *given: Any, **named: Any) -> Any:
        parts = write(self, *given, **named)
        begun_to.append(1)
        if len(begun_to) == 2:
            looked_up.set()
        return parts

    monkeypatch.setattr("nenso.registers.importing.running.ROWS_A_BATCH", 10)
    monkeypatch.setattr("nenso.registers.importing.running._ROWS_AT_FIRST", 20)
    monkeypatch.setattr(Loader, "put", slow)
    monkeypatch.setattr(ColumnLoader, "write", begun_to_write)
    rows = "".join(f"Hàng {n};{'' if n < 20 else f'Hàng {n - 20}'}\n" for n in range(40))
    assert came_to(taken_in("Tên;Như\n" + rows)) == (40, 0, 0, 0)


def test_a_load_that_is_ended_because_two_wait_for_each_other_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    there, ended = Loader.there, list[int]()

    def waiting(self: Loader, connection: Any, *given: Any) -> Any:
        if self.part not in ended:
            ended.append(self.part)
            connection.execute("DO $$BEGIN RAISE deadlock_detected; END$$")
        return there(self, connection, *given)

    monkeypatch.setattr(Loader, "there", waiting)
    assert came_to(taken_in(many(4_000))) == (3_996, 0, 0, 4)
    assert sorted(ended) == [0, 1]


def in_threads(*uses: Callable[[], object]) -> None:
    def alone(use: Callable[[], object]) -> None:
        try:
            use()
        finally:
            connections.close_all()

    threads = [Thread(target=alone, args=(use,)) for use in uses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_imports_of_the_same_rows_at_once_write_nothing_twice() -> None:
    first, second = (start(OPERATOR, begun(many(6_000) + end).id, dry=False) for end in ("", "Thêm;1\n"))
    in_threads(lambda: run(first.id), lambda: run(second.id))
    with acting(OPERATOR):
        assert Record.objects.filter(register=REGISTER).count() == 5_995
        assert RecordRevision.objects.filter(record__register=REGISTER).count() == 5_995
    assert {state_of(first).state, state_of(second).state} == {"done"}
    assert state_of(first).created + state_of(second).created == 5_995


def test_one_import_run_twice_at_once_counts_once() -> None:
    taken = start(OPERATOR, begun(many(12_000)).id, dry=False)
    in_threads(lambda: run(taken.id), lambda: run(taken.id))
    done = run(taken.id)
    assert (done.created, done.wrong, waiting_rows(OPERATOR, taken.id)) == (11_988, 12, 12)


def test_a_run_that_another_overtook_ends_without_saying_that_it_is_done() -> None:
    taken = start(OPERATOR, begun(many(12_000)).id, dry=False)
    overtaken = run(taken.id, step=lambda _: run(taken.id) and None)
    assert (overtaken.state, state_of(taken).state) == ("running", "done")
    assert (state_of(taken).created, state_of(taken).wrong) == (11_988, 12)


def test_a_file_on_this_machine_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "hang.csv"
    path.write_text(many(3_000))
    taken = start(OPERATOR, begin_file(OPERATOR, agency(), REGISTER, path).id, dry=False)
    assert begin_file(OPERATOR, agency(), REGISTER, path).id == taken.id
    assert run(taken.id, path=path).created == 2_997
    assert begin_file(OPERATOR, agency(), REGISTER, path).id != taken.id


def test_numbers_without_end_and_beyond_64_bits_are_rows_to_mend(tmp_path: Path) -> None:
    path, endless = tmp_path / "hang.parquet", float("inf")
    columns = {
        "Tên": ["A", "B", "C"],
        "Người bán": [endless, float("nan"), None],
        "Nơi bán": [endless, float("nan"), -endless],
        "Giá": [Decimal(10) ** 30, None, Decimal(5)],
        "Tồn kho": [endless, float("nan"), 1.0],
        "Ngày làm": [endless, float("nan"), None],
    }
    parquet.write_table(pa.table(columns), path)
    taken = start(OPERATOR, begin_file(OPERATOR, agency(), REGISTER, path).id, dry=False)
    done = run(taken.id, path=path)
    assert (done.state, *came_to(done)) == ("done", 0, 0, 0, 3)
    wrong = {problem["path"] for row in rows_aside(OPERATOR, taken.id) for problem in row.problems}
    assert wrong == {"owner_id", "sold_at", "price", "stock", "made_on"}
    long = "Tên;Giá;Tồn kho\nChè;{0};{0}\n".format("1" + ".000" * 2_000)
    assert (done := taken_in(long)).state == "done"
    assert came_to(done) == (0, 0, 0, 1)


NUMBER = "001198012345"


def test_an_import_that_fails_for_whatever_reason_ends_as_failed_and_no_cell_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(taken: Import) -> None:
        raise ValueError(f"invalid number: {NUMBER}")

    taken = start(OPERATOR, begun(GOOD).id, dry=False)
    run(taken.id, step=broken)
    (told,) = [one for one in caplog.records if one.getMessage() == "import failed"]
    line = JsonFormatter().format(told)
    assert '"kind":"ValueError"' in line
    assert "in broken" in line
    assert NUMBER not in line
    assert (state_of(taken).state, state_of(taken).failure["code"]) == ("failed", "registers.import_broken")
    assert came_to(run(start(OPERATOR, taken.id, dry=False).id)) == (0, 0, 2, 0)


def test_an_import_whose_job_was_given_up_ends_as_failed_and_one_that_still_waits_does_not() -> None:
    left, waiting = (start(OPERATOR, begun(GOOD + end).id, dry=False) for end in ("", "Gạo;;;5;1\n"))
    given = [defer(run_import, key=str(one.id)) for one in (left, waiting, waiting)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = ANY (%s)", [given[:2]])
    end_imports_given_up.func(timestamp=0)
    assert (state_of(left).state, state_of(left).failure["code"]) == ("failed", "registers.import_given_up")
    assert state_of(waiting).state == "running"
    assert [entry.kind for entry in entries_of(left.id)][-1] == "import.failed"
    end_imports_given_up.func(timestamp=0)
    assert came_to(run(start(OPERATOR, left.id, dry=False).id)) == (2, 0, 0, 0)


def test_a_file_that_breaks_half_way_ends_the_import_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "hang.csv"
    path.write_text("Tên;Giá\n" + "A;5\n" * 6_000 + "x" * 200_001 + "\n")
    taken = start(OPERATOR, begin_file(OPERATOR, agency(), REGISTER, path).id, dry=False)
    done = run(taken.id, path=path)
    assert (done.state, done.failure["code"]) == ("failed", "runtime.table_unreadable")
    assert "6002" in done.failure["vi"]
