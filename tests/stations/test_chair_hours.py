"""What the hour does not allow is not on the chair's screen; in training it is (L 38(1), 43(1); M32)."""

from dataclasses import replace

import pytest

from sailau.service.chair_station import ChairView
from sailau.stations.chair.page import page_of
from sailau.stations.chair.rendering import render
from sailau.stations.samples import chair_day as day
from sailau.stations.samples.chair import view
from sailau.stations.site import set_up

BEFORE, HOUR = view(day.NAMED, seal_seen=True), view(replace(day.NAMED, now=day.at("07:00")), seal_seen=True)
DAY, EVENING = view(day.OPEN), view(day.CLOSING_TIME)


def offered(shown: ChairView, command: str) -> bool:
    set_up()
    return f'value="command:{command}"' in render(page_of(shown, ()))


@pytest.mark.parametrize(
    ("shown", "command", "due"),
    [
        (BEFORE, "open-voting", False),
        (HOUR, "open-voting", True),
        (DAY, "close-voting", False),
        (EVENING, "close-voting", True),
    ],
)
def test_opening_and_closing_are_offered_from_their_hour_on(shown: ChairView, command: str, due: bool) -> None:
    assert offered(shown, command) is due
    training = replace(shown, summary={**shown.summary, "training": True})
    assert offered(training, command)


def test_the_count_has_its_last_hour_on_the_rail() -> None:
    set_up()
    assert "08:00 дейін · 50-6" in render(page_of(EVENING, ()))
