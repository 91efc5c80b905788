"""Everything in a procedure: its expressions in their environments, who, effects, results, numbers, read rules."""

from collections.abc import Iterable

from nenso.language.checking.access import check_items, check_numbering, check_under
from nenso.language.checking.around import AroundCheck
from nenso.language.checking.assurance import check_assurance
from nenso.language.checking.deadlines import check_deadline
from nenso.language.checking.desk import Desk, field_at, field_names
from nenso.language.checking.effects import EffectCheck
from nenso.language.checking.fields import FieldCheck
from nenso.language.checking.flow import check_flow
from nenso.language.checking.people import PEOPLE, WhoCheck, check_kind
from nenso.language.checking.typed import Typed
from nenso.language.declarations.forms import Document
from nenso.language.declarations.procedures import Procedure, Result
from nenso.language.declarations.steps import PayLine, Step, Timer, Way
from nenso.language.declarations.values import Expression
from nenso.language.expressions import INTEGER, TEXT, YES_NO, Environment
from nenso.language.kernel import ADDRESS, AGENCY, LOCATION, PLACE

COMPETENT = (AGENCY, PLACE, ADDRESS, LOCATION, TEXT)
"""What tells who decides: an agency, or a place or something that has one."""

_MANDATES = ("parent", "guardian", "authorised", "assisted")
_CHANNELS = ("online", "counter", "post", "national")


class ProcedureCheck:
    """Checks one procedure."""

    def __init__(self, typed: Typed, procedure: Procedure) -> None:
        self.typed = typed
        self.desk: Desk = typed.desk
        self.procedure = procedure
        names = self.desk.names_for((procedure.about.of or procedure.about.case or "") if procedure.about else "")
        self.names = names
        self.form = names.environment("form", procedure=procedure)
        self.open = names.environment("step", procedure=procedure)
        self.parties = {*procedure.parties, *self._parties_of_about()}
        self.fields = FieldCheck(typed)
        self.effects = EffectCheck(typed, procedure, WhoCheck(typed, self.open, self.parties))

    def _parties_of_about(self) -> Iterable[str]:
        about = self.procedure.about
        if about is None:
            return ()
        register = self.desk.register(about.of) if about.of else None
        other = self.desk.procedure(about.case) if about.case else None
        return (*(register.parties if register else ()), *(other.parties if other else ()))

    def check(self) -> None:
        """Check all of it."""
        procedure, typed = self.procedure, self.typed
        check_flow(self.desk, procedure)
        check_deadline(self.desk, procedure)
        check_assurance(self.desk, procedure)
        self._words()
        self.fields.form(procedure.form, self.form, ("form",), rules=procedure.valid_if)
        typed.check(procedure.competent, self.form, COMPETENT)
        typed.texts((procedure.label, procedure.title, procedure.conditions), self.form)
        WhoCheck(typed, self.form, self.parties, audience=True).check(procedure.audience)
        self._deadline()
        self._fee()
        self._cashier()
        check_documents(typed, procedure.documents, self.form)
        for party in procedure.parties.values():
            typed.check(party.who, self.form, PEOPLE)
        AroundCheck(typed, procedure, names=self.names, parties=self.parties).check()
        self.effects.check(procedure.filing.does, self.open)
        self._ways(procedure.filing.to, self.open)
        for name, step in procedure.steps.items():
            self._step(name, step)
        self._timers(procedure.timers, self.open)
        self._results()
        self.effects.check(procedure.on_done, self.open)
        self._read()

    def _words(self) -> None:
        procedure, desk = self.procedure, self.desk
        for kind in procedure.offered_by:
            if kind != "any":
                check_kind(desk, kind, kind, extra=("any",))
            offered = desk.formula.offered_by
            if offered and "any" not in (*offered, kind) and kind not in offered:
                desk.warn(
                    kind,
                    "offered_by.not_adopting",
                    f"Bộ mẫu không dành cho “{kind}”.",
                    f"The formula is not for “{kind}”.",
                    expected=offered,
                )
        for word, words, what in (
            *((mandate, _MANDATES, "mandate") for mandate in procedure.on_behalf),
            *((channel, _CHANNELS, "channel") for channel in procedure.channels),
        ):
            if word not in words:
                desk.unknown(word, what, "từ", "word", word, words)

    def _deadline(self) -> None:
        procedure, typed = self.procedure, self.typed
        if procedure.deadline is not None:
            typed.conditions(procedure.deadline, self.form)
            for deadline in procedure.deadline.values:
                typed.moment(deadline.start, self.form)
                typed.moment(deadline.due, self.form)
                if deadline.within is not None:
                    typed.conditions(deadline.within, self.form)
        if procedure.extension is not None:
            WhoCheck(typed, self.open, self.parties).check(procedure.extension.by)

    def _fee(self) -> None:
        fee = self.procedure.fee
        if fee is None:
            return
        if fee.when != "filing":
            self.desk.unknown(fee.when, "fee.when", "lúc nộp", "moment to pay", fee.when, ("filing",))
        self._lines(fee.lines, self.form)
        for exemption in fee.exempt:
            self.typed.check(exemption.condition, self.form, YES_NO)

    def _cashier(self) -> None:
        """Warn of money that no cashier will see: only who has a task sees a confidential case."""
        procedure = self.procedure
        costs = procedure.fee is not None and procedure.fee.lines
        if procedure.confidential and (costs or any(step.pay for step in procedure.steps.values())):
            self.desk.warn(
                procedure,
                "fee.confidential",
                "Hồ sơ kín (confidential) chỉ người có việc mới thấy, nên người thu tiền không ghi thu được khoản này.",
                "Only who has a task sees a confidential case, so no cashier can record what is paid on it.",
            )

    def _lines(self, lines: Iterable[PayLine], environment: Environment) -> None:
        for line in lines:
            self.typed.choice(line.amount, environment, INTEGER)
            self.typed.check(line.condition, environment, YES_NO)
            self.typed.texts((line.name,), environment)
            if line.to is not None:
                words = {"agency", "self", "receiving", *self.parties}
                WhoCheck(self.typed, environment, words).check(line.to)

    def _step(self, name: str, step: Step) -> None:
        typed = self.typed
        environment = self.names.environment("step", procedure=self.procedure, step=name)
        who = WhoCheck(typed, environment, self.parties)
        who.check(step.by)
        who.check(step.meet)
        self._lines(step.pay or (), environment)
        typed.moment(step.at, environment)
        typed.moment(step.due, environment)
        typed.check(step.until, environment, YES_NO)
        typed.texts((step.title, step.presence), environment)
        if step.within is not None:
            typed.conditions(step.within, environment)
        if step.form is not None:
            self.fields.form(step.form, environment, ("step", name))
        if step.each is not None:
            typed.value(step.each.enough, environment, INTEGER, at=step.each)
            self._ways(step.each.then, environment)
        for action in step.actions.values():
            who.check(action.by)
            typed.check(action.condition, environment, YES_NO)
            typed.texts((action.label,), environment)
            if action.form is not None:
                self.fields.form(action.form, environment, ("step", name))
            self.effects.check(action.does, environment)
            self._ways(action.to, environment)
        self._timers(step.timers, environment)
        self._corrects(step)
        for word in step.excluded:
            if word.partition(".")[0] != "step":
                who.check_word(word, word)

    def _corrects(self, step: Step) -> None:
        for path in step.corrects:
            if field_at(self.procedure.form.fields, path) is None:
                names = field_names(self.procedure.form.fields)
                self.desk.unknown(path, "field", "trường", "field", path, names)

    def _ways(self, ways: Iterable[Way], environment: Environment) -> None:
        for way in ways:
            self.typed.check(way.condition, environment, YES_NO)
            self.effects.check(way.does, environment)

    def _timers(self, timers: Iterable[Timer], environment: Environment) -> None:
        for timer in timers:
            self.typed.moment(timer.at, environment)
            self.typed.check(timer.condition, environment, YES_NO)
            self.typed.texts((timer.text,), environment)
            WhoCheck(self.typed, environment, self.parties).check(timer.notify)

    def _results(self) -> None:
        for result in self.procedure.results:
            self.typed.check(result.condition, self.open, YES_NO)
            self.typed.value(result.count, self.open, INTEGER, at=result)
            self.typed.texts((result.label,), self.open)
            check_numbering(self.typed, result.numbered, self.names.environment("numbering", procedure=self.procedure))
            self._signed(result)
            templates = self.desk.formula.templates
            if result.template is not None and result.template not in templates:
                self._no_template(result, result.template)

    def _signed(self, result: Result) -> None:
        steps = self.procedure.steps
        for name in result.signed_in:
            if name not in steps:
                self.desk.unknown(name, "step", "bước", "step", name, steps)
            elif steps[name].by is None:
                self.desk.add(
                    name,
                    "result.signed_by_nobody",
                    f"Ở bước “{name}” không ai ký được.",
                    f"Nobody can sign at step “{name}”.",
                )

    def _no_template(self, result: Result, template: str) -> None:
        templates = self.desk.formula.templates
        vi, en = f"Không có tệp results/{template}.typ.", f"There is no file results/{template}.typ."
        if templates:
            self.desk.unknown(template, "template", "mẫu kết quả", "template", template, templates)
        else:
            self.desk.warn(result, "template.missing", vi, en, expected=f"results/{template}.typ")

    def _read(self) -> None:
        environment = self.names.environment("read", procedure=self.procedure)
        who = WhoCheck(self.typed, environment, self.parties, rules=True)
        for rule in self.procedure.read:
            who.check(rule.who)
            self.typed.check(rule.when, environment, YES_NO)
            check_under(self.desk, rule)
            check_items(self.typed, rule.what, environment, self.desk.names.case(self.procedure.name))


def check_documents(typed: Typed, documents: Iterable[Document], environment: Environment) -> None:
    """Check the expressions of documents."""
    for document in documents:
        if isinstance(document.required, Expression):
            typed.check(document.required, environment, YES_NO)
        typed.check(document.show_if, environment, YES_NO)
        typed.check(document.instead, environment)
        typed.texts((document.label, document.hint), environment)
