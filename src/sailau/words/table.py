"""The words of the table's screens, accumulator and public screen, from `table.toml` beside this file (E22)."""

from functools import cache
from importlib import resources

from sailau.words.screens import ScreenWords, parse_words

FILE = "words/table.toml"


@cache
def table_words() -> ScreenWords:
    """The words that ship with Sailau, checked. Raises `FormatError` as `parse_words` does."""
    return parse_words(resources.files("sailau.words").joinpath("table.toml").read_text(encoding="utf-8"), FILE)
