"""What runs on each device of a polling place, over a tray of cards: each a program for `processes.Running`.

They are the devices' own programs, readers, links and recorders; what a touch on a screen decides is an argument.
"""

import threading
from datetime import datetime
from pathlib import Path
from typing import Final

from sailau.adapters.cards.tray import Tray, TrayReader
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.table_link import TableLink
from sailau.ports import Faults
from sailau.refusal import Refusal, Text
from sailau.sealing.vote import SealedVote
from sailau.service.accumulator_device import AccumulatorDevice
from sailau.service.kiosk_device import KioskDevice
from sailau.service.kiosk_work import TerminalWork
from sailau.service.portable import Portable
from sailau.service.precinct import Precinct
from sailau.service.table import TableServer
from sailau.service.terminal import Terminal
from sailau.signing.authority import Signer
from sailau.terminal import VOTED_ALREADY
from tests.crash.people import Clock
from tests.crash.processes import Program, Say
from tests.crash.voting import chosen
from tests.crash.world import CREDENTIALS, PASSWORD, PORTABLE, TERMINAL
from tests.service.kiosk_voter import Voter, kiosk_of

HOST: Final = "127.0.0.1"
READY: Final = "ready"


def clock_at(moment: datetime) -> Clock:
    """A device's clock, which stands at that moment."""
    clock = Clock()
    clock.at = moment
    return clock


def terminal(world: Path, moment: datetime, answer: int, *, check: bool = False) -> Program:
    """The kiosk in the booth: whoever puts a card in chooses this answer, and perhaps checks the machine."""

    def run(faults: Faults, say: Say) -> None:
        clock = clock_at(moment)
        device = Terminal.open(world / TERMINAL, TERMINAL, PASSWORD, clock, credentials=CREDENTIALS, faults=faults)
        kiosk = kiosk_of(TerminalWork(device), clock)
        threading.Thread(target=_vote, args=(kiosk, answer, check, say), daemon=True).start()
        with TrayReader(Tray(world / "tray"), TERMINAL, faults) as reader:
            say(READY)
            kiosk.run(reader, lambda: False)

    return run


def _vote(kiosk: KioskDevice, answer: int, check: bool, say: Say) -> None:
    """One voter; whose card has voted already is sent to the table."""
    voter = Voter(kiosk, answer, check=check)
    ended = voter.vote()
    say("card-voted-already" if voter.refused == VOTED_ALREADY.text else ended)


def fill_portable(world: Path, moment: datetime, tour: int, credentials: tuple[bytes, ...], applied: int) -> Program:
    """The portable device, filled for a tour."""

    def run(faults: Faults, say: Say) -> None:
        refused = _portable(world, moment, faults).fill(tour, credentials, applied)
        say(READY if refused is None else refused.code)

    return run


def vote_on_portable(world: Path, moment: datetime, answer: int, before: int) -> Program:
    """The portable device at a voter's home; `before` is how many ballots it showed before this voter."""

    def run(faults: Faults, say: Say) -> None:
        device = _portable(world, moment, faults)
        inside = device.contents()
        assert inside is not None, "the device is not on a tour"
        if len(inside.ballots) == before:
            sealed = device.vote(chosen(answer))
            assert isinstance(sealed, SealedVote), sealed
        say("voted")

    return run


def clear_portable(world: Path, moment: datetime) -> Program:
    """The portable device, emptied after the accumulator took its tour."""

    def run(faults: Faults, say: Say) -> None:
        device = _portable(world, moment, faults)
        device.clear()
        assert device.contents() is None
        say(READY)

    return run


def _portable(world: Path, moment: datetime, faults: Faults) -> Portable:
    folder, clock = world / PORTABLE, clock_at(moment)
    return Portable.open(folder, PORTABLE, PASSWORD, clock, credentials=CREDENTIALS, faults=faults)


def table(world: Path, moment: datetime) -> Program:
    """The precinct computer's box process; it writes the port of its link where the accumulators look for it."""

    def run(faults: Faults, say: Say) -> None:
        precinct = Precinct.open(world / "computer", PASSWORD, clock_at(moment), faults)
        with TableServer(precinct, HOST, 0) as server:
            (world / "port").write_text(str(server.port))
            say(READY)
            server.serve(lambda: False)

    return run


def accumulator(world: Path, device: str, moment: datetime, signer: Signer, command: str) -> Program:
    """An accumulator: gives `command` for every card that is put in, and says what people see."""

    def run(faults: Faults, say: Say) -> None:
        clock = clock_at(moment)

        def connect() -> TableLink | Refusal:
            return TableLink.open(HOST, int((world / "port").read_text()), signer, clock.now())

        def show(word: str, text: Text) -> None:
            say(word)

        running = AccumulatorDevice(connect, (command,), show)
        (world / device).mkdir(exist_ok=True)
        with (
            RecorderFile(world / device / "recorder.jsonl", device, clock, faults) as recorder,
            TrayReader(Tray(world / "tray"), device, faults) as reader,
        ):
            say(READY)
            running.run(reader, recorder, lambda: False)

    return run
