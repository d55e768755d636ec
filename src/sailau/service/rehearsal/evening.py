"""The evening: closing, reconciliation, a lost key, the count, the papers, the record (L 43, 50-6; R 16-20; M40-M49).

One function an episode, in the order of `close_the_day`. Acts on cards are drawn up after closing, with numbers and
without times: an act of the day must not tell when a voter stood at the table.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from sailau.formats.v1.record import Bilingual, ClosingCard, Figures
from sailau.formats.v1.tally import Result
from sailau.precinct.commands import Command
from sailau.refusal import Text
from sailau.service.acts import Matter, SignedAct
from sailau.service.closing import closing_request, signed_closing
from sailau.service.count import Counting
from sailau.service.record import signed_head
from sailau.service.rehearsal.stage import ACCUMULATOR, CHAIR, LOST_KEY, Stage, expected, granted

MIXERS: Final = (1, 3)
WITNESSES: Final = (CHAIR, 3)
"""The members who draw up the evening's acts."""
COMPLAINT_DAYS: Final = 10
"""After this time the shares are erased."""


def close_the_day(stage: Stage, record: Path) -> Result:
    """From closing time to the public record in `record`; returns the result."""
    end_the_voting(stage)
    result = count_the_ballots(stage)
    stage.narrator.chapter(Text("Хаттама", "Протокол", "The protocol"))
    the_protocol_is_signed(stage, record)
    shares_are_erased(stage)
    return result


def end_the_voting(stage: Stage) -> None:
    """From closing time to the gate before the count."""
    stage.narrator.chapter(Text("Кеш", "Вечер", "Evening"))
    stage.clock.move_to(stage.plan.definition.date, stage.plan.definition.rules.hours.closes, stage.zone)
    the_voting_is_closed(stage)
    cards_are_called_in(stage)
    devices_hand_in_their_figures(stage)
    unused_credentials_are_destroyed(stage)
    people_cards_and_ballots_agree(stage)


def count_the_ballots(stage: Stage) -> Result:
    """From the loss of a key to the result."""
    a_key_is_lost(stage)
    stage.narrator.chapter(Text("Санау", "Подсчёт", "The count"))
    counting = expected(stage.ask(Command.BEGIN_COUNT, [CHAIR]), Counting)
    members_mix(stage, counting, MIXERS)
    a_quorum_decrypts(stage, counting)
    return expected(stage.ask(Command.FINISH_COUNT, [CHAIR], counting), Result)


def the_voting_is_closed(stage: Stage) -> None:
    """The chair closes at the hour that the law sets."""
    granted(stage.ask(Command.CLOSE_VOTING, [CHAIR]))
    stage.narrator.step(
        "L 43(1), R 17",
        Text("Дауыс беру аяқталды.", "Голосование окончено.", "The voting is closed."),
    )


def cards_are_called_in(stage: Stage) -> None:
    """Cards of the tray go back unused; the one that never came is declared missing, by act."""
    back = len(stage.tray)
    for number in stage.tray:
        granted(stage.take_back(number))
    stage.tray.clear()
    missing = stage.ask(Command.DECLARE_MISSING, WITNESSES, signers=stage.members(*WITNESSES), accumulator=ACCUMULATOR)
    granted(missing)
    _act(
        stage,
        "unreadable_card",
        "R 8",
        Bilingual(
            "Оқылмаған 1 карточка нөмірленген конвертте, құқығы жойылды, орнына жаңасы берілді.",
            "Одна нечитаемая карточка в пронумерованном конверте, её право голоса аннулировано, выдана замена.",
        ),
    )
    _act(
        stage,
        "abandoned_card",
        "R 8, 11",
        Bilingual(
            "Расталмай қалдырылған 1 карточканы екі мүше жинақтаушыға апарды, құқығы жойылды.",
            "Одну оставленную без подтверждения карточку два члена отнесли к накопителю, её право аннулировано.",
        ),
    )
    stage.narrator.step(
        "L 43(4), R 8",
        Text(
            f"{back} карточка науадан қайтты; {missing} қайтарылмаған, актімен жоғалған деп танылды.",
            f"С подноса вернулись {back} карточек; не возвращено {missing}, по акту утрачено.",
            f"{back} cards come back from the tray; {missing} was not returned and is declared missing by act.",
        ),
    )


def devices_hand_in_their_figures(stage: Stage) -> None:
    """Every terminal and portable device signs its closing card, then erases codes and keys."""
    request = closing_request(stage.precinct)
    sealed = 0
    for device, booth in stage.booths.items():
        card, signature = signed_closing(booth, request, stage.clock.now())
        entered = stage.ask(Command.ENTER_CLOSING_CARD, [CHAIR], device, card, signature)
        sealed += expected(entered, ClosingCard).sealed
    stage.narrator.step(
        "L 50-6(1), R 17",
        Text(
            f"{len(stage.booths)} құрылғы жабу деректеріне қол қойды: {sealed} бюллетень мөрленген.",
            f"Закрывающие данные подписали устройства: {len(stage.booths)}; ими запечатано бюллетеней: {sealed}.",
            f"{len(stage.booths)} devices have signed their closing figures: they sealed {sealed} ballots.",
        ),
    )


def unused_credentials_are_destroyed(stage: Stage) -> None:
    """What was not used is counted and destroyed before anything is opened."""
    destroyed = granted(stage.ask(Command.DESTROY_UNUSED, WITNESSES, signers=stage.members(*WITNESSES)))
    stage.narrator.step(
        "L 43(4)",
        Text(
            f"Пайдаланылмаған {destroyed} құқық саналып, жойылды.",
            f"Неиспользованные права голоса подсчитаны и погашены: {destroyed}.",
            f"Unused credentials are counted and destroyed: {destroyed}.",
        ),
    )


def people_cards_and_ballots_agree(stage: Stage) -> Figures:
    """The gate before the count."""
    figures = expected(stage.ask(Command.RECONCILE, [CHAIR]), Figures)
    found = figures.figures
    stage.narrator.step(
        "L 43(3-1), 43(4)",
        Text(
            f"Салыстыру дұрыс: берілген {found['issued']} = қабылданған {found['accepted']} + тексерілген"
            f" {found['challenged']} + жойылған {found['cancelled']} + қайтарылған {found['returned']} + қалдырылған"
            f" {found['abandoned']} + жоғалған {found['missing']}.",
            f"Сверка сходится: выдано {found['issued']} = принято {found['accepted']} + проверено"
            f" {found['challenged']} + аннулировано {found['cancelled']} + возвращено {found['returned']} + оставлено"
            f" {found['abandoned']} + утрачено {found['missing']}.",
            f"People, cards and ballots agree: issued {found['issued']} = accepted {found['accepted']} + challenged"
            f" {found['challenged']} + cancelled {found['cancelled']} + returned {found['returned']} + abandoned"
            f" {found['abandoned']} + missing {found['missing']}.",
        ),
    )
    return figures


def a_key_is_lost(stage: Stage) -> SignedAct:
    """One member's key store is destroyed; the others are enough."""
    stage.keys[LOST_KEY].path.unlink()
    left, threshold = len(stage.keys) - 1, stage.parameters.threshold
    act = _act(
        stage,
        "key_lost",
        "L 10(3)",
        Bilingual(
            f"{LOST_KEY}-мүше кілтінен айырылды; {left} кілт бар, {threshold} жеткілікті.",
            f"Ключ члена комиссии № {LOST_KEY} утрачен; есть {left} ключей, достаточно {threshold}.",
        ),
    )
    stage.narrator.step(
        "L 10(3)",
        Text(
            f"{LOST_KEY}-мүшенің кілті жоғалды, {act.label}. {left} кілт қалды, {threshold} жеткілікті.",
            f"Ключ члена {LOST_KEY} утрачен, {act.label}. Осталось {left}, достаточно {threshold}.",
            f"The key of member {LOST_KEY} is lost, {act.label}. {left} are left, {threshold} are enough.",
        ),
    )
    return act


def members_mix(stage: Stage, counting: Counting, mixers: Sequence[int]) -> None:
    """Two members shuffle the control answers, one after another; each shuffle is proved and checked."""
    mixing = Text("Араластыру", "Перемешивание", "Mixing")
    for member in stage.narrator.progress(mixers, mixing, len(mixers)):
        granted(stage.ask(Command.MIX, [member], counting, member=f"member-{member}"))
    stage.narrator.step(
        "L 50-6(1), R 16",
        Text(
            f"{len(mixers)} мүше {len(counting.ballots)} тексеру кодын араластырып, дұрыстығын дәлелдеді.",
            f"{len(mixers)} члена перемешали контрольные коды ({len(counting.ballots)}) и доказали правильность.",
            f"{len(mixers)} members have mixed the control codes of {len(counting.ballots)} ballots and proved it.",
        ),
    )


def a_quorum_decrypts(stage: Stage, counting: Counting, decision: SignedAct | None = None) -> None:
    """As many members as the threshold decrypt, each with own key store and proofs; at a recount by its decision."""
    able = [number for number, key in stage.keys.items() if key.path.exists()][: stage.parameters.threshold]
    decrypting = Text("Ашу", "Расшифрование", "Decrypting")
    for number in stage.narrator.progress(able, decrypting, len(able)):
        key = stage.keys[number].open()
        granted(stage.ask(Command.DECRYPT, [number], counting, key, decision, member=f"member-{number}"))
    listed = ", ".join(map(str, able))
    stage.narrator.step(
        "L 50-6(1), R 16-18",
        Text(
            f"{listed}-мүшелер қосындыны ашты: жеке бюллетень ешқашан ашылмайды.",
            f"Члены {listed} расшифровали суммы: отдельный бюллетень не открывается никогда.",
            f"Members {listed} have decrypted the sums: no single ballot is ever opened.",
        ),
    )


def the_protocol_is_signed(stage: Stage, record: Path) -> None:
    """Chair and members sign; the record is written and its manifest signed: once more after a recount."""
    first = not stage.heads
    if first:
        stage.heads = {device: signed_head(booth.recorder, booth.kit.signer) for device, booth in stage.booths.items()}
    granted(stage.ask(Command.WRITE_RECORD, stage.everybody, record, signers=stage.members(), heads=stage.heads))
    if first:
        for booth in stage.booths.values():
            booth.erase_secrets()
    stage.narrator.step(
        "L 50-6(2), R 19, 20",
        Text(
            f"Төраға мен {len(stage.members()) - 1} мүше хаттамаға қол қойды; код тізімі мен жазба жарияланды.",
            f"Председатель и {len(stage.members()) - 1} членов подписали протокол; список кодов и запись обнародованы.",
            f"The chair and {len(stage.members()) - 1} members have signed; the code list and the record are public.",
        ),
    )


def shares_are_erased(stage: Stage) -> None:
    """When the time for complaints is over, nobody needs the keys any more."""
    stage.clock.wait(timedelta(days=COMPLAINT_DAYS))
    act = _act(
        stage,
        "shares_erased",
        "L 50-2(2)",
        Bilingual("Мүшелердің кілт үлестері өшірілді.", "Доли ключа членов комиссии стёрты."),
    )
    left = [key.path for key in stage.keys.values() if key.path.exists()]
    granted(stage.ask(Command.ERASE_SHARES, WITNESSES, left, act))
    stage.narrator.step(
        "L 50-2(2)",
        Text(
            f"{COMPLAINT_DAYS} күннен кейін {len(left)} кілт актімен өшірілді: жәшікті енді ешкім аша алмайды.",
            f"Через {COMPLAINT_DAYS} дней {len(left)} ключей стёрты по акту: ящик больше никому не открыть.",
            f"{COMPLAINT_DAYS} days later {len(left)} key stores are erased by act: nobody can open the box any more.",
        ),
    )


def _act(stage: Stage, kind: str, article: str, text: Bilingual) -> SignedAct:
    matter = Matter(key=kind, kind=kind, article=article, text=text)
    act = stage.ask(Command.ENTER_ACT, WITNESSES, matter, signers=stage.members(*WITNESSES))
    return expected(act, SignedAct)
