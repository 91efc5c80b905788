"""Drafts published and offered, one formula after the other: what stopped half way goes on where it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from nenso.agencies import kinds
from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_path
from nenso.formulas.adopting import adopt
from nenso.formulas.catalogue.drafts import DraftFormula
from nenso.formulas.catalogue.keeping import merged, names_in
from nenso.formulas.catalogue.refined import codes_in, is_draft
from nenso.formulas.errors import CodeOffered, NothingToOffer
from nenso.formulas.library import editions_of, formula_of
from nenso.formulas.models import Edition
from nenso.formulas.publishing import Published, publish
from nenso.language.editions import compare, digest, smallest_version
from nenso.language.reading import read
from nenso.runtime.acting import Actor, acting
from nenso.runtime.paths import lies_within
from nenso.runtime.text import fold


@dataclass(frozen=True)
class Offered:
    """Where a formula is offered from now on, or why not, in vi and en."""

    agency: Agency | None
    vi: str = ""
    en: str = ""


@dataclass(frozen=True)
class Standing:
    """What is published already: ``refined`` code → formula that is no draft, ``names`` code → name of a draft."""

    refined: Mapping[str, str]
    names: Mapping[str, str]


def standing() -> Standing:
    """Return what is published already, inside ``acting()``."""
    refined: dict[str, str] = {}
    names: dict[str, str] = {}
    for name in Edition.objects.order_by("formula").values_list("formula", flat=True).distinct():
        files = _bytes(editions_of(name)[0])
        if is_draft(files):
            names |= names_in(files)
        else:
            refined |= dict.fromkeys(codes_in(files), name)
    return Standing(refined, names)


def publish_draft(actor: Actor, formula: DraftFormula, folder: Mapping[str, bytes] | None = None) -> Published:
    """Publish a formula of drafts; the same content again is the same edition, other content the next version.

    What people changed, in the last edition or in ``folder``, stays as they changed it. Raises what
    :func:`nenso.formulas.publishing.publish` raises.
    """
    with acting(actor):
        editions = editions_of(formula.name)
    if not editions:
        return publish(actor, merged(folder or {}, formula.files()))
    newest = editions[0]
    existing = {**_bytes(newest), **(folder or {})}
    files = merged(existing, formula.files(newest.version))
    if digest(files) == newest.digest:
        return Published(newest, new=False, issues=())
    draft = read(files).formula
    if draft is None:
        return publish(actor, files)
    with acting(actor):
        least = smallest_version(newest.version, compare(formula_of(newest), draft).kind)
    if least == newest.version:
        least = smallest_version(newest.version, "patch")
    return publish(actor, merged(existing, formula.files(least)))


def offer_draft(actor: Actor, formula: DraftFormula, edition: Edition, within: str) -> Offered:
    """Adopt ``edition`` where it holds, at or below the agency at ``within``; say why where it cannot be."""
    with acting(actor):
        asked = agency_by_path(within)
        own = _agency_named(formula.agency) if formula.local or formula.central else asked
    if own is None:
        return Offered(None, f"không tìm thấy cơ quan “{formula.agency}”", f"there is no agency “{formula.agency}”")
    if not lies_within(own.path, asked.path):
        return Offered(None, f"của {own.name}, không thuộc {asked.name}", f"it is {own.name}'s, not below {asked.name}")
    try:
        adopt(actor, own, edition)
    except (NothingToOffer, CodeOffered) as problem:
        return Offered(None, problem.text("vi"), problem.text("en"))
    return Offered(own)


def _agency_named(name: str) -> Agency | None:
    words = fold(name)
    whole = words.replace("ubnd ", "uy ban nhan dan ", 1) if words.startswith("ubnd ") else words
    found = Agency.objects.filter(kind__in=(kinds.PROVINCE, kinds.MINISTRY), folded=whole, valid_until=None)
    return found.order_by("path").first()


def _bytes(edition: Edition) -> dict[str, bytes]:
    return {path: text.encode() for path, text in edition.files.items()}
