"""What an accumulator's screen shows: the last answer, and how many ballots are accepted (R 12; L 50-5(5); C21).

The device's program tells it what happens; pages look at it. An answer stays until the card is out, and five seconds
at least, so that the voter reads it also when the member is quick. The screen knows no card and no ballot.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from sailau.refusal import Text

READY: Final = "ready"
READING: Final = "reading"
ANSWER_SECONDS_MIN: Final = 5.0
STANDING: Final = frozenset(
    {"reader-lost", "reader-service-lost", "reader-surplus", "readers-ambiguous", "recorder-lost"}
)
"""What stands until it is over, card or no card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """`word` is `ready`, `reading`, what came of a command, or a refusal's code; `text` the words with it, if any.

    `accepted` is None as long as the precinct computer has not said it.
    """

    word: str
    text: Text | None = None
    accepted: int | None = None


class AccumulatorScreen:
    """The state of the screen. Told by one thread, looked at by others."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._telling = Telling(word=READY)
        self._number = 0
        self._until = 0.0
        self._has_card = False

    def look(self) -> tuple[Telling, int]:
        """What is shown, and a number that changes with it."""
        with self._lock:
            return self._telling, self._number

    def number(self) -> int:
        """The number of what is shown."""
        with self._lock:
            return self._number

    def card_in(self) -> None:
        """A card was put in: it is read now."""
        self._has_card = True
        self._show(replace(self._telling, word=READING, text=None))

    def card_out(self) -> None:
        """The card was taken out: the answer goes when it was there long enough (`tick`)."""
        self._has_card = False

    def answer(self, word: str, text: Text) -> None:
        """Say what came of the card, or what is wrong with the device."""
        self._until = self._monotonic() + ANSWER_SECONDS_MIN
        self._show(replace(self._telling, word=word, text=text))

    def accepted(self, count: int | None) -> None:
        """So many ballots are accepted by the precinct computer; None: it does not say."""
        self._show(replace(self._telling, accepted=count))

    def ready(self) -> None:
        """What was wrong with the device is over."""
        self._show(replace(self._telling, word=READY, text=None))

    def tick(self) -> None:
        """Invite the next card once the last one is out and its answer was read."""
        told = self._telling.word
        if told == READY or told in STANDING or self._has_card or self._monotonic() < self._until:
            return
        self.ready()

    def _show(self, telling: Telling) -> None:
        with self._lock:
            if telling != self._telling:
                self._telling = telling
                self._number += 1
