"""Which events go into a sealed stream, when a stream begins and when it ends (E18, L 50-2(4)).

It begins with `session-begun` and ends when the turn's outcome is known and the card is out, when the voter left, when
the device says so, or when the next turn begins. What comes while it runs on to the full minute still goes into it: the
moment at which a card is pulled out would tell how long the voter took. The reader and the next card are not its own:
once the turn is over they stand in clear.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sailau.recorder.session import (
    BEGUN,
    ENDED,
    Planned,
    Stream,
    due,
    end,
    goes_inside,
    last_edge,
    next_edge,
    note,
    session_of,
)
from sailau.recorder.values import FieldValue

BEGINS: Final = "session-begun"
Wrap = Callable[[str], tuple[bytes, str]]
"""For a session's name: a fresh key (32 bytes), and it wrapped to the recorder key, in base64."""
_OUTCOMES: Final[Mapping[str, str]] = {
    "ballot-sealed": "voted",
    "card-written": "voted",
    "card-write-failed": "interrupted",
    "challenge-written": "challenged",
    "session-abandoned": "abandoned",
}
_NOT_AFTERWARDS: Final = frozenset(
    {"card-inserted", "card-refused", "fault-reported", "reader-found", "reader-lost", "reader-surplus"}
)
"""Sealed while the turn lasts, and not a part of it afterwards."""
_SETTLED: Final[Mapping[str, str]] = {"voted": "voted", "challenged": "challenged"}


class Sessions:
    """The streams of a device: one that is open at most, and those that run on to their full minute."""

    def __init__(self, device: str, wrap: Wrap | None, sessions_before: int) -> None:
        self._device = device
        self._wrap = wrap
        self._number = sessions_before
        self._open: Stream | None = None
        self._outcome = ""
        self._ending: list[Stream] = []

    @property
    def sealing(self) -> bool:
        """Whether sessions are sealed: there is a recorder key."""
        return self._wrap is not None

    @property
    def next_us(self) -> int | None:
        """Uptime (µs) at which the next frame is due; None when no stream runs."""
        streams = [*self._ending, *([self._open] if self._open else [])]
        return min(map(next_edge, streams), default=None)

    def begin(self, begun: datetime, uptime_us: int) -> tuple[Planned, ...]:
        """Open a stream at the moment of `session-begun`; returns the event with its wrapped key. Without a recorder
        key there are no streams."""
        if self._wrap is None:
            return ()
        self.end("", uptime_us)
        self._number += 1
        name = session_of(self._device, self._number)
        key, wrapped = self._wrap(name)
        self._open = Stream(session=name, key=key, begun=begun, begun_us=uptime_us)
        fields = {"session": self._open.number, "wrapped": wrapped}
        return (Planned(event=BEGUN, fields=fields, time=begun, uptime_us=uptime_us),)

    def take(self, event: str, fields: Mapping[str, FieldValue], uptime_us: int) -> tuple[str, int] | None:
        """Put an event into the running stream: its session, and how many inputs are sealed when this one is.

        None when no stream runs or the event always stands in clear.
        """
        if self.next_us is None or not goes_inside(event):
            return None
        if self._open is None and event in _NOT_AFTERWARDS:
            return None
        stream = note(self._open or self._ending[-1], event, fields, uptime_us)
        receipt = (stream.session, stream.taken + len(stream.waiting))
        if self._open is None:
            self._ending[-1] = stream
            return receipt
        self._open = stream
        self._outcome = _outcome(event, fields) or self._outcome
        if event == "session-abandoned" or (event == "card-removed" and self._outcome not in ("", "interrupted")):
            self.end("", uptime_us)
        return receipt

    def end(self, outcome: str, uptime_us: int) -> tuple[str, int] | None:
        """End the open stream; without `outcome` it is what its events say. Returns as `take` does; None when there
        is no open stream."""
        stream = self._open
        if stream is not None:
            self._ending.append(end(stream, outcome or self._outcome or "interrupted", uptime_us))
            self._open, self._outcome = None, ""
        return None if stream is None else (stream.session, stream.taken + len(stream.waiting))

    def due(self, uptime_us: int) -> list[tuple[Planned, str, int]]:
        """The events of the grid by now, each with its session and how many inputs are sealed with it."""
        found: list[tuple[Planned, str, int]] = []
        ending: list[Stream] = []
        for stream in self._ending:
            later = _due(stream, uptime_us, found)
            ending += [later] if later else []
        self._ending = ending
        if self._open is not None:
            self._open = _due(self._open, uptime_us, found)
        return found

    def finish(self, uptime_us: int) -> list[tuple[Planned, str, int]]:
        """End everything and write it ahead to its full minute: for a recorder that stops."""
        self.end("", uptime_us)
        found: list[tuple[Planned, str, int]] = []
        for stream in self._ending:
            _due(stream, last_edge(stream), found)
        self._ending = []
        return found


def _due(stream: Stream, uptime_us: int, found: list[tuple[Planned, str, int]]) -> Stream | None:
    """Add what is due of a stream to `found`; returns the stream afterwards."""
    taken = stream.taken + len(stream.waiting)
    later, planned = due(stream, uptime_us)
    sealed = later.taken if later else taken
    found += [(event, stream.session, sealed) for event in planned]
    return later


def _outcome(event: str, fields: Mapping[str, FieldValue]) -> str | None:
    if event == "undecided-settled":
        return _SETTLED.get(str(fields["state"]), "interrupted")
    return _OUTCOMES.get(event)


def cut_short(sessions: Sequence[str]) -> list[tuple[str, dict[str, FieldValue]]]:
    """The events for streams that a killed recorder left open."""
    return [(ENDED, {"outcome": "interrupted", "session": number}) for number in sorted(sessions)]
