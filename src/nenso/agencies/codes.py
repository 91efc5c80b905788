"""The code that an agency's papers and cases are numbered with.

The official one is the electronic identifier of Decision 20/2020/QĐ-TTg (``H55.242``). Those of communes are given out
by each province and are not known here, nor are all provincial ones proven: an administrator enters them, or decides
the setting ``agency_code`` for all below, a pattern such as ``H55.{commune}``. Until then an agency is known by the
digits of its place (``19.01969``), which cannot be taken for an identifier: those begin with a letter.
"""

import re
from dataclasses import dataclass
from datetime import date

from nenso.agencies.administering import must_administer
from nenso.agencies.errors import IdentifierForm
from nenso.agencies.models import Agency, AgencyIdentifier
from nenso.agencies.queries import home_of
from nenso.agencies.settings import setting
from nenso.journal.recording import record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting, send
from nenso.runtime.reading import Reading
from nenso.runtime.text import normalise

SCHEME = "decision-20-2020"
PROVEN = frozenset("ABC")
PATTERN_SETTING = "agency_code"
_FORM = re.compile(r"[0-9A-Z]+(\.[0-9A-Z]+)*\Z")
_LONGEST = 35
_HELD = Reading(
    AgencyIdentifier,
    "t.agency_id = $1 AND t.scheme = $2 AND (t.valid_from IS NULL OR t.valid_from <= $3)"
    " AND (t.valid_until IS NULL OR t.valid_until > $3)",
    order="t.grade, t.valid_from DESC",
)


@dataclass(frozen=True)
class AgencyCode:
    """``value``, and its ``source``: ``identifier`` (proven), ``setting`` (decided here) or ``place`` (stands in)."""

    value: str
    source: str


def code_of(agency: Agency, *, on: date | None = None) -> AgencyCode:
    """Return the code of ``agency`` on a day (default today); a unit has that of its agency."""
    agency = home_of(agency)
    found = identifier_of(agency, on=on)
    if found is not None and found.grade in PROVEN:
        return AgencyCode(found.value, "identifier")
    stand_in = _stand_in(agency.path)
    pattern = setting(agency, PATTERN_SETTING, on=on)
    if isinstance(pattern, str):
        province, _, commune = stand_in.partition(".")
        return AgencyCode(pattern.format(place=stand_in, province=province, commune=commune), "setting")
    return AgencyCode(stand_in, "place")


def identifier_of(agency: Agency, *, on: date | None = None) -> AgencyIdentifier | None:
    """Return the agency's own electronic identifier on a day, of whatever grade."""
    (rows,) = send(_HELD(agency.id, SCHEME, on or clock.today()))
    return next(iter(_HELD.rows(rows)), None)


def give_identifier(
    actor: Actor, agency: Agency, value: str, *, grade: str = "A", evidence: str = "", since: date | None = None
) -> AgencyIdentifier:
    """Return the identifier that ``agency`` has from ``since`` (default today); the one before ends then.

    For administrators of the agency or above, and commands. Raises ``IdentifierForm``, ``NotAdministrator``.
    """
    if len(value) > _LONGEST or not _FORM.match(value):
        raise IdentifierForm
    since = since or clock.today()
    with acting(actor):
        must_administer(agency)
        AgencyIdentifier.objects.filter(agency=agency, scheme=SCHEME, valid_until__isnull=True).update(
            valid_until=since
        )
        given = AgencyIdentifier(
            agency=agency, value=value, grade=grade, evidence=normalise(evidence), valid_from=since
        )
        given.save(force_insert=True)
        record(agency.id, "agency.identified", {"value": value, "evidence": evidence}, agency_path=agency.path)
    return given


def _stand_in(path: str) -> str:
    labels = path.split(".")[1:] or ["vn"]
    return ".".join(label[1:] if label[1:].isdigit() else label.upper() for label in labels)
