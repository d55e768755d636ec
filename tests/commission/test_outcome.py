"""Who is elected from the summed protocols, and when nobody is named yet."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from importlib import resources
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.cli.outcome_input import read_figures
from sailau.cli.outcome_judged import judge
from sailau.commission.decisions import CommissionDecision, DistrictVoid, DropOut, Lot, Postponement, PrecinctVoid
from sailau.commission.outcome import ContestOutcome, OutcomeState, outcomes
from sailau.commission.returns import ContestFigures, PrecinctReturn, ProtocolFigures
from sailau.commission.standing import Waiting, standings
from sailau.election.definition import check
from sailau.election.examples import president_2005
from sailau.election.nouns import (
    AnswerId,
    Candidate,
    Choices,
    Contest,
    ContestId,
    Definition,
    ElectionType,
    Party,
    WinnerRule,
    WinnerRuleId,
    Words,
)
from sailau.law.protocol_form import FIGURES
from sailau.law.winners import MajorityBase
from tests.commission.country import (
    LIST,
    NORTH,
    SOUTH,
    accepted,
    all_accepted,
    answer,
    bundle,
    country,
    decided,
    everybody,
    numbers,
    returned,
    seat_of,
    voted,
)

DEFINITION = country(6, frozenset())
SEAT = seat_of(DEFINITION, NORTH).id


def judged(
    definition: Definition, returns: Iterable[PrecinctReturn], *decisions: CommissionDecision, **more: Any
) -> dict[ContestId, ContestOutcome]:
    found = standings(definition, all_accepted(returns), decisions)
    return {one.contest: one for one in outcomes(definition, found, decisions, **more)}


def rule(definition: Definition, contest: ContestId, **changes: Any) -> Definition:
    """The definition with another rule for one contest."""
    return replace(
        definition,
        contests=tuple(
            replace(one, rule=replace(one.rule, **changes)) if one.id == contest else one for one in definition.contests
        ),
    )


def north(definition: Definition = DEFINITION, **votes: int) -> list[PrecinctReturn]:
    """Returns of all precincts; the northern seat's votes all come from precinct 1."""
    named = {name.replace("_", "-"): count for name, count in votes.items()}
    return [
        voted(definition, precinct.number, {SEAT: named} if precinct.number == 1 else {})
        for precinct in definition.precincts
    ]


def test_more_than_half_of_the_summed_votes_is_elected() -> None:
    found = judged(DEFINITION, north(kim=51, bekova=30, adilov=19))[SEAT]
    assert (found.state, found.elected) == (OutcomeState.DECIDED, {"kim": 1})
    assert found.steps[0].kind == "basis"
    assert found.figures is not None and found.figures.valid == 100


def test_without_a_majority_the_two_best_go_to_a_repeat_vote() -> None:
    found = judged(DEFINITION, north(kim=40, bekova=35, adilov=25))[SEAT]
    assert (found.state, found.elected) == (OutcomeState.REPEAT_VOTE, {})
    assert set(found.repeat_vote) == {"kim", "bekova"}


def test_where_only_two_stood_for_a_seat_and_neither_is_elected_a_repeat_election_follows() -> None:
    """L 96(1): a repeat vote is between the two best of more than two."""
    seat = seat_of(DEFINITION, NORTH)
    two = replace(seat, answers=tuple(one for one in seat.answers if one.id in ("kim", "bekova")))
    definition = replace(DEFINITION, contests=tuple(two if one.id == SEAT else one for one in DEFINITION.contests))
    found = judged(definition, north(definition, kim=50, bekova=50))[SEAT]
    assert (found.state, found.repeat_vote) == (OutcomeState.REPEAT_ELECTION, ())
    assert any("96(1)" in step.article for step in found.steps)


def test_who_drops_out_before_the_repeat_vote_gives_way_to_the_next_best() -> None:
    gone = decided(DropOut(contest=SEAT, answer=answer("bekova")))
    found = judged(DEFINITION, north(kim=40, bekova=35, adilov=25), gone)[SEAT]
    assert set(found.repeat_vote) == {"kim", "adilov"}


def test_equal_second_places_wait_for_a_lot_and_the_lot_settles_them() -> None:
    returns = north(kim=40, bekova=30, adilov=30)
    open_ = judged(DEFINITION, returns)[SEAT]
    assert (open_.state, set(open_.tied)) == (OutcomeState.TIED, {"bekova", "adilov"})
    lot = decided(Lot(contest=SEAT, order=(answer("adilov"), answer("bekova"))))
    settled = judged(DEFINITION, returns, lot)[SEAT]
    assert (settled.state, set(settled.repeat_vote)) == (OutcomeState.REPEAT_VOTE, {"kim", "adilov"})


def test_a_lot_among_others_than_the_equal_ones_settles_nothing() -> None:
    lot = decided(Lot(contest=SEAT, order=(answer("adilov"), answer("kim"))))
    found = judged(DEFINITION, north(kim=40, bekova=30, adilov=30), lot)[SEAT]
    assert found.state is OutcomeState.TIED
    assert found.input is not None and "lot" not in found.input


def test_a_postponed_precinct_holds_its_districts_back_and_no_other() -> None:
    """L 50-7(2), E48."""
    order = decided(Postponement(precincts=numbers(1)), minutes=5)
    found = judged(DEFINITION, everybody(DEFINITION), order)
    for contest in (SEAT, LIST):
        assert found[contest].state is OutcomeState.HELD_BACK
        assert [one.precinct for one in found[contest].waiting] == [1]
        assert (found[contest].outcome, found[contest].input, found[contest].elected) == (None, None, {})
        assert "50-7(2)" in found[contest].steps[0].article
    assert found[seat_of(DEFINITION, SOUTH).id].outcome is not None


def test_a_district_with_a_postponed_and_a_missing_precinct_waits_for_both_and_says_postponed() -> None:
    order = decided(Postponement(precincts=numbers(1)), minutes=5)
    found = judged(DEFINITION, everybody(DEFINITION)[3:], order)[SEAT]
    assert found.state is OutcomeState.HELD_BACK
    assert [one.precinct for one in found.waiting] == [1, 3]


def test_lists_that_nobody_voted_for_elect_nobody() -> None:
    found = judged(DEFINITION, [voted(DEFINITION, one.number, {}) for one in DEFINITION.precincts])[LIST]
    assert (found.state, found.elected) == (OutcomeState.REPEAT_ELECTION, {})


def test_after_the_postponed_vote_the_district_is_judged_with_it() -> None:
    order = decided(Postponement(precincts=numbers(1), until=date(2026, 11, 29)), minutes=5)
    returns = north(kim=51, bekova=49)
    late = voted(DEFINITION, 1, {SEAT: {"bekova": 51, "kim": 49}})
    bundles = [*all_accepted(returns), accepted(late, 10_000)]
    found = {one.contest: one for one in outcomes(DEFINITION, standings(DEFINITION, bundles, [order]), [order])}
    assert (found[SEAT].state, found[SEAT].elected) == (OutcomeState.DECIDED, {"bekova": 1})


def test_a_missing_precinct_leaves_its_districts_incomplete() -> None:
    found = judged(DEFINITION, everybody(DEFINITION)[1:])
    assert found[LIST].state is found[SEAT].state is OutcomeState.INCOMPLETE
    assert [one.precinct for one in found[SEAT].waiting] == [1]
    assert found[seat_of(DEFINITION, SOUTH).id].outcome is not None


def test_a_district_without_a_precinct_has_no_result_and_says_so() -> None:
    nobody = replace(DEFINITION, precincts=tuple(one for one in DEFINITION.precincts if NORTH not in one.districts))
    found = judged(nobody, everybody(nobody))[SEAT]
    assert (found.state, found.steps[0].kind) == (OutcomeState.INCOMPLETE, "no_precinct")


def test_a_void_precinct_is_left_out_and_named() -> None:
    returns = [voted(DEFINITION, 1, {SEAT: {"kim": 90}}), voted(DEFINITION, 3, {SEAT: {"bekova": 60, "adilov": 9}})]
    others = [voted(DEFINITION, number, {}) for number in (2, 4, 5, 6)]
    before = judged(DEFINITION, [*returns, *others])[SEAT]
    after = judged(DEFINITION, [*returns, *others], decided(PrecinctVoid(precincts=numbers(1))))[SEAT]
    assert (before.elected, after.elected) == ({"kim": 1}, {"bekova": 1})
    assert after.left_out == numbers(1)
    assert "№ 1" in after.steps[0].text.ru


def test_where_every_precinct_is_void_or_the_district_is_a_repeat_election_follows() -> None:
    returns = everybody(DEFINITION)
    every = judged(DEFINITION, returns, decided(PrecinctVoid(precincts=numbers(1, 3, 5))))[SEAT]
    whole = judged(DEFINITION, returns, decided(DistrictVoid(districts=(NORTH,))))
    assert every.state is whole[SEAT].state is OutcomeState.REPEAT_ELECTION
    assert whole[LIST].state is OutcomeState.DECIDED


@pytest.mark.parametrize("base", list(MajorityBase))
def test_whether_invalid_ballots_are_in_the_base_is_the_definitions_choice(base: MajorityBase) -> None:
    definition = rule(DEFINITION, SEAT, base=base)
    returns = [voted(definition, number, {}) for number in (2, 3, 4, 5, 6)]
    first = voted(definition, 1, {SEAT: {"kim": 51, "bekova": 49}}, invalid=5)
    found = judged(definition, [first, *returns])[SEAT]
    wanted = OutcomeState.DECIDED if base is MajorityBase.PARTICIPANTS_LESS_INVALID else OutcomeState.REPEAT_VOTE
    assert found.state is wanted


def test_a_paper_that_holds_a_vote_more_than_ballots_makes_the_base_larger_and_stops_nothing() -> None:
    """A difference that an act explains: 51 of 100 ballots, but 101 votes."""
    returns = north(kim=51, bekova=50)
    own = returns[0].electronic.contests[SEAT]
    contests = {**returns[0].electronic.contests, SEAT: replace(own, valid=100)}
    returns[0] = returned(DEFINITION, 1, replace(returns[0].electronic, contests=contests))
    found = judged(DEFINITION, returns)[SEAT]
    assert (found.state, found.elected) == (OutcomeState.DECIDED, {"kim": 1})
    assert found.input is not None and found.input["valid_votes"] == 101
    contests[SEAT] = replace(own, valid=100, blank=2)
    returns[0] = returned(DEFINITION, 1, replace(returns[0].electronic, contests=contests))
    found = judged(DEFINITION, returns)[SEAT]
    assert found.input is not None and found.input["valid_votes"] == 103
    assert found.state is OutcomeState.REPEAT_VOTE


def test_the_election_of_the_president_in_2005_from_precincts() -> None:
    published = _data("president-2005.json")
    votes = [entry["votes"] for entry in published["candidates"]]
    definition = _spread(president_2005(), 7)
    names = {entry["kk"]: entry["votes"] for entry in published["candidates"]}
    contest = definition.contests[0]
    by_id = {answer.id: names[answer.text(definition.languages[0])] for answer in contest.answers}
    found = judged(definition, _shares(definition, contest, by_id))[contest.id]
    assert found.figures is not None and found.figures.valid == sum(votes) == published["votes_for_candidates"]
    [winner] = found.elected
    assert by_id[winner] == max(votes)


def test_the_mazhilis_of_2021_from_precincts_has_the_published_seats() -> None:
    published = _data("majilis-2021.json")
    parties = published["parties"]
    plain = next(one for one in DEFINITION.contests if one.id == LIST)
    contest = replace(
        plain,
        rule=replace(plain.rule, seats=published["seats"], threshold_percent=published["threshold_percent"]),
        answers=tuple(
            Party(id=AnswerId(f"party-{lot}"), name=Words(one["kk"], one["ru"], one["en"]), lot=lot)
            for lot, one in enumerate(parties, start=1)
        ),
    )
    definition = replace(
        DEFINITION,
        date=date.fromisoformat(published["date"]),
        contests=tuple(contest if one.id == LIST else one for one in DEFINITION.contests),
    )
    votes = {AnswerId(f"party-{lot}"): one["votes"] for lot, one in enumerate(parties, start=1)}
    found = judged(definition, _shares(definition, contest, votes))[LIST]
    seats = {f"party-{lot}": one["seats"] for lot, one in enumerate(parties, start=1) if one["seats"]}
    assert (found.state, found.elected) == (OutcomeState.DECIDED, seats)


def test_equal_lists_are_settled_by_the_order_of_registration_where_it_is_given() -> None:
    definition = rule(DEFINITION, LIST, seats=1, threshold_percent=7)
    returns = [
        voted(definition, number, {LIST: {"dala": 10, "samal": 10}})
        for number in range(1, len(DEFINITION.precincts) + 1)
    ]
    assert judged(definition, returns)[LIST].state is OutcomeState.TIED
    order = {answer("samal"): 1, answer("dala"): 2}
    found = judged(definition, returns, registrations=order)[LIST]
    assert (found.state, found.elected) == (OutcomeState.DECIDED, {"samal": 1})


class TestTheSenatesTwoSquares:
    """An early election: two seats of one region at once, each square a contest of its own (L 129, M67)."""

    def definition(self, *ids: str) -> Definition:
        seat = seat_of(DEFINITION, NORTH)
        senate = WinnerRule(id=WinnerRuleId.SENATE_TWO_SEATS, edition=date(2004, 4, 14), article="L 129", seats=2)
        squares = [
            replace(seat, id=ContestId(id_), rule=senate, type=ElectionType.SENATE, title=Words(id_, id_, id_))
            for id_ in ids
        ]
        contests = (*(one for one in DEFINITION.contests if one.id != SEAT), *squares)
        definition = replace(DEFINITION, contests=contests)
        check(definition, "senate")
        return definition

    def test_each_square_is_counted_apart(self) -> None:
        definition = self.definition("six-years", "three-years")
        votes = {
            ContestId("six-years"): {"kim": 60, "bekova": 40},
            ContestId("three-years"): {"kim": 30, "bekova": 35, "adilov": 35},
        }
        found = judged(definition, [voted(definition, n, votes if n == 1 else {}) for n in range(1, 7)])
        six, three = found[ContestId("six-years")], found[ContestId("three-years")]
        assert (six.state, six.elected) == (OutcomeState.DECIDED, {"kim": 1})
        assert (three.state, set(three.repeat_vote)) == (OutcomeState.REPEAT_VOTE, {"bekova", "adilov"})

    def test_one_square_alone_is_not_judged_and_says_why(self) -> None:
        definition = self.definition("six-years")
        found = judged(definition, [voted(definition, n, {}) for n in range(1, 7)])[ContestId("six-years")]
        assert (found.state, found.steps[0].kind) == (OutcomeState.INCOMPLETE, "two_squares_wanted")


_RULES = {
    WinnerRuleId.MAJORITY_RUNOFF: ElectionType.MAZHILIS_SEAT,
    WinnerRuleId.PLURALITY: ElectionType.MAZHILIS_SEAT,
    WinnerRuleId.SEVERAL_SEATS: ElectionType.SELF_GOVERNMENT,
    WinnerRuleId.REPEAT_VOTE: ElectionType.MAZHILIS_SEAT,
}


@st.composite
def contests(draw: st.DrawFn) -> tuple[Definition, Contest, dict[AnswerId, int], int, tuple[CommissionDecision, ...]]:
    """A contest under any rule, with few votes so that ties are common, lots and who dropped out."""
    id_ = draw(st.sampled_from([*_RULES, WinnerRuleId.PARTY_LIST]))
    base = draw(st.sampled_from(list(MajorityBase)))
    plain = next(one for one in DEFINITION.contests if one.id == (LIST if id_ is WinnerRuleId.PARTY_LIST else SEAT))
    several = id_ is WinnerRuleId.SEVERAL_SEATS
    seats = {WinnerRuleId.PARTY_LIST: draw(st.integers(1, 12)), WinnerRuleId.SEVERAL_SEATS: 2}.get(id_, 1)
    count = 2 if id_ is WinnerRuleId.REPEAT_VOTE else draw(st.integers(2, len(plain.answers)))
    answers = plain.answers[:count]
    contest = replace(
        plain,
        type=_RULES.get(id_, plain.type),
        rule=replace(plain.rule, id=id_, seats=seats, base=base, threshold_percent=7),
        choices=Choices(maximum=2 if several else 1, blank=plain.choices.blank),
        answers=answers,
    )
    definition = replace(
        DEFINITION, contests=tuple(contest if one.id == contest.id else one for one in DEFINITION.contests)
    )
    votes = {one.id: draw(st.integers(0, 6)) for one in answers}
    decisions: list[CommissionDecision] = []
    for _ in range(draw(st.integers(0, 3))):
        order = tuple(draw(st.permutations(sorted(votes)))[: draw(st.integers(2, len(votes)))])
        decisions.append(decided(Lot(contest=contest.id, order=order), len(decisions) + 1))
    if draw(st.booleans()):
        gone = DropOut(contest=contest.id, answer=draw(st.sampled_from(sorted(votes))))
        decisions.append(decided(gone, len(decisions) + 1))
    return definition, contest, votes, draw(st.integers(0, 5)), tuple(decisions)


@settings(max_examples=150)
@given(contests())
def test_sailau_outcome_finds_the_same_from_the_published_input(
    found: tuple[Definition, Contest, dict[AnswerId, int], int, tuple[CommissionDecision, ...]],
) -> None:
    definition, contest, votes, invalid, decisions = found
    own = judged(definition, _shares(definition, contest, votes, invalid), *decisions)[contest.id]
    assert own.input is not None and own.outcome is not None
    file = json.dumps(own.input, ensure_ascii=False).encode()
    assert judge("outcome.json", read_figures("outcome.json", file)).outcome == own.outcome


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_nobody_is_elected_twice_and_no_seat_comes_from_nowhere(seed: int) -> None:
    random = Random(seed)
    votes = {one.id: random.randrange(50) for one in next(c for c in DEFINITION.contests if c.id == LIST).answers}
    contest = next(one for one in DEFINITION.contests if one.id == LIST)
    found = judged(DEFINITION, _shares(DEFINITION, contest, votes))[LIST]
    assert sum(found.elected.values()) <= contest.rule.seats
    assert all(votes[party] > 0 for party in found.elected)


def _data(name: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(resources.files("sailau.data").joinpath(name).read_text("utf-8"))
    return data


def _spread(definition: Definition, precincts: int) -> Definition:
    """The definition with so many precincts in place of its one."""
    [one] = definition.precincts
    return replace(
        definition,
        precincts=tuple(replace(one, number=number) for number in numbers(*range(1, precincts + 1))),
    )


def _shares(
    definition: Definition, contest: Contest, votes: Mapping[AnswerId, int], invalid: int = 0
) -> list[PrecinctReturn]:
    """The votes shared out among the precincts that vote in the contest, each vote once."""
    own = [precinct.number for precinct in definition.precincts if contest.district in precinct.districts]
    random, left = Random(5), dict(votes)
    returns = []
    for precinct in definition.precincts:
        found = {}
        for one in definition.contests_of(precinct.number):
            given = {answer.id: 0 for answer in one.answers}
            if one.id == contest.id:
                last = precinct.number == own[-1]
                given = {name: count if last else random.randrange(count + 1) for name, count in left.items()}
                left = {name: count - given[name] for name, count in left.items()}
            # under several seats a ballot may have two marks
            valid = sum(given.values()) if one.choices.maximum == 1 else max(given.values())
            void = invalid if precinct.number == own[-1] else 0
            found[one.id] = ContestFigures(votes=given, blank=0, valid=valid, invalid=void)
        electronic = ProtocolFigures(lines={figure.id: 0 for figure in FIGURES}, contests=found)
        returns.append(returned(definition, precinct.number, electronic))
    assert not any(left.values())
    return returns


def test_names_of_the_input_are_those_of_the_ballot() -> None:
    found = judged(DEFINITION, everybody(DEFINITION))[SEAT]
    assert found.input is not None
    named = [entry["ru"] for entry in found.input["candidates"]]
    contest = seat_of(DEFINITION, NORTH)
    assert sorted(named) == sorted(one.text(DEFINITION.languages[1]) for one in contest.answers)
    assert all(isinstance(one, Candidate) for one in contest.answers)


def test_a_bundle_still_being_verified_holds_its_district_back() -> None:
    returns = everybody(DEFINITION)
    assert judged(DEFINITION, returns)[SEAT].outcome is not None
    came = [bundle(returns[0], Waiting()), *all_accepted(returns[1:])]
    found = outcomes(DEFINITION, standings(DEFINITION, came, []), [])
    assert {one.contest: one.state for one in found}[SEAT] is OutcomeState.INCOMPLETE
