"""Reading open data: every data set, its releases, and the bytes of a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db.models import OuterRef, QuerySet, Subquery

from nenso.exchange.opendata.errors import ReleaseUnknown, ReleaseWithdrawn
from nenso.exchange.opendata.tables import OpenRelease
from nenso.files.storing import open_content
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, acting

DICTIONARY = "-metadata.json"
"""What stands behind the address of a CSV file where its columns are explained (W3C CSV on the Web)."""
_XSD: Mapping[str, str] = {"integer": "integer", "number": "double", "yes_no": "boolean", "date": "date"}


@dataclass(frozen=True)
class OpenFile:
    """A file of a release: what is told of it, and how its bytes are opened."""

    told: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """Of its bytes, hexadecimal."""
        return str(self.told["sha256"])

    def open(self) -> BinaryIO:
        """Return a stream of its bytes, to be closed by the caller."""
        return open_content(self.sha256)


def data_sets() -> list[OpenRelease]:
    """Return the newest release of every register that was published and not withdrawn, by name."""
    with acting(NOBODY):
        return list(_newest().order_by("register"))


def data_set(register: str, number: int | None = None) -> OpenRelease:
    """Return a release of a register, the newest that stands unless ``number`` is given.

    Raises :class:`ReleaseUnknown`, :class:`ReleaseWithdrawn` where none stands any more.
    """
    with acting(NOBODY):
        releases = OpenRelease.objects.filter(register=register).defer("hidden").order_by("-number")
        wanted = releases if number is None else releases.filter(number=number)
        found = wanted.filter(withdrawn_at=None).first() or wanted.first()
    if found is None:
        raise ReleaseUnknown
    if found.withdrawn_at is not None:
        since = found.withdrawn_at.astimezone(clock.VIETNAM).strftime("%d/%m/%Y")
        raise ReleaseWithdrawn(since=since, why=found.withdrawn_why)
    return found


def releases_of(register: str, *, most: int = 12) -> list[OpenRelease]:
    """Return the last releases of a register, the newest first."""
    with acting(NOBODY):
        found = OpenRelease.objects.filter(register=register).defer("hidden", "preview", "chart")
        return list(found.order_by("-number")[:most])


def file_of(release: OpenRelease, name: str) -> OpenFile:
    """Return a file of a release by its name (``births.csv``); raises :class:`ReleaseUnknown`."""
    told = next((one for one in release.files if one["name"] == name), None)
    if told is None:
        raise ReleaseUnknown
    return OpenFile(told)


def dictionary_of(release: OpenRelease, csv: str) -> dict[str, Any]:
    """Return what the columns of the CSV file called ``csv`` mean, as CSV on the Web (W3C, 2015)."""
    about = release.about
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
        "url": csv,
        "dc:title": {"vi": about["title"]["vi"], "en": about["title"]["en"]},
        "dc:license": {"@id": about["licence"]["url"]},
        "dc:modified": {"@value": release.published_at.date().isoformat(), "@type": "xsd:date"},
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": [_column(one) for one in about["columns"]]},
    }


def _column(one: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": one["name"],
        "titles": one["name"],
        "datatype": _XSD.get(one["kind"], "string"),
        "rdfs:label": [{"@value": text, "@language": language} for language, text in one["label"].items()],
    }
    if "note" in one:
        found["dc:description"] = [{"@value": text, "@language": language} for language, text in one["note"].items()]
    if "unit" in one:
        found["schema:unitText"] = one["unit"]["vi"]
    if "codes" in one:
        found["skos:notation"] = list(one["codes"])
    return found


def _newest() -> QuerySet[OpenRelease]:
    standing = OpenRelease.objects.filter(register=OuterRef("register"), withdrawn_at=None)
    numbers = standing.order_by("-number").values("number")[:1]
    return OpenRelease.objects.filter(number=Subquery(numbers)).defer("hidden", "preview")
