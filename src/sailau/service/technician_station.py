"""The technician's station at work: who has signed in, how everything at the table is, the decided restart (E20; R 14).

The technician signs in with the own key and sees health. A restart and the resumption after it are commands of chair
and technician together, upon the decision that the commission has signed; here both sign in and press, and the precinct
computer asks its role matrix. Nothing else can be asked for from here. One thread, that of `run`, does everything.
"""

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sailau.adapters.pin_tries import PinRefusedError
from sailau.adapters.printing import Outcome, Printer, PrinterState, Readiness
from sailau.adapters.station_link import SignedIn, StationLink
from sailau.adapters.table_wire import LinkLostError
from sailau.errors import SignatureError, StoreError
from sailau.ports import DeviceRecorder, RecorderLostError
from sailau.refusal import Refusal
from sailau.service.desk_station import LINK_LOST, WRONG_PIN, KeyOffered
from sailau.service.recorder.watch import RECORDER_LOST, RecorderWatch
from sailau.signing.authority import Signer
from sailau.signing.roles import Role

LOOK_SECONDS: Final = 2.0
PRINTER_SECONDS: Final = 10.0
PATIENCE_SECONDS: Final = 10.0
WAIT_SECONDS: Final = 0.05
SUSPENDED: Final = "suspended"


class Screen(StrEnum):
    """What the station shows."""

    SIGN_IN = "sign-in"
    HEALTH = "health"
    RESTART = "restart"
    STILL = "still"


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianView:
    """One moment of the station. `number` grows with every change.

    `service` is what `service.table_technician` tells; `decision` the act by which voting is suspended, from the
    outline, or nothing; `restarted` that the computer was started anew since this station asked; `reached` whether the
    last look got an answer; `page` what became of the test page, None before one was printed.
    """

    screen: Screen = Screen.SIGN_IN
    number: int = 0
    language: str = "kk"
    people: tuple[SignedIn, ...] = ()
    service: Mapping[str, Any] = field(default_factory=dict)
    decision: Mapping[str, Any] = field(default_factory=dict)
    restarted: bool = False
    reached: bool = True
    printer: PrinterState = field(default_factory=lambda: PrinterState(readiness=Readiness.NO_CUPS))
    page: Outcome | None = None
    notice: Refusal | None = None

    def has(self, *roles: Role) -> bool:
        """Whether somebody of one of these roles has signed in here."""
        return any(one.role in {role.value for role in roles} for one in self.people)


class TechnicianStation:
    """A running station. `keys` lists what lies there to sign in with; `test_page` makes the file that is printed."""

    def __init__(
        self,
        device: str,
        connect: Callable[[], StationLink | Refusal],
        keys: Callable[[], Sequence[KeyOffered]],
        *,
        printer: Printer,
        test_page: Callable[[], Path],
    ) -> None:
        self.device = device
        self.keys = keys
        self._connect, self._printer, self._test_page = connect, printer, test_page
        self._link: StationLink | None = None
        self._signers: dict[str, Signer] = {}
        self._view = TechnicianView()
        self._lock = threading.Lock()
        self._asked: queue.SimpleQueue[tuple[Callable[[], None], threading.Event]] = queue.SimpleQueue()
        self._looked = self._looked_at_printer = float("-inf")
        self._job = self._start_before = ""

    def view(self) -> TechnicianView:
        """What is shown now."""
        with self._lock:
            return self._view

    def run(self, recorder: DeviceRecorder, stopped: Callable[[], bool]) -> None:
        """Serve until `stopped`; while this station's recorder is lost nothing is asked for.

        Raises SignatureError when who answers is not the precinct computer, StoreError when the recorder will not
        record again.
        """
        watch = RecorderWatch(lambda: (recorder,))
        try:
            while not stopped():
                if not watch.is_there():
                    self._stand_still()
                    continue
                if self._view.screen is Screen.STILL:
                    self._show(screen=Screen.HEALTH if self._signers else Screen.SIGN_IN, notice=None)
                try:
                    self._do_asked()
                    self._look()
                    self._look_at_printer(recorder)
                except RecorderLostError:
                    watch.lost()
        finally:
            self._leave()

    # What people ask for, each from the page's thread.

    def sign_in(self, key: KeyOffered, pin: str) -> None:
        """Sign the technician in, or for a restart the chair beside."""
        self._ask(lambda: self._sign_in(key, pin))

    def sign_out(self) -> None:
        """Everybody leaves; the keys are forgotten here."""
        self._ask(self._sign_out)

    def speak(self, language: str) -> None:
        """Show the screens in another language."""
        self._ask(lambda: self._show(language=language))

    def open(self, screen: str) -> None:
        """Go to the health of devices, or to the restart."""
        wanted = {Screen.HEALTH.value: Screen.HEALTH, Screen.RESTART.value: Screen.RESTART}.get(screen)
        if wanted is not None:
            self._ask(lambda: self._show(screen=wanted, notice=None) if self._signers else None)

    def print_page(self) -> None:
        """Print a test page."""
        self._ask(self._print_page)

    def restart(self) -> None:
        """Have the precinct computer's program end and start anew, by the decision."""
        self._ask(self._restart)

    def resume(self) -> None:
        """Let voting go on after the restart."""
        self._ask(self._resume)

    # Everything below runs in the thread of `run`.

    def _ask(self, deed: Callable[[], None]) -> None:
        done = threading.Event()
        self._asked.put((deed, done))
        done.wait(PATIENCE_SECONDS)

    def _do_asked(self) -> None:
        try:
            deed, done = self._asked.get(timeout=WAIT_SECONDS)
        except queue.Empty:
            return
        try:
            deed()
        except LinkLostError:
            self._lose_link()
        finally:
            done.set()

    def _stand_still(self) -> None:
        if self._view.screen is not Screen.STILL:
            self._show(screen=Screen.STILL, notice=RECORDER_LOST)
        with suppress(queue.Empty):
            self._asked.get(timeout=WAIT_SECONDS)[1].set()

    def _look(self) -> None:
        if time.monotonic() - self._looked < LOOK_SECONDS or not self._signers:
            return
        self._looked = time.monotonic()
        try:
            if self._link is None and not self._come_back():
                self._show(reached=False)
                return
            link = self._linked()
            service = link.service()
            if isinstance(service, Refusal):
                self._show(notice=service)
                return
            self._take(service, self._decided(link, service))
        except LinkLostError:
            self._lose_link()

    def _take(self, service: Mapping[str, Any], decision: Mapping[str, Any]) -> None:
        restarted = bool(decision) and self._start_before not in ("", service["start"])
        fresh = (service, decision, restarted, True)
        if fresh != (self._view.service, self._view.decision, self._view.restarted, self._view.reached):
            self._show(service=service, decision=decision, restarted=restarted, reached=True)

    def _decided(self, link: StationLink, service: Mapping[str, Any]) -> Mapping[str, Any]:
        """The act by which voting is suspended now, as the outline tells it."""
        outline = link.outline() if service["state"] == SUSPENDED else {}
        if isinstance(outline, Refusal):
            return {}
        acts = outline.get("acts", ())
        return next((one for one in acts if one["label"] == outline["restart_of"]), {})

    def _come_back(self) -> bool:
        """A new link, at which those sign in anew who had: their keys are here until they leave."""
        link = self._connect()
        if isinstance(link, Refusal):
            return False
        self._link = link
        for person, signer in tuple(self._signers.items()):
            if isinstance(link.sign_in(signer), Refusal):
                self._signers.pop(person)
        self._show(people=tuple(one for one in self._view.people if one.id in self._signers), notice=None)
        return True

    def _sign_in(self, key: KeyOffered, pin: str) -> None:
        try:
            signer = key.open(pin)
        except PinRefusedError as error:
            self._show(notice=error.refusal)
            return
        except (StoreError, SignatureError):
            self._show(notice=WRONG_PIN)
            return
        if self._link is None:
            link = self._connect()
            if isinstance(link, Refusal):
                self._show(notice=link)
                return
            self._link = link
        person = self._link.sign_in(signer)
        if isinstance(person, Refusal):
            self._show(notice=person)
            return
        self._signers[person.id] = signer
        others = tuple(one for one in self._view.people if one.id != person.id)
        here = self._view.screen if self._view.screen is Screen.RESTART else Screen.HEALTH
        self._looked = float("-inf")
        self._show(screen=here, people=(*others, person), notice=None)

    def _sign_out(self) -> None:
        link, people = self._link, tuple(self._signers)
        self._signers.clear()
        self._show(screen=Screen.SIGN_IN, people=(), service={}, decision={}, notice=None)
        for person in people if link is not None else ():
            self._linked().sign_out(person)

    def _print_page(self) -> None:
        try:
            self._job = self._printer.print(self._test_page(), "Sailau")
            self._show(page=Outcome.WAITING)
        except StoreError:
            self._job = ""
            self._show(page=Outcome.FAILED)
        self._looked_at_printer = float("-inf")

    def _look_at_printer(self, recorder: DeviceRecorder) -> None:
        waits = self._view.page is Outcome.WAITING
        if time.monotonic() - self._looked_at_printer < (LOOK_SECONDS if waits else PRINTER_SECONDS):
            return
        self._looked_at_printer = time.monotonic()
        state = self._printer.state()
        page = self._printer.outcome(self._job) if waits and self._job else self._view.page
        if waits and page is Outcome.FAILED:
            recorder.record("fault-reported", part="printer")
        if (state, page) != (self._view.printer, self._view.page):
            self._show(printer=state, page=page)

    def _restart(self) -> None:
        self._start_before = str(self._view.service.get("start", ""))
        if not self._command("restart-computer"):
            self._start_before = ""

    def _resume(self) -> None:
        self._command("resume-voting")

    def _command(self, command: str) -> bool:
        """Give a command in the name of all who have signed in here, by the decision."""
        people = [one.id for one in self._view.people]
        answer = self._linked().ask(command, people, act=str(self._view.decision.get("label", "")))
        self._looked = float("-inf")
        self._show(notice=answer if isinstance(answer, Refusal) else None)
        return not isinstance(answer, Refusal)

    def _linked(self) -> StationLink:
        if self._link is None:
            raise LinkLostError("the precinct computer is not reached")
        return self._link

    def _show(self, **changes: Any) -> None:
        with self._lock:
            self._view = replace(self._view, number=self._view.number + 1, **changes)

    def _lose_link(self) -> None:
        """The computer is gone, or is starting anew: those who signed in stay, and come in again with it."""
        self._leave()
        self._show(reached=False, notice=None if self._signers else LINK_LOST)

    def _leave(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None
