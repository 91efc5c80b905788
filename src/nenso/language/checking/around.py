"""What a case may be about, how many there may be, what starts them, how they are numbered, kept and carried."""

from nenso.language.checking.access import check_keep, check_numbering
from nenso.language.checking.desk import Desk
from nenso.language.checking.people import PEOPLE, WhoCheck
from nenso.language.checking.sealing import check_sealed
from nenso.language.checking.typed import Typed
from nenso.language.declarations.people import AUDIENCES
from nenso.language.declarations.procedures import Bulk, Limit, Offline, Procedure, Start
from nenso.language.declarations.values import Expression
from nenso.language.expressions import ANYTHING, INTEGER, TEXT, YES_NO
from nenso.language.kernel import AGENCY
from nenso.language.names import FormulaNames

_LIMITS = ("applicant", "filer", "about", "period", "agency")


class AroundCheck:
    """Checks what stands around the steps of one procedure."""

    def __init__(self, typed: Typed, procedure: Procedure, *, names: FormulaNames, parties: set[str]) -> None:
        self.typed = typed
        self.desk: Desk = typed.desk
        self.procedure = procedure
        self.names = names
        self.parties = parties
        self.form = names.environment("form", procedure=procedure)

    def check(self) -> None:
        """Check all of it."""
        procedure = self.procedure
        self._about()
        for limit in procedure.limit:
            self._limit(limit)
        for start in procedure.starts:
            self._start(start)
        if procedure.offline is not None:
            self._offline(procedure.offline)
        if procedure.bulk is not None:
            self._bulk(procedure.bulk)
        if procedure.sealed is not None:
            check_sealed(self.typed, procedure, procedure.sealed, names=self.names)
        check_numbering(self.typed, procedure.numbered, self.names.environment("numbering", procedure=procedure))
        check_keep(self.desk, procedure.keep)

    def _about(self) -> None:
        about, desk = self.procedure.about, self.desk
        if about is None:
            return
        if (about.of is None) == (about.case is None):
            vi, en = "Cần đúng một trong register và case.", "Exactly one of register and case."
            desk.add(about, "about.kind", vi, en, expected="register, case")
        if about.of is not None:
            desk.register_found(about.of, about)
        if about.case is not None and about.case != "any":
            desk.procedure_found(about.case, about)
        self.typed.check(about.where, self.names.environment("about", procedure=self.procedure), YES_NO)

    def _limit(self, limit: Limit) -> None:
        for word in limit.per:
            if "." in word:
                self.typed.check(Expression.parse(word), self.form)
            elif word not in {*_LIMITS, *self.parties}:
                self.desk.unknown(word, "limit.per", "từ", "word", word, [*_LIMITS, *self.parties])
            elif word == "about" and self.procedure.about is None:
                vi, en = "Thủ tục không có about.", "The procedure has no about."
                self.desk.add(limit, "limit.about", vi, en, expected="about")
        self.typed.choice(limit.most, self.form, INTEGER)
        self.typed.texts((limit.message,), self.form)

    def _start(self, start: Start) -> None:
        if start.each is not None and not self.desk.register_found(start.each, start):
            return
        environment = self.names.environment("starts", procedure=self.procedure, record=start.each)
        self.typed.check(start.where, environment, YES_NO)
        self.typed.check(start.applicant, environment, PEOPLE)
        self.typed.check(start.agency, environment, (AGENCY, TEXT))
        self.typed.texts((start.text,), environment)
        if not start.day_fits:
            vi, en = f"“{start.day}” không phải ngày trong kỳ.", f"“{start.day}” is no day of the period."
            self.desk.add(start, "starts.day", vi, en, expected="MM-DD (year), 1–28 (month, quarter)")
        if start.each is None and start.every is None and start.where is None:
            vi, en = "starts cần for, every hoặc where.", "starts needs for, every or where."
            self.desk.add(start, "starts.nothing", vi, en, expected="for, every, where")

    def _offline(self, offline: Offline) -> None:
        for carried in offline.carry:
            if self.desk.register_found(carried.of, carried):
                record = self.desk.names_for(carried.of).record(carried.of) or ANYTHING
                environment = self.names.environment("about", procedure=self.procedure).with_names(record=record)
                self.typed.check(carried.where, environment, YES_NO)

    def _bulk(self, bulk: Bulk) -> None:
        words = WhoCheck(self.typed, self.form, self.parties, audience=True).words()
        for kind in bulk.by:
            if kind.partition("@")[0] not in words:
                self.desk.unknown(kind, "who", "người nộp", "filer", kind, (*AUDIENCES, *words))
