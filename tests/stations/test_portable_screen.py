"""A tour's voters vote at a real portable device: no card, the ballot stays inside (L 50-5(4), R 13; C22-C24)."""

from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from sailau.checkin.home import HomeReason
from sailau.service import tours
from sailau.service.portable import Portable
from sailau.service.tour_rows import TourRow
from sailau.terminal.shown import seal_number
from tests.service.day import DESK
from tests.stations.booth import SIZE, Voter, launch
from tests.stations.place import Place, next_line, open_place

DEVICE = "portable-1"


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
