"""Signing in by a code to the telephone: allauth's flow of codes, for numbers written as people here write them."""

from typing import Any

from allauth.account import forms, views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core import context, ratelimit
from django.core.exceptions import ValidationError
from django.forms import CharField, TextInput
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from nenso.notices.codes import texts_codes
from nenso.people.errors import MobileWrong
from nenso.people.telephones import mobile_number, remove_telephone
from nenso.portal.signing.words import in_language
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page


class NumberField(CharField):
    """A mobile number in any usual writing; its value is the national form."""

    def __init__(self) -> None:
        super().__init__(widget=TextInput(attrs={"autocomplete": "tel"}), max_length=30, required=False)

    def clean(self, value: Any) -> str:
        """Return the national form; say what is wrong with it."""
        try:
            return mobile_number(super().clean(value))
        except MobileWrong as error:
            raise ValidationError(in_language((error.vi, error.en)), code=error.code) from error


class TextedCodeForm(forms.RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """To which number a code goes."""

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.fields = {"phone": NumberField()}

    def clean_phone(self) -> str:
        """Return the number, whose account is looked for, and let nobody ask for codes without end."""
        _no_flood(self.cleaned_data["phone"])
        number: str = super().clean_phone()
        return number


class NewTelephoneForm(forms.ChangePhoneForm):  # type: ignore[misc]
    """By which number somebody wants to sign in; one that another account has is theirs once it is proven."""

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.fields["phone"] = NumberField()
        self.account_already_exists = False

    def clean_phone(self) -> str:
        """Return the number, unless it is proven already."""
        number: str = self.cleaned_data["phone"]
        if number == self.user.phone and self.user.phone_proven_at is not None:
            raise get_adapter().validation_error("same_as_current")
        if not ratelimit.consume(context.request, action="text_new_number", user=self.user):
            raise get_adapter().validation_error("rate_limited")
        _no_flood(number)
        return number


class EnteredCodeForm(forms.BaseConfirmCodeForm):  # type: ignore[misc]
    """A code that was sent, entered; each has its three attempts, also when these are sent at once.

    allauth counts them in the session, where of two requests at once the later writes over what the earlier counted.
    After the third, the right code is told to be wrong like any other: there is no code where a number is unknown.
    """

    def clean_code(self) -> str:
        """Return the code that fits."""
        of = f"{context.request.session.session_key}:{self.expected_code}"
        if not ratelimit.consume(context.request, action="enter_code", key=of):
            raise get_adapter().validation_error("incorrect_code")
        code: str = super().clean_code()
        return code


class ProveTelephoneForm(EnteredCodeForm):
    """The code that proves a number, whoever had it before."""

    def __init__(self, *told: Any, user: Any = None, phone: str = "", **more: Any) -> None:
        del user, phone
        super().__init__(*told, **more)


class TextedCode(views.RequestLoginCodeView):  # type: ignore[misc]
    """Ask for a code to the telephone; where no gateway is set, one by e-mail."""

    form_class = TextedCodeForm
    template_name = "account/request_texted_code.html"

    def dispatch(self, request: HttpRequest, *told: Any, **more: Any) -> HttpResponseBase:
        """Answer only where text messages leave."""
        if not texts_codes():
            return redirect("account_request_login_code")
        answer: HttpResponseBase = super().dispatch(request, *told, **more)
        return answer


class EnterCode(views.ConfirmLoginCodeView):  # type: ignore[misc]
    """Take the code that signs in; one for a number that has left the account meanwhile fits no more."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return what the form is made of, with the code that is expected."""
        told: dict[str, Any] = super().get_form_kwargs()
        number = self._process.state.get("phone")
        if number and get_adapter().get_user_by_phone(number) != self._process.user:
            told["code"] = ""
        return told


class NewTelephone(views.ChangePhoneView):  # type: ignore[misc]
    """Show, add or change the number that one signs in by; only who has just proven who they are."""

    form_class = NewTelephoneForm
    template_name = "account/telephone.html"

    def dispatch(self, request: HttpRequest, *told: Any, **more: Any) -> HttpResponseBase:
        """Answer only where text messages leave."""
        if request.user.is_authenticated:
            if not texts_codes():
                return redirect("account_email")
            raise_if_reauthentication_required(request, app="allauth.mfa")
        answer: HttpResponseBase = super().dispatch(request, *told, **more)
        return answer


@require_POST
@page(may=SIGNED_IN)
def remove(request: PageRequest) -> HttpResponse:
    """Sign in by no number any more."""
    if request.actor.account is not None:
        remove_telephone(request.actor, request.actor.account)
    return redirect("account_email")


def _no_flood(number: str) -> None:
    """Count a code that is to leave, for the number and for the network address, or refuse it."""
    if not ratelimit.consume(context.request, action="text_code", key=number):
        raise get_adapter().validation_error("rate_limited")
