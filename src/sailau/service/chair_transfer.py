"""The transfer at the chair's station: the bundle's head is signed here, the bundle put on a medium, an answer read
back.

The precinct computer is not believed. The chair and one more sign the head of a bundle only when it names a list of
files that this commission signed, under the Setup hash of the morning (L 50-7(1), 50-2(2); E47, E14). What is put on a
medium has the hash that the head's signers were told; what comes back is judged by the precinct computer and kept
beside the record.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.station_link import StationLink
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.v1.bundle import BundleHead
from sailau.formats.v1.record import MANIFEST_FILE, Manifest
from sailau.refusal import Refusal, Text
from sailau.service.acknowledged import acknowledgement_names
from sailau.service.ceremony_round import trust_of_signer
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind

MAKE_BUNDLE: Final = "make-bundle"
BUNDLE_BYTES_MAX: Final = 1 << 30
"""What is put together here before it is written to a medium."""

NOT_OF_THE_RECORD: Final = Refusal(
    "bundle-not-of-the-record",
    "L 50-7(1)",
    Text(
        "Учаске компьютері ұсынған бума комиссия қол қойған жазба емес: оған қол қойылмады. Тоқтатып, акт жасаңыз.",
        "Пакет записи, который предложил компьютер участка, – не та запись, которую подписала комиссия: он не "
        "подписан. Остановитесь и составьте акт.",
        "The bundle that the precinct computer offered is not the record that the commission signed: it was not "
        "signed. Stop and draw up an act.",
    ),
)
NO_MEDIUM: Final = Refusal(
    "transfer-no-medium",
    "L 50-7(1)",
    Text(
        "Тасығыш көрінбейді, онда орын жоқ не ол жазбайды. Басқасын салып, қайталаңыз.",
        "Носителя не видно, на нём нет места, или он не записывает. Вставьте другой и повторите.",
        "The medium is not seen, has no room, or does not take it. Put another in and do it again.",
    ),
)
NO_ANSWER: Final = Refusal(
    "no-acknowledgement",
    "L 50-7(1)",
    Text(
        "Тасығышта комиссияның жауабы жоқ: бума қабылданған жерде жауап сол тасығышқа жазылады.",
        "На носителе нет ответа комиссии: его записывают на тот же носитель там, где приняли пакет записи.",
        "The commission's answer is not on the medium: it is written on it where the bundle was taken.",
    ),
)


def make_bundle(link: StationLink, setup: str, who: Sequence[str], at: datetime) -> Refusal | None:
    """Have the record put into a bundle, whose head `who`, the chair and another, sign here.

    `setup` is the Setup hash, hex. Raises `LinkLostError`.
    """
    shown = link.ask(MAKE_BUNDLE, who, step="show")
    if isinstance(shown, Refusal):
        return shown
    manifest = _signed_manifest(link, who, shown, setup, at)
    if manifest is None:
        return NOT_OF_THE_RECORD
    agree = partial(_is_of, manifest, hashlib.sha256(shown["manifest"]).hexdigest())
    made = link.ask(MAKE_BUNDLE, who, agree_bundle=agree, step="make")
    if isinstance(made, Refusal):
        return NOT_OF_THE_RECORD if made.code == "act-not-agreed" else made
    return None


def carry_bundle(
    link: StationLink,
    who: Sequence[str],
    made: Mapping[str, Any],
    medium: Path,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> Refusal | None:
    """Put the bundle `made` (a row of the outline) on `medium`; `told` hears how many bytes of how many.

    Raises `LinkLostError`.
    """
    size, data = int(made["size"]), bytearray()
    while len(data) < size <= BUNDLE_BYTES_MAX:
        part = link.ask(MAKE_BUNDLE, who, step="part", version=int(made["version"]), offset=len(data))
        if isinstance(part, Refusal):
            return part
        if type(part.get("part")) is not bytes or not part["part"]:
            return NOT_OF_THE_RECORD
        data += part["part"]
        told(len(data), size)
    if hashlib.sha256(data).hexdigest() != made["sha256"]:
        return NOT_OF_THE_RECORD
    try:
        if not medium.is_dir():
            return NO_MEDIUM
        write_atomically(medium / Path(str(made["file"])).name, bytes(data))
    except (OSError, StoreError):
        return NO_MEDIUM
    return None


def read_answer(link: StationLink, who: Sequence[str], made: Mapping[str, Any], medium: Path) -> Refusal | None:
    """Take in the commission's answer about the bundle `made` that lies on `medium`.

    Raises `LinkLostError`.
    """
    try:
        data, signature = (read_file(medium / name) for name in acknowledgement_names(Path(str(made["file"])).name))
    except StoreError:
        return NO_ANSWER
    kept = link.ask("keep-acknowledgement", who, data=data, signature=signature)
    return kept if isinstance(kept, Refusal) else None


def _signed_manifest(
    link: StationLink, who: Sequence[str], shown: Mapping[str, Any], setup: str, at: datetime
) -> Manifest | None:
    """The record's list of files, when this commission signed it and it is of this morning's Setup."""
    data, signature = shown.get("manifest"), shown.get("signature")
    if type(data) is not bytes or type(signature) is not bytes:
        return None
    try:
        manifest = MANIFEST_FILE.read(data)
        verify_detached(data, signature, trust_of_signer(link.signer(who[0]), at), DocumentKind.MANIFEST)
    except (FormatError, SignatureError):
        return None
    return manifest if manifest.setup == setup else None


def _is_of(manifest: Manifest, digest: str, head: BundleHead) -> bool:
    """Whether a bundle's head names this list of files, of this precinct."""
    own = manifest.election, manifest.precinct, manifest.uuid, digest
    return (head.election, head.precinct, head.uuid, head.manifest_sha256) == own
