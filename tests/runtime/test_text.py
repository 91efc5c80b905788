import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nenso.runtime.text import ForbiddenCharacter, fold, normalise, normalise_all, sort_key

DICTIONARY = ["an", "àn", "ăn", "ân", "dung", "dũng", "đặng", "em", "êm", "o", "ô", "ơ", "u", "ư"]


def shuffled(words: list[str]) -> list[str]:
    return random.sample(words, len(words))


def test_words_are_in_the_order_of_a_vietnamese_dictionary() -> None:
    assert sorted(shuffled(DICTIONARY), key=sort_key) == DICTIONARY


def test_the_six_tones_follow_each_other() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(shuffled(tones), key=sort_key) == tones


def test_letters_count_before_tones() -> None:
    assert sort_key("hoà a") < sort_key("hoa b")


def test_a_shorter_word_is_before_the_words_that_begin_with_it() -> None:
    assert sort_key("an") < sort_key("an giang") < sort_key("ang")


@pytest.mark.parametrize("written", ["Phủ Thông", "phu thong", "PHỦ  THÔNG", unicodedata.normalize("NFD", "Phủ Thông")])
def test_a_name_is_found_however_it_is_typed(written: str) -> None:
    assert fold(written) == "phu thong"


def test_d_with_a_stroke_folds_to_d() -> None:
    assert fold("Đắk Đoa") == "dak doa"


def test_text_is_kept_composed_keys_too() -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn")
    assert normalise_all({decomposed: [decomposed, 1, None]}) == {"Nguyễn": ["Nguyễn", 1, None]}


@pytest.mark.parametrize("bad", ["a\x00b", "\ud800"])
def test_what_the_database_cannot_keep_is_refused(bad: str) -> None:
    with pytest.raises(ForbiddenCharacter):
        normalise(bad)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_normal_form_is_reached_in_one_step(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert sort_key(text) == sort_key(unicodedata.normalize("NFD", text))
