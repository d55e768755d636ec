"""One day for all tests of the attacker, also when they run in several processes."""

import fcntl
import pickle
from typing import Final

import pytest

from tests.attacker.day import Held, hold

VOTERS: Final = 40
SEED: Final = 2005


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Held:
    """A day of forty voters, held by the process that needs it first."""
    own = tmp_path_factory.getbasetemp()
    common = own if worker_id == "master" else own.parent
    note = common / "attackers-day"
    with note.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            note.write_bytes(pickle.dumps(hold(common / "attackers-day-disks", VOTERS, SEED)))
        found: Held = pickle.loads(note.read_bytes())
    return found
