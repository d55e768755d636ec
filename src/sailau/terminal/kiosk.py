"""The kiosk's one step: an input comes, the table says what happens (L 50-5(5); R 11, 12; C14-C20).

Touch, keyboard, two switches and sound make the same inputs; the clock and the card do too. Confirmed and sealed is
voted; not confirmed is wiped, from the turn as from the screen. Pure: no clock, no card, no screen.

A screen's *targets* are what can be touched on it, in the order of keyboard, switches and sound; a focus walks
through them by `Walk` and takes one by `Take`, which is then the input itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from sailau.election.ballot import BLANK, refusal_of
from sailau.election.nouns import Language
from sailau.errors import invariant
from sailau.terminal.screen_table import BACK, HERE, WAITING, Screen, ScreenTable, Way, shipped_table
from sailau.terminal.turn import (
    BLANK_ROW,
    NOTHING,
    SPEEDS,
    VOLUMES,
    Device,
    Ground,
    Notice,
    Turn,
    all_rows,
    contest_of,
    is_chosen,
    pages,
    review_pages,
    reviewed,
    rows_a_page,
    rows_shown,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """An input of the table. `row` for choose, `contest` (from 0) for change, `language` for choose-language."""

    what: str
    row: int | None = None
    contest: int | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """Time passed without anything else happening."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Walk:
    """The focus moves to the next target, or with -1 to the one before: keys, or the first of two switches."""

    by: int = 1


@dataclass(frozen=True, slots=True)
class Take:
    """The target in focus is taken: the enter key, or the second of two switches."""


Input = Did | Passed | Walk | Take

EFFECTS: Final = frozenset({"read-card", "seal", "challenge", "abandon", "note-abandoned", "forget"})
"""What a device carries out: read the card · seal the choices and write them · write what opens the ballot · wipe the
card · count a turn that ended without a vote · forget session, vote and codes."""


def begin() -> Turn:
    """The kiosk as the device starts."""
    return Turn(screen=WAITING)


def step(ground: Ground, turn: Turn, happened: Input) -> tuple[Turn, tuple[str, ...]]:
    """What is shown after an input, and the effects that the device must carry out, in order."""
    match happened:
        case Passed(seconds):
            return _pass(ground, turn, seconds)
        case Walk() | Take() if turn.screen == "still-there":  # any key is a yes
            return _answer(ground, turn, Did(what="go-on"))
        case Walk(by):
            return _walk(ground, turn, by), ()
        case Take():
            ahead = targets(ground, turn)
            if turn.focus is None or turn.focus >= len(ahead):
                return _walk(ground, turn, 1), ()
            return step(ground, turn, ahead[turn.focus])
        case Did():
            return _answer(ground, turn, happened)


def targets(ground: Ground, turn: Turn) -> tuple[Did, ...]:
    """What can be touched on the screen, in order."""
    if turn.tuning:
        return tuple(Did(what=name) for name in TUNING if name != "screen-off" or turn.headphones)
    found: list[Did] = []
    for offer in screen_of(turn).offers:
        match offer:
            case "choose":
                found += [Did(what=offer, row=row) for row in rows_shown(ground, turn)]
            case "choose-language":
                found += [Did(what=offer, language=language) for language in ground.languages]
            case "change":
                found += [Did(what=offer, contest=place) for place in reviewed(ground, turn)]
            case "next" if turn.screen == "review" and not _more_review(ground, turn):
                pass
            case "confirm" if turn.screen == "review" and _more_review(ground, turn):
                pass
            case "check" if not ground.check:
                pass
            case "finish" | "card-in" if ground.device is Device.TERMINAL:
                pass
            case "leave" if turn.screen == "help" and turn.returns_to == WAITING:
                pass
            case _:
                found.append(Did(what=offer))
    return tuple(found)


def screen_of(turn: Turn) -> Screen:
    """The table's entry of what is shown."""
    return shipped_table().screens[turn.screen]


def seconds_left(turn: Turn) -> float | None:
    """How long until the time is out; None where the screen waits as long as it takes."""
    limit = screen_of(turn).quiet_seconds
    return None if limit is None else max(0.0, limit - turn.quiet_seconds)


def _pass(ground: Ground, turn: Turn, seconds: float) -> tuple[Turn, tuple[str, ...]]:
    limit, quiet = screen_of(turn).quiet_seconds, turn.quiet_seconds + seconds
    if limit is None:
        return turn, ()
    if quiet < limit:
        return replace(turn, quiet_seconds=quiet), ()
    return _answer(ground, turn, Did(what="time-out"))


def _walk(ground: Ground, turn: Turn, by: int) -> Turn:
    count = len(targets(ground, turn))
    if not count:
        return replace(turn, quiet_seconds=0.0)
    place = (0 if by > 0 else count - 1) if turn.focus is None else (turn.focus + by) % count
    return replace(turn, focus=place, asked=False, quiet_seconds=0.0)


def _answer(ground: Ground, turn: Turn, did: Did) -> tuple[Turn, tuple[str, ...]]:
    if not _possible(ground, turn, did):
        return turn, ()
    if turn.tuning and did.what in OF_PEOPLE - OF_SOUND:  # what lies under the controls of the sound is out of reach
        return replace(turn, tuning=False, focus=None, quiet_seconds=0.0), ()
    way = next(way for way in screen_of(turn).on[did.what] if not way.when or CONDITIONS[way.when](ground, turn, did))
    changed = turn if way == Way(when="", to=HERE, do=(), effects=()) else _follow(ground, turn, did, way)
    people = did.what in OF_PEOPLE or changed.screen != turn.screen
    return (replace(changed, quiet_seconds=0.0) if people else changed), way.effects


def _possible(ground: Ground, turn: Turn, did: Did) -> bool:
    """Whether a touch names something that is on the screen; a form that says otherwise changes nothing."""
    match did.what:
        case "choose" if turn.screen == "contest":
            return did.row in rows_shown(ground, turn)
        case "choose-language" if turn.screen == "language":
            return did.language in ground.languages
        case "change" if turn.screen == "review":
            return did.contest in reviewed(ground, turn)
    return True


def _follow(ground: Ground, turn: Turn, did: Did, way: Way) -> Turn:
    changed = turn if did.what in OF_SOUND | OF_MACHINE else replace(turn, notice=Notice.NONE, asked=False)
    for name in way.do:
        changed = CHANGES[name](ground, changed, did)
    if way.to == HERE:
        return changed
    shown = turn.returns_to if way.to == BACK else way.to
    invariant(shown in shipped_table().screens, "there is nothing to go back to")
    moved = replace(changed, screen=shown, focus=None, tuning=False)
    return _wiped(moved) if shown == WAITING and way.to != BACK else moved


def _wiped(turn: Turn) -> Turn:
    """The turn of nobody: choices, language and settings gone, so that the next voter finds nothing of this one."""
    return Turn(screen=turn.screen, headphones=turn.headphones)


# Conditions: the words after `when` in the table.


def _open_questions(ground: Ground, turn: Turn) -> tuple[int, ...]:
    asked = enumerate(ground.style.contests)
    return tuple(place for place, question in asked if refusal_of(question, turn.choice(question)) is not None)


def _more_review(ground: Ground, turn: Turn) -> bool:
    return turn.page + 1 < len(review_pages(ground, turn))


def _one_too_many(ground: Ground, turn: Turn, did: Did) -> bool:
    asked = contest_of(ground, turn)
    choice = turn.choice(asked)
    if asked.question.maximum == 1 or choice is BLANK or did.row == BLANK_ROW or did.row in choice:
        return False
    return len(choice) >= asked.question.maximum


Condition = Callable[[Ground, Turn, Did], bool]
CONDITIONS: Final[Mapping[str, Condition]] = MappingProxyType(
    {
        "without-card": lambda ground, turn, did: ground.device is Device.PORTABLE,
        "one-too-many": _one_too_many,
        "more-pages": lambda ground, turn, did: turn.page + 1 < pages(turn, contest_of(ground, turn)),
        "more-review": lambda ground, turn, did: _more_review(ground, turn),
        "not-first-page": lambda ground, turn, did: turn.page > 0,
        "too-few": lambda ground, turn, did: turn.contest in _open_questions(ground, turn),
        "from-review": lambda ground, turn, did: turn.from_review,
        "last-contest": lambda ground, turn, did: turn.contest + 1 == len(ground.style.contests),
        "first-contest": lambda ground, turn, did: turn.contest == 0,
        "something-missing": lambda ground, turn, did: bool(_open_questions(ground, turn)),
        "one-pressed": lambda ground, turn, did: 1 in turn.pressed,
        "other-pressed": lambda ground, turn, did: 2 in turn.pressed,
        "check-allowed": lambda ground, turn, did: ground.check,
        "with-headphones": lambda ground, turn, did: turn.headphones,
        "no-turn": lambda ground, turn, did: turn.returns_to == WAITING,
    }
)


# Changes: the words after `do` in the table.


def _choose(ground: Ground, turn: Turn, did: Did) -> Turn:
    asked, row = contest_of(ground, turn), did.row
    invariant(row is not None, "a touch on a row has its number")
    choice = turn.choice(asked)
    if row == BLANK_ROW:
        chosen = NOTHING if choice is BLANK else BLANK
    elif choice is BLANK or asked.question.maximum == 1:
        chosen = NOTHING if is_chosen(choice, row or 0) else frozenset({row or 0})
    else:
        chosen = choice ^ {row or 0}
    return replace(turn, choices=MappingProxyType({**turn.choices, asked.contest.id: chosen}))


def _to_contest(turn: Turn, contest: int, *, page: int = 0, from_review: bool = False) -> Turn:
    return replace(turn, contest=contest, page=page, from_review=from_review, focus=None)


def _to_last_page(ground: Ground, turn: Turn, contest: int) -> Turn:
    return _to_contest(turn, contest, page=pages(turn, ground.style.contests[contest]) - 1)


def _resize(ground: Ground, turn: Turn, did: Did) -> Turn:
    """Change the size of the letters and stay at the row, on the review the contest, that was first on the page."""
    if turn.screen == "review":
        return _resize_review(ground, turn)
    first = turn.page * rows_a_page(turn)
    resized = replace(turn, large=not turn.large)
    count = len(all_rows(contest_of(ground, turn)))
    return replace(resized, page=min(first, count - 1) // rows_a_page(resized))


def _resize_review(ground: Ground, turn: Turn) -> Turn:
    first, resized = reviewed(ground, turn)[0], replace(turn, large=not turn.large)
    ahead = review_pages(ground, resized)
    return replace(resized, page=next(place for place, page in enumerate(ahead) if first in page))


def _repeat(ground: Ground, turn: Turn, did: Did) -> Turn:
    """Say again what is in focus; a second time the whole screen, with what is spoken on request alone."""
    whole = turn.tuning or turn.asked
    return replace(turn, asked=True, tuning=False, focus=None if whole else turn.focus)


Change = Callable[[Ground, Turn, Did], Turn]
CHANGES: Final[Mapping[str, Change]] = MappingProxyType(
    {
        "text-size": _resize,
        "contrast": lambda ground, turn, did: replace(turn, contrast=not turn.contrast),
        "sound": lambda ground, turn, did: replace(turn, sound=not turn.sound),
        "tune": lambda ground, turn, did: replace(turn, tuning=not turn.tuning, focus=None),
        "louder": lambda ground, turn, did: replace(turn, volume=min(turn.volume + 1, len(VOLUMES) - 1)),
        "softer": lambda ground, turn, did: replace(turn, volume=max(turn.volume - 1, 0)),
        "faster": lambda ground, turn, did: replace(turn, speed=min(turn.speed + 1, len(SPEEDS) - 1)),
        "slower": lambda ground, turn, did: replace(turn, speed=max(turn.speed - 1, 0)),
        "screen": lambda ground, turn, did: replace(turn, screen_off=not turn.screen_off),
        "plug-in": lambda ground, turn, did: replace(turn, headphones=True),
        "unplug": lambda ground, turn, did: replace(turn, headphones=False, screen_off=False),
        "repeat": _repeat,
        "set-language": lambda ground, turn, did: replace(turn, language=did.language),
        "choose": _choose,
        "say-too-few": lambda ground, turn, did: replace(turn, notice=Notice.TOO_FEW, focus=0),
        "say-too-many": lambda ground, turn, did: replace(turn, notice=Notice.TOO_MANY),
        "turn-page": lambda ground, turn, did: replace(turn, page=turn.page + 1, focus=None),
        "turn-back": lambda ground, turn, did: replace(turn, page=turn.page - 1, focus=None),
        "first-contest": lambda ground, turn, did: _to_contest(turn, 0),
        "next-contest": lambda ground, turn, did: _to_contest(turn, turn.contest + 1),
        "previous-contest": lambda ground, turn, did: _to_last_page(ground, turn, turn.contest - 1),
        "last-contest": lambda ground, turn, did: _to_last_page(ground, turn, len(ground.style.contests) - 1),
        "leave-contest": lambda ground, turn, did: replace(turn, page=0, from_review=False),
        "change": lambda ground, turn, did: _to_contest(turn, did.contest or 0, from_review=True),
        "first-missing": lambda ground, turn, did: _to_contest(
            turn, _open_questions(ground, turn)[0], from_review=True
        ),
        "press-1": lambda ground, turn, did: replace(turn, pressed=turn.pressed | {1}),
        "press-2": lambda ground, turn, did: replace(turn, pressed=turn.pressed | {2}),
        "release": lambda ground, turn, did: replace(turn, pressed=frozenset()),
        "remember": lambda ground, turn, did: replace(turn, returns_to=turn.screen),
        "wipe-choices": lambda ground, turn, did: replace(
            turn, choices=MappingProxyType({}), contest=0, page=0, from_review=False, returns_to=""
        ),
        "wipe-turn": lambda ground, turn, did: Turn(
            screen=turn.screen,
            language=turn.language,
            large=turn.large,
            contrast=turn.contrast,
            headphones=turn.headphones,
            sound=turn.sound,
            volume=turn.volume,
            speed=turn.speed,
            screen_off=turn.screen_off,
        ),
    }
)

OF_PEOPLE: Final = frozenset(
    {
        "choose-language", "choose", "back", "next", "change", "confirm", "button-1", "button-2", "hide", "check",
        "finish", "go-on", "leave", "help", "text-size", "contrast", "sound", "repeat", "louder", "softer", "faster",
        "slower", "hear", "screen-off",
    }
)  # fmt: skip
"""Inputs by a person at the device: each begins the time of quiet anew."""
TUNING: Final = ("repeat", "louder", "softer", "faster", "slower", "hear", "screen-off", "sound")
"""What the controls of the sound are, in their order; the last closes them."""
OF_SOUND: Final = frozenset(TUNING)
OF_MACHINE: Final = frozenset({"headphones-in", "headphones-out"})
"""Told by the device at any moment: they leave what the screen says of the last touch as it is."""


def names_used(table: ScreenTable) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The conditions, changes and effects that a table names."""
    ways = [way for screen in table.screens.values() for answers in screen.on.values() for way in answers]
    return (
        frozenset(way.when for way in ways if way.when),
        frozenset(name for way in ways for name in way.do),
        frozenset(name for way in ways for name in way.effects),
    )
