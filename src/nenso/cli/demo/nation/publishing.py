"""Scores of a generated nation: measured, drafted and published for the quarter that is over."""

import random
from datetime import timedelta

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_path
from nenso.cli.demo.people import DEMO
from nenso.index import publications
from nenso.index.measuring.running import run
from nenso.index.models import Publication
from nenso.index.scoring import Reported, scorecard_named
from nenso.language.declarations.indicators import Indicator
from nenso.language.periods import period_of
from nenso.runtime import clock
from nenso.runtime.acting import acting

SCORECARDS = ("dti_commune.dti_commune", "service_quality_766.service_quality_766")


def quarter() -> str:
    """Return the quarter that was over last."""
    first = clock.today().replace(day=1)
    while (first - timedelta(days=1)).month % 3:
        first = (first - timedelta(days=1)).replace(day=1)
    return period_of(first - timedelta(days=1), "quarter")


def publish(seed: int, *, below: str = "vn") -> list[Publication]:
    """Measure the quarter that is over, publish both scorecards for it unless they are; return what was published.

    What is not measured is made up by seed, as communes and provinces would report it.
    """
    period = quarter()
    run(periods=(period,), anew=True)
    made = []
    for name in SCORECARDS:
        if publications.publications(DEMO, indicator=name, period=period, limit=1):
            continue
        draft = publications.draft(DEMO, name, period, agency_by_path(below), reported=_reported(name, below, seed))
        made.append(publications.publish(DEMO, draft.id))
    return made


def _reported(name: str, below: str, seed: int) -> Reported:
    """Return a share for each ranked unit below a path and each indicator that is not measured."""
    draw = random.Random(f"{seed} {name}")  # noqa: S311 - made up, by seed
    with acting(DEMO):
        bound = scorecard_named(name)
        ranked = "commune" if bound.indicator.ranks is not None else "province"
        standing = Agency.objects.filter(kind=ranked, path__below=below, valid_until=None, is_unit=False)
        paths = [str(one.path) for one in standing.order_by("path")]
    ways = {province: draw.uniform(0.7, 1.2) for province in sorted({path.split(".")[1] for path in paths})}
    better = {path: draw.betavariate(6, 3) * ways[path.split(".")[1]] for path in paths}
    return {
        full: {path: round(min(1.0, better[path] * draw.uniform(0.7, 1.3)), 3) for path in paths}
        for short, full in bound.full.items()
        if not _is_measured(bound.known.get(short))
    }


def _is_measured(declared: Indicator | None) -> bool:
    return declared is not None and bool(declared.measures or declared.formula is not None)
