"""The stories that are told all over the nation: each is run by the engine once, at one commune, and taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from nenso.agencies.queries import agency_by_path
from nenso.cases.acting import Act, act
from nenso.cases.filing import Filing, file_case
from nenso.cli.demo.nation.copying import Original, read
from nenso.cli.demo.people import PHU_THONG
from nenso.formulas.folders import example_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from nenso.territory.calendars import calendar_for

SUBJECT = "Đèn đường trước trường học bị hỏng"
REPLY = "Đã cử người kiểm tra và xử lý xong."
MISSING = "birth_certificate"

Doing = tuple[int, str, Act]
"""After how many days, who, what."""


@dataclass(frozen=True, slots=True)
class Story:
    """What happens to a case: ``kind`` of case, what is done, how often it is told, whether it is over.

    ``rated``: what whoever filed says of it afterwards.
    """

    name: str
    kind: str
    does: tuple[Doing, ...]
    share: float
    over: bool = True
    rated: str = ""


TAKE: Doing = (1, "clerk", Act("take", form={"public_text": SUBJECT}))
ANSWER: tuple[Doing, ...] = (
    (5, "officer", Act("propose", form={"reply": REPLY})),
    (6, "leader", Act("sign")),
    (7, "clerk", Act("publish")),
)
LATE: tuple[Doing, ...] = tuple((days + 20, who, what) for days, who, what in ANSWER)
REFUSE: Doing = (1, "clerk", Act("refuse", reason="Việc này đã được giải quyết trước khi phản ánh."))
ASK: Doing = (1, "officer", Act("ask", marks=[{"document": MISSING, "why": "Thiếu Giấy chứng sinh."}]))
STORIES = (
    Story("answered", "petition", (TAKE, *ANSWER), 0.42),
    Story("liked", "petition", (TAKE, *ANSWER), 0.14, rated="satisfied"),
    Story("disliked", "petition", (TAKE, *ANSWER), 0.05, rated="dissatisfied"),
    Story("late", "petition", (TAKE, *LATE), 0.12),
    Story("refused", "petition", (REFUSE,), 0.05),
    Story("new", "petition", (), 0.06, over=False),
    Story("taken", "petition", (TAKE,), 0.05, over=False),
    Story("proposed", "petition", (TAKE, ANSWER[0]), 0.03, over=False),
    Story("birth_new", "birth", (), 0.03, over=False),
    Story("birth_taken", "birth", ((0, "clerk", Act("accept")),), 0.03, over=False),
    Story("birth_asked", "birth", ((0, "clerk", Act("accept")), ASK), 0.02, over=False),
)
"""Their shares add up to one."""


def told(
    her: Actor, them: Mapping[str, Actor], words: Mapping[str, str], *, days: int = 5
) -> dict[str, list[Original]]:
    """Return every story as it goes when it begins on each of the first ``days`` of a week; nothing of it stays.

    ``words``: see :func:`~nenso.cli.demo.nation.copying.read`.
    """
    monday = _quiet_monday()
    return {
        story.name: [_once(story, monday + timedelta(days=day), her, them, words) for day in range(days)]
        for story in STORIES
    }


def _quiet_monday() -> date:
    """Return the next Monday with six weeks of five working days each behind it, so that deadlines keep when moved."""
    calendar = calendar_for()
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    while not all(calendar.is_working_day(monday + timedelta(days=n)) for n in range(42) if n % 7 < 5):
        monday += timedelta(days=7)
    return monday


def _once(story: Story, day: date, her: Actor, them: Mapping[str, Actor], words: Mapping[str, str]) -> Original:
    def at(days: int, hour: int) -> datetime:
        """Return a moment of the ``days``-th day later, a Monday instead of a day of a week's end."""
        on = day + timedelta(days=days)
        on += timedelta(days=(7 - on.weekday()) % 7 if on.weekday() > 4 else 0)
        return datetime.combine(on, time(hour, 7, 13), clock.VIETNAM)

    with transaction.atomic():
        with clock.at(at(0, 8)):
            case = file_case(her, _filing(story.kind, day), key=f"nation-{story.name}-{day}").case
        cases = [case.id]
        for n, (days, who, what) in enumerate(story.does):
            with clock.at(at(days, 9 + n)):
                act(them[who], case.id, what, key=f"nation-{story.name}-{day}-{n}")
        if story.rated:
            with clock.at(at(story.does[-1][0] + 1, 15)):
                rating = Filing(
                    procedure="petitions.rating", form={"overall": story.rated}, about={"case": str(case.id)}
                )
                cases.append(file_case(her, rating, key=f"nation-{story.name}-{day}-rated").case.id)
        original = read(cases, words)
        transaction.set_rollback(True)
    return original


def _filing(kind: str, day: date) -> Filing:
    if kind == "petition":
        petition = {"place": "01969", "kind": "other", "title": SUBJECT, "body": f"{SUBJECT} đã một tuần."}
        return Filing(procedure="petitions.petition", form=petition, agency=agency_by_path(PHU_THONG).id)
    form: dict[str, Any] = example_of("civil_registration", "birth_asked", without=("father", "marriage"))
    child = {**form["child"], "born_on": (day - timedelta(days=13)).isoformat()}
    return Filing(procedure="civil_registration.birth", form=form | {"child": child})
