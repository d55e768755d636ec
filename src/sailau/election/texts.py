"""Texts of a definition: translations present, characters sound. Run on the JSON tree, before its shape is known.

Control and other invisible characters, private and unassigned ones, and text that is not NFC are refused: they look
alike on screen and differ in bytes, or break canonical writing. Letters outside the language of a name are only
warned of: a candidate's own name may hold them (`letters_outside`).
"""

import unicodedata
from collections.abc import Iterator
from typing import Any

from sailau.election.nouns import Language
from sailau.election.order import APOSTROPHES, HYPHENS, KAZAKH_ALPHABET
from sailau.election.problems import Path, Problem, shown
from sailau.election.reading import walk

RUSSIAN_ALPHABET = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
LATIN_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LANGUAGE_NAMES = {Language.KK: "Kazakh", Language.RU: "Russian", Language.EN: "English"}

_FORBIDDEN = {
    "Cc": "a control character",
    "Cf": "an invisible formatting character",
    "Cs": "half of a surrogate pair",
    "Co": "a private-use character",
    "Cn": "an unassigned character",
    "Zl": "a line separator",
    "Zp": "a paragraph separator",
}
_LETTERS = {Language.KK: KAZAKH_ALPHABET, Language.RU: RUSSIAN_ALPHABET, Language.EN: LATIN_ALPHABET}
_NAME_MARKS = " " + HYPHENS[0] + APOSTROPHES[:3] + "."


def text_problems(tree: Any) -> Iterator[Problem]:
    """Every bad key or string of the tree, and every missing translation."""
    needed = _languages_needed(tree)
    for path, value in walk(tree, ()):
        if isinstance(value, str):
            yield from (Problem(path, reason) for reason in string_faults(value))
        elif isinstance(value, dict):
            for key in value:
                yield from (Problem((*path, key), f"in the key: {reason}") for reason in string_faults(key))
            yield from _missing_translations(value, path, needed)


def string_faults(text: str) -> list[str]:
    """Why `text` cannot stand in a definition; empty when it can."""
    faults = []
    for position, character in enumerate(text):
        category = unicodedata.category(character)
        if category in _FORBIDDEN:
            faults.append(f"{_FORBIDDEN[category]}, U+{ord(character):04X}, at character {position + 1}")
    if not faults and unicodedata.normalize("NFC", text) != text:
        faults.append("text is not in Unicode normal form C (NFC)")
    if text != text.strip() or "  " in text:
        faults.append("spaces at an end or side by side")
    return faults


def letters_outside(name: str, language: Language) -> str | None:
    """What is odd about the letters of a person's name in `language`, or None."""
    allowed = _LETTERS[language] + _NAME_MARKS
    odd = "".join(dict.fromkeys(character for character in name if character.upper() not in allowed))
    if not odd:
        return None
    return f"{shown(odd)} outside the {LANGUAGE_NAMES[language]} alphabet"


def _languages_needed(tree: Any) -> tuple[Language, ...]:
    stated = tree.get("languages") if isinstance(tree, dict) else None
    with_english = isinstance(stated, list) and Language.EN in stated
    return (Language.KK, Language.RU, Language.EN) if with_english else (Language.KK, Language.RU)


def _missing_translations(value: dict[str, Any], path: Path, needed: tuple[Language, ...]) -> Iterator[Problem]:
    if not any(language in value for language in Language):
        return
    for language in needed:
        if language not in value:
            yield Problem((*path, str(language)), f"missing translation: {LANGUAGE_NAMES[language]}")
