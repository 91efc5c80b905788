"""What is left to see of personal data in lists."""

from nenso.people.masking import masked_identifier


def test_of_an_identifier_only_the_last_three_digits_are_left():
    assert masked_identifier("001199000017") == "•••••••••017"


def test_province_sex_and_year_of_birth_tell_no_more_than_the_last_three_digits():
    """Who knows those of somebody is left with a thousand numbers, not with a hundred."""
    alike = [f"001199{serial:06}" for serial in range(0, 10**6, 1000)]
    assert {masked_identifier(one) for one in alike} == {"•••••••••000"}
    assert len(alike) == 1000


def test_what_is_missing_stays_empty_and_what_is_too_short_is_hidden_whole():
    assert masked_identifier(None) == ""
    assert masked_identifier("113") == "•••"
    assert masked_identifier("113115") == "••••••"
