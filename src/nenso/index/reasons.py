"""Why a unit of today has no value of then, in words, by the codes that the engine and publications use."""

from collections.abc import Mapping
from typing import Final

REASONS: Final[Mapping[str, Mapping[str, str]]] = {
    "not_comparable": {"vi": "không so sánh được qua sáp nhập", "en": "not comparable across mergers"},
    "no_rule": {
        "vi": "chỉ số không nói cách chuyển sang đơn vị mới",
        "en": "the indicator does not say how its past is carried",
    },
    "no_facts": {"vi": "không tính lại được từ dữ kiện", "en": "it cannot be counted anew from facts"},
    "divided": {
        "vi": "đơn vị cũ bị chia, không rõ tỷ lệ",
        "en": "a former unit was divided, in which shares is not known",
    },
    "incomplete": {"vi": "một đơn vị cũ thiếu số liệu", "en": "a former unit lacks a value"},
    "missing": {"vi": "các đơn vị cũ đều thiếu số liệu", "en": "the former units lack values"},
    "no_weight": {"vi": "thiếu số để lấy trung bình có trọng số", "en": "there is nothing to weigh the mean by"},
    "not_a_number": {"vi": "giá trị là chữ, không cộng được", "en": "the values are words and cannot be added"},
}
