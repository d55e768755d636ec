"""A training place that runs: its programs started in order, watched, started again by a person's word, ended in order.

One thread, the program's main one, starts and ends (`begin`, `look`, `end`); pages in other threads read `seen` and
`doing` and leave word by `again`.
"""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import chdir
from dataclasses import dataclass
from typing import Any, Final

from sailau.adapters.programs import Program, end_all
from sailau.errors import StoreError
from sailau.refusal import Text
from sailau.service.training import programs
from sailau.service.training.place import Place, Tell
from sailau.service.training.programs import STATIONS, Planned, Station

READY_SECONDS: Final = 120.0
LOOK_SECONDS: Final = 0.1
RECORDERS: Final = Text("Тіркегіштер қосылуда", "Запускаются регистраторы", "The recorders are starting")
MORNING: Final = Text(
    "Таңғы тексеру, нөлдік есеп, дауыс беруді ашу",
    "Утренняя проверка, нулевой отчёт, открытие голосования",
    "Morning check, zero report, opening of the voting",
)
COMPUTER: Final = Text(
    "Учаске компьютері қосылуда", "Запускается компьютер участка", "The precinct computer is starting"
)
AT_STATIONS: Final = Text("Үстелдер мен кабина қосылуда", "Запускаются столы и кабина", "Tables and booth are starting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A station as it stands: `address` is where its page is, empty until it is there; `lost` says that it ended."""

    name: str
    address: str = ""
    lost: bool = False


class Running:
    """The programs of `place`."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._programs: dict[str, Program] = {}
        self._port = 0
        self._asked: set[str] = set()
        self._changing: frozenset[str] = frozenset()
        self._lock = threading.Lock()

    def begin(self, tell: Tell, stopped: Callable[[], bool], *, by_hand: bool = False) -> None:
        """Start everything, in order, until all are ready or `stopped`. Raises StoreError when one ends meanwhile.

        `by_hand` leaves the morning, from the check to the cards on the tray, to the chair's station and the tables.
        """
        place = self._place
        (place.folder / programs.SOCKETS).mkdir(mode=0o700, exist_ok=True)
        tell(RECORDERS)
        self._start(programs.recorders(place), stopped)
        if stopped():
            return
        if not by_hand:
            self._open_the_day(tell)
        tell(COMPUTER)
        self._port = self._port or _free_port()
        self._start((programs.table(place, self._port),), stopped)
        tell(AT_STATIONS)
        self._start(programs.stations(place, self._port), stopped)

    def look(self) -> None:
        """Do what pages left word of: end a program and start it again. To be called several times a second."""
        with self._lock:
            asked, self._asked = self._asked, set()
            self._changing = frozenset(asked)
        for name in asked:
            self._programs[name].end()
            self._programs[name].start()
        self._changing = frozenset()

    def again(self, station: str) -> None:
        """Leave word that the station's program is to be ended and started anew; its page then has a new key."""
        for known in STATIONS:
            if known.name == station and known.program in self._programs:
                with self._lock:
                    self._asked.add(known.program)

    def seen(self) -> tuple[Seen, ...]:
        """The stations now."""
        return tuple(self._seen(station) for station in STATIONS)

    def lost(self) -> tuple[tuple[str, str], ...]:
        """Programs that ended by themselves: the name, and what each complained of last."""
        gone = [program for program in self._programs.values() if program.pid is None]
        return tuple((program.name, program.complaint()) for program in gone if program.name not in self._changing)

    def end(self) -> None:
        """End all: stations first, then the computer, then the recorders, so that the last word of each is recorded."""
        every = list(self._programs.values())
        recorders = [one for one in every if one.name.startswith("recorder-")]
        table = [one for one in every if one.name == programs.TABLE]
        end_all([one for one in every if one not in recorders and one not in table])
        end_all(table)
        end_all(recorders)

    def _open_the_day(self, tell: Tell) -> None:
        tell(MORNING)
        from sailau.service.training.morning import open_the_day  # only here: the pages ask for less

        with chdir(self._place.folder):
            open_the_day(self._place, [programs.socket_of(device) for device in programs.AT_THE_TABLE])

    def _start(self, planned: Sequence[Planned], stopped: Callable[[], bool]) -> None:
        if stopped():
            return
        started = [Program(one.name, one.words, self._place.folder, self._place.logs) for one in planned]
        for program in started:
            self._programs = {**self._programs, program.name: program}
            program.start()
        until = time.monotonic() + READY_SECONDS
        while not all(_is_ready(program) for program in started) and not stopped():
            ended = next((program for program in started if program.pid is None), None)
            if ended is not None:
                raise StoreError(f"{ended.name} ended: {ended.complaint() or 'it did not say why'}")
            if time.monotonic() > until:
                raise StoreError(f"not everything was ready within {READY_SECONDS:.0f} s; see {self._place.logs}")
            time.sleep(LOOK_SECONDS)

    def _seen(self, station: Station) -> Seen:
        program = self._programs.get(station.program)
        if program is None or station.program in self._changing | self._asked:
            return Seen(name=station.name)
        found: Any = next((line[station.said] for line in reversed(program.said()) if station.said in line), "")
        return Seen(name=station.name, address=str(found) if program.pid else "", lost=program.pid is None)


def _is_ready(program: Program) -> bool:
    """An accumulator says last that cards may be put in; every other program says that it is ready."""
    return any("ready" in line or line.get("word") == "ready" for line in program.said())


def _free_port() -> int:
    """A port that nobody has now; the computer keeps it through its restarts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
