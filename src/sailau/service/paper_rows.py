"""The protocol while it is being signed, as the day's store keeps it (L 50-6(2); R 20; M43-M49).

A *draft* is what the members are asked to sign: one a count. Another draft ends every signature given so far, since
they were given to other bytes; who declined stays declined. All of it is public: it lies in the record in the end.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import cbor2

from sailau.formats.v1.record import (
    PAPER_PROTOCOL_FILE,
    PROTOCOL_FILE,
    SUMMARY_PROTOCOL_FILE,
    Bilingual,
    MixedProtocol,
    Protocol,
)
from sailau.ports import Transaction
from sailau.service.precinct import Precinct

_TABLE: Final = "count"
_DRAFTS, _SIGNED, _DECLINED, _RECORDED = b"papers:draft:", b"papers:signed:", b"papers:declined:", b"papers:recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The protocol of one count, `paper` or `summary`: its data, the paper as first printed, and as signed so far."""

    count: str
    data: bytes = field(repr=False)
    printed: bytes = field(repr=False)
    paper: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Of the data, in hex: what the members compare."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def signers(self) -> tuple[str, ...]:
        """Who is to sign it, as it says itself."""
        return read_protocol(self.count, self.data).signers


def read_protocol(count: str, data: bytes) -> Protocol | MixedProtocol:
    """Read the data of a draft: the protocol of a count, or one of the two further ones of a mixed precinct."""
    match count:
        case "paper":
            return PAPER_PROTOCOL_FILE.read(data)
        case "summary":
            return SUMMARY_PROTOCOL_FILE.read(data)
        case _:
            return PROTOCOL_FILE.read(data)


def drafts(precinct: Precinct) -> Mapping[str, Draft]:
    """The drafts that are to be signed, by count; none before the protocol was drawn up."""
    with precinct.stores.day.transaction() as tx:
        found = [cbor2.loads(value) for _, value in _under(tx, _DRAFTS)]
    return {count: Draft(count=count, data=data, printed=printed, paper=paper) for count, data, printed, paper in found}


def signatures(precinct: Precinct) -> Mapping[str, Mapping[str, bytes]]:
    """Each member's signature over the data (CAdES), by count, then by member's id."""
    with precinct.stores.day.transaction() as tx:
        found = [cbor2.loads(value) for _, value in _under(tx, _SIGNED)]
    return {
        count: {member: signature for of, member, signature in found if of == count}
        for count in sorted({row[0] for row in found})
    }


def declined(precinct: Precinct) -> Mapping[str, Bilingual]:
    """The members who do not sign, with the reason."""
    with precinct.stores.day.transaction() as tx:
        found = [cbor2.loads(value) for _, value in _under(tx, _DECLINED)]
    return {member: Bilingual(kk, ru) for member, kk, ru in found}


def recorded(precinct: Precinct) -> frozenset[str]:
    """The counts whose protocols stand in the record that was written."""
    with precinct.stores.day.transaction() as tx:
        return frozenset(cbor2.loads(tx.get(_TABLE, _RECORDED) or cbor2.dumps([])))


def put_drafts(precinct: Precinct, made: Mapping[str, Draft]) -> None:
    """Put these drafts in place of all others; signatures given so far are gone."""
    with precinct.stores.day.transaction() as tx:
        for key, _ in (*_under(tx, _DRAFTS), *_under(tx, _SIGNED)):
            tx.delete(_TABLE, key)
        for draft in made.values():
            _put(tx, draft)


def put_signed(precinct: Precinct, draft: Draft, member: str, signature: bytes) -> None:
    """Keep a member's two signatures of one draft: in the paper, and over the data."""
    with precinct.stores.day.transaction() as tx:
        _put(tx, draft)
        key = _SIGNED + f"{draft.count}:{member}".encode()
        tx.put(_TABLE, key, cbor2.dumps([draft.count, member, signature]))


def put_declined(precinct: Precinct, member: str, reason: Bilingual) -> None:
    """Keep that a member does not sign, and why."""
    with precinct.stores.day.transaction() as tx:
        tx.put(_TABLE, _DECLINED + member.encode(), cbor2.dumps([member, reason.kk, reason.ru]))


def put_recorded(precinct: Precinct, counts: frozenset[str]) -> None:
    """Keep that the record with the protocols of these counts was written."""
    with precinct.stores.day.transaction() as tx:
        tx.put(_TABLE, _RECORDED, cbor2.dumps(sorted(counts)))


def _put(tx: Transaction, draft: Draft) -> None:
    fields = [draft.count, draft.data, draft.printed, draft.paper]
    tx.put(_TABLE, _DRAFTS + draft.count.encode(), cbor2.dumps(fields))


def _under(tx: Transaction, prefix: bytes) -> list[tuple[bytes, bytes]]:
    return [(key, value) for key, value in tx.items(_TABLE) if key.startswith(prefix)]
