"""Each sees the quality of what is theirs: shares, agencies below, records to mend."""

import pytest

from factories.agencies import agency, official
from factories.connections import seen
from nenso.registers.measuring.errors import MeasuringRefused
from nenso.registers.measuring.reading import below, standing, worklist
from nenso.registers.measuring.running import measure
from nenso.registers.models import Record
from nenso.runtime.acting import Actor, acting
from support.made_up import PERSONS, load
from support.quality import EVERYTHING, PHU_THONG, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("made_up_people")]


def test_shares_add_up_from_rule_to_field_to_measure_to_register() -> None:
    load("persons", [person(1), person(2), person(3), person(4, hometown="", phone="12")])
    measure(PERSONS)
    stands = standing(official("officer"), PERSONS, agency().id)
    by = {one.name: one for one in stands.rules}
    assert (by["filled_hometown"].assessed, by["filled_hometown"].failed, by["filled_hometown"].share) == (4, 1, 75.0)
    assert by["filled_hometown"].level == "fair"
    assert by["filled_mother_id"].share is None
    measures = {one.name: one for one in stands.measures}
    assert measures["complete"].share == pytest.approx((11 * 100 + 75) / 12)
    # clean: identifiers unique (weight 2), people unique, names, telephones (75), places, households;
    # that names read like names (weight 0.5)
    assert measures["clean"].share == pytest.approx((2 * 100 + 100 + 100 + 75 + 100 + 100 + 0.5 * 100) / 7.5)
    assert stands.whole.share == pytest.approx(sum(one.share or 0 for one in stands.measures) / 4)
    assert {one.name: one.share for one in stands.fields}["phone"] == 75.0


def test_a_commune_sees_its_own_a_province_all_below_it_and_others_nothing() -> None:
    load(
        "persons",
        [
            person(1, phone="12"),
            person(2, phone="12", residence_place="01840"),
            person(3, residence_place="05983", phone="12"),
        ],
    )
    measure(PERSONS)
    with acting(EVERYTHING):
        there = {str(one.data["ref"]): str(one.agency.path) for one in Record.objects.select_related("agency").all()}
    own, province = official("officer"), official("leader", at="vn.p19")
    assert [one.failed for one in standing(own, PERSONS, agency().id).rules if one.name == "format_phone"] == [1]
    inside = sum(path.startswith("vn.p19.") for path in there.values())
    stands = standing(province, PERSONS, agency("vn.p19").id)
    assert [one.failed for one in stands.rules if one.name == "format_phone"] == [inside]
    assert {str(one.path) for one, _, _ in below(province, PERSONS, agency("vn.p19").id)} == {
        path for path in there.values() if path.startswith("vn.p19.")
    }
    with pytest.raises(MeasuringRefused):
        standing(own, PERSONS, agency("vn.p19").id)
    elsewhere = official("officer", at=str(next(path for path in there.values() if path != PHU_THONG)))
    with pytest.raises(MeasuringRefused):
        standing(elsewhere, PERSONS, agency().id)
    count = (
        "SELECT coalesce(sum(q.failed), 0) FROM registers_qualitycount q"
        " JOIN registers_qualityrule r ON r.id = q.rule_id"
    )
    for table in ("count", "day"):
        query = count.replace("qualitycount", f"quality{table}") + " WHERE r.name = 'format_phone'"
        assert seen(own, query) == [(1,)]
        assert seen(province, query) == [(inside,)]
        assert seen(Actor(), query) == seen(None, query) == [(0,)]
    for table in ("failure", "state"):
        query = f"SELECT count(*) FROM registers_quality{table}"
        assert seen(own, query) == [(1,)]
        assert seen(Actor(), query) == seen(None, query) == [(0,)]


def test_a_worklist_opens_the_records_page_by_page_the_most_urgent_first() -> None:
    load("persons", [person(number, phone="12") for number in range(1, 4)])
    measure(PERSONS)
    officer = official("officer")
    rule, first = worklist(officer, PERSONS, "format_phone", agency().id, limit=2)
    assert (rule.failed, len(first.items)) == (3, 2)
    assert first.after is not None
    _, rest = worklist(officer, PERSONS, "format_phone", agency().id, limit=2, after=first.after)
    assert {one.record.data["ref"] for one in (*first.items, *rest.items)} == {"P1", "P2", "P3"}
    assert rest.after is None
