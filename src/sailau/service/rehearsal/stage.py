"""The precinct of a rehearsal: its keys, stores, devices, cards and clock, all real, in one working folder.

Secrets lie where they would in a precinct: members' keys in their key stores under PINs, the stores of the devices
under the sealed password. `strike` ends it all: every file of the folder is overwritten and removed.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any, Final, TypeVar

from sailau.adapters.cards import MemoryCard
from sailau.adapters.files import erase_file
from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.password import DEFAULT_COST, PasswordCost
from sailau.election.examples import EXAMPLE_PRECINCT
from sailau.election.nouns import Definition, PrecinctNumber
from sailau.errors import SailauError
from sailau.formats.v1.record import RecorderHead
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.precinct.commands import Command
from sailau.refusal import Refusal
from sailau.service.accumulator import Outcome
from sailau.service.ballot_proof import Screens, no_screens
from sailau.service.entrance import Actor, Entrance
from sailau.service.installation import PrecinctSetup
from sailau.service.portable import Portable
from sailau.service.precinct import Precinct
from sailau.service.rehearsal.clock import SimulatedClock
from sailau.service.rehearsal.narrator import Narrator
from sailau.service.rehearsal.people import Votes
from sailau.service.selftest import Draws, kiosk_alone
from sailau.service.terminal import Terminal
from sailau.signing.authority import Signer
from sailau.signing.precinct_pki import PrecinctPki

DESK: Final = "desk-1"
ACCUMULATOR: Final = "accumulator-1"
PORTABLE: Final = "portable-1"
CHAIR: Final = 1
LOST_KEY: Final = 2
"""The member whose key is lost before the count."""
ISSUER: Final = "member-4"
"""The member who is named to hand out cards."""
CARRIERS: Final = (5, 6)
"""The two members who go to the voters at home."""

T = TypeVar("T")


class RehearsalError(SailauError):
    """The story did not go as it is written: the program answered otherwise than it must."""


def granted(answer: T | Refusal) -> T:
    """Return what was asked for. Raises RehearsalError when it was refused."""
    if isinstance(answer, Refusal):
        raise RehearsalError(f"refused: {answer.code} ({answer.article}): {answer.text.en}")
    return answer


def expected(answer: object, kind: type[T]) -> T:
    """Return an answer that must be of one kind. Raises RehearsalError when it is another."""
    if isinstance(answer, kind):
        return answer
    granted(answer)
    raise RehearsalError(f"expected {kind.__name__}, got {type(answer).__name__}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is rehearsed: the election, who is invented, how they vote, and what a try of a password costs.

    `screens` and `draws` are the kiosk's pages, for the proof and for the self-tests: they come from the shell.
    """

    definition: Definition
    votes: Votes
    voters: int
    seed: int
    precinct: PrecinctNumber = EXAMPLE_PRECINCT
    turnout_percent: int = 75
    cost: PasswordCost = DEFAULT_COST
    screens: Screens = no_screens
    draws: Draws = kiosk_alone

    @property
    def ballots(self) -> int:
        """How many ballots will be counted."""
        return self.voters * self.turnout_percent // 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberKey:
    """A member's key store: its file, and the PIN that only the member knows."""

    path: Path
    pin: bytes = field(repr=False)

    def open(self) -> MemberKeyStore:
        """The member types the PIN."""
        return MemberKeyStore.open(self.path, self.pin)


@dataclass(kw_only=True)
class Stage:
    """A precinct that is ready for its day."""

    plan: Plan
    folder: Path
    narrator: Narrator
    clock: SimulatedClock
    pki: PrecinctPki
    keys: Mapping[int, MemberKey]
    parameters: ThresholdParameters
    setup: PrecinctSetup
    precinct: Precinct
    terminals: Mapping[str, Terminal]
    portable: Portable
    cards: dict[int, MemoryCard]
    tray: list[int] = field(default_factory=list)
    turn: int = 0
    heads: Mapping[str, RecorderHead] = field(default_factory=dict)
    entrance: Entrance = field(init=False)
    _inside: dict[str, Actor] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.entrance = Entrance(self.precinct)

    @property
    def booths(self) -> Mapping[str, Terminal | Portable]:
        """The terminals and the portable device, by id."""
        return {**self.terminals, PORTABLE: self.portable}

    @property
    def zone(self) -> timezone:
        """Local time."""
        return self.precinct.zone

    @property
    def everybody(self) -> range:
        """The numbers of all members."""
        return range(1, len(self.pki.members) + 1)

    def members(self, *numbers: int) -> tuple[Signer, ...]:
        """The signing keys of these members; of all without numbers."""
        everybody = self.pki.members
        return tuple(everybody[number - 1] for number in numbers) if numbers else everybody

    def ask(self, command: Command, who: Sequence[int | str], *args: Any, **named: Any) -> Any:
        """Give a command at the door of the precinct: `who` are members by number, or stations by device id."""
        return self.entrance.perform(command, [self._actor(name) for name in who], *args, **named)

    def _actor(self, name: int | str) -> Actor:
        """One who has come in, once a day: with a member's key, or that of a station."""
        label = name if isinstance(name, str) else f"member-{name}"
        if label not in self._inside:
            stations = self.precinct.installed.stations
            signer = stations[label] if label in stations else self.pki.signers[label]
            self._inside[label] = granted(self.entrance.come_in(signer))
        return self._inside[label]

    def lay_out(self, numbers: Sequence[int]) -> None:
        """Load wiped cards and lay them on the open tray; without a credential left they stay wiped."""
        for number in numbers:
            loaded = self.ask(Command.LOAD_CARD, [ACCUMULATOR], self.cards[number], accumulator=ACCUMULATOR)
            if not isinstance(loaded, Refusal):
                self.tray.append(number)

    def take_any_card(self) -> int:
        """The voter takes a card from the tray, whichever: nobody gives it out."""
        return self.tray.pop(secrets.randbelow(len(self.tray)))

    def any_terminal(self) -> Terminal:
        """The terminal that is free next."""
        self.turn += 1
        return list(self.terminals.values())[self.turn % len(self.terminals)]

    def hand_in(self, number: int) -> Outcome:
        """Take a card at the accumulator; a wiped one is loaded anew and goes back to the tray."""
        outcome = self.take_back(number)
        if not isinstance(outcome, Refusal):
            self.lay_out([number])
        return outcome

    def take_back(self, number: int) -> Outcome:
        """Take a card at the accumulator for good."""
        outcome: Outcome = self.ask(Command.TAKE_CARD, [ACCUMULATOR], self.cards[number], accumulator=ACCUMULATOR)
        return outcome

    def wait(self, seconds: float) -> None:
        """Let the story's time pass."""
        self.clock.wait(timedelta(seconds=seconds))

    def close(self) -> None:
        """Stop the devices."""
        for terminal in self.terminals.values():
            terminal.close()
        self.portable.close()
        self.precinct.close()


def strike(folder: Path) -> None:
    """Overwrite and remove every file of a working folder. Raises StoreError."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            erase_file(path)
    folder.rmdir()
