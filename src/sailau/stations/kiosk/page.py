"""A kiosk's page, made of ground, turn and what is shown: `page_of`, pure (L 50-5(5); R 11, 12; C14-C20; E32).

The same page is what a voter sees, what the gallery draws and what the ballot proof shows. All its texts come from
`words/screens.toml` and the ballot; its buttons are the targets of `terminal.kiosk`, in their order.
"""

from dataclasses import replace
from typing import Final

from sailau.stations.kiosk.bodies import MAKERS, tuning
from sailau.stations.kiosk.making import Making, making, say_in
from sailau.stations.kiosk.parts import (
    Body,
    Button,
    Foot,
    Key,
    Kind,
    Line,
    Page,
    Progress,
    Said,
    ScreenOff,
    Step,
)
from sailau.terminal.kiosk import Did, screen_of
from sailau.terminal.screen_table import Phase
from sailau.terminal.shown import Shown
from sailau.terminal.turn import Ground, Turn

STEP_WORDS: Final = ("step-language", "step-choice", "step-review", "step-thanks")
STEPS: Final = {
    "contest": 2,
    "review": 3,
    "sealing": 3,
    "thanks": 4,
    "code": 4,
    "check": 4,
    "challenging": 4,
    "challenged": 4,
}
"""Which step a screen is; a screen that is not here shows whose device it is instead."""
SETTING_ICONS: Final = (("text-size", "text"), ("contrast", "contrast"), ("sound", "sound"), ("help", "help"))
NAMED_IN: Final = 2
"""In how many languages precinct and device are named at most: a number is read in any."""
PERSON_SECONDS: Final = 5
"""How soon a browser without scripts asks again where a person may be in the middle of a touch."""
OPEN_TO_TOUCH: Final = frozenset({"language", "contest", "review", "help", "check"})


def page_of(ground: Ground, turn: Turn, shown: Shown) -> Page:
    """The page of a moment."""
    made = making(ground, turn, shown)
    body, foot = _made(made)
    steps = _steps(made)
    settings, frame = _settings(made), shown.frame
    return Page(
        screen=turn.screen,
        language=made.language,
        title=_title(body),
        large=turn.large,
        contrast=turn.contrast or isinstance(body, ScreenOff),
        slot=frame.slot,
        several_languages=len(made.languages) > 1,
        training=made.say("training") if frame.training else (),
        steps_name=made.say_once("steps"),
        steps=steps,
        step_short=_short(made, steps),
        settings_name=made.say_once("settings"),
        settings=settings,
        whose=_whose(made),
        fingerprint=_fingerprint(made),
        body=body,
        foot=foot,
        has_help=any(button.icon == "help" for button in settings),
        tuning=turn.tuning,
        refresh=_refresh(made),
    )


def _made(made: Making) -> tuple[Body, Foot]:
    """What fills the page. A screen that is off shows nothing of a vote; where no turn is, it helps the helper."""
    turn = made.turn
    if (turn.screen_off or made.shown.screen_off) and screen_of(turn).phase is not Phase.NONE:
        return _screen_off(made), Foot()
    return tuning(made) if turn.tuning else MAKERS[turn.screen](made)


def _title(body: Body) -> str:
    return body.heading[0].text


def _place_in_turn(made: Making) -> str:
    """The screen that says where in the turn the voter is: behind help and the question, the one remembered."""
    aside = made.turn.screen in {"help", "still-there"}
    return made.turn.returns_to if aside else made.turn.screen


def _steps(made: Making) -> tuple[Step, ...]:
    now = STEPS.get(_place_in_turn(made))
    if now is None:
        return ()
    return tuple(Step(number, _step_words(made, number, now), _progress(number, now)) for number in range(1, 5))


def _step_words(made: Making, number: int, now: int) -> Said:
    said = made.say_once(STEP_WORDS[number - 1])
    contests = len(made.ground.style.contests)
    if number != now or number != STEPS["contest"] or contests == 1:
        return said
    which = say_in(made.language, "step-of", step=made.turn.contest + 1, steps=contests)
    return (Line(made.language, f"{said[0].text} {which}"),)


def _progress(number: int, now: int) -> Progress:
    if number < now:
        return Progress.DONE
    return Progress.NOW if number == now else Progress.AHEAD


def _short(made: Making, steps: tuple[Step, ...]) -> Said:
    """The steps in few words, for large letters: "2 / 4 · Choice"."""
    now = next((step for step in steps if step.progress is Progress.NOW), None)
    if now is None:
        return ()
    which = say_in(made.language, "step-of", step=now.number, steps=len(steps))
    return (Line(made.language, f"{which} · {now.said[0].text}"),)


def _settings(made: Making) -> tuple[Button, ...]:
    turn = made.turn
    states = {"text-size": turn.large, "contrast": turn.contrast, "sound": turn.sound and turn.headphones}
    words = {"text-size": "setting-text", "contrast": "setting-contrast", "sound": "setting-sound"}
    answered = screen_of(turn).on
    found = tuple(
        made.button(
            Did(what=what),
            made.say_once(words.get(what, "setting-help")),
            Kind.SETTING,
            icon=icon,
            pressed=states.get(what),
        )
        for what, icon in SETTING_ICONS
        if what in states or any(way.to or way.do for way in answered[what])
    )
    # Over the screen lie the controls of the sound: the settings stay in sight, but are no targets.
    return tuple(replace(button, target=None, focused=False) for button in found) if turn.tuning else found


def _whose(made: Making) -> Said:
    frame, device = made.shown.frame, "portable" if made.portable else "terminal"
    return tuple(
        Line(
            language, say_in(language, "precinct", number=frame.precinct), say_in(language, device, number=frame.device)
        )
        for language in made.languages[:NAMED_IN]
    )


def _fingerprint(made: Making) -> Said:
    mark = made.shown.frame.fingerprint
    return tuple(
        Line(language, say_in(language, "fingerprint", mark="").strip(), mark) for language in made.languages[:1]
    )


def _screen_off(made: Making) -> ScreenOff:
    """Words of the screen that is off; its keys in the order in which the hand finds them."""
    keys = (("up", "key-before"), ("down", "key-after"), ("check", "key-choose"), ("help", "key-repeat"))
    return ScreenOff(
        heading=made.say("screen-off"),
        keys=tuple(Key(icon=icon, said=made.say(word)) for icon, word in keys),
        hint=made.say("screen-on-again"),
    )


def _refresh(made: Making) -> int:
    if made.turn.screen in OPEN_TO_TOUCH:
        return made.seconds_left() + 1
    return PERSON_SECONDS if made.turn.screen == "thanks" else 1
