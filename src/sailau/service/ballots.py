"""The working folder of an election, from draft to the finalised definition, and making its proof.

    draft.toml or draft.json     what people fill in
    proof/                       the proof of the draft (`ballot_proof`)
    approvals/                   approval.json, approvals.p7s, act.pdf (`ballot_approval`)
    deck/                        the test deck: act, archives (`test_deck`)
    final/                       the locked definition under the central commission's signature (`ballot_final`)
    earlier/revision-N/          definitions that a higher revision replaced
    void/N/                      approvals that lost their force when the draft changed

Every later step holds the bytes of the step before against its own: nothing is taken on trust from the folder.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import rfc8785
from cryptography import x509

from sailau.adapters.files import ProcessLock, read_file, sync_folder
from sailau.election.definition import canonical, fingerprint, parse
from sailau.election.draft import read_draft
from sailau.election.nouns import Definition
from sailau.election.proofreading import Registration, frozen
from sailau.errors import FormatError, StoreError
from sailau.formats import strict_json
from sailau.refusal import Refusal
from sailau.service import ballot_refusals as refusals
from sailau.service.ballot_check import Checked, check_ballot
from sailau.service.ballot_proof import DEFINITION_FILE, INDEX_FILE, Progress, Proof, Screens, make_proof, no_screens
from sailau.signing.trust import Trust

PROOF: Final = "proof"
APPROVALS: Final = "approvals"
DECK: Final = "deck"
FINAL: Final = "final"
EARLIER: Final = "earlier"
VOID: Final = "void"
DRAFTS: Final = ("draft.toml", "draft.json")
LOCK: Final = ".lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A sound draft: what it says, its canonical bytes, and their SHA-256."""

    definition: Definition
    data: bytes = field(repr=False)
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A proof that was written; `voided` tells whether earlier approvals lost their force by it."""

    proof: Proof
    checked: Checked
    voided: bool


def draft_of(folder: Path) -> Draft:
    """The draft of a working folder. Raises StoreError when there is not exactly one, DefinitionError when unsound."""
    path = draft_file(folder)
    definition = read_draft(read_file(path), path.name)
    data = canonical(definition)
    return Draft(definition=definition, data=data, digest=fingerprint(data))


def draft_file(folder: Path) -> Path:
    """Where the draft of a working folder stands. Raises StoreError."""
    found = [folder / name for name in DRAFTS if (folder / name).is_file()]
    if len(found) != 1:
        what = "no draft" if not found else "two drafts"
        raise StoreError(f"{folder.name} holds {what}: one of {', '.join(DRAFTS)} is needed (sailau election new)")
    return found[0]


def prove(
    folder: Path,
    *,
    registration: Registration | None,
    now: datetime,
    progress: Progress = lambda *_: None,
    screens: Screens = no_screens,
) -> Proved | Refusal:
    """Check the draft and write its proof with `screens`; approvals of another draft become void (E22, M25, M30)."""
    with locked(folder):
        draft = draft_of(folder)
        refusal = refuse_change(folder, draft) or frozen(draft.definition, now)
        if refusal is not None:
            return refusal
        checked = check_ballot(draft.definition, registration=registration, now=now)
        if checked.stops:
            return refusals.has_stops(len(checked.stops))
        compared = None if registration is None else registration.digest
        proof = make_proof(draft.definition, checked.findings, progress, registration=compared, screens=screens)
        write_folder(folder / PROOF, proof.files)
        return Proved(proof=proof, checked=checked, voided=void_other_approvals(folder, proof.index))


def proof_of(folder: Path, draft: Draft) -> bytes | Refusal:
    """The index of the folder's proof, when every file of it is as the index says and the draft has not changed."""
    files = read_folder(folder / PROOF)
    if INDEX_FILE not in files or DEFINITION_FILE not in files:
        return refusals.NO_PROOF
    if files[DEFINITION_FILE] != draft.data:
        return refusals.PROOF_STALE
    index = files.pop(INDEX_FILE)
    try:
        said = strict_json.read(index, INDEX_FILE)
        listed, digest = said["files"], said["definition_sha256"]
    except (FormatError, KeyError, TypeError):
        return refusals.PROOF_ALTERED
    held = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    is_sound = (listed, digest) == (held, draft.digest) and rfc8785.dumps(said) == index
    return index if is_sound else refusals.PROOF_ALTERED


def refuse_change(folder: Path, draft: Draft) -> Refusal | None:
    """Refuse a draft that differs from the locked definition and is no higher revision of it."""
    path = folder / FINAL / DEFINITION_FILE
    if not path.exists():
        return None
    data = read_file(path)
    if data == draft.data or draft.definition.revision > parse(data, DEFINITION_FILE).revision:
        return None
    return refusals.LOCKED


def void_other_approvals(folder: Path, index: bytes) -> bool:
    """Put aside approvals that were not given to the proof of `index`; tells whether there were any."""
    path = folder / APPROVALS
    if not (path / "approval.json").exists():
        return False
    said = strict_json.read(read_file(path / "approval.json"), "approval.json")
    if said.get("proof_sha256") == hashlib.sha256(index).hexdigest():
        return False
    move_aside(path, folder / VOID)
    return True


def move_aside(path: Path, under: Path, name: str | None = None) -> None:
    """Move a folder to `under/<name>`, by default to the next number."""
    under.mkdir(mode=0o700, exist_ok=True)
    path.rename(under / (name or str(len(list(under.iterdir())) + 1)))
    sync_folder(under)


def trust_in(definition: Definition, root: x509.Certificate, at: datetime, revoked: Sequence[bytes] = ()) -> Trust:
    """What is expected of whoever signs for this election; `revoked` are revocation lists, DER."""
    return Trust(
        root=root,
        at=at,
        training=definition.fictitious,
        election=str(definition.id),
        revocation_lists=tuple(revoked),
    )


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder beside its place and exchange it: it has its old content or the new one. Raises StoreError."""
    making, old = target.with_name(target.name + ".making"), target.with_name(target.name + ".old")
    try:
        for rest in (making, old):
            if rest.exists():
                shutil.rmtree(rest)
        making.mkdir(mode=0o700, parents=True)
        for name, data in sorted(files.items()):
            path = making / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for folder in (making, *(path for path in making.rglob("*") if path.is_dir())):
            sync_folder(folder)
        if target.exists():
            target.rename(old)
        making.rename(target)
        sync_folder(target.parent)
        if old.exists():
            shutil.rmtree(old)
    except OSError as error:
        raise StoreError(f"cannot write {target.name}: {error.strerror}") from error


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name in it; empty when there is no folder. Raises StoreError."""
    try:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
    except OSError as error:
        raise StoreError(f"cannot read {folder.name}: {error.strerror}") from error
    return {path.relative_to(folder).as_posix(): read_file(path) for path in paths}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the working folder: one process at a time changes it."""
    if not folder.is_dir():
        raise StoreError(f"{folder.name} is no folder of an election (sailau election new makes one)")
    lock = ProcessLock(folder / LOCK, f"the working folder {folder.name}")
    try:
        yield
    finally:
        lock.release()
