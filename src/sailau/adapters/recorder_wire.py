"""What recorder and device say to each other over the local socket: length (4 bytes, big-endian) and JSON.

A request is `{"do": "record", "event": …, "fields": {…}}`, `{"do": "end-session", "outcome": …}`, `{"do": "head"}`,
`{"do": "checkpoint"}` or `{"do": "ping"}`; an answer has `line` (the entry), `head` and `seals`, `note`, or nothing
more, or instead `refused` (the catalogue does not have it) or `error` (the recorder has stopped).
"""

import json
import socket
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from sailau.errors import FormatError

MESSAGE_MAX: Final = 65_536
_LENGTH_BYTES: Final = 4
Message = dict[str, Any]


def packed(message: Message) -> bytes:
    """The bytes of a message."""
    body = json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode()
    return len(body).to_bytes(_LENGTH_BYTES, "big") + body


def unpacked(body: bytes) -> Message:
    """The message of a body. Raises FormatError."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FormatError("recorder's socket", "not JSON") from error
    if not isinstance(message, dict):
        raise FormatError("recorder's socket", "not an object")
    return message


class Inbox:
    """Bytes as they come, cut into messages."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def take(self, data: bytes) -> list[Message]:
        """The messages that are whole with `data`. Raises FormatError."""
        self._bytes += data
        found: list[Message] = []
        while len(self._bytes) >= _LENGTH_BYTES:
            length = int.from_bytes(self._bytes[:_LENGTH_BYTES], "big")
            if length > MESSAGE_MAX:
                raise FormatError("recorder's socket", f"a message of more than {MESSAGE_MAX} bytes")
            if len(self._bytes) < _LENGTH_BYTES + length:
                break
            found.append(unpacked(bytes(self._bytes[_LENGTH_BYTES : _LENGTH_BYTES + length])))
            del self._bytes[: _LENGTH_BYTES + length]
        return found


def ask(connection: socket.socket, message: Message) -> Message:
    """Send a request and wait for its answer. Raises OSError, also when the other end is gone, and FormatError.

    A recorder that stopped has told why before it closed: that is read even when nothing more can be sent.
    """
    return ask_all(connection, [message])[0]


def ask_all(connection: socket.socket, messages: Sequence[Message]) -> list[Message]:
    """Send requests together and wait for all answers, which come in any order; raises as `ask`.

    A recorder that stopped meanwhile has said so in the last answer; then there are fewer.
    """
    with suppress(BrokenPipeError):
        connection.sendall(b"".join(map(packed, messages)))
    inbox, answers = Inbox(), list[Message]()
    while len(answers) < len(messages):
        data = connection.recv(MESSAGE_MAX)
        if not data:
            raise ConnectionResetError("the other end closed")
        answers += inbox.take(data)
        if answers and "error" in answers[-1]:
            return answers
    return answers
