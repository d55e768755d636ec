"""What a kiosk can say, phrase by phrase: each a file of its own name in the package (L 50-5(5); C14-C20, M34a).

A phrase is rendered when the package is made, or recorded by a person; a recording takes the place of the file of the
same name. So names are made for people: `kk-accepted`, `ru-answer-president.baimenov`, `en-place-2`, `kk-of-5`.
A name never depends on where something stands on a screen. Pure.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from sailau.card import refusals as of_cards
from sailau.election.ballot import ContestQuestion
from sailau.election.nouns import Language
from sailau.refusal import Refusal, Text
from sailau.terminal import refusals as of_terminals
from sailau.terminal.shown import CROCKFORD
from sailau.terminal.turn import BLANK_ROW
from sailau.words.numbers import Language as Spoken
from sailau.words.numbers import in_words
from sailau.words.places import ordinal, out_of
from sailau.words.screens import screen_words, speech_words

NAME_MAX: Final = 100
"""Longest name of a phrase; a file of a package has a path of at most 120 signs."""
SPOKEN: Final[Mapping[Language, Spoken]] = MappingProxyType({Language.KK: "kk", Language.RU: "ru", Language.EN: "en"})
# "Не менее двух выборов": behind these words Russian has the genitive; "две строки": here the feminine.
_GENITIVE: Final = frozenset({"too-few", "too-many", "choose-up-to"})
_FEMININE: Final = {"один": "одна", "два": "две"}
# Latin letters as they are called in Kazakh and Russian, in the order of a seal number's signs.
_LETTERS: Final = (
    "а", "бэ", "цэ", "дэ", "е", "эф", "гэ", "аш", "жи", "ка", "эм", "эн", "пэ", "ку", "эр", "эс", "тэ", "вэ",
    "дубль-вэ", "икс", "игрек", "зет",
)  # fmt: skip
_NOT_SPOKEN: Final = str.maketrans({"«": "", "»": "", "“": "", "”": "", '"': "", "№": "", "·": ",", "–": "-"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of speech. `name` is its file's, without `.wav`; name and text may tell a choice: no text shows them."""

    language: Language
    name: str = field(repr=False)
    text: str = field(repr=False)


def word(language: Language, name: str, count: int | None = None) -> Phrase:
    """A word of the catalogues, its number filled in, in words."""
    words = speech_words() if name in speech_words().entries else screen_words()
    if count is None:
        return phrase(language, name, words.say(name, SPOKEN[language]))
    text = words.say(name, SPOKEN[language], count=count)
    return phrase(language, f"{name}-{count}", text.replace(str(count), _counted(language, name, count), 1))


def button(language: Language, number: int) -> Phrase:
    """Now press button 1, or 2, the other having been pressed."""
    return phrase(language, f"press-other-{number}", screen_words().say("press-other", SPOKEN[language], button=number))


def place(language: Language, number: int) -> Phrase:
    """Which row of a list, from 1: екінші."""
    said = ordinal(number, SPOKEN[language])
    return phrase(language, f"place-{number}", speech_words().say("place", SPOKEN[language], number=said))


def of(language: Language, count: int) -> Phrase:
    """How many rows a list has: бестен."""
    said = out_of(count, SPOKEN[language])
    return phrase(language, f"of-{count}", speech_words().say("of", SPOKEN[language], count=said))


def contest_of(language: Language, number: int, total: int) -> Phrase:
    """Which contest of how many."""
    spoken = SPOKEN[language]
    filled = {"number": ordinal(number, spoken), "total": out_of(total, spoken)}
    return phrase(language, f"contest-{number}-of-{total}", speech_words().say("contest-of", spoken, **filled))


def title(language: Language, asked: ContestQuestion) -> Phrase:
    """What is voted on."""
    return phrase(language, f"title-{asked.contest.id}", asked.contest.title.in_language(language))


def answer(language: Language, asked: ContestQuestion, row: int) -> Phrase:
    """A row of a contest: the full name as it stands on the ballot, or the blank vote (C15)."""
    if row == BLANK_ROW:
        return word(language, "blank")
    found = asked.answers[row - 1]
    return phrase(language, f"answer-{asked.contest.id}.{found.id}", found.text(language))


def number(language: Language, value: int) -> Phrase:
    """A number by itself: a digit of a code, a step of the volume."""
    return phrase(language, f"number-{value}", in_words(value, SPOKEN[language]))


def sign(language: Language, letter: str) -> Phrase:
    """A sign of a seal number: a digit, or the name of a Latin letter."""
    if letter.isdigit():
        return number(language, int(letter))
    letters = [one for one in CROCKFORD if not one.isdigit()]
    text = letter if language is Language.EN else _LETTERS[letters.index(letter)]
    return phrase(language, f"sign-{letter}", text)


def refusal(language: Language, text: Text) -> Phrase | None:
    """Why a card is not taken; None for a text that no refusal of cards and terminals has."""
    code = _refusals().get(text)
    return None if code is None else phrase(language, f"refusal-{code}", getattr(text, SPOKEN[language]))


def all_refusals() -> tuple[Text, ...]:
    """Every text that `refusal` knows."""
    return tuple(_refusals())


def phrase(language: Language, name: str, text: str) -> Phrase:
    """A phrase of that name, its text freed of signs that a voice would read out."""
    whole = f"{language}-{name}"
    if len(whole) > NAME_MAX:
        whole = f"{whole[:60]}.{hashlib.sha256(whole.encode()).hexdigest()[:16]}"
    return Phrase(language, whole, text.translate(_NOT_SPOKEN).strip())


@cache
def _refusals() -> Mapping[Text, str]:
    found = [one for module in (of_cards, of_terminals) for one in vars(module).values() if isinstance(one, Refusal)]
    return MappingProxyType({one.text: one.code for one in found})


def _counted(language: Language, name: str, count: int) -> str:
    if language is not Language.RU:
        return in_words(count, SPOKEN[language])
    if name in _GENITIVE:
        return out_of(count, "ru", masculine=True)
    before, space, last = in_words(count, "ru").rpartition(" ")
    return f"{before}{space}{_FEMININE.get(last, last)}" if name == "lines" else f"{before}{space}{last}"
