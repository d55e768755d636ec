"""Random texts over the Base58 alphabet: of the length asked for, every character equally likely."""

from collections import Counter

import pytest

from sailau.sealing import base58

DRAWN = 58 * 2_000


@pytest.mark.parametrize("length", [0, 1, 5, 18, 22, 1000])
def test_text_has_the_length_and_the_alphabet(length: int) -> None:
    text = base58.draw(length)
    assert len(text) == length and base58.is_base58(text)


def test_every_character_is_equally_likely() -> None:
    """Chi square with 57 degrees of freedom: beyond 140 less than once in a hundred million runs."""
    counts = Counter(base58.draw(DRAWN))
    assert set(counts) == set(base58.ALPHABET)
    expected = DRAWN / 58
    assert sum((counts[sign] - expected) ** 2 / expected for sign in base58.ALPHABET) < 140


def test_texts_differ() -> None:
    assert len({base58.draw(22) for _ in range(500)}) == 500
