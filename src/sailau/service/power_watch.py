"""Power that is switched from mains to battery or back is recorded by the device to which it happens (E11; L 50-1(6)).

Asked from the device's own loop, as often as it likes: the system is looked at every few seconds.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from sailau.adapters.machine.power import Power, Source, read_power
from sailau.ports import Recorder, RecorderLostError

LOOK_SECONDS: Final = 2.0


class PowerWatch:
    """The power of one machine, as its program saw it last."""

    def __init__(
        self,
        recorder: Callable[[], Recorder],
        read: Callable[[], Power] = read_power,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._recorder, self._read, self._monotonic = recorder, read, monotonic
        self._looked = float("-inf")
        self._recorded = Source.MAINS
        """Mains is what the law demands: a start on battery is recorded at once."""

    def look(self) -> None:
        """Look when it is time to, and record a switch; one that no recorder took is recorded when one does."""
        now = self._monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        source = self._read().source
        if source in (self._recorded, Source.UNKNOWN):
            return
        with suppress(RecorderLostError):
            self._recorder().record("power-switched", to=source.value)
            self._recorded = source

    def within(self, ended: Callable[[], bool]) -> Callable[[], bool]:
        """`ended`, which also looks after the power each time that it is asked."""

        def looked() -> bool:
            self.look()
            return ended()

        return looked
