"""The figures of the protocol: the lines of L 43(4) and (4-1), and the electronic ones, in the order of the form.

Kept apart from the relations (`protocol_form`) for length. The statutory lines carry the words of
the law; `source` says where the figure is counted, each in one place only.
"""

from dataclasses import dataclass
from typing import Literal

from sailau.refusal import Text

Section = Literal["before", "after", "home", "cards", "credentials", "closing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line: its number in the form, the part of the form, what is counted, the article, and the source."""

    id: str
    line: str
    section: Section
    meaning: str
    article: str
    text: Text
    source: Text


_LIST = Text("сайлаушылар тізімі", "список избирателей", "voter list")
_DESK = Text("тіркеу үстелінің жазбалары", "записи стола регистрации", "records of the check-in desk")
_TABLE = Text("карточкалар кестесі", "таблица карточек", "card table")
_BOX = Text("мөрленген бюллетеньдер мұрағаты", "архив запечатанных бюллетеней", "archive of sealed ballots")
_PACKAGE = Text("рұқсаттар пакеті", "пакет прав голоса", "package of credentials")
_APPLICATIONS = Text("жазбаша өтініштер", "письменные заявления", "written applications")
_TOURS = Text(
    "тасымалданатын құрылғылардың жазбалары", "записи переносных устройств", "records of the portable devices"
)
_ACT = Text("акт", "акт", "act")
_CANCELLED = Text(
    "жарияланған жойылғандар тізімі", "опубликованный список аннулированных", "published list of the cancelled"
)
_CLOSING = Text("құрылғылардың жабу карточкалары", "карточки закрытия устройств", "closing cards of the devices")

FIGURES: tuple[Figure, ...] = (
    Figure(
        id="voters_on_list",
        line="1",
        section="before",
        meaning="voters on the precinct's list at the close, with late additions, without late removals",
        article="L 43(4)(1)",
        text=Text(
            "Учаскедегі (дауыс беру пунктіндегі) сайлаушылардың (таңдаушылардың) жалпы саны",
            "Общее число избирателей (выборщиков) на участке (в пункте для голосования)",
            "Voters (electors) of the precinct (polling place) in all",
        ),
        source=_LIST,
    ),
    Figure(
        id="voters_received_ballots",
        line="2",
        section="before",
        meaning="voters who received a ballot: admitted and not undone, and home voters who signed for one",
        article="L 43(3-1), (4)(2)",
        text=Text(
            "Бюллетеньдер алған сайлаушылар (таңдаушылар) саны",
            "Число избирателей (выборщиков), получивших бюллетени",
            "Voters (electors) who received ballots",
        ),
        source=_LIST,
    ),
    Figure(
        id="issued",
        line="3",
        section="before",
        meaning="cards issued at the desk by all members, replacements and test cards included",
        article="L 43(4)(3)",
        text=Text(
            "Комиссияның мүшелері берген бюллетеньдер (карточкалар) саны",
            "Число бюллетеней (карточек), выданных членами комиссии",
            "Ballots (cards) issued by the members of the commission",
        ),
        source=_TABLE,
    ),
    Figure(
        id="participants",
        line="4",
        section="after",
        meaning="voters who took part, by the number of ballots: those in the box and those of void tours",
        article="L 43(4-1)(1)",
        text=Text(
            "Дауыс беруге қатысқан сайлаушылардың (таңдаушылардың) жалпы саны",
            "Общее число избирателей (выборщиков), принявших участие в голосовании",
            "Voters (electors) who took part in the voting",
        ),
        source=_BOX,
    ),
    Figure(
        id="invalid",
        line="6",
        section="after",
        meaning="ballots declared invalid: those of void portable tours",
        article="L 43(4-1)(3)",
        text=Text(
            "Жарамсыз деп танылған бюллетеньдер саны",
            "Число бюллетеней, признанных недействительными",
            "Ballots declared invalid",
        ),
        source=_ACT,
    ),
    Figure(
        id="valid",
        line="6.1",
        section="after",
        meaning="ballots counted, blank ones included where the rules allow them",
        article="L 43(4-1)",
        text=Text("Жарамды бюллетеньдер саны", "Число действительных бюллетеней", "Valid ballots"),
        source=_BOX,
    ),
    Figure(
        id="ballots_received",
        line="7",
        section="after",
        meaning="ballots that the commission received: the list and its reserve, rounded up",
        article="L 37(2), 43(4-1)(4)",
        text=Text(
            "Учаскелік сайлау комиссиясы алған бюллетеньдер саны",
            "Число бюллетеней, полученных участковой избирательной комиссией",
            "Ballots received by the precinct commission",
        ),
        source=_PACKAGE,
    ),
    Figure(
        id="ballots_destroyed",
        line="8",
        section="after",
        meaning="ballots received and not given to a voter",
        article="L 43(4), (4-1)(5)",
        text=Text("Жойылған бюллетеньдер саны", "Число погашенных бюллетеней", "Ballots destroyed"),
        source=_ACT,
    ),
    Figure(
        id="home_applications",
        line="9",
        section="home",
        meaning="written applications to vote outside the premises, received in time",
        article="L 41(6), 43(3-1)",
        text=Text(
            "Үй-жайдан тыс жерде дауыс беру туралы өтініштер саны",
            "Число заявлений о голосовании вне помещения",
            "Applications to vote outside the premises",
        ),
        source=_APPLICATIONS,
    ),
    Figure(
        id="home_ballots",
        line="10",
        section="home",
        meaning="ballots of portable devices that joined the box; those of void tours are `voided`",
        article="L 43(3-1), R 13",
        text=Text(
            "Үй-жайдан тыс жерде дауыс берген сайлаушылардың бюллетеньдері",
            "Бюллетени избирателей, проголосовавших вне помещения",
            "Ballots of voters outside the premises",
        ),
        source=_TOURS,
    ),
    Figure(
        id="voided",
        line="11",
        section="home",
        meaning="ballots of portable tours declared void, kept sealed",
        article="L 43(3-1)",
        text=Text(
            "Жарамсыз деп танылған шығулардың бюллетеньдері",
            "Бюллетени выездов, признанных недействительными",
            "Ballots of void portable tours",
        ),
        source=_ACT,
    ),
    Figure(
        id="home_unused",
        line="12",
        section="home",
        meaning="credentials that came back unused from portable devices",
        article="L 43(4)",
        text=Text(
            "Тасымалданатын құрылғылардан пайдаланылмай қайтқан рұқсаттар",
            "Неиспользованные права, возвращённые с переносных устройств",
            "Credentials returned unused from portable devices",
        ),
        source=_TOURS,
    ),
    Figure(
        id="admitted",
        line="13",
        section="cards",
        meaning="admissions at the desk, those undone later included",
        article="L 50-5(3), R 6-8",
        text=Text("Дауыс беруге жіберілгендер", "Допущено к голосованию", "Admissions"),
        source=_DESK,
    ),
    Figure(
        id="undone",
        line="14",
        section="cards",
        meaning="admissions undone, the voter having returned an unvoted card or none having been made ready",
        article="R 8",
        text=Text("Кері қайтарылған жіберулер", "Отменено допусков", "Admissions undone"),
        source=_DESK,
    ),
    Figure(
        id="replacements",
        line="15",
        section="cards",
        meaning="cards issued in place of an unreadable or challenged one, without an admission",
        article="L 41(6), R 8",
        text=Text("Орнына берілген карточкалар", "Выдано карточек взамен", "Replacement cards"),
        source=_DESK,
    ),
    Figure(
        id="test_cards",
        line="16",
        section="cards",
        meaning="cards issued to test a machine before observers, without an admission",
        article="L 50-1(7), 50-5(1)",
        text=Text("Сынақ карточкалары", "Пробные карточки", "Test cards"),
        source=_TABLE,
    ),
    Figure(
        id="undo_returned",
        line="17",
        section="cards",
        meaning="unvoted cards taken back when an admission was undone",
        article="R 8",
        text=Text(
            "Кері қайтарғанда алынған карточкалар", "Принято карточек при отмене", "Cards taken back for an undo"
        ),
        source=_TABLE,
    ),
    Figure(
        id="accepted",
        line="18",
        section="cards",
        meaning="voted cards taken by an accumulator",
        article="R 12",
        text=Text("Жинақтаушы қабылдаған карточкалар", "Принято карточек накопителем", "Cards accepted"),
        source=_TABLE,
    ),
    Figure(
        id="challenged",
        line="19",
        section="cards",
        meaning="cards whose ballot was opened to check the machine, test cards included; never at home",
        article="L 50-1(7), 50-5(1)",
        text=Text("Құрылғыны тексеруге ашылғандар", "Вскрыто для проверки устройств", "Challenged cards"),
        source=_TABLE,
    ),
    Figure(
        id="cancelled",
        line="20",
        section="cards",
        meaning="issued cards cancelled: unreadable, test cards not challenged; abandoned and missing ones apart",
        article="R 12",
        text=Text("Жойылған карточкалар", "Аннулировано карточек", "Cards cancelled"),
        source=_TABLE,
    ),
    Figure(
        id="returned",
        line="21",
        section="cards",
        meaning="issued cards that came back unvoted, for an undo or expired",
        article="R 12",
        text=Text("Дауыс бермей қайтарылған карточкалар", "Возвращено карточек без голоса", "Cards returned unvoted"),
        source=_TABLE,
    ),
    Figure(
        id="abandoned",
        line="22",
        section="cards",
        meaning="issued cards left behind by the voter",
        article="R 12",
        text=Text("Қалдырып кеткен карточкалар", "Оставлено карточек", "Cards abandoned"),
        source=_TABLE,
    ),
    Figure(
        id="missing",
        line="23",
        section="cards",
        meaning="issued cards that were not there at the close",
        article="R 12",
        text=Text("Жоғалған карточкалар", "Отсутствует карточек", "Cards missing"),
        source=_TABLE,
    ),
    Figure(
        id="credentials_made",
        line="24",
        section="credentials",
        meaning="credentials made for the precinct: the list and the reserve",
        article="L 37(2)",
        text=Text("Жасалған рұқсаттар", "Изготовлено прав голоса", "Credentials made"),
        source=_PACKAGE,
    ),
    Figure(
        id="credentials_cancelled",
        line="25",
        section="credentials",
        meaning="credentials on the published list of the cancelled: cards cancelled, abandoned, missing, failed loads",
        article="L 43(4)",
        text=Text("Жойылған рұқсаттар", "Аннулировано прав голоса", "Credentials cancelled"),
        source=_CANCELLED,
    ),
    Figure(
        id="destroyed_unused",
        line="26",
        section="credentials",
        meaning="credentials never used (pool, tray, spares, returned, portable devices), destroyed before the count",
        article="L 43(4)",
        text=Text(
            "Пайдаланылмай жойылған рұқсаттар", "Уничтожено неиспользованных прав", "Credentials destroyed unused"
        ),
        source=_ACT,
    ),
    Figure(
        id="box_ballots",
        line="27",
        section="credentials",
        meaning="ballots in the archive, home ballots included",
        article="L 43(4-1)",
        text=Text("Жәшіктегі бюллетеньдер", "Бюллетеней в ящике", "Ballots in the box"),
        source=_BOX,
    ),
    Figure(
        id="closing_sealed",
        line="28",
        section="closing",
        meaning="ballots sealed by all terminals and portable devices, challenged and undecided ones included",
        article="L 50-6(1)",
        text=Text("Құрылғылар мөрлеген бюллетеньдер", "Запечатано устройствами", "Ballots sealed by the devices"),
        source=_CLOSING,
    ),
    Figure(
        id="closing_left_out",
        line="29",
        section="closing",
        meaning="of these, ballots whose credential is cancelled or missing, left out of the devices' sums",
        article="L 50-6(1)",
        text=Text("Есепке алынбағандары", "Из них не вошедших", "Of these, left out"),
        source=_CLOSING,
    ),
)
