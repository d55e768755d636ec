"""One day: who comes, the evening when the polls close, and the disks seized before and after the devices erase.

Beside plain voters there are some who check the machine, one who leaves the booth and comes back, one who pulls the
card out too early, one who takes it too early to the table, one whose card breaks after the vote, one who walks off
with it, an observers' test and a tour to homes.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sailau.formats.v1.record import Bilingual, Figures
from sailau.service import accumulator, closing, opening
from sailau.service.acts import Matter, enter_act
from tests.attacker.devices import ANSWERS, TABLES, install
from tests.attacker.hands import Way
from tests.attacker.images import Image, seize
from tests.attacker.people import OBSERVER, People
from tests.attacker.sealed import Call
from tests.attacker.town import Truth

SHARES: Final = (5, 4, 3, 2, 2)
"""How the votes are divided among the five candidates, in ballot order."""
WAYS: Final = (Way.TOUCH, Way.TOUCH, Way.ARROWS, Way.ARROWS, Way.SWITCHES)
BETWEEN: Final = (22.0, 48.0)
"""Seconds from one voter's coming to the next one's."""
CHECKS, HOMES = 3, 5
MEMORY: Final = Path("/dev/shm")


@dataclass(frozen=True)
class Held:
    """A day that is over: what really happened, what every recorder was told, and the disks as they were seized.

    `closed` are the disks between the closing cards and the erasing, `erased` those after it; `fresh` are files of
    stores as they were installed.
    """

    truth: Truth
    told: Mapping[str, list[Call]]
    fresh: Mapping[str, bytes]
    closed: Image
    erased: Image


def hold(folder: Path, voters: int, seed: int) -> Held:
    """Hold a day of so many voters; `seed` fixes the people, and nothing that the devices draw. What is seized lies in
    `folder` then."""
    with _place() as world:
        return _hold(world, folder, voters, seed)


@contextmanager
def _place() -> Iterator[Path]:
    """Where the devices have their disks: in memory where the machine has room there; nothing here is about disks."""
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 1 << 30
    with tempfile.TemporaryDirectory(prefix="sailau-attacker-", dir=MEMORY if has_room else None) as folder:
        yield Path(folder)


def _hold(world: Path, folder: Path, voters: int, seed: int) -> Held:
    devices = install(world, voters)
    try:
        fresh = {path.name: path.read_bytes() for path in sorted(world.rglob("*.db"))}
        people = People(devices, seed)
        for number in devices.precinct.installed.cards:
            devices.load(number, TABLES[0])
            people.give(people.tray, number)
        _invite(people, voters)
        people.run()
        _evening(people)
        closed = seize(world, folder / "closed")
        for booth in devices.booths.values():
            booth.erase_secrets()
        erased = seize(world, folder / "erased")
    finally:
        devices.stop()
    told = {device: recorder.calls for device, recorder in devices.recorders.items()}
    return Held(people.truth, told, fresh, closed, erased)


def _invite(people: People, voters: int) -> None:
    chance = people.chance
    rows = chance.choices(range(1, ANSWERS + 1), SHARES, k=voters)
    numbers = chance.sample(range(1, voters + 1), voters)
    at_home, in_room = numbers[:HOMES], numbers[HOMES:]
    people.comes(people.tour({number: rows[number - 1] for number in at_home}), 300.0)
    kinds = [people.leaves, people.pulls, people.takes_it_early, people.breaks, people.walks_off]
    kinds += [people.checks] * CHECKS
    special = dict(zip(chance.sample(in_room, len(kinds)), kinds, strict=True))
    after = 0.0
    for number in in_room:
        after += chance.uniform(*BETWEEN)
        coming = special.get(number, people.voter)
        people.comes(coming(number, rows[number - 1], chance.choice(WAYS)), after)
    people.comes(people.checks(OBSERVER, 1, Way.TOUCH), after / 2)


def _evening(people: People) -> None:
    """The polls close; cards, closing cards of the devices, credentials that nobody used."""
    devices, precinct = people.devices, people.devices.precinct
    devices.clock.reach(devices.clock.at.replace(hour=20, minute=0))
    assert opening.close_voting(precinct) is None
    for number in people.tray.free:
        outcome = accumulator.take_card(precinct, devices.card(number), accumulator=TABLES[0])
        assert isinstance(outcome, accumulator.Returned)
    assert closing.declare_missing(precinct, devices.signers(), accumulator=TABLES[0]) == 1
    text = Bilingual("Оқылмаған және қалдырылған карточка.", "Нечитаемая и оставленная карточка.")
    enter_act(precinct, Matter(key="cards", kind="unreadable_card", article="R 8", text=text), devices.signers())
    request = closing.closing_request(precinct)
    for device, booth in devices.booths.items():
        card, signature = closing.signed_closing(booth, request, devices.clock.now())
        closing.enter_closing_card(precinct, device, card, signature)
    assert isinstance(closing.destroy_unused(precinct, devices.signers()), int)
    figures = closing.reconcile(precinct)
    assert isinstance(figures, Figures), figures
