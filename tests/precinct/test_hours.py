"""The hours of voting: nothing is opened or closed before its time, and nothing opened after it (M32, M39)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from sailau.precinct import Step
from sailau.precinct.hours import VotingTime, refuse_hour

ZONE = timezone(timedelta(hours=5))
TIME = VotingTime(opens=datetime(2005, 12, 4, 7, tzinfo=ZONE), closes=datetime(2005, 12, 4, 20, tzinfo=ZONE))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("step", "now", "code"),
    [
        (Step.CHECK, datetime(2005, 12, 3, 23, 59, 59, tzinfo=ZONE), "not-the-voting-day"),
        (Step.CHECK, datetime(2005, 12, 4, 0, 0, tzinfo=ZONE), None),
        (Step.CHECK, datetime(2005, 12, 5, 0, 0, tzinfo=ZONE), "not-the-voting-day"),
        (Step.OPEN, TIME.opens - SECOND, "too-early-to-open"),
        (Step.OPEN, TIME.opens, None),
        (Step.OPEN, TIME.closes - SECOND, None),
        (Step.OPEN, TIME.closes, "too-late-to-open"),
        (Step.CLOSE, TIME.closes - SECOND, "too-early-to-close"),
        (Step.CLOSE, TIME.closes, None),
        (Step.CLOSE, TIME.closes + timedelta(hours=30), None),
    ],
)
def test_each_step_has_its_hour_to_the_second(step: Step, now: datetime, code: str | None) -> None:
    for moment in (now, now.astimezone(UTC)):
        refusal = refuse_hour(step, moment, TIME)
        assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize("step", [step for step in Step if step not in (Step.CHECK, Step.OPEN, Step.CLOSE)])
def test_other_steps_have_no_hour(step: Step) -> None:
    assert refuse_hour(step, TIME.opens - timedelta(days=1), TIME) is None


def test_a_refusal_says_the_hour_and_what_the_clock_shows() -> None:
    refusal = refuse_hour(Step.CLOSE, datetime(2005, 12, 4, 10, 30, tzinfo=UTC), TIME)
    assert refusal is not None and refusal.article == "L 38(1), 43(1)"
    for text in (refusal.text.kk, refusal.text.ru, refusal.text.en):
        assert "04.12.2005 20:00" in text and "04.12.2005 15:30" in text
