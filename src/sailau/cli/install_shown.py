"""How `sailau install` shows steps, checks, devices and refusals: in Kazakh, Russian, English, or as JSON."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal

from sailau.adapters.machine import Check, Standing
from sailau.formats.v1.selftest import SelfTest
from sailau.refusal import Refusal, Text
from sailau.service.install import Installation
from sailau.service.install_finish import Finished
from sailau.service.install_guide import GUIDES, Guide, Progress, Status
from sailau.service.install_notes import Step
from sailau.service.package_reading import PackageReport
from sailau.service.package_report import Verdict

Tongue = Literal["kk", "ru", "en"]

_MARKS: Final = {Progress.DONE: "✓", Progress.NEXT: "→", Progress.LATER: "·"}
_STANDINGS: Final = {Standing.GOOD: "✓", Standing.NOTED: "!", Standing.BAD: "✗", Standing.UNREADABLE: "?"}
_VERDICTS: Final = {Verdict.GOOD: "✓", Verdict.REFUSED: "✗", Verdict.NOT_JUDGED: "·"}
_NEXT: Final = Text("Келесі қадам", "Следующий шаг", "Next step")
_WHO: Final = Text("Қатысады", "Присутствуют", "Present")
_ARTICLE: Final = Text("Бап", "Статья", "Article")
_COMMAND: Final = Text("Бұйрық", "Команда", "Command")
_DUE: Final = Text("Мерзімі: {} аяғына дейін", "Срок: до конца {}", "Due by the end of {}")
_LATE: Final = Text("МЕРЗІМІ ӨТТІ", "СРОК ПРОШЁЛ", "THE TERM HAS PASSED")
_FINISHED: Final = Text(
    "Орнату аяқталды. Екі парақты конверттерге салып мөрлеңіз: бірі учаскеде, бірі облыстық комиссияда. Учаскені "
    "полиция күзетеді.",
    "Установка завершена. Запечатайте оба листа в конверты: один на участке, другой в областной комиссии. Участок "
    "охраняет полиция.",
    "The installation is finished. Seal the two sheets into envelopes: one stays here, one goes to the oblast "
    "commission. Police guard the precinct.",
)
_ERASE: Final = Text(
    "Пароль файлда тұр: {}. Екі парақты басып шығарып, файлды дереу өшіріңіз (shred -u).",
    "Пароль лежит в файле {}. Напечатайте оба листа и сразу сотрите файл (shred -u).",
    "The password lies in the file {}. Print the two sheets and erase the file at once (shred -u).",
)
_DOUBT: Final = Text(
    "Басып шығару үзілген. Екі парақ та бүтін шықты ма? printed --came-out yes|no",
    "Печать прервана. Вышли ли оба листа целыми? printed --came-out yes|no",
    "Printing was cut short. Did both sheets come out whole? printed --came-out yes|no",
)
_TESTED: Final = Text("{}: жарамды", "{}: исправно", "{}: in order")
_LEFT: Final = Text("Қалған құрылғылар: {}", "Осталось устройств: {}", "Devices left: {}")
_BEGIN: Final = Text("Орнату басталмаған.", "Установка не начата.", "No installation was begun here.")


def show_beginning(language: Tongue, *, as_json: bool) -> None:
    """Say how an installation begins."""
    if as_json:
        _json({"begun": False, "next": Step.PACKAGE.value})
        return
    _say(_in(_BEGIN, language))
    _guide(GUIDES[Step.PACKAGE], language)


def show_status(status: Status, language: Tongue, *, as_json: bool) -> None:
    """Show every step and what comes next."""
    if as_json:
        _json(
            {
                "begun": True,
                "due": None if status.due is None else status.due.isoformat(),
                "late": status.late,
                "next": None if status.next is None else status.next.step.value,
                "printing_in_doubt": status.printing_in_doubt,
                "steps": {step.value: progress.value for step, progress in status.steps.items()},
                "undone": status.undone,
            }
        )
        return
    for step, progress in status.steps.items():
        _say(f"{_MARKS[progress]} {_in(GUIDES[step].what, language)}")
    if status.printing_in_doubt:
        _say(_in(_DOUBT, language))
    if status.due is not None and status.next is not None:
        _say(_in(_DUE, language).format(status.due.isoformat()) + (f" – {_in(_LATE, language)}" if status.late else ""))
    if status.next is not None:
        _guide(status.next, language)


def show_package(report: PackageReport, language: Tongue, *, as_json: bool) -> None:
    """Show every step of the package's check."""
    if as_json:
        steps = [
            {"code": check.code, "verdict": check.verdict.value, "refusals": [_fields(one) for one in check.refusals]}
            for check in report.checks
        ]
        _json({"sound": report.sound, "checks": steps})
        return
    for check in report.checks:
        _say(f"{_VERDICTS[check.verdict]} {_in(check.text, language)} ({check.article})")
        for refusal in check.refusals:
            _say(f"    {_in(refusal.text, language)} ({refusal.article})")


def show_checks(checks: Sequence[Check], refusals: Sequence[Refusal], language: Tongue, *, as_json: bool) -> None:
    """Show what the machine said of itself, and what of it stands against the installation."""
    if as_json:
        rows = [
            {
                "article": check.article,
                "code": check.code,
                "facts": list(check.facts),
                "standing": check.standing.value,
                "text": _texts(check.text),
            }
            for check in checks
        ]
        _json({"checks": rows, "refused": [_fields(refusal) for refusal in refusals]})
        return
    for check in checks:
        _say(f"{_STANDINGS[check.standing]} {check.code}: {_in(check.text, language)}")
        if check.code in ("usb-devices", "usb-policy"):
            for fact in check.facts:
                _say(f"    {fact}")
    show_refusals(refusals, language, as_json=False)


def show_report(report: SelfTest, left: Sequence[Refusal], language: Tongue, *, as_json: bool) -> None:
    """Show a device's self-test and which devices are left."""
    if as_json:
        parts = {part.part: part.milliseconds for part in report.parts}
        _json({"device": report.device, "left": [_fields(one) for one in left], "milliseconds": parts})
        return
    _say(f"✓ {_in(_TESTED, language).format(f'{report.device} № {report.serial}')}")
    _say("    " + ", ".join(f"{part.part} {part.milliseconds} ms" for part in report.parts))
    if left:
        _say(_in(_LEFT, language).format(len(left)))
        for refusal in left:
            _say(f"    {_in(refusal.text, language)}")


def show_finished(
    done: Finished, installation: Installation, out: Path | None, language: Tongue, *, as_json: bool
) -> None:
    """Show the Setup's hash and where everything lies; never the password."""
    if as_json:
        booths = {device: str(path.relative_to(installation.folder)) for device, path in done.booths.items()}
        _json({"act": done.act.name, "booths": booths, "setup": done.setup.hash.hex()})
        return
    _say(f"Setup {done.setup.hash.hex()}")
    _say(f"papers/{done.act.name}.pdf")
    _say(_in(_FINISHED, language))
    if out is not None:
        _say(_in(_ERASE, language).format(out))


def show_acts(folder: Path, language: Tongue, *, as_json: bool) -> None:
    """Name the acts' papers."""
    papers = sorted(path.name for path in folder.glob("*.pdf"))
    if as_json:
        _json({"papers": papers})
        return
    _say("\n".join(papers) if papers else _in(_BEGIN, language))


def show_refusals(refusals: Sequence[Refusal], language: Tongue, *, as_json: bool) -> None:
    """Say what is refused, by which article, and what to do."""
    if as_json:
        _json({"refused": [_fields(refusal) for refusal in refusals]})
        return
    for refusal in refusals:
        _say(f"✗ {_in(refusal.text, language)} ({refusal.article})")


def _guide(guide: Guide, language: Tongue) -> None:
    _say(f"{_in(_NEXT, language)}: {_in(guide.what, language)}")
    _say(f"{_in(_WHO, language)}: {_in(guide.who, language)}")
    _say(f"{_in(_ARTICLE, language)}: {guide.article}")
    _say(f"{_in(_COMMAND, language)}: {guide.command}")


def _fields(refusal: Refusal) -> dict[str, Any]:
    return {"article": refusal.article, "code": refusal.code, "text": _texts(refusal.text)}


def _texts(text: Text) -> dict[str, str]:
    return {"kk": text.kk, "ru": text.ru, "en": text.en}


def _in(text: Text, language: Tongue) -> str:
    return _texts(text)[language]


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, sort_keys=True))
