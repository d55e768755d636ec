"""A session's sealed stream: what a voter does at the screen, exactly, and readable by nobody alone (E18, L 50-2(4)).

While a ballot is on the screen one record of fixed size is written for every 200 ms of the clock, with that interval's
inputs or none. All look alike: same size, same cadence, time of the grid and not of the writing. The stream goes on to
the next full minute after the session ended, and only there its end and outcome stand in clear. So two sessions that
begin alike and end in the same minute differ in nothing but ciphertext, whatever was touched and however often.

    frame   = ChaCha20-Poly1305(session key, nonce = index (12 bytes, big-endian), plaintext, AAD = domain || session)
    plain   = version 1 || number of inputs || inputs, 7 bytes each || zeros to 164 bytes
    input   = µs since the session's start (5 bytes, big-endian) || number of the event || its detail

The key is fresh in every session, so a counter is nonce enough. An event's number stands in the catalogue (`sealed`),
its detail is the place in a closed list from 1, or the contest's number, or 0. More inputs than a frame holds go into
the frames after it; the stream does not end before all are in.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sailau.errors import FormatError, ProofError, impossible, invariant
from sailau.recorder.catalogue import CATALOGUE, SEALED, EventKind
from sailau.recorder.chain import Entry
from sailau.recorder.values import FieldValue

INTERVAL_US: Final = 200_000
FRAME_BYTES: Final = 180
_PLAIN_BYTES: Final = FRAME_BYTES - 16
_INPUT_BYTES: Final = 7
INPUTS_A_FRAME: Final = (_PLAIN_BYTES - 2) // _INPUT_BYTES
_VERSION: Final = 1
_DOMAIN: Final = b"sailau/recorder/frame/1\n"
_SECOND_US: Final = 1_000_000
_MINUTE_US: Final = 60 * _SECOND_US
OUTCOMES: Final = ("abandoned", "challenged", "interrupted", "voted")
BEGUN, INTERVAL, ENDED = "stream-begun", "interval-sealed", "stream-ended"


@dataclass(frozen=True, slots=True)
class SessionInput:
    """One thing that happened in a session: µs since its start, the event's number, its detail."""

    at_us: int
    number: int
    detail: int

    def event(self) -> tuple[str, dict[str, FieldValue]]:
        """The event's code and fields. Raises FormatError when the catalogue has no such event."""
        kind = SEALED.get(self.number)
        if kind is None:
            raise FormatError("stream", f"no event has the number {self.number}")
        return kind.code, _fields(kind, self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An entry to be recorded, at a time of the grid: wall clock, and µs of uptime."""

    event: str
    fields: Mapping[str, FieldValue]
    time: datetime
    uptime_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """An open stream. `written` frames are out, `taken` inputs are in them; `waiting` are to come."""

    session: str
    key: bytes = field(repr=False)
    begun: datetime
    begun_us: int
    written: int = 0
    taken: int = 0
    waiting: tuple[SessionInput, ...] = field(default=(), repr=False)
    ended_us: int | None = None
    outcome: str = "interrupted"

    @property
    def number(self) -> str:
        """The session's number at this device, six digits."""
        return self.session.rpartition("/")[2]


def session_of(device: str, number: int) -> str:
    """The name of a device's session, to which its key is wrapped."""
    return f"{device}/{number:06d}"


def goes_inside(event: str) -> bool:
    """Whether the event goes into an open stream and not into the clear."""
    kind = CATALOGUE.get(event)
    return kind is not None and kind.sealed is not None


def note(stream: Stream, event: str, fields: Mapping[str, FieldValue], uptime_us: int) -> Stream:
    """The stream with one more event to seal. Inputs come in order of time; an event of another kind, or fields that
    are not the catalogue's, stop the program."""
    kind = CATALOGUE.get(event)
    if kind is None or kind.sealed is None or not kind.fits(fields):
        impossible(f"the event {event} with these fields does not go into a stream")
    at_us = max(uptime_us - stream.begun_us, stream.waiting[-1].at_us if stream.waiting else 0)
    return replace(stream, waiting=(*stream.waiting, SessionInput(at_us, kind.sealed, _detail(kind, fields))))


def end(stream: Stream, outcome: str, uptime_us: int) -> Stream:
    """The stream of a session that has ended; it goes on to the next full minute. A second end changes nothing."""
    invariant(outcome in OUTCOMES, "an outcome of a session")
    if stream.ended_us is not None:
        return stream
    return replace(stream, ended_us=max(uptime_us, stream.begun_us), outcome=outcome)


def due(stream: Stream, uptime_us: int) -> tuple[Stream | None, tuple[Planned, ...]]:
    """What is to be recorded by now; the stream afterwards, or None when its end is among it.

    A recorder that was held up writes what it missed, as it would have been.
    """
    planned: list[Planned] = []
    while (at_us := _edge(stream, stream.written)) <= uptime_us:
        stream, frame = _seal(stream, at_us)
        planned.append(_at(stream, INTERVAL, {"frame": b64encode(frame).decode("ascii")}, at_us))
        if _is_complete(stream, at_us):
            fields: dict[str, FieldValue] = {"outcome": stream.outcome, "session": stream.number}
            return None, (*planned, _at(stream, ENDED, fields, at_us))
    return stream, tuple(planned)


def next_edge(stream: Stream) -> int:
    """Uptime (µs) at which the next frame is due."""
    return _edge(stream, stream.written)


def last_edge(stream: Stream) -> int:
    """Uptime (µs) of the full minute at which an ended stream ends, when no more inputs come than fit."""
    invariant(stream.ended_us is not None, "the stream has not ended")
    at_us = max(_edge(stream, stream.written), stream.ended_us or 0)
    missing = -(-len(stream.waiting) // INPUTS_A_FRAME) * INTERVAL_US
    return at_us + missing + _MINUTE_US + INTERVAL_US


def frames_of(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    """The frames of each session of a record, by the session's six digits.

    A turn may begin while the one before runs on to its full minute; then frames of both stand at the same times, the
    older session's first. Raises FormatError at a frame that belongs to no running session.
    """
    found: dict[str, list[str]] = {}
    running: dict[str, Stream] = {}
    for entry in entries:
        if entry.event == BEGUN:
            number = str(entry.fields["session"])
            found[number] = []
            running[number] = Stream(session=number, key=b"", begun=entry.time, begun_us=0)
        elif entry.event == ENDED:
            running.pop(str(entry.fields["session"]), None)
        elif entry.event == INTERVAL:
            number = next((n for n, s in running.items() if _time_at(s, next_edge(s)) == entry.time), "")
            if not number:
                raise FormatError(f"entry {entry.seq}", "an interval of no running session")
            found[number].append(str(entry.fields["frame"]))
            running[number] = replace(running[number], written=running[number].written + 1)
    return {number: tuple(frames) for number, frames in found.items()}


def open_frame(key: bytes, session: str, index: int, frame: bytes) -> tuple[SessionInput, ...]:
    """The inputs of one frame. Raises FormatError or ProofError."""
    place = f"session {session}, interval {index}"
    if len(frame) != FRAME_BYTES:
        raise FormatError(place, f"not {FRAME_BYTES} bytes")
    try:
        plain = ChaCha20Poly1305(key).decrypt(_nonce(index), frame, _DOMAIN + session.encode())
    except InvalidTag as error:
        raise ProofError(f"{place}: not sealed under this key, or altered") from error
    count = plain[1]
    if plain[0] != _VERSION or count > INPUTS_A_FRAME or any(plain[2 + count * _INPUT_BYTES :]):
        raise FormatError(place, "not the form of an interval")
    parts = (plain[at : at + _INPUT_BYTES] for at in range(2, 2 + count * _INPUT_BYTES, _INPUT_BYTES))
    return tuple(SessionInput(int.from_bytes(part[:5], "big"), part[5], part[6]) for part in parts)


def open_stream(key: bytes, session: str, frames: Iterable[str]) -> tuple[SessionInput, ...]:
    """All inputs of a session, from its frames (base64) in their order. Raises FormatError or ProofError."""
    found: list[SessionInput] = []
    for index, frame in enumerate(frames):
        found.extend(open_frame(key, session, index, b64decode(frame)))
    return tuple(found)


def _seal(stream: Stream, at_us: int) -> tuple[Stream, bytes]:
    until = at_us - stream.begun_us
    taken = [item for item in stream.waiting[:INPUTS_A_FRAME] if item.at_us < until]
    body = b"".join(item.at_us.to_bytes(5, "big") + bytes([item.number, item.detail]) for item in taken)
    plain = (bytes([_VERSION, len(taken)]) + body).ljust(_PLAIN_BYTES, b"\0")
    frame = ChaCha20Poly1305(stream.key).encrypt(_nonce(stream.written), plain, _DOMAIN + stream.session.encode())
    after = replace(
        stream,
        written=stream.written + 1,
        taken=stream.taken + len(taken),
        waiting=stream.waiting[len(taken) :],
    )
    return after, frame


def _edge(stream: Stream, index: int) -> int:
    """Uptime (µs) at which interval `index` ends: the clock's next multiple of 200 ms, and so on."""
    past = stream.begun.microsecond + stream.begun.second * _SECOND_US
    return stream.begun_us + INTERVAL_US - past % INTERVAL_US + index * INTERVAL_US


def _is_complete(stream: Stream, at_us: int) -> bool:
    if stream.ended_us is None or stream.waiting or at_us < stream.ended_us:
        return False
    past = stream.begun.microsecond + stream.begun.second * _SECOND_US
    return (past + at_us - stream.begun_us) % _MINUTE_US == 0


def _at(stream: Stream, event: str, fields: Mapping[str, FieldValue], at_us: int) -> Planned:
    return Planned(event=event, fields=fields, time=_time_at(stream, at_us), uptime_us=at_us)


def _time_at(stream: Stream, at_us: int) -> datetime:
    return stream.begun + timedelta(microseconds=at_us - stream.begun_us)


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _detail(kind: EventKind, fields: Mapping[str, FieldValue]) -> int:
    for name, of in kind.fields.items():
        value = fields[name]
        return of.index(str(value)) + 1 if isinstance(of, tuple) else int(value)
    return 0


def _fields(kind: EventKind, detail: int) -> dict[str, FieldValue]:
    for name, of in kind.fields.items():
        if isinstance(of, tuple):
            if not 1 <= detail <= len(of):
                raise FormatError("stream", f"no word {detail} in {kind.code}")
            return {name: of[detail - 1]}
        return {name: detail}
    return {}
