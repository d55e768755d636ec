"""The words of the observers' board, from `board.toml` beside this file (E22)."""

from functools import cache
from importlib import resources

from sailau.words.screens import ScreenWords, parse_words

FILE = "words/board.toml"


@cache
def board_words() -> ScreenWords:
    """The words that ship with Sailau, checked. Raises `FormatError` as `parse_words` does."""
    return parse_words(resources.files("sailau.words").joinpath("board.toml").read_text(encoding="utf-8"), FILE)
