"""How long the index engine takes, beside bare numpy, pandas by hand, pymcdm and scikit-criteria, in the same run.

``python benchmarks/index.py``, after ``python scripts/bootstrap.py --bench``, which brings the other packages into a
folder that nothing else reads; without it they are left out.
Bare numpy is min–max, a weighted mean and a double argsort on a matrix that is already one, without any check. Ours
takes the same matrix as a ``Table`` (and, on a line of its own, columns one by one), checks names and cells, keeps
every step, sums without regard to order and ranks ties exactly; names of units and indicators are there before, as the
matrix is. Times are milliseconds of processor time: of fifty tries or more, what the quickest tenth stays below. Every
way and bare numpy are tried in turns, so that a slow moment is one for both. Adds to ``build/bench.json``.
"""

import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from install import keep
from nenso.index.engine import Method, Missing, Node, Plan, Result, Scorecard, Table, Values, compute, prepare
from nenso.index.engine.copeland import copeland
from nenso.index.engine.robustness import monte_carlo

SHAPES = ((63, 98), (700, 60), (3321, 62))
GAP = 0.05
FEW = 10
DRAWS = 1000
LEAST = 300_000_000
"""Nanoseconds that something is tried for at least: fifty tries of 25 µs each may all meet a busy moment."""
Matrix = NDArray[np.float64]
OTHERS = Path(__file__).resolve().parents[1] / ".uv" / "bench"
"""Where ``scripts/bootstrap.py --bench`` brings the other packages."""


def main() -> None:
    """Measure, print the table, add to the report."""
    sys.path.append(str(OTHERS))  # last: what both need is that of our own environment
    report: dict[str, dict[str, Any]] = {}
    print(f"{'units × indicators':>20} {'way':>16} {'ms':>9} {'of bare':>8} {'5 % missing':>12}")
    for units, indicators in SHAPES:
        matrix = np.random.default_rng(1).random((units, indicators))
        gaps = np.where(np.random.default_rng(2).random(matrix.shape) < GAP, np.nan, matrix)
        plan = card(indicators)
        found = ways(plan, tuple(f"u{at}" for at in range(units)))
        for name, way in found.items():
            took, bare = in_turns(lambda way=way, matrix=matrix: way(matrix), lambda matrix=matrix: by_numpy(matrix))
            with_gaps = outcome(way, gaps)
            print(f"{f'{units} × {indicators}':>20} {name:>16} {took:>9.3f} {took / bare:>8.2f} {with_gaps:>12}")
            if name == "nenso":
                report[f"index_engine_{units}x{indicators}"] = entry(took, bare)
        if (units, indicators) == SHAPES[0]:
            result = ours(plan, tuple(f"u{at}" for at in range(units)), matrix)
            report["index_montecarlo"] = entry(best(lambda result=result: monte_carlo(result, draws=DRAWS, seed=1)), 0)
    whole = best(lambda: copeland(np.ascontiguousarray(matrix.T), None, [Fraction(1)] * matrix.shape[1]), times=2)
    report["index_copeland_3321"] = entry(whole, 0)
    for name in ("index_montecarlo", "index_copeland_3321"):
        print(f"{name}: {report[name]['value']:.0f} ms")
    keep(report)


def card(indicators: int) -> Plan:
    """Return a scorecard of min–max and means, missing values left out."""
    parts = tuple(Node(f"i{at}", scale=Method("minmax")) for at in range(indicators))
    root = Node("index", parts=parts, combine=Method("arithmetic"), missing=Missing("renormalise"))
    return prepare(Scorecard(root))


def ours(plan: Plan, units: tuple[str, ...], matrix: Matrix) -> Result:
    """Compute by the engine, from a matrix."""
    return compute(plan, Values(units, Table(plan.names, matrix)))


def by_columns(plan: Plan, units: tuple[str, ...], matrix: Matrix) -> Result:
    """Compute by the engine, from columns."""
    return compute(plan, Values(units, dict(zip(plan.names, matrix.T, strict=True))))


def by_numpy(matrix: Matrix) -> Matrix:
    """Compute by hand, nothing checked."""
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    scores = ((matrix - low) / (high - low) * 100) @ np.ones(matrix.shape[1]) / matrix.shape[1]
    ranks: Matrix = (-scores).argsort().argsort() + 1
    return scores + 0 * ranks


def ways(plan: Plan, units: tuple[str, ...]) -> dict[str, Callable[[Matrix], Any]]:
    """Return what is compared: bare numpy, ours, and the packages that are installed."""
    found: dict[str, Callable[[Matrix], Any]] = {
        "bare numpy": by_numpy,
        "nenso": lambda matrix: ours(plan, units, matrix).scores.told["index"],
        "nenso, columns": lambda matrix: by_columns(plan, units, matrix).scores.told["index"],
    }
    for name, make in (("pandas by hand", _pandas), ("pymcdm", _pymcdm), ("scikit-criteria", _skcriteria)):
        try:
            found[name] = make()
        except ImportError:
            continue
    return found


def _pandas() -> Callable[[Matrix], Any]:
    import pandas as pd

    def run(matrix: Matrix) -> Any:
        frame = pd.DataFrame(matrix)
        scores = ((frame - frame.min()) / (frame.max() - frame.min()) * 100).mean(axis=1)
        scores.rank(ascending=False, method="min")
        return scores.to_numpy()

    return run


def _pymcdm() -> Callable[[Matrix], Any]:
    from pymcdm.methods import WSM

    return lambda matrix: WSM()(matrix, np.full(matrix.shape[1], 1 / matrix.shape[1]), np.ones(matrix.shape[1]))


def _skcriteria() -> Callable[[Matrix], Any]:
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.preprocessing.scalers import MinMaxScaler

    def run(matrix: Matrix) -> Any:
        data = skcriteria.mkdm(matrix, [max] * matrix.shape[1])
        return WeightedSumModel().evaluate(MinMaxScaler(target="matrix").transform(data)).e_.score

    return run


def outcome(way: Callable[[Matrix], Any], gaps: Matrix) -> str:
    """Return the time with missing cells, or what became of the scores."""
    try:
        scores = np.asarray(way(gaps), dtype=float)
    except Exception as error:  # noqa: BLE001 - whatever a package raises is its answer
        return type(error).__name__
    lost = int(np.isnan(scores).sum())
    return f"{lost} lost" if lost else f"{best(lambda: way(gaps)):.3f}"


def best(work: Callable[[], Any], times: int = 50) -> float:
    """Return the milliseconds of processor time that the quickest tenth of several tries stay below."""
    return in_turns(work, times=times)[0]


def in_turns(*works: Callable[[], Any], times: int = 50) -> tuple[float, ...]:
    """Return the same of several ways that are tried in turns."""
    took: list[list[int]] = [[] for _ in works]
    while len(took[0]) < times or (times > FEW and sum(map(sum, took)) < LEAST * len(works)):
        for work, into in zip(works, took, strict=True):
            into.append(spent(work))
    return tuple(sorted(one)[len(one) // 10] / 1e6 for one in took)


def spent(work: Callable[[], Any]) -> int:
    """Return the nanoseconds of processor time that it took."""
    begun = time.process_time_ns()
    work()
    return time.process_time_ns() - begun


def entry(milliseconds: float, bare: float) -> dict[str, Any]:
    """Return a line of the report; ``ratio`` is how often bare numpy would be done in that time."""
    return {
        "value": round(milliseconds, 3),
        "unit": "ms",
        "baseline": round(bare, 3),
        "ratio": round(milliseconds / bare, 2) if bare else 0,
    }


if __name__ == "__main__":
    main()
