"""People write places as they please; the right one comes first."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from nenso.runtime.acting import NOBODY, acting
from nenso.territory.search import search

TODAY = date(2026, 11, 21)
pytestmark = pytest.mark.django_db


def table() -> list[dict[str, str]]:
    with (Path(__file__).parent / "search_queries.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_place_meant_comes_first_for_nineteen_of_twenty_questions():
    questions = table()
    assert len(questions) >= 80
    wrong = []
    with acting(NOBODY):
        for row in questions:
            found = search(row["query"], TODAY)
            if not found or found[0].place.code not in row["code"].split("|"):
                wrong.append((row["query"], row["code"], [(m.place.code, m.place.path_name) for m in found[:3]]))
    assert len(wrong) <= len(questions) * 0.05, wrong


def test_all_of_many_places_with_one_name_are_answered_and_the_province_decides():
    with acting(NOBODY):
        codes = {match.place.code for match in search("xã Tân Thành", TODAY, limit=20) if not match.former}
        first = search("xã tân thành đồng tháp", TODAY)[0]
    # communes_3321_2026.csv: Lâm Đồng, Lạng Sơn, Cà Mau (ward), Đồng Tháp … carry the name
    assert len(codes) >= 4
    assert first.place.path_name.endswith("tỉnh Đồng Tháp")


def test_an_old_name_answers_with_the_new_place_and_says_so():
    with acting(NOBODY):
        first = search("xã Vi Hương, Bạch Thông", TODAY)[0]
    assert (first.place.full_name, first.former, first.found_as) == (
        "Xã Phủ Thông",
        True,
        "Xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn",
    )
    assert [step.since for step in first.steps] == [date(2025, 7, 1)]


def test_on_a_day_before_the_merger_the_old_place_itself_is_answered():
    with acting(NOBODY):
        first = search("Vi Hương", date(2025, 6, 30))[0]
    assert (first.place.code, first.former) == ("01975", False)


def test_words_that_only_meet_by_chance_do_not_hide_a_misspelt_name():
    """«ho» and «dong» are both in some address of Tuyên Quang; meant is 02572 Xã Đông Thọ."""
    with acting(NOBODY):
        assert search("dong ho tuyen quang", TODAY)[0].place.name == "Đông Thọ"


def test_only_places_of_the_level_asked_for_are_answered():
    with acting(NOBODY):
        assert {match.place.level for match in search("Thái Nguyên", TODAY, level="commune")} == {"commune"}
        assert search("thái nguyên", TODAY, level="province")[0].place.code == "19"


def test_each_place_is_answered_once():
    with acting(NOBODY):
        found = [match.place.id for match in search("phủ thông", TODAY, limit=50)]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("text", ["", "   ", "...", "?!", "%", "_", "'", "\\", "&|!:*()", "🙂", "x" * 5000, "p"])
def test_no_text_is_too_strange_to_ask(text: str):
    with acting(NOBODY):
        search(text, TODAY)


def test_text_typed_on_a_mac_is_understood(django_assert_num_queries):
    import unicodedata

    with acting(NOBODY), django_assert_num_queries(1):
        assert search(unicodedata.normalize("NFD", "Bến Nghé"), TODAY)[0].place.code == "26740"


@pytest.mark.parametrize(("text", "index"), [("phu thong", "placename_words"), ("phu thog", "placename_label")])
def test_the_applications_role_searches_through_an_index(text: str, index: str):
    """Row-level security lets an index be used here because the policy of a public table is the constant ``true``."""
    with acting(NOBODY), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("nenso_app",)
        cursor.execute("SELECT word_similarity('a', 'b'); SET LOCAL pg_trgm.word_similarity_threshold = 0.45")
        condition = {
            "placename_words": "to_tsvector('simple', n.label) @@ to_tsquery('simple', replace(t.text, ' ', ' & '))",
            "placename_label": "n.label %%> t.text OR n.squeezed LIKE replace(t.text, ' ', '') || '%%'",
        }[index]
        cursor.execute(
            "EXPLAIN SELECT n.id FROM unnest(%s::text[]) AS t (text) JOIN territory_placename n ON " + condition,
            [[text]],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"territory_{index}" in plan
    assert "Seq Scan on territory_placename" not in plan
