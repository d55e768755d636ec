"""How `sailau list` shows findings, events, entries and acts: in Kazakh, Russian, English, or as JSON."""

import hashlib
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sailau.election.nouns import Language, Precinct
from sailau.refusal import Refusal, Text
from sailau.register.checks import Checked
from sailau.register.events import Decider, EventKind, ListEvent
from sailau.register.finding import KINDS_BY_CODE, Tongue, Weight
from sailau.service.lists import OwnEntry, PrecinctSummary

if TYPE_CHECKING:
    from sailau.service.list_act import HandedOver, Handover
    from sailau.service.list_complaints import Complaint
    from sailau.service.list_delivery import Delivered

FINDINGS_SHOWN: Final = 200
_WEIGHTS: Final = {
    Weight.ERROR: Text("қате", "ошибка", "error"),
    Weight.WARNING: Text("ескерту", "предупреждение", "warning"),
}
_ROW: Final = Text("жол", "строка", "row")
_COLUMN: Final = Text("баған", "столбец", "column")
_DO: Final = Text("не істеу керек", "что делать", "what to do")
_MORE: Final = Text(
    "тағы {} ақау; бәрі --json ішінде",
    "ещё {} замечаний; все в --json",
    "{} more findings; --json has those that were kept",
)
_TOTAL: Final = Text(
    "{file}: {rows} жол, {voters} сайлаушы, {precincts} учаске",
    "{file}: строк {rows}, избирателей {voters}, участков {precincts}",
    "{file}: {rows} rows, {voters} voters, {precincts} precincts",
)
_SOUND: Final = Text("Жарамды: жүктеуге болады.", "Годен: можно загружать.", "Sound: may be loaded.")
_UNSOUND: Final = Text(
    "Жүктеуге болмайды; ештеңе өзгерген жоқ.",
    "Загружать нельзя; ничего не изменено.",
    "Not to be loaded; nothing was changed.",
)
_EVENTS: Final = {
    EventKind.LOADED: Text("жүктелді", "загружено", "loaded"),
    EventKind.UNDONE: Text("жүктеу қайтарылды", "загрузка отменена", "load undone"),
    EventKind.ADDED: Text("қосылды", "добавлено", "added"),
    EventKind.CORRECTED: Text("түзетілді", "исправлено", "corrected"),
    EventKind.REMOVED: Text("алынды", "удалено", "removed"),
    EventKind.MOVED: Text("көшірілді", "перенесено", "moved"),
    EventKind.CHANGE_UNDONE: Text("өзгеріс қайтарылды", "изменение отменено", "change undone"),
    EventKind.HANDED_OVER: Text("тапсырылды", "передано", "handed over"),
    EventKind.DELIVERED: Text(
        "аумақтық комиссияға тапсырылды", "передано территориальной комиссии", "delivered to the territorial commission"
    ),
    EventKind.COMPLAINED: Text("шағым түсті", "поступила жалоба", "complaint received"),
    EventKind.COMPLAINT_DECIDED: Text("шағым шешілді", "жалоба рассмотрена", "complaint decided"),
    EventKind.HOME_ASKED: Text("үйде дауыс беруге өтініш", "заявление о голосовании на дому", "asked to vote at home"),
    EventKind.HOME_WITHDRAWN: Text(
        "үйде дауыс беру өтініші қайтарылды", "заявление о голосовании на дому отозвано", "home application withdrawn"
    ),
}
_DECIDERS: Final = {
    Decider.EXECUTIVE: Text("әкімдік шешімі", "решение акимата", "the executive's decision"),
    Decider.PRECINCT: Text("комиссия шешімі", "решение комиссии", "the commission's decision"),
    Decider.HIGHER: Text("жоғары комиссия шешімі", "решение вышестоящей комиссии", "a higher commission's decision"),
    Decider.COURT: Text("сот шешімі", "решение суда", "a court's decision"),
}
_REQUESTED: Final = Text(
    "өтініш: {request}, {received} алынған",
    "заявление: {request}, получено {received}",
    "request: {request}, received {received}",
)
_SUMMARY: Final = Text(
    "учаске {precinct}: {voters} сайлаушы, {state}",
    "участок {precinct}: избирателей {voters}, {state}",
    "precinct {precinct}: {voters} voters, {state}",
)
_HANDED: Final = {
    True: Text("тапсырылған", "передан", "handed over"),
    False: Text("тапсырылмаған", "не передан", "not handed over"),
}
_OWN: Final = Text(
    "Сіз {precinct}-учаскенің тізімінде {number}-нөмірмен тұрсыз: {name}, {born}, {address}. Дауыс беру орны: {place}.",
    "Вы в списке участка {precinct} под номером {number}: {name}, {born}, {address}. Где голосовать: {place}.",
    "You are on the list of precinct {precinct}, number {number}: {name}, {born}, {address}. Place to vote: {place}.",
)
_COMPLAINT: Final = Text(
    "№ {number}: {received}, {precinct}-учаске: {state}",
    "№ {number}: {received}, участок {precinct}: {state}",
    "№ {number}: {received}, precinct {precinct}: {state}",
)
_WAITS: Final = Text("шешім күтуде", "ждёт решения", "waits for a decision")
_GRANTED: Final = {
    True: Text("қанағаттандырылды", "удовлетворена", "granted"),
    False: Text("қабылданбады", "отклонена", "rejected"),
}
_OVERDUE: Final = Text(
    "мерзімі өткен: түскен күні шешілуі керек еді (26-бап, 4-тармақ)",
    "просрочена: решают в день поступления (ст. 26, п. 4)",
    "overdue: it is due on the day of receipt (L 26(4))",
)
_GOOD: Final = Text(
    "Тізім мен акт жарамды: {precinct}-учаске, {voters} сайлаушы. Қол қойғандар: {names}.",
    "Список и акт в порядке: участок {precinct}, избирателей {voters}. Подписали: {names}.",
    "List and act are good: precinct {precinct}, {voters} voters. Signed by: {names}.",
)
_DELIVERY: Final = Text(
    "{voters} сайлаушының деректері ({precincts} учаске) {folder} қалтасында; мерзімі {due}",
    "Сведения о {voters} избирателях ({precincts} участков) в папке {folder}; срок {due}",
    "Data of {voters} voters ({precincts} precincts) are in {folder}; due by {due}",
)
_ACT: Final = Text(
    "Тізім мен акт {folder} қалтасында; sha256:{digest}",
    "Список и акт в папке {folder}; sha256:{digest}",
    "The list and the act are in {folder}; sha256:{digest}",
)
_LATE: Final = Text(
    "Мерзімі өткен: дауыс беруге жиырма күн қалғанша тапсырылуы керек еді (24-бап, 5-тармақ).",
    "Позже срока: передать следовало за двадцать дней до голосования (ст. 24, п. 5).",
    "Late: it was due twenty days before the voting day (L 24(5)).",
)


def say(line: str) -> None:
    """A line for people."""
    sys.stderr.write(line + "\n")


def in_tongue(text: Text, tongue: Tongue) -> str:
    """One of the three languages."""
    found: str = getattr(text, tongue)
    return found


def show_checked(checked: Checked, tongue: Tongue, *, as_json: bool) -> None:
    """A dry run's report."""
    if as_json:
        _write(checked_as_json(checked, tongue))
        return
    # What is wrong with the file as a whole explains what is wrong with its rows, so it comes first.
    ordered = sorted(checked.findings.items, key=lambda finding: finding.line is not None)
    for finding in ordered[:FINDINGS_SHOWN]:
        place = [finding.file]
        place += [] if finding.line is None else [f"{in_tongue(_ROW, tongue)} {finding.line}"]
        place += [f"{in_tongue(_COLUMN, tongue)} {finding.column}"] if finding.column else []
        weight = in_tongue(_WEIGHTS[finding.kind.weight], tongue)
        say(f"{weight} [{finding.code}] {', '.join(place)}: {finding.reason(tongue)}")
        say(f"    {in_tongue(_DO, tongue)}: {finding.advice(tongue)}")
    rest = checked.findings.counts.total() - min(len(checked.findings.items), FINDINGS_SHOWN)
    if rest:
        say(in_tongue(_MORE, tongue).format(rest))
    for code, count in sorted(checked.findings.counts.items()):
        say(f"{count:7} {code}: {in_tongue(KINDS_BY_CODE[code].reason, tongue)}")
    figures = {"rows": checked.rows, "voters": len(checked.voters), "precincts": len(checked.per_precinct)}
    say(in_tongue(_TOTAL, tongue).format(file=checked.file, **figures))
    say(in_tongue(_SOUND if checked.may_be_loaded() else _UNSOUND, tongue))


def checked_as_json(checked: Checked, tongue: Tongue) -> dict[str, Any]:
    """A dry run's report as values for JSON."""
    return {
        "file": checked.file,
        "sound": checked.may_be_loaded(),
        "rows": checked.rows,
        "voters": len(checked.voters),
        "precincts": {str(number): count for number, count in checked.per_precinct.items()},
        "counts": dict(sorted(checked.findings.counts.items())),
        "findings": [finding.as_json(tongue) for finding in checked.findings.items],
    }


def show_refusal(refusal: Refusal, tongue: Tongue, *, as_json: bool) -> None:
    """A lawful no."""
    if as_json:
        _write({"refused": refusal.code, "article": refusal.article, "reason": in_tongue(refusal.text, tongue)})
    say(f"{in_tongue(refusal.text, tongue)} ({refusal.article})")


def show_events(events: Sequence[ListEvent], tongue: Tongue, *, as_json: bool) -> None:
    """What happened, without a voter's data."""
    if as_json:
        _write({"events": [event.as_json() for event in events]})
        return
    for event in events:
        precincts = ", ".join(map(str, event.precincts))
        order = event.order
        say(f"{event.number}. {event.at:%Y-%m-%d %H:%M} {in_tongue(_EVENTS[event.kind], tongue)} [{precincts}]")
        say(f"    {order.who}; {order.why}; {order.decision} ({in_tongue(_DECIDERS[order.by], tongue)})")
        facts = dict(event.facts)
        if "request" in facts:
            say("    " + in_tongue(_REQUESTED, tongue).format(**facts))


def show_summary(rows: Sequence[PrecinctSummary], tongue: Tongue, *, as_json: bool) -> None:
    """The lists there are."""
    if as_json:
        fields = ("precinct", "voters", "sha256", "handed_over")
        _write({"lists": [{name: getattr(row, name) for name in fields} for row in rows]})
        return
    for row in rows:
        state = in_tongue(_HANDED[row.handed_over], tongue)
        say(in_tongue(_SUMMARY, tongue).format(precinct=row.precinct, voters=row.voters, state=state))


def show_own(entry: OwnEntry, place: Precinct, tongue: Tongue, *, as_json: bool) -> None:
    """One voter's own entry."""
    where = place.address.in_language(Language(tongue))
    name = " ".join(part for part in (entry.surname, entry.name, entry.patronymic) if part)
    if as_json:
        fields = ("precinct", "number", "surname", "name", "patronymic", "address")
        shown = {field: getattr(entry, field) for field in fields}
        _write(shown | {"birth_date": entry.birth_date.isoformat(), "place": where})
        return
    text = in_tongue(_OWN, tongue)
    born = entry.birth_date.isoformat()
    say(
        text.format(
            precinct=entry.precinct, number=entry.number, name=name, born=born, address=entry.address, place=where
        )
    )


def show_complaints(found: "Sequence[Complaint]", now: datetime, tongue: Tongue, *, as_json: bool) -> None:
    """Complaints without text and person; those not decided on their day are marked."""
    if as_json:
        _write({"complaints": [complaint.as_json(now) for complaint in found]})
        return
    for complaint in found:
        last = complaint.decisions[-1] if complaint.decisions else None
        state = in_tongue(_WAITS if last is None else _GRANTED[last.granted], tongue)
        late = f"  {in_tongue(_OVERDUE, tongue)}" if complaint.is_overdue(now) else ""
        text = in_tongue(_COMPLAINT, tongue)
        say(
            text.format(
                number=complaint.number,
                received=f"{complaint.received:%Y-%m-%d %H:%M}",
                precinct=complaint.precinct,
                state=state,
            )
            + late
        )


def show_handover(found: "Handover", tongue: Tongue, *, as_json: bool) -> None:
    """A list that was handed over and judged good."""
    names = [identity.holder.name for identity in found.signed_by]
    if as_json:
        fields = ("election", "precinct", "commission", "in_time", "list_sha256")
        shown = {name: getattr(found, name) for name in fields}
        _write(shown | {"at": found.at.isoformat(), "voters": len(found.voters), "signed_by": names})
        return
    text = in_tongue(_GOOD, tongue)
    say(text.format(precinct=found.precinct, voters=len(found.voters), names=", ".join(names)))
    if not found.in_time:
        say(in_tongue(_LATE, tongue))


def show_delivery(done: "Delivered", folder: Path, tongue: Tongue, *, as_json: bool) -> None:
    """Voter data that were handed to the territorial commission."""
    act = json.loads(done.act)
    if as_json:
        _write({"act": act, "folder": folder.name})
        return
    text = in_tongue(_DELIVERY, tongue)
    say(text.format(folder=folder.name, voters=act["voters"], precincts=act["precincts"], due=act["due"]))


def show_act(handed: "HandedOver", folder: Path, tongue: Tongue, *, as_json: bool) -> None:
    """A list that was handed over."""
    digest = hashlib.sha256(handed.voters).hexdigest()
    if as_json:
        _write({"act": json.loads(handed.act), "in_time": handed.in_time, "folder": folder.name})
    say(in_tongue(_ACT, tongue).format(folder=folder.name, digest=digest))
    if not handed.in_time:
        say(in_tongue(_LATE, tongue))


def _write(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
