"""What is asked between a right password, code or key and the session."""

from allauth.account.stages import EmailVerificationStage
from django.http.response import HttpResponseBase


class ContactStage(EmailVerificationStage):  # type: ignore[misc]  # allauth has no types
    """One proven contact: an e-mail address, unless a telephone is proven and nobody signs in by an address."""

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        """Return what to ask, and whether to go on."""
        user = self.login.user
        if user is not None and user.phone_proven_at is not None and not self.login.email:
            return None, True
        asked: tuple[HttpResponseBase | None, bool] = super().handle()
        return asked
