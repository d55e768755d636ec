"""A terminal's own health, on its own service screen: it is on no network (E20; L 50-2(3), 50-5(6)).

No password is asked for and no store is opened: what is looked at is the machine. Voting and this screen are never on
at once, since one program holds the reader.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sailau.adapters.machine import Check, Roots, check_clock, check_memory, check_network
from sailau.card.reader import CardReader
from sailau.ports import Clock, DeviceRecorder
from sailau.service.device_health import DeviceHealth, HealthLook, ReaderSeen

WAIT_SECONDS: Final = 0.2
_NOT_HERE: Final = frozenset({"clock-watch", "clock-ticks", "clock-zone"})
"""Checks that need a person with a watch, time, or the definition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHealth:
    """What a device sees of itself at one moment. `recorded` is false where no recorder was named."""

    device: str
    health: DeviceHealth
    checks: Sequence[Check]
    recorded: bool
    now: datetime


class OwnLook:
    """Looks at one device. Give it the reader again and again by `wait`, so that it knows whether it is there."""

    def __init__(
        self,
        device: str,
        folder: Path,
        clock: Clock,
        reader: CardReader,
        recorder: DeviceRecorder | None,
        roots: Roots | None = None,
    ) -> None:
        self._device, self._clock, self._recorder = device, clock, recorder
        self._reader, self._roots = ReaderSeen(reader), roots or Roots()
        self._look = HealthLook(folder, clock, recorder, lambda: self._reader.standing, self._roots)

    def wait(self, stopped: Callable[[], bool], moments: int = 10) -> None:
        """Hear what the reader reports, some moments long; a card that is put in is left alone."""
        for _ in range(moments):
            if not stopped():
                self._reader.wait(WAIT_SECONDS)

    def look(self) -> OwnHealth:
        """Look now. Raises StoreError for the software's files."""
        now = self._clock.now()
        zone = now.utcoffset()
        clock = check_clock(self._roots, None, zone, lambda _: None) if zone is not None else ()
        found = (*check_network(self._roots), *clock, *check_memory(self._roots))
        checks = tuple(one for one in found if one.code not in _NOT_HERE)
        recorded = self._recorder is not None
        return OwnHealth(device=self._device, health=self._look.look(), checks=checks, recorded=recorded, now=now)
