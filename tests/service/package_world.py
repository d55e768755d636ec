"""A territorial commission with its precincts, for tests: real certificates, real enrolments, light passwords.

Made once a run; `packaged()` is one sound package, and a test that spoils something works on a copy.
"""

import atexit
import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509

from sailau.adapters.password import PasswordCost
from sailau.checkin.voters import encode_list
from sailau.election.definition import canonical
from sailau.election.examples import president_2005
from sailau.election.nouns import CommissionId, Definition, PrecinctNumber
from sailau.formats.v1.package import Inventory, PackageManifest, Software
from sailau.service.enrolment import Certified, DeviceKeys, certify_request, enrol, enter_device, open_device
from sailau.service.package_checks import Expectation
from sailau.service.package_making import PackageOrder, make_package
from sailau.service.packages import PackageReport, read_package
from sailau.service.rehearsal.people import fictitious_list
from sailau.signing.authority import Authority, Signer, Validity, around, issue, make_territorial, revocation_list
from sailau.signing.cms import sign_detached
from sailau.signing.holder import Holder
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.roles import Role

ZONE = timezone(timedelta(hours=5))
MADE = datetime(2005, 11, 28, 15, 20, tzinfo=ZONE)
READ = datetime(2005, 12, 1, 10, 0, tzinfo=ZONE)
LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
PIN = b"604913"
SOFTWARE = Software(version="0.1.0", sha256="5a" * 32)
TERRITORY = "almaty-city"
VOTERS = 30
DEVICES = (
    ("precinct-computer", Role.PRECINCT_COMPUTER),
    ("desk-1", Role.DESK),
    ("accumulator-1", Role.ACCUMULATOR),
    ("terminal-1", Role.TERMINAL),
    ("terminal-2", Role.TERMINAL),
    ("portable-1", Role.PORTABLE),
)
VALIDITY = around(MADE, before=timedelta(days=30), after=timedelta(days=400))


@dataclass(frozen=True)
class Enrolled:
    """A precinct whose devices have keys of their own, each in its folder under `devices`."""

    number: int
    devices: Path
    inventory: Inventory
    officials: tuple[x509.Certificate, ...]
    chain: tuple[x509.Certificate, ...]

    def keys(self, device: str) -> DeviceKeys:
        entry = self.inventory.device(device)
        assert entry is not None
        return open_device(self.devices / device, PIN, x509.load_der_x509_certificate(entry.certificate), self.chain)

    def stations(self) -> dict[str, Signer]:
        return {device: self.keys(device).signer for device in ("desk-1", "accumulator-1")}


def working_folder() -> Path:
    folder = Path(mkdtemp(prefix="sailau-package-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def definition(*precincts: int, name: str = "") -> Definition:
    """The example election with these precincts (25 is its own)."""
    one = president_2005(voters=VOTERS, terminals=2)
    first = one.precincts[0]
    places = tuple(
        replace(first, number=PrecinctNumber(number), commission=CommissionId(f"precinct-{number}"))
        for number in precincts or (25, 26)
    )
    return replace(one, precincts=places, id=type(one.id)(name or one.id))


@cache
def authorities() -> PrecinctPki:
    plan = PrecinctPlan(election=str(definition().id), precinct="precinct-25", territory=TERRITORY)
    return make_training_pki(plan, VALIDITY)


@cache
def other_territory() -> tuple[Authority, Signer]:
    """Another territorial commission under the same root."""
    holder = Holder(
        name="Басқа аумақтық комиссия", role=Role.TERRITORIAL_COMMISSION, commission="semey-city", training=True
    )
    authority = make_territorial(authorities().root, holder, VALIDITY)
    return authority, issue(authority, replace(holder, election=str(definition().id)), VALIDITY)


@cache
def decided() -> tuple[bytes, bytes]:
    """The definition and the central commission's signature."""
    data = canonical(definition())
    return data, sign_detached(data, authorities().signers["central"], MADE)


@cache
def enrolled(number: int) -> Enrolled:
    """Enrol the devices of a precinct and certify them and its commission."""
    pki, folder = authorities(), working_folder()
    election, commission = str(definition().id), f"precinct-{number}"
    inventory = Inventory(election=election, precinct=number, commission=commission, devices=())
    for place, (device, role) in enumerate(DEVICES, start=1):
        request = enrol(
            folder / device,
            device,
            role,
            f"KZ-{number}-{place:03d}",
            PIN,
            election=election,
            commission=commission,
            software=SOFTWARE,
            cost=LIGHT,
        )
        done = certify_request(
            pki.territorial, request, election=election, commission=commission, validity=VALIDITY, software=SOFTWARE
        )
        assert isinstance(done, Certified), done
        inventory = enter_device(inventory, done)
    return Enrolled(
        number=number,
        devices=folder,
        inventory=inventory,
        officials=members(number),
        chain=(pki.territorial.certificate, pki.root.certificate),
    )


def members(number: int, validity: Validity = VALIDITY) -> tuple[x509.Certificate, ...]:
    roles = (Role.CHAIR, Role.DEPUTY, Role.SECRETARY, *(Role.MEMBER for _ in range(4)))
    return tuple(
        issue(
            authorities().territorial,
            Holder(
                name=f"Мүше {place}",
                role=role,
                commission=f"precinct-{number}",
                election=str(definition().id),
                member=place,
                training=True,
            ),
            validity,
        ).certificate
        for place, role in enumerate(roles, start=1)
    )


def voters(number: int = 25, count: int = VOTERS) -> bytes:
    return encode_list(fictitious_list(count, number, definition().date))


def revocations(*revoked: x509.Certificate) -> bytes:
    return revocation_list(authorities().territorial, revoked, MADE, MADE + timedelta(days=30))


@cache
def order(number: int) -> PackageOrder:
    data, signature = decided()
    place = enrolled(number)
    return PackageOrder(
        definition=data,
        definition_signature=signature,
        precinct=number,
        voters=voters(number),
        officials=place.officials,
        inventory=place.inventory,
        revoked=revocations(),
        software=SOFTWARE,
        training=True,
        issued=MADE,
        cards=40,
        proof={"style-1-kk.pdf": b"%PDF-1.7 a proof", "sound/README.txt": b"to come"},
    )


def territorial() -> Signer:
    return authorities().signers["territorial"]


@cache
def packaged(number: int) -> Path:
    folder = working_folder() / f"package-{number}"
    made = make_package(folder, order(number), territorial())
    assert isinstance(made, PackageManifest), made
    return folder


def expectation(precinct: int = 25) -> Expectation:
    return Expectation(
        root=authorities().root.certificate,
        at=READ,
        training=True,
        election=str(definition().id),
        precinct=precinct,
        software=SOFTWARE,
        territory=TERRITORY,
    )


def read(folder: Path, expected: Expectation | None = None) -> PackageReport:
    return read_package(folder, expected or expectation())
