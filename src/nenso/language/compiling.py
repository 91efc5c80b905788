"""The forms of a formula made ready, each in its place: of a procedure, a step and action, a register, a setting."""

from nenso.language.compiled import CompiledForm, compile_form
from nenso.language.declarations.forms import Form, Page
from nenso.language.declarations.formula import Setting
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.registers import Register
from nenso.language.names import FormulaNames


def compile_procedure_form(names: FormulaNames, procedure: Procedure) -> CompiledForm:
    """Return the form that a procedure files; its values stand as ``form``."""
    return compile_form(
        procedure.form,
        names.environment("form", procedure=procedure),
        field_type=names.field_type,
        row_type=names.row_of,
        rules=procedure.valid_if,
        message=procedure.message,
    )


def compile_step_form(names: FormulaNames, procedure: Procedure, step: str, action: str | None = None) -> CompiledForm:
    """Return what is filled in at a step when ``action`` is done: both forms, one entry; as ``step.<name>``."""
    declared = procedure.steps[step]
    forms = [declared.form, declared.actions[action].form if action is not None else None]
    pages = tuple(page for form in forms if form is not None for page in form.pages)
    return compile_form(
        Form(pages=pages),
        names.environment("step", procedure=procedure, step=step),
        field_type=names.field_type,
        row_type=names.row_of,
        bound_as=("step", step),
    )


def compile_register_form(names: FormulaNames, register: Register) -> CompiledForm:
    """Return the hard rules of a register: its fields as a form whose values stand as ``this``."""
    return compile_form(
        Form(pages=(Page(fields=register.fields),)),
        names.environment("register", register=register),
        field_type=names.field_type,
        row_type=names.row_of,
        bound_as=(),
    )


def compile_setting_form(names: FormulaNames, setting: Setting) -> CompiledForm:
    """Return the form by which an agency decides a setting: its one field."""
    return compile_form(
        Form(pages=(Page(fields=(setting,)),)),
        names.environment("setting"),
        field_type=names.field_type,
        row_type=names.row_of,
        bound_as=(),
    )
