"""Warnings: what a commission should look at again, which does not refuse the definition."""

from dataclasses import replace

import pytest

from sailau.election.canonical import canonical
from sailau.election.definition import parse_draft, warnings
from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import Candidate, Definition, District, DistrictId, Language, Quorum, Words
from sailau.election.texts import letters_outside

FILE = "definition.json"


def warned(definition: Definition) -> list[tuple[str, str]]:
    """Warnings of a definition that is sound all the same."""
    read = parse_draft(canonical(definition), FILE)
    return [(warning.place, warning.reason) for warning in warnings(read, FILE)]


def with_surname(definition: Definition, surname: Words) -> Definition:
    contest = definition.contests[0]
    first = contest.answers[0]
    assert isinstance(first, Candidate)
    changed = replace(contest, answers=(replace(first, surname=surname), *contest.answers[1:]))
    return replace(definition, contests=(changed,))


def test_examples_have_no_warnings() -> None:
    assert warned(president_2005()) == []
    assert warned(party_and_district()) == []


def test_fewer_than_thirty_expected_voters_are_warned_of() -> None:
    assert warned(president_2005(voters=30)) == []
    place, reason = warned(president_2005(voters=29))[0]
    assert place == f"{FILE}: precincts[0].expected_voters"
    assert reason.startswith("29 expected voters: in so small a precinct")


def test_more_voters_than_a_precinct_has_by_law_are_warned_of() -> None:
    assert warned(president_2005(voters=3_000)) == []
    assert "a precinct has about 3000" in warned(president_2005(voters=3_001))[0][1]


def test_a_commission_of_another_size_than_seven_is_warned_of() -> None:
    definition = president_2005()
    rules = replace(definition.rules, quorum=Quorum(members=5, threshold=3))
    assert warned(replace(definition, rules=rules)) == [
        (f"{FILE}: rules.quorum.members", "5 members; the law's commission has 7")
    ]


@pytest.mark.parametrize(
    ("surname", "path", "reason"),
    [
        (Words("Aбаев", "Абаев", "Abaev"), "surname.kk", '"A" outside the Kazakh alphabet'),
        (Words("Әбен", "Әбен", "Aben"), "surname.ru", '"Ә" outside the Russian alphabet'),
        (Words("Абаев", "Абаев", "Аbaev"), "surname.en", '"А" outside the English alphabet'),
        (Words("Абаев2", "Абаев", "Abaev"), "surname.kk", '"2" outside the Kazakh alphabet'),
    ],
)
def test_letters_of_another_alphabet_in_a_name_are_warned_of(surname: Words, path: str, reason: str) -> None:
    definition = with_surname(president_2005(), surname)
    assert warned(definition) == [(f"{FILE}: contests[0].candidates[0].{path}", reason)]


def test_hyphen_space_and_apostrophe_are_part_of_names() -> None:
    assert letters_outside("Ким-Ли Д'Арк оғлы", Language.KK) is None
    assert letters_outside("O\u2019Neil", Language.EN) is None


def test_a_contest_that_nobody_votes_in_and_an_idle_district_are_warned_of() -> None:
    definition = party_and_district()
    idle = District(id=DistrictId("idle"), title=Words("Бос", "Пустой", "Idle"))
    precinct = replace(definition.precincts[0], districts=(DistrictId("republic"),))
    changed = replace(definition, districts=(*definition.districts, idle), precincts=(precinct,))
    assert warned(changed) == [
        (f"{FILE}: contests[1].district", "no precinct of this definition votes in this contest"),
        (f"{FILE}: districts[2]", "no contest stands in this district"),
    ]
