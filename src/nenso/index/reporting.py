"""The report of a publication: typeset as PDF/A with its pictures, signed by the seal of the agency that published."""

import math
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.index.errors import NotPublishedYet, ReportSigned
from nenso.index.extracts import writer_for
from nenso.index.maps import NOT_RANKED, PILLARS, STEPS, dot_map, points_of
from nenso.index.models import Publication, Report
from nenso.index.publications import PUBLISHED, must_publish
from nenso.index.published import Book, Standing, book_of, publication_told
from nenso.index.report_words import Writing
from nenso.index.reports import report_of
from nenso.journal.recording import record
from nenso.results.contents import keep_pdf
from nenso.results.key_keeping import key_of, signer_of
from nenso.results.typesetting import Identity, render
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
SECONDS = 120.0
"""How long a report may be typeset; one of 3,321 units takes some six."""
LANGUAGES = ("vi", "en")
FIELD = "sign"


def sign_report(actor: Actor, publication: UUID, *, language: str = "vi") -> Report:
    """Typeset the report of what is published and sign it by the agency's seal; once a language, for its publishers.

    Raises ``PublicationUnknown``, ``MayNotPublishScores``, ``NotPublishedYet``, ``ReportSigned``, ``KeyMissing`` and
    what signing raises; then nothing has changed.
    """
    from nenso.results.signing import sign

    found = publication_told(actor, publication)
    must_publish(actor, found.agency)
    if found.state != PUBLISHED:
        raise NotPublishedYet
    if (signed := report_of(actor, found, language)) is not None:
        raise ReportSigned(on=f"{signed.signed_at:%d/%m/%Y}")
    moment = clock.now()
    unsigned = typeset(found, book_of(actor, found), moment, language)
    with acting(writer_for(actor)):
        key = key_of(found.agency)
        signer, holder = signer_of(key)
        pdf = sign(unsigned, signer, holder, field=FIELD, reason="Công bố", moment=moment)
        made = Report.objects.create(
            publication_id=found.id,
            language=language,
            sha256=keep_pdf(pdf),
            size=len(pdf),
            holder=holder.name,
            fingerprint=key.fingerprint,
            signed_at=moment,
            signed_by=actor.account,
        )
        said = {
            "digest": found.digest,
            "language": language,
            "sha256": made.sha256,
            "holder": made.holder,
            "fingerprint": made.fingerprint,
        }
        record(found.id, "index.report_signed", said, agency_path=str(found.agency_path))
    return made


def typeset(publication: Publication, book: Book, moment: datetime, language: str = "vi") -> bytes:
    """Return the report as PDF/A-2b, with every unit, not signed."""
    write = Writing(language)
    drawn = dot_map(book, points_of(book))
    files = {"map.svg": drawn.svg().encode()} if drawn is not None else {}
    bounds = drawn.bounds if drawn is not None else {}
    legend = [(STEPS[step], write.between(book, *bounds[step])) for step in sorted(bounds, reverse=True)]
    if drawn is not None and drawn.unranked:
        legend.append((NOT_RANKED, write("không xếp hạng", "not ranked")))
    provinces = _provinces(book)
    data = {
        "agency": publication.agency.name,
        "place": publication.agency.place.name if publication.agency.place is not None else "",
        "title": book.title[language],
        "summary": book.summary[language],
        "source": book.source[language],
        "period": write.period(publication.period),
        "published_on": publication.published_at,
        "digest": publication.digest,
        "inputs": publication.inputs,
        "words": write.words(book),
        "changed": publication.changed,
        "map": drawn is not None,
        "map_height": round(drawn.height / drawn.width, 3) if drawn is not None else 0,
        "map_legend": legend,
        "pillars": [
            {"title": one.title[language], "greatest": write.plain(one.greatest), "colour": colour}
            for one, colour in zip(book.pillars, PILLARS * (1 + len(book.pillars) // len(PILLARS)), strict=False)
        ],
        "groups": bool(book.groups),
        "rows": [_row(book, one, provinces, write) for one in book.standings],
        "notes": [_note(book, note, language) for note in book.notes[:20]],
    }
    return render(
        _template(),
        data,
        files=files,
        name="report.typ",
        language=language,
        seconds=SECONDS,
        identity=Identity(agency=str(publication.agency_id), number=publication.digest[:12]),
        author=publication.agency.name,
        description=f"{book.title[language]}, {write.period(publication.period)}",
        moment=moment,
    )


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _provinces(book: Book) -> dict[str, str]:
    """Return the names of the provinces of communes, by path, where there are several."""
    above = {one.unit.rpartition(".")[0] for one in book.standings}
    found = Agency.objects.filter(path__in=above, kind="province") if len(above) > 1 else Agency.objects.none()
    return {str(path): _short(name) for path, name in found.values_list("path", "name")}


def _row(book: Book, one: Standing, provinces: dict[str, str], write: Writing) -> dict[str, Any]:
    whole = sum(node.greatest or 0.0 for node in book.pillars)
    return {
        "rank": write.plain(one.rank),
        "name": _short(one.name),
        "province": provinces.get(one.unit.rpartition(".")[0], ""),
        "group": one.group,
        "score": write.number(one.score, book.decimals),
        "between": _between(one, write),
        "bar": [round(100 * (score or 0.0) / whole, 2) if whole else 0 for score in one.pillars],
    }


def _between(one: Standing, write: Writing) -> str:
    """Return the whole ranks between which a unit's rank lies; nothing where it is always the same."""
    if one.low is None or one.high is None or one.low == one.high:
        return ""
    return f"{write.number(math.floor(one.low))}–{write.number(math.ceil(one.high))}"


def _note(book: Book, note: Mapping[str, Any], language: str) -> str:
    node = book.nodes.get(note["indicator"])
    told = str(note[language])
    return f"{node.title[language]}: {told}" if node is not None else told


def _short(name: str) -> str:
    rest = name.removeprefix("Ủy ban nhân dân ")
    return rest[:1].upper() + rest[1:]
