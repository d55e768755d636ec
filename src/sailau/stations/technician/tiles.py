"""Tiles of the technician's screens: one for each device, with what is right, what is not, and what to do (E20).

The standing of a tile is the worst of what is known. Nothing that the system does not tell is taken for good.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sailau.adapters.machine.power import Source
from sailau.adapters.printing import Outcome, PrinterState, Readiness
from sailau.service.table_technician import NEVER, SILENT_SECONDS
from sailau.words.figures import grouped
from sailau.words.numbers import Language
from sailau.words.screens import technician_words

CLOCK_SECONDS_MAX: Final = 5.0
"""A station's clock may differ from the computer's by so much: seconds of certificates and records."""
DISK_LEAST_MIB: Final = 1024
PRINT_SIGNS: Final = 8
HEAD_SIGNS: Final = 8
LINES_MAX: Final = 2
"""What is worst stands first; what is put right makes room for the next."""
GOOD, NOTED, BAD, UNKNOWN = "good", "noted", "bad", "unknown"
_WORST: Final = (BAD, NOTED, UNKNOWN, GOOD)
_NETWORK: Final = "network-"
_PRINTER: Final = {
    Readiness.READY: (GOOD, "printer-ready"),
    Readiness.PRINTING: (GOOD, "printer-printing"),
    Readiness.STOPPED: (BAD, "printer-stopped"),
    Readiness.NONE: (UNKNOWN, "printer-none"),
    Readiness.NO_CUPS: (UNKNOWN, "printer-no-cups"),
}
_PAGE: Final = {
    Outcome.WAITING: (NOTED, "page-waiting"),
    Outcome.PRINTED: (GOOD, "page-printed"),
    Outcome.FAILED: (BAD, "page-failed"),
    Outcome.UNKNOWN: (NOTED, "page-unknown"),
}

Said = tuple[str, str]
"""A standing, and the sentence that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One device: its name, how it stands, the word for that, and one or two lines."""

    name: str
    standing: str
    word: str
    lines: tuple[str, ...]


class Tiles:
    """Makes tiles in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def of_table(self, service: Mapping[str, Any], printer: PrinterState, page: Outcome | None) -> tuple[Tile, ...]:
        """Every tile of the technician's page, the computer first."""
        own = service["computer"]
        return (
            self.computer(own, service["checks"]),
            self.network(service["checks"]),
            self.power(own, service["power_ons"]),
            self.printer(printer, page),
            *(self.device(row, own["software"]) for row in service["devices"]),
            *(self.terminal(row) for row in service["terminals"]),
            *(self.portable(row) for row in service["portables"]),
        )

    def computer(self, own: Mapping[str, Any], checks: list[Mapping[str, Any]]) -> Tile:
        """The precinct computer: recorder, disk, memory, clock, software."""
        others = [self._of_check(one) for one in checks if not one["code"].startswith(_NETWORK)]
        found = [self._recorder(own), self._disk(own), *(one for one in others if one[0] in (BAD, NOTED))]
        return self.tile(self.say("computer"), [*found, (GOOD, self._print(own))])

    def network(self, checks: list[Mapping[str, Any]]) -> Tile:
        """The computer's network: declared interfaces and nothing else."""
        found = [self._of_check(one) for one in checks if one["code"].startswith(_NETWORK)]
        return self.tile(self.say("network"), found)

    def power(self, own: Mapping[str, Any], power_ons: list[list[str]]) -> Tile:
        """Mains or battery, and starts that nobody planned."""
        found = [self.source(own)]
        if own["battery"] >= 0:
            timed = own["power"] == Source.BATTERY and own["minutes"] >= 0
            word = "battery-minutes" if timed else "battery"
            found.append((GOOD, self.say(word, percent=own["battery"], minutes=own["minutes"])))
        if power_ons:
            times = ", ".join(at for at, _ in power_ons)
            found.append((NOTED, self.say("power-on", times=times)))
        return self.tile(self.say("power"), found)

    def printer(self, state: PrinterState, page: Outcome | None) -> Tile:
        """The printer, and what truly became of the test page."""
        standing, word = _PRINTER[state.readiness]
        found = [(standing, self.say(word, name=state.name))]
        if state.reason:
            found.append((standing, self.say("printer-reason", reason=state.reason)))
        if state.waiting:
            found.append((NOTED, self.say("printer-waiting", count=state.waiting)))
        if page is not None:
            standing, word = _PAGE[page]
            found.append((standing, self.say(word)))
        return self.tile(self.say("printer"), found)

    def device(self, row: Mapping[str, Any], software: str) -> Tile:
        """A station at the table, as it reported itself."""
        name, health = self.name(row["device"]), row["health"]
        if row["silent"] == NEVER:
            return self.tile(name, [(UNKNOWN, self.say("never-heard"))])
        if row["silent"] >= SILENT_SECONDS:
            return self.tile(name, [(BAD, self.say("silent", seconds=row["silent"]))])
        found = [self._recorder(health), self._reader(health), self._disk(health), self._clock(row)]
        if health["software"] != software:
            found.append((BAD, self.say("other-software", print=health["software"][:PRINT_SIGNS])))
        if health["power"] == Source.BATTERY:
            found.append((NOTED, self.say("on-battery")))
        return self.tile(name, [one for one in found if one[1]])

    def terminal(self, row: Mapping[str, Any]) -> Tile:
        """A terminal: as old as its last card."""
        name = self.name(row["device"])
        if row["entries"] == NEVER or not row["at"]:
            return self.tile(name, [(UNKNOWN, self.say("terminal-unseen")), (UNKNOWN, self.say("terminal-alone"))])
        chain = " ".join(row["head"][place : place + 4] for place in range(0, HEAD_SIGNS, 4))
        seen = self.say("terminal-seen", at=row["at"], entries=grouped(row["entries"]))
        return self.tile(name, [(GOOD, seen), (GOOD, self.say("terminal-chain", head=chain))])

    def portable(self, row: Mapping[str, Any]) -> Tile:
        """A portable device: here, or on its way."""
        name = self.name(row["device"])
        if not row["out"]:
            return self.tile(name, [(GOOD, self.say("portable-here"))])
        out = self.say("portable-out", count=row["applications"])
        return self.tile(name, [(GOOD, out), (GOOD, self.say("portable-members", count=row["members"]))])

    def source(self, own: Mapping[str, Any]) -> Said:
        """What feeds the machine."""
        match own["power"]:
            case Source.MAINS:
                return GOOD, self.say("mains")
            case Source.BATTERY:
                return BAD, self.say("mains-lost")
        return UNKNOWN, self.say("power-unknown")

    def tile(self, name: str, found: list[Said]) -> Tile:
        """A tile: the worst of what was found gives its standing, and stands first among the lines."""
        worst = next((one for one in _WORST if any(standing == one for standing, _ in found)), UNKNOWN)
        ordered = sorted(found, key=lambda one: _WORST.index(one[0]))
        shown = tuple(text for _, text in ordered)[:LINES_MAX]
        return Tile(name=name, standing=worst, word=self.say(worst), lines=shown)

    def name(self, device: str) -> str:
        """What people call a device: `desk-2` is desk 2."""
        kind, _, number = device.rpartition("-")
        return self.say(kind, number=number)

    def say(self, word: str, **filled: object) -> str:
        """A text of `words/technician.toml`."""
        return technician_words().say(word, self._language, **filled)

    def _recorder(self, health: Mapping[str, Any]) -> Said:
        if health["recorder"] == "lost":
            return BAD, self.say("recorder-lost")
        return GOOD, self.say("reader-found" if health["reader"] == "found" else "recorder-works")

    def _reader(self, health: Mapping[str, Any]) -> Said:
        return (BAD, self.say("reader-lost")) if health["reader"] == "lost" else (GOOD, "")

    def _disk(self, health: Mapping[str, Any]) -> Said:
        if 0 <= health["disk_mib"] < DISK_LEAST_MIB:
            return BAD, self.say("disk-low", mib=grouped(health["disk_mib"]))
        if health["disk_free"] < 0:
            return UNKNOWN, self.say("unknown")
        return GOOD, self.say("disk", percent=health["disk_free"], entries=grouped(max(0, health["entries"])))

    def _clock(self, row: Mapping[str, Any]) -> Said:
        seconds = abs(row["ahead_ms"]) / 1000
        shown = f"{seconds:.1f}".replace(".", "." if self._language == "en" else ",")
        if seconds > CLOCK_SECONDS_MAX:
            return NOTED, self.say("clock-wrong", seconds=shown)
        return GOOD, self.say("clock", seconds=shown)

    def _print(self, health: Mapping[str, Any]) -> str:
        return self.say("software", print=health["software"][:PRINT_SIGNS])

    def _of_check(self, check: Mapping[str, Any]) -> Said:
        standing = {"good": GOOD, "noted": NOTED, "bad": BAD}.get(check["standing"], UNKNOWN)
        return standing, str(check[self._language])
