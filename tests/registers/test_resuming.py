"""An import that was stopped in the middle of a batch: nothing is lost and nothing doubled, whoever wrote the part."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError

from nenso.journal.reading import entries_of
from nenso.journal.recording import append
from nenso.registers.bulk.loading import BY_KEY
from nenso.registers.declared import Declared
from nenso.registers.importing.beginning import correct
from nenso.registers.importing.mending import waiting_rows
from nenso.registers.importing.running import run, start
from nenso.registers.importing.tables import Import
from nenso.registers.loading import Loader
from registers.imports import OPERATOR, begun, came_to, many, plain_products, products, state_of, taken_in, twice

pytestmark = pytest.mark.django_db(transaction=True)
RUNNING = "nenso.registers.importing.running"
Says = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture(autouse=True)
def _market(products_for_good: Declared) -> None:
    """The register of products is in use."""


def nothing(body: dict[str, Any]) -> dict[str, Any]:
    """Say of a part what was said before its composition was."""
    return {name: value for name, value in body.items() if name not in {"begun", "rows", "way"}}


def halves(body: dict[str, Any]) -> dict[str, Any]:
    return body | {"way": "halves"}


def unaltered(body: dict[str, Any]) -> dict[str, Any]:
    return body


@contextmanager
def version(first: int, batch: int, says: Says = unaltered, part: Callable[..., int] | None = None) -> Iterator[None]:
    """Let imports run as another version would: by batches of other sizes, parted otherwise, with other entries."""

    def appended(stream: Any, kind: str, body: dict[str, Any], **named: Any) -> Any:
        return append(stream, kind, says(body), **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(f"{RUNNING}._ROWS_AT_FIRST", first)
        patched.setattr(f"{RUNNING}.ROWS_A_BATCH", batch // 2)
        patched.setattr("nenso.registers.loading.append", appended)
        if part is not None:
            patched.setattr("nenso.registers.bulk.loading._part", part)
        yield


def stopped_in(taken: Import, part: int, *, batch: int = 0) -> None:
    """Run an import until one part of a batch, the first or a later one, finds the database away."""
    put, seen = Loader.put, list[int]()

    def away(self: Loader, *given: Any) -> Any:
        if self.part == part:
            seen.append(part)
            if len(seen) > batch:
                raise OperationalError("the database is away")
        return put(self, *given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Loader, "put", away)
        with pytest.raises(OperationalError):
            run(taken.id)


def loaded(taken: Import) -> list[Mapping[str, Any]]:
    return [entry.body for entry in entries_of(taken.load) if entry.kind == "records.loaded"]


def started(text: str) -> Import:
    return start(OPERATOR, begun(text).id, dry=False)


def holds_the_later_of_two(rows: int) -> None:
    held = products()
    assert len(held) == rows
    assert all(held[f"Hàng {n}"][1:] == (2, {"name": f"Hàng {n}", "price": rows + n}) for n in range(rows))


@pytest.mark.parametrize("stopped", [0, 1])
def test_a_batch_of_which_only_a_part_was_written_before_a_stop_comes_to_the_same(stopped: int) -> None:
    with version(10_000, 10_000):
        text = many(4_000) + "Hàng 1;1\nHàng 2;5\n"
        taken = started(text)
        stopped_in(taken, stopped)
        before = products()
        parts = {1 - stopped: len(before), stopped: 3_996 - len(before)}
        assert (state_of(taken).state, state_of(taken).place) == ("running", 0)
        assert min(parts.values()) > 1_800
        done = run(taken.id)
    assert (done.state, *came_to(done)) == ("done", 3_996, 0, 1, 5)
    assert products().items() >= before.items()
    assert {(one["first"], one["part"], one["rows"], one["way"], one["created"]) for one in loaded(taken)} == {
        (0, 0, 4_002, BY_KEY, parts[0]),
        (0, 1, 4_002, BY_KEY, parts[1]),
    }
    with version(10_000, 10_000):
        assert came_to(taken_in(text.replace(";1001\n", ";7\n"))) == (0, 1, 3_996, 5)


@pytest.mark.parametrize("stopped", [0, 1])
def test_a_part_that_failed_is_not_gone_on_with_and_what_others_wrote_meanwhile_counts_once(stopped: int) -> None:
    plain_products()
    with version(2_000, 3_000):
        taken = started(twice(3_000))
        stopped_in(taken, stopped)
        assert 0 < len(products()) < 1_800, "the other part alone"
        done = run(taken.id)
    assert (done.state, *came_to(done)) == ("done", 3_000, 3_000, 0, 0)
    holds_the_later_of_two(3_000)


@pytest.mark.parametrize("says", [unaltered, nothing])
@pytest.mark.parametrize("stopped", [0, 1])
def test_batches_of_another_size_are_met_again_as_they_were(stopped: int, says: Says) -> None:
    plain_products()
    taken = started(twice(3_000))
    with version(2_000, 3_000, says):
        stopped_in(taken, stopped)
        assert len({one["first"] for one in loaded(taken)}) > 1, "a part was ahead by a batch"
    with version(2_500, 800):
        done = run(taken.id)
    assert (done.state, *came_to(done)) == ("done", 3_000, 3_000, 0, 0)
    holds_the_later_of_two(3_000)


@pytest.mark.parametrize("says", [nothing, halves])
@pytest.mark.parametrize("batch", [0, 1])
@pytest.mark.parametrize("stopped", [0, 1])
def test_a_batch_parted_otherwise_is_gone_through_row_by_row(stopped: int, batch: int, says: Says) -> None:
    lines = (f"Hàng {n % 4_000};{'x' if n % 1_000 == 7 else n}\n" for n in range(8_000))
    taken = started("Tên;Giá\n" + "".join(lines))
    with version(4_000, 4_000, says, lambda _, index: index % 4_000 // 2_000):
        stopped_in(taken, stopped, batch=batch)
    assert state_of(taken).place == 4_000 * batch
    assert loaded(taken)[-1]["part"] == 1 - stopped

    def away(_: Import) -> None:
        raise OperationalError("the database is away")

    with version(2_000, 800):
        with pytest.raises(OperationalError):
            run(taken.id, step=away)
        done = run(taken.id)
    assert (done.state, *came_to(done)) == ("done", 3_996, 3_996, 0, 8)
    assert waiting_rows(OPERATOR, taken.id) == 8
    held = products()
    assert {key: value[1:] for key, value in held.items()} == {
        f"Hàng {n}": (2, {"name": f"Hàng {n}", "price": 4_000 + n}) for n in range(4_000) if n % 1_000 != 7
    }


@pytest.mark.parametrize("stopped", [0, 1])
def test_rows_that_changed_nothing_do_not_undo_after_a_stop_what_a_later_batch_has_written(stopped: int) -> None:
    plain_products()
    heading, *rows = twice(3_000).splitlines(keepends=True)
    taken_in("".join([heading, *rows[:3_000]]))
    with version(3_000, 3_000):
        taken = started("".join([heading, *rows]))
        stopped_in(taken, stopped)
        done = run(taken.id)
    assert (done.state, *came_to(done)) == ("done", 0, 3_000, 3_000, 0)
    holds_the_later_of_two(3_000)


def test_what_another_import_of_the_same_file_wrote_meanwhile_is_not_taken_for_ones_own() -> None:
    """Who matched a column wrongly cancels, matches anew and begins again, while batches of the first are written."""
    plain_products()
    text = "Tên;Một;Hai\n" + "".join(f"Hàng {n};1;2\n" for n in range(3_000))
    imports = [begun(text) for _ in range(2)]
    for taken, column in zip(imports, ("Một", "Hai"), strict=True):
        correct(OPERATOR, taken.id, {"Tên": "name", column: "price"})
        start(OPERATOR, taken.id, dry=False)
    assert [came_to(run(taken.id)) for taken in imports] == [(3_000, 0, 0, 0), (0, 3_000, 0, 0)]
    assert {data["price"] for _, _, data in products().values()} == {2}
