"""Which paths the files of a formula may have, and what a new file of each folder begins with."""

import re
from collections.abc import Mapping
from typing import Final

from nenso.formulas.errors import PathRefused
from nenso.formulas.folders import HEAD

LONGEST_PATH: Final = 120
_PATH = re.compile(
    r"formula\.yaml|(procedures|registers|indicators|samples|parts|texts)/[a-z][a-z0-9_-]*\.yaml"
    r"|pages/[a-z][a-z0-9_-]*\.(md|yaml)|results/[A-Za-z0-9_][A-Za-z0-9_.-]*\.(typ|svg|json|csv|txt|yaml)"
)

BEGINNINGS: Mapping[str, str] = {
    "procedures": """procedure: {name}
title: {{vi: "{title}", en: "{title}"}}
audience: [citizen]
channels: [online, counter]
deadline: {{within: 3 working days}}
form:
  - page: main
    title: {{vi: Nội dung, en: Content}}
    fields:
      - {{name: subject, type: text, label: {{vi: Về việc, en: Subject}}, required: true}}
steps:
  receive:
    title: {{vi: Tiếp nhận, en: Reception}}
    by: clerk@receiving
    within: 4 working hours
    actions:
      accept: {{to: examine, label: {{vi: Tiếp nhận, en: Accept}}}}
      ask: {{to: applicant, label: {{vi: Yêu cầu bổ sung, en: Ask for more}}}}
      refuse: {{to: refused, label: {{vi: Từ chối tiếp nhận, en: Refuse}}, reason: true}}
  examine:
    title: {{vi: Thẩm tra, en: Examination}}
    by: officer
    within: 1 working day
    actions:
      propose: {{to: sign, label: {{vi: Trình duyệt, en: Propose}}}}
      ask: {{to: applicant, label: {{vi: Yêu cầu bổ sung, en: Ask for more}}}}
  sign:
    title: {{vi: Ký duyệt, en: Signature}}
    by: leader
    not: [step.examine]
    within: 1 working day
    actions:
      sign: {{to: done, label: {{vi: Ký số, en: Sign}}}}
      return: {{to: examine, label: {{vi: Trả lại, en: Send back}}}}
""",
    "registers": """register: {name}
title: {{vi: "{title}", en: "{title}"}}
key: [number]
fields:
  - {{name: number, type: text, label: {{vi: Số, en: Number}}, required: true}}
""",
    "indicators": "indicator: {name}\n",
    "samples": """sample: {name}
procedure:
at: "2026-11-02T09:00"
as: {{channel: online}}
form: {{}}
expect: {{status: done}}
""",
    "parts": "list: {name}\noptions: {{}}\n",
    "texts": "{{}}\n",
    "pages": '---\nkind: question\ntitle: {{vi: "{title}", en: "{title}"}}\n---\n',
    "results": '#import "/office.typ": *\n',
}
"""Folder to what a new file in it holds."""

NEW_HEAD = """formula: {name}
version: "1.0.0"
title: {{vi: "{title}", en: "{title}"}}
offered_by: [{kind}]
"""


def sound_path(path: str) -> str:
    """Return ``path`` when a file of a formula may be called so, else raise :class:`PathRefused`."""
    if len(path) > LONGEST_PATH or not _PATH.fullmatch(path) or ".." in path:
        raise PathRefused(path=path[:LONGEST_PATH])
    return path


def beginning_of(path: str, title: str = "") -> str:
    """Return what a new file at ``path`` begins with; without ``title`` the check asks for one."""
    folder, _, rest = path.partition("/")
    return BEGINNINGS[folder].format(name=rest.rpartition(".")[0], title=title) if rest else ""


def in_order_of_reading(paths: Mapping[str, object] | list[str]) -> list[str]:
    """Return paths as a folder is read: ``formula.yaml`` first, then procedures, then the rest by name."""
    return sorted(paths, key=lambda path: (path != HEAD, not path.startswith("procedures/"), path))
