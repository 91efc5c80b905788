"""The catalogue of open data as DCAT-AP 3 in JSON-LD: what other catalogues harvest.

https://semiceu.github.io/DCAT-AP/releases/3.0.0/ : mandatory properties always, recommended ones where they are known.
Words that DCAT-AP takes from the authority tables of the EU's Publications Office are given as these.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from nenso.agencies.models import Agency
from nenso.exchange.opendata.periods import span
from nenso.exchange.opendata.tables import OpenRelease
from nenso.runtime.config import config

_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_IANA: Final = "https://www.iana.org/assignments/media-types"
_FREQUENCIES: Final = {
    "day": "DAILY",
    "week": "WEEKLY",
    "month": "MONTHLY",
    "quarter": "QUARTERLY",
    "year": "ANNUAL",
}
_ADMS_STATUS: Final = f"{_AUTHORITY}/distribution-status/COMPLETED"
_CONTEXT: Final[Mapping[str, Any]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Address = Callable[..., str]
"""Gives the whole address of: the catalogue (nothing), a data set (register), one of its files (register, name)."""


def catalogue(sets: Iterable[OpenRelease], publisher: Agency, address: Address) -> dict[str, Any]:
    """Return the catalogue of the newest releases, published by ``publisher``."""
    releases = list(sets)
    whom = f"{address()}#publisher"
    agent = {
        "@id": whom,
        "@type": "foaf:Agent",
        "foaf:name": [_said(publisher.name, "vi")],
        "dct:type": _concept("http://purl.org/adms/publishertype/NationalAuthority"),
    }
    found: dict[str, Any] = {
        "@context": dict(_CONTEXT),
        "@id": address(),
        "@type": "dcat:Catalog",
        "dct:title": [_said("Dữ liệu mở", "vi"), _said("Open data", "en")],
        "dct:description": [
            _said("Dữ liệu mà các cơ quan mở cho mọi người, lấy từ sổ và cơ sở dữ liệu của mình.", "vi"),
            _said("What agencies open to everyone, from their registers.", "en"),
        ],
        "dct:publisher": agent,
        "dct:language": [_linguistic("VIE"), _linguistic("ENG")],
        "dct:spatial": _place(),
        "foaf:homepage": {"@id": config().public_url, "@type": "foaf:Document"},
        "dcat:themeTaxonomy": {
            "@id": f"{_AUTHORITY}/data-theme",
            "@type": "http://www.w3.org/2004/02/skos/core#ConceptScheme",
        },
        "dcat:dataset": [_data_set(one, whom, address) for one in releases],
    }
    if releases:
        found["dct:issued"] = _moment(min(one.published_at for one in releases))
        found["dct:modified"] = _moment(max(one.published_at for one in releases))
    return found


def _data_set(release: OpenRelease, publisher: str, address: Address) -> dict[str, Any]:
    about, page = release.about, address(release.register)
    found: dict[str, Any] = {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": release.register,
        "dct:title": _in_both(about["title"]),
        "dct:description": _in_both(about["summary"] or _described(about)),
        "dct:publisher": {"@id": publisher},
        "dct:issued": _moment(release.published_at),
        "dct:modified": _moment(release.published_at),
        "dct:spatial": _place(),
        "dct:accessRights": {"@id": f"{_AUTHORITY}/access-right/PUBLIC", "@type": "dct:RightsStatement"},
        "dcat:version": str(release.number),
        "dcat:theme": _concept(f"{_AUTHORITY}/data-theme/GOVE"),
        "dcat:keyword": [_said(about["title"]["vi"].lower(), "vi"), _said(about["title"]["en"].lower(), "en")],
        "dcat:landingPage": {"@id": page, "@type": "foaf:Document"},
        "dcat:distribution": [_distribution(one, release, page, address) for one in release.files],
    }
    if about["refresh"] in _FREQUENCIES:
        frequency = f"{_AUTHORITY}/frequency/{_FREQUENCIES[about['refresh']]}"
        found["dct:accrualPeriodicity"] = {"@id": frequency, "@type": "dct:Frequency"}
    periods = [label for label, _ in release.chart] if about["counts"] else []
    if periods:
        found["dct:temporal"] = _temporal(periods)
    if config().open_data_contact:
        found["dcat:contactPoint"] = {
            "@type": "vcard:Organization",
            "vcard:fn": config().open_data_contact,
            "vcard:hasEmail": {"@id": f"mailto:{config().open_data_contact}"},
        }
    if release.completeness is not None:
        found["dqv:hasQualityMeasurement"] = {
            "@type": "dqv:QualityMeasurement",
            "dqv:isMeasurementOf": {"@id": f"{address()}#completeness", "@type": "dqv:Metric"},
            "dqv:value": {"@value": f"{release.completeness:.2f}", "@type": "xsd:decimal"},
        }
    return found


def _distribution(one: Mapping[str, Any], release: OpenRelease, page: str, address: Address) -> dict[str, Any]:
    file = address(release.register, one["name"])
    media_type, kind = str(one["media_type"]).partition(";")[0], str(one["format"]).upper()
    return {
        "@id": file,
        "@type": "dcat:Distribution",
        "dct:title": [_said(one["name"], "vi"), _said(one["name"], "en")],
        "dct:description": [
            _said(f"Bảng dạng {one['format'].upper()}", "vi"),
            _said(f"As {one['format'].upper()}", "en"),
        ],
        "dcat:accessURL": {"@id": page, "@type": "http://www.w3.org/2000/01/rdf-schema#Resource"},
        "dcat:downloadURL": {"@id": file},
        "dct:format": {"@id": f"{_AUTHORITY}/file-type/{kind}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:mediaType": {"@id": f"{_IANA}/{media_type}", "@type": "dct:MediaType"},
        "dcat:byteSize": {"@value": str(one["size"]), "@type": "xsd:nonNegativeInteger"},
        "dct:license": {"@id": release.about["licence"]["url"], "@type": "dct:LicenseDocument"},
        "dct:issued": _moment(release.published_at),
        "dct:modified": _moment(release.published_at),
        "dcatap:availability": _concept(f"{_AUTHORITY}/planned-availability/STABLE"),
        "adms:status": _concept(_ADMS_STATUS),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm"},
            "spdx:checksumValue": {"@value": one["sha256"], "@type": "xsd:hexBinary"},
        },
    }


def _described(about: Mapping[str, Any]) -> Mapping[str, str]:
    columns = about["columns"]
    names = {language: ", ".join(one["label"][language] for one in columns) for language in ("vi", "en")}
    return {"vi": f"{about['title']['vi']}: {names['vi']}.", "en": f"{about['title']['en']}: {names['en']}."}


def _temporal(periods: list[str]) -> dict[str, Any]:
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@value": span(periods[0])[0].isoformat(), "@type": "xsd:date"},
        "dcat:endDate": {"@value": span(periods[-1])[1].isoformat(), "@type": "xsd:date"},
    }


def _said(text: str, language: str) -> dict[str, str]:
    return {"@value": text, "@language": language}


def _in_both(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [_said(texts[language], language) for language in ("vi", "en")]


def _linguistic(code: str) -> dict[str, str]:
    return {"@id": f"{_AUTHORITY}/language/{code}", "@type": "dct:LinguisticSystem"}


def _concept(address: str) -> dict[str, str]:
    return {"@id": address, "@type": "http://www.w3.org/2004/02/skos/core#Concept"}


def _place() -> dict[str, str]:
    return {"@id": f"{_AUTHORITY}/country/VNM", "@type": "dct:Location"}


def _moment(moment: Any) -> dict[str, str]:
    return {"@value": moment.isoformat(), "@type": "xsd:dateTime"}
