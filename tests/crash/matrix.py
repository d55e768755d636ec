"""The matrix: a device killed at a point of a visit, with the card in the slot, out of it, or carried elsewhere.

A *visit* is one card at one device: a card is loaded, a vote is given, a ballot is taken; or one step of the portable
device. For every point of the visit at which something reaches a store, a record or a card, a copy of the polling
place is made, the visit is done by real processes of which one kills itself there, the people go on, and then the box
must hold what it would hold if nothing had happened. The visit then happens in the place itself, killed as well, so
that the day has a death in every visit of it.
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from sailau.service.portable import Portable
from tests.crash import programs
from tests.crash.eye import opened
from tests.crash.people import TABLE
from tests.crash.place import AT_TABLE, BOOTH, POCKET, Place
from tests.crash.processes import Program, Running
from tests.crash.programs import READY, clock_at
from tests.crash.world import ACCUMULATORS, CREDENTIALS, PASSWORD, PORTABLE

OTHER = ACCUMULATORS[1]


class Then(Enum):
    """What becomes of the card when its device has died."""

    IN = "in"
    OUT = "out"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Death:
    """One case: which of the visit's devices dies, at which point from 0, and what becomes of the card."""

    of: str
    at: int
    then: Then


@dataclass(frozen=True)
class Visit:
    """`do` is given a place and a death, and returns at what point the device died: None when it came to no death."""

    name: str
    devices: tuple[str, ...]
    do: Callable[[Place, Death | None], str | None]
    go_on: Callable[[Place], None]
    """What the voter does next, up to where the box tells."""


@dataclass
class Matrix:
    """What was tried, and what came of it."""

    deaths: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    cards: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    defects: list[str] = field(default_factory=list)

    def note(self, where: str, point: str, then: Then, defects: list[str]) -> None:
        """Enter one case."""
        self.deaths += 1
        self.kinds[point] += 1
        self.cards[then.value] += 1
        self.lost += sum(" lost of " in text for text in defects)
        self.doubled += sum(" doubled of " in text for text in defects)
        self.defects += [f"{where}, killed at {point}, card {then.value}: {text}" for text in defects]

    def tried(self) -> str:
        """What was tried."""
        cards = ", ".join(f"{count} {then}" for then, count in sorted(self.cards.items()))
        return f"{self.deaths} times SIGKILL at {len(self.kinds)} kinds of points (card {cards})"

    def summary(self) -> str:
        """What was tried, and what came of it."""
        return f"{self.tried()}; {self.lost} lost, {self.doubled} doubled"


Wanted = Callable[[Visit, str, int], bool]


Act = Callable[[Place], None]
"""What people do between the visits."""


def sweep(place: Place, day: Sequence[Visit | Act], scratch: Path, chance: random.Random, wanted: Wanted) -> Matrix:
    """Go through the day visit by visit: kill, in copies, at each `wanted` point, and once in the day itself."""
    found = Matrix()
    for visit in day:
        if not isinstance(visit, Visit):
            visit(place)
            continue
        lengths = [_sweep_device(place, visit, device, scratch, wanted, found) for device in visit.devices]
        place_of = chance.randrange(len(visit.devices))
        then = chance.choice([Then.IN, Then.OUT])
        death = Death(visit.devices[place_of], chance.randrange(max(1, lengths[place_of])), then)
        point = visit.do(place, death)
        if point is not None:
            found.note(f"{visit.name} (in the day itself)", point, then, place.defects())
    return found


def then_of(visit: Visit, at: int) -> Then:
    """What becomes of the card after a death at this point: another thing for each voter."""
    thens = list(Then)
    return thens[(at + sum(visit.name.encode())) % len(thens)]


def _sweep_device(place: Place, visit: Visit, device: str, scratch: Path, wanted: Wanted, found: Matrix) -> int:
    """Kill one device of a visit at each wanted point; returns how many points there are, as far as that is known."""
    at = 0
    while True:
        if not wanted(visit, device, at):
            at += 1
            if at > POINTS_MAX:
                return FEW_POINTS
            continue
        then = then_of(visit, at)
        copy = place.copied_to(scratch / "copy")
        try:
            point = visit.do(copy, Death(device, at, then))
            if point is None:
                return at
            visit.go_on(copy)
            found.note(f"{visit.name}, {device} {at}", point, then, copy.defects())
        finally:
            shutil.rmtree(copy.folder)
        at += 1


POINTS_MAX = 600
FEW_POINTS = 20
"""Every visit has at least so many points."""


# The visits.


def load(number: int) -> Visit:
    """A wiped card gets a credential at the accumulator."""

    def do(place: Place, death: Death | None) -> str | None:
        place.carry(number, AT_TABLE[TABLE])
        died = _at_the_table(place, number, "load-card", death, {"loaded"})
        place.carry(number, "tray")
        assert place.is_loaded(number)
        return died

    return Visit(f"card {number} is loaded", ("table", TABLE), do, _nothing)


def vote(voter: int, number: int, *, check: bool = False) -> Visit:
    """A voter with an activated card in the booth; the answer is the voter's own number."""
    good = "challenged" if check else "thanks"

    def do(place: Place, death: Death | None) -> str | None:
        program = programs.terminal(place.folder, place.moment, voter, check=check)
        place.carry(number, BOOTH)
        first = Running(program, None if death is None else death.at)
        try:
            said = _said(first)
        finally:
            first.end()
        if said is None:
            assert death is not None
            if death.then is Then.ELSEWHERE:
                place.carry(number, POCKET)
                return first.died_at
            _again(place, program, number, BOOTH, death.then, {good, "card-voted-already"})
        else:
            assert said == good, said
        place.carry(number, POCKET)
        return first.died_at

    def go_on(place: Place) -> None:
        while place.renew(voter, number, place.hand_in(number)):
            do_again = vote(voter, number)
            do_again.do(place, None)
        place.voted[voter] += 1

    return Visit(f"voter {voter} votes", ("terminal-1",), do, go_on)


def take(voter: int, number: int) -> Visit:
    """A voted card at the accumulator."""
    said = {"accepted", "returned", "ballot-taken-before"}

    def do(place: Place, death: Death | None) -> str | None:
        place.carry(number, AT_TABLE[TABLE])
        died = _at_the_table(place, number, "take-card", death, said)
        place.carry(number, "tray")
        assert place.is_clean(number)
        place.voted[voter] += 1
        return died

    return Visit(f"the ballot of voter {voter} is taken", ("table", TABLE), do, _nothing)


def take_challenged(voter: int, number: int) -> Visit:
    """A challenged card at the accumulator; then the voter gets a card anew and votes."""
    said = {"shown", "accepted", "returned", "ballot-taken-before"}

    def do(place: Place, death: Death | None) -> str | None:
        place.carry(number, AT_TABLE[TABLE])
        died = _at_the_table(place, number, "take-card", death, said)
        place.carry(number, POCKET)
        return died

    def go_on(place: Place) -> None:
        if not place.has_voted(voter):
            place.replace(number)
            vote(voter, number).do(place, None)
            assert not place.renew(voter, number, place.hand_in(number))
        place.voted[voter] += 1

    return Visit(f"the challenged ballot of voter {voter} is opened", ("table", TABLE), do, go_on)


def finish_challenged(voter: int, number: int) -> Act:
    """The voter who checked the machine votes with another card."""
    return take_challenged(voter, number).go_on


def admit(voter: int, number: int) -> Act:
    """The desk gives the voter this card."""
    return lambda place: place.admit(voter, number)


def fill(tour: int, *voters: int) -> Visit:
    """The portable device is filled for these voters."""

    def do(place: Place, death: Death | None) -> str | None:
        row = place.send_tour(tour, *voters)
        program = programs.fill_portable(place.folder, place.moment, tour, row.credentials, row.applications)
        return _portable(program, death)

    return Visit(f"tour {tour} is filled", (PORTABLE,), do, _nothing)


def vote_at_home(voter: int, before: int) -> Visit:
    """A voter at home, when so many ballots are in the device."""

    def do(place: Place, death: Death | None) -> str | None:
        died = _portable(programs.vote_on_portable(place.folder, place.moment, voter, before), death)
        inside = _contents(place)
        assert len(inside) == before + 1
        with place.computer() as precinct:
            (own,) = Counter(opened(place.folder, inside, precinct.rules)) - place.at_home
        assert own == voter
        place.at_home[voter] += 1
        return died

    return Visit(f"voter {voter} votes at home", (PORTABLE,), do, _nothing)


def empty(tour: int, *voters: int) -> Visit:
    """The device is back, and is cleared when the accumulator has its ballots."""

    def do(place: Place, death: Death | None) -> str | None:
        place.take_tour(tour, *voters)
        return _portable(programs.clear_portable(place.folder, place.moment), death)

    return Visit(f"tour {tour} is emptied", (PORTABLE,), do, _nothing)


def _portable(program: Program, death: Death | None) -> str | None:
    first = Running(program, None if death is None else death.at)
    if first.word() is None:
        again = Running(program)
        assert again.word() in (READY, "voted")
        again.end()
    first.end()
    return first.died_at


def _contents(place: Place) -> tuple[bytes, ...]:
    folder = place.folder / PORTABLE
    with Portable.open(folder, PORTABLE, PASSWORD, clock_at(place.moment), credentials=CREDENTIALS) as device:
        inside = device.contents()
    assert inside is not None
    return inside.ballots


# The table: two processes, of which one dies.


def _at_the_table(place: Place, number: int, command: str, death: Death | None, good: set[str]) -> str | None:
    """The card that lies in the accumulator's slot, served; returns where a process died."""
    box, device = _table(place, death), None
    try:
        if box.died_at is None:
            device = _accumulator(place, TABLE, command, death)
            said = _said(device)
            if said is not None and said != "link-lost":
                assert said in good, said
                return None
            if said == "link-lost":
                assert box.word() is None, "the link was lost, and the precinct computer lives"
        assert death is not None
        died = box.died_at or (device.died_at if device is not None else None)
        _go_on_at_the_table(place, number, command, death.then, box, device, good)
        return died
    finally:
        box.end()
        if device is not None:
            device.end()


def _go_on_at_the_table(
    place: Place, number: int, command: str, then: Then, box: Running, device: Running | None, good: set[str]
) -> None:
    if box.died_at is not None:
        box = _table(place, None)
    try:
        label = OTHER if then is Then.ELSEWHERE else TABLE
        if then is Then.OUT and device is not None and device.died_at is None:
            place.carry(number, POCKET)  # the accumulator goes on, and the card is put in again
            place.carry(number, AT_TABLE[TABLE])
            said = device.word()
            assert said in good, said
            return
        if device is not None:
            device.end()
        program = programs.accumulator(place.folder, label, place.moment, place.signer(label), command)
        _again(place, program, number, AT_TABLE[label], then, good)
    finally:
        box.end()


def _table(place: Place, death: Death | None) -> Running:
    at = death.at if death is not None and death.of == "table" else None
    running = Running(programs.table(place.folder, place.moment), at)
    said = running.word()
    assert said in (READY, None), said
    return running


def _accumulator(place: Place, label: str, command: str, death: Death | None) -> Running:
    at = death.at if death is not None and death.of == label else None
    program = programs.accumulator(place.folder, label, place.moment, place.signer(label), command)
    return Running(program, at)


def _again(place: Place, program: Program, number: int, slot: str, then: Then, good: set[str]) -> None:
    """The device is started again: with the card that lies in its slot, or the card is put in when it runs."""
    if then is not Then.IN:
        place.carry(number, POCKET)
    running = Running(program)
    try:
        if then is not Then.IN:
            assert running.word() == READY
            place.carry(number, slot)
        said = _said(running)
        assert said in good, said
    finally:
        running.end()


def _said(running: Running) -> str | None:
    """What the device says about the card, or None when it dies."""
    said = running.word()
    return running.word() if said == READY else said


def _nothing(place: Place) -> None:
    """The box tells at once."""
