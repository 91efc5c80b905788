"""What is left to see of personal data in lists."""

from nenso.people.masking import masked_identifier


def test_an_identifier_keeps_its_place_of_registration_and_last_four_digits():
    assert masked_identifier("001199000017") == "001•••••0017"


def test_what_is_missing_stays_empty_and_what_is_too_short_is_hidden_whole():
    assert masked_identifier(None) == ""
    assert masked_identifier("113") == "•••"
