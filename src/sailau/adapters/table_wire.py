"""What the precinct computer and a device at the table say to each other: TLS 1.3 both ways, and short messages.

A message is its length (4 bytes, big-endian, at most 16 KiB) and a list in CBOR whose first element is a word; all of
it arrives within a set time, or the link is given up. Where both ends expect it (a station at which people sign), a
longer message goes in pieces of that size, all but the last marked. `docs/format/table-link.md` has every message.

The certificates are those of the package (E14). They carry ids, not host names, and the polling place has one clock,
the precinct computer's. So TLS proves the chain to the root, the purpose (client, server) and the possession of the
key; who it is, and whether the certificate is still good, is judged by our own rules on both ends (`signing.device`).
"""

import io
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import cbor2
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sailau.errors import StoreError
from sailau.signing.authority import Signer

MESSAGE_BYTES_MAX: Final = 16_384
EXCHANGE_SECONDS: Final = 10.0
CONVERSATION_SECONDS: Final = 30.0
WORDS_MAX: Final = 8
PIECES_BYTES_MAX: Final = 16 << 20
"""What the pieces of one message may come to together; the longest is the archive that a member checks."""
_LENGTH_BYTES: Final = 4
_MORE: Final = 1 << 31
"""In the length: this is a piece, and the message goes on in the next."""
_LOOK_UP_SECONDS: Final = 0.2
_NO_CHECK_TIME: Final = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME: validity is judged by the precinct's clock, not by the machine's."""

Message = list[Any]
_KINDS: Final = (str, bytes, int, bool)


class LinkLostError(StoreError):
    """The other end is gone, silent, or does not speak as agreed."""


def tls_context(signer: Signer, *, server: bool) -> ssl.SSLContext:
    """TLS 1.3 with this device's certificate, for peers whose chain leads to the same root. Raises `StoreError`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= _NO_CHECK_TIME
    if server:
        context.num_tickets = 0
    shown = (signer.certificate, *signer.chain[:-1])
    key = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with _in_memory(signer.chain[-1].public_bytes(Encoding.PEM)) as root:
            context.load_verify_locations(cafile=root)
        with _in_memory(key + b"".join(one.public_bytes(Encoding.PEM) for one in shown)) as own:
            context.load_cert_chain(own)
    except (OSError, ssl.SSLError) as error:
        raise StoreError(f"the device's certificate does not serve for the link: {error}") from error
    return context


@contextmanager
def _in_memory(pem: bytes) -> Iterator[str]:
    """The path of a file in memory, without a name and gone at once: the library takes keys from files only.

    The root goes the same way and not by `cadata`, whose loader takes an error that another user of OpenSSL left in the
    thread, a token that refused a PIN, for its own.
    """
    descriptor = os.memfd_create("tls", os.MFD_CLOEXEC)
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(pem)
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


_EMPTY: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _forget_errors_of_others() -> None:
    """Empty OpenSSL's list of errors of this thread: a token that signs here leaves some, which TLS takes for its own.

    There is no call for it; a name of a cipher that does not exist is refused with the list emptied.
    """
    with suppress(ssl.SSLError):
        _EMPTY.set_ciphers("NO-SUCH-CIPHER")


class Line:
    """One end of a link, after the handshake, or of a bare cable whose messages are signed each by itself.

    Every trouble is a `LinkLostError`, and the line is closed.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._whole_max = MESSAGE_BYTES_MAX

    def expect_pieces(self) -> None:
        """From now on messages may be longer, in pieces; the other end is the same kind of station."""
        self._whole_max = PIECES_BYTES_MAX

    @property
    def peer(self) -> bytes:
        """The other end's certificate, DER."""
        connection = self._connection
        shown = connection.getpeercert(binary_form=True) if isinstance(connection, ssl.SSLSocket) else None
        if not shown:
            raise LinkLostError("the other end showed no certificate")
        return shown

    def close(self) -> None:
        """Give the link up; never fails."""
        self._connection.close()

    def send(self, *message: Any) -> None:
        """Send a message."""
        body = cbor2.dumps(list(message))
        _forget_errors_of_others()
        if len(body) > self._whole_max:
            raise StoreError(f"a message of {len(body)} bytes is longer than the link takes ({self._whole_max})")
        try:
            self._connection.settimeout(EXCHANGE_SECONDS)
            for start in range(0, len(body), MESSAGE_BYTES_MAX):
                piece = body[start : start + MESSAGE_BYTES_MAX]
                more = _MORE if start + MESSAGE_BYTES_MAX < len(body) else 0
                self._connection.sendall((len(piece) | more).to_bytes(_LENGTH_BYTES, "big") + piece)
        except (OSError, ValueError) as error:
            raise self._lost("it is gone") from error

    def receive(self, seconds: float = EXCHANGE_SECONDS) -> Message:
        """The next message, whole within `seconds`."""
        return self._rest_of(b"", time.monotonic() + seconds)

    def next_request(self, stopped: Callable[[], bool]) -> Message | None:
        """The next message, however long it takes to begin; None when `stopped` or the other end closed in order."""
        while not stopped():
            _forget_errors_of_others()
            try:
                self._connection.settimeout(_LOOK_UP_SECONDS)
                first = self._connection.recv(1)
            except TimeoutError:
                continue
            except (OSError, ValueError):
                return None
            if not first:
                return None
            return self._rest_of(first, time.monotonic() + EXCHANGE_SECONDS)
        return None

    def _rest_of(self, begun: bytes, until: float) -> Message:
        """The message of which `begun`, bytes of its length, has come already."""
        whole = bytearray()
        while True:
            length = int.from_bytes(begun + self._exactly(_LENGTH_BYTES - len(begun), until), "big")
            more, length, begun = length & _MORE, length & ~_MORE, b""
            if not 0 < length <= MESSAGE_BYTES_MAX or (more and length < MESSAGE_BYTES_MAX):
                raise self._lost(f"a message, or a piece of one, has 1 to {MESSAGE_BYTES_MAX} bytes")
            if len(whole) + length > self._whole_max or (more and self._whole_max == MESSAGE_BYTES_MAX):
                raise self._lost(f"a message has at most {self._whole_max} bytes here")
            whole += self._exactly(length, until)
            if not more:
                return self._message(bytes(whole))

    def _exactly(self, count: int, until: float) -> bytes:
        found = bytearray()
        while len(found) < count:
            left = until - time.monotonic()
            if left <= 0:
                raise self._lost("it is silent")
            _forget_errors_of_others()
            try:
                self._connection.settimeout(left)
                data = self._connection.recv(count - len(found))
            except (OSError, ValueError) as error:
                raise self._lost("it is gone or silent") from error
            if not data:
                raise self._lost("it is gone")
            found += data
        return bytes(found)

    def _message(self, body: bytes) -> Message:
        rest = io.BytesIO(body)
        try:
            message = cbor2.load(rest)
        except (cbor2.CBORError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError) as error:
            raise self._lost("its message is not CBOR") from error
        sound = isinstance(message, list) and 1 <= len(message) <= WORDS_MAX and isinstance(message[0], str)
        if not sound or rest.read(1) or any(type(one) not in _KINDS for one in message):
            raise self._lost("its message does not have the form of one")
        return list(message)

    def _lost(self, why: str) -> LinkLostError:
        self.close()
        return LinkLostError(f"the link to the other end was lost: {why}")
