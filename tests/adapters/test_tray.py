"""The tray: cards that lie in folders, moved by hand between desk, booth and table (R 8, 11, 12)."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sailau.adapters.cards import Tray, TrayCard, TrayReader
from sailau.adapters.recorder_file import RecorderFile
from sailau.card import (
    CardContent,
    CardNumber,
    CardRemovedError,
    Loaded,
    UndecidedError,
    Wiped,
    read_card,
    write_and_read_back,
)
from sailau.card.layout import CARD_BYTES, PAGE_BYTES, RECORD_SLOT_BYTES
from sailau.card.reader import CardInserted, CardRemoved, ReaderFound
from sailau.card.slot import UnknownCardError
from sailau.errors import StoreError
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk
from sailau.service.accumulator import Accepted, Returned
from sailau.service.reader_watch import next_event
from sailau.terminal import Session
from tests.card.contents import NUMBER
from tests.card.test_pulled_card import STEPS, image_with
from tests.service.day import DESK, ISSUER, MORNING, TABLE, Day, SetClock, chosen, open_day

AT_TABLE, AT_DESK, IN_BOOTH, POCKET = "slot-accumulator-1", "slot-desk-1", "slot-terminal-1", "pocket/voter"
SOON = 5.0


class Hand:
    """Lets everything pass until the n-th page; before that page is written, it takes the card away."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act = act
        self.left: int | None = None
        self.pages = 0

    def point(self, name: str) -> None:
        if name != "card:page":
            return
        self.pages += 1
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.left = None
                self.act()


def started(tray: Tray, device: str, hand: Hand | None = None) -> TrayReader:
    reader = TrayReader(tray, device, hand) if hand is not None else TrayReader(tray, device)
    assert isinstance(reader.wait(0), ReaderFound)
    return reader


def inserted(reader: TrayReader) -> TrayCard:
    while not isinstance(event := reader.wait(SOON), CardInserted):
        assert isinstance(event, CardRemoved), event
    assert isinstance(event.slot, TrayCard)
    return event.slot


def test_card_goes_from_the_tray_through_desk_and_booth_to_the_table_and_back(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        tray = Tray.make(tmp_path / "cards", [CardNumber(1)])
        table, admitting, booth = (started(tray, device) for device in ("accumulator-1", "desk-1", "terminal-1"))
        assert table.wait(0) is None

        tray.move(CardNumber(1), "tray", AT_TABLE)
        assert isinstance(accumulator.load_card(day.precinct, inserted(table), accumulator=TABLE), Loaded)
        tray.move(CardNumber(1), AT_TABLE, AT_DESK)
        assert isinstance(table.wait(SOON), CardRemoved)
        done = desk.admit(day.precinct, day.voter(1), inserted(admitting), desk=DESK, member=ISSUER)
        assert isinstance(done, desk.Admitted)
        tray.move(CardNumber(1), AT_DESK, IN_BOOTH)
        slot = inserted(booth)
        session = day.booth().insert(slot, day.clock.now())
        assert isinstance(session, Session)
        vote = day.booth().confirm(slot, session, chosen(4))
        assert isinstance(vote, SealedVote)
        tray.move(CardNumber(1), IN_BOOTH, AT_TABLE)
        slot = inserted(table)
        assert accumulator.take_card(day.precinct, slot, accumulator=TABLE) == Accepted(vote.tracker)
        assert isinstance(read_card(slot), Wiped)
        assert tray.cards() == {1: AT_TABLE}


@pytest.mark.parametrize(("old", "new"), STEPS, ids=lambda c: type(c).__name__)
def test_card_pulled_before_a_page_is_torn_there_as_a_chip_and_written_when_it_comes_back(
    tmp_path: Path, old: CardContent, new: CardContent
) -> None:
    tray = Tray.make(tmp_path, [NUMBER])
    hand = Hand(lambda: tray.move(NUMBER, AT_TABLE, POCKET))
    reader, page, pulled, place = started(tray, "accumulator-1", hand), 0, 0, "tray"
    while True:
        (tmp_path / place / "0017.card").write_bytes(image_with(old))
        tray.move(NUMBER, place, AT_TABLE)
        slot, hand.left, undecided = inserted(reader), page, False
        try:
            write_and_read_back(slot, new)
        except CardRemovedError as error:
            pulled += 1
            undecided = isinstance(error, UndecidedError)
        else:
            assert read_card(slot) == new
            break
        tray.move(NUMBER, POCKET, AT_TABLE)
        back = inserted(reader)
        with pytest.raises(CardRemovedError):
            slot.write(0, b"x")
        found = read_card(back)
        assert found == old or (found == new and undecided), (page, found)
        if found == old:
            write_and_read_back(back, new)
        assert read_card(back) == new
        tray.move(NUMBER, AT_TABLE, POCKET)
        place = POCKET
        page += 1 if page < 40 else 9
    assert pulled > 1


def test_voted_card_pulled_out_of_the_accumulator_anywhere_is_counted_once(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        tray = Tray.make(tmp_path / "cards", [CardNumber(1)])
        hand = Hand(lambda: tray.move(CardNumber(1), AT_TABLE, POCKET))
        reader = started(tray, "accumulator-1", hand)
        taken, voter, page = 0, 0, 0
        while True:
            voter += 1
            vote = _voted(day, tray, reader, voter)
            hand.left = page
            slot = inserted(reader)
            try:
                outcome = accumulator.take_card(day.precinct, slot, accumulator=TABLE)
            except CardRemovedError:
                taken += 1
                tray.move(CardNumber(1), POCKET, AT_TABLE)
                again = accumulator.take_card(day.precinct, inserted(reader), accumulator=TABLE)
                # Before *taken* stood on the card it is accepted now; afterwards it was, and the wipe is finished.
                assert again == Accepted(vote.tracker) or _is_finished(again), again
                assert len(day.table("box", "ballots")) == voter
                assert day.counts()["accepted"] == voter
                tray.move(CardNumber(1), AT_TABLE, POCKET)
            else:
                assert outcome == Accepted(vote.tracker)
                break
            page += 4
        assert taken > RECORD_SLOT_BYTES // PAGE_BYTES, "also while the card is wiped"
        assert day.counts()["accepted"] == voter


def _is_finished(outcome: object) -> bool:
    return (isinstance(outcome, Refusal) and outcome.code == "ballot-taken-before") or outcome == Returned(
        abandoned=False
    )


def _voted(day: Day, tray: Tray, reader: TrayReader, voter: int) -> SealedVote:
    """The card, wherever it lies, is loaded, activated for `voter`, voted with, and lies at the table."""
    (place,) = tray.cards().values()
    if place != AT_TABLE:
        tray.move(CardNumber(1), place, AT_TABLE)
    slot = inserted(reader)
    assert isinstance(accumulator.load_card(day.precinct, slot, accumulator=TABLE), Loaded)
    done = desk.admit(day.precinct, day.voter(voter), slot, desk=DESK, member=ISSUER)
    assert isinstance(done, desk.Admitted), done
    vote = day.vote(slot)
    tray.move(CardNumber(1), AT_TABLE, POCKET)
    assert isinstance(reader.wait(SOON), CardRemoved)
    tray.move(CardNumber(1), POCKET, AT_TABLE)
    return vote


def test_second_card_in_the_slot_is_refused_and_the_first_is_not_written(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        tray = Tray.make(tmp_path / "cards", [CardNumber(1), CardNumber(2)])
        reader = started(tray, "accumulator-1")
        tray.move(CardNumber(1), "tray", AT_TABLE)
        first = inserted(reader)
        tray.move(CardNumber(2), "tray", AT_TABLE)
        with pytest.raises(CardRemovedError):
            first.write(0, b"x")
        both = inserted(reader)
        with pytest.raises(UnknownCardError):
            both.read(0, CARD_BYTES)
        with pytest.raises(UnknownCardError):
            both.write(0, b"x")
        refused = accumulator.take_card(day.precinct, both, accumulator=TABLE)
        assert isinstance(refused, Refusal) and refused.code == "card-unreadable"
        tray.move(CardNumber(1), AT_TABLE, POCKET)
        assert read_card(inserted(reader)).number == 2


def test_card_that_comes_back_is_another_insertion_though_nobody_looked_meanwhile(tmp_path: Path) -> None:
    tray = Tray.make(tmp_path, [CardNumber(1)])
    reader = started(tray, "accumulator-1")
    tray.move(CardNumber(1), "tray", AT_TABLE)
    first = inserted(reader)
    time.sleep(0.02)
    tray.move(CardNumber(1), AT_TABLE, POCKET)
    tray.move(CardNumber(1), POCKET, AT_TABLE)
    with pytest.raises(CardRemovedError):
        first.read(0, 1)
    assert isinstance(reader.wait(0), CardRemoved)
    assert read_card(inserted(reader)).number == 1
    assert reader.wait(0) is None


def test_reader_that_is_gone_and_there_again_is_reported_and_recorded(tmp_path: Path) -> None:
    tray = Tray.make(tmp_path / "cards", [CardNumber(1)])
    reader = started(tray, "desk-1")
    tray.move(CardNumber(1), "tray", AT_DESK)
    card = inserted(reader)
    slot = tmp_path / "cards" / AT_DESK
    slot.rename(tmp_path / "elsewhere")
    with pytest.raises(CardRemovedError):
        card.read(0, 1)
    with RecorderFile(tmp_path / "desk.jsonl", "desk-1", SetClock(MORNING)) as recorder:
        refused = next_event(reader, recorder, 0)
        assert isinstance(refused, Refusal) and refused.code == "reader-lost"
        assert next_event(reader, recorder, 0) is None
        (tmp_path / "elsewhere").rename(slot)
        assert isinstance(next_event(reader, recorder, SOON), ReaderFound)
    assert isinstance(reader.wait(0), CardInserted)


def test_no_card_is_made_or_moved_over_another(tmp_path: Path) -> None:
    tray = Tray.make(tmp_path, [CardNumber(1)])
    with pytest.raises(StoreError, match="card 1 is there already, in tray"):
        Tray.make(tmp_path, [CardNumber(2), CardNumber(1)])
    assert tray.cards() == {1: "tray"}
    with pytest.raises(StoreError, match="does not lie in pocket/a"):
        tray.move(CardNumber(1), "pocket/a", "tray")
    (tmp_path / "pocket" / "b").mkdir()
    (tmp_path / "pocket" / "b" / "0001.card").write_bytes(b"copied")
    with pytest.raises(StoreError, match="two cards number 1"):
        tray.move(CardNumber(1), "tray", "pocket/b")
    for name in ("../out", "slot-", "pocket/../x", "elsewhere", "/tmp"):
        with pytest.raises(StoreError, match="a place is"):
            tray.move(CardNumber(1), "tray", name)


def test_file_that_is_no_image_or_leads_elsewhere_is_no_voter_card(tmp_path: Path) -> None:
    tray = Tray.make(tmp_path / "cards", [CardNumber(1)])
    reader = started(tray, "desk-1")
    slot = tray.place(AT_DESK)
    (slot / "0009.card").write_bytes(b"short")
    with pytest.raises(UnknownCardError):
        read_card(inserted(reader))
    (slot / "0009.card").unlink()
    (slot / "0001.card").symlink_to(tmp_path / "cards" / "tray" / "0001.card")
    with pytest.raises(CardRemovedError):
        read_card(inserted(reader))
