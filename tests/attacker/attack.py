"""The attack as a whole: images and public record in, figures out, each held against what really happened."""

from collections.abc import Iterable
from typing import Final

from tests.attacker.chance import Figure, bet_on_choices, judge
from tests.attacker.channels import Guess, guesses_at_ballots
from tests.attacker.choices import guesses_at_choices
from tests.attacker.findings import PublicBallot, PublicRecord
from tests.attacker.images import Image
from tests.attacker.town import Truth
from tests.attacker.walks import Walks

BALLOT, CHOICE = "voter → ballot", "voter → choice"
SHOWN: Final = 5
Figures = dict[str, list[Figure]]
"""By aim: what every guess came to, the best first."""


def public_record(truth: Truth) -> PublicRecord:
    """What everybody may know after the count: ballots in the archive's order, codes with choices, ascending."""
    ballots = [PublicBallot(cast.vote.credential, cast.vote.tracker) for cast in truth.cast.values()]
    codes = [(cast.vote.codes[0], cast.row) for cast in truth.cast.values()]
    return PublicRecord(tuple(sorted(ballots, key=lambda ballot: ballot.credential)), tuple(sorted(codes)))


def attack(image: Image, truth: Truth, public: PublicRecord) -> Figures:
    """The figures of every guess at voter → ballot and at voter → choice, the best first."""
    walks = Walks(image, truth.admissions, truth.homes)
    at_ballots = judged_by_ballot(guesses_at_ballots(image, public, walks), truth, public)
    at_choices = _judged_by_choice(guesses_at_choices(public, walks), truth)
    return {BALLOT: _best_first(at_ballots), CHOICE: _best_first(at_choices)}


def report(figures: Figures, what: str) -> str:
    """The best guesses, as lines to print."""
    lines = [what]
    for aim, judged in figures.items():
        lines.append(f"  {aim}: {len(judged)} guesses, the best of them:")
        lines += [f"    {figure}" for figure in judged[:SHOWN]]
    return "\n".join(lines)


def judged_by_ballot(guesses: Iterable[Guess], truth: Truth, public: PublicRecord) -> list[Figure]:
    """The figures of guesses at voter → ballot."""
    voters = sorted(truth.cast)
    owner = {truth.cast[voter].vote.tracker: place for place, voter in enumerate(voters)}
    of_ballot = [owner[ballot.tracker] for ballot in public.ballots]
    figures = []
    for guess in guesses:
        bets = [{of_ballot[b]: weight for b, weight in guess.bets.get(voter, {}).items()} for voter in voters]
        figures.append(judge(guess.channel, bets))
    return figures


def _judged_by_choice(guesses: Iterable[Guess], truth: Truth) -> list[Figure]:
    voters = sorted(truth.cast)
    chosen = [truth.cast[voter].row for voter in voters]
    return [
        judge(guess.channel, bet_on_choices([guess.bets.get(voter, {}) for voter in voters], chosen))
        for guess in guesses
    ]


def _best_first(figures: list[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda figure: -figure.sigmas)
