"""Another agency, freely chosen, is asked what it thinks: it sees the case from then on, and silence is not consent."""

import pytest

from factories.agencies import agency, official
from nenso.cases.acts.consulting import Question, consult, give_opinion
from nenso.cases.errors.acting import NotYourTurn
from nenso.cases.errors.among_officers import ConsultationUnknown, OwnAgency
from nenso.cases.errors.seeing import CaseUnknown, CountsRefused
from nenso.cases.queries.consultations import open_consultations
from nenso.cases.queries.viewing import view_case
from nenso.runtime.acting import Actor
from support.stories import at, did, filed, local, new_key, open_steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
POLICE = "vn.p01.c00004"
DUE = local("2026-11-04T17:00")


def test_an_agency_that_is_asked_sees_the_case_and_answers_once_and_nothing_moves(
    mother: Actor, officials: dict[str, Actor]
) -> None:
    with at("2026-10-01T08:00"):
        there, third = official("officer", POLICE, "Hà Văn Hỏi"), official("officer", "vn.p01.c00008")
    with at("2026-11-02T08:00"):
        case = filed(mother, "waiting", {"opens": "2026-11-02"}, agency=agency().id)
        with pytest.raises(CaseUnknown):
            view_case(there, case.code)
        question = Question(agency(POLICE).id, "Có cư trú tại địa chỉ này không?", DUE)
        with pytest.raises(OwnAgency):
            consult(officials["clerk"], case.id, Question(agency().id, "Hỏi mình", DUE), key=new_key())
        key = new_key()
        asked = consult(officials["clerk"], case.id, question, key=key)
        assert consult(officials["clerk"], case.id, question, key=key).id == asked.id
        before = open_steps(case)
        (seen,) = view_case(there, case.code)["consultations"]
        assert (seen["stand"], seen["silent"]) == (None, False)
        assert [one["action"] for one in view_case(there, case.code)["actions"] if one["kind"] == "opinion"] == [
            str(asked.id)
        ]
        assert [one["id"] for one in open_consultations(there, agency(POLICE).id).items] == [str(asked.id)]
        with pytest.raises(CountsRefused):
            open_consultations(third, agency(POLICE).id)
        assert view_case(mother, case.code).get("consultations") is None
        assert "consult" not in {one["kind"] for one in view_case(mother, case.code)["history"]}
        with pytest.raises(CaseUnknown):
            view_case(third, case.code)
        with pytest.raises(NotYourTurn):
            give_opinion(officials["clerk"], case.id, asked.id, "agrees", "Tôi tự trả lời", key=new_key())
    with at("2026-11-05T08:00"):
        (silent,) = view_case(officials["clerk"], case.code)["consultations"]
        assert (silent["stand"], silent["silent"]) == (None, True)
        give_opinion(there, case.id, asked.id, "against", "Không cư trú.", key=new_key())
        assert not open_consultations(there, agency(POLICE).id).items
        with pytest.raises(ConsultationUnknown):
            give_opinion(there, case.id, asked.id, "agrees", "Nghĩ lại", key=new_key())
        (told,) = view_case(officials["clerk"], case.code)["consultations"]
        assert (told["stand"]["vi"], told["answer"], told["silent"]) == ("Không đồng ý", "Không cư trú.", False)
        assert open_steps(case) == before
        did(officials["clerk"], case, "accept")
        assert view_case(there, case.code)["consultations"]
