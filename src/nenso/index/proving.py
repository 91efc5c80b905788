"""Whether what is kept of a publication is still what was published: its bytes, its extracts, its signed report."""

import hashlib
from dataclasses import dataclass

from nenso.index.extracts import strays
from nenso.index.models import Publication
from nenso.index.reports import report_content, reports_of
from nenso.journal.reading import entries_of
from nenso.runtime.acting import Actor, acting


@dataclass(frozen=True, slots=True)
class Proof:
    """SHA-256 as published, of the bytes that are kept now, and as the journal has it ('' for a draft)."""

    published: str
    kept: str
    journalled: str

    @property
    def holds(self) -> bool:
        """Return whether all of them are one."""
        return self.kept == self.published and self.journalled in {"", self.published}


def proof_of(actor: Actor, publication: Publication) -> Proof:
    """Hash the bytes of a publication that ``actor`` was shown anew."""
    with acting(actor):
        content = bytes(Publication.objects.values_list("content", flat=True).get(pk=publication.pk))
    said = [one.body for one in entries_of(publication.id) if one.kind == "index.published"]
    return Proof(publication.digest, hashlib.sha256(content).hexdigest(), said[0]["digest"] if said else "")


def changed_copies(actor: Actor, publication: Publication) -> list[str]:
    """Return what is kept beside the bytes and says something else: extracts by name or unit, ``report``."""
    with acting(actor):
        found = strays(Publication.objects.get(pk=publication.pk))
    for report in reports_of(actor, publication):
        if hashlib.sha256(report_content(report)).hexdigest() != report.sha256:
            found.append(f"report {report.language}")
    return found
