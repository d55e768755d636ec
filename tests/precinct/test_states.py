"""The order of the day: what may follow what, and what may never follow (L 50-5, 50-6)."""

import pytest

from sailau.precinct import TRANSITIONS, State, Step, next_state, refuse_step
from sailau.precinct.states import refuse_outside_voting

ORDER = [
    (State.INSTALLED, Step.CHECK),
    (State.CHECKED, Step.OPEN),
    (State.OPEN, Step.CLOSE),
    (State.CLOSED, Step.RECONCILE),
    (State.RECONCILED, Step.COUNT),
    (State.COUNTED, Step.SIGN),
]


def reached(start: State, without: frozenset[Step] = frozenset()) -> set[State]:
    """Every state that can follow `start`, itself included, without taking some steps."""
    found, frontier = {start}, [start]
    while frontier:
        state = frontier.pop()
        after = {to for (of, step), to in TRANSITIONS.items() if of is state and step not in without}
        frontier += sorted(after - found)
        found |= after
    return found


def test_a_day_without_trouble_goes_from_installation_to_the_signed_protocol() -> None:
    state = State.INSTALLED
    for expected, step in ORDER:
        assert state is expected
        following = next_state(state, step)
        assert following is not None
        state = following
    assert state is State.SIGNED


def test_nothing_is_counted_before_closing_and_reconciling() -> None:
    for step in (Step.CLOSE, Step.RECONCILE):
        assert not reached(State.INSTALLED, frozenset({step})) & {State.COUNTED, State.SIGNED}


def test_voting_does_not_open_without_the_check_and_never_opens_again() -> None:
    assert State.OPEN not in reached(State.INSTALLED, frozenset({Step.CHECK}))
    for state in (State.CLOSED, State.RECONCILED, State.COUNTED, State.SIGNED, State.POSTPONED):
        assert State.OPEN not in reached(state)


def test_a_postponed_day_is_over() -> None:
    assert reached(State.POSTPONED) == {State.POSTPONED}


def test_voting_is_postponed_until_closing_and_not_after() -> None:
    may = {state for state in State if next_state(state, Step.POSTPONE) is State.POSTPONED}
    assert may == {State.INSTALLED, State.CHECKED, State.OPEN, State.SUSPENDED}


def test_an_interrupted_voting_can_only_go_on_or_be_postponed() -> None:
    assert {step for step in Step if next_state(State.SUSPENDED, step)} == {Step.RESUME, Step.POSTPONE}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_a_step_out_of_order_is_refused_with_its_article_and_where_the_day_stands(state: State, step: Step) -> None:
    refusal = refuse_step(state, step)
    assert refusal.article
    texts = (refusal.text.kk, refusal.text.ru, refusal.text.en)
    assert len(set(texts)) == 3
    others = [refuse_step(other, step) for other in State if other is not state]
    assert refusal not in others
    assert refuse_outside_voting(state).text.en.endswith(refusal.text.en.split(": ")[1])
