"""A precinct that can be installed, for tests: members with keys, devices enrolled, a package, a held ceremony.

Made once a run; each test installs in a folder of its own, on copies of the devices' folders.
"""

import atexit
import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.machine import Check, Standing
from sailau.adapters.password import PasswordCost
from sailau.checkin.voters import encode_list
from sailau.election.definition import canonical
from sailau.election.examples import president_2005
from sailau.election.nouns import Definition
from sailau.formats.v1.package import Inventory, PackageManifest, Software
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.ports import NO_FAULTS, Faults
from sailau.refusal import Refusal, Text
from sailau.sealing.channel import new_seed
from sailau.service.ceremony import hold_ceremony
from sailau.service.enrolment import Certified, certify_request, enrol, enter_device
from sailau.service.install import (
    DEVICES_FOLDER,
    Installation,
    begin_installation,
    check_machine,
    check_package,
    enter_ceremony,
    enter_report,
    open_installation,
)
from sailau.service.install_finish import Finished, Keys, Present, finish, open_keys
from sailau.service.package_checks import Expectation
from sailau.service.package_making import PackageOrder, make_package
from sailau.service.package_reading import PackageReport
from sailau.service.rehearsal.people import fictitious_list
from sailau.service.selftest import report_of_device
from sailau.signing.authority import Signer, around, revocation_list
from sailau.signing.cms import sign_detached
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.roles import Role

ZONE = timezone(timedelta(hours=5))
MADE = datetime(2005, 11, 28, 15, 20, tzinfo=ZONE)
INSTALLED = datetime(2005, 12, 1, 10, 0, tzinfo=ZONE)
LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
PIN = b"604913"
PRECINCT, VOTERS, TERRITORY = 25, 30, "almaty-city"
SOFTWARE = Software(version="0.1.0", sha256="5a" * 32)
PRESENT = Present(
    proxies=("Әлия Нұрланова, кандидат Сәтбаевтың сенім білдірген адамы",),
    observers=("Иван Петров, наблюдатель",),
    specialists=("Марат Оспанов",),
)
DEVICES = (
    ("precinct-computer", Role.PRECINCT_COMPUTER),
    ("desk-1", Role.DESK),
    ("accumulator-1", Role.ACCUMULATOR),
    ("terminal-1", Role.TERMINAL),
    ("portable-1", Role.PORTABLE),
)


class SetClock:
    """Each reading is a second later than the one before."""

    def __init__(self, at: datetime = INSTALLED) -> None:
        self.at = at

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass(frozen=True)
class World:
    """What the commissions made before: packages of two issues, the devices' folders, the keys, two ceremonies."""

    folder: Path
    pki: PrecinctPki
    inventory: Inventory
    packages: tuple[Path, Path]
    ceremonies: tuple[ThresholdParameters, ThresholdParameters]

    def expectation(self) -> Expectation:
        return Expectation(
            root=self.pki.root.certificate,
            at=INSTALLED,
            training=True,
            election=self.inventory.election,
            precinct=PRECINCT,
            software=SOFTWARE,
            territory=TERRITORY,
        )

    def members(self, *numbers: int) -> tuple[Signer, ...]:
        return tuple(self.pki.signers[f"member-{number}"] for number in numbers)


@cache
def world() -> World:
    return make_world(president_2005(voters=VOTERS, terminals=1), MADE, SOFTWARE)


def make_world(decided: Definition, made_at: datetime, software: Software) -> World:
    """The commissions' part for this election, done at `made_at`; `software` runs on every device."""
    folder = Path(mkdtemp(prefix="sailau-install-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    validity = around(made_at, before=timedelta(days=30), after=timedelta(days=400))
    plan = PrecinctPlan(election=str(decided.id), precinct="precinct-25", territory=TERRITORY, terminals=1)
    pki = make_training_pki(plan, validity)
    definition = canonical(decided)
    inventory = Inventory(election=str(decided.id), precinct=PRECINCT, commission="precinct-25", devices=())
    for place, (device, role) in enumerate(DEVICES, start=1):
        request = enrol(
            folder / "devices" / device,
            device,
            role,
            f"KZ-25-{place:03d}",
            PIN,
            election=str(decided.id),
            commission="precinct-25",
            software=software,
            cost=LIGHT,
        )
        done = certify_request(
            pki.territorial, request, election=str(decided.id), commission="precinct-25", validity=validity
        )
        assert isinstance(done, Certified), done
        inventory = enter_device(inventory, done)
    order = PackageOrder(
        definition=definition,
        definition_signature=sign_detached(definition, pki.signers["central"], made_at),
        precinct=PRECINCT,
        voters=encode_list(fictitious_list(VOTERS, 25, decided.date)),
        officials=tuple(signer.certificate for signer in pki.members),
        inventory=inventory,
        revoked=revocation_list(pki.territorial, [], made_at, made_at + timedelta(days=30)),
        software=software,
        training=True,
        issued=made_at,
        cards=40,
        proof={"president-kk.pdf": b"%PDF-1.7 a proof"},
        sound={"kk.zip": b"an archive", "phrases.json": b"{}"},
    )
    packages = (folder / "medium-1", folder / "medium-2")
    for issue, package in enumerate(packages, start=1):
        made = make_package(package, replace(order, issue=issue), pki.signers["territorial"])
        assert isinstance(made, PackageManifest), made
    return World(folder, pki, inventory, packages, (_ceremony(folder / "first"), _ceremony(folder / "second")))


def _ceremony(folder: Path) -> ThresholdParameters:
    folder.mkdir()
    stores = [
        MemberKeyStore.create(folder / f"member-{number}.key", PIN, member=number, seed=new_seed(), cost=LIGHT)
        for number in range(1, 8)
    ]
    return hold_ceremony(stores, 4)


def good(code: str) -> Check:
    return Check(code=code, article="L 50-2(3)", standing=Standing.GOOD, text=Text("жақсы", "хорошо", "good"))


CHECKS = tuple(map(good, ("network-interfaces", "network-routes", "clock-watch", "disk-write", "software")))


def begin(folder: Path, clock: SetClock | None = None, faults: Faults = NO_FAULTS) -> Installation:
    """Begin in `folder`, with copies of the devices' folders."""
    made = begin_installation(folder, world().expectation(), clock or SetClock(), software=SOFTWARE, faults=faults)
    for device, _ in DEVICES:
        target = folder / DEVICES_FOLDER / device
        if not target.exists():
            shutil.copytree(world().folder / "devices" / device, target)
    return made


def go_on(folder: Path, clock: SetClock | None = None, faults: Faults = NO_FAULTS) -> Installation:
    return open_installation(folder, clock or SetClock(), software=SOFTWARE, faults=faults)


def report(installation: Installation, device: str, software: Software = SOFTWARE) -> bytes:
    """The device tests itself."""
    folder = installation.folder / DEVICES_FOLDER / device
    challenge, clock = installation.notes.challenge, installation.clock
    made = report_of_device(folder, installation.contents(), challenge, PIN, clock, software)
    assert isinstance(made, bytes), made
    return made


def open_all(installation: Installation) -> Keys:
    keys = open_keys(installation, {"*": PIN})
    assert isinstance(keys, Keys), keys
    return keys


def all_but_finish(installation: Installation, issue: int = 1, ceremony: int = 1) -> None:
    """Every step before the last."""
    checked = check_package(installation, world().packages[issue - 1])
    assert isinstance(checked, PackageReport) and checked.sound, checked
    assert check_machine(installation, CHECKS) == ()
    for device, _ in DEVICES:
        answer = enter_report(installation, report(installation, device))
        assert not isinstance(answer, Refusal), answer
    assert enter_ceremony(installation, world().ceremonies[ceremony - 1]) is None


def finished(installation: Installation, sent: list[bytes] | None = None, *members: int) -> Finished:
    """The last step; what goes to the printer is put into `sent`."""
    send = (sent if sent is not None else []).append
    keys, signers = open_all(installation), world().members(*(members or (1, 3, 4)))
    done = finish(installation, keys, signers, PRESENT, send, cost=LIGHT)
    assert isinstance(done, Finished), done
    return done


@cache
def _ready() -> Path:
    folder = world().folder / "ready"
    all_but_finish(begin(folder))
    return folder


def ready(folder: Path, clock: SetClock | None = None, faults: Faults = NO_FAULTS) -> Installation:
    """An installation of which only the last step is left: made once, copied for each test."""
    shutil.copytree(_ready(), folder, dirs_exist_ok=True)
    return go_on(folder, clock, faults)
