"""The key of a token as `cryptography` knows keys: it signs, and cannot be taken out (E14)."""

from collections.abc import Callable
from typing import Any, Final, NoReturn, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from sailau.errors import StoreError, invariant

COORDINATE_BYTES: Final = 32


class TokenKey(ec.EllipticCurvePrivateKey):
    """A P-256 key inside a token: it signs (ECDSA with SHA-256), and nothing can take it out."""

    def __init__(self, sign: Callable[[bytes], bytes], public_key: ec.EllipticCurvePublicKey) -> None:
        self._sign = sign
        self._public_key = public_key

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        """Sign `data` (or the digest of it, with `Prehashed`); the signature's DER. Raises StoreError."""
        digest, kind = bytes(data), signature_algorithm.algorithm
        inner = kind._algorithm if isinstance(kind, Prehashed) else kind
        invariant(isinstance(inner, hashes.SHA256), "a token signs with SHA-256 only")
        if not isinstance(kind, Prehashed):
            hasher = hashes.Hash(hashes.SHA256())
            hasher.update(digest)
            digest = hasher.finalize()
        invariant(len(digest) == hashes.SHA256.digest_size, "a digest of SHA-256 has 32 bytes")
        raw = self._sign(digest)
        if len(raw) != 2 * COORDINATE_BYTES:
            raise StoreError(f"the token gave a signature of {len(raw)} bytes instead of {2 * COORDINATE_BYTES}")
        r, s = (int.from_bytes(half, "big") for half in (raw[:COORDINATE_BYTES], raw[COORDINATE_BYTES:]))
        return encode_dss_signature(r, s)

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""
        return self._public_key

    @property
    def curve(self) -> ec.EllipticCurve:
        """P-256."""
        return self._public_key.curve

    @property
    def key_size(self) -> int:
        """256 bits."""
        return self._public_key.key_size

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> bytes:
        """Raise StoreError: the key only signs."""
        _stays_inside()

    def private_numbers(self) -> ec.EllipticCurvePrivateNumbers:
        """Raise StoreError: the key does not leave the token."""
        _stays_inside()

    def private_bytes(self, encoding: object, format: object, encryption_algorithm: object) -> bytes:
        """Raise StoreError: the key does not leave the token."""
        _stays_inside()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        _stays_inside()


def _stays_inside() -> NoReturn:
    raise StoreError("the key is inside a token: it signs there and cannot be taken out")
