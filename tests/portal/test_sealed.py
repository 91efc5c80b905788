"""The offer of docs/sealed.md, by pages and by programs: filed, sealed, opened by itself, decided."""

import re
from pathlib import Path

import pytest

from api.conftest import Caller, problem
from factories.agencies import agency
from nenso.cases.acts.ending import withdraw
from nenso.cases.intake.drafts import open_draft
from nenso.cases.models import Case
from nenso.runtime import clock
from nenso.runtime.acting import acting
from portal.test_drafts import send
from support import bids
from support.births import Someone, someone
from support.callers import EVERYTHING
from support.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
DOCUMENT = (Path(__file__).parents[2] / "docs" / "sealed.md").read_text(encoding="utf-8")
DECLARED = re.findall(r"```yaml\n# file: procedures/(\w+)\.yaml\n(.*?)```", DOCUMENT, re.DOTALL)
PRICE = "987654321"
WRITTEN = re.compile(r"987[.,  ]?654[.,  ]?321")


@pytest.fixture
def bidder() -> Someone:
    bids.in_force(**dict(DECLARED))
    return someone("Triệu Thị Chào")


def begun(who: Someone, days: int = 2) -> str:
    """Begin an offer on a new call; return the key of the draft."""
    about = {"record": str(bids.call(bids.closing(days)).id)}
    return str(open_draft(who.actor, "calls.offer", agency(), about=about).id)


def filed(who: Someone) -> Case:
    """File an offer by pages, and check what its applicant is told on the way."""
    client, until = signed_in(who), f"{bids.closing():%H:%M ngày %d/%m/%Y}"
    draft = begun(who)
    first = client.get(f"/ho-so/nhap/{draft}", follow=True).request["PATH_INFO"]
    if first.endswith("nop-cho-ai"):
        first = client.post(first, {"whom": "toi", "once": "cho-toi-0001"})["Location"]
    assert send(client, first, price=PRICE).status_code == 302
    check = f"/ho-so/nhap/{draft}/kiem-tra"
    told = client.get(check).text
    assert "Khi nộp, hồ sơ được niêm phong đến" in told
    assert until in told
    answer = client.post(check, {"oath": "true", "once": "nop-ho-so-0001"})
    assert answer.status_code == 302, answer.text
    told = client.get(answer["Location"]).text
    assert "Hồ sơ được niêm phong đến" in told
    assert until in told
    with acting(EVERYTHING):
        return Case.objects.get(pk=draft)


def test_an_offer_is_filed_sealed_and_opened_by_pages(bidder: Someone) -> None:
    case, until = filed(bidder), f"{bids.closing():%H:%M ngày %d/%m/%Y}"
    own = signed_in(bidder)
    page = own.get(f"/ho-so/{case.code}").text
    assert "kể cả cán bộ" in page
    assert "sealed until" in own.get(f"/ho-so/{case.code}", HTTP_ACCEPT_LANGUAGE="en").text
    assert f"niêm phong đến {until}" in own.get("/ho-so").text
    clerk, leader = (someone(name, (role, "vn.p19.c01969")) for name, role in (("An", "clerk"), ("Bình", "leader")))
    for who in (clerk, leader):
        desk = signed_in(who)
        queue, seen = desk.get("/can-bo/viec/cho-tiep-nhan").text, desk.get(f"/can-bo/ho-so/{case.code}").text
        for text in (queue, seen):
            assert f"niêm phong đến {until}" in text
            assert not WRITTEN.search(text)
        assert "Giấy tờ nếu có cũng được niêm phong" in seen
        assert 'name="action"' not in seen
    with clock.at(bids.closing()):
        desk = signed_in(clerk)
        seen = desk.get(f"/can-bo/ho-so/{case.code}").text
        assert WRITTEN.search(seen)
        assert "niêm phong đến" not in seen
        assert "cũng được niêm phong" not in seen
        assert 'name="action"' in seen
        assert "niêm phong" not in desk.get("/can-bo/viec/cho-tiep-nhan").text


def test_what_was_withdrawn_before_says_so_on_the_desk(bidder: Someone) -> None:
    case, clerk = filed(bidder), someone("An", ("clerk", "vn.p19.c01969"))
    withdraw(bidder.actor, case.id, "Tính nhầm", key="rut-ho-so-0001")
    with clock.at(bids.closing()):
        seen = signed_in(clerk).get(f"/can-bo/ho-so/{case.code}").text
    assert "được rút trước khi mở niêm phong" in seen
    assert not WRITTEN.search(seen)


def test_programs_are_told_that_a_case_is_sealed_and_refused_until_then(bidder: Someone) -> None:
    case, until = filed(bidder), clock.written(bids.closing())
    clerk = Caller(someone("An", ("clerk", "vn.p19.c01969")))
    (listed,) = clerk.get(f"/cases?agency={agency().id}").json()["items"]
    assert (listed["code"], listed["sealed_until"], listed["label"]) == (case.code, until, "Triệu Thị Chào")
    read = clerk.get(f"/cases/{case.code}")
    assert (read.json()["sealed_until"], read.json()["form"], read.json()["actions"]) == (until, {}, [])
    assert PRICE not in clerk.get(f"/cases/{case.code}/journal").text
    refused = clerk.post(f"/cases/{case.code}/acts", {"action": "accept"}, HTTP_IF_MATCH='"1"')
    assert (refused.status_code, problem(refused, "cases.sealed")["until"]) == (409, until)
    assert clerk.get("/procedures/calls.offer").json()["sealed"] is True
    own = Caller(bidder).get(f"/cases/{case.code}").json()
    assert (own["form"], [one["kind"] for one in own["actions"]]) == ({"price": int(PRICE)}, ["withdraw"])
    with clock.at(bids.closing()):
        read = clerk.get(f"/cases/{case.code}").json()
        assert (read["sealed_until"], read["form"]) == (None, {"price": int(PRICE)})
        done = clerk.post(f"/cases/{case.code}/acts", {"action": "accept"}, HTTP_IF_MATCH=f'"{read["version"]}"')
    assert done.status_code == 200
