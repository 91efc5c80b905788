"""A small formula that one can change word by word, and who publishes it."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from nenso.formulas import offers
from nenso.runtime import clock

NINE = datetime(2026, 11, 2, 9, tzinfo=clock.VIETNAM)

HEAD = """
formula: letters
version: "{version}"
title: Thư của dân
offered_by: [commune]
settings: [{{name: copy_fee, type: money, label: Phí, default: 5000, set_by: [province]}}]
{more}
"""
LETTER = """
procedure: letter
code: "9.000001"
title: {title}
channels: [online, counter]
deadline: {{within: 3 working days}}
form:
  - {{name: subject, type: text, label: Về việc, required: true}}
{fields}
steps:
  read: {{by: clerk, actions: {{answer: done, refuse: {{to: refused, reason: true}}}}}}
on_done: [{{create: answered, set: {{subject: form.subject, answered_on: today}}}}]
"""
ANSWERED = """
register: answered
title: Sổ thư đã trả lời
label: "{subject}"
key: [subject]
fields:
  - {name: subject, type: text, label: Về việc, required: true}
  - {name: answered_on, type: date, label: Ngày trả lời}
"""


@pytest.fixture
def letters() -> Callable[..., dict[str, bytes]]:
    """Give the files of a formula about letters, in a version and with some of its words."""

    def make(
        version: str = "1.0.0", *, title: str = "Gửi thư", fields: str = "", more: str = "", code: str = "9.000001"
    ) -> dict[str, bytes]:
        procedure = LETTER.format(title=title, fields=fields).replace("9.000001", code)
        return {
            "formula.yaml": HEAD.format(version=version, more=more).encode(),
            "procedures/letter.yaml": procedure.encode(),
            "registers/answered.yaml": ANSWERED.encode(),
        }

    return make


@pytest.fixture(autouse=True)
def nine() -> Iterator[None]:
    """It is nine on Monday, 2 November 2026, and nothing is remembered of another test's adoptions."""
    offers.forget()
    with clock.at(NINE):
        yield
    offers.forget()
