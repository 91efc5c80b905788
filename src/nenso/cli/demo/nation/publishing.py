"""Scores of a generated nation: measured, drafted and published for the quarters that are over."""

import random
from datetime import timedelta

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_path
from nenso.cli.demo.people import DEMO
from nenso.index import publications
from nenso.index.measuring.running import run
from nenso.index.models import Publication
from nenso.index.reporting import LANGUAGES, sign_report
from nenso.index.scoring import Reported, scorecard_named
from nenso.language.declarations.indicators import Indicator
from nenso.language.periods import period_of
from nenso.results.key_keeping import key_of
from nenso.runtime import clock
from nenso.runtime.acting import acting

SCORECARDS = ("dti_commune.dti_commune", "service_quality_766.service_quality_766")


QUARTERS = 4
ACCEPTED = ("values.copied",)
"""Who has all that can be had keeps it in the next quarter."""


def quarters(count: int = QUARTERS) -> list[str]:
    """Return the quarters that were over last, the earliest first."""
    found: list[str] = []
    last = clock.today().replace(day=1) - timedelta(days=1)
    while len(found) < count:
        if last.month % 3 == 0:
            found.insert(0, period_of(last, "quarter"))
        last = last.replace(day=1) - timedelta(days=1)
    return found


def publish(seed: int, *, below: str = "vn", count: int = QUARTERS) -> list[Publication]:
    """Measure the last ``count`` quarters, publish both scorecards for each unless they are; return what was published.

    What is not measured is made up by seed, as communes and provinces would report it. The publisher gets a key to seal
    reports with; that of the last publication of provinces, a few pages, is signed at once.
    """
    periods, publisher = quarters(count), agency_by_path(below)
    run(periods=tuple(periods), anew=True)
    with acting(DEMO):
        key_of(publisher)
    made = []
    for name in SCORECARDS:
        for place, period in enumerate(periods):
            if publications.publications(DEMO, indicator=name, period=period, limit=1):
                continue
            reported = _reported(name, below, seed, place)
            draft = publications.draft(DEMO, name, period, publisher, reported=reported, accepted=ACCEPTED)
            made.append(publications.publish(DEMO, draft.id))
    for one in made[-1:]:
        for language in LANGUAGES:
            sign_report(DEMO, one.id, language=language)
    return made


def _reported(name: str, below: str, seed: int, quarter: int) -> Reported:
    """Return a share for each ranked unit below a path and each indicator that is not measured, in a quarter by place:
    what was usual there, a little better from quarter to quarter, some of it more than elsewhere.
    """
    draw = random.Random(f"{seed} {name}")  # noqa: S311 - made up, by seed
    with acting(DEMO):
        bound = scorecard_named(name)
        ranked = "commune" if bound.indicator.ranks is not None else "province"
        standing = Agency.objects.filter(kind=ranked, path__below=below, valid_until=None, is_unit=False)
        paths = [str(one.path) for one in standing.order_by("path")]
    ways = {province: draw.uniform(0.7, 1.2) for province in sorted({path.split(".")[1] for path in paths})}
    better = {path: draw.betavariate(6, 3) * ways[path.split(".")[1]] for path in paths}
    moved = random.Random(f"{seed} {name} {quarter}")  # noqa: S311 - as above
    ahead = {path: (0.9 + 0.03 * quarter) * moved.uniform(0.93, 1.07) for path in paths}
    return {
        full: {path: round(min(1.0, better[path] * ahead[path] * draw.uniform(0.7, 1.3)), 3) for path in paths}
        for short, full in bound.full.items()
        if not _is_measured(bound.known.get(short))
    }


def _is_measured(declared: Indicator | None) -> bool:
    return declared is not None and bool(declared.measures or declared.formula is not None)
