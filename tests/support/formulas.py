"""A small formula about letters, for tests that write, publish and upgrade one; its words can be changed."""

_HEAD = """formula: letters
version: "{version}"
title: Thư của dân
offered_by: [commune]
"""
_LETTER = """procedure: letter
code: "{code}"
title: Gửi thư
channels: [online, counter]
{deadline}
form:
  - {{name: subject, type: text, label: Về việc, required: true}}
{fields}steps:
  # whoever is at the counter
  read:
    by: clerk
    within: 1 working day
    actions:
      answer: {{to: sign, label: Trả lời}}
{refuse}  sign:
    title: Ký trả lời
    by: leader
    within: 1 working day
    actions:
      sign: {{to: done, label: Ký}}
"""
_REFUSE = "      refuse: {to: refused, label: Từ chối, reason: true}\n"


def letters(
    *,
    version: str = "1.0.0",
    code: str = "9.000001",
    deadline: str = "deadline: {within: 3 working days}",
    fields: str = "",
    refuse: str = _REFUSE,
) -> dict[str, str]:
    """Return the files of the formula, path to text."""
    return {
        "formula.yaml": _HEAD.format(version=version),
        "procedures/letter.yaml": _LETTER.format(code=code, deadline=deadline, fields=fields, refuse=refuse),
    }


LETTERS = letters()
"""As it is first published."""
