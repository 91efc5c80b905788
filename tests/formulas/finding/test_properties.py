"""Whatever people type: parts of codes, the beginning of a word, a slip of the finger, nonsense."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nenso.formulas.finding.documents import Document
from nenso.formulas.finding.ranking import Finder, marked_parts
from nenso.formulas.finding.spelling import words_of
from nenso.runtime.text import fold

TITLES = {
    "1.001193": "Thủ tục đăng ký khai sinh",
    "2.000528": "Thủ tục đăng ký khai sinh có yếu tố nước ngoài",
    "1.000894": "Thủ tục đăng ký kết hôn",
    "1.000656": "Thủ tục đăng ký khai tử",
    "1.004873": "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
    "2.000635": "Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh",
    "1.004859": "Thủ tục thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc",
    "1.004222": "Đăng ký thường trú",
    "1.004194": "Đăng ký tạm trú",
    "1.010041": "Xác nhận thông tin về cư trú",
    "1.013227": "Gia hạn giấy phép xây dựng đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
    "1.115345": "Cấp đổi Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
    "1.115359": "Xác nhận tiếp tục sử dụng đất nông nghiệp",
    "2.001955": "Đăng ký nội quy lao động của doanh nghiệp",
    "1.011442.000.00.00.H38": "Hỗ trợ chi phí hỏa táng cho người dân trên địa bàn tỉnh",
}
FINDER = Finder(Document(key=code, title=title, code=code, near=True, national=True) for code, title in TITLES.items())
LONG = sorted(code for code, title in TITLES.items() if len(title.split()) >= 8)
QUICK = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def codes(question: str, limit: int = 5) -> list[str]:
    return [found.document.code for found in FINDER.find(question, limit=limit).found]


@given(st.data())
@QUICK
def test_any_part_of_a_code_finds_it_with_or_without_its_dots(data: st.DataObject):
    code = data.draw(st.sampled_from(sorted(TITLES)))
    start = data.draw(st.integers(0, len(code) - 3))
    end = data.draw(st.integers(start + 3, len(code)))
    part = code[start:end]
    if any(character.isdigit() for character in part):
        assert code in codes(part, len(TITLES))
        assert code in codes(part.replace(".", ""), len(TITLES))


@pytest.mark.parametrize("code", sorted(TITLES))
def test_a_whole_code_comes_first_also_among_words(code: str):
    assert codes(code)[0] == code
    assert codes(f" {code.replace('.', '')} ")[0] == code


def test_a_code_within_a_question_is_taken_at_its_word():
    assert codes("thủ tục 1.004873 cần giấy tờ gì") == ["1.004873"]
    assert codes("mã số 1004873") == ["1.004873"]


def test_a_code_that_an_agency_lengthened_finds_the_national_one():
    assert codes("1.004873.000.00.00.H08") == ["1.004873"]


@pytest.mark.parametrize("typed", ["1.999999", "2099", "ở đâu", "cần giấy tờ gì"])
def test_a_code_of_nothing_and_a_question_about_nothing_find_nothing(typed: str):
    assert codes(typed) == []


@given(st.data())
@QUICK
def test_a_slip_or_two_keep_the_right_one_among_the_first_five(data: st.DataObject):
    code = data.draw(st.sampled_from(LONG))
    typed = fold(TITLES[code])
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(1, len(typed) - 2))
        slip = data.draw(st.sampled_from(["leave out", "double", "exchange", "change"]))
        letter = data.draw(st.sampled_from("abcdeghiklmnopqrstuvxy"))
        typed = {
            "leave out": typed[:at] + typed[at + 1 :],
            "double": typed[:at] + typed[at] + typed[at:],
            "exchange": typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :],
            "change": typed[:at] + letter + typed[at + 1 :],
        }[slip]
    assert code in codes(typed), typed


@given(st.text(max_size=60))
@QUICK
def test_nothing_that_can_be_typed_breaks_it(typed: str):
    for found in FINDER.find(typed).found:
        assert found.document.code in TITLES


@given(st.data())
@QUICK
def test_a_title_is_found_while_it_is_being_typed(data: st.DataObject):
    code = data.draw(st.sampled_from(LONG))
    title = TITLES[code]
    words = title.split()
    typed = " ".join(words[: data.draw(st.integers(7, len(words)))])
    shown = typed[: len(typed) - data.draw(st.integers(0, 2))]
    assert code in codes(shown)
    assert code in codes(fold(shown))


@given(st.sampled_from(sorted(TITLES.values())), st.sets(st.sampled_from(["dang", "ki", "khai", "sinh", "dat"])))
@QUICK
def test_marking_a_title_changes_none_of_it(title: str, matched: set[str]):
    parts = marked_parts(title, frozenset(matched))
    assert "".join(text for text, _ in parts) == title
    for text, hit in parts:
        assert not hit or all(word.folded in matched for word in words_of(text))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ddawng kys keets hoon", "1.000894"),
        ("dang9 ky1 khai sinh", "1.001193"),
        ("đăng kí kết hôn", "1.000894"),
        ("dangky tamtru", "1.004194"),
        ("dangkytamtru", "1.004194"),
        ("đăngký khaitử", "1.000656"),
        ("dangky ketthon", "1.000894"),
        ("đkkết hôn", "1.000894"),
        ("HOÁ TÁNG", "1.011442.000.00.00.H38"),
        ("tam chu", "1.004194"),
    ],
)
def test_keyboards_that_were_not_set_and_usual_misspellings_are_understood(typed: str, code: str):
    assert codes(typed)[0] == code


def test_the_plain_procedure_comes_before_its_special_variant_unless_that_is_asked_for():
    plain = codes("đăng ký khai sinh")
    assert plain[0] == "1.001193"
    assert "2.000528" in plain
    assert codes("đăng ký khai sinh cho con có bố người nước ngoài")[0] == "2.000528"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("người bị bệnh đăng ký khai sinh cho con", "1.001193"),
        ("dang ky khai sinh o gia lai", "1.001193"),
        ("đăng ký khai sinh ở xã Tuy Phước", "1.001193"),
        ("đổi sổ đỏ mất bao lâu", "1.115345"),
    ],
)
def test_words_that_only_look_like_a_country_a_place_or_a_loss_are_not_taken_for_one(question: str, code: str):
    assert codes(question)[0] == code


def test_what_provinces_word_a_little_differently_comes_once_before_what_is_another():
    does = "Đăng ký biến động quyền sử dụng đất trong các trường hợp"
    several = {
        "9.000001": f"{does} chuyển nhượng, thừa kế, tặng cho quyền sử dụng đất, góp vốn",
        "9.000002": f"{does} chuyển nhượng, thừa kế, tặng cho quyền sử dụng đất, góp vốn bằng đất",
        "9.000003": f"{does} đổi tên người sử dụng đất",
    }
    finder = Finder(Document(key=code, title=title, code=code) for code, title in several.items())
    found = [one.document.code for one in finder.find("đăng ký biến động chuyển nhượng quyền sử dụng đất").found]
    assert found[1:] == ["9.000003", *({"9.000001", "9.000002"} - {found[0]})]


def test_what_something_is_needed_for_counts_less_than_what_is_needed():
    assert codes("xin giấy xác nhận cư trú để đăng ký kết hôn")[0] == "1.010041"


def test_an_answer_says_which_official_term_stands_for_what_was_said():
    first = FINDER.find("đổi sổ đỏ cũ").found[0]
    assert first.document.code == "1.115345"
    assert any("sổ đỏ" in said and official.startswith("cấp đổi") for said, official in first.meaning)
    assert {"cap", "doi"} <= first.matched


def test_only_what_is_among_the_given_keys_is_found():
    assert [one.document.code for one in FINDER.find("đăng ký", among={"1.004194"}).found] == ["1.004194"]


def test_words_that_a_declaration_says_people_search_with_find_it():
    finder = Finder(
        [Document("a", "Cấp phép hoạt động", asked_as=("xe ôm công nghệ",)), Document("b", "Cấp phép xây dựng")]
    )
    assert finder.find("xe om cong nghe").found[0].document.key == "a"
