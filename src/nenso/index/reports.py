"""Reading the signed report of a publication."""

from nenso.index.models import Publication, Report
from nenso.results.contents import read_pdf
from nenso.runtime.acting import Actor, acting


def report_of(actor: Actor, publication: Publication) -> Report | None:
    """Return the signed report of a publication, where there is one that ``actor`` may see."""
    with acting(actor):
        return Report.objects.filter(pk=publication.pk).first()


def report_content(report: Report) -> bytes:
    """Return the file of a report that whoever asks was shown."""
    return read_pdf(report.sha256)
