"""Nobody gets a hidden count back: a table of counts against an attacker who tries every other table."""

from datetime import date
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from nenso.exchange.opendata.columns import ALL
from nenso.exchange.opendata.counting import tabled
from nenso.exchange.opendata.suppressing import K, hide, told_by

Counts = NDArray[np.int64]


def with_totals(counts: Counts) -> Counts:
    """Return the counts, bordered by the totals of columns and rows."""
    rows = np.vstack([counts, counts.sum(axis=0)])
    return np.hstack([rows, rows.sum(axis=1, keepdims=True)])


def derived(counts: Counts, hidden: NDArray[np.bool_], *, row_totals: bool = True) -> list[tuple[int, int]]:
    """Return the hidden cells that an attacker works out: with all that is shown, no other number fits them.

    Where no ``row_totals`` are published, none of these is hidden: what is shown of a row anybody may add up.

    The attacker knows that zeros are shown, so that a hidden count is at least one, and tries every table whose hidden
    counts differ by one from the true ones or not: if none of these is another, a cell may be known; if one is, it is
    not.
    """
    true = with_totals(counts)
    cells = [(int(row), int(column)) for row, column in np.argwhere(hidden[:-1, :-1])]
    seen: dict[tuple[int, int], set[int]] = {}
    for changes in product((0, -1, 1), repeat=len(cells)):
        other = counts.copy()
        for cell, change in zip(cells, changes, strict=True):
            other[cell] += change
        if any(other[cell] < 1 for cell in cells):
            continue
        whole = with_totals(other)
        if (whole[~hidden] == true[~hidden]).all():
            for row, column in np.argwhere(published(hidden, row_totals=row_totals)):
                seen.setdefault((int(row), int(column)), set()).add(int(whole[row, column]))
    return [cell for cell, values in seen.items() if len(values) == 1]


def published(hidden: NDArray[np.bool_], *, row_totals: bool) -> NDArray[np.bool_]:
    """Return which cells are hidden of those that are published."""
    found = hidden.copy()
    if not row_totals:
        found[:, -1] = False
    return found


tables = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 12), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


def test_the_attacker_finds_what_only_small_counts_being_hidden_gives_away() -> None:
    counts = np.array([[3, 10], [20, 30]])
    only_small = with_totals(counts) < K
    assert derived(counts, only_small) == [(0, 0)]
    assert derived(counts, hide(counts)) == []


@given(tables, st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_hidden_count_can_be_worked_out_from_what_is_shown(rows: list[list[int]], row_totals: bool) -> None:
    counts = np.array(rows)
    hidden, true = hide(counts, row_totals=row_totals), with_totals(counts)
    small = (true > 0) & (true < K)
    assert hidden[small].all()
    assert not hidden[:-1, :-1][counts == 0].any(), "zeros are shown"
    assert derived(counts, hidden, row_totals=row_totals) == []


@given(tables, st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_is_hidden_of_a_line_adds_up_to_no_small_count(rows: list[list[int]], row_totals: bool) -> None:
    counts = np.array(rows)
    hidden, true = hide(counts, row_totals=row_totals), with_totals(counts)
    for values, cells in ((true, hidden), (true.T, hidden.T)):
        for line, cell in zip(values, cells, strict=True):
            if cell[:-1].any() and not cell[-1]:
                assert line[:-1][cell[:-1]].sum() >= K


@given(tables, st.data())
@settings(max_examples=80, deadline=None)
def test_what_was_hidden_stays_hidden_and_safe_when_a_table_grows(rows: list[list[int]], data: st.DataObject) -> None:
    counts = np.array(rows)
    before = hide(counts, row_totals=False)
    was = published(before, row_totals=False)
    shown = ~before
    hidden = hide(counts, row_totals=True, before=was, known=shown)
    assert hidden[was].all()
    assert derived(counts, hidden & ~told_by(shown)) == [], "who kept what was published before subtracts that too"


def test_who_kept_the_releases_of_a_year_gets_no_month_back_when_its_total_comes() -> None:
    """In December a row shows all months but one; its total, published in January, would tell that one."""
    counts = {"a": (8, 3, 9), "b": (20, 30, 6), "c": (7, 12, 40)}
    months = [(name, f"2026-{at:02}", number) for name, row in counts.items() for at, number in enumerate(row, 10)]
    kept: dict[tuple[str, str], int] = {}
    hidden: list[tuple[str, str]] = []
    last: date | None = None
    for today in (date(2026, 12, 1), date(2027, 1, 1), date(2027, 1, 2)):
        table = tabled(months, "month", today, hidden, last)
        kept |= {(row.value, row.period): row.count for row in table.rows if row.count is not None}
        hidden, last = table.hidden, today
    table = np.array(list(counts.values()))
    rows, columns = [*counts, ALL], ["2026-10", "2026-11", "2026-12", "2026"]
    unknown = np.array([[(row, column) not in kept for column in columns] for row in rows])
    assert unknown[0, 1]
    assert derived(table, unknown) == []


def test_counts_that_are_large_are_all_shown() -> None:
    assert not hide(np.array([[5, 6, 0], [70, 8, 9]])).any()


def test_one_small_count_alone_hides_its_totals() -> None:
    assert hide(np.array([[0, 3], [0, 0]])).tolist() == [
        [False, True, True],
        [False, False, False],
        [False, True, True],
    ]


def test_a_whole_country_is_done_in_seconds() -> None:
    counts = np.random.default_rng(1).poisson(9, (800, 12)) * (np.random.default_rng(2).random((800, 12)) < 0.9)
    hidden = hide(counts.astype(np.int64))
    small = (counts > 0) & (counts < K)
    assert 1.0 <= hidden[:-1, :-1].sum() / small.sum() < 3.0
