"""Every page of the desk, from the URL map: queues, cases, registers, settings, catalogue, publishing.

None is named here that opens by itself: a page that is added is looked at, or the test asks why it is not.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.conftest import WIDTHS, Opens, aside, violations
from factories.agencies import THAI_NGUYEN, agency
from nenso.cases.acts.batches import begin_batch, work_batch
from nenso.cases.intake.drafts import file_for, open_draft
from nenso.formulas.catalogue.taking_in import PROCEDURES, Upload, take_in
from nenso.formulas.writing import begin
from nenso.index.undertaking import ask_for_draft, undertake, undertaking_of
from nenso.registers.measuring.running import measure
from nenso.runtime import clock
from nenso.runtime.acting import acting
from support import boards
from support.addresses import addresses
from support.births import Someone, in_force, someone
from support.callers import EVERYTHING, PHU_THONG, ROLES, World, world
from support.formulas import LETTERS
from support.jobs import do_waiting_jobs
from support.visits import signed_in

TAKES_A_FORM = 405
EXCERPT = Path(__file__).parents[1] / "catalogue" / "excerpt.csv"
SAMPLE = "sample: one\nprocedure: letter\nas: {channel: online}\nform: {subject: Đường hỏng}\n"
PAPER = "results:\n  - {name: answer, template: answer, label: Thư trả lời, signed_in: {sign: person}}\n"
DRAFTED = {
    **LETTERS,
    "procedures/letter.yaml": LETTERS["procedures/letter.yaml"] + PAPER,
    "results/answer.typ": '#import "/office.typ": *\n#get("form.subject")\n',
    "samples/one.yaml": SAMPLE,
}
"""A formula that is being written, with all that can be looked at."""

ELSEWHERE = {
    "can-bo/bieu-mau/luoc-do/{kind}": "is read by the editor",
    "can-bo/bieu-mau/soan/{manuscript}/tai-ve": "is a file",
    "can-bo/bieu-mau/soan/{manuscript}/xem/{procedure}/{paper}": "is a file",
    "can-bo/danh-muc/{taken}/bao-cao.{kind}": "is a file",
    "can-bo/so/{register}/xuat": "is a file",
    "can-bo/so/{register}/{record}/so-sanh": "asks which other record looks alike",
    "can-bo/co-quan": "is put into other pages",
    "can-bo/nhap/{table}/can-sua.csv": "is a file",
    "can-bo/ho-so/{case}/phieu/{number}": "is a file",
    "can-bo/ho-so/{case}/van-ban/{result}": "is a file",
    "can-bo/ho-so/{case}/tep/{file}/trang/{sheet}": "is a picture",
    "can-bo/ho-so/{case}/tep/{file}/goc": "is a file",
    "can-bo/xep-hang/mau/{scorecard}.csv": "is a file",
    "can-bo/quan-tri/{agency}/chia-se/luot/{lookup}/chung-cu.json": "is a file",
}
"""What is no page to look at, and why."""


@pytest.fixture
def of(site: str) -> World:
    """Her cases, open and decided, her draft, and what officers make of them."""
    del site
    in_force()
    return aside(world)


def everywhere() -> Someone:
    """Return somebody with every role at the commune and above it."""
    roles = (*ROLES, "publisher", "admin", "auditor")
    return someone("Hà Thị Thu", *((role, path) for role in roles for path in (PHU_THONG, THAI_NGUYEN)))


def keys_of(who: Someone, of: World) -> dict[str, str]:
    """Return the keys of what this officer has under way, beside those of the world."""
    made = begin(who.actor, agency(PHU_THONG), DRAFTED, key="ban-thao-moi-trang")
    taken = take_in(who.actor, agency(PHU_THONG), {PROCEDURES: Upload("danh-muc.csv", EXCERPT.read_bytes())})
    with acting(EVERYTHING):
        do_waiting_jobs()
    batch = begin_batch(who.actor, "accept", [of.open_case.code or ""], key="cung-luc-moi-trang")
    work_batch(who.actor, batch, seconds=5)
    counter = open_draft(who.actor, "1.001193", agency(PHU_THONG), channel="counter", key="quay-moi-trang")
    file_for(who.actor, counter.id, {"full_name": "Lê Thị Na"}, "")
    measure(of.keys["register"])
    boards.in_force()
    told = (boards.SCORECARD, boards.PERIOD, agency(THAI_NGUYEN))
    waits = ask_for_draft(who.actor, "nhap-con-cho", *told, reported=boards.reported())
    done = ask_for_draft(who.actor, "nhap-da-tinh", *told, reported=boards.reported())
    undertake(done.id)
    return {
        "undertaking": str(waits.id),
        "publication": str(undertaking_of(who.actor, done.id).publication),
        "manuscript": str(made.id),
        "procedure": "letter",
        "taken": str(taken.id),
        "batch": str(batch),
        "draft": str(counter.id),
    }


SETTINGS = "/can-bo/quan-tri"
PARTS = {
    "settings": ("quan-tri",),
    "work": ("danh-muc/", "bieu-mau/soan/", "dieu-hanh", "quay/", "cung-luc/", "/so/", "xep-hang/viec"),
}
"""The pages in two parts, which two processes look at; what must be among them."""


def paths(of: World, own: dict[str, str], part: str) -> Iterator[str]:
    """Yield the addresses of a part of the desk that open by themselves."""
    return (path for path in _every(of, own) if path.startswith(SETTINGS) == (part == "settings"))


def _every(of: World, own: dict[str, str]) -> Iterator[str]:
    for address, view in addresses():
        if hasattr(view, "callers") and address.startswith("can-bo") and address not in ELSEWHERE:
            at_consulted = address.replace("{agency}", str(agency(THAI_NGUYEN).id))
            for words in {address, at_consulted}:
                template = words
                for name, value in own.items():
                    template = template.replace(f"{{{name}}}", value)
                yield "/" + of.path(template)
    yield from (f"/can-bo/ho-so/{of.done_case.code}", "/can-bo/viec/cho-tiep-nhan?q=an", "/can-bo/khong-co")
    yield from (f"/can-bo/so/{of.keys['register']}?{asked}" for asked in ("xem=2", f"ngay={clock.today()}"))


@pytest.mark.parametrize("part", PARTS)
def test_every_page_of_the_desk_that_opens_is_right_at_both_widths(visitor: Opens, of: World, part: str) -> None:
    who = everywhere()
    own = aside(lambda: keys_of(who, of))
    client, page = signed_in(who), visitor(who)
    looked: list[str] = []
    wrong: list[str] = []
    for path in paths(of, own, part):
        answer = client.get(path)
        if answer.status_code in {TAKES_A_FORM, 302}:
            continue
        if answer.status_code != 200 and path != "/can-bo/khong-co":
            wrong.append(f"{path}: {answer.status_code}")
            continue
        looked.append(path)
        page.goto(path, wait_until="load")
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 800})
            wrong += [f"{path} at {width}: {one}" for one in violations(page)]
    assert wrong == [], "\n".join(wrong)
    for word in PARTS[part]:
        assert any(word in path for path in looked), f"{word}: not looked at"
