"""A card or its reader lies in the middle of the work: bits turn, answers are cut, repeated, refused or invented.

Each case lets one use case meet such a card, then an honest reader with what is on the chip by then. Whatever the
first one said: no traceback, no ballot but the voter's, and the voter's ballot once in the end (R 12, E14).
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sailau.accumulator import CARD_UNREADABLE
from sailau.adapters.cards import Type4Card
from sailau.card import CardNumber, CardSlot, Loaded, fresh
from sailau.errors import InvariantError, SailauError
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk
from sailau.service.accumulator import Accepted, Returned
from sailau.service.precinct import Precinct
from sailau.service.terminal import Terminal
from tests.pcsc.chip import Chip
from tests.pcsc.hand import transmit_to
from tests.service.day import DESK, ISSUER, MORNING, PASSWORD, TABLE, Day, SetClock, chosen, open_day

BOOTH = "terminal-1"
READ, UPDATE = 0xB0, 0xD6
ALTERED = ("bit", "cut", "longer", "refuse", "again", "lie", "not-written")
STATUS = (b"\x65\x81", b"\x6a\x82", b"\x69\x82", b"\x61\x05", b"\x6c\x10", b"\x67\x00", b"\x00\x00", b"", b"\x90")
STATES = ("wiped", "loaded", "activated", "voted")
CLOCK = MORNING.replace(hour=9)


@dataclass(frozen=True)
class Lie:
    """What happens to the answer to the n-th command: how, and a number that says where or which."""

    command: int
    how: str
    what: int


lies = st.lists(
    st.builds(Lie, st.integers(0, 30), st.sampled_from(ALTERED), st.integers(0, 70_000)), min_size=1, max_size=3
)


class Lying:
    """A reader that passes commands to a chip and answers what it likes."""

    def __init__(self, chip: Chip, told: list[Lie]) -> None:
        self._through = transmit_to(chip)
        self._lies = {lie.command: lie for lie in told}
        self._count = 0
        self._last = b"\x90\x00"

    def __call__(self, command: bytes) -> bytes:
        lie = self._lies.get(self._count)
        self._count += 1
        if lie is not None and lie.how == "not-written" and command[1] == UPDATE:
            return b"\x90\x00"
        answer, before = self._through(command), self._last
        self._last = answer
        return answer if lie is None else self._altered(answer, before, lie)

    @staticmethod
    def _altered(answer: bytes, before: bytes, lie: Lie) -> bytes:
        at = lie.what % max(1, len(answer))
        match lie.how:
            case "bit":
                return answer[:at] + bytes([answer[at] ^ (1 << lie.what % 8)]) + answer[at + 1 :]
            case "cut":
                return answer[:at]
            case "longer":
                return answer[:-2] + bytes(1 + lie.what % 300) + answer[-2:]
            case "refuse":
                return STATUS[lie.what % len(STATUS)]
            case "again":
                return before
            case _:
                return bytes([lie.what % 256]) * (len(answer) - 2) + b"\x90\x00"


@dataclass(frozen=True)
class Stage:
    """A day on disk in which one card stands in each state, voter and card of the same number, and the images."""

    folder: Path
    images: dict[str, bytes] = field(repr=False)
    credentials: int


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder: Path = tmp_path_factory.mktemp("answers")
    chips = {state: Chip() for state in STATES}
    with open_day(folder) as day:
        for number, state in enumerate(STATES, start=1):
            chips[state].image = fresh(CardNumber(number))
            _bring_to(day, state, number, Type4Card(transmit_to(chips[state])))
        where, credentials = day.folder, day.installed.credentials
    return Stage(where, {state: chip.image for state, chip in chips.items()}, credentials)


def _bring_to(day: Day, state: str, number: int, slot: CardSlot) -> None:
    wanted = STATES.index(state)
    if wanted >= STATES.index("loaded"):
        assert isinstance(accumulator.load_card(day.precinct, slot, accumulator=TABLE), Loaded)
    if wanted >= STATES.index("activated"):
        admitted = desk.admit(day.precinct, day.voter(number), slot, desk=DESK, member=ISSUER)
        assert isinstance(admitted, desk.Admitted)
    if wanted >= STATES.index("voted"):
        day.vote(slot, answer=1 + number)


class Copy:
    """The stage, copied for one case; devices are opened when they are needed."""

    def __init__(self, stage: Stage, folder: Path, state: str) -> None:
        self.number = STATES.index(state) + 1
        self.chip = Chip()
        self.chip.image = stage.images[state]
        clock = SetClock(CLOCK)
        self.precinct = Precinct.open(folder / "computer", PASSWORD, clock)
        self.terminal = Terminal.open(folder / BOOTH, BOOTH, PASSWORD, clock, credentials=stage.credentials)

    def load(self, slot: CardSlot) -> object:
        return accumulator.load_card(self.precinct, slot, accumulator=TABLE)

    def admit(self, slot: CardSlot) -> object:
        entry = self.precinct.voters.by_number(self.number)  # type: ignore[arg-type]
        assert entry is not None
        return desk.admit(self.precinct, entry, slot, desk=DESK, member=ISSUER)

    def vote(self, slot: CardSlot) -> object:
        session = self.terminal.insert(slot, CLOCK)
        if isinstance(session, Refusal):
            return session
        return self.terminal.confirm(slot, session, chosen(1 + self.number))

    def take(self, slot: CardSlot) -> accumulator.Outcome:
        return accumulator.take_card(self.precinct, slot, accumulator=TABLE)

    def honest(self) -> CardSlot:
        return Type4Card(transmit_to(self.chip))

    def box(self) -> int:
        with self.precinct.stores.box.transaction() as tx:
            assert not tx.items("aside")
            return len(tx.items("ballots"))

    def finish(self) -> None:
        """With honest readers, from wherever the card stands now, to the ballot in the box, once."""
        desk.resume(self.precinct, self.honest(), DESK)
        taken = self.take(self.honest())
        if not self.box():
            if isinstance(taken, Returned):
                self._begin_anew()
            else:
                assert taken == CARD_UNREADABLE, taken
                self._replace()
            assert isinstance(self.take(self.honest()), Accepted)
        assert self.box() == 1

    def _begin_anew(self) -> None:
        assert isinstance(self.load(self.honest()), Loaded)
        entry = self.precinct.voters.by_number(self.number)  # type: ignore[arg-type]
        assert entry is not None
        admitted = self.admit(self.honest())
        if isinstance(admitted, Refusal):
            assert desk.undo_admission(self.precinct, entry, DESK) is None, admitted
            assert isinstance(self.admit(self.honest()), desk.Admitted)
        assert isinstance(self.vote(self.honest()), SealedVote)

    def _replace(self) -> None:
        """The chip was written with nonsense: an envelope, and another card."""
        assert accumulator.cancel_unreadable(self.precinct, self.number, accumulator=TABLE) is None
        self.chip = Chip()
        self.chip.image = fresh(CardNumber(20))
        assert isinstance(self.load(self.honest()), Loaded)
        if desk.replace_card(self.precinct, self.honest(), desk=DESK, member=ISSUER) is not None:
            assert isinstance(self.admit(self.honest()), desk.Admitted)
        assert isinstance(self.vote(self.honest()), SealedVote)


@contextmanager
def copied(stage: Stage, folder: Path, state: str) -> Iterator[Copy]:
    target = folder / "case"
    shutil.copytree(stage.folder, target)
    case = Copy(stage, target, state)
    try:
        yield case
    finally:
        case.precinct.close()
        case.terminal.close()
        shutil.rmtree(target)


ACTS: dict[str, tuple[str, Callable[[Copy, CardSlot], object]]] = {
    "load": ("wiped", Copy.load),
    "admit": ("loaded", Copy.admit),
    "vote": ("activated", Copy.vote),
    "take": ("voted", Copy.take),
}


@pytest.mark.parametrize("act", ACTS)
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(told=lies)
def test_reader_that_lies_in_the_middle_of_the_work_neither_loses_nor_doubles_nor_invents(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory, act: str, told: list[Lie]
) -> None:
    _lied_to(stage, tmp_path_factory.mktemp("case"), act, told)


@pytest.mark.soak
@pytest.mark.parametrize("act", ACTS)
@settings(max_examples=500, suppress_health_check=list(HealthCheck))
@given(told=lies)
def test_reader_that_lies_hundreds_of_times_neither_loses_nor_doubles_nor_invents(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory, act: str, told: list[Lie]
) -> None:
    _lied_to(stage, tmp_path_factory.mktemp("case"), act, told)


def _lied_to(stage: Stage, folder: Path, act: str, told: list[Lie]) -> None:
    state, work = ACTS[act]
    with copied(stage, folder, state) as case:
        try:
            answer = work(case, Type4Card(Lying(case.chip, told)))
        except InvariantError:
            raise
        except SailauError as error:
            assert error.diagnostics()
        else:
            assert isinstance(answer, Refusal | Loaded | desk.Admitted | SealedVote | Accepted | Returned)
        case.finish()
