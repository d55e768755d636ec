"""What a device at the table says of its own health: reader, recorder, disk, clock, power, software (E20; L 50-5(6)).

A device reports it on the link by itself (`service.health_report`), also while nobody has signed in there. Nothing in
it tells of a voter, a card or a ballot: `entries` is the length of the device's record, which any input makes longer.
"""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import cbor2

from sailau.adapters.machine.checked import Roots
from sailau.adapters.machine.power import Source, read_power
from sailau.adapters.software import software_fingerprint, software_version
from sailau.card.reader import CardReader, ReaderEvent, ReaderFound, ReaderLost, ReadersAmbiguous
from sailau.errors import FormatError, StoreError
from sailau.ports import Clock, DeviceRecorder

UNKNOWN: Final = -1
"""A number that the system does not tell."""
READERS: Final = frozenset({"found", "lost", "none"})
RECORDERS: Final = frozenset({"recording", "lost"})
TEXT_MAX: Final = 64
NUMBER_MAX: Final = 1 << 40
_WHOLE_PERCENT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHealth:
    """One look of a device at itself. `at` is its own clock, ISO with the zone.

    `reader`: found, lost, none (it has none); `recorder`: recording (what is recorded lies on all its media), lost;
    `disk_free` in percent and `disk_mib` in MiB, of the disk with its folder; `power`: mains, battery, unknown, with
    `battery` in percent and `minutes` left. A number that the system does not tell is -1.
    """

    at: str
    reader: str
    recorder: str
    entries: int
    disk_free: int
    disk_mib: int
    software: str
    version: str
    power: str
    battery: int
    minutes: int

    def clock(self) -> datetime:
        """Its own clock when it looked."""
        return datetime.fromisoformat(self.at)


class ReaderSeen:
    """A card reader that also tells whether it is there; it reports what the reader reports."""

    def __init__(self, reader: CardReader) -> None:
        self._reader = reader
        self.standing = "lost"
        """`found` once the reader said that it is there, `lost` while it is gone."""

    def wait(self, timeout_seconds: float) -> ReaderEvent | None:
        """See `CardReader.wait`."""
        event = self._reader.wait(timeout_seconds)
        match event:
            case ReaderLost() | ReadersAmbiguous():
                self.standing = "lost"
            case ReaderFound():
                self.standing = "found"
        return event

    def close(self) -> None:
        """See `CardReader.close`."""
        self._reader.close()


class HealthLook:
    """How one device looks at itself."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        recorder: DeviceRecorder | None,
        reader: Callable[[], str],
        roots: Roots | None = None,
    ) -> None:
        """`reader` tells how the card reader stands (`ReaderSeen.standing`); None as `recorder`: nothing records."""
        self._folder, self._clock, self._recorder = folder, clock, recorder
        self._reader, self._roots = reader, roots or Roots()

    def look(self) -> DeviceHealth:
        """Look now; what cannot be read is said to be unknown or lost. Raises StoreError for the software's files."""
        power = read_power(self._roots)
        recorder, entries = self._recording()
        percent, mib = disk_room(self._folder)
        return DeviceHealth(
            at=self._clock.now().isoformat(),
            reader=self._reader(),
            recorder=recorder,
            entries=entries,
            disk_free=percent,
            disk_mib=mib,
            software=self._software,
            version=software_version(),
            power=power.source.value,
            battery=UNKNOWN if power.percent is None else power.percent,
            minutes=UNKNOWN if power.minutes is None else power.minutes,
        )

    @cached_property
    def _software(self) -> str:
        """What was read when the program started is what runs."""
        return software_fingerprint()

    def _recording(self) -> tuple[str, int]:
        if self._recorder is None:
            return "lost", UNKNOWN
        try:
            return "recording", self._recorder.head().entries
        except StoreError:
            return "lost", UNKNOWN


def disk_room(folder: Path) -> tuple[int, int]:
    """Free room on the disk of `folder`: percent and MiB; -1 where it cannot be read."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return UNKNOWN, UNKNOWN
    percent = _WHOLE_PERCENT * found.f_bavail // found.f_blocks if found.f_blocks else UNKNOWN
    return percent, found.f_bavail * found.f_frsize >> 20


def encode_health(health: DeviceHealth) -> bytes:
    """As it travels."""
    return cbor2.dumps(asdict(health))


def decode_health(data: bytes) -> DeviceHealth:
    """As it came. Raises FormatError when it is not the health of a device."""
    try:
        found: Any = cbor2.loads(data)
    except (cbor2.CBORError, ValueError, TypeError, RecursionError) as error:
        raise FormatError("health", "not CBOR") from error
    kinds: dict[str, Any] = {one.name: one.type for one in fields(DeviceHealth)}
    if not isinstance(found, dict) or set(found) != set(kinds):
        raise FormatError("health", "not the fields of a device's health")
    for name, kind in kinds.items():
        value = found[name]
        good = type(value) is kind and (
            len(value) <= TEXT_MAX if isinstance(value, str) else UNKNOWN <= value <= NUMBER_MAX
        )
        if not good:
            raise FormatError("health", f"{name} is not what it should be")
    health = DeviceHealth(**found)
    known = health.reader in READERS and health.recorder in RECORDERS and health.power in set(map(str, Source))
    if not known or not _is_moment(health.at):
        raise FormatError("health", "a word that is not of the agreed ones")
    return health


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
