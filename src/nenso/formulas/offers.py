"""What an agency offers today: the nearest adoption of each formula, up the tree; kept in the process for seconds."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from django.db.models import Q

from nenso.agencies.models import Agency
from nenso.formulas.errors import ProcedureNotOffered, ProcedureSuspended
from nenso.formulas.library import formula_of
from nenso.formulas.models import Adoption, Edition, Suspension
from nenso.language.adapting import adapted
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.procedures import Procedure
from nenso.runtime import clock

KEPT_SECONDS = 5.0


@dataclass(frozen=True)
class Offer:
    """One procedure as one agency offers it: its edition, the agency's adaptation, and the procedure that results."""

    agency: Agency
    edition: Edition
    adaptation: Edition | None
    formula: Formula
    procedure: Procedure

    @property
    def name(self) -> str:
        """``civil_registration.birth``"""
        return f"{self.formula.name}.{self.procedure.name}"


class _Adoptions:
    """Every adoption in force, by agency path."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_path: dict[str, list[Adoption]] = {}
        self._all: list[Adoption] = []
        self._known: Sequence[tuple[object, ...]] = ()
        self._everywhere: tuple[object, tuple[Offer, ...]] = ((), ())
        self._suspended: dict[tuple[str, str], Suspension] = {}
        self._until = 0.0

    def suspended(self, path: str, procedure: str) -> Suspension | None:
        """Return the suspension of ``procedure`` at the agency with this very path."""
        self.at(path)
        return self._suspended.get((path, procedure))

    def at(self, path: str) -> list[Adoption]:
        if time.monotonic() > self._until:
            self._load()
        return self._by_path.get(path, [])

    def all(self) -> list[Adoption]:
        """Return every adoption, those nearest to the root first."""
        self.at("")
        return self._all

    def _load(self) -> None:
        with self._lock:
            if time.monotonic() <= self._until:
                return
            now = clock.now()
            in_force = Adoption.objects.filter(
                Q(valid_until=None) | Q(valid_until__gt=now), valid_from__lte=now
            ).select_related("edition", "adaptation", "agency")
            adoptions = list(in_force.defer("edition__files", "adaptation__files").order_by("id"))
            known = [(one.id, one.agency.path, one.agency.kind, one.agency.name) for one in adoptions]
            found: dict[str, list[Adoption]] = {}
            for adoption in adoptions:
                found.setdefault(adoption.agency.path, []).append(adoption)
            suspended = Suspension.objects.filter(resumed_at=None).select_related("agency")
            self._suspended = {(one.agency.path, one.procedure): one for one in suspended}
            self._by_path = found
            paths = sorted(found, key=lambda path: (path.count("."), path))
            self._all = [adoption for path in paths for adoption in found[path]]
            if known != self._known:
                self._known = known
            self._until = time.monotonic() + KEPT_SECONDS

    def everywhere(self) -> tuple[Offer, ...]:
        """Return every procedure as the adoption nearest to the root offers it; the same tuple while these stay."""
        self.at("")
        known = self._known
        kept, offers = self._everywhere
        if kept is not known:
            offers = tuple(_everywhere(self.all()))
            self._everywhere = known, offers
        return offers

    def forget(self) -> None:
        self._until = 0.0


_adoptions = _Adoptions()


def forget() -> None:
    """Let this process read the adoptions again at once; others do within seconds."""
    _adoptions.forget()


def adoptions_for(agency: Agency) -> Iterator[Adoption]:
    """Yield the adoption of each formula that counts for ``agency``: its own, else the nearest above it."""
    seen: set[str] = set()
    steps = agency.path.split(".")
    for length in range(len(steps), 0, -1):
        for adoption in _adoptions.at(".".join(steps[:length])):
            if adoption.formula not in seen:
                seen.add(adoption.formula)
                yield adoption


def adoptions_around(agency: Agency) -> Iterator[Adoption]:
    """Yield the adoption of each formula that is offered at ``agency`` or below it: of several the nearest to it."""
    seen: set[str] = set()
    below = [one for one in _adoptions.all() if one.agency.path.startswith(f"{agency.path}.")]
    for adoption in (*adoptions_for(agency), *below):
        if adoption.formula not in seen:
            seen.add(adoption.formula)
            yield adoption


def suspension_at(agency: Agency, procedure: str) -> Suspension | None:
    """Return why ``agency`` takes in no new cases of ``procedure`` now: its own reason, else of an agency above it."""
    steps = agency.path.split(".")
    paths = (".".join(steps[:length]) for length in range(len(steps), 0, -1))
    return next((found for path in paths if (found := _adoptions.suspended(path, procedure))), None)


def must_be_taken_in(agency: Agency, procedure: str) -> None:
    """Go on unless new cases of ``procedure`` are not taken in there now; raise :class:`ProcedureSuspended`."""
    found = suspension_at(agency, procedure)
    if found is not None:
        raise ProcedureSuspended(agency=found.agency.name, reason=found.reason)


def editions_in_force() -> dict[str, Edition]:
    """Return the editions that any agency has adopted, by digest."""
    return {adoption.edition.digest: adoption.edition for adoption in _adoptions.all()}


def procedures_in_force() -> dict[str, Procedure]:
    """Return every procedure that any agency offers, by its full name; of several editions one that ``starts``."""
    found: dict[str, Procedure] = {}
    for edition in editions_in_force().values():
        formula = formula_of(edition)
        for name, procedure in formula.procedures.items():
            full = f"{formula.name}.{name}"
            if full not in found or procedure.starts:
                found[full] = procedure
    return found


def agencies_offering(procedure: str) -> Iterator[Offer]:
    """Yield how each agency that stands today offers ``procedure``, the lowest in the tree first."""
    formula, _, name = procedure.rpartition(".")
    paths = {adoption.agency.path for adoption in _adoptions.all() if adoption.formula == formula}
    kinds = {
        str(kind)
        for adoption in _adoptions.all()
        if adoption.formula == formula and name in formula_of(adoption.edition).procedures
        for kind in formula_of(adoption.edition).procedures[name].offered_by or formula_of(adoption.edition).offered_by
    }
    within = Q()
    for path in paths:
        within |= Q(path__below=path)
    if not paths:
        return
    today = clock.today()
    standing = Agency.objects.filter(within, Q(valid_from=None) | Q(valid_from__lte=today), is_unit=False)
    standing = standing.exclude(valid_until__lte=today).select_related("place")
    if "any" not in kinds:
        standing = standing.filter(kind__in=kinds)
    for agency in sorted(standing, key=lambda one: (-one.path.count("."), one.path)):
        try:
            yield offer_of(agency, procedure)
        except ProcedureNotOffered:
            continue


def offers_everywhere() -> tuple[Offer, ...]:
    """Return every procedure that is offered anywhere, each once: as the adoption nearest to the root offers it.

    It is the same tuple while the same adoptions are in force, so what is worked out from it can be kept with it.
    """
    return _adoptions.everywhere()


def _everywhere(adoptions: Iterable[Adoption]) -> Iterator[Offer]:
    seen: set[tuple[str, str]] = set()
    for adoption in adoptions:
        declared = formula_of(adoption.edition)
        for name in declared.procedures:
            if (declared.name, name) not in seen:
                seen.add((declared.name, name))
                ready = adapted_procedure(declared, name, adoption.adaptation)
                yield Offer(adoption.agency, adoption.edition, adoption.adaptation, declared, ready)


def offers_of(agency: Agency) -> list[Offer]:
    """Return every procedure that ``agency`` offers today."""
    return [offer for adoption in adoptions_for(agency) for offer in _offers(agency, adoption)]


def offer_of(agency: Agency, procedure: str) -> Offer:
    """Return how ``agency`` offers ``procedure``: its full name (``civil_registration.birth``) or national code.

    Raises :class:`ProcedureNotOffered`.
    """
    formula, _, name = procedure.rpartition(".")
    for adoption in adoptions_for(agency):
        declared = formula_of(adoption.edition).procedures
        if adoption.formula == formula and name in declared:
            found = _offer(agency, adoption, declared[name])
        else:
            coded = next((one for one in declared.values() if one.code == procedure), None)
            found = _offer(agency, adoption, coded) if coded is not None else None
        if found is not None:
            return found
    raise ProcedureNotOffered(agency=agency.name, procedure=procedure)


def offers_in(agency: Agency, formula: Formula) -> dict[str, Offer]:
    """Return every procedure of a formula, published or not, as ``agency`` would offer it; by name."""
    edition = Edition(formula=formula.name, version=formula.version)
    procedures = formula.procedures.items()
    return {str(name): Offer(agency, edition, None, formula, procedure) for name, procedure in procedures}


def any_offer(procedure: str) -> Offer:
    """Return ``procedure`` as the adoption nearest to the root of the tree offers it, by full name or national code.

    For who files without saying where: the form then says which agency decides. Raises :class:`ProcedureNotOffered`.
    """
    formula, _, name = procedure.rpartition(".")
    for adoption in _adoptions.all():
        declared = formula_of(adoption.edition)
        for one in declared.procedures.values():
            if (declared.name == formula and one.name == name) or one.code == procedure:
                ready = adapted_procedure(declared, one.name, adoption.adaptation)
                return Offer(adoption.agency, adoption.edition, adoption.adaptation, declared, ready)
    raise ProcedureNotOffered(agency="Việt Nam", procedure=procedure)


def _offers(agency: Agency, adoption: Adoption) -> Iterator[Offer]:
    for procedure in formula_of(adoption.edition).procedures.values():
        offer = _offer(agency, adoption, procedure)
        if offer is not None:
            yield offer


def _offer(agency: Agency, adoption: Adoption, procedure: Procedure) -> Offer | None:
    formula = formula_of(adoption.edition)
    kinds = procedure.offered_by or formula.offered_by
    if "any" not in kinds and agency.kind not in kinds:
        return None
    ready = adapted_procedure(formula, procedure.name, adoption.adaptation)
    return Offer(agency, adoption.edition, adoption.adaptation, formula, ready)


def adapted_procedure(formula: Formula, name: str, adaptation: Edition | None) -> Procedure:
    """Return a procedure with the agency's own steps, deadline, fee, documents or texts, where it has any."""
    procedure = formula.procedures[name]
    if adaptation is None:
        return procedure
    changes = formula_of(adaptation).adaptations.values()
    own = next((change for change in changes if change.adapts == f"{formula.name}.{name}"), None)
    return adapted(procedure, own) if own is not None else procedure
