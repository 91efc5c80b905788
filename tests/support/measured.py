"""A commune whose letters and wells are measured: a formula with indicators in every form, people and their cases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from factories.agencies import agency, official
from factories.people import SYSTEM, citizen
from nenso.cases.acts.acting import Act, act
from nenso.cases.intake.filing import Filing, file_case
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.models import Edition
from nenso.formulas.publishing import publish
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from support.formulas import letters

BEFORE = datetime(2026, 10, 1, tzinfo=clock.VIETNAM)
AN_KHANH, PHU_THONG = "vn.p19.c05488", "vn.p19.c01969"

REGISTER = """register: wells
title: Giếng nước
label: "{name}"
key: [name]
fields:
  - {name: name, type: text, label: Tên, required: true}
  - {name: clean, type: yes_no, label: Nước sạch}
  - {name: depth, type: integer, label: Độ sâu}
  - {name: owner_id, type: person_id, label: Chủ, sensitive: true}
"""
INDICATORS = {
    "received": "from: cases.letter\nmeasure: count(*)\nby: [agency, place]",
    "answered": "from: cases.letter\nmeasure: count(*)\nwhere: done\ndate: finished_at",
    "answered_share": (
        "of: {from: cases.letter, measure: count(*), where: done}\n"
        "per: {from: cases.letter, measure: count(*)}\ndate: filed_at"
    ),
    "written_long": "from: cases.letter\nmeasure: count(*)\nwhere: length(form.subject) > 10",
    "read_acts": "from: entries.letter\nmeasure: count(*)\nwhere: step = 'read' AND action = 'answer'",
    "senders": "from: cases.letter\nmeasure: count(DISTINCT applicant)",
    "working_days": "from: cases.letter\nmeasure: avg(working_days)\ndate: finished_at",
    "clean_wells": (
        "of: {from: records.wells, measure: count(*), where: clean, as_of: end}\n"
        "per: {from: records.wells, measure: count(*), as_of: end}"
    ),
    "deepest": "from: records.wells\nmeasure: max(depth)\nas_of: end",
    "letters_per_well": "formula: received / wells_now",
    "wells_now": "from: records.wells\nmeasure: count(*)\nas_of: end",
    "asked_neighbours": "reported: survey",
    "well_served": (
        "edition: \"2026\"\nranks: {of: agencies, where: record.kind == 'commune'}\ncombine: sum\n"
        "missing: {do: renormalise, under: 0.1}\n"
        "round: {to: 2}\nparts:\n  - {indicator: answered_share, max: 60, scale: ratio}\n"
        "  - {indicator: clean_wells, max: 40, scale: ratio}"
    ),
}


def files(**changed: str) -> dict[str, str]:
    """Return the files of the formula ``letters`` with its indicators, some of them ``changed``."""
    made = letters(version="1.0.0", deadline="deadline: {within: 3 working days}")
    made["registers/wells.yaml"] = REGISTER
    for name, said in (INDICATORS | changed).items():
        made[f"indicators/{name}.yaml"] = f"indicator: {name}\ntitle: {name}\n{said}\n"
    return made


def in_force(beside: Mapping[str, str] | None = None, **changed: str) -> Edition:
    """Publish the formula, with files ``beside`` its own, and let the Government adopt it for all communes."""
    offers.forget()
    made = files(**changed) | dict(beside or {})
    with clock.at(BEFORE):
        edition = publish(SYSTEM, {path: text.encode() for path, text in made.items()}).edition
        adopt(SYSTEM, agency("vn"), edition)
    return edition


def writer(name: str = "Triệu Thị Mai", identifier: str = "006190000123") -> Actor:
    """Return somebody who writes letters."""
    return citizen(name, identifier=identifier)


def officials_at(path: str) -> dict[str, Actor]:
    """Return a clerk and a leader of a commune."""
    with clock.at(BEFORE):
        return {role: official(role, path) for role in ("clerk", "leader")}


def write(who: Actor, path: str, subject: str, key: str, procedure: str = "letter") -> Any:
    """File a letter to a commune."""
    wanted = Filing(procedure=f"letters.{procedure}", form={"subject": subject}, agency=agency(path).id)
    return file_case(who, wanted, key=f"letter-{key}").case


def read(case: Any, officials: dict[str, Actor]) -> None:
    """The clerk takes it in and writes the answer."""
    act(officials["clerk"], case.id, Act("answer"), key=f"answer-{case.id}"[:80])


def sign(case: Any, officials: dict[str, Actor]) -> None:
    """The leader signs the answer."""
    act(officials["leader"], case.id, Act("sign"), key=f"sign-{case.id}"[:80])


def answer(case: Any, officials: dict[str, Actor]) -> None:
    """Both at once."""
    read(case, officials)
    sign(case, officials)
