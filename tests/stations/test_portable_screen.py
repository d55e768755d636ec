"""A tour's voters vote at a real portable device: no card, the ballot stays inside (L 50-5(4), R 13; C22-C24)."""

from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep

from playwright.sync_api import sync_playwright

from sailau.checkin.home import HomeReason
from sailau.formats.v1.record import CLOSING_FILE
from sailau.service import tours
from sailau.service.closing import closing_request
from sailau.service.closing_medium import REQUEST_FILE, TOUR_INSIDE, put_request, read_answers, request_bytes
from sailau.service.portable import Portable
from sailau.service.tour_rows import TourRow
from sailau.terminal.shown import seal_number
from tests.service.day import DESK
from tests.stations.booth import SIZE, Voter, launch
from tests.stations.place import Place, next_line, open_place
from tests.stations.test_recorder_lost import Browser

DEVICE = "portable-1"
PATIENCE = 30.0
"""Seconds until a slow machine has surely answered."""


def opened(place: Place) -> Portable:
    """The device without its screen, as at the table."""
    made = place.day.installed.credentials
    return Portable.open(place.folder / DEVICE, DEVICE, place.password, place.day.clock, credentials=made)


def sent(place: Place, voters: int) -> None:
    """The device is filled for the applications of so many voters."""
    precinct = place.day.precinct
    for number in range(1, voters + 1):
        voter = place.day.voter(number)
        assert tours.apply_for_home(precinct, voter, HomeReason.HEALTH, marked_by="member-1", desk=DESK) is None
    row = tours.begin_tour(precinct, 1, DEVICE, ("member-5", "member-6"), spare=1)
    assert isinstance(row, TourRow)
    with opened(place) as device:
        assert device.fill(1, row.credentials, row.applications) is None


def test_home_voters_vote_one_after_another_and_their_ballots_come_back(tmp_path: Path) -> None:
    seals: list[str] = []
    with open_place(tmp_path, 1) as place:
        sent(place, 2)
        words = place.kiosk("portable", DEVICE)
        with ExitStack() as running:
            printed, _ = running.enter_context(place.process(words[0], "run", *words[1:]))
            browser = launch(running.enter_context(sync_playwright()))
            at = Voter(browser.new_context(viewport=SIZE, has_touch=True).new_page())  # type: ignore[arg-type]
            at.page.goto(next_line(printed)["address"], wait_until="commit")
            for language, answer in (("kk", 2), ("ru", 5)):
                at.sees("waiting")
                at.touch("card-in")
                at.sees("language")
                at.touch(f"choose-language:{language}")
                at.sees("contest")
                at.touch(f"choose:{answer}")
                at.touch("next")
                at.sees("review")
                at.touch("confirm")
                at.sees("thanks")
                assert at.page.locator('button[value="check"]').count() == 0, "no card could carry the opening"
                seals.append(at.seal_number())
                at.touch("finish")
            at.sees("waiting")
            at.touch("card-in")
            at.sees("refused")
            at.touch("finish")
            at.sees("waiting")
            browser.close()
        with opened(place) as device:
            contents = device.contents()
        assert contents is not None and (len(contents.ballots), len(contents.unused)) == (2, 1)
        signed = tours.end_tour(place.day.precinct, contents, accumulator="accumulator-1", signers=place.day.signers())
        assert isinstance(signed, TourRow) and signed.valid
        assert sorted(seals) == sorted(" ".join(seal_number(one)) for one in place.trackers(contents.ballots))


def test_an_emptied_device_answers_the_closing_request_and_one_with_a_tour_inside_does_not(tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    with open_place(tmp_path, 1) as place:
        sent(place, 1)
        precinct = place.day.precinct
        with opened(place) as device:
            contents = device.contents()
        assert contents is not None
        request = closing_request(precinct)
        put_request(medium, request_bytes(request, precinct.installed.setup_hash, precinct.installed.computer))
        words = place.kiosk("portable", DEVICE, "--medium", str(medium))
        with place.process(words[0], "run", *words[1:]) as (printed, _):
            browser = Browser(next_line(printed)["address"])
            until = monotonic() + PATIENCE
            while TOUR_INSIDE.text.kk not in browser.page() and monotonic() < until:
                sleep(0.1)
            page = browser.page()
            assert [text for text in (TOUR_INSIDE.text.kk, TOUR_INSIDE.text.ru) if text not in page] == []
            assert read_answers(medium) == {}, "its ballots are in no box yet"
            (medium / REQUEST_FILE).rename(tmp_path / REQUEST_FILE)
            while TOUR_INSIDE.text.kk in browser.page() and monotonic() < until:
                sleep(0.1)
            assert TOUR_INSIDE.text.kk not in browser.page(), "the medium is out: nobody waits for an answer"
            (tmp_path / REQUEST_FILE).rename(medium / REQUEST_FILE)
        ended = tours.end_tour(precinct, contents, accumulator="accumulator-1", signers=place.day.signers())
        assert isinstance(ended, TourRow)
        with opened(place) as device:
            device.clear()
        with place.process(words[0], "run", *words[1:]) as (printed, _):
            next_line(printed)
            until = monotonic() + PATIENCE
            while DEVICE not in read_answers(medium) and monotonic() < until:
                sleep(0.1)
        answer = read_answers(medium)[DEVICE]
        assert (answer.device, answer.head.device) == (DEVICE, DEVICE)
        figures = CLOSING_FILE.read(answer.card)
        assert (figures.device, figures.sessions, figures.sealed) == (DEVICE, 0, 0)
