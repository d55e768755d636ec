"""The register of complaints: what is considered, what is due by when, and what a court changes (M24, M70)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from sailau.commission.complaints import (
    AgainstCommission,
    CheckAnswered,
    CheckAsked,
    Complaint,
    ComplaintDecided,
    ComplaintState,
    ComplaintStep,
    CourtRuled,
    CourtTookUp,
    OnCorrectness,
    due,
    filing_refusal,
    followed,
    overdue,
    state_of,
    urgent,
)
from sailau.election.nouns import ElectionType
from sailau.refusal import Refusal

VOTE = date(2005, 12, 4)
DECIDED = datetime(2005, 12, 5, 2, 0)
CAME = datetime(2005, 12, 6, 10, 0)
PLAIN = Complaint(
    number=1,
    complainant="A. B.",
    received=CAME,
    subject=AgainstCommission(decided=DECIDED),
    circumstances="Two ballots of a void tour were counted.",
    evidence=("recorder of portable-1",),
)


def at(hours: int) -> datetime:
    return CAME + timedelta(hours=hours)


def after(*steps: ComplaintStep) -> Complaint:
    found = PLAIN
    for step in steps:
        taken = followed(found, step)
        assert isinstance(taken, Complaint), taken
        found = taken
    return found


def code(found: Complaint | Refusal | None) -> str:
    assert isinstance(found, Refusal)
    assert found.article and all((found.text.kk, found.text.ru, found.text.en))
    return found.code


def test_a_complaint_is_considered_up_to_the_end_of_the_tenth_day_and_no_longer() -> None:
    last = datetime(2005, 12, 15, 23, 59, 59)
    assert filing_refusal(replace(PLAIN, received=last)) is None
    assert code(filing_refusal(replace(PLAIN, received=last + timedelta(seconds=1)))) == "complaint-too-late"


@pytest.mark.parametrize("lacking", [{"circumstances": " "}, {"evidence": ()}, {"evidence": ("",)}])
def test_a_complaint_states_circumstances_and_evidence(lacking: dict[str, object]) -> None:
    assert code(filing_refusal(replace(PLAIN, **lacking))) == "complaint-without-evidence"  # type: ignore[arg-type]


def test_an_appeal_has_its_own_clock_and_its_own_elections() -> None:
    appeal = replace(PLAIN, subject=OnCorrectness(elected=ElectionType.PRESIDENT, results=date(2005, 12, 6)))
    assert filing_refusal(replace(appeal, received=datetime(2005, 12, 16, 18, 0))) is None
    assert code(filing_refusal(replace(appeal, received=datetime(2005, 12, 17, 0, 0)))) == "complaint-too-late"
    other = replace(appeal, subject=OnCorrectness(elected=ElectionType.MASLIKHAT, results=date(2005, 12, 6)))
    assert code(filing_refusal(other)) == "no-appeal-on-this-election"
    assert due(appeal, VOTE) is None


def test_a_check_is_answered_in_three_days_and_at_once_shortly_before_the_vote() -> None:
    asked = after(CheckAsked(at=at(1), by_whom="police"))
    found = due(asked, VOTE)
    assert found is not None and (found.id, found.moment) == ("check", datetime(2005, 12, 9, 23, 59, 59))
    early = replace(asked, received=datetime(2005, 12, 1, 9, 0), steps=(CheckAsked(at=at(1), by_whom="police"),))
    found = due(early, VOTE)
    assert found is not None and found.moment == datetime(2005, 12, 6, 23, 59, 59)


@pytest.mark.parametrize(
    ("received", "at_once"),
    [
        (datetime(2005, 11, 29, 23, 59), False),
        (datetime(2005, 11, 30, 0, 0), True),
        (datetime(2005, 12, 4, 21, 0), True),
        (datetime(2005, 12, 5, 0, 0), False),
    ],
)
def test_less_than_five_days_before_the_vote_and_on_its_day_it_is_urgent(received: datetime, at_once: bool) -> None:
    assert urgent(received, VOTE) is at_once


def test_while_a_court_has_the_matter_the_commission_stands_still() -> None:
    court = after(CourtTookUp(at=at(1), court="district court"))
    assert (state_of(court), due(court, VOTE)) == (ComplaintState.SUSPENDED, None)
    decision = ComplaintDecided(at=at(2), upheld=True, text="recount")
    assert code(followed(court, decision)) == "complaint-step-not-now"
    assert code(followed(court, CourtTookUp(at=at(2), court="another"))) == "complaint-step-not-now"
    ruled = after(*court.steps, CourtRuled(at=at(3), sets_aside=False, text="left to the commission"))
    assert state_of(ruled) is ComplaintState.OPEN
    assert state_of(after(*ruled.steps, replace(decision, at=at(4)))) is ComplaintState.DECIDED


def test_a_court_that_sets_the_decision_aside_makes_a_new_one_due() -> None:
    found = after(
        ComplaintDecided(at=at(1), upheld=False, text="no"),
        CourtTookUp(at=at(2), court="city court"),
        CourtRuled(at=at(30), sets_aside=True, text="decide anew"),
    )
    assert state_of(found) is ComplaintState.NEW_DECISION_DUE
    what = due(found, VOTE)
    assert what is not None and what.moment.date() == at(30).date() + timedelta(days=5)
    anew = after(*found.steps, ComplaintDecided(at=at(40), upheld=True, text="recount", decision=4))
    assert (state_of(anew), due(anew, VOTE)) == (ComplaintState.DECIDED, None)


def test_a_check_goes_on_after_a_court_that_changed_nothing() -> None:
    found = after(
        CheckAsked(at=at(1), by_whom="police"),
        CourtTookUp(at=at(2), court="city court"),
        CourtRuled(at=at(3), sets_aside=False, text="not a matter of the court"),
    )
    assert state_of(found) is ComplaintState.CHECKING
    assert state_of(after(*found.steps, CheckAnswered(at=at(4), text="confirmed"))) is ComplaintState.OPEN


@pytest.mark.parametrize(
    "step",
    [
        CheckAnswered(at=at(1), text="nobody asked"),
        CourtRuled(at=at(1), sets_aside=True, text="no court had it"),
    ],
    ids=["answer", "ruling"],
)
def test_an_answer_to_nothing_is_refused(step: ComplaintStep) -> None:
    assert code(followed(PLAIN, step)) == "complaint-step-not-now"


def test_a_step_before_the_last_one_is_refused() -> None:
    assert code(followed(PLAIN, CheckAsked(at=at(-1), by_whom="police"))) == "complaint-step-out-of-time"


def test_the_register_shows_what_is_late_the_longest_first() -> None:
    second = replace(PLAIN, number=2, received=CAME - timedelta(days=1))
    done = replace(after(ComplaintDecided(at=at(1), upheld=False, text="no")), number=3)
    now = datetime(2005, 12, 12, 0, 0)
    assert [one.number for one, _ in overdue([PLAIN, done, second], VOTE, now)] == [2, 1]
    assert overdue([PLAIN, done, second], VOTE, datetime(2005, 12, 10)) == ()
