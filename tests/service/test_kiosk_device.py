"""The kiosk's own program: time, reader, recorder and card around the one step, real use cases (R 11-13; C14-C20)."""

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sailau.adapters.cards import MemoryCard
from sailau.card import Abandoned, Activated, CardRemovedError, CardSlot, Voted, read_card
from sailau.card.reader import CardInserted, CardRemoved, ReaderEvent, ReaderFound, ReaderLost
from sailau.election.nouns import Language
from sailau.errors import StoreError
from sailau.ports import DeviceRecorder, RecorderLostError
from sailau.ports.recorder import Happened
from sailau.sealing import codes
from sailau.service.kiosk_device import DOUBLE_TOUCH_SECONDS, KioskDevice, Look
from sailau.service.kiosk_work import TerminalWork, frame_of, ground_of
from sailau.terminal.kiosk import Did, Input, Take, Walk
from sailau.terminal.moments import Source
from tests.service.day import CONTEST, Day, open_day, recorded

SECONDS = 20.0
KK = Did(what="choose-language", language=Language.KK)
NEXT, CONFIRM = Did(what="next"), Did(what="confirm")


def row(number: int) -> Did:
    return Did(what="choose", row=number)


class Hand:
    """Puts cards in and takes them out, plugs the reader: a `CardReader`."""

    def __init__(self) -> None:
        self._done: queue.Queue[ReaderEvent] = queue.Queue()

    def does(self, event: ReaderEvent) -> None:
        self._done.put(event)

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        try:
            return self._done.get(timeout=timeout_seconds)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Nothing is held."""


class Losing:
    """A recorder that somebody unplugs: from then on, or from an event on."""

    def __init__(self, recorder: DeviceRecorder) -> None:
        self._recorder = recorder
        self.lost = False
        self.lost_at = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._recorder, name)

    def record(self, event: str, **fields: Any) -> Any:
        self.lost = self.lost or event == self.lost_at
        self.watch()
        return self._recorder.record(event, **fields)

    def record_all(self, events: Sequence[Happened]) -> None:
        self.watch()
        self._recorder.record_all(events)

    def end_session(self, outcome: str = "") -> Any:
        self.watch()
        return self._recorder.end_session(outcome)

    def watch(self) -> None:
        if self.lost:
            raise RecorderLostError("its cable is out")


class GoneBeforeReadBack:
    """A card that is pulled when everything has been written and nothing read back."""

    def __init__(self, card: CardSlot) -> None:
        self._card = card
        self._written = False

    def read(self, offset: int, length: int) -> bytes:
        if self._written:
            raise CardRemovedError("the card is not in the slot")
        return self._card.read(offset, length)

    def write(self, offset: int, data: bytes) -> None:
        self._card.write(offset, data)
        self._written = True


@dataclass
class Booth:
    """A kiosk that runs, the hand at its slot, and the clock on its wall."""

    day: Day
    recorder: Losing
    hand: Hand = field(default_factory=Hand)
    now: float = 1000.0
    scan: float | None = None

    def __post_init__(self) -> None:
        terminal = self.day.booth()
        terminal.recorder = self.recorder
        work = TerminalWork(terminal)
        self.kiosk = KioskDevice(
            work,
            ground_of(work),
            frame_of(work, "left"),
            recorder=self.recorder,
            clock=self.day.clock,
            scan_seconds=self.scan,
            monotonic=lambda: self.now,
        )

    def look(self) -> Look:
        return self.kiosk.look()

    def sees(self, screen: str) -> Look:
        until = time.monotonic() + SECONDS
        while (look := self.look()).turn.screen != screen:
            assert time.monotonic() < until, f"{screen} never comes: {look.turn.screen}"
            time.sleep(0.005)
        return look

    def does(self, *inputs: Input, source: Source = Source.TOUCH) -> None:
        """One input after another, as slowly as people touch."""
        for happened in inputs:
            self.now += 2 * DOUBLE_TOUCH_SECONDS
            self.kiosk.press(self.look().place, happened, source)

    def inserts(self, card: CardSlot) -> None:
        self.hand.does(CardInserted(card))

    def takes_out(self) -> None:
        self.hand.does(CardRemoved())

    def waits(self, seconds: float) -> None:
        """Time passes on the wall; two ticks of the program see it."""
        self.now += seconds
        time.sleep(0.6)


@contextmanager
def running(tmp_path: Path, scan: float | None = None) -> Iterator[Booth]:
    with open_day(tmp_path) as day:
        booth = Booth(day, Losing(day.booth().recorder), scan=scan)
        ended = threading.Event()
        program = threading.Thread(target=booth.kiosk.run, args=(booth.hand, ended.is_set))
        program.start()
        booth.hand.does(ReaderFound("slot"))
        try:
            yield booth
        finally:
            ended.set()
            program.join()
            booth.recorder.lost = False


def at_review(booth: Booth, card: MemoryCard, answer: int = 3) -> None:
    booth.inserts(card)
    booth.sees("language")
    booth.does(KK, row(answer), NEXT)
    booth.sees("review")


def test_choices_are_hidden_after_two_minutes_and_wiped_after_one_more(tmp_path: Path) -> None:
    with running(tmp_path) as booth:
        card = booth.day.admitted()
        booth.inserts(card)
        booth.sees("language")
        booth.does(KK, row(2))
        booth.waits(121)
        booth.sees("still-there")
        assert booth.look().shown.seconds_left == 60
        booth.waits(10)
        assert booth.look().shown.seconds_left == 50
        booth.does(Walk(1), source=Source.KEYBOARD)
        assert booth.sees("contest").turn.choices == {CONTEST: frozenset({2})}, "any key is a yes"
        booth.waits(121)
        booth.sees("still-there")
        booth.waits(61)
        assert booth.sees("abandoned").turn.choices == {}
        assert isinstance(read_card(card), Abandoned), "two members carry it to the table"
        booth.takes_out()
        booth.sees("waiting")


def test_second_touch_within_400_ms_and_form_of_another_place_change_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as booth:
        waiting = booth.look().place
        booth.inserts(booth.day.admitted())
        booth.sees("language")
        booth.does(KK)
        place = booth.sees("contest").place
        booth.now += 1
        booth.kiosk.press(place, row(4), Source.TOUCH)
        booth.now += 0.39
        booth.kiosk.press(place, row(4), Source.TOUCH)
        assert booth.look().turn.choices == {CONTEST: frozenset({4})}
        booth.now += 0.02
        booth.kiosk.press(place, row(4), Source.TOUCH)
        assert booth.look().turn.choices == {CONTEST: frozenset()}
        booth.now += 1
        booth.kiosk.press(waiting, row(1), Source.TOUCH)
        assert booth.look().turn.choices == {CONTEST: frozenset()}
        assert booth.look().place == place, "choosing leaves the page's form good"
        booth.does(row(1), NEXT)
        assert booth.sees("review").place != place


def test_nobody_touches_what_only_card_and_clock_say(tmp_path: Path) -> None:
    with running(tmp_path) as booth:
        booth.inserts(booth.day.admitted())
        booth.sees("language")
        for what in ("card-in", "card-out", "card-voted", "sealed", "wiped", "recorder-lost", "time-out"):
            booth.does(Did(what=what))
            assert booth.look().turn.screen == "language", what


def test_card_that_left_before_it_was_read_back_tells_when_it_is_put_back(tmp_path: Path) -> None:
    with running(tmp_path) as booth:
        card = booth.day.admitted()
        booth.inserts(GoneBeforeReadBack(card))
        booth.sees("language")
        booth.does(KK, row(3), NEXT, CONFIRM)
        assert booth.sees("put-back").shown.tracker == ""
        booth.takes_out()
        booth.inserts(card)
        look = booth.sees("thanks")
        assert look.shown.tracker and len(look.shown.codes) == 1
        assert isinstance(read_card(card), Voted)
        booth.takes_out()
        gone = booth.sees("waiting").shown
        assert (gone.tracker, gone.codes) == ("", ())
        assert booth.day.take(card).tracker == look.shown.tracker  # type: ignore[union-attr]


def test_other_voted_card_in_place_of_the_one_that_left_shows_no_thanks(tmp_path: Path) -> None:
    with running(tmp_path) as booth:
        other = booth.day.admitted(2, 2)
        booth.day.vote(other, device="terminal-2")
        booth.inserts(GoneBeforeReadBack(booth.day.admitted()))
        booth.sees("language")
        booth.does(KK, row(3), NEXT, CONFIRM)
        booth.sees("put-back")
        booth.takes_out()
        booth.inserts(other)
        shown = booth.sees("refused").shown
        assert (shown.tracker, shown.codes) == ("", ())
        assert shown.refused is not None


def test_recorder_lost_at_mid_turn_stops_the_kiosk_until_it_is_found(tmp_path: Path) -> None:
    with running(tmp_path) as booth:
        card = booth.day.admitted()
        at_review(booth, card)
        booth.recorder.lost = True
        assert booth.sees("recorder-lost").turn.choices == {}
        booth.does(CONFIRM)
        assert isinstance(read_card(card), Activated), "nothing follows from what cannot be recorded"
        booth.recorder.lost = False
        assert booth.sees("language").turn.choices == {}, "the card is in the slot still: its turn begins anew"


def test_recorder_lost_when_the_card_is_written_takes_no_thanks_away(tmp_path: Path) -> None:
    with running(tmp_path) as booth:
        card = booth.day.admitted()
        at_review(booth, card)
        booth.recorder.lost_at = "card-written"
        booth.does(CONFIRM)
        assert booth.sees("thanks").shown.tracker
        assert isinstance(read_card(card), Voted)
        booth.takes_out()
        booth.sees("recorder-lost")


def test_reader_lost_while_the_voter_chooses_wipes_the_choice(tmp_path: Path) -> None:
    with running(tmp_path) as booth:
        card = booth.day.admitted()
        at_review(booth, card)
        booth.hand.does(ReaderLost("slot"))
        assert booth.sees("reader-lost").turn.choices == {}
        assert isinstance(read_card(card), Activated)
        booth.hand.does(ReaderFound("slot"))
        booth.inserts(card)
        booth.sees("language")


def test_focus_walks_by_itself_for_one_switch_and_the_time_goes_on(tmp_path: Path) -> None:
    with running(tmp_path, scan=2.0) as booth:
        booth.inserts(booth.day.admitted())
        booth.sees("language")
        booth.waits(3)
        assert booth.look().turn.focus is None, "nobody pressed a switch"
        booth.does(Take(), source=Source.SWITCH_TWO)
        assert booth.look().turn.focus == 0
        booth.waits(2.1)
        assert booth.look().turn.focus == 1
        booth.does(Take(), source=Source.SWITCH_TWO)
        assert booth.sees("contest").turn.language is Language.RU
        booth.does(Walk(1), source=Source.SWITCH_ONE)
        for _ in range(3):
            booth.waits(50)
        booth.sees("still-there")


def test_terminal_without_codes_is_out_of_service_and_says_so(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        terminal = day.booth()
        with terminal.store.transaction() as tx:
            tx.put("config", b"unused-codes", bytes(codes.MAP_BYTES))
        booth = Booth(day, Losing(terminal.recorder))
        ended = threading.Event()
        program = threading.Thread(target=booth.kiosk.run, args=(booth.hand, ended.is_set))
        program.start()
        booth.sees("codes-used-up")
        ended.set()
        program.join()


def test_disk_that_refuses_ends_the_program(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        booth = Booth(day, Losing(day.booth().recorder))
        card = day.admitted()
        day.booth().close()
        booth.inserts(card)
        with pytest.raises(StoreError):
            booth.kiosk.run(booth.hand, lambda: False)


def test_no_text_of_a_moment_tells_choice_or_code(tmp_path: Path) -> None:
    with running(tmp_path) as booth:
        at_review(booth, booth.day.admitted(), answer=5)
        assert str(frozenset({5})) not in repr(booth.look())
        booth.does(CONFIRM)
        look = booth.sees("thanks")
        (_, code), *_ = look.shown.codes
        assert str(code) not in repr(look).replace(look.shown.tracker, "")
        assert look.shown.tracker not in repr(look)


def test_record_file_hears_nothing_of_the_screen(tmp_path: Path) -> None:
    """It seals nothing, so that its times would tell how long a voter took over which page."""
    with running(tmp_path) as booth:
        at_review(booth, booth.day.admitted())
        booth.does(CONFIRM)
        booth.sees("thanks")
        booth.takes_out()
        booth.sees("waiting")
        events = recorded(booth.day.folder / "terminal-1" / "recorder.jsonl", "terminal-1")
        assert "session-begun" in events
        assert not {"input-made", "answer-touched", "language-touched", "review-shown"} & set(events)
