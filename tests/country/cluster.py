"""A real Dask cluster on this machine: a scheduler and workers as processes, over TLS on the loopback."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sailau.adapters.runners.cluster import ClusterTls

PATIENCE = 60.0


@dataclass
class Cluster:
    """The scheduler's address, and the workers' processes."""

    address: str
    tls: ClusterTls
    workers: list["subprocess.Popen[bytes]"]

    def kill(self, worker: int) -> None:
        """SIGKILL: no farewell."""
        self.workers[worker].kill()
        self.workers[worker].wait()


@contextmanager
def running(folder: Path, tls: ClusterTls, workers: int) -> Iterator[Cluster]:
    """The cluster while the `with` lasts; every process of it is ended afterwards."""
    about = folder / "scheduler.json"
    secrets = ["--tls-ca-file", str(tls.authority), "--tls-cert", str(tls.certificate), "--tls-key", str(tls.key)]
    page = ["--dashboard-address", "127.0.0.1:0"]  # without one it listens everywhere
    local = ["--protocol", "tls", "--host", "127.0.0.1", "--scheduler-file", str(about), *secrets]
    started = [_start(folder, "scheduler", "dask_scheduler", [*local, "--port", "0", *page])]
    try:
        address = _address(about, started[0])
        alone = ["--nthreads", "1", "--no-nanny", *page, "--local-directory", str(folder)]
        started += [_start(folder, f"worker-{one}", "dask_worker", [*local, *alone]) for one in range(workers)]
        yield Cluster(address, tls, started[1:])
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _start(folder: Path, name: str, module: str, words: list[str]) -> "subprocess.Popen[bytes]":
    log = (folder / f"{name}.log").open("wb")
    with log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *words], cwd=folder, stdout=log, stderr=log
        )


def _address(about: Path, scheduler: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert scheduler.poll() is None, (about.parent / "scheduler.log").read_text()
        if about.exists() and (text := about.read_text()):
            return str(json.loads(text)["address"])
        time.sleep(0.05)
    raise AssertionError((about.parent / "scheduler.log").read_text())
