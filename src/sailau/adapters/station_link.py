"""A station's end of its link: members sign in with their own keys, and command from there (L 50-5(1); E14, E26).

The keys stay here. The bytes of the card in the slot are given as long as a command runs; an act is signed when the
members here agree to the whole of it, never a digest.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import cbor2
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.table_link import (
    ANSWER_SECONDS,
    ENTRANCE_TAG,
    TableLink,
    act_told,
    moment_told,
    refusal_told,
    words_told,
)
from sailau.adapters.table_wire import LinkLostError
from sailau.card.slot import CardRemovedError, CardSlot
from sailau.errors import FormatError
from sailau.formats.v1.bundle import BUNDLE_FILE, BundleHead
from sailau.formats.v1.record import MANIFEST_FILE, Act, Manifest
from sailau.refusal import Refusal
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached
from sailau.signing.device import device_sign

Agree = Callable[[Act], bool]
"""Whether the members who sit here sign the act that is shown to them."""
AgreeManifest = Callable[[Manifest], bool]
"""Whether they sign this list of the record's files."""
AgreeBundle = Callable[[BundleHead], bool]
"""Whether they sign the head of the bundle in which the record is transferred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody who has signed in here: `member-4` or a role; the role; the name in the certificate."""

    id: str
    role: str
    name: str


class StationLink:
    """The open link of a station, and who has signed in at it."""

    def __init__(self, link: TableLink) -> None:
        self._link = link
        self._signers: dict[str, Signer] = {}

    def close(self) -> None:
        """Leave; everybody is out. Never fails."""
        self._signers.clear()
        self._link.close()

    def signer(self, member: str) -> Signer:
        """The key of a member who has signed in here. Raises `LinkLostError` when the member has not."""
        if member not in self._signers:
            raise LinkLostError(f"{member} has not signed in here")
        return self._signers[member]

    def sign_in(self, signer: Signer) -> SignedIn | Refusal:
        """Let a member in who holds the key. Raises `LinkLostError`."""
        shown = [one.public_bytes(Encoding.DER) for one in (signer.certificate, *signer.chain)]
        line = self._link.line
        line.expect_pieces()
        line.send("sign-in", cbor2.dumps(shown))
        challenge = words_told(line.receive(ANSWER_SECONDS), "challenge", bytes)[0]
        line.send("answer", device_sign(signer.key, ENTRANCE_TAG, challenge))
        message = line.receive(ANSWER_SECONDS)
        if message[0] == "refused":
            return refusal_told(message)
        id_, role, name = words_told(message, "member", str, str, str)
        self._signers[id_] = signer
        return SignedIn(id=id_, role=role, name=name)

    def sign_out(self, member: str) -> None:
        """End a member's signing in. Raises `LinkLostError`."""
        self._signers.pop(member, None)
        self._link.line.send("sign-out", member)
        words_told(self._link.line.receive(ANSWER_SECONDS), "signed-out", str)

    def look(self) -> Mapping[str, Any]:
        """The figures of the day (`service.day_summary`). Raises `LinkLostError`."""
        self._link.line.send("look")
        return _answer(words_told(self._link.line.receive(ANSWER_SECONDS), "answered", bytes)[0])

    def outline(self) -> Mapping[str, Any] | Refusal:
        """The whole day (`service.day_outline`), for who signed in here. Raises `LinkLostError`."""
        self._link.line.send("outline")
        message = self._link.line.receive(ANSWER_SECONDS)
        return refusal_told(message) if message[0] == "refused" else _answer(words_told(message, "answered", bytes)[0])

    def service(self) -> Mapping[str, Any] | Refusal:
        """The health of everything at the table (`service.table_technician`), for who signed in here. Raises
        `LinkLostError`."""
        self._link.line.send("service")
        message = self._link.line.receive(ANSWER_SECONDS)
        return refusal_told(message) if message[0] == "refused" else _answer(words_told(message, "answered", bytes)[0])

    def presence(self) -> Mapping[str, Any] | Refusal:
        """Those present and the commission's sittings (`service.presence`), for who signed in here. Raises
        `LinkLostError`."""
        self._link.line.send("presence")
        message = self._link.line.receive(ANSWER_SECONDS)
        return refusal_told(message) if message[0] == "refused" else _answer(words_told(message, "answered", bytes)[0])

    def ask(
        self,
        command: str,
        who: Sequence[str],
        slot: CardSlot | None = None,
        agree: Agree | None = None,
        agree_manifest: AgreeManifest | None = None,
        agree_bundle: AgreeBundle | None = None,
        **args: Any,
    ) -> Mapping[str, Any] | Refusal:
        """Have those who signed in give `command`; `slot` is lent to it.

        An act that comes of it is signed by the keys of those who act only when `agree`, which has the whole of it,
        says so; the record's manifest when `agree_manifest` does, a bundle's head when
        `agree_bundle` does. Otherwise nothing is signed, and the command is refused (`act-not-agreed`). Raises
        `LinkLostError`.
        """
        self._link.line.send("ask", command, cbor2.dumps({**args, "who": list(who)}))
        while True:
            message = self._link.line.receive(ANSWER_SECONDS)
            match message:
                case ["act", str(member), bytes(data), str(at)] if member in who and member in self._signers:
                    self._answer_act(self._signers[member], data, at, agree)
                case ["manifest", str(member), bytes(data), str(at)] if member in who and member in self._signers:
                    self._answer_manifest(self._signers[member], data, at, agree_manifest)
                case ["bundle", str(member), bytes(data), str(at)] if member in who and member in self._signers:
                    self._answer_bundle(self._signers[member], data, at, agree_bundle)
                case ["answered", bytes(body)]:
                    return _answer(body)
                case ["refused", *_]:
                    return refusal_told(message)
                case _:
                    self._link.lend(message, slot or _NoSlot())

    def _answer_act(self, signer: Signer, data: bytes, at: str, agree: Agree | None) -> None:
        act, moment = act_told(data, at)
        self._sign_or_not(signer, data, moment, agreed=agree is not None and agree(act))

    def _answer_manifest(self, signer: Signer, data: bytes, at: str, agree: AgreeManifest | None) -> None:
        try:
            manifest, moment = MANIFEST_FILE.read(data), moment_told(at)
        except FormatError as error:
            raise LinkLostError("what is to be signed is no manifest") from error
        self._sign_or_not(signer, data, moment, agreed=agree is not None and agree(manifest))

    def _answer_bundle(self, signer: Signer, data: bytes, at: str, agree: AgreeBundle | None) -> None:
        try:
            head, moment = BUNDLE_FILE.read(data), moment_told(at)
        except FormatError as error:
            raise LinkLostError("what is to be signed is no head of a bundle") from error
        self._sign_or_not(signer, data, moment, agreed=agree is not None and agree(head))

    def _sign_or_not(self, signer: Signer, data: bytes, moment: datetime, *, agreed: bool) -> None:
        if agreed:
            self._link.line.send("signed", sign_detached(data, signer, moment))
        else:
            self._link.line.send("unsigned")


class _NoSlot:
    """The slot of a station that lends none."""

    def read(self, offset: int, length: int) -> bytes:
        """Raise CardRemovedError."""
        raise CardRemovedError("no card was given")

    def write(self, offset: int, data: bytes) -> None:
        """Raise CardRemovedError."""
        raise CardRemovedError("no card was given")


def _answer(body: bytes) -> Mapping[str, Any]:
    try:
        found: Any = cbor2.loads(body)
    except (cbor2.CBORError, ValueError, TypeError) as error:
        raise LinkLostError("the precinct computer does not speak as agreed") from error
    if not isinstance(found, dict):
        raise LinkLostError("the precinct computer does not speak as agreed")
    return found
