"""A voter of the test deck at the kiosk: finds the names on the screen, page by page, and confirms (L 12(6), 50-1(5)).

It presses what a terminal's screens offer and nothing else, through the same step as the kiosk itself. The hands
change from ballot to ballot: by touch, by two switches, and by one who changes her mind.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import cycle
from typing import Final

from sailau.election.ballot import BallotStyle, Blank, Choice, ContestQuestion
from sailau.election.deck import Chosen
from sailau.election.nouns import ContestId, Language
from sailau.errors import invariant
from sailau.terminal.kiosk import Did, Take, Walk, begin, step, targets
from sailau.terminal.turn import BLANK_ROW, Device, Ground, contest_of, rows_shown

Screen = Callable[[ContestQuestion, Language], Sequence[str]]
"""The words of a contest's rows as the voter sees them in a language, in their order on the screen."""


class Hand(Enum):
    """How a voter presses."""

    TOUCH = "touch"
    SWITCHES = "two switches"
    WAVERING = "touches each chosen row three times: chosen, taken away, chosen"


HANDS: Final = (Hand.TOUCH, Hand.SWITCHES, Hand.WAVERING)


def hands() -> Iterator[Hand]:
    """Every way to press, in turn."""
    return cycle(HANDS)


def kiosk_of(style: BallotStyle, languages: tuple[Language, ...]) -> Ground:
    """A terminal with this ballot."""
    return Ground(style=style, languages=languages, device=Device.TERMINAL, check=False)


def vote_at_kiosk(
    ground: Ground, wanted: Mapping[ContestId, Chosen], language: Language, screen: Screen, hand: Hand
) -> Mapping[ContestId, Choice]:
    """What the kiosk hands to the sealing after the voter confirmed. A vote that it does not offer is our mistake."""
    voter = _Voter(ground, screen, language, hand)
    voter.turn, _ = step(ground, voter.turn, Did(what="card-in"))
    voter.turn, _ = step(ground, voter.turn, Did(what="card-admitted"))
    voter.press(Did(what="choose-language", language=language))
    for asked in ground.style.contests:
        voter.answer(asked, wanted[asked.contest.id])
    invariant(voter.turn.screen == "review", "after the last contest comes the review")
    effects = voter.press(Did(what="confirm"))
    invariant(effects == ("seal",), "what is confirmed is sealed")
    return voter.turn.choices


class _Voter:
    def __init__(self, ground: Ground, screen: Screen, language: Language, hand: Hand) -> None:
        self.turn = begin()
        self._ground, self._screen, self._language, self._hand = ground, screen, language, hand

    def press(self, did: Did) -> tuple[str, ...]:
        """Press a target of the screen; returns what the device must carry out."""
        ahead = targets(self._ground, self.turn)
        invariant(did in ahead, "the screen offers what the voter presses")
        if self._hand is not Hand.SWITCHES:
            self.turn, effects = step(self._ground, self.turn, did)
            return effects
        while self.turn.focus is None or ahead[self.turn.focus] != did:
            self.turn, _ = step(self._ground, self.turn, Walk())
        self.turn, effects = step(self._ground, self.turn, Take())
        return effects

    def answer(self, asked: ContestQuestion, chosen: Chosen) -> None:
        """Choose in a contest, page by page, and go on."""
        words = self._screen(asked, self._language)
        names = _names(asked, chosen, self._language)
        invariant(contest_of(self._ground, self.turn) == asked, "the contests come in the order of the ballot")
        for _ in range(len(words) + 1):
            for row in rows_shown(self._ground, self.turn):
                if isinstance(chosen, Blank) if row == BLANK_ROW else words[row - 1] in names:
                    for _ in range(3 if self._hand is Hand.WAVERING else 1):
                        self.press(Did(what="choose", row=row))
            self.press(Did(what="next"))
            if self.turn.screen != "contest" or contest_of(self._ground, self.turn) != asked:
                return
        invariant(False, "a lawful choice leads out of its contest")


def _names(asked: ContestQuestion, chosen: Chosen, language: Language) -> frozenset[str]:
    """The names that the voter looks for, as on the registration entries."""
    if isinstance(chosen, Blank):
        return frozenset()
    return frozenset(answer.text(language) for answer in asked.contest.answers if answer.id in chosen)
