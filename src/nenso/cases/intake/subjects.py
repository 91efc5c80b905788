"""What a case is about (``about``): another case, or a record, that whoever files may see.

Given as ``{"case": code or key}``, with the ``secret`` of the receipt by who did not sign in, or ``{"record": key}``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from nenso.cases.engine.around import CASE
from nenso.cases.engine.names import identity
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.errors.related import AboutNeeded, AboutRefused, AboutUnknown, NotAbout
from nenso.cases.models import Case, CaseCode, Status
from nenso.cases.queries.following import followed
from nenso.cases.queries.overview import LONGEST_CODE
from nenso.formulas.offers import Offer
from nenso.language.declarations.procedures import About
from nenso.registers.models import Record
from nenso.runtime.acting import Actor, acting

ANY = "any"


@dataclass(frozen=True)
class Subject:
    """What a case is about: ``kind`` is ``case`` or the full name of a register; nothing where both are empty."""

    kind: str = ""
    key: UUID | None = None


def filed_about(actor: Actor, key: UUID) -> frozenset[str]:
    """Return the procedures by which cases are filed about ``key`` that ``actor`` may see."""
    with acting(actor):
        found = Case.objects.filter(about_id=key).exclude(status=Status.DRAFT)
        return frozenset(found.values_list("procedure", flat=True))


def subject_of(actor: Actor, offer: Offer, given: Mapping[str, str] | None) -> Subject:
    """Return what is filed on, seen with the rights of ``actor``.

    Raises :class:`NotAbout` where the procedure is about nothing, :class:`AboutNeeded` where nothing is said,
    :class:`AboutUnknown` for what ``actor`` may not see or the procedure is not about.
    """
    about = offer.procedure.about
    if about is None:
        if given:
            raise NotAbout
        return Subject()
    if not given:
        raise AboutNeeded
    if about.case is not None:
        return Subject(CASE, _case(actor, offer, about, given))
    register = str(about.of)
    name = register if "." in register else f"{offer.formula.name}.{register}"
    key = identity(given.get("record"))
    with acting(actor):
        if key is None or not Record.objects.filter(pk=key, register=name).exists():
            raise AboutUnknown
    return Subject(name, key)


def _case(actor: Actor, offer: Offer, about: About, given: Mapping[str, str]) -> UUID:
    wanted = str(given.get("case") or "")
    if not wanted or len(wanted) > LONGEST_CODE or "\x00" in wanted:
        raise AboutUnknown
    if given.get("secret"):
        found: Case | None = followed(wanted, str(given["secret"]))
    else:
        with acting(actor):
            key = identity(wanted) or CaseCode.objects.filter(pk=wanted).values_list("case_id", flat=True).first()
            found = Case.objects.filter(pk=key, status__gt=Status.DRAFT).first() if key is not None else None
    name = str(about.case)
    full = name if name == ANY or "." in name else f"{offer.formula.name}.{name}"
    if found is None or full not in {ANY, found.procedure}:
        raise AboutUnknown
    return found.id


def must_fit(about: About | None, reasoning: Reasoning) -> None:
    """Refuse a filing on what does not fulfil ``about.where``. Raises :class:`AboutRefused`."""
    if about is not None and not reasoning.holds(about.where):
        raise AboutRefused
