"""The verification in words: steps, verdicts, and what each code of a finding means, in Kazakh, Russian and English."""

from collections.abc import Mapping
from typing import Final

from sailau.refusal import Text
from sailau.service.country.report import StepOutcome

STEPS: Final[Mapping[int, Text]] = {
    1: Text("файлдар мен қол қойылған тізім", "файлы и подписанный перечень", "files and the signed manifest"),
    2: Text("сайлаудың анықтамасы", "определение выборов", "the definition"),
    3: Text("учаскелердің жазбалары", "записи участков", "the precincts' records"),
    4: Text("учаскелердің жай-күйі", "положение участков", "where the precincts stand"),
    5: Text("жиынтықтар, қатысу, қорытынды", "суммы, явка, итог", "totals, turnout, outcome"),
    6: Text("шешімдер мен хабарламалар", "решения и извещения", "decisions and notices"),
}

OUTCOMES: Final[Mapping[StepOutcome, Text]] = {
    StepOutcome.SOUND: Text("дұрыс", "верно", "sound"),
    StepOutcome.DEFECTS: Text("ақаулар бар", "есть дефекты", "defects"),
    StepOutcome.NOT_JUDGED: Text("тексерілмеді", "не проверено", "not judged"),
}

VERDICTS: Final[Mapping[bool, Text]] = {
    True: Text(
        "ЖАРАМДЫ: барлық жазбалар мен олардан жоғары сандар сәйкес келеді.",
        "ВЕРНО: все записи и все суммы над ними сходятся.",
        "SOUND: every record, and everything summed from them, agrees.",
    ),
    False: Text(
        "ҚАБЫЛДАНБАЙДЫ: жарияланғанда ақаулар бар.",
        "НЕ ПРИНИМАЕТСЯ: в опубликованном есть дефекты.",
        "REFUSED: what was published has defects.",
    ),
}

CODES: Final[Mapping[str, Text]] = {
    "file-missing": Text("тізімдегі файл жоқ", "нет файла из перечня", "a listed file is missing"),
    "file-surplus": Text("тізімде жоқ файл", "лишний файл", "a file that is not listed"),
    "file-altered": Text("файл өзгертілген", "файл изменён", "a file was altered"),
    "not-a-file": Text("файл емес", "не файл", "not a plain file"),
    "file-format": Text("файл пішімі бойынша емес", "файл не по формату", "a file is not of its format"),
    "signature": Text("қолтаңба жарамсыз", "подпись недействительна", "a signature is not good"),
    "no-root": Text("түбірлік сертификат жоқ", "нет корневого сертификата", "no root certificate"),
    "root-of-the-publication": Text(
        "түбірлік сертификат жарияланымнан алынды",
        "корневой сертификат взят из публикации",
        "the publication's own root",
    ),
    "training": Text("оқу жүйесі", "учебная система", "a training system"),
    "definition": Text("анықтама жарамсыз", "определение не годится", "the definition is no good"),
    "revision-of-another-election": Text("басқа сайлаудікі", "от других выборов", "of another election"),
    "revision-not-later": Text("күні кейін емес", "день не позже", "its day is not later"),
    "precinct-not-postponed": Text("учаске кейінге қалдырылмаған", "участок не отложен", "a precinct is not postponed"),
    "table-differs": Text("кесте сандардан өзге", "таблица расходится с данными", "a table differs from the data"),
    "other-election": Text("басқа сайлаудікі", "от других выборов", "of another election"),
    "other-record": Text("жазба басқа", "запись не та", "another record"),
    "other-definition": Text(
        "жазбада басқа анықтама", "в записи другое определение", "another definition in the record"
    ),
    "record-defective": Text("жазбада ақаулар бар", "в записи есть дефекты", "a record has defects"),
    "record-refused": Text("қабылданбаған жазба", "отклонённая запись", "a refused record"),
    "record-unpublished": Text("жазба жарияланбаған", "запись не опубликована", "a record is not published"),
    "record-missing": Text("жазба жоқ", "записи нет", "a record is missing"),
    "record-unlisted": Text("жазба тізімдегідей емес", "запись не по перечню", "a record is not as listed"),
    "record-spare": Text("артық жазба", "лишняя запись", "a record too many"),
    "counted-unpublished": Text(
        "есептелген, бірақ жарияланбаған", "учтена, но не опубликована", "counted but unpublished"
    ),
    "verdict-differs": Text("тексеру нәтижесі басқа", "итог проверки иной", "another verdict than published"),
    "not-judged-yet": Text("комиссия әлі тексермеген", "комиссия ещё не проверила", "not judged by the commission yet"),
    "not-judged": Text("тексеріліп бітпеді", "проверка не завершена", "the verification did not finish"),
    "bundle": Text("жіберілген файл жарамсыз", "пересланный файл не годится", "the bundle is no good"),
    "bundle-head": Text("жіберілген файлда басқаша", "в пересланном файле иначе", "the bundle says otherwise"),
    "bundle-missing": Text("жіберілген файл жоқ", "нет пересланного файла", "the bundle is not here"),
    "precinct-missing": Text("учаске көрсетілмеген", "участок не указан", "a precinct is left out"),
    "precinct-unknown": Text("белгісіз учаске", "неизвестный участок", "an unknown precinct"),
    "precinct-open": Text("учаске күтілуде", "участок ожидается", "a precinct is awaited"),
    "refused-at-the-door": Text("қабылданбады", "не принято", "refused at the door"),
    "standing": Text("учаскенің жай-күйі басқа", "положение участка иное", "the precinct stands otherwise"),
    "standing-since": Text("уақыты немесе шешімі басқа", "время или решение иное", "another time or decision"),
    "counted": Text("басқа жазба есептелген", "учтена другая запись", "another record is counted"),
    "sums-differ": Text("сандар сәйкес келмейді", "числа не сходятся", "figures do not agree"),
    "contest-open": Text("қорытынды әлі шығарылмаған", "итог ещё не подведён", "no result yet"),
    "decision-unlawful": Text(
        "мұндай шешім қабылдануы мүмкін емес еді", "такое решение не могло быть принято", "it might not be so decided"
    ),
    "stage-differs": Text("кезеңі басқа", "стадия иная", "another stage"),
    "not-announced": Text("қорытынды хабарланбаған", "итог не объявлен", "a result is not announced"),
    "notice-differs": Text("хабарлама басқаша айтады", "извещение говорит иное", "a notice says otherwise"),
    "notice-figures": Text("хабарламада сандар басқа", "в извещении другие числа", "other figures in a notice"),
    "annex-missing": Text(
        "хабарламаның қосымшасы жоқ", "нет приложения к извещению", "an annex of a notice is missing"
    ),
    "annex-altered": Text(
        "хабарламаның қосымшасы өзгертілген", "приложение к извещению изменено", "an annex of a notice was altered"
    ),
    "annex-signature": Text(
        "қосымшаға хабарламаға қол қойғандар қол қоймаған",
        "приложение подписано не теми, кем извещение",
        "an annex is not signed as its notice is",
    ),
    "annex-unnamed": Text(
        "хабарламада аталмаған қосымша", "приложение, которого извещение не называет", "an annex that no notice names"
    ),
    "annex-rows": Text(
        "қосымшаларда барлық жолдар жоқ", "в приложениях не все строки", "annexes that lack rows of the notice"
    ),
    "paper-number": Text("құжаттың нөмірі басқа", "номер документа иной", "another number in the paper"),
    "paper-numbers": Text("нөмірлер үзілген", "пропуск в номерах", "a gap in the numbers"),
}
"""What a code means, shortly; place and text of the finding say the rest."""

SAID: Final[Mapping[str, Text]] = {
    "country": Text("Ел бойынша", "По стране", "The country"),
    "precincts": Text("учаске", "участков", "precincts"),
    "counted": Text("есептелді", "учтено", "counted"),
    "records": Text("жазба тексерілді", "записей проверено", "records judged"),
    "kept": Text("бұрын тексерілген", "проверено раньше", "judged before"),
    "decisions": Text("шешім", "решений", "decisions"),
    "notices": Text("хабарлама", "извещений", "notices"),
    "defect": Text("ақау", "дефект", "defect"),
    "remark": Text("ескерту", "замечание", "remark"),
    "explained": Text("актімен түсіндірілген", "объяснено актом", "explained"),
    "more": Text("тағы; толығы --report файлында", "ещё; все — в файле --report", "more; --report has all of them"),
    "voters_on_list": Text("тізімдегі сайлаушылар", "избирателей в списках", "voters on the lists"),
    "voters_received_ballots": Text(
        "бюллетень алған сайлаушылар", "избирателей получили бюллетени", "voters received ballots"
    ),
    "participants": Text("дауыс беруге қатысқандар", "участвовало в голосовании", "took part"),
}
