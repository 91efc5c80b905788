"""Drawings of a publication as SVG made here: they need no script, weigh little, and can be taken away as they are.

Colours and sizes stand in attributes: the pages' policy lets no style stand in a drawing.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from nenso.board.geography import Geography
from nenso.index import maps
from nenso.index.maps import PILLARS
from nenso.index.published import Book, Node, Standing
from nenso.runtime.colours import ASH, GREEN, INK, OCHRE, RED
from nenso.web.scores import plain, score_said, short
from nenso.web.wording import number, said, t

if TYPE_CHECKING:
    from nenso.index.engine.what_if import Improvement

FONT = "'Be Vietnam Pro', 'Nenso Serif', system-ui, sans-serif"
"""The second is what pictures made by the server are set in (:func:`nenso.results.typesetting.picture`)."""
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
_LINE = 24
"""Height of a line below a drawing."""


@dataclass(frozen=True)
class Drawing:
    """A drawing with its legend: colour and words."""

    svg: Markup
    legend: Sequence[tuple[str, str]]


def legend_of(book: Book) -> list[tuple[Node, str]]:
    """Return each pillar with its colour."""
    return [(node, PILLARS[place % len(PILLARS)]) for place, node in enumerate(book.pillars)]


def segments(book: Book, standing: Standing) -> list[tuple[float, float, str]]:
    """Return the bar of a unit as (start, width, colour) in hundredths of what could be reached; one a pillar.

    Where the whole is no sum of its pillars, each is drawn with the share that equal weights would give it.
    """
    greatest = [node.greatest or 0.0 for node in book.pillars]
    whole = math.fsum(greatest)
    found, start = list[tuple[float, float, str]](), 0.0
    for place, score in enumerate(standing.pillars):
        width = 100 * (score or 0.0) / whole if whole else 0.0
        if width > 0:
            found.append((round(start, 2), round(width, 2), PILLARS[place % len(PILLARS)]))
            start += width
    return found


def interval(book: Book, standing: Standing) -> tuple[float, float, float] | None:
    """Return where a unit's rank lies, as (lowest, rank, highest) in hundredths of all ranks; None without either."""
    if standing.rank is None or standing.low is None or standing.high is None:
        return None
    last = max(book.ranked - 1, 1)
    low, rank, high = (round(100 * (one - 1) / last, 2) for one in (standing.low, standing.rank, standing.high))
    return low, rank, high


def dot_map(book: Book, geography: Geography) -> Drawing | None:
    """Return a map with a dot for each unit whose place is known, coloured by the fifth of the ranking it is in."""
    found = maps.dot_map(book, geography.points)
    if found is None:
        return None
    title = t("Bản đồ điểm của {n} đơn vị theo thứ hạng", "Dot map of {n} units by rank", n=number(found.dots))
    legend = [(maps.STEPS[step], _between(book, *found.bounds[step])) for step in sorted(found.bounds, reverse=True)]
    if found.unranked:
        legend.append((maps.NOT_RANKED, str(t("không xếp hạng", "not ranked"))))
    return Drawing(Markup(found.svg(f' role="img" aria-label="{escape(title)}"')), legend)  # noqa: S704 - escaped


def map_alone(book: Book, geography: Geography, period: str) -> Markup | None:
    """Return the map to be taken away: with what it is of, and its legend."""
    found = maps.dot_map(book, geography.points)
    drawn = dot_map(book, geography)
    if found is None or drawn is None:
        return None
    top, row = 58.0, 22.0
    parts = [
        _text(12, 24, said(book.title), weight=600, size=16),
        _text(12, 44, period, colour=ASH),
        f'<g transform="translate(0 {top:.0f})">{found.drawn}</g>',
    ]
    for place, (colour, words) in enumerate(drawn.legend):
        y = top + found.height + 14 + place * row
        parts.append(f'<rect x="12" y="{y - 10:.0f}" width="12" height="12" fill="{colour}"/>{_text(32, y, words)}')
    height = top + found.height + 14 + len(drawn.legend) * row
    return _svg(found.width, height, t("Bản đồ điểm theo thứ hạng", "Dot map by rank"), parts)


def _between(book: Book, low: float, high: float) -> str:
    least, most = score_said(book, low), score_said(book, high)
    return least if least == most else f"{least} – {most}"


def bars(book: Book, standings: Sequence[Standing]) -> Markup:
    """Return the bars of units by pillar, to be taken away."""
    row, left, width = 24, 220, 560
    height = row * len(standings) + 60
    parts = []
    for place, one in enumerate(standings):
        y = place * row + 8
        parts.append(_text(34, y + 13, _rank(one.rank), anchor="end", weight=600))
        parts.append(_text(44, y + 13, short(one.name)))
        parts += [
            f'<rect x="{left + start * width / 100:.1f}" y="{y}" width="{across * width / 100:.1f}" height="16"'
            f' fill="{colour}"/>'
            for start, across, colour in segments(book, one)
        ]
        parts.append(_text(left + width + 90, y + 13, score_said(book, one.score), anchor="end", weight=600))
    x, y = 44.0, height - 20
    for node, colour in legend_of(book):
        title = said(node.title)
        parts.append(
            f'<rect x="{x:.0f}" y="{y - 9}" width="10" height="10" fill="{colour}"/>{_text(x + 14, y, title, size=11)}'
        )
        x += 30 + 6.4 * len(title)
    return _svg(max(900.0, x), height, t("Điểm theo trụ cột", "Scores by pillar"), parts)


def intervals(standings: Sequence[Standing]) -> Markup | None:
    """Return where each unit's rank lies when weights are drawn at random: a line from low to high, a dot as ranked."""
    known = [one for one in standings if one.low is not None and one.high is not None and one.rank is not None]
    if not known:
        return None
    row, left, width = 24, 220, 560
    last = max(2.0, *(one.high or 1.0 for one in known))
    parts = []

    def across(rank: float) -> float:
        return left + (rank - 1) / (last - 1) * width

    for place, one in enumerate(known):
        y = place * row + 20
        parts.append(_text(44, y + 4, short(one.name)))
        parts.append(_text(34, y + 4, _rank(one.rank), anchor="end", weight=600))
        parts.append(
            f'<path d="M{across(one.low or 1):.1f} {y}H{across(one.high or 1):.1f}" stroke="{OCHRE}" stroke-width="6"'
            f' stroke-linecap="round"/><circle cx="{across(one.rank or 1):.1f}" cy="{y}" r="4.5" fill="{RED}"/>'
        )
        parts.append(_text(left + width + 90, y + 4, f"{_rank(one.low)} – {_rank(one.high)}", anchor="end"))
    return _svg(900, row * len(known) + 30, t("Khoảng thứ hạng", "Rank intervals"), parts)


def raises(book: Book, improvements: Sequence["Improvement"]) -> Markup | None:
    """Return what would raise a unit most: a bar for each indicator as long as the points that it would bring."""
    known = [one for one in improvements if one.gained_score > 0]
    if not known:
        return None
    row, left, width = 44, 44, 560
    most = max(one.gained_score for one in known)
    parts = []
    for place, one in enumerate(known):
        y = place * row + 20
        told = f"+{plain(one.gained_score)}, {t('hạng {rank}', 'rank {rank}', rank=_rank(one.rank))}"
        parts.append(_text(left, y, said(book.nodes[one.indicator].title)))
        parts.append(
            f'<rect x="{left}" y="{y + 6}" width="{one.gained_score / most * width:.1f}" height="12" fill="{GREEN}"/>'
        )
        parts.append(_text(left + one.gained_score / most * width + 8, y + 17, told, weight=600))
    return _svg(900, row * len(known) + 16, t("Điều nâng hạng nhiều nhất", "What would raise it most"), parts)


def trend(past: Sequence[Mapping[str, Any]]) -> Markup | None:
    """Return the ranks of a unit over periods, the first rank at the top; nothing for a single period."""
    known = [one for one in past if one["rank"] is not None]
    if len(known) < 2:
        return None
    width, height, left, top = 440.0, 190.0, 60.0, 24.0
    ranks = [one["rank"] for one in known]
    low, high = min(ranks), max(ranks)
    step = (width - 2 * left) / (len(known) - 1)
    span = max(high - low, 1)
    at = [
        (left + place * step, top + (rank - low) / span * (height - 2 * top - 30)) for place, rank in enumerate(ranks)
    ]
    parts = [
        f'<path d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in at)}" fill="none" stroke="{RED}" stroke-width="2.5"/>'
    ]
    for (x, y), one in zip(at, known, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{RED}"/>')
        parts.append(_text(x, y - 10, _rank(one["rank"]), anchor="middle", weight=600))
        parts.append(_text(x, height - 8, one["period"], anchor="middle", size=12, colour=ASH))
    return _svg(width, height, t("Hạng qua các kỳ", "Rank over the periods"), parts)


def made_up(drawn: Markup) -> Markup:
    """Return a drawing that is taken away with a line below it: its data are made up."""
    said_so = t("Dữ liệu dựng lên để trình diễn", "Made-up data of a demonstration")

    def lower(found: re.Match[str]) -> str:
        return f'viewBox="0 0 {found[1]} {int(found[2]) + _LINE}"'

    height = int(_SIZE.findall(drawn)[0][1])
    line = _text(12, height + _LINE - 8, str(said_so), weight=600, size=12, colour=RED)
    return Markup(_SIZE.sub(lower, str(drawn), count=1).removesuffix("</svg>") + line + "</svg>")  # noqa: S704 - escaped


def _rank(rank: float | None) -> str:
    return number(rank, 0 if rank is None or rank == int(rank) else 1) or "–"


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", weight: int = 400, size: int = 13, colour: str = INK
) -> str:
    kept = "" if anchor == "start" else f' text-anchor="{anchor}"'
    heavy = "" if weight == 400 else f' font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{kept}{heavy}>{escape(text)}</text>'


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704 - numbers and constants, every text is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img"'
        f' aria-label="{escape(title)}" font-family="{FONT}">{"".join(parts)}</svg>'
    )
