"""Judging an evidence pack by itself: whoever received it needs the root certificate and nothing else (E49).

What was said when the pack was made is judged anew: signatures, hashes, the chain of custody, every recorder's chain
against the signed manifest, and that the time-lines are what the records give.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography import x509

from sailau.adapters.files import read_file
from sailau.commission.custody import Custody
from sailau.election.definition import parse
from sailau.election.nouns import Definition
from sailau.errors import FormatError, SailauError, SignatureError, StoreError
from sailau.formats.v1.evidence.pack import PACK, EvidencePack, PackedFinding
from sailau.formats.v1.record import MANIFEST_FILE, Manifest, names
from sailau.recorder.timeline import timeline_of
from sailau.service.evidence.folder import read_custody, trust_at
from sailau.service.evidence.packing import CUSTODY, PACK_FILE, RECORD, RECORDERS, judged, timeline_files
from sailau.service.evidence.reading import read_packed
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity
from sailau.verifier.record.signers import polls_close

_UNLISTED: Final = frozenset({PACK_FILE, f"{PACK_FILE}.p7s"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """Something in a pack that is not as it says; the place in it, and why."""

    place: str
    reason: str


@dataclass(slots=True)
class CheckedPack:
    """A pack as it was judged. `pack.findings` are what a court should weigh; `defects` spoil the pack itself."""

    path: Path
    pack: EvidencePack
    signers: tuple[SignerIdentity, ...]
    custody: Custody | None = None
    defects: list[Defect] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether the pack is what it says."""
        return not self.defects


def check_pack(path: Path, root: x509.Certificate, revoked: Sequence[bytes] = ()) -> CheckedPack:
    """Judge a pack. Raises StoreError, FormatError or SignatureError when it cannot be judged at all: no pack, no
    definition by this root, no good signature under `pack.json`."""
    definition = _definition(path, root, revoked)
    data = read_file(path / PACK_FILE)
    pack = PACK.read(data)
    if pack.election != str(definition.id):
        raise SignatureError(f"{PACK_FILE}: of election {pack.election}, not of {definition.id}")
    signature = read_file(path / f"{PACK_FILE}.p7s")
    trust = trust_at(definition, root, pack.at, revoked)
    signers = verify_detached(data, signature, trust, DocumentKind.HIGHER_ACT)
    checked = CheckedPack(path=path, pack=pack, signers=signers)
    checked.defects += _files(path, pack)
    _check_custody(checked, definition, root, revoked)
    manifest = _manifest(checked, definition, root, revoked)
    if manifest is not None:
        for recorder in pack.recorders:
            _check_recorder(checked, recorder.device, manifest)
    return checked


def _definition(path: Path, root: x509.Certificate, revoked: Sequence[bytes]) -> Definition:
    if not (path / PACK_FILE).is_file():
        raise StoreError(f"{path} is no evidence pack: it has no {PACK_FILE}")
    data = read_file(path / RECORD / names.DEFINITION)
    definition = parse(data, names.DEFINITION)
    signature = read_file(path / RECORD / f"{names.DEFINITION}.p7s")
    verify_detached(
        data, signature, trust_at(definition, root, polls_close(definition), revoked), DocumentKind.DEFINITION
    )
    return definition


def _files(path: Path, pack: EvidencePack) -> Iterator[Defect]:
    there = {one.relative_to(path).as_posix(): one for one in path.rglob("*") if one.is_symlink() or not one.is_dir()}
    for name in sorted(set(there) - set(pack.files) - _UNLISTED):
        yield Defect(place=name, reason="the pack does not list this file")
    for name, digest in pack.files.items():
        file = there.get(name)
        if file is None:
            yield Defect(place=name, reason="the file is missing")
        elif file.is_symlink() or not file.is_file():
            yield Defect(place=name, reason="a link, not a file")
        elif hashlib.sha256(read_file(file)).hexdigest() != digest:
            yield Defect(place=name, reason="the file was altered")


def _check_custody(
    checked: CheckedPack, definition: Definition, root: x509.Certificate, revoked: Sequence[bytes]
) -> None:
    pack = checked.pack
    try:
        custody = read_custody(checked.path / CUSTODY, definition, root, revoked)
    except SailauError as error:
        checked.defects.append(Defect(place=CUSTODY, reason=error.diagnostics()))
        return
    checked.custody = custody
    act = custody.links[0].act
    if (act.precinct, act.uuid, custody.packet) != (pack.precinct, pack.uuid, pack.packet):
        checked.defects.append(Defect(place=CUSTODY, reason="the acts are of another packet"))
    said = {one for one in pack.findings if one.place.startswith(f"{CUSTODY}/")}
    found = {PackedFinding(code=one.code, place=f"{CUSTODY}/{one.link:02d}") for one in custody.findings}
    if (custody.holder, custody.seal, custody.unbroken) != (pack.holder, pack.seal, pack.unbroken) or said != found:
        checked.defects.append(Defect(place=CUSTODY, reason="the acts say something else than the pack"))


def _manifest(
    checked: CheckedPack, definition: Definition, root: x509.Certificate, revoked: Sequence[bytes]
) -> Manifest | None:
    place = f"{RECORD}/{names.MANIFEST}"
    try:
        data = read_file(checked.path / place)
        trust = trust_at(definition, root, polls_close(definition), revoked)
        verify_detached(data, read_file(checked.path / f"{place}.p7s"), trust, DocumentKind.MANIFEST)
        manifest = MANIFEST_FILE.read(data)
        if (manifest.precinct, manifest.uuid) != (checked.pack.precinct, checked.pack.uuid):
            raise FormatError(place, "of another precinct or archive")
    except SailauError as error:
        checked.defects.append(Defect(place=place, reason=error.diagnostics()))
        return None
    return manifest


def _check_recorder(checked: CheckedPack, device: str, manifest: Manifest) -> None:
    place = f"{RECORDERS}/{device}"
    try:
        recorder = read_packed(device, checked.path / place)
        files = timeline_files(recorder, timeline_of(device, recorder.entries))
        altered = [name for name, data in files.items() if read_file(checked.path / place / name) != data]
    except SailauError as error:
        checked.defects.append(Defect(place=place, reason=error.diagnostics()))
        return
    if judged(recorder, manifest) not in checked.pack.recorders:
        checked.defects.append(Defect(place=place, reason="the record says something else than the pack"))
    checked.defects += [
        Defect(place=f"{place}/{name}", reason="not the time-line that the record gives") for name in altered
    ]
