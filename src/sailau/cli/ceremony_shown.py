"""How `sailau ceremony` speaks: to a person who sits down, in Kazakh, Russian or English, or as JSON."""

import hashlib
import json
import sys
from typing import Any, Final, Literal

from sailau.election.canonical import short_fingerprint
from sailau.errors import CeremonyError, PartyError
from sailau.formats.v1.ceremony_round import Step
from sailau.formats.v1.recorder_key import TERRITORIAL
from sailau.refusal import Refusal, Text
from sailau.service.ceremony_act import CeremonyOutcome, has_act
from sailau.service.ceremony_round import Round, Standing
from sailau.service.ceremony_sitting import Sitting, waiting
from sailau.service.key_rehearsal import RehearsalVerdict

Tongue = Literal["kk", "ru", "en"]

STEPS: Final = {
    Step.CERTIFICATE: Text("куәлік", "сертификат", "certificate"),
    Step.RECORDER: Text("жазу құрылғысы кілтінің үлесі", "доля ключа устройства записи", "share of the recorder key"),
    Step.POLYNOMIAL: Text("құпияны бөлісу", "раздача долей", "sharing out of the secret"),
    Step.OUTPUT: Text("кілттің өз үлесі", "своя доля ключа", "own share of the key"),
    Step.COMPLAINT: Text("шағым", "жалоба", "complaint"),
    Step.REHEARSAL: Text("сынақ бюллетеньдерін ашу", "вскрытие пробных бюллетеней", "opening of test ballots"),
}
_MEMBER: Final = Text("{}-мүше", "член {}", "member {}")
_TERRITORIAL: Final = Text("аумақтық комиссия", "территориальная комиссия", "territorial commission")
_HEAD: Final = Text(
    "{number}-рәсім, {precinct}-учаске: {members} мүше кілт жасайды, {threshold} мүше бірге ашады. "
    "Рәсім таңбасы: {mark}",
    "Церемония {number}, участок {precinct}: ключ делают {members} членов, открывают {threshold} вместе. "
    "Отпечаток церемонии: {mark}",
    "Ceremony {number}, precinct {precinct}: {members} members make the key, {threshold} together open. "
    "Fingerprint of the ceremony: {mark}",
)
_ROSTER: Final = Text(
    "Барлық куәліктердің таңбасы: {}. Дауыстап оқыңыз: бәрінде бірдей болуы тиіс.",
    "Отпечаток всех сертификатов: {}. Прочтите вслух: у всех должен быть одинаков.",
    "Fingerprint of all certificates: {}. Read it aloud: everybody must have the same.",
)
_THERE: Final = Text("бар", "есть", "there")
_LACKING: Final = Text("жоқ", "нет", "not yet")
_FAULT: Final = Text(
    "Есепке алынбайды: {file}: {reason}. Бұл файлды кім қойғаны белгісіз; {party} қайта отырса, дұрысы жазылады.",
    "Не засчитано: {file}: {reason}. Кто положил этот файл, неизвестно; {party} садится снова, и пишется верный.",
    "Does not count: {file}: {reason}. Anybody may have put it there; when {party} sits down again, the right one is "
    "written.",
)
_NEXT: Final = Text(
    "Кезек: {who}. Бір-бірлеп, жалғыз отырып, мынаны теріңіз: sailau ceremony member --folder {folder} --key КІЛТ.p12",
    "Очередь: {who}. По одному, без посторонних, наберите: sailau ceremony member --folder {folder} --key КЛЮЧ.p12",
    "Next: {who}. One at a time, alone, type: sailau ceremony member --folder {folder} --key YOUR-KEY.p12",
)
_KEYS_MADE: Final = Text(
    "Екі кілт те жасалды. Енді мүшелер сынақ бюллетеньдерін ашады, содан кейін: sailau ceremony finish",
    "Оба ключа изготовлены. Теперь члены открывают пробные бюллетени, затем: sailau ceremony finish",
    "Both keys are made. Now the members open test ballots, and then: sailau ceremony finish",
)
_DID: Final = Text("Жасалды: {}.", "Сделано: {}.", "Done: {}.")
_NOTHING: Final = Text(
    "Қазір сізге істейтін ештеңе жоқ.", "Сейчас вам нечего делать.", "There is nothing for you to do now."
)
_OWN: Final = Text(
    "Куәлігіңіздің таңбасы (актімен салыстырыңыз): {}",
    "Отпечаток вашего сертификата (сверьте с актом): {}",
    "Fingerprint of your certificate (compare it with the act): {}",
)
_SIGNED: Final = Text("Актіге қол қойылды.", "Акт подписан.", "The act is signed.")
_SIGN: Final = Text(
    "Акт дайын: act.pdf. Таңбаларды салыстырып, қол қойыңыз: сол жолды --sign деп қосып теріңіз.",
    "Акт готов: act.pdf. Сверьте отпечатки и подпишите: наберите ту же строку, добавив --sign.",
    "The act is there: act.pdf. Compare the fingerprints, and sign: type the same line with --sign added.",
)
_KEEP: Final = Text(
    "Кілтіңізді, кілт қоймаңызды өзіңізбен алып кетіңіз.",
    "Заберите с собой ключ и хранилище ключа.",
    "Take your key and your key store with you.",
)
_BROKEN: Final = Text(
    "Рәсім тоқтатылды. Кінәлі: {who}: {reason}. Хаттама жасаңыз; рәсім жаңа қалтада, жаңа кілт қоймаларымен басталады "
    "(--number).",
    "Церемония прервана. Виновен: {who}: {reason}. Составьте протокол; церемония начинается заново в новой папке, с "
    "новыми хранилищами ключей (--number).",
    "The ceremony is broken off. At fault: {who}: {reason}. Draw up minutes; the ceremony begins again in a new folder "
    "with new key stores (--number).",
)
_CARRIER: Final = Text("хабарларды жеткізуші", "переносчик сообщений", "whoever carries the messages")
_PASSED: Final = Text("дұрыс ашты", "открыл верно", "opened rightly")
_WRONG: Final = Text("ҚАТЕ жауап", "НЕВЕРНЫЙ ответ", "WRONG answer")
_ANSWERS: Final = Text(
    "Сынақ: {passed} мүше ашты, кемінде {needed} керек.",
    "Проба: открыли {passed}, нужно не меньше {needed}.",
    "Rehearsal: {passed} members opened, at least {needed} must.",
)
_AGREES: Final = {
    True: Text("Ашылғаны мөрленгенмен бірдей.", "Открыто то же, что запечатано.", "What came out is what was sealed."),
    False: Text(
        "АШЫЛҒАНЫ БАСҚА: кілт жарамсыз.",
        "ОТКРЫТО ДРУГОЕ: ключ негоден.",
        "SOMETHING ELSE CAME OUT: the key is unfit.",
    ),
}
_OUTCOME: Final = Text(
    "Жазылды: trustees.json, recorder-key.json, act.json, act.pdf. Актіге қол қойғандар: {signed}.",
    "Записаны trustees.json, recorder-key.json, act.json, act.pdf. Акт подписали: {signed}.",
    "Written: trustees.json, recorder-key.json, act.json, act.pdf. The act was signed by: {signed}.",
)
_NOBODY: Final = Text("әзірге ешкім", "пока никто", "nobody yet")
_ERASED: Final = Text("Өшірілді ({part}), акт {act}.", "Стёрто ({part}), акт {act}.", "Erased ({part}), act {act}.")


def party_name(party: str, tongue: Tongue) -> str:
    """A party's name as people say it."""
    if party == TERRITORIAL:
        return _in(_TERRITORIAL, tongue)
    return _in(_MEMBER, tongue).format(party.removeprefix("member-"))


def show_standing(round_: Round, standing: Standing, tongue: Tongue, *, as_json: bool) -> None:
    """What is there, who is next, what they do."""
    if as_json:
        _write(standing_as_json(round_, standing))
        return
    _head(round_, tongue)
    for step in (Step.CERTIFICATE, Step.RECORDER, Step.POLYNOMIAL, Step.OUTPUT, Step.REHEARSAL):
        givers = round_.plan.of_step(step)
        there = [party_name(party, tongue) for party in givers if (step, party) in standing.bodies]
        lacking = [party_name(party, tongue) for party in givers if (step, party) not in standing.bodies]
        words = [
            f"{_in(word, tongue)}: {', '.join(who)}" for word, who in ((_THERE, there), (_LACKING, lacking)) if who
        ]
        _say(f"  {_in(STEPS[step], tongue)}: {'; '.join(words)}")
    _rest(round_, standing, tongue)


def show_sitting(round_: Round, sitting: Sitting, own_print: str, tongue: Tongue, *, as_json: bool) -> None:
    """What a turn did, and who is next."""
    if as_json:
        made = [step.value for step in sitting.made]
        refused = None if sitting.refusal is None else sitting.refusal.code
        done = {"party": sitting.party, "made": made, "signed": sitting.signed, "refused": refused}
        _write({**done, **standing_as_json(round_, sitting.standing)})
        return
    _head(round_, tongue)
    made_words = ", ".join(_in(STEPS[step], tongue) for step in sitting.made)
    _say(_in(_DID, tongue).format(made_words) if made_words else _in(_NOTHING, tongue))
    if sitting.refusal is not None:
        show_refusal(sitting.refusal, tongue, as_json=False)
    _say(_in(_OWN, tongue).format(_grouped(own_print)))
    if sitting.signed:
        _say(_in(_SIGNED, tongue))
    elif has_act(round_) and sitting.party != TERRITORIAL:
        _say(_in(_SIGN, tongue))
    _rest(round_, sitting.standing, tongue)
    _say(_in(_KEEP, tongue))


def show_verdict(round_: Round, verdict: RehearsalVerdict, tongue: Tongue, *, as_json: bool) -> None:
    """How the rehearsal went."""
    if as_json:
        fields = {"passed": list(verdict.passed), "wrong": dict(verdict.wrong), "agrees": verdict.agrees}
        _write({**fields, "needed": verdict.needed, "suffices": verdict.suffices})
        return
    _head(round_, tongue)
    for party in verdict.passed:
        _say(f"  {party_name(party, tongue)}: {_in(_PASSED, tongue)}")
    for party, reason in verdict.wrong.items():
        _say(f"  {party_name(party, tongue)}: {_in(_WRONG, tongue)}: {reason}")
    _say(_in(_ANSWERS, tongue).format(passed=len(verdict.passed), needed=verdict.needed))
    if verdict.agrees is not None:
        _say(_in(_AGREES[verdict.agrees], tongue))


def show_outcome(round_: Round, outcome: CeremonyOutcome, tongue: Tongue, *, as_json: bool) -> None:
    """The ceremony's end."""
    prints = {
        "trustees": hashlib.sha256(outcome.trustees).hexdigest(),
        "recorder_key": hashlib.sha256(outcome.recorder_key).hexdigest(),
        "act": hashlib.sha256(outcome.data).hexdigest(),
    }
    signed = [f"member-{identity.holder.member}" for identity in outcome.signed_by]
    if as_json:
        _write({**prints, "signed_by": signed})
        return
    _head(round_, tongue)
    names = ", ".join(party_name(party, tongue) for party in signed) or _in(_NOBODY, tongue)
    _say(_in(_OUTCOME, tongue).format(signed=names))
    for name, value in prints.items():
        _say(f"  {name:<13} {_grouped(value)}")


def show_broken(error: CeremonyError | PartyError, tongue: Tongue, *, as_json: bool) -> None:
    """Who is at fault, and what to do."""
    party = _at_fault(error)
    if as_json:
        _write({"at_fault": party, "reason": error.reason})
    who = _in(_CARRIER, tongue) if party is None else party_name(party, tongue)
    _say(_in(_BROKEN, tongue).format(who=who, reason=error.reason))


def show_refusal(refusal: Refusal, tongue: Tongue, *, as_json: bool) -> None:
    """A lawful no."""
    if as_json:
        _write({"refused": refusal.code, "article": refusal.article, "reason": _in(refusal.text, tongue)})
    _say(f"{_in(refusal.text, tongue)} ({refusal.article})")


def show_erased(part: str, act: str, tongue: Tongue, *, as_json: bool) -> None:
    """A share that was erased."""
    if as_json:
        _write({"erased": part, "act": act})
    _say(_in(_ERASED, tongue).format(part=part, act=act))


def standing_as_json(round_: Round, standing: Standing) -> dict[str, Any]:
    """Where a round stands, as values for JSON."""
    broken = standing.broken
    return {
        "precinct": round_.plan.precinct,
        "number": round_.plan.number,
        "plan": round_.digest.hex(),
        "there": sorted(f"{step.value}-{party}" for step, party in standing.bodies),
        "missing": {step.value: list(parties) for step, parties in standing.missing().items()},
        "next": {party: [step.value for step in steps] for party, steps in standing.turns().items()},
        "faults": [{"file": fault.file, "party": fault.party, "reason": fault.reason} for fault in standing.faults],
        "broken": None if broken is None else {"at_fault": _at_fault(broken), "reason": broken.reason},
        "ended": standing.has_ended,
    }


def _head(round_: Round, tongue: Tongue) -> None:
    plan, mark = round_.plan, short_fingerprint(round_.digest.hex())
    figures = {"number": plan.number, "precinct": plan.precinct, "members": plan.members, "threshold": plan.threshold}
    _say(_in(_HEAD, tongue).format(**figures, mark=mark))


def _rest(round_: Round, standing: Standing, tongue: Tongue) -> None:
    """Faults, who broke the round, the mark that all compare, and who is next."""
    for fault in standing.faults:
        named = party_name(fault.party, tongue)
        _say(_in(_FAULT, tongue).format(file=fault.file, reason=fault.reason, party=named))
    if standing.broken is not None:
        show_broken(standing.broken, tongue, as_json=False)
        return
    if standing.table.roster is not None:
        text = "\n".join(entry.message for entry in standing.table.roster.certificates)
        _say(_in(_ROSTER, tongue).format(short_fingerprint(hashlib.sha256(text.encode()).hexdigest())))
    turns = standing.turns()
    if standing.has_ended:
        if not has_act(round_):
            _say(_in(_KEYS_MADE, tongue))
        turns = dict(waiting(round_, standing))
    if turns:
        who = ", ".join(party_name(party, tongue) for party in turns)
        _say(_in(_NEXT, tongue).format(who=who, folder=round_.folder))


def _at_fault(error: CeremonyError | PartyError) -> str | None:
    match error:
        case PartyError():
            return error.party
        case CeremonyError():
            return f"member-{error.member}" if error.member else None


def _grouped(value: str) -> str:
    """A fingerprint in groups of eight, as it stands on paper."""
    return " ".join(value[at : at + 8] for at in range(0, len(value), 8))


def _in(text: Text, tongue: Tongue) -> str:
    found: str = getattr(text, tongue)
    return found


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def _write(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
