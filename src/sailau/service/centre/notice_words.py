"""The words of a commission's notices, in Kazakh, Russian and English; where the law has words, they are its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sailau.commission.outcome_words import numbers
from sailau.formats.v1.notice import DISTRICT_RESULT, FIXED_TOTALS, PRELIMINARY_TABLE, RESULTS, SUMMARY_TABLE, Annex
from sailau.refusal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """A kind of notice: its head in capitals, what it is about, its article, where it goes."""

    head: Text
    about: Text
    article: str
    hangs: Text


KIND_WORDS: Final[Mapping[str, KindWords]] = {
    FIXED_TOTALS: KindWords(
        head=Text("ҚОРЫТЫНДЫЛАРДЫ БЕЛГІЛЕУ", "УСТАНОВЛЕНИЕ ИТОГОВ", "TOTALS AS FIXED"),
        about=Text(
            "электрондық хаттамалар негізінде сайлау округі бойынша сайлау қорытындылары туралы",
            "об итогах выборов по избирательному округу на основании электронных протоколов",
            "on the totals of the electoral district, from electronic protocols",
        ),
        article="L 50-7(1)",
        hangs=Text(
            "тиісті сайлау комиссияларына хабарланады",
            "сообщается соответствующим избирательным комиссиям",
            "notified to the commissions concerned",
        ),
    ),
    DISTRICT_RESULT: KindWords(
        head=Text("ХАТТАМА", "ПРОТОКОЛ", "PROTOCOL"),
        about=Text(
            "сайлау округі бойынша сайлау нәтижелері туралы",
            "о результатах выборов по избирательному округу",
            "on the results of the election in the electoral district",
        ),
        article="L 43(8-1)",
        hangs=Text(
            "көшірмесі сайлау учаскесінің үй-жайында үш күн ілініп тұрады",
            "копия три дня вывешена в помещении избирательного участка",
            "a copy hangs in the premises of the precinct for three days",
        ),
    ),
    PRELIMINARY_TABLE: KindWords(
        head=Text("АЛДЫН АЛА ЖИЫНТЫҚ ТІЗІМДЕМЕ", "ПРЕДВАРИТЕЛЬНАЯ СВОДНАЯ ВЕДОМОСТЬ", "PRELIMINARY SUMMARY TABLE"),
        about=Text(
            "сайлаудың алдын ала қорытындылары туралы",
            "о предварительных итогах выборов",
            "on the preliminary results of the election",
        ),
        article="L 43(8-2), 44(5)",
        hangs=Text(
            "жалпыжұрттың танысуы үшін ілінеді және жарияланады",
            "вывешивается для всеобщего ознакомления и публикуется",
            "posted for everybody to see and published",
        ),
    ),
    SUMMARY_TABLE: KindWords(
        head=Text("РЕСМИ ЖИЫНТЫҚ ТІЗІМДЕМЕ", "ОФИЦИАЛЬНАЯ СВОДНАЯ ВЕДОМОСТЬ", "OFFICIAL SUMMARY TABLE"),
        about=Text(
            "учаскелік сайлау комиссияларының хаттамалары негізінде дауыстарды санаудың нәтижелері туралы",
            "о результатах подсчёта голосов на основании протоколов участковых избирательных комиссий",
            "on the results of the count, from the protocols of the precinct commissions",
        ),
        article="L 43(8-2)",
        hangs=Text(
            "жалпыжұрттың танысуы үшін ілінеді",
            "вывешивается для всеобщего ознакомления",
            "posted for everybody to see",
        ),
    ),
    RESULTS: KindWords(
        head=Text("ХАБАРЛАМА", "ИЗВЕЩЕНИЕ", "NOTICE"),
        about=Text("сайлау қорытындылары туралы", "об итогах выборов", "on the results of the election"),
        article="L 44(4), 44(5)",
        hangs=Text(
            "бұқаралық ақпарат құралдарында және комиссияның сайтында жарияланады",
            "публикуется в средствах массовой информации и на сайте комиссии",
            "published in the media and on the commission's site",
        ),
    ),
}

LISTED: Final = Text(
    "Сайлаушылар (таңдаушылар) тізімдеріне енгізілген азаматтардың жалпы саны",
    "Общее число граждан, включённых в списки избирателей (выборщиков)",
    "Citizens on the lists of voters (electors) in all",
)
RECEIVED: Final = Text("Бюллетень алған сайлаушылар саны", "Число избирателей, получивших бюллетени", "Given ballots")
VOTED: Final = Text(
    "Дауыс беруге қатысқан азаматтардың жалпы саны",
    "Общее число граждан, принявших участие в голосовании",
    "Citizens who took part in the vote in all",
)
OUT_OF_PREMISES: Final = Text(
    "Дауыс беруге арналған үй-жайдан тыс жерде дауыс берген сайлаушылардың саны",
    "Число избирателей, проголосовавших вне помещения для голосования",
    "Voters who voted outside the premises",
)
DISTRICTS: Final = Text(
    "Сайлау округтерінің жалпы саны", "Общее число избирательных округов", "Electoral districts in all"
)
CANDIDATES: Final = Text(
    "Дауысқа түскен кандидаттардың жалпы саны", "Общее число баллотировавшихся кандидатов", "Candidates in all"
)
PARTIES: Final = Text(
    "Сайлауға қатысқан саяси партиялардың саны",
    "Число политических партий, принявших участие в выборах",
    "Political parties that took part",
)
REPEAT_DISTRICTS: Final = Text(
    "Қайтадан сайлау өткізілетін округтердің саны",
    "Число округов, в которых проводятся повторные выборы",
    "Districts where a repeat vote or election is held",
)
PRECINCTS: Final = Text("Сайлау учаскелерінің саны", "Число избирательных участков", "Precincts")
COUNTED: Final = Text("Ескерілген учаскелердің саны", "Число учтённых участков", "Precincts counted")
VALID: Final = Text("Жарамды бюллетеньдер саны", "Число действительных бюллетеней", "Valid ballots")
INVALID: Final = Text(
    "Жарамсыз деп танылған бюллетеньдердің саны",
    "Число бюллетеней, признанных недействительными",
    "Ballots declared invalid",
)
BLANK: Final = Text("Ешкімге берілмеген дауыстар", "Голосов ни за кого", "Votes for nobody")
OUTCOME: Final = Text("Нәтиже", "Результат", "Result")
FIGURES: Final = Text("Жалпы көрсеткіштер", "Общие показатели", "Figures in all")
TAKING_PART: Final = Text("Дауыс беруге қатысу", "Участие в голосовании", "Taking part")
UNIT: Final = Text("Бірлік", "Единица", "Unit")
TOTAL: Final = Text("Барлығы", "Итого", "In all")
ELECTRONIC: Final = Text("электрондық хаттама", "электронный протокол", "electronic protocol")
PAPER: Final = Text("қағаз бюллетеньдер", "бумажные бюллетени", "paper ballots")

SHORT: Final[Mapping[str, Text]] = {
    "precincts": Text("учаске", "участков", "precincts"),
    "counted": Text("ескерілді", "учтено", "counted"),
    "listed": Text("тізімде", "в списках", "listed"),
    "received": Text("бюллетень алды", "получили", "given ballots"),
    "voted": Text("қатысты", "приняли участие", "took part"),
    "out_of_premises": Text("үй-жайдан тыс", "вне помещения", "outside"),
    "valid": Text("жарамды", "действит.", "valid"),
    "invalid": Text("жарамсыз", "недейств.", "invalid"),
    "blank": Text("ешкімге", "ни за кого", "nobody"),
}
"""Headings of columns."""

STANDINGS: Final[Mapping[str, Text]] = {
    "missing": Text("хаттамасы келген жоқ", "протокол не поступил", "no protocol has come"),
    "received": Text("хаттамасы тексерілуде", "протокол проверяется", "the protocol is being checked"),
    "accepted": Text("қабылданды", "принят", "accepted"),
    "refused": Text("хаттамасы қабылданған жоқ", "протокол не принят", "the protocol was refused"),
    "incident": Text("екі түрлі хаттама келді", "поступили два разных протокола", "two different protocols came"),
    "postponed": Text("дауыс беру кейінге қалдырылды", "голосование отложено", "the vote was postponed"),
    "invalidated": Text("нәтижелері жарамсыз", "результаты недействительны", "the results are void"),
    "replaced": Text("қайта саналып, қабылданды", "пересчитан и принят", "recounted and accepted"),
    "recounting": Text("қайта саналуда", "идёт пересчёт", "being counted again"),
}
"""Where a precinct stands that is not in the figures."""

STATES: Final[Mapping[str, Text]] = {
    "decided": Text("сайлау өткізілді деп танылды", "выборы состоялись", "the election was held"),
    "tied": Text("дауыстар тең, жеребе қажет", "голоса равны, нужен жребий", "equal votes, a lot is needed"),
    "repeat_vote": Text("қайтадан дауыс беру өткізіледі", "проводится повторное голосование", "a repeat vote is held"),
    "repeat_election": Text("қайта сайлау өткізіледі", "проводятся повторные выборы", "a repeat election is held"),
    "put_off": Text("сайлау кейінге қалдырылды", "выборы отложены", "the election is put off"),
    "held_back": Text(
        "кейінге қалдырылған учаскелерде дауыс берілгеннен кейін белгіленеді",
        "устанавливается после голосования на отложенных участках",
        "fixed after the postponed precincts have voted",
    ),
    "incomplete": Text("барлық хаттама келгеннен кейін", "после поступления всех протоколов", "once all have come in"),
}


ANNEX: Final = Text("ҚОСЫМША", "ПРИЛОЖЕНИЕ", "ANNEX")
ANNEX_TOTAL: Final = Text("Осы қосымша бойынша", "Итого по приложению", "In this annex")


def annex_rows(annex: Annex, number: int) -> Text:
    """An annex as a row of the notice's own tables."""
    return Text(
        f"{number}-қосымша: № {annex.first}–{annex.last}",
        f"Приложение {number}: № {annex.first}–{annex.last}",
        f"Annex {number}: No. {annex.first}–{annex.last}",
    )


def annex_print(annex: Annex) -> Text:
    """What the hash of an annex belongs to."""
    return Text(
        f"№ {annex.first}–{annex.last}, {annex.file}: алғашқы {annex.size} байттың SHA-256 таңбасы",
        f"SHA-256 первых {annex.size} байт",
        f"No. {annex.first}–{annex.last}, {annex.file}: SHA-256 of its first {annex.size} bytes",
    )


def annexed(annexes: int, rows: int) -> Text:
    """The rows stand in annexes."""
    return Text(
        f"Бірліктердің {rows} жолы осы құжаттың ажырамас бөлігі болып табылатын {annexes} қосымшада келтірілген. "
        "Кестелерде әр қосымшаның қорытындысы бір жолмен көрсетілген; қосымшалардың таңбалары төменде.",
        f"Строки единиц ({rows}) приведены в приложениях ({annexes}), которые являются неотъемлемой частью этого "
        "документа. В таблицах итог каждого приложения дан одной строкой; отпечатки приложений стоят ниже.",
        f"The {rows} rows of the units stand in {annexes} annexes, which are part of this paper. In the tables each "
        "annex has one row with its sums; the fingerprints of the annexes stand below.",
    )


def annex_of(kind: Text, notice: int, number: int, annexes: int, rows: tuple[int, int]) -> Text:
    """Which annex it is, of which notice, with which rows."""
    first, last = rows
    return Text(
        f"№ {notice:03d} құжатқа ({kind.kk.lower()}), қосымша {number} / {annexes}: № {first}–{last} жолдар",
        f"к документу № {notice:03d} ({kind.ru.lower()}), {number} из {annexes}: строки № {first}–{last}",
        f"to the paper No. {notice:03d} ({kind.en.lower()}), {number} of {annexes}: rows {first}–{last}",
    )


AWAITS_SITTING: Final = Text(
    "Қағаз бюллетеньдер де берілді: нәтиже барлық хаттама бойынша округтік комиссияның отырысында анықталады.",
    "Выдавались и бумажные бюллетени: результат определяется по всем протоколам на заседании окружной комиссии.",
    "Paper ballots were given too: the result is set from all protocols at the sitting of the district's commission.",
)


def preliminary(counted: int, precincts: int) -> Text:
    """The caution over every preliminary table."""
    return Text(
        f"Алдын ала деректер: {precincts} учаскенің {counted} ескерілді. Қорытынды бұлардан өзгеше болуы мүмкін.",
        f"Данные предварительные: учтено участков — {counted} из {precincts}. Итог может быть иным.",
        f"Preliminary: {counted} of {precincts} precincts are counted. The result may differ.",
    )


def basis(records: int) -> Text:
    """What the figures rest on."""
    return Text(
        f"Сандар учаскелік сайлау комиссиялары қол қойған {records} хаттаманың негізінде есептелді; әр учаскенің "
        "жазбасы тексеруден өтті.",
        f"Числа получены по протоколам, подписанным участковыми избирательными комиссиями: {records}; запись каждого "
        "участка проверена.",
        f"The figures rest on {records} protocols signed by precinct commissions; each precinct's record was verified.",
    )


def not_counted(standing: str, precincts: Sequence[int]) -> Text:
    """Precincts that are not in the figures, all of one standing."""
    words, which = STANDINGS[standing], numbers(precincts)
    return Text(
        f"Ескерілмеген учаскелер ({words.kk}): № {which.kk}.",
        f"Не учтены участки ({words.ru}): № {which.ru}.",
        f"Precincts not counted ({words.en}): No. {which.en}.",
    )


def sat_in(precinct: int, announced: str) -> Text:
    """Where the district commission sat, and when that was made known."""
    return Text(
        f"Отырыс № {precinct} учаскенің үй-жайында өтті; орны мен уақыты жарияланған күн: {announced}.",
        f"Заседание прошло в помещении участка № {precinct}; о месте и времени объявлено {announced}.",
        f"The sitting was held in the premises of precinct No. {precinct}; its place and time were announced on "
        f"{announced}.",
    )


def fixed_by(number: int) -> Text:
    """The notice by which the central commission fixed the electronic totals."""
    return Text(
        f"Электрондық хаттамалар бойынша қорытындыларды Орталық сайлау комиссиясы белгілеген: № {number:03d}.",
        f"Итоги по электронным протоколам установлены Центральной избирательной комиссией: № {number:03d}.",
        f"The totals of the electronic protocols were fixed by the central commission: No. {number:03d}.",
    )


def elected(name: Text) -> Text:
    """A candidate who is elected."""
    return Text(f"Сайланды: {name.kk}.", f"Избран(а): {name.ru}.", f"Elected: {name.en}.")


def mandates(name: Text, number: int) -> Text:
    """What a party list has."""
    return Text(
        f"{name.kk}: депутаттық мандат саны — {number}.",
        f"{name.ru}: депутатских мандатов — {number}.",
        f"{name.en}: mandates — {number}.",
    )


def due_by(moment: str) -> Text:
    """The last moment at which it may be made public."""
    return Text(
        f"Жариялаудың соңғы мерзімі: {moment}.",
        f"Срок опубликования: не позднее {moment}.",
        f"To be made public by {moment}.",
    )


def in_repeat_vote(name: Text) -> Text:
    """One of the two on the ballot of the repeat vote."""
    return Text(
        f"Қайтадан дауыс беруге қатысады: {name.kk}.",
        f"В бюллетене повторного голосования: {name.ru}.",
        f"On the ballot of the repeat vote: {name.en}.",
    )


ELECTED: Final = Text("Сайланды", "Избран(а)", "Elected")


def person(
    name: Text,
    year: int,
    post: Text,
    residence: Text,
    party: Text | None,
    nationality: Text | None,
    lead: Text = ELECTED,
) -> Text:
    """A person with what L 44(5) asks for; `lead` says what of: elected, or given a mandate."""
    kk = [f"{lead.kk}: {name.kk}", f"туған жылы {year}", f"атқаратын лауазымы (жұмысы): {post.kk}"]
    ru = [f"{lead.ru}: {name.ru}", f"год рождения {year}", f"занимаемая должность (работа): {post.ru}"]
    en = [f"{lead.en}: {name.en}", f"born {year}", f"post (work): {post.en}"]
    further = (
        (Text("тұрғылықты жері", "место жительства", "residence"), residence),
        (Text("партиясы", "партия", "party"), party),
        (Text("ұлты", "национальность", "nationality"), nationality),
    )
    for label, value in further:
        if value is not None:
            kk.append(f"{label.kk}: {value.kk}")
            ru.append(f"{label.ru}: {value.ru}")
            en.append(f"{label.en}: {value.en}")
    return Text(f"{', '.join(kk)}.", f"{', '.join(ru)}.", f"{', '.join(en)}.")
