"""How messages leave: e-mail by SMTP, or, where no server is set, into the log; text messages by a gateway."""

import logging
import smtplib
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.core.mail.backends.smtp import EmailBackend

from nenso.notices.errors import DeliveryFailed
from nenso.notices.models import Channel, Notice
from nenso.notices.texting import SmsChannel, in_language
from nenso.runtime.config import config

logger = logging.getLogger(__name__)

_SECONDS = 20
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class OutChannel(Protocol):
    """Whatever sends one message."""

    def send(self, notice: Notice, address: str, language: str) -> None:
        """Send ``notice`` to ``address``; raise :class:`DeliveryFailed`."""
        ...


class LogChannel:
    """Writes that a message would have left, without what it says: logs are no place for people's affairs."""

    def send(self, notice: Notice, address: str, language: str) -> None:
        """Log the notice."""
        del address
        logger.info(
            "notice not mailed: no mail server is set",
            extra={"notice": str(notice.id), "kind": notice.kind, "language": language},
        )


def smtp(url: str) -> EmailBackend:
    """Return the mail server at ``smtp://``, ``smtp+starttls://`` or ``smtps://user:password@host``."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"not a mail server: {parts.scheme}://{parts.hostname}")
    return EmailBackend(
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp+starttls",
        use_ssl=parts.scheme == "smtps",
        timeout=_SECONDS,
    )


def mail_server() -> BaseEmailBackend | None:
    """Return the server of ``NENSO_MAIL_URL``; none is set: in a demonstration a folder under ``NENSO_HOME``."""
    if config().mail_url:
        return smtp(config().mail_url)
    if config().demo:
        return FileBackend(file_path=str(config().home_path / "mail"))
    logger.warning("a message was not mailed: no mail server is set")
    return None


class SmtpChannel:
    """Sends by the server of ``NENSO_MAIL_URL``."""

    def __init__(self, url: str) -> None:
        self._server = smtp(url)

    def send(self, notice: Notice, address: str, language: str) -> None:
        """Send one message, named by the notice."""
        sender = config().mail_from
        message = EmailMessage(
            subject=" ".join(in_language(notice.subject, language).split()),
            body=in_language(notice.text, language),
            from_email=sender,
            to=[address],
            connection=self._server,
            headers={
                "Message-ID": f"<{notice.id}@{sender.rpartition('@')[2].rstrip('>')}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise DeliveryFailed(f"recipient refused ({code})", final=code >= 500) from error
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}") from error


def sends() -> bool:
    """Return whether this install is set to send anything out of its own inbox."""
    return bool(config().mail_url or config().sms_url)


def channel(kind: str = Channel.EMAIL) -> OutChannel:
    """Return the channel of this kind that this install is set to use."""
    if kind == Channel.SMS:
        return SmsChannel(config().sms_url, config().sms_headers, config().sms_body)
    return SmtpChannel(config().mail_url) if config().mail_url else LogChannel()
