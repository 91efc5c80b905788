"""New units of an agency: departments, and whatever kinds formulas bring."""

import re

from django.db import IntegrityError

from nenso.agencies import kinds
from nenso.agencies.administering import must_administer
from nenso.agencies.errors import AgencyExists, AgencyUnknown
from nenso.agencies.models import Agency
from nenso.journal.recording import record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import fold, one_line, sort_key

_LABEL = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")


def found_agency(
    actor: Actor, parent: Agency, label: str, name: str, *, kind: str = kinds.DEPARTMENT, is_unit: bool | None = None
) -> Agency:
    """Return the new agency ``<parent's path>.<label>``: a part of ``parent`` (``is_unit``) or one below it.

    ``is_unit`` follows the kind unless told. For administrators of ``parent`` or above, and commands. Raises
    ``NotAdministrator``, ``AgencyExists``, ``AgencyUnknown`` for a label that is no label.
    """
    if not _LABEL.match(label):
        raise AgencyUnknown(agency=label)
    name = one_line(name)
    agency = Agency(
        parent=parent,
        path=f"{parent.path}.{label}",
        kind=kind,
        is_unit=kind in kinds.UNITS if is_unit is None else is_unit,
        name=name,
        folded=fold(name),
        sort_key=sort_key(name),
        place_id=parent.place_id,
        valid_from=clock.today(),
    )
    with acting(actor):
        must_administer(parent)
        try:
            agency.save(force_insert=True)
        except IntegrityError as error:
            raise AgencyExists(path=agency.path) from error
        record(agency.id, "agency.founded", {"path": agency.path, "name": name}, agency_path=agency.path)
    return agency
