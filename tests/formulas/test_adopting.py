"""Who offers what: the nearest adoption up the tree, from its day on, in the agency's own adaptation."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from factories.agencies import agency, official
from factories.connections import raw_connection
from factories.people import SYSTEM, citizen
from nenso.agencies.queries import children
from nenso.cases.acts.acting import Act, act
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case, Status
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.errors import CodeOffered, MayNotPublish, NothingToOffer, ProcedureNotOffered
from nenso.formulas.models import Adoption
from nenso.formulas.offers import offer_of, offers_of
from nenso.formulas.publishing import publish
from nenso.language.reading import files_of
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, acting

pytestmark = pytest.mark.django_db

Letters = Callable[..., dict[str, bytes]]
SHIPPED = Path(__file__).parents[2] / "formulas" / "civil_registration"
HA_NOI_WARD = "vn.p01.c00004"
MORE = "  - {name: phone, type: phone, label: Điện thoại}"

ADAPTATION = {
    "formula.yaml": """
formula: thanh_hoa
version: "1.0.0"
title: Quy trình riêng
offered_by: [commune]
requires: {letters: "^1"}
""".encode(),
    "procedures/letter.yaml": """
procedure: letter
adapts: letters.letter
title: Gửi thư (một ngày)
deadline: {within: 1 working day}
steps:
  read:    {by: clerk, actions: {pass: approve}}
  approve: {by: head, actions: {answer: done}}
""".encode(),
}


def offered(path: str) -> str:
    with acting(NOBODY):
        return offer_of(agency(path), "letters.letter").edition.version


def test_one_adoption_by_a_province_is_offered_in_all_its_communes_and_nowhere_else(letters: Letters) -> None:
    edition = publish(SYSTEM, letters()).edition
    adopt(SYSTEM, agency("vn.p19"), edition)
    assert offered("vn.p19.c01969") == "1.0.0"
    with acting(NOBODY):
        with pytest.raises(ProcedureNotOffered):
            offer_of(agency(HA_NOI_WARD), "letters.letter")
        assert offers_of(agency("vn.p19")) == []


def test_the_nearest_adoption_up_the_tree_counts(letters: Letters) -> None:
    old = publish(SYSTEM, letters()).edition
    new = publish(SYSTEM, letters("1.1.0", fields=MORE)).edition
    adopt(SYSTEM, agency("vn"), old)
    adopt(SYSTEM, agency("vn.p19"), new)
    assert (offered("vn.p19.c01969"), offered(HA_NOI_WARD)) == ("1.1.0", "1.0.0")
    adopt(SYSTEM, agency("vn.p19.c01969"), old)
    assert offered("vn.p19.c01969") == "1.0.0"


def test_a_procedure_is_found_by_its_national_code_too(letters: Letters) -> None:
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, letters()).edition)
    with acting(NOBODY):
        assert offer_of(agency(), "9.000001").name == "letters.letter"


def test_adopting_what_is_in_force_changes_nothing(letters: Letters) -> None:
    edition = publish(SYSTEM, letters()).edition
    first, again = adopt(SYSTEM, agency("vn"), edition), adopt(SYSTEM, agency("vn"), edition)
    assert again.adoption.id == first.adoption.id


def test_a_case_keeps_its_edition_and_settings_when_the_agency_adopts_an_upgrade(letters: Letters) -> None:
    mother = citizen("Triệu Thị Mai")
    clerk = official("clerk")
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, letters()).edition)
    offers.forget()
    wanted = Filing(procedure="letters.letter", form={"subject": "Đường liên thôn"}, agency=agency().id)
    case = file_case(mother, wanted, key="letter-0001").case
    new = publish(SYSTEM, letters("2.0.0", fields=MORE.replace("}", ", required: true}"))).edition
    adopt(SYSTEM, agency("vn"), new)
    offers.forget()
    assert offered(agency().path) == "2.0.0"
    done = act(clerk, case.id, Act("answer"), key="answer-001")
    assert (done.status, done.edition.version) == (Status.DONE, "1.0.0")
    assert done.settings == {"copy_fee": 5000}
    with acting(mother):
        assert Case.objects.select_related("edition").get(pk=case.id).edition.version == "1.0.0"


def test_an_edition_dated_for_a_day_to_come_is_offered_from_its_first_minute_in_viet_nam(letters: Letters) -> None:
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, letters()).edition)
    dated = publish(SYSTEM, letters("1.1.0", fields=MORE, more='effective: "2027-03-01"')).edition
    adopted = adopt(SYSTEM, agency("vn"), dated)
    first_minute = datetime(2027, 3, 1, tzinfo=clock.VIETNAM)
    assert adopted.adoption.valid_from == first_minute
    assert offered(agency().path) == "1.0.0"
    for moment, version in ((first_minute - timedelta(seconds=1), "1.0.0"), (first_minute, "1.1.0")):
        offers.forget()
        with clock.at(moment):
            assert offered(agency().path) == version


def test_an_agency_offers_its_own_adaptation_and_no_other_agency_does(letters: Letters) -> None:
    base = publish(SYSTEM, letters()).edition
    own = publish(SYSTEM, ADAPTATION).edition
    adopt(SYSTEM, agency("vn"), base)
    adopt(SYSTEM, agency("vn.p38"), base, adaptation=own)
    with acting(NOBODY):
        commune = agency(next(iter(_communes("vn.p38"))))
        adapted = offer_of(commune, "letters.letter")
        other = offer_of(agency(), "letters.letter")
    assert list(adapted.procedure.steps) == ["read", "approve"]
    assert adapted.procedure.title.in_language("vi") == "Gửi thư (một ngày)"
    assert [field.name for field in adapted.procedure.form.fields] == ["subject"]
    assert list(other.procedure.steps) == ["read"]


def test_a_case_runs_on_the_adaptation_of_the_agency_it_was_filed_with(letters: Letters) -> None:
    base, own = publish(SYSTEM, letters()).edition, publish(SYSTEM, ADAPTATION).edition
    adopt(SYSTEM, agency("vn"), base, adaptation=own)
    offers.forget()
    filing = Filing(procedure="letters.letter", form={"subject": "Cầu treo"}, agency=agency().id)
    case = file_case(citizen(), filing, key="letter-0002").case
    act(official("clerk"), case.id, Act("pass"), key="pass-00001")
    done = act(official("head"), case.id, Act("answer"), key="answer-002")
    assert (done.status, done.adaptation.name) == (Status.DONE, "thanh_hoa@1.0.0")
    assert done.due_at == datetime(2026, 11, 3, 9, tzinfo=clock.VIETNAM)


def test_a_national_code_is_offered_under_one_formula_at_a_time(letters: Letters) -> None:
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, letters()).edition)
    other = {path: content.replace(b"formula: letters", b"formula: petitions") for path, content in letters().items()}
    rival = publish(SYSTEM, other).edition
    with pytest.raises(CodeOffered) as told:
        adopt(SYSTEM, agency("vn"), rival)
    assert told.value.facts == {"national_code": "9.000001", "formula": "letters"}


def test_a_formula_is_adopted_only_where_somebody_below_may_offer_it(letters: Letters) -> None:
    edition = publish(SYSTEM, letters()).edition
    ministry = next(iter(_below("vn", "ministry")))
    with pytest.raises(NothingToOffer):
        adopt(SYSTEM, agency(ministry), edition)


def test_what_is_declared_but_does_not_run_yet_is_said_when_adopted(letters: Letters) -> None:
    files = letters(fields="  - {name: land, type: area, label: Thửa đất}")
    adopted = adopt(SYSTEM, agency("vn"), publish(SYSTEM, files).edition)
    assert [issue.code for issue in adopted.later] == ["later.area"]
    assert adopt(SYSTEM, agency("vn"), publish(SYSTEM, letters("2.0.0")).edition).later == ()


def test_a_publisher_adopts_for_the_own_agency_only(letters: Letters) -> None:
    edition = publish(SYSTEM, letters()).edition
    publisher = official("publisher", "vn.p19.c01969")
    assert adopt(publisher, agency("vn.p19.c01969"), edition).adoption.adopted_by == publisher.account
    for other in ("vn", "vn.p19", HA_NOI_WARD):
        with pytest.raises(MayNotPublish):
            adopt(publisher, agency(other), edition)
    with pytest.raises(MayNotPublish):
        adopt(citizen(), agency("vn"), edition)


@pytest.mark.django_db(transaction=True)
def test_a_citizen_cannot_adopt_behind_the_back_of_the_application(letters: Letters) -> None:
    adoption = adopt(SYSTEM, agency("vn"), publish(SYSTEM, letters()).edition).adoption
    with raw_connection(citizen()) as connection:
        ended = "UPDATE formulas_adoption SET valid_until = now() WHERE id = %s"
        assert connection.execute(ended, [adoption.id]).rowcount == 0
    with raw_connection(SYSTEM) as connection:
        assert connection.execute("DELETE FROM formulas_adoption WHERE id = %s", [adoption.id]).rowcount == 0
    with acting(NOBODY):
        assert Adoption.objects.get(pk=adoption.pk).valid_until is None


@pytest.mark.django_db(transaction=True)
def test_a_publisher_adopts_for_no_other_agency_behind_the_back_of_the_application(letters: Letters) -> None:
    adoption = adopt(SYSTEM, agency("vn"), publish(SYSTEM, letters()).edition).adoption
    elsewhere = official("publisher", HA_NOI_WARD)
    with raw_connection(elsewhere) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(
            "INSERT INTO formulas_adoption (id, agency_id, formula, edition_id, valid_from)"
            " SELECT gen_random_uuid(), agency_id, formula, edition_id, now() FROM formulas_adoption"
        )
    with raw_connection(elsewhere) as connection:
        ended = "UPDATE formulas_adoption SET valid_until = now() WHERE id = %s"
        assert connection.execute(ended, [adoption.id]).rowcount == 0


def test_the_formula_that_ships_is_adopted_by_the_government_for_every_commune() -> None:
    edition = publish(SYSTEM, files_of(SHIPPED)).edition
    adopted = adopt(SYSTEM, agency("vn"), edition)
    assert adopted.later == ()
    with acting(NOBODY):
        codes = {offer.procedure.code for offer in offers_of(agency())}
    assert codes == {"1.001193", "1.000894", "1.000656", "1.004873", "2.000635"}


def _below(path: str, kind: str) -> list[str]:
    with acting(NOBODY):
        return [one.path for one in children(agency(path), kind=kind, limit=1)]


def _communes(path: str) -> list[str]:
    return _below(path, "commune")
