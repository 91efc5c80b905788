"""A small ranking of the communes of a province, measured, surveyed and reported, published through the public door."""

from datetime import timedelta
from uuid import UUID

from factories.agencies import agency, official
from nenso.agencies.models import Agency
from nenso.index import publications
from nenso.index.measuring.running import run
from nenso.index.models import Publication
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from support import measured
from support.measured import AN_KHANH, PHU_THONG
from support.stories import at

PROVINCE, SCORECARD, PERIOD = "vn.p19", "letters.close_to_people", "2026-Q4"
INDICATORS = {
    "answered_share": measured.INDICATORS["answered_share"]
    + "\nunit: percent\nsource: Đo từ thư đã gửi\nmerge: recompute",
    "asked_neighbours": "reported: survey\nunit: percent\nmerge: {weighted: received}",
    "has_plan": "reported: report\nunit: yes_no\nmerge: not_comparable",
    "meetings": "reported: report\nunit: count\nmerge: sum",
    "close_to_people": """edition: "2026"
source: Bảng điểm dùng trong kiểm thử
ranks: {of: agencies, where: record.kind == 'commune'}
combine: sum
missing: {do: renormalise, under: 0.6}
round: {to: 2}
groups: [{name: A, from: 0.8}, {name: B, from: 0.5}, {name: C}]
parts:
  - part: answering
    title: {vi: Trả lời thư, en: Answering letters}
    max: 50
    parts:
      - {indicator: answered_share, title: {vi: Thư được trả lời, en: Letters answered}, max: 30, scale: ratio}
      - {indicator: asked_neighbours, title: {vi: Người dân hài lòng, en: Neighbours content}, max: 20, scale: ratio}
  - part: planning
    title: {vi: Kế hoạch, en: Planning}
    max: 50
    parts:
      - {indicator: has_plan, title: {vi: Có kế hoạch năm, en: Has a plan}, max: 20, scale: yes_no}
      - {indicator: meetings, title: {vi: Số phiên họp, en: Meetings}, max: 30, scale: {steps: {1: 10, 4: 30}}}""",
}


def in_force() -> None:
    """Publish the formula and let the Government adopt it."""
    measured.in_force(**INDICATORS)


def letters_measured() -> None:
    """Let people write three letters in October, two of which are answered, and measure the quarter."""
    who, here, there = measured.writer(), measured.officials_at(PHU_THONG), measured.officials_at(AN_KHANH)
    with at("2026-10-05 08:00"):
        first = measured.write(who, PHU_THONG, "Cầu hỏng", "1")
        measured.write(who, PHU_THONG, "Đường hỏng", "2")
        other = measured.write(who, AN_KHANH, "Đèn đường", "3")
    with at("2026-10-07 08:00"):
        measured.answer(first, here)
        measured.answer(other, there)
    with at("2026-11-10 08:00"):
        run(periods=(PERIOD,))


def reported(seed: int = 0, below: str = PROVINCE) -> dict[str, dict[str, object]]:
    """Return what the communes reported and were asked; the last one reported nothing."""
    communes = Agency.objects.filter(kind="commune", path__below=below).order_by("path")
    paths = [str(path) for path in communes.values_list("path", flat=True)]
    told = [(path, place + seed) for place, path in enumerate(paths[:-1])]
    return {
        "letters.asked_neighbours": {path: round(max(place * 37 % 101, 1) / 100, 2) for path, place in told},
        "letters.has_plan": {path: place % 3 > 0 for path, place in told},
        "letters.meetings": {path: place % 6 for path, place in told},
    }


def publisher(path: str = PROVINCE) -> Actor:
    """Return who publishes for an agency."""
    return official("publisher", path, "Lê Thị Công Bố")


def drafted(who: Actor, period: str = PERIOD, *, of: str = PROVINCE) -> Publication:
    """Draft the ranking of a period, of the same values each time."""
    return publications.draft(who, SCORECARD, period, agency(of), reported=reported(0, of))


def published(
    who: Actor,
    period: str = PERIOD,
    *,
    of: str = PROVINCE,
    seed: int = 0,
    embargo: timedelta | None = None,
    corrects: UUID | None = None,
    changed: str = "",
) -> Publication:
    """Draft and publish the ranking of a period."""
    told = reported(seed, of)
    draft = publications.draft(who, SCORECARD, period, agency(of), reported=told, corrects=corrects, changed=changed)
    until = clock.now() + embargo if embargo is not None else None
    return publications.publish(who, draft.id, embargo_until=until)
