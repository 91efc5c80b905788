"""Places as people write them: today's name and the old ones; what an old name has become is told, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from nenso.cases.intake.routing import resolved
from nenso.runtime import clock
from nenso.territory.queries import Resolution, resolve


@dataclass(frozen=True)
class Candidate:
    """A place to choose from."""

    code: str
    name: str


@dataclass(frozen=True)
class PlaceNote:
    """What became of a name that was written: ``became`` (``name``, since ``since``), or candidates to choose from."""

    status: str
    written: str
    name: str = ""
    former: str = ""
    since: date | None = None
    decree: str = ""
    candidates: tuple[Candidate, ...] = field(default=())

    @property
    def settled(self) -> bool:
        """Whether it is known which place is meant."""
        return self.status in {"current", "became"}


def name_of_place(code: str) -> str:
    """Return ``xã Phủ Thông, tỉnh Thái Nguyên`` for a code; what is no code as it is."""
    if not code.isdigit():
        return code
    place = resolved(code, clock.today()).place
    return str(place.path_name) if place is not None else code


def written_place(sent: Mapping[str, str], path: str) -> str:
    """Return what was ``sent`` in the box of a place: the code that was picked from those offered for these words, else
    the words.
    """
    written, picked = sent.get(path, "").strip(), sent.get(f"{path}.pick", "")
    return picked if picked and written == sent.get(f"{path}.written", "") else written


def read_place(written: str, level: str | None = None) -> tuple[str, PlaceNote | None]:
    """Return the code of the place meant, with a note where the name is an old one; what is not clear stays as written.

    ``level``: ``province`` or ``commune``, where only such may be meant.
    """
    found = resolve(written, clock.today(), level)
    if found.place is None:
        return written, _note(found)
    return str(found.place.code), _note(found) if found.status == "became" else None


def note_of(written: str, level: str | None = None) -> PlaceNote:
    """Return what is known of a name that was not clear."""
    return _note(resolve(written, clock.today(), level))


def _note(found: Resolution) -> PlaceNote:
    first = found.candidates[0] if found.candidates else None
    return PlaceNote(
        status=found.status,
        written=found.text,
        name=_within(str(found.place.path_name)) if found.place is not None else "",
        former=_within(first.found_as) if first is not None and first.former else "",
        since=found.since,
        decree=found.decree,
        candidates=tuple(Candidate(str(one.place.code), str(one.place.path_name)) for one in found.candidates[:12]),
    )


def _within(name: str) -> str:
    """Return a name as it stands within a sentence: ``xã Phủ Thông``."""
    return name[:1].lower() + name[1:]
