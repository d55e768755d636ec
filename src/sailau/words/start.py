"""The words of a training place's start page, from `start.toml` beside this file (E22)."""

from functools import cache
from importlib import resources

from sailau.words.screens import ScreenWords, parse_words

FILE = "words/start.toml"


@cache
def start_words() -> ScreenWords:
    """The words that ship with Sailau, checked. Raises `FormatError` as `parse_words` does."""
    return parse_words(resources.files("sailau.words").joinpath("start.toml").read_text(encoding="utf-8"), FILE)
