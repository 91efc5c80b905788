"""Formulas through the API: checked before they are published, published once, adopted by whose agency it is."""

import pytest
from django.test import Client

from factories.agencies import agency
from nenso.formulas import offers
from support.births import someone
from support.formulas import LETTERS

pytestmark = pytest.mark.django_db
COMMUNE = "vn.p19.c01969"


def test_files_are_checked_published_once_and_adopted_by_their_publisher(client: Client) -> None:
    offers.forget()
    who = someone("Vi Thị Biên", ("publisher", COMMUNE))

    def send(address: str, body: object, status: int) -> dict[str, object]:
        answer = client.post(f"/api/v1/{address}", body, content_type="application/json", **who.header)
        assert answer.status_code == status, answer.content
        return dict(answer.json())

    wrong = {**LETTERS, "procedures/letter.yaml": LETTERS["procedures/letter.yaml"].replace("clerk", "clark")}
    told = send("formulas/check", {"files": wrong}, 200)
    assert told["errors"] == 1
    assert send("formulas/check", {"files": LETTERS}, 200)["errors"] == 0
    assert send("formulas", {"files": wrong}, 422)["code"] == "formulas.refused"
    assert send("formulas/check", {"files": {"../a.yaml": "a: b"}}, 422)["code"] == "formulas.path_refused"
    published = send("formulas", {"files": LETTERS}, 201)
    assert (published["edition"], published["new"]) == ("letters@1.0.0", True)
    assert send("formulas", {"files": LETTERS}, 201)["new"] is False
    place = {"agency": str(agency(COMMUNE).id)}
    first, again = (send("formulas/letters@1.0.0/adoptions", place, 201) for _ in range(2))
    assert first == again
    elsewhere = {"agency": str(agency("vn.p19").id)}
    assert send("formulas/letters@1.0.0/adoptions", elsewhere, 403)["code"] == "formulas.may_not_publish"
    listed = client.get("/api/v1/formulas").json()["items"]
    assert [one["edition"] for one in listed] == ["letters@1.0.0"]
    offers.forget()
