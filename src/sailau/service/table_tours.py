"""The precinct computer's end of the cable: a portable device is filled for a tour, and emptied (R 13; L 50-5(4)).

The device is plugged into an accumulator, whose link carries the conversation. The device shows who it is by its key;
the members whose command it is answer challenges of the door with theirs, which stay where they are. What the device
gets and what it is told are signed by the precinct computer, for the accumulator could alter them; an act is signed by
members who have the whole of it before them.

The precinct's turn is taken for single steps only: while ballots travel, cards are served.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from sailau.adapters.cable import (
    BEGIN_TOUR,
    END_TOUR,
    MEMBER_TAG,
    introduction,
    is_introduced,
    length_of,
    parts_of,
    pieces_of,
    spoke_otherwise,
)
from sailau.adapters.table_link import refusal_told
from sailau.adapters.table_wire import CONVERSATION_SECONDS, Line, LinkLostError, Message
from sailau.card.layout import BALLOT_BYTES_MAX
from sailau.portable import (
    TOUR_CREDENTIALS_MAX,
    TourContents,
    TourLoad,
    TourReceipt,
    contents_digest,
    sign_load,
    sign_receipt,
)
from sailau.precinct.commands import Command
from sailau.refusal import Refusal
from sailau.service.distant_acts import distant_signer
from sailau.service.entrance import Actor, Entrance
from sailau.service.portable import TOUR_NOT_EMPTIED
from sailau.service.table_station import refused
from sailau.service.tour_rows import TourRow
from sailau.service.tours import NO_PORTABLE, next_tour
from sailau.signing.roles import Role
from sailau.signing.unreadable import UNREADABLE

CABLE_COMMANDS: Final = {BEGIN_TOUR: Command.BEGIN_TOUR, END_TOUR: Command.END_TOUR}
"""What may be asked for a device on the cable."""
PEOPLE_MAX: Final = 25
CHALLENGE_BYTES: Final = 32

TourBegun = Callable[[TourRow], None]
"""Told of a tour that was begun, so that the members' sheet can be printed."""


def no_sheet(_: TourRow) -> None:
    """Nobody prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Device:
    """The device on the cable: which tour is inside (0: none), how many members command, who goes with it."""

    id: str
    tour: int
    people: int
    carriers: tuple[str, ...]
    bound: bytes = field(repr=False)


class CableTalk:
    """The conversations by one accumulator's cable."""

    def __init__(self, entrance: Entrance, accumulator: Actor, turn: Lock, begun: TourBegun) -> None:
        self._entrance = entrance
        self._precinct = entrance.precinct
        self._accumulator = accumulator
        self._turn = turn
        self._begun = begun
        self._until = 0.0

    def answer(self, line: Line, request: Message) -> Message | None:
        """The last message of the conversation; None when the request is of another kind. Raises `LinkLostError`."""
        match request:
            case ["do", str(word)] if word in CABLE_COMMANDS and self._accumulator.holder.role is Role.ACCUMULATOR:
                told = self._begin(line) if word == BEGIN_TOUR else self._end(line)
                return refused(told) if isinstance(told, Refusal) else told
        return None

    def _begin(self, line: Line) -> Message | Refusal:
        known = self._introduced(line, BEGIN_TOUR)
        if isinstance(known, Refusal):
            return known
        device, actors = known
        with self._turn:
            tour = next_tour(self._precinct, device.id)
            if device.tour not in (0, tour):
                return TOUR_NOT_EMPTIED
            row = self._perform(Command.BEGIN_TOUR, actors, tour, device.id, device.carriers)
        if isinstance(row, Refusal):
            return row
        refusal = self._load(line, row)
        if refusal is not None:
            return refusal
        with self._turn:
            self._precinct.recorder(self._accumulator.id).record(
                "portable-filled", tour=row.tour, applications=row.applications, credentials=len(row.credentials)
            )
            self._begun(row)
        return ["done", "filled", True]

    def _end(self, line: Line) -> Message | Refusal:
        known = self._introduced(line, END_TOUR)
        if isinstance(known, Refusal):
            return known
        device, actors = known
        contents = _brought(line, device)
        signers = [distant_signer(line, self._precinct, actor, place, self._left) for place, actor in enumerate(actors)]
        with self._turn:
            self._until = time.monotonic() + CONVERSATION_SECONDS
            row = self._perform(Command.END_TOUR, actors, contents, accumulator=self._accumulator.id, signers=signers)
        if isinstance(row, Refusal):
            return row
        self._give_receipt(line, contents, row)
        return ["done", "emptied", row.valid]

    def _perform(self, command: Command, actors: list[Actor], *args: Any, **named: Any) -> TourRow | Refusal:
        answer: TourRow | Refusal = self._entrance.perform(command, actors, *args, **named)
        return answer

    def _introduced(self, line: Line, command: str) -> tuple[_Device, list[Actor]] | Refusal:
        device = self._who(line, command)
        if isinstance(device, Refusal):
            return device
        actors: list[Actor] = []
        for _ in range(device.people):
            actor = self._sign_in(line, device.bound)
            if isinstance(actor, Refusal):
                return actor
            actors.append(actor)
        return device, actors

    def _who(self, line: Line, command: str) -> _Device | Refusal:
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        line.send("who", challenge)
        match line.receive():
            case ["portable", str(device), int(tour), int(people), str(carriers), bytes(signature)]:
                said = [device, tour, people, carriers]
            case _:
                raise spoke_otherwise()
        certificate = self._precinct.booths.get(device)
        if certificate is None or device in self._precinct.terminals or not 1 <= people <= PEOPLE_MAX:
            return NO_PORTABLE
        setup = self._precinct.installed.setup_hash
        if not is_introduced(certificate, setup, challenge, command, said, signature):
            return NO_PORTABLE
        known = {official.id for official in self._precinct.installed.officials}
        named = tuple(carriers.split())
        if not set(named) <= known:
            raise LinkLostError("a member is named whom this commission lacks")
        bound = introduction(setup, command, said)
        return _Device(id=device, tour=tour, people=people, carriers=named, bound=bound)

    def _sign_in(self, line: Line, bound: bytes) -> Actor | Refusal:
        with self._turn:
            challenge = self._entrance.challenge()
        line.send("sign-in", challenge)
        match line.receive():
            case ["member", bytes(answer), *chain] if chain and all(isinstance(der, bytes) for der in chain):
                certificate, *above = _certificates(chain)
            case _:
                raise spoke_otherwise()
        with self._turn:
            return self._entrance.enter(certificate, above, challenge, answer, tag=MEMBER_TAG, bound=bound)

    def _load(self, line: Line, row: TourRow) -> Refusal | None:
        unsigned = TourLoad(
            device=row.device, tour=row.tour, applications=row.applications, credentials=tuple(sorted(row.credentials))
        )
        installed = self._precinct.installed
        load = sign_load(unsigned, installed.setup_hash, installed.computer.key)
        count, length = len(load.credentials), length_of(load.credentials)
        line.send("load", load.tour, load.applications, count, length, load.signature)
        for part in parts_of(load.credentials):
            _demand(line.receive(), ["next"])
            line.send("part", part)
        answer = line.receive()
        if answer == ["taken"]:
            return None
        return refusal_told(answer)

    def _left(self) -> float:
        return self._until - time.monotonic()

    def _give_receipt(self, line: Line, contents: TourContents, row: TourRow) -> None:
        installed = self._precinct.installed
        unsigned = TourReceipt(
            device=row.device,
            tour=row.tour,
            contents=contents_digest(contents, installed.setup_hash),
            valid=row.valid,
        )
        receipt = sign_receipt(unsigned, installed.setup_hash, installed.computer.key)
        line.send("receipt", receipt.contents, receipt.valid, receipt.signature)
        _demand(line.receive(), ["cleared"])


def _brought(line: Line, device: _Device) -> TourContents:
    """What the device hands over, as it says; judged by the use case."""
    line.send("give")
    match line.receive():
        case ["contents", int(tour), int(ballots), int(unused), int(length), str(copies), bytes(signature)]:
            if min(ballots, unused) < 0 or ballots + unused > TOUR_CREDENTIALS_MAX:
                raise spoke_otherwise()
        case _:
            raise spoke_otherwise()
    return TourContents(
        device=device.id,
        tour=tour,
        ballots=tuple(_next(line, "ballot", BALLOT_BYTES_MAX) for _ in range(ballots)),
        unused=_unused(line, unused, length),
        copies=copies,
        signature=signature,
    )


def _unused(line: Line, count: int, length: int) -> tuple[bytes, ...]:
    if not count:
        return ()
    return pieces_of(iter(partial(_next, line, "part"), b""), count, length)


def _next(line: Line, word: str, bytes_max: int | None = None) -> bytes:
    line.send("next")
    match line.receive():
        case [str(said), bytes(data)] if said == word and data and (bytes_max is None or len(data) <= bytes_max):
            return data
        case _:
            raise spoke_otherwise()


def _certificates(chain: list[bytes]) -> list[x509.Certificate]:
    try:
        found = [x509.load_der_x509_certificate(der) for der in chain]
        if not all(isinstance(one.public_key(), ec.EllipticCurvePublicKey) for one in found):
            raise spoke_otherwise()
    except UNREADABLE as error:
        raise spoke_otherwise() from error
    return found


def _demand(message: Message, due: Message) -> None:
    if message != due:
        raise spoke_otherwise()
