"""What the recorder is told of an input at the kiosk: one pure function of the turn before, the input, the turn after.

Every input that reaches the device is there with what it came from, also one that changed nothing and one beside all
controls; where on the ballot it fell is not (E18; L 50-2(4); R 11). A ballot being on the screen, the recorder seals
all of this inside the session's stream. What the card, the sealing and the reader do is recorded where it happens.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from sailau.recorder.values import FieldValue
from sailau.terminal.kiosk import OF_SOUND, Did, Input, Passed, Take, Walk, screen_of, targets
from sailau.terminal.screen_table import WAITING, Phase
from sailau.terminal.turn import Ground, Turn, rows_shown

Moment = tuple[str, Mapping[str, FieldValue]]
"""An event's code and its fields, as the recorder's catalogue has them."""


class Source(StrEnum):
    """What an input came from: the words of the event `input-made`."""

    TOUCH = "touch"
    BESIDE = "touch-beside"
    KEYBOARD = "keyboard"
    SWITCH_ONE = "switch-one"
    SWITCH_TWO = "switch-two"
    HEADPHONES_IN = "headphones-in"
    HEADPHONES_OUT = "headphones-out"
    TIME_OUT = "time-out"


_AIDS: Final[Mapping[str, str]] = {
    "text-size": "large-text",
    "contrast": "contrast",
    **dict.fromkeys(OF_SOUND, "speech"),
}
_SHOWN: Final[Mapping[str, str]] = {"review": "review-shown", "thanks": "thanks-shown", "code": "code-shown"}
_WITHOUT_TOUCH: Final = frozenset({Source.KEYBOARD, Source.SWITCH_ONE, Source.SWITCH_TWO})


def moments_of(ground: Ground, before: Turn, happened: Input, after: Turn, source: Source | None) -> tuple[Moment, ...]:
    """The events of one input, in order: to be recorded before anything follows from it.

    `after` is what `step` made of `before`. `source` says what a person's input came from; None: it is the card's, the
    device's or the clock's. Empty for an input that is no person's, lets no time run out and shows nothing new.
    """
    meant = _meant(ground, before, happened)
    return (
        *_input(before, happened, source),
        *_touched(ground, before, meant),
        *_aids(before, meant, after, source),
        *_shown(before, after),
    )


def input_made(source: Source) -> Moment:
    """The event of an input that is no input of the kiosk: a touch beside all controls, headphones put in."""
    return "input-made", {"source": source.value}


def is_turn_over(before: Turn, after: Turn) -> bool:
    """Whether a voter's turn ended with this step: its stream may end when the step's effects are carried out.

    A card that is read again after it left too early is still the turn's.
    """
    left = after.screen != before.screen and after.screen != "reading"
    return left and screen_of(after).phase is Phase.NONE


def is_turn(turn: Turn) -> bool:
    """Whether a voter is at the device, from the invitation to thanks; help that was called at no turn is none."""
    at_help = turn.screen == "help" and turn.returns_to == WAITING
    return screen_of(turn).phase is not Phase.NONE and not at_help


def _input(before: Turn, happened: Input, source: Source | None) -> Iterator[Moment]:
    if source is not None:
        yield input_made(source)
    elif isinstance(happened, Passed):
        limit = screen_of(before).quiet_seconds
        if limit is not None and before.quiet_seconds + happened.seconds >= limit:
            yield input_made(Source.TIME_OUT)


def _touched(ground: Ground, before: Turn, meant: Did | None) -> Iterator[Moment]:
    match meant:
        case Did(what="choose-language", language=language) if before.screen == "language":
            if language in ground.languages:
                yield "language-touched", {}
        case Did(what="choose", row=row) if before.screen == "contest" and row in rows_shown(ground, before):
            yield "answer-touched", {"contest": before.contest + 1}


def _meant(ground: Ground, before: Turn, happened: Input) -> Did | None:
    """What was done: what stands in focus, when that is taken."""
    match happened:
        case Did():
            return happened
        case Take() if before.focus is not None and before.screen != "still-there":
            ahead = targets(ground, before)
            return ahead[before.focus] if before.focus < len(ahead) else None
        case Take() | Walk() | Passed():
            return None


def _aids(before: Turn, meant: Did | None, after: Turn, source: Source | None) -> Iterator[Moment]:
    if meant is not None and meant.what in _AIDS:
        yield "help-used", {"aid": _AIDS[meant.what]}
    if after.screen == "help" != before.screen:
        yield "help-used", {"aid": "instruction"}
    if source in _WITHOUT_TOUCH and before.focus is None and after.focus is not None:
        yield "help-used", {"aid": "keys"}


def _shown(before: Turn, after: Turn) -> Iterator[Moment]:
    if after.screen != before.screen and after.screen in _SHOWN:
        yield _SHOWN[after.screen], {}
