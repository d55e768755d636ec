"""A voter at a kiosk: looks at the screen, presses what is on it, and tells how it ended.

The kiosk is the device's own program with its reader and its recorder; only the page in between is not here.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sailau.card import CardSlot
from sailau.card.reader import CardInserted, CardReader, CardRemoved, ReaderEvent, ReaderFound
from sailau.ports import Clock
from sailau.refusal import Text
from sailau.service.kiosk_device import KioskDevice, Look
from sailau.service.kiosk_work import Work, frame_of, ground_of
from sailau.terminal.kiosk import Did
from sailau.terminal.moments import Source
from sailau.terminal.turn import contest_of, rows_shown

PATIENCE_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.002
BUSY: Final = frozenset({"waiting", "reading", "sealing", "challenging", "abandoning"})


def kiosk_of(work: Work, clock: Clock) -> KioskDevice:
    """The program of this device."""
    return KioskDevice(work, ground_of(work), frame_of(work, "right"), recorder=work.booth.recorder, clock=clock)


class Hand:
    """A reader in this process: a hand puts cards in and takes them out."""

    def __init__(self) -> None:
        self._events: list[ReaderEvent] = [ReaderFound("in hand")]
        self._wake = threading.Condition()

    def put_in(self, slot: CardSlot) -> None:
        """Put a card in."""
        self._happen(CardInserted(slot))

    def take_out(self) -> None:
        """Take it out."""
        self._happen(CardRemoved())

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        """See `CardReader.wait`."""
        with self._wake:
            if not self._events:
                self._wake.wait(timeout_seconds)
            return self._events.pop(0) if self._events else None

    def close(self) -> None:
        """See `CardReader.close`."""

    def _happen(self, event: ReaderEvent) -> None:
        with self._wake:
            self._events.append(event)
            self._wake.notify()


@contextmanager
def at_work(kiosk: KioskDevice, reader: CardReader) -> Iterator[KioskDevice]:
    """The kiosk's program in a thread of its own."""
    ended = threading.Event()
    program = threading.Thread(target=kiosk.run, args=(reader, ended.is_set))
    program.start()
    try:
        yield kiosk
    finally:
        ended.set()
        program.join()


def until(kiosk: KioskDevice, screen: str) -> None:
    """Wait for a screen."""
    end = time.monotonic() + PATIENCE_SECONDS
    while kiosk.look().turn.screen != screen:
        assert time.monotonic() < end, f"the kiosk stays at {kiosk.look().turn.screen}"
        time.sleep(LOOK_SECONDS)


class Voter:
    """One voter. `answer` is the number of the answer; `check`: checks the machine after the word of thanks."""

    def __init__(self, kiosk: KioskDevice, answer: int, *, check: bool = False) -> None:
        self._kiosk = kiosk
        self._answer = answer
        self._check = check
        self.refused: Text | None = None
        self.confirmed_at = self.thanked_at = 0.0

    def vote(self) -> str:
        """Go through all screens from the one that is shown; the screen at which there is nothing more to do."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            look = self._kiosk.look()
            if look.turn.screen in BUSY:
                time.sleep(LOOK_SECONDS)
                continue
            if look.turn.screen == "thanks" and not self.thanked_at:
                self.thanked_at = time.monotonic()
            wanted = _ANSWERS.get(look.turn.screen, _nothing)(self, look)
            if wanted is None:
                self.refused = look.shown.refused
                return look.turn.screen
            if wanted == Did(what="confirm"):
                self.confirmed_at = self.confirmed_at or time.monotonic()
            self._kiosk.press(look.place, wanted, Source.KEYBOARD)
        raise AssertionError(f"the kiosk stays at {self._kiosk.look().turn.screen}")

    def choose(self, look: Look) -> Did:
        """Find the answer, on whichever page it is, and choose it; then go on."""
        chosen = look.turn.choice(contest_of(look.ground, look.turn))
        if chosen == frozenset({self._answer}) or self._answer not in rows_shown(look.ground, look.turn):
            return Did(what="next")
        return Did(what="choose", row=self._answer)

    @property
    def checks(self) -> bool:
        """Whether the voter wants to check the machine."""
        return self._check


Answers = Callable[[Voter, Look], Did | None]


def _nothing(voter: Voter, look: Look) -> Did | None:
    return None


def _thanked(voter: Voter, look: Look) -> Did | None:
    return Did(what="check") if voter.checks else None


_ANSWERS: Final[dict[str, Answers]] = {
    "language": lambda voter, look: Did(what="choose-language", language=look.ground.languages[0]),
    "contest": lambda voter, look: voter.choose(look),
    "review": lambda voter, look: Did(what="confirm"),
    "thanks": _thanked,
    "check": lambda voter, look: Did(what="confirm"),
}
