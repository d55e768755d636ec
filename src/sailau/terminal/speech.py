"""What a voter hears: the script of a screen, phrase by phrase (L 50-5(5); R 11, 12; C14-C20, M34a).

`script_of(ground, turn, shown)` is pure. With nothing in focus it is the screen: its heading, what it says, what is
chosen. With a target in focus it is that target: name, place in the list, state, then what the key does. Targets and
rows have the order of `terminal.kiosk.targets`, which is that of screen, keys, switches, review and print.

Nothing is spoken unless headphones are in. A control code and a seal number are spoken on request alone: when the voter
has it said again. Before a language is chosen, everything is said in each language of the election.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from sailau.election.ballot import ContestQuestion
from sailau.election.nouns import ContestKind, Language
from sailau.terminal import phrases
from sailau.terminal.kiosk import Did, targets
from sailau.terminal.phrases import Phrase, word
from sailau.terminal.shown import CROCKFORD, Shown, code_digits, seal_number
from sailau.terminal.turn import (
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
)

Either = str | tuple[str, str]
"""A word, or that of a device with a slot and that of one that is carried ("" = says nothing)."""

HAND_OVER: Final = ("take-card", "hand-back")
STATEMENTS: Final[Mapping[str, tuple[Either, ...]]] = MappingProxyType(
    {
        "waiting": (("insert-card", "portable-ready"), ("secret", "secret-portable")),
        "reading": (("reading-card", "preparing-ballot"), ("do-not-remove", "")),
        "damaged": ("card-damaged", "table-finds-out", ("take-card-to-member", "hand-back")),
        "language": ("invitation", "choose-language", "keys"),
        "sealing": ("sealing", ("do-not-remove", "")),
        "put-back": ("put-card-back", "card-decides"),
        "check": ("check-machine", "not-counted", "opened-on-screen", "check-step-1", "check-step-2", "check-step-3"),
        "challenging": ("preparing-check", "do-not-remove"),
        "challenged": ("check-begun", "not-counted", "check-step-2", "check-step-3"),
        "forgotten": ("accepted", "card-forgotten", HAND_OVER),
        "removed": ("not-voted", "removed-early", "choice-wiped", "put-card-in-again", "ask-member"),
        "still-there": ("still-there", "choice-hidden", "any-key"),
        "help": ("help", "help-choose", "help-confirm", "help-secret", ("help-member", ""), "keys"),
        "abandoning": (("wiping-card", "choice-wiped"), ("do-not-remove", "")),
        "abandoned": ("no-vote-cast", "abandoned-card", "call-two-members"),
        "reader-lost": ("if-no-thanks", "out-of-service", "reader-lost", "other-terminal"),
        "recorder-lost": (
            "if-no-thanks",
            ("out-of-service", "portable-out-of-service"),
            "recorder-lost",
            ("other-terminal", "hand-back"),
        ),
        "codes-used-up": (
            ("not-voted-here", "no-vote-cast"),
            ("out-of-service", "portable-out-of-service"),
            "codes-used-up",
            ("other-terminal", "hand-back"),
        ),
    }
)
"""What each screen says that says the same to everybody; the others stand in `HEADINGS`."""

LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "card-in": "begin-portable",
        "back": "back",
        "next": "next",
        "confirm": "confirm",
        "button-1": "button-1",
        "button-2": "button-2",
        "hide": "hide-code",
        "check": "check-machine",
        "finish": "finish",
        "go-on": "yes-go-on",
        "leave": "leave",
        "help": "help",
        "text-size": "larger-letters",
        "contrast": "high-contrast",
        "sound": "sound-settings",
        "repeat": "say-again",
        "louder": "louder",
        "softer": "softer",
        "faster": "faster",
        "slower": "slower",
        "hear": "turn-sound-off",
        "screen-off": "turn-screen-off",
    }
)
"""What each button is called; `OTHER_LABELS` where a screen calls it by another word."""
OTHER_LABELS: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {("check", "back"): "no-count-it", ("check", "confirm"): "begin-check", ("help", "go-on"): "close-help"}
)
_ALWAYS: Final = (Language.KK, Language.RU)


def script_of(ground: Ground, turn: Turn, shown: Shown) -> tuple[Phrase, ...]:
    """What is said at this moment, in order; nothing without headphones, or where the voter turned the sound off."""
    if not turn.headphones or not (turn.sound or turn.tuning):
        return ()
    languages = ground.languages if turn.language is None else (turn.language,)
    ahead = targets(ground, turn)
    if turn.focus is not None and turn.focus < len(ahead):
        target = ahead[turn.focus]
        spoken = languages if target.language is None else (target.language,)
        return tuple(one for each in spoken for one in _target(ground, turn, target, each))
    return tuple(one for each in languages for one in _heading(ground, turn, shown, each))


def _heading(ground: Ground, turn: Turn, shown: Shown, language: Language) -> Iterator[Phrase]:
    if turn.tuning:
        yield from (word(language, "sound-settings"), word(language, "keys"))
        return
    yield from _statements(ground, STATEMENTS.get(turn.screen, ()), language)
    special = HEADINGS.get(turn.screen)
    if special is not None:
        yield from special(ground, turn, shown, language)


def _statements(ground: Ground, said: Iterable[Either], language: Language) -> Iterator[Phrase]:
    for either in said:
        name = _of_device(ground, either)
        if name:
            yield word(language, name)


def _of_device(ground: Ground, either: Either) -> str:
    return either if isinstance(either, str) else either[ground.device is Device.PORTABLE]


# Screens that say what is on this ballot or of this vote.


def _refused(ground: Ground, turn: Turn, shown: Shown, language: Language) -> Iterator[Phrase]:
    why = None if shown.refused is None else phrases.refusal(language, shown.refused)
    yield why or word(language, _of_device(ground, ("card-not-taken", "cannot-begin")))
    yield word(language, _of_device(ground, ("take-card-to-member", "hand-back")))


def _contest(ground: Ground, turn: Turn, shown: Shown, language: Language) -> Iterator[Phrase]:
    asked, contests = contest_of(ground, turn), ground.style.contests
    if turn.page:
        yield word(language, "next-page")
    elif len(contests) > 1:
        yield phrases.contest_of(language, turn.contest + 1, len(contests))
    yield phrases.title(language, asked)
    yield _instruction(asked, language)
    yield word(language, "lines", len(all_rows(asked)))
    yield from _chosen(asked, turn, language)


def _review(ground: Ground, turn: Turn, shown: Shown, language: Language) -> Iterator[Phrase]:
    yield word(language, "next-page" if turn.page else "check-choice")
    for place in reviewed(ground, turn):
        yield phrases.title(language, ground.style.contests[place])
        yield from _chosen(ground.style.contests[place], turn, language)
    if turn.page + 1 < len(review_pages(ground, turn)):
        yield word(language, "review-goes-on")
    else:
        yield from (word(language, "confirm-if-right"), word(language, "cannot-change"))


def _thanks(ground: Ground, turn: Turn, shown: Shown, language: Language) -> Iterator[Phrase]:
    yield word(language, "accepted")
    yield from (word(each, "thank-you") for each in dict.fromkeys((*_ALWAYS, language)))
    yield word(language, _of_device(ground, HAND_OVER))
    if turn.pressed:
        yield phrases.button(language, 2 if 1 in turn.pressed else 1)
    else:
        yield word(language, "press-both")
    yield from _seal(turn, shown, language)


def _code(ground: Ground, turn: Turn, shown: Shown, language: Language) -> Iterator[Phrase]:
    titles = {asked.contest.id: asked for asked in ground.style.contests}
    by_choice = any(control.contest is not None for control in ground.style.controls)
    yield word(language, "control-code")
    if turn.asked:
        for contest, code in shown.codes:
            if contest in titles:
                yield phrases.title(language, titles[contest])
            yield from (phrases.number(language, int(digit)) for digit in code_digits(code))
    else:
        yield word(language, "hear-code")
    yield word(language, "remember-code")
    yield word(language, "code-secret" if by_choice else "code-shows-nothing")
    yield word(language, _of_device(ground, HAND_OVER))


def _seal(turn: Turn, shown: Shown, language: Language) -> Iterator[Phrase]:
    if not shown.tracker:
        return
    if not turn.asked:
        yield word(language, "hear-seal")
        return
    yield word(language, "seal-number")
    yield from (phrases.sign(language, sign) for group in seal_number(shown.tracker) for sign in group)


Heading = Callable[[Ground, Turn, Shown, Language], Iterator[Phrase]]
HEADINGS: Final[Mapping[str, Heading]] = MappingProxyType(
    {
        "refused": _refused,
        "contest": _contest,
        "review": _review,
        "thanks": _thanks,
        "code": _code,
        "check": lambda ground, turn, shown, language: _seal(turn, shown, language),
        "challenged": lambda ground, turn, shown, language: _seal(turn, shown, language),
    }
)


def _instruction(asked: ContestQuestion, language: Language) -> Phrase:
    least, most = asked.question.minimum, asked.question.maximum
    if most == 1:
        parties = asked.contest.kind is ContestKind.PARTIES
        return word(language, "choose-party" if parties else "choose-candidate")
    return word(language, "choose-several" if least == most else "choose-up-to", most)


def _chosen(asked: ContestQuestion, turn: Turn, language: Language) -> Iterator[Phrase]:
    rows = [row for row in all_rows(asked) if is_chosen(turn.choice(asked), row)]
    if not rows:
        yield word(language, "nothing-chosen")
        return
    yield word(language, "chosen")
    yield from (phrases.answer(language, asked, row) for row in rows)


# The target in focus.


def _target(ground: Ground, turn: Turn, target: Did, language: Language) -> Iterator[Phrase]:
    if turn.screen == "contest":
        yield from _notice(contest_of(ground, turn), turn, language)
    match target:
        case Did(what="choose", row=int(row)):
            yield from _row(contest_of(ground, turn), turn, row, language)
        case Did(what="choose-language"):
            yield from (word(language, "language-name"), word(language, "choose-it"))
        case Did(what="change", contest=int(number)):
            asked = ground.style.contests[number]
            yield phrases.title(language, asked)
            yield from _chosen(asked, turn, language)
            yield word(language, "change-it")
        case _:
            yield word(language, _label(ground, turn, target.what))
            yield from _state(turn, target.what, language)
            yield word(language, "press-it")


def _notice(asked: ContestQuestion, turn: Turn, language: Language) -> Iterator[Phrase]:
    least, most = asked.question.minimum, asked.question.maximum
    match turn.notice:
        case Notice.TOO_FEW:
            yield _instruction(asked, language) if most == 1 else word(language, "too-few", least)
        case Notice.TOO_MANY:
            yield word(language, "too-many", most)
        case Notice.NONE:
            pass


def _row(asked: ContestQuestion, turn: Turn, row: int, language: Language) -> Iterator[Phrase]:
    rows, chosen = all_rows(asked), is_chosen(turn.choice(asked), row)
    yield phrases.answer(language, asked, row)
    yield phrases.place(language, rows.index(row) + 1)
    yield phrases.of(language, len(rows))
    yield word(language, "chosen" if chosen else "not-chosen")
    yield word(language, "take-it-away" if chosen else "choose-it")


def _label(ground: Ground, turn: Turn, what: str) -> str:
    if turn.tuning:
        told = {"sound": "close-sound", "hear": "turn-sound-off" if turn.sound else "turn-sound-on"}
        return told.get(what, "turn-screen-on" if what == "screen-off" and turn.screen_off else LABELS[what])
    if what == "next" and turn.screen == "contest" and turn.page + 1 < pages(turn, contest_of(ground, turn)):
        return "next-page"
    return OTHER_LABELS.get((turn.screen, what), LABELS[what])


def _state(turn: Turn, what: str, language: Language) -> Iterator[Phrase]:
    match what:
        case "text-size" | "contrast":
            on = turn.large if what == "text-size" else turn.contrast
            yield word(language, "switched-on" if on else "switched-off")
        case "button-1" | "button-2":
            if int(what[-1]) in turn.pressed:
                yield word(language, "chosen")
        case "louder" | "softer":
            yield phrases.number(language, turn.volume + 1)
        case "faster" | "slower":
            yield phrases.number(language, turn.speed + 1)


# Everything that may ever be said.


def all_phrases(ground: Ground) -> tuple[Phrase, ...]:
    """Every phrase that `script_of` may say on a device with this ballot, each once: what is rendered and recorded."""
    found: dict[str, Phrase] = {}
    for one in _everything(ground):
        found.setdefault(one.name, one)
    return tuple(found.values())


def _everything(ground: Ground) -> Iterator[Phrase]:
    yield from (word(each, "thank-you") for each in _ALWAYS)
    for language in ground.languages:
        yield from (word(language, name) for name in sorted(_plain_words()))
        yield from (phrases.sign(language, sign) for sign in CROCKFORD)
        yield from (phrases.number(language, step) for step in range(1, max(len(VOLUMES), len(SPEEDS)) + 1))
        yield from (phrases.button(language, number) for number in (1, 2))
        for text in phrases.all_refusals():
            said = phrases.refusal(language, text)
            yield from () if said is None else (said,)
        yield from _of_ballot(ground, language)


def _plain_words() -> frozenset[str]:
    stated = [either for said in STATEMENTS.values() for either in said]
    of_devices = [name for either in stated for name in ((either,) if isinstance(either, str) else either) if name]
    more = {
        "card-not-taken", "cannot-begin", "take-card-to-member", "hand-back", "take-card", "next-page", "check-choice",
        "confirm-if-right", "cannot-change", "review-goes-on", "accepted", "thank-you", "press-both", "control-code",
        "hear-code", "remember-code", "code-secret", "code-shows-nothing", "hear-seal", "seal-number", "choose-party",
        "choose-candidate", "nothing-chosen", "chosen", "language-name", "choose-it", "take-it-away", "change-it",
        "press-it", "not-chosen",
        "close-sound", "turn-sound-on", "turn-screen-on", "switched-on", "switched-off", "blank", "keys",
    }  # fmt: skip
    return frozenset({*of_devices, *LABELS.values(), *OTHER_LABELS.values(), *more})


def _of_ballot(ground: Ground, language: Language) -> Iterator[Phrase]:
    contests = ground.style.contests
    for number, asked in enumerate(contests, start=1):
        least, most = asked.question.minimum, asked.question.maximum
        rows = all_rows(asked)
        yield phrases.contest_of(language, number, len(contests))
        yield phrases.title(language, asked)
        yield from (phrases.answer(language, asked, row) for row in rows)
        yield from (phrases.place(language, place) for place in range(1, len(rows) + 1))
        yield from (phrases.of(language, len(rows)), word(language, "lines", len(rows)), _instruction(asked, language))
        if most > 1:
            yield from (
                (word(language, "too-few", least), word(language, "too-many", most))
                if least
                else (word(language, "too-many", most),)
            )
