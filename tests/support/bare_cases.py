"""A case with nothing but who may see it: what rooms below ``cases`` need to try their own tables against."""

from uuid import UUID

from factories.agencies import PHU_THONG, agency
from nenso.cases.models import Case
from nenso.formulas.models import Edition
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import now

_EDITION = {"formula": "bare", "version": "1.0.0", "digest": "0" * 64, "title": {"vi": "Trống"}, "files": {}}


def bare_case(person: UUID, *, officers: str = "officer", agency_path: str = PHU_THONG) -> Case:
    """Return a draft that ``person`` sees, the auditors above the agency, and the agency's ``officers``."""
    of = agency(agency_path)
    with acting(Actor(system="tests", scope=("vn",))):
        edition, _ = Edition.objects.get_or_create(
            digest=_EDITION["digest"], defaults=_EDITION | {"published_at": now()}
        )
        return Case.objects.create(
            procedure="bare.bare",
            edition=edition,
            agency=of,
            receiving=of,
            channel="online",
            created_at=now(),
            persons=[person],
            readers=[f"{officers}@{of.id}"],
            agency_paths=[of.path],
        )
