"""Raw signatures of devices: 64 bytes, r ‖ s, ECDSA over P-256 with SHA-256, under a domain tag.

Used where a CMS would not fit: activation marks and sealed ballots on a card, heads of a recorder, the QR of a paper.
What is signed is `len(tag)` as one byte ‖ tag ‖ message, so no message of one kind can pass as another.
A signature with s above q/2 is accepted as any verifier does; nothing relies on a signature being unique.
"""

from collections.abc import Iterable
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathError, ValidationError

from sailau.errors import SignatureError, invariant
from sailau.signing.holder import holder_of
from sailau.signing.pkix import context_of, from_asn1, run, to_asn1
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity, Trust, judge_chain

SIGNATURE_BYTES: Final = 64
TAG_BYTES_MAX: Final = 255


def device_sign(key: ec.EllipticCurvePrivateKey, tag: bytes, message: bytes) -> bytes:
    """Sign `message` under `tag` (1 to 255 bytes); returns 64 bytes."""
    r, s = decode_dss_signature(key.sign(_framed(tag, message), ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def device_verify(certificate: x509.Certificate, tag: bytes, message: bytes, signature: bytes) -> None:
    """Check a device's signature; raises SignatureError. The certificate itself is judged by `judge_certificate`."""
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise SignatureError("the device's certificate carries no P-256 key")
    device_verify_key(key, tag, message, signature)


def device_verify_key(key: ec.EllipticCurvePublicKey, tag: bytes, message: bytes, signature: bytes) -> None:
    """Check a signature by a key that has no certificate yet: a device's request for one. Raises SignatureError."""
    if not isinstance(key.curve, ec.SECP256R1):
        raise SignatureError("the device's key is not on P-256")
    if len(signature) != SIGNATURE_BYTES:
        raise SignatureError(f"a device's signature has {SIGNATURE_BYTES} bytes, not {len(signature)}")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), _framed(tag, message), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise SignatureError("the device's signature does not belong to this message, tag and certificate") from error


def judge_certificate(
    certificate: x509.Certificate, above: Iterable[x509.Certificate], kind: DocumentKind | None, trust: Trust
) -> SignerIdentity:
    """Judge the certificate of a device (or of anyone) by itself: chain, role for `kind`, place; raises SignatureError.

    `kind` is None for one who signs nothing now, but shows who he is.
    `above` are certificates that may lie between it and the trusted root.
    """
    validator = CertificateValidator(to_asn1(certificate), [to_asn1(c) for c in above], context_of(trust))
    try:
        path = run(validator.async_validate_usage({"digital_signature"}))  # type: ignore[no-untyped-call]
    except (PathError, ValidationError, ValueError) as error:
        raise SignatureError(f"{holder_of(certificate).name}: {error}") from error
    chain = tuple(from_asn1(item) for item in reversed(list(path.iter_certs(True))))
    return judge_chain(chain, kind, trust, None)


def _framed(tag: bytes, message: bytes) -> bytes:
    invariant(1 <= len(tag) <= TAG_BYTES_MAX, "a domain tag has 1 to 255 bytes")
    return bytes([len(tag)]) + tag + message
