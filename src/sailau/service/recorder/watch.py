"""A device without a kiosk stands still while its recorder is lost, and goes on by itself when it is found (E18).

The device's own loop asks `is_there` as often as it likes; twice a second it looks. What a person may hear meanwhile
is `RECORDER_LOST`.
"""

import time
from collections.abc import Callable, Iterable
from typing import Final

from sailau.ports import DeviceRecorder, RecorderLostError
from sailau.refusal import Refusal, Text

LOOK_SECONDS: Final = 0.5
RECORDER_LOST: Final = Refusal(
    "recorder-lost",
    "L 50-2(4)",
    Text(
        "Құрылғы жұмыс істемейді: тіркегіш жазбайды. Төрағаны шақырыңыз.",
        "Устройство не работает: регистратор не пишет. Позовите председателя.",
        "This device is out of service: the recorder does not record. Call the chair.",
    ),
)


class RecorderWatch:
    """Looks at the recorders of one program; `recorders` is asked anew each time, since some come later."""

    def __init__(
        self, recorders: Callable[[], Iterable[DeviceRecorder]], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._recorders = recorders
        self._monotonic = monotonic
        self._looked = -LOOK_SECONDS
        self.there = True
        """Whether all took records when they were last asked."""

    def is_there(self) -> bool:
        """Whether all take records; looks when it is time to. Raises `StoreError` when one will not again."""
        now = self._monotonic()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            self.there = all(map(_takes_records, self._recorders()))
        return self.there

    def lost(self) -> None:
        """A record was refused meanwhile."""
        self.there = False


def _takes_records(recorder: DeviceRecorder) -> bool:
    try:
        recorder.watch()
    except RecorderLostError:
        return False
    return True
