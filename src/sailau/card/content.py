"""What a voter card may hold, and which content may follow which.

The fields are the least that the next hand needs. A voted card no longer carries its credential nor its
activation mark: the ballot names the credential, and an expiry beside a ballot would tell when its voter came
(the vote's secrecy, L 50-1(2) with the peculiarities of R 12). *Returned*, *cancelled*, *missing* and *undecided* are
words of the card table: on the card itself they are one of the states below.

What takes a credential out of use is signed by a terminal: a ballot, and that a turn ended without one. "Wiped" and
"taken" are not, and nobody's credential hangs on them.
"""

from dataclasses import dataclass, field
from typing import Final, NewType

from sailau.card.layout import BALLOT_BYTES_MAX, BALLOT_OFFSET, randomness_offset
from sailau.errors import FormatError

CardNumber = NewType("CardNumber", int)
"""The number printed on the card, from 1."""

LoadCounter = NewType("LoadCounter", int)
"""How many times the card has been loaded since it was made."""

Expiry = NewType("Expiry", int)
"""End of an activation, in quarter-hours since 1970-01-01 00:00 UTC."""

QUARTER_HOUR_SECONDS: Final = 900
SIGNATURE_BYTES: Final = 64
CREDENTIAL_BYTES_MAX: Final = 256
DEVICE_BYTES_MAX: Final = 32
COUNTER_MAX: Final = 2**32 - 1
WITNESS_BYTES: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationMark:
    """The desk's permission to vote with this card: `expiry`, the desk's device id, its signature."""

    expiry: Expiry
    desk: str
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalMark:
    """The terminal's id, and its signature over what it put on the card.

    `witness` is the terminal's recorder as it was when the last epoch closed: number of entries (8 bytes, big-endian)
    and last hash; empty before the first. The same for every card of an epoch (`recorder.epochs`).
    """

    device: str
    signature: bytes = field(repr=False)
    witness: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiped:
    """Nothing but the card's own number and counter."""

    number: CardNumber
    load: LoadCounter


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A credential, sealed to the terminals of the precinct; lies in the open tray."""

    number: CardNumber
    load: LoadCounter
    credential: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activated:
    """May be used once at a terminal, until the mark expires (R 8)."""

    number: CardNumber
    load: LoadCounter
    credential: bytes = field(repr=False)
    mark: ActivationMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """A sealed ballot, in the compact form."""

    number: CardNumber
    load: LoadCounter
    ballot: bytes = field(repr=False)
    terminal: TerminalMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenged:
    """A sealed ballot and the randomness that opens it: for the public screen, never for the box."""

    number: CardNumber
    load: LoadCounter
    ballot: bytes = field(repr=False)
    randomness: bytes = field(repr=False)
    terminal: TerminalMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandoned:
    """A turn ended without a vote: the credential is off the card, and the terminal says so under its signature."""

    number: CardNumber
    load: LoadCounter
    terminal: TerminalMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The accumulator has what the card carried; the card waits to be wiped."""

    number: CardNumber
    load: LoadCounter


CardContent = Wiped | Loaded | Activated | Voted | Challenged | Abandoned | Taken


def expiry_after(unix_seconds: float) -> Expiry:
    """The first quarter-hour not before `unix_seconds`: coarse, so that it does not tell a voter's minute."""
    return Expiry(int(-(-unix_seconds // QUARTER_HOUR_SECONDS)))


def expiry_instant(expiry: Expiry) -> int:
    """The moment of `expiry` in seconds since 1970-01-01 00:00 UTC."""
    return expiry * QUARTER_HOUR_SECONDS


def may_become(old: CardContent, new: CardContent) -> bool:
    """Whether the life cycle lets a card that holds `old` be written with `new`.

    A wiped card gains a load; everything else keeps number and load. Any card may be wiped. An activated card
    may be activated anew (a desk that crashed finishes its work). A challenge adds to the same ballot.
    """
    if old.number != new.number:
        return False
    if isinstance(new, Loaded):
        return isinstance(old, Wiped) and new.load == old.load + 1
    if old.load != new.load:
        return False
    match new:
        case Wiped():
            return True
        case Activated():
            return isinstance(old, Loaded | Activated) and old.credential == new.credential
        case Voted() | Abandoned():
            return isinstance(old, Activated)
        case Challenged():
            return isinstance(old, Voted) and old.ballot == new.ballot
        case Taken():
            return isinstance(old, Voted | Challenged)


def check_content(content: CardContent, place: str = "card") -> None:
    """Hold `content` to its bounds; raises `FormatError`, also when the ballot does not fit the card."""
    _number_in_bounds(content.number, 1, place, "number")
    _number_in_bounds(content.load, 0, place, "load counter")
    match content:
        case Wiped() | Taken():
            return
        case Loaded():
            _check_credential(content.credential, place)
        case Activated():
            _check_credential(content.credential, place)
            _number_in_bounds(content.mark.expiry, 0, place, "expiry")
            _check_signature(content.mark.desk, content.mark.signature, place)
        case Voted():
            _check_ballot(content.ballot, b"", place)
            _check_terminal(content.terminal, place)
        case Challenged():
            _require(len(content.randomness) > 0, place, "no randomness")
            _check_ballot(content.ballot, content.randomness, place)
            _check_terminal(content.terminal, place)
        case Abandoned():
            _check_terminal(content.terminal, place)


def _check_credential(credential: bytes, place: str) -> None:
    _require(0 < len(credential) <= CREDENTIAL_BYTES_MAX, place, "sealed credential has a wrong length")


def _check_ballot(ballot: bytes, randomness: bytes, place: str) -> None:
    _require(len(ballot) > 0, place, "no ballot")
    end = randomness_offset(len(ballot)) + len(randomness) if randomness else BALLOT_OFFSET + len(ballot)
    _require(end <= BALLOT_OFFSET + BALLOT_BYTES_MAX, place, "ballot does not fit the card")


def _check_signature(device: str, signature: bytes, place: str) -> None:
    _require(0 < len(device.encode()) <= DEVICE_BYTES_MAX, place, "device id has a wrong length")
    _require(len(signature) == SIGNATURE_BYTES, place, "signature has a wrong length")


def _check_terminal(terminal: TerminalMark, place: str) -> None:
    _check_signature(terminal.device, terminal.signature, place)
    _require(len(terminal.witness) in (0, WITNESS_BYTES), place, "checkpoint has a wrong length")


def _number_in_bounds(number: int, least: int, place: str, what: str) -> None:
    _require(least <= number <= COUNTER_MAX, place, f"{what} is out of bounds")


def _require(holds: bool, place: str, reason: str) -> None:
    if not holds:
        raise FormatError(place, reason)
