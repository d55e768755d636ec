"""A package at the precinct: judged, then opened by the devices that it is for (L 43(4), L 50-1(5), E13-E17).

    report = read_package(folder, expectation)          every step good or refused, for people to read
    report.contents                                     only when nothing was refused
    open_computer_part(contents, keys, stations)        -> Package, what `install_precinct` takes
    open_booth_part(contents, keys)                     -> BoothPackage, `.equipment(…)` once the Setup is known

How a folder is judged stands in `package_reading`, what must hold in `package_checks`, every reason of a refusal in
`package_refusals`. Packages are made in `package_making`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography import x509

from sailau.checkin.voters import parse_list
from sailau.errors import FormatError, ProofError
from sailau.formats.v1.package import BOOTH_PART, COMPUTER_PART, ComputerPart, names
from sailau.formats.v1.package.sealed import facts_of
from sailau.refusal import Refusal
from sailau.sealing.codes import Codes, from_map
from sailau.sealing.credentials import SealedCredential
from sailau.sealing.device_seal import PartKind, open_at_device, public_of
from sailau.service.booth import Equipment
from sailau.service.enrolment import DeviceKeys
from sailau.service.installation import Official, Package
from sailau.service.package_checks import Expectation, list_digest, signature_refusal
from sailau.service.package_reading import PackageContents, PackageReport, read_manifest, read_package
from sailau.service.package_refusals import refuse
from sailau.signing.authority import Signer
from sailau.signing.holder import holder_of
from sailau.signing.roles import DocumentKind

__all__ = [
    "BoothPackage",
    "Expectation",
    "PackageContents",
    "PackageReport",
    "open_booth_part",
    "open_computer_part",
    "read_manifest",
    "read_package",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoothPackage:
    """What a terminal or portable device took from the package; the Setup is known after the ceremony."""

    device: str
    keys: DeviceKeys
    definition: bytes
    precinct: int
    computer: x509.Certificate
    credential_key: bytes = field(repr=False)
    codes: Codes = field(repr=False)

    def equipment(self, setup: bytes, election: bytes) -> Equipment:
        """What the device is installed with: `setup` is the Setup's hash, `election` its election file."""
        return Equipment(
            device=self.device,
            signer=self.keys.signer,
            setup=setup,
            definition=self.definition,
            precinct=self.precinct,
            election=election,
            computer=self.computer,
            credential_key=self.credential_key,
            codes=self.codes,
        )


def open_computer_part(
    contents: PackageContents, keys: DeviceKeys, stations: Mapping[str, Signer]
) -> Package | Refusal:
    """Open the precinct computer's part with its own keys; `stations` are the signers of its desks and accumulators.

    Refused: a part that does not open here, that belongs elsewhere, or whose list, numbers or table are not those that
    the territorial commission signed for; stations that the inventory does not list.
    """
    device = contents.computer
    refusal = _not_the_listed(contents, device, keys.signer) or _stations_refusal(contents, stations)
    if refusal is not None:
        return refusal
    try:
        place = contents.place(PartKind.COMPUTER, device)
        part = COMPUTER_PART.read(open_at_device(contents.sealed[names.COMPUTER_PART], keys.sealing_private, place))
    except (ProofError, FormatError) as error:
        return refuse("package-part-not-ours", f"{names.COMPUTER_PART} ({error.diagnostics()})")
    refusal = _part_refusal(contents, part)
    if refusal is not None:
        return refusal
    return Package(
        definition=contents.definition,
        definition_signature=contents.definition_signature,
        precinct=contents.manifest.precinct,
        uuid=contents.manifest.uuid,
        voters=part.voters.encode(),
        credentials=tuple(SealedCredential(row.sealed, row.public_half) for row in part.credentials),
        cards=part.cards,
        officials=tuple(
            Official(id=f"member-{one.number}", name=one.name, role=one.role) for one in contents.officials.members
        ),
        devices={booth: contents.certificate(booth) for booth in contents.booths},
        computer=keys.signer,
        stations=dict(stations),
    )


def open_booth_part(contents: PackageContents, keys: DeviceKeys) -> BoothPackage | Refusal:
    """Open the part of the terminal or portable device whose keys these are.

    Refused: a device that is none of this precinct's booths, a part that does not open in it, a terminals' key that is
    not the one the credentials were sealed to.
    """
    device = holder_of(keys.signer.certificate).device or ""
    refusal = _not_the_listed(contents, device, keys.signer)
    if refusal is not None:
        return refusal
    path = names.booth_name(device)
    if path not in contents.sealed:
        return refuse("package-inventory", device)
    try:
        place = contents.place(PartKind.BOOTH, device)
        part = BOOTH_PART.read(open_at_device(contents.sealed[path], keys.sealing_private, place))
    except (ProofError, FormatError) as error:
        return refuse("package-part-not-ours", f"{path} ({error.diagnostics()})")
    if facts_of(part) != _facts(contents, device):
        return refuse("package-part-not-ours", path)
    if public_of(part.credential_key) != contents.manifest.terminals_key:
        return refuse("package-terminals-key", path)
    return BoothPackage(
        device=device,
        keys=keys,
        definition=contents.definition,
        precinct=contents.manifest.precinct,
        computer=contents.certificate(contents.computer),
        credential_key=part.credential_key,
        codes=from_map(part.codes),
    )


def _facts(contents: PackageContents, device: str) -> Mapping[str, str | int]:
    one = contents.manifest
    return {"election": one.election, "precinct": one.precinct, "uuid": one.uuid, "device": device}


def _not_the_listed(contents: PackageContents, device: str, signer: Signer) -> Refusal | None:
    entry = contents.inventory.device(device)
    if entry is None or x509.load_der_x509_certificate(entry.certificate) != signer.certificate:
        return refuse("package-inventory", device)
    return None


def _stations_refusal(contents: PackageContents, stations: Mapping[str, Signer]) -> Refusal | None:
    if set(stations) != set(contents.stations):
        return refuse("package-inventory", ", ".join(sorted(set(stations) ^ set(contents.stations))))
    for device, signer in stations.items():
        refusal = _not_the_listed(contents, device, signer)
        if refusal is not None:
            return refusal
    return None


def _part_refusal(contents: PackageContents, part: ComputerPart) -> Refusal | None:
    """Hold the computer's part against what the territorial commission signed for."""
    manifest, voters = contents.manifest, part.voters.encode()
    if facts_of(part) != _facts(contents, contents.computer):
        return refuse("package-part-not-ours", names.COMPUTER_PART)
    if list_digest(voters) != manifest.list_sha256:
        return refuse("package-list-of-another-precinct", f"{names.COMPUTER_PART}; {names.MANIFEST}")
    if contents.list_signature is not None:
        trust, signed = contents.trust, contents.list_signature
        refusal = signature_refusal(voters, signed, names.LIST_SIGNATURE, DocumentKind.VOTER_LIST, trust)
        if refusal is not None:
            return refusal
    try:
        listed = len(parse_list(voters))
    except FormatError as error:
        return refuse("package-list", error.diagnostics())
    if listed != manifest.numbers.listed:
        return refuse("package-list", f"{listed}; {manifest.numbers.listed}")
    if tuple(sorted(row.public_half for row in part.credentials)) != contents.halves.halves:
        return refuse("package-credentials", f"{names.COMPUTER_PART}; {names.CREDENTIALS}")
    if len(part.cards) != manifest.numbers.cards:
        return refuse("package-credentials", f"{len(part.cards)}; {manifest.numbers.cards}")
    return None
