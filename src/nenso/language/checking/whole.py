"""The formula as a whole: what it requires, roles, kinds, settings; its pages and samples."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from nenso.language.checking.desk import Desk
from nenso.language.checking.fields import FieldCheck
from nenso.language.checking.people import WhoCheck, check_kind
from nenso.language.checking.typed import Typed
from nenso.language.compiling import compile_setting_form
from nenso.language.declarations.effects import Open
from nenso.language.declarations.formula import Setting, in_range, plain_default
from nenso.language.declarations.pages import PageText
from nenso.language.declarations.people import ROLES
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.samples import Sample
from nenso.language.evaluation import evaluate
from nenso.language.expressions import ANYTHING, YES_NO
from nenso.language.kernel import CASE_STATUSES
from nenso.language.names import effects_of
from nenso.language.paths import joined
from nenso.language.schema import compile_schema
from nenso.language.sources import SourceList, SourceMap, origin_of

_STATUS_NUMBERS = range(1, 11)
_PLACE_CODE = re.compile(r"\d{2,5}")


def check_head(desk: Desk, typed: Typed) -> None:
    """Check ``formula.yaml``."""
    formula = desk.formula
    for name, wanted in formula.requires.items():
        found = desk.library.get(name)
        if name == formula.name:
            desk.add(name, "requires.itself", "Bộ mẫu cần chính nó.", "The formula requires itself.")
        elif found is None:
            desk.unknown(name, "requires", "bộ mẫu", "formula", name, desk.library)
        elif not in_range(found.version, wanted):
            desk.add(
                wanted,
                "requires.version",
                f"Cần {name} {wanted}, đang có {found.version}.",
                f"{name} {wanted} is required, {found.version} is there.",
                expected=wanted,
            )
        elif formula.name in found.requires:
            desk.add(name, "requires.circle", f"“{name}” cũng cần bộ mẫu này.", f"“{name}” requires this formula too.")
    _words(desk)
    _titles(desk)
    before = len(desk.issues)
    FieldCheck(typed).fields(formula.settings, desk.names.environment("setting"))
    sound = not any(issue.level == "error" for issue in desk.issues[before:])
    for setting in formula.settings:
        if sound and setting.default is not None:
            _check_default(desk, setting)
        for kind in setting.set_by:
            check_kind(desk, kind, kind)
        if setting.default is None and setting.compute is None:
            desk.warn(
                setting,
                "setting.no_default",
                f"Thông số “{setting.name}” chưa có giá trị mặc định.",
                f"Setting “{setting.name}” has no default.",
                expected="default",
            )
    if formula.effective is not None:
        check_date(desk, formula.effective, formula)


def _check_default(desk: Desk, setting: Setting) -> None:
    """Note a default that nobody could decide by hand: one that does not fit the setting's own type and bounds."""
    name = str(setting.name)
    worked = evaluate(compile_setting_form(desk.names, setting), {name: plain_default(setting)}, {}, touched={name})
    for problem in worked.problems:
        desk.add(
            setting,
            "setting.default",
            f"Giá trị mặc định của thông số “{name}” không hợp lệ: {problem.text('vi')}",
            f"The default of setting “{name}” is not right: {problem.text('en')}",
        )


def _titles(desk: Desk) -> None:
    """Note what has no name: people find a procedure, a register, a page by its title alone."""
    formula = desk.formula
    titles = [one.title for one in formula.procedures.values()]
    titles += [one.title for one in formula.registers.values()]
    titles += [one.title for one in formula.pages.values()]
    for title in (formula.title, *titles):
        if not title.in_language("vi").strip():
            desk.add(title.origin, "title.blank", "Chưa có tên (title).", "There is no title.", expected='title: "…"')


def _words(desk: Desk) -> None:
    formula = desk.formula
    for kind in formula.offered_by:
        if kind != "any":
            check_kind(desk, kind, kind, extra=("any",))
    for brought in formula.kinds.values():
        if brought.under is not None:
            check_kind(desk, brought.under, brought)
    for name, role in formula.roles.items():
        if role.like is not None and role.like not in ROLES:
            desk.unknown(role.like, "role", "vai trò", "role", role.like, ROLES)
        elif role.like is None:
            desk.warn(
                role, "role.like", f"Vai trò “{name}” chưa có like.", f"Role “{name}” has no like.", expected=ROLES
            )


def check_date(desk: Desk, text: str, at: object) -> None:
    """Check that ``text`` is a day that exists."""
    try:
        date.fromisoformat(text)
    except ValueError:
        desk.add(
            text if origin_of(text).line else at,
            "date.wrong",
            f"“{text}” không phải một ngày có thật.",
            f"“{text}” is not a real day.",
            expected='"2026-08-31"',
        )


def check_page(desk: Desk, typed: Typed, page: PageText) -> None:
    """Check a page: what it answers and shows is there."""
    environment = desk.names.environment("setting")
    WhoCheck(typed, environment, audience=True).check(page.audience)
    typed.texts((page.title,), environment)
    for answer in page.answers:
        desk.procedure_found(answer.procedure, answer)
    for day in (page.valid.start, page.valid.until) if page.valid is not None else ():
        if day is not None:
            check_date(desk, day, day if origin_of(day).line else page)
    for place in page.place:
        if not _PLACE_CODE.fullmatch(place):
            desk.add(
                place,
                "page.place",
                f"“{place}” không phải mã đơn vị.",
                f"“{place}” is no place code.",
                expected='"00004"',
            )
    if page.course is not None:
        desk.procedure_found(page.course, page.course)
    for shown in page.shows:
        named = [name for name in (shown.of, shown.indicator, shown.procedure) if name is not None]
        if len(named) != 1:
            vi, en = (
                "Cần đúng một trong register, indicator, procedure.",
                "Exactly one of register, indicator, procedure.",
            )
            desk.add(shown, "page.shows", vi, en, expected="register, indicator, procedure")
        if shown.of is not None and desk.register_found(shown.of, shown):
            record = desk.names_for(shown.of).record(shown.of) or ANYTHING
            typed.check(shown.where, environment.with_names(record=record), YES_NO)
        if shown.indicator is not None:
            desk.indicator_found(shown.indicator, shown)
        if shown.procedure is not None:
            desk.procedure_found(shown.procedure, shown)


def check_sample(desk: Desk, sample: Sample) -> None:
    """Check a sample: the procedure, its steps and actions, fields and what is expected are there."""
    if not desk.procedure_found(sample.procedure, sample):
        return
    procedure = desk.procedure(sample.procedure)
    for moment in (sample.at, sample.expect.due, *(act.at for act in sample.acts)):
        if moment is not None:
            _moment(desk, moment, sample)
    status = sample.expect.status
    if isinstance(status, str) and status not in CASE_STATUSES:
        desk.unknown(sample.expect, "status", "trạng thái", "status", status, CASE_STATUSES)
    elif isinstance(status, int) and status not in _STATUS_NUMBERS:
        desk.add(sample.expect, "status.unknown", "Trạng thái từ 1 đến 10.", "Statuses are 1 to 10.", expected="1–10")
    for register in sample.expect.records:
        desk.register_found(register, register)
    if procedure is None:
        return
    documents = [document.name for document in procedure.documents]
    results = [result.name for result in procedure.results]
    _values(desk, sample, procedure)
    _listed(desk, sample.form, [field.name for field in procedure.form.fields], "field", "trường")
    _listed(desk, sample.documents, documents, "document", "giấy tờ")
    _listed(desk, sample.expect.results or (), results, "result", "kết quả")
    _acts(desk, sample, procedure)


def _values(desk: Desk, sample: Sample, procedure: Procedure) -> None:
    """Check the types of what is filled in; what is missing is told by running the sample."""
    written = desk.formula.sources.get(f"samples/{sample.name}", SourceMap(sample.origin)).get("form", {})
    try:
        findings = compile_schema(procedure.form).findings(_plain(dict(sample.form)))
    except ValueError:
        return
    for finding in findings:
        if len(finding.way) == 1 and finding.problem.code == "field.unknown":
            continue
        at, here = origin_of(written), written
        for step in finding.way:
            if isinstance(here, SourceMap) and step in here:
                at, here = here.values_at.get(str(step), at), here[str(step)]
            elif isinstance(here, SourceList) and isinstance(step, int) and step < len(here):
                at, here = here.items_at[step], here[step]
        path = joined(finding.way)
        desk.add(at, "sample.value", f"{path}: {finding.problem.vi}", f"{path}: {finding.problem.en}")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _listed(desk: Desk, names: Iterable[str], known: list[str], en: str, vi: str) -> None:
    for name in names:
        if name not in known:
            desk.unknown(name, en, vi, en, name, known)


_ALWAYS = ("assign", "claim", "comment", "deliver", "extend", "give_back", "message", "save", "submit", "withdraw")


def _acts(desk: Desk, sample: Sample, whole: Procedure) -> None:
    opened = {effect.open.rpartition(".")[2]: effect.open for effect in effects_of(whole) if isinstance(effect, Open)}
    for name in sample.expect.children:
        if name not in opened:
            desk.unknown(name, "child", "hồ sơ thành phần", "child", name, opened)
    for act in sample.acts:
        if act.child is not None and act.child not in opened:
            desk.unknown(act.child, "child", "hồ sơ thành phần", "child", act.child, opened)
            continue
        procedure = whole if act.child is None else desk.procedure(opened[act.child])
        if procedure is None or act.step in {"applicant", "case"}:
            continue
        if act.step not in procedure.steps:
            desk.unknown(act.step, "step", "bước", "step", act.step, procedure.steps)
            continue
        step = procedure.steps[act.step]
        if act.do not in {*step.actions, *_ALWAYS}:
            desk.unknown(act.do, "action", "hành động", "action", act.do, step.actions)
            continue
        action = step.actions.get(act.do)
        forms = [form for form in (step.form, action.form if action else None) if form is not None]
        _listed(desk, act.form, [*(field.name for form in forms for field in form.fields), "reason"], "field", "trường")


def _moment(desk: Desk, text: str, at: object) -> None:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        desk.add(
            text if origin_of(text).line else at,
            "moment.wrong",
            f"“{text}” không phải một thời điểm ISO 8601.",
            f"“{text}” is not a moment of ISO 8601.",
            expected='"2026-11-02T09:00"',
        )
