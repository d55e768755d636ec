"""The words of the screens and of their sound in three languages (E22: kk and ru; en on decision).

They stand in the `.toml` files beside this one, a file for each kind of screen.

A text has places, `{name}`, which the screen fills; one that changes with a number has plural forms, chosen by
`count`. Nothing is escaped here: that is the page's duty.
"""

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from babel import Locale

from sailau.errors import FormatError
from sailau.words.numbers import Language

LANGUAGES: Final[tuple[Language, ...]] = ("kk", "ru", "en")
PLURAL_FORMS: Final[Mapping[Language, frozenset[str]]] = {
    "kk": frozenset(),
    "ru": frozenset({"one", "few", "many"}),
    "en": frozenset({"one", "other"}),
}
FILE = "words/screens.toml"

_Entry = Mapping[Language, str | Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ScreenWords:
    """All words by their id."""

    entries: Mapping[str, _Entry]

    def say(self, word: str, language: Language, **filled: object) -> str:
        """The text of `word` in `language`, its places filled.

        `count` chooses the plural form. `last` also fills `{last_of}`. An id or a place that is not there is our own
        mistake and raises `KeyError`.
        """
        text = self.entries[word][language]
        if not isinstance(text, str):
            text = text[Locale(language).plural_form(int(str(filled["count"])))]
        if "last" in filled:
            filled["last_of"] = belonging(int(str(filled["last"])))
        return text.format_map(filled)


def screen_words() -> ScreenWords:
    """The kiosk's words, from `screens.toml`."""
    return _shipped("screens")


def speech_words() -> ScreenWords:
    """What is only spoken, from `speech.toml`."""
    return _shipped("speech")


def table_words() -> ScreenWords:
    """Accumulator and public screen, from `table.toml`."""
    return _shipped("table")


def desk_words() -> ScreenWords:
    """The desk, from `desk.toml`."""
    return _shipped("desk")


def board_words() -> ScreenWords:
    """The observers' board, from `board.toml`."""
    return _shipped("board")


def start_words() -> ScreenWords:
    """A training place's start page, from `start.toml`."""
    return _shipped("start")


def present_words() -> ScreenWords:
    """The chair's page of those present, from `present.toml`."""
    return _shipped("present")


def paper_words() -> ScreenWords:
    """The chair's page of the paper ballots, copies and posting, from `paper.toml`."""
    return _shipped("paper")


def transfer_words() -> ScreenWords:
    """The chair's page of the transfer to the commission, from `transfer.toml`."""
    return _shipped("transfer")


def results_words() -> ScreenWords:
    """The public site of results, from `results.toml`."""
    return _shipped("results")


def chair_words() -> ScreenWords:
    """The chair's station, from `chair.toml`."""
    return _shipped("chair")


def home_words() -> ScreenWords:
    """The chair's page of voting at home, from `home.toml`."""
    return _shipped("home")


def technician_words() -> ScreenWords:
    """The technician's station, and a terminal's own health, from `technician.toml`."""
    return _shipped("technician")


def catalogues() -> tuple[str, ...]:
    """The names of all catalogues that ship, "desk" for `desk.toml`."""
    names = [file.name for file in resources.files("sailau.words").iterdir()]
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def catalogue(name: str) -> ScreenWords:
    """A catalogue by its name, one of `catalogues()`."""
    return _shipped(name)


@cache
def _shipped(name: str) -> ScreenWords:
    """A catalogue that ships with Sailau, checked. Raises `FormatError` as `parse_words` does."""
    text = resources.files("sailau.words").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return parse_words(text, f"words/{name}.toml")


def parse_words(text: str, file: str = FILE) -> ScreenWords:
    """Read and check a catalogue. Raises `FormatError` that names file and word, and what it lacks."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError(file, str(error)) from error
    for word, entry in raw.items():
        _check(f"{file}: {word}", entry)
    return ScreenWords(raw)


def _check(place: str, entry: Mapping[str, Any]) -> None:
    if set(entry) != set(LANGUAGES):
        raise FormatError(place, f"must have {', '.join(LANGUAGES)} and nothing else")
    for language in LANGUAGES:
        text = entry[language]
        if isinstance(text, dict) and set(text) != PLURAL_FORMS[language]:
            raise FormatError(place, f"{language}: plural forms must be {', '.join(sorted(PLURAL_FORMS[language]))}")
        forms = list(text.values()) if isinstance(text, dict) else [text]
        if not all(form and form == form.strip() for form in forms):
            raise FormatError(place, f"{language}: an empty text, or one with spaces around it")
    wanted = {_plain(name) for name in places(entry["kk"])}
    for language in LANGUAGES:
        found = {_plain(name) for name in places(entry[language])}
        if found != wanted:
            raise FormatError(place, f"{language}: places {sorted(found)}, in kk {sorted(wanted)}")


def places(text: str | Mapping[str, str]) -> frozenset[str]:
    """The names of the places in a text, in all its plural forms together."""
    forms = [text] if isinstance(text, str) else list(text.values())
    return frozenset(name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name)


def _plain(place: str) -> str:
    return "last" if place == "last_of" else place


# The last sound of a Kazakh numeral decides its ending of belonging: бірі, екісі, алтысы, оны, жиырмасы.
_UNITS = {1: "і", 2: "сі", 3: "і", 4: "і", 5: "і", 6: "сы", 7: "сі", 8: "і", 9: "ы"}
_TENS = {1: "ы", 2: "сы", 3: "ы", 4: "ы", 5: "і", 6: "ы", 7: "і", 8: "і", 9: "ы"}
_HUNDRED_OR_MORE = "і"


def belonging(number: int) -> str:
    """A number from 1 with the Kazakh ending of belonging: 5-і, 6-сы, 9-ы, 10-ы."""
    if number % 10:
        return f"{number}-{_UNITS[number % 10]}"
    return f"{number}-{_TENS[number // 10 % 10] if number // 10 % 10 else _HUNDRED_OR_MORE}"
