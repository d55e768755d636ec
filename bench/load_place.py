"""The polling place of the load: opened at seven, its computer a process of its own with a clock that is set.

The precinct computer's box process is the real one: stores, recorders, door, link of TLS. It says of itself how much
memory it holds, what lies on its disk, and how long each flush of its recorders took.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.recorders import FileRecorders
from sailau.checkin.voters import encode_list
from sailau.election.definition import canonical
from sailau.election.examples import EXAMPLE_PRECINCT, president_2005
from sailau.errors import invariant
from sailau.ports import Clock
from sailau.refusal import Refusal
from sailau.sealing.channel import new_seed
from sailau.service import opening, portable, terminal
from sailau.service.ceremony import hold_ceremony, prove_possession
from sailau.service.installation import install_precinct, make_setup
from sailau.service.precinct import Precinct
from sailau.service.preparation import prepare
from sailau.service.rehearsal.people import fictitious_list
from sailau.service.table import TableServer
from sailau.signing.authority import around
from sailau.signing.cms import sign_detached
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki
from tests.service.day import ALMATY, LIGHT, MORNING, PASSWORD, PIN, Day, Installed, SetClock

HOST: Final = "127.0.0.1"
DESKS: Final = ("desk-1", "desk-2", "desk-3")
ISSUERS: Final = ("member-4", "member-5", "member-6")
TERMINALS: Final = 8
ACCUMULATORS: Final = ("accumulator-1", "accumulator-2")
CARDS: Final = 40
SEVEN: Final = MORNING.replace(hour=7, minute=0)
WORD_SECONDS: Final = 600.0


def open_at_seven(folder: Path, voters: int) -> Day:
    """Install a precinct of so many voters, and open the voting; its computer is left open."""
    installed = _install(folder, voters)
    clock = SetClock(MORNING)
    day = Day(installed, folder, clock, Precinct.open(folder / "computer", PASSWORD, clock))
    day.open_voting()
    for member in ISSUERS:
        invariant(opening.name_duty(day.precinct, member, "issues-cards") is None, "the duty was not given")
    return day


def _install(folder: Path, voters: int) -> Installed:
    plan = PrecinctPlan(
        election="president-2005-example",
        precinct="precinct-25",
        territory="almaty-city",
        terminals=TERMINALS,
        accumulators=len(ACCUMULATORS),
        desks=len(DESKS),
    )
    pki = make_training_pki(plan, around(MORNING, before=timedelta(days=60), after=timedelta(days=400)))
    definition = canonical(president_2005(voters=voters, terminals=TERMINALS))
    signature = sign_detached(definition, pki.signers["central"], MORNING)
    listed = encode_list(fictitious_list(voters, 7, MORNING.date()))
    prepared = prepare(definition, signature, EXAMPLE_PRECINCT, listed, pki, at=MORNING, training=True, cards=CARDS)
    if isinstance(prepared, Refusal):
        raise SystemExit(f"bench: the package was refused: {prepared.text.en}")
    folder.mkdir(parents=True, exist_ok=True)
    members = [
        MemberKeyStore.create(folder / f"member-{number}.key", PIN, member=number, seed=new_seed(), cost=LIGHT)
        for number in range(1, 8)
    ]
    parameters = hold_ceremony(members, 4)
    setup = make_setup(prepared.package, (parameters,))
    install_precinct(folder / "computer", prepared.package, setup, PASSWORD, cost=LIGHT)
    for device in prepared.booths:
        kind = terminal if device.startswith("terminal") else portable
        kind.install(
            folder / device, prepared.equipment(device, setup), PASSWORD, credentials=prepared.made, cost=LIGHT
        )
    possession = tuple(prove_possession(member, parameters, setup.hash) for member in members)
    return Installed(folder, pki, prepared, setup, possession)


# The precinct computer, a process of its own.


class VirtualClock:
    """A clock that several processes see, set by one of them; `moment` is a shared double of seconds since 1970."""

    def __init__(self, moment: Any) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """See `Clock.now`."""
        return datetime.fromtimestamp(self._moment.value, ALMATY)

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self._moment.value += seconds


class Flushes:
    """Listens at a recorder's points, and keeps how long each flush took, in seconds."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._begun = threading.local()

    def point(self, name: str) -> None:
        """See `Faults.point`."""
        if name == "recorder:written":
            self._begun.at = time.monotonic()
        elif name == "recorder:synced":
            self.seconds.append(time.monotonic() - self._begun.at)


@dataclass(frozen=True, slots=True)
class Measured:
    """The computer at one moment: bytes of memory and of its folder; every flush of its recorders so far, seconds."""

    memory: int
    disk: int
    flushes: tuple[float, ...]


class Computer:
    """The running precinct computer, as seen from outside."""

    def __init__(self, words: Connection, port: int, clock: VirtualClock) -> None:
        self._words = words
        self.port = port
        self.clock = clock

    def measure(self) -> Measured:
        """Have it measured."""
        self._words.send("measure")
        found: Measured = _heard(self._words)
        return found


@contextmanager
def running_computer(folder: Path) -> Iterator[Computer]:
    """The precinct computer at work in a process of its own, at seven o'clock."""
    context = get_context("spawn")
    moment = context.Value("d", SEVEN.timestamp())
    here, there = context.Pipe()
    process = context.Process(target=_computer, args=(folder, moment, there), daemon=True)
    process.start()
    there.close()
    try:
        yield Computer(here, _heard(here), VirtualClock(moment))
        here.send("stop")
    finally:
        here.close()
        process.join(WORD_SECONDS)
    invariant(process.exitcode == 0, "the precinct computer failed")


def _heard(words: Connection) -> Any:
    invariant(words.poll(WORD_SECONDS), "the precinct computer does not answer")
    return words.recv()


def _computer(folder: Path, moment: Any, words: Connection) -> None:
    clock: Clock = VirtualClock(moment)
    flushes, stop = Flushes(), threading.Event()
    recorders = FileRecorders(folder / "recorders", clock, flushes)
    with (
        Precinct.open(folder, PASSWORD, clock, recorders=recorders) as precinct,
        TableServer(precinct, HOST, 0) as server,
    ):
        serving = threading.Thread(target=server.serve, args=(stop.is_set,))
        serving.start()
        words.send(server.port)
        try:
            while words.recv() == "measure":
                words.send(Measured(_memory(), disk_of(folder), tuple(flushes.seconds)))
        finally:
            stop.set()
            serving.join()


def _memory() -> int:
    """Resident bytes of this process."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


def disk_of(folder: Path) -> int:
    """Bytes of every file of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
