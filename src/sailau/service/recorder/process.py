"""The recorder's process: one loop that takes events from a local socket and puts them on two media (E18).

What several clients ask at once goes to the media in one write. An answer leaves when the entry is durable on both. A
medium that fails ends the process: those who ask are told why, the others find the socket closed, and the device stops.
"""

import os
import selectors
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sailau.adapters.recorder_media import Happened, RecorderMedia
from sailau.adapters.recorder_wire import MESSAGE_MAX, Inbox, Message, packed
from sailau.errors import FormatError, StoreError
from sailau.recorder.catalogue import CATALOGUE
from sailau.recorder.chain import Entry, line_of
from sailau.recorder.session import BEGUN, ENDED, INTERVAL, OUTCOMES, Planned
from sailau.recorder.values import FieldValue
from sailau.service.recorder.sessions import BEGINS, Sessions, Wrap, cut_short

WATCH_SECONDS: Final = 0.25
CHECKPOINT_SECONDS: Final = 900.0
_PATIENCE_SECONDS: Final = 0.1
_OWN: Final = frozenset(
    {"clock-stepped", "recorder-gap", "media-levelled", "recorder-begun", "recorder-reopened", BEGUN}
    | {INTERVAL, ENDED}
)
"""What the recorder alone says."""
_PEER: Final = struct.Struct("3i")


@dataclass(slots=True, eq=False)
class _Client:
    """A connection, and how far it has spoken."""

    connection: socket.socket
    inbox: Inbox = field(default_factory=Inbox)


class RecorderProcess:
    """Serves one device's recorder at a socket. `note_key` signs checkpoints under the name `origin`."""

    def __init__(
        self, media: RecorderMedia, path: Path, *, origin: str, note_key: Ed25519PrivateKey, wrap: Wrap | None = None
    ) -> None:
        """Take the socket's place. Raises `StoreError` when it cannot be had."""
        self._media, self._path, self._origin, self._note_key = media, path, origin, note_key
        self._device = media.head().device
        self._sessions = Sessions(self._device, wrap, media.known.sessions)
        self._waiting: list[tuple[_Client, str, int]] = []
        self._selector = selectors.DefaultSelector()
        self._listening = _listen(path)
        self._selector.register(self._listening, selectors.EVENT_READ)

    def serve(self, stopped: Callable[[], bool]) -> None:
        """Take events until `stopped` says so. Raises `StoreError` when a medium fails."""
        try:
            cut = cut_short(sorted(self._media.known.open_sessions))
            if cut:
                self._media.append(cut)
            self._media.keep_checkpoint(self._origin, self._note_key)
            self._loop(stopped)
            self._record_due(self._sessions.finish(self._media.now().uptime_us))
            self._media.keep_checkpoint(self._origin, self._note_key)
        except StoreError as error:
            self._tell_all({"error": error.diagnostics()})
            raise
        finally:
            self.close()

    def close(self) -> None:
        """Close all connections and take the socket away."""
        if self._listening.fileno() >= 0:
            for client in self._clients():
                client.connection.close()
            self._selector.close()
            self._listening.close()
            self._path.unlink(missing_ok=True)

    def _loop(self, stopped: Callable[[], bool]) -> None:
        watched = kept = time.monotonic()
        while not stopped():
            asked = self._read()
            self._serve(asked)
            self._record_due(self._sessions.due(self._media.now().uptime_us))
            now = time.monotonic()
            if now - watched >= WATCH_SECONDS:
                self._media.watch()
                watched = now
            if now - kept >= CHECKPOINT_SECONDS:
                self._media.keep_checkpoint(self._origin, self._note_key)
                kept = now

    def _read(self) -> list[tuple[_Client, Message]]:
        """What was asked; waits for it until the next frame or look at the media is due."""
        asked: list[tuple[_Client, Message]] = []
        due_us = self._sessions.next_us
        left = WATCH_SECONDS if due_us is None else max(0.0, (due_us - self._media.now().uptime_us) / 1_000_000)
        for key, _ in self._selector.select(min(left, WATCH_SECONDS)):
            if key.data is None:
                self._accept()
                continue
            try:
                data = key.data.connection.recv(MESSAGE_MAX)
                asked += [(key.data, message) for message in key.data.inbox.take(data)]
            except (OSError, FormatError):
                data = b""
            if not data:
                self._drop(key.data)
        return asked

    def _serve(self, asked: list[tuple[_Client, Message]]) -> None:
        """Record what was asked, as many as can be in one write, and answer."""
        clear: list[tuple[_Client, Happened]] = []
        for client, message in asked:
            if message.get("do") == "record" and self._is_of_catalogue(client, message):
                self._take(client, str(message["event"]), message["fields"], clear)
            elif message.get("do") != "record":
                self._flush(clear)
                self._other(client, message)
        self._flush(clear)

    def _is_of_catalogue(self, client: _Client, message: Message) -> bool:
        event, fields = message.get("event"), message.get("fields")
        kind = CATALOGUE.get(event) if isinstance(event, str) else None
        good = kind is not None and kind.allows(self._device) and isinstance(fields, dict) and kind.fits(fields)
        if not good or event in _OWN:
            self._answer(client, {"refused": "not an event of the catalogue that this device may record"})
        return good and event not in _OWN

    def _take(
        self, client: _Client, event: str, fields: dict[str, FieldValue], clear: list[tuple[_Client, Happened]]
    ) -> None:
        """Put one event where it belongs: into the stream, or with the others of this write."""
        if event == BEGINS:
            self._flush(clear)
            now = self._media.now()
            begun = Planned(event=event, fields=fields, time=now.time, uptime_us=now.uptime_us)
            entries = self._media.append([begun, *self._sessions.begin(now.time, now.uptime_us)])
            self._answer(client, _line(entries[0]))
            return
        receipt = self._sessions.take(event, fields, self._media.now().uptime_us)
        if receipt is None:
            clear.append((client, (event, fields)))
        else:
            self._waiting.append((client, *receipt))

    def _flush(self, clear: list[tuple[_Client, Happened]]) -> None:
        if clear:
            entries = self._media.append([happened for _, happened in clear])
            for (client, _), entry in zip(clear, entries, strict=True):
                self._answer(client, _line(entry))
            clear.clear()

    def _other(self, client: _Client, message: Message) -> None:
        """Answer what is not an event."""
        match message.get("do"):
            case "end-session" if message.get("outcome", "") in ("", *OUTCOMES):
                receipt = self._sessions.end(str(message.get("outcome", "")), self._media.now().uptime_us)
                if receipt is None:
                    self._answer(client, {})
                else:
                    self._waiting.append((client, *receipt))
            case "head":
                head = self._media.head()
                told = {"device": head.device, "entries": head.entries, "hash": head.hash}
                self._answer(client, {"head": told, "seals": self._sessions.sealing})
            case "checkpoint":
                self._answer(client, {"note": self._media.keep_checkpoint(self._origin, self._note_key).decode()})
            case "ping":
                self._media.watch()
                self._answer(client, {})
            case _:
                self._answer(client, {"refused": "no such request"})

    def _record_due(self, found: list[tuple[Planned, str, int]]) -> None:
        """Record the events of the grid, and answer those whose input is among them."""
        if not found:
            return
        entries = self._media.append([planned for planned, _, _ in found])
        done: dict[str, tuple[int, Entry]] = {}
        for (_, session, sealed), entry in zip(found, entries, strict=True):
            done[session] = (sealed, entry)
        still: list[tuple[_Client, str, int]] = []
        for client, session, number in self._waiting:
            sealed, entry = done.get(session, (-1, entries[0]))
            if sealed >= number:
                self._answer(client, _line(entry))
            else:
                still.append((client, session, number))
        self._waiting = still

    def _answer(self, client: _Client, message: Message) -> None:
        try:
            client.connection.sendall(packed(message))
        except OSError:
            self._drop(client)

    def _tell_all(self, message: Message) -> None:
        for client in self._clients():
            self._answer(client, message)

    def _clients(self) -> list[_Client]:
        return [key.data for key in self._selector.get_map().values() if key.data is not None]

    def _accept(self) -> None:
        connection, _ = self._listening.accept()
        _, user, _ = _PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
        if user not in (os.getuid(), 0):
            connection.close()
            return
        connection.settimeout(_PATIENCE_SECONDS)
        self._selector.register(connection, selectors.EVENT_READ, _Client(connection))

    def _drop(self, client: _Client) -> None:
        if client.connection.fileno() >= 0:
            self._selector.unregister(client.connection)
            client.connection.close()


def _listen(path: Path) -> socket.socket:
    """A socket that its owner alone may use. The media's lock says that no other recorder of this device lives."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        path.unlink(missing_ok=True)
        listening.bind(str(path))
    except OSError as error:
        listening.close()
        raise StoreError(f"no socket can be made at {path}: {error.strerror or error}") from error
    finally:
        os.umask(before)
    listening.listen()
    return listening


def _line(entry: Entry) -> Message:
    return {"line": line_of(entry)[:-1].decode()}
