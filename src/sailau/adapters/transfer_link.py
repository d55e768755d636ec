"""A precinct's end of the transfer: it reaches the commission's intake, judges who answers, and sends (L 50-7(1); E47).

Before a byte of a bundle is sent, whoever answers has shown a certificate of an intake of this very election, that
leads to the root of the package. An answer is believed as far as its signature is good, which its reader judges.
"""

import http.client
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography import x509

from sailau.adapters import transfer_wire as wire
from sailau.adapters.table_link import refusal_told
from sailau.adapters.table_wire import LinkLostError, tls_context
from sailau.errors import SignatureError
from sailau.refusal import Refusal
from sailau.signing.authority import Signer
from sailau.signing.device import judge_certificate
from sailau.signing.holder import holder_of
from sailau.signing.roles import Role
from sailau.signing.trust import Trust
from sailau.signing.unreadable import UNREADABLE

_CERTIFICATES_BYTES_MAX: Final = 64 << 10


@dataclass(frozen=True, slots=True)
class Told:
    """How a bundle stands at the intake: partial, received or judged; `arrived` bytes are there while it is partial."""

    standing: str
    arrived: int


class TransferLink:
    """An open line to the intake. Close it, or use it in a `with`. Every trouble is a `LinkLostError`."""

    def __init__(self, connection: http.client.HTTPConnection, signer: Signer) -> None:
        self._connection = connection
        self._headers = {wire.CHAIN_HEADER: wire.chain_told(signer.chain[:-1])}

    @staticmethod
    def open(host: str, port: int, signer: Signer, at: datetime) -> "TransferLink":
        """Reach the intake, at the moment `at` of this device's clock.

        Raises `LinkLostError` when it cannot be reached, `SignatureError` when who answers is no intake of this
        election."""
        line = _connected(host, port, signer)
        connection = http.client.HTTPConnection(host, port)
        connection.auto_open = 0  # never anew without TLS
        connection.sock = line
        link = TransferLink(connection, signer)
        try:
            shown = line.getpeercert(binary_form=True) or b""
            _judge(shown, link._get(wire.INTAKE_PATH, _CERTIFICATES_BYTES_MAX)[1], signer, at)
        except BaseException:
            link.close()
            raise
        return link

    def __enter__(self) -> "TransferLink":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave; never fails."""
        with suppress(OSError):
            self._connection.close()

    def standing(self, digest: str) -> Told | Refusal:
        """How the bundle with this SHA-256 (hex) stands at the intake."""
        return _told(self._ask("GET", digest))

    def send(self, digest: str, offset: int, length: int, part: bytes) -> Told | Refusal:
        """Send bytes of it that begin at `offset`, of `length` in all; how it stands then.

        The intake may have other bytes than was thought: what it says is where to go on.
        """
        headers = {wire.OFFSET_HEADER: str(offset), wire.LENGTH_HEADER: str(length)}
        return _told(self._ask("PATCH", digest, body=part, headers=headers))

    def acknowledgement(self, digest: str) -> tuple[bytes, bytes, bool] | Refusal | None:
        """The intake's answer about it: data, signature, and whether it is the last word; None before it is
        received."""
        match self._ask("GET", digest, wire.ACKNOWLEDGEMENT):
            case ["acknowledgement", bytes(data), bytes(signature), bool(final)]:
                return data, signature, final
            case ["none"]:
                return None
            case ["refused", *_] as message:
                return refusal_told(message)
        raise LinkLostError("the intake does not speak as agreed")

    def _ask(
        self, method: str, digest: str, rest: str = "", body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> list[Any]:
        kind, said = self._exchange(method, f"{wire.BUNDLES_PATH}{digest}{rest}", body, headers or {})
        if kind != wire.CBOR_TYPE:
            raise LinkLostError("the intake does not speak as agreed")
        return wire.body_read(said)

    def _get(self, path: str, most: int) -> tuple[str, bytes]:
        return self._exchange("GET", path, None, {}, most)

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str], most: int = wire.ANSWER_BYTES_MAX
    ) -> tuple[str, bytes]:
        try:
            self._connection.request(method, path, body, {**self._headers, **headers})
            answer = self._connection.getresponse()
            said = answer.read(most + 1)
            if len(said) > most:
                raise LinkLostError("the intake's answer is too long")
            return answer.getheader("Content-Type", ""), said
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise LinkLostError(f"the line to the intake was lost: {error}") from error


def _told(message: list[Any]) -> Told | Refusal:
    match message:
        case ["standing", str(standing), int(arrived)] if standing in wire.STANDINGS and arrived >= 0:
            return Told(standing, arrived)
        case ["refused", *_]:
            return refusal_told(message)
    raise LinkLostError("the intake does not speak as agreed")


def _connected(host: str, port: int, signer: Signer) -> ssl.SSLSocket:
    context = tls_context(signer, server=False)
    try:
        raw = socket.create_connection((host, port), timeout=wire.EXCHANGE_SECONDS)
    except OSError as error:
        raise LinkLostError(f"the intake at {host}:{port} cannot be reached: {error}") from error
    with suppress(OSError):
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        return context.wrap_socket(raw)
    except ssl.SSLCertVerificationError as error:
        raw.close()
        raise SignatureError(f"who answers at {host}:{port} is no intake of ours: {error}") from error
    except OSError as error:
        raw.close()
        raise LinkLostError(f"the line to {host}:{port} cannot be made: {error}") from error


def _judge(peer: bytes, shown: bytes, signer: Signer, at: datetime) -> None:
    """The one who answers is an intake, of this device's election."""
    try:
        certificate, *above = x509.load_pem_x509_certificates(shown)
        leaf = x509.load_der_x509_certificate(peer)
    except UNREADABLE as error:
        raise SignatureError("who answers shows no certificates of an intake") from error
    if certificate != leaf:
        raise SignatureError("who answers shows other certificates than it holds the key of")
    own = holder_of(signer.certificate)
    trust = Trust(root=signer.chain[-1], at=at, training=own.training, election=own.election or "")
    holder = judge_certificate(certificate, above, None, trust).holder
    if holder.role is not Role.INTAKE:
        raise SignatureError(f"{holder.name}: not an intake of a commission")
