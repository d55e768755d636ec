"""The devices that are here against those of the package, each by its own signed report (E8, E14, E15; C34).

What must hold: every listed device reports, nobody else does, each report is signed with the key of the inventory's
certificate, says the same serial number and software, was made for this installation, and found nothing wrong. Each
answer names the device and says what to do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509

from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.package import Inventory, InventoryDevice, Software
from sailau.formats.v1.selftest import SELF_TEST_FILE, SELF_TEST_TAG, SelfTest, signed_part
from sailau.refusal import Refusal, Text
from sailau.signing.device import device_verify
from sailau.signing.trust import fingerprint

AGE_MAX: Final = timedelta(days=1)
"""A report is of the day of installation."""
REPORT_BYTES_MAX: Final = 8192
_SHOWN: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a report is held against: the package's inventory and software, this installation's challenge, the time."""

    inventory: Inventory
    software: Software
    challenge: str
    at: datetime


def judge_report(data: bytes, due: Due) -> SelfTest | Refusal:
    """Judge one device's report; what is returned may be kept."""
    if len(data) > REPORT_BYTES_MAX:
        return _unreadable(f"larger than {REPORT_BYTES_MAX} bytes")
    try:
        report = SELF_TEST_FILE.read(data)
    except FormatError as error:
        return _unreadable(error.diagnostics())
    entry = due.inventory.device(report.device)
    if entry is None:
        return _surplus(report)
    return _exchanged(report, entry) or _stale(report, due) or _other_software(report, due.software) or _own(report)


def inventory_refusals(reports: Mapping[str, SelfTest], due: Due) -> tuple[Refusal, ...]:
    """What stands against the installation: devices that are missing, and reports that do not hold any more."""
    missing = [one for one in due.inventory.devices if one.device not in reports]
    judged = (judge_report(SELF_TEST_FILE.write(report), due) for report in reports.values())
    return (*map(_missing, missing), *(answer for answer in judged if isinstance(answer, Refusal)))


def described(devices: Iterable[InventoryDevice]) -> list[str]:
    """Each device on a line, as the act lists them: id, serial number, first digits of its certificate's hash."""
    rows = ((one, fingerprint(x509.load_der_x509_certificate(one.certificate))) for one in devices)
    return [f"{one.device} № {one.serial} {digest[:_SHOWN]}" for one, digest in rows]


def _exchanged(report: SelfTest, entry: InventoryDevice) -> Refusal | None:
    certificate = x509.load_der_x509_certificate(entry.certificate)
    try:
        device_verify(certificate, SELF_TEST_TAG, signed_part(report), report.signature)
        signed = True
    except SignatureError:
        signed = False
    facts = (report.role, report.serial, report.certificate)
    if signed and facts == (entry.role, entry.serial, fingerprint(certificate)):
        return None
    who = f"{report.device} (№ {report.serial})"
    return Refusal(
        "device-exchanged",
        "L 50-2(3)",
        Text(
            f"{who}: бұл пакеттегі құрылғы емес (тізімде № {entry.serial}), не есебі өзгертілген. Өзін әкеліңіз.",
            f"{who}: это не устройство из пакета (в описи № {entry.serial}) или его отчёт изменён. Привезите своё.",
            f"{who} is not the device of the package (listed: № {entry.serial}), or its report was altered. "
            "Bring the listed one.",
        ),
    )


def _stale(report: SelfTest, due: Due) -> Refusal | None:
    if report.challenge == due.challenge and abs(due.at - report.at) <= AGE_MAX:
        return None
    who, when = report.device, report.at.isoformat(timespec="minutes")
    return Refusal(
        "device-report-stale",
        "L 50-1(5)",
        Text(
            f"{who}: есеп осы орнату үшін жасалмаған ({when}). Сынақты қайталаңыз.",
            f"{who}: отчёт сделан не для этой установки ({when}). Повторите самопроверку.",
            f"{who}: the report was not made for this installation ({when}). Repeat the self-test.",
        ),
    )


def _other_software(report: SelfTest, due: Software) -> Refusal | None:
    if report.software == due:
        return None
    who = report.device
    found, wanted = (f"{one.version} {one.sha256[:_SHOWN]}…" for one in (report.software, due))
    return Refusal(
        "device-other-software",
        "L 50-1(4)",
        Text(
            f"{who}: басқа бағдарлама {found}; барлығында бірдей болуы керек: {wanted}",
            f"{who}: другая программа {found}; на всех должна быть одна: {wanted}",
            f"{who}: other software {found}; all devices must have the same: {wanted}",
        ),
    )


def _own(report: SelfTest) -> SelfTest | Refusal:
    if not report.failed:
        return report
    who, failed = f"{report.device} (№ {report.serial})", ", ".join(report.failed)
    return Refusal(
        "device-self-test-failed",
        "L 50-1(5)",
        Text(
            f"{who}: өзін-өзі тексеруден өтпеді: {failed}. Қайталаңыз, не құрылғыны ауыстырыңыз.",
            f"{who}: самопроверка не пройдена: {failed}. Повторите или замените устройство.",
            f"{who} failed its self-test: {failed}. Repeat it, or exchange the device.",
        ),
    )


def _missing(entry: InventoryDevice) -> Refusal:
    who = f"{entry.device} (№ {entry.serial})"
    return Refusal(
        "device-missing",
        "L 50-1(5)",
        Text(
            f"{who}: құрылғы жоқ не өзін-өзі тексеру есебі енгізілмеген.",
            f"{who}: устройства нет или его отчёт о самопроверке не введён.",
            f"{who}: the device is missing, or the report of its self-test was not entered.",
        ),
    )


def _surplus(report: SelfTest) -> Refusal:
    who = f"{report.device} (№ {report.serial})"
    return Refusal(
        "device-surplus",
        "L 50-2(3)",
        Text(
            f"{who}: пакет тізімінде жоқ артық құрылғы. Оны бөлмеден шығарыңыз.",
            f"{who}: лишнее устройство, в описи пакета его нет. Уберите его из помещения.",
            f"{who} is a surplus device that the package does not list. Take it out of the room.",
        ),
    )


def _unreadable(reason: str) -> Refusal:
    return Refusal(
        "device-report-unreadable",
        "L 50-1(5)",
        Text(
            f"Өзін-өзі тексеру есебі оқылмайды: {reason}. Сынақты қайталаңыз.",
            f"Отчёт о самопроверке не читается: {reason}. Повторите самопроверку.",
            f"The report of a self-test cannot be read: {reason}. Repeat the self-test.",
        ),
    )
