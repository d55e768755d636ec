"""One precinct for all tests of evidence, and what was done with its packet so far: made once, copied by who alters."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.service.evidence.keeping import Keeping, kept, with_pack
from tests.service.evidence.place import Place, make_place


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("evidence"))


@pytest.fixture(scope="session")
def taken(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Keeping:
    """The packet was packed at the precinct and taken over by the oblast's commission."""
    return kept(place, tmp_path_factory.mktemp("taken"))


@pytest.fixture(scope="session")
def read(place: Place, taken: Keeping, tmp_path_factory: pytest.TempPathFactory) -> Keeping:
    """It was opened on a court's decision, and an evidence pack was made."""
    folder = tmp_path_factory.mktemp("read")
    shutil.copytree(taken.path, folder, dirs_exist_ok=True)
    keeping = with_pack(Keeping(place=place, path=folder))
    return replace(keeping, known=keeping.checked())


@pytest.fixture
def keeping(taken: Keeping, tmp_path: Path) -> Keeping:
    """A copy of `taken`, to be altered."""
    shutil.copytree(taken.path, tmp_path, dirs_exist_ok=True)
    return Keeping(place=taken.place, path=tmp_path)


@pytest.fixture
def packed(read: Keeping, tmp_path: Path) -> Iterator[Keeping]:
    """A copy of `read`, to be altered; key stores are copied too."""
    shutil.copytree(read.path, tmp_path, dirs_exist_ok=True)
    shutil.copytree(read.place.stores, tmp_path / "stores")
    yield replace(read, path=tmp_path)
