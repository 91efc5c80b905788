"""A draft becomes its case: the same key, its files, once; nobody else's draft can be filed."""

from typing import Any
from uuid import uuid4

import pytest

from factories.agencies import agency
from factories.people import citizen
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.intake.drafts import open_draft, save_draft
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case, Status
from nenso.files.attaching import attach
from nenso.files.storing import store
from nenso.runtime.acting import Actor, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("civil_registration")]

BIRTH = "civil_registration.birth"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def filing(draft: Any, form: dict[str, Any]) -> Filing:
    return Filing(procedure=BIRTH, form=form, agency=agency().id, draft=draft)


def test_a_draft_with_its_files_becomes_the_case(mother: Actor, birth_form: dict[str, Any]) -> None:
    form = birth_form | {"proof_later": False}
    draft = open_draft(mother, BIRTH, agency(), form={"register_at": "01969"})
    save_draft(mother, draft.id, form, version=draft.version)
    attach(mother, draft.id, "birth_certificate", store([PDF], filename="giay.pdf"), "giay.pdf")
    filed = file_case(mother, filing(draft.id, form), key="draft-0001")
    with acting(mother):
        case = Case.objects.get(pk=draft.id)
    assert (filed.case.id, case.status, case.code) == (draft.id, Status.FILED, filed.case.code)
    assert case.form["child"]["full_name"] == "Lý Triệu Bảo An"
    assert [file["filename"] for file in case.documents["birth_certificate"]["files"]] == ["giay.pdf"]
    assert case.label.startswith("Lý Triệu Bảo An")


def test_filing_a_draft_again_gives_the_case_that_is_there(mother: Actor, birth_form: dict[str, Any]) -> None:
    draft = open_draft(mother, BIRTH, agency())
    first = file_case(mother, filing(draft.id, birth_form), key="draft-0002")
    again = file_case(mother, filing(draft.id, birth_form), key="draft-0003")
    assert again.again
    assert (again.case.id, again.case.code) == (first.case.id, first.case.code)


def test_nobody_files_the_draft_of_somebody_else_nor_one_that_is_not_there(
    mother: Actor, birth_form: dict[str, Any]
) -> None:
    draft = open_draft(mother, BIRTH, agency())
    stranger = citizen("Lý Văn Páo")
    for wanted in (draft.id, uuid4()):
        with pytest.raises(CaseUnknown):
            file_case(stranger, filing(wanted, birth_form), key=f"draft-{wanted.hex}")
    with acting(mother):
        assert Case.objects.get(pk=draft.id).status == Status.DRAFT
