"""Fields as a page draws them: what stands in each box, what may be chosen, what is known already, what is wrong."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from nenso.files.kinds import extensions
from nenso.files.models import CaseFile
from nenso.language.declarations.fields import Field
from nenso.language.evaluation import CONTESTED, Evaluation
from nenso.language.field_problems import FieldProblem
from nenso.language.paths import parted
from nenso.web.forms.content import as_markup
from nenso.web.forms.places import PlaceNote, name_of_place, note_of
from nenso.web.forms.values import PERIODS, day_parts, option_label, period_name, said_answer, time_of, written_number
from nenso.web.languages import spoken
from nenso.web.wording import t

FEW = 7
"""Choices up to which each is a button of its own."""
SAYS_OPTIONAL = ("(nếu có)", "(if any)", "(optional)")
"""How labels taken from paper forms end that say themselves that a field may stay empty."""


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    code: str
    label: str
    chosen: bool


@dataclass
class Control:
    """One field on a page. ``kind`` says which macro of ``web/fields.html`` draws it; ``path`` is its name and id.

    ``held``: what the state holds, which is then not asked. ``said``: not by the state but by
    whoever files, of whom they file for. ``contested``: it is open to be answered otherwise.
    """

    path: str
    kind: str
    label: str
    hint: str = ""
    optional: bool = False
    value: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    attributes: Mapping[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    held: str = ""
    said: bool = False
    contested: bool = False
    why: str = ""
    note: PlaceNote | None = None
    fields: "list[Control]" = field(default_factory=list)
    rows: "list[list[Control]]" = field(default_factory=list)
    unit: str = ""
    fixed: bool = False
    markup: str = ""
    files: "list[CaseFile]" = field(default_factory=list)
    accept: str = ""
    most: int = 0

    @property
    def described(self) -> Markup:
        """The attribute that names what is said beside it, for who hears the page."""
        ids = [f"{self.path}-hint"] if self.hint or self.kind == "place" else []
        ids += [f"{self.path}-error"] if self.errors else []
        return Markup(' aria-describedby="{}"').format(" ".join(ids)) if ids else Markup()

    @property
    def invalid(self) -> Markup:
        """The attribute that says that its answer is wrong."""
        return Markup(' aria-invalid="true"') if self.errors else Markup()

    @property
    def aria(self) -> Markup:
        """Both attributes."""
        return self.described + self.invalid


_INPUTS: Mapping[str, Mapping[str, str]] = {
    "person_name": {"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"},
    "person_id": {"inputmode": "numeric", "width": "20", "spellcheck": "false"},
    "tax_code": {"inputmode": "numeric", "width": "20", "spellcheck": "false"},
    "integer": {"inputmode": "numeric", "width": "10"},
    "number": {"inputmode": "decimal", "width": "10"},
    "money": {"inputmode": "numeric", "width": "10"},
    "phone": {"type": "tel", "inputmode": "tel", "width": "20", "autocomplete": "tel"},
    "email": {"type": "email", "autocomplete": "email", "spellcheck": "false"},
    "url": {"type": "url", "inputmode": "url", "spellcheck": "false"},
    "time": {"type": "time", "width": "5"},
}
_KINDS = {
    "multiline": "multiline",
    "date": "date",
    "datetime": "datetime",
    "period": "period",
    "yes_no": "radios",
    "consent": "tick",
    "choices": "ticks",
    "records": "ticks",
    "place": "place",
    "address": "address",
    "location": "location",
    "content": "content",
    "group": "group",
    "table": "table",
    "files": "files",
}
_NUMBERS = frozenset({"integer", "number", "money"})


APPLICANTS = "applicant."
"""How an expression begins that takes what is known of the applicant."""


@dataclass
class Drawing:
    """What a page of a form is drawn from: the working out, the answers as they were given, what to tell beside them.

    ``told``: whether what is wrong is told (once the page was sent). ``notes``: what became of places just written.
    ``files``: of the case, which fields may name. ``wrong``: path to what was wrong with a file that was just sent.
    ``for_another``: what is known of the applicant is what the filer said of them.
    """

    worked: Evaluation
    given: Mapping[str, Any]
    told: bool = False
    notes: Mapping[str, PlaceNote] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    files: Iterable[CaseFile] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)
    for_another: bool = False

    def __post_init__(self) -> None:
        self.errors = _by_path(self.worked.problems) if self.told else {}
        self.errors |= {path: [text] for path, text in self.wrong.items()}
        self.warnings = _by_path(self.worked.warnings)
        self.written: Mapping[str, Any] = {}
        self.contested: Mapping[str, str] = self.given.get(CONTESTED) or {}

    def controls(self, fields: Iterable[Field], prefix: str = "") -> list[Control]:
        """Return the fields that are shown, in their order."""
        found = []
        for one in fields:
            path = f"{prefix}{one.name}"
            if not one.retired and (one.type == "content" or path in self.worked.shown):
                control = self.control(one, path)
                if control.fields if control.kind == "group" else control.value or control.kind != "computed":
                    found.append(control)
        return found

    def control(self, one: Field, path: str) -> Control:
        """Return one field as it is drawn."""
        label = one.label.in_language(spoken()) if one.label is not None else ""
        control = Control(
            path=path,
            kind=_KINDS.get(one.type, "line"),
            label=label,
            hint=one.hint.in_language(spoken()) if one.hint is not None else "",
            optional=one.required is False
            and one.type not in {"content", "group"}
            and not label.endswith(SAYS_OPTIONAL),
            attributes=_INPUTS.get(one.type, {}),
            errors=self.errors.get(path, []),
            warnings=self.warnings.get(path, []),
            unit=one.unit.in_language(spoken()) if one.unit is not None else "đ" if one.type == "money" else "",
        )
        value = self.value(path)
        if one.compute is not None:
            control.kind, control.value = "computed", said_answer(one, value)
        elif self._is_held(path):
            control.kind, control.held = "held", said_answer(one, self.worked.prefilled[path])
            control.said = self.for_another and one.prefill is not None and one.prefill.source.startswith(APPLICANTS)
        else:
            control.contested, control.why = path in self.worked.prefilled, self.contested.get(path, "")
            control.held = said_answer(one, self.worked.prefilled.get(path))
            self._fill(control, one, value)
        return control

    def value(self, path: str) -> Any:
        """Return the answer at ``path`` as it was given, else as it was worked out."""
        if path in self.written:
            return self.written[path]
        given = _at(self.given, path)
        return _at(self.worked.values, path) if given is None else given

    def _is_held(self, path: str) -> bool:
        if path not in self.worked.prefilled or path in self.contested:
            return False
        given = _at(self.given, path)
        return given is None or given == self.worked.prefilled[path]

    def _fill(self, control: Control, one: Field, value: Any) -> None:
        control.value = written_number(value, one.type) if one.type in _NUMBERS and value is not None else _text(value)
        match control.kind:
            case "line" if one.type in {"choice", "record"}:
                self._choose(control, one, [value])
            case "ticks":
                self._choose(control, one, value if isinstance(value, list) else [value])
            case "radios" | "tick":
                self._yes_no(control, one, value)
            case "date" | "datetime":
                control.parts = day_parts(value) | {"time": time_of(value)}
            case "period":
                year, _, part = _text(value).partition("-")
                control.parts = {"year": year, "part": part}
                control.options = [Option(code, period_name(code), code == part) for code in PERIODS]
            case "place" | "address":
                self._where(control, one, value)
            case "location":
                control.parts = {name: _text(side) for name, side in (value or {}).items()}
            case "content":
                control.markup = as_markup(one, self.texts)
            case "group":
                control.fields = self.controls(one.fields, f"{control.path}.")
            case "table":
                self._table(control, one, value)
            case "files":
                self._files(control, one, value)

    def _files(self, control: Control, one: Field, value: Any) -> None:
        named = {str(key) for key in value} if isinstance(value, list) else set()
        control.files = [file for file in self.files if str(file.id) in named]
        control.accept = ",".join(f".{extension}" for extension in extensions(one.accept) if one.accept)
        control.most = one.max if isinstance(one.max, int) else 0

    def _choose(self, control: Control, one: Field, chosen: list[Any]) -> None:
        worked = self.worked.choices.get(control.path)
        declared = one.options.codes if one.options is not None else None
        pairs = worked if worked is not None else [(str(code), "") for code in declared or ()]
        wanted = {str(code) for code in chosen if code is not None}
        control.options = [Option(code, name or option_label(one, code), code in wanted) for code, name in pairs]
        if control.kind == "line":
            control.kind = "radios" if len(pairs) <= FEW else "select"

    def _yes_no(self, control: Control, one: Field, value: Any) -> None:
        """Consent, and an undertaking that only yes will do for, are boxes to tick; anything else is a question."""
        if one.type == "consent":
            control.value = "true" if value is True else ""
            return
        if one.required is True and any(str(rule.condition.source) == f"this.{one.name}" for rule in one.valid_if):
            control.kind, control.value = "undertaking", "true" if value is True else ""
            if control.errors:
                control.errors = [_asks_to_tick(one)]
            return
        words = (("true", t("Có", "Yes"), True), ("false", t("Không", "No"), False))
        control.options = [Option(code, label, value is meant) for code, label, meant in words]

    def _where(self, control: Control, one: Field, value: Any) -> None:
        if control.kind == "place":
            self._place(control, control.path, _text(value), one.level)
        else:
            self._address(control, value if isinstance(value, Mapping) else {})

    def _place(self, control: Control, path: str, value: str, level: str | None) -> None:
        """Show a place by its name; of one that is not clear tell what it may be instead of what is wrong with it."""
        control.value, control.note = name_of_place(value), self.notes.get(path)
        if value and not value.isdigit():
            control.note = note_of(value, level)
            control.errors = []
        if control.note is not None and not control.note.settled and self.told:
            control.errors = [_asks_which(control.note)]

    def _address(self, control: Control, value: Mapping[str, Any]) -> None:
        control.parts = {name: _text(value.get(name)) for name in ("line", "hamlet")}
        place = Control(f"{control.path}.place", "place", t("Xã, phường", "Commune or ward"))
        place.errors = self.errors.get(place.path, [])
        self._place(place, place.path, _text(value.get("place")), "commune")
        control.fields = [place]

    def _table(self, control: Control, one: Field, value: Any) -> None:
        rows = value if isinstance(value, list) else []
        control.fixed = one.rows is not None
        count = len(rows) if control.fixed else max(len(rows), one.min_rows or 0, int(one.required is True))
        worked = self.worked.values.get(str(one.name)) or []
        for index in range(count):
            prefix = f"{control.path}[{index}]."
            if index < len(worked):
                control.rows.append(self.controls(one.fields, prefix))
            else:
                control.rows.append([self.control(inner, f"{prefix}{inner.name}") for inner in one.fields])


def problems_of(controls: Iterable[Control]) -> list[dict[str, str]]:
    """Return what is told of fields, for the summary at the head of the page: path and text.

    A field whose name others have too is told with the group that it stands in, one of a table with its row.
    """
    controls = list(controls)
    often = Counter(name for _, name in names_of(controls))
    shared = {path for path, name in names_of(controls) if often[name] > 1}
    return list(_problems(controls, "", shared))


def _problems(
    controls: Iterable[Control], within: str, shared: Collection[str], row: str = ""
) -> Iterator[dict[str, str]]:
    for control in controls:
        group = f"{within}, " if within and control.path in shared else ""
        name = f"{row}{group}{control.label}: " if control.label and control.kind != "undertaking" else ""
        for text in control.errors:
            yield {"path": control.path, "text": f"{name}{text}"}
        yield from _problems(control.fields, control.label or within, shared, row)
        for number, fields in enumerate(control.rows, start=1):
            yield from _problems(fields, control.label or within, shared, f"{number}. ")


def names_of(controls: Iterable[Control], row: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path of every field with what people call it, in a table after the number of its row."""
    for control in controls:
        if control.label:
            yield control.path, f"{row}{control.label}"
        yield from names_of(control.fields, row)
        for number, fields in enumerate(control.rows, start=1):
            yield from names_of(fields, f"{number}. ")


def _asks_to_tick(one: Field) -> str:
    """Return what is told of an undertaking without its tick: its own words, else that it is to be ticked."""
    if one.message is not None:
        return one.message.in_language(spoken())
    return t("Hãy đánh dấu vào ô này để cam đoan.", "Tick this box to undertake it.")


def _asks_which(note: PlaceNote) -> str:
    if note.status == "split":
        return t("Nơi này đã được chia; hãy chọn nơi đúng.", "This place was divided; choose the right one.")
    if note.candidates:
        return t("Hãy chọn đúng nơi bên dưới, hoặc gõ lại.", "Choose the right place below, or type again.")
    return t(
        "Không tìm thấy nơi nào tên “{name}”. Hãy gõ tên xã, phường và tỉnh.",
        "No place is called “{name}”. Type the commune or ward and the province.",
        name=note.written,
    )


def _by_path(problems: Iterable[FieldProblem]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.path, []).append(problem.text(spoken()))
    return found


def _at(values: Any, path: str) -> Any:
    for part in parted(path):
        if isinstance(part, int):
            values = values[part] if isinstance(values, list) and part < len(values) else None
        else:
            values = values.get(part) if isinstance(values, Mapping) else None
        if values is None:
            return None
    return values


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _is_optional(one: Field, label: str) -> bool:
    """Return whether it is to be told beside the ``label`` that a field may stay empty."""
    return one.required is False and one.type not in {"content", "group"} and not label.endswith(SAYS_OPTIONAL)
