"""Who: roles, parties, paths to people; and which agency."""

import difflib
from collections.abc import Iterable

from nenso.language.checking.desk import Desk
from nenso.language.checking.flow import unconditional
from nenso.language.checking.typed import Typed
from nenso.language.declarations.people import AGENCY_WORDS, AUDIENCES, ROLES, SPECIAL_WHO, AgencyReference, Rota, Who
from nenso.language.declarations.values import Expression
from nenso.language.expressions import ANYTHING, TEXT, YES_NO, Environment, list_of
from nenso.language.kernel import ANYONE, OFFICIAL

PEOPLE = (ANYONE, TEXT, list_of(ANYTHING))
"""What a path to people may give: a person, official, enterprise or agency, an identifier, or a list of them."""


_NEARLY = 0.85
"""How like a known kind of agency a word must be to count as a slip of the pen."""


class WhoCheck:
    """Checks who in one place: which parties it has and which names its expressions may use."""

    def __init__(
        self,
        typed: Typed,
        environment: Environment,
        parties: Iterable[str] = (),
        *,
        audience: bool = False,
        rules: bool = False,
    ) -> None:
        self.desk: Desk = typed.desk
        self.typed = typed
        self.environment = environment
        self.parties = set(parties)
        self.audience = audience
        self.rules = rules

    def words(self) -> list[str]:
        """Return every word that may stand here."""
        kinds = AUDIENCES if self.audience else ()
        return [*SPECIAL_WHO, *kinds, *self.parties, *ROLES, *self.desk.roles]

    def check(self, who: Who | None) -> None:
        """Check who, all its branches."""
        if who is None:
            return
        for index, branch in enumerate(who.branches):
            self.typed.check(branch.condition, self.environment, YES_NO)
            if branch.condition is None and index < len(who.branches) - 1:
                unconditional(self.desk, who.branches[index + 1])
            for term in branch.then.terms:
                if term.name is not None:
                    self._name(term.name, term.agency, term)
                elif term.procedure is not None:
                    self._procedure(term.procedure, term)
                elif term.path is not None:
                    self.typed.check(term.path, self.environment, PEOPLE)
                elif term.rota is not None:
                    self._rota(term.rota)

    def _name(self, name: str, agency: AgencyReference | None, at: object) -> None:
        if agency is not None:
            self.agency(agency)
            if name not in {*ROLES, *self.desk.roles}:
                self.desk.unknown(at, "role", "vai trò", "role", name, [*ROLES, *self.desk.roles])
        elif name not in self.words():
            self.desk.unknown(at, "who", "người hay vai trò", "person or role", name, self.words())

    def check_word(self, word: str, at: object) -> None:
        """Check a single word or path where only names stand (``not``)."""
        if "." in word:
            self.typed.check(Expression.parse(word), self.environment, PEOPLE)
        elif word not in self.words():
            self.desk.unknown(at, "who", "người hay vai trò", "person or role", word, self.words())

    def _procedure(self, name: str, at: object) -> None:
        if self.rules:
            self.desk.reader_found(name, at)
        else:
            vi, en = "Thủ tục chỉ đứng ở read.", "A procedure stands in read rules only."
            self.desk.add(at, "who.procedure", vi, en, expected=self.words())

    def _rota(self, rota: Rota) -> None:
        if not self.desk.register_found(rota.source, rota):
            return
        record = self.desk.names_for(rota.source).record(rota.source) or ANYTHING
        environment = self.environment.with_names(record=record)
        self.typed.check(rota.where, environment, YES_NO)
        self.typed.check(rota.pick, environment, (OFFICIAL, ANYONE, TEXT))
        self.check(rota.otherwise)

    def agency(self, agency: AgencyReference | None) -> None:
        """Check an agency reference."""
        if agency is None:
            return
        if agency.path is not None:
            self.typed.check(agency.path, self.environment, (ANYONE, TEXT))
            return
        word = str(agency.word)
        if word not in AGENCY_WORDS:
            check_kind(self.desk, word, agency, extra=AGENCY_WORDS)


def check_kind(desk: Desk, kind: str, at: object, *, extra: Iterable[str] = ()) -> None:
    """Check the name of a kind of agency: an error when it is nearly a known one, else a warning to declare it."""
    known = [*desk.kinds, *extra]
    if kind in known:
        return
    if difflib.get_close_matches(kind, known, n=1, cutoff=_NEARLY):
        desk.unknown(at, "kind", "loại cơ quan", "kind of agency", kind, known)
    else:
        desk.warn(
            at,
            "kind.not_declared",
            f"Loại cơ quan “{kind}” chưa khai báo ở kinds.",
            f"The kind of agency “{kind}” is not declared in kinds.",
            expected=known,
        )
