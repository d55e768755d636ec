"""What `sailau package` says to people and to machines."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sailau.election.definition import short_fingerprint
from sailau.formats.v1.package import Inventory, PackageManifest, names
from sailau.refusal import Refusal, Text
from sailau.service.package_report import PackageCheck, Verdict
from sailau.service.packages import PackageReport

if TYPE_CHECKING:
    from sailau.service.package_district import Outcome
    from sailau.service.package_publishing import Destroyed

_MARKS: Final = {Verdict.GOOD: "✓", Verdict.REFUSED: "✗", Verdict.NOT_JUDGED: "·"}
_SOUND: Final = Text("Пакетті орнатуға болады.", "Пакет можно устанавливать.", "The package may be installed.")
_UNSOUND: Final = Text(
    "Пакетті орнатуға БОЛМАЙДЫ.", "Пакет устанавливать НЕЛЬЗЯ.", "The package must NOT be installed."
)
_UNJUDGED: Final = Text(
    "Файлдар тізімдемеге сай. Кім қол қойғаны тексерілген жоқ: `sailau package check`.",
    "Файлы сходятся с описью. Кто подписал, не проверено: `sailau package check`.",
    "The files agree with the manifest. Who signed it was not judged: `sailau package check`.",
)
_REQUEST: Final = Text(
    "Кілттер жасалды. Сұрауды аумақтық комиссияға тапсырыңыз: {what}",
    "Ключи созданы. Передайте запрос территориальной комиссии: {what}",
    "The keys are made. Hand the request to the territorial commission: {what}",
)
_COPIED: Final = Text(
    "Көшірілді, қайта оқылып салыстырылды: {what}",
    "Скопировано, прочитано обратно и сверено: {what}",
    "Copied, read back and compared: {what}",
)
_PUBLISHED: Final = Text(
    "Құқықтардың ашық бөліктері жариялауға дайын: {what}",
    "Открытые половины прав голоса готовы к публикации: {what}",
    "The public halves of the credentials are ready to be published: {what}",
)
_DESTROYED: Final = Text(
    "Көшірмелерді жою туралы акт жасалды: {what}",
    "Составлен акт об уничтожении копий: {what}",
    "The act that the copies are destroyed is drawn up: {what}",
)
_OUTCOMES: Final = {
    "made": Text("жасалды", "изготовлен", "made"),
    "kept": Text("бұрын жасалған", "уже готов", "was there already"),
    "refused": Text("бас тартылды", "отказано", "refused"),
    "failed": Text("жасалмады", "не удалось", "failed"),
}
_LABELS: Final = {
    "election": Text("сайлау", "выборы", "election"),
    "precinct": Text("учаске", "участок", "precinct"),
    "territory": Text("аумақ", "территория", "territory"),
    "uuid": Text("мұрағат", "архив", "archive"),
    "definition": Text("анықтаманың таңбасы", "отпечаток определения", "definition"),
    "issue": Text("шығарылым", "выпуск", "issue"),
    "issued": Text("жасалған уақыты", "изготовлен", "issued"),
    "training": Text("оқу үшін", "учебный", "training"),
    "software": Text("бағдарлама", "программа", "software"),
    "listed": Text("тізімдегі сайлаушылар", "избирателей в списке", "voters listed"),
    "credentials": Text("құқықтар", "прав голоса", "credentials"),
    "ballots": Text("бюллетеньдер (заң бойынша)", "бюллетеней (по закону)", "ballots (by the law)"),
    "cards": Text("карточкалар", "карточек", "cards"),
    "files": Text("файлдар", "файлов", "files"),
}


def say(line: str) -> None:
    """A line for people."""
    sys.stderr.write(f"{line}\n")


def show_refusal(refusal: Refusal, language: str, *, as_json: bool) -> None:
    """A lawful no."""
    if as_json:
        _print({"refused": [_refusal(refusal)]})
    say(f"✗ {_in(refusal.text, language)} ({refusal.article}, {refusal.code})")


def show_report(report: PackageReport, language: str, *, as_json: bool) -> None:
    """Every step of the check, and whether the package may be installed."""
    if as_json:
        _print({"sound": report.sound, "checks": [_check(check) for check in report.checks]})
    for check in report.checks:
        say(f"{_MARKS[check.verdict]} {_in(check.text, language)} ({check.article})")
        for refusal in check.refusals:
            say(f"    {_in(refusal.text, language)} ({refusal.article}, {refusal.code})")
    say(_in(_SOUND if report.sound else _UNSOUND, language))


def show_manifest(manifest: PackageManifest, language: str, *, as_json: bool) -> None:
    """What a package says of itself."""
    if as_json:
        _print(_manifest(manifest))
    for key, value in _manifest(manifest).items():
        say(f"{_in(_LABELS[key], language)}: {value}")
    say(_in(_UNJUDGED, language))


def show_outcomes(outcomes: "Sequence[Outcome]", language: str, *, as_json: bool) -> None:
    """Each precinct's package, and how many were made."""
    if as_json:
        rows: list[dict[str, Any]] = []
        for one in outcomes:
            row: dict[str, Any] = {"precinct": one.precinct, "outcome": one.made.value, "folder": str(one.folder)}
            if one.manifest is not None:
                row["uuid"] = one.manifest.uuid
            if one.refusal is not None:
                row["refused"] = _refusal(one.refusal)
            if one.reason:
                row["reason"] = one.reason
            rows.append(row)
        _print({"packages": rows})
    for one in outcomes:
        why = _in(one.refusal.text, language) if one.refusal is not None else one.reason
        mark = "✗" if why else "✓"
        say(f"{mark} {one.precinct}: {_in(_OUTCOMES[one.made.value], language)}; {why or one.folder}")
    counted = {name: sum(one.made.value == name for one in outcomes) for name in _OUTCOMES}
    say(", ".join(f"{_in(_OUTCOMES[name], language)}: {count}" for name, count in counted.items() if count))


def show_request(folder: Path, device: str, language: str, *, as_json: bool) -> None:
    """Where the request of a device lies."""
    if as_json:
        _print({"device": device, "request": str(folder / "request.json")})
    say(_in(_REQUEST, language).format(what=folder / "request.json"))


def show_inventory(inventory: Inventory, language: str, *, as_json: bool) -> None:
    """The devices certified so far."""
    rows = [{"device": one.device, "role": one.role, "serial": one.serial} for one in inventory.devices]
    if as_json:
        _print({"precinct": inventory.precinct, "devices": rows})
    say(f"{_in(_LABELS['precinct'], language)} {inventory.precinct}:")
    for row in rows:
        say(f"  {row['device']:<20} {row['serial']}")


def show_copied(manifest: PackageManifest, target: Path, language: str, *, as_json: bool) -> None:
    """That the copy is whole."""
    if as_json:
        _print({"copied": str(target), **_manifest(manifest)})
    say(_in(_COPIED, language).format(what=target))


def show_published(manifest: PackageManifest, halves: int, out: Path, language: str, *, as_json: bool) -> None:
    """How many halves lie where."""
    if as_json:
        _print({"precinct": manifest.precinct, "uuid": manifest.uuid, "halves": halves, "folder": str(out)})
    say(_in(_PUBLISHED, language).format(what=f"{halves}; {out}"))


def show_destroyed(done: "Destroyed", language: str, *, as_json: bool) -> None:
    """The files of the act."""
    files = [done.data, done.signature, done.paper]
    if as_json:
        _print({"act": done.act.kind, "number": done.act.number, "files": [str(path) for path in files]})
    say(_in(_DESTROYED, language).format(what=", ".join(path.name for path in files)))


def _manifest(manifest: PackageManifest) -> dict[str, Any]:
    return {
        "election": manifest.election,
        "precinct": manifest.precinct,
        "territory": manifest.territory,
        "uuid": manifest.uuid,
        "definition": short_fingerprint(manifest.files[names.DEFINITION].sha256),
        "issue": manifest.issue,
        "issued": manifest.issued.isoformat(timespec="minutes"),
        "training": manifest.training,
        "software": f"{manifest.software.version} {manifest.software.sha256}",
        "listed": manifest.numbers.listed,
        "credentials": manifest.numbers.credentials,
        "ballots": manifest.numbers.ballots,
        "cards": manifest.numbers.cards,
        "files": len(manifest.files),
    }


def _check(check: PackageCheck) -> dict[str, Any]:
    return {
        "step": check.code,
        "article": check.article,
        "verdict": check.verdict.value,
        "text": _texts(check.text),
        "refused": [_refusal(refusal) for refusal in check.refusals],
    }


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {"code": refusal.code, "article": refusal.article, "text": _texts(refusal.text)}


def _texts(text: Text) -> dict[str, str]:
    return {"kk": text.kk, "ru": text.ru, "en": text.en}


def _in(text: Text, language: str) -> str:
    found: str = getattr(text, language)
    return found


def _print(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
