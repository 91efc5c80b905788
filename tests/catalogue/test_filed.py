"""Drafts of the excerpt, from filing to a signed paper that anybody can verify; what a council decides is charged."""

from pathlib import Path

import pytest

from catalogue.whole_way import Office, offering
from factories.agencies import agency, agency_setting
from factories.people import SYSTEM
from formulas_content.pdf_text import text_of
from nenso.cases.models import Status
from nenso.formulas.catalogue.drafts import Drafted
from nenso.formulas.catalogue.importing import drafts_of
from nenso.formulas.catalogue.publishing import offer_draft, publish_draft
from nenso.formulas.catalogue.reading import read_tables
from nenso.payments.models import Payment, State
from nenso.results.issuing import content_of
from nenso.results.models import SignedResult
from nenso.results.models import State as ResultState
from nenso.runtime.acting import Actor, acting

HERE = Path(__file__).parent
SEER = Actor(system="tests", scope=("vn",))

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def drafted() -> Drafted:
    return drafts_of(read_tables(HERE / "excerpt.csv", documents=HERE / "documents.csv", steps=HERE / "steps.csv"))


def test_every_draft_ends_in_a_paper_that_is_signed_and_sealed(drafted: Drafted) -> None:
    office = Office()
    for formula in drafted.formulas.values():
        own = offer_draft(SYSTEM, formula, publish_draft(SYSTEM, formula).edition, "vn").agency
        assert own is not None
        for draft in formula.drafts:
            at = offering(formula, draft, own)
            case = office.finish(formula, draft, at, paper=True)
            assert case.status == Status.DONE
            with acting(SEER):
                (paper,) = SignedResult.objects.filter(case_id=case.id)
                printed = " ".join(text_of(content_of(paper)).split())
            assert paper.state == ResultState.SIGNED
            assert [signer["field"] for signer in paper.signers] == ["sign", "stamp"]
            applicant = office.citizen.full_name if "citizen" in draft.declared["audience"] else office.company.name
            for said in (applicant, case.code, paper.number, draft.results["result_1"].upper()):
                assert said in printed, (draft.name, said)
            assert f"/v/{paper.token}" in printed.replace(" ", ""), draft.name
            assert "CHÍNH PHỦ" not in printed


def test_nothing_is_charged_until_the_province_has_written_its_tariff(drafted: Drafted) -> None:
    formula = drafted.formulas["bo_tu_phap_ho_tich"]
    draft = next(one for one in formula.drafts if one.row.code == "1.990094")
    offer_draft(SYSTEM, formula, publish_draft(SYSTEM, formula).edition, "vn")
    office, at = Office(), agency()
    assert owed(office.finish(formula, draft, at).id) == []
    tariff = [
        {"procedure": "1.990094", "kind": "le_phi", "amount": 1_000_000},
        {"procedure": "1.990094", "kind": "phi", "amount": 7_000},
        {"procedure": "1.990419", "kind": "le_phi", "amount": 9_000},
    ]
    agency_setting(agency("vn.p19"), f"{formula.name}.tariff", tariff)
    assert owed(office.finish(formula, draft, at).id) == [1_000_000]  # lệ phí alone is named in the row


def owed(case_id: object) -> list[int]:
    with acting(SEER):
        paid = Payment.objects.filter(case_id=case_id, state=State.PAID)
        return list(paid.values_list("amount", flat=True))
