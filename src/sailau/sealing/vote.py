"""One vote as a booth device makes it: choices and codes in, what goes on the card out (R 11, L 50-5(5))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sailau.election.ballot import BallotStyle, Choice, rows
from sailau.election.nouns import ContestId
from sailau.formats.v1.ballot import tracker
from sailau.formats.v1.card_ballot import to_card
from sailau.group import Point, Secret
from sailau.refusal import Refusal
from sailau.sealing.ballots import seal
from sailau.verifier.ballots import BallotRules

RANDOMNESS_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedVote:
    """A sealed vote: the credential's public half, the tracker, the card's form, and what a challenge opens."""

    credential: Point
    tracker: str
    card_form: bytes = field(repr=False)
    randomness: bytes = field(repr=False)
    codes: tuple[int, ...] = field(repr=False)


def seal_vote(
    rules: BallotRules,
    style: BallotStyle,
    credential: Secret,
    choices: Mapping[ContestId, Choice],
    codes: Sequence[int],
) -> SealedVote | Refusal:
    """Seal a voter's choices, or say why they may not be confirmed (too few, too many, no blank)."""
    plaintexts = rows(style, choices, codes)
    if isinstance(plaintexts, Refusal):
        return plaintexts
    sealed = seal(rules, credential, plaintexts)
    return SealedVote(
        credential=sealed.ballot.credential,
        tracker=tracker(sealed.payload),
        card_form=to_card(sealed.ballot),
        randomness=b"".join(secret.reveal() for row in sealed.randomness for secret in row),
        codes=tuple(codes),
    )
