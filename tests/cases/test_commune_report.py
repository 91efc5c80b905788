"""The yearly report of a commune as the law orders it: self-score, evidence, appraisal, explanation, final points."""

import pytest

from nenso.cases.errors.filing import FormInvalid
from nenso.cases.models import Status
from nenso.cases.queries.working import case_at_work, worked_step
from nenso.runtime.acting import Actor
from support import commune_reports
from support.commune_reports import do, rows_at
from support.stories import at, open_steps, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(demo: None) -> dict[str, Actor]:
    commune_reports.in_force()
    return commune_reports.people()


def test_a_report_goes_through_every_stage_and_keeps_both_scores(people: dict[str, Actor]) -> None:
    with at("2026-12-02T08:00"):
        case = commune_reports.opened()
        assert open_steps(case) == ["self_score"]
        with pytest.raises(FormInvalid) as refused:
            do(people["officer"], case, "submit")
        assert refused.value.facts["count"] == 37  # every indicator needs a score
        file = commune_reports.given_file(people["officer"], case)
        do(people["officer"], case, "save", items=[{"own": 10, "evidence": [file], "state": "complete"}])
        assert open_steps(case) == ["self_score"]
        rest = [{}, *({"own": 0} for _ in range(36))]
        do(people["officer"], case, "submit", items=rest)
        first = rows_at(case, "self_score")[0]
        assert (first["own"], first["evidence"], first["indicator"]) == (10, [file], "dti_commune.gigabit_broadband")
        do(people["head"], case, "approve")
    with at("2026-12-10T08:00"):
        given = [
            {"points": 6, "state": "enough", "why": "Thiếu một thôn"},
            *({"points": 0, "state": "enough"} for _ in range(36)),
        ]
        do(people["first"], case, "give", items=given)
        asking = [{"points": 8, "state": "more", "why": "Thiếu quyết định"}, *given[1:]]
        do(people["second"], case, "give", items=asking)
        assert open_steps(case) == ["supplement"]
        do(people["officer"], case, "submit", items=[{"answer": "Đã gửi"}])
        assert len(rows_at(case, "supplement")) == 1
        do(people["first"], case, "give", items=given)
        do(people["second"], case, "give", items=[{**asking[0], "state": "enough"}, *given[1:]])
        assert open_steps(case) == ["explain"]
    with at("2026-12-20T08:00"):
        do(people["head"], case, "appeal", items=[{"appeal": "Thôn ấy đã có sóng"}])
        told = rows_at(case, "explain")[0]
        assert (told["own"], told["appraised"], told["difference"]) == (10, 7, 3)
        do(people["leader"], case, "lock", items=[{"points": 8, "why": "Chấp nhận giải trình"}])
    assert whole(case).case.status == Status.DONE
    final = rows_at(case, "decide")[0]
    assert {name: final[name] for name in ("own", "appraised", "difference", "points", "value", "state")} == {
        "own": 10, "appraised": 7, "difference": 3, "points": 8, "value": 0.8, "state": "in_progress",
    }  # fmt: skip


def test_whoever_scores_a_report_may_put_each_colleague_in_charge_of_an_indicator(people: dict[str, Actor]) -> None:
    with at("2026-12-02T08:00"):
        case = commune_reports.opened()
        worked = worked_step(people["officer"], case_at_work(people["officer"], case.code), "self_score", "save", {})
        offered = {name for _, name in worked.choices["items[36].officer"]}
    assert {"Triệu Thị Cán", "Nông Văn Chủ"} <= offered
    assert "Lê Thị Một" not in offered  # of the province
