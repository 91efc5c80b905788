"""Events in a life: every one in both languages, in order, with procedures that exist."""

import csv

import pytest

from nenso.formulas.finding.life_events import in_order, life_event, life_events
from support.procedure_documents import CATALOGUE

PLANNED = {"1.001612"}
"""Household business: published by another ministry than those of the table."""


def test_every_event_says_in_both_languages_what_it_is():
    assert {event.audience for event in life_events()} == {"citizen", "enterprise"}
    assert len({event.name for event in life_events()}) == len(life_events())
    for event in life_events():
        for text in (event.group, event.title, event.hint):
            assert set(text) == {"vi", "en"}
            assert text["vi"] != text["en"]


def test_an_event_lists_its_procedures_in_its_order_then_those_of_its_fields_and_words():
    event = life_event("place_to_live")
    assert event is not None
    known = [
        ("9.000001", "G01-CA05", "Việc khác về cư trú"),
        ("1.004194", "G01-CA05", "Đăng ký tạm trú"),
        ("1.001193", "G15-TP07", "Đăng ký khai sinh"),
        ("1.004222", "", "Đăng ký thường trú"),
    ]
    assert in_order(event, known) == [3, 1, 0]
    land = life_event("land")
    assert land is not None
    assert in_order(land, [("1.115343", "G13-TN02", "TÁCH THỬA hoặc hợp thửa đất"), ("1.115999", "", "Tách hộ")]) == [0]


@pytest.mark.skipif(not CATALOGUE.is_file(), reason="the published tables are not beside this checkout")
def test_the_codes_of_every_event_are_published_ones():
    with CATALOGUE.open(encoding="utf-8") as file:
        published = {row["code"] for row in csv.DictReader(file)}
    codes = {code for event in life_events() for code in event.procedures}
    assert codes <= published | PLANNED
