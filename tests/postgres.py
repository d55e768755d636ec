"""A real PostgreSQL server on loopback for tests: made anew, with a password, and ended with the session.

Its files lie in a folder of its own; it listens on one port of 127.0.0.1 and on no socket. PostgreSQL refuses to run as
root, so root hands it to `nobody`. It dies with the test's process, however that ends.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

DEBIAN = Path("/usr/lib/postgresql")
USER = "sailau"
START_SECONDS = 60.0
NOBODY = 65534


@dataclass(frozen=True)
class PostgresServer:
    """A server that runs; `database` makes a new, empty database there."""

    port: int
    password: str = field(repr=False)
    version: int

    def address(self, database: str = "postgres") -> str:
        """The connection URI of a database."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """The URI of a new database."""
        return self._made("template1")

    def copy_of(self, address: str) -> str:
        """The URI of a new database that holds what the one at `address` holds; nobody may be connected to that."""
        return self._made(address.rpartition("/")[2])

    def _made(self, template: str) -> str:
        name = f"centre_{secrets.token_hex(6)}"
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The session's server."""
    with running() as server:
        yield server


@contextmanager
def running() -> Iterator[PostgresServer]:
    """A server from nothing."""
    folder = Path(tempfile.mkdtemp(prefix="sailau-postgres-"))
    password = secrets.token_hex(16)
    try:
        (folder / "password").write_text(password, encoding="ascii")
        _hand_over(folder)
        data = folder / "data"
        words = [_program("initdb"), "-D", str(data), "-U", USER, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C"]
        _run([*words, f"--pwfile={folder / 'password'}", "--no-sync"], folder)
        port = _free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "fsync": "off",
            "shared_buffers": "16MB",
            "max_connections": "20",
        }
        words = [_program("postgres"), "-D", str(data), *(w for k, v in settings.items() for w in ("-c", f"{k}={v}"))]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(_as_other(words), cwd=folder, stdout=log, stderr=log)
        try:
            yield PostgresServer(port=port, password=password, version=_wait(port, password, process, folder / "log"))
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    found = shutil.which(name)
    newest = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if found is None and not newest:
        pytest.fail(f"{name} is not installed: python3 tools/setup.py --test brings PostgreSQL")
    return found or str(newest[-1])


def _as_other(words: list[str]) -> list[str]:
    other = ["--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *other, "--pdeathsig", "TERM", *words]


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            os.chown(path, NOBODY, NOBODY)


def _run(words: list[str], folder: Path) -> None:
    done = subprocess.run(_as_other(words), cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, password: str, process: "subprocess.Popen[bytes]", log: Path) -> int:
    ends = time.monotonic() + START_SECONDS
    while True:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            server = PostgresServer(port=port, password=password, version=0)
            with psycopg.connect(server.address(), connect_timeout=2) as connection:
                return connection.info.server_version // 10_000
        except psycopg.OperationalError:
            assert time.monotonic() < ends, log.read_text(errors="replace")
            time.sleep(0.1)
