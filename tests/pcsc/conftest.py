"""One pcscd a test process: libpcsclite remembers the first socket it was told of, so every test uses the same one."""

import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.namespaces import no_room
from tests.pcsc.bench_top import BenchTop, missing
from tests.pcsc.device import Device, MakeDevice


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without namespaces there are no virtual readers. With them, whatever else lacks is a failure."""
    refused = no_room()
    if refused is not None:
        skip = pytest.mark.skip(reason=f"virtual readers: {refused}")
        for item in items:
            if "bench_top" in getattr(item, "fixturenames", ()):
                item.add_marker(skip)


@cache
def _made() -> BenchTop:
    lacking = missing()
    assert lacking is None, f"virtual readers need {lacking}"
    bench_top = BenchTop(Path(mkdtemp(prefix="sailau-pcsc-")) / "device")
    os.environ["PCSCLITE_CSOCK_NAME"] = str(bench_top.socket)
    return bench_top


@pytest.fixture(scope="session")
def _one_bench_top() -> Iterator[BenchTop]:
    bench_top = _made()
    bench_top.start()
    yield bench_top
    bench_top.stop()
    shutil.rmtree(bench_top.folder.parent, ignore_errors=True)


@pytest.fixture
def bench_top(_one_bench_top: BenchTop) -> Iterator[BenchTop]:
    """The running pcscd with two empty slots, both plugged in."""
    yield _one_bench_top
    _one_bench_top.clear()


@pytest.fixture
def device(bench_top: BenchTop) -> Iterator[MakeDevice]:
    """Makes devices: a slot with a reader that looks for cards in it."""
    made: list[Device] = []

    def make(slot: int = 0) -> Device:
        made.append(Device(bench_top, slot))
        return made[-1]

    yield make
    for one in made:
        one.close()
