"""What an archive says, as far as it could be read: passed from step to step, and to the steps on a record."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sailau.formats.v1.election import Election
from sailau.formats.v1.tally import PartialDecryption, Result, Tally
from sailau.formats.v1.trustees import Trustees
from sailau.group import Point
from sailau.verifier.ballots import BallotRules
from sailau.verifier.chain import Chain

Progress = Callable[[str, int, int], None]
"""Called with a step's name, what is done, and how much there is."""


@dataclass(slots=True)
class Archive:
    """What an archive says; fields are None or empty where it could not be read."""

    chain: Chain
    election_bytes: bytes = b""
    election: Election | None = None
    trustees: Trustees | None = None
    credentials: tuple[Point, ...] = ()
    ballot_digests: list[bytes] = field(default_factory=list)
    ballot_credentials: list[Point] = field(default_factory=list)
    trackers: list[str] = field(default_factory=list)
    tally: Tally | None = None
    mixed: Tally | None = None
    mixers: list[int] = field(default_factory=list)
    partials: dict[int, PartialDecryption] = field(default_factory=dict)
    points: list[list[Point]] | None = None
    result: Result | None = None

    @property
    def rules(self) -> BallotRules | None:
        """What the ballots are judged against."""
        return BallotRules(self.election, self.election_bytes) if self.election is not None else None
