"""What goes between precinct computer and a closed device on a medium: request and closing card (L 50-6(1); R 17).

Terminals and portable devices are on no network. After closing a member carries `closing-request.cbor` to each; the
device answers with three files of its own: its closing card, its signature of it, and the signed head of its recorder.
What comes back is public, and the computer judges it by the certificate of the inventory.

The request is signed by the precinct computer, and a device answers few different ones: whoever could ask about sets of
the own choice, again and again, would learn by subtraction which ballots were sealed at which device.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import cbor2
from cryptography import x509

from sailau.adapters.files import read_file, write_atomically
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.v1.record import RecorderHead
from sailau.group import Point
from sailau.refusal import Refusal, Text
from sailau.service.booth import Booth
from sailau.service.closing import ClosingRequest, signed_closing
from sailau.service.record import signed_head
from sailau.signing.authority import Signer
from sailau.signing.device import device_sign, device_verify

REQUEST_FILE: Final = "closing-request.cbor"
REQUEST_BYTES_MAX: Final = 4 << 20
REQUEST_TAG: Final = b"sailau/closing-request/1"
_FORM: Final = "sailau-closing-request/2"
_HEAD_FIELDS: Final = ("device", "entries", "head", "signature")


TOUR_INSIDE: Final = Refusal(
    "tour-inside",
    "L 50-6(1), R 13",
    Text(
        "Жабу сұрауына жауап жоқ: ішінде сапардың бюллетеньдері бар. Алдымен оларды жинақтаушыға тапсырыңыз.",
        "На запрос о закрытии ответа нет: внутри бюллетени выезда. Сначала сдайте их через накопитель.",
        "The closing request is not answered: a tour's ballots are inside. First hand them over at the accumulator.",
    ),
)
REQUEST_NOT_GOOD: Final = Refusal(
    "closing-request-not-good",
    "L 50-6(1), R 17",
    Text(
        "Жабу сұрауына жауап жоқ: ол осы учаскенікі емес, бүтін емес не артық. Төрағаны шақырыңыз.",
        "На запрос о закрытии ответа нет: он не этого участка, не цел или лишний. Позовите председателя.",
        "The closing request is not answered: it is of another place, not whole, or one too many. Call the chair.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAnswer:
    """What a device gave: the closing card's bytes, the signature, the recorder's head."""

    device: str
    card: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    head: RecorderHead


def request_bytes(request: ClosingRequest, setup: bytes, computer: Signer) -> bytes:
    """A request as it is carried: under the Setup hash, signed by the precinct computer."""
    body = cbor2.dumps([sorted(points) for points in (request.left_out, request.opened, request.arrived)])
    return cbor2.dumps([_FORM, body, device_sign(computer.key, REQUEST_TAG, setup + body)])


def read_request(data: bytes, setup: bytes, computer: x509.Certificate) -> ClosingRequest:
    """Read what was carried. Raises FormatError, and SignatureError when this precinct's computer did not sign it."""
    try:
        found: Any = cbor2.loads(data) if len(data) <= REQUEST_BYTES_MAX else None
    except (cbor2.CBORError, ValueError, TypeError, RecursionError) as error:
        raise FormatError(REQUEST_FILE, "not CBOR") from error
    match found:
        case [form, bytes(body), bytes(signature)] if form == _FORM:
            device_verify(computer, REQUEST_TAG, setup + body, signature)
            return _request(body)
    raise FormatError(REQUEST_FILE, "not a closing request of this version")


def _request(body: bytes) -> ClosingRequest:
    try:
        found: Any = cbor2.loads(body)
    except (cbor2.CBORError, ValueError, TypeError, RecursionError) as error:
        raise FormatError(REQUEST_FILE, "not CBOR") from error
    match found:
        case [list(left_out), list(opened), list(arrived)]:
            return ClosingRequest(*(frozenset(map(_point, row)) for row in (left_out, opened, arrived)))
    raise FormatError(REQUEST_FILE, "not a closing request of this version")


def answer_request(booth: Booth, medium: Path, at: datetime) -> DeviceAnswer:
    """At the device: read the request on `medium`, make and sign the closing card, and write the answer beside it.

    Raises FormatError, StoreError, and SignatureError for a request that is not this precinct's, or is one too many.
    The device's codes and keys are erased later, when the record is written.
    """
    data = read_file(medium / REQUEST_FILE)
    request = read_request(data, booth.kit.setup, booth.kit.computer)
    if not booth.notes_request(hashlib.sha256(data).digest()):
        raise SignatureError("the device has answered as many different closing requests as it answers")
    card, signature = signed_closing(booth, request, at)
    answer = DeviceAnswer(
        device=booth.kit.device, card=card, signature=signature, head=signed_head(booth.recorder, booth.kit.signer)
    )
    for name, data in _files(answer).items():
        write_atomically(medium / name, data)
    return answer


def answer_if_asked(booth: Booth, medium: Path, at: datetime) -> Refusal | None:
    """At a device in front of which nobody votes: answer the request that lies on `medium`, or say why not."""
    if not is_asked(booth.kit.device, medium):
        return None
    if booth.holds_a_tour():
        return TOUR_INSIDE
    try:
        answer_request(booth, medium, at)
    except (FormatError, SignatureError, StoreError):
        return REQUEST_NOT_GOOD if is_asked(booth.kit.device, medium) else None  # or torn out in between
    return None


def put_request(medium: Path, data: bytes) -> None:
    """Put a request on the medium; answers to an earlier one go from it. Raises StoreError, OSError."""
    for pattern in ("*.head.cbor", "*.closing.json", "*.closing.p7s"):
        for old in medium.glob(pattern):
            old.unlink()
    write_atomically(medium / REQUEST_FILE, data)


def is_asked(device: str, medium: Path) -> bool:
    """Whether a request lies on `medium` that `device` has not answered: a whole answer has its head."""
    return (medium / REQUEST_FILE).exists() and not (medium / f"{device}.head.cbor").exists()


def read_answers(medium: Path) -> Mapping[str, DeviceAnswer]:
    """The answers that lie on `medium`, by device. Raises FormatError for one that is not whole, StoreError."""
    heads = {path: read_head(read_file(path)) for path in sorted(medium.glob("*.head.cbor"))}
    return {
        head.device: DeviceAnswer(
            device=head.device,
            card=read_file(path.with_name(f"{head.device}.closing.json")),
            signature=read_file(path.with_name(f"{head.device}.closing.p7s")),
            head=head,
        )
        for path, head in heads.items()
        if path.name == f"{head.device}.head.cbor"
    }


def head_bytes(head: RecorderHead) -> bytes:
    """A recorder's head as it is carried."""
    return cbor2.dumps([getattr(head, name) for name in _HEAD_FIELDS])


def read_head(data: bytes) -> RecorderHead:
    """Read a recorder's head. Raises FormatError."""
    try:
        found: Any = cbor2.loads(data)
    except (cbor2.CBORError, ValueError, TypeError, RecursionError) as error:
        raise FormatError("head", "not CBOR") from error
    match found:
        case [str(device), int(entries), str(head), str(signature)]:
            return RecorderHead(device=device, entries=entries, head=head, signature=signature)
    raise FormatError("head", "not the head of a recorder")


def _files(answer: DeviceAnswer) -> Mapping[str, bytes]:
    """The head goes last: with it the answer is whole."""
    return {
        f"{answer.device}.closing.json": answer.card,
        f"{answer.device}.closing.p7s": answer.signature,
        f"{answer.device}.head.cbor": head_bytes(answer.head),
    }


def _point(value: Any) -> Point:
    if not isinstance(value, bytes):
        raise FormatError(REQUEST_FILE, "a credential is not bytes")
    return Point(value)
