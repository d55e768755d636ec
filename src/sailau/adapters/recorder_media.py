"""A recorder on two media: every entry is on both, synced, before anything follows from it (E18, L 50-2(4), E49).

One medium that fails stops the recorder, and so the device: what only one medium holds is no evidence against its
loss. A process that was killed between the two writes leaves one medium behind by a batch at most; that is levelled
when it is opened again, and recorded. Anything more is a medium that was away: `resync` levels it on a person's word,
so that an empty folder where a medium should be mounted is not filled in silence. Two media that tell different things
are left as they are.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sailau.adapters.files import read_file
from sailau.adapters.recorder_file import lines_of
from sailau.adapters.recorder_medium import ORDINALS, Medium
from sailau.errors import SailauError, StoreError, invariant
from sailau.ports.clock import Clock
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.recorder.chain import Entry, Head, HeadSigner, SignedHead, next_entry, sign_head
from sailau.recorder.checkpoint import Checkpoint, sign_checkpoint
from sailau.recorder.merkle import SALT_BYTES
from sailau.recorder.moments import Moment, clock_step, rest_gap, run_gap
from sailau.recorder.salted import Log, Salted, begin_log, read_salted
from sailau.recorder.session import BEGUN, ENDED, INTERVAL, Planned
from sailau.recorder.values import COUNT_MAX, FieldValue

Happened = tuple[str, Mapping[str, FieldValue]]
"""An event's code and its fields."""
BATCH_MAX: Final = 64
"""Entries of one write; a medium that is behind by no more than these may be so by a power cut."""
ANCHOR_US: Final = 60_000_000
"""A clock is held against one earlier moment for a minute: slewing is less in it than a step, small steps add up."""
STOPPED: Final = "the recorder has stopped; open it again"
_ON_THE_GRID: Final = frozenset({INTERVAL, ENDED})


def machine_uptime_us() -> int:
    """µs since the machine was started, sleep included; nobody can set it."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000


class RecorderMedia:
    """The recorder of one device on two media. Close it, or use it in a `with`. It is a `ports.Recorder`."""

    def __init__(
        self,
        folders: tuple[Path, Path],
        device: str,
        clock: Clock,
        *,
        uptime: Callable[[], int] = machine_uptime_us,
        faults: Faults = NO_FAULTS,
        resync: bool = False,
    ) -> None:
        """Open the record on both media, or begin it; with `resync` a medium may be behind by any number of entries.

        Raises `StoreError` when a medium is missing or in use, when the record is broken or another device's, when the
        two differ, or when one is behind and `resync` is not given.
        """
        self._device, self._clock, self._uptime = device, clock, uptime
        self._stopped = ""
        self._media: list[Medium] = []
        self.known = Known(device)
        self._anchor = self._watched = self.now()
        try:
            if folders[0].resolve() == folders[1].resolve():
                raise StoreError(f"both media are the folder {folders[0]}; a recorder needs two")
            for ordinal, folder in zip(ORDINALS, folders, strict=True):
                self._media.append(Medium(folder, device, ordinal, faults))
            self._start(resync)
        except BaseException:
            self.close()
            raise

    def record(self, event: str, **fields: FieldValue) -> Entry:
        """See `Recorder.record`. Raises `StoreError` when a medium fails; then the recorder must be opened again."""
        return self.append([(event, fields)])[-1]

    def append(self, events: Sequence[Happened | Planned]) -> list[Entry]:
        """Add events in one durable write: at the present moment, or at the time of the grid that they were planned
        for. Returns an entry for each; a step of the clock before them is recorded beside. Raises `StoreError`."""
        now = self.now()
        in_time = any(not isinstance(event, Planned) for event in events)
        step = clock_step(self._anchor, now) if in_time else None
        waiting = [_at("clock-stepped", step, now)] if step else []
        waiting += [event if isinstance(event, Planned) else _at(*event, now) for event in events]
        if step or now.uptime_us - self._anchor.uptime_us >= ANCHOR_US:
            self._anchor = now
        made: list[Entry] = []
        for first in range(0, len(waiting), BATCH_MAX):
            made += self._write(waiting[first : first + BATCH_MAX])
        return made[1:] if step else made

    def watch(self) -> None:
        """Look at media and clocks; to be called several times a second. Raises `StoreError` when a medium is gone."""
        with self._guard():
            for medium in self._media:
                medium.check()
        now = self.now()
        gap, step = run_gap(self._watched, now), clock_step(self._anchor, now)
        self._watched = now
        if gap:
            self.append([("recorder-gap", gap)])
        elif step:
            self._anchor = now
            self._write([_at("clock-stepped", step, now)])

    def now(self) -> Moment:
        """The clock and the uptime, as an entry made now would have them."""
        return Moment(self._clock.now(), self._uptime())

    def head(self) -> Head:
        """Length and last hash of the chain."""
        return self.known.log.head

    def signed_head(self, sign: HeadSigner) -> SignedHead:
        """The present head under the device's signature."""
        return sign_head(self.known.log.head, sign)

    def checkpoint(self, origin: str) -> Checkpoint:
        """The tree as it is now."""
        return Checkpoint(origin=origin, size=self.known.log.peaks.size, root=self.known.log.peaks.root())

    def keep_checkpoint(self, origin: str, key: Ed25519PrivateKey) -> bytes:
        """Sign the tree as it is now and write the note beside the record on both media; returns it."""
        note = sign_checkpoint(self.checkpoint(origin), key)
        with self._guard():
            for medium in self._media:
                medium.write_beside(f"{self._device}.checkpoint", note)
        return note

    def verify(self) -> Head:
        """Check the whole record from both media; raises `StoreError`."""
        texts = [read_file(medium.path) for medium in self._media]
        if texts[0] != texts[1]:
            raise StoreError("the two media are not the same; stop the recorder and open it again")
        if _read(texts[0], self._device).log != self.known.log:
            raise StoreError("the record on the media is not the one that this process wrote")
        return self.known.log.head

    @property
    def on_one_disk(self) -> bool:
        """Whether both media are folders of one disk, which is no protection against its loss."""
        return self._media[0].device_of_disk == self._media[1].device_of_disk

    def close(self) -> None:
        """Release the media; further use raises `StoreError`."""
        for medium in self._media:
            medium.close()
        self._stopped = self._stopped or STOPPED

    def __enter__(self) -> "RecorderMedia":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self, resync: bool) -> None:
        wholes = [medium.take_whole() for medium in self._media]
        texts, torn = [text for text, _ in wholes], sum(length for _, length in wholes)
        behind = _behind(self._media, texts, resync)
        self.known = _read(max(texts, key=len), self._device)
        for medium in self._media:
            medium.open()
        missing = 0
        if behind is not None:
            lacking = texts[1 - behind][len(texts[behind]) :]
            missing = lacking.count(b"\n")
            self._media[behind].append(lacking)
        now = self.now()
        begun = self.known.log.head.entries == 0
        reopened: dict[str, FieldValue] = {"torn_bytes": min(torn, COUNT_MAX)}
        events: list[Happened | Planned]
        events = [("recorder-begun", {}) if begun else ("recorder-reopened", reopened)]
        rest = rest_gap(self.known.last_told, now.time) if self.known.last_told else None
        events += [rest] if rest else []
        if behind is not None:
            events.append(("media-levelled", {"entries": min(missing, COUNT_MAX), "medium": ORDINALS[behind]}))
        self.append(events)

    def _write(self, planned: Sequence[Planned]) -> list[Entry]:
        head, batch = self.known.log.head, []
        for event in planned:
            entry = next_entry(head, event.event, event.fields, event.time)
            batch.append(Salted(salt=secrets.token_bytes(SALT_BYTES), uptime_us=event.uptime_us, entry=entry))
            head = entry.head()
        data = b"".join(salted.line() for salted in batch)
        with self._guard():
            for medium in self._media:
                medium.append(data)
        for salted in batch:
            self.known.take(salted)
        return [salted.entry for salted in batch]

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """Refuse when the recorder has stopped; whatever goes wrong inside stops it for good."""
        if self._stopped:
            raise StoreError(self._stopped)
        try:
            yield
        except BaseException as error:
            self._stopped = str(error) if isinstance(error, StoreError) else STOPPED
            raise


class Known:
    """What a recorder knows of its own record: the end, the leaves of the tree, how many sessions, the last time."""

    def __init__(self, device: str) -> None:
        self.log = begin_log(device)
        self.leaves: list[bytes] = []
        self.sessions = 0
        self.open_sessions: set[str] = set()
        self.last_told: datetime | None = None

    def take(self, salted: Salted) -> None:
        """Learn an entry that follows on the others."""
        entry, leaf = salted.entry, salted.leaf()
        self.log = Log(entry.head(), self.log.peaks.add(leaf))
        self.leaves.append(leaf)
        if entry.event not in _ON_THE_GRID:
            self.last_told = entry.time
        if entry.event == BEGUN:
            self.sessions += 1
            self.open_sessions.add(str(entry.fields["session"]))
        elif entry.event == ENDED:
            self.open_sessions.discard(str(entry.fields["session"]))


def _read(text: bytes, device: str) -> Known:
    known = Known(device)
    try:
        for salted in read_salted(lines_of(text), device):
            known.take(salted)
    except SailauError as error:
        raise StoreError(f"the record was altered: {error}") from error
    return known


def _at(event: str, fields: Mapping[str, FieldValue], now: Moment) -> Planned:
    return Planned(event=event, fields=fields, time=now.time, uptime_us=now.uptime_us)


def read_media(folders: tuple[Path, Path], device: str) -> Known:
    """Check a record that is not open here, from end to end on both media, and change nothing. Raises `StoreError`."""
    paths = [folder / f"{device}.record" for folder in folders]
    texts = [read_file(path) for path in paths]
    if texts[0] != texts[1]:
        raise StoreError(f"the two media do not hold the same ({paths[0]}, {paths[1]}): run `sailau recorder resync`")
    return _read(texts[0], device)


def _behind(media: Sequence[Medium], texts: Sequence[bytes], resync: bool) -> int | None:
    """Which medium is behind: 0, 1 or None. Raises `StoreError` when they differ, or when it takes a person's word."""
    if texts[0] == texts[1]:
        return None
    behind = 0 if len(texts[0]) < len(texts[1]) else 1
    ordinal = media[behind].ordinal
    if not texts[1 - behind].startswith(texts[behind]):
        line = _first_difference(*texts)
        raise StoreError(
            f"the two media differ from line {line} on ({media[0].path}, {media[1].path}). Nothing was changed. Keep "
            "both as evidence, tell the commission, and go on with two new media by its decision"
        )
    missing = texts[1 - behind][len(texts[behind]) :].count(b"\n")
    just_begun = missing == 1
    if not resync and not just_begun and (not texts[behind] or missing > BATCH_MAX):
        what = "is empty" if not texts[behind] else f"is behind by {missing} entries"
        raise StoreError(
            f"the {ordinal} medium {what}: {media[behind].folder}. If it is the right medium, or a new one in its "
            "place, run `sailau recorder resync`; if it is not mounted, mount it"
        )
    return behind


def _first_difference(one: bytes, two: bytes) -> int:
    """Number of the first line, from 1, that is not the same."""
    pairs = zip(one.split(b"\n"), two.split(b"\n"), strict=False)
    number = next((number for number, (a, b) in enumerate(pairs, start=1) if a != b), 0)
    invariant(number > 0, "two texts of which neither begins the other differ somewhere")
    return number
