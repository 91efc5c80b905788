"""Records opened by an act of a case, for a purpose, from–until; and by the consent of their people."""

from datetime import date, timedelta
from typing import Any

import pytest

from factories.agencies import agency, official
from factories.people import SYSTEM, citizen, person
from nenso.cases.errors.seeing import ConsentUnknown
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.cases.queries.consented import my_consents, take_back
from nenso.cases.queries.looks import looks_at_me
from nenso.cases.queries.under import Wanted as WantedCase
from nenso.cases.queries.under import look_under as look_at_case
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.journal.models import JournalEntry
from nenso.language.checking import check_files
from nenso.registers.errors import (
    FieldBeyondGrant,
    GrantOver,
    NotGranted,
    OtherPurpose,
    ReasonMissing,
    RecordUnknown,
)
from nenso.registers.granting import grants_seen
from nenso.registers.models import RecordGrant
from nenso.registers.under import Wanted, look_under
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.problems import Problem
from support.births import someone
from support.stories import EVERYTHING, local, new_key
from support.visits import signed_in

pytestmark = pytest.mark.django_db
ELSEWHERE = "vn.p01.c00004"
NUMBER = "006195000123"
HEALTH: dict[str, bytes] = {
    "formula.yaml": b"""
formula: care
version: "1.0.0"
title: Cham soc
offered_by: [commune]
""",
    "registers/patients.yaml": """
register: patients
title: Sổ theo dõi
label: "{name}"
key: [number]
parties: {owner: this.number}
fields:
  - {name: number, type: person_id, label: Số định danh, required: true, sensitive: true}
  - {name: name, type: person_name, label: Họ tên, required: true}
  - {name: illness, type: text, label: Bệnh, sensitive: health}
  - {name: street, type: text, label: Nơi ở}
read:
  - {who: owner, what: all}
  - {who: officer, what: all}
  - {who: officer@any, what: [name, illness], under: grant}
  - {who: clerk@any, what: [name, illness, street], under: consent.research}
""".encode(),
    "procedures/enter.yaml": """
procedure: enter
title: Ghi vào sổ theo dõi
audience: [citizen]
form:
  - {name: number, type: person_id, label: Số định danh, required: true}
  - {name: name, type: person_name, label: Họ tên, required: true}
  - {name: illness, type: text, label: Bệnh}
  - {name: agreed, type: consent, label: Đồng ý cho nghiên cứu, purpose: research, covers: [patients, enter]}
read:
  - {who: officer@any, what: [form.name, {year: year(case.filed_at)}, form.illness], under: grant}
  - {who: clerk@any, what: all, under: consent.research}
steps:
  look:
    by: officer
    actions:
      take:
        to: done
        does:
          - create: patients
            set: {number: form.number, name: form.name, illness: form.illness, street: "'Phố Chính'"}
""".encode(),
    "procedures/board.yaml": """
procedure: board
title: Hội chẩn
audience: [citizen]
form: [{name: agreed, type: consent, label: Đồng ý cho nghiên cứu, purpose: research, covers: [board]}]
read: [{who: clerk@any, what: [{given: "entries.vote.map(e, e.points)"}], under: consent.research}]
steps:
  vote:
    by: officer
    each: {enough: 2, sealed: true, then: [{to: done}]}
    form: [{name: points, type: integer, label: Điểm, required: true}]
    actions: {give: {to: counts, label: Chấm}}
""".encode(),
    "procedures/share.yaml": """
procedure: share
title: Đề nghị cho xem sổ
audience: [citizen]
form: [{name: days, type: integer, label: Số ngày, required: true}]
steps:
  look:
    by: officer
    actions:
      give:
        to: wait
        does:
          - grant: patients
            to: officer@any
            what: [name]
            purpose: {vi: Chi trả trợ cấp, en: Paying benefits}
            until: filed + 10 days
          - grant: cases.enter
            to: officer@any
            what: [form.name, year]
            purpose: {vi: Chi trả trợ cấp, en: Paying benefits}
            until: filed + 10 days
  wait:
    by: officer
    actions:
      take: {to: done, does: [{revoke: patients}, {revoke: cases.enter}]}
""".encode(),
}


@pytest.fixture(autouse=True)
def _care(demo: None, db: None) -> Any:
    offers.forget()
    with clock.at(local("2026-10-01T08:00")):
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, HEALTH).edition)
    with clock.at(local("2026-11-02T09:00")) as moment:
        yield moment
    offers.forget()


@pytest.fixture
def mai() -> Actor:
    """Who is in the register."""
    return citizen("Triệu Thị Mai", identifier=NUMBER, born_on=date(1995, 3, 8))


@pytest.fixture
def keeper() -> Actor:
    """The officer who keeps the register at xã Phủ Thông."""
    return official("officer", at=agency().path)


@pytest.fixture
def outside() -> Actor:
    """An officer of a ward of Hà Nội."""
    return official("officer", at=ELSEWHERE)


def done(actor: Actor, keeper: Actor, procedure: str, form: dict[str, Any], *actions: str) -> Case:
    """File a case and act on it."""
    from support.stories import did

    case = file_case(actor, Filing(procedure=f"care.{procedure}", form=form, agency=agency().id), key=new_key()).case
    for action in actions:
        case = did(keeper, case, action)
    return case


@pytest.fixture
def entered(mai: Actor, keeper: Actor) -> Case:
    """She is in the register, and agreed to research."""
    form = {"number": NUMBER, "name": "Triệu Thị Mai", "illness": "Hen", "agreed": True}
    return done(mai, keeper, "enter", form, "take")


def wanted(purpose: str = "Chi trả trợ cấp", *fields: str, number: str = NUMBER) -> Wanted:
    return Wanted({"number": number}, purpose, fields)


def refusals() -> list[str]:
    """Return the codes of the refusals that the journal has."""
    with acting(EVERYTHING):
        return sorted(entry.body["code"] for entry in JournalEntry.objects.filter(kind="record.look_refused"))


def refused(actor: Actor, of: Wanted) -> type[Problem]:
    """Return what a look is refused with."""
    with pytest.raises(Problem) as problem:
        look_under(actor, "care.patients", of)
    return type(problem.value)


def test_a_grant_opens_its_fields_for_its_purpose_and_she_sees_each_look(
    mai: Actor, keeper: Actor, outside: Actor, entered: Case
) -> None:
    assert refused(outside, wanted()) is NotGranted
    done(mai, keeper, "share", {"days": 10}, "give")
    read = look_under(outside, "care.patients", wanted())
    assert (read.label, read.data) == ("Triệu Thị Mai", {"name": "Triệu Thị Mai"})
    assert look_under(outside, "care.patients", wanted("paying benefits", "name")).data == read.data
    looks = {(one.purpose, one.agency) for one in looks_at_me(mai) if one.what["en"] == "A record of a register"}
    assert looks == {("paying benefits", agency(ELSEWHERE).name), ("Chi trả trợ cấp", agency(ELSEWHERE).name)}


def test_another_purpose_a_field_too_many_and_another_person_are_refused_and_journalled(
    mai: Actor, keeper: Actor, outside: Actor, entered: Case
) -> None:
    done(mai, keeper, "share", {"days": 10}, "give")
    assert refused(outside, wanted("Tuyển sinh")) is OtherPurpose
    assert refused(outside, wanted("Chi trả trợ cấp", "name", "illness")) is FieldBeyondGrant
    assert refused(outside, wanted(number="006195000999")) is RecordUnknown
    assert refused(outside, wanted(" ")) is ReasonMissing
    assert refused(official("head", at=ELSEWHERE), wanted()) is NotGranted
    assert refused(mai, wanted()) is NotGranted
    assert refusals() == [
        "registers.field_beyond_grant",
        "registers.not_granted",
        "registers.not_granted",
        "registers.other_purpose",
        "registers.unknown",
    ]


def test_a_grant_ends_by_itself_and_by_being_taken_back(
    mai: Actor, keeper: Actor, outside: Actor, entered: Case
) -> None:
    case = done(mai, keeper, "share", {"days": 10}, "give")
    with clock.at(clock.now() + timedelta(days=11)):
        assert refused(outside, wanted()) is GrantOver
    from support.stories import did

    did(keeper, case, "take")
    assert refused(outside, wanted()) is GrantOver
    assert refusals() == ["registers.grant_over"] * 2
    with acting(EVERYTHING):
        (grant,) = RecordGrant.objects.filter(register="care.patients")
        told = list(JournalEntry.objects.filter(stream=grant.id).order_by("seq").values_list("kind", flat=True))
    assert grant.taken_by == case.id
    assert told == ["record.granted", "record.grant_taken_back"]


def test_a_grant_opens_no_list_and_no_record_of_an_agency_that_did_not_give_it(
    mai: Actor, keeper: Actor, outside: Actor, entered: Case
) -> None:
    from nenso.registers.known import register_named
    from nenso.registers.searching import Wanted as Listed
    from nenso.registers.searching import page

    done(mai, keeper, "share", {"days": 10}, "give")
    assert page(outside, register_named("care.patients").declared, Listed()).records == []
    with acting(EVERYTHING):
        RecordGrant.objects.update(agency=agency(ELSEWHERE))
    assert refused(outside, wanted()) is NotGranted


def test_whoever_was_given_a_grant_and_who_gave_it_see_it_and_nobody_else(
    mai: Actor, keeper: Actor, outside: Actor, entered: Case
) -> None:
    done(mai, keeper, "share", {"days": 10}, "give")
    seen = [len(grants_seen(who, "care.patients")) for who in (outside, official("leader", at=agency().path))]
    assert seen == [1, 1]
    assert [grants_seen(who, "care.patients") for who in (mai, official("clerk", at=ELSEWHERE))] == [[], []]


def test_a_consent_opens_what_it_covers_until_she_takes_it_back(mai: Actor, keeper: Actor, entered: Case) -> None:
    clerk = official("clerk", at=ELSEWHERE)
    read = look_under(clerk, "care.patients", wanted("research", "illness", "street"))
    assert read.data == {"illness": "Hen", "street": "Phố Chính"}
    assert refused(clerk, wanted("advertising")) is OtherPurpose
    (given,) = my_consents(mai)
    assert take_back(mai, given.id).revoked_at == take_back(mai, given.id).revoked_at
    assert refused(clerk, wanted("research")) is GrantOver
    with pytest.raises(ConsentUnknown):
        take_back(keeper, given.id)


def test_nobody_else_agrees_for_the_people_of_a_record(mai: Actor, keeper: Actor) -> None:
    person("Lý Văn Sơn", identifier="006092000321", born_on=date(1992, 2, 29), sex="male")
    form = {"number": "006092000321", "name": "Lý Văn Sơn", "agreed": True}
    done(mai, keeper, "enter", form, "take")
    assert refused(official("clerk", at=ELSEWHERE), wanted("research", number="006092000321")) is NotGranted


def test_an_effect_cannot_grant_what_the_register_opens_to_nobody_under_a_grant() -> None:
    closed = {
        **HEALTH,
        "registers/patients.yaml": HEALTH["registers/patients.yaml"].replace(b", under: grant", b""),
    }
    assert "effect.nothing_under_grant" in {issue.code for issue in check_files(closed).issues}


def at_case(case: Case, purpose: str = "Chi trả trợ cấp", *fields: str) -> WantedCase:
    return WantedCase(case.code, purpose, fields, "HS-1")


def refused_case(actor: Actor, of: WantedCase) -> type[Problem]:
    """Return what a look at a case is refused with."""
    with pytest.raises(Problem) as problem:
        look_at_case(actor, of)
    return type(problem.value)


def test_a_case_is_read_under_a_grant_its_fields_alone_and_she_sees_each_look(
    mai: Actor, keeper: Actor, outside: Actor, entered: Case
) -> None:
    assert refused_case(outside, at_case(entered)) is NotGranted
    shared = done(mai, keeper, "share", {"days": 10}, "give")
    read = look_at_case(outside, at_case(entered))
    assert (read.code, read.data) == (entered.code, {"form.name": "Triệu Thị Mai", "year": 2026})
    assert look_at_case(outside, at_case(entered, "paying benefits", "year")).data == {"year": 2026}
    looks = [(one.purpose, one.agency, one.case) for one in looks_at_me(mai) if one.what["en"] == "Answers in a case"]
    at = (agency(ELSEWHERE).name, entered.code)
    assert sorted(looks) == [("Chi trả trợ cấp", *at), ("paying benefits", *at)]
    assert refused_case(outside, at_case(entered, "Tuyển sinh")) is OtherPurpose
    assert refused_case(outside, at_case(entered, "Chi trả trợ cấp", "form.name", "form.illness")) is FieldBeyondGrant
    assert refused_case(outside, at_case(entered, " ")) is ReasonMissing
    assert refused_case(outside, at_case(shared)) is NotGranted
    assert refused_case(outside, WantedCase("HS-KHONG-CO", "Chi trả trợ cấp")) is NotGranted
    for who in (official("head", at=ELSEWHERE), citizen("Phạm Thị Xa"), official("auditor", at=ELSEWHERE)):
        assert refused_case(who, at_case(entered)) is NotGranted
    with clock.at(clock.now() + timedelta(days=11)):
        assert refused_case(outside, at_case(entered)) is GrantOver
    from support.stories import did

    did(keeper, shared, "take")
    assert refused_case(outside, at_case(entered)) is GrantOver
    with acting(EVERYTHING):
        kept = JournalEntry.objects.filter(kind="case.look_refused").values_list("body", flat=True)
        codes = sorted(body["code"] for body in kept)
    assert codes == [
        "registers.field_beyond_grant",
        *["registers.grant_over"] * 2,
        *["registers.not_granted"] * 6,
        "registers.other_purpose",
    ]


def test_a_case_is_read_with_the_consent_of_its_applicant_until_it_is_taken_back(mai: Actor, entered: Case) -> None:
    clerk = official("clerk", at=ELSEWHERE)
    assert look_at_case(clerk, at_case(entered, "research", "form.illness")).data == {"form.illness": "Hen"}
    (given,) = my_consents(mai)
    take_back(mai, given.id)
    assert refused_case(clerk, at_case(entered, "research")) is GrantOver


def test_what_is_sealed_is_opened_by_no_consent_before_its_time(mai: Actor, keeper: Actor) -> None:
    from support.stories import did

    other, clerk = official("officer", agency().path, "Lý Thị Hai"), official("clerk", at=ELSEWHERE)
    case = done(mai, keeper, "board", {"agreed": True})
    did(keeper, case, "give", form={"points": 7})
    assert look_at_case(clerk, at_case(case, "research")).data == {"given": []}
    did(other, case, "give", form={"points": 8})
    assert look_at_case(clerk, at_case(case, "research")).data == {"given": [7, 8]}


def test_an_effect_cannot_grant_cases_that_no_rule_opens_or_of_another_formula() -> None:
    path = "procedures/share.yaml"
    for name, code in (("cases.share", "effect.nothing_under_grant"), ("cases.letters.letter", "procedure")):
        changed = {**HEALTH, path: HEALTH[path].replace(b"grant: cases.enter", f"grant: {name}".encode())}
        assert any(issue.code.endswith(code) or code in issue.code for issue in check_files(changed).issues)


def test_administrators_give_leave_on_the_desk_and_take_it_back(entered: Case, outside: Actor, mai: Actor) -> None:
    client, own = signed_in(someone("Hoàng Thị Quản", ("admin", agency().path))), agency()
    address = f"/can-bo/quan-tri/{own.id}/chia-se/quyen"
    assert "Sổ theo dõi" in client.get(address).text
    sent = {"do": "give", "register": "care.patients", "field": "name", "role": "officer", "at": ELSEWHERE}
    told = {"purpose": "Chi trả trợ cấp", "why": "Công văn 12/UBND", "until": "10/11/2026"}
    wrongly: list[dict[str, object]] = [{"until": "01/11/2026"}, {"field": "street"}, {"field": []}, {"at": "vn.khong"}]
    for wrong in (*wrongly, {"purpose": " "}, {"why": ""}):
        assert client.post(address, {**sent, **told, **wrong, "once": new_key()}).status_code in {404, 422}
    for _ in range(2):
        assert client.post(address, {**sent, **told, "once": "leave-of-one-1"}).status_code == 302
    with acting(EVERYTHING):
        (grant,) = RecordGrant.objects.all()
    page = client.get(address).text
    for part in ("Chi trả trợ cấp", "Công văn 12/UBND", agency(ELSEWHERE).name, "Họ tên"):
        assert part in page
    assert look_under(outside, "care.patients", wanted()).data == {"name": "Triệu Thị Mai"}
    assert refused(official("officer", at="vn.p01.c00025"), wanted()) is NotGranted
    assert refused(outside, wanted("Chi trả trợ cấp", "name", "illness")) is FieldBeyondGrant
    other = signed_in(someone("Lý Thị Xa", ("admin", ELSEWHERE)))
    assert other.get(address).status_code == 403
    assert other.post(address, {"do": "end", "grant": grant.id, "why": "Sai"}).status_code == 403
    foreign = f"/can-bo/quan-tri/{agency(ELSEWHERE).id}/chia-se/quyen"
    assert other.post(foreign, {"do": "end", "grant": grant.id, "why": "Sai"}).status_code == 404
    assert client.post(address, {"do": "end", "grant": grant.id, "why": ""}).status_code == 422
    assert client.post(address, {"do": "end", "grant": grant.id, "why": "Hết nhu cầu"}).status_code == 302
    assert refused(outside, wanted()) is GrantOver
