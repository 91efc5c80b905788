"""What tests of every address of the URL map try them with."""

import pytest

from support import boards
from support.births import in_force
from support.callers import World, world


@pytest.fixture
def her_world(db: None) -> World:
    """Her cases, in an install where births are registered and an index is published."""
    in_force()
    of = world()
    boards.in_force()
    of.keys["publication"] = str(boards.published(boards.publisher()).id)
    return of
