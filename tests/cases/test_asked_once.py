"""Chỉ hỏi một lần: what the state filled in by itself, what people contested, what they had to answer; by procedure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from factories.agencies import agency, official
from factories.people import SYSTEM, citizen
from nenso.cases.errors.seeing import CountsRefused
from nenso.cases.intake.asked_once import Fields, once_only, together
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.cases.queries.counting import Period
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.language.evaluation import CONTESTED
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from support.stories import local, new_key

pytestmark = pytest.mark.django_db
LIBRARY = {
    "formula.yaml": b'formula: library\nversion: "1.0.0"\ntitle: Thu vien\noffered_by: [commune]\n',
    "procedures/card.yaml": """
procedure: card
title: Cấp thẻ thư viện
audience: [citizen]
form:
  - {name: full_name, type: person_name, label: Họ tên, required: true, prefill: applicant.full_name}
  - {name: born_on, type: date, label: Ngày sinh, prefill: applicant.born_on}
  - {name: age_group, type: text, label: Nhóm, compute: "'adult'"}
  - {name: why, type: text, label: Để làm gì}
  - {name: guardian, type: text, label: Người giám hộ, show_if: "form.why == 'child'"}
  - name: books
    type: table
    label: Sách
    fields: [{name: title, type: text, label: Tên}, {name: year, type: integer, label: Năm}]
  - {name: agreed, type: consent, label: Đồng ý, purpose: library}
steps: {look: {by: clerk, actions: {take: done}}}
""".encode(),
}


@pytest.fixture(autouse=True)
def _library(demo: None, db: None) -> Iterator[None]:
    offers.forget()
    with clock.at(local("2026-10-01T08:00")):
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, LIBRARY).edition)
    with clock.at(local("2026-11-02T09:00")):
        yield
    offers.forget()


@pytest.fixture
def mai() -> Actor:
    """Whose name and day of birth the state knows."""
    return citizen("Triệu Thị Mai", identifier="006195000123", born_on=date(1995, 3, 8))


def filed(actor: Actor, **form: Any) -> Case:
    """File for a card."""
    asked = Filing(procedure="library.card", form=form, agency=agency().id)
    return file_case(actor, asked, key=new_key()).case


def kept(case: Case) -> Fields:
    return Fields(case.fields_held or 0, case.fields_contested or 0, case.fields_asked or 0)


def test_what_the_state_held_is_not_asked_and_what_is_computed_or_hidden_counts_for_nothing(mai: Actor) -> None:
    assert kept(filed(mai, why="Đọc sách", agreed=True)) == (2, 0, 1)
    assert kept(filed(mai, why="child")) == (2, 0, 2)


def test_each_row_is_asked_for(mai: Actor) -> None:
    assert kept(filed(mai, why="Đọc", books=[{"title": "Tắt đèn"}, {"title": "Chí Phèo", "year": 1941}])) == (2, 0, 5)


def test_a_contested_field_was_asked_and_its_reason_is_kept(mai: Actor) -> None:
    wrong = {CONTESTED: {"full_name": "Tên đệm sai"}, "full_name": "Triệu Thị Mài", "why": "Đọc"}
    assert kept(filed(mai, **wrong)) == (1, 1, 1)
    assert kept(filed(mai, full_name="Triệu Thị Mài", why="Đọc")) == (1, 1, 1)


def test_the_share_is_counted_by_procedure_for_those_who_may_count_cases(mai: Actor) -> None:
    filed(mai, why="Đọc sách")
    filed(mai, **{CONTESTED: {"full_name": "Tên đệm sai"}, "full_name": "Triệu Thị Mài", "why": "Đọc"})
    period = Period(clock.now() - timedelta(days=1), clock.now() + timedelta(days=1))
    (line,) = once_only(official("leader"), agency().id, period)
    assert (line.procedure, line.cases, line.fields) == ("library.card", 2, (3, 1, 2))
    assert line.share == 50.0
    assert together([line, line]).fields == (6, 2, 4)
    assert once_only(official("leader"), agency().id, Period(period.ends, period.ends + timedelta(days=1))) == []
    with pytest.raises(CountsRefused):
        once_only(mai, agency().id, period)
    with pytest.raises(CountsRefused):
        once_only(official("leader", at="vn.p01.c00004"), agency().id, period)


def test_the_command_tells_the_same(mai: Actor) -> None:
    from nenso.cli.main import app

    filed(mai, why="Đọc sách")
    with clock.at(local("2026-11-03T09:00")):
        done = CliRunner().invoke(app, ["agencies", "asked-once", agency().path, "--json"])
    told = orjson.loads(done.stdout)
    line = {"procedure": "library.card", "cases": 1, "held": 2, "contested": 0, "asked": 1, "share": 200 / 3}
    assert told["items"] == [line]
    assert told["all"]["cases"] == 1
