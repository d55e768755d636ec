"""The pytest side of the network guard: a test that tried to leave this machine fails, whatever it swallowed."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guard import network_guard

LOG = Path(tempfile.mkdtemp(prefix="sailau-guard-")) / "tried"
os.environ[network_guard.LOG_VARIABLE] = str(LOG)
FOLDER = str(Path(__file__).parent)
os.environ["PYTHONPATH"] = os.pathsep.join([FOLDER, *filter(None, [os.environ.get("PYTHONPATH")])])
network_guard.install()


def tried() -> list[str]:
    """What was tried since the last call, by this process or one it started; forgets it."""
    lines = LOG.read_text(encoding="utf-8").splitlines() if LOG.exists() else []
    LOG.unlink(missing_ok=True)
    return lines


@pytest.fixture(autouse=True)
def no_network_beyond_loopback() -> Iterator[None]:
    """Fail the test when anything in it, or started by it, asked for a socket beyond loopback."""
    yield
    lines = tried()
    if lines:
        pytest.fail("reached beyond this machine: " + "; ".join(lines))
