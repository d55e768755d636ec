"""What a portable device hands over after a tour."""

from dataclasses import dataclass, field, replace

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from sailau.errors import SignatureError
from sailau.signing.device import device_sign, device_verify

TOUR_TAG = b"sailau/portable/tour/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class TourContents:
    """One tour: ballots in the card's form and unused sealed credentials, each sorted by bytes; signed whole."""

    device: str
    tour: int
    ballots: tuple[bytes, ...] = field(repr=False)
    unused: tuple[bytes, ...] = field(repr=False)
    signature: bytes = field(repr=False, default=b"")


def _message(contents: TourContents, setup: bytes) -> bytes:
    parts = [setup, contents.device, contents.tour, list(contents.ballots), list(contents.unused)]
    return cbor2.dumps(parts, canonical=True)


def sign_tour(contents: TourContents, setup: bytes, key: ec.EllipticCurvePrivateKey) -> TourContents:
    """Sign a tour's contents with the device's key; `setup` is the Setup hash."""
    return replace(contents, signature=device_sign(key, TOUR_TAG, _message(contents, setup)))


def tour_is_signed(contents: TourContents, setup: bytes, certificate: x509.Certificate) -> bool:
    """Tell whether these are the contents that the device handed over for this Setup."""
    try:
        device_verify(certificate, TOUR_TAG, _message(contents, setup), contents.signature)
    except SignatureError:
        return False
    return True
