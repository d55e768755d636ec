"""Packages: one of a precinct of 3,000, and 10,000 estimated from a hundred small ones.

    python -m bench.package          the rows and the estimate alone

The bound of a package is what nobody can save: one multiplication of the base for each credential, and one HPKE seal
for each credential, at the library's own rates, measured in the same run before and after every package. The estimate
is linear: a fixed part (signatures, certificates, files) and a part for each credential, both from measurements.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from statistics import median

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from bench.rows import Row, library_now, table
from sailau.adapters.password import PasswordCost
from sailau.checkin.voters import encode_list
from sailau.election.definition import canonical
from sailau.election.examples import president_2005
from sailau.election.nouns import CommissionId, PrecinctNumber
from sailau.errors import invariant
from sailau.formats.v1.package import Inventory, PackageManifest, Software
from sailau.service.enrolment import Certified, certify_request, enrol, enter_device
from sailau.service.package_checks import Expectation
from sailau.service.package_making import PackageOrder, make_package
from sailau.service.packages import read_package
from sailau.service.rehearsal.people import fictitious_list
from sailau.signing.authority import around, issue, revocation_list
from sailau.signing.cms import sign_detached
from sailau.signing.holder import Holder
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.roles import Role

SIZE = 3_000
TERMINALS = 5
LARGE_RUNS, SMALL_RUNS = 5, 100
SMALL = 30
COUNTRY = 10_000
AVERAGE = 1_200
"""Voters of an average precinct: some twelve millions in ten thousand."""

REACH_MS = 3_000
SEALS_PER_RATE = 100
CREDENTIAL_BYTES = 25
ZONE = timezone(timedelta(hours=5))
MADE = datetime(2005, 11, 28, 15, 20, tzinfo=ZONE)
VALIDITY = around(MADE, before=timedelta(days=30), after=timedelta(days=400))
SOFTWARE = Software(version="0.1.0", sha256="5a" * 32)
CHEAP = PasswordCost(passes=1, memory_kib=8, lanes=1)


@dataclass(frozen=True, slots=True)
class Commission:
    """A territorial commission with its certificates and a definition of many precincts."""

    pki: PrecinctPki
    definition: bytes
    signature: bytes
    election: str
    folder: Path

    def order(self, number: int, voters: int) -> PackageOrder:
        """Everything that goes into the package of one precinct; its devices are enrolled here, unmeasured."""
        return PackageOrder(
            definition=self.definition,
            definition_signature=self.signature,
            precinct=number,
            voters=encode_list(fictitious_list(voters, number, MADE.date())),
            officials=tuple(self._member(number, member) for member in range(1, 8)),
            inventory=self._inventory(number),
            revoked=revocation_list(self.pki.territorial, (), MADE, MADE + timedelta(days=30)),
            software=SOFTWARE,
            training=True,
            issued=MADE,
        )

    def _member(self, number: int, member: int) -> x509.Certificate:
        roles = {1: Role.CHAIR, 2: Role.DEPUTY, 3: Role.SECRETARY}
        holder = Holder(
            name=f"Мүше {member}",
            role=roles.get(member, Role.MEMBER),
            commission=f"precinct-{number}",
            election=self.election,
            member=member,
            training=True,
        )
        return issue(self.pki.territorial, holder, VALIDITY).certificate

    def _inventory(self, number: int) -> Inventory:
        commission = f"precinct-{number}"
        inventory = Inventory(election=self.election, precinct=number, commission=commission, devices=())
        single = [("precinct-computer", Role.PRECINCT_COMPUTER), ("desk-1", Role.DESK)]
        single += [("accumulator-1", Role.ACCUMULATOR), ("portable-1", Role.PORTABLE)]
        terminals = [(f"terminal-{place}", Role.TERMINAL) for place in range(1, TERMINALS + 1)]
        for place, (device, role) in enumerate([*single, *terminals]):
            request = enrol(
                self.folder / str(number) / device,
                device,
                role,
                f"KZ-{number}-{place}",
                b"604913",
                election=self.election,
                commission=commission,
                software=SOFTWARE,
                cost=CHEAP,
            )
            done = certify_request(
                self.pki.territorial, request, election=self.election, commission=commission, validity=VALIDITY
            )
            invariant(isinstance(done, Certified), "a sound request was refused")
            assert isinstance(done, Certified)
            inventory = enter_device(inventory, done)
        return inventory


def commission(folder: Path, precincts: int) -> Commission:
    """Make a territorial commission with a definition of `precincts` precincts."""
    one = president_2005(voters=SIZE, terminals=TERMINALS)
    places = tuple(
        replace(one.precincts[0], number=PrecinctNumber(n), commission=CommissionId(f"precinct-{n}"))
        for n in range(1, precincts + 1)
    )
    data, election = canonical(replace(one, precincts=places)), str(one.id)
    pki = make_training_pki(PrecinctPlan(election=election, precinct="precinct-1", territory="almaty-city"), VALIDITY)
    return Commission(pki, data, sign_detached(data, pki.signers["central"], MADE), election, folder)


def seal_us() -> float:
    """Microseconds of one HPKE seal of a credential's length, by the library itself."""
    suite, key = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM), X25519PrivateKey.generate().public_key()
    begun = time.process_time()
    for _ in range(SEALS_PER_RATE):
        suite.encrypt(bytes(CREDENTIAL_BYTES), key, info=b"sailau-credential-1|3zfECxeiDEmgXwKx3V")
    return (time.process_time() - begun) / SEALS_PER_RATE * 1e6


@dataclass(frozen=True, slots=True)
class Measured:
    """Packages of one size: times of each (ms of CPU), the bound of one, its credentials, the last one's folder."""

    times_ms: list[float]
    bound_ms: float
    credentials: int
    folder: Path

    @property
    def middle_ms(self) -> float:
        """The median."""
        return median(self.times_ms)


def measure(made: Commission, folder: Path, numbers: range, voters: int) -> Measured:
    """Make a package for each precinct in `numbers`, with the library's rates measured around each."""
    times, bases, seals, manifest = [], [library_now().base], [seal_us()], None
    for number in numbers:
        order, target = made.order(number, voters), folder / f"{voters}-{number}"
        gc.collect()
        begun = time.process_time()
        manifest = make_package(target, order, made.pki.signers["territorial"])
        times.append((time.process_time() - begun) * 1000)
        if number % 10 == 0 or voters == SIZE:
            bases.append(library_now().base)
            seals.append(seal_us())
    invariant(isinstance(manifest, PackageManifest), f"a sound order was refused: {manifest}")
    assert isinstance(manifest, PackageManifest)
    count = manifest.numbers.credentials
    return Measured(times, count * (median(bases) + median(seals)) / 1000, count, folder / f"{voters}-{numbers[-1]}")


def package_rows(folder: Path, say: Callable[[str], None]) -> tuple[list[Row], list[str]]:
    """Measure five packages of 3,000 voters and a hundred small ones; rows, and lines for people."""
    folder.mkdir(parents=True, exist_ok=True)
    made = commission(folder / "devices", LARGE_RUNS + SMALL_RUNS)
    say(f"packages of {SIZE} voters")
    large = measure(made, folder, range(1, LARGE_RUNS + 1), SIZE)
    say(f"{SMALL_RUNS} packages of {SMALL} voters")
    small = measure(made, folder, range(LARGE_RUNS + 1, LARGE_RUNS + SMALL_RUNS + 1), SMALL)
    calls = f"{large.credentials} base and {large.credentials} HPKE seals"
    row = Row(f"package of {SIZE} voters", large.middle_ms, large.bound_ms, REACH_MS, LARGE_RUNS, calls)
    return [row], [*estimate(large, small), reading(made, large, LARGE_RUNS)]


def estimate(large: Measured, small: Measured) -> list[str]:
    """The arithmetic of 10,000 packages, on one core."""
    each = (large.middle_ms - small.middle_ms) / (large.credentials - small.credentials)
    fixed = small.middle_ms - small.credentials * each
    reserve = large.credentials / SIZE
    credentials = round(AVERAGE * reserve)
    one = fixed + credentials * each
    of_one = f"({fixed:.0f} ms + {credentials} x {each:.3f} ms)"
    return [
        f"packages: {len(small.times_ms)} of {SMALL} voters, median {small.middle_ms:.0f} ms for {small.credentials} "
        f"credentials; so {each:.3f} ms a credential and {fixed:.0f} ms fixed",
        f"{COUNTRY} packages of {AVERAGE} voters on average: {COUNTRY} x {of_one} = {COUNTRY} x {one:.0f} ms "
        f"= {COUNTRY * one / 3.6e6:.1f} h on one core",
    ]


def reading(made: Commission, large: Measured, number: int) -> str:
    """How long the precinct takes to judge the package."""
    expected = Expectation(
        root=made.pki.root.certificate,
        at=MADE + timedelta(days=2),
        training=True,
        election=made.election,
        precinct=number,
        software=SOFTWARE,
    )
    begun = time.process_time()
    report = read_package(large.folder, expected)
    seconds = time.process_time() - begun
    invariant(report.sound, "a sound package was refused")
    size = sum(path.stat().st_size for path in large.folder.rglob("*") if path.is_file())
    return f"package of {SIZE} voters: {size / 2**20:.2f} MiB, judged in {seconds:.2f} s"


def main() -> int:
    """Print the rows and the estimate."""
    with tempfile.TemporaryDirectory(prefix="sailau-bench-package-") as folder:
        rows, notes = package_rows(Path(folder), lambda line: print(f"bench: {line}", file=sys.stderr))
    print(table(rows))
    print()
    print("\n".join(notes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
