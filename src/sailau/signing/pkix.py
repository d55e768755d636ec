"""The one meeting place with pyHanko: its view of a signer, its validation context, and the words for its verdicts.

pyHanko does the CMS arithmetic and X.509 path validation. It never fetches anything here, and its clock is not used:
the moment is `Trust.at`.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from datetime import datetime
from typing import Any, Final, TypeVar

from asn1crypto import algos
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.signers.pdf_cms import Signer as PyHankoSigner
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sailau.errors import SignatureError
from sailau.signing.authority import Signer
from sailau.signing.holder import holder_of
from sailau.signing.trust import Trust
from sailau.signing.unreadable import UNREADABLE

T = TypeVar("T")

DIGEST: Final = "sha256"
SIGNATURE_DER_MAX: Final = 72
"""Bytes of the longest DER form of a P-256 signature."""

for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).addHandler(logging.NullHandler())  # its verdicts reach people as our errors

_WORDS: Final[dict[AdESSubIndic, str]] = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: "the chain of certificates does not lead to the trusted root",
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: "the certificate is not made for signing documents",
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE: "the chain of certificates is broken",
    AdESIndeterminate.SIG_CONSTRAINTS_FAILURE: "the certificate does not fit the signature",
    AdESFailure.HASH_FAILURE: "the digest is of other data",
    AdESFailure.SIG_CRYPTO_FAILURE: "the signature does not belong to the key",
}


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run pyHanko's asynchronous code to its end; must not be called inside a running event loop.

    Not by `asyncio.run`: that sets a signal handler, and in doing so writes out the task with its result, a whole CMS,
    only to throw the text away: most of the time of a signature.
    """
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


class KeySigner(PyHankoSigner):
    """A `Signer` of ours as pyHanko wants it; the key stays an object of `cryptography`."""

    def __init__(self, signer: Signer) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([to_asn1(certificate) for certificate in signer.chain])
        super().__init__(
            signing_cert=to_asn1(signer.certificate),
            cert_registry=store,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            prefer_pss=False,
            embed_roots=True,
        )
        self._key = signer.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign `data`; a dry run, which measures the room needed, does not touch the key."""
        if digest_algorithm != DIGEST:
            raise SignatureError(f"signatures are made with {DIGEST}, not with {digest_algorithm}")
        return bytes(SIGNATURE_DER_MAX) if dry_run else self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def context_of(trust: Trust) -> ValidationContext:
    """pyHanko's view of `trust`: one root, one moment, no network.

    Path validation takes a trusted root as it is; here it must also bear its own signature, so that a root's file in
    which one sign was changed is not believed. Raises SignatureError.
    """
    try:
        trust.root.verify_directly_issued_by(trust.root)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise SignatureError("the root certificate does not bear its own signature: it was altered") from error
    return ValidationContext(trust_roots=[to_asn1(trust.root)], moment=trust.at, allow_fetching=False)


def demand_sound(
    status: StandardCMSSignatureStatus, who: str, beside: Iterable[x509.Certificate], trust: Trust
) -> tuple[x509.Certificate, ...]:
    """The chain (signer first, root last) of a signature that pyHanko finds good; raises SignatureError otherwise.

    `beside` are the certificates given with the signature: an outdated one is named.
    """
    if not status.intact:
        raise SignatureError(f"{who}: the signature is over other data (the digest differs)")
    if not status.valid:
        raise SignatureError(f"{who}: the signature does not belong to the certificate's key")
    if status.trust_problem_indic is not None or not status.trusted or status.validation_path is None:
        _demand_in_time((*beside, trust.root), trust.at)
        problem = status.trust_problem_indic
        words = _WORDS.get(problem, problem.standard_name) if problem is not None else "the certificate is not trusted"
        raise SignatureError(f"{who}: {words}")
    return tuple(from_asn1(certificate) for certificate in reversed(list(status.validation_path.iter_certs(True))))


def _demand_in_time(certificates: Iterable[x509.Certificate], at: datetime) -> None:
    for certificate in certificates:
        name = holder_of(certificate).name
        if at > certificate.not_valid_after_utc:
            raise SignatureError(f"{name}: the certificate expired at {certificate.not_valid_after_utc.isoformat()}")
        if at < certificate.not_valid_before_utc:
            since = certificate.not_valid_before_utc.isoformat()
            raise SignatureError(f"{name}: the certificate is not valid before {since}")


def to_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The certificate as pyHanko's library reads it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def from_asn1(certificate: asn1_x509.Certificate) -> x509.Certificate:
    """The certificate as `cryptography` reads it; raises SignatureError when it cannot."""
    try:
        return x509.load_der_x509_certificate(certificate.dump())
    except UNREADABLE as error:
        raise SignatureError("a certificate in the signature cannot be read") from error
