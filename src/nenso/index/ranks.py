"""How ranks are written."""


def whole(rank: float | None) -> float | int | None:
    """Return a rank as it is written: without decimals unless it has some."""
    return int(rank) if rank is not None and rank == int(rank) else rank
