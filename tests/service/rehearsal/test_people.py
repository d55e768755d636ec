"""The fictitious register: lawful, unique, of age, the same for a seed; choices in the given proportions."""

from collections import Counter
from datetime import date

from sailau.checkin.decisions import is_of_age
from sailau.checkin.iin import Iin, check
from sailau.checkin.voters import encode_list, parse_list
from sailau.election.ballot import BLANK, questions
from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import AnswerId, ContestId
from sailau.service.rehearsal.people import (
    BLANK_VOTES,
    STREET,
    choices_by_proportion,
    fictitious_list,
    largest_remainders,
    who_votes,
)

DAY = date(2005, 12, 4)


def test_everybody_is_of_age_has_a_sound_number_and_lives_in_the_sample_street() -> None:
    voters = fictitious_list(400, 7, DAY)
    assert len(voters) == 400
    for entry in voters:
        assert isinstance(check(entry.iin.digits), Iin)
        assert is_of_age(entry, DAY)
        assert entry.address.startswith(STREET)
        assert entry.surname and entry.name and entry.patronymic


def test_the_list_passes_the_reader_of_voter_lists() -> None:
    voters = fictitious_list(60, 1, DAY)
    encoded = encode_list(voters)
    assert encode_list(parse_list(encoded)) == encoded


def test_kazakh_patronymics_fit_the_sex_and_russian_ones_stand_beside_them() -> None:
    voters = list(fictitious_list(300, 3, DAY))
    kazakh = [entry for entry in voters if entry.patronymic.endswith(("ұлы", "қызы"))]
    assert all((entry.iin.sex.value == 1) == entry.patronymic.endswith("ұлы") for entry in kazakh)
    assert 150 < len(kazakh) < 270


def test_one_seed_gives_one_list_and_another_seed_another() -> None:
    assert encode_list(fictitious_list(40, 5, DAY)) == encode_list(fictitious_list(40, 5, DAY))
    assert encode_list(fictitious_list(40, 5, DAY)) != encode_list(fictitious_list(40, 6, DAY))


def test_a_list_for_a_leap_day_is_of_age_too() -> None:
    leap = date(2024, 2, 29)
    assert all(is_of_age(entry, leap) for entry in fictitious_list(50, 2, leap))


def test_who_votes_is_fixed_by_the_seed_and_nobody_comes_twice() -> None:
    voters = fictitious_list(50, 1, DAY)
    coming = who_votes(voters, 30, 1)
    assert [entry.number for entry in coming] == [entry.number for entry in who_votes(voters, 30, 1)]
    assert len({entry.number for entry in coming}) == 30


def test_choices_follow_the_published_votes() -> None:
    style = questions(president_2005(), 25)
    (asked,) = style.contests
    votes = {
        asked.contest.id: {answer.id: 1 + 10 * number for number, answer in enumerate(asked.answers, start=1)},
    }
    choices = choices_by_proportion(style, votes, 155, 9)
    counted = Counter(next(iter(choice[asked.contest.id])) for choice in choices)  # type: ignore[arg-type]
    assert [counted[number] for number in range(1, 6)] == [11, 21, 31, 41, 51]


def test_contests_are_drawn_apart_and_blank_votes_are_cast() -> None:
    style = questions(party_and_district(), 25)
    votes = {
        asked.contest.id: {**{answer.id: 1 for answer in asked.answers}, BLANK_VOTES: 2} for asked in style.contests
    }
    choices = choices_by_proportion(style, votes, 80, 4)
    assert sum(choice[ContestId("party-list")] is BLANK for choice in choices) == 20
    assert len({tuple(sorted(map(str, choice.values()))) for choice in choices}) > 12


def test_largest_remainders_give_every_voter_a_choice() -> None:
    shares = largest_remainders([1, 1, 1], 0, 100)
    assert shares.answers == (34, 33, 33)
    assert largest_remainders([0, 5], 5, 3).answers == (0, 2)
    assert AnswerId("blank") == BLANK_VOTES
