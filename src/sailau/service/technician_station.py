"""The technician's station at work: who has signed in, how everything at the table is, the decided restart (E20; R 14).

The technician signs in with the own key and sees health. A restart and the resumption after it are commands of chair
and technician together, upon the decision that the commission has signed; here both sign in and press, and the precinct
computer asks its role matrix. Nothing else can be asked for from here. One thread, that of `run`, does everything.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sailau.adapters.printing import Outcome, Printer, PrinterState, Readiness
from sailau.adapters.station_link import SignedIn, StationLink
from sailau.errors import StoreError
from sailau.ports import DeviceRecorder
from sailau.refusal import Refusal
from sailau.service.people_at_station import LINK_LOST, KeyOffered, PeopleStation, StationView
from sailau.service.recorder.watch import RECORDER_LOST
from sailau.signing.roles import Role

LOOK_SECONDS: Final = 2.0
PRINTER_SECONDS: Final = 10.0
PATIENCE_SECONDS: Final = 10.0
SUSPENDED: Final = "suspended"


class Screen(StrEnum):
    """What the station shows."""

    SIGN_IN = "sign-in"
    HEALTH = "health"
    RESTART = "restart"
    STILL = "still"


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianView(StationView):
    """One moment of the station.

    `service` is what `service.table_technician` tells; `decision` the act by which voting is suspended, from the
    outline, or nothing; `restarted` that the computer was started anew since this station asked; `reached` whether the
    last look got an answer; `page` what became of the test page, None before one was printed.
    """

    screen: Screen = Screen.SIGN_IN
    people: tuple[SignedIn, ...] = ()
    service: Mapping[str, Any] = field(default_factory=dict)
    decision: Mapping[str, Any] = field(default_factory=dict)
    restarted: bool = False
    reached: bool = True
    printer: PrinterState = field(default_factory=lambda: PrinterState(readiness=Readiness.NO_CUPS))
    page: Outcome | None = None

    def has(self, *roles: Role) -> bool:
        """Whether somebody of one of these roles has signed in here."""
        return any(one.role in {role.value for role in roles} for one in self.people)


class TechnicianStation(PeopleStation[TechnicianView]):
    """A running station. `test_page` makes the file that is printed."""

    def __init__(
        self,
        device: str,
        connect: Callable[[], StationLink | Refusal],
        keys: Callable[[], Sequence[KeyOffered]],
        *,
        printer: Printer,
        test_page: Callable[[], Path],
    ) -> None:
        super().__init__(device, connect, keys, TechnicianView(), PATIENCE_SECONDS)
        self._printer, self._test_page = printer, test_page
        self._looked = self._looked_at_printer = float("-inf")
        self._job = self._start_before = ""

    def run(self, recorder: DeviceRecorder, stopped: Callable[[], bool]) -> None:
        """Serve until `stopped`; while this station's recorder is lost nothing is asked for.

        Raises SignatureError when who answers is not the precinct computer, StoreError when the recorder will not
        record again.
        """

        def turn() -> None:
            self._do_asked()
            self._look()
            self._look_at_printer(recorder)

        self._serve(recorder, stopped, turn)

    # What people ask for, each from the page's thread.

    def sign_out(self) -> None:
        """Everybody leaves; the keys are forgotten here."""
        self._ask(self._sign_out)

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

    def _show_still(self) -> None:
        self._show(screen=Screen.STILL, notice=RECORDER_LOST)

    def _show_again(self) -> None:
        self._show(screen=Screen.HEALTH if self._signers else Screen.SIGN_IN, notice=None)

    def _look(self) -> None:
        if time.monotonic() - self._looked < LOOK_SECONDS or not self._signers:
            return
        self._looked = time.monotonic()
        with self._losing_link():
            self._look_over_link()

    def _look_over_link(self) -> None:
        if self._link is None:
            if not self._come_back():
                self._show(reached=False)
                return
            self._show(people=self._still_here(self._view.people), notice=None)
        link = self._linked()
        service = link.service()
        if isinstance(service, Refusal):
            self._show(notice=service)
            return
        self._take(service, self._decided(link, service))

    def _take(self, service: Mapping[str, Any], decision: Mapping[str, Any]) -> None:
        restarted = bool(decision) and self._start_before not in ("", service["start"])
        self._show(service=service, decision=decision, restarted=restarted, reached=True)

    def _decided(self, link: StationLink, service: Mapping[str, Any]) -> Mapping[str, Any]:
        """The act by which voting is suspended now, as the outline tells it."""
        outline = link.outline() if service["state"] == SUSPENDED else {}
        if isinstance(outline, Refusal):
            return {}
        acts = outline.get("acts", ())
        return next((one for one in acts if one["label"] == outline["restart_of"]), {})

    def _signed_in(self, person: SignedIn) -> None:
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

    def _link_lost(self) -> None:
        """Those who signed in stay, and come in again with the computer."""
        self._show(reached=False, notice=None if self._signers else LINK_LOST)
