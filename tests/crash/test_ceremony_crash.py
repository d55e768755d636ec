"""A key ceremony killed at any write of a key store or a message goes on: no share lost, no second key (L 50-2(2)).

A process that is killed leaves the disk as it stands, so a copy of the disk at a point is as good as the kill there.
`make test` does it at a sample of the points and kills real processes; `make soak` does it at every point.
"""

import random
import shutil
import zlib
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from sailau.formats.v1.recorder_key import TERRITORIAL
from sailau.group import Secret, base
from sailau.ports import Faults
from sailau.service.ceremony import prove_possession
from sailau.service.ceremony_round import hold_round, read_standing
from sailau.service.ceremony_sitting import sit_down
from tests.adapters.faulty import KillingAt, run_and_be_killed
from tests.crash import soak
from tests.service.ceremonies import T_3, Commission, after, commission

SAMPLE = 40
"""One point of so many is died at in `make test`."""
ROUNDS = 4
KILLS_EVERY = 17
SEED = 2005


class CopyingAt:
    """Copies the world at the points that are wanted, unless its disk is as it was at the copy before."""

    def __init__(self, world: Path, copies: Path, chance: random.Random, one_of: int) -> None:
        self.world, self.copies, self.chance, self.one_of = world, copies, chance, one_of
        self.passed: list[str] = []
        self.left: list[tuple[str, Path]] = []
        self.seen: dict[Path, int] = {}

    def point(self, name: str) -> None:
        self.passed.append(name)
        if self.chance.randrange(self.one_of):
            return
        now = {path: zlib.crc32(path.read_bytes()) for path in self.world.rglob("*") if path.is_file()}
        if now == self.seen:
            return
        self.seen = now
        copy = self.copies / str(len(self.left))
        shutil.copytree(self.world, copy)
        self.left.append((name, copy))


def sits(made: Commission, party: str, faults: Faults) -> None:
    sit_down(made.round(party), made.store(party, faults), made.signer(party), T_3, faults=faults)


def messages(made: Commission) -> dict[str, bytes]:
    """The messages of those who are not interrupted."""
    return {path.name: path.read_bytes() for path in made.folder.glob("*.json") if "member-2" not in path.name}


def finish(made: Commission) -> None:
    """Everybody goes on, and the ceremony must end with keys that the key stores hold. What lay there stays."""
    before = messages(made)
    hold_round(made.round(), [(made.store(party), made.signer(party)) for party in made.parties], T_3)
    standing = read_standing(made.round())
    assert standing.has_ended and standing.faults == ()
    assert before.items() <= messages(made).items()
    parameters, recorder = standing.table.parameters, standing.table.recorder
    assert parameters is not None and recorder is not None
    stores = [made.store(party) for party in made.parties]
    assert all(prove_possession(store, parameters, bytes(32)) for store in stores if store.member)
    secrets = [Secret(store.recorder_share or b"") for store in stores]
    assert base([Secret.sum(secrets)]) == [recorder.public]


def survey(tmp_path: Path, one_of: int) -> tuple[int, int]:
    """Die in member 2's turns of a whole ceremony: how many points there were, how many worlds were gone on with."""
    chance, points, deaths = random.Random(SEED), 0, 0
    for turn in range(ROUNDS):
        home = tmp_path / f"turn-{turn}"
        made = after(home, turn) if turn else commission(home)
        if not turn:
            made.begin()
        copies = tmp_path / f"copies-{turn}"
        copies.mkdir()
        faults = CopyingAt(home, copies, chance, one_of)
        sits(made, "member-2", faults)
        points += len(faults.passed)
        for name, copy in faults.left:
            print(f"turn {turn + 1}: killed at {name}")
            finish(replace(made, home=copy))
        deaths += len(faults.left)
    return points, deaths


def test_ceremony_goes_on_from_a_sample_of_the_points_where_a_member_was_killed(tmp_path: Path) -> None:
    points, deaths = survey(tmp_path, SAMPLE)
    assert points > 80 and deaths > 1


@pytest.mark.soak
def test_ceremony_goes_on_from_every_point_where_a_member_was_killed(tmp_path: Path) -> None:
    points, deaths = survey(tmp_path, 1)
    soak.report("ceremony", f"{points} points, {deaths} worlds left by a death", 0, 0)
    assert deaths > 60


def test_member_who_is_killed_again_and_again_at_every_turn_gets_the_own_share(tmp_path: Path) -> None:
    made = commission(tmp_path)
    made.begin()
    kills = 0
    for _ in range(ROUNDS):
        for party in ("member-1", "member-3", TERRITORIAL):
            made.turn(party)
        for n in count(0, KILLS_EVERY):

            def work(n: int = n) -> None:
                sits(made, "member-2", KillingAt(n))

            if not run_and_be_killed(work, tmp_path / "log"):
                break
            kills += 1
    print(f"{kills} times SIGKILL")
    assert kills > 5
    finish(made)
