"""What an import wrote before it was stopped, beyond the place that is kept: told by the journal, met part by part.

A part that is composed as its entry says is not written again. Where an entry does not say how, or says another way,
its rows are written as any others: those that are there already stay as they are (docs/decisions/048).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from nenso.journal.reading import told
from nenso.registers.importing.tables import Import
from nenso.registers.loading import WHOLE, Loaded, Loader
from nenso.runtime.bulk import owner_connection

_WRITTEN: Final = ("created", "updated")


@dataclass(frozen=True)
class Before:
    """What was written before. ``sizes``: rows of batches, by their place; ``starts``: places where batches begin.

    ``reached``: by part, up to which place it is written. ``owed``: records that were written in parts composed
    otherwise, and are counted when their rows, met again, are found unchanged.
    """

    sizes: Mapping[int, int] = field(default_factory=dict)
    starts: frozenset[int] = frozenset()
    reached: Mapping[int, int] = field(default_factory=dict)
    owed: dict[str, int] = field(default_factory=dict)

    def rows(self, first: int, usual: int) -> int:
        """Return how many rows the batch at a place has: those it had, or ``usual``, ending where one had begun."""
        return self.sizes.get(first) or min([usual, *(start - first for start in self.starts if start > first)])

    def settled(self, loaded: Loaded) -> Loaded:
        """Return what became of a batch, with what is owed counted as what it was instead of as unchanged."""
        settled = replace(loaded)
        for name, owed in self.owed.items():
            known = min(owed, settled.unchanged)
            setattr(settled, name, getattr(settled, name) + known)
            settled.unchanged -= known
            self.owed[name] -= known
        return settled


def written_before(taken: Import, loader: Loader) -> Before:
    """Return what the journal tells of an import since it was begun, for where it goes on."""
    from nenso.registers.bulk.loading import BY_KEY

    with owner_connection() as connection:
        since = told(connection, taken.load, "records.loaded", loader.source.at, {})
    entries = [one for one in since if one.get("begun", loader.begun) == loader.begun]
    ahead = [one for one in entries if one["first"] >= taken.place]
    sizes = {one["first"]: one["rows"] for one in ahead if "rows" in one}
    silent = [one for one in ahead if "part" in one and "way" not in one]
    # Before entries told the way, only parts by key went on to another batch while the one before was not whole.
    by_key = silent if len({one["first"] for one in silent}) > 1 else []
    starts = {one["first"] for one in by_key}.union(*({first, first + rows} for first, rows in sizes.items()))
    reached: dict[int, int] = {}
    for one in by_key:
        reached[one["part"]] = max(one["first"], reached.get(one["part"], 0))
    counted = [one for one in entries if one.get("way") not in {BY_KEY, WHOLE}]
    counted += [one for one in entries if one.get("way") == BY_KEY and one["first"] < taken.place]
    owed = {name: max(0, _sum(counted, name) - getattr(taken, name)) for name in _WRITTEN}
    return Before(sizes, frozenset(starts), reached, owed)


def _sum(entries: Iterable[Mapping[str, Any]], name: str) -> int:
    return sum(entry[name] for entry in entries)
