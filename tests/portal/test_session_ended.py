"""A session that ends while a page is filled in loses nothing of what was written, scripts or not."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from factories.people import SYSTEM
from nenso.cases.models import Case
from nenso.runtime import clock
from nenso.runtime.acting import acting
from portal.test_drafts import begun
from portal.test_filing import CHILD
from support.births import PASSWORD, PDF, Someone, in_force, mother, someone
from support.visits import signed_in
from web.sent import hidden_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def her(db: None) -> Someone:
    in_force()
    return mother()


def sent_too_late(her: Someone) -> tuple[Client, str, str]:
    """Return a browser whose session ended when it sent the child's page, that page, and where it was led."""
    client = signed_in(her)
    page = f"{begun(client).rpartition('/')[0]}/child"
    client.handler.enforce_csrf_checks = True
    shown = client.get(page)
    form = {**hidden_of(shown.text), **CHILD, "do": "next"}
    signed_in(her).logout()
    del client.cookies["sessionid"]
    answer = client.post(page, form, HTTP_REFERER=f"http://testserver{page}")
    assert answer.status_code == 302
    return client, page, answer["Location"]


def signs_in(client: Client, who: Someone, address: str) -> tuple[str, Any]:
    """Sign in on the page that the browser was led to; return where that leads, and what is shown there."""
    with acting(SYSTEM):
        address_of = {"user_id": who.account.id, "email": who.account.email}
        EmailAddress.objects.update_or_create(**address_of, defaults={"verified": True, "primary": True})
    shown = client.get(address)
    form = {**hidden_of(shown.text), "login": who.account.email, "password": PASSWORD}
    answer = client.post(reverse("account_login"), form, follow=True)
    return answer.redirect_chain[-1][0], answer


def test_what_was_written_is_there_after_signing_in_again_once_and_unsaved(her: Someone) -> None:
    client, page, address = sent_too_late(her)
    assert "next=" in address
    assert "Những gì bạn vừa ghi vẫn còn: đăng nhập lại" in client.get(address).text
    led, shown = signs_in(client, her, address)
    assert led == page
    assert 'value="Lý Triệu Bảo An"' in shown.text
    assert "Phiên làm việc đã hết hạn" in shown.text
    with acting(her.actor):
        assert "full_name" not in str(Case.objects.get(id=page.split("/")[3]).form.get("child", {}))
    assert "Lý Triệu Bảo An" not in client.get(page).text


def test_nobody_else_and_no_later_hour_sees_it(her: Someone) -> None:
    client, page, address = sent_too_late(her)
    signs_in(client, someone("Người Khác"), address)
    assert client.get(page).status_code == 404
    client, page, address = sent_too_late(her)
    signs_in(client, her, address)
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert "Lý Triệu Bảo An" not in client.get(page).text


def test_who_has_to_sign_in_goes_back_to_the_page_with_what_it_was_asked_for() -> None:
    answer = Client().post(reverse("desk-drop"), HTTP_REFERER="http://testserver/can-bo/viec/qua-han?loc=an")
    assert answer["Location"].endswith("?next=%2Fcan-bo%2Fviec%2Fqua-han%3Floc%3Dan")


def test_a_form_of_another_site_is_not_held(her: Someone) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/ho-so/nhap/01935e2a-0000-7000-8000-000000000000/child", {"child.full_name": "Giả", "f": PDF})
    assert answer.status_code == 403
    assert "held" not in client.session
