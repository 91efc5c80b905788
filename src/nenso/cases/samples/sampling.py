"""Running a formula's samples through the engine itself, and comparing what comes out with what is expected.

Everything happens for real, at the moments the sample states, in a transaction that is rolled back: filing, acts, what
the applicant supplies, payments, signatures, records. The command line and the tests do it; a server lets a process of
its own do it (:mod:`nenso.cases.samples.trials`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from nenso.cases.samples.ground import SAMPLER, Trial, prepare, rolled_back
from nenso.cases.samples.outcome import Difference, compare, outcome_of, stopped
from nenso.cases.samples.play import Play, moment_of
from nenso.formulas.errors import FormulaRefused
from nenso.formulas.library import Library, formula_of
from nenso.formulas.models import Edition
from nenso.formulas.publishing import Checked, check_files
from nenso.language.bare import plain
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.samples import Sample
from nenso.language.editions import digest
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7
from nenso.runtime.problems import Problem


@dataclass(frozen=True)
class SampleReport:
    """What came of one sample: nothing when all came out as expected, else each difference in vi and en."""

    sample: str
    procedure: str
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        told = [vars(difference) for difference in self.differences]
        return {"sample": self.sample, "procedure": self.procedure, "passed": self.passed, "differences": told}


class Sampler:
    """Runs the samples of one formula, published or not, against the database as it stands.

    Raises :class:`FormulaRefused` (with every issue) when the files have errors.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        with acting(SAMPLER):
            checked = check_files(files)
            if checked.formula is None or checked.refused:
                issues = [issue.as_json() for issue in checked.issues]
                raise FormulaRefused(count=sum(issue["level"] == "error" for issue in issues), issues=issues)
            self.formula: Formula = checked.formula
            self._library: Library = checked.library
            published = Edition.objects.filter(digest=digest(files)).first()
        self._edition = published or _unpublished(checked, self.formula, files)
        self._new = published is None

    @property
    def samples(self) -> list[Sample]:
        """The formula's samples, by name."""
        return [self.formula.samples[name] for name in sorted(self.formula.samples)]

    def run(self, sample: Sample) -> SampleReport:
        """Run ``sample`` and undo it."""
        name = self._procedure(sample)
        moment = moment_of(sample.at, clock.now())
        with rolled_back():
            try:
                trial = self._trial(name)
                first = self._first(sample)
                begins = moment if first is None else min(moment, moment_of(first.at, moment))
                prepare(trial, plain(sample.settings), begins)
                play = Play(formula_of(trial.edition), name, sample, moment, self._about(sample, moment))
                play.run()
                differences = compare(sample.expect, outcome_of(play.case), name.partition(".")[0])
            except Problem as problem:
                differences = (stopped(problem),)
        return SampleReport(str(sample.name), name, differences)

    def _first(self, sample: Sample) -> Sample | None:
        """Return the sample whose case this one is about, if it is about one."""
        wanted = plain(sample.about)
        return self.formula.samples[str(wanted["sample"])] if isinstance(wanted, Mapping) else None

    def _about(self, sample: Sample, moment: datetime) -> Mapping[str, str] | None:
        """Return what the sample is filed on: the case of another sample, played before it, or what that one wrote."""
        wanted, first = plain(sample.about), self._first(sample)
        if first is None:
            return None
        play = Play(self.formula, self._procedure(first), first, moment_of(first.at, moment))
        play.run()
        if "record" not in wanted:
            return {"case": play.case.code}
        full = f"{self.formula.name}.{wanted['record']}"
        made = (one for one in play.case.created_records if one["register"] == full)
        return {"record": str(next(made)["id"])}

    def _procedure(self, sample: Sample) -> str:
        name = str(sample.procedure)
        if name in self.formula.adaptations:
            return str(self.formula.adaptations[name].adapts)
        return name if "." in name else f"{self.formula.name}.{name}"

    def _trial(self, procedure: str) -> Trial:
        unpublished = self._edition if self._new else None
        owner = procedure.partition(".")[0]
        if owner == self.formula.name:
            return Trial(self._edition, unpublished=unpublished, required=tuple(self._library.editions.values()))
        return Trial(self._library.editions[owner], self._edition, unpublished)


def _unpublished(checked: Checked, formula: Formula, files: Mapping[str, bytes]) -> Edition:
    """Return an edition for the length of a sample, under a digest that nothing else has or ever will have."""
    mark = uuid4().hex
    return Edition(
        id=uuid7(),
        formula=formula.name,
        version=f"{formula.version}-{mark[:8]}",
        digest=sha256(f"{digest(files)} {mark}".encode()).hexdigest(),
        title=dict(formula.title.languages),
        files={path: content.decode() for path, content in sorted(files.items())},
        requires=dict(formula.requires),
        requires_digests=sorted(edition.digest for edition in checked.library.editions.values()),
        published_at=clock.now(),
    )
