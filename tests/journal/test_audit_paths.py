"""That an entry is under a root is proved by its audit path, and by no other place in the tree."""

import pytest

from nenso.journal.chain import Tree, audit_path, leaf, root_by
from nenso.runtime.ids import uuid7


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 13])
def test_every_leaf_of_a_tree_has_a_path_to_its_root_and_to_no_other(count: int) -> None:
    listed = [(uuid7(), number + 1, bytes([number]) * 32) for number in range(count)]
    tree = Tree()
    for one in listed:
        tree.add(*one)
    leaves = [leaf(*one) for one in listed]
    for index, found in enumerate(leaves):
        path = audit_path(leaves, index)
        assert root_by(found, index, count, path) == tree.root()
        assert root_by(found, (index + 1) % count, count, path) != tree.root() or count == 1
