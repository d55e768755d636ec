"""What the kiosk's effects do on a device with cards and on one without: the use cases behind the screens (R 11-13).

Each answers with an `Outcome`: the input of the kiosk's table that it is. A `Work` is used by one thread; the session
and the sealed vote of the voter at the device are in it and nowhere else, until `forget`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from sailau.card import CardRemovedError, CardSlot, Voted, read_card
from sailau.card.layout import CARD_BYTES
from sailau.card.refusals import CARD_DAMAGED, READER_BUSY
from sailau.card.slot import CardDamagedError, ReaderBusyError
from sailau.election.ballot import Choice
from sailau.election.canonical import fingerprint, short_fingerprint
from sailau.election.definition import parse
from sailau.election.nouns import ContestId
from sailau.errors import FormatError, StoreError, impossible, invariant
from sailau.refusal import Refusal, Text
from sailau.sealing.vote import SealedVote
from sailau.service.booth import Booth
from sailau.service.portable import Portable
from sailau.service.terminal import Terminal
from sailau.signing.holder import holder_of
from sailau.terminal import CODES_USED_UP, PUT_CARD_BACK, VOTED_ALREADY, Session
from sailau.terminal.shown import Frame
from sailau.terminal.turn import Device, Ground

Choices = Mapping[ContestId, Choice]
Tell = Callable[[float], None]
"""Told how far the sealing is, from 0 to 1: encrypting, writing and reading back are a third each."""
ENCRYPTED: Final = 1 / 3
WRITTEN: Final = 2 / 3
_CHUNK: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an effect: an input of the kiosk's table ("" none: the reader will tell), with what it shows."""

    what: str
    vote: SealedVote | None = field(default=None, repr=False)
    refused: Text | None = None


NOTHING_YET: Final = Outcome(what="")


class Work(Protocol):
    """What a device does for the voter in front of it. Everything raises StoreError when recorder or disk refuse."""

    @property
    def kind(self) -> Device:
        """Which device it is."""
        ...

    @property
    def booth(self) -> Booth:
        """The open device."""
        ...

    def read(self, slot: CardSlot | None, now: datetime) -> Outcome:
        """Begin a voter's turn with the card in the slot, or with none on a portable device."""
        ...

    def seal(self, slot: CardSlot | None, choices: Choices, tell: Tell) -> Outcome:
        """Seal the choices; they are accepted, undecided, or not taken."""
        ...

    def challenge(self, slot: CardSlot | None) -> Outcome:
        """Put on the card what opens the ballot: the voter checks the machine."""
        ...

    def abandon(self, slot: CardSlot | None, stage: str) -> Outcome:
        """End the turn without a vote and wipe the card."""
        ...

    def note_abandoned(self, stage: str) -> None:
        """Count a turn that ended without a vote by itself."""
        ...

    def forget(self) -> None:
        """Forget the voter: session, ballot, codes."""
        ...


class TerminalWork:
    """A voting terminal's."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._session: Session | None = None
        self._vote: SealedVote | None = None

    @property
    def kind(self) -> Device:
        """See `Work.kind`."""
        return Device.TERMINAL

    @property
    def booth(self) -> Booth:
        """See `Work.booth`."""
        return self._terminal

    def read(self, slot: CardSlot | None, now: datetime) -> Outcome:
        """See `Work.read`. A card that left too early, put back with the vote on it, is the vote accepted."""
        if slot is None:
            return NOTHING_YET
        try:
            came_back = self._is_the_vote(slot)
            admitted = self._terminal.insert(slot, now)
        except CardRemovedError:
            return NOTHING_YET
        except ReaderBusyError:
            return Outcome(what="card-refused", refused=READER_BUSY.text)
        if came_back and admitted == VOTED_ALREADY:
            return Outcome(what="card-voted", vote=self._vote)
        self.forget()
        if isinstance(admitted, Refusal):
            return Outcome(what="card-refused", refused=admitted.text)
        self._session = admitted
        return Outcome(what="card-admitted")

    def seal(self, slot: CardSlot | None, choices: Choices, tell: Tell) -> Outcome:
        """See `Work.seal`."""
        session = self._of_this_turn()
        if slot is None:
            return Outcome(what="undecided")
        tell(0.0)
        vote = self._terminal.seal(session.credential, choices)
        if isinstance(vote, Refusal):
            return _not_sealed(vote)
        tell(ENCRYPTED)
        self._vote = vote
        try:
            refusal = self._terminal.put_on_card(_Followed(slot, len(vote.card_form), tell), session, vote)
        except StoreError:
            # The recorder or the disk went: what stands on the card stands, and the voter must hear it.
            if not self._is_the_vote(slot):
                raise
            refusal = None
        if refusal is None:
            return Outcome(what="sealed", vote=vote)
        return Outcome(what="undecided" if refusal == PUT_CARD_BACK else "write-failed", refused=refusal.text)

    def challenge(self, slot: CardSlot | None) -> Outcome:
        """See `Work.challenge`."""
        session, vote = self._of_this_turn(), self._vote
        invariant(vote is not None, "a check follows a sealed ballot")
        if slot is None or vote is None:
            return Outcome(what="undecided")
        try:
            self._terminal.challenge(slot, session, vote)
        except CardRemovedError:
            return Outcome(what="undecided")
        except (CardDamagedError, FormatError):
            return Outcome(what="write-failed", refused=CARD_DAMAGED.text)
        return Outcome(what="challenge-written", vote=vote)

    def abandon(self, slot: CardSlot | None, stage: str) -> Outcome:
        """See `Work.abandon`."""
        session = self._of_this_turn()
        if slot is None:
            return Outcome(what="undecided")
        try:
            self._terminal.abandon(slot, session, stage)
        except CardRemovedError:
            return Outcome(what="undecided")
        except (CardDamagedError, FormatError):
            return Outcome(what="write-failed")
        return Outcome(what="wiped")

    def note_abandoned(self, stage: str) -> None:
        """See `Work.note_abandoned`."""
        self._terminal.count_abandoned(stage)

    def forget(self) -> None:
        """See `Work.forget`."""
        self._session = self._vote = None

    def _of_this_turn(self) -> Session:
        return self._session or impossible("there is no turn")

    def _is_the_vote(self, slot: CardSlot) -> bool:
        """Whether the card that came back carries the vote of this turn."""
        session = self._session
        if session is None or self._vote is None:
            return False
        try:
            card = read_card(slot)
        except (FormatError, CardRemovedError):
            return False
        return isinstance(card, Voted) and (card.number, card.load) == (session.number, session.load)


class PortableWork:
    """A portable device's: no card; the member begins a turn, the ballot stays inside (L 50-5(4))."""

    def __init__(self, portable: Portable) -> None:
        self._portable = portable

    @property
    def kind(self) -> Device:
        """See `Work.kind`."""
        return Device.PORTABLE

    @property
    def booth(self) -> Booth:
        """See `Work.booth`."""
        return self._portable

    def read(self, slot: CardSlot | None, now: datetime) -> Outcome:
        """See `Work.read`."""
        refusal = self._portable.begin()
        return Outcome(what="card-refused", refused=refusal.text) if refusal else Outcome(what="card-admitted")

    def seal(self, slot: CardSlot | None, choices: Choices, tell: Tell) -> Outcome:
        """See `Work.seal`."""
        tell(0.0)
        vote = self._portable.vote(choices)
        if isinstance(vote, Refusal):
            return _not_sealed(vote)
        tell(1.0)
        return Outcome(what="sealed", vote=vote)

    def challenge(self, slot: CardSlot | None) -> Outcome:
        """See `Work.challenge`: a portable device offers no check, its screen never asks for one."""
        impossible("a portable device has no card to put the opening on")

    def abandon(self, slot: CardSlot | None, stage: str) -> Outcome:
        """See `Work.abandon`."""
        self._portable.count_abandoned(stage)
        return Outcome(what="wiped")

    def note_abandoned(self, stage: str) -> None:
        """See `Work.note_abandoned`."""
        self._portable.count_abandoned(stage)

    def forget(self) -> None:
        """See `Work.forget`: nothing of a voter is kept here."""


class _Followed:
    """A card's slot that tells how far the writing is: bytes that went to the card, and came back from it."""

    def __init__(self, slot: CardSlot, to_write: int, tell: Tell) -> None:
        self._slot = slot
        self._to_write = to_write
        self._tell = tell
        self._written = self._read_back = 0

    def read(self, offset: int, length: int) -> bytes:
        """See `CardSlot.read`; in parts, each of which is told once something was written."""
        found = b""
        while len(found) < length:
            found += self._slot.read(offset + len(found), min(_CHUNK, length - len(found)))
            if self._written:
                self._read_back = min(CARD_BYTES, self._read_back + _CHUNK)
                self._tell(WRITTEN + (1 - WRITTEN) * self._read_back / CARD_BYTES)
        return found

    def write(self, offset: int, data: bytes) -> None:
        """See `CardSlot.write`."""
        self._slot.write(offset, data)
        self._written = min(self._to_write, self._written + len(data))
        self._tell(ENCRYPTED + (WRITTEN - ENCRYPTED) * self._written / self._to_write)


def _not_sealed(refusal: Refusal) -> Outcome:
    """Choices were complete before they were confirmed: what is refused here, the device cannot do any more."""
    what = "codes-used-up" if refusal.code == CODES_USED_UP.code else "write-failed"
    return Outcome(what=what, refused=refusal.text)


def ground_of(work: Work) -> Ground:
    """What the device's screens are about all day, from the definition that it was given."""
    definition = parse(work.booth.definition(), "definition.json")
    return Ground(
        style=work.booth.kit.style,
        languages=definition.languages,
        device=work.kind,
        check=definition.rules.challenge is not None and work.kind is Device.TERMINAL,
    )


def frame_of(work: Work, slot: str) -> Frame:
    """What stands around the device's screens; `slot` is where its card slot is, seen from the voter."""
    kit = work.booth.kit
    return Frame(
        precinct=kit.style.precinct,
        device=int(kit.device.rpartition("-")[2]),
        fingerprint=short_fingerprint(fingerprint(work.booth.definition())),
        training=holder_of(kit.signer.certificate).training,
        slot=slot,
    )
