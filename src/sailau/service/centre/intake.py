"""The intake: what precincts send is received, verified, accepted or refused, answered (L 43(8), 50-7(1); E45, E47).

receive      a bundle from anywhere is read whole, held against election, precinct and signatures, and kept; or a reason
judge        the record in it goes through the verifier; accepted with its figures, or refused with the reasons
acknowledge  the intake's signed answer to either, the same bytes every time

Everything may be repeated, and cut off at any point: a bundle is in the store or it is not, judged or not; what a crash
left half is thrown away the next time. Nothing that was received is ever dropped or replaced: a second protocol of a
precinct is kept beside the first, and `commission.standing` says what that means.
"""

import hashlib
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.files import InUseError, ProcessLock, sync_folder
from sailau.commission.returns import return_of
from sailau.commission.standing import Accepted, Refused
from sailau.election.nouns import Precinct
from sailau.errors import FormatError, StoreError, impossible, invariant
from sailau.formats.stored_zip import BYTES_MAX
from sailau.formats.v1.acknowledgement import ACKNOWLEDGEMENT_FILE, Acknowledgement, Standing
from sailau.formats.v1.bundle import BundleHead
from sailau.formats.v1.record.acts import RECOUNT
from sailau.ports.centre_store import CentreTransaction, EntryThereError, StoredBundle
from sailau.ports.intake import SignedAnswer
from sailau.refusal import Refusal
from sailau.service import bundle_refusals as refusals
from sailau.service.bundle import PIECE, Bundle, judge_head, peek_head, read_bundle, unpack
from sailau.service.centre import record_refusals
from sailau.service.centre.centre import INCOMING, JUDGING, PRIVATE_FOLDER, Centre
from sailau.service.centre.judgement_file import JUDGEMENT_FILE, RETURN_FILE, Judgement
from sailau.service.centre.refused_file import REFUSED_AT_THE_DOOR, DoorRefusal, note_refusal
from sailau.service.centre.revised import closing_of, definition_of
from sailau.signing.cms import sign_detached
from sailau.signing.trust import Trust
from sailau.verifier.archive import Progress
from sailau.verifier.record import JudgedRecord, Outcome, judge_record

ACKNOWLEDGEMENTS: Final = "acknowledgements"
REPEATS: Final = "repeats"
"""Bundles that hold what another one holds that was accepted: the key is the digest, the data that of the other."""
LEFT_OVER_SECONDS: Final = 3600.0
"""A file on its way in that is older than this, and that nobody holds, was left by a crash."""

__all__ = ["REFUSED_AT_THE_DOOR", "Received", "acknowledge", "judge", "judgement_of", "pending", "receive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A bundle that is in the store; `digest` is that of the file that came; `again`: it, or the same, was there."""

    digest: str
    bundle: StoredBundle
    again: bool


# Receiving


def receive(centre: Centre, path: Path, *, sender: str | None = None) -> Received | Refusal:
    """Take the bundle at `path` into the store; the file itself stays as it is.

    `sender` is the precinct's commission that brings it over the link (from its certificate); None where a person
    brings it. A refusal is noted in the store, and nothing of the bundle is kept. Raises StoreError when a disk fails.
    """
    with _on_its_way_in(centre, path) as copy:
        if isinstance(copy, Refusal):
            return note_refusal(centre, DoorRefusal(digest=None, precinct=None, sender=sender, reason=copy))
        read = read_bundle(copy)
        if isinstance(read, Refusal):
            digest, whose = _digest(copy), _whose(centre, copy)
            return note_refusal(centre, DoorRefusal(digest=digest, precinct=whose, sender=sender, reason=read))
        return _take(centre, read, sender)


def _take(centre: Centre, read: Bundle, sender: str | None) -> Received | Refusal:
    refused = _unlawful(centre, read, sender)
    if refused is not None:
        return note_refusal(centre, DoorRefusal(digest=read.sha256, precinct=None, sender=sender, reason=refused))
    head = read.head
    with centre.store.transaction() as transaction:
        known = transaction.bundle(read.sha256) or _same(transaction, head, read)
        if known is not None:
            if known.digest == read.sha256 and not centre.bundle_path(known.digest).exists():
                _keep(centre, read)  # what was lost from the disk comes back
            if known.digest != read.sha256 and transaction.entry(REPEATS, read.sha256) is None:
                transaction.add_entry(REPEATS, read.sha256, centre.now(), known.digest.encode("ascii"))
            return Received(digest=read.sha256, bundle=known, again=True)
        replaceable = _replaceable(transaction, head)
    if not replaceable:
        refused = refusals.nothing_to_replace()
        note = DoorRefusal(digest=read.sha256, precinct=head.precinct, sender=sender, reason=refused)
        return note_refusal(centre, note)
    _keep(centre, read)
    stored = _stored(read, centre)
    with centre.store.transaction() as transaction:
        known = transaction.bundle(read.sha256)
        if known is None:
            transaction.add_bundle(stored)
    return Received(digest=read.sha256, bundle=known or stored, again=known is not None)


def _whose(centre: Centre, path: Path) -> int | None:
    """The number of the precinct whose chair and another member signed the head of a bundle that is not taken."""
    signed = peek_head(path)
    precinct = None if signed is None else centre.precincts.get(signed.head.precinct)
    if signed is None or precinct is None or signed.head.election != centre.election:
        return None
    signers = judge_head(signed, _trust_of(centre, precinct))
    return None if isinstance(signers, Refusal) else int(precinct.number)


def _unlawful(centre: Centre, read: Bundle, sender: str | None) -> Refusal | None:
    """Why the commission does not take this bundle, whatever its record says."""
    head = read.head
    if head.election != centre.election:
        return refusals.other_election(head.election)
    precinct = centre.precincts.get(head.precinct)
    if precinct is None:
        return refusals.unknown_precinct(head.precinct)
    if sender is not None and sender != precinct.commission:
        return refusals.other_sender(head.precinct)
    signers = judge_head(read, _trust_of(centre, precinct))
    return signers if isinstance(signers, Refusal) else None


def _trust_of(centre: Centre, precinct: Precinct) -> Trust:
    """Whom the commission believes in a precinct's matters: its members on the day on which it votes."""
    return centre.trust(at=closing_of(centre, precinct.number), precinct=str(precinct.commission))


def _same(transaction: CentreTransaction, head: BundleHead, read: Bundle) -> StoredBundle | None:
    """An accepted bundle with this very head, so with this very record: packed once more, signed anew."""
    digest = hashlib.sha256(read.head_data).hexdigest()
    for one in transaction.bundles(head.precinct):
        if one.head_sha256 == digest and one.standing is Standing.ACCEPTED:
            return one
    return None


def _replaceable(transaction: CentreTransaction, head: BundleHead) -> bool:
    if head.replaces is None:
        return True
    earlier = transaction.bundle(head.replaces)
    return earlier is not None and (earlier.precinct, earlier.version) == (head.precinct, head.version - 1)


def _stored(read: Bundle, centre: Centre) -> StoredBundle:
    head = read.head
    return StoredBundle(
        digest=read.sha256,
        precinct=head.precinct,
        uuid=head.uuid,
        version=head.version,
        replaces=head.replaces,
        act=head.act,
        manifest_sha256=head.manifest_sha256,
        head_sha256=hashlib.sha256(read.head_data).hexdigest(),
        size=read.size,
        received=centre.now(),
    )


def _keep(centre: Centre, read: Bundle) -> None:
    """Move the file to its place; a file there already has the same bytes."""
    target = centre.bundle_path(read.sha256)
    try:
        target.parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        centre.faults.point("intake:keep")
        read.path.replace(target)
        sync_folder(target.parent)
        sync_folder(target.parent.parent)
        centre.faults.point("intake:kept")
    except OSError as error:
        raise StoreError(f"cannot keep the bundle {read.sha256}: {error.strerror}") from error


@contextmanager
def _on_its_way_in(centre: Centre, path: Path) -> Iterator[Path | Refusal]:
    """A private copy of the file, which nobody changes any more; it is gone afterwards if it was not kept."""
    folder = centre.folder / INCOMING
    _sweep(folder)
    copy = folder / f"receive-{secrets.token_hex(16)}.part"
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise StoreError(f"cannot read {path.name}: {error.strerror}") from error
    lock = ProcessLock(copy, "a bundle on its way in")
    try:
        with os.fdopen(descriptor, "rb") as source:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                yield refusals.not_in_form(path.name)
            elif state.st_size > BYTES_MAX:
                yield refusals.too_large(path.name)
            else:
                centre.faults.point("intake:copy")
                _copy(source, copy)
                centre.faults.point("intake:copied")
                yield copy
    except OSError as error:
        raise StoreError(f"cannot take in {path.name}: {error.strerror}") from error
    finally:
        copy.unlink(missing_ok=True)
        lock.release()


def _copy(source: BinaryIO, copy: Path) -> None:
    with copy.open("r+b") as target:
        done = 0
        while (piece := source.read(PIECE)) and done <= BYTES_MAX:
            done += len(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())


def _sweep(folder: Path) -> None:
    """Throw away what a crash left on its way in."""
    for path in folder.glob("receive-*.part"):
        with suppress(OSError, InUseError):
            if time.time() - path.stat().st_mtime < LEFT_OVER_SECONDS:
                continue
            lock = ProcessLock(path, "a bundle on its way in")
            path.unlink(missing_ok=True)
            lock.release()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# Judging


def pending(centre: Centre) -> tuple[str, ...]:
    """The bundles that were received and not judged yet, the longest waiting first."""
    with centre.store.transaction() as transaction:
        waiting = [one for one in transaction.bundles() if one.standing is Standing.RECEIVED]
    return tuple(one.digest for one in sorted(waiting, key=lambda one: (one.received, one.digest)))


def judge(
    centre: Centre, digest: str, *, processes: int = 1, progress: Progress = lambda *_: None
) -> Accepted | Refused:
    """Verify the record of a received bundle, and note what came of it; once it is judged, it stays so.

    Raises StoreError when there is no such bundle or a disk fails, InUseError while another process judges it.
    """
    with centre.store.transaction() as transaction:
        stored = transaction.bundle(digest)
    if stored is None:
        raise StoreError(f"no bundle {digest} was received")
    if stored.standing is not Standing.RECEIVED:
        return judgement_of(stored)
    with _unpacked(centre, stored) as (read, folder):
        judged = judge_record(
            folder,
            root=centre.root.public_bytes(Encoding.PEM),
            revoked=centre.revocations(),
            processes=processes,
            progress=progress,
        )
        reasons = _reasons(centre, read, judged)
        figures = b""
        if not reasons:
            try:
                made = return_of(judged.record, version=stored.version, bundle_sha256=digest)
                figures = RETURN_FILE.write(made)
            except FormatError as error:
                reasons = (record_refusals.no_figures(error),)
    report = JUDGEMENT_FILE.write(Judgement(report=judged.report.as_json(), reasons=reasons))
    standing = Standing.REFUSED if reasons else Standing.ACCEPTED
    with suppress(EntryThereError), centre.store.transaction() as transaction:
        transaction.judge_bundle(digest, standing, centre.now(), report, figures)
    with centre.store.transaction() as transaction:
        noted = transaction.bundle(digest)
    return judgement_of(noted if noted is not None else impossible("a bundle that was judged is in the store"))


def judgement_of(stored: StoredBundle) -> Accepted | Refused:
    """What came of a bundle that was judged. Raises FormatError when the store's own words cannot be read."""
    invariant(stored.judged is not None, "only a judged bundle has a judgement")
    at = stored.judged or stored.received
    if stored.standing is Standing.ACCEPTED:
        return Accepted(at=at, figures=RETURN_FILE.read(stored.figures))
    return Refused(at=at, reasons=JUDGEMENT_FILE.read(stored.report).reasons)


@contextmanager
def _unpacked(centre: Centre, stored: StoredBundle) -> Iterator[tuple[Bundle, Path]]:
    """The record of a bundle in a folder of its own, which is gone afterwards."""
    folder = centre.folder / JUDGING / stored.digest
    lock = ProcessLock(folder.with_suffix(".lock"), f"the bundle {stored.digest} is being judged: its folder")
    try:
        _clear(folder)
        read = read_bundle(centre.bundle_path(stored.digest))
        if isinstance(read, Refusal) or read.sha256 != stored.digest:
            raise StoreError(f"the bundle {stored.digest} on the disk is not the one that was received: restore it")
        unpack(read, folder)
        yield read, folder
    finally:
        _clear(folder)
        folder.with_suffix(".lock").unlink(missing_ok=True)
        lock.release()


def _clear(folder: Path) -> None:
    for path in (folder, folder.with_name(f"{folder.name}.making")):
        if path.exists():
            shutil.rmtree(path)


def _reasons(centre: Centre, read: Bundle, judged: JudgedRecord) -> tuple[Refusal, ...]:
    """Why the record is refused; none when it is accepted."""
    record, report, head = judged.record, judged.report, read.head
    found = list(record_refusals.of_report(report))
    if hashlib.sha256(record.definition_bytes).hexdigest() != definition_of(centre, head.precinct):
        found.append(record_refusals.other_definition())
    if (report.precinct, report.uuid) != (head.precinct, head.uuid):
        found.append(record_refusals.other_record())
    acts = [file.act.kind for file in record.acts if file.sound and file.act.number == head.act]
    if head.act is not None and acts != [RECOUNT]:
        found.append(record_refusals.no_act_on_recount(head.act))
    if not found:
        found += [record_refusals.not_judged(step) for step, how in report.steps.items() if how is Outcome.NOT_JUDGED]
    return tuple(found)


# Answering


def acknowledge(centre: Centre, digest: str) -> SignedAnswer | None:
    """The intake's signed answer to the bundle with this SHA-256 as it stands now; None when it was not received.

    Raises SignatureError when the intake's key fails, StoreError when the commission was opened without one.
    """
    with centre.store.transaction() as transaction:
        repeat = transaction.entry(REPEATS, digest)
        stored = transaction.bundle(digest if repeat is None else repeat.data.decode("ascii"))
        if stored is None:
            return None
        key = f"{digest}:{stored.standing}"
        known = transaction.entry(ACKNOWLEDGEMENTS, key)
    final = stored.standing is not Standing.RECEIVED
    if known is None:
        if centre.signer is None:
            raise StoreError("acknowledgements need the intake's certificate and key")
        data = ACKNOWLEDGEMENT_FILE.write(_acknowledgement(centre, stored, digest))
        signature = sign_detached(data, centre.signer, centre.now())
        with suppress(EntryThereError), centre.store.transaction() as transaction:
            transaction.add_entry(ACKNOWLEDGEMENTS, key, centre.now(), data, signature)
        with centre.store.transaction() as transaction:
            known = transaction.entry(ACKNOWLEDGEMENTS, key)
        if known is None:
            raise StoreError("the acknowledgement could not be kept")
    return SignedAnswer(data=known.data, signature=known.signature, final=final)


def _acknowledgement(centre: Centre, stored: StoredBundle, digest: str) -> Acknowledgement:
    reasons: tuple[Refusal, ...] = ()
    if stored.standing is Standing.REFUSED:
        judgement = judgement_of(stored)
        reasons = judgement.reasons if isinstance(judgement, Refused) else ()
    return Acknowledgement(
        election=centre.election,
        precinct=stored.precinct,
        uuid=stored.uuid,
        version=stored.version,
        bundle_sha256=digest,
        manifest_sha256=stored.manifest_sha256,
        commission=centre.commission,
        standing=stored.standing,
        at=stored.judged or stored.received,
        reasons=reasons,
    )
