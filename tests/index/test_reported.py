"""What communes report in cases is measured from the last entry of what is locked, and can be typed by nobody."""

from datetime import date

import orjson
import pytest
from django.db import ProgrammingError

from factories.agencies import agency, official
from nenso.agencies.succeeding import Pair, succeed
from nenso.cases.acts.ending import withdraw
from nenso.cases.acts.succeeding import follow
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.index import publications
from nenso.index.engine import NotComputable
from nenso.index.errors import DraftOutdated, ReportsUnderWay
from nenso.index.measuring.rows import rows_of
from nenso.index.measuring.running import INDEX, run
from nenso.index.models import ReportedValue
from nenso.index.scoring import scorecard_named
from nenso.index.values import values_of
from nenso.runtime.acting import NOBODY, Actor, acting
from support import commune_reports
from support.catalogue import rows
from support.commune_reports import AN_KHANH, PHU_THONG, PROVINCE, do, given_file
from support.stories import EVERYTHING, at, new_key

pytestmark = pytest.mark.django_db
ITEM = "dti_commune.gigabit_broadband"
FINAL_IN_SQL = """
SELECT (r.row->>'points')::float8, (r.row->>'most')::float8
FROM cases_locked k
JOIN LATERAL (
  SELECT e.data FROM cases_entry e WHERE e.case_id = k.case_id AND e.kind = 'act' ORDER BY e.seq DESC LIMIT 1
) l ON true
CROSS JOIN LATERAL jsonb_array_elements(l.data->'items') r (row)
WHERE k.period = '2026' AND r.row->>'indicator' = %s
"""


@pytest.fixture
def people(demo: None) -> dict[str, Actor]:
    commune_reports.in_force()
    return commune_reports.people()


def test_scores_come_from_locked_reports_and_only_after_every_stage(people: dict[str, Actor]) -> None:
    publisher = official("publisher", PHU_THONG, "Lê Thị Công Bố")
    commune = agency(PHU_THONG)
    asked = {"dti_commune.ict_skills": {PHU_THONG: 0.5}}  # asked of people: by file
    with at("2026-12-02T08:00"):
        run(periods=("2026",))
        with acting(EVERYTHING):
            bound = scorecard_named("dti_commune")
        given = {bound.full[name]: {PHU_THONG: 1} for name, one in bound.known.items() if one.reported is not None}
        typed_early = publications.draft(publisher, "dti_commune", "2026", commune, reported=asked | given)
        case = commune_reports.opened()
        do(people["officer"], case, "submit", items=scores(people["officer"], case))
        do(people["head"], case, "approve")
        run(periods=("2026",))
        with acting(EVERYTHING):
            assert values_of([ITEM], "2026")[ITEM] == {}  # not decided: missing, not 0
        early = publications.draft(publisher, "dti_commune", "2026", commune)
        (unit,) = orjson.loads(bytes(early.content))["units"]
        assert (unit["score"], unit["rank"], unit["cells"]["gigabit_broadband"]["state"]) == (None, None, "missing")
    with at("2026-12-10T08:00"):
        points = [
            {"points": 6, "state": "enough", "why": "Thiếu"},
            *({"points": 0, "state": "enough"} for _ in range(36)),
        ]
        do(people["first"], case, "give", items=points)
        do(people["second"], case, "give", items=points)
        do(people["head"], case, "accept")
        do(people["leader"], case, "lock", items=[{"points": 8, "why": "Đủ"}])
        assert run(periods=("2026",)).reported == 37
        assert run(periods=("2026",)).reported == 0  # it is read once
        with acting(EVERYTHING):
            known = values_of([ITEM], "2026")[ITEM][commune.id]
            assert (known.value, known.numerator, known.denominator) == (0.8, 8, 10)
            assert rows(FINAL_IN_SQL, [ITEM]) == [(8, 10)]
            assert ReportedValue.objects.get(indicator=ITEM).own == 10
        found = rows_of(people["leader"], ITEM, PHU_THONG, "2026")
        assert [(one.code, one.case) for one in found.rows] == [(case.code, case.id)]
        assert not rows_of(official("officer", AN_KHANH), ITEM, PHU_THONG, "2026").rows[0].seen

        with pytest.raises(DraftOutdated):
            publications.publish(publisher, typed_early.id)
        for typed, refusal in ((ITEM, "in cases"), ("dti_commune.computers", "is measured")):
            with pytest.raises(NotComputable, match=refusal):
                publications.draft(publisher, "dti_commune", "2026", commune, reported={**asked, typed: {PHU_THONG: 1}})
        draft = publications.draft(publisher, "dti_commune", "2026", commune, reported=asked)
        content = orjson.loads(bytes(draft.content))
        assert content["reports"] == {"decided": 1, "under_way": 0}
        assert content["units"][0]["cells"]["gigabit_broadband"]["value"] == 0.8
        again = Filing(commune_reports.PROCEDURE, {}, agency=agency(PROVINCE).id, applicant={"agency": str(commune.id)})
        correction = file_case(people["officer"], again, key=new_key()).case
        with pytest.raises(ReportsUnderWay, match="Phủ Thông"):
            publications.publish(publisher, draft.id)
        withdraw(people["officer"], correction.id, "Nộp nhầm")
        assert publications.publish(publisher, draft.id).published_at is not None
        with acting(INDEX):
            ReportedValue.objects.all().delete()
        after = Pair(commune, agency(AN_KHANH), date(2026, 12, 10), "Nghị quyết")
        succeed(EVERYTHING, after)
        follow(EVERYTHING, after.old, after.new)
        assert run(periods=("2026",)).reported == 37  # a case that went to a successor is still of who reported
        with acting(EVERYTHING):
            assert set(ReportedValue.objects.values_list("unit", flat=True)) == {commune.id}


def test_a_draft_reads_what_was_locked_a_moment_ago(people: dict[str, Actor]) -> None:
    """The measuring job comes every ten minutes; whoever drafts after the last lock need not know that."""
    with at("2026-12-02T08:00"):
        run(periods=("2026",))
        case = commune_reports.opened()
        do(people["officer"], case, "submit", items=scores(people["officer"], case))
        do(people["head"], case, "approve")
    with at("2026-12-10T08:00"):
        points = [{"points": 10, "state": "enough"}, *({"points": 0, "state": "enough"} for _ in range(36))]
        do(people["first"], case, "give", items=points)
        do(people["second"], case, "give", items=points)
        do(people["head"], case, "accept")
        do(people["leader"], case, "lock", items=[])
        draft = publications.draft(official("publisher", PHU_THONG), "dti_commune", "2026", agency(PHU_THONG))
    (unit,) = orjson.loads(bytes(draft.content))["units"]
    assert unit["cells"]["gigabit_broadband"] | {"value": 1} == unit["cells"]["gigabit_broadband"]
    with acting(EVERYTHING):
        assert ReportedValue.objects.count() == 37


def test_nobody_types_a_value_that_is_reported(people: dict[str, Actor]) -> None:
    forged = (
        'INSERT INTO index_reportedvalue (period, unit, indicator, procedure, edition, value, "case", entry, place,'
        " locked_at, computed_at) VALUES ('2026', %s, %s, '', '', 1, %s, %s, 0, now(), now()) RETURNING unit"
    )
    unit = agency(PHU_THONG).id
    callers = (
        people["officer"],
        official("officer", AN_KHANH),
        official("admin", PROVINCE),
        people["first"],
        EVERYTHING,
    )
    for who in (*callers, NOBODY):
        with pytest.raises(ProgrammingError, match="row-level security"), acting(who):
            rows(forged, [unit, ITEM, unit, unit])
    with acting(INDEX):
        assert ReportedValue.objects.count() == 0


def scores(who: Actor, case: Case) -> list[dict[str, object]]:
    return [{"own": 10, "evidence": [given_file(who, case)]}, *({"own": 0} for _ in range(36))]
