"""Detached signatures over data: one CMS file (`….p7s`) with one SignerInfo for each signer (CAdES-B, RFC 5652).

The form is fixed, so that the same set of signatures is always the same bytes, in whatever order people signed:
DER; SignedData version 1; digest sha256; content type `data`, not enclosed; certificates and SignerInfos sorted by
their DER; every chain whole, root included; no revocation data; no unsigned attributes. Anyone can check it:

    openssl cms -verify -binary -inform DER -in protocol.json.p7s -content protocol.json -CAfile root.pem -purpose any

`docs/format/signatures.md` has the same for outsiders.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms

from sailau.errors import SignatureError, invariant
from sailau.signing.authority import Signer
from sailau.signing.distant import DistantSigner
from sailau.signing.pkix import DIGEST, KeySigner, context_of, demand_sound, run
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity, Trust, demand_signers, judge_chain, read_certificate

BYTES_MAX: Final = 1 << 20
"""A file of signatures above this size is refused unread."""
SIGNERS_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a `.p7s` consists of, each part in its own DER."""

    certificates: frozenset[bytes]
    signer_infos: frozenset[bytes]


def sign_detached(data: bytes, signer: Signer, at: datetime) -> bytes:
    """Sign `data`; `at` (with a time zone) becomes the signing-time that the signer claims. One signer's `.p7s`."""
    invariant(at.tzinfo is not None, "the time of signing carries a time zone")
    if isinstance(signer, DistantSigner):
        return signer.ask(data, at)
    settings = PdfCMSSignedAttributes(signing_time=at)
    work = KeySigner(signer).async_sign_general_data(
        data, DIGEST, detached=True, use_cades=True, signed_attr_settings=settings
    )
    made = run(work)["content"]
    certificates = frozenset(choice.chosen.untag().dump() for choice in made["certificates"])
    return _assemble(_Parts(certificates, frozenset(info.dump() for info in made["signer_infos"])))


def join_signatures(signatures: Iterable[bytes]) -> bytes:
    """One `.p7s` with the signers of all given ones; the order does not matter.

    Raises SignatureError when one of them is not of the fixed form.
    """
    parts = [_take_apart(signature) for signature in signatures]
    return _assemble(
        _Parts(
            frozenset().union(*(part.certificates for part in parts)),
            frozenset().union(*(part.signer_infos for part in parts)),
        )
    )


def sign_together(data: bytes, signers: Iterable[Signer], at: datetime) -> bytes:
    """Sign `data` by each of `signers`: one `.p7s`."""
    return join_signatures([sign_detached(data, signer, at) for signer in signers])


def certificates_in(p7s: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates that a `.p7s` carries, unjudged; raises SignatureError when it is not of the fixed form."""
    return tuple(read_certificate(der) for der in sorted(_take_apart(p7s).certificates))


def verify_detached(
    data: bytes, p7s: bytes, trust: Trust, kind: DocumentKind, *, at_least: int | None = None
) -> tuple[SignerIdentity, ...]:
    """Check every signature of `p7s` over `data`, and that its signers may and suffice to sign this `kind`.

    Returns the signers, members of a commission by number, others by name. One bad signature is enough to refuse the
    file. Raises SignatureError that says whose signature and what is wrong.
    """
    identities = verify_each(data, p7s, trust, kind)
    demand_signers(identities, kind, at_least)
    return identities


def verify_each(data: bytes, p7s: bytes, trust: Trust, kind: DocumentKind) -> tuple[SignerIdentity, ...]:
    """Check as `verify_detached` does, but not whether the signers suffice: others' signatures are yet to join."""
    parts = _take_apart(p7s)
    judged = [_verify_one(data, info, parts.certificates, trust, kind) for info in sorted(parts.signer_infos)]
    _demand_nothing_spare(parts, [chain for _, chain in judged])
    identities = [identity for identity, _ in judged]
    identities.sort(key=lambda identity: (identity.holder.member or 0, identity.holder.name, identity.fingerprint))
    return tuple(identities)


def _verify_one(
    data: bytes, signer_info: bytes, certificates: frozenset[bytes], trust: Trust, kind: DocumentKind
) -> tuple[SignerIdentity, tuple[x509.Certificate, ...]]:
    try:
        signed = _signed_data(_Parts(certificates, frozenset({signer_info})))
        info = signed["signer_infos"][0]
        who, signed_at = _claims(info, certificates)
        status = run(async_validate_detached_cms(data, signed, signer_validation_context=context_of(trust)))
    except SignatureError:
        raise
    except Exception as error:  # pyHanko and asn1crypto raise many kinds on garbled bytes
        raise SignatureError(f"a signature cannot be read: {type(error).__name__}") from error
    beside = [read_certificate(der) for der in sorted(certificates)]
    chain = demand_sound(status, who, beside, trust)
    return judge_chain(chain, kind, trust, signed_at), chain


def _demand_nothing_spare(parts: _Parts, chains: Iterable[tuple[x509.Certificate, ...]]) -> None:
    needed = {certificate.public_bytes(Encoding.DER) for chain in chains for certificate in chain}
    if needed != parts.certificates:
        raise SignatureError("the file of signatures carries certificates that no signature needs, or lacks some")


def _claims(info: cms.SignerInfo, certificates: frozenset[bytes]) -> tuple[str, datetime]:
    """The signer's name, for messages, and the time that the signer claims."""
    if len(info["unsigned_attrs"]):
        raise SignatureError("a signature carries unsigned attributes")
    if info["digest_algorithm"]["algorithm"].native != DIGEST:
        raise SignatureError(f"a signature was not made with {DIGEST}")
    wanted = info["sid"].chosen
    if not isinstance(wanted, cms.IssuerAndSerialNumber):
        raise SignatureError("a signature does not name its certificate by issuer and serial number")
    who = "an unknown signer"
    for der in certificates:
        certificate = asn1_x509.Certificate.load(der)
        if certificate.serial_number == wanted["serial_number"].native and certificate.issuer == wanted["issuer"]:
            who = str(certificate.subject.native.get("common_name", who))
    times = [attr["values"] for attr in info["signed_attrs"] if attr["type"].native == "signing_time"]
    if len(times) != 1 or len(times[0]) != 1:
        raise SignatureError(f"{who}: the signature must say once when it was made")
    signed_at: datetime = times[0][0].native
    return who, signed_at


def _take_apart(p7s: bytes) -> _Parts:
    """Read a `.p7s` and demand the fixed form: putting its parts together again must give the same bytes."""
    if len(p7s) > BYTES_MAX:
        raise SignatureError(f"the file of signatures is larger than {BYTES_MAX} bytes")
    try:
        info = cms.ContentInfo.load(p7s, strict=True)
        if info["content_type"].native != "signed_data":
            raise SignatureError("the file holds no CMS signatures")
        signed = info["content"]
        certificates = frozenset(choice.chosen.untag().dump() for choice in signed["certificates"])
        parts = _Parts(certificates, frozenset(item.dump() for item in signed["signer_infos"]))
        again = _assemble(parts)
    except SignatureError:
        raise
    except Exception as error:  # asn1crypto raises many kinds on garbled bytes
        raise SignatureError(f"the file of signatures cannot be read: {type(error).__name__}") from error
    if not 1 <= len(parts.signer_infos) <= SIGNERS_MAX:
        raise SignatureError(f"the file holds {len(parts.signer_infos)} signatures")
    if again != p7s:
        raise SignatureError("the file of signatures is not in the one form that the format allows")
    return parts


def _assemble(parts: _Parts) -> bytes:
    info = cms.ContentInfo({"content_type": "signed_data", "content": _signed_data(parts)})
    return bytes(info.dump())


def _signed_data(parts: _Parts) -> cms.SignedData:
    certificates = [asn1_x509.Certificate.load(der) for der in sorted(parts.certificates)]
    return cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": DIGEST, "parameters": core.Null()}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [cms.CertificateChoices("certificate", certificate) for certificate in certificates],
            "signer_infos": [cms.SignerInfo.load(der) for der in sorted(parts.signer_infos)],
        }
    )
