"""What is left to see of personal data in lists."""

from nenso.people.masking import masked_email, masked_identifier, masked_phone


def test_an_identifier_keeps_its_place_of_registration_and_last_four_digits():
    assert masked_identifier("001199000017") == "001•••••0017"


def test_a_telephone_number_keeps_three_digits_at_each_end():
    assert masked_phone("0912345678") == "091••••678"


def test_an_address_keeps_its_first_letter_and_its_host():
    assert masked_email("minh.tran@vidu.vn") == "m•••@vidu.vn"


def test_what_is_missing_stays_empty_and_what_is_too_short_is_hidden_whole():
    assert masked_identifier(None) == ""
    assert masked_phone("113") == "•••"
    assert masked_email("nobody") == ""
