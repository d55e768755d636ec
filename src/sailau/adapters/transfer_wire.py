"""What a precinct and the commission's intake say to each other: HTTPS with mutual TLS 1.3 (L 50-7(1); E47, E14).

    GET   /v1/intake                              the intake's certificates, PEM, own first, root left out
    GET   /v1/bundles/<sha256>                    standing, and how many bytes have arrived
    PATCH /v1/bundles/<sha256>                    bytes from `Upload-Offset` on, of `Upload-Length` in all
    GET   /v1/bundles/<sha256>/acknowledgement    what the intake answers, signed

Bodies of answers are CBOR lists whose first element is a word: `standing`, `acknowledgement`, `none`, `refused`. A
bundle is named by its own hash, so that bytes go on from where they stopped, whoever was killed, and sending again
what is there changes nothing. `docs/format/transfer.md` says the same for somebody who writes another end.

Certificates carry ids and no host names; who stands at the other end is judged by our own rules at both ends. What lies
between a certificate and the root is shown in a header, since TLS does not hand it on.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Any, Final

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.table_wire import LinkLostError
from sailau.signing.unreadable import UNREADABLE

INTAKE_PATH: Final = "/v1/intake"
BUNDLES_PATH: Final = "/v1/bundles/"
ACKNOWLEDGEMENT: Final = "/acknowledgement"
OFFSET_HEADER: Final = "Upload-Offset"
LENGTH_HEADER: Final = "Upload-Length"
CHAIN_HEADER: Final = "Sailau-Chain"
CBOR_TYPE: Final = "application/cbor"
PEM_TYPE: Final = "application/x-pem-file"

PART_BYTES: Final = 1 << 20
"""How much the sender puts into one request; less is lost and shown when a line is bad."""
PART_BYTES_MAX: Final = 8 << 20
ANSWER_BYTES_MAX: Final = 1 << 20
CHAIN_MAX: Final = 4
EXCHANGE_SECONDS: Final = 20.0
"""After so long without a byte the other end is gone."""
DIGEST: Final = re.compile(r"[0-9a-f]{64}")

PARTIAL, RECEIVED, JUDGED = STANDINGS = ("partial", "received", "judged")
"""How a bundle stands at the intake; `partial` until its last byte is there."""


def chain_told(above: Sequence[x509.Certificate]) -> str:
    """The certificates between one's own and the root, as the header carries them."""
    shown = [one.public_bytes(Encoding.DER) for one in above]
    return base64.b64encode(cbor2.dumps(shown)).decode("ascii")


def chain_read(header: str) -> tuple[x509.Certificate, ...]:
    """The same, read. Raises ValueError."""
    try:
        found: Any = cbor2.loads(base64.b64decode(header, validate=True))
        if not isinstance(found, list) or len(found) > CHAIN_MAX or any(type(one) is not bytes for one in found):
            raise ValueError("a chain")
        return tuple(x509.load_der_x509_certificate(one) for one in found)
    except (cbor2.CBORError, binascii.Error, *UNREADABLE) as error:
        raise ValueError("the header shows no certificates") from error


def body_read(body: bytes) -> list[Any]:
    """An answer's list. Raises `LinkLostError`: the other end does not speak as agreed."""
    try:
        found: Any = cbor2.loads(body)
    except (cbor2.CBORError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError) as error:
        raise LinkLostError("the intake does not speak as agreed") from error
    if not isinstance(found, list) or not found or any(type(one) not in (str, bytes, int, bool) for one in found):
        raise LinkLostError("the intake does not speak as agreed")
    return found
