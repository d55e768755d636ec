"""What proxies, observers and media may do, and what they must keep to, point by point (L 20-1(6), (7); E5, M20).

The points stand in the order and with the numbers of the law; L 50-1(3) leaves them all as they are where the
electronic system is used. `here` says what of this system gives the right.
"""

from dataclasses import dataclass
from typing import Final

from sailau.refusal import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A point of L 20-1(6): its number there, its short text, and what gives it at an electronic polling place."""

    point: int
    text: Text
    here: Text

    @property
    def article(self) -> str:
        """As it is cited."""
        return f"L 20-1(6)({self.point})"


def _right(point: int, text: Text, here: Text) -> Right:
    return Right(point=point, text=text, here=here)


RIGHTS: Final = (
    _right(
        1,
        Text("комиссия отырыстарына қатысу", "присутствовать на заседаниях комиссии", "attend sittings"),
        Text("отырыс хаттамасы тақтада", "протокол заседания на табло", "the minutes are on the board"),
    ),
    _right(
        2,
        Text(
            "тізімдермен танысу, қанша адам дауыс бергенін білу, үйде де",
            "видеть списки, знать число проголосовавших, и на дому",
            "see the lists; know how many voted, at home too",
        ),
        Text("тақтадағы сандар", "числа на табло", "the figures on the board"),
    ),
    _right(
        3,
        Text(
            "дауыс беру мен санау кезінде үй-жайда болу",
            "быть в помещении при голосовании и подсчёте",
            "be in the room during voting and count",
        ),
        Text("тіркеу осында", "регистрация здесь", "registration here"),
    ),
    _right(
        4,
        Text(
            "тасымалданатын жәшікті бақылап жүру",
            "сопровождать переносной ящик",
            "go along with the portable box",
        ),
        Text("сапарлар тақтада", "выезды на табло", "tours are on the board"),
    ),
    _right(
        5,
        Text(
            "дауыс беруді, санауды және рәсімдеуді анық көру",
            "ясно видеть голосование, подсчёт и его оформление",
            "see voting, count and its papers clearly",
        ),
        Text("тақта, ашық экран, санау барысы", "табло, открытый экран, ход подсчёта", "board, public screen, count"),
    ),
    _right(
        6,
        Text("шешімдер мен әрекеттерге шағымдану", "обжаловать решения и действия", "complain of decisions and deeds"),
        Text("әр актінің көшірмесі", "копия каждого акта", "a copy of every act"),
    ),
    _right(
        7,
        Text("үйде дауыс беруге қатысу", "присутствовать при голосовании на дому", "be there when people vote at home"),
        Text("өтініштер саны тақтада", "число заявлений на табло", "applications are on the board"),
    ),
    _right(
        8,
        Text(
            "пайдаланылмаған бюллетеньді санап жоюға қатысу",
            "видеть подсчёт и погашение неиспользованных бюллетеней",
            "be there when unused ballots are counted and destroyed",
        ),
        Text("жою актісі", "акт о погашении", "the act of destruction"),
    ),
    _right(
        9,
        Text(
            "кедергі келтірмей фото, дыбыс және бейне жазу",
            "фото-, аудио- и видеозапись, не мешая голосованию",
            "take pictures, sound and film without hindrance",
        ),
        Text("кабинадан басқа жерде", "кроме кабины", "but in the booth"),
    ),
    _right(
        10,
        Text(
            "хаттамамен танысу, куәландырылған көшірме алу",
            "видеть протокол и получать заверенную копию",
            "read the protocol and get a certified copy",
        ),
        Text("нөмірленген көшірме, жазба қалтасы", "нумерованная копия, папка записи", "a numbered copy, the record"),
    ),
    _right(
        11,
        Text(
            "ескерту мен акт беру, актісін хаттамаға қосқызу",
            "подавать замечания, прилагать свои акты к протоколу",
            "hand in remarks and acts, have them attached to the protocol",
        ),
        Text("«Ескерту» актісі", "акт «Замечание»", "the act “Remark”"),
    ),
)
"""All eleven points."""
RIGHT_POINTS: Final = frozenset(right.point for right in RIGHTS)
