"""A device's recorder, in a process of its own: `ports.DeviceRecorder` over a local socket (E18).

`record` returns when the entry is on both media; while a ballot is on the screen, when the sealed record that holds
it is (at most 250 ms). A recorder that is gone, silent for a second or out of a medium is lost: the device stands
still, and every call raises `RecorderLostError` until `watch` has found a recorder again whose record goes on where
the lost one's was.

Each call has a connection for itself while it waits, so that a touch beside the controls does not hold up the next one.
"""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Self

from sailau.adapters.recorder_wire import Message, ask_all
from sailau.errors import FormatError, StoreError, impossible, invariant
from sailau.ports.recorder import Happened, RecorderLostError
from sailau.recorder.catalogue import CATALOGUE
from sailau.recorder.chain import Entry, Head, HeadSigner, SignedHead, parse_line, sign_head
from sailau.recorder.values import FieldValue

PATIENCE_SECONDS: Final = 1.0
LOOK_SECONDS: Final = 0.5
"""How long `watch` waits at most: asked twice a second, it knows within one of a recorder that hangs."""
_CLOSED: Final = "the recorder was closed here"
_AT_ONCE: Final = 32
"""Events that are asked together; their answers fit into what a connection holds."""


class RecorderClient:
    """The recorder of one device. Close it, or use it in a `with`; several threads may use it at once."""

    def __init__(self, path: Path, device: str, *, patience: float = PATIENCE_SECONDS) -> None:
        """Connect to the recorder at `path`. Raises `StoreError` when none answers or it is another device's."""
        self._path, self._device, self._patience = path, device, patience
        self._lock = threading.Lock()
        self._idle: list[socket.socket] = []
        self._lost = ""
        self._closed = False
        self._entries = 0
        self.seals = False
        try:
            self._find()
        except OSError as error:
            raise _no_answer(path, error, device) from error

    def record(self, event: str, **fields: FieldValue) -> Entry:
        """See `Recorder.record`. While a session's stream is open its events come back as the sealed entry.

        Raises `RecorderLostError`; an event that the catalogue does not have stops the program.
        """
        return self._entry(self._ask(self._message(event, fields)))

    def record_all(self, events: Sequence[Happened]) -> None:
        """See `DeviceRecorder.record_all`: as long as for one event. Raises `RecorderLostError`."""
        messages = [self._message(event, dict(fields)) for event, fields in events]
        for first in range(0, len(messages), _AT_ONCE):
            for answer in self._ask_all(messages[first : first + _AT_ONCE]):
                self._entry(answer)

    def end_session(self, outcome: str = "") -> Entry | None:
        """Say how the session on the screen ended: voted, challenged, abandoned, interrupted; else its events say it.

        Returns the sealed entry that holds its last input, or None when no session was open. Raises
        `RecorderLostError`.
        """
        answer = self._ask({"do": "end-session", "outcome": outcome})
        return self._entry(answer) if "line" in answer else None

    def head(self) -> Head:
        """Length and last hash of the chain. Raises `RecorderLostError`."""
        return _head(self._ask({"do": "head"}))

    def signed_head(self, sign: HeadSigner) -> SignedHead:
        """The present head under the device's signature. Raises `RecorderLostError`."""
        return sign_head(self.head(), sign)

    def checkpoint(self) -> bytes:
        """The tree as it is now, as a signed note. Raises `RecorderLostError`."""
        return str(self._ask({"do": "checkpoint"})["note"]).encode()

    def watch(self) -> None:
        """See that the recorder is there; look for it again when it was lost. Raises `RecorderLostError`, and
        `StoreError` when what answers is another device's recorder, or one that has lost entries."""
        if not self._lost:
            self._ask({"do": "ping"}, LOOK_SECONDS)
            return
        if self._closed:
            raise StoreError(_CLOSED)
        try:
            self._find(LOOK_SECONDS)
        except (OSError, FormatError) as error:
            raise RecorderLostError(self._lost) from error

    def close(self) -> None:
        """End the connections; further use raises `StoreError`."""
        self._closed = True
        self._lose(_CLOSED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _find(self, patience: float | None = None) -> None:
        """Connect and see whose recorder it is, and that nothing is missing in it. Raises OSError, `StoreError`."""
        with self._connection(patience or self._patience) as connection:
            (answer,) = ask_all(connection, [{"do": "head"}])
            if "error" in answer:
                raise ConnectionResetError(str(answer["error"]))
        head = _head(answer)
        if head.device != self._device or head.entries < self._entries:
            self.close()
        if head.device != self._device:
            raise StoreError(f"the recorder at {self._path} is that of {head.device}, not of {self._device}")
        if head.entries < self._entries:
            raise StoreError(
                f"the recorder of {self._device} has {head.entries} entries and had {self._entries}: keep its media as "
                "evidence and tell the commission"
            )
        self.seals, self._lost = bool(answer["seals"]), ""

    def _message(self, event: str, fields: dict[str, FieldValue]) -> Message:
        kind = CATALOGUE.get(event)
        invariant(kind is not None and kind.allows(self._device), f"{self._device} may not record the event {event}")
        invariant(kind is not None and kind.fits(fields), f"the fields of {event} are not those of the catalogue")
        return {"do": "record", "event": event, "fields": fields}

    def _ask(self, message: Message, patience: float | None = None) -> Message:
        return self._ask_all([message], patience)[0]

    def _ask_all(self, messages: Sequence[Message], patience: float | None = None) -> list[Message]:
        if self._lost:
            raise self._lose(self._lost)
        try:
            with self._connection(patience or self._patience) as connection:
                answers = ask_all(connection, messages)
        except (OSError, FormatError) as error:
            why = "did not answer in time" if isinstance(error, TimeoutError) else "is gone"
            raise self._lose(f"the recorder of {self._device} {why}: the device stops. Look at the recorder") from error
        for answer in answers:
            if "error" in answer:
                raise self._lose(str(answer["error"]))
            if "refused" in answer:
                impossible(f"the recorder refused: {answer['refused']}")
        return answers

    @contextmanager
    def _connection(self, patience: float) -> Iterator[socket.socket]:
        """A connection that nobody else uses meanwhile; it is kept when all went well."""
        with self._lock:
            kept = self._idle.pop() if self._idle else None
        connection = kept or socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(patience)
            if kept is None:
                connection.connect(str(self._path))
            yield connection
        except BaseException:
            connection.close()
            raise
        with self._lock:
            if self._lost:
                connection.close()
            else:
                self._idle.append(connection)

    def _lose(self, why: str) -> StoreError:
        with self._lock:
            self._lost = self._lost or why
            for connection in self._idle:
                connection.close()
            self._idle.clear()
        return StoreError(self._lost) if self._closed else RecorderLostError(self._lost)

    def _entry(self, answer: Message) -> Entry:
        entry = parse_line(str(answer["line"]).encode(), "recorder's answer")
        self._entries = max(self._entries, entry.seq + 1)
        return entry


def device_at(path: Path, *, patience: float = PATIENCE_SECONDS) -> str:
    """Whose recorder answers at `path`. Raises `StoreError` when none does."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as connection:
        connection.settimeout(patience)
        try:
            connection.connect(str(path))
            (answer,) = ask_all(connection, [{"do": "head"}])
        except (OSError, FormatError) as error:
            raise _no_answer(path, error, "the device") from error
    if "error" in answer:
        raise StoreError(str(answer["error"]))
    return _head(answer).device


def _no_answer(path: Path, error: Exception, device: str) -> StoreError:
    why = getattr(error, "strerror", None) or error
    return StoreError(f"no recorder answers at {path} ({why}): start `sailau recorder` of {device} first")


def _head(answer: Message) -> Head:
    told = answer["head"]
    return Head(device=told["device"], entries=told["entries"], hash=told["hash"])
