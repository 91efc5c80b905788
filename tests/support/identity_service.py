"""An identification service in a process of its own: allauth's OpenID provider over SQLite, for the people it is told.

``python identity_service.py PORT CALLBACK`` serves until it is ended. ``/be/<number>`` signs the browser in there, as
an application on a phone would.
"""

import json
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.http import HttpResponse
from django.urls import include, path

CLIENT, SECRET = "nenso", "bi-mat-cua-nenso-o-day"
PEOPLE = {
    "006195000123": {"name": "Triệu Thị Mai", "birthdate": "1995-03-08", "gender": "female"},
    "019301000077": {"name": "Hoàng Thị Lê", "birthdate": "2001-02-03", "gender": "female"},
    "019290000078": {"name": "Sai Ngày Sinh", "birthdate": "1971-02-03", "gender": "female"},
}


def configure(port: int) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.configure(
        SECRET_KEY="only-for-tests",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"file:{port}?mode=memory&cache=shared"}
        },
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
        IDP_OIDC_PRIVATE_KEY=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        IDP_OIDC_ADAPTER=f"{__name__}.adapter",
    )
    django.setup()


def adapter() -> object:
    from allauth.idp.oidc.adapter import DefaultOIDCAdapter

    class Adapter(DefaultOIDCAdapter):
        def get_claims(self, purpose, user, client, scopes, **told):
            claims = super().get_claims(purpose, user, client, scopes, **told)
            return claims | PEOPLE[user.username] | {"identifier": user.username}

    return Adapter()


def be(request, number):
    from django.contrib.auth import get_user_model, login

    user, _ = get_user_model().objects.get_or_create(username=number)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponse(json.dumps(PEOPLE[number]))


urlpatterns: list[object] = [path("be/<str:number>", be)]


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments) -> None:
        """Say nothing."""


def serve(port: int, callback: str) -> None:
    configure(port)
    from allauth.idp.oidc.models import Client
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    urlpatterns.append(path("", include("allauth.idp.urls")))
    call_command("migrate", verbosity=0)
    client = Client(id=CLIENT, name="Nenso", scopes="openid\nprofile\nemail", skip_consent=True, redirect_uris=callback)
    client.set_secret(SECRET)
    client.save()
    with make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    sys.modules["identity_service"] = sys.modules["__main__"]
    __name__ = "identity_service"
    serve(int(sys.argv[1]), sys.argv[2])
