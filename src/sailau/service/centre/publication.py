"""The publication written: the folder that anyone hosts, mirrors and verifies (L 12(16-1), 44; M2, M4, M54, M55).

    publish(centre, folder, signer)     everything that counts now, under the commission's signature

`data/` is written whole each time, the manifest last; a record that lies there already is left as it is, so that the
tenth publication of a night unpacks only what came since the ninth. A folder without a manifest, or with one that does
not fit, was not finished: publish again. The format is `docs/format/publication.md`.
"""

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sailau import __version__
from sailau.adapters.files import read_file, write_atomically
from sailau.commission.effect import Holdings, Picture, picture
from sailau.commission.outcome import ContestOutcome
from sailau.commission.published import (
    SeenBundle,
    published_mandates,
    published_outcome,
    published_returns,
    published_totals,
    published_turnout,
)
from sailau.commission.standing import ReceivedBundle, counting
from sailau.commission.totals import totals
from sailau.election.proofreading.order import local
from sailau.errors import StoreError
from sailau.formats.v1.acknowledgement import Standing
from sailau.formats.v1.notice import RESULTS
from sailau.formats.v1.publication import (
    FINAL,
    OUTCOME_FILE,
    PRELIMINARY,
    PUBLICATION_FILE,
    RETURNS_FILE,
    TOTALS_FILE,
    TURNOUT_FILE,
    PublicationManifest,
    RecordEntry,
    names,
)
from sailau.formats.v1.publication.mandates import MANDATES_FILE
from sailau.ports.centre_store import StoredBundle
from sailau.refusal import Refusal
from sailau.service.bundle import read_bundle, unpack
from sailau.service.centre.centre import DEFINITION_SIGNATURE, ROOT, Centre
from sailau.service.centre.decisions import DECISIONS, decision_path
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.judgement_file import JUDGEMENT_FILE
from sailau.service.centre.notices import NOTICES, Entered, notice_path, notices_of
from sailau.service.centre.revised import revisions_of
from sailau.service.centre.signed_papers import PAPER
from sailau.service.publication_nist import nist_results
from sailau.service.publication_tables import tables_and_schemas
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.roles import DocumentKind

PUBLICATIONS: Final = "publications"
"""The register of publications: every manifest that was signed."""
RECORD_MANIFEST: Final = "manifest.json"
Progress = Callable[[str, int, int], None]
Files = dict[str, bytes]
Extra = Callable[[Path], Mapping[str, bytes]]
"""Makes further files of the publication from those that are written; paths below `data/`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was published: the manifest, and how many records were unpacked for it."""

    manifest: PublicationManifest
    unpacked: int


def publish(
    centre: Centre,
    folder: Path,
    signer: Signer,
    *,
    extras: Iterable[Extra] = (),
    progress: Progress = lambda *_: None,
) -> Published:
    """Write the publication into `folder`, new or of an earlier publication of the same election.

    Raises StoreError when the disk refuses or the folder is another election's, SignatureError when the signer may not
    publish.
    """
    number = _next_number(centre)
    _demand_own(folder, centre)
    holdings, at = holdings_of(centre), local(centre.definition, centre.now()).replace(microsecond=0)
    seen = picture(holdings)
    stored = _stored(centre)
    kept = _records(holdings.bundles, stored)
    unpacked = _write_records(centre, folder, kept, stored, progress)
    notices = notices_of(centre)
    stage = FINAL if _all_announced(seen.outcomes, notices) else PRELIMINARY
    files = _data(holdings, seen, stored, kept, preliminary=stage == PRELIMINARY, at=at)
    files |= _papers(centre, notices) | _definition(centre)
    _write_data(folder, files, progress)
    for extra in (tables_and_schemas, nist_results, *extras):
        further = dict(extra(folder))
        _write_data(folder, further, progress)
        files |= further
    _remove_others((folder / names.DATA).rglob("*.*"), {folder / name for name in files})
    manifest = PublicationManifest(
        election=centre.election,
        number=number,
        stage=stage,
        published=at,
        training=centre.training,
        software=__version__,
        files={name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
        records={
            name: RecordEntry(manifest_sha256=stored[digest].manifest_sha256, bundle_sha256=digest)
            for name, digest in sorted(kept.items())
        },
    )
    _sign(centre, folder, manifest, signer)
    return Published(manifest=manifest, unpacked=unpacked)


def _next_number(centre: Centre) -> int:
    with centre.store.transaction() as tx:
        return len(tx.entries(PUBLICATIONS)) + 1


def _demand_own(folder: Path, centre: Centre) -> None:
    """A folder may be new, empty, or hold this very election's publication."""
    definition = folder / names.DEFINITION
    if definition.exists() and read_file(definition) != centre.definition_data:
        raise StoreError(f"{folder} holds another election's publication: give a folder of its own")
    (folder / names.RECORDS).mkdir(parents=True, exist_ok=True)


def _stored(centre: Centre) -> Mapping[str, StoredBundle]:
    with centre.store.transaction() as tx:
        return {bundle.digest: bundle for bundle in tx.bundles()}


def _records(bundles: Iterable[ReceivedBundle], stored: Mapping[str, StoredBundle]) -> dict[str, str]:
    """The records that are published: name to bundle. Whatever was accepted is; what was refused is not."""
    claimed: Counter[tuple[int, int]] = Counter()
    found: dict[str, str] = {}
    for bundle in sorted(bundles, key=lambda one: (one.precinct, one.version, one.received, one.sha256)):
        own = stored.get(bundle.sha256)
        if own is None or own.standing is not Standing.ACCEPTED:
            continue
        key = (int(bundle.precinct), bundle.version)
        found[names.record_name(*key, claimed[key])] = bundle.sha256
        claimed[key] += 1
    return found


# Records


def _write_records(
    centre: Centre, folder: Path, kept: Mapping[str, str], stored: Mapping[str, StoredBundle], progress: Progress
) -> int:
    unpacked = 0
    for done, (name, digest) in enumerate(sorted(kept.items())):
        progress("records", done, len(kept))
        if not _lies_there(folder, name, stored[digest]):
            _write_record(centre, folder, name, digest)
            unpacked += 1
    progress("records", len(kept), len(kept))
    wanted = {folder / names.record_folder(name) for name in kept} | {folder / names.bundle_file(name) for name in kept}
    _remove_others((folder / names.RECORDS).iterdir(), wanted)
    return unpacked


def _lies_there(folder: Path, name: str, bundle: StoredBundle) -> bool:
    manifest = folder / names.record_folder(name) / RECORD_MANIFEST
    packed = folder / names.bundle_file(name)
    if not manifest.is_file() or not packed.is_file() or packed.stat().st_size != bundle.size:
        return False
    return hashlib.sha256(read_file(manifest)).hexdigest() == bundle.manifest_sha256


def _write_record(centre: Centre, folder: Path, name: str, digest: str) -> None:
    source, target = centre.bundle_path(digest), folder / names.record_folder(name)
    packed = folder / names.bundle_file(name)
    read = read_bundle(source)
    if isinstance(read, Refusal) or read.sha256 != digest:
        raise StoreError(f"the bundle {digest} on the disk is not the one that was received: restore it")
    if target.exists():
        shutil.rmtree(target)
    unpack(read, target)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    making = packed.with_name(f"{packed.name}.making")
    try:
        shutil.copyfile(source, making)
        making.chmod(0o644)
        making.replace(packed)
    except OSError as error:
        raise StoreError(f"cannot write {packed.name}: {error.strerror}") from error


# Data


def _data(
    holdings: Holdings,
    seen: Picture,
    stored: Mapping[str, StoredBundle],
    kept: Mapping[str, str],
    *,
    preliminary: bool,
    at: datetime,
) -> Files:
    definition = holdings.definition
    sums = totals(definition, counting(seen.standings))
    names_of = {digest: name for name, digest in kept.items()}
    bundles = [bundle for bundle in holdings.bundles if bundle.sha256 in stored]
    told = {
        digest: SeenBundle(
            manifest_sha256=bundle.manifest_sha256, verdict=_verdict(bundle), record=names_of.get(digest)
        )
        for digest, bundle in stored.items()
    }
    outcome = published_outcome(
        definition, at, seen.outcomes, preliminary=preliminary, registrations=holdings.registrations
    )
    held = published_mandates(definition, at, holdings.announced, holdings.decisions)
    return {
        **({} if held is None else {names.MANDATES: MANDATES_FILE.write(held)}),
        names.RETURNS: RETURNS_FILE.write(published_returns(definition, at, seen.standings, bundles, told)),
        names.TOTALS: TOTALS_FILE.write(published_totals(definition, at, sums)),
        names.TURNOUT: TURNOUT_FILE.write(published_turnout(definition, at, sums)),
        names.OUTCOME: OUTCOME_FILE.write(outcome),
    }


def _verdict(bundle: StoredBundle) -> str:
    match bundle.standing:
        case Standing.RECEIVED:
            return "unjudged"
        case Standing.REFUSED:
            return "refused"
        case Standing.ACCEPTED:
            return "explained" if JUDGEMENT_FILE.read(bundle.report).report["explained"] else "sound"


def _definition(centre: Centre) -> Files:
    return {
        names.DEFINITION: centre.definition_data,
        names.signature_name(names.DEFINITION): read_file(centre.folder / DEFINITION_SIGNATURE),
        names.ROOT_CERTIFICATE: read_file(centre.folder / ROOT),
        **_revised(centre),
    }


def _revised(centre: Centre) -> Files:
    """The definitions under which postponed precincts voted."""
    files: Files = {}
    for path, revised in revisions_of(centre):
        name = names.revised_file(revised.definition.revision)
        files |= {name: read_file(path), names.signature_name(name): read_file(path.with_name(f"{path.name}.p7s"))}
    return files


def _papers(centre: Centre, notices: Iterable[Entered]) -> Files:
    """Decisions and notices as they were entered, each with its signatures and its paper."""
    with centre.store.transaction() as tx:
        decided, told = tx.entries(DECISIONS), tx.entries(NOTICES)
    files: Files = {}
    for entry in decided:
        path = names.decision_file(entry.number)
        files |= {path: entry.data, names.signature_name(path): entry.signature}
        files[names.paper_name(path)] = read_file(decision_path(centre, entry.number).with_suffix(PAPER))
    for entry, one in zip(told, notices, strict=True):
        number, kind = one.notice.number, one.notice.kind
        path = names.notice_file(number, kind)
        files |= {path: entry.data, names.signature_name(path): entry.signature}
        paper = notice_path(centre, number, kind)
        files[names.paper_name(path)] = read_file(paper.with_suffix(PAPER))
        for annex in one.data.annexes or ():
            files[f"{names.NOTICES}/{annex.file}"] = read_file(paper.with_name(annex.file))
    return files


def _all_announced(outcomes: Iterable[ContestOutcome], notices: Iterable[Entered]) -> bool:
    """Whether the last notice of the results of each contest says what holds now (L 44(4))."""
    told = {one.contest: one for entry in notices if entry.notice.kind == RESULTS for one in entry.data.outcomes}
    return all(
        (notice := told.get(str(one.contest))) is not None
        and notice.state == one.state.value
        and {mandates.answer: mandates.number for mandates in notice.mandates} == one.elected
        and notice.repeat_vote == tuple(map(str, one.repeat_vote))
        for one in outcomes
    )


def _write_data(folder: Path, files: Mapping[str, bytes], progress: Progress) -> None:
    for done, (name, data) in enumerate(sorted(files.items())):
        progress("data", done, len(files))
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or read_file(path) != data:
            write_atomically(path, data)
            path.chmod(0o644)
    progress("data", len(files), len(files))


def _remove_others(found: Iterable[Path], wanted: set[Path]) -> None:
    """Take away what an earlier publication left and this one does not have."""
    kept = wanted | {parent for path in wanted for parent in path.parents}
    try:
        for path in [path for path in found if path not in kept]:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"cannot clear the publication's folder: {error.strerror}") from error


def _sign(centre: Centre, folder: Path, manifest: PublicationManifest, signer: Signer) -> None:
    data, now = PUBLICATION_FILE.write(manifest), centre.now()
    signature = sign_detached(data, signer, now)
    verify_detached(data, signature, centre.trust(at=now), DocumentKind.PUBLICATION)
    with centre.store.transaction() as tx:
        tx.add_entry(PUBLICATIONS, str(manifest.number), now, data, signature)
    for name, content in ((names.signature_name(names.MANIFEST), signature), (names.MANIFEST, data)):
        write_atomically(folder / name, content)
        (folder / name).chmod(0o644)
