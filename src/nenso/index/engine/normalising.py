"""Normalisation (OECD/JRC handbook, step 5): every way from the value of an indicator to its score, by name."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from nenso.index.engine.absolute_scales import ABSOLUTE, ladder
from nenso.index.engine.findings import Finding, wrong
from nenso.index.engine.relative_scales import RELATIVE
from nenso.index.engine.scaling import Fit, Scale, setting
from nenso.index.engine.scorecard import Node, exact
from nenso.language.declarations.methods import SCALES as DECLARED
from nenso.language.declarations.methods import unfit

SCALES: Mapping[str, Scale] = {**ABSOLUTE, **RELATIVE}

_CONVERT = np.frompyfunc(exact, 1, 1)


def exactly(fit: Fit) -> Fit:
    """Return what was fitted as exact fractions; what has no end stays as it is."""
    return {name: found if np.isinf(found).any() else _CONVERT(found) for name, found in fit.items()}


def problems_of(node: Node) -> Iterator[Finding]:
    """Yield what is wrong with the scale of an indicator before any value is looked at."""
    scale = node.scale
    if scale is None:
        return
    if scale.name not in SCALES:
        vi, en = f"Không có cách chấm “{scale.name}”", f"There is no scale “{scale.name}”"
        yield wrong("scale.unknown", f"{vi}: {', '.join(SCALES)}.", f"{en}: {', '.join(SCALES)}.", indicator=node.name)
        return
    settings = list(unfit(scale.name, scale.settings, DECLARED))
    yield from (wrong("scale.settings", one.vi, one.en, indicator=node.name) for one in settings)
    check = _CHECKS.get(scale.name) if not settings else None
    if check is not None:
        for code, vi, en in check(node):
            yield wrong(code, vi, en, indicator=node.name)


Told = Iterator[tuple[str, str, str]]


def _ends(node: Node) -> Told:
    low, high = setting(node, "from", 0), setting(node, "to", 100)
    if exact(low) >= exact(high):
        yield (
            "scale.upside_down",
            f"Mốc bị ngược: from {low} không nhỏ hơn to {high}. Nếu ít hơn là tốt hơn, hãy khai direction: down.",
            f"Upside down: from {low} is not below to {high}. Where less is better say direction: down.",
        )
    elif setting(node, "log", None) and exact(low) <= 0:
        yield "scale.logarithm", "Mốc dưới phải lớn hơn 0.", "The lower goalpost must be above 0."


def _share(node: Node) -> Told:
    """Less of a share is what the share leaves of the whole; nothing is left of a count."""
    if node.direction < 0 and exact(setting(node, "full_at", 1)) > 1:
        yield (
            "scale.direction",
            "ratio với direction: down cần tỷ lệ, full_at nhiều nhất là 1. Với số đếm hãy dùng goalposts.",
            "ratio with direction: down takes a share, full_at at most 1. Of counts use goalposts.",
        )


def _target(node: Node) -> Told:
    if setting(node, "to", node.target) is None:
        yield "scale.no_target", "Thiếu mục tiêu (target).", "The target is missing."


def _rungs(node: Node) -> Told:
    rungs: Mapping[Any, Any] = ladder(node)
    if not rungs:
        yield "scale.empty", "Cần ít nhất một bậc.", "At least one step is needed."
        return
    most = max(exact(points) for points in rungs.values())
    whole = exact(1) if node.scale and node.scale.name == "tiers" else node.max
    if whole is not None and most > whole:
        yield (
            "scale.above_max",
            f"Bậc cao nhất {float(most):g} vượt quá {float(whole):g}.",
            f"The top step {float(most):g} is above {float(whole):g}.",
        )


def _steps(node: Node) -> Told:
    yield from _rungs(node)
    points = [exact(one) for _, one in sorted((exact(at) * node.direction, one) for at, one in ladder(node).items())]
    if points and points[-1] < points[0]:
        better, other = ("nhiều", "down") if node.direction > 0 else ("ít", "up")
        yield (
            "scale.upside_down",
            f"Bậc bị ngược: càng {better} càng ít điểm. Nếu muốn vậy, hãy khai direction: {other}.",
            f"Upside down: the better the value, the fewer the points. If that is meant, say direction: {other}.",
        )


_CHECKS = {
    "ratio": _share,
    "goalposts": _ends,
    "scaled": _ends,
    "distance_to_target": _target,
    "steps": _steps,
    "tiers": _rungs,
}
