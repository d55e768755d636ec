"""Why a commission above the precinct does not decide, fix, announce or publish yet, each with its article."""

from collections.abc import Sequence
from typing import Final

from sailau.commission.outcome_words import numbers
from sailau.refusal import Refusal, Text

OTHER_ISSUER: Final = Refusal(
    "notice-of-another-commission",
    "L 43(8-1), 44(4), 50-7(1)",
    Text(
        "Бұл құжатты басқа комиссия шығарады: электрондық хаттамалар бойынша қорытындыны Орталық комиссия белгілейді, "
        "округ хаттамасы мен жиынтық тізімдемені округтік комиссия жасайды.",
        "Этот документ выпускает другая комиссия: итоги по электронным протоколам устанавливает Центральная комиссия, "
        "протокол по округу и сводную ведомость составляет окружная.",
        "Another commission issues this: the central one fixes the totals of electronic protocols, the district's "
        "draws "
        "up the district's protocol and its summary table.",
    ),
)
NOT_A_DISTRICT: Final = Refusal(
    "notice-wants-a-district",
    "L 43(8-1), 50-7(1)",
    Text(
        "Бұл құжат бір сайлау округі туралы: округті көрсетіңіз.",
        "Этот документ об одном избирательном округе: укажите округ.",
        "This is about one electoral district: name it.",
    ),
)
CHAIR_AND_SECRETARY: Final = Refusal(
    "notice-without-chair-and-secretary",
    "L 43(8-2)",
    Text(
        "Оған округтік комиссияның төрағасы мен хатшысы қол қояды: екеуін де көрсетіңіз (сертификаттағы 1 және "
        "2-мүше).",
        "Его подписывают председатель и секретарь окружной комиссии: укажите обоих (члены 1 и 2 в сертификатах).",
        "It is signed by chair and secretary of the district commission: name both (members 1 and 2 in the "
        "certificates).",
    ),
)
NO_SITTING: Final = Refusal(
    "district-sitting-not-named",
    "L 43(8-1)",
    Text(
        "Отырыс өткен учаскенің нөмірін және ол жарияланған күнді көрсетіңіз.",
        "Укажите номер участка, в котором прошло заседание, и день, когда о нём объявили.",
        "Give the number of the precinct where the sitting was held, and the day when it was announced.",
    ),
)
SITTING_ELSEWHERE: Final = Refusal(
    "district-sitting-elsewhere",
    "L 43(8-1)",
    Text(
        "Округтік комиссия өз округінің учаскелерінің бірінде отырады: сол учаскенің нөмірін көрсетіңіз.",
        "Окружная комиссия заседает в помещении одного из участков своего округа: укажите номер этого участка.",
        "The district commission sits in one of the precincts of its district: give the number of that precinct.",
    ),
)
SITTING_ANNOUNCED_LATE: Final = Refusal(
    "district-sitting-announced-late",
    "L 43(8-1)",
    Text(
        "Отырыстың орны дауыс берерден кемінде он күн бұрын жариялануы керек: ерте жарияланған отырысты көрсетіңіз.",
        "Место заседания объявляют не позднее чем за десять дней до голосования: укажите заседание, объявленное "
        "вовремя.",
        "The place of the sitting is announced ten days before the vote at the latest: name a sitting announced in "
        "time.",
    ),
)
NOT_FIXED: Final = Refusal(
    "totals-not-fixed",
    "L 50-7(1)",
    Text(
        "Электрондық хаттамалар бойынша қорытындыларды алдымен Орталық комиссия белгілейді; олар әлі хабарланған жоқ, "
        "не "
        "одан бері өзгерді.",
        "Итоги по электронным протоколам сначала устанавливает Центральная комиссия; они ещё не сообщены или с тех пор "
        "изменились.",
        "The central commission first fixes the totals of the electronic protocols; they were not notified yet, or "
        "have "
        "changed since.",
    ),
)
NOTHING_COUNTED: Final = Refusal(
    "nothing-counted",
    "L 44(5)",
    Text(
        "Бірде-бір учаскенің жазбасы әлі қабылданған жоқ: хабарлайтын сан жоқ.",
        "Ещё не принята запись ни одного участка: сообщать нечего.",
        "No precinct's record has been accepted yet: there is nothing to make known.",
    ),
)
UNSIGNED_FIRST: Final = Refusal(
    "paper-waits-for-signatures",
    "L 43(8-2), 44(5)",
    Text(
        "Алдыңғы құжатқа бәрі қол қойған жоқ: алдымен соны аяқтаңыз.",
        "Предыдущий документ подписан не всеми: сначала завершите его.",
        "The paper before it is not signed by all yet: finish that first.",
    ),
)
CHANGED_SINCE: Final = Refusal(
    "decision-overtaken",
    "L 20(5)",
    Text(
        "Осы арада жаңа жазба не шешім келді, салдары басқаша болуы мүмкін: қайта қарап, қайта шешіңіз.",
        "Тем временем поступила запись или принято решение, последствия могут быть иными: посмотрите ещё раз.",
        "Meanwhile a record came or a decision was taken, the effect may be another: look once more.",
    ),
)
NOT_A_FIXING: Final = Refusal(
    "not-a-fixing",
    "L 50-7(1)",
    Text(
        "Бұл осы сайлаудың округі бойынша қорытындыларды белгілеу емес.",
        "Это не установление итогов по округу на этих выборах.",
        "This does not fix the totals of a district at this election.",
    ),
)
NO_SUCH_PAPER: Final = Refusal(
    "no-such-paper",
    "L 20(5)",
    Text("Мұндай нөмірлі құжат жоқ.", "Документа с таким номером нет.", "There is no paper of that number."),
)

LIST_NOT_GIVEN: Final = Refusal(
    "list-not-given",
    "L 97-1(5)",
    Text(
        "Партияның тіркелген тізімі белгісіз: тұлғалар файлын беріңіз (--persons).",
        "Зарегистрированный список партии не известен: дайте файл лиц (--persons).",
        "The party's registered list is not known: give the file of persons (--persons).",
    ),
)
TERM_NOT_GIVEN: Final = Refusal(
    "term-not-given",
    "L 83(2), 99(2), 113(2), 127(2)",
    Text(
        "Округ орны бос: өкілеттік мерзімі аяқталатын күнді көрсетіңіз (--term-ends), одан орнына сайлау болу-болмауы "
        "белгілі болады.",
        "Освобождается место округа: укажите день окончания срока полномочий (--term-ends), от него зависит, будут ли "
        "выборы вместо выбывшего.",
        "A district's seat falls vacant: give the last day of the term (--term-ends); on it depends whether a "
        "by-election is held.",
    ),
)


def no_such_list(contest: str, answer: str) -> Refusal:
    """The definition has no such party in that contest."""
    return Refusal(
        "no-such-list",
        "L 97-1(5)",
        Text(
            f"«{contest}» дауысында «{answer}» тізімі жоқ. Сайлау анықтамасындағы атауларды қараңыз.",
            f"В голосовании «{contest}» нет списка «{answer}». Посмотрите имена в определении выборов.",
            f"There is no list {answer} in the contest {contest}. See the ids in the definition.",
        ),
    )


def several_hold(name: str, contests: Sequence[str]) -> Refusal:
    """Persons of one name hold mandates in several contests."""
    which = ", ".join(contests)
    return Refusal(
        "several-of-that-name",
        "L 97-1(5)",
        Text(
            f"{name} деген адам бірнеше дауысқа салуда мандат иеленеді: {which}. Біреуін көрсетіңіз (--contest).",
            f"Мандаты под именем {name} есть в нескольких голосованиях: {which}. Укажите одно (--contest).",
            f"Mandates are held under the name {name} in several contests: {which}. Name one (--contest).",
        ),
    )


def open_precincts(precincts: Sequence[int], *, postponed: bool) -> Refusal:
    """The unit is not complete: L 50-7(2) where a precinct's vote was postponed."""
    which = numbers(precincts)
    if postponed:
        return Refusal(
            "district-waits-for-postponed",
            "L 50-7(2)",
            Text(
                f"Дауыс беру кейінге қалдырылды: № {which.kk}. Округ бойынша қорытынды оның барлық учаскелерінде дауыс "
                "берілгеннен кейін белгіленеді.",
                f"Голосование отложено: № {which.ru}. Итоги по округу устанавливаются после голосования на всех его "
                "участках.",
                f"The vote is postponed in No. {which.en}. The district's totals are fixed after all its precincts "
                "have "
                "voted.",
            ),
        )
    return Refusal(
        "unit-not-complete",
        "L 43(8-1), 50-7(1)",
        Text(
            f"Мына учаскелердің хаттамалары әлі қабылданған жоқ: № {which.kk}. Олар келгеннен кейін жасаңыз; оған "
            "дейін "
            "алдын ала тізімдеме жасауға болады.",
            f"Ещё не приняты протоколы участков: № {which.ru}. Составьте после их поступления; до того можно составить "
            "предварительную ведомость.",
            f"These precincts have no accepted protocol yet: No. {which.en}. Draw it up when they have come; until "
            "then a "
            "preliminary table is possible.",
        ),
    )


def undecided(contest: Text, state: Text) -> Refusal:
    """A contest has no result that could be announced."""
    return Refusal(
        "result-still-open",
        "L 9, 44(4)",
        Text(
            f"«{contest.kk}» бойынша нәтиже әлі жоқ: {state.kk}.",
            f"По «{contest.ru}» результата ещё нет: {state.ru}.",
            f"There is no result of {contest.en} yet: {state.en}.",
        ),
    )


def undescribed(names: Sequence[Text]) -> Refusal:
    """Elected persons of whom year of birth, post and residence are not given."""
    kk, ru, en = ("; ".join(getattr(name, code) for name in names[:10]) for code in ("kk", "ru", "en"))
    return Refusal(
        "elected-not-described",
        "L 44(5)",
        Text(
            f"Сайланғандардың туған жылы, лауазымы (жұмысы), тұрғылықты жері көрсетілмеген: {kk}. Тұлғалар файлын "
            "беріңіз.",
            f"Не указаны год рождения, должность (работа), место жительства избранных: {ru}. Дайте файл лиц.",
            f"Year of birth, post (work) and residence of the elected are not given: {en}. Give the file of persons.",
        ),
    )
