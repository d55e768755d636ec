"""The count in its steps: tally of the box, opening of a quorum's decryptions (specification, "Tally")."""

from collections.abc import Mapping, Sequence

from sailau.errors import ProofError
from sailau.formats.v1.ballot import Ballot
from sailau.formats.v1.tally import PartialDecryption, Result, Tally
from sailau.formats.v1.trustees import Trustees
from sailau.group import Point
from sailau.verifier.ballots import BallotRules, control_pairs, homomorphic_sums
from sailau.verifier.decryptions import opened, quorum
from sailau.verifier.results import encrypted_tally, result_of


def tally_of(rules: BallotRules, ballots: Sequence[Ballot]) -> Tally:
    """Multiply the ballots of the box; the control ciphertexts come out sorted."""
    control = [list(column) for column in zip(*map(control_pairs, ballots), strict=True)]
    return encrypted_tally(
        rules.questions, [homomorphic_sums(rules.questions, ballots)], control or [[] for _ in rules.questions]
    )


def opened_points(trustees: Trustees, mixed: Tally, partials: Mapping[int, PartialDecryption]) -> list[list[Point]]:
    """Combine the quorum of lowest owners. Raises ProofError when there is no quorum."""
    chosen = quorum(trustees, partials)
    if chosen is None:
        raise ProofError("fewer partial decryptions than the quorum")
    return opened(mixed, {owner: partial.factors for owner, partial in partials.items()}, chosen)


def result(rules: BallotRules, points: Sequence[Sequence[Point]], ballots: int) -> Result:
    """Read the result off the opened points. Raises ProofError when a sum opens to no count."""
    return result_of(rules.questions, points, ballots)
