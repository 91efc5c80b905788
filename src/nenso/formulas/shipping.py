"""The formulas that ship with this version, published and offered: by ``nenso up`` and by ``nenso demo``."""

import logging
from pathlib import Path

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_path
from nenso.formulas.adopting import Adopted, adopt
from nenso.formulas.errors import CodeOffered, VersionTaken
from nenso.formulas.folders import HEAD, head_of, shipped_folders
from nenso.formulas.library import editions_of
from nenso.formulas.models import Adoption, Edition
from nenso.formulas.publishing import ONE_AT_A_TIME, ROOT, Published, publish
from nenso.language.declarations.formula import version_of
from nenso.language.editions import digest
from nenso.language.issues import Issue
from nenso.language.reading import files_of
from nenso.language.sources import Origin
from nenso.runtime.acting import Actor, acting

_log = logging.getLogger(__name__)


def publish_shipped(actor: Actor) -> list[Published]:
    """Publish every formula that ships unless it, or a later version of it, is published; return their editions.

    The edition of a version that is published with other content stands, and an issue says so. Raises what
    :func:`publish` raises.
    """
    return [_publish(actor, name, folder) for name, folder in shipped_folders().items()]


def adopt_shipped(actor: Actor, *, anew: bool = False) -> list[Adopted]:
    """Let every agency of the kinds that ``offered_by`` names offer the formulas that ship.

    Those about which somebody has already decided are left as they are, unless ``anew``; so is one with a code that is
    offered under another formula, such as a draft from the national catalogue: the next import makes way for it.
    """
    with acting(actor, ONE_AT_A_TIME):
        published = publish_shipped(actor)
        decided = set() if anew else set(Adoption.objects.values_list("formula", flat=True))
        root = agency_by_path(ROOT)
        wanted = [one.edition for one in published if one.edition.formula not in decided]
        return [adopted for edition in wanted if (adopted := _adopted(actor, root, edition)) is not None]


def _adopted(actor: Actor, agency: Agency, edition: Edition) -> Adopted | None:
    try:
        return adopt(actor, agency, edition)
    except CodeOffered as problem:
        _log.warning("%s is published but not offered: %s", edition.name, problem.text("en"))
        return None


def _publish(actor: Actor, name: str, folder: Path) -> Published:
    files = files_of(folder)
    with acting(actor):
        standing = _standing(name, str(head_of(folder).get("version", "")), digest(files))
    return standing if standing is not None else publish(actor, files)


def _standing(name: str, version: str, fingerprint: str) -> Published | None:
    """Return the edition that stands in place of what ships, or None when that is to be published."""
    editions = editions_of(name)
    newest = editions[0] if editions else None
    if newest is None or version_of(newest.version) < version_of(version):
        return None
    same = next((edition for edition in editions if edition.version == version), None)
    return Published(newest, new=False, issues=_taken(same) if same and same.digest != fingerprint else ())


def _taken(edition: Edition) -> tuple[Issue, ...]:
    taken = VersionTaken(formula=edition.formula, version=edition.version)
    at = Origin(HEAD, path="version")
    return (Issue.at(at, "version.taken", vi=taken.text("vi"), en=taken.text("en"), level="warning"),)
