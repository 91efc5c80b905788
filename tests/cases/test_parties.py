"""Others who have a part in a case: known by their number, perhaps before they have an account; and who may not."""

from datetime import date

import pytest

from factories.agencies import agency, official
from factories.people import (
    account,
    actor_of,
    citizen,
    enterprise,
    enterprise_representative,
    identifier,
    person,
)
from nenso.agencies.posts import actor_for
from nenso.cases.acts.ending import withdraw
from nenso.cases.errors.acting import NotYourTurn, ReasonNeeded, SamePerson
from nenso.cases.errors.filing import (
    ApplicantNeeded,
    ChannelClosed,
    DateWrong,
    FormInvalid,
    MandateNotAllowed,
    MayNotFile,
    SexWrong,
)
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.intake.drafts import open_draft
from nenso.cases.intake.joining import join_known_parties
from nenso.cases.models import Case, Consent, Party, Revision, Status
from nenso.journal.models import JournalEntry
from nenso.people.errors import EmailWrong, IdentifierBirthYear, IdentifierSex, NameWrong
from nenso.people.models import Account, Person
from nenso.runtime.acting import Actor, acting
from support.stories import EVERYTHING, at, did, filed, open_steps, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]
BORN = date(1992, 2, 29)


def union(mother: Actor, number: str, officials: OFFICIALS) -> Case:
    """Return a case that waits for the spouse with ``number``."""
    case = filed(mother, "union", {"spouse_id": number, "promise": "Yêu", "agreed": True}, agency=agency().id)
    did(officials["clerk"], case, "accept")
    return did(officials["officer"], case, "pass")


def test_the_spouse_agrees_by_an_act_of_their_own(mother: Actor, officials: OFFICIALS) -> None:
    spouse = citizen("Lý Văn Sơn", identifier="006092000321", born_on=BORN, sex="male")
    case = union(mother, "006092000321", officials)
    assert open_steps(case) == ["agree"]
    with pytest.raises(NotYourTurn):
        did(mother, case, "agree")
    with pytest.raises(NotYourTurn):
        did(officials["clerk"], case, "agree")
    did(spouse, case, "agree")
    assert did(officials["leader"], case, "approve").status == Status.DONE


def test_the_spouse_declines_with_a_reason_and_the_case_stops(mother: Actor, officials: OFFICIALS) -> None:
    spouse = citizen("Lý Văn Sơn", identifier="006092000321", born_on=BORN, sex="male")
    case = union(mother, "006092000321", officials)
    with pytest.raises(ReasonNeeded):
        did(spouse, case, "decline")
    assert did(spouse, case, "decline", reason="Tôi không đồng ý.").status == Status.STOPPED


def test_the_applicant_cannot_decide_ones_own_case_even_in_office(mother: Actor, officials: OFFICIALS) -> None:
    spouse = citizen("Lý Văn Sơn", identifier="006092000321", born_on=BORN, sex="male")
    case = union(mother, "006092000321", officials)
    did(spouse, case, "agree")
    with pytest.raises(SamePerson):
        did(mother, case, "approve")
    official_mother = Actor(account=mother.account, person=mother.person, readers=officials["leader"].readers)
    with pytest.raises(SamePerson):
        did(official_mother, case, "approve")


def test_a_party_that_is_only_a_number_joins_when_the_person_becomes_known(mother: Actor, officials: OFFICIALS) -> None:
    case = union(mother, "006092000321", officials)
    late = person("Lý Văn Sơn", identifier="006092000321", born_on=BORN, sex="male")
    spouse = actor_of(account(of=late), late.id)
    with pytest.raises(CaseUnknown):
        did(spouse, case, "agree")
    assert join_known_parties() == 1
    assert join_known_parties() == 0
    did(spouse, case, "agree")
    assert open_steps(case) == ["decide"]


def test_a_corrected_number_makes_another_the_party_and_the_wrong_one_sees_nothing_more(
    mother: Actor, officials: OFFICIALS
) -> None:
    stranger = citizen("Phạm Văn Xa", identifier="001092000777", born_on=BORN, sex="male")
    spouse = citizen("Lý Văn Sơn", identifier="006092000321", born_on=BORN, sex="male")
    case = filed(mother, "union", {"spouse_id": "001092000777", "promise": "Yêu"}, agency=agency().id)
    did(officials["clerk"], case, "accept")
    did(officials["officer"], case, "pass", corrections={"spouse_id": "006092000321"}, reason="Ghi nhầm số.")
    with pytest.raises(CaseUnknown):
        withdraw(stranger, case.id, "?")
    did(spouse, case, "agree")
    with acting(officials["officer"]):
        first, second = Revision.objects.filter(case_id=case.id).order_by("seq")
        assert Party.objects.filter(case_id=case.id, name="spouse").count() == 1
    assert (first.form["spouse_id"], second.form["spouse_id"]) == ("001092000777", "006092000321")
    assert second.account == officials["officer"].account
    assert "Ghi nhầm số." in second.why


def test_a_correction_is_checked_like_what_was_filed(mother: Actor, officials: OFFICIALS) -> None:
    case = filed(mother, "union", {"spouse_id": "001092000777", "promise": "Yêu"}, agency=agency().id)
    did(officials["clerk"], case, "accept")
    with pytest.raises(FormInvalid):
        did(officials["officer"], case, "pass", corrections={"spouse_id": "123"})
    with pytest.raises(FormInvalid):
        did(officials["officer"], case, "pass", corrections={"promise": "x" * 41})
    assert open_steps(case) == ["check"]


def test_a_consent_that_was_given_is_kept_with_its_purpose(mother: Actor) -> None:
    case = filed(mother, "union", {"spouse_id": "001092000777", "agreed": True}, agency=agency().id)
    with acting(mother):
        consent = Consent.objects.get(case_id=case.id)
    assert (consent.person, consent.purpose, consent.covers) == (mother.person, "looking_up", ["spouse_id"])


def test_filing_for_another_needs_a_mandate_that_the_procedure_allows(mother: Actor) -> None:
    form = {"spouse_id": "001092000777"}
    for_another = {"full_name": "Triệu Văn Cao", "identifier": "006060000009"}
    with pytest.raises(MandateNotAllowed):
        filed(mother, "union", form, agency=agency().id, applicant=for_another, mandate="guardian")
    case = filed(mother, "union", form, agency=agency().id, applicant=for_another, mandate="authorised")
    parties = {party.name: party for party in whole(case).parties}
    assert case.applicant_name == "Triệu Văn Cao"
    assert parties["filer"].party_id == mother.person
    assert parties["filer"].mandate == case.mandate == "authorised"


def test_a_number_that_contradicts_birth_date_or_sex_is_refused_for_others_too(mother: Actor) -> None:
    wrong = {"full_name": "Triệu Văn Cao", "identifier": "006060000009", "sex": "female"}
    with pytest.raises(IdentifierSex):
        filed(
            mother,
            "union",
            {"spouse_id": "001092000777"},
            agency=agency().id,
            applicant=wrong,
            mandate="authorised",
        )


def test_a_clerk_files_for_somebody_nobody_knew_and_has_no_part_in_it(officials: OFFICIALS) -> None:
    number = identifier(date(1960, 1, 2), "male")
    told = {"full_name": "Bàn Văn Ba", "identifier": number, "born_on": "1960-01-02", "sex": "male"}
    clerk = officials["clerk"]
    case = filed(
        clerk, "permit", {}, agency=agency().id, channel="counter", applicant=told, paper={"plan": {"original": 1}}
    )
    with acting(EVERYTHING):
        made = Person.objects.get(identifier=number)
        first = JournalEntry.objects.get(stream=case.id, seq=1)
    assert {party.party_id for party in whole(case).parties} == {made.id}
    assert clerk.person not in case.persons
    assert first.account == clerk.account
    with pytest.raises(NotYourTurn):
        withdraw(clerk, case.id, "không phải của tôi")


def test_what_the_clerk_writes_down_must_agree_with_the_number(officials: OFFICIALS) -> None:
    number = identifier(date(1960, 1, 2), "male")

    def file(**told: str) -> None:
        given = {"full_name": "Bàn Văn Ba", "identifier": number, **told}
        filed(
            officials["clerk"],
            "permit",
            {},
            channel="counter",
            applicant=given,
            paper={"plan": {"original": 1}},
        )

    with pytest.raises(IdentifierBirthYear):
        file(born_on="1961-01-02")
    with pytest.raises(IdentifierSex):
        file(sex="female")
    with pytest.raises(DateWrong):
        file(born_on="1960-02-31")
    with pytest.raises(SexWrong):
        file(sex="?")
    with acting(EVERYTHING):
        assert not Case.objects.exists()


def test_a_counter_needs_an_officer_and_an_applicant(mother: Actor, officials: OFFICIALS) -> None:
    with pytest.raises(MayNotFile):
        filed(mother, "permit", {}, agency=agency().id, channel="counter", applicant={"full_name": "A"})
    with pytest.raises(ApplicantNeeded):
        filed(officials["clerk"], "permit", {}, channel="counter")


def test_nobody_writes_down_a_case_at_the_counter_of_another_agency(mother: Actor, officials: OFFICIALS) -> None:
    told, paper = {"full_name": "Bàn Văn Ba"}, {"plan": {"original": 1}}
    for who in (official("clerk", at="vn.p01.c00004"), official("cashier"), mother):
        with pytest.raises(MayNotFile):
            filed(who, "permit", {}, agency=agency().id, channel="counter", applicant=told, paper=paper)
        with pytest.raises(MayNotFile):
            open_draft(who, "trials.permit", agency(), channel="counter")
    assert open_draft(officials["clerk"], "trials.permit", agency(), channel="counter").channel == "counter"


def test_what_does_not_fit_is_refused_in_words(mother: Actor, officials: OFFICIALS) -> None:
    told = {"full_name": "A", "email": f"{'a' * 300}@vidu.vn"}
    with pytest.raises(EmailWrong):
        filed(officials["clerk"], "permit", {}, channel="counter", applicant=told, paper={"plan": {"original": 1}})
    with pytest.raises(NameWrong):
        filed(
            mother,
            "union",
            {"spouse_id": "001092000777"},
            agency=agency().id,
            applicant={"full_name": "A" * 201},
            mandate="authorised",
        )


def test_an_enterprise_files_by_its_representative_and_all_of_them_follow_it(officials: OFFICIALS) -> None:
    firm, first, second = enterprise(), person("Mã Văn Phú"), person("Mã Thị Quý")
    enterprise_representative(firm, first)
    enterprise_representative(firm, second)
    one, other = (actor_for(_account(who)) for who in (first, second))
    with at("2026-11-02T08:00"):
        case = filed(one, "firm", {}, agency=agency().id, applicant={"enterprise": str(firm.id)})
        again = filed(one, "firm", {}, agency=agency().id, applicant={"enterprise": str(firm.id)})
    assert (case.code, again.code) == ("DN001/2026", "DN002/2026")
    assert case.applicant_name == firm.name
    assert withdraw(other, case.id, "Nộp nhầm.").status == Status.WITHDRAWN


def _account(who: Person) -> Account:
    return account(of=who)


def test_who_is_not_meant_cannot_file(mother: Actor) -> None:
    firm = enterprise()
    with pytest.raises(MayNotFile):
        filed(mother, "firm", {}, agency=agency().id)
    with pytest.raises(MayNotFile):
        filed(mother, "firm", {}, agency=agency().id, applicant={"enterprise": str(firm.id)})
    with pytest.raises(MayNotFile):
        filed(mother, "firm", {}, agency=agency().id, applicant={"enterprise": "không phải khóa"})
    with pytest.raises(ChannelClosed):
        filed(mother, "firm", {}, agency=agency().id, channel="post")


def test_an_agency_applies_and_its_officers_act_for_it(officials: OFFICIALS) -> None:
    officer = officials["officer"]
    case = filed(officer, "report", {}, agency=agency().id, applicant={"agency": str(agency().id)})
    colleague = official("officer", full_name="Hà Thị Út")
    elsewhere = official("officer", "vn.p01.c00004", "Lê Văn Xa")
    with pytest.raises(CaseUnknown):
        did(elsewhere, case, "send")
    did(colleague, case, "send")
    above = official("officer", "vn.p19", "Đỗ Thị Tỉnh")
    assert did(above, case, "finish").status == Status.DONE
