"""People and machines of a day that is broken off: what people remember, what is started again, what is asked at start.

A machine forgets everything that is not on its disk; people do not. Their memory is two files of the world: `done`
(names of the steps that are behind them, a line each) and `memory.json` (who holds which card, what is in the tray).
They note *before* they act, so whoever looks again knows which card to put back.
"""

import json
import os
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from sailau.adapters.cards import FileCard
from sailau.adapters.keystore import MemberKeyStore
from sailau.checkin.voters import VoterEntry, VoterNumber
from sailau.ports import NO_FAULTS, Faults
from sailau.service import accumulator, desk
from sailau.service.portable import Portable
from sailau.service.precinct import Precinct
from sailau.service.terminal import Terminal
from sailau.signing.authority import Signer
from sailau.signing.keystore import open_signer
from tests.crash.world import ALMATY, CREDENTIALS, MEMBERS, PASSWORD, PIN, PORTABLE, TERMINAL, card_path, key_path

DESK: Final = "desk-1"
TABLE: Final = "accumulator-1"
ISSUER: Final = "member-4"


class Clock:
    """Stands at the moment of the present step."""

    def __init__(self) -> None:
        self.at = datetime(2005, 12, 4, 6, 31, tzinfo=ALMATY)

    def now(self) -> datetime:
        return self.at


class Memory:
    """What people remember, durably."""

    def __init__(self, folder: Path) -> None:
        self._done = folder / "done"
        self._notes = folder / "memory.json"
        self._broken = folder / "broken-off"

    def done(self) -> list[str]:
        """Names of the steps that are behind us, in order."""
        return self._done.read_text().splitlines() if self._done.exists() else []

    def finish(self, step: str) -> None:
        """Remember that a step is done."""
        with self._done.open("a") as file:
            file.write(step + "\n")
            file.flush()
            os.fsync(file.fileno())

    @property
    def broken_off(self) -> bool:
        """Whether anything was ever broken off."""
        return self._broken.exists()

    def break_off(self) -> None:
        """Remember that something was broken off: steps may have been done already."""
        self._broken.touch()

    def notes(self) -> dict[str, Any]:
        """Everything else."""
        found: dict[str, Any] = json.loads(self._notes.read_text()) if self._notes.exists() else {}
        return found

    def note(self, **changes: Any) -> None:
        """Remember, and forget what is None."""
        notes = {name: value for name, value in (self.notes() | changes).items() if value is not None}
        fresh = self._notes.with_suffix(".new")
        fresh.write_text(json.dumps(notes))
        fresh.replace(self._notes)


class Machines:
    """The devices of one world, each started when it is first needed."""

    def __init__(self, world: Path, faults: Faults = NO_FAULTS) -> None:
        self.world = world
        self.faults = faults
        self.clock = Clock()
        self.memory = Memory(world / "people")
        self._precinct: Precinct | None = None
        self._terminal: Terminal | None = None
        self._portable: Portable | None = None

    # The devices.

    @property
    def precinct(self) -> Precinct:
        """The precinct computer; when it starts, the table and the desk finish what a crash left open."""
        if self._precinct is None:
            started = Precinct.open(self.world / "computer", PASSWORD, self.clock, self.faults)
            self._precinct = started
            accumulator.cancel_drawn(started, TABLE)
            card = self._card_at_the_desk()
            refused = desk.resume(started, card, DESK)
            assert refused is None or (card is None and refused.code == "desk-unfinished"), refused.code
        return self._precinct

    @property
    def terminal(self) -> Terminal:
        """The terminal in the booth."""
        if self._terminal is None:
            folder = self.world / TERMINAL
            self._terminal = Terminal.open(
                folder, TERMINAL, PASSWORD, self.clock, credentials=CREDENTIALS, faults=self.faults
            )
        return self._terminal

    @property
    def portable(self) -> Portable:
        """The device that is taken to homes."""
        if self._portable is None:
            folder = self.world / PORTABLE
            self._portable = Portable.open(
                folder, PORTABLE, PASSWORD, self.clock, credentials=CREDENTIALS, faults=self.faults
            )
        return self._portable

    def key_store(self, member: int) -> MemberKeyStore:
        """The member types the PIN."""
        return MemberKeyStore.open(key_path(self.world, member), PIN.encode(), self.faults)

    def signers(self, *members: int) -> tuple[Signer, ...]:
        """The members' signing keys; of all without numbers."""
        numbers = members or range(1, MEMBERS + 1)
        return tuple(_signer((self.world / "keys" / f"member-{number}.p12").read_bytes()) for number in numbers)

    def stop(self) -> None:
        """Stop every device that runs; also after a failure."""
        for device in (self._precinct, self._terminal, self._portable):
            if device is not None:
                device.close()
        self._precinct = self._terminal = self._portable = None

    # Voters and cards.

    def voter(self, number: int) -> VoterEntry:
        """The voter's entry in the list."""
        entry = self.precinct.voters.by_number(VoterNumber(number))
        assert entry is not None
        return entry

    def card(self, number: int) -> FileCard:
        """The card with this printed number, wherever it lies."""
        return FileCard(card_path(self.world, number), self.faults)

    def card_of(self, holder: str) -> int:
        """The number of the card that `holder` has; when none, the next one of the tray is taken, and remembered."""
        notes = self.memory.notes()
        cards, tray = dict(notes.get("cards", {})), list(notes.get("tray", []))
        if holder not in cards:
            cards[holder] = tray.pop(0)
            self.memory.note(cards=cards, tray=tray)
        number: int = cards[holder]
        return number

    def lay_in_tray(self, number: int) -> None:
        """A loaded card lies in the open tray."""
        tray = list(self.memory.notes().get("tray", []))
        if number not in tray:
            self.memory.note(tray=[*tray, number])

    def put_back(self, holder: str) -> None:
        """The card was not used: back to the tray, as the next."""
        notes = self.memory.notes()
        cards, tray = dict(notes["cards"]), list(notes.get("tray", []))
        self.memory.note(tray=[cards.pop(holder), *tray], cards=cards)

    def lacks(self, holder: str) -> bool:
        """Whether `holder` never got a card: the desk had no permit, for a challenge was lost in a crash."""
        return holder in self.memory.notes().get("without", [])

    @property
    def broken_off(self) -> bool:
        """Whether this day was ever broken off."""
        return self.memory.broken_off

    def at_the_desk(self, number: int) -> FileCard:
        """The card in the slot of the desk; somebody remembers which one it was."""
        self.memory.note(desk=number)
        return self.card(number)

    def _card_at_the_desk(self) -> FileCard | None:
        number = self.memory.notes().get("desk")
        return None if number is None else self.card(number)


def minutes(start: str, count: int) -> datetime:
    """So many minutes after `start` on the voting day."""
    return datetime.fromisoformat(f"2005-12-04T{start}+05:00") + timedelta(minutes=count)


@cache
def _signer(sealed: bytes) -> Signer:
    return open_signer(sealed, PIN)
