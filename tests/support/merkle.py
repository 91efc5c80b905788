"""The root that leaves should give."""

from collections.abc import Iterable
from uuid import UUID

from nenso.journal.chain import Tree


def root_of(leaves: Iterable[tuple[UUID, int, bytes]]) -> bytes:
    """Return the Merkle root over ``(stream, seq, hash)``, given in order."""
    tree = Tree()
    for leaf in leaves:
        tree.add(*leaf)
    return tree.root()
