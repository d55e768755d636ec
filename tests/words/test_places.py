"""Places in a list as they are spoken."""

import pytest

from sailau.errors import InvariantError
from sailau.words.places import PLACES_MAX, ordinal, out_of
from sailau.words.screens import LANGUAGES


@pytest.mark.parametrize(
    ("number", "kk", "ru", "en"),
    [
        (1, "бірінші", "первая", "first"),
        (2, "екінші", "вторая", "second"),
        (9, "тоғызыншы", "девятая", "ninth"),
        (10, "оныншы", "десятая", "tenth"),
        (12, "он екінші", "двенадцатая", "twelfth"),
        (20, "жиырмасыншы", "двадцатая", "twentieth"),
        (24, "жиырма төртінші", "двадцать четвёртая", "twenty-fourth"),
        (40, "қырқыншы", "сороковая", "fortieth"),
        (100, "жүзінші", "сотая", "one hundredth"),
        (255, "екі жүз елу бесінші", "двести пятьдесят пятая", "two hundred and fifty-fifth"),
    ],
)
def test_place_is_an_ordinal(number: int, kk: str, ru: str, en: str) -> None:
    assert [ordinal(number, language) for language in LANGUAGES] == [kk, ru, en]


@pytest.mark.parametrize(
    ("count", "kk", "ru", "en"),
    [
        (2, "екіден", "двух", "two"),
        (5, "бестен", "пяти", "five"),
        (6, "алтыдан", "шести", "six"),
        (10, "оннан", "десяти", "ten"),
        (24, "жиырма төрттен", "двадцати четырёх", "twenty-four"),
        (101, "жүз бірден", "ста одной", "one hundred and one"),
    ],
)
def test_number_of_rows_has_the_case_of_its_language(count: int, kk: str, ru: str, en: str) -> None:
    assert [out_of(count, language) for language in LANGUAGES] == [kk, ru, en]


def test_counted_things_that_are_masculine_have_another_one() -> None:
    assert [out_of(count, "ru", masculine=True) for count in (1, 2, 21)] == ["одного", "двух", "двадцати одного"]


def test_every_place_has_its_words_in_every_language() -> None:
    for language in LANGUAGES:
        places = [ordinal(number, language) for number in range(1, PLACES_MAX + 1)]
        counts = [out_of(number, language) for number in range(1, PLACES_MAX + 1)]
        assert len(set(places)) == len(set(counts)) == PLACES_MAX


def test_place_that_no_list_has_is_our_own_mistake() -> None:
    for number in (0, PLACES_MAX + 1):
        with pytest.raises(InvariantError):
            ordinal(number, "kk")
