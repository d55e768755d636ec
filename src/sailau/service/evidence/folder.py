"""The folder in which a territorial commission keeps what is known of its recorders (L 50-8(2), 50-9; E50-E52).

    definition.json(.p7s)                   the election, signed by the central commission
    root.pem                                the root certificate that everything is judged by
    ended.json(.p7s)                        on which day the election ended, as soon as that is said
    packets/000025-1/007-recorder_packed.json, .json.p7s, .pdf     the acts of custody of packet 1 of precinct 25
    packets/000025-1/orders/terminal-1-000123/                      an order to open a session, and what came of it

An act is in the folder when its `.json` is: it is written last. Every signature is judged whenever the folder is read,
at the time of its act.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.files import LOCK_NAME, ProcessLock, read_file, write_atomically
from sailau.commission.custody import Custody, Link, judge_custody
from sailau.election.definition import parse
from sailau.election.nouns import Definition
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.v1.evidence.custody import CustodyKind, custody_data
from sailau.formats.v1.evidence.ended import ENDED, ElectionEnded
from sailau.formats.v1.record import ACT_FILE
from sailau.signing.cms import verify_detached
from sailau.signing.holder import holder_of
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust, read_certificate

DEFINITION: Final = "definition.json"
ROOT: Final = "root.pem"
ENDED_FILE: Final = "ended.json"
PACKETS: Final = "packets"
ORDERS: Final = "orders"
_ACT_NAME = re.compile(r"[0-9]{3}-recorder_[a-z_]+\.json\Z", re.ASCII)
_PACKET_NAME = re.compile(r"([0-9]{6})-([1-9][0-9]?)\Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFolder:
    """An opened folder. `revoked` are lists of revoked certificates of whoever reads."""

    path: Path
    definition: Definition
    root: x509.Certificate
    revoked: tuple[bytes, ...] = ()

    def trust(self, at: datetime) -> Trust:
        """Whom this folder trusts at a moment."""
        return trust_at(self.definition, self.root, at, self.revoked)

    def local(self, moment: datetime) -> datetime:
        """A moment to the minute, in the local time of the election."""
        return local_minute(self.definition, moment)

    def packet(self, precinct: int, packet: int) -> Path:
        """The folder of a packet."""
        return self.path / PACKETS / f"{precinct:06d}-{packet}"


def local_minute(definition: Definition, moment: datetime) -> datetime:
    """A moment to the minute, in the local time of the election."""
    zone = definition.zone
    return moment.astimezone(zone).replace(second=0, microsecond=0)


def trust_at(definition: Definition, root: x509.Certificate, at: datetime, revoked: Sequence[bytes] = ()) -> Trust:
    """The trust in a root for a definition's election, at a moment."""
    return Trust(
        root=root,
        at=at,
        training=holder_of(root).training,
        election=str(definition.id),
        revocation_lists=tuple(revoked),
    )


def new_folder(path: Path, definition: bytes, signature: bytes, root: bytes, at: datetime) -> EvidenceFolder:
    """Begin a folder. Raises StoreError when it is not empty, SignatureError when the definition is not signed."""
    decided, certificate = parse(definition, DEFINITION), read_certificate(root)
    verify_detached(definition, signature, trust_at(decided, certificate, at), DocumentKind.DEFINITION)
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(path.iterdir()):
            raise StoreError(f"{path.name} is not empty; give a new folder")
        (path / PACKETS).mkdir(mode=0o700)
    except OSError as error:
        raise StoreError(f"{path.name} cannot be made: {error.strerror}") from error
    write_atomically(path / ROOT, certificate.public_bytes(Encoding.PEM))
    write_atomically(path / f"{DEFINITION}.p7s", signature)
    write_atomically(path / DEFINITION, definition)
    return EvidenceFolder(path=path, definition=decided, root=certificate)


@contextmanager
def opened_folder(path: Path, revoked: Sequence[bytes] = ()) -> Iterator[EvidenceFolder]:
    """Open a folder for one process. Raises StoreError when there is none or another process works in it."""
    if not (path / DEFINITION).is_file():
        raise StoreError(f"{path} is no folder of evidence; `sailau evidence new` makes one")
    definition, root = parse(read_file(path / DEFINITION), DEFINITION), read_certificate(read_file(path / ROOT))
    lock = ProcessLock(path / LOCK_NAME, f"the folder {path.name}")
    try:
        yield EvidenceFolder(path=path, definition=definition, root=root, revoked=tuple(revoked))
    finally:
        lock.release()


def packets(folder: EvidenceFolder) -> tuple[tuple[int, int], ...]:
    """The packets by precinct and number."""
    found = [_PACKET_NAME.match(path.name) for path in sorted((folder.path / PACKETS).iterdir())]
    return tuple((int(match[1]), int(match[2])) for match in found if match is not None)


def custody_of(folder: EvidenceFolder, precinct: int, packet: int) -> Custody:
    """The story of a packet. Raises StoreError when there is none, FormatError or SignatureError at a bad act."""
    return read_custody(folder.packet(precinct, packet), folder.definition, folder.root, folder.revoked)


def read_custody(path: Path, definition: Definition, root: x509.Certificate, revoked: Sequence[bytes] = ()) -> Custody:
    """The acts of custody in a folder, every signature judged at the time of its act. Raises as `custody_of`."""
    if not path.is_dir():
        raise StoreError(f"there is no packet {path.name}: take it over first (`sailau evidence take`)")
    names = sorted(one.name for one in path.iterdir() if _ACT_NAME.match(one.name))
    links = [
        read_link(read_file(path / name), read_file(path / f"{name}.p7s"), definition, root, revoked) for name in names
    ]
    custody = judge_custody(links)
    if custody is None:
        raise FormatError(path.name, "the first act does not pack recorders")
    return custody


def read_link(
    data: bytes, signature: bytes, definition: Definition, root: x509.Certificate, revoked: Sequence[bytes] = ()
) -> Link:
    """Judge one act of custody: its form, its signatures, who may sign it. Raises FormatError or SignatureError."""
    act = ACT_FILE.read(data)
    kinds = {kind.value: kind for kind in CustodyKind}
    if act.kind not in kinds:
        raise FormatError("act", f"{act.kind} is no act of custody")
    if act.election != str(definition.id):
        raise SignatureError(f"act {act.number}: of election {act.election}, not of {definition.id}")
    definition.precinct(act.precinct)
    trust = trust_at(definition, root, act.at, revoked)
    signers = verify_detached(data, signature, trust, signed_as(kinds[act.kind]))
    return Link(act=act, data=custody_data(act.data), sha256=hashlib.sha256(data).hexdigest(), signers=signers)


def signed_as(kind: CustodyKind) -> DocumentKind:
    """Whose signatures an act of custody needs."""
    match kind:
        case CustodyKind.PACKED:
            return DocumentKind.ACT
        case CustodyKind.HANDED_OVER:
            return DocumentKind.RECORDER_HANDOVER
        case _:
            return DocumentKind.HIGHER_ACT


def enter_ended(folder: EvidenceFolder, data: bytes, signature: bytes) -> ElectionEnded:
    """Take in on which day the election ended; a later day may replace an earlier one, never the other way.

    Raises FormatError, or SignatureError when it is not the central commission's, StoreError at an earlier day.
    """
    ended = read_ended(data, signature, folder.definition, folder.root, folder.revoked)
    known = ended_of(folder)
    if known is not None and ended.ended < known.ended:
        raise StoreError(f"{known.ended} is entered as the end of the election; an earlier day is not taken")
    write_atomically(folder.path / f"{ENDED_FILE}.p7s", signature)
    write_atomically(folder.path / ENDED_FILE, data)
    return ended


def ended_of(folder: EvidenceFolder) -> ElectionEnded | None:
    """On which day the election ended, if that was said. Raises as `enter_ended`."""
    path = folder.path / ENDED_FILE
    if not path.exists():
        return None
    signature = read_file(path.with_name(f"{ENDED_FILE}.p7s"))
    return read_ended(read_file(path), signature, folder.definition, folder.root, folder.revoked)


def read_ended(
    data: bytes, signature: bytes, definition: Definition, root: x509.Certificate, revoked: Sequence[bytes] = ()
) -> ElectionEnded:
    """Judge `ended.json`. Raises FormatError, SignatureError."""
    ended = ENDED.read(data)
    if ended.election != str(definition.id):
        raise SignatureError(f"{ENDED_FILE}: of election {ended.election}, not of {definition.id}")
    if ended.ended < definition.date:
        raise FormatError(ENDED_FILE, f"the election did not end before its voting day, {definition.date}")
    signers = verify_detached(data, signature, trust_at(definition, root, ended.at, revoked), DocumentKind.HIGHER_ACT)
    if any(identity.role is not Role.CENTRAL_COMMISSION for identity in signers):
        raise SignatureError(f"{ENDED_FILE}: the central commission signs when an election ended, and nobody else")
    return ended
