"""What may be decided, by whom, and what a decision would change: shown before it is taken, and what then follows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from sailau.commission.decisions import (
    Body,
    Cancellation,
    CommissionDecision,
    DistrictVoid,
    DropOut,
    Lot,
    Matter,
    Postponement,
    PrecinctVoid,
    ProtocolChoice,
    Recount,
    article_of,
    in_force,
)
from sailau.commission.effect import Effect, Holdings, effect, picture, sentences
from sailau.commission.effect_words import OUTCOME_NAMES, STANDING_NAMES
from sailau.commission.outcome import OutcomeState
from sailau.commission.standing import StandingKind
from sailau.election.nouns import ContestId, DistrictId
from sailau.refusal import Refusal
from tests.commission.country import (
    LIST,
    NORTH,
    accepted,
    all_accepted,
    answer,
    country,
    decided,
    everybody,
    numbers,
    seat_of,
    voted,
)

DEFINITION = country(6, frozenset())
RETURNS = everybody(DEFINITION)
SEAT = seat_of(DEFINITION, NORTH).id
RECOUNT = Recount(precincts=numbers(1), members=("member-3",), complainants=("A. B.",))
HELD = Holdings(definition=DEFINITION, bundles=tuple(all_accepted(RETURNS)), decisions=())
WITHOUT_2 = replace(HELD, bundles=tuple(all_accepted([one for one in RETURNS if one.precinct != 2])))
MATTERS: Sequence[Matter] = (
    Postponement(precincts=numbers(2), until=date(2026, 11, 29)),
    PrecinctVoid(precincts=numbers(1, 2)),
    DistrictVoid(districts=(NORTH,)),
    RECOUNT,
    ProtocolChoice(precinct=numbers(1)[0], bundle_sha256=RETURNS[0].bundle_sha256),
    DropOut(contest=SEAT, answer=answer("kim")),
    Lot(contest=SEAT, order=(answer("kim"), answer("bekova"))),
)


def held_before(matter: Matter) -> Holdings:
    """What the commission holds when it may decide this: nothing of a precinct yet whose voting is put off."""
    return WITHOUT_2 if isinstance(matter, Postponement) else HELD


def taken(found: Effect | Refusal) -> Effect:
    assert isinstance(found, Effect), found
    return found


def refused(found: Effect | Refusal) -> str:
    assert isinstance(found, Refusal)
    assert found.article and all((found.text.kk, found.text.ru, found.text.en))
    return found.code


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: type(matter).__name__)
def test_what_is_shown_before_is_what_follows_after(matter: Matter) -> None:
    decision, held = decided(matter, minutes=60), held_before(matter)
    shown = taken(effect(held, decision))
    before, after = picture(held), picture(replace(held, decisions=(decision,)))
    changed = {number for number in before.standings if before.standings[number] != after.standings[number]}
    assert {old.precinct for old, _ in shown.precincts} == changed
    by_contest = {one.contest: one for one in after.outcomes}
    for one in shown.contests:
        assert one.after == by_contest[one.contest.id]
    touched = {one.contest.id for one in shown.contests}
    for old, new in zip(before.outcomes, after.outcomes, strict=True):
        assert old.contest in touched or old == new


def test_voiding_a_precinct_shows_the_votes_lost_and_that_the_winner_turns() -> None:
    returns = [
        voted(DEFINITION, 1, {SEAT: {"kim": 90}}),
        voted(DEFINITION, 3, {SEAT: {"bekova": 60, "kim": 10}}),
        *(voted(DEFINITION, number, {}) for number in (2, 4, 5, 6)),
    ]
    held = replace(HELD, bundles=tuple(all_accepted(returns)))
    shown = taken(effect(held, decided(PrecinctVoid(precincts=numbers(1)))))
    seat = next(one for one in shown.contests if one.contest.id == SEAT)
    assert seat.turns
    assert (seat.before.elected, seat.after.elected) == ({"kim": 1}, {"bekova": 1})
    assert seat.figures_before is not None and seat.figures_after is not None
    assert (seat.figures_before.votes[answer("kim")], seat.figures_after.votes[answer("kim")]) == (100, 10)
    said = [sentence.en for sentence in sentences(shown)]
    assert "Precinct No. 1: accepted → declared void." in said
    assert "Kim Viktor: 100 → 10." in said
    assert any("elected: Kim Viktor → elected: Bekova" in sentence for sentence in said)


def test_the_effect_is_said_in_three_languages_without_a_gap() -> None:
    for matter in MATTERS:
        for sentence in sentences(taken(effect(held_before(matter), decided(matter, minutes=60)))):
            assert all((sentence.kk, sentence.ru, sentence.en))


def test_every_standing_and_every_outcome_has_a_name_in_three_languages() -> None:
    assert (set(STANDING_NAMES), set(OUTCOME_NAMES)) == (set(StandingKind), set(OutcomeState))
    for names in (STANDING_NAMES, OUTCOME_NAMES):
        for language in ("kk", "ru", "en"):
            said = [getattr(name, language) for name in names.values()]
            assert all(said) and len(set(said)) == len(said)


def test_a_lot_that_nothing_asks_for_changes_nothing_and_that_is_said() -> None:
    lot = decided(Lot(contest=SEAT, order=(answer("kim"), answer("bekova"))))
    found = taken(effect(HELD, lot))
    assert (found.precincts, found.contests) == ((), ())
    assert [sentence.en for sentence in sentences(found)] == [
        "The decision changes no standing, no sum and no outcome."
    ]


def test_what_changes_sums_alone_is_shown_while_the_district_is_not_complete() -> None:
    held = replace(HELD, bundles=tuple(all_accepted(RETURNS[1:])))
    found = taken(effect(held, decided(PrecinctVoid(precincts=numbers(3)), minutes=60)))
    seat = next(one for one in found.contests if one.contest.id == SEAT)
    assert (seat.before.state, seat.turns) == (OutcomeState.INCOMPLETE, False)
    assert seat.figures_before != seat.figures_after
    assert any("the outcome stays" in sentence.en for sentence in sentences(found))


def test_voting_may_be_put_off_to_the_evening_of_the_same_day() -> None:
    same_day = Postponement(precincts=numbers(2), until=date(2026, 11, 22))
    taken(effect(WITHOUT_2, decided(same_day)))


def test_voting_is_not_put_off_where_its_protocol_has_been_accepted() -> None:
    assert refused(effect(HELD, decided(MATTERS[0], minutes=60))) == "postponed-after-the-protocol"


def test_no_decision_is_dated_back_before_the_one_before_it() -> None:
    held = replace(HELD, decisions=(decided(MATTERS[1], minutes=60),))
    assert refused(effect(held, decided(RECOUNT, 2, 59))) == "decision-before-the-last"
    assert isinstance(effect(held, decided(RECOUNT, 2, 60)), Effect)


@pytest.mark.parametrize(
    ("body", "by", "may"),
    [
        (Body.COURT, Body.CENTRAL, False),
        (Body.CENTRAL, Body.TERRITORIAL, False),
        (Body.TERRITORIAL, Body.DISTRICT, False),
        (Body.DISTRICT, Body.DISTRICT, True),
        (Body.DISTRICT, Body.CENTRAL, True),
        (Body.CENTRAL, Body.COURT, True),
    ],
)
def test_nobody_cancels_what_a_body_above_has_decided(body: Body, by: Body, may: bool) -> None:
    held = replace(HELD, decisions=(decided(PrecinctVoid(precincts=numbers(1)), body=body),))
    found = effect(held, decided(Cancellation(number=1), 2, 60, by))
    assert isinstance(found, Effect) if may else refused(found) == "cancelled-by-a-lower-body"


def test_postponing_holds_back_the_districts_of_the_precinct() -> None:
    found = taken(effect(WITHOUT_2, decided(MATTERS[0], minutes=60)))
    states = {one.contest.id: one.after.state for one in found.contests}
    assert states[LIST] is OutcomeState.HELD_BACK
    assert SEAT not in states
    assert [(old.kind, new.kind) for old, new in found.precincts] == [(StandingKind.MISSING, StandingKind.POSTPONED)]


@pytest.mark.parametrize(
    ("matter", "body", "code"),
    [
        (Postponement(precincts=numbers(1)), Body.DISTRICT, "other-body-decides"),
        (Postponement(precincts=numbers(1)), Body.COURT, "other-body-decides"),
        (Lot(contest=SEAT, order=(answer("kim"),)), Body.COURT, "other-body-decides"),
        (Postponement(precincts=numbers(1), until=date(2026, 11, 1)), Body.CENTRAL, "postponed-into-the-past"),
        (PrecinctVoid(precincts=numbers(99)), Body.TERRITORIAL, "unknown-precinct"),
        (PrecinctVoid(precincts=()), Body.TERRITORIAL, "unknown-precinct"),
        (PrecinctVoid(precincts=numbers(1, 1)), Body.TERRITORIAL, "unknown-precinct"),
        (DistrictVoid(districts=(DistrictId("nowhere"),)), Body.COURT, "unknown-district"),
        (DistrictVoid(districts=()), Body.COURT, "unknown-district"),
        (replace(RECOUNT, complainants=()), Body.DISTRICT, "recount-without-those-present"),
        (replace(RECOUNT, members=()), Body.DISTRICT, "recount-without-those-present"),
        (ProtocolChoice(precinct=numbers(1)[0], bundle_sha256="0" * 64), Body.CENTRAL, "unknown-protocol"),
        (DropOut(contest=SEAT, answer=answer("nobody")), Body.CENTRAL, "unknown-answer"),
        (DropOut(contest=ContestId("none"), answer=answer("kim")), Body.CENTRAL, "unknown-contest"),
        (DropOut(contest=LIST, answer=answer("dala")), Body.CENTRAL, "drop-out-without-repeat-vote"),
        (Lot(contest=SEAT, order=(answer("kim"), answer("kim"))), Body.CENTRAL, "unknown-answer"),
        (Cancellation(number=1), Body.COURT, "nothing-to-cancel"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_may_not_be_decided_is_refused_with_its_article(matter: Matter, body: Body, code: str) -> None:
    assert refused(effect(HELD, decided(matter, body=body))) == code


def test_a_recount_needs_a_protocol_to_count_again() -> None:
    nothing = replace(HELD, bundles=tuple(all_accepted(RETURNS[1:])))
    assert refused(effect(nothing, decided(RECOUNT))) == "nothing-to-recount"
    assert [new.kind for _, new in taken(effect(HELD, decided(RECOUNT, minutes=60))).precincts] == [
        StandingKind.RECOUNTING
    ]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert refused(effect(HELD, decided(MATTERS[1], number=2))) == "decision-number-out-of-order"


def test_a_cancelled_decision_is_not_cancelled_again() -> None:
    void, aside = decided(MATTERS[1]), decided(Cancellation(number=1), 2)
    held = replace(HELD, decisions=(void, aside))
    assert refused(effect(held, decided(Cancellation(number=1), 3))) == "nothing-to-cancel"
    assert in_force((void, aside)) == (aside,)
    back = decided(Cancellation(number=2), 3)
    assert in_force((void, aside, back)) == (void, back)


def test_cancelling_shows_the_precinct_coming_back() -> None:
    held = replace(HELD, decisions=(decided(PrecinctVoid(precincts=numbers(1))),))
    found = taken(effect(held, decided(Cancellation(number=1), 2, 60, Body.COURT)))
    assert [(old.kind, new.kind) for old, new in found.precincts] == [(StandingKind.INVALIDATED, StandingKind.ACCEPTED)]


def test_an_incident_is_shown_to_end_with_the_protocol_chosen() -> None:
    second = voted(DEFINITION, 1, {SEAT: {"kim": 5}})
    held = replace(HELD, bundles=(*HELD.bundles, accepted(second, 30)))
    choice = ProtocolChoice(precinct=numbers(1)[0], bundle_sha256=second.bundle_sha256)
    [(old, new)] = taken(effect(held, decided(choice, minutes=60))).precincts
    assert (old.kind, new.kind, new.figures) == (StandingKind.INCIDENT, StandingKind.ACCEPTED, second)


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: type(matter).__name__)
def test_every_matter_has_its_article(matter: Matter) -> None:
    decision: CommissionDecision = decided(matter)
    assert decision.article == article_of(matter)
    assert decision.article.startswith("L ")
