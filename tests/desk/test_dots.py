"""Records on a map: dots cut by the values of a field, in colours that everybody tells apart."""

import re
from itertools import combinations
from math import cos, pi, sin
from uuid import UUID, uuid4

import pytest

from nenso.desk.dots import COLOURS, OTHERS, Colouring, dots_of
from nenso.index.maps import PILLARS
from nenso.territory.models import Place

SIGHTS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""How colours are seen, on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1)."""
FAR = 25
"""A difference in CIELAB (1976) that nobody overlooks; one that can just be seen is about 2."""


def _lab(colour: str, sight: str) -> tuple[float, float, float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    red, green, blue = (sum(a * b for a, b in zip(row, linear, strict=True)) for row in SIGHTS[sight])
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    x, y, z = (one ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116 for one in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_of_the_board_that_everybody_tells_apart(sight: str) -> None:
    assert set(PILLARS) > {*COLOURS, OTHERS}
    for one, other in combinations((*COLOURS, OTHERS), 2):
        apart = sum((a - b) ** 2 for a, b in zip(_lab(one, sight), _lab(other, sight), strict=True)) ** 0.5
        assert apart > FAR, (one, other)


def test_the_most_frequent_values_have_colours_and_the_others_share_one() -> None:
    here, there = uuid4(), uuid4()
    counts: dict[UUID, dict[str, int]] = {here: {"a": 5, "b": 1, "e": 2, "": 1}, there: {"a": 1, "c": 4, "d": 3}}
    colouring = Colouring.of(counts)
    assert colouring.values == ("a", "c", "d", "e", "", "b")
    assert colouring.shares(counts[here]) == [(COLOURS[0], 5), (OTHERS, 4)]
    assert colouring.shares(counts[there]) == list(zip(COLOURS, (1, 4, 3), strict=True))


@pytest.mark.django_db
def test_a_dot_is_cut_clockwise_from_above_by_how_many_have_which_value() -> None:
    here, there = Place.objects.filter(level="commune", latitude__isnull=False, valid_until=None)[:2]
    counts = {here.id: {"female": 3, "male": 1}, there.id: {"female": 2}}
    drawn = dots_of(counts, here, Colouring.of(counts))
    assert drawn is not None
    mixed, alone = drawn.full
    assert (mixed.count, alone.count) == (4, 2)
    assert [(one.colour, one.outline) for one in alone.parts] == [(COLOURS[0], "")]
    assert [one.colour for one in mixed.parts] == list(COLOURS[:2])
    for part, begins, ends, large in zip(mixed.parts, (0, 1.5 * pi), (1.5 * pi, 2 * pi), (1, 0), strict=True):
        numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", part.outline)]
        points = [mixed.x + mixed.r * sin(begins), mixed.y - mixed.r * cos(begins)]
        to = [mixed.x + mixed.r * sin(ends), mixed.y - mixed.r * cos(ends)]
        assert numbers == pytest.approx([mixed.x, mixed.y, *points, mixed.r, mixed.r, 0, large, 1, *to], abs=0.06)
    assert all(not one.parts for one in (dots_of(counts, here) or drawn).full)
