"""The terminal's screens, one vote in its order and what can go wrong; candidates and parties are invented."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from sailau.election.ballot import Choice, questions
from sailau.election.examples import EXAMPLE_PRECINCT, party_and_district
from sailau.election.nouns import Choices, ContestId, NumbersOnly
from sailau.election.nouns import Language as BallotLanguage
from sailau.refusal import Text
from sailau.service.closing_medium import REQUEST_NOT_GOOD, TOUR_INSIDE
from sailau.stations.kiosk.page import page_of
from sailau.stations.kiosk.rendering import render
from sailau.stations.samples.sample import Sample
from sailau.terminal.refusals import EXPIRED
from sailau.terminal.shown import Frame, Shown, shown_codes
from sailau.terminal.turn import Device, Ground, Turn
from sailau.words.numbers import Language

FRAME: Final = Frame(precinct=25, device=3, fingerprint="3F9A 21C7 0B5E 88D1", training=False, slot="bottom")
TRACKER: Final = base64.b64encode(hashlib.sha256(b"sample").digest()).decode().rstrip("=")
CODES: Final = (4816,)
CHOSEN: Final = 2
AFTER_SEALING: Final = frozenset({"thanks", "code", "check", "challenging", "challenged"})
SECONDS: Final = {"still-there": 45, "code": 30}
SCREENS: Final = (
    "waiting", "reading", "refused", "language", "contest", "review", "sealing", "thanks", "code", "check",
    "challenged", "still-there", "removed", "damaged", "help", "reader-lost", "recorder-lost",
)  # fmt: skip
SILENT: Final = frozenset({"waiting", "language"})
"""Before a language is chosen."""


@cache
def ground(device: Device = Device.TERMINAL) -> Ground:
    """A ballot with one contest of invented candidates, in three languages, codes without choices (R 19)."""
    invented = party_and_district()
    seat = replace(invented.contests[1], choices=Choices())
    rules = replace(invented.rules, code_printout=NumbersOnly())
    style = questions(replace(invented, contests=(seat,), rules=rules), EXAMPLE_PRECINCT)
    return Ground(style=style, languages=tuple(BallotLanguage), device=device, check=device is Device.TERMINAL)


def _draw(
    screen: str, language: Language, device: Device = Device.TERMINAL, told: Text | None = None, **more: Any
) -> str:
    place = ground(device)
    choices: Mapping[ContestId, Choice] = MappingProxyType({})
    if screen in {"contest", "review"} and not more.pop("empty", False):
        choices = MappingProxyType({asked.contest.id: frozenset({CHOSEN}) for asked in place.style.contests})
    tongue = None if screen in SILENT else BallotLanguage(language)
    turn = Turn(
        screen=screen,
        language=tongue,
        choices=choices,
        returns_to="contest" if tongue else "waiting",
        **more,
    )
    shown = Shown(
        frame=FRAME,
        tracker=TRACKER if screen in AFTER_SEALING else "",
        codes=shown_codes(place.style, CODES) if screen == "code" else (),
        refused=EXPIRED.text if screen == "refused" else None,
        progress=0.58 if screen == "sealing" else None,
        seconds_left=SECONDS.get(screen),
        told=told,
    )
    return render(page_of(place, turn, shown), scripts=("/static/none.js",))


def _sample(name: str, screen: str, **more: Any) -> Sample:
    return Sample(f"kiosk-{name}", lambda language: _draw(screen, language, **more), several=screen in SILENT)


SAMPLES: Final = (
    *(_sample(screen, screen) for screen in SCREENS),
    _sample("contest-none", "contest", empty=True),
    _sample("large", "contest", large=True, contrast=True),
    _sample("sound", "contest", tuning=True, headphones=True),
    _sample("portable", "thanks", device=Device.PORTABLE),
    _sample("tour-inside", "waiting", device=Device.PORTABLE, told=TOUR_INSIDE.text),
    _sample("request-not-good", "waiting", told=REQUEST_NOT_GOOD.text),
)
