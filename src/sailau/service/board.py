"""The observers' board: the day's figures as everybody in the room may see them, counted anew every few seconds.

Read-only (L 20-1(5), 50-5(1)). `turn` is the table's: whoever holds it may read the stores; while a card's conversation
lasts, the board shows what it counted before.

Beside the figures stand those present (`service.presence`), the fingerprint of the software that runs, and the last
checkpoint of every record: those of the devices at the table as they were at the last full quarter of an hour since
the start, those of the terminals as cards carried them. An observer who takes a picture of them can later hold each
recorder's file against it (L 50-2(4), 50-6(1)).
"""

import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import Final

from sailau.adapters.software import software_fingerprint
from sailau.errors import StoreError
from sailau.service.day_summary import DaySummary, day_summary
from sailau.service.precinct import Precinct
from sailau.service.presence import Presence, presence

LOOK_SECONDS: Final = 2.0
WAIT_SECONDS: Final = 0.2
EPOCH_SECONDS: Final = 15 * 60
"""As of the terminals' epochs (`recorder.epochs`): a checkpoint at every moment would tell of every step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A checkpoint of a device's record: how many entries, and the last one's hash (hex)."""

    device: str
    entries: int
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the board shows beside the figures."""

    presence: Presence
    chains: tuple[Chain, ...]
    software: str


class Board:
    """The figures of an open precinct, kept for a moment."""

    def __init__(self, precinct: Precinct, turn: threading.Lock) -> None:
        """Count for the first time."""
        self._precinct, self._turn, self._mine = precinct, turn, threading.Lock()
        self._own: tuple[Chain, ...] = ()
        self._taken = float("-inf")
        with turn:
            self._summary, self._seen = self._count()
        self._looked, self._number = time.monotonic(), 0

    def look(self) -> tuple[DaySummary, int]:
        """The figures, and a number that grows when they, or what stands beside them, change."""
        with self._mine:
            self._look()
            return self._summary, self._number

    def present(self) -> tuple[Seen, int]:
        """What stands beside the figures, and the same number."""
        with self._mine:
            self._look()
            return self._seen, self._number

    def _look(self) -> None:
        if time.monotonic() - self._looked < LOOK_SECONDS or not self._turn.acquire(timeout=WAIT_SECONDS):
            return
        try:
            summary, seen = self._count()
        finally:
            self._turn.release()
        self._looked = time.monotonic()
        self._number += (summary, seen) != (self._summary, self._seen)
        self._summary, self._seen = summary, seen

    def _count(self) -> tuple[DaySummary, Seen]:
        if time.monotonic() - self._taken >= EPOCH_SECONDS:
            self._own, self._taken = _own_chains(self._precinct, self._own), time.monotonic()
        terminals = tuple(
            Chain(device=one.origin, entries=one.size, head=one.root.hex()) for one in self._precinct.witnesses.seen()
        )
        seen = Seen(presence=presence(self._precinct), chains=(*self._own, *terminals), software=_running())
        return day_summary(self._precinct), seen


def _own_chains(precinct: Precinct, before: tuple[Chain, ...]) -> tuple[Chain, ...]:
    """The heads of the records that this computer keeps open; one that does not answer stays as it was."""
    known = {chain.device: chain for chain in before}
    for recorder in precinct.recorders_in_use():
        try:
            head = recorder.head()
        except StoreError:
            continue
        known[head.device] = Chain(device=head.device, entries=head.entries, head=head.hash)
    return tuple(known[device] for device in sorted(known))


@cache
def _running() -> str:
    return software_fingerprint()
