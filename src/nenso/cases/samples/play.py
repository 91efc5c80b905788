"""One sample, played: filed, acted on, asked and supplied, paid, as the people in it would do it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_path
from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.asking import DOCUMENT, FIELD, Supply, supply
from nenso.cases.acts.ending import assign, claim, deliver, extend, give_back, withdraw
from nenso.cases.acts.paying import pay
from nenso.cases.acts.unsealing import unseal
from nenso.cases.engine.called import step_called, step_not_open
from nenso.cases.engine.flow import APPLICANT
from nenso.cases.engine.loading import Loaded, load
from nenso.cases.engine.offering import offered_for
from nenso.cases.engine.waiting import look_again
from nenso.cases.errors.filing import NoCompetentAgency
from nenso.cases.errors.related import ChildMissing
from nenso.cases.intake.drafts import open_draft
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.intake.routing import serving
from nenso.cases.models import Case
from nenso.cases.samples.cast import Cast, described, enterprise_actor, person_actor
from nenso.cases.samples.ground import SAMPLER
from nenso.cases.samples.outcome import Stopped
from nenso.files.attaching import attach
from nenso.files.storing import store
from nenso.language.bare import plain
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.people import ROLES
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.samples import Sample, SampleAct
from nenso.payments.asking import payments_of
from nenso.payments.models import Means, State
from nenso.people.levels import HIGHEST
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.problems import Problem

ONLINE = "online"
PAPER = {"original": 1}
REASON = "reason"
_WHY = "Mẫu thử: đề nghị bổ sung."

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
"""What is handed in for every document: one empty page."""


def moment_of(text: str | None, otherwise: datetime) -> datetime:
    """Return the moment that a sample states, in Viet Nam's time unless it says otherwise."""
    if text is None:
        return otherwise
    moment = datetime.fromisoformat(str(text))
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.VIETNAM)


class Play:
    """The run of one sample: its case, who plays in it, and the moment it has come to."""

    def __init__(
        self, formula: Formula, name: str, sample: Sample, moment: datetime, about: Mapping[str, str] | None = None
    ) -> None:
        self.about = about
        self.procedure: Procedure = formula.procedures[name.partition(".")[2]]
        self.name, self.sample, self.moment = name, sample, moment
        self.kinds = tuple(self.procedure.offered_by or formula.offered_by)
        self.cast = Cast(frozenset({*ROLES, *formula.roles}))
        self.form: dict[str, Any] = plain(sample.form)
        self.filer = SAMPLER
        self.case = Case()

    def run(self) -> None:
        """File the case and do every act; raise :class:`Stopped` where the engine refuses."""
        with self._at(None, "filing"):
            self._file()
            self._pay()
            self._appoint_each()
        for number, declared in enumerate(self.sample.acts):
            with self._at(declared.at, f"{declared.step}.{declared.do}"):
                with self._on(declared.child):
                    self._act(declared, self.sample.acts[number + 1 :])
                while look_again(self.case.id):
                    pass

    @contextmanager
    def _on(self, child: str | None) -> Iterator[None]:
        """Let it be the latest child of a procedure that is acted on, with what it costs paid."""
        if child is None:
            yield
            return
        whole, procedure = self.case, self.procedure
        name = plain(child)
        with acting(SAMPLER):
            opened = Case.objects.filter(parent_id=whole.id, procedure__endswith=f".{name}").order_by("-id")
            found = opened.select_related("edition", "adaptation").first()
        if found is None:
            raise ChildMissing(child=name)
        self.case, self.procedure = found, offered_for(found).procedure
        try:
            self._pay()
            yield
        finally:
            self.case, self.procedure = whole, procedure

    @contextmanager
    def _at(self, text: str | None, where: str) -> Iterator[None]:
        self.moment = moment_of(text, self.moment)
        try:
            with clock.at(self.moment):
                yield
        except Problem as problem:
            problem.facts["where"] = where
            raise Stopped(said=problem.text("vi"), said_en=problem.text("en"), **problem.facts) from problem

    def _file(self) -> None:
        agency = self._taken_in_at()
        channel, documents = self.sample.who.channel, plain(self.sample.documents)
        self.filer, applicant = self._who(agency)
        draft, paper = None, None
        if documents and channel == ONLINE:
            draft = open_draft(self.filer, self.name, agency, form=self.form, about=self.about).id
            for document in documents:
                self._attach(draft, document)
        elif documents:
            paper = dict.fromkeys(documents, PAPER)
        filing = Filing(
            procedure=self.name,
            form=self.form,
            agency=agency.id,
            channel=channel,
            applicant=applicant,
            paper=paper,
            draft=draft,
            about=self.about,
            anonymous=bool(self.procedure.anonymous) and self.sample.who.person is None,
        )
        self.case = file_case(self.filer, filing, key=uuid4().hex).case

    def _taken_in_at(self) -> Agency:
        """Return the agency that a sample is filed with: the one serving the first place in its form that has one."""
        kinds = tuple(kind for kind in self.kinds if kind != "any") or ("commune",)
        places = {
            str(inner.name) for field in self.procedure.form.fields for inner in field.walk() if inner.type == "place"
        }
        for code in _codes(self.form, places):
            try:
                return serving(code, kinds)
            except NoCompetentAgency:
                continue
        with acting(SAMPLER):
            found = Agency.objects.filter(kind__in=kinds, valid_until=None).order_by("path").first()
        if found is None:
            raise NoCompetentAgency(place=", ".join(kinds))
        return found

    def _who(self, agency: Agency) -> tuple[Actor, Mapping[str, Any] | None]:
        """Return who files, and who applies when that is somebody else."""
        who = self.sample.who
        person = plain(who.person)
        if who.agency is not None:
            own = agency_by_path(plain(who.agency)) if "." in who.agency else agency
            official = self.cast.actor(plain(who.role) or "officer", own)
            return replace(official, assurance=HIGHEST), {"agency": str(own.id)}
        if who.enterprise is not None:
            actor, enterprise = enterprise_actor(plain(who.enterprise), person, self.form)
            return actor, {"enterprise": str(enterprise)}
        if who.channel != ONLINE or (who.role is not None and person is None):
            told = {"identifier": person or "", "full_name": "Nguyễn Văn Mẫu", **described(person or "", self.form)}
            return self.cast.actor(plain(who.role) or "clerk", agency), told
        return person_actor(person or "", self.form), None

    def _appoint_each(self) -> None:
        """Appoint, before it opens, whom the sample names at a step that each of several does."""
        for declared in self.sample.acts:
            step = self.procedure.steps.get(plain(declared.step))
            if step is not None and step.each is not None and declared.person is not None:
                self.cast.official(plain(declared.person), self.case.agency)

    def _attach(self, case_id: UUID, document: str) -> None:
        blob = store([PDF, uuid4().bytes.hex().encode()], filename=f"{document}.pdf")
        attach(self.filer, case_id, document, blob, f"{document}.pdf")

    def _pay(self) -> bool:
        """Pay at the counter what is due; return whether anything was."""
        with acting(SAMPLER):
            due = [payment for payment in payments_of(self.case.id) if payment.state == State.DUE]
        for payment in due:
            cashier = self.cast.actor("cashier", payment.agency)
            pay(cashier, self.case.id, payment.id, means=Means.CASH, amount=payment.amount, key=uuid4().hex)
        return bool(due)

    def _act(self, declared: SampleAct, later: tuple[SampleAct, ...]) -> None:
        step, do, form = plain(declared.step), plain(declared.do), plain(declared.form)
        if step == APPLICANT and do == "submit":
            self._supply(form)
            return
        unseal(self.case.id)
        with acting(SAMPLER):
            loaded = load(self.case.id, lock=False)
        declared_step = self.procedure.steps.get(step)
        if do in _ALWAYS and (declared_step is None or do not in declared_step.actions):
            self._always(loaded, step, do, form)
            return
        agency, name = loaded.case.agency, plain(declared.person) or ""
        here = [task for task in loaded.open_tasks if task.step == step and task.kind != "asked"]
        post = self.cast.posts.get((name, agency.id))
        task = next((one for one in here if post is not None and one.account == post.account_id), None)
        task = task or next(iter(here), None)
        if task is None:
            raise step_not_open(self.procedure, step_called(self.procedure, step), step, loaded.open_tasks)
        if task.kind == "pay" and self._pay():
            return
        actor = self.cast.at_task(task, agency, name, loaded.parties, self.form)
        reason = str(form.pop(REASON, ""))
        wanted = Act(
            action=do,
            step=step,
            form=self.cast.with_posts(form, agency),
            reason=reason,
            marks=self._marks(step, do, reason, later),
        )
        self.case = act(actor, self.case.id, wanted, key=uuid4().hex)

    def _marks(self, step: str, do: str, reason: str, later: tuple[SampleAct, ...]) -> list[dict[str, str]]:
        """Return what an act that asks the applicant marks: what the sample supplies next, else the first document."""
        action = self.procedure.steps[step].actions.get(do)
        if action is None or not any(APPLICANT in way.to for way in action.to):
            return []
        supplied = next((act for act in later if act.step == APPLICANT and act.do == "submit"), None)
        documents = [str(document.name) for document in self.procedure.documents]
        names = list(plain(supplied.form)) if supplied is not None else documents[:1]
        why = reason or _WHY
        return [{DOCUMENT if name in documents else FIELD: name, "why": why} for name in names]

    def _supply(self, form: Mapping[str, Any]) -> None:
        documents = {str(document.name) for document in self.procedure.documents}
        for name in form:
            if name in documents:
                self._attach(self.case.id, name)
        values = {name: value for name, value in form.items() if name not in documents}
        self.case = supply(self.filer, self.case.id, Supply(form=values), key=uuid4().hex)

    def _always(self, loaded: Loaded, step: str, do: str, form: dict[str, Any]) -> None:
        """Do what is always there and never declared."""
        agency, key = loaded.case.agency, self.case.id
        task = next((task for task in loaded.open_tasks if task.step == step), None)
        officer = self.cast.at_task(task, agency, "", loaded.parties, self.form) if task is not None else SAMPLER
        reason = str(form.get(REASON, _WHY))
        if do == "withdraw":
            self.case = withdraw(self.filer, key, reason)
        elif do == "deliver":
            self.case = deliver(self.cast.actor("clerk", agency), key)
        elif do == "extend":
            leader = self.cast.actor("leader", agency)
            self.case = extend(leader, key, moment_of(str(form.get("until")), self.moment), reason)
        elif do == "claim":
            self.case = claim(officer, key, step)
        elif do == "give_back":
            self.case = give_back(officer, key, step)
        else:
            account = self.cast.official(str(form.get("officer", "officer_1")), agency).account_id
            self.case = assign(self.cast.actor("head", agency), key, step, account)


_ALWAYS = frozenset({"withdraw", "deliver", "extend", "claim", "give_back", "assign"})
"""What is always there and never declared, unless a step declares an action of the same name."""


def _codes(value: Any, names: set[str]) -> Iterator[str]:
    """Yield the place codes in a form's values, in order."""
    if not isinstance(value, Mapping):
        return
    for name, item in value.items():
        if name in names and isinstance(item, str) and item.isdigit():
            yield item
        yield from _codes(item, names)
