"""Programs of ours as processes of their own, each started and ended by its own id (`sailau run`).

A program has no terminal and no input, says what it says into two files, and is told to end when the one who started
it dies, whatever kills that one. It lives in a session of its own, so what is typed at the terminal reaches only the
one who started it, who ends all in order.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sailau.errors import StoreError

END_SECONDS: Final = 15.0
"""What a program has to finish a conversation and close its stores."""
SAID_BYTES_MAX: Final = 4096


class Program:
    """`sailau` with these words, when it is started. `name` is for its files and for people."""

    def __init__(self, name: str, words: Sequence[str], folder: Path, logs: Path) -> None:
        """It will run in `folder`; what it prints goes to `logs`/`name`.out, what it complains of to .err."""
        self.name = name
        self.words = tuple(words)
        self._folder = folder
        self._out, self._err = logs / f"{name}.out", logs / f"{name}.err"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; must be called from the main thread, whose end is the program's end. Raises StoreError."""
        argv = [*_with_us(), sys.executable, "-m", "sailau.cli.main", *self.words]
        try:
            with self._out.open("wb") as out, self._err.open("wb") as err:
                self._process = subprocess.Popen(
                    argv, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
                )
        except OSError as error:
            raise StoreError(f"{self.name} cannot be started: {error.strerror}") from error

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def said(self) -> tuple[dict[str, Any], ...]:
        """The whole lines of JSON that it has printed since it was started."""
        if self._process is None:
            return ()
        lines = self._out.read_bytes().split(b"\n")[:-1]
        return tuple(json.loads(line) for line in lines if line.startswith(b"{"))

    def complaint(self) -> str:
        """The last line that it complained with; empty when it did not."""
        lines = (
            self._err.read_bytes()[-SAID_BYTES_MAX:].decode(errors="replace").split("\n") if self._err.exists() else []
        )
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def ask_to_end(self) -> None:
        """Ask it to end; it may take a while."""
        if self.pid is not None and self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def end(self, seconds: float = END_SECONDS) -> None:
        """End it, and wait for it; one that does not obey in time is killed."""
        if self._process is None:
            return
        self.ask_to_end()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def end_all(programs: Sequence[Program]) -> None:
    """End several at once: all are asked first, then each is waited for."""
    for program in programs:
        program.ask_to_end()
    until = time.monotonic() + END_SECONDS
    for program in programs:
        program.end(max(0.1, until - time.monotonic()))


def is_alive(pid: int) -> bool:
    """Whether a process with this id runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _with_us() -> list[str]:
    """Have the system end the program when we die; where there is no setpriv (not Linux) we alone end it.

    The shell looks once whether we are there still, in case we died before the system had been told.
    """
    found = shutil.which("setpriv", path="/usr/bin:/bin")
    if found is None:
        return []
    return [found, "--pdeathsig", "TERM", "--", "/bin/sh", "-c", 'test "$PPID" = "$0" && exec "$@"', str(os.getpid())]
