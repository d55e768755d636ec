"""The words of the desk's screens, from `desk.toml` beside this file (E22)."""

from functools import cache
from importlib import resources

from sailau.words.screens import ScreenWords, parse_words

FILE = "words/desk.toml"


@cache
def desk_words() -> ScreenWords:
    """The words that ship with Sailau, checked. Raises `FormatError` as `parse_words` does."""
    return parse_words(resources.files("sailau.words").joinpath("desk.toml").read_text(encoding="utf-8"), FILE)
