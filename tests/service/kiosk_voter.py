"""A voter at a kiosk: looks at the screen, presses what is on it, and tells how it ended.

The kiosk is the device's own program with its reader and its recorder; only the page in between is not here.
"""

import time
from collections.abc import Callable
from typing import Final

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
