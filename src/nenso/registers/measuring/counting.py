"""How many records of an agency a rule assessed and how many of them break it: what changed, added to what stood."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from nenso.runtime.bulk import Connection

READERS: Final = """
SELECT a.id, array_agg(b.id::text) || %(public)s::text[] AS readers FROM agencies_agency a
JOIN agencies_agency b ON a.path <@ b.path WHERE a.id = ANY(%(agencies)s) GROUP BY a.id
"""


class Counts:
    """Differences by agency and rule. ``bits``: the bit of each rule."""

    def __init__(self, bits: Mapping[str, int]) -> None:
        self.bits = bits
        self.sums: list[pl.DataFrame] = []

    def add(self, measured: pl.DataFrame) -> None:
        """Take in records: ``agency assessed failed`` now, ``was_agency was_assessed was_failed`` before."""
        now, before = ("agency", "assessed", "failed"), ("was_agency", "was_assessed", "was_failed")
        same = pl.all_horizontal([pl.col(one) == pl.col(other) for one, other in zip(now, before, strict=True)])
        changed = measured.filter(same.fill_null(value=False).not_())
        self._sum(changed, now, 1)
        self._sum(changed.filter(pl.col("was_agency").is_not_null()), before, -1)

    def _sum(self, frame: pl.DataFrame, columns: tuple[str, str, str], sign: int) -> None:
        agency, *marked = columns
        sums = [
            ((pl.col(column) & (1 << bit)) != 0).sum().cast(pl.Int64).mul(sign).alias(f"{mark}{name}")
            for name, bit in self.bits.items()
            for mark, column in zip("!?", marked, strict=True)
        ]
        if not frame.is_empty():
            self.sums.append(frame.group_by(pl.col(agency).alias("of")).agg(sums))

    def write(self, connection: Connection, keys: Mapping[str, int], *, public: bool, today: date) -> None:
        """Add the differences, and write down how it stands today where it changed."""
        rows: list[tuple[int, str, int, int]] = []
        if self.sums:
            total = pl.concat(self.sums).group_by("of").sum()
            for name in self.bits:
                of = total.select("of", pl.col(f"!{name}").alias("says"), pl.col(f"?{name}").alias("breaks"))
                changed = of.filter((pl.col("says") != 0) | (pl.col("breaks") != 0))
                rows += [(keys[name], *row) for row in changed.iter_rows()]
        write_counts(connection, rows, public=public, today=today, add=True)


def write_counts(
    connection: Connection, rows: list[tuple[int, str, int, int]], *, public: bool, today: date, add: bool
) -> None:
    """Write counts (rule, agency, assessed, failed), over or ``add`` to what stands, and the day's row of each."""
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS counted (rule int, agency uuid, assessed bigint, failed bigint)"
        " ON COMMIT DROP;"
        "TRUNCATE counted"
    )
    with connection.cursor() as cursor, cursor.copy("COPY counted FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    agencies = list({row[1] for row in rows})
    before = "q.{0} + EXCLUDED.{0}" if add else "EXCLUDED.{0}"
    told = {"agencies": agencies, "public": ["public"] if public else [], "today": today}
    connection.execute(
        f"WITH who AS ({READERS})"  # noqa: S608 - constants
        " INSERT INTO registers_qualitycount AS q (rule_id, agency_id, assessed, failed, readers)"
        " SELECT c.rule, c.agency, c.assessed, c.failed, w.readers FROM counted c JOIN who w ON w.id = c.agency"
        f" ON CONFLICT (rule_id, agency_id) DO UPDATE SET assessed = {before.format('assessed')},"
        f" failed = {before.format('failed')}, readers = EXCLUDED.readers",
        told,
    )
    connection.execute(
        "INSERT INTO registers_qualityday AS d (rule_id, agency_id, day, assessed, failed, readers)"
        " SELECT q.rule_id, q.agency_id, %(today)s, q.assessed, q.failed, q.readers FROM registers_qualitycount q"
        " JOIN counted c ON c.rule = q.rule_id AND c.agency = q.agency_id"
        " ON CONFLICT (rule_id, agency_id, day) DO UPDATE SET assessed = EXCLUDED.assessed, failed = EXCLUDED.failed,"
        " readers = EXCLUDED.readers",
        told,
    )
