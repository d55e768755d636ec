"""The other bodies: from the card that goes in to the card that is taken away, and all that can go wrong (C14-C20).

Each screen of failure says first whether the vote is counted, then what happened, then the one thing to do.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from sailau.election.nouns import Language
from sailau.refusal import Text
from sailau.stations.kiosk import contest
from sailau.stations.kiosk.making import Making, note, say_in
from sailau.stations.kiosk.parts import (
    Body,
    Button,
    Check,
    Code,
    Codes,
    Foot,
    Help,
    Kind,
    LanguageRow,
    Languages,
    Line,
    Message,
    Picture,
    Progress,
    Said,
    Step,
    StillThere,
    Thanks,
    Tone,
    Tuning,
    Waiting,
    Work,
)
from sailau.terminal.kiosk import Did
from sailau.terminal.shown import WHOLE_BALLOT, code_digits
from sailau.terminal.turn import SPEEDS, VOLUMES

STILL_THERE_SECONDS: Final = 60
NETWORK_IN: Final = 2
"""In how many languages the strip says that there is no network: it has room for two."""
BETWEEN_THANKS: Final = " · "

Made = tuple[Body, Foot]


def _waiting(made: Making) -> Made:
    begin = Did(what="card-in")
    body = Waiting(
        heading=made.either("insert-card", "portable-ready"),
        secret=made.either("secret", "secret-portable"),
        by_ear=made.say("by-ear"),
        network=made.say("no-network")[:NETWORK_IN],
        picture=made.picture(Picture.CARD_IN),
        told=_text(made, made.shown.told),
    )
    return body, Foot(onward=made.button(begin, made.say("begin-portable"), Kind.GO) if made.portable else None)


def _text(made: Making, text: Text | None) -> Said:
    """A text that is no word of the screens, in the languages of the page."""
    return () if text is None else tuple(Line(one, getattr(text, one.value)) for one in made.languages)


def _languages(made: Making) -> Made:
    rows = tuple(_language_row(made, language) for language in made.ground.languages)
    invitation = tuple(Line(language, say_in(language, "invitation")) for language in made.ground.languages)
    return Languages(heading=invitation, rows=rows), Foot()


def _language_row(made: Making, language: Language) -> LanguageRow:
    name = (Line(language, say_in(language, "language-name")),)
    prompt = (Line(language, say_in(language, "choose-language")),)
    button = made.button(Did(what="choose-language", language=language), name, Kind.ROW, icon="onward")
    return LanguageRow(button=button, prompt=prompt)


def _contest(made: Making) -> Made:
    return contest.contest_page(made), contest.contest_foot(made)


def _review(made: Making) -> Made:
    return contest.review(made), contest.review_foot(made)


def _work(made: Making, heading: Said) -> Made:
    warning = () if made.portable else made.say("do-not-remove")
    return Work(heading=heading, steps=(), warning=warning, percent=None), Foot()


def _sealing(made: Making) -> Made:
    progress = made.shown.progress
    done = 0 if progress is None else min(2, int(progress * 3))
    words = (made.say("encrypting"), made.either("writing-card", "writing-device"), made.say("reading-back"))
    steps = tuple(Step(place + 1, said, _progress(place, done)) for place, said in enumerate(words))
    body = Work(
        heading=made.say("sealing"),
        steps=steps,
        warning=() if made.portable else made.say("do-not-remove"),
        percent=None if progress is None else round(progress * 100),
    )
    return body, Foot()


def _progress(place: int, done: int) -> Progress:
    if place < done:
        return Progress.DONE
    return Progress.NOW if place == done else Progress.AHEAD


def _thanks(made: Making) -> Made:
    pressed = made.turn.pressed
    other = next((button for button in (1, 2) if button not in pressed), None) if pressed else None
    body = Thanks(
        accepted=made.say("accepted"),
        heading=_thanks_words(made),
        now=made.say("now"),
        take=made.take(),
        picture=made.picture(Picture.CARD_OUT),
        wish=made.say("if-you-wish"),
        press=made.say("press-both") if other is None else made.say("press-other", button=other),
        buttons=tuple(_digit(made, number, number in pressed) for number in (1, 2)),
    )
    check = made.button(Did(what="check"), made.say("check-machine"), Kind.LINK, icon="scan")
    foot = Foot(back=check if made.offered("check") else None, seal=made.seal(picture=False), onward=made.finish())
    return body, foot


def _thanks_words(made: Making) -> Said:
    """The word of thanks in both languages, always; what else its text has stands behind, smaller."""
    kazakh, _, rest = say_in(made.language, "thanks").partition(BETWEEN_THANKS)
    russian, space, english = rest.partition(" ")
    both = (Line(Language.KK, kazakh), Line(Language.RU, russian))
    return (*both, Line(Language.EN, english)) if space else both


def _digit(made: Making, number: int, pressed: bool) -> Button:
    name = f"button-{number}"
    return made.button(Did(what=name), made.say_once(name), Kind.DIGIT, pressed=pressed)


def _codes(made: Making) -> Made:
    titles = {asked.contest.id: made.words(asked.contest.title) for asked in made.ground.style.contests}
    by_choice = any(control.contest is not None for control in made.ground.style.controls)
    secret = note("hidden", made.say("code-secret"), Tone.WARN, strong=True)
    plain = note("info", made.say("code-shows-nothing"))
    body = Codes(
        heading=made.say("control-code"),
        lead=made.say("remember-code"),
        codes=tuple(
            Code(title=() if contest_id == WHOLE_BALLOT else titles[contest_id], digits=tuple(code_digits(code)))
            for contest_id, code in made.shown.codes
        ),
        hides=made.say("code-hides", count=made.seconds_left()),
        notes=(secret if by_choice else plain, note("print", made.say("code-in-list"))),
        take=made.take(),
        picture=made.picture(Picture.CARD_OUT),
    )
    hide = made.button(Did(what="hide"), made.say("hide-code"), icon="hidden")
    return body, Foot(back=hide if made.portable else None, onward=made.finish() or hide)


def _check(made: Making) -> Made:
    body = Check(
        heading=made.say("check-machine"),
        warning=(made.say("not-counted"), made.say("opened-on-screen")),
        steps=_check_steps(made, "check-step-1", "check-step-2", "check-step-3"),
        seal=made.seal(picture=True),
        picture=None,
    )
    foot = Foot(
        back=made.button(Did(what="back"), made.say("no-count-it"), icon="back"),
        onward=made.button(Did(what="confirm"), made.say("begin-check"), icon="onward", icon_behind=True),
    )
    return body, foot


def _challenged(made: Making) -> Made:
    body = Check(
        heading=made.say("check-begun"),
        warning=(made.say("not-counted"),),
        steps=_check_steps(made, "check-step-2", "check-step-3"),
        seal=made.seal(picture=False),
        picture=made.picture(Picture.CARD_OUT),
    )
    return body, Foot()


def _check_steps(made: Making, *words: str) -> tuple[Step, ...]:
    return tuple(Step(place, made.say(word), Progress.AHEAD) for place, word in enumerate(words, start=1))


def _still_there(made: Making) -> Made:
    seconds = made.seconds_left()
    body = StillThere(
        heading=made.say("still-there"),
        lead=made.say("choice-hidden"),
        note=note("clock", made.say("any-key")),
        seconds=seconds,
        seconds_word=made.say("seconds", count=seconds),
        percent=min(100, round(100 * seconds / STILL_THERE_SECONDS)),
    )
    foot = Foot(
        back=made.button(Did(what="leave"), made.say("leave")),
        onward=made.button(Did(what="go-on"), made.say("yes-go-on"), Kind.GO),
    )
    return body, foot


def _help(made: Making) -> Made:
    notes = [note("choose", made.say("help-choose")), note("pencil", made.say("help-confirm"))]
    notes.append(note("lock", made.say("help-secret")))
    if not made.portable:
        notes.append(note("person", made.say("help-member")))
    leave = made.button(Did(what="leave"), made.say("leave")) if made.offered("leave") else None
    close = made.button(Did(what="go-on"), made.say_once("close-help"), Kind.GO)
    return Help(heading=made.say_once("help"), notes=tuple(notes)), Foot(back=leave, onward=close)


def _refused(made: Making) -> Made:
    why = _text(made, made.shown.refused)
    body = Message(
        status=None,
        heading=made.either("card-not-taken", "cannot-begin"),
        leads=(why,) if why else (),
        note=note("person", made.either("take-card-to-member", "hand-back")),
        picture=made.picture(Picture.CARD_OUT),
    )
    return body, Foot(onward=made.finish())


def _damaged(made: Making) -> Made:
    body = Message(
        status=note("warn", made.say("table-finds-out"), Tone.WARN),
        heading=made.say("card-damaged"),
        leads=(made.either("take-card-to-member", "hand-back"),),
        note=None,
        picture=made.picture(Picture.CARD_OUT),
    )
    return body, Foot(onward=made.finish())


def _put_back(made: Making) -> Made:
    body = Message(
        status=None,
        heading=made.say("put-card-back"),
        leads=(made.say("card-decides"),),
        note=None,
        picture=made.picture(Picture.CARD_IN),
    )
    return body, Foot()


def _forgotten(made: Making) -> Made:
    body = Message(
        status=note("done", made.say("accepted"), Tone.OK),
        heading=made.say("card-forgotten"),
        leads=(made.take(),),
        note=None,
        picture=made.picture(Picture.CARD_OUT),
    )
    return body, Foot()


def _removed(made: Making) -> Made:
    body = Message(
        status=note("warn", made.say("not-voted"), Tone.WARN),
        heading=made.say("removed-early"),
        leads=(made.say("choice-wiped"), made.say("put-card-in-again")),
        note=note("person", made.say("ask-member")),
        picture=made.picture(Picture.CARD_IN),
    )
    return body, Foot()


def _abandoned(made: Making) -> Made:
    body = Message(
        status=note("warn", made.say("no-vote-cast"), Tone.WARN),
        heading=made.say("abandoned-card"),
        leads=(),
        note=note("person", made.say("call-two-members")),
        picture=made.picture(Picture.CARD_STAYS),
    )
    return body, Foot()


def _out_of_service(made: Making, why: str, vote: Said) -> Made:
    body = Message(
        status=note("stop", vote, Tone.STOP),
        heading=made.either("out-of-service", "portable-out-of-service"),
        leads=(made.say(why),),
        note=note("person", made.either("other-terminal", "hand-back")),
        picture=Picture.OUT_OF_SERVICE,
    )
    return body, Foot()


def tuning(made: Making) -> Made:
    """The controls of the sound: they lie over whatever screen was there."""
    turn = made.turn
    words = {
        "repeat": "say-again",
        "louder": "louder",
        "softer": "softer",
        "faster": "faster",
        "slower": "slower",
        "hear": "turn-sound-off" if turn.sound else "turn-sound-on",
        "screen-off": "turn-screen-on" if turn.screen_off else "turn-screen-off",
    }
    body = Tuning(
        heading=made.say_once("sound-settings"),
        lead=made.say("headphones-only"),
        volume=made.say_once("volume-now", step=turn.volume + 1, steps=len(VOLUMES)),
        speed=made.say_once("speed-now", step=turn.speed + 1, steps=len(SPEEDS)),
        buttons=tuple(
            made.button(Did(what=what), made.say_once(word)) for what, word in words.items() if made.offered(what)
        ),
    )
    return body, Foot(onward=made.button(Did(what="sound"), made.say_once("close-sound"), Kind.GO))


MAKERS: Final[Mapping[str, Callable[[Making], Made]]] = MappingProxyType(
    {
        "waiting": _waiting,
        "reading": lambda made: _work(made, made.either("reading-card", "preparing-ballot")),
        "refused": _refused,
        "damaged": _damaged,
        "language": _languages,
        "contest": _contest,
        "review": _review,
        "sealing": _sealing,
        "put-back": _put_back,
        "thanks": _thanks,
        "code": _codes,
        "check": _check,
        "challenging": lambda made: _work(made, made.say("preparing-check")),
        "challenged": _challenged,
        "forgotten": _forgotten,
        "removed": _removed,
        "still-there": _still_there,
        "help": _help,
        "abandoning": lambda made: _work(made, made.either("wiping-card", "choice-wiped")),
        "abandoned": _abandoned,
        "reader-lost": lambda made: _out_of_service(made, "reader-lost", made.say("if-no-thanks")),
        "recorder-lost": lambda made: _out_of_service(made, "recorder-lost", made.say("if-no-thanks")),
        "codes-used-up": lambda made: _out_of_service(
            made, "codes-used-up", made.either("not-voted-here", "no-vote-cast")
        ),
    }
)
"""What makes the body and the foot of each state of `terminal/screens.toml`."""
