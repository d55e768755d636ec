"""The day: three ballots in the box, one challenged, one of a void portable tour, one on a card that cannot be read.

credential  0 voted at the terminal, taken      3 challenged         5 its card became unreadable: cancelled
            1 voted, card pulled: undecided     4 void tour          6 never used: destroyed
            2 voted at home, valid tour
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sailau.formats.v1.ballot import tracker
from sailau.sealing.archive import Count, Setup, write_archive
from sailau.sealing.ballots import SealedBallot, seal
from sailau.sealing.decryption import MemberDecryption
from sailau.sealing.rehearsal import count
from tests.records.world import World

BOX, CHALLENGED, VOIDED, UNREADABLE, UNUSED = (0, 1, 2), 3, 4, 5, 6
CHOICES = (1, 2, 1, 2, 1, 1)
"""The answer chosen with each credential, from 1."""
CODES = (412, 9077, 7, 5623, 8100, 3)


@dataclass(slots=True)
class Day:
    """What was cast, and what the count gave."""

    world: World
    box: list[SealedBallot]
    challenged: list[SealedBallot]
    voided: list[SealedBallot]
    unreadable: SealedBallot
    count: Count | None = None
    decryptions: dict[int, MemberDecryption] = field(default_factory=dict)
    made: bytes = b""
    """The archive's bytes where an attacker wrote them."""

    @property
    def counted(self) -> Count:
        assert self.count is not None
        return self.count

    def trackers(self, ballots: Sequence[SealedBallot]) -> list[str]:
        return [tracker(ballot.payload) for ballot in ballots]

    def archive(self) -> bytes:
        """The archive's bytes."""
        if self.made:
            return self.made
        world, target = self.world, io.BytesIO()
        setup = Setup(world.election_bytes, world.holders.trustees, tuple(world.public_halves))
        payloads = [ballot.payload for ballot in self.box]
        write_archive(target, setup, world.election.questions, payloads, self.counted, world.midnight)
        return target.getvalue()


def plaintext(world: World, choice: int, code: int) -> tuple[tuple[int, ...], ...]:
    """The rows of a ballot: the contest, then each control question."""
    marks = tuple(int(number == choice) for number in range(1, len(world.style.contests[0].answers) + 1))
    parts = divmod(code, 100)
    return (marks, *((*parts, choice) if asked.carries_choice else parts for asked in world.style.controls))


def cast(world: World, credential: int, choice: int | None = None, code: int | None = None) -> SealedBallot:
    """Seal a ballot under one of the world's credentials."""
    choice = CHOICES[credential] if choice is None else choice
    code = CODES[credential] if code is None else code
    return seal(world.rules, world.credentials[credential], plaintext(world, choice, code))


def cast_all(world: World) -> Day:
    """The day's ballots, not counted yet."""
    return Day(
        world,
        [cast(world, number) for number in BOX],
        [cast(world, CHALLENGED)],
        [cast(world, VOIDED)],
        cast(world, UNREADABLE),
    )


def counted(day: Day, first_mixer: int = 1) -> Day:
    """Count the box: two mixes, decryptions of the quorum, result."""
    made, decryptions = count(day.world.rules, day.world.holders, day.box)
    shuffles = tuple((owner - 1 + first_mixer, shuffle) for owner, shuffle in made.shuffles)
    return replace(day, count=replace(made, shuffles=shuffles), decryptions=decryptions)
