"""A kiosk at work: the turn of the voter in front of it, moved by touches, keys, the card and the clock (R 11-13).

What is decided, `terminal.kiosk.step` decides; what is done, a `Work` does. Here is only the order of things:

- every input is recorded before anything follows from it; one that cannot be recorded changes nothing;
- one thread, that of `run`, watches the reader and carries out the effects, one after another: what the card says comes
  in the order in which it happened. A second thread lets time pass and sees that the recorder is there;
- an effect whose turn is over when it ends says nothing to the next one;
- a form made for another place of the ballot than the one that is shown changes nothing, nor does a second touch within
  400 ms (look, 4).
"""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from sailau.card import CardSlot
from sailau.card.reader import CardInserted, CardReader, CardRemoved, ReaderEvent, ReaderFound, SurplusReader
from sailau.errors import impossible
from sailau.ports import Clock, DeviceRecorder, RecorderLostError
from sailau.refusal import Text
from sailau.service.kiosk_record import KioskRecord
from sailau.service.kiosk_work import NOTHING_YET, Choices, Outcome, Work
from sailau.service.reader_watch import record_event
from sailau.terminal.kiosk import (
    OF_PEOPLE,
    OF_SOUND,
    Did,
    Input,
    Passed,
    Take,
    Walk,
    begin,
    seconds_left,
    step,
    targets,
)
from sailau.terminal.moments import Source, is_turn_over
from sailau.terminal.screen_table import WAITING
from sailau.terminal.shown import Frame, Shown, shown_codes
from sailau.terminal.turn import Ground, Turn

LOOK_SECONDS: Final = 0.05
TICK_SECONDS: Final = 0.25
DOUBLE_TOUCH_SECONDS: Final = 0.4
WATCH_TICKS: Final = 2
"""The recorder is asked for at every second tick: twice a second."""
SETTLE: Final = "settle"
COUNTED_DOWN: Final = frozenset({"still-there", "code"})
UNWRITTEN: Final = {
    "read-card": "recorder-lost",
    "seal": "recorder-lost",
    "challenge": "undecided",
    "abandon": "undecided",
}
"""What an effect comes to when the recorder is lost on the way: what stands on the card, the card will tell."""
STAGES: Final = {"language": "language", "contest": "answers", "review": "review"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    """What is to be done, and in which turn of the day (counted from 0) it was asked for."""

    name: str
    turn: int
    before: Turn
    after: Turn

    @property
    def choices(self) -> Choices:
        """What is to be sealed."""
        return self.after.choices

    @property
    def stage(self) -> str:
        """How far the turn had come."""
        return STAGES.get(self.before.screen) or STAGES.get(self.before.returns_to, "invitation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One moment of a kiosk. `number` grows with every change of what is shown; `place` is what a form must bring to
    count, and changes when other things than before can be touched."""

    ground: Ground
    turn: Turn
    shown: Shown
    number: int
    place: str


class KioskDevice:
    """A running kiosk. The page and the sound ask `view`; touches and keys come by `press`, headphones by `happen`."""

    def __init__(
        self,
        work: Work,
        ground: Ground,
        frame: Frame,
        *,
        recorder: DeviceRecorder,
        clock: Clock,
        scan_seconds: float | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`scan_seconds`: once the focus is somewhere, it walks on by itself, for voters with one switch."""
        self.ground = ground
        self._work = work
        self._recorder = recorder
        self._record = KioskRecord(ground, recorder)
        self._clock = clock
        self._scan_seconds = scan_seconds
        self._monotonic = monotonic
        self._lock = threading.RLock()
        self._wake = threading.Condition(self._lock)
        self._turn = begin()
        self._shown = Shown(frame=frame)
        self._told: Text | None = None
        self._turns = 0
        self._effects: deque[_Effect] = deque()
        self._busy = False
        self._slot: CardSlot | None = None
        self._reader_lost = self._recorder_lost = False
        self._failure: BaseException | None = None
        self._touched_at = self._scanned_at = -DOUBLE_TOUCH_SECONDS
        self._seen: tuple[object, ...] = ()
        self._number, self._place = 0, ""
        self._renew()

    # What the page and the sound ask.

    def view(self) -> tuple[Ground, Turn, Shown]:
        """What is shown now."""
        with self._lock:
            turn = self._turn
            shown = replace(
                self._shown,
                seconds_left=self._seconds_left(),
                sound=turn.headphones,
                screen_off=turn.screen_off,
                told=self._told if turn.screen == WAITING else None,
            )
            return self.ground, turn, shown

    def look(self) -> Look:
        """What is shown now, with what a form made of it must bring."""
        with self._lock:
            ground, turn, shown = self.view()
            return Look(ground=ground, turn=turn, shown=shown, number=self._number, place=self._place)

    def number(self) -> int:
        """A number that grows whenever `view` changes."""
        return self._number

    def tell(self, told: Text | None) -> None:
        """Tell a member who comes to the device while it waits for a voter; None: there is nothing to tell."""
        with self._lock:
            self._told = told
            self._renew()

    # What comes from people.

    def press(self, place: str, happened: Input, source: Source = Source.TOUCH) -> None:
        """A touch or a key on the page that was made for `place`; louder is louder on whatever page."""
        now = self._monotonic()
        with self._lock:
            is_double = source is Source.TOUCH and now - self._touched_at < DOUBLE_TOUCH_SECONDS
            is_stale = place != self._place and not (isinstance(happened, Did) and happened.what in OF_SOUND)
            if is_stale or is_double or not self._is_offered(happened):
                self.touched(source)
                return
            self._touched_at = now
            self.happen(happened, source)

    def touched(self, source: Source = Source.BESIDE) -> None:
        """An input that changes nothing, as a touch beside all controls."""
        with self._lock:
            try:
                self._record.touch(self._turn, source)
            except RecorderLostError:
                self._lose_recorder()

    def happen(self, happened: Input, source: Source | None = None) -> None:
        """Anything that the kiosk's table answers. `source` is None for what no person did at the device."""
        with self._lock:
            before = self._turn
            after, effects = step(self.ground, before, happened)
            try:
                self._record.take(before, happened, after, source)
            except RecorderLostError:
                if source is None:  # what the card, the reader or the clock did has happened, recorded or not
                    self._follow(before, after, effects)
                self._lose_recorder()
                return
            self._follow(before, after, effects)

    # The device's own program.

    def run(self, reader: CardReader | None, stopped: Callable[[], bool]) -> None:
        """Work until `stopped`. Raises StoreError when readers cannot be used or the disk refuses."""
        ended = threading.Event()
        ticking = threading.Thread(target=self._keep_time, args=(ended,), daemon=True)
        ticking.start()
        try:
            if not self._work.booth.has_codes():
                self.happen(Did(what="codes-used-up"))
            while not stopped() and self._failure is None:
                self._carry_out()
                self._look(reader)
        finally:
            ended.set()
            ticking.join()
            self._work.forget()
        if self._failure is not None:
            raise self._failure

    def _look(self, reader: CardReader | None) -> None:
        if reader is None:
            with self._wake:
                if not self._effects:
                    self._wake.wait(LOOK_SECONDS)
            return
        event = reader.wait(LOOK_SECONDS)
        if event is None:
            return
        try:
            record_event(event, self._recorder)
        except RecorderLostError:
            self._lose_recorder()
        self._noticed(event)

    def _noticed(self, event: ReaderEvent) -> None:
        match event:
            case CardInserted(slot):
                self._slot = slot
                self.happen(Did(what="card-in"))
            case CardRemoved():
                self._slot = None
                self.happen(Did(what="card-out"))
            case ReaderFound():
                self._reader_lost = False
                self.happen(Did(what="reader-found"))
            case SurplusReader():
                pass  # recorded, and not used
            case _:
                self._slot, self._reader_lost = None, True
                self.happen(Did(what="reader-lost"))

    def _carry_out(self) -> None:
        """Do what is to be done, in order; whatever the outcome leads to is done too."""
        while True:
            with self._lock:
                self._busy = bool(self._effects)
                if not self._effects:
                    return
                effect = self._effects.popleft()
            try:
                outcome = self._do(effect)
            except RecorderLostError:
                self._recorder_lost = True
                outcome = Outcome(what=UNWRITTEN.get(effect.name, ""))
            self._answer(effect, outcome)

    def _do(self, effect: _Effect) -> Outcome:
        work, slot = self._work, self._slot
        match effect.name:
            case "read-card":
                return work.read(slot, self._clock.now())
            case "seal":
                return work.seal(slot, effect.choices, self._tell)
            case "challenge":
                return work.challenge(slot)
            case "abandon":
                return work.abandon(slot, effect.stage)
            case "note-abandoned":
                work.note_abandoned(effect.stage)
            case "forget":
                work.forget()
            case name if name == SETTLE:
                self._record.settle(effect.before, effect.after)
                if not work.booth.has_codes():
                    return Outcome(what="codes-used-up")
            case _:
                impossible("an effect that the table does not have")
        return NOTHING_YET

    def _answer(self, effect: _Effect, outcome: Outcome) -> None:
        with self._lock:
            if not outcome.what or (effect.turn != self._turns and effect.name != SETTLE):
                return
            if outcome.vote is not None:
                codes = shown_codes(self.ground.style, outcome.vote.codes)
                self._shown = replace(self._shown, tracker=outcome.vote.tracker, codes=codes)
            self._shown = replace(self._shown, refused=outcome.refused, progress=None)
            self.happen(Did(what=outcome.what))

    def _tell(self, progress: float) -> None:
        with self._lock:
            self._shown = replace(self._shown, progress=progress)
            self._renew()

    # Time, and the recorder.

    def _keep_time(self, ended: threading.Event) -> None:
        """The second thread; what ends it ends the program too."""
        try:
            self._tick(ended)
        except BaseException as error:
            self._failure = error

    def _tick(self, ended: threading.Event) -> None:
        last, ticks = self._monotonic(), 0
        while not ended.wait(TICK_SECONDS):
            now, ticks = self._monotonic(), ticks + 1
            self.happen(Passed(now - last))
            last = now
            if ticks % WATCH_TICKS == 0:
                self._see_recorder()
            self._tell_lost()
            self._scan(now)

    def _see_recorder(self) -> None:
        there = self._record.takes_records()
        with self._lock:
            if there and self._recorder_lost and not self._busy:
                self._recorder_lost = False
                self.happen(Did(what="recorder-found"))
                if self._slot is not None and self._turn.screen == WAITING:
                    self.happen(Did(what="card-in"))
            self._recorder_lost = self._recorder_lost or not there

    def _tell_lost(self) -> None:
        """Say it at every tick while it lasts, but not into the middle of an effect: its outcome decides."""
        with self._lock:
            if self._busy or self._effects:
                return
            if self._reader_lost:
                self.happen(Did(what="reader-lost"))
            if self._recorder_lost:
                self._lose_recorder()

    def _lose_recorder(self) -> None:
        """Stand still until it is there again; nothing of this can be recorded."""
        with self._lock:
            self._recorder_lost = True
            if not self._busy and not self._effects:
                self._follow(self._turn, *step(self.ground, self._turn, Did(what="recorder-lost")))

    def _scan(self, now: float) -> None:
        """Let the focus walk by itself; the time of quiet goes on, since nobody did anything."""
        with self._lock:
            if self._scan_seconds is None or self._turn.focus is None or now - self._scanned_at < self._scan_seconds:
                return
            self._scanned_at = now
            walked, _ = step(self.ground, self._turn, Walk(1))
            self._turn = replace(walked, quiet_seconds=self._turn.quiet_seconds)
            self._renew()

    # What follows from an input.

    def _follow(self, before: Turn, after: Turn, effects: tuple[str, ...]) -> None:
        if "forget" in effects or (after.screen == WAITING and before.screen != WAITING):
            self._turns += 1
            self._shown = Shown(frame=self._shown.frame, refused=self._shown.refused)
        if after.screen != before.screen:
            refused = self._shown.refused if after.screen in ("refused", "damaged") else None
            self._shown = replace(self._shown, refused=refused)
            self._scanned_at = self._monotonic()
        ended = (SETTLE,) if is_turn_over(before, after) else ()
        for name in (*effects, *ended):
            self._effects.append(_Effect(name=name, turn=self._turns, before=before, after=after))
        self._turn = after
        self._renew()
        self._wake.notify_all()

    def _is_offered(self, happened: Input) -> bool:
        """Whether a person can do this here: a form may not say what only the card says."""
        match happened:
            case Did(what=what):
                return what in OF_PEOPLE or happened in targets(self.ground, self._turn)
            case Walk() | Take():
                return True
            case Passed():
                return False

    def _seconds_left(self) -> int | None:
        left = seconds_left(self._turn) if self._turn.screen in COUNTED_DOWN else None
        return None if left is None else ceil(left)

    def _renew(self) -> None:
        turn = self._turn
        told = self._told if turn.screen == WAITING else None
        seen = (replace(turn, quiet_seconds=0.0), self._shown, self._seconds_left(), told)
        place = (self._turns, turn.screen, turn.contest, turn.page, turn.large, turn.tuning)
        if not self._seen or place != self._seen[0]:
            self._place = secrets.token_hex(8)
        if self._seen != (place, seen):
            self._number += 1
        self._seen = (place, seen)
