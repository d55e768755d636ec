"""Every lawful no of the desk: stable code, article, what to tell the person in Kazakh, Russian, English.

No text names the voter, the number or the list's data.
"""

from typing import Final

from sailau.refusal import Refusal, Text
from sailau.register.refusals import IIN_NOT_TWELVE_DIGITS as IIN_NOT_TWELVE_DIGITS
from sailau.register.refusals import IIN_WRONG_CHECK_DIGIT as IIN_WRONG_CHECK_DIGIT
from sailau.register.refusals import IIN_WRONG_DATE as IIN_WRONG_DATE
from sailau.register.refusals import LIST_FROZEN as LIST_FROZEN

NOT_ON_LIST: Final = Refusal(
    "not-on-list",
    "L 50-5(3)",
    Text(
        "Сайлаушы бұл учаскенің тізімінде жоқ. Байланысқа жауапты мүше деректерді округтік немесе облыстық "
        "комиссиядан нақтылайды.",
        "Избирателя нет в списке этого участка. Член комиссии, ответственный за связь, уточнит данные в окружной "
        "или областной комиссии.",
        "The voter is not on this precinct's list. The member named for contact asks the district or oblast "
        "commission.",
    ),
)
ON_LIST_ALREADY: Final = Refusal(
    "on-list-already",
    "L 24(10)",
    Text(
        "Бұл ЖСН тізімде басқа нөмірмен тұр.",
        "Этот ИИН уже стоит в списке под другим номером.",
        "This IIN stands on the list under another number.",
    ),
)
DOCUMENT_DIFFERS: Final = Refusal(
    "document-differs",
    "R 7",
    Text(
        "Экрандағы деректер жеке куәлікпен сәйкес келмейді. Карточка берілмейді.",
        "Данные на экране не совпадают с удостоверением личности. Карточка не выдаётся.",
        "The data on the screen differ from the identity document. No card is issued.",
    ),
)
UNDER_AGE: Final = Refusal(
    "under-age",
    "L 4(1)",
    Text(
        "Сайлаушы дауыс беру күні он сегіз жасқа толмаған.",
        "В день голосования избирателю нет восемнадцати лет.",
        "The voter is not eighteen on the voting day.",
    ),
)
ALREADY_ADMITTED: Final = Refusal(
    "already-admitted",
    "L 50-5(3)",
    Text(
        "Бұл сайлаушы дауыс беруге жіберілген. Екінші рет жіберілмейді.",
        "Этот избиратель уже допущен к голосованию. Второй раз не допускается.",
        "This voter has been admitted already and is not admitted a second time.",
    ),
)
ALREADY_INTENDED: Final = Refusal(
    "already-intended",
    "L 50-5(3)",
    Text(
        "Бұл сайлаушыны жіберу басталып, аяқталмаған. Оны бастаған үстел аяқтайды немесе тоқтатады.",
        "Допуск этого избирателя начат и не окончен. Его окончит или отменит тот стол, который начал.",
        "An admission of this voter was begun and not finished. The desk that began it finishes or drops it.",
    ),
)
NO_INTENT: Final = Refusal(
    "no-intent",
    "L 50-5(3)",
    Text(
        "Бұл сайлаушыны жіберу басталмаған.",
        "Допуск этого избирателя не начинали.",
        "No admission of this voter was begun.",
    ),
)
VOTES_AT_HOME: Final = Refusal(
    "votes-at-home",
    "L 41(6)",
    Text(
        "Сайлаушы үйде дауыс беруге өтініш берген. Алдымен өтініш қайтарып алынады.",
        "Избиратель подал заявление о голосовании на дому. Сначала отзовите заявление.",
        "The voter asked to vote at home. The application is to be withdrawn first.",
    ),
)
HELPER_BARRED: Final = Refusal(
    "helper-barred",
    "L 42(1)",
    Text(
        "Комиссия мүшесі, лауазымды адам, сенім білдірілген адам, бұқаралық ақпарат құралының өкілі немесе байқаушы "
        "кабинада көмектесе алмайды. Сайлаушы басқа адамды таңдайды.",
        "Член комиссии, должностное лицо, доверенное лицо, представитель СМИ и наблюдатель помогать в кабине не "
        "могут. Избиратель выбирает другого человека.",
        "A commission member, official, proxy, media representative or observer may not help in the booth. The voter "
        "chooses another person.",
    ),
)
HELPER_NOT_NAMED: Final = Refusal(
    "helper-not-named",
    "L 42(1)",
    Text(
        "Көмекшінің тегі мен аты жазылмаған: олар тізімге енгізіледі.",
        "Не указаны фамилия и имя помощника: они вносятся в список.",
        "The helper's surname and name are missing: they are entered in the list.",
    ),
)
ISSUER_BARRED: Final = Refusal(
    "issuer-barred",
    "L 41(5)",
    Text(
        "Төраға мен хатшының карточка беруге құқығы жоқ.",
        "Председатель и секретарь не вправе выдавать карточки.",
        "The chair and the secretary may not issue cards.",
    ),
)
ISSUER_NOT_NAMED: Final = Refusal(
    "issuer-not-named",
    "R 4(2)",
    Text(
        "Бұл мүше карточка беруге тағайындалмаған. Төраға жауапты мүшелерді белгілейді.",
        "Этот член комиссии не назначен выдавать карточки. Ответственных определяет председатель.",
        "This member was not named to issue cards. The chair names those responsible.",
    ),
)
NOT_ADMITTED: Final = Refusal(
    "not-admitted",
    "L 50-5(3)",
    Text(
        "Бұл сайлаушы дауыс беруге жіберілмеген: күшін жоятын ештеңе жоқ.",
        "Этот избиратель не допущен к голосованию: отменять нечего.",
        "This voter is not admitted: there is nothing to undo.",
    ),
)
ADMITTED_AT_HOME: Final = Refusal(
    "admitted-at-home",
    "L 41(6)",
    Text(
        "Сайлаушы үйде дауыс берген. Бұл жіберудің күші үстелде жойылмайды.",
        "Избиратель проголосовал на дому. За столом такой допуск не отменяют.",
        "The voter voted at home. The desk does not undo such an admission.",
    ),
)
NO_UNVOTED_CARD: Final = Refusal(
    "no-unvoted-card",
    "R 12",
    Text(
        "Жіберудің күшін жою үшін дауыс берілмеген карточка жинақтаушыға қайтарылуы тиіс.",
        "Чтобы отменить допуск, в накопитель должна вернуться карточка без голоса.",
        "An admission is undone only against an unvoted card taken back at the accumulator.",
    ),
)
NO_WRITTEN_APPLICATION: Final = Refusal(
    "no-written-application",
    "L 41(6)",
    Text(
        "Денсаулық жағдайы немесе отбасының сырқат мүшесіне күтім жасау себебі көрсетілген жазбаша өтініш керек.",
        "Нужно письменное заявление с причиной: состояние здоровья или уход за больным членом семьи.",
        "A written application is needed, for reasons of health or of care for an ill member of the family.",
    ),
)
HOME_APPLICATION_LATE: Final = Refusal(
    "home-application-late",
    "L 41(6)",
    Text(
        "Өтініштер дауыс беру күні жергілікті уақыт бойынша сағат он екіге дейін қабылданады.",
        "Заявления принимаются до двенадцати часов местного времени дня голосования.",
        "Applications are taken until twelve o'clock local time on the voting day.",
    ),
)
CHAIR_MARKS_APPLICANT: Final = Refusal(
    "chair-marks-applicant",
    "L 41(6)",
    Text(
        "Тізімге белгіні комиссия төрағасы қояды.",
        "Отметку в списке делает председатель комиссии.",
        "The chair makes the mark in the list.",
    ),
)
ALREADY_APPLIED_FOR_HOME: Final = Refusal(
    "already-applied-for-home",
    "L 41(6)",
    Text(
        "Бұл сайлаушының өтініші қабылданған.",
        "Заявление этого избирателя уже принято.",
        "This voter's application has been accepted already.",
    ),
)
NO_HOME_APPLICATION: Final = Refusal(
    "no-home-application",
    "L 41(6)",
    Text(
        "Бұл сапарға сайлаушының өтініші жоқ.",
        "Для этого выезда заявления избирателя нет.",
        "There is no application of the voter for this tour.",
    ),
)
TOUR_IS_OUT: Final = Refusal(
    "tour-is-out",
    "L 41(6)",
    Text(
        "Сайлаушының деректері бар тасымалданатын құрылғы әлі қайтқан жоқ.",
        "Переносное устройство с данными избирателя ещё не вернулось.",
        "The portable device with the voter's data has not come back yet.",
    ),
)
TOUR_NEEDS_TWO: Final = Refusal(
    "tour-needs-two",
    "L 41(6)",
    Text(
        "Тасымалданатын құрылғыны комиссияның екі мүшесі алып жүреді.",
        "С переносным устройством выезжают два члена комиссии.",
        "Two members of the commission go with the portable device.",
    ),
)
APPLICATION_NOT_SIGNED: Final = Refusal(
    "application-not-signed",
    "L 41(6)",
    Text(
        "Өтінішке сайлаушы да, карточка берген мүше де қол қояды.",
        "Заявление подписывают избиратель и член комиссии, выдающий бюллетень.",
        "Both the voter and the issuing member sign the application.",
    ),
)
NOT_MIXED: Final = Refusal(
    "not-mixed",
    "L 50-1(4)",
    Text(
        "Бұл учаскеде қағаз бюллетень берілмейді: сайлау анықтамасында ол аралас деп көрсетілмеген.",
        "На этом участке бумажных бюллетеней не выдают: в определении выборов он не назван смешанным.",
        "No paper ballots are given in this precinct: the definition of the election does not call it mixed.",
    ),
)
PAPER_GIVEN_ALREADY: Final = Refusal(
    "paper-given-already",
    "L 41(1)",
    Text(
        "Бұл сайлаушыға қағаз бюллетень берілген. Карточка да, екінші бюллетень де берілмейді.",
        "Этому избирателю уже выдан бумажный бюллетень. Ни карточка, ни второй бюллетень не выдаются.",
        "This voter was given a paper ballot. Neither a card nor a second ballot is given.",
    ),
)
NO_PAPER_GIVEN: Final = Refusal(
    "no-paper-given",
    "L 41(1)",
    Text(
        "Бұл сайлаушыға қағаз бюллетень берілмеген: қайтаратын ештеңе жоқ.",
        "Этому избирателю бумажный бюллетень не выдавали: возвращать нечего.",
        "This voter was given no paper ballot: there is nothing to take back.",
    ),
)
NO_UNUSED_PAPER: Final = Refusal(
    "no-unused-paper",
    "L 43(4)",
    Text(
        "Белгіні алып тастау үшін толтырылмаған қағаз бюллетень комиссияға қайтарылуы тиіс.",
        "Отметка снимается, только когда незаполненный бумажный бюллетень возвращён комиссии.",
        "The mark is taken away only against the paper ballot, given back unmarked.",
    ),
)
ENTRY_IN_USE: Final = Refusal(
    "entry-in-use",
    "L 24(10)",
    Text(
        "Бұл сайлаушы жіберілген немесе үйде дауыс беруге өтініш берген: жазба өзгертілмейді.",
        "Этот избиратель допущен или подал заявление о голосовании на дому: запись не меняется.",
        "This voter is admitted or has asked to vote at home: the entry is not changed.",
    ),
)
