"""Tests of agencies keep things in memory, so they listen for changes from before they start."""

from collections.abc import Iterator

import pytest

from nenso.people.changes import listener


@pytest.fixture(autouse=True)
def _listening(django_db_setup: None, request: pytest.FixtureRequest) -> Iterator[None]:
    listener.start()
    assert listener.listening.wait(10)
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        listener.stop()
