"""Free space: a ballast that is thrown off so that a full disk does not keep the database from recovering."""

import os
import shutil

from nenso.runtime.embedded.layout import Layout

BALLAST = 64_000_000
_TIGHT = 32_000_000


def free(layout: Layout) -> int:
    """Return the free bytes where the home is."""
    return shutil.disk_usage(layout.home).free


def throw_ballast(layout: Layout) -> None:
    """Give the ballast's space back when there is too little left to start or recover."""
    if free(layout) < _TIGHT:
        layout.ballast.unlink(missing_ok=True)


def take_ballast(layout: Layout, floor: int) -> None:
    """Lay the ballast aside while there is room enough above ``floor`` bytes."""
    if layout.ballast.exists() or free(layout) < floor + BALLAST:
        return
    half = layout.ballast.with_suffix(".making")
    with half.open("wb") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, BALLAST)
        else:
            file.write(bytes(BALLAST))
    half.rename(layout.ballast)
