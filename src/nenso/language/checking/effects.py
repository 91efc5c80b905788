"""Effects: the registers, procedures and fields they name are there, types agree, and what is required is set."""

from collections.abc import Iterable, Mapping

from nenso.language.checking.assurance import check_opened
from nenso.language.checking.desk import Desk, field_at, field_names
from nenso.language.checking.fields import assignable
from nenso.language.checking.people import PEOPLE, WhoCheck
from nenso.language.checking.typed import ITEMS, Typed
from nenso.language.declarations.effects import (
    Amend,
    AnyEffect,
    Appoint,
    Create,
    Dismiss,
    Effect,
    End,
    Grant,
    Notify,
    Open,
    Publish,
    Refund,
    Revoke,
    Transfer,
    Update,
)
from nenso.language.declarations.fields import Field
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.values import Expression, Value
from nenso.language.expressions import ANYTHING, TEXT, YES_NO, Environment, Kind, ValueType, list_of, type_of
from nenso.language.kernel import KERNEL_REGISTERS

CASES = "cases."
"""What stands before the name of a procedure where its cases are meant."""
_RECORD = (ValueType(Kind.RECORD), ITEMS)


class EffectCheck:
    """Checks effects of one procedure in their environments."""

    def __init__(self, typed: Typed, procedure: Procedure, who: WhoCheck) -> None:
        self.typed = typed
        self.desk: Desk = typed.desk
        self.procedure = procedure
        self.who = who

    def check(self, effects: Iterable[Effect], environment: Environment) -> None:
        """Check each effect."""
        for effect in effects:
            inner = self._common(effect, environment)
            if isinstance(effect, Create):
                self._create(effect, inner)
            elif isinstance(effect, Update):
                self._update(effect, inner)
            elif isinstance(effect, Open):
                self._open(effect, inner)
            elif isinstance(effect, Amend):
                self._fields(effect.amend, self.procedure.form.fields, inner)
            else:
                self._other(effect, inner)

    def _common(self, effect: AnyEffect, environment: Environment) -> Environment:
        if effect.each is not None:
            self.typed.check(effect.each, environment, ITEMS)
            environment = environment.with_names(this=self.typed.element(effect.each, environment))
        self.typed.check(effect.condition, environment, YES_NO)
        return environment

    def _other(self, effect: Effect, environment: Environment) -> None:
        typed = self.typed
        if isinstance(effect, End):
            typed.check(effect.end, environment, _RECORD)
        elif isinstance(effect, Transfer):
            WhoCheck(typed, environment).agency(effect.transfer)
        elif isinstance(effect, Notify):
            WhoCheck(typed, environment, self.who.parties).check(effect.notify)
            typed.texts((effect.text,), environment)
        elif isinstance(effect, Refund):
            typed.check(effect.refund, environment, ANYTHING)
        elif isinstance(effect, Grant):
            self._grant(effect, environment)
        elif isinstance(effect, Revoke):
            if not effect.revoke.source.startswith(CASES) and effect.revoke.source not in self.desk.known("registers"):
                typed.check(effect.revoke, environment)
            WhoCheck(typed, environment, self.who.parties).check(effect.to)
        elif isinstance(effect, Appoint | Dismiss | Publish):
            self._later(effect, environment)

    def _grant(self, effect: Grant, environment: Environment) -> None:
        """What a register lets be read under no grant, an effect cannot grant."""
        typed = self.typed
        WhoCheck(typed, environment, self.who.parties).check(effect.to)
        typed.texts((effect.purpose,), environment)
        typed.moment(effect.until, environment)
        if effect.grant.startswith(CASES):
            self._grant_cases(effect, effect.grant.removeprefix(CASES))
            return
        if not self.desk.register_found(effect.grant, effect):
            return
        register = self.desk.register(effect.grant)
        if register is None:
            return
        for name in effect.what:
            if name != "all" and field_at(register.fields, name) is None:
                self.desk.unknown(name, "field", "trường", "field", name, field_names(register.fields))
        if not any(rule.under == "grant" for rule in register.read):
            self.desk.add(
                effect,
                "effect.nothing_under_grant",
                f"Sổ “{effect.grant}” không cho ai đọc theo quyền được cấp.",
                f"Register “{effect.grant}” lets nobody read under a grant.",
                expected="read: [{who: …, what: […], under: grant}]",
            )

    def _grant_cases(self, effect: Grant, name: str) -> None:
        """Cases are granted by a procedure of their own formula, and what their read rules open under a grant alone."""
        procedure = self.desk.formula.procedures.get(name)
        if procedure is None:
            known = [f"{CASES}{one}" for one in self.desk.formula.procedures]
            self.desk.unknown(effect, "procedure", "thủ tục", "procedure", effect.grant, known)
            return
        opened = {str(item.name) for rule in procedure.read if rule.under == "grant" for item in rule.what}
        if not opened:
            self.desk.add(
                effect,
                "effect.nothing_under_grant",
                f"Hồ sơ “{name}” không cho ai đọc theo quyền được cấp.",
                f"Cases of “{name}” let nobody read under a grant.",
                expected="read: [{who: …, what: […], under: grant}]",
            )
        for item in effect.what:
            if item != "all" and "all" not in opened and item not in opened:
                self.desk.unknown(item, "field", "trường", "field", item, sorted(opened))

    def _later(self, effect: Appoint | Dismiss | Publish, environment: Environment) -> None:
        typed = self.typed
        who = WhoCheck(typed, environment, self.who.parties)
        verb = type(effect).__name__.lower()
        self.desk.later(effect, verb, f"Tác động “{verb}” chưa chạy.", f"The effect “{verb}” does not run yet.")
        if isinstance(effect, Appoint):
            typed.check(effect.appoint, environment, PEOPLE)
            self._role(effect.role, effect)
            who.agency(effect.agency)
            typed.moment(effect.until, environment)
        elif isinstance(effect, Dismiss):
            typed.check(effect.dismiss, environment, PEOPLE)
            if effect.role is not None:
                self._role(effect.role, effect)
            who.agency(effect.agency)
        else:
            typed.check(effect.publish, environment)

    def _role(self, role: str, at: object) -> None:
        words = WhoCheck(self.typed, Environment({})).words()
        if role not in words:
            self.desk.unknown(at, "role", "vai trò", "role", role, words)

    def _create(self, effect: Create, environment: Environment) -> None:
        if not self.desk.register_found(effect.create, effect):
            return
        register = self.desk.register(effect.create)
        if register is None:
            if effect.create in KERNEL_REGISTERS and isinstance(effect.values, Mapping):
                for value in effect.values.values():
                    self.typed.value(value, environment)
            return
        if register.computed:
            self.desk.add(
                effect, "effect.computed", "Sổ tính ra thì không ghi được.", "A computed register cannot be written."
            )
        self._set(effect.values, register.fields, environment, effect.create)
        given = self._given(effect.values, environment)
        if given is None:
            return
        missing = [
            field.name
            for field in register.fields
            if field.required is True and field.name not in given and field.default is None and field.compute is None
            if not field.retired
        ]
        if missing:
            self.desk.add(
                effect,
                "effect.required_not_set",
                f"Sổ “{effect.create}” bắt buộc có: {', '.join(missing)}.",
                f"Register “{effect.create}” requires: {', '.join(missing)}.",
                expected=missing,
            )

    def _given(self, values: Mapping[str, Value] | Expression, environment: Environment) -> set[str] | None:
        if isinstance(values, Mapping):
            return set(values)
        found = type_of(values.source, environment)
        names = found.names() if found.is_row else []
        return set(names) or None

    def _update(self, effect: Update, environment: Environment) -> None:
        self.typed.check(effect.update, environment, _RECORD)
        found = type_of(effect.update.source, environment)
        record = found.element or ANYTHING if found.kind is Kind.LIST else found
        inner = environment.with_names(record=record)
        register = self.desk.register(record.register) if record.register else None
        if register is not None:
            self._set(effect.values, register.fields, inner, record.register)
        elif isinstance(effect.values, Mapping):
            known = record.members() if record.is_row else {}
            for name, value in effect.values.items():
                if known and name not in known:
                    self.desk.unknown(effect, "field", "trường", "field", name, known)
                self.typed.value(value, inner)
        else:
            self.typed.check(effect.values, inner)

    def _open(self, effect: Open, environment: Environment) -> None:
        who = WhoCheck(self.typed, environment)
        who.agency(effect.agency)
        self.typed.check(effect.applicant, environment, PEOPLE)
        documents = () if effect.documents == "all" else effect.documents
        known = [document.name for document in self.procedure.documents]
        for name in documents:
            if name not in known:
                self.desk.unknown(name, "document", "giấy tờ", "document", name, known)
        if not self.desk.procedure_found(effect.open, effect):
            return
        opened = self.desk.procedure(effect.open)
        if opened is None:
            return
        check_opened(self.desk, self.procedure, effect, opened)
        if effect.to is not None and effect.to not in opened.steps:
            self.desk.unknown(effect.to, "step", "bước", "step", effect.to, opened.steps)
        if effect.values is not None:
            self._set(effect.values, opened.form.fields, environment, effect.open)

    def _set(
        self,
        values: Mapping[str, Value] | Expression,
        fields: Iterable[Field],
        environment: Environment,
        owner: str,
    ) -> None:
        if isinstance(values, Mapping):
            self._fields(values, fields, environment, owner)
            return
        self.typed.check(values, environment, ValueType(Kind.GROUP))
        found = type_of(values.source, environment)
        if found.is_row and found.register:
            return
        known = {field.name for field in fields}
        for name in found.names() if found.is_row else ():
            if name not in known and name not in {"score", "id"}:
                self.desk.warn(
                    values,
                    "effect.not_kept",
                    f"“{owner}” không có “{name}” nên giá trị này bị bỏ.",
                    f"“{owner}” has no “{name}”, so this value is dropped.",
                )

    def _fields(
        self,
        values: Mapping[str, Value],
        fields: Iterable[Field],
        environment: Environment,
        owner: str = "form",
    ) -> None:
        listed = list(fields)
        names = self.desk.names_for(owner)
        for path, value in values.items():
            field = field_at(listed, path)
            if field is None:
                self.desk.unknown(path, "field", "trường", "field", path, field_names(listed))
                self.typed.value(value, environment)
                continue
            if field.compute is not None:
                self.desk.warn(
                    path,
                    "effect.computed_field",
                    f"“{path}” tự tính, không cần set.",
                    f"“{path}” is computed, not set.",
                )
            gives = assignable(names.field_type(field, environment), field)
            wanted = gives if isinstance(gives, tuple) else (gives,)
            if field.type in {"text", "multiline"}:
                wanted = (*wanted, list_of(TEXT))
            self.typed.value(value, environment, wanted, at=path)
