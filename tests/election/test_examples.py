"""Example elections: the published ballot as it was, everything else invented and marked so."""

import json
from datetime import UTC, date, datetime
from importlib import resources

import pytest

from sailau.election.examples import party_and_district, president_2005, transliterated
from sailau.election.nouns import ByChoice, Candidate, ElectionType, Language, NumbersOnly, Words
from sailau.election.order import ballot_order
from sailau.errors import DefinitionError


def test_president_2005_names_are_those_published() -> None:
    published = json.loads((resources.files("sailau") / "data" / "president-2005.json").read_text(encoding="utf-8"))
    answers = ballot_order(president_2005().contests[0])
    for language in (Language.KK, Language.RU):
        assert [answer.text(language) for answer in answers] == [entry[language] for entry in published["candidates"]]
    for answer, entry in zip(answers, published["candidates"], strict=True):
        assert answer.text(Language.EN).startswith(entry["en"] + " ")


def test_names_are_split_into_surname_name_and_patronymic_in_three_languages() -> None:
    fourth = president_2005().contests[0].answers[3]
    assert isinstance(fourth, Candidate)
    assert fourth.surname == Words("Назарбаев", "Назарбаев", "Nazarbayev")
    assert fourth.name == Words("Нұрсұлтан", "Нурсултан", "Nursultan")
    assert fourth.patronymic == Words("Әбішұлы", "Абишевич", "Abishevich")


def test_transliteration_covers_the_whole_russian_alphabet() -> None:
    assert transliterated("Съёмщиковъэюяцхчшьы") == "Syomshchikoveyuyatskhchshy"


def test_rules_of_the_two_examples() -> None:
    assert president_2005().types == (ElectionType.PRESIDENT,)
    assert isinstance(president_2005().rules.code_printout, NumbersOnly)
    both = party_and_district(threshold=5)
    assert both.types == (ElectionType.MAZHILIS_LIST, ElectionType.MAZHILIS_SEAT)
    assert isinstance(both.rules.code_printout, ByChoice)
    assert both.rules.quorum.threshold == 5
    assert all(contest.choices.blank for contest in both.contests)
    assert [len(contest.answers) for contest in both.contests] == [6, 4]


def test_examples_say_that_they_are_fictitious() -> None:
    for definition in (president_2005(), party_and_district()):
        assert definition.fictitious
        assert "ойдан шығарылған" in definition.precincts[0].name.kk
        assert "вымышленный" in definition.precincts[0].name.ru
        assert "fictitious" in definition.precincts[0].name.en


def test_an_example_that_cannot_be_held_is_refused() -> None:
    with pytest.raises(DefinitionError, match="10150 are needed"):
        party_and_district(voters=4_600)
    with pytest.raises(DefinitionError, match="threshold 7 of 7"):
        president_2005(threshold=7)


def test_the_archives_one_time_is_local_midnight_of_the_voting_day() -> None:
    definition = president_2005()
    assert definition.date == date(2005, 12, 4)
    assert definition.midnight() == datetime(2005, 12, 3, 19, 0, tzinfo=UTC)
