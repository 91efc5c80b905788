"""Paths in a tree (``ltree``), as text: ``vn``, ``vn.p19``, ``vn.p19.c01969``."""


def lies_within(path: str, above: str) -> bool:
    """Return whether ``path`` is ``above`` or below it (``vn.p190`` is not below ``vn.p19``)."""
    return path == above or path.startswith(f"{above}.")
