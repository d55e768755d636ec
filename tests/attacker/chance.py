"""How good a guess is, held against chance.

A guess says for every voter what it counts if this or that ballot is his: 1 where the guess is certain, a part where
several are equally likely, nothing for the others. Its score is the sum over the true ballots: how many are right.
Against a random assignment of ballots to voters, mean and variance of the score are known exactly (Hoeffding 1951),
whatever the guess.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

ALARM_SIGMAS: Final = 3.0
Weights = Mapping[int, float]
"""Of one voter: the ballot's number → what the guess counts if that ballot is the voter's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a guess came to: its channel, score, and what chance gives."""

    channel: str
    score: float
    mean: float
    deviation: float

    @property
    def sigmas(self) -> float:
        """By how many standard deviations the score is above chance; 0 when nothing can be told by it."""
        return (self.score - self.mean) / self.deviation if self.deviation > 1e-9 else 0.0

    @property
    def is_alarm(self) -> bool:
        """Whether chance hardly does as well."""
        return self.sigmas > ALARM_SIGMAS

    def __str__(self) -> str:
        beside = f"{self.score:7.2f} right, chance {self.mean:5.2f} ± {self.deviation:4.2f}"
        return f"{self.sigmas:+6.1f} σ  {beside}  {self.channel}"


def judge(channel: str, bets: Sequence[Weights]) -> Figure:
    """Judge a guess where voter n's true ballot has the number n, of as many ballots as voters."""
    count = len(bets)
    rows = [sum(bet.values()) / count for bet in bets]
    columns = [0.0] * count
    for bet in bets:
        for ballot, weight in bet.items():
            columns[ballot] += weight / count
    grand = sum(rows) / count
    squares = sum(weight * weight for bet in bets for weight in bet.values())
    # Σ (a - row - column + grand)², written out so that weights that are 0 cost nothing.
    spread = squares - count * sum(row * row for row in rows) - count * sum(column * column for column in columns)
    spread += count * count * grand * grand
    return Figure(
        channel=channel,
        score=sum(bet.get(voter, 0.0) for voter, bet in enumerate(bets)),
        mean=count * grand,
        deviation=sqrt(max(spread, 0.0) / (count - 1)),
    )


def bet_on_choices(guessed: Sequence[Mapping[int, float]], chosen: Sequence[int]) -> list[Weights]:
    """The bets of a guess at choices (of each voter: choice → weight): every ballot with a guessed choice counts."""
    return [{ballot: guess[row] for ballot, row in enumerate(chosen) if row in guess} for guess in guessed]


def bet_on_order(places: Sequence[Sequence[int]], order: Sequence[int], reach: int) -> list[Weights]:
    """The bets of a guess by order: voter n is thought to stand at one of `places[n]` of `order`, a list of ballots.

    Ballots nearby get some of the weight, up to `reach` - 1 places off: people overtake each other.
    """
    bets: list[Weights] = []
    for standing in places:
        bet: dict[int, float] = {}
        for place in standing:
            near = range(max(0, place - reach + 1), min(len(order), place + reach))
            shares = {order[at]: 1.0 - abs(at - place) / reach for at in near}
            for ballot, share in shares.items():
                bet[ballot] = bet.get(ballot, 0.0) + share / sum(shares.values()) / len(standing)
        bets.append(bet)
    return bets
