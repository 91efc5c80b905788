from pathlib import Path

import pytest

from nenso.results.keys.authority import Directory
from results.papers import Signers


@pytest.fixture(scope="session")
def signers(tmp_path_factory: pytest.TempPathFactory) -> Signers:
    """Keys that are made once for a test process."""
    return Signers(Directory(tmp_path_factory.mktemp("keys") / "keys"))


@pytest.fixture
def keys_home(tmp_path: Path) -> Directory:
    """A place for keys that is empty."""
    return Directory(tmp_path / "keys")
