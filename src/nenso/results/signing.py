"""PAdES signatures (ETSI EN 319 142-1) on PDF/A: B-B, or B-T when a time-stamp authority is set.

Each signature is an incremental update, so that a person may sign first and the agency's seal follow. What a signature
shows on the page is typeset with our own embedded font; the file stays PDF/A-2b.
"""

import asyncio
import io
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.content import PdfContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle

from nenso.results.errors import NotSignable, TimeStampUnavailable
from nenso.results.keys.base import Holder
from nenso.results.keys.signer import DIGEST, KeySigner
from nenso.results.metadata import Field, fields_of
from nenso.results.placing import place
from nenso.results.typesetting import TEMPLATES, render
from nenso.runtime import clock
from nenso.runtime.config import config

TIME_STAMP_SECONDS = 10
_ATTRIBUTES = 1_500
"""Bytes that suffice for a signature's attributes and algorithms beside its certificates."""


def sign(
    pdf: bytes,
    signer: Signer,
    holder: Holder,
    *,
    field: str = "sign",
    reason: str = "",
    location: str = "",
    moment: datetime | None = None,
    visible: bool = True,
    tsa_url: str | None = None,
) -> bytes:
    """Return ``pdf`` with one more signature, in the field named ``field``.

    The signature is shown where the template's ``signature(field: …)`` left room for it; without such a place, or with
    ``visible`` false, it is invisible. ``moment`` (aware, default now) is when it is signed. ``tsa_url``: the RFC 3161
    authority (default ``NENSO_TSA_URL``; empty: none).

    Raises NotSignable, TimeStampUnavailable, and what the key plug-in raises.
    """
    moment = moment or clock.now()
    url = config().tsa_url if tsa_url is None else tsa_url
    try:
        writer = _Writer(io.BytesIO(pdf))
        place = fields_of(writer.prev).get(field) if visible else None
        metadata = PdfSignatureMetadata(
            field_name=field,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            reason=reason or None,
            location=location or None,
            name=holder.name,
        )
        pdf_signer = PdfSigner(
            metadata,
            signer,
            stamp_style=_style(holder, place, moment) if place else None,
            new_field_spec=_specification(writer, field, place),
        )
        return asyncio.run(_sign(pdf_signer, writer, moment, url))
    except TimestampRequestError:
        raise TimeStampUnavailable from None
    except (PdfError, SigningError) as error:
        raise NotSignable(reason=str(error)) from None


async def _sign(pdf_signer: PdfSigner, writer: IncrementalPdfFileWriter, moment: datetime, url: str) -> bytes:
    if not url:
        return await _perform(pdf_signer, writer, moment)
    import aiohttp
    from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper

    async with aiohttp.ClientSession() as session:
        pdf_signer.default_timestamper = HTTPTimeStamper(url, timeout=TIME_STAMP_SECONDS, session=session)
        return await _perform(pdf_signer, writer, moment)


async def _perform(pdf_signer: PdfSigner, writer: IncrementalPdfFileWriter, moment: datetime) -> bytes:
    """Do what ``async_sign_pdf`` does, at ``moment`` rather than at the machine's time."""
    session = pdf_signer.init_signing_session(writer)
    session.system_time = moment.replace(microsecond=0)
    information = await session.perform_presign_validation(writer)
    document = session.prepare_tbs_document(
        validation_info=information,
        bytes_reserved=await _room(pdf_signer, session, information),
        appearance_text_params=None,
    )
    digest, output = document.digest_tbs_document()
    await document.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=session.system_time),
    )
    output.seek(0)
    return bytes(output.read())


async def _room(pdf_signer: PdfSigner, session: PdfSigningSession, information: Any) -> int:
    """Return how many hexadecimal digits the signature may take.

    pyHanko finds out by signing once more, which doubles the time; only a time stamp's size has to be asked for.
    """
    if pdf_signer.default_timestamper is not None or not isinstance(pdf_signer.signer, KeySigner):
        return int(await session.estimate_signature_container_size(information))
    return 2 * (pdf_signer.signer.container_size + _ATTRIBUTES)


def _specification(writer: IncrementalPdfFileWriter, name: str, place: Field | None) -> SigFieldSpec:
    if place is None:
        return SigFieldSpec(name)
    pages: Any = writer
    page, _ = pages.find_page_for_modification(place.page - 1)
    left, _, _, top = (float(edge) for edge in page.get_object()["/MediaBox"])
    upper = top - place.y
    box = (left + place.x, upper - place.height, left + place.x + place.width, upper)
    corners = tuple(round(edge) for edge in box)
    return SigFieldSpec(name, on_page=place.page - 1, box=(corners[0], corners[1], corners[2], corners[3]))


def _style(holder: Holder, place: Field, moment: datetime) -> StaticStampStyle:
    shown = {
        "kind": holder.kind,
        "name": holder.name,
        "organisation": holder.organisation,
        "at": moment.astimezone(clock.VIETNAM).strftime("%d/%m/%Y %H:%M:%S +07:00"),
        "width": place.width,
        "height": place.height,
    }
    source = (TEMPLATES / "stamp.typ").read_bytes()
    return StaticStampStyle(
        border_width=0,
        background=_Page(render(source, shown, name="stamp.typ", moment=moment, tags=False, library=False)),
        background_opacity=1,
        background_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins()
        ),
    )


class _Writer(IncrementalPdfFileWriter):
    """pyHanko's, which would read and write the metadata again, twice, to put its own name and hour there.

    What a document says of itself is as it was typeset; when it was signed stands in the signature.
    """

    def write(self, stream: Any) -> None:
        """Write the file with what was added."""
        once: Any = BasePdfFileWriter.write
        once(self, stream)

    def _update_meta(self) -> None:
        """Leave the metadata alone."""


class _Page(PdfContent):
    """The first page of a PDF as the content of a stamp."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        super().__init__()

    def render(self) -> bytes:
        page, self.box = place(self._ensure_writer, self._pdf)
        self.set_resource(ResourceType.XOBJECT, pdf_name("/Stamp"), page)
        return b"/Stamp Do"
