"""What a voter does at the screen: every input through the kiosk's own table, every one of them recorded.

Three ways of choosing: by touch, by arrow keys, by two switches. The further down the list a name stands, the more
often the keys and the first switch are pressed; a touch is one touch wherever it falls.
"""

import random
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from sailau.election.nouns import Language
from sailau.ports import DeviceRecorder
from sailau.service.kiosk_record import KioskRecord
from sailau.terminal.kiosk import Did, Input, Take, Walk, begin, step, targets
from sailau.terminal.moments import Source
from sailau.terminal.turn import Ground, Turn

Seconds = float


class Way(StrEnum):
    """How a voter works the screen."""

    TOUCH = "touch"
    ARROWS = "arrows"
    SWITCHES = "switches"


_SOURCES: Final = {
    Way.TOUCH: (Source.TOUCH, Source.TOUCH),
    Way.ARROWS: (Source.KEYBOARD, Source.KEYBOARD),
    Way.SWITCHES: (Source.SWITCH_ONE, Source.SWITCH_TWO),
}
"""What moves the focus, and what takes what is in it."""


class Hands:
    """One voter at one kiosk."""

    def __init__(self, ground: Ground, recorder: DeviceRecorder, way: Way, chance: random.Random) -> None:
        self._ground = ground
        self._record = KioskRecord(ground, recorder)
        self._walks, self._takes = _SOURCES[way]
        self._way, self._chance = way, chance
        self._turn: Turn = begin()

    def happens(self, what: str) -> None:
        """The card, the device or the clock says something; what it says was carried out."""
        before = self._turn
        self._happen(Did(what=what), None)
        self._record.settle(before, self._turn)

    def chooses(self, row: int) -> Iterator[Seconds]:
        """The language, one row, the review; what is yielded is how long it takes. The next touch would confirm."""
        yield from self._does(Did(what="choose-language", language=self._chance.choice((Language.KK, Language.RU))))
        yield self._chance.uniform(4, 40)
        yield from self._does(Did(what="choose", row=row))
        yield from self._does(Did(what="next"))
        yield self._chance.uniform(2, 12)

    def confirms(self) -> Iterator[Seconds]:
        """The last touch before the ballot is sealed."""
        yield from self._does(Did(what="confirm"))

    def asks_for_the_code(self) -> Iterator[Seconds]:
        """Buttons 1 and 2, in either order; then the code is hidden again."""
        for button in self._chance.sample(("button-1", "button-2"), 2):
            yield from self._does(Did(what=button))
        yield self._chance.uniform(2, 6)
        yield from self._does(Did(what="hide"))

    def checks_the_machine(self) -> Iterator[Seconds]:
        """Asks for the check, and says yes to it."""
        yield from self._does(Did(what="check"))
        yield self._chance.uniform(2, 6)
        yield from self._does(Did(what="confirm"))

    def _does(self, wish: Did) -> Iterator[Seconds]:
        """Touch it, or walk the focus to it and take it."""
        yield self._chance.uniform(0.3, 1.2)
        if self._way is Way.TOUCH:
            self._happen(wish, self._takes)
            return
        place = targets(self._ground, self._turn).index(wish)
        while self._turn.focus != place:
            self._happen(Walk(), self._walks)
            yield self._chance.uniform(0.2, 0.5)
        self._happen(Take(), self._takes)

    def _happen(self, happened: Input, source: Source | None) -> None:
        after, _ = step(self._ground, self._turn, happened)
        self._record.take(self._turn, happened, after, source)
        self._turn = after
