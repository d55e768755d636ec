"""A device's recorder, in a process of its own: `ports.Recorder` over a local socket (E18).

`record` returns when the entry is on both media; while a ballot is on the screen, when the sealed record that holds
it is (at most 250 ms). A recorder that is gone, silent for a second or out of a medium stops the device: from then on
every call raises `StoreError`.
"""

import socket
import threading
from pathlib import Path
from typing import Final

from sailau.adapters.recorder_wire import Message, ask
from sailau.errors import FormatError, StoreError, impossible, invariant
from sailau.recorder.catalogue import CATALOGUE
from sailau.recorder.chain import Entry, Head, HeadSigner, SignedHead, parse_line, sign_head
from sailau.recorder.values import FieldValue

PATIENCE_SECONDS: Final = 1.0


class RecorderClient:
    """The recorder of one device. Close it, or use it in a `with`; several threads may use it, one after another."""

    def __init__(self, path: Path, device: str, *, patience: float = PATIENCE_SECONDS) -> None:
        """Connect to the recorder at `path`. Raises `StoreError` when none answers or it is another device's."""
        self._device = device
        self._lock = threading.Lock()
        self._stopped = ""
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._connection.settimeout(patience)
        try:
            self._connection.connect(str(path))
        except OSError as error:
            self._connection.close()
            raise StoreError(
                f"no recorder answers at {path} ({error.strerror or error}): start `sailau recorder` of {device} first"
            ) from error
        try:
            head = self.head()
            if head.device != device:
                raise StoreError(f"the recorder at {path} is that of {head.device}, not of {device}")
        except BaseException:
            self.close()
            raise

    def record(self, event: str, **fields: FieldValue) -> Entry:
        """See `Recorder.record`. While a session's stream is open its events come back as the sealed entry.

        Raises `StoreError` when the recorder has stopped; an event that the catalogue does not have stops the program.
        """
        kind = CATALOGUE.get(event)
        invariant(kind is not None and kind.allows(self._device), f"{self._device} may not record the event {event}")
        invariant(kind is not None and kind.fits(fields), f"the fields of {event} are not those of the catalogue")
        return self._entry(self._ask({"do": "record", "event": event, "fields": fields}))

    def end_session(self, outcome: str) -> Entry:
        """Say how the session on the screen ended: voted, challenged, abandoned, interrupted. Raises `StoreError`."""
        return self._entry(self._ask({"do": "end-session", "outcome": outcome}))

    def head(self) -> Head:
        """Length and last hash of the chain. Raises `StoreError`."""
        told = self._ask({"do": "head"})["head"]
        return Head(device=told["device"], entries=told["entries"], hash=told["hash"])

    def signed_head(self, sign: HeadSigner) -> SignedHead:
        """The present head under the device's signature. Raises `StoreError`."""
        return sign_head(self.head(), sign)

    def checkpoint(self) -> bytes:
        """The tree as it is now, as a signed note. Raises `StoreError`."""
        return str(self._ask({"do": "checkpoint"})["note"]).encode()

    def watch(self) -> None:
        """See that the recorder is there; a device calls it twice a second. Raises `StoreError`: the device stops."""
        self._ask({"do": "ping"})

    def close(self) -> None:
        """End the connection; further use raises `StoreError`."""
        self._stopped = self._stopped or "the recorder was closed here"
        self._connection.close()

    def __enter__(self) -> "RecorderClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, message: Message) -> Message:
        with self._lock:
            if self._stopped:
                raise StoreError(self._stopped)
            try:
                answer = ask(self._connection, message)
            except (OSError, FormatError) as error:
                why = "did not answer in time" if isinstance(error, TimeoutError) else "is gone"
                raise self._stop(
                    f"the recorder of {self._device} {why}: the device stops. Look at the recorder"
                ) from error
            if "error" in answer:
                raise self._stop(str(answer["error"]))
        if "refused" in answer:
            impossible(f"the recorder refused: {answer['refused']}")
        return answer

    def _stop(self, why: str) -> StoreError:
        self._stopped = why
        self._connection.close()
        return StoreError(why)

    @staticmethod
    def _entry(answer: Message) -> Entry:
        return parse_line(str(answer["line"]).encode(), "recorder's answer")
