"""An evidence pack: a folder that a court or a higher commission judges by itself (E49, L 50-8(1)).

    pack.json, pack.json.p7s, pack.pdf     what it holds and what was judged, signed; the paper in Kazakh and Russian
    pack-en.pdf                            the same to read in English: a translation, not signed
    custody/                               every act of custody: data, signatures, paper
    record/                                manifest, certificates and definition of the precinct's record
    verification.json                      the verifier's report on that record
    recorders/terminal-1/                  the record as it stood on the media, the catalogue, the event log,
                                           timeline-kk.svg, -ru, -en and timeline-kk.csv, -ru, -en

A packet is read under an act that opens it and seals it again; without that act there is no pack.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.files import read_file, sync_folder, write_atomically
from sailau.commission.custody import Custody, kept_until
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.v1.evidence.custody import CustodyKind, Decided
from sailau.formats.v1.evidence.pack import (
    AGREES,
    DIFFERS,
    NOT_THERE,
    PACK,
    EvidencePack,
    PackedFinding,
    RecorderJudged,
)
from sailau.formats.v1.record import MANIFEST_FILE, Manifest, names
from sailau.protocol.document import Bilingual, Signatory
from sailau.recorder.timeline import Timeline, timeline_of
from sailau.refusal import Refusal, Text
from sailau.service.evidence.folder import ENDED_FILE, ROOT, EvidenceFolder, custody_of, ended_of
from sailau.service.evidence.paper import pack_papers
from sailau.service.evidence.picture import picture_of, table_of
from sailau.service.evidence.reading import ReadRecorder, Source, agrees_with, read_recorder
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_together
from sailau.signing.holder import holder_of
from sailau.signing.roles import OFFICES
from sailau.verifier.record import verify_record
from sailau.words import Language

PACK_FILE: Final = "pack.json"
PAPER_FILE: Final = "pack.pdf"
READING_COPY: Final = "pack-en.pdf"
VERIFICATION: Final = "verification.json"
CUSTODY: Final = "custody"
RECORD: Final = "record"
RECORDERS: Final = "recorders"
LANGUAGES: Final[tuple[Language, ...]] = ("kk", "ru", "en")
OF_THE_RECORD: Final = (
    names.MANIFEST,
    f"{names.MANIFEST}.p7s",
    names.CERTIFICATES,
    names.DEFINITION,
    f"{names.DEFINITION}.p7s",
)
NOT_READ: Final = Refusal(
    "recorder-not-opened",
    "L 50-8(1)",
    Text(
        "Пакет әлі оқылмаған: алдымен оны шешім бойынша ашып, оқып, қайта мөрлеу туралы акт керек.",
        "Пакет ещё не читали: сначала нужен акт о вскрытии по решению, чтении и опечатывании.",
        "The packet was not read yet: an act on opening it by a decision, reading and sealing comes first.",
    ),
)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a pack is made of: the packet, the complaint, the precinct's record, where the recorders' records are."""

    precinct: int
    packet: int
    by: Decided
    record: Path
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A pack that was made."""

    path: Path
    pack: EvidencePack


@dataclass(slots=True)
class _Making:
    """What was read, and the files so far."""

    custody: Custody
    manifest: Manifest
    recorders: list[ReadRecorder] = field(default_factory=list)
    timelines: list[Timeline] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[PackedFinding] = field(default_factory=list)


def make_pack(
    folder: EvidenceFolder,
    asked: Asked,
    target: Path,
    signers: Sequence[Signer],
    now: datetime,
    *,
    processes: int = 1,
    progress: Progress = lambda step, done, total: None,
) -> Packed | Refusal:
    """Make the pack in `target`, a new folder: whole, or it is not there.

    Raises StoreError when media differ or files are missing, FormatError or ProofError when a chain breaks,
    SignatureError when the record is of another precinct or a signature is not good.
    """
    custody = custody_of(folder, asked.precinct, asked.packet)
    if not any(link.kind in (CustodyKind.READ, CustodyKind.SENT) for link in custody.links):
        return NOT_READ
    if target.exists():
        raise StoreError(f"{target.name} is there already; give a new folder")
    making = _Making(custody=custody, manifest=_manifest(custody, asked.record))
    making.findings += [PackedFinding(code=one.code, place=f"custody/{one.link:02d}") for one in custody.findings]
    for number, source in enumerate(asked.sources):
        progress(source.device, number, len(asked.sources))
        _put_recorder(making, read_recorder(source, generated=now, election=str(folder.definition.id)))
    _compare_with_packet(making)
    verdict = _put_verification(making, asked.record, _pem(folder), processes, progress)
    _put_papers(folder, making, asked)
    _finish(folder, making, asked, verdict, signers, folder.local(now), now, target)
    return Packed(path=target, pack=PACK.read(read_file(target / PACK_FILE)))


def judged(recorder: ReadRecorder, manifest: Manifest) -> RecorderJudged:
    """How a record stands to the manifest's signed head of its device."""
    heads = [head for head in manifest.recorders if head.device == recorder.device]
    agrees = all(agrees_with(recorder, head.entries, head.head) for head in heads)
    first, last = recorder.entries[0], recorder.entries[-1]
    return RecorderJudged(
        device=recorder.device,
        entries=len(recorder.entries),
        head=recorder.head.hash,
        begins=first.time.isoformat(),
        ends=last.time.isoformat(),
        manifest=NOT_THERE if not heads else AGREES if agrees else DIFFERS,
    )


def timeline_files(recorder: ReadRecorder, timeline: Timeline) -> dict[str, bytes]:
    """The time-line of a device in three languages, as pictures and tables, by file name."""
    files: dict[str, bytes] = {}
    for language in LANGUAGES:
        files[f"timeline-{language}.svg"] = picture_of(timeline, (language,)).encode()
        files[f"timeline-{language}.csv"] = table_of(recorder.entries, language)
    return files


def _manifest(custody: Custody, record: Path) -> Manifest:
    manifest = MANIFEST_FILE.read(read_file(record / names.MANIFEST))
    act = custody.links[0].act
    if (manifest.election, manifest.precinct, manifest.uuid) != (act.election, act.precinct, act.uuid):
        raise FormatError(str(record), "the record is of another election, precinct or archive than the packet")
    return manifest


def _put_recorder(making: _Making, recorder: ReadRecorder) -> None:
    if any(one.device == recorder.device for one in making.recorders):
        raise FormatError(recorder.device, "the record of this device is given twice")
    timeline = timeline_of(recorder.device, recorder.entries)
    making.recorders.append(recorder)
    making.timelines.append(timeline)
    place = f"{RECORDERS}/{recorder.device}"
    for name, data in (recorder.files | timeline_files(recorder, timeline)).items():
        making.files[f"{place}/{name}"] = data
    match judged(recorder, making.manifest).manifest:
        case "differs":
            making.findings.append(PackedFinding(code="recorder-differs", place=place))
        case "no-head":
            making.findings.append(PackedFinding(code="recorder-no-head", place=place))


def _compare_with_packet(making: _Making) -> None:
    packed = {recorder.device for recorder in making.custody.recorders}
    given = {recorder.device for recorder in making.recorders}
    for code, devices in (("recorder-not-given", packed - given), ("recorder-not-packed", given - packed)):
        making.findings += [PackedFinding(code=code, place=f"{RECORDERS}/{device}") for device in sorted(devices)]


def _put_verification(making: _Making, record: Path, root: bytes, processes: int, progress: Progress) -> str:
    report = verify_record(record, root=root, processes=processes, progress=progress)
    text = json.dumps(report.as_json(), ensure_ascii=False, indent=1, sort_keys=True)
    making.files[VERIFICATION] = text.encode() + b"\n"
    if report.sound:
        return "sound"
    making.findings.append(PackedFinding(code="record-refused", place=VERIFICATION))
    return "refused"


def _put_papers(folder: EvidenceFolder, making: _Making, asked: Asked) -> None:
    for path in sorted(folder.packet(asked.precinct, asked.packet).iterdir()):
        if path.is_file() and path.suffix in {".json", ".p7s", ".pdf"}:
            making.files[f"{CUSTODY}/{path.name}"] = read_file(path)
    for name in OF_THE_RECORD:
        making.files[f"{RECORD}/{name}"] = read_file(asked.record / name)
    making.files[ROOT] = _pem(folder)
    for name in (ENDED_FILE, f"{ENDED_FILE}.p7s"):
        if (folder.path / name).exists():
            making.files[name] = read_file(folder.path / name)


def _pem(folder: EvidenceFolder) -> bytes:
    return folder.root.public_bytes(Encoding.PEM)


def _finish(
    folder: EvidenceFolder,
    making: _Making,
    asked: Asked,
    verdict: str,
    signers: Sequence[Signer],
    at: datetime,
    now: datetime,
    target: Path,
) -> None:
    ended = ended_of(folder)
    pack = EvidencePack(
        election=str(folder.definition.id),
        precinct=asked.precinct,
        uuid=making.manifest.uuid,
        packet=asked.packet,
        at=at,
        asked_by=asked.by,
        holder=making.custody.holder,
        seal=making.custody.seal,
        kept_until=None if ended is None else kept_until(ended.ended),
        unbroken=making.custody.unbroken,
        verification=verdict,
        recorders=tuple(judged(recorder, making.manifest) for recorder in making.recorders),
        findings=tuple(making.findings),
        files=_hashes(making.files),
    )
    making.files[PAPER_FILE], making.files[READING_COPY] = pack_papers(
        pack, making.custody, making.timelines, folder.definition, [_signatory(signer) for signer in signers]
    )
    data = PACK.write(replace(pack, files=_hashes(making.files)))
    making.files[f"{PACK_FILE}.p7s"] = sign_together(data, signers, now)
    making.files[PACK_FILE] = data
    _write(target, making.files)


def _signatory(signer: Signer) -> Signatory:
    holder = holder_of(signer.certificate)
    if holder.role not in OFFICES:
        raise SignatureError(f"{holder.name}: no office that signs a pack")
    office = OFFICES[holder.role]
    return Signatory(name=holder.name, office=Bilingual(office.kk, office.ru), digital="ЭЦҚ · ЭЦП: pack.json.p7s")


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """All files beside the target, then renamed: whole or not at all."""
    fresh = target.with_name(target.name + ".new")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        for name, data in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomically(fresh / name, data)
        fresh.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise StoreError(f"{target.name} cannot be written: {error.strerror}") from error
