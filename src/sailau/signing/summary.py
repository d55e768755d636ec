"""The signed summary in a paper's QR code: what a person's telephone can hold against the published record.

One line of text, parts separated by `|`:

    SAILAU1|<election>|<precinct>|<sha256 of protocol.json, hex>|<votes, comma-separated, ballot order>|<signature>

The signature (base64url, 86 signs) is the precinct computer's raw device signature over the part before the last `|`,
under the tag `sailau/paper-summary/1`. It shows that paper and data are of one make; the members' signatures are what
makes them valid.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from sailau.errors import FormatError, invariant
from sailau.signing.authority import Signer
from sailau.signing.device import device_sign, device_verify

MARK: Final = "SAILAU1"
TAG: Final = b"sailau/paper-summary/1"
_SIGNED: Final = re.compile(r"SAILAU1\|([^|]{1,64})\|([^|]{1,64})\|([0-9a-f]{64})\|((?:[0-9]+(?:,[0-9]+)*)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSummary:
    """The content of the QR: ids as in certificates, the data's digest (64 hex digits), votes in ballot order."""

    election: str
    precinct: str
    data_sha256: str
    votes: tuple[int, ...]


def sign_summary(summary: PaperSummary, computer: Signer) -> str:
    """The text of the QR, signed by the precinct computer."""
    votes = ",".join(str(vote) for vote in summary.votes)
    text = f"{MARK}|{summary.election}|{summary.precinct}|{summary.data_sha256}|{votes}"
    invariant(_SIGNED.fullmatch(text) is not None, "a summary's parts must not break its form")
    signature = device_sign(computer.key, TAG, text.encode())
    return f"{text}|{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def read_summary(text: str, computer: x509.Certificate) -> PaperSummary:
    """Check and read a QR's text; raises FormatError or SignatureError."""
    signed, _, encoded = text.rpartition("|")
    match = _SIGNED.fullmatch(signed)
    if match is None or not re.fullmatch(r"[A-Za-z0-9_-]{86}", encoded):
        raise FormatError("QR", "it is no summary of a paper")
    try:
        signature = base64.urlsafe_b64decode(encoded + "==")
    except binascii.Error as error:
        raise FormatError("QR", "its signature cannot be read") from error
    device_verify(computer, TAG, signed.encode(), signature)
    votes = tuple(int(vote) for vote in match[4].split(",") if vote)
    return PaperSummary(election=match[1], precinct=match[2], data_sha256=match[3], votes=votes)
