"""``nenso agencies books`` as someone at a terminal meets it."""

import os
import subprocess
import sys

import orjson
import pytest

from factories.agencies import agency
from nenso.agencies.books import next_number
from nenso.journal.reading import entries_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from support.births import in_force

pytestmark = pytest.mark.django_db(transaction=True)
PHU_THONG = "vn.p19.c01969"


def nenso(*words: str) -> tuple[int, str]:
    """Run the command; return how it ended and what it printed."""
    command = [sys.executable, "-m", "nenso.cli.main", "agencies", "books", *words]
    done = subprocess.run(command, env=os.environ | {"NENSO_DEMO": "true"}, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


def test_a_book_goes_on_from_the_paper_book_is_closed_and_gives_no_number_any_more() -> None:
    in_force()
    year = str(clock.today().year)
    with acting(Actor(system="tests", scope=("vn",))):
        assert next_number(agency().id, "receipts", period=year) == 1
    ended, told = nenso("start", PHU_THONG, "receipts", year, "1")
    assert (ended != 0, "Traceback" in told) == (True, False)
    assert "2" in told.replace(year, "")
    ended, told = nenso("start", PHU_THONG, "receipts", year, "1500", "--lang", "en")
    assert (ended, told.strip()) == (0, "The next number: 1,500")
    with acting(Actor(system="tests", scope=("vn",))):
        assert next_number(agency().id, "receipts", period=year) == 1_500
    assert nenso("close", PHU_THONG, "receipts", year) == (0, "Đã khóa, số cuối: 1,500\n")
    ended, told = nenso("list", PHU_THONG, "--json")
    (receipts,) = [one for one in orjson.loads(told) if one["book"] == "receipts"]
    assert (receipts["period"], receipts["last"], receipts["closed_at"] is not None) == (year, 1_500, True)
    ended, told = nenso("start", PHU_THONG, "receipts", year, "2000")
    assert (ended != 0, "Traceback" in told) == (True, False)
    kinds = [entry.kind for entry in entries_of(agency().id) if entry.kind.startswith("book.")]
    assert kinds == ["book.started", "book.closed"]


def test_a_book_that_is_not_kept_is_refused_with_those_that_are_and_never_begun() -> None:
    in_force()
    for words in (("close", PHU_THONG, "receits", "2026"), ("start", PHU_THONG, "receipts", "2062", "5")):
        ended, told = nenso(*words)
        assert ended != 0
        assert "receipts" in told
        assert "Traceback" not in told
    ended, told = nenso("list", PHU_THONG, "--lang", "en")
    assert (ended, "Receipts" in told, "civil_registration" in told) == (0, True, True), told
    assert "receits" not in told
    assert "2062" not in told
