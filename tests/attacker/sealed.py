"""A device's recorder on two media whose sessions are sealed to a real recorder key, in the clock of the day.

`Sessions` and `RecorderMedia` are the recorder's own; what the recorder's process does around them (one loop, a
socket) is done here by calls, since the day's clock runs faster than any process.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Self

from sailau.adapters.recorder_media import RecorderMedia
from sailau.formats.v1.recorder_key import RECORDER_KEY
from sailau.ports.recorder import Happened
from sailau.recorder.chain import Entry, Head, HeadSigner, SignedHead
from sailau.recorder.session import Planned
from sailau.recorder.values import FieldValue
from sailau.service.recorder.sessions import BEGINS, Sessions, Wrap
from sailau.service.recorder.start import wrapping_to
from tests.service.recorder.running import recorder_key

MOMENT = timedelta(milliseconds=1)
MICROSECOND = timedelta(microseconds=1)
KEY_FILE = "recorder-key.json"
"""What a device is given to seal its sessions with: the public half, checked at the start."""


class Clock:
    """One clock for all devices; every look at it is a millisecond after the one before."""

    def __init__(self, at: datetime) -> None:
        self.started = at
        self.at = at

    def now(self) -> datetime:
        self.at += MOMENT
        return self.at

    def reach(self, at: datetime) -> None:
        """It is `at`, or later already."""
        self.at = max(self.at, at)

    def uptime_us(self) -> int:
        """µs since an hour before the day began."""
        return (self.at - self.started + timedelta(hours=1)) // MICROSECOND


@cache
def public_key() -> bytes:
    """A recorder key of two members and the oblast commission, as its file stands on a device."""
    return RECORDER_KEY.write(recorder_key()[0])


@dataclass(frozen=True)
class Call:
    """What a device told its recorder, and when: for a recorder that is to hear the same."""

    at: datetime
    events: tuple[Happened, ...]
    ends: bool = False


class SealedRecorder:
    """See `ports.DeviceRecorder`."""

    seals = True

    def __init__(
        self, folder: Path, device: str, clock: Clock, sessions: Callable[[str, Wrap, int], Sessions] = Sessions
    ) -> None:
        self.calls: list[Call] = []
        media = (folder / "medium-1", folder / "medium-2")
        for medium in media:
            medium.mkdir(parents=True, exist_ok=True)
        (folder / KEY_FILE).write_bytes(public_key())
        self._clock = clock
        self._media = RecorderMedia(media, device, clock, uptime=clock.uptime_us)
        self._sessions = sessions(device, wrapping_to(folder / KEY_FILE), 0)

    def record(self, event: str, **fields: FieldValue) -> Entry:
        self.record_all([(event, fields)])
        return self._last

    def record_all(self, events: Sequence[Happened]) -> None:
        self.calls.append(Call(self._clock.at, tuple(events)))
        self._catch_up()
        for event, fields in events:
            now = self._media.now()
            if event == BEGINS:
                begun = Planned(event=event, fields=fields, time=now.time, uptime_us=now.uptime_us)
                self._keep([begun, *self._sessions.begin(now.time, now.uptime_us)])
            elif self._sessions.take(event, fields, now.uptime_us) is None:
                self._keep([(event, fields)])

    def end_session(self, outcome: str = "") -> Entry | None:
        self.calls.append(Call(self._clock.at, (), ends=True))
        self._catch_up()
        return None if self._sessions.end(outcome, self._media.now().uptime_us) is None else self._last

    def head(self) -> Head:
        self._catch_up()
        return self._media.head()

    def signed_head(self, sign: HeadSigner) -> SignedHead:
        self._catch_up()
        return self._media.signed_head(sign)

    def watch(self) -> None:
        self._catch_up()

    def close(self) -> None:
        self._keep([planned for planned, _, _ in self._sessions.finish(self._media.now().uptime_us)])
        self._media.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def hear(self, calls: Sequence[Call]) -> None:
        """Be told what another recorder was told, at the same moments."""
        for call in calls:
            self._clock.at = call.at
            if call.ends:
                self.end_session()
            else:
                self.record_all(call.events)

    def _catch_up(self) -> None:
        """Write the intervals that have passed, as the process does when they pass."""
        self._keep([planned for planned, _, _ in self._sessions.due(self._media.now().uptime_us)])

    def _keep(self, events: Sequence[Happened | Planned]) -> None:
        if events:
            self._last = self._media.append(events)[-1]
