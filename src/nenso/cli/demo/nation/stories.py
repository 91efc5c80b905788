"""The stories that are told all over the nation: each is run by the engine once, at one commune, and taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from nenso.agencies.books import start_book
from nenso.agencies.queries import agency_by_path
from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.asking import Supply, supply
from nenso.cases.intake.filing import Filing, file_case
from nenso.cli.demo.identification import MOTHER, MOTHER_ID
from nenso.cli.demo.nation.copying import Original, Specimen, read
from nenso.cli.demo.people import DEMO, PHU_THONG
from nenso.formulas.folders import example_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from nenso.territory.calendars import calendar_for

SUBJECT = "Đèn đường trước trường học bị hỏng"
REPLY = "Đã cử người kiểm tra và xử lý xong."
MISSING = "birth_certificate"
CHILD_ID = "child_id"
"""What an officer gives a child: a number that agrees with the year in which it is born."""
POLICE = "vn.bca.p19.c01969"
SERIAL = 7_000_001
"""Where books of numbers go on in the stories: a number that stands for nothing else in them."""
BOOKS = {
    "civil_registration:{serial}/{year}": True,
    "civil_registration:{serial}/TLKT": True,
    "civil_registration:{serial}/UBND-XNTTHN": True,
    "construction:{serial}/GPXD": True,
    "household_business:{serial:5}": False,
    "residence:{serial}/XN": True,
    "residence:{serial}/TB": True,
}
"""The books that the stories take numbers from, and whether they begin anew each year."""

Doing = tuple[int, str, Act | Supply]
"""After how many days, who, what."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is filed: procedure, the sample that ships with what is filled in, answers left out, answers put instead.

    ``paper``: what is handed over at the counter, where a clerk files it. ``book``: what its result is numbered in.
    """

    procedure: str
    sample: str = ""
    without: tuple[str, ...] = ()
    other: Mapping[str, Any] | None = None
    paper: tuple[str, ...] = ()
    book: str = ""
    at: str = PHU_THONG


KINDS = {
    "petition": Kind("petitions.petition"),
    "birth": Kind(
        "civil_registration.birth",
        "birth_on_time",
        ("marriage", "copies"),
        {"proof_later": True, "wants_copies": False},
        book="civil_registration:{serial}/{year}",
    ),
    "marriage": Kind(
        "civil_registration.marriage",
        "marriage_online",
        ("copies",),
        {"wants_copies": False},
        book="civil_registration:{serial}/{year}",
    ),
    "death": Kind(
        "civil_registration.death",
        "death_on_time",
        paper=("paper_form", "death_notice"),
        book="civil_registration:{serial}/TLKT",
    ),
    "marital": Kind(
        "civil_registration.marital_status",
        "marital_status_exempt",
        book="civil_registration:{serial}/UBND-XNTTHN",
    ),
    "permit": Kind(
        "construction.permit",
        "house",
        paper=("application", "land_use", "drawings_house"),
        book="construction:{serial}/GPXD",
    ),
    "shop": Kind("household_business.registration", "bakery", book="household_business:{serial:5}"),
    "stay": Kind(
        "residence.temporary", "temporary_rented", other={"exemption": "poor"}, book="residence:{serial}/TB", at=POLICE
    ),
    "proof": Kind("residence.confirmation", "confirmation_current", book="residence:{serial}/XN", at=POLICE),
}


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

    @property
    def signed(self) -> bool:
        """Whether a result is signed in it, which takes the engine longest."""
        return self.over and any(isinstance(what, Act) and what.action == "issue" for _, _, what in self.does)


TAKE: Doing = (1, "clerk", Act("take", form={"public_text": SUBJECT}))
ANSWER: tuple[Doing, ...] = (
    (5, "officer", Act("propose", form={"reply": REPLY})),
    (6, "leader", Act("sign")),
    (7, "clerk", Act("publish")),
)
LATE: tuple[Doing, ...] = tuple((days + 20, who, what) for days, who, what in ANSWER)
REFUSE: Doing = (1, "clerk", Act("refuse", reason="Việc này đã được giải quyết trước khi phản ánh."))
ASK: Doing = (1, "officer", Act("ask", marks=[{"document": MISSING, "why": "Thiếu Giấy chứng sinh."}]))
ACCEPT: Doing = (0, "clerk", Act("accept"))
TAKEN_NAME: Doing = (
    1,
    "officer",
    Act("ask", marks=[{"field": "name", "why": "Tên hộ kinh doanh trùng trong xã; đề nghị chọn tên khác."}]),
)


def _decided(form: Mapping[str, Any], *, days: int = 0, by: str = "leader") -> tuple[Doing, ...]:
    """Return accepting, proposing what the officer says in ``form``, signing and sealing; ``days``: how much later."""
    done = ((days, "officer", Act("propose", form=form)), (days, by, Act("sign")), (days, "registrar", Act("issue")))
    return (ACCEPT, *done)


BORN = {CHILD_ID: ""}
BUILT = {"planning": "agrees", "works": "Nhà ở riêng lẻ", "density": 45.1, "ratio": 0.86}
FATHER = {"id": "006093004567", "born_on": "1993-01-12"}
LIVES = {"place": "01969", "line": "Thôn Nà Ít"}
CONFIRMED = {"permanent": LIVES, "permanent_since": "2024-06-01", "current": LIVES}
OPENED = {"name_free": "allowed"}
STORIES = (
    Story("answered", "petition", (TAKE, *ANSWER), 0.12),
    Story("liked", "petition", (TAKE, *ANSWER), 0.07, rated="satisfied"),
    Story("disliked", "petition", (TAKE, *ANSWER), 0.03, rated="dissatisfied"),
    Story("late", "petition", (TAKE, *LATE), 0.04),
    Story("refused", "petition", (REFUSE,), 0.02),
    Story("new", "petition", (), 0.02, over=False),
    Story("taken", "petition", (TAKE,), 0.02, over=False),
    Story("proposed", "petition", (TAKE, ANSWER[0]), 0.01, over=False),
    Story("birth_done", "birth", _decided(BORN), 0.15),
    Story("birth_late", "birth", _decided(BORN, days=2), 0.03),
    Story("birth_new", "birth", (), 0.02, over=False),
    Story("birth_taken", "birth", (ACCEPT,), 0.02, over=False),
    Story("birth_asked", "birth", (ACCEPT, ASK), 0.02, over=False),
    Story(
        "marriage_done",
        "marriage",
        (*_decided({"status_found": "free"}), (0, "officer", Act("hand_over", form={"both_signed": True}))),
        0.06,
    ),
    Story("marriage_taken", "marriage", (ACCEPT,), 0.01, over=False),
    Story("death_done", "death", _decided({}), 0.06),
    Story("death_taken", "death", (ACCEPT,), 0.01, over=False),
    Story("marital_done", "marital", _decided({"found": "agrees"}, days=1), 0.06),
    Story("marital_late", "marital", _decided({"found": "agrees"}, days=6), 0.01),
    Story("permit_done", "permit", _decided(BUILT, days=4), 0.03),
    Story("permit_taken", "permit", (ACCEPT,), 0.01, over=False),
    Story("shop_done", "shop", _decided(OPENED, days=1, by="head"), 0.04),
    Story(
        "shop_mended",
        "shop",
        (
            ACCEPT,
            TAKEN_NAME,
            (2, "her", Supply(form={"name": "Hộ kinh doanh Bánh Mai Phủ Thông"})),
            *_decided(OPENED, days=2, by="head")[1:],
        ),
        0.01,
    ),
    Story("shop_asked", "shop", (ACCEPT, TAKEN_NAME), 0.01, over=False),
    Story("stay_done", "stay", _decided({"dwelling": "agrees"}, days=1), 0.05),
    Story("stay_taken", "stay", (ACCEPT,), 0.01, over=False),
    Story("proof_done", "proof", _decided(CONFIRMED), 0.06),
)
"""Their shares add up to one."""


def told(
    her: Actor,
    them: Mapping[str, Actor],
    police: Mapping[str, Actor],
    words: Mapping[str, str],
    specimen: Specimen,
    *,
    days: int = 5,
) -> dict[str, list[Original]]:
    """Return every story as it goes when it begins on each of the first ``days`` of a week; nothing of it stays.

    Those with a signed result begin on two of them. ``words``: see :func:`~nenso.cli.demo.nation.copying.read`.
    """
    monday = _quiet_monday()
    found = {}
    for story in STORIES:
        cast = {"her": her, **(police if KINDS[story.kind].at == POLICE else them)}
        begins = range(0, days, 3) if story.signed else range(days)
        found[story.name] = [_once(story, monday + timedelta(days=day), cast, words, specimen) for day in begins]
    return found


def _quiet_monday() -> date:
    """Return the next Monday with six weeks of five working days each behind it, so that deadlines keep when moved."""
    calendar = calendar_for()
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    while not all(calendar.is_working_day(monday + timedelta(days=n)) for n in range(42) if n % 7 < 5):
        monday += timedelta(days=7)
    return monday


def _once(story: Story, day: date, cast: Mapping[str, Actor], words: Mapping[str, str], specimen: Specimen) -> Original:
    def at(days: int, hour: int) -> datetime:
        """Return a moment of the ``days``-th day later, a Monday instead of a day of a week's end."""
        on = day + timedelta(days=days)
        on += timedelta(days=(7 - on.weekday()) % 7 if on.weekday() > 4 else 0)
        return datetime.combine(on, time(hour, 7, 13), clock.VIETNAM)

    kind = KINDS[story.kind]
    with transaction.atomic():
        if kind.book:
            with clock.at(at(0, 8)):
                period = str(day.year) if BOOKS[kind.book] else ""
                start_book(DEMO, agency_by_path(kind.at), kind.book, period, SERIAL)
        with clock.at(at(0, 8)):
            who = cast["clerk"] if kind.paper else cast["her"]
            case = file_case(who, _filing(kind, day), key=f"nation-{story.name}-{day}").case
        cases = [case.id]
        for n, (days, name, what) in enumerate(story.does):
            with clock.at(at(days, 9 + n)):
                _do(cast[name], case.id, _given(what, day), f"nation-{story.name}-{day}-{n}")
        if story.rated:
            with clock.at(at(story.does[-1][0] + 1, 15)):
                rating = Filing(
                    procedure="petitions.rating", form={"overall": story.rated}, about={"case": str(case.id)}
                )
                cases.append(file_case(cast["her"], rating, key=f"nation-{story.name}-{day}-rated").case.id)
        original = read(cases, {**words, **_own_words(story, day)}, specimen)
        transaction.set_rollback(True)
    return original


def _born(day: date) -> date:
    """Return when a child was born whose birth is registered on ``day``."""
    return day - timedelta(days=13)


def _number(day: date) -> str:
    return f"0193{_born(day).year % 100:02}000451"


def _given(what: Act | Supply, day: date) -> Act | Supply:
    """Return what is done, with the number of a child born in time for ``day``."""
    return replace(what, form={**what.form, CHILD_ID: _number(day)}) if CHILD_ID in what.form else what


def _do(actor: Actor, case: UUID, what: Act | Supply, key: str) -> None:
    if isinstance(what, Act):
        act(actor, case, what, key=key)
    else:
        supply(actor, case, what, key=key)


def _own_words(story: Story, day: date) -> dict[str, str]:
    """Return what is said in this story alone: the year of a book, the sex of a child."""
    years = {f'"book": "{day.year}"': "book", f'"book":"{day.year}"': "book_sealed"}
    if story.kind != "birth":
        return years
    sex = {'"sex": "female"': "child_sex", '"sex":"female"': "child_sex_sealed"}
    return {**years, **sex, _number(day): "child_number"}


def _filing(kind: Kind, day: date) -> Filing:
    if not kind.sample:
        petition = {"place": "01969", "kind": "other", "title": SUBJECT, "body": f"{SUBJECT} đã một tuần."}
        return Filing(procedure=kind.procedure, form=petition, agency=agency_by_path(PHU_THONG).id)
    form: dict[str, Any] = example_of(kind.procedure.split(".")[0], kind.sample, without=kind.without)
    form |= kind.other or {}
    form |= _dated(form, day)
    if not kind.paper:
        return Filing(procedure=kind.procedure, form=form)
    applicant = {"identifier": MOTHER_ID, "full_name": MOTHER, "born_on": "1995-03-08", "sex": "female"}
    return Filing(
        procedure=kind.procedure,
        form=form,
        agency=agency_by_path(kind.at).id,
        channel="counter",
        applicant=applicant,
        paper={one: {"original": 1} for one in kind.paper},
    )


def _dated(form: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Return the answers with a day that is near to the filing, as they are when it is filed on ``day``."""

    def before(days: int) -> str:
        return (day - timedelta(days=days)).isoformat()

    found: dict[str, Any] = {}
    if "child" in form:
        found["child"] = {**form["child"], "born_on": _born(day).isoformat()}
        father = {name: answer for name, answer in form["father"].items() if name != "birth_year"}
        found["father"] = {**father, **FATHER}
    if "died_on" in form:
        found |= {"died_on": before(2), "notice_issued_on": before(1)}
    if "from" in form:
        found |= {"from": before(0), "until": before(-100)}
    return found
