"""After a year: the act on destroying a packet, and what it erases (L 50-9; E52).

The act comes first and is durable before anything is erased; a call after a crash erases the rest by the same act.
The recorders themselves are destroyed by people; erased here are the copies in evidence packs and order folders, and
the parties' shares of the recorder key, after which no session opens any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sailau.adapters.files import erase_file, read_file
from sailau.commission.custody import refuse_destruction
from sailau.commission.custody_refusals import Standing
from sailau.errors import StoreError
from sailau.formats.v1.evidence.custody import CustodyKind, Decided
from sailau.formats.v1.evidence.order import ORDER
from sailau.formats.v1.evidence.pack import PACK
from sailau.refusal import Refusal
from sailau.service.ceremony import erase_recorder_shares
from sailau.service.evidence.deeds import Deed, enter
from sailau.service.evidence.folder import EvidenceFolder, custody_of, ended_of
from sailau.service.evidence.opening import ORDER_FILE, PARTS, SESSION_FILE
from sailau.service.evidence.packing import PACK_FILE, RECORDERS
from sailau.signing.authority import Signer

_OF_AN_ORDER: Final = (SESSION_FILE, f"{SESSION_FILE}.p7s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """What is destroyed: the packet, its seal as it was found, the decision; copies and key stores to be erased."""

    precinct: int
    packet: int
    found: str
    whole: bool
    decision: Decided
    copies: tuple[Path, ...] = ()
    key_stores: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    """The act's number and paper, and how many files of copies were erased."""

    act: int
    paper: Path
    erased: int


def destroy(folder: EvidenceFolder, doomed: Doomed, signers: Sequence[Signer], now: datetime) -> Destroyed | Refusal:
    """Draw up the act, then erase. Not a day before the year is over, and not while a decision holds the packet.

    Raises StoreError when a copy is neither a pack nor an order folder, SignatureError when the signers may not sign.
    """
    for copy in doomed.copies:
        _demand_copy(copy, doomed)
    custody = custody_of(folder, doomed.precinct, doomed.packet)
    if custody.standing is not Standing.DESTROYED:
        ended = ended_of(folder)
        day = None if ended is None else ended.ended
        refusal = refuse_destruction(custody, day, folder.local(now).date())
        if refusal is not None:
            return refusal
        deed = Deed(
            kind=CustodyKind.DESTROYED,
            found=doomed.found,
            whole=doomed.whole,
            decision=doomed.decision,
            election_ended=day,
        )
        done = enter(folder, doomed.precinct, doomed.packet, deed, signers, now)
        if isinstance(done, Refusal):
            return done
        custody = done.custody
    act = custody.last.act
    erased = sum(_erase_copy(copy) for copy in doomed.copies)
    erase_recorder_shares(doomed.key_stores, f"{act.number:03d}-{act.kind}")
    paper = folder.packet(doomed.precinct, doomed.packet) / f"{act.number:03d}-{act.kind}.pdf"
    return Destroyed(act=act.number, paper=paper, erased=erased)


def _demand_copy(copy: Path, doomed: Doomed) -> None:
    """A pack or an order folder of this very packet: another one's year may not be over."""
    if (copy / PACK_FILE).is_file():
        pack = PACK.read(read_file(copy / PACK_FILE))
        packet = pack.precinct, pack.packet
    elif (copy / ORDER_FILE).is_file():
        order = ORDER.read(read_file(copy / ORDER_FILE))
        packet = order.precinct, order.packet
    else:
        raise StoreError(f"{copy} is neither an evidence pack nor an order folder; nothing was erased")
    if packet != (doomed.precinct, doomed.packet):
        raise StoreError(f"{copy} is of packet {packet[0]}-{packet[1]}; nothing was erased")


def _erase_copy(copy: Path) -> int:
    """Erase the records of a pack, or the parts and the session of an order; acts and signatures stay."""
    files = [path for path in (copy / RECORDERS).rglob("*") if path.is_file()]
    files += [path for path in (copy / PARTS).glob("*.json") if path.is_file()]
    files += [copy / name for name in _OF_AN_ORDER if (copy / name).is_file()]
    for path in files:
        erase_file(path)
    return len(files)
