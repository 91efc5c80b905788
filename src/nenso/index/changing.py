"""What changed since the publications before, on today's map: worked out once, when scores are drafted, and published.

Values of then are those that were published; each is carried to the units of today by its indicator's rule.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from nenso.agencies.models import Agency
from nenso.formulas.models import Edition
from nenso.index.engine import NOT_APPLICABLE, NotComputable, Plan, Result, Values
from nenso.index.engine.comparing import Stage, Steps, changes, on_todays_map, stage_of
from nenso.index.engine.scorecard import exact
from nenso.index.engine.succession import Carried, Counted, Rule, Successor, carried
from nenso.index.engine.succession import Known as Beside
from nenso.index.former_units import ways_between
from nenso.index.improving import computed_again, plan_of
from nenso.index.measuring.recounting import counted_anew
from nenso.index.models import Publication
from nenso.index.published import Book, book_of, decimals_of
from nenso.index.ranks import whole
from nenso.index.scoring import Scored
from nenso.index.values import Known, values_of
from nenso.language.periods import bounds
from nenso.runtime.acting import Actor, acting

RANK_DECIMALS = 1


def changes_since(reader: Actor, scored: Scored, earlier: Sequence[Publication]) -> dict[str, Any]:
    """Return what a publication says of those before it, the newest of which is the last.

    ``since``: score and rank of each unit in the last one, what merger, method and data changed of it (each a plain
    difference; they add up as they are written), what could not be carried and why. ``history``: score and rank on
    today's map in each one that was about other units.
    """
    found: dict[str, Any] = {}
    if not earlier:
        return found
    with acting(reader):
        pasts = [_Past(one, book_of(reader, one), scored) for one in earlier]
        found["since"] = _since(pasts[-1], scored)
        told = [one.as_history() for one in pasts if not one.ways.unchanged]
    if history := [one for one in told if one is not None]:
        found["history"] = history
    return found


class _Past:
    """A publication of before, and its values carried to the units of a new one."""

    def __init__(self, publication: Publication, book: Book, scored: Scored) -> None:
        self.publication, self.book, self.scored = publication, book, scored
        self.period = publication.period
        then = [one.unit for one in book.standings]
        self.ways = ways_between(then, scored.result.units, bounds(publication.period)[0])
        self.kept = [way for way in self.ways.ways if way.now in scored.result.places]
        self.rules = _rules(book, scored)

    @cached_property
    def published(self) -> Stage:
        """Return scores and ranks as they were published."""
        return {one.unit: (one.score, one.rank) for one in self.book.standings}

    @cached_property
    def result(self) -> Result | None:
        """Return it computed again from its own values; None where these do not give what was published."""
        try:
            return computed_again(self.book)
        except NotComputable:
            return None

    @cached_property
    def carried(self) -> Carried | None:
        """Return its values for the units of today; None where they do not suffice to compute it again."""
        if self.result is None:
            return None
        known = {way.before for way in self.kept}
        values = self.result.values.of_units(at for at, unit in enumerate(self.result.units) if unit in known)
        return carried(values, self.kept, self.rules, self._beside(values))

    def _beside(self, values: Values) -> Beside:
        if self.ways.unchanged:
            return Beside()
        counted: dict[str, dict[str, Counted]] = {}
        for unit, details in self.book.details(values.units).items():
            measured = details.measured
            for name in values.names:
                if (said := measured.get(self.book.nodes[name].full)) is not None:
                    counted.setdefault(name, {})[unit] = (said[0], said[1])
        return Beside(counted, self.weights, self._recomputed())

    @cached_property
    def weights(self) -> dict[str, dict[str, float]]:
        """Return by indicator the values of former units that means are weighted by."""
        wanted = {rule.by for rule in self.rules.values() if rule.how == "weighted"}
        columns = self.result.values.columns if self.result is not None else {}
        units = self.result.units if self.result is not None else ()
        found = {
            name: {unit: cell for unit, cell in zip(units, columns[name], strict=True) if _is_weight(cell)}
            for name in wanted & set(columns)
        }
        if outside := wanted - set(columns):
            paths = dict(Agency.objects.filter(path__in=list(self.published)).values_list("id", "path"))
            for name, values in values_of(outside, self.period).items():
                known = {str(paths[unit]): one.value for unit, one in values.items() if unit in paths}
                found[name] = {unit: value for unit, value in known.items() if _is_weight(value)}
        return found

    def _recomputed(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what is counted anew for the units of today that other units went into.

        Facts of a divided agency that nobody took over belong to nobody of today: then nothing is told of its parts.
        """
        names = {self.book.nodes[name].full: name for name, rule in self.rules.items() if rule.how == "recompute"}
        merged = {way.now for way in self.kept if way.before != way.now}
        divided: dict[str, set[str]] = {}
        for way in self.kept:
            if way.share is None:
                divided.setdefault(way.before, set()).add(way.now)
        if not names or not merged:
            return {}
        wanted = Agency.objects.filter(path__in=[*merged, *divided]).values_list("id", "path")
        paths = {key: str(path) for key, path in wanted}
        edition = Edition.objects.get(digest=self.publication.edition)
        found: dict[str, dict[str, Any]] = {}
        for full, units in counted_anew(edition, names, self.period, paths).items():
            told = {paths[unit]: one for unit, one in units.items()}
            left = {now for unit, ends in divided.items() if _counts(told.get(unit)) for now in ends}
            found[names[full]] = {unit: _cell(one) for unit, one in told.items() if unit in merged and unit not in left}
        return found

    def on_map(self, plan: Plan) -> Result | None:
        """Compute a scorecard over its values on today's map; None where it cannot be."""
        if self.carried is None:
            return None
        try:
            return on_todays_map(plan, self.carried)
        except NotComputable:
            return None

    @cached_property
    def stages(self) -> tuple[Stage, Stage] | None:
        """Return scores and ranks on today's map by the method of then, and by today's."""
        same = self.publication.edition == self.scored.bound.edition.digest
        if self.ways.unchanged:
            merged: Stage = self.published
        elif (result := self.on_map(plan_of(self.book))) is not None:
            merged = stage_of(result)
        else:
            return None
        if same:
            return merged, merged
        method = self.on_map(self.scored.result.plan)
        return (merged, stage_of(method)) if method is not None else None

    def came_from(self) -> dict[str, dict[str, Fraction]]:
        """Return the former units of each unit of today with their weights: by what the scorecard's means are weighted
        by where that is one indicator and known of all of them, else evenly.
        """
        by = {rule.by for rule in self.rules.values() if rule.how == "weighted"}
        known = self.weights[next(iter(by))] if len(by) == 1 and not self.ways.unchanged else {}
        found: dict[str, dict[str, Fraction]] = {}
        for unit, ways in _into(self.kept).items():
            weighed = all(way.before in known for way in ways)
            found[unit] = {
                way.before: exact(known[way.before] if weighed else 1) * exact(1 if way.share is None else way.share)
                for way in ways
            }
        return found

    def told(self) -> dict[str, Any]:
        """Return which publication it is."""
        return {"id": str(self.publication.id), "sha256": self.publication.digest, "period": self.period}

    def as_history(self) -> dict[str, Any] | None:
        """Return score and rank of every unit of today; None where that cannot be computed."""
        result = self.on_map(plan_of(self.book))
        if result is None:
            return None
        units = {unit: [score, whole(rank)] for unit, (score, rank) in stage_of(result).items() if score is not None}
        ranked = sum(rank is not None for rank in result.ranks)
        return self.told() | {"ranked": ranked, "units": units}


def _since(past: _Past, scored: Scored) -> dict[str, Any]:
    now, decimals = (
        scored.result,
        decimals_of(scored.bound.indicator, scored.result.greatest[scored.result.plan.root.name]),
    )
    scale = _scale(past, now)
    told = past.told() | {
        "edition_sha256": past.publication.edition,
        "same_edition": past.publication.edition == scored.bound.edition.digest,
        "same_map": past.ways.unchanged,
        "scale": float(scale),
        "without_successor": list(past.ways.lost),
        "units": {},
    }
    if past.stages is None:
        return told | {"not_computed": True}
    came_from = past.came_from()
    for one in changes(past.published, *past.stages, stage_of(now), came_from, scale=scale):
        told["units"][one.unit] = {
            "from": [
                {"unit": unit, "name": past.book.standing(unit).name} for unit in _others(came_from[one.unit], one.unit)
            ],
            "score": _parts(one.score.rounded(decimals)),
            "rank": _parts(one.rank.rounded(RANK_DECIMALS)) if one.rank is not None else None,
        }
    if not past.ways.unchanged and past.carried is not None:
        told["not_carried"] = past.carried.reasons
    return told


def _named(book: Book, unit: str) -> dict[str, str]:
    return {"unit": unit, "name": book.standing(unit).name}


def _others(former: Mapping[str, Fraction], unit: str) -> list[str]:
    """Return the former units of a unit of today; none where it is the only one itself."""
    return [] if set(former) == {unit} else list(former)


def _parts(steps: Steps) -> dict[str, float]:
    names = ("before", "merger", "method", "data", "now")
    return {name: float(getattr(steps, name)) for name in names}


def _scale(past: _Past, now: Result) -> Fraction:
    """Return what scores of then are multiplied by to be told on today's scale."""
    greatest = now.greatest[now.plan.root.name]
    then = past.book.root.greatest
    return greatest / exact(then) if greatest and then else Fraction(1)


def _into(ways: Sequence[Successor]) -> dict[str, list[Successor]]:
    found: dict[str, list[Successor]] = {}
    for way in ways:
        found.setdefault(way.now, []).append(way)
    return found


def _rules(book: Book, scored: Scored) -> dict[str, Rule]:
    """Return how the past of each indicator of an earlier scorecard is carried: as today's edition says, or its own."""
    found: dict[str, Rule] = {}
    known = {full: scored.bound.known.get(short) for short, full in scored.bound.full.items()}
    shorts = {node.full: name for name, node in book.nodes.items() if node.full}
    for name, node in book.nodes.items():
        declared = (known.get(node.full), node.declared)
        said = next((one.merge for one in declared if one is not None and one.merge is not None), None)
        if not node.full or said is None:
            continue
        if isinstance(said, str):
            found[name] = Rule(said)
        else:
            by = str(said["weighted"])
            full = by if "." in by else f"{node.full.rpartition('.')[0]}.{by}"
            found[name] = Rule("weighted", shorts.get(full, full))
    return found


def _is_weight(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and cell > 0


def _counts(one: Known | None) -> bool:
    return one is not None and bool(one.numerator or one.denominator or (one.numerator is None and one.value))


def _cell(one: Known) -> Any:
    return NOT_APPLICABLE if one.missing == "not_applicable" else one.value
