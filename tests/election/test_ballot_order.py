"""Order of the answers (M25): state language, 42 letters, parties by lot, never the order of a file."""

import dataclasses
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import AnswerId, Candidate, Contest, Party, Words
from sailau.election.order import KAZAKH_ALPHABET, ballot_order, name_key
from tests.election.strategies import definitions


def candidate(surname: str, name: str = "А", patronymic: str | None = None, id_: str = "x") -> Candidate:
    return Candidate(
        id=AnswerId(id_),
        surname=Words(surname, surname),
        name=Words(name, name),
        patronymic=None if patronymic is None else Words(patronymic, patronymic),
    )


def contest_of(*answers: Candidate | Party) -> Contest:
    contest = president_2005().contests[0]
    return dataclasses.replace(contest, answers=answers)


def surnames_in_order(*surnames: str) -> list[str]:
    shuffled = list(surnames)
    random.Random(7).shuffle(shuffled)
    ordered = ballot_order(contest_of(*(candidate(surname) for surname in shuffled)))
    return [answer.surname.kk for answer in ordered if isinstance(answer, Candidate)]


def assert_order(*surnames: str) -> None:
    assert surnames_in_order(*surnames) == list(surnames)


def test_the_alphabet_has_the_42_letters_in_their_order() -> None:
    assert len(set(KAZAKH_ALPHABET)) == 42
    assert_order(*KAZAKH_ALPHABET)
    assert_order(*(letter.lower() for letter in KAZAKH_ALPHABET))


def test_ae_stands_after_a_and_before_b() -> None:
    assert_order("Аязбаев", "Әбенов", "Бабаев")


def test_each_kazakh_letter_follows_its_neighbour_where_code_points_would_not() -> None:
    assert_order("Гусев", "Ғани", "Дос")
    assert_order("Ким", "Қали", "Лим")
    assert_order("Ной", "Ңак", "Ода", "Өтеген", "Пак")
    assert_order("Уали", "Ұзақ", "Үкібай", "Фазыл", "Хан", "Һарун", "Цой")
    assert_order("Ыбырай", "Ілияс", "Эль")


def test_yo_is_a_letter_after_ye_not_a_variant_of_it() -> None:
    assert_order("Еш", "Ёлкин", "Жан")


def test_short_name_before_its_longer_one_and_space_hyphen_apostrophe_digit_before_letters() -> None:
    assert_order("Ким", "Ким Ли", "Ким-Ли", "Ким'Ли", "Ким2", "Кимов")


def test_latin_names_stand_after_all_cyrillic_ones_accents_aside() -> None:
    assert_order("Абай", "Яшин", "Ђорђе", "Adler", "Émile", "Evans", "Zhou", "王")


def test_case_is_no_difference_of_order() -> None:
    assert name_key("әБЕНОВ") == name_key("Әбенов")
    assert_order("абаев", "АБАЕВА", "абаевб")


def test_decomposed_letters_sort_as_composed_ones() -> None:
    assert name_key("И\u0306ан") == name_key("Йан")
    assert name_key("Е\u0308лкин") == name_key("Ёлкин")


def test_kinds_of_dash_and_apostrophe_are_equal() -> None:
    assert name_key("Ким\u2010Ли") == name_key("Ким-Ли") == name_key("Ким\u2013Ли")
    assert name_key("Д\u2019Арк") == name_key("Д'Арк")


def test_ties_are_settled_by_name_then_patronymic_and_none_comes_first() -> None:
    first = candidate("Әділов", "Асқар", None, "a")
    second = candidate("Әділов", "Асқар", "Алиұлы", "b")
    third = candidate("Әділов", "Асқар", "Әлиұлы", "c")
    fourth = candidate("Әділов", "Әсет", "Алиұлы", "d")
    assert ballot_order(contest_of(fourth, third, second, first)) == (first, second, third, fourth)


def test_parts_of_the_name_are_compared_one_by_one() -> None:
    """As one text "Ким Ли А" would stand before "Ким Я"; by surnames "Ким" comes before "Ким Ли"."""
    ordered = ballot_order(contest_of(candidate("Ким Ли", "А", None, "b"), candidate("Ким", "Я", None, "a")))
    assert [answer.id for answer in ordered] == ["a", "b"]


def test_parties_stand_by_the_recorded_lot_whatever_their_names() -> None:
    contest = party_and_district().contests[0]
    lots = [party.lot for party in ballot_order(contest) if isinstance(party, Party)]
    assert lots == [1, 2, 3, 4, 5, 6]
    assert [answer.id for answer in contest.answers] != [answer.id for answer in ballot_order(contest)]


def test_the_ballot_of_2005_stands_as_it_was_published() -> None:
    ordered = ballot_order(president_2005().contests[0])
    surnames = [answer.surname.kk for answer in ordered if isinstance(answer, Candidate)]
    assert surnames == ["Әбілқасымов", "Бәйменов", "Елеусізов", "Назарбаев", "Тұяқбай"]


@settings(deadline=None, max_examples=50)
@given(definitions(), st.randoms(use_true_random=False))
def test_order_does_not_depend_on_the_order_of_input(definition, shuffle) -> None:  # type: ignore[no-untyped-def]
    for contest in definition.contests:
        answers = list(contest.answers)
        shuffle.shuffle(answers)
        shuffled = dataclasses.replace(contest, answers=tuple(answers))
        assert ballot_order(shuffled) == ballot_order(contest)
        assert sorted(answer.id for answer in ballot_order(contest)) == sorted(answer.id for answer in contest.answers)


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_keys_of_any_text_are_a_total_order(a: str, b: str, c: str) -> None:
    keys = sorted([name_key(a), name_key(b), name_key(c)])
    assert keys[0] <= keys[1] <= keys[2]
    assert name_key(a) < name_key(a + "А")
