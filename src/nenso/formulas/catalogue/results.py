"""What comes out (kết quả thực hiện): each result that the row names, on one paper signed by a person and sealed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nenso.formulas.catalogue.rows import Remark, Row
from nenso.formulas.catalogue.steps import PROCESS, SIGN, STAMP
from nenso.runtime.text import fold

TEMPLATE: Final = "result"
NO_PAPER: Final = "no_paper"
LONGEST: Final = 280
_REFUSAL = re.compile(r"tu choi|khong du dieu kien")
_NOT_PAPER = re.compile(r"^(cap nhat|lap, cap nhat)\b")


@dataclass(frozen=True)
class Results:
    """What the working step may choose (code to words), the results as declared, and what is assumed."""

    choices: Mapping[str, Any]
    declared: list[dict[str, Any]]
    remarks: tuple[Remark, ...]


def results_of(row: Row) -> Results:
    """Return the results that ``row`` names, those that refuse last; one without a name when it names none."""
    named = [part.strip(" .") for part in row.results.split(";")]
    named = list(dict.fromkeys(part for part in named if part))
    remarks = []
    if not named:
        named = ["Văn bản trả lời kết quả giải quyết"]
        remarks.append(
            Remark(
                "assumed",
                "results",
                "",
                "Không ghi kết quả; dùng văn bản trả lời.",
                "No result is stated; a letter of reply stands for it.",
            )
        )
    named.sort(key=lambda words: (bool(_REFUSAL.search(fold(words))), bool(_NOT_PAPER.search(fold(words)))))
    choices: dict[str, Any] = {f"result_{at}": words[:LONGEST] for at, words in enumerate(named, 1)}
    declared = [
        {
            "name": code,
            "label": words,
            "template": TEMPLATE,
            "if": f"step.{PROCESS}.result == '{code}'",
            "numbered": {"pattern": "{serial}/KQ-TTHC", "per": ["agency", "year"]},
            "signed_in": {SIGN: "person", STAMP: "agency"},
        }
        for code, words in choices.items()
    ]
    choices[NO_PAPER] = {"vi": "Không cấp giấy tờ, chỉ cập nhật dữ liệu", "en": "No paper: data are updated only"}
    return Results(choices, declared, tuple(remarks))


def template_files(titles: Mapping[str, tuple[str, Mapping[str, str]]]) -> dict[str, bytes]:
    """Return the template of all results of a formula and the titles it prints: of procedures and of their results."""
    lines = ["// Titles of the procedures of this formula and of their results, for result.typ.", "#let titles = ("]
    for name, (title, results) in sorted(titles.items()):
        lines.append(f"  {_typst(name)}: (title: {_typst(title)}, results: (")
        lines += [f"    {_typst(code)}: {_typst(words)}," for code, words in sorted(results.items())]
        lines.append("  )),")
    lines.append(")")
    return {f"results/{TEMPLATE}.typ": _RESULT.encode(), "results/titles.typ": ("\n".join(lines) + "\n").encode()}


def _typst(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{" ".join(escaped.split())}"'


_RESULT: Final = """\
// The result of a procedure taken from the national catalogue, until it has a paper of its own.
#import "/nenso.typ": *
#import "/titles.typ": titles

#let known = titles.at(get("case.procedure", default: "").split(".").last(), default: (title: "", results: (:)))
#let name = known.results.at(get("step.process.result", default: ""), default: "Kết quả giải quyết thủ tục hành chính")
// A commune stands under its province by name; a province and a ministry stand alone (Decree 30/2020/NĐ-CP).
#let superior = if get("agency.kind") in ("province", "ministry") { none } else {
  get("agency.parent.name", default: "").replace(regex("(?i)^(ủy|uỷ) ban nhân dân "), "")
}
#let applicant = get("form.organisation", default: get("form.full_name", default: get("case.applicant")))

#show: official.with(title: name)
#state-header(
  agency: (superior, get("agency.name")),
  number: get("number"),
  place: get("place.name"),
  date: get("date"),
)
#heading-of(upper(name))
#line-of("Cấp cho", if is-empty(applicant) { none } else { strong(applicant) })
#if not is-empty(get("form.tax_code")) { line-of("Mã số doanh nghiệp, mã số thuế", get("form.tax_code")) }
#line-of("Mã hồ sơ", get("case.code"))
#line-of("Thủ tục hành chính", known.title)
#line-of("Nội dung đề nghị", get("form.request"))
#line-of("Kết quả giải quyết", get("step.process.content", default: name))
#v(1fr)
#signatures(
  verify-mark(),
  signature(
    post: "NGƯỜI CÓ THẨM QUYỀN",
    note: "(Ký, ghi rõ họ tên, đóng dấu)",
    name: get("signer.name"),
    field: "sign",
    seal: "stamp",
  ),
)
"""
