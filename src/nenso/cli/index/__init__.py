"""``nenso index``: compute scorecards from plain files; measure what happened, publish scores, compare them."""

from nenso.cli.index import changing, measuring, publishing
from nenso.cli.index.computing import app

__all__ = ["app", "changing", "measuring", "publishing"]
