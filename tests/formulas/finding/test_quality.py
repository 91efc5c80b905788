"""The right procedure among the 502 published ones, for questions as people ask them."""

import unicodedata

import pytest

from nenso.formulas.finding.documents import Document, without_opening
from nenso.formulas.finding.ranking import Finder
from nenso.formulas.finding.spelling import words_of
from nenso.language.reading import read
from nenso.runtime.text import fold
from support.procedure_documents import (
    CATALOGUE,
    OWN_QUESTIONS,
    QUESTIONS,
    SHIPPED,
    UNREAD_QUESTIONS,
    documents,
    finder,
    misses,
    questions,
)

pytestmark = pytest.mark.skipif(not CATALOGUE.is_file(), reason="the published tables are not beside this checkout")

FIRST, AMONG_THREE = 0.85, 0.96


def with_shipped_formulas() -> Finder:
    shipped = []
    for folder in sorted(path.parent for path in SHIPPED.glob("*/formula.yaml")):
        files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        formula = read(files).formula
        for one in formula.procedures.values() if formula else ():
            title = one.title.in_language("vi")
            shipped.append(
                Document(key=f"{folder.name}.{one.name}", title=title, code=one.code or "", near=True, national=True)
            )
    assert shipped
    return Finder([*documents(), *shipped])


def test_questions_that_people_asked_find_their_procedure_first_and_nearly_always_among_three():
    asked = questions(QUESTIONS)
    everything = with_shipped_formulas()
    assert len(asked) == 50
    assert len(misses(everything, asked, 1)) <= (1 - FIRST) * len(asked)
    assert len(misses(everything, asked, 3)) <= (1 - AMONG_THREE) * len(asked)


def test_so_do_more_questions_with_slips_dialect_abbreviations_and_without_diacritics():
    asked = questions(OWN_QUESTIONS)
    assert len(asked) >= 60
    assert len(misses(finder(), asked, 1)) <= (1 - FIRST) * len(asked), misses(finder(), asked, 1)
    assert len(misses(finder(), asked, 3)) <= (1 - AMONG_THREE) * len(asked), misses(finder(), asked, 3)


@pytest.mark.parametrize(("kind", "first", "among_three"), [("common", 0.95, 0.97), ("whole catalogue", 0.87, 0.97)])
def test_so_do_questions_nobody_read_while_the_words_were_chosen(kind: str, first: float, among_three: float):
    asked = questions(UNREAD_QUESTIONS, kind)
    assert len(asked) >= 40
    everything = with_shipped_formulas()
    assert len(misses(everything, asked, 1)) <= (1 - first) * len(asked)
    assert len(misses(everything, asked, 3)) <= (1 - among_three) * len(asked)


def test_where_and_when_it_is_asked_disturbs_no_question():
    asked = [
        (f"Năm 2026, {question.rstrip('?')} ở xã Tuy Phước, tỉnh Gia Lai?", right)
        for question, right in questions(QUESTIONS)
    ]
    assert len(misses(finder(), asked, 1)) <= (1 - FIRST) * len(asked), misses(finder(), asked, 1)
    assert len(misses(finder(), asked, 3)) <= (1 - AMONG_THREE) * len(asked), misses(finder(), asked, 3)


def test_questions_without_any_diacritics_lose_little():
    asked = [(fold(question), right) for question, right in questions(QUESTIONS)]
    assert len(misses(finder(), asked, 1)) <= (1 - FIRST) * len(asked), misses(finder(), asked, 1)
    assert len(misses(finder(), asked, 3)) <= (1 - AMONG_THREE) * len(asked), misses(finder(), asked, 3)


def test_decomposed_text_and_other_letter_case_find_the_same():
    for question, _ in questions(QUESTIONS):
        plain = finder().find(question)
        assert finder().find(unicodedata.normalize("NFD", question)) == plain
        assert finder().find(unicodedata.normalize("NFC", question).upper()).found == plain.found


def _words(title: str) -> list[str]:
    return [word.folded for word in words_of(title)]


def test_every_title_finds_itself_or_one_with_the_same_words_first():
    for document in documents():
        first = finder().find(document.title[:390]).found[0].document
        own, its = (" ".join(_words(without_opening(one.title))) for one in (document, first))
        assert own[:60] == its[:60] or own in its, (document.title, first.title)


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("đăng ký kết hôn cần giấy tờ gì", "documents"),
        ("làm sổ đỏ mất bao nhiêu tiền", "fee"),
        ("lam so do mat bao lau", "time"),
        ("đăng ký khai tử ở đâu", "place"),
        ("tách thửa làm như thế nào", "how"),
        ("sửa nhà có phải xin phép không", "whether"),
        ("khai sinh", ""),
    ],
)
def test_what_a_question_asks_about_is_told(question: str, about: str):
    assert finder().find(question).about == about
