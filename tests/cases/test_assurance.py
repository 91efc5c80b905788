"""How well who files online has to be known: each procedure says, and the install where it does not."""

from dataclasses import replace
from uuid import uuid4

import pytest

from factories.agencies import agency
from factories.people import account, citizen, enterprise, enterprise_representative, person
from nenso.agencies.posts import actor_for
from nenso.cases.errors.filing import AccountOfNobody, ApplicantNeeded, AssuranceTooLow
from nenso.cases.intake.drafts import draft_of, drafts_of, open_draft
from nenso.cases.intake.filing import Filed, Filing, file_case
from nenso.cases.intake.preparing import prepare
from nenso.cases.models import Case, Status
from nenso.cases.queries.upgrading import upgrade
from nenso.cases.samples.sampling import Sampler
from nenso.formulas.library import formula_of
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config
from support.asking_levels import LETTER, asking, in_force_asking
from support.births import someone

pytestmark = pytest.mark.django_db
PHU_THONG = "vn.p19.c01969"


def known(level: int) -> Actor:
    """Return somebody whose account is known at this level."""
    return replace(citizen(), assurance=level)


def send(actor: Actor, subject: str = "Đường làng", **how: object) -> Filed:
    """File a letter at xã Phủ Thông."""
    filing = Filing(LETTER, {"subject": subject}, agency=agency(PHU_THONG).id, **how)  # type: ignore[arg-type]
    return file_case(actor, filing, key=str(uuid4()))


def install_asks(level: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the install ask this level where a procedure does not say."""
    monkeypatch.setenv("NENSO_FILING_ASSURANCE", str(level))
    config.cache_clear()


@pytest.mark.parametrize(
    ("said", "install", "needed"), [(0, 2, 0), (1, 2, 1), (2, 2, 2), (3, 2, 3), (None, 2, 2), (None, 3, 3), (1, 3, 1)]
)
def test_the_word_of_the_procedure_counts_and_that_of_the_install_where_it_says_none(
    said: int | None, install: int, needed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_asks(install, monkeypatch)
    in_force_asking(said)
    for level in range(4):
        if level < needed:
            with pytest.raises(AssuranceTooLow) as told:
                send(known(level))
            assert told.value.facts == {"needed": needed, "held": level}
        else:
            assert send(known(level)).case.assurance == level


def test_who_is_refused_reads_in_both_languages_which_account_it_takes_and_what_to_do() -> None:
    told = AssuranceTooLow(needed=3, held=2)
    assert "cần tài khoản định danh mức độ 2; tài khoản đang dùng định danh mức độ 1" in told.text("vi")
    assert "Hãy đăng nhập bằng dịch vụ định danh" in told.text("vi")
    assert "takes an account identified at level 2; you have one identified at level 1" in told.text("en")
    assert "file in another way" in told.text("en")


def test_an_officer_at_the_counter_sees_who_stands_there_and_no_account_is_asked() -> None:
    in_force_asking(3)
    clerk = replace(someone("Nông Thị Hoa", ("clerk", PHU_THONG)).actor, assurance=0)
    applicant = {"full_name": "Lý Thị Hoa", "born_on": "1990-05-17", "sex": "female"}
    filed = send(clerk, channel="counter", applicant=applicant)
    assert (filed.case.status, filed.case.assurance) == (Status.FILED, None)


def test_what_a_case_opens_was_asked_of_whoever_filed_that_case() -> None:
    in_force_asking(1, opens=True)
    writer = known(1)
    letter = send(writer).case
    with acting(writer):
        (reply,) = Case.objects.filter(parent_id=letter.id)
    assert reply.procedure == "letters.reply"


def test_who_acts_for_an_enterprise_or_an_agency_is_asked_as_anybody_is() -> None:
    in_force_asking(3)
    manager, firm = person("Bàn Thị Dung"), enterprise()
    enterprise_representative(firm, manager)
    representative = actor_for(account(of=manager))
    leader = someone("Ma Văn Dũng", ("leader", PHU_THONG)).actor
    for actor, applicant in (
        (representative, {"enterprise": str(firm.id)}),
        (leader, {"agency": str(agency(PHU_THONG).id)}),
    ):
        with pytest.raises(AssuranceTooLow):
            send(actor, applicant=applicant)
        assert send(replace(actor, assurance=3), applicant=applicant).case.assurance == 3


@pytest.mark.parametrize("who", ["{channel: online}", f"{{agency: {PHU_THONG}, role: officer}}", "{channel: post}"])
def test_samples_are_of_people_who_are_known_for_sure(who: str) -> None:
    head = 'sample: one\nprocedure: letter\nat: "2026-11-02T09:00"\n'
    sample = f"{head}as: {who}\nform: {{subject: Cầu}}\nexpect: {{status: filed}}\n"
    letter = asking(3)
    letter["procedures/letter.yaml"] = letter["procedures/letter.yaml"].replace(b"[online, counter]", b"[online, post]")
    sampler = Sampler({**letter, "samples/one.yaml": sample.encode()})
    assert sampler.run(sampler.formula.samples["one"]).differences == ()


def test_who_may_stay_without_a_name_is_asked_only_when_giving_it() -> None:
    in_force_asking(2, more="anonymous: allowed")
    somebody = known(1)
    with pytest.raises(AssuranceTooLow):
        send(somebody, "Có tên")
    assert send(somebody, "Không tên", anonymous=True).case.anonymous
    assert send(Actor(), "Không ai").case.anonymous


def test_where_nobody_has_a_name_nobody_is_asked_whatever_the_install_says(monkeypatch: pytest.MonkeyPatch) -> None:
    install_asks(3, monkeypatch)
    in_force_asking(None, more="anonymous: true")
    assert send(known(0)).case.anonymous


def test_who_could_not_file_hears_it_before_a_draft_is_begun() -> None:
    in_force_asking(3)
    somebody = known(2)
    with pytest.raises(AssuranceTooLow):
        open_draft(somebody, LETTER, agency(PHU_THONG))
    assert drafts_of(somebody) == []


def test_an_account_that_says_of_nobody_who_they_are_files_nothing_whatever_the_level_asked() -> None:
    in_force_asking(1)
    nobody_yet = replace(actor_for(account(of=None)), assurance=1)
    with pytest.raises(AccountOfNobody):
        open_draft(nobody_yet, LETTER, agency(PHU_THONG))
    with pytest.raises(AccountOfNobody):
        send(nobody_yet)


@pytest.mark.parametrize("nobody", [True, False])
def test_nobody_files_for_another_without_saying_who_files(nobody: bool) -> None:
    in_force_asking(0, more="on_behalf: [authorised]")
    who = Actor() if nobody else replace(actor_for(account(of=None)), assurance=1)
    with pytest.raises(ApplicantNeeded if nobody else AccountOfNobody):
        send(who, applicant={"full_name": "Lý Thị Hoa"}, mandate="authorised")
    filed = send(known(0), applicant={"full_name": "Lý Thị Hoa"}, mandate="authorised").case
    assert filed.applicant_name == "Lý Thị Hoa"


def test_a_draft_begun_when_less_was_asked_waits_whole_until_the_account_is_raised() -> None:
    in_force_asking(1)
    somebody = known(1)
    draft = open_draft(somebody, LETTER, agency(PHU_THONG), form={"subject": "Cầu tre"})
    assert prepare(somebody, draft.id).too_low is None
    in_force_asking(3, version="1.1.0")
    problem = prepare(somebody, draft.id).too_low
    assert problem is not None
    assert problem.facts == {"needed": 3, "held": 1}
    with pytest.raises(AssuranceTooLow):
        send(somebody, "Cầu tre", draft=draft.id)
    with acting(somebody):
        assert draft_of(draft.id).form == {"subject": "Cầu tre"}
    raised = replace(somebody, assurance=3)
    assert prepare(raised, draft.id).too_low is None
    filed = send(raised, "Cầu tre", draft=draft.id).case
    assert (filed.id, filed.form["subject"], filed.assurance) == (draft.id, "Cầu tre", 3)


@pytest.mark.parametrize(
    ("before", "after", "was", "now"),
    [
        (None, 3, "theo mức chung của hệ thống", "định danh mức độ 2"),
        (2, 0, "định danh mức độ 1", "tài khoản nào cũng được"),
    ],
)
def test_who_decides_about_an_upgrade_reads_that_another_account_is_asked(
    before: int | None, after: int, was: str, now: str
) -> None:
    old = formula_of(in_force_asking(before))
    new = formula_of(in_force_asking(after, version="1.1.0"))
    told = upgrade(agency("vn"), old, new)
    (changed,) = told.procedures
    (said,) = changed.said
    assert (said.name["vi"], said.was["vi"], said.now["vi"]) == ("Tài khoản để nộp trực tuyến", was, now)  # type: ignore[index]
    assert told.kind == "minor"
    assert not [words for words in told.other if "assurance" in words["vi"]], "it is told once"
