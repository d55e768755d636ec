"""What an accumulator makes of a voted or challenged card: pure decisions.

Order: signature of a terminal of this precinct over this card, load and Setup → the ballot in canonical form →
its credential is the one that was loaded on this card → its proofs. Whether the credential was used, cancelled
or voided is asked of the box, in the same transaction that takes the ballot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography import x509

from sailau.accumulator.refusals import ANOTHER_CARD, BALLOT_UNSOUND, NOT_OF_THIS_PRECINCT
from sailau.card import TERMINAL_TAG, Abandoned, Challenged, Voted, terminal_message
from sailau.card.messages import TerminalKind
from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.ballot import Ballot, tracker
from sailau.formats.v1.card_ballot import from_card
from sailau.group import Point
from sailau.refusal import Refusal
from sailau.signing.device import device_verify
from sailau.verifier.ballots import BallotRules, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A sound ballot off a card, ready for the box."""

    ballot: Ballot
    payload: bytes = field(repr=False)

    @property
    def credential(self) -> Point:
        """The ballot's credential, public half."""
        return self.ballot.credential

    @property
    def tracker(self) -> str:
        """The ballot's tracker."""
        return tracker(self.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A challenged ballot with what the terminal put beside it; it never enters the box."""

    received: Received
    randomness: bytes = field(repr=False)
    device: str


def receive(
    card: Voted | Challenged,
    *,
    setup: bytes,
    rules: BallotRules,
    devices: Mapping[str, x509.Certificate],
    loaded: Point,
) -> Received | Opened | Refusal:
    """Judge a card; `loaded` is the public half of the credential that was put on this card at this load."""
    if not is_signed(card, setup=setup, devices=devices):
        return NOT_OF_THIS_PRECINCT
    received = read_ballot(card.ballot, rules)
    if isinstance(received, Refusal):
        return received
    if received.credential != loaded:
        return ANOTHER_CARD
    if isinstance(card, Challenged):
        return Opened(received=received, randomness=card.randomness, device=card.terminal.device)
    return received


def read_ballot(card_form: bytes, rules: BallotRules) -> Received | Refusal:
    """Rebuild the canonical ballot from the card's form and judge its proofs."""
    try:
        received = rebuild_ballot(card_form, rules)
    except FormatError:
        return BALLOT_UNSOUND
    (judged,) = judge(rules, [received.payload])
    return BALLOT_UNSOUND if judged.flaws else received


def rebuild_ballot(card_form: bytes, rules: BallotRules) -> Received:
    """Rebuild the canonical ballot of one that was judged before: out of the box. Raises FormatError."""
    ballot = from_card(card_form, rules.questions, rules.uuid, rules.phi)
    return Received(ballot=ballot, payload=rules.document.write(ballot))


def is_signed(card: Voted | Challenged | Abandoned, *, setup: bytes, devices: Mapping[str, x509.Certificate]) -> bool:
    """Whether a terminal of this precinct left the card so: signed over Setup, number, load and what it carries."""
    certificate = devices.get(card.terminal.device)
    if certificate is None:
        return False
    message = terminal_message(
        setup=setup,
        number=card.number,
        load=card.load,
        kind=_kind(card),
        ballot=b"" if isinstance(card, Abandoned) else card.ballot,
        randomness=card.randomness if isinstance(card, Challenged) else b"",
        witness=card.terminal.witness,
    )
    try:
        device_verify(certificate, TERMINAL_TAG, message, card.terminal.signature)
    except SignatureError:
        return False
    return True


def _kind(card: Voted | Challenged | Abandoned) -> TerminalKind:
    match card:
        case Voted():
            return "voted"
        case Challenged():
            return "challenged"
        case Abandoned():
            return "abandoned"
