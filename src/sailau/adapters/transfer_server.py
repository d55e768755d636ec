"""The commission's end of the transfer: HTTPS with mutual TLS, a thread a line (L 50-7(1); E14, E47).

It knows nothing of what a bundle says. It takes bytes, proves that they are those of the name, hands the file to the
intake, and gives the intake's signed answer to whoever asks. Whatever is wrong is answered by a refusal in three
languages, or ends the line.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters import transfer_wire as wire
from sailau.adapters.table_wire import tls_context
from sailau.adapters.transfer_incoming import Incoming
from sailau.errors import StoreError
from sailau.ports.intake import Intake
from sailau.refusal import Refusal, Text
from sailau.signing.authority import Signer
from sailau.signing.unreadable import UNREADABLE

LINES_MAX: Final = 200
"""Lines at once; the others wait in the system's queue. A precinct needs one, for minutes."""
QUEUE: Final = 512
HANDSHAKE_SECONDS: Final = 5.0
"""Whoever shows no certificate within this time holds no place."""
_LOOK_UP_SECONDS: Final = 0.2
_READ_BYTES: Final = 1 << 16

NO_CERTIFICATES: Final = Refusal(
    "transfer-no-certificates",
    "L 50-2(2)",
    Text(
        "Құрылғы өз сертификаттарын көрсетпеді: техник маманды шақырыңыз.",
        "Устройство не показало своих сертификатов: позовите технического специалиста.",
        "The device did not show its certificates: call the technical specialist.",
    ),
)


class TransferServer:
    """The intake's link. Close it, or use it in a `with`."""

    def __init__(self, intake: Intake, signer: Signer, folder: Path, host: str, port: int, *, most: int) -> None:
        """Listen at `host`; what arrives lies in `folder` until the intake takes it; a bundle has at most `most` bytes.

        Raises `StoreError`.
        """
        if ip_address(host).is_unspecified:
            raise StoreError(f"{host} means every interface: name the address of the allotted network's own")
        self.intake = intake
        self.incoming = Incoming(folder, most)
        self.certificates = b"".join(one.public_bytes(Encoding.PEM) for one in (signer.certificate, *signer.chain[:-1]))
        self._tls = tls_context(signer, server=True)
        self._places = threading.BoundedSemaphore(LINES_MAX)
        self._lines: set[socket.socket] = set()
        self._failed: list[BaseException] = []
        try:
            self._listening = socket.create_server((host, port), backlog=QUEUE)
        except OSError as error:
            raise StoreError(f"cannot listen at {host}:{port}: {error.strerror}") from error
        self._listening.settimeout(_LOOK_UP_SECONDS)

    @property
    def port(self) -> int:
        """Where precincts reach it."""
        number: int = self._listening.getsockname()[1]
        return number

    def __enter__(self) -> "TransferServer":
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def serve(self, stopped: Callable[[], bool]) -> None:
        """Serve until `stopped`; lines that are open then are cut, and their senders come again.

        Raises what stopped the intake: a disk or a store that refuses.
        """
        try:
            while not stopped() and not self._failed:
                self._accept()
        finally:
            for line in list(self._lines):
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
        if self._failed:
            raise self._failed[0]

    def fail(self, error: BaseException) -> None:
        """Say what stopped the intake."""
        self._failed.append(error)

    def _accept(self) -> None:
        if not self._places.acquire(timeout=_LOOK_UP_SECONDS):
            return
        try:
            raw, _ = self._listening.accept()
        except OSError:
            self._places.release()
            return
        threading.Thread(target=self._serve_one, args=(raw,), daemon=True).start()

    def _serve_one(self, raw: socket.socket) -> None:
        self._lines.add(raw)
        try:
            raw.settimeout(HANDSHAKE_SECONDS)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._tls.wrap_socket(raw, server_side=True) as line:
                line.settimeout(wire.EXCHANGE_SECONDS)
                self._lines.add(line)
                try:
                    _Line(line, self)
                finally:
                    self._lines.discard(line)
        except (OSError, ValueError):
            pass  # the line is gone, or was never one: the sender comes again
        except BaseException as error:
            self.fail(error)
        finally:
            self._lines.discard(raw)
            raw.close()
            self._places.release()


class _CutError(OSError):
    """The line ended in the middle of bytes."""


class _Line(BaseHTTPRequestHandler):
    """One line: its requests, one after another."""

    protocol_version = "HTTP/1.1"
    server_version = "sailau"
    sys_version = ""

    def __init__(self, line: ssl.SSLSocket, room: TransferServer) -> None:
        self._room = room
        self._line = line
        self._sender = ""
        super().__init__(line, line.getpeername(), room)  # type: ignore[arg-type]

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what the intake receives and refuses stands in its store."""

    def do_GET(self) -> None:
        """The intake's certificates; how a bundle stands; what is answered about it."""
        if self.path == wire.INTAKE_PATH:
            self._reply(HTTPStatus.OK, self._room.certificates, wire.PEM_TYPE)
            return
        digest, rest = self._named()
        if not digest or rest not in ("", wire.ACKNOWLEDGEMENT):
            self._end(HTTPStatus.NOT_FOUND)
        elif self._admitted():
            self._tell(digest) if rest == "" else self._acknowledge(digest)

    def do_PATCH(self) -> None:
        """Bytes of a bundle."""
        digest, rest = self._named()
        numbers = [self._number(name) for name in ("Content-Length", wire.OFFSET_HEADER, wire.LENGTH_HEADER)]
        size, offset, length = numbers
        if not digest or rest or min(numbers) < 0 or size > wire.PART_BYTES_MAX or offset + size > length:
            self._end(HTTPStatus.BAD_REQUEST)
        elif self._admitted(size):
            self._take(digest, size, offset, length)

    def _take(self, digest: str, size: int, offset: int, length: int) -> None:
        room, sender = self._room, self._sender
        with room.incoming.alone(sender, digest):
            refusal = room.incoming.refuse(sender, digest, length)
            if refusal is not None:
                self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, refusal, unread=size)
                return
            known = room.intake.answer(digest)
            if known is not None or offset != room.incoming.arrived(sender, digest):
                self._drain(size)
                self._tell(digest, HTTPStatus.OK if known else HTTPStatus.CONFLICT)
                return
            if room.incoming.add(sender, digest, offset, self._bytes(size)) < length:
                self._tell(digest)
                return
            whole = room.incoming.whole(sender, digest)
            refusal = whole if isinstance(whole, Refusal) else room.intake.receive(whole, digest, sender)
            if refusal is not None:
                room.incoming.forget(sender, digest)
                self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, refusal)
                return
            room.incoming.forget(sender, digest)
        self._tell(digest)

    def _tell(self, digest: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        answer = self._room.intake.answer(digest)
        standing = wire.PARTIAL if answer is None else wire.JUDGED if answer.final else wire.RECEIVED
        arrived = self._room.incoming.arrived(self._sender, digest) if answer is None else 0
        self._say(status, ["standing", standing, arrived])

    def _acknowledge(self, digest: str) -> None:
        answer = self._room.intake.answer(digest)
        if answer is None:
            self._say(HTTPStatus.NOT_FOUND, ["none"])
        else:
            self._say(HTTPStatus.OK, ["acknowledgement", answer.data, answer.signature, answer.final])

    def _admitted(self, unread: int = 0) -> bool:
        """Whether the sender's certificate is one that may bring bundles; if not, it was told so."""
        if self._sender:
            return True
        shown = self._line.getpeercert(binary_form=True)
        try:
            certificate = x509.load_der_x509_certificate(shown or b"")
            above = wire.chain_read(self.headers.get(wire.CHAIN_HEADER, ""))
        except UNREADABLE:
            self._refuse(HTTPStatus.FORBIDDEN, NO_CERTIFICATES, unread)
            return False
        sender = self._room.intake.admit(certificate, above)
        if isinstance(sender, Refusal):
            self._refuse(HTTPStatus.FORBIDDEN, sender, unread)
            return False
        self._sender = sender
        return True

    def _named(self) -> tuple[str, str]:
        """The bundle that the path names, and what follows; nothing when it names none."""
        digest, rest = self.path.removeprefix(wire.BUNDLES_PATH)[:64], self.path.removeprefix(wire.BUNDLES_PATH)[64:]
        named = self.path.startswith(wire.BUNDLES_PATH) and wire.DIGEST.fullmatch(digest)
        return (digest, rest) if named else ("", "")

    def _number(self, name: str) -> int:
        value = self.headers.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) <= 12 else -1

    def _bytes(self, size: int) -> Iterator[bytes]:
        """The body of the request. Raises OSError when the line ends before; what came until then counts."""
        left = size
        while left:
            piece = self.rfile.read1(min(left, _READ_BYTES))
            if not piece:
                raise _CutError("the line ended")
            left -= len(piece)
            yield piece

    def _drain(self, size: int) -> None:
        for _ in self._bytes(size):
            pass

    def _refuse(self, status: HTTPStatus, refusal: Refusal, unread: int = 0) -> None:
        """Say no; a body that was not read is read first, so that the sender sees the answer."""
        self._drain(min(unread, wire.PART_BYTES_MAX))
        text = refusal.text
        self._say(status, ["refused", refusal.code, refusal.article, text.kk, text.ru, text.en])

    def _say(self, status: HTTPStatus, message: list[Any]) -> None:
        self._reply(status, cbor2.dumps(message), wire.CBOR_TYPE)

    def _end(self, status: HTTPStatus) -> None:
        """What is no request of ours ends the line."""
        self.close_connection = True
        self._reply(status, b"", wire.CBOR_TYPE)

    def _reply(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
