"""Lists of revoked certificates (X.509 CRL, RFC 5280): whose they are, whom they name, and from when.

Nothing is fetched: a list is in the package, is taken in by the precinct, or is given by a reader. Three rules:

1. Only an authority takes back what it issued, and the list carries its signature.
2. A signature does not count when the certificate was revoked at or before the moment of trust, or at or before the
   time that the signer claims. An earlier claimed time saves nothing: it is the signer's own word.
3. A list that is overdue (its next one was due before the moment of trust) still counts for all that it names. That it
   may be silent on somebody is said to the reader, and no reason to refuse everybody on a day without a network.
"""

from collections.abc import Iterable
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from sailau.errors import SignatureError
from sailau.signing.holder import holder_of
from sailau.signing.unreadable import UNREADABLE


class RevokedError(SignatureError):
    """The certificate of a signer, or one above it, was taken back in time."""


def read_revocations(data: bytes) -> x509.CertificateRevocationList:
    """Read a list, PEM or DER; raises SignatureError."""
    try:
        if data.lstrip().startswith(b"-----BEGIN"):
            return x509.load_pem_x509_crl(data)
        return x509.load_der_x509_crl(data)
    except UNREADABLE as error:
        raise SignatureError("a revocation list cannot be read") from error


def issuer_among(revoked: x509.CertificateRevocationList, issuers: Iterable[x509.Certificate]) -> x509.Certificate:
    """The authority among `issuers` that made the list; raises SignatureError when none did or it is forged."""
    named = [issuer for issuer in issuers if issuer.subject == revoked.issuer]
    if not named:
        raise SignatureError(f"a revocation list is of an unknown authority: {revoked.issuer.rfc4514_string()}")
    for issuer in named:
        if _signed_by(revoked, issuer):
            return issuer
    raise SignatureError(f"the revocation list of {holder_of(named[0]).name} is not signed by it")


def revoked_since(certificate: x509.Certificate, issuer: x509.Certificate, lists: Iterable[bytes]) -> datetime | None:
    """From when `issuer` took `certificate` back, by the earliest entry of its lists; None when it did not.

    Raises SignatureError on a list that cannot be read, or bears the name of `issuer` without its signature.
    """
    found: list[datetime] = []
    for data in lists:
        revoked = read_revocations(data)
        if revoked.issuer != issuer.subject:
            continue
        if not _signed_by(revoked, issuer):
            raise SignatureError(f"the revocation list of {holder_of(issuer).name} is not signed by it")
        entry = revoked.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is not None:
            found.append(entry.revocation_date_utc)
    return min(found, default=None)


def is_overdue(revoked: x509.CertificateRevocationList, at: datetime) -> bool:
    """Whether a newer list was due by `at`; a list without a date of the next one always is."""
    return revoked.next_update_utc is None or revoked.next_update_utc < at


def _signed_by(revoked: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    key = issuer.public_key()
    return isinstance(key, ec.EllipticCurvePublicKey) and revoked.is_signature_valid(key)
