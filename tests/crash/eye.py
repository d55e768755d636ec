"""The eye: the election's secret key, which nobody has, opens every ballot. So a test sees whose ballot is where."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sailau.accumulator.decisions import rebuild_ballot
from sailau.formats.v1.ballot import HomomorphicAnswer
from sailau.group import GENERATOR, Secret, minus, powers
from sailau.verifier.ballots import BallotRules


def opened(world: Path, ballots: Iterable[bytes], rules: BallotRules) -> Iterator[int]:
    """Whose ballots these are, one voter each: every voter chooses the candidate of the own number."""
    eye = Secret((world / "keys" / "eye").read_bytes())
    for form in ballots:
        answer = rebuild_ballot(form, rules).ballot.answers[0]
        assert isinstance(answer, HomomorphicAnswer)
        masks = powers([pair.alpha for pair in answer.choices], [eye] * len(answer.choices))
        clear = minus([pair.beta for pair in answer.choices], masks)
        (voter,) = [place for place, point in enumerate(clear, start=1) if point == GENERATOR]
        yield voter
