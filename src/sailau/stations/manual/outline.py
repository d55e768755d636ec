"""What stands in which manual, as data: the `.toml` files beside this one (C3).

An outline names words ("desk:sign-in-why": a catalogue and a word of it), samples of screens, commands of the role
matrix, refusals. It has no texts of its own, so that a manual says what the screens say.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sailau.errors import FormatError

MANUALS: Final = ("voter", "member", "observer", "chair", "technician")
Words = tuple[str, ...]
"""References to words, said one after another."""

_BOOK: Final = frozenset({"title", "about", "poster", "chapter"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterOutline:
    """A chapter. `rows` are a heading and what is said of it, under the head `table`.

    `refusals` and `answers` (a catalogue whose words come as `x`, `x-state`, `x-do`) add rows; `rights` are those of
    L 20-1(6); `commands` are listed with who and article, and `role` lists those of its `parts` that no chapter before
    has named.
    """

    heading: str
    articles: str = ""
    lead: Words = ()
    steps: tuple[Words, ...] = ()
    pictures: tuple[str, ...] = ()
    table: str = "manual:what-to-do"
    rows: tuple[Words, ...] = ()
    refusals: tuple[str, ...] = ()
    answers: str = ""
    rights: bool = False
    commands: tuple[str, ...] = ()
    role: str = ""
    parts: tuple[str, ...] = ()
    after: Words = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A manual: `poster` is one that hangs in a booth."""

    title: str
    about: Words
    poster: bool
    chapters: tuple[ChapterOutline, ...]


@cache
def outline_of(name: str) -> Outline:
    """The outline of one of `MANUALS`. Raises `FormatError` that names the file and what is wrong with it."""
    file = f"stations/manual/{name}.toml"
    try:
        raw = tomllib.loads(files("sailau.stations.manual").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise FormatError(file, str(error)) from error
    if set(raw) - _BOOK or not {"title", "about", "chapter"} <= set(raw):
        raise FormatError(file, f"must have title, about, chapter, and at most {', '.join(sorted(_BOOK))}")
    chapters = tuple(_chapter(file, number, one) for number, one in enumerate(raw["chapter"], start=1))
    return Outline(title=raw["title"], about=tuple(raw["about"]), poster=raw.get("poster", False), chapters=chapters)


def _chapter(file: str, number: int, raw: Mapping[str, Any]) -> ChapterOutline:
    known = set(ChapterOutline.__dataclass_fields__)
    if "heading" not in raw or set(raw) - known:
        raise FormatError(f"{file}: chapter {number}", f"needs a heading, and knows nothing but {', '.join(known)}")
    return ChapterOutline(**{name: _frozen(value) for name, value in raw.items()})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
