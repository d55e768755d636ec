"""Devices as processes of their own that die by SIGKILL: at a point of their own choosing, or when they are done.

A child is forked from the test, which has read the program in already: hundreds of devices are started in a run. No
device of these tests is ever stopped in order; each ends by SIGKILL, in the middle of its work or idle.
"""

import json
import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any, Final, NoReturn

from sailau.ports import NO_FAULTS, Faults
from tests.crash.faults import kind

PATIENCE_SECONDS: Final = 60.0
Say = Callable[[str], None]
Program = Callable[[Faults, Say], None]
"""A device's program: runs until it is killed, and says what people see on it."""


class Running:
    """A device that runs. `kill_at`: it kills itself at that point, counted from 0 from the start of the process."""

    def __init__(self, program: Program, kill_at: int | None = None) -> None:
        self._words, writing = os.pipe()
        self.died_at: str | None = None
        self._rest = b""
        self._ended = False
        self._child = os.fork()
        if self._child == 0:
            _be_the_child(program, kill_at, writing)
        os.close(writing)

    def word(self) -> str | None:
        """The next word that people see; None when the device has died, and `died_at` then says where."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            line, newline, rest = self._rest.partition(b"\n")
            if newline:
                self._rest = rest
                said: dict[str, Any] = json.loads(line)
                if "word" in said:
                    return str(said["word"])
                assert "error" not in said, f"a device broke down:\n{said['error']}"
                self.died_at = str(said["dies"])
                continue
            ready, _, _ = select.select([self._words], [], [], until - time.monotonic())
            assert ready, "a device says nothing"
            data = os.read(self._words, 65_536)
            if not data:
                self._dead()
                return None
            self._rest += data

    def end(self) -> None:
        """Kill it, wherever it is."""
        if not self._ended:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
            os.close(self._words)
            self._ended = True

    def _dead(self) -> None:
        _, status = os.waitpid(self._child, 0)
        os.close(self._words)
        self._ended = True
        assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, f"a device ended with {status}"
        assert self.died_at is not None, "a device was killed by somebody else"


class _Killing:
    """Kills this process at one point; tells which one it was, with its last breath."""

    def __init__(self, kill_at: int, tell: Callable[[dict[str, str]], None]) -> None:
        self._left = kill_at
        self._tell = tell

    def point(self, name: str) -> None:
        self._left -= 1
        if self._left == -1:
            self._tell({"dies": kind(name)})
            os.kill(os.getpid(), signal.SIGKILL)


def _be_the_child(program: Program, kill_at: int | None, writing: int) -> NoReturn:
    def tell(message: dict[str, str]) -> None:
        os.write(writing, json.dumps(message).encode() + b"\n")

    try:
        program(NO_FAULTS if kill_at is None else _Killing(kill_at, tell), lambda word: tell({"word": word}))
    except BaseException:
        tell({"error": traceback.format_exc()})
    finally:
        os._exit(1)
