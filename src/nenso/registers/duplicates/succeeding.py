"""Pairs and proposals that an agency had go on with its successor: whom they wait for, and who reads them."""

from nenso.agencies.models import Agency
from nenso.registers.duplicates.tables import DuplicatePair, MergeProposal

SIDES = ("agency", "other_agency")


def follow(old: Agency, new: Agency) -> None:
    """Give ``new`` the sides of ``old`` in pairs and proposals, decided ones too, inside ``acting()``.

    Where the other side is ``new`` already both are its own; it then decides alone.
    """
    for table in (DuplicatePair, MergeProposal):
        for side in SIDES:
            rows = table.objects.select_for_update(of=("self",)).filter(**{side: old})
            for one in rows.select_related(*SIDES).order_by("id").iterator():
                setattr(one, side, new)
                one.agency_paths = sorted({one.agency.path, one.other_agency.path})
                one.readers = sorted({reader.replace(f"@{old.id}", f"@{new.id}") for reader in one.readers})
                one.save(update_fields=[side, "agency_paths", "readers"])
