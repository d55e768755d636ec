"""The package: devices make their own keys, the territorial commission seals to them what is theirs (L 43(4), 50-1)."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.files import write_atomically
from sailau.formats.v1.package import INVENTORY_FILE, Inventory, PackageManifest, Software, names
from sailau.refusal import Refusal, Text
from sailau.service.enrolment import certify_request, enrol, enter_device
from sailau.service.package_layout import DEFINITION, LIST, OFFICIALS, PRECINCTS, Making, published_in, read_order
from sailau.service.package_making import make_package
from sailau.service.package_publishing import copy_package
from sailau.service.preparation import cards_needed
from sailau.service.rehearsal.narrator import Narrator
from sailau.service.rehearsal.offices import Offices
from sailau.service.rehearsal.stage import ACCUMULATOR, DESK, PORTABLE, RehearsalError, granted
from sailau.signing.authority import Validity, around, revocation_list
from sailau.signing.keystore import new_pin
from sailau.signing.roles import Role

TERRITORY = "territory"
MADE = "packages"
"""Within the territory's folder: the packages that were made, by precinct."""
MEDIUM = "medium"
DEVICES = "devices"
SPARE_CARDS = 6
"""Cards beyond the least number: one is lost, one is unreadable."""
PACKAGE_DAYS_BEFORE = 10
LIFE = timedelta(days=400)
RENEWED_AFTER = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """The devices of the precinct: the folder of each, the PIN of its keys, and the inventory that was certified."""

    folders: Mapping[str, Path]
    pins: Mapping[str, bytes] = field(repr=False)
    inventory: Inventory


def enrol_devices(offices: Offices, devices: Path, narrator: Narrator) -> Enrolled:
    """Let every device make its keys in a folder of its own, and the territorial commission certify them."""
    place = offices.definition.precinct(offices.precinct)
    inventory = Inventory(
        election=str(offices.definition.id), precinct=offices.precinct, commission=str(place.commission), devices=()
    )
    folders: dict[str, Path] = {}
    pins: dict[str, bytes] = {}
    for number, (device, role) in enumerate(_devices(place.terminals), start=1):
        folders[device], pins[device] = devices / device, new_pin().encode()
        request = enrol(
            folders[device],
            device,
            role,
            f"KZ-{offices.precinct:04d}-{number:03d}",
            pins[device],
            election=inventory.election,
            commission=inventory.commission,
            software=offices.software,
            cost=offices.cost,
        )
        certified = certify_request(
            offices.pki.territorial,
            request,
            election=inventory.election,
            commission=inventory.commission,
            validity=_validity(offices),
            known=inventory.devices,
            software=offices.software,
        )
        inventory = enter_device(inventory, granted(certified))
    count = len(inventory.devices)
    narrator.step(
        "L 50-2(2), 50-2(3)",
        Text(
            f"{count} құрылғы өз кілтін өзі жасады; аумақтық комиссия оларды тізімге алып, куәландырды.",
            f"{count} устройств сами создали свои ключи; территориальная комиссия внесла их в опись и заверила.",
            f"{count} devices made keys of their own; the territorial commission listed and certified them.",
        ),
    )
    return Enrolled(folders=folders, pins=pins, inventory=inventory)


def pack(offices: Offices, published: Path, handed: Path, enrolled: Enrolled, narrator: Narrator) -> Path:
    """Make the precinct's package and carry it on a removable medium; the folder on the medium."""
    offices.days_before(PACKAGE_DAYS_BEFORE)
    territory = _lay_out(offices, published, handed, enrolled)
    terminals = offices.definition.precinct(offices.precinct).terminals
    making = Making(
        software=offices.software,
        training=True,
        issued=offices.clock.now(),
        cards=cards_needed(terminals) + SPARE_CARDS,
    )
    order = read_order(territory, offices.precinct, making, published_in(territory))
    made = package_of(offices)
    made.parent.mkdir()
    manifest = granted(make_package(made, order, offices.signer("territorial")))
    _tell(manifest, making.software, narrator)
    medium = offices.folder / MEDIUM
    _show_a_half_copy(made, offices.folder, narrator)
    granted(copy_package(made, medium))
    return medium


def package_of(offices: Offices) -> Path:
    """Where the territorial commission made the precinct's package: its own copy."""
    return offices.folder / TERRITORY / MADE / str(offices.precinct)


def _devices(terminals: int) -> Iterator[tuple[str, Role]]:
    yield "precinct-computer", Role.PRECINCT_COMPUTER
    yield DESK, Role.DESK
    yield ACCUMULATOR, Role.ACCUMULATOR
    for number in range(1, terminals + 1):
        yield f"terminal-{number}", Role.TERMINAL
    yield PORTABLE, Role.PORTABLE


def _validity(offices: Offices) -> Validity:
    return around(offices.clock.now(), before=timedelta(days=1), after=LIFE)


def _lay_out(offices: Offices, published: Path, handed: Path, enrolled: Enrolled) -> Path:
    """The territorial commission's folder, as `sailau package` reads it."""
    territory = offices.folder / TERRITORY
    precinct = territory / PRECINCTS / str(offices.precinct)
    (precinct / OFFICIALS).mkdir(parents=True)
    shutil.copytree(published, territory / DEFINITION)
    shutil.copytree(handed, precinct / LIST)
    for number, member in enumerate(offices.pki.members, start=1):
        write_atomically(precinct / OFFICIALS / f"member-{number}.pem", _pem(member.certificate))
    write_atomically(precinct / names.INVENTORY, INVENTORY_FILE.write(enrolled.inventory))
    now = offices.clock.now()
    write_atomically(territory / names.REVOKED, revocation_list(offices.pki.territorial, (), now, now + RENEWED_AFTER))
    return territory


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _tell(manifest: PackageManifest, software: Software, narrator: Narrator) -> None:
    narrator.step(
        "L 43(4), 50-1(5)",
        Text(
            f"Учаске пакеті жасалды: {len(manifest.files)} файл; құқықтар терминалдарға, тізім компьютерге мөрленген.",
            f"Изготовлен пакет участка: файлов {len(manifest.files)}; права запечатаны для терминалов, список — для "
            "компьютера.",
            f"The precinct's package is made: {len(manifest.files)} files; credentials are sealed to terminals, the "
            "list to the computer.",
        ),
    )
    narrator.step(
        "L 50-1(4)",
        Text(
            f"Бағдарламаның таңбасы пакетте: {software.sha256[:16]}…",
            f"Отпечаток программы в пакете: {software.sha256[:16]}…",
            f"The software's fingerprint stands in the package: {software.sha256[:16]}…",
        ),
    )


def _show_a_half_copy(made: Path, folder: Path, narrator: Narrator) -> None:
    """A package that lost a file on the way is not carried on."""
    half = folder / "half"
    shutil.copytree(made, half)
    (half / names.COMPUTER_PART).unlink()
    answer = copy_package(half, folder / "half-copy")
    if not isinstance(answer, Refusal):
        raise RehearsalError("a package that lacks a file was copied")
    narrator.refused(answer)
