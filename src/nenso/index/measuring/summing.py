# ruff: noqa: S608 - statements are put together from the compiler's own words, literals by psycopg
"""Keeping the sums of a source: all of them once, then only those of agencies and days where something happened."""

import hashlib
from collections.abc import Collection
from datetime import date, timedelta

from nenso.index import models
from nenso.index.asking import ask, literal
from nenso.index.measuring.plans import Source
from nenso.index.measuring.statements import NOWHERE, bound, bucket, midnight, parts
from nenso.runtime import clock

_MIDNIGHT = "(({})::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')"
_LATE = timedelta(days=1)
"""How long a transaction may run that writes at the moment it began; what it wrote is still found afterwards."""


def horizon() -> int:
    """Return the transaction before which all is committed or gone."""
    return int(str(ask("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")[0][0]))


def digest_of(source: Source) -> str:
    """Return the SHA-256 of what a source sums up."""
    said = "\n".join((source.rows, source.agency, source.place, source.date, parts(source)))
    return hashlib.sha256(said.encode()).hexdigest()


def bring_up(source: Source, now_at: int, *, anew: bool = False) -> set[date]:
    """Bring the sums of ``source`` to what is committed before now; return the days and months that may have changed.

    ``now_at`` is the :func:`horizon` that was asked before. A source that is new, was declared otherwise, or whose
    horizon lies in the future (a restored database) is summed up anew, as all are with ``anew``.
    """
    first = clock.today().replace(day=1)
    kept = models.Source.objects.filter(name=source.name).first()
    digest = digest_of(source)
    if kept is None or anew or kept.digest != digest or kept.horizon > now_at:
        kept = kept or models.Source(name=source.name)
        kept.digest, kept.open_from, kept.horizon, kept.counted_at = digest, first, now_at, clock.now()
        kept.save()
        return _fill(source, kept)
    changed = _close_months(source, kept, first) if kept.open_from < first else set()
    changed |= _follow(source, kept)
    kept.open_from, kept.horizon, kept.counted_at = first, now_at, clock.now()
    kept.save()
    return changed


def _fill(source: Source, kept: models.Source) -> set[date]:
    """Sum up everything; return the days and months where something else came out than was kept."""
    before = f"SELECT bucket, agency, place, parts FROM index_partial WHERE source = {kept.id}"
    return _keep(kept, _sums(source, kept, f"{source.rows} AND {source.date} IS NOT NULL"), before)


def _keep(kept: models.Source, sums: str, before: str) -> set[date]:
    """Write what ``sums`` comes to in place of the kept rows that ``before`` finds; return where they differ.

    What comes out the same is not written: each row that is leaves a dead one behind, which the next run has to pass.
    """
    ask(f"CREATE TEMPORARY TABLE summed (source, bucket, agency, place, parts) ON COMMIT DROP AS {sums}")
    ask("ANALYZE summed (bucket, agency, place)")
    ask(
        "CREATE TEMPORARY TABLE others ON COMMIT DROP AS SELECT bucket, agency, place, n.parts"
        f" FROM summed n FULL JOIN ({before}) o USING (bucket, agency, place) WHERE n.parts IS DISTINCT FROM o.parts"
    )
    ask("ANALYZE others (bucket, agency, place)")
    ask(
        f"MERGE INTO index_partial p USING others o ON p.source = {kept.id} AND p.bucket = o.bucket"
        " AND p.agency = o.agency AND p.place = o.place"
        " WHEN MATCHED AND o.parts IS NULL THEN DELETE WHEN MATCHED THEN UPDATE SET parts = o.parts"
        " WHEN NOT MATCHED THEN INSERT (source, bucket, agency, place, parts)"
        f" VALUES ({kept.id}, o.bucket, o.agency, o.place, o.parts)"
    )
    changed = {row[0] for row in ask("SELECT DISTINCT bucket FROM others")}
    ask("DROP TABLE summed, others")
    return changed


def _sums(source: Source, kept: models.Source, rows: str) -> str:
    """Return the query of the sums of ``rows`` (``FROM … WHERE …``) by day or month, agency and place."""
    return (
        f"SELECT {kept.id}, {bucket(source, source.date, kept.open_from)}, coalesce({source.agency}, {NOWHERE}),"
        f" coalesce({source.place}, {NOWHERE}), {parts(source)} {rows} GROUP BY 2, 3, 4"
    )


def _close_months(source: Source, kept: models.Source, first: date) -> set[date]:
    """Make one row of the days of each month that is over: from its rows again, as anew; return these days."""
    days = {kept.open_from + timedelta(days=day) for day in range((first - kept.open_from).days)}
    over = f"{source.date} >= {bound(source, kept.open_from)} AND {source.date} < {bound(source, first)}"
    before = (
        f"SELECT bucket, agency, place, parts FROM index_partial WHERE source = {kept.id}"
        f" AND bucket >= {literal(kept.open_from)} AND bucket < {literal(first)}"
    )
    kept.open_from = first
    _keep(kept, _sums(source, kept, f"{source.rows} AND {over}"), before)
    return days


def _follow(source: Source, kept: models.Source) -> set[date]:
    """Sum up again where something was touched since; in tables whose size the planner is told."""
    ask(
        "CREATE TEMPORARY TABLE touched ON COMMIT DROP AS SELECT DISTINCT stream AS id FROM index_touched"
        f" WHERE transaction >= '{kept.horizon}'::xid8"
    )
    ask("ANALYZE touched")
    changed = _touched_in(source, kept)
    ask("DROP TABLE touched")
    return changed


def _touched_in(source: Source, kept: models.Source) -> set[date]:
    own = source.agency == 'f."agency"' and source.place in {'f."place"', "NULL::uuid"}
    dated = source.date.removeprefix('f."').removesuffix('"')
    if not source.fact.touched or not own or dated not in source.fact.columns:
        return _fill(source, kept) if _concerned(source) else set()
    _list_cells(source, kept, dated)
    days = {row[0] for row in ask("SELECT DISTINCT bucket FROM cells")}
    changed = _sum_again(source, kept, days) if days else set()
    ask("DROP TABLE cells")
    return changed


def _concerned(source: Source) -> bool:
    """Return whether something that a small source counts, or is joined to, was touched; unknown is yes."""
    if not source.fact.ways:
        return True
    table, *ways = source.fact.ways
    found = " UNION ALL ".join(
        f"SELECT 1 FROM touched t JOIN {table} f ON f.{way} = t.id WHERE {source.condition}" for way in ways
    )
    return bool(ask(f"SELECT EXISTS ({found})")[0][0])


def _list_cells(source: Source, kept: models.Source, dated: str) -> None:
    """List the agencies and days or months where something that was touched counts, or may have counted."""
    fact = source.fact
    moments = f'SELECT x."{dated}"' if dated in fact.steady else fact.moments
    since = ""
    if fact.grows and {name.partition(".")[0] for name in source.named} <= fact.steady | {"agency", "place"}:
        since = f" AND m.at >= {literal(kept.counted_at - _LATE)}::timestamptz"
    length = f"CASE WHEN bucket >= {literal(kept.open_from)} THEN interval '1 day' ELSE interval '1 month' END"
    ask(
        "CREATE TEMPORARY TABLE cells ON COMMIT DROP AS"
        f" SELECT agency, bucket, {_MIDNIGHT.format('bucket')} AS begins,"
        f" {_MIDNIGHT.format(f'bucket + {length}')} AS ends"
        f" FROM (SELECT DISTINCT k.agency, {bucket(source, 'm.at', kept.open_from)} AS bucket FROM {fact.touched}"
        f" CROSS JOIN LATERAL ({moments}) m (at) WHERE m.at IS NOT NULL{since}) c"
    )
    ask("ANALYZE cells")


def _sum_again(source: Source, kept: models.Source, days: Collection[date]) -> set[date]:
    """Sum up the listed cells from their rows, ``days`` being their first days; return where something else came out.

    More cells are looked at than have changed: who knows where a case counted before counts it where it ever moved.
    """
    moment, joins = source.date, " ".join(source.joins.values())
    after = max(days).replace(day=1) + timedelta(days=32)
    rows = (
        f"FROM cells k JOIN {source.fact.view} f"
        f" ON f.agency = k.agency AND {moment} >= k.begins AND {moment} < k.ends {joins} WHERE {source.condition}"
        f" AND {moment} >= {midnight(min(days))} AND {moment} < {midnight(after)}"
    )
    before = (  # cell by cell, which OFFSET makes sure of: of a table that was just filled the planner knows little
        "SELECT p.* FROM cells k CROSS JOIN LATERAL (SELECT bucket, agency, place, parts FROM index_partial"
        f" WHERE source = {kept.id} AND bucket = k.bucket AND agency = k.agency OFFSET 0) p"
    )
    return _keep(kept, _sums(source, kept, rows), before)


__all__ = ["bring_up", "digest_of", "horizon"]
