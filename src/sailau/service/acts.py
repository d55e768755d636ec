"""Acts and minutes of the day: numbered, signed by members, kept until the record is written.

Each act is entered under a *matter*, so that entering it again after a crash gives the same act.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cbor2

from sailau.errors import StoreError, invariant
from sailau.formats.v1.record import ACT_FILE, Act, Bilingual
from sailau.service.precinct import Precinct
from sailau.service.trust import trust_of
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together, verify_detached
from sailau.signing.holder import holder_of
from sailau.signing.roles import DocumentKind

MATTER_BYTES_MAX: Final = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What an act is about. `key` names the occasion; `explains` lists codes of findings that it accounts for."""

    key: str
    kind: str
    article: str
    text: Bilingual
    explains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAct:
    """An act with its signatures, as files of the record."""

    act: Act
    data: bytes
    signature: bytes

    @property
    def name(self) -> str:
        """The act's file name in the record, without ending."""
        return f"{self.act.number:03d}-{self.act.kind}"

    @property
    def label(self) -> str:
        """The act's number as papers and the recorder name it."""
        return f"ACT-{self.act.number:03d}"


def enter_act(
    precinct: Precinct, matter: Matter, signers: Sequence[Signer], data: Mapping[str, Any] | None = None
) -> SignedAct:
    """Write an act, signed by at least two members; the same matter gives the act that was entered before."""
    found = {act.act.number: act for act in acts(precinct)}
    with precinct.stores.day.transaction() as tx:
        number_of = tx.get("acts", _matter(matter.key))
    if number_of is not None:
        return found[cbor2.loads(number_of)]
    act = Act(
        number=max(found, default=0) + 1,
        kind=matter.kind,
        election=str(precinct.definition.id),
        precinct=precinct.installed.precinct,
        uuid=precinct.installed.uuid,
        at=precinct.minute(),
        article=matter.article,
        text=matter.text,
        members=tuple(sorted(member_id(signer) for signer in signers)),
        explains=tuple(sorted(matter.explains)),
        data=dict(data or {}),
    )
    encoded = ACT_FILE.write(act)
    signed = SignedAct(act=act, data=encoded, signature=sign_together(encoded, signers, precinct.now()))
    _keep(precinct, matter.key, signed)
    return signed


def enter_foreign_act(precinct: Precinct, key: str, data: bytes, signature: bytes) -> SignedAct:
    """Take in an act of a higher commission, as it was signed.

    Raises FormatError, SignatureError when no higher commission signed it, StoreError when it is of another precinct
    or its number is taken.
    """
    signed = SignedAct(act=ACT_FILE.read(data), data=data, signature=signature)
    verify_detached(data, signature, trust_of(precinct), DocumentKind.HIGHER_ACT)
    act = signed.act
    if (act.election, act.precinct, act.uuid) != (
        str(precinct.definition.id),
        precinct.installed.precinct,
        precinct.installed.uuid,
    ):
        raise StoreError("the act is of another election or precinct")
    with precinct.stores.day.transaction() as tx:
        known = tx.get("acts", _matter(key))
        is_taken = tx.get("acts", b"act:%03d" % act.number) is not None
    if known is None and is_taken:
        raise StoreError(f"there is an act number {act.number} already")
    if known is None:
        _keep(precinct, key, signed)
    return signed


def acts(precinct: Precinct) -> list[SignedAct]:
    """List all acts by number."""
    with precinct.stores.day.transaction() as tx:
        items = [value for key, value in tx.items("acts") if key.startswith(b"act:")]
    decoded = [cbor2.loads(value) for value in items]
    found = [SignedAct(act=ACT_FILE.read(data), data=data, signature=signature) for data, signature in decoded]
    return sorted(found, key=lambda signed: signed.act.number)


def member_id(signer: Signer) -> str:
    """Return `member-N` of a commission member's certificate."""
    number = holder_of(signer.certificate).member
    invariant(number is not None, "only members of the commission sign its acts")
    return f"member-{number}"


def member_number(member: str) -> int:
    """Return N of `member-N`."""
    return int(member.removeprefix("member-"))


def _matter(key: str) -> bytes:
    """The key of a matter in the store; a long one, as of an act on many differences, by its hash."""
    encoded = key.encode()
    if len(encoded) > MATTER_BYTES_MAX:
        encoded = b"%s:%s" % (encoded.partition(b":")[0], hashlib.sha256(encoded).hexdigest().encode())
    return b"matter:" + encoded


def _keep(precinct: Precinct, key: str, signed: SignedAct) -> None:
    number = signed.act.number
    with precinct.stores.day.transaction() as tx:
        tx.put("acts", b"act:%03d" % number, cbor2.dumps([signed.data, signed.signature]))
        tx.put("acts", _matter(key), cbor2.dumps(number))
    digest = hashlib.sha256(signed.data).hexdigest()
    precinct.recorder().record("act-entered", act=signed.label, act_hash=digest)
