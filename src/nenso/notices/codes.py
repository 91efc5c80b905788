"""Codes to a telephone: given to the gateway at once and kept nowhere, as notices are.

Nobody waits for the gateway's answer: how long a page takes says nothing of whether a number is known. A code that did
not leave is asked for again.
"""

import logging
from concurrent.futures import ThreadPoolExecutor

from nenso.notices.errors import DeliveryFailed
from nenso.notices.texting import SmsChannel
from nenso.runtime.config import config
from nenso.runtime.ids import uuid7

logger = logging.getLogger(__name__)

_AT_ONCE = 4
_senders = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="codes")


def texts_codes() -> bool:
    """Return whether this install can send a code to a telephone."""
    return bool(config().sms_url)


def text_code(number: str, text: str) -> None:
    """Send ``text``, which holds a code, to ``number`` by the gateway of ``NENSO_SMS_URL``."""
    gateway = SmsChannel(config().sms_url, config().sms_headers, config().sms_body)
    _senders.submit(_send, gateway, number, text)


def _send(gateway: SmsChannel, number: str, text: str) -> None:
    try:
        gateway.post(number, text, str(uuid7()))
    except DeliveryFailed as error:
        logger.warning("a code was not sent", extra={"error": str(error)})
