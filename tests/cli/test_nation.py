"""A generated nation is one that the engine could have made, and every number published of it leads back to its rows.

What was published is worked out again here in SQL over the tables of cases and registers, by the rules as the formulas
state them in words, without the views, sums and engine that it was measured and scored with.
"""

import csv
import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.test import Client

from factories.agencies import agency
from nenso.cli.demo.nation import filling, publishing, registers, tending
from nenso.cli.demo.people import DEMO
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.folders import shipped_folders
from nenso.formulas.publishing import publish
from nenso.index.measuring.rows import parts_of, rows_of
from nenso.index.measuring.running import INDEX
from nenso.index.models import Publication
from nenso.index.scoring import scorecard_named
from nenso.journal.verifying import verify
from nenso.language.periods import bounds
from nenso.language.reading import files_of
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.bulk import owner_connection
from nenso.runtime.config import config
from support.database import this_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo")]
PROVINCE, SEED = "vn.p12", 766
FORMULAS = (
    "civil_registration",
    "construction",
    "household_business",
    "residence",
    "petitions",
    "dti_commune",
    "service_quality_766",
)

CASES = (
    "cases_case x JOIN agencies_agency a ON a.id = x.agency_id"
    " WHERE x.status > 0 AND x.{by} >= %(first)s AND x.{by} < %(after)s"
)
FILED, ENDED = CASES.format(by="filed_at"), CASES.format(by="finished_at")
RATED = (
    "cases_case x JOIN cases_case o ON o.id = x.about_id JOIN agencies_agency a ON a.id = o.agency_id"
    " WHERE x.procedure = 'petitions.rating' AND x.filed_at >= %(first)s AND x.filed_at < %(after)s"
)
PAID = (
    "payments_payment x JOIN cases_case c ON c.id = x.case_id JOIN agencies_agency a ON a.id = c.agency_id"
    " WHERE x.asked_at >= %(first)s AND x.asked_at < %(after)s"
)
POSTS = (
    "agencies_post x JOIN agencies_agency a ON a.id = x.agency_id"
    " WHERE x.valid_from < %(day)s AND coalesce(x.valid_until, x.ended_at, 'infinity') >= %(day)s"
)
OFFERED = (
    "formulas_adoption x JOIN formulas_edition e ON e.id = x.edition_id"
    " JOIN (VALUES ('civil_registration', 5, 4), ('construction', 1, 0), ('household_business', 1, 1))"
    " d (formula, coded, of_people) ON d.formula = x.formula"
    " JOIN agencies_agency a ON a.kind = 'commune' AND a.valid_until IS NULL"
    " CROSS JOIN LATERAL generate_series(1, d.{many}) n WHERE x.agency_id = (SELECT id FROM agencies_agency"
    " WHERE path = 'vn')"
)
"""Procedures with a national code that communes offer, by what their files declare: how many, and how many are filled
in from the records of people. All have something to pay and all seven parts."""
STANDING = f"{OFFERED} AND x.valid_from < %(after)s".format(many="coded")
PUBLISHED = f"{OFFERED} AND e.published_at >= %(first)s AND e.published_at < %(after)s".format(many="coded")
ADOPTED = f"{OFFERED} AND x.decided_at >= %(first)s AND x.decided_at < %(after)s".format(many="coded")
CONTENT = "x.form->>'overall' NOT IN ('dissatisfied', 'very_dissatisfied')"
PETITION = "o.procedure = 'petitions.petition'"
Side = tuple[str, str]


def kept(register: str, condition: str = "true") -> Side:
    """Return the records of a register that stood at the end of the period."""
    rows = "registers_record x JOIN agencies_agency a ON a.id = x.agency_id WHERE x.merged_into IS NULL"
    stood = "x.valid_from < %(after)s AND coalesce(x.ended_at, 'infinity') >= %(after)s"
    return f"{rows} AND x.register = 'dti_commune.{register}' AND {stood}", condition


def yes(name: str) -> str:
    return f"(x.data->>'{name}')::boolean"


def share(register: str, of: str, per: str = "true") -> tuple[Side, Side]:
    return kept(register, of), kept(register, per)


def tasks(plan: str) -> tuple[Side, Side]:
    return share("plan_tasks", f"x.data->>'plan' = '{plan}' AND {yes('done')}", f"x.data->>'plan' = '{plan}'")


CODED = "split_part(x.procedure, '.', 1) NOT IN ('petitions', 'dti_commune')"
"""Cases of procedures with a national code: the others of this nation are ratings, petitions and reports."""
IN_TIME = f"{CODED} AND x.finished_at <= x.due_at AND x.asks <= 1"
FROM_AFAR = "x.channel IN ('online', 'national')"
WHOLE = f"{CODED} AND x.procedure <> 'civil_registration.marriage'"
"""Cases of procedures that are offered wholly online: who marries comes to sign."""
SIGNED = "EXISTS (SELECT FROM results_signedresult s WHERE s.case_id = x.id AND s.state <> 'drafted')"
DIGITAL = (
    "NOT EXISTS (SELECT FROM jsonb_each(x.documents) d WHERE NOT d.value ? 'files' AND EXISTS (SELECT"
    " FROM jsonb_each_text(d.value->'paper') p WHERE p.key <> 'seen' AND p.value::int > 0))"
)
REUSED = "(x.fields_held > 0 OR EXISTS (SELECT FROM jsonb_each(x.documents) d WHERE d.value ? 'held'))"
DISSATISFIED = (
    f"{RATED} AND x.form->>'overall' IN ('dissatisfied', 'very_dissatisfied')",
    "split_part(o.procedure, '.', 1) NOT IN ('petitions', 'dti_commune')",
)
LATE = timedelta(days=20)
"""How long after its edition was published a formula is adopted late, which leaves time before it is in force."""
BEHIND: dict[str, tuple[Side, Side]] = {
    "service_quality_766.published_on_time": (
        (PUBLISHED, "x.valid_from > e.published_at + interval '14 days'"),
        (PUBLISHED, "true"),
    ),
    "service_quality_766.updated_on_time": (
        (ADOPTED, "x.decided_at < e.published_at + interval '2 days'"),
        (ADOPTED, "true"),
    ),
    "service_quality_766.complete_content": ((STANDING, "true"), (STANDING, "true")),
    "service_quality_766.payment_offered": ((STANDING, "false"), (STANDING, "true")),
    "service_quality_766.population_connected": (
        (f"{OFFERED} AND x.valid_from < %(after)s".format(many="of_people"), "true"),
        (STANDING, "true"),
    ),
    "service_quality_766.digitised_documents": ((FILED, f"{CODED} AND {DIGITAL}"), (FILED, CODED)),
    "service_quality_766.data_reused": ((FILED, f"{CODED} AND {REUSED}"), (FILED, CODED)),
    "service_quality_766.population_data_used": ((FILED, f"{CODED} AND x.assurance >= 2"), (FILED, CODED)),
    "dti_commune.cases_on_time": ((ENDED, IN_TIME), (ENDED, CODED)),
    "service_quality_766.on_time": ((ENDED, IN_TIME), (ENDED, CODED)),
    "service_quality_766.electronic_result": (
        (ENDED, f"{CODED} AND x.status IN (9, 10) AND {SIGNED}"),
        (ENDED, f"{CODED} AND x.status IN (9, 10)"),
    ),
    "dti_commune.fully_online_cases": ((FILED, f"{WHOLE} AND {FROM_AFAR}"), (FILED, WHOLE)),
    "service_quality_766.fully_online": ((FILED, f"{WHOLE} AND {FROM_AFAR}"), (FILED, WHOLE)),
    "dti_commune.online_services_used": ((FILED, f"{CODED} AND {FROM_AFAR}"), (FILED, CODED)),
    "dti_commune.service_satisfaction": ((RATED, CONTENT), (RATED, "true")),
    "petitions.petition_on_time": (
        (FILED, "x.procedure = 'petitions.petition' AND x.finished_at <= x.due_at"),
        (FILED, "x.procedure = 'petitions.petition'"),
    ),
    "petitions.petition_satisfaction": (
        (RATED, f"{CONTENT} AND {PETITION} AND o.finished_at <= o.due_at"),
        (RATED, PETITION),
    ),
    "service_quality_766.paid_online": ((PAID, "x.paid_at IS NOT NULL AND x.means = 'online'"), (PAID, "true")),
    "service_quality_766.payment_used": ((PAID, "x.paid_at IS NOT NULL AND x.means = 'online'"), (PAID, "true")),
    "dti_commune.computers": (kept("work_computers"), (POSTS, "true")),
    "dti_commune.officials_trained": (kept("staff_courses"), (POSTS, "true")),
    "dti_commune.computers_protected": share(
        "work_computers", f"{yes('networked')} AND {yes('protected')}", yes("networked")
    ),
    "dti_commune.digital_hamlets": share("digital_neighbourhoods", yes("has_group")),
    "dti_commune.digital_reports": share("periodic_reports", yes("on_system")),
    "dti_commune.paperless_meetings": share("council_meetings", yes("paperless")),
    "dti_commune.public_wifi": share("public_places", yes("free_wifi")),
    "dti_commune.systems_assessed": share("information_systems", yes("assessed")),
    "dti_commune.systems_classified": share("information_systems", yes("level_approved")),
    "dti_commune.systems_protected": share(
        "information_systems", f"{yes('protected')} AND {yes('level_approved')}", yes("level_approved")
    ),
    "dti_commune.team_members_trained": share("digital_team_members", yes("trained")),
    "dti_commune.tasks_2026_2030": tasks("period"),
    "dti_commune.tasks_own_plan": tasks("own"),
    **{
        f"dti_commune.tasks_{plan}": tasks(plan)
        for plan in ("communication", "economy_society", "government", "support", "yearly")
    },
}
"""What stands behind each measured indicator: rows and which of them count, of the numerator and the denominator."""
WORKED_OUT = "service_quality_766.handling_satisfaction"
BEHIND["service_quality_766.dissatisfied"] = (DISSATISFIED, (ENDED, CODED))
DISTINCT = {"service_quality_766.payment_used": "c.procedure", "service_quality_766.paid_online": "c.id"}
"""Nobody pays in this nation: what counts different things counts none."""

SCORES = """
WITH told AS (SELECT unit->>'unit' AS unit, (unit->>'score')::numeric AS score, (unit->>'rank')::numeric AS rank,
    cell.key AS name, CASE WHEN cell.value->>'state' = 'value' THEN (cell.value->>'value')::numeric END AS value
  FROM jsonb_array_elements(%(content)s::jsonb->'units') unit, jsonb_each(unit->'cells') cell),
leaf AS (SELECT t.unit, p.pillar, p.most, round(least(t.value / p.full_at, 1) * p.most, %(leaf)s) AS points
  FROM told t JOIN unnest(%(names)s::text[], %(pillars)s::text[], %(most)s::numeric[], %(full)s::numeric[])
    p (name, pillar, most, full_at) USING (name) WHERE t.value IS NOT NULL),
pillar AS (SELECT l.unit, p.most, round(sum(l.points) * p.most / sum(l.most), %(leaf)s) AS points
  FROM leaf l JOIN unnest(%(pillar)s::text[], %(pillar_most)s::numeric[]) p (pillar, most) USING (pillar)
  GROUP BY l.unit, l.pillar, p.most),
root AS (SELECT unit, round(sum(points) * %(whole)s / sum(most), 2) AS score FROM pillar GROUP BY unit)
SELECT DISTINCT t.unit, t.score, r.score, t.rank, rank() OVER (ORDER BY r.score DESC)
FROM (SELECT DISTINCT unit, score, rank FROM told) t JOIN root r USING (unit)
"""
"""Points are the value times what can be had; what does not apply is left out of both; communes rank by their sums."""


NOW = clock.now()
MADE_UP = """
SELECT md5(string_agg(told, chr(10) ORDER BY told COLLATE "C")) FROM (
  SELECT concat_ws('|', x.code, x.procedure, x.status, x.filed_at, x.accepted_at, x.due_at, x.finished_at, x.form,
    a.path) AS told FROM cases_case x JOIN agencies_agency a ON a.id = x.agency_id
  UNION ALL SELECT concat_ws('|', full_name, born_on, created_at) FROM people_person WHERE identifier LIKE '9901%'
  UNION ALL SELECT concat_ws('|', a.path, x.role, x.holder_name) FROM agencies_post x
    JOIN agencies_agency a ON a.id = x.agency_id
  UNION ALL SELECT concat_ws('|', x.register, a.path, x.data) FROM registers_record x
    JOIN agencies_agency a ON a.id = x.agency_id) made
"""
"""Everything that is made up but for keys: cases as they went, people, officials, records."""


BEFORE: dict[int, str] = {}
"""What a seed came to in an earlier test of this process, which need not make that nation once more."""


def made_by(seed: int) -> str:
    """Make up a small nation: one province, some stories a commune, its registers; return what it comes to."""
    earlier = NOW.replace(day=1) - timedelta(days=1)
    while earlier.month % 3:
        earlier = earlier.replace(day=1) - timedelta(days=1)
    for name in FORMULAS:
        with clock.at(earlier - LATE - timedelta(days=20)):
            edition = publish(DEMO, files_of(shipped_folders()[name])).edition
        with clock.at(earlier - (timedelta(days=20) if name == "household_business" else LATE + timedelta(days=20))):
            adopt(DEMO, agency("vn"), edition)
    with clock.at(NOW):
        assert filling.fill(150, seed, below=PROVINCE, days=1) > 150
        assert registers.fill(seed, below=PROVINCE) > 600
    with owner_connection() as database:
        (digest,) = database.execute(MADE_UP).fetchone() or ("",)
    return str(digest)


@pytest.fixture
def published() -> list[Publication]:
    """A small nation and its scores of the quarter that is over."""
    BEFORE[SEED] = made_by(SEED)
    tended = tending.tend()
    assert min(tended.values()) > 0
    return publishing.publish(SEED, below=PROVINCE, count=2)


def test_every_published_number_leads_back_to_the_rows_that_make_it_and_says_that_it_is_made_up(
    published: list[Publication], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert verify().intact
    assert [(one.indicator, one.period) for one in published] == [
        (name, period) for name in publishing.SCORECARDS for period in publishing.quarters(2)
    ]
    for one in published:
        content = bytes(one.content)
        told = orjson.loads(content)
        assert (told["generated"], told["seed"]) == (True, SEED)
        assert hashlib.sha256(content).hexdigest() == one.digest
        assert {*told["measured"]} <= {*BEHIND, WORKED_OUT}
        counted = {name: units for name, units in told["measured"].items() if name != WORKED_OUT}
        with owner_connection() as database:
            if WORKED_OUT in told["measured"]:
                check_worked_out(database, one.period, told["measured"])
            for name, units in counted.items():
                assert units == stored(database, name, one.period, units)
                assert {unit: said[:2] for unit, said in units.items()} == recounted(database, name, one.period, units)
                assert all(value == (of / per if per else None) for of, per, value in units.values())
        for name, units in counted.items():
            lead_back(name, one.period, units)
        check_scores(one, told)
    last = orjson.loads(bytes(published[-1].content))["measured"]
    for name in ("published_on_time", "updated_on_time", "complete_content", "digitised_documents", "data_reused"):
        (good, of, _) = last[f"service_quality_766.{name}"][PROVINCE]
        assert of >= good > 0, name  # so that it is not nothing that was compared
    says_so_everywhere(published[-1], monkeypatch)


def says_so_everywhere(one: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page says that data are made up, and every file that is taken away, whatever the install is set to."""
    monkeypatch.setenv("NENSO_DEMO", "false")
    config.cache_clear()
    visitor, address = Client(), f"/xep-hang/{one.id}"
    for page in ("/", "/xep-hang", address, "/khong-co"):
        assert "dữ liệu được tạo ra" in visitor.get(page).content.decode()
    assert orjson.loads(visitor.get(f"{address}/tai-ve.json").content)["generated"] is True
    heading, *rows = csv.reader(visitor.get(f"{address}/tai-ve.csv").content.decode("utf-8-sig").splitlines())
    assert rows
    assert all(dict(zip(heading, row, strict=True))["Dữ liệu"] == f"dựng lên ({SEED})" for row in rows)
    assert "Dữ liệu dựng lên" in visitor.get(f"{address}/hinh/tru-cot.svg").content.decode()
    _begin_anew()
    assert "dữ liệu được tạo ra" not in visitor.get("/").content.decode()


def stored(database: Any, name: str, period: str, units: dict[str, Any]) -> dict[str, list[float | None]]:
    found = database.execute(
        "SELECT a.path::text, v.numerator, v.denominator, v.value FROM index_value v"
        " JOIN agencies_agency a ON a.id = v.unit WHERE v.indicator = %s AND v.period = %s AND a.path = ANY (%s)",
        [name, period, list(units)],
    )
    return {row[0]: list(row[1:]) for row in found}


def recounted(database: Any, name: str, period: str, units: dict[str, Any]) -> dict[str, list[float | None]]:
    """Return numerator and denominator of every unit, counted from the tables of what happened."""
    first, last = bounds(period)
    moments = {"first": midnight(first), "after": midnight(last + timedelta(days=1)), "day": last, "units": list(units)}
    sides = []
    for rows, condition in BEHIND[name]:
        found = database.execute(
            f"WITH counted AS MATERIALIZED (SELECT a.path FROM {rows} AND ({condition}))"
            " SELECT u.path, count(c.path) FROM unnest(%(units)s::text[]) u (path)"
            " LEFT JOIN counted c ON c.path <@ u.path::ltree GROUP BY u.path",
            moments,
        )
        sides.append({path: float(count) for path, count in found})
    return {unit: [side[unit] for side in sides] for unit in units}


def check_worked_out(database: Any, period: str, measured: dict[str, Any]) -> None:
    """Satisfaction with handling is what is on time less what was rated as unsatisfactory, of the same cases."""
    on_time, units = measured["service_quality_766.on_time"], measured[WORKED_OUT]
    dissatisfied = recounted(database, "service_quality_766.dissatisfied", period, units)
    assert parts_of(WORKED_OUT) == ["service_quality_766.on_time", "service_quality_766.dissatisfied"]
    for unit, (_, _, value) in units.items():
        (good, ended, _), (bad, of) = on_time[unit], dissatisfied[unit]
        assert ended == of >= bad
        assert value == pytest.approx((good - bad) / ended, abs=1e-12)
        lead_back("service_quality_766.dissatisfied", period, {unit: [bad, of]})


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.VIETNAM)


def lead_back(name: str, period: str, units: dict[str, Any]) -> None:
    """The unit with the most to count shows as many rows as it counts, on both sides."""
    unit = max(units, key=lambda one: units[one][1])
    for side, count in zip(("numerator", "denominator"), units[unit], strict=False):
        assert name in DISTINCT or rows_of(INDEX, name, unit, period, side=side, limit=1).count == count  # type: ignore[arg-type]


def check_scores(publication: Publication, told: dict[str, Any]) -> None:
    """Scores and ranks are those of the points that the scorecard gives, in the exact arithmetic of the database."""
    with acting(INDEX):
        card = scorecard_named(publication.indicator).indicator
    leaves = [(str(leaf.indicator), str(part.part), leaf) for part in card.parts for leaf in part.parts]
    full = [leaf.scale["ratio"]["full_at"] if isinstance(leaf.scale, Mapping) else 1 for *_, leaf in leaves]
    tiers = card.round is not None and card.round.as_of == "tier"
    with owner_connection() as database:
        found = database.execute(
            SCORES,
            {
                "content": bytes(publication.content).decode(),
                "leaf": 2 if tiers else 15,
                "names": [name for name, *_ in leaves],
                "pillars": [pillar for _, pillar, _ in leaves],
                "most": [float(leaf.max or 0) for *_, leaf in leaves],
                "full": [float(one) for one in full],
                "pillar": [str(part.part) for part in card.parts],
                "pillar_most": [float(part.max or 0) for part in card.parts],
                "whole": sum(part.max or 0 for part in card.parts),
            },
        ).fetchall()
    assert len(found) == len(told["units"]) > 0
    assert [row for row in found if row[1] != row[2] or row[3] != row[4]] == []


def test_the_same_seed_makes_up_the_same_nation_and_another_seed_another() -> None:
    if SEED not in BEFORE:
        BEFORE[SEED] = made_by(SEED)
        _begin_anew()
    again = made_by(SEED)
    _begin_anew()
    assert again == BEFORE[SEED] != made_by(SEED + 1)


def _begin_anew() -> None:
    this_database().renew()
    offers.forget()
