"""Making a precinct's package: by the territorial commission, into a folder, whole or not at all (L 43(4), L 50-1(5)).

    order = PackageOrder(…)                      what goes into it, from the commission's own folders
    made = make_package(folder, order, signer)   -> PackageManifest, or the Refusal that says what does not agree

Credentials, the terminals' private key and the code shares exist in this process only. What leaves it is sealed: a
credential to the terminals' key; that key and each device's codes to the one device that they are for; the table
*sealed credential ↔ public half*, the voter list and the card numbers to the precinct computer. Public halves are
signed apart, to be published. The manifest is written last, and the folder then gets its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.checkin.voters import parse_list
from sailau.election.definition import parse
from sailau.election.nouns import Definition
from sailau.errors import SignatureError, StoreError
from sailau.formats.v1.package import (
    BOOTH_PART,
    COMPUTER_PART,
    HALVES_FILE,
    INVENTORY_FILE,
    OFFICIALS_FILE,
    PACKAGE_FILE,
    BoothPart,
    ComputerPart,
    Inventory,
    OfficialEntry,
    Officials,
    PackageManifest,
    PublicHalves,
    SealedRow,
    Software,
    names,
)
from sailau.refusal import Refusal
from sailau.sealing.codes import to_map
from sailau.sealing.device_seal import PartKind, Place, seal_to_device
from sailau.service.package_checks import (
    BOOTHS,
    certificate_refusal,
    definition_refusal,
    inventory_refusal,
    late_refusal,
    list_digest,
    list_refusal,
    numbers_due,
    officials_refusal,
    revocations_refusal,
    signature_refusal,
)
from sailau.service.package_medium import entry_of, write_folder
from sailau.service.package_refusals import refuse
from sailau.service.preparation import PrecinctSecrets, make_secrets
from sailau.signing.authority import Signer
from sailau.signing.cms import sign_detached
from sailau.signing.holder import holder_of
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageOrder:
    """What goes into one package.

    `officials` are the members' certificates; `revoked` is the territorial authority's DER list; `list_act` holds the
    files of the hand-over act by their names in a package, `proof`, `screens` and `sound` the files of these folders;
    `issue` counts the packages made for this precinct from 1; `codes_kept_back` is held for a device that replaces
    another.
    """

    definition: bytes
    definition_signature: bytes
    precinct: int
    voters: bytes = field(repr=False)
    officials: tuple[x509.Certificate, ...]
    inventory: Inventory
    revoked: bytes
    software: Software
    training: bool
    issued: datetime
    issue: int = 1
    cards: int | None = None
    codes_kept_back: int = 0
    list_act: Mapping[str, bytes] = field(default_factory=dict)
    proof: Mapping[str, bytes] = field(default_factory=dict)
    screens: Mapping[str, bytes] = field(default_factory=dict)
    sound: Mapping[str, bytes] = field(default_factory=dict)


def make_package(folder: Path, order: PackageOrder, territorial: Signer) -> PackageManifest | Refusal:
    """Make the package `folder` and return its manifest; refused when anything in the order does not agree.

    Raises DefinitionError, FormatError (the voter list), StoreError (the folder is there already, or the disk).
    """
    decided = parse(order.definition, "definition.json")
    listed = len(parse_list(order.voters))
    officials = _officials(order, decided)
    trust = _trust(order, territorial, decided)
    refusal = _signer_refusal(territorial, trust) or _order_refusal(order, decided, officials, territorial, trust)
    if refusal is not None:
        return refusal
    secrets = make_secrets(
        decided,
        order.precinct,
        listed=listed,
        members=len(officials.members),
        booths=[one.device for one in order.inventory.of_roles(*BOOTHS)],
        cards=order.cards,
        codes_kept_back=order.codes_kept_back,
    )
    if isinstance(secrets, Refusal):
        return secrets
    files = {
        **_given_files(order, territorial),
        **_signed_halves(order, decided, secrets, territorial),
        **_sealed_files(order, decided, secrets),
        names.OFFICIALS: OFFICIALS_FILE.write(officials),
        names.INVENTORY: INVENTORY_FILE.write(order.inventory),
    }
    manifest = _manifest(order, decided, secrets, listed, territorial, files)
    data = PACKAGE_FILE.write(manifest)
    PACKAGE_FILE.read(data)  # what a reader would refuse by its form is not written
    signature = sign_detached(data, territorial, order.issued)
    write_folder(folder, {**files, names.MANIFEST: data, names.signature_name(names.MANIFEST): signature})
    return manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDefinition:
    """What a package takes from the folder that the central commission published."""

    definition: bytes
    signature: bytes
    proof: Mapping[str, bytes]


def read_published(folder: Path) -> PublishedDefinition:
    """Read `definition.json`, its signature and the files of `proof/`. Raises StoreError, naming what is missing."""
    try:
        return PublishedDefinition(
            definition=(folder / names.DEFINITION).read_bytes(),
            signature=(folder / names.signature_name(names.DEFINITION)).read_bytes(),
            proof=files_below(folder / names.PROOF),
        )
    except OSError as error:
        missing = Path(str(error.filename)).name
        raise StoreError(f"{folder.name}: {missing} cannot be read: {error.strerror}") from error


def files_below(folder: Path) -> dict[str, bytes]:
    """The files of a folder and of the folders in it, by path; none when it is not there. Raises OSError."""
    found = sorted(folder.rglob("*")) if folder.is_dir() else []
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in found
        if path.is_file() and not path.is_symlink()
    }


def _trust(order: PackageOrder, territorial: Signer, decided: Definition) -> Trust:
    return Trust(
        root=territorial.chain[-1],
        at=order.issued,
        training=order.training,
        election=str(decided.id),
        precinct=str(decided.precinct(order.precinct).commission),
        territory=holder_of(territorial.certificate).commission,
        revocation_lists=(order.revoked,),
    )


def _signer_refusal(territorial: Signer, trust: Trust) -> Refusal | None:
    holder = holder_of(territorial.certificate)
    if holder.role is not Role.TERRITORIAL_COMMISSION:
        return refuse("package-wrong-signer", f"{holder.name}: {holder.role.value}")
    der = territorial.certificate.public_bytes(Encoding.DER)
    return certificate_refusal(der, holder.name, DocumentKind.PACKAGE, territorial.chain, trust)


def _order_refusal(
    order: PackageOrder, decided: Definition, officials: Officials, territorial: Signer, trust: Trust
) -> Refusal | None:
    """Everything that a reader will ask, asked before anything is made."""
    judged = definition_refusal(order.definition, order.definition_signature, order.precinct, trust)
    if isinstance(judged, Refusal):
        return judged
    if order.inventory.precinct != order.precinct:
        return refuse("package-wrong-precinct", f"{names.INVENTORY}: {order.inventory.precinct}; {order.precinct}")
    return (
        late_refusal(order.issued, decided)
        or revocations_refusal(order.revoked, territorial.chain[0])
        or officials_refusal(officials, decided, territorial.chain, trust)
        or inventory_refusal(order.inventory, decided, order.software, territorial.chain, trust)
        or list_refusal(order.list_act.get(names.LIST_ACT), list_digest(order.voters), str(decided.id), order.precinct)
        or _list_signatures_refusal(order, trust)
    )


def _list_signatures_refusal(order: PackageOrder, trust: Trust) -> Refusal | None:
    """The signatures that came with the list: akim and commission under the act, the akim over the list (L 24(5))."""
    signed = (
        (names.LIST_ACT, order.list_act.get(names.LIST_ACT, b""), DocumentKind.LIST_HANDOVER),
        (names.LIST_SIGNATURE.removesuffix(names.SIGNATURE_SUFFIX), order.voters, DocumentKind.VOTER_LIST),
    )
    for name, data, kind in signed:
        p7s = order.list_act.get(names.signature_name(name))
        refusal = None if p7s is None else signature_refusal(data, p7s, name, kind, trust)
        if refusal is not None:
            return refusal
    return None


def _officials(order: PackageOrder, decided: Definition) -> Officials:
    """The members by the numbers in their certificates; raises SignatureError on a certificate that has none."""
    entries = []
    for certificate in order.officials:
        holder = holder_of(certificate)
        if holder.member is None:
            raise SignatureError(f"{holder.name}: a {holder.role.value} is no member of a precinct commission")
        der = certificate.public_bytes(Encoding.DER)
        entries.append(OfficialEntry(number=holder.member, name=holder.name, role=holder.role.value, certificate=der))
    place = decided.precinct(order.precinct)
    return Officials(
        election=str(decided.id),
        precinct=order.precinct,
        commission=str(place.commission),
        members=tuple(sorted(entries, key=lambda one: one.number)),
    )


def _given_files(order: PackageOrder, territorial: Signer) -> dict[str, bytes]:
    """What the package takes over as it is."""
    authority, root = territorial.chain[0], territorial.chain[-1]
    return {
        names.DEFINITION: order.definition,
        names.signature_name(names.DEFINITION): order.definition_signature,
        names.AUTHORITY_CERTIFICATE: authority.public_bytes(Encoding.PEM),
        names.ROOT_CERTIFICATE: root.public_bytes(Encoding.PEM),
        names.REVOKED: order.revoked,
        **order.list_act,
        **placed_files(order),
    }


def placed_files(order: PackageOrder) -> dict[str, bytes]:
    """The files of proof, screens and sound by their paths in the package."""
    folders = ((names.PROOF, order.proof), (names.SCREENS, order.screens), (names.SOUND, order.sound))
    return {f"{folder}/{name}": data for folder, files in folders for name, data in files.items()}


def _signed_halves(
    order: PackageOrder, decided: Definition, secrets: PrecinctSecrets, territorial: Signer
) -> dict[str, bytes]:
    halves = tuple(sorted(row.public_half for row in secrets.credentials))
    found = PublicHalves(election=str(decided.id), precinct=order.precinct, uuid=secrets.uuid, halves=halves)
    data = HALVES_FILE.write(found)
    return {
        names.CREDENTIALS: data,
        names.signature_name(names.CREDENTIALS): sign_detached(data, territorial, order.issued),
    }


def _sealed_files(order: PackageOrder, decided: Definition, secrets: PrecinctSecrets) -> dict[str, bytes]:
    """The computer's part and every booth's, each sealed to the key that the device made itself."""
    computer = order.inventory.of_roles(Role.PRECINCT_COMPUTER.value)[0]
    part = ComputerPart(
        election=str(decided.id),
        precinct=order.precinct,
        uuid=secrets.uuid,
        device=computer.device,
        voters=order.voters.decode(),
        cards=secrets.cards,
        credentials=tuple(SealedRow(row.sealed, row.public_half) for row in secrets.credentials),
    )
    sealed = {names.COMPUTER_PART: _sealed(COMPUTER_PART.write(part), PartKind.COMPUTER, part, computer.sealing_key)}
    for booth in order.inventory.of_roles(*BOOTHS):
        own = BoothPart(
            election=str(decided.id),
            precinct=order.precinct,
            uuid=secrets.uuid,
            device=booth.device,
            credential_key=secrets.credential_key,
            codes=to_map(secrets.shares.of[booth.device]),
        )
        sealed[names.booth_name(booth.device)] = _sealed(BOOTH_PART.write(own), PartKind.BOOTH, own, booth.sealing_key)
    return sealed


def _sealed(data: bytes, kind: PartKind, part: ComputerPart | BoothPart, key: bytes) -> bytes:
    place = Place(kind=kind, election=part.election, precinct=part.precinct, uuid=part.uuid, device=part.device)
    return seal_to_device(data, key, place)


def _manifest(
    order: PackageOrder,
    decided: Definition,
    secrets: PrecinctSecrets,
    listed: int,
    territorial: Signer,
    files: Mapping[str, bytes],
) -> PackageManifest:
    return PackageManifest(
        election=str(decided.id),
        precinct=order.precinct,
        commission=str(decided.precinct(order.precinct).commission),
        territory=holder_of(territorial.certificate).commission,
        uuid=secrets.uuid,
        issue=order.issue,
        issued=order.issued.replace(second=0, microsecond=0),
        training=order.training,
        software=order.software,
        numbers=numbers_due(decided, order.precinct, listed, len(secrets.cards)),
        list_sha256=list_digest(order.voters),
        terminals_key=secrets.terminals_key,
        folders=names.FOLDERS,
        files={path: entry_of(data) for path, data in files.items()},
    )
