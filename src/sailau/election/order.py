"""Order of the answers on the ballot (M25): candidates alphabetically in the state language, parties by lot.

This one function is used by screen, sound, review, print and count; the number of an answer, from 1, is its
place in this order. It depends on names and lots alone, never on the order in a file.

The alphabet is the Kazakh one of 42 letters. Whole order of characters, first to last:

    end of the name · space · hyphen and dashes · apostrophes · digits 0-9 · the 42 letters А to Я
    · other Cyrillic letters by code point · Latin letters A to Z (accents aside) · all else by code point

So "Ким" < "Ким Ли" < "Ким-Ли" < "Кимов", and a name in Latin letters follows all names in Cyrillic. Small and
capital letters are equal. Ё is a letter of its own after Е. Surnames are compared first, then names, then
patronymics; no patronymic comes before any. Names that are still equal differ in case, accents or kind of dash only:
they are settled by the text itself, and at last by the id, so that the order never depends on the input.
"""

import unicodedata

from sailau.election.nouns import Answer, Candidate, Contest, Party

KAZAKH_ALPHABET = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
LATIN_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HYPHENS = "-\u2010\u2011\u2012\u2013\u2014"
APOSTROPHES = "'\u2019\u02bc\u2018`"
SPACES = " \u00a0"

_SPACE, _HYPHEN, _APOSTROPHE, _DIGIT, _KAZAKH, _CYRILLIC, _LATIN, _OTHER = range(8)

_LETTER_PLACE = {letter: place for place, letter in enumerate(KAZAKH_ALPHABET)}

CharacterKey = tuple[int, int]
NameKey = tuple[CharacterKey, ...]


def ballot_order(contest: Contest) -> tuple[Answer, ...]:
    """The answers of `contest` as they stand on the ballot; answer number n is element n - 1."""
    return tuple(sorted(contest.answers, key=_answer_key))


def name_key(text: str) -> NameKey:
    """Sort key of one part of a name in the state language."""
    return tuple(_character_key(character) for character in unicodedata.normalize("NFC", text).upper())


_Key = tuple[int, tuple[NameKey, ...], str, str]


def _answer_key(answer: Answer) -> _Key:
    match answer:
        case Party():
            return (answer.lot, (name_key(answer.name.kk),), answer.name.kk, answer.id)
        case Candidate():
            patronymic = answer.patronymic.kk if answer.patronymic else ""
            parts = (answer.surname.kk, answer.name.kk, patronymic)
            return (0, tuple(name_key(part) for part in parts), "\0".join(parts), answer.id)


def _character_key(character: str) -> CharacterKey:
    if character in _LETTER_PLACE:
        return (_KAZAKH, _LETTER_PLACE[character])
    if character in SPACES:
        return (_SPACE, 0)
    if character in HYPHENS:
        return (_HYPHEN, 0)
    if character in APOSTROPHES:
        return (_APOSTROPHE, 0)
    if character.isascii() and character.isdigit():
        return (_DIGIT, int(character))
    if "\u0400" <= character <= "\u052f":
        return (_CYRILLIC, ord(character))
    latin = unicodedata.normalize("NFD", character)[0]
    if latin in LATIN_ALPHABET:
        return (_LATIN, LATIN_ALPHABET.index(latin))
    return (_OTHER, ord(character))
