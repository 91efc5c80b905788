"""Which of the two languages a request prefers: Vietnamese unless English is wanted more."""

from typing import Literal

from django.http import HttpRequest

Language = Literal["vi", "en"]


def language_of(request: HttpRequest) -> Language:
    """Return ``en`` when ``Accept-Language`` ranks English above Vietnamese, else ``vi``."""
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    if not header:
        return "vi"
    weights = {"vi": 0.0, "en": 0.0}
    for part in header.lower().split(","):
        tag, _, parameter = part.strip().partition(";")
        primary = tag.strip().split("-")[0]
        if primary in weights:
            weights[primary] = max(weights[primary], _weight(parameter))
    return "en" if weights["en"] > weights["vi"] else "vi"


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
