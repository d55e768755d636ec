"""The device's own screen: Debian's Chromium in kiosk mode, with one page, a profile in memory, no network (C14-C20).

The profile (cookies, caches, what was typed) lies in a folder of a file system in memory, is another one at each start,
and is removed when the browser ends. No name is resolved and no address but 127.0.0.1 is reached. The browser ends
with the program that started it, so that nothing stays on the screen when that program dies.
"""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from sailau.errors import StoreError

CHROMIUM: Final = Path("/usr/bin/chromium")
MEMORY: Final = ("/dev/shm", "/run/shm")  # noqa: S108
IN_MEMORY: Final = frozenset({"tmpfs", "ramfs"})
MOUNTS: Final = Path("/proc/self/mounts")
END_SECONDS: Final = 5.0
STEADY_SECONDS: Final = 10.0
FAILURES_MAX: Final = 3
"""A browser that ends so often within `STEADY_SECONDS` of its start is not started again."""

OPTIONS: Final = (
    "--kiosk",
    "--start-fullscreen",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-back-forward-cache",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-features=Translate,AutofillServerCommunication,OptimizationHints,MediaRouter,OverscrollHistoryNavigation",
    "--disable-pinch",
    "--disable-session-crashed-bubble",
    "--disable-sync",
    "--no-pings",
    "--password-store=basic",
    "--disk-cache-size=1",
    "--media-cache-size=1",
    "--overscroll-history-navigation=0",
    "--touch-events=enabled",
    "--autoplay-policy=no-user-gesture-required",
    # Every name and every address but this machine's own leads nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=127.0.0.1",
)
"""Chromium's own switches."""
KEPT_ENVIRONMENT: Final = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE", "PATH")


class Screen:
    """The browser of one device. `show` starts it; close it, or use it in a `with`."""

    def __init__(self, *, headless: bool = False, sandbox: bool = True) -> None:
        """Raises StoreError when there is no Chromium, no file system in memory, or root is asked to run a browser.

        `headless` and `sandbox` are for machines without a screen, where it is tried out.
        """
        if not CHROMIUM.exists():
            raise StoreError("there is no Chromium: install Debian's package chromium, or give --no-screen")
        if sandbox and os.geteuid() == 0:
            raise StoreError("root runs no browser: start the device as a user of its own, or give --no-screen")
        self._memory = memory_folder()
        self._more = (*(("--headless=new",) if headless else ()), *(() if sandbox else ("--no-sandbox",)))
        self._process: subprocess.Popen[bytes] | None = None
        self._profile: Path | None = None
        self._started_at = 0.0
        self._failures = 0

    def show(self, address: str) -> None:
        """Start the browser at `address`, in place of one that runs. Raises StoreError when it ends again and again."""
        self._failures = self._failures + 1 if time.monotonic() - self._started_at < STEADY_SECONDS else 0
        if self._failures >= FAILURES_MAX:
            raise StoreError("Chromium ends as soon as it starts: is there a display, and may this user use it?")
        self.close()
        self._profile = Path(mkdtemp(prefix="sailau-screen-", dir=self._memory))
        words = [_setpriv(), "--pdeathsig", "KILL", str(CHROMIUM), f"--user-data-dir={self._profile}"]
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(
            [*words, *OPTIONS, *self._more, address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment(self._profile),
            start_new_session=True,
        )

    def is_running(self) -> bool:
        """Whether the browser is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def profile(self) -> Path | None:
        """Where the running browser keeps what it must; None when none runs."""
        return self._profile

    def close(self) -> None:
        """End the browser and remove its profile."""
        if self._process is not None:
            _end(self._process)
        if self._profile is not None:
            shutil.rmtree(self._profile, ignore_errors=True)
        self._process = self._profile = None

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @staticmethod
    def _environment(profile: Path) -> dict[str, str]:
        """Nothing of the user's own folders: what the browser writes, it writes into its profile."""
        kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        return {**kept, "HOME": str(profile), "TMPDIR": str(profile), "LANG": "C.UTF-8"}


def memory_folder() -> Path:
    """A folder whose files are in memory alone. Raises StoreError when the machine has none."""
    kinds = {}
    for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines():
        _, place, kind, *_ = line.split(" ")
        kinds[place] = kind
    for folder in (os.environ.get("XDG_RUNTIME_DIR", ""), *MEMORY):
        if folder and kinds.get(folder) in IN_MEMORY and os.access(folder, os.W_OK):
            return Path(folder)
    raise StoreError(f"no file system in memory for the browser's profile: mount a tmpfs at {MEMORY[0]}")


def _setpriv() -> str:
    found = shutil.which("setpriv", path="/usr/bin:/bin")
    if found is None:
        raise StoreError("there is no setpriv: install Debian's package util-linux")
    return found


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the browser with all its processes, which are a group of their own."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        if how is signal.SIGKILL:
            return
