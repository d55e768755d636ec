"""What a booth device is given before the day, and what it holds while a voter is at it."""

from dataclasses import dataclass, field

from cryptography import x509

from sailau.card import CardNumber, LoadCounter
from sailau.election.ballot import BallotStyle
from sailau.group import Point, Secret
from sailau.signing.authority import Signer
from sailau.verifier.ballots import BallotRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A device's equipment for one precinct and Setup. `computer` is the precinct computer's certificate."""

    device: str
    signer: Signer
    setup: bytes
    rules: BallotRules
    style: BallotStyle
    computer: x509.Certificate
    credential_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A voter's turn: the card in the slot and the opened credential. No voter, no time.

    `witness` is the checkpoint that the card will carry (`card.TerminalMark`).
    """

    number: CardNumber
    load: LoadCounter
    credential: Secret
    public: Point
    witness: bytes = field(default=b"", repr=False)
