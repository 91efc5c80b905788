"""A petition without a name: nothing of who sent it is kept, code and secret alone lead back; its answer is opened."""

import re

import pytest
from allauth.core import ratelimit
from django.test import Client

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.models import Case, Party
from nenso.formulas.adopting import adopt
from nenso.formulas.offers import any_offer
from nenso.formulas.publishing import publish
from nenso.journal.reading import entries_of
from nenso.language.reading import files_of
from nenso.portal.opened import lines_of
from nenso.runtime import clock
from nenso.runtime.acting import acting
from support.births import BEFORE, FORMULAS, OFFICIALS, Someone, in_force, mother, someone
from support.callers import PHU_THONG
from support.stories import EVERYTHING, did, new_key
from support.visits import signed_in
from web.sent import hidden_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

PETITION = "/thu-tuc/petitions.petition"
PAGE = f"{PETITION}/khong-neu-ten"
TOLD = {
    "place": "01969",
    "kind": "other",
    "title": "Đèn đường hỏng",
    "body": "Đèn trước trường học tắt đã một tháng.",
    "oath": "true",
    "do": "file",
}


@pytest.fixture(autouse=True)
def _offered(db: None) -> None:
    in_force()
    with clock.at(BEFORE):
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, files_of(FORMULAS / "petitions")).edition)


def asked(client: Client, **changes: str) -> dict[str, object]:
    """Return what a browser sends of the page, once filled in."""
    return {**hidden_of(client.get(PAGE).text), **TOLD, "once": new_key(), **changes}


def filed() -> Case:
    with acting(EVERYTHING):
        return Case.objects.get(procedure="petitions.petition")


@pytest.mark.parametrize("who", ["nobody", "somebody signed in"])
def test_it_is_sent_kept_without_a_name_and_followed(who: str) -> None:
    her: Someone = mother()
    client = Client() if who == "nobody" else signed_in(her)
    assert f'href="{PAGE}"' in client.get(PETITION).text
    sent = asked(client)
    first = client.post(PAGE, sent)
    secret = re.search(r"[0-9a-z]{5}(?:-[0-9a-z]{5}){3}", first.text)
    assert secret is not None
    assert first["Cache-Control"] == "no-store"
    assert secret[0] in client.post(PAGE, sent).text
    case = filed()
    with acting(EVERYTHING):
        assert not Party.objects.filter(case_id=case.id).exists()
        written = [entry for entry in entries_of(case.id) if entry.account or entry.person]
    assert (case.anonymous, case.persons, written) == (True, [], [])
    followed = Client().post("/tra-cuu", {"code": case.code, "secret": secret[0]}).text
    assert "Ủy ban nhân dân xã Phủ Thông" in followed
    assert case.code not in signed_in(her).get("/ho-so").text


def test_what_is_wrong_is_told_and_what_was_typed_stays() -> None:
    client = Client()
    wrong = client.post(PAGE, asked(client, title=""))
    assert (wrong.status_code, "Đèn trước trường học" in wrong.text, 'href="#title"' in wrong.text) == (422, True, True)
    unsworn = client.post(PAGE, asked(client, oath=""))
    assert (unsworn.status_code, "Cần cam đoan" in unsworn.text) == (422, True)
    assert client.post(PAGE, asked(client, place="không có xã này")).status_code == 422
    with acting(EVERYTHING):
        assert not Case.objects.exists()


def test_what_must_know_who_files_has_no_such_page() -> None:
    for send in (Client().get, Client().post):
        assert send("/thu-tuc/1.001193/khong-neu-ten").headers["Location"] == "/thu-tuc/1.001193"
    assert "khong-neu-ten" not in Client().get("/thu-tuc/1.001193").text


def test_one_network_sends_so_much_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratelimit, "consume", lambda *_, **__: False)
    client = Client()
    refused = client.post(PAGE, asked(client))
    assert (refused.status_code, "hãy đợi một giờ" in refused.text.lower()) == (429, True)
    assert "Đèn trước trường học" in refused.text


def test_a_program_sends_it_without_a_token() -> None:
    body = {
        "procedure": "petitions.petition",
        "form": {name: TOLD[name] for name in ("place", "kind", "title", "body")},
    }
    sent = Client().post(
        "/api/v1/cases/unnamed", body, content_type="application/json", headers={"Idempotency-Key": new_key()}
    )
    assert sent.status_code == 201, sent.text
    assert filed().anonymous
    named = {"procedure": "1.001193", "form": {}}
    refused = Client().post(
        "/api/v1/cases/unnamed", named, content_type="application/json", headers={"Idempotency-Key": new_key()}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "cases.not_anonymous")


def test_what_was_answered_is_opened_to_everybody_without_a_word_of_who_asked() -> None:
    client = Client()
    client.post(PAGE, asked(client))
    case = filed()
    opened = f"{PETITION}/cong-khai"
    assert f'href="{opened}"' in client.get(PETITION).text
    assert case.code not in client.get(opened).text
    clerk, officer, leader = (
        someone(OFFICIALS[role], (role, PHU_THONG)).actor for role in ("clerk", "officer", "leader")
    )
    did(clerk, case, "take", form={"public_text": "Đèn ở cổng trường không sáng."})
    did(officer, case, "propose", form={"reply": "Đã thay bóng.\nXin cảm ơn."})
    did(leader, case, "sign")
    did(clerk, case, "publish")
    page = client.get(opened).text
    for told in (case.code, "Phản ánh về", "Việc khác ở địa phương", "Trả lời", "Đã thay bóng.", "không sáng"):
        assert told in page
    assert TOLD["body"] not in page
    assert "Ủy ban nhân dân xã Phủ Thông" in page
    assert case.code in client.get(f"{opened}?co-quan={case.agency_id}").text
    assert case.code not in client.get(f"{opened}?co-quan={agency('vn.p19').id}").text
    assert client.get(f"{opened}?co-quan={new_key()}").status_code == 404
    assert client.get("/thu-tuc/1.001193/cong-khai").headers["Location"] == "/thu-tuc/1.001193"


def test_a_rule_that_opens_everything_tells_it_answer_by_answer() -> None:
    form = [one for part in any_offer("petitions.petition").procedure.form.pages for one in part.fields]
    told = dict(lines_of({"form": {"kind": "other", "title": TOLD["title"]}}, {}, form))
    assert told == {"Phản ánh về": "Việc khác ở địa phương", "Tiêu đề": "Đèn đường hỏng"}
