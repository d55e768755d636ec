"""What a portable device is given for a tour and hands over after it, each signed by who gives it.

    computer ──TourLoad──► device ──TourContents──► computer ──TourReceipt──► device, which erases the tour

All three travel over a cable between others' hands: what they say is believed for their signatures alone.
"""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from sailau.errors import SignatureError
from sailau.signing.device import device_sign, device_verify

TOUR_TAG = b"sailau/portable/tour/1"
LOAD_TAG = b"sailau/portable/load/1"
RECEIPT_TAG = b"sailau/portable/receipt/1"
TOUR_CREDENTIALS_MAX = 400
"""Credentials that one device holds, spares included; R 13 asks for room for at least 200 voters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TourLoad:
    """What a device takes along: the sealed credentials, sorted by bytes, for that many applications."""

    device: str
    tour: int
    applications: int
    credentials: tuple[bytes, ...] = field(repr=False)
    signature: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class TourContents:
    """One tour: ballots in the card's form and unused sealed credentials, each sorted by bytes; signed whole.

    `copies` says how the device's two copies of it stood: "both", "lost" (one of them), or "different".
    """

    device: str
    tour: int
    ballots: tuple[bytes, ...] = field(repr=False)
    unused: tuple[bytes, ...] = field(repr=False)
    copies: str = "both"
    signature: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class TourReceipt:
    """The precinct computer has these very contents; `valid` is false when the tour was declared void."""

    device: str
    tour: int
    contents: bytes
    valid: bool
    signature: bytes = field(repr=False, default=b"")


def sign_load(load: TourLoad, setup: bytes, key: ec.EllipticCurvePrivateKey) -> TourLoad:
    """Sign a load with the precinct computer's key; `setup` is the Setup hash."""
    return replace(load, signature=device_sign(key, LOAD_TAG, _load_message(load, setup)))


def load_is_signed(load: TourLoad, setup: bytes, computer: x509.Certificate) -> bool:
    """Tell whether the precinct computer gave this load, for this Setup."""
    return _is_signed(computer, LOAD_TAG, _load_message(load, setup), load.signature)


def sign_tour(contents: TourContents, setup: bytes, key: ec.EllipticCurvePrivateKey) -> TourContents:
    """Sign a tour's contents with the device's key; `setup` is the Setup hash."""
    return replace(contents, signature=device_sign(key, TOUR_TAG, _message(contents, setup)))


def tour_is_signed(contents: TourContents, setup: bytes, certificate: x509.Certificate) -> bool:
    """Tell whether these are the contents that the device handed over for this Setup."""
    return _is_signed(certificate, TOUR_TAG, _message(contents, setup), contents.signature)


def contents_digest(contents: TourContents, setup: bytes) -> bytes:
    """What a receipt names the contents by: SHA-256, 32 bytes."""
    return hashlib.sha256(_message(contents, setup)).digest()


def sign_receipt(receipt: TourReceipt, setup: bytes, key: ec.EllipticCurvePrivateKey) -> TourReceipt:
    """Sign a receipt with the precinct computer's key."""
    return replace(receipt, signature=device_sign(key, RECEIPT_TAG, _receipt_message(receipt, setup)))


def receipt_is_signed(receipt: TourReceipt, setup: bytes, computer: x509.Certificate) -> bool:
    """Tell whether the precinct computer gave this receipt."""
    return _is_signed(computer, RECEIPT_TAG, _receipt_message(receipt, setup), receipt.signature)


def _load_message(load: TourLoad, setup: bytes) -> bytes:
    return _encoded(setup, load.device, load.tour, load.applications, list(load.credentials))


def _message(contents: TourContents, setup: bytes) -> bytes:
    ballots, unused = list(contents.ballots), list(contents.unused)
    return _encoded(setup, contents.device, contents.tour, ballots, unused, contents.copies)


def _receipt_message(receipt: TourReceipt, setup: bytes) -> bytes:
    return _encoded(setup, receipt.device, receipt.tour, receipt.contents, receipt.valid)


def _encoded(*parts: Any) -> bytes:
    return cbor2.dumps(list(parts), canonical=True)


def _is_signed(certificate: x509.Certificate, tag: bytes, message: bytes, signature: bytes) -> bool:
    try:
        device_verify(certificate, tag, message, signature)
    except SignatureError:
        return False
    return True
