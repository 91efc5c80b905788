"""The identification service of the demonstration: a real OpenID provider (allauth's) in a process of its own.

``python -m nenso.cli.demo.identification`` reads what it is to be from its input (:class:`Service` as JSON), says
``ready`` and serves on the loopback address until whoever started it ends. It asks nobody for a password: whoever opens
it chooses who to be. It stands in for VNeID in ``nenso demo`` and in the tests, and starts nowhere else.
"""

import html
import json
import os
import sys
from dataclasses import asdict, dataclass, field
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from nenso.runtime.supervising import leave_with_parent

HOST = "127.0.0.1"
MODULE = "nenso.cli.demo.identification"
MOTHER_ID, MOTHER = "006195000123", "Triệu Thị Mai"
PEOPLE = {
    MOTHER_ID: {"name": MOTHER, "birthdate": "1995-03-08", "gender": "female"},
    "019301000077": {"name": "Hoàng Thị Lê", "birthdate": "2001-02-03", "gender": "female"},
    "019089000034": {"name": "Nông Văn Bình", "birthdate": "1989-07-15", "gender": "male"},
}
"""Who may be chosen in the demonstration: the mother of its story, and two whom nobody knows yet."""


@dataclass(frozen=True)
class Service:
    """Where it answers, for which client, with which people: number → claims (name, birthdate, gender)."""

    port: int
    client: str
    secret: str
    callbacks: list[str]
    people: dict[str, dict[str, str]] = field(default_factory=dict)

    def as_json(self) -> str:
        """Return what the process reads."""
        return json.dumps(asdict(self))

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"


_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>VNeID (bản dùng thử / demonstration)</title>
<style>body{{font:18px/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#1d1a16}}
button{{font:inherit;width:100%;text-align:left;padding:.7rem 1rem;margin:.3rem 0;border:2px solid #1d1a16;
border-radius:4px;background:#fff}}button:focus{{outline:3px solid #d9a441}}
p.note{{background:#f5ecdc;padding:.6rem 1rem}}</style>
<main><h1>VNeID (bản dùng thử)</h1>
<p class="note">Đây không phải VNeID. Dịch vụ này chỉ để dùng thử; không nhập dữ liệu thật.<br>
<span lang="en">This is not VNeID but a demonstration; enter no real data.</span></p>
<h2>Bạn là ai? <span lang="en">/ Who are you?</span></h2>{people}</main></html>"""
_ONE = """<form method="get" action="/be/{number}"><input type="hidden" name="next" value="{after}">
<button>{name} – {number}</button></form>"""


def configure(service: Service) -> None:
    """Set Django up for this service alone: its accounts are in memory and gone with it."""
    import django
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = f"file:{service.port}?mode=memory&cache=shared"
    settings.configure(
        SECRET_KEY=os.urandom(32).hex(),
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=MODULE,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": name}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        LOGIN_URL="/",
        SESSION_COOKIE_NAME="identification",
        CSRF_COOKIE_NAME="identification_form",
        IDP_OIDC_PRIVATE_KEY=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        IDP_OIDC_ADAPTER=f"{MODULE}.adapter",
    )
    django.setup()


def adapter() -> object:
    """Return what says of whom it is told who they are."""
    from allauth.idp.oidc.adapter import DefaultOIDCAdapter

    class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]  # allauth has no types
        def get_claims(self, purpose: Any, user: Any, client: Any, scopes: Any, **told: Any) -> Any:
            claims = super().get_claims(purpose, user, client, scopes, **told)
            return claims | _people[user.username] | {"identifier": user.username}

    return Adapter()


_people: dict[str, dict[str, str]] = {}
urlpatterns: list[Any] = []


def choose(request: Any) -> Any:
    """Ask who somebody is."""
    from django.http import HttpResponse

    after = html.escape(request.GET.get("next", "/"))
    people = [_ONE.format(number=number, name=html.escape(one["name"]), after=after) for number, one in _people.items()]
    return HttpResponse(_PAGE.format(people="".join(people)))


def be(request: Any, number: str) -> Any:
    """Sign the browser in as the person with this number, and go on."""
    from django.contrib.auth import get_user_model, login
    from django.http import HttpResponse, HttpResponseRedirect

    accounts: Any = get_user_model().objects
    user, _ = accounts.get_or_create(username=number)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    after = request.GET.get("next", "")
    return HttpResponseRedirect(after) if after.startswith("/identity/") else HttpResponse(number)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


def serve(service: Service) -> None:
    """Serve until the process is ended."""
    _people.update(service.people)
    configure(service)
    from allauth.idp.oidc.models import Client
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    urlpatterns.extend([path("", choose), path("be/<str:number>", be), path("", include("allauth.idp.urls"))])
    call_command("migrate", verbosity=0)
    client = Client(
        id=service.client,
        name="Nenso",
        scopes="openid\nprofile\nemail",
        skip_consent=True,
        redirect_uris="\n".join(service.callbacks),
    )
    client.set_secret(service.secret)
    client.save()
    with make_server(HOST, service.port, get_wsgi_application(), handler_class=_Quiet) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()


def main() -> None:
    """Read what to be, and be it; refuse where this is no demonstration."""
    if os.environ.get("NENSO_DEMO", "").lower() not in {"1", "true"}:
        sys.exit("only in a demonstration (NENSO_DEMO=true)")
    leave_with_parent()
    sys.modules[MODULE] = sys.modules[__name__]
    serve(Service(**json.loads(sys.stdin.readline())))


if __name__ == "__main__":
    main()
