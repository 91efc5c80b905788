"""What happened becomes numbers: of every agency and place, by the month, without anybody typing one."""

import re
from datetime import date, datetime
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from factories.agencies import agency, official
from nenso.cases.acts.ending import withdraw
from nenso.cases.acts.handing import hand_over
from nenso.cli.index import app
from nenso.index.measuring.columns import Columns
from nenso.index.measuring.expressions import Refused
from nenso.index.measuring.expressions import measured as expression_of
from nenso.index.measuring.facts import FACTS
from nenso.index.measuring.rows import rows_of
from nenso.index.measuring.running import INDEX, Report, run
from nenso.index.models import Measurement, Value
from nenso.registers.measuring.tables import QualityDay, QualityRule
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import VIETNAM
from support import measured
from support.measured import AN_KHANH, PHU_THONG
from support.stories import at

pytestmark = pytest.mark.django_db
REAL = pytest.mark.django_db(transaction=True)
"""What was committed before a run is not looked at again by the next."""


def value(indicator: str, period: str, path: str = PHU_THONG) -> tuple[Any, Any, Any]:
    """Return numerator, denominator and value of an agency."""
    with acting(INDEX):
        found = Value.objects.get(indicator=f"letters.{indicator}", period=period, kind="agency", unit=agency(path).id)
    return found.numerator, found.denominator, found.value


def measured_on(day: str, *periods: str) -> Report:
    with at(f"{day} 20:00"):
        return run(periods=periods)


@pytest.fixture
def autumn() -> None:
    """Three letters to xã Phủ Thông in October, one answered in October, one in November; one to xã An Khánh."""
    autumn_of()


def autumn_of(**changed: str) -> None:
    """The same, with some indicators changed."""
    measured.in_force(**changed)
    who, other = measured.writer(), measured.writer("Lý Văn Sinh", "006190000456")
    here, there = measured.officials_at(PHU_THONG), measured.officials_at(AN_KHANH)
    with at("2026-10-05 08:00"):
        first = measured.write(who, PHU_THONG, "Xin cấp lại bảng tin", "1")
        measured.write(who, PHU_THONG, "Cầu hỏng", "2")
    with at("2026-10-08 09:00"):
        measured.read(first, here)
    with at("2026-10-12 09:00"):
        measured.sign(first, here)
    with at("2026-10-30 08:00"):
        late = measured.write(other, PHU_THONG, "Đường liên thôn", "3")
        measured.answer(measured.write(other, AN_KHANH, "Đèn đường", "4"), there)
    with at("2026-11-03 09:00"):
        measured.answer(late, here)


@pytest.mark.usefixtures("autumn")
def test_cases_are_counted_where_and_when_they_were_filed_and_finished() -> None:
    report = measured_on("2026-11-10", "2026-10")
    assert report.refused == []
    assert value("received", "2026-10") == (3.0, None, 3.0)
    assert value("received", "2026-11") == (0.0, None, 0.0)
    assert value("answered", "2026-10") == (1.0, None, 1.0)
    assert value("answered", "2026-11") == (1.0, None, 1.0)
    assert value("answered_share", "2026-10") == (2.0, 3.0, 2 / 3)
    assert value("answered_share", "2026-11") == (0.0, 0.0, None)  # nothing to divide by: not applicable, never 0
    assert value("written_long", "2026-10")[2] == 2.0
    assert value("read_acts", "2026-10")[2] == 1.0
    assert value("senders", "2026-10")[2] == 2.0
    # taken in on Thursday 8 October, answered on Monday 12: two working days later
    assert value("working_days", "2026-10") == (2.0, 1.0, 2.0)


@pytest.mark.usefixtures("autumn")
def test_a_province_counts_its_communes_and_a_quarter_its_months() -> None:
    measured_on("2026-11-10")
    assert value("received", "2026-Q4")[2] == 3.0
    assert value("received", "2026-Q4", "vn.p19")[2] == 4.0
    assert value("received", "2026", "vn")[2] == 4.0
    assert value("senders", "2026", "vn.p19")[2] == 2.0  # a person is counted once, not once for each commune
    with acting(INDEX):
        place = agency("vn.p19").place_id
        assert Value.objects.get(indicator="letters.received", period="2026", kind="place", unit=place).value == 4.0


@REAL
@pytest.mark.usefixtures("autumn")
def test_what_happened_since_is_added_and_the_rest_stands() -> None:
    measured_on("2026-11-10", "2026-10")
    who, here = measured.writer("Hoàng Thị Nga", "006190000789"), measured.officials_at(PHU_THONG)
    with at("2026-11-11 08:00"):
        case = measured.write(who, PHU_THONG, "Mất nước ba ngày", "5")
    assert {"2026", "2026-11", "2026-Q4"} <= {*measured_on("2026-11-11").periods}
    assert value("received", "2026-11")[2] == 1.0
    with at("2026-12-02 08:00"):
        measured.answer(case, here)
    again = measured_on("2026-12-02")
    assert "2026-11" in again.periods  # a case filed in November was answered: its month is looked at again
    assert value("answered_share", "2026-11") == (1.0, 1.0, 1.0)
    assert value("received", "2026") == (4.0, None, 4.0)
    assert value("answered", "2026-12")[2] == 1.0
    steps = {
        name: value(name, "2026") for name in measured.INDICATORS if name not in {"asked_neighbours", "well_served"}
    }
    with at("2026-12-02 21:00"):
        run(anew=True)
    assert {name: value(name, "2026") for name in steps} == steps


def _happens(chance: Random, day: str, under_way: list[Any], officials: dict[str, Any], people: list[Any]) -> None:
    """Letters come in; some are withdrawn, some go to the other commune, some are answered."""
    with at(f"{day} 08:00"):
        for number in range(4):
            who, path, subject = chance.choice(people), chance.choice([*officials]), "Đường " * chance.randint(1, 5)
            under_way.append((measured.write(who, path, subject, f"{day}-{number}"), path, who))
    with at(f"{day} 10:00"):
        for one in chance.sample(under_way, len(under_way) // 2):
            under_way.remove(one)
            case, path, who = one
            what = chance.choice(["answer", "answer", "withdraw", "hand over"])
            if what == "answer":
                measured.answer(case, officials[path])
            elif what == "withdraw":
                withdraw(who, case.id, "Đã xong", key=f"withdraw-{case.id}")
            else:
                other = AN_KHANH if path == PHU_THONG else PHU_THONG
                hand_over(officials[path]["clerk"], case.id, agency(other).id, "Thuộc xã bên", key=f"over-{case.id}")
                under_way.append((case, other, who))


def _everything() -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Return every measured number by period, formula, kind and unit, to the last bit."""
    with acting(INDEX):
        rows = Measurement.objects.values_list(
            "period", "formula", "kind", "unit", "naming", "numerators", "denominators", "numbers"
        )
        return {(*row[:3], str(row[3])): tuple(map(str, row[4:])) for row in rows}


@REAL
def test_whatever_happens_from_day_to_day_comes_to_the_same_as_counting_anew() -> None:
    measured.in_force(
        tenths="from: cases.letter\nmeasure: sum(length(form.subject) * 0.1)\nby: [agency, place]",
        thirds="from: cases.letter\nmeasure: avg(cast(length(form.subject) as double) / 3)\ndate: finished_at",
        longest="from: cases.letter\nmeasure: max(length(form.subject))\ndate: finished_at",
    )
    chance, under_way = Random(7), list[Any]()
    people = [measured.writer(), measured.writer("Lý Văn Sinh", "006190000456")]
    officials = {path: measured.officials_at(path) for path in (PHU_THONG, AN_KHANH)}
    for day in ("2026-10-30", "2026-11-03", "2026-12-01"):
        _happens(chance, day, under_way, officials, people)
        measured_on(day)
    day_by_day = _everything()
    with at("2026-12-01 21:00"):
        run(anew=True, periods=sorted({key[0] for key in day_by_day}))
    assert len({row[-1] for row in day_by_day.values()}) > 10
    assert _everything() == day_by_day


@pytest.mark.usefixtures("autumn")
def test_a_value_that_did_not_change_keeps_its_version() -> None:
    measured_on("2026-11-10")
    with acting(INDEX):
        before = list(Value.objects.values_list("version", flat=True).distinct())
    measured_on("2026-11-10")
    with acting(INDEX):
        assert before == [1] == list(Value.objects.values_list("version", flat=True).distinct())


def test_what_cannot_be_measured_is_told_with_its_place() -> None:
    edition = measured.in_force(
        received="from: lookups\nmeasure: sum(milliseconds)",
        answered=(
            "of: {from: cases.letter, measure: count(*), date: delivered_at}\n"
            "per: {from: lookups, measure: sum(milliseconds)}"
        ),
    )
    report = measured_on("2026-11-10")
    assert {one.facts["indicator"] for one in report.refused} == {"letters.received", "letters.answered"}
    assert value("written_long", "2026-11")[2] == 0.0  # the others are measured
    (refused,) = [one for one in report.refused if one.facts["indicator"] == "letters.received"]
    assert edition.formula == "letters"
    assert refused.facts["where"] == "letters/indicators/received.yaml:4 (measure)"
    assert "milliseconds" in refused.text("vi")


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        ("from: cases.letter\nmeasure: sum(100 / asks)", False),
        ("from: cases.letter\nmeasure: sum(asks % asks)", False),
        ("from: cases.letter\nmeasure: sum(asks) / sum(asks)", False),
        ("from: cases.letter\nmeasure: sum(cast(form.subject as int))", True),
        ("from: cases.letter\nmeasure: count(*)\nwhere: cast(form.subject as date) > '2026-01-01'", True),
        ("from: cases.letter\nmeasure: sum((asks + 1) * 1e308)", True),
    ],
)
def test_a_measure_that_fails_on_what_is_there_takes_no_other_with_it(fails: str, *, told: bool) -> None:
    autumn_of(answered=fails)
    report = measured_on("2026-11-10", "2026-10")
    assert [one.facts["indicator"] for one in report.refused] == ["letters.answered"] * told
    assert (value("received", "2026-10")[2], value("answered_share", "2026-10")[0]) == (3.0, 2.0)


def test_no_measure_reads_a_row_as_a_whole() -> None:
    """It would have every answer in it, the sensitive ones too."""
    columns = Columns(FACTS["cases"])
    for source in (
        "count(CASE WHEN f.*::text LIKE '%Lan%' THEN 1 END)",
        "count(DISTINCT f.*)",
        "sum(length(f.*::text))",
    ):
        with pytest.raises(Refused, match=r"“\*” is not allowed"):
            expression_of(source, None, columns)
    assert expression_of("count(*)", "status = '__column_9'", columns).leaves[0].sql.endswith("'__column_9'))")


def test_bounds_of_months_are_those_of_viet_nam() -> None:
    """23:30 UTC on 30 September is already 1 October in Viet Nam."""
    measured.in_force()
    with at("2026-10-01 06:30"):
        measured.write(measured.writer(), PHU_THONG, "Đầu tháng", "6")
    measured_on("2026-11-10", "2026-09", "2026-10")
    assert (value("received", "2026-09")[2], value("received", "2026-10")[2]) == (0.0, 1.0)
    assert date(2026, 10, 1).isoformat() == "2026-10-01"


@pytest.mark.usefixtures("autumn")
def test_a_value_leads_back_to_its_rows_and_shows_whoever_asks_only_what_they_may_see() -> None:
    measured_on("2026-11-10")
    here = measured.officials_at(PHU_THONG)
    all_of_them = rows_of(here["clerk"], "letters.answered_share", "vn.p19", "2026-Q4", side="denominator")
    assert all_of_them.count == value("answered_share", "2026-Q4", "vn.p19")[1] == 4.0
    assert sorted(one.seen for one in all_of_them.rows) == [False, True, True, True]
    unseen = [one for one in all_of_them.rows if not one.seen]
    assert [(one.label, one.code, one.agency, one.at) for one in unseen] == [("", "", "", "")]
    chairman = official("leader", "vn.p19")
    above = rows_of(chairman, "letters.answered_share", "vn.p19", "2026-Q4", side="denominator").rows
    assert [(one.seen, one.label, one.id, one.case) for one in above] == [(False, "", None, None)] * 4
    assert {one.agency for one in above} == {agency(path).name for path in (PHU_THONG, AN_KHANH)}
    assert all(one.code and one.at for one in above), "where and when, as of what hangs there"
    counted = rows_of(here["clerk"], "letters.answered_share", PHU_THONG, "2026-Q4")
    assert counted.count == len(counted.rows) == value("answered_share", "2026-Q4")[0] == 2.0
    page = rows_of(here["clerk"], "letters.received", PHU_THONG, "2026-Q4", limit=2)
    rest = rows_of(here["clerk"], "letters.received", PHU_THONG, "2026-Q4", limit=2, after=page.after)
    assert (len(page.rows), len(rest.rows), page.count) == (2, 1, 3)
    told = CliRunner().invoke(app, ["rows", "letters.answered_share", PHU_THONG, "2026-Q4"], env={"COLUMNS": "200"})
    assert "letters.answered_share, 2026-Q4, tử số: 2 hồ sơ" in told.output
    seen = next(one for one in counted.rows if one.seen)
    there = datetime.fromisoformat(seen.at).astimezone(VIETNAM)
    assert f"{there:%d/%m/%Y %H:%M}" in told.output
    none = CliRunner().invoke(app, ["rows", "letters.answered_share", PHU_THONG, "2020", "--lang", "en"]).output
    assert none == "letters.answered_share, 2020, numerator: 0 cases\n"


def test_only_procedures_with_a_national_code_are_administrative_and_other_facts_count_too() -> None:
    letter = measured.files()["procedures/letter.yaml"]
    note = re.sub(r"code: .*\n", "", letter).replace("procedure: letter", "procedure: note")
    measured.in_force(
        {"procedures/note.yaml": note},
        formal="of: {from: cases, measure: count(*), where: administrative}\nper: {from: cases, measure: count(*)}",
        signed="from: cases\nmeasure: count(*)\nwhere: electronic_result",
        told="from: messages\nmeasure: count(*)\nwhere: kind = 'case.status' AND channel = 'inbox'",
        leaders="from: officials\nmeasure: count(DISTINCT person)\nwhere: role = 'leader'\nas_of: end",
        adopted="from: adoptions\nmeasure: count(*)\nwhere: formula = 'letters'\nas_of: end",
        sound="as_of: end\nof: {from: quality, measure: sum(good)}\nper: {from: quality, measure: sum(total)}",
    )
    who, here = measured.writer(), measured.officials_at(PHU_THONG)
    with at("2026-10-05 08:00"):
        measured.answer(measured.write(who, PHU_THONG, "Cầu hỏng", "1"), here)
        measured.write(who, PHU_THONG, "Lời nhắn", "2", procedure="note")
    with acting(Actor(system="registers.quality", scope=("vn",), readers=frozenset())):
        rule = QualityRule.objects.create(register="letters.wells", name="deep", measure="correct", place=0, says={})
        for day, failed in ((date(2026, 10, 2), 5), (date(2026, 10, 20), 2), (date(2026, 11, 2), 1)):
            QualityDay.objects.create(rule=rule, agency=agency(PHU_THONG), assessed=10, failed=failed, day=day)
    report = measured_on("2026-11-10", "2026-10")
    assert report.refused == []
    assert value("formal", "2026-10") == (1.0, 2.0, 0.5)
    assert value("signed", "2026-10")[2] == 0.0
    assert value("told", "2026-10")[2] == 2.0  # that it was taken in, and that it is answered
    assert value("leaders", "2026-10")[2] == 1.0
    assert value("adopted", "2026-10", "vn")[2] == 1.0
    assert value("sound", "2026-10") == (8.0, 10.0, 0.8)  # as it stood at the end, not the sum of its days
    assert value("sound", "2026-11")[2] == 0.9
    found = rows_of(here["leader"], "letters.sound", PHU_THONG, "2026-10", side="denominator")
    assert found.count == 1
