"""Django's settings, drawn from :mod:`nenso.runtime.config`; importing this needs no database and no key."""

import os
from pathlib import Path
from typing import Any

from django.utils.functional import SimpleLazyObject

from nenso.runtime.config import config
from nenso.runtime.database import connection_settings

_config = config()

SECRET_KEY: Any = SimpleLazyObject(_config.secret)
DEBUG = _config.debug
ALLOWED_HOSTS = [host for host in _config.hosts.split(",") if host]
ROOT_URLCONF = "nenso.urls"
WSGI_APPLICATION = "nenso.runtime.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "nenso.runtime",
    "nenso.journal",
    "nenso.territory",
    "nenso.people",
    "nenso.agencies",
    "nenso.formulas",
    "nenso.files",
    "nenso.notices",
    "nenso.payments",
    "nenso.results",
    "nenso.registers",
    "nenso.cases",
    "nenso.exchange",
    "nenso.index",
    "nenso.web",
    "nenso.portal",
    "nenso.desk",
    "nenso.board",
]

MIDDLEWARE = [
    "nenso.runtime.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "nenso.web.middleware.PolicyMiddleware",
    "nenso.web.middleware.PageCompressionMiddleware",
    "nenso.web.middleware.PageLanguageMiddleware",
    "nenso.web.middleware.PageSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "nenso.web.middleware.PageCsrfMiddleware",
    "nenso.web.middleware.PageAccountMiddleware",
    "nenso.web.middleware.PageMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "nenso.web.templates.environment",
            "context_processors": ["nenso.web.pages.who"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {"default": connection_settings(_config)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["nenso.people.signing_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "nenso.portal.signing.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_RATE_LIMITS = {
    "follow": "20/5m/ip",
    "text_code": f"3/m/key,{_config.sms_per_hour}/h/key,{3 * _config.sms_per_hour}/d/key,60/h/ip",
    "text_new_number": "10/d/user",
    "enter_code": "3/h/key",
    "take": "30/5m/ip",
    "verify_code": "60/5m/ip",
    "verify_file": "12/5m/ip",
    "hold": "30/5m/ip",
    "file_unnamed": "20/h/ip",
    "change_phone": None,
    "verify_phone": None,
}
"""Beside the limits of allauth: attempts to follow a case by its code and secret; codes to a telephone, whichever page
asks for them, and numbers that one account tries; attempts to enter a code; tables of a nation's ranking and its
drawings as PNG, which take seconds to make; documents looked up by code and files that are checked; forms that are held
for who has to sign in again; cases that are filed without a name."""
ACCOUNT_ADAPTER = "nenso.portal.signing.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 3 * 60
ACCOUNT_FORMS = {
    "signup": "nenso.portal.signing.passwords.OpenAccountForm",
    "change_password": "nenso.portal.signing.passwords.ChangePasswordForm",
    "set_password": "nenso.portal.signing.passwords.SetPasswordForm",
    "reset_password_from_key": "nenso.portal.signing.passwords.NewPasswordForm",
    "confirm_login_code": "nenso.portal.signing.telephones.EnteredCodeForm",
    "confirm_password_reset_code": "nenso.portal.signing.telephones.EnteredCodeForm",
    "verify_phone": "nenso.portal.signing.telephones.ProveTelephoneForm",
}
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
MFA_ADAPTER = "nenso.portal.signing.adapters.KeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _config.public_url.startswith("http://localhost")
SOCIALACCOUNT_ADAPTER = "nenso.portal.signing.adapters.IdentificationAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": one["id"],
                "name": one["name"],
                "client_id": one["client_id"],
                "secret": one.get("secret", ""),
                "settings": {"server_url": one["server"], "oauth_pkce_enabled": True},
            }
            for one in _config.oidc
        ]
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_attempt",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
"""Only attempts to sign in are counted here, for all processes together; nothing else may use Django's cache."""

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

SESSION_ENGINE = "nenso.people.sessions"
SESSION_COOKIE_AGE = _config.session_hours * 3600
"""Seconds without use after which the database ends a session; the cookie itself goes when the browser is closed."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ACCOUNT_SESSION_REMEMBER = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _config.public_url.startswith("https://")
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SESSION_COOKIE_SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'", *_config.oidc_places],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "nenso.web.pages.expired_page"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
STATIC_URL = "/static/"
STATIC_ROOT = Path(__file__).parents[1] / "web" / "static"
"""What ``assets/`` builds; its files are named by their content and may be kept for ever."""
WHITENOISE_IMMUTABLE_FILE_TEST = r"-[0-9A-Z]{8}\.\w+$"
WHITENOISE_ALLOW_ALL_ORIGINS = False
CSRF_TRUSTED_ORIGINS = [_config.public_url]
DATA_UPLOAD_MAX_MEMORY_SIZE = _config.body_limit
FILE_UPLOAD_MAX_MEMORY_SIZE = 0
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "files": {"BACKEND": _config.files_backend, "OPTIONS": _config.files_options},
}
APPEND_SLASH = False

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

LOGGING_CONFIG = "nenso.runtime.logs.configure"
LOGGING: dict[str, Any] = {"level": _config.log_level, "format": _config.log_format}

os.environ.setdefault("DJANGO_SETTINGS_MODULE", __name__)
