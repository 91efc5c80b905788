"""What an installation decides: settings from the environment, each with its meaning.

``docs/reference/settings.md`` is generated from this file.
"""

import os
import secrets
import stat
from functools import cache, cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_SECRETS = {
    "secret_key",
    "pkcs11_pin",
    "database_url",
    "owner_database_url",
    "files_options",
    "mail_url",
    "oidc",
    "sms_url",
    "sms_headers",
}


class Config(BaseSettings):
    """Read once when a process starts; every name is prefixed ``NENSO_`` unless it says otherwise."""

    model_config = SettingsConfigDict(env_prefix="NENSO_", extra="ignore", frozen=True)

    home: Path = Field(
        Path(".state"),
        description=(
            "Where the embedded database, files and keys of this install live. Not set, for root in a directory that "
            "other users cannot pass through: /var/lib/nenso."
        ),
    )
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="PostgreSQL 15 or newer, as the role nenso_app. Empty: the embedded PostgreSQL under NENSO_HOME.",
    )
    owner_database_url: str = Field(
        "", description="The same database as the role nenso_owner, for migrations and bulk loads; with DATABASE_URL."
    )
    database: str = Field("nenso", description="Name of the database in the embedded PostgreSQL; tests use copies.")
    role: str = Field("app", description="Which role this process connects as: app or owner. Set by the commands.")
    secret_key: str = Field(
        "",
        description="Signs cookies and links. Empty: made once and kept in NENSO_HOME/secret_key.",
    )
    debug: bool = Field(default=False, description="Show details of failures to whoever asks. Never where people are.")
    hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names that are answered, separated by commas.")
    bind: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, description="Port to listen on; 8000 unless set.")
    public_url: str = Field(
        "",
        validate_default=True,
        description="How people reach this install; printed in QR codes. Empty: http://localhost with the port.",
    )
    trusted_proxies: str = Field(
        "",
        description=(
            "Addresses or networks of one's own reverse proxies, separated by commas (127.0.0.1,10.0.0.0/8). Only from "
            "them X-Forwarded-For and X-Forwarded-Proto are believed. Empty: nobody is."
        ),
    )
    client_certificates: bool = Field(
        default=False,
        description=(
            "The trusted proxies do mutual TLS: they set Client-Cert (RFC 9440) and drop what a client sends "
            "under that name. Only then it is believed."
        ),
    )
    session_hours: int = Field(
        12, description="Hours after which a session that nobody uses ends; closing the browser ends it too."
    )
    workers: int = Field(2, description="Web processes; each answers as many requests at once as it has threads.")
    threads: int = Field(2, description="Threads in each web process.")
    log_level: str = Field("INFO", description="The least severe level that is logged.")
    log_format: str = Field("json", description="json, or text for a person at a terminal.")
    demo: bool = Field(default=False, description="A demonstration: a banner says so, and demonstration keys may sign.")
    adopt_shipped: bool = Field(
        default=True,
        description=(
            "Let agencies offer the formulas that ship, each where its offered_by says, when nobody has decided about "
            "that formula yet. Off: they are only published, and nenso formula adopt decides."
        ),
    )
    drafts_per_person: int = Field(50, description="Most drafts that one person may have begun and not filed.")
    draft_days: int = Field(
        90,
        description="Days after which a draft that nobody saved is removed with its files; its owner is told 7 before.",
    )
    body_limit: int = Field(2_000_000, description="Largest JSON body, in bytes.")
    upload_limit: int = Field(50_000_000, description="Largest uploaded file, in bytes.")
    uploads_per_person: int = Field(
        200_000_000, description="Most bytes that one account may have under way in uploads not yet given to a case."
    )
    case_files_limit: int = Field(
        1_000_000_000, description="Bytes of files from which on a case, or a draft, is given no more."
    )
    free_space_floor: int = Field(
        256_000_000, description="Free bytes under NENSO_HOME below which writes are refused."
    )
    unmasked_rows: int = Field(
        5_000, ge=0, description="Most records in one file with sensitive fields unmasked; 0: no such files."
    )
    masked_searches: int = Field(
        200, ge=0, description="Most searches by a masked field that one account makes in a day of Viet Nam; 0: none."
    )
    duplicates_memory: int = Field(
        4_000, ge=256, description="Most memory, in MB, for comparing when duplicates of a register are looked for."
    )
    duplicates_threads: int = Field(2, ge=1, description="Threads that compare then.")
    files_backend: str = Field(
        "nenso.files.backends.DurableFileSystemStorage",
        description="Django storage class that keeps uploaded files, such as storages.backends.s3.S3Storage.",
    )
    files_options: dict[str, Any] = Field({}, description="JSON object of options of that class (bucket, endpoint …).")
    clamav: str = Field("", description="Where clamd listens (unix:/path or host:port). Empty: files are not scanned.")
    mail_url: str = Field(
        "",
        description=(
            "Mail server: smtp://, smtp+starttls:// or smtps://user:password@host:port. "
            "Empty: only logged; in a demonstration written under NENSO_HOME/mail."
        ),
    )
    mail_from: str = Field("Nenso <no-reply@localhost>", description="Sender of the messages that people are sent.")
    sms_url: str = Field(
        "",
        description=(
            "Where text messages are posted as JSON (http:// or https://): codes to sign in by, and notices to who has "
            "a telephone and no e-mail address. Empty: none leave, and signing in by telephone is not offered."
        ),
    )
    sms_headers: dict[str, str] = Field(
        {}, description='JSON object of headers of that request, such as {"Authorization": "Bearer …"}.', repr=False
    )
    sms_body: dict[str, Any] = Field(
        {"to": "{phone}", "text": "{text}", "id": "{id}"},
        description="JSON object that is posted; {phone}, {text} and {id} in its texts are filled in.",
    )
    sms_per_hour: int = Field(
        10, description="Most notices to one recipient, and most codes to one number, within an hour."
    )
    oidc: list[dict[str, Any]] = Field(
        [],
        description=(
            "JSON list of identification services that people may sign in by (OpenID Connect), as VNeID: id, "
            "name, server, client_id, secret; assurance (1–3, 2 unless said); claims: which claim is identifier, "
            "full_name, born_on, sex."
        ),
    )
    filing_assurance: int = Field(
        2,
        ge=0,
        le=3,
        description=(
            "The least level of identification of an account that files online, where the procedure does not say: "
            "1 contact proven, 2 and 3 the levels of Decree 69/2024/NĐ-CP (mức độ 01 and 02)."
        ),
    )
    exchange_instance: str = Field(
        "VN", description="The first part of identifiers between systems of agencies (X-Road: instance)."
    )
    open_data_contact: str = Field("", description="E-mail address that the catalogue of open data names as contact.")
    tsa_url: str = Field("", description="RFC 3161 time-stamp authority. Empty: signatures are PAdES B-B.")
    key_plugin: str = Field("pkcs12", description="Where agencies' signing keys are: pkcs12 or pkcs11.")
    pkcs11_module: str = Field("", description="Path of the PKCS#11 library, with NENSO_KEY_PLUGIN=pkcs11.")
    pkcs11_token: str = Field("", description="Label of the PKCS#11 token.")
    pkcs11_pin: str = Field("", description="PIN of the PKCS#11 token.", repr=False)

    @field_validator("public_url")
    @classmethod
    def _reached(cls, said: str, info: ValidationInfo) -> str:
        """Return the address on this machine where no other was said."""
        return said or f"http://localhost:{info.data.get('port', 8000)}"

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, listed: str) -> str:
        """Refuse at the start what is no network, rather than at the first request."""
        networks(listed)
        return listed

    @cached_property
    def home_path(self) -> Path:
        """``home`` as an absolute path."""
        path = self.home.expanduser().resolve()
        if "home" in self.model_fields_set or os.geteuid() != 0 or path.exists():
            return path
        closed = any(not parent.stat().st_mode & stat.S_IXOTH for parent in path.parents)
        return Path("/var/lib/nenso") if closed else path

    def rows(self) -> list[tuple[str, str, str]]:
        """Return every setting as (name in the environment, value here with secrets hidden, meaning)."""
        return [
            (
                _environment_name(name),
                "***" if name in _SECRETS and getattr(self, name) else str(getattr(self, name)),
                str(field.description),
            )
            for name, field in type(self).model_fields.items()
        ]

    @property
    def oidc_places(self) -> list[str]:
        """Origins of the identification services: browsers follow a form only to where a page says that it may lead."""
        parts = [urlsplit(str(one["server"])) for one in self.oidc]
        return [f"{one.scheme}://{one.netloc}" for one in parts]

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded one."""
        return not self.database_url

    def secret(self) -> str:
        """Return the secret key, made on first use and kept in a file of mode 0600."""
        if self.secret_key:
            return self.secret_key
        path = self.home_path / "secret_key"
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            self.home_path.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = secrets.token_urlsafe(48)
            half = path.with_name(f"secret_key.{os.getpid()}")
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(made)
            try:
                path.hardlink_to(half)
            except FileExistsError:
                return path.read_text().strip()
            finally:
                half.unlink()
            return made


@cache
def networks(listed: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks of a setting: addresses or networks, separated by commas. Raises ``ValueError``."""
    return tuple(ip_network(one.strip(), strict=False) for one in listed.split(",") if one.strip())


def reference() -> str:
    """Return ``docs/reference/settings.md``: every setting, its default, its meaning."""
    lines = [
        "# Settings",
        "",
        "Read from the environment when a process starts; `nenso settings` prints them.",
        "",
    ]
    lines += ["| name | default | meaning |", "|---|---|---|"]
    for name, field in Config.model_fields.items():
        default = f"`{field.default}`" if str(field.default) else ""
        lines.append(f"| `{_environment_name(name)}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def _environment_name(field: str) -> str:
    alias = Config.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"NENSO_{field.upper()}"


@cache
def config() -> Config:
    """Return this process's settings."""
    return Config()
