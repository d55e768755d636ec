"""One world a test process, copied for every run."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.crash.world import build

MakeWorld = Callable[[str], Path]


@cache
def _built() -> Path:
    folder = Path(mkdtemp(prefix="sailau-crash-")) / "world"
    build(folder)
    return folder


@pytest.fixture
def world_at(tmp_path: Path) -> MakeWorld:
    """A copy of the world of this process, before its day, under the name given."""

    def make(name: str) -> Path:
        copy = tmp_path / name
        shutil.copytree(_built(), copy)
        return copy

    return make
