"""The scenes of the gallery: every state of the kiosk in every language, and what the look draws besides.

A scene is ground, turn and what is shown, nothing else: the pages are those that a voter sees.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from sailau.election.ballot import BLANK, BallotStyle, Choice
from sailau.election.nouns import ContestId, Language
from sailau.service.closing_medium import REQUEST_NOT_GOOD, TOUR_INSIDE
from sailau.service.portable import NO_CREDENTIAL_LEFT
from sailau.stations.kiosk.page import page_of
from sailau.stations.kiosk.parts import Page
from sailau.terminal.refusals import EXPIRED
from sailau.terminal.screen_table import shipped_table
from sailau.terminal.shown import Frame, Shown, shown_codes
from sailau.terminal.turn import BLANK_ROW, Device, Ground, Notice, Turn, rows_a_page

from .ballots import contests_five, five, longest, nine, twenty_four, two

WIDE: Final = (1280, 800)
NARROW: Final = (1024, 768)
FRAME: Final = Frame(precinct=25, device=3, fingerprint="3F9A 21C7 0B5E 88D1", training=False, slot="bottom")
TRACKER: Final = base64.b64encode(hashlib.sha256(b"gallery").digest()).decode().rstrip("=")
CODES: Final = (4816, 907, 3350, 77, 6248)
BEFORE_LANGUAGE: Final = (
    "waiting",
    "reading",
    "refused",
    "language",
    "help",
    "reader-lost",
    "recorder-lost",
    "codes-used-up",
)
OF_PORTABLE: Final = (
    "waiting", "reading", "refused", "sealing", "thanks", "code", "help", "abandoning", "recorder-lost",
    "codes-used-up",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One picture to take. `name` is the file's, without the size."""

    name: str
    ground: Ground
    turn: Turn
    shown: Shown
    sizes: tuple[tuple[int, int], ...] = (WIDE,)

    def page(self) -> Page:
        """The page that it shows."""
        return page_of(self.ground, self.turn, self.shown)


def ground_of(style: BallotStyle, device: Device = Device.TERMINAL) -> Ground:
    """A device that has this ballot in three languages."""
    return Ground(style=style, languages=tuple(Language), device=device, check=device is Device.TERMINAL)


@cache
def _grounds() -> Mapping[str, Ground]:
    made = {
        "five": five,
        "nine": nine,
        "longest": longest,
        "24": twenty_four,
        "two": two,
        "five-contests": contests_five,
    }
    return MappingProxyType({name: ground_of(style()) for name, style in made.items()})


def choices_of(style: BallotStyle, rows: tuple[int, ...] = (2,)) -> Mapping[ContestId, Choice]:
    """A choice in every contest: those rows, as many as may be chosen."""
    chosen = {
        asked.contest.id: BLANK if rows == (BLANK_ROW,) else frozenset(rows[: asked.question.maximum])
        for asked in style.contests
    }
    return MappingProxyType(chosen)


def shown_at(ground: Ground, screen: str, **more: Any) -> Shown:
    """What a device shows beside the turn in a state."""
    after = screen in {"thanks", "code", "check", "challenging", "challenged"}
    refused = NO_CREDENTIAL_LEFT if ground.device is Device.PORTABLE else EXPIRED
    codes = shown_codes(ground.style, CODES[: ground.style.codes_a_ballot])
    found: dict[str, Any] = {
        "frame": FRAME,
        "tracker": TRACKER if after else "",
        "codes": codes if screen == "code" else (),
        "refused": refused.text if screen == "refused" else None,
        "progress": 0.58 if screen == "sealing" else None,
        "seconds_left": {"still-there": 45, "code": 30}.get(screen),
    }
    return Shown(**{**found, **more})


def _turn(ground: Ground, screen: str, language: Language | None, **more: Any) -> Turn:
    chosen = screen in {"contest", "review"}
    choices = choices_of(ground.style) if chosen else MappingProxyType({})
    found = {
        "screen": screen,
        "language": language,
        "choices": choices,
        "returns_to": "contest" if language else "waiting",
    }
    return Turn(**{**found, **more})


def scene(
    name: str,
    ground: Ground,
    screen: str,
    language: Language | None,
    shown: Mapping[str, Any] | None = None,
    sizes: tuple[tuple[int, int], ...] = (WIDE,),
    **turn: Any,
) -> Scene:
    """A scene of a state, with what differs from the plainest one."""
    return Scene(
        name=f"{name}-{language or 'all'}",
        ground=ground,
        turn=_turn(ground, screen, language, **turn),
        shown=shown_at(ground, screen, **(shown or {})),
        sizes=sizes,
    )


def states() -> Iterator[Scene]:
    """Every state in every language, and before one is chosen where that may be; both sizes."""
    place, both = _grounds()["five"], (WIDE, NARROW)
    for number, screen in enumerate(shipped_table().screens, start=1):
        name = f"{number:02}-{screen}"
        if screen in BEFORE_LANGUAGE:
            yield scene(name, place, screen, None, sizes=both)
        if screen not in {"waiting", "language"}:
            for language in Language:
                yield scene(name, place, screen, language, sizes=both)


def dressed() -> Iterator[Scene]:
    """Every state in large letters, in high contrast and in both."""
    place, both = _grounds()["five"], (WIDE, NARROW)
    for number, screen in enumerate(shipped_table().screens, start=1):
        name = f"{number:02}-{screen}"
        for language in (None,) if screen in {"waiting", "language"} else (Language.KK, Language.RU):
            yield scene(f"{name}-large", place, screen, language, sizes=both, large=True)
            yield scene(f"{name}-large-contrast", place, screen, language, large=True, contrast=True)
            yield scene(f"{name}-contrast", place, screen, language, contrast=True)
            yield scene(
                f"{name}-training", place, screen, language, {"frame": replace(FRAME, training=True)}, sizes=both
            )


def _contests(language: Language) -> Iterator[Scene]:
    grounds = _grounds()
    five_, nine_, many, long = grounds["five"], grounds["nine"], grounds["24"], grounds["longest"]
    nothing: Mapping[ContestId, Choice] = MappingProxyType({})
    three, both = choices_of(many.style, (2, 5, 7)), (WIDE, NARROW)
    training = {"frame": replace(FRAME, training=True)}
    yield scene("contest-none", five_, "contest", language, choices=nothing)
    yield scene(
        "contest-none-pressed-next", five_, "contest", language, choices=nothing, notice=Notice.TOO_FEW, focus=0
    )
    yield scene("contest-focus", five_, "contest", language, focus=3)
    yield scene("contest-focus-on-chosen", five_, "contest", language, focus=1)
    yield scene("parties-page-1", nine_, "contest", language, training, both)
    yield scene("parties-page-2", nine_, "contest", language, training, both, page=1)
    yield scene("parties-none", nine_, "contest", language, choices=nothing)
    yield scene("parties-longest", long, "contest", language, sizes=both)
    yield scene("parties-longest-large", long, "contest", language, sizes=both, large=True)
    yield scene("parties-longest-review", long, "review", language, sizes=both, choices=choices_of(long.style, (1,)))
    yield scene("24-page-1", many, "contest", language, choices=three, sizes=both)
    yield scene(
        "24-page-2-too-many", many, "contest", language, choices=three, page=1, notice=Notice.TOO_MANY, sizes=both
    )
    yield scene("24-last-page", many, "contest", language, choices=choices_of(many.style, (BLANK_ROW,)), page=4)
    yield scene("24-too-few", many, "contest", language, choices=nothing, page=4, notice=Notice.TOO_FEW)
    yield scene("24-large", many, "contest", language, choices=three, large=True, page=2, sizes=both)
    yield scene("24-review", many, "review", language, choices=three)
    yield scene("two-contests-second", grounds["two"], "contest", language, contest=1, sizes=both)
    yield scene("two-contests-review", grounds["two"], "review", language, sizes=both)
    yield scene("two-contests-review-large", grounds["two"], "review", language, sizes=both, large=True)
    yield scene("two-contests-review-missing", grounds["two"], "review", language, choices=nothing)
    yield scene("two-contests-code", grounds["two"], "code", language, sizes=both)
    yield scene("five-contests-review", grounds["five-contests"], "review", language, sizes=both)
    yield scene("five-contests-review-large", grounds["five-contests"], "review", language, sizes=both, large=True)
    yield scene("five-contests-review-large-last", grounds["five-contests"], "review", language, large=True, page=2)
    yield scene("five-contests-code", grounds["five-contests"], "code", language, sizes=both)


def _others(language: Language) -> Iterator[Scene]:
    place, carried = _grounds()["five"], ground_of(five(), Device.PORTABLE)
    yield scene("thanks-one-pressed", place, "thanks", language, pressed=frozenset({1}))
    yield scene("thanks-focus", place, "thanks", language, focus=0)
    yield scene("sealing-begins", place, "sealing", language, {"progress": 0.05})
    yield scene("sealing-ends", place, "sealing", language, {"progress": 0.95})
    yield scene("sound-controls", place, "contest", language, tuning=True, headphones=True)
    yield scene(
        "sound-controls-large", place, "contest", language, tuning=True, headphones=True, large=True, sizes=(NARROW,)
    )
    yield scene("screen-off", place, "contest", language, screen_off=True, headphones=True)
    for screen in OF_PORTABLE:
        before = screen == "waiting"
        yield scene(f"portable-{screen}", carried, screen, None if before else language, sizes=(WIDE, NARROW))
    yield scene("portable-help-at-waiting", carried, "help", language, returns_to="waiting")


def variants() -> Iterator[Scene]:
    """What the look draws besides: lists, choices, focus, codes, slots, portable device, screen off."""
    place = _grounds()["five"]
    for slot in ("left", "right"):
        for screen in ("waiting", "removed", "thanks"):
            language = None if screen == "waiting" else Language.KK
            yield scene(f"slot-{slot}-{screen}", place, screen, language, {"frame": replace(FRAME, slot=slot)})
    carried = ground_of(five(), Device.PORTABLE)
    for told, ground in ((TOUR_INSIDE, carried), (REQUEST_NOT_GOOD, place)):
        yield scene(f"told-{told.code}", ground, "waiting", None, {"told": told.text}, sizes=(WIDE, NARROW))
    yield scene("screen-off", place, "language", None, screen_off=True, headphones=True, sizes=(WIDE, NARROW))
    for language in Language:
        yield from _contests(language)
        yield from _others(language)


def scenes() -> tuple[Scene, ...]:
    """All scenes, each name once."""
    found = {one.name: one for one in (*states(), *dressed(), *variants())}
    return tuple(found.values())


def all_pages(ground: Ground, turn: Turn) -> Iterator[Turn]:
    """The turn on every page of its contest."""
    asked = ground.style.contests[turn.contest]
    rows = len(asked.answers) + bool(asked.question.blank)
    for page in range(-(-rows // rows_a_page(turn))):
        yield replace(turn, page=page)
