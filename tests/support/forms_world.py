"""Forms for tests, written as they are in a formula; and what the registers and the map answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from textwrap import dedent, indent
from typing import Any

from nenso.language.compiled import CompiledForm
from nenso.language.compiling import compile_procedure_form, compile_step_form
from nenso.language.declarations.formula import Formula
from nenso.language.evaluation import Evaluation, evaluate
from nenso.language.names import FormulaNames
from nenso.language.reading import read

FORMULA = """
formula: demo
version: "1.0.0"
title: Thử
offered_by: [commune]
settings: [{name: fee, type: money, label: Phí, default: 8000}]
"""

PRODUCTS = """
register: products
title: Sản phẩm
key: [name]
fields:
  - {name: name, type: text, label: Tên}
  - {name: price, type: money, label: Giá}
  - {name: stock, type: integer, label: Tồn}
  - {name: made_on, type: date, label: Ngày làm}
"""


def formula_of(procedure: str, registers: Mapping[str, str] | None = None) -> Formula:
    """Return a formula with one procedure, ``demo``, and the registers."""
    files = {"formula.yaml": FORMULA, "procedures/demo.yaml": procedure, "registers/products.yaml": PRODUCTS}
    files |= {f"registers/{name}.yaml": text for name, text in (registers or {}).items()}
    reading = read({name: dedent(text).encode() for name, text in files.items()})
    assert reading.formula is not None, [str(issue) for issue in reading.issues]
    return reading.formula


def form_of(fields: str, *, more: str = "", registers: Mapping[str, str] | None = None) -> CompiledForm:
    """Return the compiled form of a procedure whose ``form`` is ``fields``; ``more``: other keys of the procedure."""
    procedure = f"procedure: demo\ntitle: Thử\n{dedent(more)}\nform:\n{indent(dedent(fields), '  ')}\n"
    procedure += "steps: {check: {by: officer, actions: {accept: done}}}\n"
    formula = formula_of(procedure, registers)
    return compile_procedure_form(FormulaNames(formula), formula.procedures["demo"])


def step_form_of(procedure: str, step: str, action: str | None = None) -> CompiledForm:
    """Return the compiled form of a step."""
    formula = formula_of(procedure)
    return compile_step_form(FormulaNames(formula), formula.procedures["demo"], step, action)


@dataclass
class SomePlace:
    code: str
    name: str
    full_name: str = ""
    level: str = "commune"


@dataclass
class Answer:
    status: str
    place: Any = None
    candidates: Sequence[Any] = ()
    since: date | None = None
    decree: str | None = None
    name: str = ""


MERGED = "Nghị quyết 1683/NQ-UBTVQH15"


@dataclass
class Registers:
    """What is held: by register, then by key; and the map of 2026 as far as a test needs it."""

    held: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    places: Mapping[str, Answer] = field(default_factory=dict)

    def find(self, register: str, key: tuple[Any, ...]) -> Mapping[str, Any] | None:
        return self.held.get(register, {}).get(str(key[0]))

    def record(self, register: str, identifier: str) -> Mapping[str, Any] | None:
        return self.held.get(register, {}).get(identifier)

    def records(self, register: str) -> Sequence[Mapping[str, Any]]:
        return list(self.held.get(register, {}).values())

    def seen(self, register: str) -> Sequence[Mapping[str, Any]]:
        return self.records(register)

    def place(self, code: str, on: date) -> Answer:
        assert isinstance(on, date)
        return self.places.get(code, Answer("unknown"))

    def value(self, indicator: str, unit: str, moment: str | datetime) -> float | None:
        return None

    def calendar(self) -> Any:
        raise AssertionError("not asked here")


NAMES: dict[str, Any] = {
    "today": date(2026, 11, 2),
    "now": datetime(2026, 11, 2, 3, 0, tzinfo=UTC),
    "applicant": {"id": "p1", "full_name": "Trần Thị Bình", "place": {"id": "x", "code": "01969"}},
    "setting": {"fee": 8_000},
}
BINH = {"id": "001190000017", "full_name": "Trần Thị Bình", "born_on": date(1990, 5, 1), "sex": "female"}
HELD = Registers(
    {
        "persons": {"001190000017": BINH},
        "demo.products": {
            "rice": {"id": "rice", "name": "Gạo", "price": 20_000, "stock": 5},
            "tea": {"id": "tea", "name": "Chè", "price": 90_000, "stock": 0},
        },
    },
    {
        "01969": Answer("current", SomePlace("01969", "xã Phủ Thông")),
        "19": Answer("current", SomePlace("19", "tỉnh Thái Nguyên")),
        "01975": Answer(
            "became",
            SomePlace("01969", "xã Phủ Thông", "xã Phủ Thông, tỉnh Thái Nguyên"),
            since=date(2025, 7, 1),
            decree=MERGED,
            name="xã Vi Hương",
        ),
        "00070": Answer(
            "split",
            candidates=[SomePlace("00004", "phường Ba Đình"), SomePlace("00008", "phường Ngọc Hà")],
            since=date(2025, 7, 1),
            decree=MERGED,
            name="phường Cũ",
        ),
    },
)


def worked_out(form: CompiledForm, given: Mapping[str, Any], **more: Any) -> Evaluation:
    """Return the form worked out over ``given`` in this world."""
    names = {**NAMES, **more.pop("names", {})}
    return evaluate(form, given, names, more.pop("lookup", HELD), **more)


def told(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return path and code of each problem."""
    return [(problem.path, problem.code) for problem in evaluation.problems]


__all__ = ["HELD", "NAMES", "Answer", "Registers", "SomePlace", "form_of", "step_form_of", "told", "worked_out"]
