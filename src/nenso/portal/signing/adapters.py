"""What allauth asks us: how an account is made, what is said and mailed, whom the state's identification means."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from nenso.journal.recording import record
from nenso.notices.channels import mail_server
from nenso.notices.codes import text_code
from nenso.notices.models import Recipient
from nenso.notices.telling import notify
from nenso.people.identified import Identified, account_of_identified, link_identified
from nenso.people.identifiers import national_phone
from nenso.people.models import Account
from nenso.people.telephones import account_of_telephone, prove_telephone
from nenso.portal.signing.words import CODE_TEXT, TELEPHONE_ADDED, TELEPHONE_LOST, Errors, in_language, mail
from nenso.runtime.acting import Actor
from nenso.runtime.config import config
from nenso.web.languages import spoken

_SAID = {
    "account/messages/password_changed.txt": ("Đã đổi mật khẩu.", "Your password is changed."),
    "account/messages/password_set.txt": ("Đã đặt mật khẩu.", "Your password is set."),
    "account/messages/email_confirmed.txt": ("Đã xác nhận địa chỉ thư.", "Your e-mail address is confirmed."),
    "account/messages/phone_verified.txt": ("Đã xác nhận số điện thoại.", "Your telephone number is confirmed."),
    "mfa/messages/webauthn_added.txt": ("Đã thêm khóa đăng nhập.", "The passkey is added."),
    "mfa/messages/webauthn_removed.txt": ("Đã gỡ khóa đăng nhập.", "The passkey is removed."),
}


_SIGNING_IN = Actor(system="accounts.sign_in")


class ByTelephone(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth asks about telephones: numbers are in the national form, and only a proven one signs in."""

    def get_user_by_phone(self, phone: str) -> Account | None:
        """Return the account that is signed in to by this number."""
        return account_of_telephone(_SIGNING_IN, phone)

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        """Return the number of an account and whether it is proven."""
        return (user.phone, user.phone_proven_at is not None) if user.phone else None

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        """Keep the number that an identification service told, as a contact where there is none."""
        del verified
        if not user.phone and (number := national_phone(phone)):
            user.phone = number
            user.save(update_fields=["phone"])

    def set_phone_verified(self, user: Account, phone: str) -> None:
        """Take the number for proven, tell its account, and the one that had it before."""
        if user.phone == phone and user.phone_proven_at is not None:
            return
        lost = prove_telephone(_SIGNING_IN, user.id, phone)
        user.refresh_from_db(fields=["phone", "phone_proven_at", "assurance"])
        for account, (kind, subject, text) in [(user.id, TELEPHONE_ADDED), *((one, TELEPHONE_LOST) for one in lost)]:
            said = {language: told.format(end=phone[-3:]) for language, told in text.items()}
            notify(_SIGNING_IN, [(Recipient.ACCOUNT, account)], kind, subject, said)

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **told: Any) -> None:
        """Text a code."""
        del user, told
        text_code(phone, in_language(CODE_TEXT, code=code))


class AccountAdapter(ByTelephone):
    """Accounts of ours, told of in the journal, written to in both languages."""

    error_messages = Errors()

    def save_user(self, request: HttpRequest, user: Account, form: Any, commit: bool = True) -> Account:
        """Keep a new account and say so in the journal."""
        user.language = spoken()
        saved: Account = super().save_user(request, user, form, commit=commit)
        record(saved.id, "account.created", {"email": saved.email})
        return saved

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Take the address for proven: that is the first level of identification."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            Account.objects.filter(id=email_address.user_id, assurance=0).update(assurance=1)
        return confirmed

    def get_login_stages(self) -> list[str]:
        """Ask for a proven address only where no telephone is proven."""
        stages: list[str] = super().get_login_stages()
        asks, instead = "allauth.account.stages.EmailVerificationStage", "nenso.portal.signing.stages.ContactStage"
        return [instead if stage == asks else stage for stage in stages]

    def post_login(self, request: HttpRequest, user: Account, **told: Any) -> HttpResponseBase:
        """Say in the journal who signed in, and go on."""
        record(user.id, "account.signed_in", {})
        answer: HttpResponseBase = super().post_login(request, user, **told)
        return answer

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of our messages by the mail server of this install."""
        subject, body = mail(template_prefix, str(context.get("code", "")))
        server = mail_server()
        if server is not None:
            EmailMessage(subject, body, config().mail_from, [email], connection=server).send()

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say on the next page what is worth saying, in our words."""
        del message_context, extra_tags
        said = message or (in_language(_SAID[message_template]) if message_template in _SAID else "")
        if said:
            messages.add_message(request, level, said)


class KeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys, named by when they were added."""

    error_messages = Errors()

    def _get_site_name(self) -> str:
        return "Nenso"

    def generate_authenticator_name(self, user: Account, type: Any) -> str:  # noqa: A002 - allauth's name
        """Return a name to begin with."""
        del user, type
        return in_language(("Khóa trên thiết bị này", "Passkey on this device"))


class IdentificationAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The state's identification (VNeID, or another OpenID provider that is set): the number says who somebody is."""

    error_messages = Errors()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Meet the account of the person whom the provider names, when there is one."""
        super().pre_social_login(request, sociallogin)
        told = identified(sociallogin)
        if not sociallogin.is_existing and (account := account_of_identified(told)) is not None:
            sociallogin.connect(request, account)
        if sociallogin.is_existing:
            link_identified(sociallogin.user, told)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Account:
        """Make the account of somebody whom nobody knew, and the person when the state is new to us too."""
        sociallogin.user.email = sociallogin.user.email or None
        saved: Account = super().save_user(request, sociallogin, form)
        link_identified(saved, identified(sociallogin))
        return saved

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Ask nothing more: who somebody is, is known."""
        del request, sociallogin
        return True

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Never take an account by its address alone."""
        del login, email
        return False


def identified(sociallogin: SocialLogin) -> Identified:
    """Return whom the provider's claims name."""
    data = sociallogin.account.extra_data
    claims = data.get("userinfo") or data.get("id_token") or data
    provider = next(one for one in config().oidc if one["id"] == sociallogin.account.provider)
    return Identified.of(claims, provider)
