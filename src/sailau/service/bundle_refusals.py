"""Why a bundle is not taken: what a chair who has been up since five can act on (L 43(8), 50-2(4), 50-7(1); E45, E47).

Each says what is wrong with the bundle, and what to do next. None of them changes anything of the precinct's record.
"""

from sailau.errors import FormatError, SignatureError
from sailau.formats.stored_zip import Flaw, StoredZipError
from sailau.refusal import Refusal, Text

PROTOCOLS_SENT = "L 43(8)"
SENT_ELECTRONICALLY = "L 50-7(1)"
PROTECTED = "L 50-2(2)"


def of_flaw(error: StoredZipError) -> Refusal:
    """The refusal for a file that is no ZIP of the one spelling."""
    match error.flaw:
        case Flaw.CUT_OFF:
            return cut_off()
        case Flaw.SUM:
            return damaged(error.place)
        case Flaw.TOO_LARGE:
            return too_large(error.place)
        case Flaw.TOO_MANY:
            return too_many()
        case _:
            return not_in_form(error.place)


def cut_off() -> Refusal:
    """The file ends too early."""
    return Refusal(
        "bundle-cut-off",
        SENT_ELECTRONICALLY,
        Text(
            "Файл толық келмеді. Қайта жіберіңіз: қалған бөлігі ғана жіберіледі.",
            "Файл пришёл не целиком. Отправьте ещё раз: передастся только недостающее.",
            "The file did not arrive whole. Send it again: only what is lacking will be sent.",
        ),
    )


def damaged(name: str) -> Refusal:
    """A file's contents do not fit their sum."""
    return Refusal(
        "bundle-damaged",
        SENT_ELECTRONICALLY,
        Text(
            f"Файл жолда зақымданған ({name}). Қайта жіберіңіз немесе басқа тасығышқа көшіріңіз.",
            f"Файл повреждён в пути ({name}). Отправьте ещё раз или скопируйте на другой носитель.",
            f"The file was damaged on its way ({name}). Send it again, or copy it to another medium.",
        ),
    )


def not_in_form(name: str) -> Refusal:
    """It is no bundle, or holds what no bundle may hold."""
    return Refusal(
        "bundle-not-in-form",
        SENT_ELECTRONICALLY,
        Text(
            f"Бұл учаске жазбасының файлы емес, немесе ішінде бөтен нәрсе бар ({name}). "
            "Учаске компьютері жасаған файлды өзгертпестен жіберіңіз.",
            f"Это не файл записи участка, либо в нём есть постороннее ({name}). "
            "Отправьте файл, созданный компьютером участка, ничего в нём не меняя.",
            f"This is not the file of a precinct's record, or it holds something foreign ({name}). "
            "Send the file that the precinct computer made, unchanged.",
        ),
    )


def too_large(name: str) -> Refusal:
    """Larger than any record can be."""
    return Refusal(
        "bundle-too-large",
        SENT_ELECTRONICALLY,
        Text(
            f"Файл рұқсат етілгеннен үлкен ({name}). Бұл учаскенің жазбасы емес: техник маманды шақырыңыз.",
            f"Файл больше допустимого ({name}). Это не запись участка: позовите технического специалиста.",
            f"The file is larger than allowed ({name}). It is no precinct's record: call the technical specialist.",
        ),
    )


def too_many() -> Refusal:
    """More files than any record has."""
    return Refusal(
        "bundle-too-many-files",
        SENT_ELECTRONICALLY,
        Text(
            "Ішінде файлдар тым көп. Бұл учаскенің жазбасы емес: техник маманды шақырыңыз.",
            "Внутри слишком много файлов. Это не запись участка: позовите технического специалиста.",
            "It holds too many files. It is no precinct's record: call the technical specialist.",
        ),
    )


def unreadable(error: FormatError) -> Refusal:
    """Head or manifest cannot be read."""
    return Refusal(
        "bundle-unreadable",
        PROTOCOLS_SENT,
        Text(
            f"Жазбаның мазмұны оқылмайды ({error}). Жазбаны учаске компьютерінде қайта дайындаңыз.",
            f"Содержимое записи не читается ({error}). Подготовьте запись на компьютере участка заново.",
            f"The record's contents cannot be read ({error}). Prepare the record on the precinct computer again.",
        ),
    )


def not_whole(name: str) -> Refusal:
    """A file that the record must have is missing."""
    return Refusal(
        "bundle-not-whole",
        PROTOCOLS_SENT,
        Text(
            f"Жазба толық емес: {name} жоқ. Жазбаны учаске компьютерінде қайта дайындаңыз.",
            f"Запись неполна: нет {name}. Подготовьте запись на компьютере участка заново.",
            f"The record is not whole: {name} is missing. Prepare the record on the precinct computer again.",
        ),
    )


def altered(name: str) -> Refusal:
    """A file is not the one that was signed."""
    return Refusal(
        "bundle-altered",
        PROTECTED,
        Text(
            f"{name} қол қойылғаннан кейін өзгертілген. Ештеңе қабылданған жоқ. Учаске компьютеріндегі түпнұсқаны "
            "жіберіңіз және жоғары тұрған комиссияға хабарлаңыз.",
            f"Файл {name} изменён после подписания. Ничего не принято. Отправьте подлинник с компьютера участка и "
            "сообщите вышестоящей комиссии.",
            f"{name} was changed after it was signed. Nothing was accepted. Send the original from the precinct "
            "computer, and tell the higher commission.",
        ),
    )


def signature(error: SignatureError) -> Refusal:
    """The head is not signed as it must be."""
    return Refusal(
        "bundle-signature",
        SENT_ELECTRONICALLY,
        Text(
            f"Жіберілімге төраға мен тағы бір мүше қол қоюы керек; қолтаңбалар қабылданбады ({error}).",
            f"Отправление подписывают председатель и ещё один член комиссии; подписи не приняты ({error}).",
            f"What is sent is signed by the chair and one more member; the signatures are not accepted ({error}).",
        ),
    )


def other_election(election: str) -> Refusal:
    """It belongs to another election than the one of this commission."""
    return Refusal(
        "bundle-other-election",
        SENT_ELECTRONICALLY,
        Text(
            f"Бұл жазба басқа сайлаудікі ({election}). Осы сайлаудың файлын таңдаңыз.",
            f"Это запись других выборов ({election}). Выберите файл этих выборов.",
            f"This record is of another election ({election}). Choose the file of this election.",
        ),
    )


def unknown_precinct(number: int) -> Refusal:
    """The definition knows no such precinct."""
    return Refusal(
        "bundle-unknown-precinct",
        PROTOCOLS_SENT,
        Text(
            f"Бұл сайлауда № {number} учаске жоқ. Жоғары тұрған комиссияға хабарласыңыз.",
            f"На этих выборах нет участка № {number}. Обратитесь в вышестоящую комиссию.",
            f"This election has no precinct no. {number}. Ask the higher commission.",
        ),
    )


def other_sender(number: int) -> Refusal:
    """Somebody sends the record of a precinct that is not his own."""
    return Refusal(
        "bundle-other-sender",
        PROTECTED,
        Text(
            f"№ {number} учаскенің жазбасын тек сол учаскенің компьютері жібере алады.",
            f"Запись участка № {number} может отправить только компьютер этого участка.",
            f"The record of precinct no. {number} can be sent by that precinct's computer only.",
        ),
    )


def nothing_to_replace() -> Refusal:
    """It replaces what never came, or what it may not replace."""
    return Refusal(
        "bundle-nothing-to-replace",
        "L 43(9)",
        Text(
            "Бұл қайта санаудың жазбасы, бірақ ол ауыстыратын бұрынғы жазба келмеген. Алдымен бұрынғысын жіберіңіз: "
            "екеуі де сақталады.",
            "Это запись после пересчёта, но прежняя, которую она заменяет, не поступала. Сначала отправьте прежнюю: "
            "сохраняются обе.",
            "This is the record of a recount, but the earlier one that it replaces has not come. Send the earlier one "
            "first: both are kept.",
        ),
    )
