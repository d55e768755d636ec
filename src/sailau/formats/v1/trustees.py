"""The trustees' public messages: keys, certificates, threshold parameters (specification, "Trustees")."""

from dataclasses import dataclass
from typing import Any

from sailau.errors import FormatError
from sailau.formats.codec import INTEGER, POINT, STRING, Document, Field, Many, Object
from sailau.formats.v1.ballot import PROOF, Proof
from sailau.group import Point

TRUSTEES_MAX = 255


@dataclass(frozen=True, slots=True)
class TrusteeKey:
    """A trustee's public key with the proof of knowing its secret; signed in threshold mode."""

    pok: Proof
    public_key: Point
    signature: Proof | None = None


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A text with its Schnorr-like signature; certificates and coefficients are such."""

    message: str
    signature: Proof


@dataclass(frozen=True, slots=True)
class Context:
    """What a certificate is made for: group, number of trustees, threshold, own number from 1."""

    group: str
    size: int
    threshold: int
    index: int


@dataclass(frozen=True, slots=True)
class CertificateKeys:
    """The content of a trustee's certificate: the keys that sign and receive the ceremony's messages."""

    context: Context
    verification: Point
    encryption: Point


@dataclass(frozen=True, slots=True)
class ThresholdParameters:
    """The public outcome of the key ceremony: any `threshold` of the trustees can decrypt."""

    threshold: int
    certs: tuple[SignedMessage, ...]
    coefexps: tuple[SignedMessage, ...]
    signatures: tuple[Proof, ...]
    verification_keys: tuple[TrusteeKey, ...]


TrusteeItem = TrusteeKey | ThresholdParameters
Trustees = tuple[TrusteeItem, ...]


@dataclass(frozen=True, slots=True)
class Coefficients:
    """The exponentials g^(a_k) of a trustee's secret polynomial."""

    coefexps: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class CertificatesAndCoefficients:
    """What a trustee signs to bind own coefficients to everybody's certificates."""

    certs: tuple[SignedMessage, ...]
    coefexps: tuple[Point, ...]


SIGNED_MESSAGE = Object(SignedMessage, Field("message", STRING), Field("signature", PROOF))
TRUSTEE_KEY = Object(
    TrusteeKey, Field("pok", PROOF), Field("public_key", POINT), Field("signature", PROOF, optional=True)
)
_CONTEXT = Object(
    Context, Field("group", STRING), Field("size", INTEGER), Field("threshold", INTEGER), Field("index", INTEGER)
)
_THRESHOLD = Object(
    ThresholdParameters,
    Field("threshold", INTEGER),
    Field("certs", Many(SIGNED_MESSAGE)),
    Field("coefexps", Many(SIGNED_MESSAGE)),
    Field("signatures", Many(PROOF)),
    Field("verification_keys", Many(TRUSTEE_KEY)),
)


class _ItemCodec:
    def decode(self, value: Any, place: str) -> TrusteeItem:
        match value:
            case ["Single", body]:
                return TRUSTEE_KEY.decode(body, f"{place}.Single")
            case ["Pedersen", body]:
                return _THRESHOLD.decode(body, f"{place}.Pedersen")
            case _:
                raise FormatError(place, "neither a Single nor a Pedersen trustee")

    def encode(self, value: TrusteeItem) -> Any:
        if isinstance(value, TrusteeKey):
            return ["Single", TRUSTEE_KEY.encode(value)]
        return ["Pedersen", _THRESHOLD.encode(value)]


class _TrusteesCodec:
    _many: Many[TrusteeItem] = Many(_ItemCodec())

    def decode(self, value: Any, place: str) -> Trustees:
        items = self._many.decode(value, place)
        if not items or len(keys_of(items)) > TRUSTEES_MAX:
            raise FormatError(place, f"not 1 to {TRUSTEES_MAX} trustees")
        return items

    def encode(self, value: Trustees) -> Any:
        return self._many.encode(value)


TRUSTEES: Document[Trustees] = Document(_TrusteesCodec(), "trustees")
CERTIFICATE: Document[SignedMessage] = Document(SIGNED_MESSAGE, "cert")
CERTIFICATE_KEYS: Document[CertificateKeys] = Document(
    Object(CertificateKeys, Field("context", _CONTEXT), Field("verification", POINT), Field("encryption", POINT)),
    "cert_keys",
)
COEFFICIENTS: Document[Coefficients] = Document(Object(Coefficients, Field("coefexps", Many(POINT))), "raw_coefexps")
CERTIFICATES_AND_COEFFICIENTS: Document[CertificatesAndCoefficients] = Document(
    Object(CertificatesAndCoefficients, Field("certs", Many(SIGNED_MESSAGE)), Field("coefexps", Many(POINT))), "certs"
)


def keys_of(trustees: Trustees) -> tuple[TrusteeKey, ...]:
    """List the verification keys of all trustees; a trustee's number is the place here, from 1."""
    keys: list[TrusteeKey] = []
    for item in trustees:
        keys += [item] if isinstance(item, TrusteeKey) else item.verification_keys
    return tuple(keys)
