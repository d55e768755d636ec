"""The guard itself: it lets loopback pass, stops everything else, and fails the test that tried."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.guard import plugin

OUTSIDE = "192.0.2.1"
"""An address kept for documentation: nobody answers there, and the guard must not let us find out."""


def test_connecting_outside_is_forbidden_and_remembered() -> None:
    with socket.socket() as sock, pytest.raises(PermissionError):
        sock.connect((OUTSIDE, 80))
    assert len(plugin.tried()) == 1


def test_connecting_outside_by_asyncio_is_forbidden() -> None:
    with pytest.raises(PermissionError):
        asyncio.run(asyncio.open_connection(OUTSIDE, 80))
    assert plugin.tried()


def test_a_datagram_to_the_outside_is_forbidden() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(PermissionError):
        sock.sendto(b"x", (OUTSIDE, 53))
    assert plugin.tried()


@pytest.mark.parametrize("name", ["example.org", "localhost.example.org", "10.0.0.1"])
def test_looking_up_a_name_is_forbidden(name: str) -> None:
    with pytest.raises(PermissionError):
        socket.getaddrinfo(name, 443)
    assert plugin.tried()


@pytest.mark.parametrize("host", ["", "0.0.0.0"])
def test_listening_on_all_interfaces_is_forbidden(host: str) -> None:
    with socket.socket() as sock, pytest.raises(PermissionError):
        sock.bind((host, 0))
    assert plugin.tried()


def test_loopback_and_unix_sockets_pass(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        caller = threading.Thread(target=lambda: socket.create_connection(server.getsockname()).close())
        caller.start()
        server.accept()[0].close()
        caller.join()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
    assert plugin.tried() == []


def test_a_started_python_process_is_guarded_too() -> None:
    code = f"import socket; socket.create_connection(('{OUTSIDE}', 80), timeout=1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "NetworkForbiddenError" in done.stderr
    assert plugin.tried()


def test_a_test_that_swallows_the_refusal_fails_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "test_sly.py").write_text(
        "import contextlib, socket\n"
        "def test_sly():\n"
        "    with contextlib.suppress(OSError), socket.socket() as sock:\n"
        f"        sock.connect(('{OUTSIDE}', 80))\n"
        "def test_honest():\n"
        "    pass\n",
        encoding="utf-8",
    )
    words = [sys.executable, "-m", "pytest", "-q", "-p", "tests.guard.plugin", "-p", "no:cacheprovider"]
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.environ["PYTHONPATH"], str(root)])}
    done = subprocess.run(
        [*words, "--rootdir", str(tmp_path), str(tmp_path / "test_sly.py")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "reached beyond this machine" in done.stdout
    assert "1 error" in done.stdout
    assert plugin.tried() == []
