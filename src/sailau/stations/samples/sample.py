"""A sample: a screen at one moment, drawn in any language without a server."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sailau.stations.site import TYPES, set_up, static_files
from sailau.words.numbers import Language

STATION: Final = (1280, 800)
WALL: Final = (1920, 1080)
_STATIC: Final = "static/"


@dataclass(frozen=True, slots=True)
class Sample:
    """A screen's name (station first: "desk-found"), its page as HTML in a language, and its size in pixels.

    `several`: the screen speaks to onlookers who chose no language, and says everything in all of its own.
    """

    name: str
    make: Callable[[Language], str]
    size: tuple[int, int] = STATION
    several: bool = False

    def draw(self, language: Language) -> str:
        """The page in a language."""
        set_up()
        return self.make(language)

    @property
    def station(self) -> str:
        """Whose screen it is."""
        return self.name.partition("-")[0]


def static_answer(address: str) -> tuple[str, bytes] | None:
    """Type and bytes of what a page asks for by "static/…", as it is served; None for anything else."""
    name = address.removeprefix(_STATIC)
    if name == address or name not in static_files():
        return None
    return TYPES[Path(name).suffix], static_files()[name].read_bytes()


def languages_of(language: Language) -> tuple[Language, ...]:
    """Those of a screen for onlookers: Kazakh and Russian, and English where the reader's is that."""
    return ("kk", "ru", "en") if language == "en" else ("kk", "ru")
