"""Acts of custody drawn up: data, signatures, and the paper in Kazakh and Russian (L 50-8, 50-9; E50-E52).

seal_packet    the precinct packs its recorders and seals the packet: the first act, in a folder that goes with it
take_over      the keeping commission takes the packet: the act of both, and the packet is in its folder
enter          every later act: seal looked at, read, held, released, sent to court, returned
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file, write_atomically
from sailau.commission.custody import ARTICLES, COURT, Custody, Link, judge_custody, refuse_act
from sailau.election.definition import parse
from sailau.election.nouns import Definition
from sailau.errors import SignatureError, StoreError, invariant
from sailau.formats.v1.evidence.custody import (
    CustodyData,
    CustodyKind,
    Decided,
    PackedRecorder,
    custody_data,
    plain_data,
)
from sailau.formats.v1.record import ACT_FILE, MANIFEST_FILE, Act, names
from sailau.refusal import Refusal, Text
from sailau.service.act_paper import act_pdf, signatories_of
from sailau.service.evidence.folder import EvidenceFolder, custody_of, local_minute, read_custody, read_link
from sailau.service.evidence.texts import TEXTS
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together
from sailau.signing.holder import holder_of
from sailau.signing.trust import read_certificate

NO_SEAL_SEEN: Final = Refusal(
    "recorder-seal-not-said",
    "L 50-9",
    Text(
        "Пакеттегі мөрдің нөмірін және оның бүтін-бүтін емесін көрсетіңіз.",
        "Укажите номер печати на пакете и цела ли она.",
        "Say the number of the seal on the packet, and whether it is whole.",
    ),
)
NO_NEW_SEAL: Final = Refusal(
    "recorder-not-sealed-again",
    "L 50-9",
    Text(
        "Пакет ашылғаннан кейін қайта мөрленеді: жаңа мөрдің нөмірін көрсетіңіз.",
        "После вскрытия пакет опечатывается снова: укажите номер новой печати.",
        "After it was opened the packet is sealed again: give the number of the new seal.",
    ),
)
_SEAL_IS_SEEN: Final = frozenset(
    {
        CustodyKind.HANDED_OVER,
        CustodyKind.SEAL_CHECKED,
        CustodyKind.READ,
        CustodyKind.SENT,
        CustodyKind.RETURNED,
        CustodyKind.DESTROYED,
    }
)
"""Acts at which people look at the packet itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is done with a packet, and what was seen. `seal` is the seal afterwards, where it changes."""

    kind: CustodyKind
    found: str | None = None
    whole: bool | None = None
    seal: str | None = None
    given_by: str | None = None
    taken_by: str | None = None
    decision: Decided | None = None
    session: str | None = None
    outcome: str | None = None
    release_of: int | None = None
    election_ended: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An act that was entered, its paper, and the packet's story with it."""

    link: Link
    paper: Path
    custody: Custody


def seal_packet(
    record: Path,
    target: Path,
    *,
    packet: int,
    seal: str,
    devices: Sequence[str],
    signers: Sequence[Signer],
    now: datetime,
) -> Entered:
    """Draw up the act on packing: the recorders of `devices`, with their heads from the manifest of `record`.

    `target` is a new folder, which goes with the packet. Raises StoreError, FormatError or SignatureError.
    """
    manifest = MANIFEST_FILE.read(read_file(record / names.MANIFEST))
    definition = parse(read_file(record / names.DEFINITION), names.DEFINITION)
    numbers = [int(path.name[:3]) for path in (record / "acts").glob("[0-9][0-9][0-9]-*.json")]
    heads = {head.device: head for head in manifest.recorders}
    recorders = tuple(
        PackedRecorder(
            device=device,
            entries=heads[device].entries if device in heads else None,
            head=heads[device].head if device in heads else None,
        )
        for device in sorted(set(devices) or set(heads))
    )
    data = CustodyData(
        packet=packet,
        link=1,
        holder=str(definition.precinct(manifest.precinct).commission),
        seal=seal,
        recorders=recorders,
    )
    act = Act(
        number=max(numbers, default=0) + 1,
        kind=CustodyKind.PACKED.value,
        election=manifest.election,
        precinct=manifest.precinct,
        uuid=manifest.uuid,
        at=local_minute(definition, now),
        article=ARTICLES[CustodyKind.PACKED],
        text=TEXTS[CustodyKind.PACKED],
        members=_members(signers),
        explains=(),
        data=plain_data(data),
    )
    root = read_certificate(read_file(record / names.CERTIFICATES))
    signed = ACT_FILE.write(act), sign_together(ACT_FILE.write(act), signers, now)
    link = read_link(*signed, definition, root)
    _make(target)
    paper = _write(target, link, *signed, definition)
    custody = judge_custody([link])
    invariant(custody is not None, "an act on packing begins the story of a packet")
    return Entered(link=link, paper=paper, custody=read_custody(target, definition, root))


def take_over(
    folder: EvidenceFolder, packed: Path, deed: Deed, signers: Sequence[Signer], now: datetime
) -> Entered | Refusal:
    """Take a packet with its acts so far from `packed`; giver and taker sign the act of handing over.

    The packet stands in the folder when the act does; a call after a crash finishes it. Raises StoreError when this
    packet is kept already, FormatError or SignatureError when its acts are not good.
    """
    custody = read_custody(packed, folder.definition, folder.root, folder.revoked)
    drawn = _drawn(folder, custody, deed, signers, now)
    if isinstance(drawn, Refusal):
        return drawn
    target = folder.packet(custody.precinct, custody.packet)
    if (target / f"{_name(drawn[0])}.json").exists():
        raise StoreError(f"packet {target.name} is kept here already")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in sorted(packed.iterdir()):
        if path.is_file() and path.suffix in {".json", ".p7s", ".pdf"}:
            write_atomically(target / path.name, read_file(path))
    return _entered(folder, target, *drawn)


def enter(
    folder: EvidenceFolder, precinct: int, packet: int, deed: Deed, signers: Sequence[Signer], now: datetime
) -> Entered | Refusal:
    """Draw up a later act. A seal that is broken or another one is no refusal: it is entered as it was found.

    Raises StoreError, or SignatureError when the signers may not sign or do not suffice.
    """
    custody = custody_of(folder, precinct, packet)
    drawn = _drawn(folder, custody, deed, signers, now)
    return drawn if isinstance(drawn, Refusal) else _entered(folder, folder.packet(precinct, packet), *drawn)


def _drawn(
    folder: EvidenceFolder, custody: Custody, deed: Deed, signers: Sequence[Signer], now: datetime
) -> tuple[Link, bytes, bytes] | Refusal:
    at = folder.local(now)
    refusal = refuse_act(custody, deed.kind, at, decided=deed.decision is not None) or _refuse_seal(deed)
    if refusal is not None:
        return refusal
    data = _data(custody, deed, signers)
    act = replace(
        custody.last.act,
        number=custody.last.act.number + 1,
        kind=deed.kind.value,
        at=at,
        article=ARTICLES[deed.kind],
        text=TEXTS[deed.kind],
        members=_members(signers),
        data=plain_data(data),
    )
    encoded = ACT_FILE.write(act)
    signature = sign_together(encoded, signers, now)
    link = read_link(encoded, signature, folder.definition, folder.root, folder.revoked)
    _demand_signed(custody, link)
    return link, encoded, signature


def _demand_signed(custody: Custody, link: Link) -> None:
    """What is entered here is signed by whoever must; a chain from elsewhere may only be judged."""
    after = judge_custody((*custody.links, link))
    found = () if after is None else after.findings[len(custody.findings) :]
    if any(one.code == "signer-missing" for one in found):
        raise SignatureError(
            f"{link.act.kind}: signed by who has the packet ({custody.holder}; of a precinct chair or deputy), "
            "and a hand-over by who takes it too"
        )


def _refuse_seal(deed: Deed) -> Refusal | None:
    if deed.kind in _SEAL_IS_SEEN and (deed.found is None or deed.whole is None):
        return NO_SEAL_SEEN
    return NO_NEW_SEAL if deed.kind is CustodyKind.READ and deed.seal in (None, deed.found) else None


def _data(custody: Custody, deed: Deed, signers: Sequence[Signer]) -> CustodyData:
    """The link's data; what the deed does not say stays as it was."""
    seal = None if deed.kind is CustodyKind.DESTROYED else deed.seal or deed.found or custody.seal
    link = CustodyData(
        packet=custody.packet,
        link=custody.last.data.link + 1,
        holder=_holder(custody, deed, signers),
        seal=seal,
        previous=custody.last.sha256,
        found=deed.found,
        whole=deed.whole,
        given_by=deed.given_by,
        taken_by=deed.taken_by,
        decision=deed.decision,
        session=deed.session,
        outcome=deed.outcome,
        release_of=deed.release_of,
        election_ended=deed.election_ended,
    )
    return custody_data(plain_data(link))


def _holder(custody: Custody, deed: Deed, signers: Sequence[Signer]) -> str:
    """Who has the packet afterwards."""
    match deed.kind:
        case CustodyKind.HANDED_OVER:
            return _taker(custody, signers)
        case CustodyKind.SENT:
            return COURT
        case CustodyKind.RETURNED:
            return next((link.data.holder for link in reversed(custody.links) if link.data.holder != COURT), "")
        case _:
            return custody.holder


def _taker(custody: Custody, signers: Sequence[Signer]) -> str:
    others = {holder_of(signer.certificate).commission for signer in signers} - {custody.holder}
    if len(others) != 1:
        raise SignatureError("handing over is signed by who gives the packet and by the one commission that takes it")
    return others.pop()


def _members(signers: Sequence[Signer]) -> tuple[str, ...]:
    numbers = [holder_of(signer.certificate).member for signer in signers]
    return tuple(sorted(f"member-{number}" for number in numbers if number is not None))


def _entered(folder: EvidenceFolder, target: Path, link: Link, data: bytes, signature: bytes) -> Entered:
    paper = _write(target, link, data, signature, folder.definition)
    return Entered(link=link, paper=paper, custody=read_custody(target, folder.definition, folder.root, folder.revoked))


def _write(target: Path, link: Link, data: bytes, signature: bytes, definition: Definition) -> Path:
    """The act's three files; its `.json` last: with it the act is there."""
    name = _name(link)
    pdf = act_pdf(link.act, definition=definition, data=data, signatories=signatories_of(link.signers))
    write_atomically(target / f"{name}.pdf", pdf)
    write_atomically(target / f"{name}.json.p7s", signature)
    write_atomically(target / f"{name}.json", data)
    return target / f"{name}.pdf"


def _name(link: Link) -> str:
    return f"{link.act.number:03d}-{link.act.kind}"


def _make(target: Path) -> None:
    try:
        target.mkdir(parents=True, mode=0o700)
    except FileExistsError:
        raise StoreError(f"{target.name} is there already; give a new folder") from None
    except OSError as error:
        raise StoreError(f"{target.name} cannot be made: {error.strerror}") from error
