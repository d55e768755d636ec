"""Every guess at voter → ballot that the images allow.

Each order that ballots have anywhere is held against the order in which voters must have handed in; the ballots that
one device knows against the voters who stood there; what stands beside a ballot against what stands beside a voter;
running hashes and sums are taken apart ballot by ballot.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sailau.formats.v1.record.closing import closing_sum
from sailau.group import Point, minus
from tests.attacker.chance import Weights, bet_on_order
from tests.attacker.findings import FEW, Findings, Order, PublicRecord
from tests.attacker.images import Image
from tests.attacker.walks import Walks

NEAR: Final = 4
"""How far people may overtake each other in a guess by order."""


@dataclass(frozen=True)
class Guess:
    """By voter's number: weights by the ballot's place in the public record, or by choice."""

    channel: str
    bets: Mapping[int, Weights]


def guesses_at_ballots(image: Image, public: PublicRecord, walks: Walks) -> Iterator[Guess]:
    """Every guess at voter → ballot."""
    findings = Findings(image, public)
    for order in (*findings.orders(), *_unrolled(findings, public)):
        yield from _by_order(order, walks, len(public.ballots))
    yield from _by_device(findings, walks)
    yield _by_what_stands_beside(findings, walks)


def _by_order(order: Order, walks: Walks, ballots: int) -> Iterator[Guess]:
    """Forwards and backwards, exactly and about."""
    if len(order.ballots) == ballots:
        places = dict(walks.places)
    else:
        there = walks.of_device(order.device) or sorted(walks.places, key=lambda voter: walks.places[voter])
        places = {voter: (place * len(order.ballots) // len(there),) for place, voter in enumerate(there)}
    for way, row in (("", order.ballots), (", backwards", order.ballots[::-1])):
        for reach, about in ((1, ""), (NEAR, ", about")):
            bets = bet_on_order(list(places.values()), row, reach)
            yield Guess(f"{order.channel}{way}{about}", dict(zip(places, bets, strict=True)))


def _by_device(findings: Findings, walks: Walks) -> Iterator[Guess]:
    """Who stood at a device has one of the ballots that its disk mentions."""
    for device, ballots in findings.by_device().items():
        there = walks.of_device(device)
        even = dict.fromkeys(ballots, 1 / len(ballots))
        yield Guess(f"ballots that {device} knows", dict.fromkeys(there, even))


def _by_what_stands_beside(findings: Findings, walks: Walks) -> Guess:
    """A voter's ballot is one that has something rare in common with what was recorded at the voter's admission."""
    voters = {
        voter: {b"%d" % value for line in lines for value in line.fields.values() if type(value) is int}
        for voter, lines in walks.at_the_desk().items()
    }
    ballots: dict[int, set[bytes]] = {}
    for ballot, beside in findings.said_beside():
        ballots.setdefault(ballot, set()).update(beside)
    seen = Counter(part for parts in ballots.values() for part in parts)
    told = Counter(part for parts in voters.values() for part in parts)
    rare = {part for part in seen if seen[part] <= len(ballots) / 3 and 0 < told[part] <= len(voters) / 3}
    bets: dict[int, Weights] = {}
    for voter, parts in voters.items():
        alike = [ballot for ballot, beside in ballots.items() if beside & parts & rare]
        bets[voter] = dict.fromkeys(alike, 1 / max(1, len(alike)))
    return Guess("what stands beside a ballot and beside an admission", bets)


# Running hashes and sums.


def _unrolled(findings: Findings, public: PublicRecord) -> Iterator[Order]:
    trackers = [ballot.tracker for ballot in public.ballots]
    for device, name, values in findings.digests():
        for way, unroll in _UNROLLED.items():
            order = unroll(values, trackers)
            if len(order) >= FEW:
                yield Order(f"{way} in {name}", device, tuple(dict.fromkeys(order)))


def _by_sum(values: Sequence[bytes], trackers: Sequence[str]) -> list[int]:
    """Each value is the one before with a ballot's point multiplied in."""
    points = {closing_sum([tracker]): place for place, tracker in enumerate(trackers)}
    found = []
    for before, after in pairwise(values):
        try:
            (step,) = minus([Point(after)], [Point(before)])
        except (ValueError, RuntimeError):
            continue
        if step in points:
            found.append(points[step])
    return found


def _by_chain(values: Sequence[bytes], trackers: Sequence[str]) -> list[int]:
    """Each value is the hash of the one before and a tracker."""
    found = []
    for before, after in pairwise(values):
        for place, tracker in enumerate(trackers):
            if hashlib.sha256(before + tracker.encode()).digest() == after:
                found.append(place)
    return found


def _by_set(values: Sequence[bytes], trackers: Sequence[str]) -> list[int]:
    """Each value is the hash of all trackers so far, sorted."""
    found: list[int] = []
    for value in values:
        present = [trackers[place] for place in found]
        for place, tracker in enumerate(trackers):
            joined = "\n".join(sorted([*present, tracker])).encode()
            if place not in found and hashlib.sha256(joined).digest() == value:
                found.append(place)
                break
    return found


_UNROLLED: Final[Mapping[str, Callable[[Sequence[bytes], Sequence[str]], list[int]]]] = {
    "a running sum": _by_sum,
    "a running hash": _by_chain,
    "a hash of all so far": _by_set,
}
