"""Steps (quy trình nội bộ): those a province published for the procedure, else the usual ones of the kind of agency.

The usual ones are what the published processes have in common: reception at the one-stop centre, work, a head's check
at a department, the leader's signature, number and seal. They carry no times of their own, for nobody published any.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from nenso.agencies import kinds
from nenso.formulas.catalogue.naming import same_title
from nenso.formulas.catalogue.rows import Process, ProcessStep, Remark, Row, without_braces
from nenso.runtime.text import fold

PROCESS, SIGN, STAMP = "process", "sign", "stamp"
HOURS_A_DAY: Final = 8

_ROLES: Final[tuple[tuple[str, str], ...]] = (
    (r"van thu", "registrar"),
    (r"mot cua|tn ?& ?tkq|tiep nhan|trung tam phuc vu", "clerk"),
    (r"lanh dao phong|truong phong|pho truong phong|lanh dao chi cuc|lanh dao chi nhanh", "head"),
    (r"lanh dao|chu tich|giam doc|thu truong", "leader"),
    (r"chuyen vien|cong chuc|can bo|vien chuc|nhan vien", "officer"),
)
_LABELS: Final[Mapping[str, dict[str, str]]] = {
    "accept": {"vi": "Tiếp nhận", "en": "Accept"},
    "ask": {"vi": "Yêu cầu bổ sung", "en": "Ask for more"},
    "refuse": {"vi": "Từ chối tiếp nhận", "en": "Refuse"},
    "forward": {"vi": "Chuyển xử lý", "en": "Forward"},
    "propose": {"vi": "Trình duyệt", "en": "Propose"},
    "approve": {"vi": "Duyệt", "en": "Approve"},
    "return": {"vi": "Trả lại", "en": "Return"},
    "stop": {"vi": "Dừng xử lý", "en": "Stop"},
    "sign": {"vi": "Ký số", "en": "Sign"},
    "issue": {"vi": "Đóng dấu, trả kết quả", "en": "Seal and issue"},
}
_TITLES: Final[Mapping[str, dict[str, str]]] = {
    "receive": {"vi": "Tiếp nhận", "en": "Reception"},
    "assign": {"vi": "Phân công xử lý", "en": "Assignment"},
    PROCESS: {"vi": "Xử lý hồ sơ", "en": "Work on the case"},
    "review": {"vi": "Xem xét, trình ký", "en": "Review"},
    SIGN: {"vi": "Ký duyệt", "en": "Signature"},
    STAMP: {"vi": "Cấp số, đóng dấu", "en": "Number and seal"},
}
_MINUTES: Final[Mapping[str, int]] = {
    "ngày làm việc": HOURS_A_DAY * 60,
    "ngày": HOURS_A_DAY * 60,
    "giờ làm việc": 60,
    "giờ": 60,
}


@dataclass(frozen=True)
class Flow:
    """Steps as declared, where they come from (empty: the usual ones), and what is to be said."""

    declared: dict[str, dict[str, Any]]
    source: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class _Planned:
    name: str
    role: str
    title: Any
    within: str = ""


def flow_of(row: Row, offered_by: Sequence[str], processes: Sequence[Process], results: Mapping[str, Any]) -> Flow:
    """Return the steps of ``row``; ``results`` are what the working step may choose (code to words)."""
    process = process_of(row, processes)
    planned = _published(process.steps) if process is not None else None
    if process is None or planned is None:
        usual = (PROCESS, SIGN, STAMP) if _is_small(offered_by) else ("assign", PROCESS, "review", SIGN, STAMP)
        return Flow(_linked([_Planned(name, _USUAL[name], _TITLES[name]) for name in ("receive", *usual)], results), "")
    return Flow(_linked(planned, results), f"{process.key} {process.decision}".strip(), tuple(mismatches(process)))


_USUAL: Final = {
    "receive": "clerk",
    "assign": "head",
    PROCESS: "officer",
    "review": "head",
    SIGN: "leader",
    STAMP: "registrar",
}


def process_of(row: Row, processes: Sequence[Process]) -> Process | None:
    """Return the process published for ``row``: by code, else by the very same title, unless of a former district."""
    standing = [one for one in processes if "huyen" not in fold(one.level)]
    by_code = (one for one in standing if one.code and one.code == row.code)
    by_title = (one for one in standing if not one.code and same_title(one.title, row.name))
    return next(by_code, None) or next(by_title, None)


def mismatches(process: Process) -> list[Remark]:
    """Return a remark when the steps' times do not add up to the total that is printed."""
    total = _number(process.declared_total)
    times = [_number(step.time) for step in process.steps]
    if total is None or not any(times):
        return []
    found = sum((time for time in times if time is not None), Fraction(0))
    if found == total:
        return []
    said, made = f"{float(total):g}", f"{float(found):g}"
    return [
        Remark(
            "mismatch",
            "internal_steps",
            f"{process.key}: {process.declared_total}",
            f"Các bước cộng lại {made}, tổng đã công bố là {said}.",
            f"The steps add up to {made}; the published total is {said}.",
        )
    ]


def role_of(text: str) -> str:
    """Return the role that an office does a step in; an officer's when the words do not say."""
    words = fold(text)
    return next((role for pattern, role in _ROLES if re.search(pattern, words)), "officer")


def _is_small(offered_by: Sequence[str]) -> bool:
    return any(kind in offered_by for kind in (kinds.COMMUNE, kinds.COMMUNE_POLICE))


def _published(steps: Sequence[ProcessStep]) -> list[_Planned] | None:
    """Return published steps as ours, with reception, work, signature and seal in it; None when too few are there."""
    if len(steps) < 3:
        return None
    roles = [role_of(step.role) for step in steps]
    working = next((at for at in range(len(roles) - 1, 0, -1) if roles[at] == "officer"), None)
    if working is None:
        return None
    signing = next((at for at in range(len(roles) - 1, working, -1) if roles[at] == "leader"), None)
    stamping = next((at for at in range(len(roles) - 1, (signing or working), -1) if roles[at] == "registrar"), None)
    names = {0: "receive", working: PROCESS, signing: SIGN, stamping: STAMP}
    planned = [
        _Planned(names.get(at, f"step_{at + 1}"), "clerk" if at == 0 else roles[at], _title(step), _within(step))
        for at, step in enumerate(steps)
        if not (at == len(steps) - 1 and roles[at] == "clerk")
    ]
    missing = [name for name in (SIGN, STAMP) if name not in {one.name for one in planned}]
    place = {SIGN: stamping if signing is None and stamping is not None else None}
    for name in missing:
        at = place.get(name)
        planned.insert(len(planned) if at is None else at, _Planned(name, _USUAL[name], _TITLES[name]))
    return planned


def _title(step: ProcessStep) -> str:
    words = without_braces(" ".join(step.content.split()))
    return words if len(words) <= 160 else f"{words[:159]}…"


def _within(step: ProcessStep) -> str:
    amount, minutes = _number(step.time), _MINUTES.get(step.unit.strip().lower())
    if not amount or minutes is None:
        return ""
    whole = amount * minutes / 60
    hours = -(-whole.numerator // whole.denominator)
    return f"{hours} working hour{'s' if hours != 1 else ''}"


def _number(text: str) -> Fraction | None:
    match = re.match(r"\d+(?:[.,]\d+)?", text.strip())
    return Fraction(match[0].replace(",", ".")) if match else None


def _linked(planned: Sequence[_Planned], results: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the steps with their actions: each leads to the next, the last one to the end."""
    declared: dict[str, dict[str, Any]] = {}
    back = PROCESS
    for at, one in enumerate(planned):
        following = planned[at + 1].name if at + 1 < len(planned) else "done"
        step: dict[str, Any] = {"title": one.title, "by": f"{one.role}@receiving" if at == 0 else one.role}
        if one.name == SIGN:
            step["not"] = [f"step.{PROCESS}"]
        if one.within:
            step["within"] = one.within
        if one.name == PROCESS:
            step["form"] = _working_form(results)
        step["actions"] = _actions(one, following, back=back, after=PROCESS in declared, first=at == 0)
        declared[one.name] = step
    return declared


def _working_form(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": "result",
            "type": "choice",
            "label": {"vi": "Kết quả giải quyết", "en": "Result"},
            "required": True,
            "default": next(iter(results)),
            "options": dict(results),
        },
        {
            "name": "content",
            "type": "multiline",
            "label": {"vi": "Nội dung kết quả", "en": "What the result says"},
            "max": 8000,
        },
    ]


def _actions(one: _Planned, following: str, *, back: str, after: bool, first: bool) -> dict[str, Any]:
    if first:
        return {
            "accept": {"to": following, "label": _LABELS["accept"]},
            "ask": {"to": "applicant", "label": _LABELS["ask"]},
            "refuse": {"to": "refused", "label": _LABELS["refuse"], "reason": True},
        }
    if one.name == PROCESS:
        return {
            "propose": {"to": following, "label": _LABELS["propose"]},
            "ask": {"to": "applicant", "label": _LABELS["ask"]},
            "stop": {"to": "stopped", "label": _LABELS["stop"], "reason": True},
        }
    go = {SIGN: "sign", STAMP: "issue"}.get(
        one.name, "approve" if one.role in {"head", "leader"} and after else "forward"
    )
    actions: dict[str, Any] = {go: {"to": following, "label": _LABELS[go]}}
    if after and one.name != STAMP:
        actions["return"] = {"to": back, "label": _LABELS["return"], "reason": True}
    return actions
