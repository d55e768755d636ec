"""A device at the table reports its own health on a link of its own, whoever has signed in there (E20; L 50-5(6)).

The link is apart from the device's work: a report neither waits for a card nor keeps one waiting. While the precinct
computer cannot be reached the device goes on, and reports again when it is there.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sailau.adapters.table_link import TableLink, words_told
from sailau.adapters.table_wire import LinkLostError
from sailau.errors import SignatureError
from sailau.refusal import Refusal
from sailau.service.device_health import DeviceHealth, encode_health

REPORT_SECONDS: Final = 5.0
END_SECONDS: Final = 2.0
"""A report that waits for its turn keeps no device from ending."""


class HealthReporter:
    """Reports what `look` sees, every `REPORT_SECONDS`."""

    def __init__(
        self,
        connect: Callable[[], TableLink | Refusal],
        look: Callable[[], DeviceHealth],
        every: float = REPORT_SECONDS,
    ) -> None:
        self._connect, self._look, self._every = connect, look, every
        self._link: TableLink | None = None
        self._ended = threading.Event()

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Report in a thread of its own until the block ends."""
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join(END_SECONDS)

    def report(self) -> bool:
        """Report once; False when the precinct computer could not be told."""
        try:
            link = self._link or self._connect()
            if isinstance(link, Refusal):
                return False
            self._link = link
            link.line.send("health", encode_health(self._look()))
            words_told(link.line.receive(), "noted")
            return True
        except (LinkLostError, SignatureError):
            # Who answers is not the precinct computer, or nobody does: the device's own work says so to people.
            self._leave()
            return False

    def _run(self) -> None:
        try:
            while not self._ended.is_set():
                self.report()
                self._ended.wait(self._every)
        finally:
            self._leave()

    def _leave(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None
