"""What is said of a new password: Django's catalogue lacks its length in Vietnamese, allauth has none."""

from typing import Any

from allauth.account import forms
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from nenso.portal.signing.words import in_language

TOO_SHORT = ("Mật khẩu cần ít nhất {n} ký tự.", "The password needs at least {n} characters.")
NOT_THE_SAME = (
    "Hai lần nhập không giống nhau. Hãy nhập lại mật khẩu.",
    "The two passwords are not the same. Enter it again.",
)


class LongEnough(MinimumLengthValidator):
    """Asks for the length that the settings say."""

    def get_error_message(self) -> str:
        """Return what is wrong in the language of the page."""
        return in_language(TOO_SHORT, n=str(self.min_length))


class _Twice:
    def add_error(self, field: str | None, error: Any) -> None:
        """Say in our words what allauth finds wrong with the second of two passwords; what fields find is an error."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = in_language(NOT_THE_SAME)
        super().add_error(field, error)  # type: ignore[misc]


class OpenAccountForm(_Twice, forms.SignupForm):  # type: ignore[misc]  # allauth has no types
    """By which address and password somebody opens an account."""


class ChangePasswordForm(_Twice, forms.ChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one."""


class SetPasswordForm(_Twice, forms.SetPasswordForm):  # type: ignore[misc]
    """A first password, of an account that was opened without."""


class NewPasswordForm(_Twice, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password instead of one that was forgotten."""
