"""Signatures inside a PDF: PAdES-B-B by the chair and the members, one after another (E43, E44, C32).

The paper comes with one empty signature field for each place, named `member-<number>` (the commission's numbers), or
by the role of a signer who is no member of it (`central_commission`). Each signer fills the own field in an
incremental update; the last signature covers the whole file. No time-stamp server is asked; the time in a signature is
the signer's own word.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asn1crypto import cms
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko.stamp import StaticStampStyle

from sailau.errors import SignatureError, invariant
from sailau.signing.authority import Signer
from sailau.signing.holder import Holder
from sailau.signing.pdf_changes import ONLY_SIGNATURES
from sailau.signing.pkix import DIGEST, KeySigner, context_of, demand_sound, from_asn1, run
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity, Trust, demand_signers, judge_chain

BYTES_MAX: Final = 32 << 20
"""A PDF above this size is refused unread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedField:
    """One good signature in a PDF: the field it fills, and who made it."""

    field: str
    identity: SignerIdentity


def field_name(member: int) -> str:
    """Name of the signature field of a commission's member."""
    return f"member-{member}"


def field_of(holder: Holder) -> str:
    """Name of the one field that this holder may fill."""
    return holder.role.value if holder.member is None else field_name(holder.member)


def sign_pdf(
    pdf: bytes,
    signer: Signer,
    field: str,
    at: datetime,
    *,
    appearance: bytes | None = None,
) -> bytes:
    """Fill the empty signature field `field` of `pdf`; returns the whole longer file.

    `at` is the time that the signer claims; `appearance` a one-page PDF shown in the field. Raises SignatureError when
    there is no such empty field.
    """
    invariant(at.tzinfo is not None, "the time of signing carries a time zone")
    if field not in empty_fields(pdf):
        raise SignatureError(f"the paper has no empty signature field {field!r}")
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES)
    style = None if appearance is None else _stamp(appearance)
    work = PdfSigner(metadata, signer=KeySigner(signer), stamp_style=style)
    return run(_sign(work, _PlainWriter(io.BytesIO(pdf)), at))


async def _sign(signer: PdfSigner, writer: IncrementalPdfFileWriter, at: datetime) -> bytes:
    """pyHanko's own steps of signing, with the moment given instead of read from the clock."""
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at
    room = await session.estimate_signature_container_size(None)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=room)
    prepared, output = document.digest_tbs_document(output=io.BytesIO())
    attributes = PdfCMSSignedAttributes(signing_time=at)
    signed = await document.perform_signature(prepared.document_digest, pdf_cms_signed_attrs=attributes)
    await signed.post_signature_processing(output)
    output.seek(0)
    return bytes(output.read())


def verify_pdf(
    pdf: bytes, trust: Trust, *, kind: DocumentKind = DocumentKind.PROTOCOL, at_least: int | None = None
) -> tuple[SignedField, ...]:
    """Check every signature of `pdf`; returns the signers in the order of signing.

    Demanded: at least the signatures that `kind` asks for; each good at `trust.at`; each in the field of its own
    member; nothing changed after any of them but further signatures; the last one covers the whole file.
    Raises SignatureError that says which field and what is wrong.
    """
    if len(pdf) > BYTES_MAX:
        raise SignatureError(f"the PDF is larger than {BYTES_MAX} bytes")
    try:
        reader = _reader(pdf)
        found = list(reader.embedded_signatures)
        _demand_only_signature_fields(reader)
        for signature in found:
            _demand_tight(pdf, signature)
        signers = [_verify_one(signature, last=signature is found[-1], kind=kind, trust=trust) for signature in found]
        if found:
            _demand_only_signatures_added(reader, found[0])
    except SignatureError:
        raise
    except Exception as error:  # pyHanko raises many kinds on garbled bytes
        raise SignatureError(f"the PDF cannot be read: {type(error).__name__}") from error
    demand_signers([signer.identity for signer in signers], kind, at_least)
    return tuple(signers)


def filled_fields(pdf: bytes) -> tuple[str, ...]:
    """The signature fields that are filled, in the order of signing; nothing is judged. Raises SignatureError."""
    try:
        return tuple(str(signature.field_name) for signature in _reader(pdf).embedded_signatures)
    except Exception as error:  # pyHanko raises many kinds on garbled bytes
        raise SignatureError(f"the PDF cannot be read: {type(error).__name__}") from error


def empty_fields(pdf: bytes) -> tuple[str, ...]:
    """The signature fields that nobody has filled yet; nothing is judged. Raises SignatureError."""
    try:
        return tuple(str(name) for name, _, _ in enumerate_sig_fields(_reader(pdf), filled_status=False))
    except Exception as error:  # pyHanko raises many kinds on garbled bytes
        raise SignatureError(f"the PDF cannot be read: {type(error).__name__}") from error


def verify_added(
    before: bytes, after: bytes, trust: Trust, *, kind: DocumentKind = DocumentKind.PROTOCOL
) -> SignedField:
    """Check that `after` is the paper `before` with one good signature more, and nothing else; returns its signer.

    The signatures of `before` are not judged again. Raises SignatureError.
    """
    demand_extends(before, after)
    fields = filled_fields(before)
    try:
        found = list(_reader(after).embedded_signatures)
        if len(found) != len(fields) + 1:
            raise SignatureError(f"{len(found) - len(fields)} signatures were added to the paper, not one")
        _demand_tight(after, found[-1])
        return _verify_one(found[-1], last=True, kind=kind, trust=trust)
    except SignatureError:
        raise
    except Exception as error:  # pyHanko raises many kinds on garbled bytes
        raise SignatureError(f"the PDF cannot be read: {type(error).__name__}") from error


def demand_extends(before: bytes, after: bytes) -> None:
    """Check that `after` is the paper `before` and signatures added to it, nothing else. Raises SignatureError.

    Whether the signatures are good is not asked here. The first signature of a paper covers whatever was added with
    it, so a signature alone does not tell that the paper is still the one that was shown.
    """
    if len(after) > BYTES_MAX or not after.startswith(before):
        raise SignatureError("the paper is not the one that was given, or too large")
    try:
        revision, reader = _reader(before).xrefs.total_revisions - 1, _reader(after)
        _demand_only_signature_fields(reader)
        for number in range(revision, reader.xrefs.total_revisions - 1):
            ONLY_SIGNATURES.apply(
                old=reader.get_historical_resolver(number), new=reader.get_historical_resolver(number + 1)
            )
    except SignatureError:
        raise
    except SuspiciousModification as error:
        raise SignatureError("the paper was changed, not only signed") from error
    except Exception as error:  # pyHanko raises many kinds on garbled bytes
        raise SignatureError(f"the PDF cannot be read: {type(error).__name__}") from error


def _verify_one(signature: EmbeddedPdfSignature, *, last: bool, kind: DocumentKind, trust: Trust) -> SignedField:
    field = str(signature.field_name)
    status = run(async_validate_pdf_signature(signature, signer_validation_context=context_of(trust), skip_diff=True))
    beside = [from_asn1(certificate) for certificate in signature.other_embedded_certs]
    chain = demand_sound(status, field, [from_asn1(signature.signer_cert), *beside], trust)
    _demand_coverage(status, field, last=last)
    identity = judge_chain(chain, kind, trust, status.signer_reported_dt)
    if field != field_of(identity.holder):
        raise SignatureError(f"{field}: signed by {identity.holder.name}, member {identity.holder.member}")
    return SignedField(field=field, identity=identity)


def _demand_tight(pdf: bytes, signature: EmbeddedPdfSignature) -> None:
    """The gap that a signature leaves for itself holds it, zeros, and nothing else that could be changed unseen."""
    start, length, after, _ = (int(number) for number in signature.byte_range)
    content = bytes(signature.pkcs7_content)
    used = len(cms.ContentInfo.load(content).dump())
    gap = b"<" + content.hex().upper().encode() + b">"
    tight = pdf[start + length : after] == gap and not content[used:].strip(b"\0")
    if not tight or len(signature.signer_info["unsigned_attrs"]):
        raise SignatureError(f"{signature.field_name}: the room of the signature holds something else beside it")


def _demand_coverage(status: PdfSignatureStatus, field: str, *, last: bool) -> None:
    wanted = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    if status.coverage is None or status.coverage < wanted:
        raise SignatureError(f"{field}: the paper has content that this signature does not cover")
    if not status.bottom_line:
        raise SignatureError(f"{field}: the signature is not good")


def _demand_only_signatures_added(reader: PdfFileReader, first: EmbeddedPdfSignature) -> None:
    """Compare each revision since the first signature with the one before it."""
    last = reader.xrefs.total_revisions - 1
    for revision in range(first.signed_revision, last):
        try:
            ONLY_SIGNATURES.apply(
                old=reader.get_historical_resolver(revision), new=reader.get_historical_resolver(revision + 1)
            )
        except SuspiciousModification as error:
            raise SignatureError(f"{first.field_name}: the paper was changed after this signature") from error


def _demand_only_signature_fields(reader: PdfFileReader) -> None:
    """A field that is no signature could be filled in after signing without breaking a signature."""
    form = reader.root.get("/AcroForm")
    fields = [] if form is None else [reference.get_object() for reference in form["/Fields"]]
    if any(field.get("/FT") != "/Sig" or "/Kids" in field for field in fields):
        raise SignatureError("the paper has fields that are no signatures")


def _reader(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf), strict=False)


class _PlainWriter(IncrementalPdfFileWriter):
    """pyHanko's writer without its note of the time in the file's metadata: signing adds the signature and no more."""

    def _update_meta(self) -> None:
        pass


class _Page(PdfContent):
    """The first page of a PDF held in memory, as the content of a field."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        """The operators that draw the imported page; pyHanko has set the writer before."""
        content = self._ensure_writer.import_page_as_xobject(_reader(self._page))
        self.resources.xobject["/Seen"] = content
        left, bottom, right, top = content.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Seen Do"


def _stamp(appearance: bytes) -> StaticStampStyle:
    layout = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MIN,
        y_align=AxisAlignment.ALIGN_MID,
        inner_content_scaling=InnerScaling.SHRINK_TO_FIT,
    )
    return StaticStampStyle(background=_Page(appearance), background_layout=layout, border_width=0)
