"""The index engine: composite indicators by declared, visible, exact steps. Pure Python and numpy; no database.

>>> from nenso.index.engine import Method, Missing, Node, Scorecard, Values, compute
>>> tree = Node("index", parts=(Node("a", scale=Method("ratio")), Node("b", scale=Method("ratio"))))
>>> result = compute(Scorecard(tree), Values(("x", "y"), {"a": [0.5, 1], "b": [0.7, 0.1]}))
>>> result.score("x"), result.rank("x")
(0.6, 1.0)
"""

from nenso.index.engine.computing import Result, compute
from nenso.index.engine.findings import Finding, NotComputable
from nenso.index.engine.plan import Plan, prepare
from nenso.index.engine.scorecard import Group, Method, Missing, Node, Ranking, Rounding, Scorecard
from nenso.index.engine.values import NOT_APPLICABLE, State, Table, Values

__all__ = [
    "NOT_APPLICABLE",
    "Finding",
    "Group",
    "Method",
    "Missing",
    "Node",
    "NotComputable",
    "Plan",
    "Ranking",
    "Result",
    "Rounding",
    "Scorecard",
    "State",
    "Table",
    "Values",
    "compute",
    "prepare",
]
