"""Judging the folder of a package, step by step (L 50-1(4), L 50-2(1), L 50-2(2); E13, E14).

Nothing of the folder is believed before its hash was held against the signed manifest, and the bytes that were judged
are the bytes that are used. The order: look at the medium, read the manifest, verify who signed it, ask whether it is
for here, hash every file, then what the files say of each other.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography import x509

from sailau.election.nouns import Definition
from sailau.errors import FormatError, SailauError
from sailau.formats.v1.package import (
    HALVES_FILE,
    INVENTORY_FILE,
    OFFICIALS_FILE,
    PACKAGE_FILE,
    PACKAGE_FORMAT,
    Inventory,
    Officials,
    PackageManifest,
    PublicHalves,
    names,
)
from sailau.refusal import Refusal
from sailau.sealing.device_seal import PartKind, Place
from sailau.service.package_checks import (
    BOOTHS,
    STATIONS,
    Expectation,
    definition_refusal,
    inventory_refusal,
    late_refusal,
    list_refusal,
    numbers_due,
    officials_refusal,
    place_refusals,
    revocations_refusal,
    signature_refusal,
)
from sailau.service.package_medium import (
    MANIFEST_BYTES_MAX,
    AlteredFileError,
    digest,
    look_at,
    missing_folders,
    read_bounded,
    read_listed,
)
from sailau.service.package_refusals import refuse
from sailau.service.package_report import PackageCheck, Verdict, judged
from sailau.signing.cms import BYTES_MAX as SIGNATURE_BYTES_MAX
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust, read_certificate

SHOWN_MAX: Final = 20
"""How many files a report names of one kind of defect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageContents:
    """A package in which nothing was refused. `above` are the certificates above the precinct's, root last; `trust` is
    what its signers were judged by; `list_signature` is the akim's over the voter list, where there is one.
    """

    folder: Path
    manifest: PackageManifest
    decided: Definition
    definition: bytes
    definition_signature: bytes
    officials: Officials
    inventory: Inventory
    halves: PublicHalves
    above: tuple[x509.Certificate, ...]
    revoked: bytes
    trust: Trust
    list_signature: bytes | None
    sealed: Mapping[str, bytes] = field(repr=False)

    def certificate(self, device: str) -> x509.Certificate:
        """The certificate of a listed device."""
        entry = self.inventory.device(device)
        if entry is None:
            raise FormatError("inventory.json", f"no device {device}")
        return x509.load_der_x509_certificate(entry.certificate)

    def place(self, kind: PartKind, device: str) -> Place:
        """Where a sealed part of this package belongs."""
        one = self.manifest
        return Place(kind=kind, election=one.election, precinct=one.precinct, uuid=one.uuid, device=device)

    @property
    def computer(self) -> str:
        """The id of the precinct computer."""
        return self.inventory.of_roles(Role.PRECINCT_COMPUTER.value)[0].device

    @property
    def booths(self) -> tuple[str, ...]:
        """Ids of the terminals and portable devices."""
        return tuple(one.device for one in self.inventory.of_roles(*BOOTHS))

    @property
    def stations(self) -> tuple[str, ...]:
        """Ids of the desks and accumulators, which work at the precinct computer."""
        return tuple(one.device for one in self.inventory.of_roles(*STATIONS))


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageReport:
    """The steps in their order; `contents` only when every step is good."""

    checks: tuple[PackageCheck, ...]
    manifest: PackageManifest | None
    contents: PackageContents | None

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Everything that was refused, in the order of the steps."""
        return tuple(refusal for check in self.checks for refusal in check.refusals)

    @property
    def sound(self) -> bool:
        """Whether the package may be installed."""
        return self.contents is not None and all(check.verdict is Verdict.GOOD for check in self.checks)


class _RefusedError(Exception):
    """Ends a reading: later steps cannot be judged. Never leaves this module."""


class _Reading:
    """One reading of one folder: answers by step, and what was read so far."""

    def __init__(self, folder: Path, expected: Expectation) -> None:
        self.folder = folder
        self.expected = expected
        self.found: dict[str, tuple[Refusal, ...]] = {}
        self.manifest: PackageManifest | None = None

    def answer(self, step: str, *refusals: Refusal | None) -> None:
        """Enter a step; raises _RefusedError when anything was refused."""
        self.found[step] = tuple(refusal for refusal in refusals if refusal is not None)
        if self.found[step]:
            raise _RefusedError

    def file(self, path: str) -> bytes:
        """The bytes of a listed file, held against the manifest once more as they are read."""
        assert self.manifest is not None
        return read_listed(self.folder, path, self.manifest.files)

    def contents(self) -> PackageContents:
        """Every step in its order; raises _RefusedError at the first that refuses."""
        # (1) nothing strange lies on the medium
        lengths = look_at(self.folder)
        if isinstance(lengths, Refusal):
            self.answer("medium", lengths)
            raise _RefusedError
        self.answer("medium")
        # (2) the manifest is there and of this version, (3) signed by the territorial commission
        manifest = self._signed_manifest(lengths)
        # (4) it is for here
        answers = place_refusals(manifest, self.expected)
        for step, refusal in answers.items():
            self.found[step] = () if refusal is None else (refusal,)
        if any(answers.values()):
            raise _RefusedError
        # (5) every file is as listed
        self.answer("files", *files_refusals(self.folder, manifest, lengths))
        # (6) what the files say of each other
        return self._agreed(manifest)

    def _signed_manifest(self, lengths: Mapping[str, int]) -> PackageManifest:
        signed = names.signature_name(names.MANIFEST)
        missing = [refuse("package-half-copied", path) for path in (names.MANIFEST, signed) if path not in lengths]
        if missing:
            self.answer("format", *missing)
        try:
            data = read_bounded(self.folder, names.MANIFEST, MANIFEST_BYTES_MAX)
            p7s = read_bounded(self.folder, signed, SIGNATURE_BYTES_MAX)
            manifest = read_manifest(data)
        except AlteredFileError as error:
            self.answer("format", refuse("package-altered", error.path))
            raise _RefusedError from None
        if isinstance(manifest, Refusal):
            self.answer("format", manifest)
            raise _RefusedError
        self.answer("format")
        self.manifest = manifest
        trust = self.expected.trust()
        self.answer("signature", signature_refusal(data, p7s, names.MANIFEST, DocumentKind.PACKAGE, trust))
        return manifest

    def _agreed(self, manifest: PackageManifest) -> PackageContents:
        above = self._above()
        revoked = self.file(names.REVOKED)
        self.answer("revocations", revocations_refusal(revoked, above[0]))
        self.answer("revocations", self._package_signer_revoked(revoked))
        trust = self.expected.trust(revoked, precinct=manifest.commission, territory=manifest.territory)
        definition, signature = self.file(names.DEFINITION), self.file(names.signature_name(names.DEFINITION))
        decided = definition_refusal(definition, signature, manifest.precinct, trust)
        if isinstance(decided, Refusal):
            self.answer("definition", decided)
            raise _RefusedError
        self.answer("definition", late_refusal(manifest.issued, decided), _commission_refusal(manifest, decided))
        officials = self._parsed("officials", OFFICIALS_FILE.read, names.OFFICIALS)
        self.answer("officials", officials_refusal(officials, decided, above, trust))
        inventory = self._parsed("inventory", INVENTORY_FILE.read, names.INVENTORY)
        self.answer(
            "inventory",
            inventory_refusal(inventory, decided, manifest.software, above, trust),
            _parts_refusal(manifest, inventory),
            _other_precinct(manifest, officials.precinct, inventory.precinct),
        )
        halves = self._parsed("credentials", HALVES_FILE.read, names.CREDENTIALS)
        self.answer("credentials", self._credentials_refusal(halves, manifest, decided, revoked))
        self.answer("list", self._list_refusal(manifest, revoked))
        return PackageContents(
            folder=self.folder,
            manifest=manifest,
            decided=decided,
            definition=definition,
            definition_signature=signature,
            officials=officials,
            inventory=inventory,
            halves=halves,
            above=above,
            revoked=revoked,
            trust=trust,
            list_signature=self.file(names.LIST_SIGNATURE) if names.LIST_SIGNATURE in manifest.files else None,
            sealed={path: self.file(path) for path in manifest.files if path.endswith(names.SEALED_SUFFIX)},
        )

    def _above(self) -> tuple[x509.Certificate, ...]:
        try:
            authority = read_certificate(self.file(names.AUTHORITY_CERTIFICATE))
        except SailauError as error:
            self.answer("revocations", refuse("package-certificate", error.diagnostics()))
            raise _RefusedError from None
        return (authority, self.expected.root)

    def _package_signer_revoked(self, revoked: bytes) -> Refusal | None:
        """The manifest's signer once more, now with the list that the package brings."""
        data = read_bounded(self.folder, names.MANIFEST, MANIFEST_BYTES_MAX)
        p7s = read_bounded(self.folder, names.signature_name(names.MANIFEST), SIGNATURE_BYTES_MAX)
        return signature_refusal(data, p7s, names.MANIFEST, DocumentKind.PACKAGE, self.expected.trust(revoked))

    def _parsed(self, step: str, read: Callable[[bytes], Any], path: str) -> Any:
        try:
            return read(self.file(path))
        except FormatError as error:
            self.answer(step, refuse(f"package-{step}", error.diagnostics()))
            raise _RefusedError from None

    def _credentials_refusal(
        self, halves: PublicHalves, manifest: PackageManifest, decided: Definition, revoked: bytes
    ) -> Refusal | None:
        data, signed = self.file(names.CREDENTIALS), self.file(names.signature_name(names.CREDENTIALS))
        trust = self.expected.trust(revoked, territory=manifest.territory)
        refusal = signature_refusal(data, signed, names.CREDENTIALS, DocumentKind.CREDENTIALS, trust)
        if refusal is not None:
            return refusal
        where = (halves.election, halves.precinct, halves.uuid)
        if where != (manifest.election, manifest.precinct, manifest.uuid):
            return refuse("package-credentials", f"credentials.json: {halves.precinct}, {halves.uuid}")
        due = numbers_due(decided, manifest.precinct, manifest.numbers.listed, manifest.numbers.cards)
        if manifest.numbers != due or len(halves.halves) != due.credentials:
            return refuse("package-credentials", f"{len(halves.halves)}; {due.credentials}")
        return None

    def _list_refusal(self, manifest: PackageManifest, revoked: bytes) -> Refusal | None:
        if names.LIST_ACT not in manifest.files:
            return None
        act, signed = self.file(names.LIST_ACT), names.signature_name(names.LIST_ACT)
        refusal = list_refusal(act, manifest.list_sha256, manifest.election, manifest.precinct)
        if refusal is not None or signed not in manifest.files:
            return refusal
        trust = self.expected.trust(revoked, precinct=manifest.commission, territory=manifest.territory)
        return signature_refusal(act, self.file(signed), names.LIST_ACT, DocumentKind.LIST_HANDOVER, trust)


def read_package(folder: Path, expected: Expectation) -> PackageReport:
    """Judge the package in `folder`. Never raises on what lies there: everything wrong is a refused step."""
    reading = _Reading(folder, expected)
    contents = None
    try:
        contents = reading.contents()
    except _RefusedError:
        pass
    except AlteredFileError as error:  # the file changed between its hash and its use
        reading.found["files"] = (refuse("package-altered", error.path),)
    return PackageReport(checks=judged(reading.found), manifest=reading.manifest, contents=contents)


def read_manifest(data: bytes) -> PackageManifest | Refusal:
    """The manifest in these bytes, unjudged: refused when it is of another version or was altered."""
    try:
        return PACKAGE_FILE.read(data)
    except FormatError as error:
        format_ = _format_of(data)
        if format_ is not None and format_ != PACKAGE_FORMAT:
            return refuse("package-other-format", format_)
        return refuse("package-altered", f"{names.MANIFEST} ({error.diagnostics()})")


def files_refusals(folder: Path, manifest: PackageManifest, lengths: Mapping[str, int]) -> list[Refusal]:
    """Missing, surplus, swapped and altered files, each named; of each kind the first twenty."""
    own = {names.MANIFEST, names.signature_name(names.MANIFEST)}
    missing = [path for path in manifest.files if path not in lengths] + list(missing_folders(folder))
    surplus = sorted(set(lengths) - set(manifest.files) - own)
    altered, swapped = [], []
    by_hash = {entry.sha256: path for path, entry in manifest.files.items()}
    for path, entry in manifest.files.items():
        if path not in lengths:
            continue
        found = digest(folder, path, lengths[path])
        if found != entry and found.sha256 in by_hash:
            swapped.append(f"{path} ← {by_hash[found.sha256]}")
        elif found != entry:
            altered.append(path)
    named = (
        ("package-half-copied", missing),
        ("package-surplus-file", surplus),
        ("package-files-swapped", swapped),
        ("package-altered", altered),
    )
    return [refuse(code, path) for code, paths in named for path in paths[:SHOWN_MAX]]


def _format_of(data: bytes) -> str | None:
    """What an unreadable manifest says of its own format, if it says anything."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    format_ = value.get("format") if isinstance(value, dict) else None
    return format_[:64] if isinstance(format_, str) else None


def _commission_refusal(manifest: PackageManifest, decided: Definition) -> Refusal | None:
    due = str(decided.precinct(manifest.precinct).commission)
    if manifest.commission == due:
        return None
    return refuse("package-wrong-precinct", f"{names.MANIFEST}: {manifest.commission}; {due}")


def _other_precinct(manifest: PackageManifest, *precincts: int) -> Refusal | None:
    strangers = [str(precinct) for precinct in precincts if precinct != manifest.precinct]
    return refuse("package-wrong-precinct", f"{strangers[0]}; {manifest.precinct}") if strangers else None


def _parts_refusal(manifest: PackageManifest, inventory: Inventory) -> Refusal | None:
    """A sealed part for every booth device and for the computer, and for nobody else."""
    due = {names.booth_name(one.device) for one in inventory.of_roles(*BOOTHS)} | {names.COMPUTER_PART}
    found = {path for path in manifest.files if path.endswith(names.SEALED_SUFFIX)}
    odd = sorted(due ^ found)
    return refuse("package-inventory", ", ".join(odd)) if odd else None
