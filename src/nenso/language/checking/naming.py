"""Names: their shape, names given twice, words that are taken; and keys that do not go with a field's type."""

import re
from collections.abc import Iterable, Mapping, Sequence

from nenso.language.checking.desk import Desk
from nenso.language.declarations.field_types import FIELD_TYPES, TYPE_KEYS
from nenso.language.declarations.fields import Field
from nenso.language.declarations.forms import Document, Form
from nenso.language.declarations.people import ROLES, SPECIAL_WHO
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.steps import TARGETS, Step
from nenso.language.expressions.engine import check_pattern
from nenso.language.issues import nearest
from nenso.language.sources import origin_of

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_COMPONENT = re.compile(r"(\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}-KQ\d{4,6}")
"""The newer form has no zeros before it: ``G17-KQ005477``."""

_NATIONAL = re.compile(r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2})?(\.[A-Z]\d{1,2})?")
_CEL_WORDS = frozenset(
    {
        *("true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import"),
        *("let", "loop", "package", "namespace", "return", "var", "void", "while"),
    }
)
_NEEDED = {
    "choice": "options",
    "choices": "options",
    "record": "of",
    "records": "of",
    "slot": "of",
    "consent": "purpose",
}
_STEP_WORDS = frozenset({*TARGETS, "counts", "leave", "use", "except", "filer"})


def check_names(desk: Desk) -> None:
    """Check every name and field of the formula."""
    formula = desk.formula
    _name(desk, formula.name, formula.name, what="formula")
    for role in formula.roles:
        _name(desk, role, role, what="role", taken=ROLES)
    for kind in formula.kinds:
        _name(desk, kind, kind, what="kind")
    check_fields(desk, formula.settings)
    for register in formula.registers.values():
        _name(desk, register.name, register.name, what="register")
        check_fields(desk, register.fields, kept=True)
        for party in register.parties:
            _name(desk, party, party, what="party", taken=(*SPECIAL_WHO,))
    for procedure in formula.procedures.values():
        _procedure(desk, procedure)
    for indicator in formula.indicators.values():
        _name(desk, indicator.name, indicator.name, what="indicator")


def _procedure(desk: Desk, procedure: Procedure) -> None:
    _name(desk, procedure.name, procedure.name, what="procedure")
    if procedure.code is not None and not _NATIONAL.fullmatch(procedure.code):
        _code(desk, procedure, procedure.code, "procedure.code", '"1.001193"')
    check_form(desk, procedure.form)
    check_documents(desk, procedure.documents)
    for party in procedure.parties:
        _name(desk, party, party, what="party", taken=SPECIAL_WHO)
    _twice(desk, [(result.name, result) for result in procedure.results], "result")
    for result in procedure.results:
        _name(desk, result.name, result, what="result")
        if result.code is not None and not _COMPONENT.fullmatch(result.code):
            _code(desk, result, result.code, "document.code", "000.00.00.G15-KQ004389, G17-KQ005477")
    check_steps(desk, procedure.steps)


def check_steps(desk: Desk, steps: Mapping[str, Step]) -> None:
    """Check the names of steps and actions, and their forms."""
    for name, step in steps.items():
        _name(desk, name, step, what="step", taken=_STEP_WORDS)
        for action in step.actions:
            _name(desk, action, action, what="action")
        for form in (step.form, *(action.form for action in step.actions.values())):
            if form is not None:
                check_form(desk, form)


def check_form(desk: Desk, form: Form) -> None:
    """Check the pages and fields of a form."""
    named = [(page.name, page) for page in form.pages if page.name]
    _twice(desk, named, "page")
    for name, page in named:
        _name(desk, name, page, what="page")
    for page in form.pages:
        if not page.name and len(form.pages) > 1:
            desk.add(
                page.fields[0] if page.fields else page,
                "page.mixed",
                "Biểu mẫu gồm các trang hoặc các trường, không lẫn lộn.",
                "A form is pages or fields, not both.",
                expected="page",
            )
    check_fields(desk, form.fields)


def check_documents(desk: Desk, documents: Iterable[Document]) -> None:
    """Check the names and codes of documents."""
    listed = list(documents)
    _twice(desk, [(document.name, document) for document in listed], "document")
    for document in listed:
        _name(desk, document.name, document, what="document")
        if document.code is not None and not _COMPONENT.fullmatch(document.code):
            _code(desk, document, document.code, "document.code", "000.00.00.G15-KQ004389, G17-KQ005477")


def check_fields(desk: Desk, fields: Iterable[Field], *, kept: bool = False) -> None:
    """Check names, and keys against types, of fields and of those inside them."""
    listed = list(fields)
    _twice(desk, [(field.name, field) for field in listed], "field")
    for field in listed:
        _name(desk, field.name, field, what="field", taken=_CEL_WORDS)
        _keys(desk, field)
        if field.type == "content" and kept:
            desk.add(field, "field.type", "Sổ không giữ content.", "A register keeps no content.", expected=FIELD_TYPES)
        if field.label is None and field.type != "content":
            desk.warn(
                field, "field.no_label", f"Trường “{field.name}” chưa có nhãn.", f"Field “{field.name}” has no label."
            )
        check_fields(desk, field.fields, kept=kept)


def _keys(desk: Desk, field: Field) -> None:
    written = field.model_fields_set
    for key, types in TYPE_KEYS.items():
        if key in written and field.type not in types:
            allowed = [other for other, kinds in TYPE_KEYS.items() if field.type in kinds]
            desk.add(
                origin_of(getattr(field, key)) if origin_of(getattr(field, key)).line else field,
                "field.key_not_for_type",
                f"Khoá “{key}” không dùng với kiểu {field.type}.",
                f"The key “{key}” does not go with type {field.type}.",
                expected=allowed,
                near=nearest(key, allowed),
            )
    needed = _NEEDED.get(field.type)
    if needed is not None and getattr(field, needed) is None:
        desk.add(
            field,
            "field.key_missing",
            f"Kiểu {field.type} cần khoá “{needed}”.",
            f"Type {field.type} needs the key “{needed}”.",
            expected=needed,
        )
    if field.type == "table" and not field.fields and field.rows is None:
        desk.add(field, "field.key_missing", "Bảng cần fields.", "A table needs fields.", expected="fields")
    if field.compute is not None and (field.prefill is not None or field.default is not None):
        desk.warn(
            field,
            "field.computed_twice",
            f"“{field.name}” đã compute nên prefill và default không có tác dụng.",
            f"“{field.name}” has compute, so prefill and default do nothing.",
        )
    _bounds(desk, field)
    _codes(desk, field)


def _bounds(desk: Desk, field: Field) -> None:
    low, high = field.min, field.max
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        desk.add(field, "field.bounds", f"min {low} lớn hơn max {high}.", f"min {low} is greater than max {high}.")
    if field.min_rows is not None and field.max_rows is not None and field.min_rows > field.max_rows:
        desk.add(field, "field.bounds", "min_rows lớn hơn max_rows.", "min_rows is greater than max_rows.")
    if field.pattern is not None:
        for problem in check_pattern(field.pattern, 0):
            desk.add(field, "field.pattern", f"{problem.vi}.", f"{problem.en}.", expected="RE2")


def _codes(desk: Desk, field: Field) -> None:
    codes = field.options.codes if field.options is not None else None
    if codes is None:
        return
    mentioned: list[str] = list(field.points) if isinstance(field.points, dict) else []
    if isinstance(field.default, str):
        mentioned.append(field.default)
    elif isinstance(field.default, tuple):
        mentioned += field.default
    for code in mentioned:
        if code not in codes:
            desk.unknown(field, "option", "lựa chọn", "option", code, codes)


def _name(desk: Desk, name: str, at: object, *, what: str, taken: Iterable[str] = ()) -> None:
    if not _NAME.fullmatch(name):
        desk.add(
            at,
            f"{what}.name",
            f"Tên “{name}” phải là chữ thường không dấu, số và dấu gạch dưới.",
            f"The name “{name}” must be lower-case ASCII letters, digits and underscores.",
            expected="snake_case",
        )
    elif name in taken:
        desk.add(
            at, f"{what}.name_taken", f"Tên “{name}” đã có nghĩa khác.", f"The name “{name}” means something else."
        )


def _twice(desk: Desk, named: Sequence[tuple[str, object]], what: str) -> None:
    seen: set[str] = set()
    for name, at in named:
        if name in seen:
            desk.add(at, f"{what}.double", f"“{name}” khai báo hai lần.", f"“{name}” is declared twice.")
        seen.add(name)


def _code(desk: Desk, at: object, code: str, kind: str, example: str) -> None:
    desk.add(at, kind, f"Mã “{code}” không đúng mẫu.", f"The code “{code}” does not have its form.", expected=example)
