"""A draft of scores is put away through the API: once for a key, by who publishes for its agency alone."""

import orjson
import pytest
from django.test import Client

from support import boards
from support.births import Someone, someone
from support.boards import PROVINCE
from support.stories import new_key

pytestmark = pytest.mark.django_db


def put_away(who: Someone, publication: object, reason: str, key: str) -> int:
    return (
        Client()
        .post(
            f"/api/v1/index/publications/{publication}/put-away",
            orjson.dumps({"reason": reason}),
            content_type="application/json",
            HTTP_IDEMPOTENCY_KEY=key,
            **who.header,
        )
        .status_code
    )


def test_a_program_puts_a_draft_away_once_and_another_publisher_never() -> None:
    boards.in_force()
    own, other = someone("Phan Thị Lập", ("publisher", PROVINCE)), someone("Hà Văn Xa", ("publisher", "vn.p01"))
    draft, key = boards.drafted(own.actor), new_key()
    assert put_away(other, draft.id, "Lập nhầm", new_key()) == 404
    assert put_away(own, draft.id, "", new_key()) == 422
    assert [put_away(own, draft.id, "Lập nhầm kỳ", key) for _ in range(2)] == [204, 204]
    assert put_away(own, draft.id, "Vì lẽ khác", key) == 409
    assert Client().get(f"/api/v1/index/publications/{draft.id}", **own.header).status_code == 404
