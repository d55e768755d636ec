"""The printer through CUPS (`lp`, `lpstat`): what it is doing, and what truly became of a page (E20; L 50-5(6)).

A page that was handed over is not printed. CUPS keeps a job's end with its reason; only "completed successfully" is
told as printed, and even then a person looks whether the sheet is there. Without CUPS, or without a printer in it, that
is said. The programs are asked in the C locale: their words are what is read.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from sailau.errors import StoreError

SECONDS: Final = 10.0
_REQUEST: Final = re.compile(r"request id is (\S+-\d+)")
_DEFAULT: Final = re.compile(r"^system default destination: (\S+)", re.MULTILINE)
_PRINTER: Final = re.compile(r"^printer (\S+) (is idle|now printing|disabled|.*)", re.MULTILINE)
_ALERTS: Final = re.compile(r"^\s+Alerts: (.+)$", re.MULTILINE)


class Readiness(StrEnum):
    """How the printer stands."""

    READY = "ready"
    PRINTING = "printing"
    STOPPED = "stopped"
    """CUPS does not print on it until a person looks: no paper, no cable, or stopped by hand."""
    NONE = "none"
    """No printer is set up in CUPS."""
    NO_CUPS = "no-cups"
    """The printing programs are not on this machine, or do not answer."""


class Outcome(StrEnum):
    """What became of a page."""

    WAITING = "waiting"
    PRINTED = "printed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """CUPS does not tell: it keeps no history, or has lost the job. Nobody may take it for printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterState:
    """`reason` is CUPS's own word for what is wrong (`media-empty-error`), or nothing; `waiting` are jobs in line."""

    readiness: Readiness
    name: str = ""
    reason: str = ""
    waiting: int = 0


class Printer:
    """The default printer of this machine, or the only one."""

    def __init__(self, path: str | None = None) -> None:
        """`path` is where the programs are looked for (default: the process's PATH)."""
        self._path = path

    def state(self) -> PrinterState:
        """How it stands now; never raises."""
        named = self._name()
        if named is None or not named:
            return PrinterState(readiness=Readiness.NO_CUPS if named is None else Readiness.NONE)
        shown = self._asked("lpstat", "-l", "-p", named)
        waiting = self._asked("lpstat", "-W", "not-completed", "-o", named)
        found = _PRINTER.search(shown or "")
        if found is None or waiting is None:
            return PrinterState(readiness=Readiness.NO_CUPS, name=named)
        alerts = _ALERTS.search(shown or "")
        reason = "" if alerts is None or alerts[1].strip() == "none" else alerts[1].strip()
        jobs = sum(not line.startswith((" ", "\t")) for line in waiting.splitlines())
        return PrinterState(readiness=_readiness(found[2], reason), name=named, reason=reason, waiting=jobs)

    def print(self, file: Path, title: str) -> str:
        """Hand a file over and return the job's name. It is not printed yet: ask `outcome`. Raises StoreError."""
        printer = self._name()
        if not printer:
            raise StoreError("there is no printer: nothing was printed")
        said = self._asked("lp", "-d", printer, "-t", title, "--", str(file))
        found = _REQUEST.search(said or "")
        if found is None:
            raise StoreError(f"the printer {printer} did not take the page: nothing was printed")
        return found[1]

    def outcome(self, job: str) -> Outcome:
        """What became of a job; never raises."""
        going = self._asked("lpstat", "-W", "not-completed", "-o")
        if going is None:
            return Outcome.UNKNOWN
        if _lines_of(going, job):
            return Outcome.WAITING
        ended = self._asked("lpstat", "-l", "-W", "completed", "-o")
        lines = _lines_of(ended or "", job)
        alerts = _ALERTS.search("\n".join(lines))
        if not lines or alerts is None:
            return Outcome.UNKNOWN
        return Outcome.PRINTED if "job-completed-successfully" in alerts[1].split() else Outcome.FAILED

    def _name(self) -> str | None:
        """The default printer, else the only one; empty when there is none, None when CUPS does not answer."""
        said = self._asked("lpstat", "-d", "-p")
        if said is None:
            return None
        default, known = _DEFAULT.search(said), [found[1] for found in _PRINTER.finditer(said)]
        if default is not None:
            return default[1]
        return known[0] if len(known) == 1 else ""

    def _asked(self, program: str, *words: str) -> str | None:
        """What a program says; None when it is not there, does not answer in time, or fails without a word."""
        found = shutil.which(program, path=self._path)
        if found is None:
            return None
        try:
            done = subprocess.run(
                [found, *words],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "LC_ALL": "C", "LANG": "C"},
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        # CUPS without a printer says so on the error output and fails; without its service it fails as well.
        silent = "No destinations added" in done.stderr or "Unknown destination" in done.stderr
        return done.stdout if done.returncode == 0 or silent else None


def _readiness(word: str, reason: str) -> Readiness:
    broken = word.startswith("disabled") or reason.endswith("-error")
    if broken:
        return Readiness.STOPPED
    return Readiness.PRINTING if word.startswith("now printing") else Readiness.READY


def _lines_of(listed: str, job: str) -> list[str]:
    """The lines of one job: its own, and the indented ones below it."""
    found: list[str] = []
    inside = False
    for line in listed.splitlines():
        if not line.startswith((" ", "\t")):
            inside = line.split()[:1] == [job]
        found += [line] if inside else []
    return found
