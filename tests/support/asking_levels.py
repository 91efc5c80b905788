"""A small formula whose letters ask this or that level of identification, for tests of who may file them."""

from typing import Any

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.models import Edition
from nenso.formulas.publishing import publish
from nenso.runtime import clock
from support.births import BEFORE
from support.formulas import letters

LETTER = "letters.letter"
REPLY = """procedure: reply
title: Trả lời thư
audience: []
assurance: 3
form: [{name: subject, type: text, label: Về việc, required: true}]
steps: {read: {by: clerk, within: 1 working day, actions: {answer: done}}}
"""
"""Only a letter opens it."""
OPENING = "filing: {to: read, does: [{open: reply, set: {subject: form.subject}}]}\nsteps:\n"


def asking(assurance: int | None, *, more: str = "", version: str = "1.0.0", opens: bool = False) -> dict[str, bytes]:
    """Return the files of the formula, path to content; ``opens``: filing a letter opens its reply, which asks 3."""
    said = "" if assurance is None else f"\nassurance: {assurance}"
    files = letters(version=version, deadline=f"deadline: {{within: 3 working days}}{said}\n{more}")
    if opens:
        letter = files["procedures/letter.yaml"].replace("steps:\n", OPENING, 1)
        files |= {"procedures/letter.yaml": letter, "procedures/reply.yaml": REPLY}
    return {path: text.encode() for path, text in files.items()}


def in_force_asking(assurance: int | None, **how: Any) -> Edition:
    """Publish the formula and let every commune offer it."""
    offers.forget()
    with clock.at(BEFORE):
        edition = publish(SYSTEM, asking(assurance, **how)).edition
        adopt(SYSTEM, agency("vn"), edition)
    return edition
