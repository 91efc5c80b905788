"""Reports on messages that were sent (RFC 3464): delivered, come back, only late.

A mail server that could not hand a message over says so in a message of its own to its sender. It is read here by the
standard library; which notice it is about stands in the Message-ID of the message it returns.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from uuid import UUID

from nenso.notices.delivering import note_delivery

LARGEST = 2_000_000
"""Bytes of a report that are read; its verdict comes before what it returns of the message."""
_OUR_MESSAGE = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
_VERDICTS = {"failed": False, "delivered": True}
_LONGEST = 300


@dataclass(frozen=True)
class Report:
    """What a mail server says about one message: whether it is with its recipient (None: not decided), and why not."""

    notice: UUID
    delivered: bool | None
    status: str
    diagnosis: str


def read_report(raw: bytes) -> Report | None:
    """Return what a message reports about one of ours; None when it is no delivery report, or about no message of ours.

    Of several recipients a failure counts before a success, as ours have one each.
    """
    message = message_from_bytes(raw[:LARGEST])
    if message.get_content_type() != "multipart/report":
        return None
    notice = next(_named(message), None)
    blocks = [block for block in _blocks(message) if block["Action"]]
    if notice is None or not blocks:
        return None
    chosen = min(blocks, key=lambda block: list(_VERDICTS).index(_action(block)) if _action(block) in _VERDICTS else 9)
    diagnosis = re.sub(r"\s+", " ", str(chosen["Diagnostic-Code"] or ""))
    status = re.search(r"[245]\.\d{1,3}\.\d{1,3}", str(chosen["Status"] or ""))
    return Report(notice, _VERDICTS.get(_action(chosen)), status[0] if status else "", diagnosis[:_LONGEST])


def take_report(raw: bytes) -> tuple[Report | None, bool]:
    """Note what a message reports; return it, and whether a notice changed by it. A second time changes nothing."""
    report = read_report(raw)
    if report is None or report.delivered is None:
        return report, False
    error = " ".join(filter(None, (report.status, report.diagnosis)))
    return report, note_delivery(report.notice, delivered=report.delivered, error=error)


def _named(message: Message) -> Iterator[UUID]:
    """Yield the notices whose messages a report returns, whole or their headers alone."""
    for part in message.walk():
        kind = part.get_content_type()
        text = ""
        if part is not message and part["Message-ID"]:
            text = str(part["Message-ID"])
        elif kind == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            headers = message_from_bytes(payload) if isinstance(payload, bytes) else Message()
            text = str(headers["Message-ID"] or "")
        if (found := _OUR_MESSAGE.search(text)) is not None:
            yield UUID(found[1])


def _blocks(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            yield from (block for block in payload if isinstance(block, Message)) if isinstance(payload, list) else ()


def _action(block: Message) -> str:
    return str(block["Action"]).strip().lower()
