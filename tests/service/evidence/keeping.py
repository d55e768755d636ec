"""What the oblast's commission does with the packet of precinct 25, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.keystore import MemberKeyStore
from sailau.formats.v1.evidence.custody import CustodyKind, Decided
from sailau.formats.v1.evidence.ended import ENDED, ElectionEnded
from sailau.formats.v1.evidence.order import OpeningOrder
from sailau.refusal import Refusal
from sailau.service.evidence.checking import CheckedPack, check_pack
from sailau.service.evidence.deeds import Deed, Entered, enter, seal_packet, take_over
from sailau.service.evidence.folder import EvidenceFolder, new_folder, opened_folder
from sailau.service.evidence.opening import Wanted, give_part, make_order, read_order
from sailau.service.evidence.packing import Asked, Packed, make_pack
from sailau.service.evidence.reading import Source
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together
from tests.records.world import PRECINCT, ZONE
from tests.service.evidence.place import PARTIES, PIN, Place

NIGHT = datetime(2005, 12, 4, 23, 30, tzinfo=ZONE)
SEAL, NEW_SEAL = "KZ 004512", "KZ 004513"
COURT = Decided(by="Ақсамал облыстық соты", number="2-117/2005", day=date(2005, 12, 9))
PAPER = b"%PDF-1.7 the decision of the court"
ENDED_ON = date(2005, 12, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """The commission's folder and what lies beside it."""

    place: Place
    path: Path
    known: CheckedPack | None = None
    """The pack as it was judged before it was copied here, for tests that do not alter it."""

    @property
    def pack(self) -> Path:
        return self.path / "pack"

    @property
    def order(self) -> Path:
        return self.path / "order"

    @property
    def packet(self) -> Path:
        return self.path / "ev" / "packets" / "000025-1"

    @property
    def folder(self) -> EvidenceFolder:
        with opened_folder(self.path / "ev") as folder:
            return folder

    def signers(self, *names: str) -> list[Signer]:
        return [self.place.world.signer(name) for name in names]

    def do(self, kind: CustodyKind, days: float, *signed_by: str, **deed: Any) -> Entered | Refusal:
        """Enter an act so many days after the night of the vote."""
        signers = self.signers(*(signed_by or ("territorial",)))
        at = NIGHT + timedelta(days=days)
        return enter(self.folder, PRECINCT, 1, Deed(kind=kind, **deed), signers, at)

    def checked(self) -> CheckedPack:
        return check_pack(self.pack, self.place.world.pki.root.certificate)

    def judged(self) -> CheckedPack:
        """The pack, judged now or before it was copied."""
        return self.checked() if self.known is None else replace(self.known, path=self.pack)

    def ordered(self, session: str = "000004", paper: bytes = PAPER, day: int = 9) -> OpeningOrder | Refusal:
        wanted = Wanted(
            device="terminal-1",
            session=session,
            reason="the voter says that the screen went off",
            court=COURT.by,
            number=COURT.number,
            decided_at=datetime(2005, 12, day, tzinfo=ZONE),
            paper=paper,
        )
        key = self.place.key_file.read_bytes()
        signers, at = self.signers("territorial"), NIGHT + timedelta(days=7)
        return make_order(self.folder, self.judged(), wanted, key, self.order, signers, at)

    def give(self, parties: Sequence[str] = PARTIES) -> None:
        order = read_order(self.order, self.place.world.pki.root.certificate)
        for party in parties:
            give_part(self.order, order, MemberKeyStore.open(self.path / "stores" / f"{party}.key", PIN))


def kept(place: Place, path: Path) -> Keeping:
    """Packed at the precinct, taken over in the morning."""
    keeping = Keeping(place=place, path=path)
    members = keeping.signers("member-1", "member-2")
    seal_packet(place.record, path / "packed", packet=1, seal=SEAL, devices=(), signers=members, now=NIGHT)
    definition = (place.record / "definition.json").read_bytes()
    signature = (place.record / "definition.json.p7s").read_bytes()
    root = place.world.pki.root.certificate.public_bytes(Encoding.PEM)
    folder = new_folder(path / "ev", definition, signature, root, NIGHT)
    deed = Deed(
        kind=CustodyKind.HANDED_OVER, found=SEAL, whole=True, given_by="Қасымова Г. Т.", taken_by="Ержанов Д. С."
    )
    signers = keeping.signers("member-1", "territorial")
    done = take_over(folder, path / "packed", deed, signers, NIGHT + timedelta(hours=8))
    assert isinstance(done, Entered)
    return keeping


def with_pack(keeping: Keeping) -> Keeping:
    """Opened on a court's decision and sealed again; the pack made."""
    done = keeping.do(CustodyKind.READ, 5, found=SEAL, whole=True, seal=NEW_SEAL, decision=COURT)
    assert isinstance(done, Entered)
    made = make(keeping)
    assert isinstance(made, Packed)
    return keeping


def make(keeping: Keeping, devices: Sequence[str] = ("accumulator-1", "terminal-1")) -> Packed | Refusal:
    """Make the pack of the packet."""
    media = keeping.place.media
    asked = Asked(
        precinct=PRECINCT,
        packet=1,
        by=COURT,
        record=keeping.place.record,
        sources=tuple(Source(device=device, places=media[device]) for device in devices),
    )
    signers, at = keeping.signers("territorial"), NIGHT + timedelta(days=6)
    return make_pack(keeping.folder, asked, keeping.pack, signers, at)


def ended_file(place: Place, ended: date, signer: str = "central") -> tuple[bytes, bytes]:
    """`ended.json` and its signature."""
    at = NIGHT + timedelta(days=20)
    decision = Decided(by="Орталық сайлау комиссиясы", number="9/1", day=ended)
    data = ENDED.write(ElectionEnded(election=str(place.world.definition.id), ended=ended, decision=decision, at=at))
    return data, sign_together(data, [place.world.signer(signer)], at)
