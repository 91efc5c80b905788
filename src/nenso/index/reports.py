"""Reading the signed report of a publication."""

from nenso.index.models import Publication, Report
from nenso.results.contents import read_pdf
from nenso.runtime.acting import Actor, acting


def reports_of(actor: Actor, publication: Publication) -> list[Report]:
    """Return the signed reports of a publication that ``actor`` may see, one a language, the Vietnamese one first."""
    with acting(actor):
        return list(Report.objects.filter(publication=publication.pk).order_by("-language"))


def report_of(actor: Actor, publication: Publication, language: str) -> Report | None:
    """Return the signed report in one language, where there is one."""
    return next((one for one in reports_of(actor, publication) if one.language == language), None)


def report_content(report: Report) -> bytes:
    """Return the file of a report that whoever asks was shown."""
    return read_pdf(report.sha256)
