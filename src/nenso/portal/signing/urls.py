"""The addresses of signing in and of one's own account: allauth's views, under our names, as pages of ours."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import path

from nenso.portal.signing.account import account_page
from nenso.portal.signing.opening import opened_once
from nenso.portal.signing.telephones import EnterCode, NewTelephone, TextedCode, remove
from nenso.runtime.acting import Actor, acting
from nenso.web.callers import EVERYBODY
from nenso.web.pages import PageRequest, page

_ask_first = AccountMiddleware(HttpResponse)
"""allauth's own answer to what must be asked before a page: a code, the password once more."""

View = Callable[..., HttpResponseBase]


def _proofs(request: HttpRequest) -> int:
    """Return how often whoever has the session proved who they are in it."""
    return len(request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, ()))


def flow(view: View) -> View:
    """Make a view of allauth a page of ours: it may reach the accounts it is about, and is drawn before that ends.

    Who proves anew who they are has a new session: one that was copied before may not do what that opens.
    """

    @wraps(view)
    def shown(request: PageRequest, **words: Any) -> HttpResponseBase:
        key, proofs = request.session.session_key, _proofs(request)
        with acting(Actor(account=request.actor.account, person=request.actor.person, system="accounts.sign_in")):
            try:
                response = view(request, **words)
            except (ImmediateHttpResponse, ReauthenticationRequired) as elsewhere:
                response = _ask_first.process_exception(request, elsewhere)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
            response.headers.setdefault("Cache-Control", "no-store")
            if key is not None and key == request.session.session_key and _proofs(request) > proofs:
                request.session.cycle_key()
            return response

    return page(may=EVERYBODY)(shown)


FLOWS: tuple[tuple[str, View, str], ...] = (
    ("dang-nhap", account.login, "account_login"),
    ("dang-nhap/ma", account.request_login_code, "account_request_login_code"),
    ("dang-nhap/ma-dien-thoai", TextedCode.as_view(), "account_request_texted_code"),
    ("dang-nhap/ma/nhap", EnterCode.as_view(), "account_confirm_login_code"),
    ("dang-nhap/khoa", keys.login_webauthn, "mfa_login_webauthn"),
    ("dang-nhap/buoc-hai", factors.authenticate, "mfa_authenticate"),
    ("dang-nhap/bi-huy", social.login_cancelled, "socialaccount_login_cancelled"),
    ("dang-nhap/loi", social.login_error, "socialaccount_login_error"),
    ("dang-nhap/qua/<str:provider_id>", openid.login, "openid_connect_login"),
    ("dang-nhap/qua/<str:provider_id>/ve", openid.callback, "openid_connect_callback"),
    ("dang-xuat", account.logout, "account_logout"),
    ("dang-ky", opened_once(account.signup), "account_signup"),
    ("dang-ky/dinh-danh", social.signup, "socialaccount_signup"),
    ("dang-ky/xac-nhan-thu", account.email_verification_sent, "account_email_verification_sent"),
    ("quen-mat-khau", account.password_reset, "account_reset_password"),
    ("quen-mat-khau/ma", account.confirm_password_reset_code, "account_confirm_password_reset_code"),
    ("quen-mat-khau/mat-khau-moi", account.complete_password_reset, "account_complete_password_reset"),
    ("quen-mat-khau/xong", account.password_reset_from_key_done, "account_password_reset_completed"),
    ("tai-khoan/da-dong", account.account_inactive, "account_inactive"),
    ("tai-khoan/mat-khau", account.password_change, "account_change_password"),
    ("tai-khoan/dat-mat-khau", account.password_set, "account_set_password"),
    ("tai-khoan/xac-nhan-lai", account.reauthenticate, "account_reauthenticate"),
    ("tai-khoan/dien-thoai", NewTelephone.as_view(), "account_change_phone"),
    ("tai-khoan/dien-thoai/ma", account.verify_phone, "account_verify_phone"),
    ("tai-khoan/khoa", keys.list_webauthn, "mfa_index"),
    ("tai-khoan/khoa/them", keys.add_webauthn, "mfa_add_webauthn"),
    ("tai-khoan/khoa/<int:pk>/go", keys.remove_webauthn, "mfa_remove_webauthn"),
    ("tai-khoan/khoa/xac-nhan-lai", keys.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
)

urlpatterns = [path(address, flow(view), name=name) for address, view, name in FLOWS]
urlpatterns.append(path("tai-khoan/dien-thoai/go", remove, name="account_remove_telephone"))
urlpatterns.append(path("tai-khoan", account_page, name="account_email"))
urlpatterns.append(path("tai-khoan/khoa", flow(keys.list_webauthn), name="mfa_list_webauthn"))
