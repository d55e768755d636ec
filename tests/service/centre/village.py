"""A village's precinct that has voted, and the commission that waits for its record: real parts, made once."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.centre import DEFAULT
from sailau.election.nouns import Quorum
from sailau.formats.v1.bundle import BundleHead
from sailau.formats.v1.record.acts import RECOUNT
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.sealing.rehearsal import Joint
from sailau.service.bundle import pack
from sailau.service.centre.centre import Centre, found_centre, open_centre
from tests.records.day import Day, cast, cast_all, counted
from tests.records.defects import act
from tests.records.folder import Edits, Files, write_record
from tests.records.world import EVENING, World, make_world, small_definition

NIGHT = EVENING + timedelta(hours=1, minutes=10)
CHAIR_AND_ANOTHER = ("member-1", "member-2")
RECOUNT_ACT = 7


class Watch:
    """A clock that goes on by a minute each time that somebody looks."""

    def __init__(self, now: datetime = NIGHT) -> None:
        self._now = now
        self._turn = threading.Lock()

    def now(self) -> datetime:
        with self._turn:
            self._now += timedelta(minutes=1)
            return self._now


@dataclass(frozen=True)
class Village:
    """The world of the precinct, its day, and records of it by name, each made once."""

    world: World
    day: Day
    made: dict[str, Files]

    def record(self, name: str) -> Files:
        """The files of a record: as it was, recounted, with another result, with votes moved in the protocol."""
        makes: Mapping[str, Callable[[], Files]] = {
            "sound": lambda: write_record(self.day),
            "recounted": lambda: write_record(
                self.day, Edits(acts=(act(self.world, RECOUNT_ACT, RECOUNT),), again=counted(self.day, 3))
            ),
            "other": lambda: write_record(counted(replace(self.day, box=[cast(self.world, n, 2) for n in (0, 1, 2)]))),
            "altered": lambda: write_record(self.day, Edits(values={"figures.json": _one_more})),
        }
        if name not in self.made:
            self.made[name] = makes[name]()
        return self.made[name]

    def pack(
        self,
        folder: Path,
        name: str = "sound",
        *,
        version: int = 1,
        replaces: str | None = None,
        act: int | None = None,
        signers: tuple[str, ...] = CHAIR_AND_ANOTHER,
    ) -> Path:
        """A bundle of the record, packed by the precinct."""
        record = lay_out(folder / f"record-{name}", self.record(name))
        target = folder / f"{name}-{version}.bundle.zip"
        people = [self.world.signer(label) for label in signers]
        head = pack(record, target, version=version, replaces=replaces, act=act, signers=people, now=EVENING)
        assert isinstance(head, BundleHead), head
        return target


def _one_more(figures: Any) -> Any:
    return replace(figures, figures={**figures.figures, "voters_on_list": figures.figures["voters_on_list"] + 1})


@cache
def village() -> Village:
    """The session's one village."""
    world = make_world(small_definition(quorum=Quorum(members=5, threshold=2)), plan=(Joint(5, 2),))
    return Village(world, counted(cast_all(world)), {})


def lay_out(folder: Path, files: Files) -> Path:
    """The record as a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def found(folder: Path, store: str = DEFAULT) -> None:
    """The commission's folder."""
    world = village().world
    data = world.definition_bytes
    found_centre(
        folder,
        definition=data,
        signature=world.sign(data, ("central",)),
        root=world.pki.root.certificate.public_bytes(Encoding.PEM),
        commission="central",
        store=store,
    )


@contextmanager
def at_work(folder: Path, faults: Faults = NO_FAULTS) -> Iterator[Centre]:
    """The commission, opened with its intake's key."""
    centre = open_centre(folder, village().world.signer("intake"), clock=Watch(), faults=faults)
    try:
        yield centre
    finally:
        centre.store.close()
