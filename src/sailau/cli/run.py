"""`sailau run`: a whole polling place for training on this machine, in the browser (L 50-5; R 6-12; E3).

    sailau run [--precinct DIR] [--port N] [--kiosk] [--new] [--from-check] [--mixed] [--portable]
    sailau run --stop [--precinct DIR]

The start page answers at once; the place is installed behind it when it is not there, or is another day's, and its
programs are started. They end with this one, however it ends.
"""

import argparse
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from sailau.adapters.cards.tray import Tray
from sailau.adapters.clock import LocalClock
from sailau.adapters.one_at_a_time import Hold, held, holder
from sailau.adapters.programs import is_alive
from sailau.adapters.screen import Screen
from sailau.cli.device import port
from sailau.errors import StoreError
from sailau.refusal import Text
from sailau.service.training.place import Place, Wanted, put_aside

if TYPE_CHECKING:
    from sailau.service.training.running import Running
    from sailau.stations.site import Served, Site
    from sailau.stations.start.page import Start

EXIT_SOUND: Final = 0
PLACE: Final = Path("build/place")
PORT: Final = 8025
LOOK_SECONDS: Final = 0.2
STOP_SECONDS: Final = 60.0
LAST_SECONDS: Final = 5.0
"""What the process has to be gone after it gave the place free; a dead one whom nobody buries stays longer."""
TERMINAL: Final = "/dev/tty"
ENDING: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


READY: Final = Text("Әзір", "Готово", "Ready")


class EndedError(BaseException):
    """Asked to end, by a signal."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `run`."""
    parser = subparsers.add_parser(
        "run",
        help="a whole polling place for training on this machine, in the browser",
        description="Install a training polling place for today, unless it is there, start its programs (recorders, "
        "precinct computer, desk, stations of chair and technician, terminal, accumulator), and serve a start page "
        "that leads to each, until SIGTERM, Ctrl+C, or the terminal window closes. All answers at 127.0.0.1 alone.",
        epilog="Its keys are training keys, and its certificates say so: nothing of it passes for a real election. "
        "Under --precinct everything is kept; an earlier day's place is put aside under its date.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--precinct", type=Path, default=PLACE, metavar="DIR", help=f"where the place lies (default: {PLACE})"
    )
    parser.add_argument(
        "--port", type=port, default=PORT, metavar="N", help=f"port of the start page (default: {PORT}; 0: any)"
    )
    parser.add_argument("--new", action="store_true", help="put today's place aside and begin with a new one")
    parser.add_argument(
        "--from-check",
        action="store_true",
        help="begin before the morning's check: you check the keys, open the voting and load the cards yourself",
    )
    parser.add_argument(
        "--mixed", action="store_true", help="a new place is a mixed precinct: paper ballots are given there too"
    )
    parser.add_argument(
        "--portable",
        action="store_true",
        help="a new place has a portable device for voters' homes; the accumulator has a cable for it",
    )
    parser.add_argument("--kiosk", action="store_true", help="open the start page in Chromium over the whole screen")
    parser.add_argument("--stop", action="store_true", help="end the one that runs, and wait until it has ended")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    folder: Path = args.precinct.resolve()
    lock = folder.with_name(folder.name + ".lock")
    if args.stop:
        return _stop(lock)
    try:
        with _raising(), held(lock) as hold, ExitStack() as running:
            _serve(args, folder, hold, running)
    except EndedError:
        pass
    return EXIT_SOUND


def _serve(args: argparse.Namespace, folder: Path, hold: Hold, running: ExitStack) -> None:
    from sailau.stations.start.views import start_site  # only here: stopping needs no pages

    training = _Training()
    site = start_site(training)
    screen = running.enter_context(Screen()) if args.kiosk else None
    served = running.enter_context(_served(site, args.port))
    hold.answers_at(served.address + "/")
    _print(served.address + "/")
    if screen is not None:
        screen.show(served.address + "/")
    place = training.prepare(folder, new=args.new, wanted=Wanted(mixed=args.mixed, portable=args.portable))
    programs = training.programs(place)
    running.callback(_end, programs)
    with _noting() as asked:
        window = running.enter_context(_window())

        def stopped() -> bool:
            return bool(asked) or window()

        programs.begin(training.tell, stopped, by_hand=args.from_check)
        training.ready(READY)
        while not stopped():
            if site.failure is not None:
                raise site.failure
            programs.look()
            time.sleep(LOOK_SECONDS)


class _Training:
    """What the pages ask; see `stations.start.views.Training`."""

    def __init__(self) -> None:
        self._steps: tuple[Text, ...] = ()
        self._running: Running | None = None
        self._place: Place | None = None
        self._ready = False

    def tell(self, step: Text) -> None:
        """A step begins."""
        self._steps = (*self._steps, step)
        _print(f"  {step.kk} · {step.ru} · {step.en}")

    def prepare(self, folder: Path, *, new: bool, wanted: Wanted) -> Place:
        """The place of today, made as `wanted` when it is not there. Raises StoreError."""
        from sailau.service.training.making import make_place, training_day  # only here: the page answers first

        place = Place(folder)
        day = place.day()
        if day is not None and (new or day != training_day(LocalClock().now())):
            _print(f"  {put_aside(place, day)}")
            day = None
        return place if day is not None else make_place(folder, self.tell, wanted)

    def programs(self, place: Place) -> "Running":
        """Its programs, to be started."""
        from sailau.service.training.running import Running

        self._place, self._running = place, Running(place)
        return self._running

    def ready(self, said: Text) -> None:
        """Everything has started, or is to end."""
        self.tell(said)
        self._ready = True

    def start(self) -> "Start":
        """What there is now."""
        from sailau.stations.start.page import Start

        if self._running is None or self._place is None or not self._ready:
            return Start(steps=self._steps)
        running = self._running
        return Start(ready=True, stations=running.seen(), lost=running.lost(), people=self._place.people())

    def lying(self) -> dict[str, tuple[int, ...]]:
        """The cards at each place."""
        from sailau.service.training.cards import lying

        return {} if self._place is None else dict(lying(Tray(self._place.cards)))

    def carry(self, number: int, to: str) -> bool:
        """Carry a card; False when it cannot be."""
        from sailau.service.training.cards import carry

        return self._place is not None and carry(Tray(self._place.cards), number, to)

    def again(self, station: str) -> None:
        """Have a station's program started anew."""
        if self._running is not None:
            self._running.again(station)


def _stop(lock: Path) -> int:
    found = holder(lock)
    if found is None:
        _print("Ештеңе жүріп тұрған жоқ · Ничего не запущено · Nothing is running")
        return EXIT_SOUND
    os.kill(found.pid, signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    while holder(lock) is not None:
        if time.monotonic() > until:
            raise StoreError(f"process {found.pid} has not ended within {STOP_SECONDS:.0f} s")
        time.sleep(LOOK_SECONDS)
    until = time.monotonic() + LAST_SECONDS
    while is_alive(found.pid) and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
    _print("Тоқтатылды · Остановлено · Stopped")
    return EXIT_SOUND


def _served(site: "Site", number: int) -> "Served":
    try:
        return site.serve(number)
    except StoreError as error:
        raise StoreError(f"{error}; another is chosen by --port (make run PORT=8100)") from error


def _end(programs: "Running") -> None:
    with _handled(signal.SIG_IGN):
        programs.end()


@contextmanager
def _raising() -> Iterator[None]:
    """A signal that asks to end stops whatever we are at, once; what is ending is not asked again."""

    raised: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        if not raised:
            raised.append(number)
            raise EndedError

    with _handled(end):
        yield


@contextmanager
def _noting() -> Iterator[list[int]]:
    """A signal that asks to end is noted only: no program that is being started is lost sight of."""
    asked: list[int] = []
    with _handled(lambda number, _: asked.append(number)):
        yield asked


@contextmanager
def _window() -> Iterator[Callable[[], bool]]:
    """Whether the terminal window has been closed. A signal alone does not tell: `make` may keep it to itself.

    Without a terminal, or where SIGHUP is ignored (nohup), it never is.
    """
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN or not Path(TERMINAL).exists():
        yield lambda: False
        return
    try:
        terminal = os.open(TERMINAL, os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        yield lambda: False
        return
    watched = select.poll()
    watched.register(terminal, 0)
    try:
        yield lambda: bool(watched.poll(0))
    finally:
        os.close(terminal)


@contextmanager
def _handled(how: "Callable[[int, FrameType | None], None] | signal.Handlers") -> Iterator[None]:
    """Handle what asks to end so; what was ignored from the start (nohup) stays so."""
    heard = [number for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, how) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print(line: str) -> None:
    """Say it at once; whoever listened may have gone with the window, which changes nothing here."""
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
