"""Takes a draft from filing to its end, by whoever its steps name, at an agency that offers it."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from factories.agencies import agency
from factories.people import enterprise, person
from nenso.agencies import kinds
from nenso.agencies.models import Agency
from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.paying import pay
from nenso.cases.intake.drafts import open_draft
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.cases.samples.cast import Cast
from nenso.cases.samples.play import PDF
from nenso.files.attaching import attach
from nenso.files.storing import store
from nenso.formulas.catalogue.declaring import Draft
from nenso.formulas.catalogue.drafts import DraftFormula
from nenso.formulas.catalogue.results import NO_PAPER
from nenso.formulas.catalogue.subjects import ORGANISATIONS, PERSONS
from nenso.language.declarations.people import ROLES
from nenso.payments.asking import payments_of
from nenso.payments.models import Means, State
from nenso.runtime.acting import Actor, acting

FORWARD = ("accept", "forward", "propose", "approve", "sign", "issue")
PHU_THONG, THAI_NGUYEN = "vn.p19.c01969", "vn.p19"
SEER = Actor(system="tests", scope=("vn",))


class Office:
    """Who works where, and who comes to file."""

    def __init__(self) -> None:
        self.cast = Cast(frozenset(ROLES))
        self.citizen = person("Triệu Thị Mai")
        self.herself = Actor(person=self.citizen.id, readers=frozenset({"public", "signed_in"}), assurance=2)
        self.company = enterprise()
        self.officials: dict[tuple[str, UUID], Actor] = {}

    def finish(self, formula: DraftFormula, draft: Draft, at: Agency, *, paper: bool = False) -> Case:
        """File ``draft`` at ``at`` and do every step in the order declared; with a paper when asked for one."""
        case = self._filed(f"{formula.name}.{draft.name}", draft, at)
        self._pay(case)
        for name, step in draft.declared["steps"].items():
            form = {"result": "result_1" if paper else NO_PAPER} if "form" in step else {}
            action = next(one for one in FORWARD if one in step["actions"])
            wanted = Act(action=action, step=name, form=form)
            case = act(self.official(step["by"].partition("@")[0], at), case.id, wanted, key=uuid4().hex)
        return case

    def official(self, role: str, at: Agency) -> Actor:
        """Return who has ``role`` at ``at``."""
        if (role, at.id) not in self.officials:
            self.officials[role, at.id] = self.cast.actor(role, at)
        return self.officials[role, at.id]

    def _filed(self, procedure: str, draft: Draft, at: Agency) -> Case:
        """File at the counter with every component on paper, or online with a file for each."""
        documents = [str(one["name"]) for one in draft.declared["documents"]]
        person = "citizen" in draft.declared["audience"]
        form = dict(self._answers(draft, at, PERSONS if person else ORGANISATIONS))
        if "counter" in draft.declared["channels"]:
            paper = {name: {"original": 1} for name in documents}
            someone = {"identifier": self.citizen.identifier, "full_name": self.citizen.full_name}
            whose = someone if person else {"enterprise": str(self.company.id)}
            filing = Filing(procedure, form, at.id, "counter", applicant=whose, paper=paper)
            return file_case(self.official("clerk", at), filing, key=uuid4().hex).case
        begun = open_draft(self.herself, procedure, at, form=form)
        for name in documents:
            attach(self.herself, begun.id, name, store([PDF], filename="a.pdf"), "a.pdf")
        return file_case(self.herself, Filing(procedure, form, at.id, draft=begun.id), key=uuid4().hex).case

    def _pay(self, case: Case) -> None:
        """Pay in cash what is due."""
        with acting(SEER):
            due = [payment for payment in payments_of(case.id) if payment.state == State.DUE]
        for payment in due:
            pay(
                self.official("cashier", payment.agency),
                case.id,
                payment.id,
                means=Means.CASH,
                amount=payment.amount,
                key=uuid4().hex,
            )

    def _answers(self, draft: Draft, at: Agency, known: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
        given = {"request": "Đề nghị giải quyết theo hồ sơ kèm theo.", "undertaking": True, "nationality": "Nhật Bản"}
        if at.place is not None:
            given["decided_at"] = at.place.code
        for page in draft.declared["form"]:
            for field in page["fields"]:
                if field["name"] == "subject":
                    yield "subject", next(code for code in field["options"] if code in known.values())
                elif field["name"] in given:
                    yield field["name"], given[field["name"]]


def offering(formula: DraftFormula, draft: Draft, own: Agency) -> Agency:
    """Return an agency that offers ``draft``: in the province or ministry ``own``, else in Thái Nguyên."""
    kind = draft.executing.kinds[0]
    if kind == kinds.MINISTRY:
        return own
    if kind == kinds.PROVINCE:
        return own if formula.local else agency(THAI_NGUYEN)
    if kind == kinds.COMMUNE:
        below = Agency.objects.filter(path__below=own.path, kind=kind, valid_until=None).order_by("path")
        found = below.select_related("place").first() if formula.local else None
        return found or agency(PHU_THONG)
    return agency(f"vn.bca.{THAI_NGUYEN.removeprefix('vn.') if kind == kinds.PROVINCE_POLICE else 'p19.c01969'}")
