"""Requests for certificates (PKCS#10): who made a key asks an authority to certify it, and shows that the key is there.

The subject and the `urn:sailau:` names of the request are those that the certificate shall carry. The authority reads
them, a person compares them with the decision on the commission's members, and the certificate is issued or not: what
a request says of itself proves nothing but that its maker holds the key.
"""

from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.errors import SignatureError
from sailau.signing.authority import subject_of
from sailau.signing.holder import Holder, holder_of, names_of
from sailau.signing.unreadable import UNREADABLE

BYTES_MAX: Final = 1 << 14


def make_request(holder: Holder, key: ec.EllipticCurvePrivateKey) -> bytes:
    """The request, PEM, signed with `key` (which may be in a token)."""
    names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(name) for name in names_of(holder)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject_of(holder))
    request = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    return request.public_bytes(Encoding.PEM)


def read_request(data: bytes) -> tuple[Holder, ec.EllipticCurvePublicKey]:
    """Who asks, and the key; PEM or DER. Raises SignatureError: unreadable, not signed by its key, no P-256 key."""
    if len(data) > BYTES_MAX:
        raise SignatureError(f"the request is larger than {BYTES_MAX} bytes")
    try:
        pem = data.lstrip().startswith(b"-----BEGIN")
        request = x509.load_pem_x509_csr(data) if pem else x509.load_der_x509_csr(data)
        sound = request.is_signature_valid
        key = request.public_key()
    except UNREADABLE as error:
        raise SignatureError("the file holds no readable request for a certificate") from error
    if not sound:
        raise SignatureError("the request is not signed by its own key: it was altered, or its maker has not the key")
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise SignatureError("the request is for a key that is not of P-256")
    return holder_of(request), key
