"""Where a precinct stands, as bundles come and decisions are taken."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

from sailau.commission.decisions import (
    Body,
    Cancellation,
    CommissionDecision,
    Postponement,
    PrecinctVoid,
    ProtocolChoice,
    Recount,
)
from sailau.commission.returns import PrecinctReturn
from sailau.commission.standing import (
    ReceivedBundle,
    Refused,
    Standing,
    StandingKind,
    Waiting,
    completeness,
    counting,
    standings,
)
from sailau.commission.units import country as whole_country
from sailau.commission.units import districts
from sailau.refusal import Refusal, Text
from tests.commission.country import (
    EVENING,
    LIST,
    accepted,
    all_accepted,
    bundle,
    country,
    decided,
    everybody,
    numbers,
    voted,
)

DEFINITION = country()
RETURNS = everybody(DEFINITION)
FIRST = RETURNS[0]
REASON = Refusal("bundle-truncated", "L 43(8)", Text("толық емес", "неполный", "truncated"))
RECOUNT = Recount(precincts=numbers(1), members=("member-3",), complainants=("A. B.",))


def another(found: PrecinctReturn, votes: int = 3) -> PrecinctReturn:
    """Another protocol of the same precinct, with other figures."""
    return voted(DEFINITION, found.precinct, {LIST: {"dala": votes}})


def first(bundles: Iterable[ReceivedBundle], decisions: Iterable[CommissionDecision] = ()) -> Standing:
    """How precinct 1 stands."""
    return standings(DEFINITION, bundles, decisions)[FIRST.precinct]


def test_a_precinct_that_sent_nothing_is_missing_since_voting_closed() -> None:
    found = first([])
    assert (found.kind, found.since) == (StandingKind.MISSING, DEFINITION.closes())
    assert found.since.isoformat() == "2026-11-22T20:00:00+05:00"


def test_a_bundle_is_received_then_accepted_and_its_figures_count() -> None:
    waiting = first([bundle(FIRST, Waiting())])
    assert (waiting.kind, waiting.figures, waiting.since) == (StandingKind.RECEIVED, None, EVENING)
    found = first([accepted(FIRST)])
    assert (found.kind, found.figures, found.bundles) == (StandingKind.ACCEPTED, FIRST, (FIRST.bundle_sha256,))


def test_a_refused_bundle_counts_for_nothing_and_says_why() -> None:
    refused = bundle(FIRST, Refused(at=EVENING, reasons=(REASON,)))
    found = first([refused])
    assert (found.kind, found.reasons, found.figures) == (StandingKind.REFUSED, (REASON,), None)


def test_a_hostile_bundle_after_an_accepted_one_changes_nothing() -> None:
    hostile = bundle(another(FIRST), Refused(at=EVENING, reasons=(REASON,)), 5)
    assert first([accepted(FIRST), hostile]) == first([accepted(FIRST)])


def test_a_good_bundle_after_a_refused_one_is_accepted() -> None:
    refused = bundle(another(FIRST), Refused(at=EVENING, reasons=(REASON,)))
    assert first([refused, accepted(FIRST, 10)]).kind is StandingKind.ACCEPTED


def test_two_different_protocols_are_an_incident_and_neither_counts() -> None:
    second = another(FIRST)
    for order in permutations([accepted(FIRST), accepted(second, 5)]):
        found = first(order)
        assert (found.kind, found.figures) == (StandingKind.INCIDENT, None)
        assert found.since == EVENING + timedelta(minutes=6), "since the second was accepted"
        assert set(found.bundles) == {FIRST.bundle_sha256, second.bundle_sha256}


def test_the_same_record_in_a_second_bundle_is_no_second_protocol() -> None:
    again = replace(FIRST, bundle_sha256="cd" * 32, version=2)
    found = first([accepted(FIRST), accepted(again, 5)])
    assert (found.kind, found.figures) == (StandingKind.ACCEPTED, FIRST)


def test_an_incident_ends_with_the_decision_which_protocol_counts() -> None:
    second = another(FIRST)
    choice = decided(ProtocolChoice(precinct=FIRST.precinct, bundle_sha256=second.bundle_sha256), minutes=30)
    found = first([accepted(FIRST), accepted(second, 5)], [choice])
    assert (found.kind, found.figures, found.decision) == (StandingKind.ACCEPTED, second, 1)
    assert found.bundles == (second.bundle_sha256, FIRST.bundle_sha256)


def test_after_the_choice_a_recount_of_the_chosen_protocol_replaces_it_and_a_new_rival_is_a_new_incident() -> None:
    second, third = another(FIRST), another(FIRST, 4)
    choice = decided(ProtocolChoice(precinct=FIRST.precinct, bundle_sha256=second.bundle_sha256), minutes=30)
    both = [accepted(FIRST), accepted(second, 5)]
    recounted = accepted(third, 90, replaces=second.bundle_sha256, act=9)
    found = first([*both, recounted], [choice])
    assert (found.kind, found.figures, found.decision) == (StandingKind.REPLACED, third, None)
    rival = first([*both, accepted(third, 90)], [choice])
    assert rival.kind is StandingKind.INCIDENT
    assert set(rival.bundles) == {second.bundle_sha256, third.bundle_sha256}


def test_a_second_recount_does_not_undo_what_the_first_replaced() -> None:
    second = another(FIRST)
    came = [accepted(FIRST), accepted(second, 90, replaces=FIRST.bundle_sha256)]
    orders = [decided(RECOUNT, 1, 60), decided(RECOUNT, 2, 120)]
    found = first(came, orders)
    assert (found.kind, found.figures, found.decision) == (StandingKind.RECOUNTING, second, 2)


def test_a_recount_by_the_precincts_act_replaces_the_first_protocol_and_both_stay() -> None:
    second = another(FIRST)
    later = accepted(second, 90, replaces=FIRST.bundle_sha256, act=9)
    found = first([later, accepted(FIRST)])
    assert (found.kind, found.figures) == (StandingKind.REPLACED, second)
    assert found.bundles == (second.bundle_sha256, FIRST.bundle_sha256)


def test_a_protocol_that_names_another_without_act_or_decision_replaces_nothing() -> None:
    later = accepted(another(FIRST), 90, replaces=FIRST.bundle_sha256)
    assert first([accepted(FIRST), later]).kind is StandingKind.INCIDENT


def test_two_protocols_that_race_to_replace_the_same_one_are_an_incident() -> None:
    racing = [accepted(another(FIRST, votes), 90, replaces=FIRST.bundle_sha256, act=9, version=2) for votes in (3, 4)]
    found = first([accepted(FIRST), *racing])
    assert found.kind is StandingKind.INCIDENT
    assert set(found.bundles) == {one.sha256 for one in racing}


def test_bundles_that_claim_to_replace_one_another_in_a_circle_are_an_incident() -> None:
    second = another(FIRST)
    circle = [
        accepted(FIRST, replaces=second.bundle_sha256, act=1),
        accepted(second, 5, replaces=FIRST.bundle_sha256, act=2),
    ]
    assert first(circle).kind is StandingKind.INCIDENT


def test_a_recount_that_was_decided_keeps_the_old_figures_until_its_protocol_comes() -> None:
    order = decided(RECOUNT, minutes=60)
    pending = first([accepted(FIRST)], [order])
    assert (pending.kind, pending.figures, pending.settled) == (StandingKind.RECOUNTING, FIRST, False)
    second = another(FIRST)
    done = first([accepted(FIRST), accepted(second, 90, replaces=FIRST.bundle_sha256)], [order])
    assert (done.kind, done.figures, done.decision, done.settled) == (StandingKind.REPLACED, second, 1, True)


def test_a_postponed_precinct_is_postponed_until_its_later_vote_comes_in() -> None:
    order = decided(Postponement(precincts=numbers(1), until=date(2026, 11, 29)))
    assert first([], [order]).kind is StandingKind.POSTPONED
    later = accepted(another(FIRST), 7 * 24 * 60)
    found = first([later], [order])
    assert (found.kind, found.figures) == (StandingKind.ACCEPTED, another(FIRST))


def test_a_later_vote_that_is_refused_leaves_the_precinct_postponed_and_says_why() -> None:
    order = decided(Postponement(precincts=numbers(1)))
    late = bundle(another(FIRST), Refused(at=EVENING + timedelta(days=7), reasons=(REASON,)), 7 * 24 * 60)
    found = first([late], [order])
    assert (found.kind, found.reasons) == (StandingKind.POSTPONED, (REASON,))


def test_what_came_before_a_postponement_does_not_count_and_is_no_second_protocol() -> None:
    order = decided(Postponement(precincts=numbers(1)), minutes=30)
    assert first([accepted(FIRST)], [order]).kind is StandingKind.POSTPONED
    found = first([accepted(FIRST), accepted(another(FIRST), 60)], [order])
    assert (found.kind, found.figures) == (StandingKind.ACCEPTED, another(FIRST))


def test_at_one_and_the_same_moment_what_came_is_taken_to_have_come_before_the_decision_on_it() -> None:
    came = accepted(FIRST, 30)
    assert first([came], [decided(Postponement(precincts=numbers(1)), minutes=30)]).kind is StandingKind.POSTPONED
    rival = accepted(another(FIRST), 30)
    choice = decided(ProtocolChoice(precinct=FIRST.precinct, bundle_sha256=FIRST.bundle_sha256), minutes=30)
    assert first([came, rival], [choice]).figures == FIRST
    assert first([came], [decided(RECOUNT, minutes=30)]).kind is StandingKind.RECOUNTING


def test_whoever_knows_moments_by_the_minute_alone_comes_to_the_same_standings() -> None:
    by_second = [
        replace(accepted(FIRST, 30), received=EVENING + timedelta(minutes=30, seconds=50)),
        replace(
            accepted(another(FIRST), 30, replaces=FIRST.bundle_sha256, version=2),
            received=EVENING + timedelta(minutes=30, seconds=10),
        ),
    ]
    by_minute = [replace(one, received=one.received.replace(second=0)) for one in by_second]
    for matter in (Postponement(precincts=numbers(1)), RECOUNT):
        for minutes in (29, 30, 31):
            order = decided(matter, minutes=minutes)
            exact = replace(order, taken=order.taken + timedelta(seconds=30))
            assert first(by_second, [exact]).bundles == first(by_minute, [order]).bundles
            assert first(by_second, [exact]).kind is first(by_minute, [order]).kind


def test_a_void_precinct_counts_for_nothing_and_holds_nothing_back() -> None:
    found = first([accepted(FIRST)], [decided(PrecinctVoid(precincts=numbers(1)))])
    assert (found.kind, found.figures, found.settled) == (StandingKind.INVALIDATED, None, True)


def test_a_decision_that_a_court_sets_aside_holds_no_more() -> None:
    void = decided(PrecinctVoid(precincts=numbers(1)))
    aside = decided(Cancellation(number=1), 2, 60, Body.COURT)
    assert first([accepted(FIRST)], [void, aside]) == first([accepted(FIRST)])
    back = decided(Cancellation(number=2), 3, 90, Body.COURT)
    assert first([accepted(FIRST)], [void, aside, back]).kind is StandingKind.INVALIDATED


def test_the_order_in_which_bundles_are_told_changes_no_standing() -> None:
    told = [
        bundle(another(FIRST, 5), Refused(at=EVENING, reasons=(REASON,)), 2),
        accepted(FIRST, 3),
        accepted(another(FIRST), 50, replaces=FIRST.bundle_sha256, act=4),
    ]
    assert len({repr(first(order)) for order in permutations(told)}) == 1


def test_completeness_says_who_is_missing_since_when_and_who_is_void() -> None:
    came = all_accepted(RETURNS[2:])
    found = standings(DEFINITION, came, [decided(PrecinctVoid(precincts=numbers(3)))])
    unit = completeness(whole_country(DEFINITION), found)
    assert (unit.due, unit.counted, unit.void) == (6, numbers(4, 5, 6), numbers(3))
    assert unit.by_kind == {StandingKind.MISSING: numbers(1, 2)}
    assert not unit.complete
    assert all(standing.since == EVENING - timedelta(hours=2) for standing in unit.open)
    north = next(unit for unit in districts(DEFINITION) if unit.id == "district-3")
    assert not completeness(north, found).complete
    full = standings(DEFINITION, all_accepted(RETURNS), [])
    assert completeness(whole_country(DEFINITION), full).complete
    assert counting(full) == tuple(RETURNS)


def test_a_bundle_of_a_precinct_that_the_election_does_not_have_is_not_looked_at() -> None:
    foreign = replace(accepted(FIRST), precinct=numbers(99)[0])
    assert standings(DEFINITION, [foreign], []) == standings(DEFINITION, [], [])
