"""One session's sealed stream, opened on a court's decision by all parties together (L 50-2(4), 50-8(1); E49).

    make_order     the territorial commission: an order for one session, from a pack that was checked, with the decision
    give_part      each party alone, at its own key store: the order is judged, then one part for this one session
    finish         the territorial commission: all parts put together, the session, the act of custody

An order folder goes from party to party:

    order.json, order.json.p7s     which session, on which decision; signed
    decision.pdf                   the court's decision itself (any file; its hash is in the order)
    recorder-key.json              the public half of the recorder key
    parts/member-1.json            a part of each party
    session.json, session.json.p7s what came out; no choice is in it, the recorder has none
"""

import hashlib
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509

from sailau.adapters.files import read_file, write_atomically
from sailau.commission.custody import Custody, refuse_act
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.v1.evidence.custody import CustodyKind, Decided
from sailau.formats.v1.evidence.order import OPENED, ORDER, OpenedEvent, OpenedSession, OpeningOrder
from sailau.formats.v1.recorder_key import (
    RECORDER_KEY,
    RECORDER_PART,
    RecorderKey,
    RecorderPart,
    parties_of,
    party_of,
)
from sailau.group import Secret
from sailau.ports.member_store import MemberStore
from sailau.recorder.chain import Entry
from sailau.recorder.session import BEGUN, frames_of, open_stream
from sailau.refusal import Refusal, Text
from sailau.sealing.recorder_key import check_key, partial_unwrap, unwrap
from sailau.service.evidence.checking import CheckedPack
from sailau.service.evidence.deeds import Deed, Entered, enter
from sailau.service.evidence.folder import EvidenceFolder, custody_of
from sailau.service.evidence.packing import RECORDERS
from sailau.service.evidence.reading import ReadRecorder, agrees_with, read_packed
from sailau.service.recorder.evidence import opened_events
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together, verify_detached
from sailau.signing.holder import holder_of
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust

ORDER_FILE: Final = "order.json"
DECISION_FILE: Final = "decision.pdf"
KEY_FILE: Final = "recorder-key.json"
SESSION_FILE: Final = "session.json"
PARTS: Final = "parts"

PACK_NOT_SOUND: Final = Refusal(
    "evidence-pack-not-sound",
    "L 50-8(1)",
    Text(
        "Дәлелдемелер жинағында ақау бар: сеанс одан ашылмайды. Жинақты қайта жасаңыз.",
        "В пакете доказательств есть дефекты: сеанс по нему не открывают. Составьте пакет заново.",
        "The evidence pack has defects: no session is opened from it. Make the pack again.",
    ),
)
NOT_A_COURT: Final = Refusal(
    "session-needs-a-court",
    "L 50-2(4), 50-8(1)",
    Text(
        "Сеанстың жабық жазбасы сот шешімі бойынша ғана ашылады: сот, шешімнің нөмірі, күні және файлы керек.",
        "Закрытая запись сеанса открывается только по решению суда: нужны суд, номер, дата и файл решения.",
        "A session's sealed record is opened on a court's decision only: its court, number, day and file are needed.",
    ),
)
COURT_DAY_TO_COME: Final = Refusal(
    "court-day-to-come",
    "L 50-2(4), 50-8(1)",
    Text(
        "Сот шешімінің күні әлі келген жоқ: шешімдегі күнді және осы құрылғының сағатын тексеріңіз.",
        "День решения суда ещё не наступил: проверьте день в решении и часы этого устройства.",
        "The day of the court's decision is still to come: check the day in it, and this machine's clock.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which session, why, and on which decision of a court; `paper` is the decision's file."""

    device: str
    session: str
    reason: str
    court: str
    number: str
    decided_at: datetime
    paper: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOrder:
    """An order that was judged: signed by a territorial commission, the decision's file is the one it names."""

    order: OpeningOrder
    sha256: str
    key: RecorderKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What came out of the session, and the act."""

    session: OpenedSession
    act: Entered


def make_order(
    folder: EvidenceFolder,
    checked: CheckedPack,
    wanted: Wanted,
    key: bytes,
    target: Path,
    signers: Sequence[Signer],
    now: datetime,
) -> OpeningOrder | Refusal:
    """Draw up the order for one session in `target`, a new folder; every signer is the territorial commission's.

    Raises StoreError when the record has no such session, FormatError, PartyError or ProofError when the recorder key
    is not good, SignatureError when a signer may not sign.
    """
    if not checked.sound:
        return PACK_NOT_SOUND
    if not (wanted.court.strip() and wanted.number.strip() and wanted.paper):
        return NOT_A_COURT
    if wanted.decided_at.date() > folder.local(now).date():
        return COURT_DAY_TO_COME
    pack = checked.pack
    recorder = read_packed(wanted.device, checked.path / RECORDERS / wanted.device)
    decision = Decided(
        by=wanted.court.strip(),
        number=wanted.number.strip(),
        day=wanted.decided_at.date(),
        sha256=hashlib.sha256(wanted.paper).hexdigest(),
    )
    order = OpeningOrder(
        election=pack.election,
        precinct=pack.precinct,
        uuid=pack.uuid,
        packet=pack.packet,
        device=wanted.device,
        session=wanted.session,
        entries=recorder.head.entries,
        head=recorder.head.hash,
        wrapped=_wrapped(recorder, wanted.session),
        decision=decision,
        reason=wanted.reason,
        at=folder.local(now),
    )
    _demand_key_of(_key(key), order)
    data = ORDER.write(order)
    signature = sign_together(data, signers, now)
    _judge(data, signature, folder.trust(order.at))
    try:
        (target / PARTS).mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"{target.name} cannot be made, or is there already: {error.strerror}") from error
    for name, content in (
        (DECISION_FILE, wanted.paper),
        (KEY_FILE, key),
        (f"{ORDER_FILE}.p7s", signature),
        (ORDER_FILE, data),
    ):
        write_atomically(target / name, content)
    return order


def read_order(path: Path, root: x509.Certificate, revoked: Sequence[bytes] = ()) -> ReadOrder:
    """Judge an order folder as a party does before it gives its part.

    Raises SignatureError when no territorial commission by this root signed it, FormatError when the decision is
    another file than the order names or the key is of another precinct, StoreError when a file is missing.
    """
    data, signature = read_file(path / ORDER_FILE), read_file(path / f"{ORDER_FILE}.p7s")
    order = ORDER.read(data)
    _judge(data, signature, _trust(order, root, revoked))
    if order.decision.day > order.at.date():
        raise FormatError(ORDER_FILE, "the court's decision is of a later day than the order that rests on it")
    paper = read_file(path / DECISION_FILE)
    if hashlib.sha256(paper).hexdigest() != order.decision.sha256:
        raise FormatError(DECISION_FILE, "not the decision that the order names")
    key = _key(read_file(path / KEY_FILE))
    _demand_key_of(key, order)
    return ReadOrder(order=order, sha256=hashlib.sha256(data).hexdigest(), key=key)


def give_part(path: Path, read: ReadOrder, store: MemberStore) -> RecorderPart:
    """One party's part for the order's session, laid into the folder; another session needs another order.

    Raises StoreError when the store has no share, PartyError when it is the share of another key, FormatError or
    ProofError when what is to be opened was not wrapped for this session.
    """
    secret = store.recorder_share
    if secret is None:
        raise StoreError("this key store has no share of the recorder key")
    party = party_of(store.member)
    part = partial_unwrap(Secret(secret), read.key, party, read.order.name, read.order.wrapped)
    write_atomically(path / PARTS / f"{party}.json", RECORDER_PART.write(part))
    return part


def given_parts(path: Path) -> tuple[RecorderPart, ...]:
    """The parts that lie in the folder. Raises FormatError at one that is none."""
    return tuple(RECORDER_PART.read(read_file(one)) for one in sorted((path / PARTS).glob("*.json")))


def finish(
    folder: EvidenceFolder, path: Path, checked: CheckedPack, signers: Sequence[Signer], now: datetime
) -> Opened | Refusal:
    """Put all parts together: the session and its act of custody.

    Raises PartyError naming whose part is bad or missing, FormatError or ProofError when a frame is not whole,
    StoreError when the order is not of this packet.
    """
    if not checked.sound:
        return PACK_NOT_SOUND
    read = read_order(path, folder.root, folder.revoked)
    order = read.order
    if (order.precinct, order.packet, order.uuid) != (checked.pack.precinct, checked.pack.packet, checked.pack.uuid):
        raise StoreError("the order is of another packet than the pack")
    custody = custody_of(folder, order.precinct, order.packet)
    refusal = refuse_act(custody, CustodyKind.SESSION_OPENED, folder.local(now), decided=True)
    if refusal is not None:
        return refusal
    known = _entered_before(custody, order)
    if known is not None:
        raise StoreError(f"this order was carried out: act {known} of packet {order.precinct}-{order.packet}")
    recorder = read_packed(order.device, checked.path / RECORDERS / order.device)
    if not agrees_with(recorder, order.entries, order.head):
        raise FormatError(order.device, "not the record for which the order was drawn up")
    session_key = unwrap(read.key, order.name, order.wrapped, given_parts(path))
    begun = _begun(recorder, order.session)
    inputs = open_stream(session_key, order.name, frames_of(recorder.entries)[order.session])
    session = OpenedSession(
        election=order.election,
        precinct=order.precinct,
        order_sha256=read.sha256,
        session=order.name,
        events=tuple(
            OpenedEvent(time=at.isoformat(timespec="milliseconds"), event=event, fields=dict(fields))
            for at, event, fields in opened_events(begun, inputs)
        ),
    )
    data = OPENED.write(session)
    write_atomically(path / f"{SESSION_FILE}.p7s", sign_together(data, signers, now))
    write_atomically(path / SESSION_FILE, data)
    deed = Deed(
        kind=CustodyKind.SESSION_OPENED,
        decision=order.decision,
        session=order.name,
        outcome=hashlib.sha256(data).hexdigest(),
    )
    done = enter(folder, order.precinct, order.packet, deed, signers, now)
    return done if isinstance(done, Refusal) else Opened(session=session, act=done)


def missing_parties(read: ReadOrder, path: Path) -> tuple[str, ...]:
    """Whose part is still to come."""
    given = {part.party for part in given_parts(path)}
    return tuple(share.party for share in read.key.shares if share.party not in given)


def _entered_before(custody: Custody, order: OpeningOrder) -> int | None:
    """The number of the act by which this order was carried out: a court orders a session opened once."""
    for link in custody.links:
        if link.kind is CustodyKind.SESSION_OPENED and (link.data.session, link.data.decision) == (
            order.name,
            order.decision,
        ):
            return link.act.number
    return None


def _trust(order: OpeningOrder, root: x509.Certificate, revoked: Sequence[bytes]) -> Trust:
    return Trust(
        root=root,
        at=order.at,
        training=holder_of(root).training,
        election=order.election,
        revocation_lists=tuple(revoked),
    )


def _judge(data: bytes, signature: bytes, trust: Trust) -> None:
    for identity in verify_detached(data, signature, trust, DocumentKind.HIGHER_ACT):
        if identity.role is not Role.TERRITORIAL_COMMISSION:
            raise SignatureError(f"{identity.holder.name}: an order is the territorial commission's, which is a party")


def _key(data: bytes) -> RecorderKey:
    key = RECORDER_KEY.read(data)
    check_key(key, parties_of(len(key.shares) - 1))
    return key


def _demand_key_of(key: RecorderKey, order: OpeningOrder) -> None:
    context = key.context
    if (context.election, context.precinct, context.uuid) != (order.election, order.precinct, order.uuid):
        raise FormatError(KEY_FILE, "the recorder key of another election, precinct or archive")


def _begun(recorder: ReadRecorder, session: str) -> Entry:
    for entry in recorder.entries:
        if entry.event == BEGUN and entry.fields["session"] == session:
            return entry
    raise StoreError(f"the record of {recorder.device} has no session {session}")


def _wrapped(recorder: ReadRecorder, session: str) -> bytes:
    return b64decode(str(_begun(recorder, session).fields["wrapped"]))
