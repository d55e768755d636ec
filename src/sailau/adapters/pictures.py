"""Pictures of our own pages, by Debian's Chromium without a window: for the manuals (C3).

The browser is spoken to over two pipes, so that no port is opened, and asks us for every address: what we do not have,
it does not get. Its profile lies in memory and goes with it.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from sailau.adapters.screen import CHROMIUM, memory_folder
from sailau.errors import StoreError

PAGE: Final = "http://page.invalid/"
"""Where a page seems to lie: `.invalid` is nobody's (RFC 2606)."""
SECONDS: Final = 60.0
OPTIONS: Final = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_FROM_US, _TO_US = 3, 4
_FIRST_FREE = 10

Answer = Callable[[str], tuple[str, bytes] | None]
"""What lies at a path ("static/station.css"): type and bytes, or None."""


class Photographer:
    """A browser that takes pictures. Use it in a `with`. Raises StoreError when there is none, or it fails."""

    def __init__(self, answer: Answer) -> None:
        if not CHROMIUM.exists():
            raise StoreError("there is no Chromium: install Debian's package chromium, or give --no-pictures")
        self._answer, self._html = answer, ""
        self._profile = Path(mkdtemp(prefix="sailau-pictures-", dir=memory_folder()))
        self._left, self._number = b"", 0
        self._session: str | None = None
        self._process, self._write, self._read = _start(self._profile)
        try:
            target = self._ask("Target.createTarget", url="about:blank")["targetId"]
            self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            self._ask("Page.enable")
            self._ask("Fetch.enable")
            still = [{"name": "prefers-reduced-motion", "value": "reduce"}]
            self._ask("Emulation.setEmulatedMedia", features=still)
        except BaseException:
            self.close()
            raise

    def picture(self, html: str, size: tuple[int, int]) -> bytes:
        """The page as PNG, on a screen of so many pixels."""
        self._html = html
        width, height = size
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self._ask("Page.navigate", until="Page.loadEventFired", url=PAGE)
        self._ask("Runtime.evaluate", expression="document.fonts.ready.then(() => true)", awaitPromise=True)
        return base64.b64decode(self._ask("Page.captureScreenshot", format="png")["data"])

    def close(self) -> None:
        """End the browser."""
        self._process.kill()
        self._process.wait()
        os.close(self._write)
        os.close(self._read)
        shutil.rmtree(self._profile, ignore_errors=True)

    def __enter__(self) -> "Photographer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, method: str, *, until: str = "", **parameters: Any) -> dict[str, Any]:
        """Give a command; returns its result, and not before the event `until` has come, if one is named."""
        wanted = self._send(method, parameters)
        result: dict[str, Any] | None = None
        came, before = not until, time.monotonic() + SECONDS
        while result is None or not came:
            told = self._next(before)
            if told.get("id") == wanted:
                if "error" in told:
                    raise StoreError(f"Chromium refuses {method}: {told['error'].get('message')}")
                result = told["result"]
            elif told.get("method") == "Fetch.requestPaused":
                self._give(told["params"])
            came = came or told.get("method") == until
        return result

    def _give(self, asked: dict[str, Any]) -> None:
        path = asked["request"]["url"].removeprefix(PAGE)
        found = ("text/html; charset=utf-8", self._html.encode()) if path == "" else self._answer(path)
        if found is None:
            self._send("Fetch.failRequest", {"requestId": asked["requestId"], "errorReason": "AddressUnreachable"})
            return
        kind, data = found
        headers = [{"name": "Content-Type", "value": kind}]
        body = base64.b64encode(data).decode()
        answer = {"requestId": asked["requestId"], "responseCode": 200, "responseHeaders": headers, "body": body}
        self._send("Fetch.fulfillRequest", answer)

    def _send(self, method: str, parameters: dict[str, Any]) -> int:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        data = memoryview(json.dumps(message).encode() + b"\0")
        try:
            while data:
                data = data[os.write(self._write, data) :]
        except OSError as error:
            raise StoreError(f"Chromium ended: {error.strerror}") from error
        return self._number

    def _next(self, before: float) -> dict[str, Any]:
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._read], [], [], max(0.0, before - time.monotonic()))
            if not ready:
                raise StoreError(f"Chromium did not answer within {SECONDS:.0f} s")
            more = os.read(self._read, 1 << 20)
            if not more:
                raise StoreError("Chromium ended")
            self._left += more
        line, _, self._left = self._left.partition(b"\0")
        told: dict[str, Any] = json.loads(line)
        return told


def _start(profile: Path) -> tuple["subprocess.Popen[bytes]", int, int]:
    """Chromium with our ends of its two pipes: where we write, where we read."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    # Away from 3 and 4, which the browser must find at its start.
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE) for end in (theirs_in, theirs_out)]

    def lay_pipes() -> None:
        os.dup2(ends[0], _FROM_US)
        os.dup2(ends[1], _TO_US)

    # No window and no page of others: root may draw our own pages without the browser's sandbox.
    more = ("--no-sandbox",) if os.geteuid() == 0 else ()
    environment = {"HOME": str(profile), "TMPDIR": str(profile), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    try:
        process = subprocess.Popen(
            [str(CHROMIUM), f"--user-data-dir={profile}", *OPTIONS, *more, "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            pass_fds=(_FROM_US, _TO_US),
            preexec_fn=lay_pipes,
        )
    finally:
        for end in (theirs_in, theirs_out, *ends):
            os.close(end)
    return process, ours_out, ours_in
