from dataclasses import replace
from hashlib import sha256

import pytest
from django.db import ProgrammingError, transaction

from factories.agencies import agency, official
from factories.people import citizen
from nenso.journal.models import JournalEntry
from nenso.results.checking import verify_file, verify_token
from nenso.results.errors import ResultNotOpen, ResultUnknown, SignedAlready
from nenso.results.issuing import (
    content_of,
    draft_result,
    revoke_result,
    sign_result,
    supersede_result,
    typeset_again,
)
from nenso.results.key_keeping import key_of, revoke_key
from nenso.results.models import SignedResult, State
from nenso.results.verifying import Verdict
from nenso.runtime.acting import NOBODY, Actor, acting
from nenso.runtime.ids import uuid7
from results.papers import draft, text_of

PROCEDURE = Actor(system="procedure:birth")
pytestmark = [pytest.mark.usefixtures("results_open", "demo"), pytest.mark.django_db]


def issued(**changes: object) -> SignedResult:
    """Return a certificate that the chairman signed and the committee sealed."""
    chairman = official("leader", full_name="Hoàng Văn Nam")
    result = sign_result(chairman, draft_result(PROCEDURE, draft(**changes)), seal=False, field="sign", final=False)
    return sign_result(official("registrar"), result, seal=True, field="stamp", final=True)


def asked_by_anybody(result: SignedResult) -> Verdict:
    return verify_file(NOBODY, content_of(result))


def kinds_of(stream: object) -> list[str]:
    with acting(Actor(system="tests", scope=("vn",))):
        return list(JournalEntry.objects.filter(stream=stream).order_by("seq").values_list("kind", flat=True))


def test_from_draft_to_a_document_that_anybody_can_verify() -> None:
    result = issued()
    assert result.state == State.SIGNED
    assert result.sha256 == sha256(content_of(result)).hexdigest()
    assert [(each["kind"], each["name"]) for each in result.signers] == [
        ("person", "Hoàng Văn Nam"),
        ("agency", "Ủy ban nhân dân xã Phủ Thông"),
    ]
    verdict = asked_by_anybody(result)
    assert (verdict.status, verdict.recorded) == ("valid", True)
    assert (verdict.case, verdict.number, verdict.title) == ("H55.242-261120-0007", "12/2026", "Giấy khai sinh")
    assert verdict.agency_name == "Ủy ban nhân dân xã Phủ Thông"
    assert kinds_of(result.case_id) == ["result.drafted", "result.signed", "result.signed"]


def test_the_word_in_the_qr_leads_to_what_was_issued_and_to_nothing_else() -> None:
    result = issued()
    assert f"/v/{result.token}" in text_of(content_of(result)).replace(" ", "")
    known = verify_token(NOBODY, result.token)
    assert (known.number, known.state, known.case) == ("12/2026", "signed", "H55.242-261120-0007")
    with pytest.raises(ResultUnknown):
        verify_token(NOBODY, "2222222222222222")


def test_a_draft_is_nobodys_business() -> None:
    result = draft_result(PROCEDURE, draft())
    with pytest.raises(ResultUnknown):
        verify_token(NOBODY, result.token)
    verdict = asked_by_anybody(result)
    assert (verdict.status, verdict.recorded) == ("not_signed", False)


def test_a_draft_takes_its_number_when_it_is_about_to_be_signed() -> None:
    first = draft(number="")
    result = draft_result(PROCEDURE, first)
    assert "12/2026" not in text_of(content_of(result))
    again = typeset_again(PROCEDURE, result, replace(first, number="12/2026"))
    assert (again.id, again.number, again.token) == (result.id, "12/2026", result.token)
    assert "12/2026" in text_of(content_of(again))


def test_what_someone_signed_is_not_typeset_again() -> None:
    result = draft_result(PROCEDURE, draft())
    sign_result(official("leader"), result, seal=False, field="sign", final=False)
    with pytest.raises(ResultNotOpen):
        typeset_again(PROCEDURE, result, draft())


def test_nobody_signs_twice_in_one_place_nor_after_the_end() -> None:
    result = draft_result(PROCEDURE, draft())
    leader = official("leader")
    sign_result(leader, result, seal=False, field="sign", final=False)
    with pytest.raises(SignedAlready):
        sign_result(leader, result, seal=False, field="sign", final=False)
    done = sign_result(official("registrar"), result, seal=True, field="stamp", final=True)
    with pytest.raises(ResultNotOpen, match="12/2026"):
        sign_result(leader, done, seal=False, field="other", final=False)


def test_a_revoked_result_is_told_to_anybody_who_holds_it() -> None:
    result = issued()
    revoke_result(PROCEDURE, result, reason="Đăng ký trái thẩm quyền.")
    verdict = asked_by_anybody(result)
    assert verdict.status == "revoked"
    assert verdict.findings[0].vi.endswith("Đăng ký trái thẩm quyền.")
    assert kinds_of(result.case_id)[-1] == "result.revoked"
    with pytest.raises(ResultNotOpen):
        revoke_result(PROCEDURE, result, reason="lần hai")


def test_a_superseded_result_leads_to_its_successor() -> None:
    old, new = issued(), issued(number="15/2026")
    supersede_result(PROCEDURE, old, new)
    assert asked_by_anybody(old).status == "superseded"
    assert "15/2026" in asked_by_anybody(old).findings[0].vi
    assert asked_by_anybody(new).valid


def test_a_key_revoked_later_leaves_what_we_recorded_valid() -> None:
    result = issued()
    revoke_key(PROCEDURE, key_of(agency()).id, "Thay khóa")
    assert asked_by_anybody(result).valid


def test_an_altered_copy_of_a_recorded_result_is_told() -> None:
    result = issued()
    altered = content_of(result) + b"\n% "
    assert verify_file(NOBODY, altered).status == "altered"


def test_a_result_of_another_case_or_none_is_unknown() -> None:
    ghost = SignedResult(case_id=uuid7(), id=uuid7(), agency=agency())
    with pytest.raises(ResultUnknown):
        sign_result(PROCEDURE, ghost, seal=True, field="stamp", final=True)


def test_when_signing_fails_nothing_has_changed() -> None:
    result = draft_result(PROCEDURE, draft())
    with pytest.raises(Exception, match="valid signing key"):
        sign_result(citizen(), result, seal=False, field="sign", final=True)
    with acting(PROCEDURE):
        kept = SignedResult.objects.get(id=result.id)
    assert (kept.state, kept.signers, kept.sha256) == (State.DRAFTED, [], result.sha256)
    assert kinds_of(result.case_id) == ["result.drafted"]


def test_no_result_can_be_deleted_by_the_application() -> None:
    issued()
    with acting(PROCEDURE), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        SignedResult.objects.all().delete()
