"""`sailau table --screen` and `sailau accumulator --screen` as processes: a vote is accepted, a check is opened."""

import time
from pathlib import Path

from sailau.card import Taken, Voted, Wiped
from sailau.terminal.shown import seal_number
from tests.service.day import Day
from tests.stations.browser import Browser
from tests.stations.place import AT_TABLE, next_line, open_place
from tests.stations.test_public_screen import shown_seal

SCREEN = ("--screen", "0", "--no-browser")


def test_vote_is_accepted_and_check_is_opened_on_the_screens_of_the_processes(tmp_path: Path) -> None:
    with open_place(tmp_path, 2) as place:
        day: Day = place.day
        voted, checked = place.admitted(1), place.admitted(2)
        vote = day.vote(place.card(voted))
        check = day.challenged(place.card(checked))
        assert isinstance(place.content(voted), Voted)
        place.close()
        with place.process(*place.table(), *SCREEN) as (said, _):
            ready = next_line(said)
            public = Browser(None, None, entrance=ready["screen"])
            assert 'data-page="waiting"' in public.page()
            with place.process(*place.accumulator(ready["port"]), *SCREEN) as (told, _):
                own = Browser(None, None, entrance=next_line(told)["screen"])
                assert next_line(told)["word"] == "ready"
                place.move(voted, AT_TABLE)
                assert next_line(told)["word"] == "accepted"
                page = seen(own, 'data-word="accepted"')
                assert "data-count>1<" in page
                place.move(voted, "tray")
                place.move(checked, AT_TABLE)
                assert next_line(told)["word"] == "shown"
                seen(own, 'data-word="shown"')
                page = seen(public, 'data-page="opened"')
                assert shown_seal(page) == "".join(seal_number(check.tracker))
            assert 'data-answer="in"' in public.post("/find", typed="".join(seal_number(vote.tracker)), key="look-up")
        place.reopen()
        assert isinstance(place.content(checked), Taken | Wiped)
        assert (day.counts()["accepted"], day.counts()["challenged"]) == (1, 1)
        names = day.events("precinct-computer")
        assert "device-started" in names and "device-stopped" in names


def seen(browser: Browser, sign: str) -> str:
    """The page once this stands on it."""
    end = time.monotonic() + 20
    while sign not in (page := browser.page()):
        assert time.monotonic() < end, page
        time.sleep(0.1)
    return page
