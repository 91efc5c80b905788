"""Publishing: a formula's files become an immutable edition, or nothing does and every mistake is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from psycopg import sql

from nenso.agencies.models import Agency
from nenso.formulas.errors import FormulaOfAnother, FormulaRefused, MayNotPublish, RequirementMissing, VersionTaken
from nenso.formulas.folders import HEAD, wanted_in
from nenso.formulas.library import Library, Newest, editions_of, formula_of, remember, transcribe
from nenso.formulas.models import Edition
from nenso.journal.recording import record
from nenso.language.checking import check
from nenso.language.declarations.formula import Formula
from nenso.language.editions import check_version, digest
from nenso.language.issues import Issue, errors
from nenso.language.reading import read
from nenso.language.yaml_files import load
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.paths import lies_within

PUBLISHER = "publisher"
ROOT = "vn"
"""Whose the formulas are that the install itself published."""
ONE_AT_A_TIME = sql.SQL("SELECT pg_advisory_xact_lock(hashtextextended('formulas.publishing', 0))")
"""Whoever publishes waits for whoever does already: of the same content sent twice at once one edition comes."""


@dataclass(frozen=True)
class Checked:
    """What checking came to: the formula when nothing refuses it, every issue, and what it was checked with."""

    formula: Formula | None
    issues: tuple[Issue, ...]
    library: Library

    @property
    def refused(self) -> bool:
        """Whether an error stands in the way."""
        return self.formula is None or bool(errors(self.issues))


def may_publish(actor: Actor) -> bool:
    """Return whether ``actor`` holds the role of publisher somewhere, or is the system."""
    return bool(actor.system) or any(PUBLISHER in seat.roles for seat in actor.seats)


def check_files(files: Mapping[str, bytes]) -> Checked:
    """Read and check a formula's files against the published editions that it requires, knowing all others."""
    library = Library(_requirements(files))
    key = (digest(files), *sorted(Edition.objects.values_list("digest", flat=True)))
    if key not in _checked:
        if len(_checked) >= MOST_KEPT:
            _checked.clear()
        _checked[key] = _check(files, library)
    return Checked(*_checked[key], library)


MOST_KEPT = 8
_checked: dict[tuple[str, ...], tuple[Formula | None, tuple[Issue, ...]]] = {}
"""What checking came to, by the content and by what was published then: what was checked is not checked to publish."""


def _check(files: Mapping[str, bytes], library: Library) -> tuple[Formula | None, tuple[Issue, ...]]:
    reading = read(files, library)
    if reading.formula is None:
        return None, reading.issues
    return reading.formula, (*reading.issues, *check(reading.formula, Newest(reading.formula.name, library)))


def _requirements(files: Mapping[str, bytes]) -> Mapping[str, str]:
    source, _ = load(files.get(HEAD, b"").decode("utf-8", "replace"), HEAD)
    return wanted_in(source or {})


@dataclass(frozen=True)
class Published:
    """The edition, and whether it is new; the same content published twice is the same edition."""

    edition: Edition
    new: bool
    issues: tuple[Issue, ...]


def publish(actor: Actor, files: Mapping[str, bytes]) -> Published:
    """Publish ``files`` (path to content) as an edition.

    The next version of a formula is for those who published its first, and for those above: its registers are one in
    the install, and read rules open others' registers to its procedures by name. Raises :class:`MayNotPublish`,
    :class:`FormulaRefused` (with every issue under ``issues``), :class:`VersionTaken`, :class:`RequirementMissing`,
    :class:`FormulaOfAnother`.
    """
    if not may_publish(actor):
        raise MayNotPublish
    with acting(actor, ONE_AT_A_TIME):
        fingerprint = digest(files)
        same = Edition.objects.filter(digest=fingerprint).first()
        if same is not None:
            return Published(same, new=False, issues=())
        checked = check_files(files)
        issues = checked.issues
        if checked.formula is not None:
            _must_own(actor, checked.formula.name)
            issues = (*issues, *_against_earlier(checked.formula))
        found = errors(issues)
        if checked.formula is None or found:
            raise FormulaRefused(count=len(found), issues=[issue.as_json() for issue in issues])
        edition = _edition(checked.formula, files, fingerprint, checked.library, actor)
        edition.save(force_insert=True)
        transcribe(edition, checked.formula)
        remember(edition, checked.formula, checked.library)
        record(
            edition.id,
            "formula.published",
            {"formula": edition.formula, "version": edition.version, "digest": fingerprint},
        )
        return Published(edition, new=True, issues=issues)


def _against_earlier(formula: Formula) -> list[Issue]:
    """Return what stands against the version's number, given what is published already."""
    earlier = editions_of(formula.name)
    if any(one.version == formula.version for one in earlier):
        raise VersionTaken(formula=formula.name, version=formula.version)
    return list(check_version(formula_of(earlier[0]), formula)) if earlier else []


def _edition(
    formula: Formula, files: Mapping[str, bytes], fingerprint: str, library: Library, publisher: Actor
) -> Edition:
    missing = next((name for name in formula.requires if name not in library), None)
    if missing is not None:
        raise RequirementMissing(formula=missing, range=formula.requires[missing])
    return Edition(
        id=uuid7(),
        formula=formula.name,
        version=formula.version,
        digest=fingerprint,
        title=dict(formula.title.languages),
        files={path: content.decode() for path, content in sorted(files.items())},
        requires=dict(formula.requires),
        requires_digests=sorted(edition.digest for edition in library.editions.values()),
        effective=date.fromisoformat(formula.effective) if formula.effective else None,
        published_at=clock.now(),
        published_by=publisher.account,
        agency=_agency_of(publisher),
    )


def _must_own(actor: Actor, name: str) -> None:
    """Raise :class:`FormulaOfAnother` when ``name`` was first published by an agency that is none of the actor's."""
    first = Edition.objects.select_related("agency").defer("files").filter(formula=name).order_by("id").first()
    if first is None or actor.system:
        return
    owner = first.agency.path if first.agency is not None else ROOT
    if not any(lies_within(owner, path) for path in _publishes_at(actor)):
        raise FormulaOfAnother(formula=name, owner=Agency.objects.get(path=owner).name)


def _agency_of(actor: Actor) -> Agency | None:
    """Return the agency that ``actor`` publishes for, the highest of several; None for the install itself."""
    paths = sorted(_publishes_at(actor), key=lambda path: (path.count("."), path))
    return Agency.objects.get(path=paths[0]) if paths else None


def _publishes_at(actor: Actor) -> list[str]:
    return [seat.path for seat in actor.seats if PUBLISHER in seat.roles]
