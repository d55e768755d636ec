"""Keys at rest: PKCS#12 files under a PIN. A key is never written in the clear.

The file holds the key, its certificate and the chain up to the root. PBES2 with AES-256 and PBKDF2-SHA-256; a PIN that
we generate has 60 random bits, so the derivation need not be the defence against guessing.
"""

import secrets
from typing import Final, TypedDict

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

from sailau.errors import StoreError
from sailau.signing.authority import Authority, Signer

DERIVATION_ROUNDS: Final = 100_000
PIN_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
PIN_LENGTH: Final = 12


class _Parts(TypedDict):
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    key: ec.EllipticCurvePrivateKey


def new_pin() -> str:
    """A fresh PIN of 12 signs (60 bits) from the operating system's generator."""
    return "".join(secrets.choice(PIN_ALPHABET) for _ in range(PIN_LENGTH))


def seal_signer(signer: Signer | Authority, pin: str, label: str) -> bytes:
    """The bytes of a PKCS#12 file with the key, its certificate and chain under `pin`."""
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(DERIVATION_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(pin.encode())
    )
    chain = list(signer.chain)
    return pkcs12.serialize_key_and_certificates(label.encode(), signer.key, signer.certificate, chain, encryption)


def open_signer(sealed: bytes, pin: str) -> Signer:
    """The signer in a PKCS#12 file; raises StoreError on a wrong PIN, damage, or a key that is not P-256."""
    return Signer(**_open(sealed, pin))


def open_authority(sealed: bytes, pin: str) -> Authority:
    """The authority in a PKCS#12 file; raises StoreError like `open_signer`."""
    return Authority(**_open(sealed, pin))


def _open(sealed: bytes, pin: str) -> _Parts:
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(sealed, pin.encode())
    except (ValueError, TypeError) as error:
        raise StoreError("the key file cannot be opened: wrong PIN, or the file is damaged") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise StoreError("the key file holds no P-256 key")
    if certificate is None or certificate.public_key() != key.public_key():
        raise StoreError("the key file's certificate does not belong to its key")
    return {"certificate": certificate, "chain": _in_order(certificate, others), "key": key}


def _in_order(certificate: x509.Certificate, others: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The certificates above `certificate`, nearest first, as their names link them."""
    by_subject = {other.subject.public_bytes(): other for other in others}
    chain: list[x509.Certificate] = []
    current = certificate
    while not _signs_itself(current) and current.issuer.public_bytes() in by_subject:
        current = by_subject.pop(current.issuer.public_bytes())
        chain.append(current)
    return tuple(chain)


def _signs_itself(certificate: x509.Certificate) -> bool:
    """Whether it is a root: a signer may bear the very name of the root above, so the name alone does not tell."""
    try:
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
