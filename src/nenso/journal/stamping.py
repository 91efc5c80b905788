"""Time stamps of RFC 3161 on the hash of an anchor, from the authority of ``NENSO_TSA_URL``."""

import asyncio
import logging
from datetime import datetime

from nenso.runtime.config import config

logger = logging.getLogger(__name__)

_SECONDS = 10


def stamp(digest: bytes) -> bytes | None:
    """Return a time-stamp token (DER) on a SHA-256 ``digest``; ``None`` when no authority is set or it does not answer.

    An anchor without a token loses nothing: the next one that gets a token also covers it.
    """
    url = config().tsa_url
    if not url:
        return None
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    try:
        return asyncio.run(_request(url, digest))
    except (OSError, TimeoutError, TimestampRequestError, ValueError) as error:
        logger.warning("the time-stamp authority gave no token", extra={"url": url, "error": str(error)})
        return None


async def _request(url: str, digest: bytes) -> bytes:
    import aiohttp
    from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper

    async with aiohttp.ClientSession() as session:
        token = await HTTPTimeStamper(url, timeout=_SECONDS, session=session).async_timestamp(digest, "sha256")
    return bytes(token.dump())


def stamped_at(token: bytes, digest: bytes) -> datetime | None:
    """Return when ``token`` was given (UTC) if it is whole and speaks of ``digest``; ``None`` otherwise.

    Whether the signer is an authority that one trusts is the reader's to check (``openssl ts -verify``).
    """
    import hashlib

    from asn1crypto import cms
    from cryptography.exceptions import InvalidSignature
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    try:
        signed = cms.ContentInfo.load(token)["content"]
        info = signed["encap_content_info"]["content"]
        signer = signed["signer_infos"][0]
        certificate = next(
            one.chosen
            for one in signed["certificates"]
            if one.chosen.serial_number == signer["sid"].chosen["serial_number"].native
        )
        algorithm = signer["digest_algorithm"]["algorithm"].native
        intact, valid = validate_sig_integrity(
            signer, certificate, "tst_info", hashlib.new(algorithm, info.contents).digest()
        )
        imprint = info.parsed["message_imprint"]["hashed_message"].native
        moment: datetime = info.parsed["gen_time"].native
    except (ValueError, TypeError, KeyError, IndexError, StopIteration, InvalidSignature):
        return None
    return moment if intact and valid and imprint == digest else None
