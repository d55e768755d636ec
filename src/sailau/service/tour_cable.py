"""The portable device's end of the cable: it is filled at an accumulator before its tour, and emptied after (R 13).

The members who command, and who sign what acts there are, have their keys at the device. It believes the precinct
computer's signature and nothing else: credentials without it are not taken, and no ballot is erased without a signed
receipt for these very contents.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.cable import (
    BEGIN_TOUR,
    END_TOUR,
    MEMBER_TAG,
    introduce,
    introduction,
    length_of,
    parts_of,
    pieces_of,
    spoke_otherwise,
)
from sailau.adapters.sqlite.twin_store import Copies
from sailau.adapters.table_link import ANSWER_SECONDS, act_told, refusal_told
from sailau.adapters.table_wire import Line, LinkLostError, Message
from sailau.errors import SignatureError
from sailau.formats.v1.record import Act
from sailau.portable import (
    TOUR_CREDENTIALS_MAX,
    TourContents,
    TourLoad,
    TourReceipt,
    contents_digest,
    load_is_signed,
    receipt_is_signed,
)
from sailau.refusal import Refusal, Text
from sailau.service.portable import ONE_COPY_ONLY, TOUR_NOT_EMPTIED, Portable
from sailau.service.table_station import refused
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached
from sailau.signing.device import device_sign

ACTS_OF_A_TOUR: Final = ("tour_voided", "tour_copy_missing")
"""What members sign here, for the tour that is handed over and nothing else."""

NOTHING_INSIDE: Final = Refusal(
    "portable-nothing-inside",
    "L 50-5(4)",
    Text(
        "Құрылғыда сапар деректері жоқ.",
        "В устройстве нет данных выезда.",
        "There is no tour in the device.",
    ),
)

ShowAct = Callable[[Act], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The device is ready for its tour."""

    tour: int
    applications: int
    credentials: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """The precinct computer has the tour, and the device is empty; `valid` is false for a tour that is void."""

    tour: int
    ballots: int
    unused: int
    valid: bool


def fill(device: Portable, line: Line, people: Sequence[Signer], carriers: Sequence[str]) -> Filled | Refusal:
    """Have the device filled: `people` command it, `carriers` (ids of members) go with it.

    May be repeated after a crash until somebody has voted. Raises `LinkLostError`, SignatureError when what came is not
    the precinct computer's.
    """
    carried = device.carried()
    if device.copies is not Copies.BOTH:
        return ONE_COPY_ONLY
    if carried is not None and carried.ballots:
        return TOUR_NOT_EMPTIED
    told = _Talk(device, line, people, BEGIN_TOUR, 0 if carried is None else carried.tour, carriers)
    filled: Filled | None = None
    while True:
        match told.next():
            case Refusal() as refusal:
                return refusal
            case ["load", int(tour), int(applications), int(count), int(length), bytes(signature)]:
                load = _load(device, line, (tour, applications, count, length, signature))
                refusal_here = device.fill(load.tour, load.credentials, load.applications)
                line.send(*(["taken"] if refusal_here is None else refused(refusal_here)))
                filled = Filled(tour=tour, applications=applications, credentials=count)
            case ["done", "filled", True] if filled is not None:
                return filled
            case _:
                raise spoke_otherwise()


def empty(device: Portable, line: Line, people: Sequence[Signer], show: ShowAct) -> Emptied | Refusal:
    """Hand the tour over and erase it on the receipt; `show` is given each act before `people` sign it.

    May be repeated after a crash. Raises `LinkLostError`, SignatureError for a receipt that is not the precinct
    computer's.
    """
    contents = device.contents()
    if contents is None:
        return NOTHING_INSIDE
    told = _Talk(device, line, people, END_TOUR, contents.tour, ())
    cleared = False
    while True:
        match told.next():
            case Refusal() as refusal:
                return refusal
            case ["give"]:
                _give(line, contents)
            case ["act", int(place), bytes(data), str(at)] if 0 <= place < len(people):
                line.send("signed", _signed(device, contents, people[place], data, at, show if place == 0 else None))
            case ["receipt", bytes(digest), bool(valid), bytes(signature)]:
                _demand_receipt(device, contents, digest, signature, valid=valid)
                device.clear()
                cleared = True
                line.send("cleared")
            case ["done", "emptied", bool(valid)] if cleared:
                return Emptied(
                    tour=contents.tour, ballots=len(contents.ballots), unused=len(contents.unused), valid=valid
                )
            case _:
                raise spoke_otherwise()


class _Talk:
    """The conversation: introductions are answered here, everything else is handed on."""

    def __init__(
        self, device: Portable, line: Line, people: Sequence[Signer], command: str, tour: int, carriers: Sequence[str]
    ) -> None:
        self._device = device
        self._line = line
        self._coming = list(people)
        self._command = command
        self._said: list[Any] = [device.kit.device, tour, len(people), " ".join(carriers)]
        self._bound = introduction(device.kit.setup, command, self._said)
        line.send("do", command)

    def next(self) -> Message | Refusal:
        """The next message that is no introduction; a refusal ends the conversation."""
        while True:
            message = self._line.receive(ANSWER_SECONDS)
            match message:
                case ["refused", *_]:
                    return refusal_told(message)
                case ["who", bytes(challenge)]:
                    kit = self._device.kit
                    signature = introduce(kit.signer.key, kit.setup, challenge, self._command, self._said)
                    self._line.send("portable", *self._said, signature)
                case ["sign-in", bytes(challenge)] if self._coming:
                    member = self._coming.pop(0)
                    chain = [one.public_bytes(Encoding.DER) for one in (member.certificate, *member.chain)]
                    self._line.send("member", device_sign(member.key, MEMBER_TAG, challenge + self._bound), *chain)
                case _:
                    return message


def _load(device: Portable, line: Line, head: tuple[int, int, int, int, bytes]) -> TourLoad:
    tour, applications, count, length, signature = head
    if not 0 < count <= TOUR_CREDENTIALS_MAX:
        raise spoke_otherwise()

    def parts() -> bytes:
        line.send("next")
        match line.receive(ANSWER_SECONDS):
            case ["part", bytes(data)]:
                return data
            case _:
                raise spoke_otherwise()

    load = TourLoad(
        device=device.kit.device,
        tour=tour,
        applications=applications,
        credentials=pieces_of(iter(parts, b""), count, length),
        signature=signature,
    )
    if not load_is_signed(load, device.kit.setup, device.kit.computer):
        raise SignatureError("the credentials are not signed by this precinct's computer: take another accumulator")
    return load


def _give(line: Line, contents: TourContents) -> None:
    numbers = (len(contents.ballots), len(contents.unused), length_of(contents.unused))
    line.send("contents", contents.tour, *numbers, contents.copies, contents.signature)
    for word, pieces in (("ballot", contents.ballots), ("part", tuple(parts_of(contents.unused)))):
        for piece in pieces:
            if line.receive(ANSWER_SECONDS) != ["next"]:
                raise spoke_otherwise()
            line.send(word, piece)


def _signed(
    device: Portable, contents: TourContents, member: Signer, data: bytes, at: str, show: ShowAct | None
) -> bytes:
    act, moment = act_told(data, at)
    own = (act.uuid, act.data.get("tour"), act.data.get("device"))
    if act.kind not in ACTS_OF_A_TOUR or own != (device.kit.rules.uuid, contents.tour, contents.device):
        raise LinkLostError(f"an act of kind {act.kind} about another matter is not signed here")
    if show is not None:
        show(act)
    return sign_detached(data, member, moment)


def _demand_receipt(device: Portable, contents: TourContents, digest: bytes, signature: bytes, *, valid: bool) -> None:
    receipt = TourReceipt(device=contents.device, tour=contents.tour, contents=digest, valid=valid, signature=signature)
    setup = device.kit.setup
    if digest != contents_digest(contents, setup) or not receipt_is_signed(receipt, setup, device.kit.computer):
        raise SignatureError("the receipt is not signed by this precinct's computer: nothing was erased")
