"""Editions as values: read once in a process, for they never change."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from nenso.formulas.errors import EditionUnknown, FormulaRefused
from nenso.formulas.models import Edition, Transcript
from nenso.language.declarations.formula import Formula, in_range, version_of
from nenso.language.issues import Issue
from nenso.language.reading import Reading, read, read_again
from nenso.language.transcripts import written_down

MOST_KEPT = 500
MOST_AS_WRITTEN = 50


class Library(Mapping[str, Formula]):
    """The newest published edition of each formula that ``wanted`` asks for, by name, and of what these require.

    Each knows line and column, for a formula that uses parts of them is checked with these.
    """

    def __init__(self, wanted: Mapping[str, str]) -> None:
        self.editions: dict[str, Edition] = {}
        self._find(wanted)
        self.formulas = {name: as_written(edition)[0] for name, edition in self.editions.items()}

    def _find(self, wanted: Mapping[str, str]) -> None:
        for name, versions in wanted.items():
            if name in self.editions:
                continue
            edition = newest(name, versions)
            if edition is not None:
                self.editions[name] = edition
                self._find(edition.requires)

    def __getitem__(self, name: str) -> Formula:
        return self.formulas[name]

    def __iter__(self) -> Any:
        return iter(self.formulas)

    def __len__(self) -> int:
        return len(self.formulas)


def editions_of(formula: str) -> list[Edition]:
    """Return every published edition of ``formula``, the newest first."""
    found = Edition.objects.filter(formula=formula).defer("files")
    return sorted(found, key=lambda one: version_of(one.version), reverse=True)


def published_editions() -> list[Edition]:
    """Return every edition of every formula without its files, by formula, the newest first."""
    found = Edition.objects.defer("files", "requires_digests")
    by_version = sorted(found, key=lambda one: version_of(one.version), reverse=True)
    return sorted(by_version, key=lambda one: one.formula)


def newest(formula: str, versions: str) -> Edition | None:
    """Return the newest edition of ``formula`` within ``versions`` (``^1.4``), or None."""
    return next((one for one in editions_of(formula) if in_range(one.version, versions)), None)


class Newest(Mapping[str, Formula]):
    """The newest published edition of every formula, by name: read when it is asked for, those first that require
    ``name``, for only they open its cases. Those that it requires are those of ``required``, with line and column.
    """

    def __init__(self, name: str, required: Library) -> None:
        self.required = required
        newest: dict[str, Edition] = {}
        for edition in Edition.objects.defer("files").order_by("formula"):
            standing = newest.get(edition.formula)
            if standing is None or version_of(edition.version) > version_of(standing.version):
                newest[edition.formula] = edition
        self.editions = dict(sorted(newest.items(), key=lambda item: name not in item[1].requires))

    def __getitem__(self, name: str) -> Formula:
        return self.required[name] if name in self.required else formula_of(self.editions[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.editions)

    def __len__(self) -> int:
        return len(self.editions)


def edition_named(name: str) -> Edition:
    """Return the edition called ``civil_registration@1.4.0``, or the newest of ``civil_registration``.

    Raises :class:`EditionUnknown`.
    """
    formula, _, version = name.partition("@")
    for edition in editions_of(formula):
        if not version or edition.version == version:
            return edition
    raise EditionUnknown(edition=name)


def formula_of(edition: Edition) -> Formula:
    """Return what ``edition`` declares, in general without line and column."""
    return _load(_Kept(edition))[0]


def required_by(edition: Edition) -> Mapping[str, Formula]:
    """Return the formulas that ``edition`` requires, in the editions it was published with."""
    return _load(_Kept(edition))[1]


def as_written(edition: Edition) -> "_Read":
    """Return what ``edition`` declares and the formulas it requires with line and column, as checking needs them."""
    found = _load(_Kept(edition))
    return found if found[0].origin.line else _as_written(_Kept(edition))


def transcribe(edition: Edition, formula: Formula) -> None:
    """Keep what the files of ``edition`` say, so that they are not scanned again, inside ``acting()``."""
    Transcript.objects.get_or_create(edition=edition, defaults={"said": written_down(formula)})


def not_transcribed() -> list[Edition]:
    """Return the editions whose files are still scanned: those that an earlier release published."""
    return list(Edition.objects.filter(transcript=None))


def not_run_yet(edition: Edition) -> tuple[Issue, ...]:
    """Return what of ``edition`` this release understands but does not run yet."""
    return _not_run_yet(_Kept(edition))


@lru_cache(maxsize=MOST_KEPT)
def _not_run_yet(kept: "_Kept") -> tuple[Issue, ...]:

    from nenso.language.checking import check

    return tuple(issue for issue in check(*as_written(kept.edition)) if issue.level == "later")


class _Kept:
    """An edition as a cache key: known by its digest alone."""

    def __init__(self, edition: Edition) -> None:
        self.digest, self.edition = edition.digest, edition

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.digest == self.digest


_Read = tuple[Formula, Mapping[str, Formula]]
_just_read: dict[str, _Read] = {}


def remember(edition: Edition, formula: Formula, required: Mapping[str, Formula]) -> None:
    """Keep what was read to publish ``edition``, so that the same content is not read again to adopt it."""
    if len(_just_read) >= MOST_KEPT:
        _just_read.clear()
    _just_read[edition.digest] = (formula, dict(required))


@lru_cache(maxsize=MOST_KEPT)
def _load(kept: _Kept) -> _Read:
    found = _just_read.pop(kept.digest, None)
    if found is not None:
        return found
    said = Transcript.objects.filter(edition=kept.edition).values_list("said", flat=True).first()
    if said is None:
        return _as_written(kept)
    required = {one.formula: formula_of(one) for one in _required(kept.edition)}
    return _unbroken(read_again(said, required)), required


@lru_cache(maxsize=MOST_AS_WRITTEN)
def _as_written(kept: _Kept) -> _Read:
    required = {one.formula: as_written(one)[0] for one in _required(kept.edition)}
    files = {path: text.encode() for path, text in kept.edition.files.items()}
    return _unbroken(read(files, required)), required


def _required(edition: Edition) -> list[Edition]:
    return list(Edition.objects.filter(digest__in=edition.requires_digests))


def _unbroken(reading: Reading) -> Formula:
    if reading.formula is None:
        raise FormulaRefused(count=len(reading.issues))
    return reading.formula
