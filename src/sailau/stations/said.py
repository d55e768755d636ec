"""What a screen for several onlookers says: a text once in each of its languages (E22).

Public screen, observers' board and accumulator are read by people who chose no language.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sailau.words.numbers import Language
from sailau.words.screens import ScreenWords


@dataclass(frozen=True, slots=True)
class Line:
    """A text in a language."""

    language: Language
    text: str


Said = tuple[Line, ...]
"""A text in every language of the screen, in the screen's order."""


def said(words: ScreenWords, word: str, languages: Sequence[Language], **filled: object) -> Said:
    """The word in these languages, its places filled; raises `KeyError` as `ScreenWords.say` does."""
    return tuple(Line(one, words.say(word, one, **filled)) for one in languages)
