"""``nenso index``: compute scorecards from plain files; measure indicators from what happened, publish scores."""

from nenso.cli.index import measuring, publishing
from nenso.cli.index.computing import app

__all__ = ["app", "measuring", "publishing"]
