"""The list of words for the sealed password keeps its promises (E27; L 50-5(2))."""

import math
import re
from importlib.resources import files
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.words.password import folded, is_one_slip, nearest, password_words, read_word

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
PARTIES_AND_FAITHS = {"аманат", "ауыл", "отан", "асар", "азат", "әділет", "бірлік", "ақжол", "байтақ", "руханият"}
PARTIES_AND_FAITHS |= {"республика", "халық", "мешіт", "шіркеу", "медресе", "намаз", "ислам", "құран"}
VOTES = {"партия", "кандидат", "сайлау", "сайлаушы", "дауыс", "бюллетень", "депутат", "төраға", "президент"}
words = st.sampled_from(password_words())


def test_there_are_1024_words_in_the_order_of_the_alphabet() -> None:
    assert len(password_words()) == 1024 == len(set(password_words()))
    order = {letter: place for place, letter in enumerate(ALPHABET)}
    assert list(password_words()) == sorted(password_words(), key=lambda word: [order[letter] for letter in word])
    raw = files("sailau.words").joinpath("password_words.txt").read_bytes()
    assert raw == "".join(f"{word}\n" for word in password_words()).encode()


def test_words_have_four_to_eight_kazakh_letters_and_fold_to_a_russian_keyboard() -> None:
    for word in password_words():
        assert re.fullmatch(f"[{ALPHABET}]{{4,8}}", word), word
        assert set(folded(word)) <= set(RUSSIAN), word


def test_no_two_words_begin_alike_or_are_one_slip_apart() -> None:
    forms = [folded(word) for word in password_words()]
    assert len({form[:4] for form in forms}) == len(forms)
    assert [pair for pair in combinations(forms, 2) if is_one_slip(*pair)] == []


def test_no_party_no_faith_and_no_word_of_voting_is_among_them() -> None:
    assert set(password_words()).isdisjoint(PARTIES_AND_FAITHS | VOTES)


@settings(deadline=None)
@given(words)
def test_a_word_is_read_on_either_keyboard_whole_or_by_four_letters(word: str) -> None:
    for typed in (word, word.upper(), folded(word), folded(word).title(), word[:4], folded(word)[:4]):
        assert read_word(typed) == word
    assert read_word(word[:3]) is None
    assert read_word(word + "лар") is None


@settings(deadline=None)
@given(words, st.integers(0, 7), st.sampled_from(RUSSIAN))
def test_a_slip_of_one_letter_is_never_another_word(word: str, place: int, letter: str) -> None:
    slipped = folded(word)[:place] + letter + folded(word)[place + 1 :]
    read = read_word(slipped)
    # Only a slip that is also the first four letters of some word could be read; words of four letters make it so.
    assert read in (word, None) or (len(slipped) == 4 and folded(read)[:4] == slipped)


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("алма", "алма", True),
        ("алма", "алмас", True),
        ("алма", "лма", True),
        ("алма", "олма", True),
        ("алма", "алам", False),
        ("алма", "алмады", False),
        ("", "а", True),
        ("", "", True),
    ],
)
def test_what_one_slip_is(one: str, other: str, slip: bool) -> None:
    assert is_one_slip(one, other) is slip is is_one_slip(other, one)


def test_the_word_that_was_meant_is_named() -> None:
    assert nearest("домбыро") == "домбыра"
    assert nearest("дмбыра") == "домбыра"
    assert nearest("қазақстан") is None
    assert math.log2(len(password_words())) == 10
