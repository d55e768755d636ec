"""The installation three days before: package, machine, devices, keys, password, act (L 50-1(5); E8, E9, E14)."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pypdf

from sailau.adapters.machine import Standing, Watch, look_at_machine
from sailau.formats.v1.package import names
from sailau.refusal import Refusal, Text
from sailau.service.install import (
    DEVICES_FOLDER,
    PACKAGE_FOLDER,
    PAPERS_FOLDER,
    Installation,
    begin_installation,
    check_machine,
    check_package,
    enter_ceremony,
    enter_report,
)
from sailau.service.install_finish import Finished, Present, finish, open_keys
from sailau.service.install_finish import Keys as DeviceKeys
from sailau.service.package_checks import Expectation
from sailau.service.package_reading import PackageContents
from sailau.service.rehearsal.keyed import Keys, make_keys
from sailau.service.rehearsal.narrator import Narrator
from sailau.service.rehearsal.offices import Offices
from sailau.service.rehearsal.packed import Enrolled
from sailau.service.rehearsal.stage import CHAIR, RehearsalError, granted
from sailau.service.sealed_password import WORDS, typed_password
from sailau.service.selftest import self_test
from sailau.signing.authority import Signer

INSTALLED_DAYS_BEFORE = 3
SITE = "precinct"
_WORD: Final = re.compile(r"(\d)\.\s*([А-ЯЁӘҒҚҢӨҰҮІҺ]{4,8})")
PRESENT: Final = Present(
    proxies=("Төлегенов Ербол (үлгі)",),
    observers=("Қалиева Дана (үлгі)",),
    media=(),
    specialists=("Сейітов Данияр Ерланұлы (үлгі)",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An installed precinct: its installation, the members' keys, and the sheet that lies in the sealed envelope."""

    installation: Installation
    finished: Finished
    keys: Keys
    sheet: bytes = field(repr=False)

    def open_envelope(self) -> bytes:
        """The chair opens the envelope and types the words that stand on the sheet."""
        text = pypdf.PdfReader(io.BytesIO(self.sheet)).pages[0].extract_text()
        words = [word for _, word in sorted(_WORD.findall(text))[:WORDS]]
        return granted(typed_password(" ".join(words)))


def install(offices: Offices, medium: Path, enrolled: Enrolled, narrator: Narrator) -> Site:
    """Carry the installation through its steps, as `sailau install` guides the members."""
    offices.days_before(INSTALLED_DAYS_BEFORE)
    installation = begin_installation(
        offices.folder / SITE, _expectation(offices, enrolled), offices.clock, software=offices.software
    )
    contents = _package(offices, installation, medium, narrator)
    _machine(offices, installation, contents, narrator)
    keys = granted(open_keys(installation, enrolled.pins))
    _devices(offices, installation, contents, keys, narrator)
    made = make_keys(offices, installation.folder / PACKAGE_FOLDER, narrator)
    granted(enter_ceremony(installation, made.parameters, made.outcome.recorder_key))
    finished, sheet = _finish(offices, installation, keys, narrator)
    offices.keep_papers(installation.folder / PAPERS_FOLDER, "5-installation")
    return Site(installation=installation, finished=finished, keys=made, sheet=sheet)


def _expectation(offices: Offices, enrolled: Enrolled) -> Expectation:
    return Expectation(
        root=offices.root,
        at=offices.clock.now(),
        training=True,
        election=enrolled.inventory.election,
        precinct=offices.precinct,
        software=offices.software,
    )


def _package(offices: Offices, installation: Installation, medium: Path, narrator: Narrator) -> PackageContents:
    """A package in which one byte was changed is refused by the file's name; the whole one is taken."""
    sealed = medium / names.COMPUTER_PART
    whole = sealed.read_bytes()
    sealed.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    altered = check_package(installation, medium)
    if isinstance(altered, Refusal) or altered.sound:
        raise RehearsalError("an altered package was taken")
    narrator.refused(altered.refusals[0])
    sealed.write_bytes(whole)
    report = check_package(installation, medium)
    if isinstance(report, Refusal) or report.contents is None:
        raise RehearsalError("the package was refused")
    narrator.step(
        "L 50-1(5), 50-2(3)",
        Text(
            f"Пакет тексеріліп қабылданды: {len(report.checks)} тексеру: қолдар, рөлдер, тізім, құрылғы, бағдарлама.",
            f"Пакет проверен и принят: проверок {len(report.checks)}: подписи, роли, список, устройства, программа.",
            f"The package was checked and taken: {len(report.checks)} checks of signatures, roles, list, devices, "
            "software.",
        ),
    )
    return report.contents


def _machine(offices: Offices, installation: Installation, contents: PackageContents, narrator: Narrator) -> None:
    """What this very machine says of itself; what a training hall has beyond a precinct is accepted in the act."""
    now, software = offices.clock.now(), contents.manifest.software
    checks = look_at_machine(
        installation.folder,
        version=software.version,
        sha256=software.sha256,
        zone=offices.zone.utcoffset(None),
        watch=Watch(read=now, machine=now),
    )
    others = [check for check in checks if check.standing is not Standing.GOOD]
    against = check_machine(installation, checks, [check.code for check in others])
    if against:
        raise RehearsalError(f"the machine was refused: {against[0].text.en}")
    codes = ", ".join(sorted(check.code for check in others)) or "–"
    narrator.step(
        "L 50-2(2), 50-2(3)",
        Text(
            f"Машина тексерілді: {len(checks)}-дің {len(checks) - len(others)}-і сай; оқу үшін актімен қабылданды: "
            f"{codes}.",
            f"Машина проверена: в порядке {len(checks) - len(others)} из {len(checks)}; для учёбы приняты актом: "
            f"{codes}.",
            f"The machine was checked: {len(checks) - len(others)} of {len(checks)} good; accepted in the act for "
            f"training: {codes}.",
        ),
    )


def _devices(
    offices: Offices, installation: Installation, contents: PackageContents, keys: DeviceKeys, narrator: Narrator
) -> None:
    """Every device tests itself and signs what it found."""
    signers = [keys.computer.signer, *keys.stations.values(), *(booth.signer for booth in keys.booths)]
    for entry in contents.inventory.devices:
        signer = next(one for one in signers if one.certificate == contents.certificate(entry.device))
        report = self_test(
            installation.folder / DEVICES_FOLDER / entry.device,
            entry,
            signer,
            contents,
            installation.notes.challenge,
            installation.clock,
            installation.software,
            offices.draws,
        )
        granted(enter_report(installation, report))
    count = len(contents.inventory.devices)
    narrator.step(
        "L 50-1(5), 50-2(3)",
        Text(
            f"{count} құрылғының бәрі орнында; әрқайсысы өзін сынап, есебіне қол қойды; бағдарлама бәрінде бірдей.",
            f"Все {count} устройств на месте; каждое проверило себя и подписало отчёт; программа на всех одна.",
            f"All {count} devices are there; each tested itself and signed its report; one software on all.",
        ),
    )


def _finish(
    offices: Offices, installation: Installation, keys: DeviceKeys, narrator: Narrator
) -> tuple[Finished, bytes]:
    sheets: list[bytes] = []
    signers: Sequence[Signer] = [offices.signer(f"member-{number}") for number in (CHAIR, 3, 4)]
    finished = granted(finish(installation, keys, signers, PRESENT, sheets.append, cost=offices.cost))
    narrator.step(
        "L 50-5(2), R 4-1",
        Text(
            f"{WORDS} қазақ сөзінен пароль жасалып, екі конвертке бір рет басылды; еш жерде сақталмайды.",
            f"Пароль из {WORDS} казахских слов напечатан один раз, для двух конвертов; нигде не хранится.",
            f"A password of {WORDS} Kazakh words was printed once, for two envelopes; it is kept nowhere.",
        ),
    )
    narrator.step(
        "L 50-1(5)",
        Text(
            f"Жабдық орнатылды, акт жасалды. Дайындық хэші: {finished.setup.hash.hex()}",
            f"Оборудование установлено, составлен акт. Хэш подготовки: {finished.setup.hash.hex()}",
            f"The equipment is installed, an act is drawn up. Setup hash: {finished.setup.hash.hex()}",
        ),
    )
    return finished, sheets[0]
