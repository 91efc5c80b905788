"""Rules of a scorecard that would come to nothing, in silence: a fill without its values, a step left out, a group."""

from collections.abc import Iterator

from nenso.index.engine.findings import Finding, wrong
from nenso.index.engine.scorecard import STEPS, Scorecard

_NEEDED = {"group_mean": "by", "group_median": "by", "estimate": "values"}


def problems_of_rules(scorecard: Scorecard) -> Iterator[Finding]:
    """Yield what is wrong with rules for missing values, with the order of the steps and with the groups."""
    for node in scorecard.root.walk():
        key = _NEEDED.get(node.missing.do) if node.missing is not None else None
        if node.missing is not None and key is not None and not getattr(node.missing, key):
            vi = f"{node.name}: missing: “{node.missing.do}” cần “{key}”."
            en = f"{node.name}: missing: “{node.missing.do}” needs “{key}”."
            yield wrong("missing.incomplete", vi, en)
    if sorted(scorecard.order) != sorted(STEPS):
        told = ", ".join(STEPS)
        vi, en = f"order có {told}, mỗi bước một lần.", f"order has each of {told} once."
        yield wrong("order.steps", vi, en)
    least = [group.least for group in scorecard.groups if group.least is not None]
    for share in least:
        if not 0 <= share <= 1:
            vi = f"groups: from là phần của điểm cao nhất, từ 0 đến 1, không phải {float(share):g}."
            en = f"groups: from is a share of the greatest score, from 0 to 1, not {float(share):g}."
            yield wrong("groups.share", vi, en)
    if least != sorted(least, reverse=True):
        yield wrong("groups.order", "Các nhóm phải xếp từ cao xuống thấp.", "Groups go from best to least.")
