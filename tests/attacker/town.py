"""The polling place as time passes in it: who waits for what, and what comes next.

Everybody is a generator that says how many seconds the next thing takes, or at which queue it waits; one event after
another is taken from a heap, in the day's own clock.
"""

import heapq
import random
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sailau.sealing.vote import SealedVote
from tests.attacker.devices import DESK, TABLES, TERMINALS, Devices


class Queue:
    """Things of which one is needed; who finds none waits. Which of several is taken, is chance."""

    def __init__(self, things: list[Any]) -> None:
        self.free = things
        self.waiting: list[Person] = []


Person = Generator[float | Queue, Any, None]


@dataclass(frozen=True)
class Cast:
    """A ballot in the box, and whose it is: what the attacker is to find. `sealed_at`: seconds from the opening."""

    voter: int
    row: int
    vote: SealedVote
    device: str
    sealed_at: float


@dataclass
class Truth:
    """What really happened. The attacker gets `admissions` and `homes`; times in seconds from the opening."""

    admissions: list[tuple[float, int]] = field(default_factory=list)
    homes: tuple[int, ...] = ()
    cast: dict[int, Cast] = field(default_factory=dict)
    taken: list[tuple[float, int, int]] = field(default_factory=list)
    """(time, voter, card) in the order in which ballots came into the box."""
    at_desk: list[tuple[float, int]] = field(default_factory=list)
    """(time, card) of every activation."""


class Town:
    """The polling place: its devices and its queues."""

    def __init__(self, devices: Devices, seed: int) -> None:
        self.devices = devices
        self.truth = Truth()
        self.chance = random.Random(seed)
        self._begun = devices.clock.at
        self._ahead: list[tuple[float, int, Person, Any]] = []
        self._count = 0
        self.desks, self.tray = Queue([DESK]), Queue([])
        self.booths, self.tables = Queue(list(TERMINALS)), Queue(list(TABLES))

    @property
    def seconds(self) -> float:
        return (self.devices.clock.at - self._begun).total_seconds()

    def comes(self, person: Person, after: float) -> None:
        """The person comes in so many seconds."""
        self._next(person, self.seconds + after, None)

    def give(self, queue: Queue, thing: Any) -> None:
        """The thing is free; who waited longest gets it."""
        if queue.waiting:
            self._next(queue.waiting.pop(0), self.seconds, thing)
        else:
            queue.free.append(thing)

    def run(self) -> None:
        """Until everybody has gone."""
        while self._ahead:
            at, _, person, given = heapq.heappop(self._ahead)
            self.devices.clock.reach(self._begun + timedelta(seconds=at))
            try:
                need = person.send(given)
            except StopIteration:
                continue
            if not isinstance(need, Queue):
                self._next(person, self.seconds + need, None)
            elif need.free:
                self._next(person, self.seconds, need.free.pop(self.chance.randrange(len(need.free))))
            else:
                need.waiting.append(person)
        stuck = [queue.waiting for queue in (self.desks, self.tray, self.booths, self.tables)]
        assert not any(stuck), "somebody still waits"

    def _next(self, person: Person, at: float, given: Any) -> None:
        self._count += 1
        heapq.heappush(self._ahead, (at, self._count, person, given))
