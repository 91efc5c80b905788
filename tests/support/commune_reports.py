"""The shipped report of communes: opened, scored, appraised, explained and decided, for what is then measured."""

from datetime import datetime
from pathlib import Path
from typing import Any

from factories.agencies import agency, official
from factories.people import SYSTEM
from nenso.cases.acts.acting import Act, act
from nenso.cases.intake.giving import Given, give_file
from nenso.cases.intake.starting import start_cases
from nenso.cases.models import Case
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.language.reading import files_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from support.births import PDF
from support.stories import EVERYTHING, new_key, whole

FORMULAS = Path(__file__).parents[2] / "formulas"
PROVINCE, PHU_THONG, AN_KHANH = "vn.p19", "vn.p19.c01969", "vn.p19.c05488"
BEFORE = datetime(2026, 10, 1, tzinfo=clock.VIETNAM)
ONLY = "record.path in ['vn.p19.c01969', 'vn.p19.c05488']"
PROCEDURE = "dti_commune.dti_report"


def in_force() -> None:
    """Publish the shipped index of communes, its reports for two communes alone, and let the province adopt it."""
    offers.forget()
    with clock.at(BEFORE):
        for name in ("petitions", "dti_commune"):
            files = files_of(FORMULAS / name)
            report = "procedures/dti_report.yaml"
            if report in files:
                files[report] = files[report].replace(b"record.kind == 'commune'", ONLY.encode())
            adopt(SYSTEM, agency(PROVINCE), publish(SYSTEM, files).edition)
    offers.forget()


def people() -> dict[str, Actor]:
    """Return who works on a report of Phủ Thông."""
    with clock.at(BEFORE):
        return {
            "officer": official("officer", PHU_THONG, "Triệu Thị Cán"),
            "head": official("leader", PHU_THONG, "Nông Văn Chủ"),
            "first": official("appraiser", PROVINCE, "Lê Thị Một"),
            "second": official("appraiser", PROVINCE, "Trần Văn Hai"),
            "leader": official("leader", PROVINCE, "Phạm Quyết Định"),
        }


def opened(at: str = PHU_THONG) -> Case:
    """Open the reports of 2026 and return that of one commune."""
    start_cases(procedure=PROCEDURE, period="2026")
    with acting(EVERYTHING):
        cases = list(Case.objects.filter(procedure=PROCEDURE).select_related("agency"))
    return next(one for one in cases if whole(one).parties[0].facts["path"] == at)


def do(who: Actor, case: Case, action: str, step: str = "", **form: Any) -> Case:
    """Act on a report."""
    return act(who, case.id, Act(action, step=step, form=form, reason="theo quy định"), key=new_key())


def rows_at(case: Case, step: str) -> list[dict[str, Any]]:
    """Return the rows of the latest entry of a step."""
    entry = whole(case).latest(step)
    return list(entry.data["items"]) if entry is not None else []


def given_file(who: Actor, case: Case) -> str:
    """Give a file of evidence and return its key."""
    return str(give_file(who, case.code, "step.self_score.items.evidence", Given([PDF], "Quyết định.pdf")).id)
