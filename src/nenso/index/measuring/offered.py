"""What editions declare of the procedures that agencies offer, as far as it is measured: read once, kept as rows."""

import re
from collections.abc import Iterator
from uuid import UUID

from nenso.formulas.library import formula_of
from nenso.formulas.models import Adoption, Edition
from nenso.formulas.offers import adapted_procedure
from nenso.index.models import DeclaredProcedure
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Procedure
from nenso.language.kernel import kernel_record
from nenso.language.levels import level_of
from nenso.runtime.ids import NO_KEY


def _members(register: str) -> frozenset[str]:
    record = kernel_record(register)
    return frozenset(record.members()) if record is not None else frozenset()


_OF_PEOPLE = _members("persons") - _members("enterprises") - _members("agencies")
"""What a person's record has and no enterprise or agency."""
_MEMBER = re.compile(r"\b(?:applicant|filer)\.([a-z_]+)")
_FOUND = re.compile(r"\bfind\(\s*'(?:[a-z_0-9]+\.)?persons'")


def write_declared() -> None:
    """Write what the editions that were ever adopted declare of their procedures, those that are new; as the job."""
    known = set(DeclaredProcedure.objects.values_list("edition", "adaptation").distinct())
    adopted = Adoption.objects.values_list("edition", "adaptation").distinct()
    new = [(one, other) for one, other in adopted if (one, other or NO_KEY) not in known]
    editions = Edition.objects.defer("files").in_bulk({key for pair in new for key in pair if key is not None})
    for one, other in new:
        DeclaredProcedure.objects.bulk_create(
            _declared(editions[one], editions[other] if other is not None else None), batch_size=1000
        )


def _declared(edition: Edition, adaptation: Edition | None) -> Iterator[DeclaredProcedure]:
    formula = formula_of(edition)
    for name in formula.procedures:
        yield _row(formula, adapted_procedure(formula, name, adaptation), edition.id, adaptation)


def _row(formula: Formula, procedure: Procedure, edition: UUID, adaptation: Edition | None) -> DeclaredProcedure:
    return DeclaredProcedure(
        edition=edition,
        adaptation=adaptation.id if adaptation is not None else NO_KEY,
        procedure=f"{formula.name}.{procedure.name}",
        title=procedure.title.in_language("vi"),
        code=procedure.code or "",
        level="whole" if level_of(procedure).whole else "part",
        kinds=[str(kind) for kind in procedure.offered_by or formula.offered_by],
        financial=has_duty(procedure),
        lacking=" ".join(lacking(formula, procedure)),
        population=from_people(procedure),
    )


def has_duty(procedure: Procedure) -> bool:
    """Return whether a procedure declares something to pay (nghĩa vụ tài chính): at filing or at a step."""
    at_filing = procedure.fee is not None and bool(procedure.fee.lines)
    return at_filing or any(step.pay for step in procedure.steps.values())


def lacking(formula: Formula, procedure: Procedure) -> list[str]:
    """Return which of the seven parts a–g that a procedure is to be told with are not declared, by name.

    A title; the steps, or that it is done as it is filed; ways to file; what the dossier is made of, a form or
    documents; a deadline; who may file; which agencies do it.
    """
    parts = {
        "name": bool(procedure.title.in_language("vi").strip()),
        "steps": bool(procedure.steps) or procedure.filing.to is not None,
        "channels": bool(procedure.channels),
        "dossier": bool(procedure.form) or bool(procedure.documents),
        "deadline": procedure.deadline is not None,
        "audience": procedure.audience is not None,
        "agency": bool(procedure.offered_by or formula.offered_by),
    }
    return [name for name, declared in parts.items() if not declared]


def from_people(procedure: Procedure) -> bool:
    """Return whether a field of the form is filled in from the record of a person: the applicant's or one found."""
    filled = [str(field.prefill) for field in procedure.form.walk() if field.prefill is not None]
    return any(_FOUND.search(one) or _OF_PEOPLE.intersection(_MEMBER.findall(one)) for one in filled)
