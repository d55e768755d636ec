"""One name in many spellings is one name; two names are two (M8)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.register.likeness import DIFFERENT, TYPO, VARIANT, Person, alike_same_day, degree, edits, is_slip
from sailau.register.spelling import family_stem, father_stem, fold, fold_address
from sailau.service.rehearsal.town_names import FAMILIES, FEMALE, MALE, quadruples

words = st.text("абвгдаеиол", max_size=7)


@pytest.mark.parametrize("spellings", quadruples(MALE) + quadruples(FEMALE) + quadruples(FAMILIES), ids=lambda s: s[1])
def test_kazakh_russian_latin_and_passport_spellings_are_close(spellings: tuple[str, ...]) -> None:
    folded = [fold(spelling) for spelling in spellings]
    assert max(degree(a, b) for a in folded for b in folded) <= TYPO


@pytest.mark.parametrize(
    "spellings",
    ["Қайрат Кайрат Qairat Kayrat", "Шоқан Шокан Şoqan Shokan", "Ержан Yerzhan Erjan", "Асхат Askhat Ashat"],
)
def test_letters_alone_make_no_difference(spellings: str) -> None:
    assert len({fold(spelling) for spelling in spellings.split()}) == 1


def test_endings_of_language_and_sex_fall_away() -> None:
    assert {father_stem(fold(name)) for name in ("Серікұлы", "Серикович", "Serıkqyzy", "Serikovna")} == {"serik"}
    assert {family_stem(fold(name)) for name in ("Ахметов", "Ахметова", "Ахметұлы", "Akhmetov")} == {"ahmet"}


def test_an_address_is_one_in_both_languages() -> None:
    assert fold_address("Абай көшесі, 12 үй, 5 пәтер") == fold_address("ул. Абая, д. 12, кв. 5")
    assert fold_address("Абай көшесі, 112 үй") != fold_address("Абай көшесі, 12 үй")


@pytest.mark.parametrize("pair", ["Айгүл Айнұр", "Қайрат Марат", "Иван Сергей", "Әсем Айжан"])
def test_other_names_are_other_names(pair: str) -> None:
    a, b = pair.split()
    assert degree(fold(a), fold(b)) == DIFFERENT


def test_a_vowel_weighs_less_than_a_consonant() -> None:
    assert degree(fold("Жүсіп"), fold("Жусуп")) == VARIANT
    assert degree(fold("Әсем"), fold("Әсел")) == TYPO


@given(words, words)
def test_edits_are_counted_as_a_slow_count_does(a: str, b: str) -> None:
    exact = _slow(a, b)
    for bound in (1, 2):
        assert edits(a, b, bound) == min(exact, bound + 1)
    assert edits(a, b, 2) == edits(b, a, 2)


def person(name: str, *, surname: str = "ahmetov", father: str = "serik", address: str = "abai 1") -> Person:
    return Person(
        surname=surname, name=name, patronymic=father, father=father, born=date(1990, 1, 1), male=False, address=address
    )


def test_twins_are_two_and_a_slip_is_one() -> None:
    common = {"asem", "asel"}
    assert not alike_same_day(person("asem"), person("asel"), lambda name: name not in common)
    assert alike_same_day(person("asem"), person("assen"), lambda name: name not in common) is False
    assert alike_same_day(person("asem"), person("asew"), lambda name: name not in common)


def test_names_the_wrong_way_round_and_a_married_name_are_one_person() -> None:
    one = person("asem")
    assert alike_same_day(one, person("ahmetov", surname="asem"), lambda _: False)
    assert alike_same_day(one, person("asem", surname="ospanova"), lambda _: False)
    assert not alike_same_day(one, person("asem", surname="ospanova", address="abai 2"), lambda _: False)
    assert not alike_same_day(one, person("asem", father="marat"), lambda _: False)


def test_a_slip_in_a_date_is_one_digit_or_two_changed_places() -> None:
    born = date(1990, 3, 12)
    assert all(is_slip(born, other) for other in (date(1990, 12, 3), date(1990, 3, 13), date(1980, 3, 12)))
    assert not any(is_slip(born, other) for other in (born, date(1990, 4, 13), born + timedelta(days=4000)))


def _slow(a: str, b: str) -> int:
    """Optimal string alignment, written out."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            ways = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1])]
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table[len(a), len(b)]
