"""The precinct's public record: every file that anyone needs to check the count (`docs/format/v1.md`).

Written whole beside its place and then renamed: a record folder is complete or it is not there.
"""

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau import __version__
from sailau.adapters.files import read_file, sync_folder
from sailau.errors import StoreError
from sailau.formats.v1.record import (
    CANCELLED_FILE,
    CHALLENGED_FILE,
    CODES_FILE,
    FIGURES_FILE,
    MANIFEST_FILE,
    VOIDED_FILE,
    Bilingual,
    Cancelled,
    CancelledCredential,
    ChallengedBallot,
    CodeList,
    DeviceEntry,
    Figures,
    Manifest,
    RecorderHead,
    VoidedBallot,
    names,
)
from sailau.ports import DeviceRecorder
from sailau.precinct import Step
from sailau.recorder.chain import HEAD_TAG
from sailau.refusal import Refusal
from sailau.service.accumulator import CANCELLED
from sailau.service.acts import SignedAct, acts, member_number
from sailau.service.aside import aside_by_credential
from sailau.service.closing import closing_cards, current_figures
from sailau.service.codes import code_list, code_list_pdf
from sailau.service.count import FIRST, RECOUNT, Counting
from sailau.service.heads import grouped
from sailau.service.mixed_papers import FILES
from sailau.service.paper_results import refuse_unsettled
from sailau.service.paper_rows import put_recorded
from sailau.service.papers import Papers, sign_printed
from sailau.service.precinct import COMPUTER, Precinct, records_refusal
from sailau.service.protocol_signing import print_any, protocols, signed_papers
from sailau.signing.authority import Signer
from sailau.signing.cms import certificates_in, sign_together
from sailau.signing.device import device_sign
from sailau.signing.holder import holder_of
from sailau.signing.trust import fingerprint
from sailau.verifier.challenged import split_randomness

SignedHeads = Mapping[str, RecorderHead]


class FolderTakenError(StoreError):
    """The folder for the record holds something else."""


def write_record(
    precinct: Precinct,
    target: Path,
    signers: Sequence[Signer],
    *,
    unsigned: Mapping[str, Bilingual] | None = None,
    heads: SignedHeads | None = None,
) -> Refusal | None:
    """Sign the protocol and write the record folder to `target`, which must be absent or empty.

    `unsigned` gives the reason of each member who does not sign; `heads` are the signed recorder heads of the
    booth devices. The day's last step: repeating it after a crash writes the record again, signed anew.
    """
    may_sign = precinct.refuse(Step.SIGN)
    if may_sign is not None and precinct.refuse(Step.RECOUNT) is not None:
        return may_sign
    if may_sign is None and _is_written(precinct, target):
        precinct.move(Step.SIGN)
        return None
    unsettled = refuse_unsettled(precinct)
    if unsettled is not None:
        return unsettled
    papers = _signed_here(precinct, signers, unsigned or {})
    _write(precinct, target, papers, signers, heads or {})
    if may_sign is None:
        precinct.move(Step.SIGN)
    return None


@records_refusal("count")
def write_signed_record(
    precinct: Precinct, target: Path, signers: Sequence[Signer], *, heads: SignedHeads | None = None
) -> Refusal | None:
    """Write the record with the protocol that its members have signed one by one (`service.protocol_signing`).

    `signers`, the chair and another, sign the manifest alone: over a link, a key at its other end. After a crash, and
    after a recount in another folder, it is written again.
    """
    may_sign = precinct.refuse(Step.SIGN)
    if may_sign is not None and precinct.refuse(Step.RECOUNT) is not None:
        return may_sign
    papers = signed_papers(precinct)
    if isinstance(papers, Refusal):
        return papers
    if not _is_written(precinct, target):
        _write(precinct, target, papers, signers, heads or {})
    put_recorded(precinct, frozenset(papers))
    if may_sign is None:
        precinct.move(Step.SIGN)
    return None


def _write(
    precinct: Precinct, target: Path, papers: Mapping[str, Papers], signers: Sequence[Signer], heads: SignedHeads
) -> None:
    """Collect every file of the record, have the manifest signed, and write the folder."""
    figures = current_figures(precinct)
    files = _count_files(precinct, Counting(precinct), papers[FIRST])
    if RECOUNT in papers:
        again = _count_files(precinct, Counting(precinct, RECOUNT), papers[RECOUNT])
        files |= {f"{names.RECOUNT}/{name}": data for name, data in again.items()}
    for name in FILES.keys() & papers.keys():
        files |= _protocol_files(FILES[name], papers[name])
    files |= _common_files(precinct, figures)
    files |= _act_files(acts(precinct)) | _closing_files(precinct)
    files[names.CERTIFICATES] = _certificates(precinct, signers, papers)
    precinct.recorder().record("record-written", manifest=hashlib.sha256(b"".join(sorted(files.values()))).hexdigest())
    manifest = MANIFEST_FILE.write(_manifest(precinct, files, heads))
    files[names.MANIFEST] = manifest
    files[names.MANIFEST + names.SIGNATURE_SUFFIX] = sign_together(manifest, signers, precinct.now())
    _write_folder(precinct, target, files)


def _signed_here(
    precinct: Precinct, signers: Sequence[Signer], unsigned: Mapping[str, Bilingual]
) -> Mapping[str, Papers]:
    """The protocols, signed by keys that are at hand."""
    figures, found = current_figures(precinct), {}
    members = [f"member-{holder_of(signer.certificate).member}" for signer in signers]
    for name, protocol in protocols(precinct, figures, members, unsigned).items():
        found[name] = sign_printed(precinct, *print_any(precinct, protocol, figures), signers)
    for absent in unsigned:
        precinct.recorder().record("signature-declined", member=member_number(absent))
    return found


def _count_files(precinct: Precinct, counting: Counting, papers: Papers) -> dict[str, bytes]:
    """Return the files that each count has of its own."""
    codes: CodeList = code_list(precinct, counting.result())
    listed = CODES_FILE.write(codes)
    precinct.recorder().record("codes-printed", codes=len(counting.ballots) * precinct.style.codes_a_ballot)
    return {
        f"{precinct.installed.uuid}.bel": counting.archive(),
        names.STRONG_PROOFS: counting.strong_proofs,
        names.CODES: listed,
        names.CODES_PDF: code_list_pdf(precinct, codes, grouped(hashlib.sha256(listed).hexdigest())),
        **_protocol_files(names.PROTOCOL, papers),
    }


def _protocol_files(name: str, papers: Papers) -> dict[str, bytes]:
    """A protocol's data, the signatures over it, and the signed paper."""
    return {
        name: papers.protocol,
        name + names.SIGNATURE_SUFFIX: papers.signature,
        name.removesuffix(".json") + ".pdf": papers.pdf,
    }


def _common_files(precinct: Precinct, figures: Figures) -> dict[str, bytes]:
    installed = precinct.installed
    with precinct.stores.box.transaction() as tx:
        cancelled = tuple(
            CancelledCredential(credential=credential, reason=reason.decode())
            for credential, reason in tx.items(CANCELLED)
        )
    challenged, voided = [], []
    for entry, payload in aside_by_credential(precinct).values():
        if entry.kind == "voided":
            voided.append(VoidedBallot(ballot=payload, tour=entry.tour))
        else:
            randomness = split_randomness(precinct.rules.questions, entry.randomness)
            challenged.append(ChallengedBallot(ballot=payload, randomness=randomness, device=entry.device))
    return {
        names.DEFINITION: installed.definition,
        names.DEFINITION + names.SIGNATURE_SUFFIX: installed.definition_signature,
        names.CANCELLED: CANCELLED_FILE.write(Cancelled(uuid=installed.uuid, credentials=cancelled)),
        names.CHALLENGED: CHALLENGED_FILE.write(tuple(challenged)),
        names.VOIDED: VOIDED_FILE.write(tuple(voided)),
        names.FIGURES: FIGURES_FILE.write(figures),
    }


def _act_files(signed: Sequence[SignedAct]) -> dict[str, bytes]:
    found = {}
    for act in signed:
        found[f"{names.ACTS}/{act.name}.json"] = act.data
        found[f"{names.ACTS}/{act.name}.json{names.SIGNATURE_SUFFIX}"] = act.signature
    return found


def _closing_files(precinct: Precinct) -> dict[str, bytes]:
    found = {}
    for device, (_, card, signature) in closing_cards(precinct).items():
        found[f"{names.CLOSING}/{device}.json"] = card
        found[f"{names.CLOSING}/{device}.json{names.SIGNATURE_SUFFIX}"] = signature
    return found


def _certificates(precinct: Precinct, signers: Sequence[Signer], papers: Mapping[str, Papers]) -> bytes:
    """Return the root, then intermediate and leaf certificates of devices and of all who signed, each once."""
    computer = precinct.installed.computer
    signed = [certificate for one in papers.values() for certificate in certificates_in(one.signature)]
    chains = [certificate for signer in (*signers, computer) for certificate in (*signer.chain, signer.certificate)]
    found: list[x509.Certificate] = [computer.chain[-1]]
    for certificate in (*chains, *signed, *_devices(precinct).values()):
        if certificate not in found:
            found.append(certificate)
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in found)


def _manifest(precinct: Precinct, files: Mapping[str, bytes], heads: SignedHeads) -> Manifest:
    devices = _devices(precinct)
    return Manifest(
        election=str(precinct.definition.id),
        precinct=precinct.installed.precinct,
        uuid=precinct.installed.uuid,
        setup=precinct.installed.setup_hash.hex(),
        files={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        recorders=tuple(sorted((*_own_heads(precinct), *heads.values()), key=lambda head: head.device)),
        devices=tuple(
            DeviceEntry(
                device=device,
                role=holder_of(certificate).role.value,
                certificate_sha256=fingerprint(certificate),
                software=__version__,
            )
            for device, certificate in sorted(devices.items())
        ),
        software=__version__,
    )


def _devices(precinct: Precinct) -> dict[str, x509.Certificate]:
    """Return the certificates of all devices that stood in the precinct, by device id."""
    stations = {device: signer.certificate for device, signer in precinct.installed.stations.items()}
    return {COMPUTER: precinct.installed.computer.certificate, **stations, **precinct.installed.devices}


def _own_heads(precinct: Precinct) -> list[RecorderHead]:
    stations = {COMPUTER: precinct.installed.computer, **precinct.installed.stations}
    return [signed_head(recorder, stations[device]) for device, recorder in precinct.recorders.items()]


def signed_head(recorder: DeviceRecorder, signer: Signer) -> RecorderHead:
    """Return a recorder's head under the device's signature, as the manifest lists it."""
    signed = recorder.signed_head(lambda message: device_sign(signer.key, HEAD_TAG, message))
    return RecorderHead(
        device=signed.head.device,
        entries=signed.head.entries,
        head=signed.head.hash,
        signature=signed.signature.hex(),
    )


def _is_written(precinct: Precinct, target: Path) -> bool:
    """Tell whether a crash came between writing this very record and noting that it was signed."""
    if not (target / names.MANIFEST).exists():
        return False
    manifest = MANIFEST_FILE.read(read_file(target / names.MANIFEST))
    return (manifest.uuid, manifest.setup) == (precinct.installed.uuid, precinct.installed.setup_hash.hex())


def _write_folder(precinct: Precinct, target: Path, files: Mapping[str, bytes]) -> None:
    """Write all files beside `target` and rename: whole or not at all."""
    if target.exists() and any(target.iterdir()):
        raise FolderTakenError(f"{target.name} is not empty: the record is written to a folder of its own")
    making = target.with_name(target.name + ".making")
    if making.exists():
        shutil.rmtree(making)
    for name, data in sorted(files.items()):
        path = making / name
        path.parent.mkdir(parents=True, exist_ok=True)
        precinct.faults.point(f"record:{name}:write")
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    for folder in (making, *(path for path in making.iterdir() if path.is_dir())):
        sync_folder(folder)
    precinct.faults.point("record:rename")
    if target.exists():
        target.rmdir()
    making.rename(target)
    sync_folder(target.parent)
    precinct.faults.point("record:renamed")
