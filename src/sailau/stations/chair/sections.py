"""The tabs of the chair's station beside the day's rail: each a page of its own over the same station.

A tab's path is the first word of `ChairView.form` (`home`, `home:begin-tour`). It shows by `show` and takes what was
pressed under its path (`do` = "home:…") by `take`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sailau.service.chair_station import ChairStation, ChairView
from sailau.stations.chair import home, paper, present
from sailau.words.numbers import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A tab. `word` names it in `words/chair.toml`; `template` shows what `show` made of the view and the form's rest;
    `take` is given what was pressed after the path, and the fields of the form."""

    path: str
    word: str
    template: str
    show: Callable[[ChairView, str, Language], Any]
    take: Callable[[ChairStation, str, Mapping[str, str]], None]


SECTIONS: Final[tuple[Section, ...]] = (
    Section(path="home", word="tab-home", template="home.html", show=home.show, take=home.take),
    Section(path="paper", word="tab-paper", template="paper.html", show=paper.show, take=paper.take),
    Section(path="present", word="tab-present", template="present.html", show=present.show, take=present.take),
)


def section_of(form: str) -> Section | None:
    """The tab whose form is open."""
    return next((one for one in SECTIONS if one.path == form.partition(":")[0]), None)
