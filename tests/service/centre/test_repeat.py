"""The next vote prepared from what was counted and decided: of two, a repeat election, a by-election (M58-M60, M68)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sailau.commission.decisions import DistrictVoid, DropOut, Matter, SeatVacant
from sailau.commission.effect import Holdings, picture
from sailau.commission.mandates import Announced
from sailau.election.definition import canonical, parse
from sailau.election.nouns import AnswerId, Definition, DistrictId, ElectionId, WinnerRuleId, Words
from sailau.formats.v1.notice import Elected
from sailau.refusal import Refusal, Text
from sailau.service.centre.repeat import NewElection, by_election, calling, repeat_election, repeat_vote
from tests.commission.country import NORTH, accepted, country, decided, seat_of, voted

DAY = date(2027, 1, 17)


def new(day: date = DAY) -> NewElection:
    body = Words("Орталық комиссия", "Центральная комиссия", "Central commission")
    what = Words("Қайтадан дауыс беру", "Повторное голосование", "Repeat vote")
    return NewElection(
        id=ElectionId("mazhilis-repeat"), day=day, called=calling("repeat", body, day - timedelta(days=30), what)
    )


def held(definition: Definition, shares: dict[str, int], *matters: Matter) -> Holdings:
    """Everybody votes for the northern seat as `shares` say; the others elect at once."""
    seat = seat_of(definition, NORTH)
    returns = []
    for number in (precinct.number for precinct in definition.precincts):
        votes = {contest.id: {contest.answers[0].id: 100} for contest in definition.contests_of(number)}
        if seat.id in votes:
            votes[seat.id] = shares  # type: ignore[assignment]
        returns.append(voted(definition, number, votes))
    return Holdings(
        definition=definition,
        bundles=tuple(accepted(one) for one in returns),
        decisions=tuple(decided(matter, number) for number, matter in enumerate(matters, 1)),
    )


@pytest.fixture
def definition() -> Definition:
    """A northern seat with three candidates, where one of many may drop out."""
    found = country(mixed=frozenset())
    seat = seat_of(found, NORTH)
    assert len(seat.answers) >= 3
    rule = replace(seat.rule, id=WinnerRuleId.MAJORITY_RUNOFF, threshold_percent=50)
    return replace(found, contests=tuple(replace(one, rule=rule) if one is seat else one for one in found.contests))


def shares_of(definition: Definition) -> dict[str, int]:
    first, second, third, *_ = (answer.id for answer in seat_of(definition, NORTH).answers)
    return {first: 40, second: 35, third: 25}


def test_two_best_stand_in_the_repeat_vote_at_the_same_precincts(definition: Definition) -> None:
    holdings = held(definition, shares_of(definition))
    made = repeat_vote(holdings, picture(holdings), new())
    assert isinstance(made, Definition), made
    [contest] = made.contests
    first, second, *_ = shares_of(definition)
    assert ({answer.id for answer in contest.answers}, contest.rule.id) == ({first, second}, WinnerRuleId.REPEAT_VOTE)
    assert [precinct.number for precinct in made.precincts] == [1, 3, 5]
    assert {district for precinct in made.precincts for district in precinct.districts} == {NORTH}
    assert parse(canonical(made), "repeat") == made
    assert "Повторное голосование" in made.title.ru


def test_next_best_stands_for_who_dropped_out(definition: Definition) -> None:
    first, second, third, *_ = shares_of(definition)
    out = DropOut(contest=seat_of(definition, NORTH).id, answer=AnswerId(first))
    holdings = held(definition, shares_of(definition), out)
    made = repeat_vote(holdings, picture(holdings), new())
    assert isinstance(made, Definition), made
    assert {answer.id for answer in made.contests[0].answers} == {second, third}


def test_elected_at_once_there_is_nothing_to_repeat(definition: Definition) -> None:
    first, *_ = shares_of(definition)
    holdings = held(definition, {first: 90})
    made = repeat_vote(holdings, picture(holdings), new())
    assert isinstance(made, Refusal)
    assert made.code == "nothing-to-repeat"


def test_repeat_vote_is_not_before_the_first(definition: Definition) -> None:
    holdings = held(definition, shares_of(definition))
    made = repeat_vote(holdings, picture(holdings), new(definition.date))
    assert isinstance(made, Refusal)
    assert made.code == "repeat-not-later"


def test_repeat_election_comes_within_two_months_with_nobody_nominated_yet(definition: Definition) -> None:
    holdings = held(definition, {}, DistrictVoid(districts=(DistrictId(str(NORTH)),)))
    seen = picture(holdings)
    made = repeat_election(holdings, seen, new(definition.date + timedelta(days=61)))
    assert isinstance(made, dict), made
    assert [contest["candidates"] for contest in made["contests"]] == [[]]
    assert [precinct["number"] for precinct in made["precincts"]] == [1, 3, 5]
    late = repeat_election(holdings, seen, new(definition.date + timedelta(days=70)))
    assert isinstance(late, Refusal)
    assert (late.code, late.article) == ("repeat-election-too-late", "L 64")


def test_repeat_election_after_a_repeat_vote_asks_for_the_ordinary_majority_again(definition: Definition) -> None:
    seat = seat_of(definition, NORTH)
    repeat = replace(seat.rule, id=WinnerRuleId.REPEAT_VOTE, threshold_percent=0)
    second = replace(
        definition,
        contests=tuple(
            replace(one, rule=repeat, answers=one.answers[:2]) if one is seat else one for one in definition.contests
        ),
    )
    first, other = (answer.id for answer in seat_of(second, NORTH).answers)
    holdings = held(second, {first: 50, other: 50})
    made = repeat_election(holdings, picture(holdings), new(definition.date + timedelta(days=50)))
    assert isinstance(made, dict), made
    rules = {contest["id"]: contest["rule"] for contest in made["contests"]}
    assert (rules[seat.id]["id"], rules[seat.id]["threshold_percent"]) == ("majority_runoff", 50)


ENDS = date(2031, 11, 22)
GONE = date(2027, 3, 1)


def left(definition: Definition, since: date = GONE, term_ends: date = ENDS) -> Holdings:
    """The deputy of the north, elected at once, left."""
    seat = seat_of(definition, NORTH)
    first = seat.answers[0].id
    text = Text("а", "а", "a")
    elected = Elected(answer=first, name=text, birth_year=1961, post=text, residence=text, party=None, nationality=None)
    vacancy = SeatVacant(contest=seat.id, answer=first, since=since, term_ends=term_ends)
    return replace(
        held(definition, {first: 90}, vacancy),
        announced={seat.id: Announced(notice=1, elected=(elected,), mandates={first: 1})},
    )


def test_by_election_is_of_the_vacant_district_alone_with_nobody_nominated_yet(definition: Definition) -> None:
    holdings = left(definition)
    made = by_election(holdings, picture(holdings), new(date(2027, 5, 30)))
    assert isinstance(made, dict), made
    assert [(contest["district"], contest["candidates"]) for contest in made["contests"]] == [(NORTH, [])]
    assert [precinct["number"] for precinct in made["precincts"]] == [1, 3, 5]
    assert "Выборы вместо выбывшего депутата" in made["title"]["ru"]


@pytest.mark.parametrize(
    ("since", "day", "code"),
    [
        (date(2030, 11, 22), date(2031, 1, 19), "no-by-election-in-the-last-year"),
        (GONE, GONE, "by-election-before-the-vacancy"),
    ],
    ids=["in the last year of the term", "before the seat was vacant"],
)
def test_by_election_is_refused(definition: Definition, since: date, day: date, code: str) -> None:
    holdings = left(definition, since)
    made = by_election(holdings, picture(holdings), new(day))
    assert isinstance(made, Refusal)
    assert made.code == code


def test_no_by_election_where_no_decision_says_that_a_seat_is_vacant(definition: Definition) -> None:
    holdings = replace(left(definition), decisions=())
    made = by_election(holdings, picture(holdings), new(date(2027, 5, 30)))
    assert isinstance(made, Refusal)
    assert (made.code, made.article) == ("no-seat-vacant", "L 83(2), 99(2), 113(2), 127(2)")
