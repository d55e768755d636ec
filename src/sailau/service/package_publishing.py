"""After a package is made: carried on media, its public halves published, the commission's copies destroyed by act.

copy_package      to removable media (a folder): written, made durable, read back and compared (E13)
publish_halves    credentials.json and its signature, verified, into a folder to be published (L 43(4))
destroy_copies    the act that no copy of the credentials is left: data, signature, PDF in Kazakh and Russian
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from sailau.adapters.files import write_atomically
from sailau.election.definition import parse
from sailau.errors import SignatureError
from sailau.formats.v1.package import HALVES_FILE, PackageManifest, names
from sailau.formats.v1.record import ACT_FILE, Act
from sailau.formats.v1.record.names import act_name, signature_name
from sailau.refusal import Refusal
from sailau.service.act_paper import act_pdf, signatories_of
from sailau.service.package_checks import signature_refusal
from sailau.service.package_medium import (
    MANIFEST_BYTES_MAX,
    AlteredFileError,
    copy_folder,
    digest,
    look_at,
    read_bounded,
    read_listed,
)
from sailau.service.package_reading import files_refusals, read_manifest
from sailau.service.package_refusals import refuse
from sailau.service.preparation import HandedOver, act_of_destruction
from sailau.signing.authority import Signer
from sailau.signing.cms import BYTES_MAX, sign_detached, verify_detached
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    """The act of destruction and where its files lie."""

    act: Act
    data: Path
    signature: Path
    paper: Path


def copy_package(
    source: Path, target: Path, on_file: Callable[[str], None] = lambda _: None
) -> PackageManifest | Refusal:
    """Copy a package whole: every file is held against the manifest as it is read, and again on the new medium.

    Whether the commission signed it is asked where it is installed. Raises StoreError when the target is there already
    or the medium refuses, AlteredFileError when what was read back differs.
    """
    manifest = whole_manifest(source)
    if isinstance(manifest, Refusal):
        return manifest
    own = (names.MANIFEST, names.signature_name(names.MANIFEST))
    copy_folder(source, target, {**manifest.files, **{path: digest(source, path, BYTES_MAX) for path in own}}, on_file)
    return manifest


def whole_manifest(folder: Path) -> PackageManifest | Refusal:
    """The manifest of a folder in which every file is as listed; who signed it is not judged here."""
    lengths = look_at(folder)
    if isinstance(lengths, Refusal):
        return lengths
    for path in (names.MANIFEST, names.signature_name(names.MANIFEST)):
        if path not in lengths:
            return refuse("package-half-copied", path)
    try:
        manifest = read_manifest(read_bounded(folder, names.MANIFEST, MANIFEST_BYTES_MAX))
        refusals = [manifest] if isinstance(manifest, Refusal) else files_refusals(folder, manifest, lengths)
    except AlteredFileError as error:
        return refuse("package-altered", error.path)
    return refusals[0] if refusals else manifest


def publish_halves(
    folder: Path, out: Path, root: x509.Certificate, at: datetime
) -> tuple[PackageManifest, int] | Refusal:
    """Copy the signed public halves of a package to `out`; the manifest and how many halves there are.

    Raises StoreError, FormatError.
    """
    manifest = whole_manifest(folder)
    if isinstance(manifest, Refusal):
        return manifest
    data = read_listed(folder, names.CREDENTIALS, manifest.files)
    signed = read_listed(folder, names.signature_name(names.CREDENTIALS), manifest.files)
    refusal = signature_refusal(data, signed, names.CREDENTIALS, DocumentKind.CREDENTIALS, _trust(manifest, root, at))
    if refusal is not None:
        return refusal
    halves = HALVES_FILE.read(data)
    if (halves.election, halves.precinct, halves.uuid) != (manifest.election, manifest.precinct, manifest.uuid):
        return refuse("package-credentials", f"credentials.json: {halves.precinct}, {halves.uuid}")
    out.mkdir(parents=True, exist_ok=True)
    name = f"credentials-{manifest.precinct}-{manifest.uuid}.json"
    write_atomically(out / signature_name(name), signed)
    write_atomically(out / name, data)
    return manifest, len(halves.halves)


def destroy_copies(folder: Path, territorial: Signer, at: datetime, number: int, out: Path) -> Destroyed | Refusal:
    """Draw up the act that the commission's copies are destroyed, for the package in `folder`; write it to `out`.

    To be called in a new process, when the machine that made the package was switched off. `number` is the act's place
    among the precinct's acts. Raises SignatureError when the signer may not sign it, StoreError.
    """
    manifest = whole_manifest(folder)
    if isinstance(manifest, Refusal):
        return manifest
    definition = parse(read_listed(folder, names.DEFINITION, manifest.files), names.DEFINITION)
    handed = HandedOver(
        election=manifest.election,
        precinct=manifest.precinct,
        uuid=manifest.uuid,
        credentials=manifest.numbers.credentials,
    )
    act = act_of_destruction(handed, at, number)
    data = ACT_FILE.write(act)
    signed = sign_detached(data, territorial, at)
    identities = verify_detached(data, signed, _trust(manifest, territorial.chain[-1], at), DocumentKind.HIGHER_ACT)
    if not all(one.territory == manifest.territory for one in identities):
        raise SignatureError(f"the act must be signed by {manifest.territory}, which made the package")
    paper = act_pdf(act, definition=definition, data=data, signatories=signatories_of(identities))
    path = out / Path(act_name(number, act.kind)).name
    out.mkdir(parents=True, exist_ok=True)
    done = Destroyed(
        act=act, data=path, signature=path.with_name(signature_name(path.name)), paper=path.with_suffix(".pdf")
    )
    write_atomically(done.paper, paper)
    write_atomically(done.signature, signed)
    write_atomically(done.data, data)
    return done


def _trust(manifest: PackageManifest, root: x509.Certificate, at: datetime) -> Trust:
    return Trust(root=root, at=at, training=manifest.training, election=manifest.election, territory=manifest.territory)
