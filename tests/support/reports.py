"""A province whose communes report each year: opened by itself, filled in, appraised by several, decided."""

from datetime import datetime

from factories.agencies import agency, official
from factories.people import SYSTEM
from nenso.agencies.models import Post
from nenso.cases.engine.lookup import CaseLookup, as_procedure
from nenso.cases.engine.offering import offered
from nenso.cases.models import Case
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.offers import offer_of
from nenso.formulas.publishing import publish
from nenso.registers import recording
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendars import calendar_for
from support.stories import EVERYTHING

PROVINCE, AN_KHANH, PHU_THONG = "vn.p19", "vn.p19.c05488", "vn.p19.c01969"
BEFORE = datetime(2026, 10, 1, tzinfo=clock.VIETNAM)

FORMULA = """formula: reports
version: "1.0.0"
title: Báo cáo
offered_by: [province]
roles: {appraiser: {title: Thành viên hội đồng, like: officer}}
"""
YEARLY = """procedure: yearly
title: Báo cáo năm
audience: [agency]
competent: applicant.parent
starts:
  - for: agencies
    where: "record.parent.id == agency.id && record.path in ['vn.p19.c01969', 'vn.p19.c05488', 'vn.p19.old']"
    every: year
    day: 11-01
    applicant: record
    level: do
limit: [{per: [applicant, period], most: 1, message: Mỗi năm một báo cáo}]
form: [{name: year, type: period, label: Năm, compute: period}]
filing: {to: score}
steps:
  score:
    by: officer@applicant
    form:
      - name: items
        type: table
        label: Mục
        rows: "['roads', 'schools'].map(k, {'key': k})"
        fields: [{name: own, type: number, label: Tự chấm, min: 0, max: 10, required: true}]
    actions: {submit: appraise}
  appraise:
    by: appraiser
    not: [step.score]
    each:
      enough: 2
      sealed: true
      then: [{if: "entries.appraise.exists(e, e.more)", to: score}, {to: final}]
    form:
      - {name: points, type: number, label: Điểm, required: true}
      - {name: more, type: yes_no, label: Cần bổ sung, default: false}
    actions: {give: {to: counts, label: Chấm}, recuse: {to: leave, label: Từ chối chấm}}
  final: {by: leader, form: [{name: points, type: number, label: Điểm cuối, required: true}], actions: {lock: done}}
"""
ROADS = """register: roads
title: Đường
label: "{name}"
fields:
  - {name: name, type: text, label: Tên, required: true}
  - {name: keeper, type: record, of: officials, label: Người coi}
"""
CHECK = """procedure: check
title: Kiểm tra đường
audience: []
about: {register: roads}
starts:
  - {for: roads, where: "record.name != 'Cũ'", every: quarter, applicant: agency, level: do, set: {name: record.name}}
form: [{name: name, type: text, label: Tên}]
steps:
  look: {by: officer, actions: {finish: done}}
"""
VISIT = """procedure: visit
title: Đi thăm đường
audience: [official]
about: {register: roads}
starts: [{for: roads, every: month, day: 5, applicant: record.keeper, set: {name: record.name}}]
form: [{name: name, type: text, label: Tên}]
steps:
  look: {by: officer, actions: {finish: done}}
"""


def road(name: str, keeper: Actor) -> Record:
    """Write a road of the province, kept by an official."""
    offer = offer_of(agency(PROVINCE), "reports.check")
    ready = offered(offer)
    found = ready.register("roads")
    assert found is not None
    lookup = CaseLookup(SYSTEM, ready, agency(PROVINCE), calendar_for(PROVINCE))
    source = recording.Source(edition=offer.edition, why="tests", at=BEFORE)
    with acting(SYSTEM):
        post = Post.objects.filter(account_id=keeper.account).get()
    values = {"name": name, "keeper": str(post.id)}
    with acting(as_procedure(SYSTEM, offer.name)):
        return recording.create(ready.declared(*found), values, agency(PROVINCE), source, lookup)


def in_force(yearly: str = YEARLY, version: str = "1.0.0") -> None:
    """Publish the formula and let the province adopt it."""
    offers.forget()
    files = {"formula.yaml": FORMULA.replace("1.0.0", version), "procedures/yearly.yaml": yearly}
    files |= {"registers/roads.yaml": ROADS, "procedures/check.yaml": CHECK, "procedures/visit.yaml": VISIT}
    with clock.at(BEFORE):
        edition = publish(SYSTEM, {path: text.encode() for path, text in files.items()}).edition
        adopt(SYSTEM, agency(PROVINCE), edition)
    offers.forget()


def people(*appraisers: str) -> dict[str, Actor]:
    """Return who works on a report: the commune's officer, the appraisers by name, the province's leader."""
    with clock.at(BEFORE):
        found = {
            "officer": official("officer", PHU_THONG, "Cán bộ Xã"),
            "leader": official("leader", PROVINCE, "Chủ tịch"),
        }
        return found | {name: official("appraiser", PROVINCE, name) for name in appraisers}


def reports() -> list[Case]:
    """Return the reports that are there, by the path of whose they are."""
    with acting(EVERYTHING):
        return list(Case.objects.filter(procedure="reports.yearly").select_related("agency").order_by("applicant_name"))
