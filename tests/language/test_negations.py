"""What *not* means of a yes/no that nobody answered, or that is hidden; and who is warned of it."""

import pytest

from nenso.language.checking import check_files
from support.forms_world import form_of, worked_out

from .wrong_inputs import FILES

FOLLOWS = """
- {name: adult, type: yes_no, label: Trên 18 tuổi}
- {name: married, type: yes_no, label: Đã kết hôn, show_if: form.adult}
- {name: why, type: text, label: Vì sao chưa, show_if: "!form.married"}
- {name: anyhow, type: text, label: Người giám hộ, show_if: "!(filled(form.married) && form.married)"}
"""
CODE = "expression.not_of_hidden"


@pytest.mark.parametrize(
    ("given", "why", "anyhow"),
    [
        ({}, False, True),
        ({"adult": True}, False, True),
        ({"adult": True, "married": False}, True, True),
        ({"adult": True, "married": True}, False, False),
        ({"adult": False, "married": True}, False, True),
    ],
    ids=["nothing answered", "not answered yet", "no", "yes", "hidden"],
)
def test_what_follows_a_no_waits_for_the_no_unless_the_declaration_counts_hidden_as_no(
    given: dict[str, bool], why: bool, anyhow: bool
) -> None:
    shown = worked_out(form_of(FOLLOWS), given).shown
    assert ("why" in shown, "anyhow" in shown) == (why, anyhow)


def warned(fields: str) -> list[str]:
    files = dict(FILES)
    files["procedures/visit.yaml"] = files["procedures/visit.yaml"].replace("steps:\n", f"{fields}steps:\n")
    issues = check_files({name: text.encode() for name, text in files.items()}).issues
    assert not [one for one in issues if one.level == "error"], issues
    return [f"{one.path} {one.expected}" for one in issues if one.code == CODE]


HIDDEN = """  - {name: adult, type: yes_no, label: A}
  - {name: married, type: yes_no, label: M, show_if: form.adult}
"""


def test_a_not_of_what_may_be_hidden_is_warned_of_with_what_to_write() -> None:
    (told,) = warned(f'{HIDDEN}  - {{name: why, type: text, label: W, show_if: "!form.married"}}\n')
    assert told == "form[5].show_if !(filled(form.married) && form.married)"


@pytest.mark.parametrize(
    "condition",
    [
        "!form.adult",
        "form.adult && !form.married",
        "!(filled(form.married) && form.married)",
        "filled(form.married) ? !form.married : true",
        "form.married",
    ],
)
def test_what_waits_for_it_to_be_asked_or_says_what_hidden_means_is_not_warned_of(condition: str) -> None:
    assert warned(f'{HIDDEN}  - {{name: why, type: text, label: W, show_if: "{condition}"}}\n') == []
