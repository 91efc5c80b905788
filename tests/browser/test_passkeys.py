"""A passkey on a device, added and then signed in by, in a real browser with a virtual authenticator."""

from allauth.account.models import EmailAddress

from browser.conftest import Opens, violations
from factories.people import SYSTEM
from nenso.runtime.acting import acting
from support.births import PASSWORD, mother


def test_a_passkey_that_was_added_signs_in_without_a_password(visitor: Opens) -> None:
    her = mother()
    with acting(SYSTEM):
        EmailAddress.objects.filter(user_id=her.account.id).update(verified=True)
    page = visitor(her)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    authenticator = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})

    page.goto("/tai-khoan/khoa")
    assert violations(page) == []
    page.get_by_role("button", name="Thêm khóa trên thiết bị này").click()
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url("**/tai-khoan/khoa")
    assert "Đã thêm khóa đăng nhập." in page.content()

    page.get_by_role("button", name="Đăng xuất").click()
    page.goto("/dang-nhap?next=/tai-khoan/khoa")
    assert violations(page) == []
    page.get_by_role("button", name="Đăng nhập bằng khóa trên thiết bị").click()
    page.get_by_role("heading", name="Khóa đăng nhập").wait_for()
    assert page.url.endswith("/tai-khoan/khoa")
