"""Records that lie too near to another are found, as far as by comparing each with each."""

import math
from itertools import combinations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from nenso.registers.measuring.nearness import EARTH, too_near

NEAR_EACH_OTHER = st.floats(-0.0015, 0.0015, allow_nan=False)
PLACES = st.sampled_from([(22.1, 105.9), (10.0, 106.7), (-33.9, 18.4), (0.0, 0.0), (8.6, 111.9)])


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two points by the spherical law of cosines for chords."""
    (north, east), (north_2, east_2) = (map(math.radians, point) for point in (one, other))
    chord = [
        math.cos(north) * math.cos(east) - math.cos(north_2) * math.cos(east_2),
        math.cos(north) * math.sin(east) - math.cos(north_2) * math.sin(east_2),
        math.sin(north) - math.sin(north_2),
    ]
    return 2 * EARTH * math.asin(min(1.0, math.hypot(*chord) / 2))


@given(PLACES, st.lists(st.tuples(NEAR_EACH_OTHER, NEAR_EACH_OTHER), max_size=12), st.sampled_from([2.0, 40.0, 150.0]))
def test_exactly_those_are_found_that_have_another_within_reach(
    place: tuple[float, float], away: list[tuple[float, float]], reach: float
) -> None:
    points = {str(number): (place[0] + north, place[1] + east) for number, (north, east) in enumerate(away)}
    apart = {pair: metres(points[pair[0]], points[pair[1]]) for pair in combinations(points, 2)}
    sure = {name for pair, far in apart.items() if far <= reach - 0.001 for name in pair}
    maybe = {name for pair, far in apart.items() if far <= reach + 0.001 for name in pair}
    frame = pl.DataFrame(
        [(name, *point) for name, point in points.items()],
        schema={"id": pl.String, "latitude": pl.Float64, "longitude": pl.Float64},
        orient="row",
    )
    assert sure <= set(too_near(frame, reach)) <= maybe
