"""The kiosk's screens of a ballot, for its proof and a device's self-test: the pages that voters will see (E22, E30).

They are the pages themselves, not pictures: HTML with the styles and fonts beside it, the same bytes wherever they are
made, to be looked at in any browser at 1280 x 800. Only what the ballot decides is here: invitation, every page of
every contest, usual and large, the review, the last screen; all others are alike for every ballot (`make gallery`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from types import MappingProxyType
from typing import Final

from sailau.election.ballot import BallotStyle, Choice, questions
from sailau.election.definition import canonical, fingerprint, short_fingerprint
from sailau.election.nouns import ContestId, Definition, Language
from sailau.election.styles import Style
from sailau.stations.kiosk.page import page_of
from sailau.stations.kiosk.parts import ContestPage
from sailau.stations.kiosk.rendering import render_still
from sailau.stations.site import static_files
from sailau.terminal.kiosk import targets
from sailau.terminal.shown import Frame, Shown
from sailau.terminal.turn import Device, Ground, Turn, pages

HERE: Final = "."
SHEETS: Final = ("sailau.css", "kiosk.css")
FONTS: Final = "fonts/"


def proof_screens(definition: Definition, made: tuple[Style, ...]) -> Mapping[str, bytes]:
    """The screens of every style in every language by file name; styles and fonts lie beside, as in a package."""
    mark = short_fingerprint(fingerprint(canonical(definition)))
    files = {name.removeprefix(FONTS): _asset(name) for name in (*SHEETS, *_fonts())}
    for style in made:
        precinct = int(style.precincts[0].number)
        ground = _ground(questions(definition, precinct), definition)
        shown = Shown(frame=Frame(precinct=precinct, device=1, fingerprint=mark, training=False, slot="bottom"))
        for name, turn in turns_of(ground):
            files[f"{style.id}-{name}.html"] = render_still(page_of(ground, turn, shown), HERE).encode()
    return files


def turns_of(ground: Ground) -> Iterator[tuple[str, Turn]]:
    """Every moment at which the ballot decides what a screen shows, by a name; each in all languages."""
    yield "language", Turn(screen="language")
    for language in ground.languages:
        for large in (False, True):
            for place, asked in enumerate(ground.style.contests, start=1):
                turn = Turn(screen="contest", language=language, contest=place - 1, large=large)
                for page in range(pages(turn, asked)):
                    size = "-large" if large else ""
                    yield f"{language}-contest-{place}-page-{page + 1}{size}", replace(turn, page=page)
        yield f"{language}-review", Turn(screen="review", language=language, choices=first_of_each(ground.style))
        yield f"{language}-thanks", Turn(screen="thanks", language=language)


def first_of_each(style: BallotStyle) -> Mapping[ContestId, Choice]:
    """As many of the first answers of each contest as may be chosen: the fullest review."""
    chosen = {
        asked.contest.id: frozenset(range(1, min(asked.question.maximum, len(asked.answers)) + 1))
        for asked in style.contests
    }
    return MappingProxyType(chosen)


def screens_are_whole(definition: Definition, precinct: int) -> bool:
    """Whether this device makes every screen of the precinct's ballot, with every name and every target on it."""
    ground = _ground(questions(definition, precinct), definition)
    frame = Frame(precinct=precinct, device=1, fingerprint="", training=True, slot="bottom")
    seen: set[tuple[Language, str]] = set()
    for _, turn in turns_of(ground):
        page = page_of(ground, turn, Shown(frame=frame))
        html = render_still(page, HERE)
        if html.count('data-target="') != len(targets(ground, turn)):
            return False
        if isinstance(page.body, ContestPage) and not turn.large:
            shown = [row for row in page.body.rows if escape(row.name.first) in html and escape(row.name.rest) in html]
            seen |= {(page.language, line.text) for row in shown for line in row.button.said}
    return set(_names(ground)) <= seen


def _names(ground: Ground) -> Iterator[tuple[Language, str]]:
    for asked in ground.style.contests:
        for language in ground.languages:
            yield from ((language, answer.text(language)) for answer in asked.answers)


def _ground(style: BallotStyle, definition: Definition) -> Ground:
    check = definition.rules.challenge is not None
    return Ground(style=style, languages=definition.languages, device=Device.TERMINAL, check=check)


def _fonts() -> list[str]:
    return sorted(name for name in static_files() if name.startswith(FONTS) and name.endswith(".woff2"))


def _asset(name: str) -> bytes:
    """A file as it is served; in styles, fonts are beside them instead of in their folder."""
    data = static_files()[name].read_bytes()
    return data.replace(f'url("{FONTS}'.encode(), b'url("') if name in SHEETS else data
