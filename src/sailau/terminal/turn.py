"""A voter's turn as the kiosk holds it: what is shown, what is chosen so far, how large the letters are.

A `Turn` is a value; every input makes a new one (`kiosk.step`). The choices are in it and nowhere else until they are
sealed, and no text made from it contains them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from sailau.election.ballot import BLANK, BallotStyle, Choice, ContestQuestion
from sailau.election.nouns import ContestId, Language

ROWS_A_PAGE = 5
ROWS_A_PAGE_LARGE = 3
REVIEW_LINES = 5
REVIEW_LINES_LARGE = 2
"""How many chosen names a page of the review has room for; a contest stays whole."""
VOLUMES = (0.12, 0.25, 0.5, 0.75, 1.0)
"""How loud the sound may be, of the most that the device gives."""
SPEEDS = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
"""How fast the speech may be, of the speed at which it was recorded."""
VOLUME_START, SPEED_START = 2, 1
BLANK_ROW = 0
"""The row of the blank vote, where the rules allow one: the last of the last page."""
NOTHING: Choice = frozenset()


class Device(StrEnum):
    """Which device the kiosk is: one with a card slot, or the one that is carried to homes."""

    TERMINAL = "terminal"
    PORTABLE = "portable"


class Notice(StrEnum):
    """What the contest's screen says about the last touch."""

    NONE = ""
    TOO_FEW = "too-few"
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What does not change during the day. `check` says whether voters may check the machine (L 50-1(7))."""

    style: BallotStyle
    languages: tuple[Language, ...]
    device: Device
    check: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the kiosk shows. `contest` and `page` count from 0; `focus` is a place among the screen's targets.

    `headphones`: they are in, as the device says; nothing is spoken without. `sound`: the voter wants to hear.
    `volume` is a place in `VOLUMES`, `speed` one in `SPEEDS`. `tuning`: the controls of the sound lie over the screen.
    `asked`: the voter asked to hear it again, and with it what is spoken on request alone.
    """

    screen: str
    language: Language | None = None
    contest: int = 0
    page: int = 0
    from_review: bool = False
    choices: Mapping[ContestId, Choice] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    notice: Notice = Notice.NONE
    pressed: frozenset[int] = frozenset()
    returns_to: str = ""
    quiet_seconds: float = 0.0
    focus: int | None = field(default=None, repr=False)
    large: bool = False
    contrast: bool = False
    headphones: bool = False
    sound: bool = True
    volume: int = VOLUME_START
    speed: int = SPEED_START
    tuning: bool = False
    asked: bool = False
    screen_off: bool = False

    def choice(self, asked: ContestQuestion) -> Choice:
        """What is chosen in a contest so far."""
        return self.choices.get(asked.contest.id, NOTHING)


def contest_of(ground: Ground, turn: Turn) -> ContestQuestion:
    """The contest that is shown, or was shown last."""
    return ground.style.contests[turn.contest]


def all_rows(asked: ContestQuestion) -> tuple[int, ...]:
    """The rows of a contest in ballot order: numbers of the answers, and the blank vote last."""
    numbers = tuple(range(1, len(asked.answers) + 1))
    return (*numbers, BLANK_ROW) if asked.question.blank else numbers


def rows_a_page(turn: Turn) -> int:
    """How many rows are on a page at the turn's size of letters."""
    return ROWS_A_PAGE_LARGE if turn.large else ROWS_A_PAGE


def pages(turn: Turn, asked: ContestQuestion) -> int:
    """How many pages a contest has; at least one."""
    return -(-len(all_rows(asked)) // rows_a_page(turn))


def rows_shown(ground: Ground, turn: Turn) -> tuple[int, ...]:
    """The rows on the page that is shown."""
    size = rows_a_page(turn)
    return all_rows(contest_of(ground, turn))[turn.page * size : (turn.page + 1) * size]


def review_pages(ground: Ground, turn: Turn) -> tuple[tuple[int, ...], ...]:
    """The contests on each page of the review, by place: as many as fit, each with all that is chosen in it."""
    room = REVIEW_LINES_LARGE if turn.large else REVIEW_LINES
    found: list[list[int]] = []
    left = 0
    for place, asked in enumerate(ground.style.contests):
        choice = turn.choice(asked)
        lines = 1 if choice is BLANK else max(1, len(choice))
        if not found or lines > left:
            found.append([])
            left = room
        found[-1].append(place)
        left -= lines
    return tuple(tuple(page) for page in found)


def reviewed(ground: Ground, turn: Turn) -> tuple[int, ...]:
    """The contests on the page of the review that is shown."""
    ahead = review_pages(ground, turn)
    return ahead[min(turn.page, len(ahead) - 1)]


def is_chosen(choice: Choice, row: int) -> bool:
    """Whether `row` is chosen."""
    return row == BLANK_ROW if choice is BLANK else row in choice
