"""``nenso index``: compute scorecards from plain files; measure indicators from what happened."""

from nenso.cli.index import measuring
from nenso.cli.index.computing import app

__all__ = ["app", "measuring"]
