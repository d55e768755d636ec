"""Installation of a precinct, three days before voting, step by step (E8, E9, E13-E17; L 50-1(5), 50-2(3)).

    begin_installation   whose installation it is: root, election, precinct
    check_package        the package on its medium is judged and copied here
    check_machine        what the machine says of itself, against the package and a member's watch
    enter_report         a device's signed self-test; `devices_refusals` says what the inventory still lacks
    enter_ceremony       the members' keys (`service.ceremony_round`) join the package: the Setup is known
    finish               stores under a new sealed password, devices, act, envelopes (`service.install_finish`)

The working folder:

    installation.json    notes of the steps done           package/    the package, copied
    root.pem             whom this precinct believes       reports/    self-tests of the devices
    trustees.json        the ceremony's outcome            devices/    a folder for each device, with its keys
    computer/            stores and recorders              papers/     acts, signatures, PDF

Each step may be repeated, and broken off anywhere. What is refused is recorded in the computer's recorder, which goes
on into the voting day.
"""

import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.machine import Check, Standing
from sailau.adapters.recorder_file import RecorderFile
from sailau.election.definition import fingerprint, short_fingerprint
from sailau.errors import FormatError, StoreError
from sailau.formats.v1.package import Software, names
from sailau.formats.v1.selftest import SELF_TEST_FILE, SelfTest
from sailau.formats.v1.trustees import TRUSTEES, ThresholdParameters
from sailau.ports import NO_FAULTS, Clock, Faults
from sailau.refusal import Refusal, Text
from sailau.service.enrolment import this_software
from sailau.service.install_notes import Note, Notes, Step, read_notes, write_notes
from sailau.service.inventory import Due, inventory_refusals, judge_report
from sailau.service.package_checks import Expectation
from sailau.service.package_medium import copy_folder, digest
from sailau.service.package_reading import PackageContents, PackageReport, read_package
from sailau.service.precinct import COMPUTER
from sailau.service.selftest import new_challenge
from sailau.signing.trust import read_certificate

PACKAGE_FOLDER: Final = "package"
REPORTS_FOLDER: Final = "reports"
DEVICES_FOLDER: Final = "devices"
COMPUTER_FOLDER: Final = "computer"
PAPERS_FOLDER: Final = "papers"
ROOT_FILE: Final = "root.pem"
MANIFEST_BYTES_MAX: Final = 1 << 20
"""Far more than a manifest of a thousand files, or its signature."""
TRUSTEES_FILE: Final = "trustees.json"
RECORDER_KEY_FILE: Final = "recorder-key.json"

ALREADY_INSTALLED: Final = Refusal(
    "already-installed",
    "L 50-1(5)",
    Text(
        "Учаске орнатылған. Қайта орнату үшін комиссия актісі керек: sailau install FOLDER again.",
        "Участок установлен. Для новой установки нужен акт комиссии: sailau install FOLDER again.",
        "The precinct is installed. A new installation needs an act of the commission: sailau install FOLDER again.",
    ),
)


@dataclass(kw_only=True)
class Installation:
    """An installation in its folder. `software` is what runs here."""

    folder: Path
    clock: Clock
    notes: Notes
    software: Software
    faults: Faults = NO_FAULTS
    judged: PackageContents | None = None
    """The package as it was judged by this process; later steps use what was read then, not the disk again."""

    def note(self, step: Step, note: Note) -> None:
        """Enter a step as done, durably."""
        notes = self.notes.after(step, note)
        write_notes(self.folder, notes, self.faults)
        self.notes = notes

    def drop(self, step: Step) -> None:
        """Take a step's note back, durably."""
        steps = {known: note for known, note in self.notes.steps.items() if known is not step}
        notes = replace(self.notes, steps=steps)
        write_notes(self.folder, notes, self.faults)
        self.notes = notes

    @contextmanager
    def recorder(self) -> Iterator[RecorderFile]:
        """The computer's recorder, while nobody else has it open."""
        path = self.folder / COMPUTER_FOLDER / "recorders" / f"{COMPUTER}.jsonl"
        with RecorderFile(path, COMPUTER, self.clock, self.faults) as recorder:
            yield recorder

    def refused(self, refusal: Refusal) -> Refusal:
        """Record that a person was refused (L 50-2(4))."""
        with self.recorder() as recorder:
            recorder.record("refusal-shown", action="installation")
        return refusal

    def expectation(self) -> Expectation:
        """What a package must be to be installed here, by what is known beforehand."""
        place, kept = self.notes.place, self.notes.steps.get(Step.PACKAGE)
        known = kept or (self.notes.before[-1] if self.notes.before else None)
        return Expectation(
            root=read_certificate(read_file(self.folder / ROOT_FILE)),
            at=self.clock.now(),
            training=place["training"],
            election=place["election"],
            precinct=place["precinct"],
            software=self.software,
            territory=place["territory"],
            installed=None if known is None else (known["issue"], known["uuid"]),
        )

    def contents(self) -> PackageContents:
        """The package that was checked, judged anew by each process. Raises StoreError when it is not good any more."""
        if self.judged is None:
            self.judged = read_package(self.folder / PACKAGE_FOLDER, self.expectation()).contents
        if self.judged is None or Step.PACKAGE not in self.notes.steps:
            raise StoreError("the package here is not good: check it again (sailau install FOLDER package)")
        return self.judged

    def reports(self) -> dict[str, SelfTest]:
        """The self-tests that were entered, by device. Raises StoreError when one was altered."""
        found = {}
        for path in sorted((self.folder / REPORTS_FOLDER).glob("*.json")):
            try:
                found[path.stem] = SELF_TEST_FILE.read(read_file(path))
            except FormatError as error:
                raise StoreError(f"{path.name}: {error.diagnostics()}; enter the report again") from None
        return found

    def due(self, contents: PackageContents) -> Due:
        """What the devices' reports are held against."""
        return Due(
            inventory=contents.inventory,
            software=contents.manifest.software,
            challenge=self.notes.challenge,
            at=self.clock.now(),
        )


def begin_installation(
    folder: Path,
    expected: Expectation,
    clock: Clock,
    *,
    software: Software | None = None,
    faults: Faults = NO_FAULTS,
) -> Installation:
    """Begin in a folder, or go on with what was begun there for the same place. Raises StoreError on another place."""
    place: dict[str, Any] = {
        "election": expected.election,
        "precinct": expected.precinct,
        "territory": expected.territory,
        "training": expected.training,
    }
    root = expected.root.public_bytes(Encoding.PEM)
    found = read_notes(folder)
    if found is not None:
        if found.place != place or read_file(folder / ROOT_FILE) != root:
            raise StoreError(f"{folder.name} is an installation of another precinct, election or root")
        return open_installation(folder, clock, software=software, faults=faults)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (REPORTS_FOLDER, DEVICES_FOLDER, COMPUTER_FOLDER, PAPERS_FOLDER):
        (folder / name).mkdir(exist_ok=True, mode=0o700)
    write_atomically(folder / ROOT_FILE, root, faults)
    notes = Notes(place=place, challenge=new_challenge())
    write_notes(folder, notes, faults)
    return open_installation(folder, clock, software=software, faults=faults)


def open_installation(
    folder: Path, clock: Clock, *, software: Software | None = None, faults: Faults = NO_FAULTS
) -> Installation:
    """Go on with an installation. Raises StoreError when none was begun in the folder."""
    notes = read_notes(folder)
    if notes is None:
        raise StoreError(f"no installation was begun in {folder.name}: begin with its package")
    running = software or this_software()
    return Installation(folder=folder, clock=clock, notes=notes, software=running, faults=faults)


def check_package(installation: Installation, medium: Path) -> PackageReport | Refusal:
    """Judge the package on its medium; a sound one is copied here, and judged again from the copy.

    A package of a later issue takes the place of an earlier one, and what was held against that falls.
    """
    if Step.FINISH in installation.notes.steps:
        return installation.refused(ALREADY_INSTALLED)
    report = read_package(medium, installation.expectation())
    if not report.sound or report.contents is None:
        for refusal in report.refusals:
            installation.refused(refusal)
        return report
    manifest = report.contents.manifest
    target = installation.folder / PACKAGE_FOLDER
    note = installation.notes.steps.get(Step.PACKAGE)
    is_same = note is not None and (note["issue"], note["uuid"]) == (manifest.issue, manifest.uuid)
    if is_same and read_package(target, installation.expectation()).sound:
        return report
    installation.judged = None
    _move_away(target)
    manifests = (names.MANIFEST, names.signature_name(names.MANIFEST))
    listed = {path: digest(medium, path, MANIFEST_BYTES_MAX) for path in manifests}
    copy_folder(medium, target, {**manifest.files, **listed})
    copied = read_package(target, installation.expectation())
    if not copied.sound:
        raise StoreError("the package was damaged while it was copied here: repeat the step")
    for report_file in (installation.folder / REPORTS_FOLDER).glob("*.json"):
        report_file.unlink()
    with installation.recorder() as recorder:
        recorder.record("definition-loaded", definition=fingerprint(report.contents.definition))
        recorder.record("package-loaded", cards=manifest.numbers.cards, credentials=manifest.numbers.credentials)
        recorder.record("voter-list-loaded", voters=manifest.numbers.listed)
        recorder.record("software-checked", software=installation.software.sha256)
    installation.note(
        Step.PACKAGE,
        {
            "at": _minute(installation.clock.now()),
            "definition": short_fingerprint(fingerprint(report.contents.definition)),
            "issue": manifest.issue,
            "utc_offset": report.contents.decided.rules.hours.utc_offset_minutes,
            "uuid": manifest.uuid,
            "voting_day": report.contents.decided.date.isoformat(),
        },
    )
    installation.judged = copied.contents
    return copied


def check_machine(
    installation: Installation, checks: Sequence[Check], accepted: Collection[str] = ()
) -> tuple[Refusal, ...]:
    """Enter what the machine said of itself; refused are checks that stand against the installation.

    `accepted` are the codes of what the commission knows and takes upon itself in the act: checks that were noted or
    could not be read, and, on a training system only, bad ones.
    """
    if Step.PACKAGE not in installation.notes.steps:
        return (installation.refused(_before(Step.MACHINE, Step.PACKAGE)),)
    if Step.FINISH in installation.notes.steps:
        return (installation.refused(ALREADY_INSTALLED),)
    training = bool(installation.notes.place["training"])
    against = tuple(check for check in checks if not _may_pass(check, accepted, training=training))
    with installation.recorder() as recorder:
        recorder.record("machine-checked", checks=len(checks), refused=len(against))
    if against:
        return tuple(installation.refused(refusal_of(check)) for check in against)
    taken = sorted(check.code for check in checks if check.standing is not Standing.GOOD)
    installation.note(
        Step.MACHINE,
        {
            "accepted": taken,
            "at": _minute(installation.clock.now()),
            "checks": {check.code: check.standing.value for check in checks},
        },
    )
    return ()


def refusal_of(check: Check) -> Refusal:
    """What a person is told of a check that stands against the installation."""
    if check.standing is Standing.BAD:
        return Refusal(check.code, check.article, check.text)
    kk, ru, en = check.text.kk, check.text.ru, check.text.en
    more = Text(
        f"{kk} Комиссия қабылдаса: --accept {check.code}.",
        f"{ru} Если комиссия принимает: --accept {check.code}.",
        f"{en} If the commission accepts it: --accept {check.code}.",
    )
    return Refusal(check.code, check.article, more)


def enter_report(installation: Installation, data: bytes) -> SelfTest | Refusal:
    """Take in a device's self-test; a later report of the same device takes the place of an earlier."""
    if Step.PACKAGE not in installation.notes.steps:
        return installation.refused(_before(Step.DEVICES, Step.PACKAGE))
    if Step.FINISH in installation.notes.steps:
        return installation.refused(ALREADY_INSTALLED)
    contents = installation.contents()
    answer = judge_report(data, installation.due(contents))
    if isinstance(answer, Refusal):
        return installation.refused(answer)
    write_atomically(installation.folder / REPORTS_FOLDER / f"{answer.device}.json", data, installation.faults)
    with installation.recorder() as recorder:
        recorder.record("device-tested", device=answer.device, passed=True)
    if not inventory_refusals(installation.reports(), installation.due(contents)):
        devices = [one.device for one in contents.inventory.devices]
        installation.note(Step.DEVICES, {"at": _minute(installation.clock.now()), "devices": devices})
    return answer


def devices_refusals(installation: Installation) -> tuple[Refusal, ...]:
    """What the inventory still lacks. Raises StoreError when the package is not good any more."""
    return inventory_refusals(installation.reports(), installation.due(installation.contents()))


def enter_ceremony(
    installation: Installation, parameters: ThresholdParameters, recorder_key: bytes | None = None
) -> Refusal | None:
    """Take in what the key ceremony came to: the commission's public keys, and the recorder key's public half.

    Refused when the number of members or of those who open is not the definition's.
    """
    missing = [step for step in (Step.PACKAGE,) if step not in installation.notes.steps]
    if missing:
        return installation.refused(_before(Step.CEREMONY, missing[0]))
    if Step.FINISH in installation.notes.steps:
        return installation.refused(ALREADY_INSTALLED)
    quorum = installation.contents().decided.rules.quorum
    found = (len(parameters.verification_keys), parameters.threshold)
    if found != (quorum.members, quorum.threshold):
        return installation.refused(_other_quorum(found, (quorum.members, quorum.threshold)))
    write_atomically(installation.folder / TRUSTEES_FILE, TRUSTEES.write((parameters,)), installation.faults)
    if recorder_key is not None:
        write_atomically(installation.folder / RECORDER_KEY_FILE, recorder_key, installation.faults)
    with installation.recorder() as recorder:
        recorder.record("key-ceremony-held", members=found[0], threshold=found[1])
    installation.note(
        Step.CEREMONY,
        {"at": _minute(installation.clock.now()), "members": found[0], "recorder_key": recorder_key is not None},
    )
    return None


def zone_of(contents: PackageContents) -> timezone:
    """The precinct's zone."""
    return contents.decided.zone


def step_refusal(installation: Installation) -> Refusal | None:
    """Say which step lacks before the finish; None when all are done."""
    for step in (Step.PACKAGE, Step.MACHINE, Step.DEVICES, Step.CEREMONY):
        if step not in installation.notes.steps:
            return _before(Step.FINISH, step)
    return None


def forget_steps(installation: Installation, before: Note, challenge: str) -> None:
    """Begin the steps anew after an installation was undone by act; the package's issue stays known."""
    notes = replace(
        installation.notes, challenge=challenge, steps={}, before=(*installation.notes.before, dict(before))
    )
    write_notes(installation.folder, notes, installation.faults)
    installation.notes = notes


def _may_pass(check: Check, accepted: Collection[str], *, training: bool) -> bool:
    match check.standing:
        case Standing.GOOD:
            return True
        case Standing.NOTED | Standing.UNREADABLE:
            return check.code in accepted
        case Standing.BAD:
            return training and check.code in accepted


def _before(step: Step, missing: Step) -> Refusal:
    return Refusal(
        "installation-step-missing",
        "L 50-1(5)",
        Text(
            f"«{step}» қадамы «{missing}» қадамынан кейін ғана жасалады: sailau install FOLDER {missing}.",
            f"Шаг «{step}» делается только после шага «{missing}»: sailau install FOLDER {missing}.",
            f"The step “{step}” comes only after the step “{missing}”: sailau install FOLDER {missing}.",
        ),
    )


def _other_quorum(found: tuple[int, int], due: tuple[int, int]) -> Refusal:
    return Refusal(
        "ceremony-of-another-size",
        "L 10(3)",
        Text(
            f"Рәсімде {found[0]} мүше, ашатыны {found[1]}; анықтама бойынша {due[0]} және {due[1]}.",
            f"В церемонии членов {found[0]}, открывают {found[1]}; по определению {due[0]} и {due[1]}.",
            f"The ceremony has {found[0]} members of whom {found[1]} open; the definition says {due[0]} and {due[1]}.",
        ),
    )


def _move_away(target: Path) -> None:
    """Make room for another copy of the package. What is in it is sealed to devices, so it needs no overwriting."""
    try:
        if target.exists():
            shutil.rmtree(target)
    except OSError as error:
        raise StoreError(f"cannot clear {target.name}: {error.strerror}") from error


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
