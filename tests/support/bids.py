"""A commune that asks for offers: each is sealed until the call closes; comments that are sealed for three days."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.engine.lookup import CaseLookup, as_procedure
from nenso.cases.engine.offering import offered
from nenso.cases.intake.drafts import open_draft, save_draft
from nenso.cases.intake.filing import Filed, Filing, file_case
from nenso.cases.intake.giving import Given, give_file
from nenso.cases.models import Case, Seal
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.offers import offer_of
from nenso.formulas.publishing import publish
from nenso.registers import recording
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendars import calendar_for
from support.stories import EVERYTHING, new_key

FORMULA = """formula: calls
version: "1.0.0"
title: Mời chào giá
offered_by: [commune]
settings: [{name: comment_days, type: integer, label: Số ngày niêm phong góp ý, default: 3, set_by: [commune]}]
"""
CALLS = """register: calls
title: Lời mời
label: "{name}"
read: [{who: signed_in, what: all}]
fields:
  - {name: name, type: text, label: Tên, required: true}
  - {name: closes_on, type: date, label: Ngày mở}
"""
BID = """procedure: bid
title: {vi: Chào giá, en: Bid}
audience: [citizen, enterprise]
about: {register: calls}
label: "Giá {form.price}"
parties: {partner: {is: form.partner, label: Bên cùng chào}}
sealed: {until: about.closes_on}
deadline: {within: 10 days, from: filed}
fee: {when: filing, lines: [{name: Lệ phí, kind: le_phi, amount: 50000, to: agency}]}
form:
  - {name: price, type: money, label: Giá, required: true}
  - {name: partner, type: person_id, label: Bên cùng chào}
  - {name: news, type: consent, label: Nhận tin, purpose: news}
documents: [{name: plan, label: Phương án, required: false}]
steps:
  receive: {title: Tiếp nhận giá, by: clerk, within: 2 days, actions: {accept: {to: examine, label: Tiếp nhận}}}
  examine: {title: Xem giá, by: officer, actions: {propose: {to: decide, label: Đề xuất}}}
  decide: {title: Quyết định, by: leader, actions: {choose: {to: done, label: Chọn}}}
"""
COMMENT = """procedure: comment
title: Góp ý kín
audience: [citizen]
sealed: {until: "case.filed_at + days(setting.comment_days)"}
form: [{name: text, type: text, label: Góp ý, required: true}]
steps:
  read: {by: officer, actions: {close: done}}
"""
PRICE, PARTNER = 123_456_789, "019190123450"


def in_force(version: str = "1.0.0", **procedures: str) -> None:
    """Publish the formula and let the commune adopt it."""
    offers.forget()
    written = {"bid": BID, "comment": COMMENT} | procedures
    files = {"formula.yaml": FORMULA.replace("1.0.0", version), "registers/calls.yaml": CALLS}
    files |= {f"procedures/{name}.yaml": text for name, text in written.items()}
    with clock.at(clock.now() - timedelta(days=30)):
        edition = publish(SYSTEM, {path: text.encode() for path, text in files.items()}).edition
        adopt(SYSTEM, agency("vn"), edition)
    offers.forget()


def closing(days: int = 2) -> datetime:
    """Return the first minute in Viet Nam of the day after so many days: the database's clock is the real one."""
    return clock.local_now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)


def call(closes: datetime | None) -> Record:
    """Write a call of the commune."""
    offer = offer_of(agency(), "calls.bid")
    ready = offered(offer)
    found = ready.register("calls")
    assert found is not None
    lookup = CaseLookup(SYSTEM, ready, agency(), calendar_for(agency().path))
    source = recording.Source(edition=offer.edition, why="tests", at=clock.now())
    values = {"name": "Sửa cầu", **({"closes_on": closes.date().isoformat()} if closes else {})}
    with acting(as_procedure(SYSTEM, offer.name)):
        return recording.create(ready.declared(*found), values, agency(), source, lookup)


def move(record: Record, closes: datetime) -> None:
    """Let a call close at another day."""
    with acting(as_procedure(SYSTEM, "calls.bid")):
        Record.objects.filter(pk=record.pk).update(data={**record.data, "closes_on": closes.date().isoformat()})


def bid(who: Actor, on: Record, **form: Any) -> Filed:
    """File a bid with a plan on a call."""
    draft = open_draft(who, "calls.bid", agency(), about={"record": str(on.id)})
    given = Given([b"Chi tiet gia 123456789"], "phuong-an.txt", "text/plain")
    give_file(who, str(draft.id), "plan", given, key=new_key())
    answers = {"price": PRICE, "partner": PARTNER, "news": True} | form
    saved = save_draft(who, draft.id, answers, version=draft.version)
    return file_case(who, Filing("calls.bid", answers, agency=agency().id, draft=saved.id), key=new_key())


def comment(who: Actor, text: str = "Đường hẹp quá") -> Case:
    """File a sealed comment."""
    return file_case(who, Filing("calls.comment", {"text": text}, agency=agency().id), key=new_key()).case


def seals(case: UUID) -> list[Seal]:
    """Return the seals of a case, the first first."""
    with acting(EVERYTHING), acting(Actor(scope=("vn",), readers=frozenset({f"seal@{case}"}))):
        return list(Seal.objects.filter(case_id=case).order_by("at", "id"))
