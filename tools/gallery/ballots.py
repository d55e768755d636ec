"""The ballots of the gallery: invented people and parties only, with names as long and letters as rare as they come."""

from dataclasses import replace
from typing import Final

from sailau.election.ballot import BallotStyle, questions
from sailau.election.examples import EXAMPLE_PRECINCT, party_and_district
from sailau.election.nouns import (
    AnswerId,
    Candidate,
    Choices,
    Contest,
    ContestId,
    Definition,
    NumbersOnly,
    Party,
    Words,
)

SURNAMES: Final = (
    ("Айдаров", "Айдаров", "Aidarov"), ("Әлімбек", "Алимбек", "Alimbek"),
    ("Баймұханбетов", "Баймуханбетов", "Baimukhanbetov"),
    ("Ғаниев", "Ганиев", "Ganiyev"), ("Досжан", "Досжан", "Doszhan"), ("Есенгелді", "Есенгельды", "Yesengeldi"),
    ("Жүнісова", "Жунусова", "Zhunusova"), ("Зият", "Зият", "Ziyat"), ("Ибраһимов", "Ибрагимов", "Ibragimov"),
    ("Қоңырбай", "Конырбай", "Qonyrbai"), ("Ким", "Ким", "Kim"), ("Левченко", "Левченко", "Levchenko"),
    ("Мырзағұлова", "Мырзагулова", "Myrzagulova"), ("Нұржан", "Нуржан", "Nurzhan"),
    ("Оңдасынов", "Ондасынов", "Ondasynov"),
    ("Өтеген", "Утеген", "Otegen"), ("Рысқұл", "Рыскул", "Rysqul"), ("Сүлейменова", "Сулейменова", "Suleimenova"),
    ("Төлеген", "Тулеген", "Tolegen"), ("Ұзақбай", "Узакбай", "Uzaqbai"), ("Үкібай", "Укибай", "Ukibai"),
    ("Фёдорова", "Фёдорова", "Fyodorova"), ("Шыңғысхан", "Шингисхан", "Shyngyskhan"), ("Ысқақ", "Искак", "Ysqaq"),
)  # fmt: skip
NAMES: Final = (
    ("Ерлан", "Ерлан", "Yerlan"), ("Айгүл", "Айгуль", "Aigul"), ("Нұрсұлу", "Нурсулу", "Nursulu"),
    ("Қайрат", "Кайрат", "Qairat"), ("Гүлбаһар", "Гульбахар", "Gulbahar"),
)  # fmt: skip
PATRONYMICS: Final = (
    ("Сәкенұлы", "Сакенулы", "Sakenuly"), ("Ержанқызы", "Ержанкызы", "Yerzhanqyzy"),
    ("Мұхаметқалиұлы", "Мухаметкалиевич", "Mukhametqaliuly"), None,
)  # fmt: skip
PARTIES: Final = (
    ("«Қайнар» партиясы", "Партия «Кайнар»", "Qainar Party"),
    ("«Самал» халықтық-демократиялық партиясы", "Народно-демократическая партия «Самал»",
     "Samal People's Democratic Party"),
    ("Ауыл шаруашылығы қызметкерлерінің «Алтын дән» партиясы", "Партия работников сельского хозяйства «Алтын дән»",
     "Altyn Dan Party of Agricultural Workers"),
    ("«Көкжиек» партиясы", "Партия «Кокжиек»", "Kokzhiek Party"),
    ("«Шаңырақ» әлеуметтік партиясы", "Социальная партия «Шанырак»", "Shanyraq Social Party"),
    ("«Тұлпар» партиясы", "Партия «Тулпар»", "Tulpar Party"),
    ("«Һәм» өңірлер одағы", "Союз регионов «Һәм»", "Ham Union of Regions"),
    ("«Жайлау» партиясы", "Партия «Жайлау»", "Zhailau Party"),
    ("«Ұстаз» партиясы", "Партия «Устаз»", "Ustaz Party"),
)  # fmt: skip
LONGEST: Final = Words(
    "Зейнеткерлер мен ардагерлердің «Ақсақалдар кеңесі» республикалық халықтық-демократиялық партиясы",
    "Республиканская народно-демократическая партия пенсионеров и ветеранов «Совет аксакалов»",
    "Council of Elders Republican People's Democratic Party of Pensioners and Veterans",
)
PRESIDENT: Final = Words(
    "Қазақстан Республикасының Президентін сайлау",
    "Выборы Президента Республики Казахстан",
    "Election of the President of the Republic of Kazakhstan",
)
LISTS: Final = Words(
    "Парламент Мәжілісінің депутаттарын партиялық тізімдер бойынша сайлау",
    "Выборы депутатов Мажилиса Парламента по партийным спискам",
    "Election of the Mazhilis of the Parliament by party lists",
)
SEVERAL: Final = Words(
    "Ақсамал қалалық мәслихатының депутаттарын сайлау",
    "Выборы депутатов Аксамалского городского маслихата",
    "Election of the deputies of the maslikhat of the city of Aqsamal",
)


def _candidate(place: int) -> Candidate:
    surname, name = SURNAMES[place], NAMES[place % len(NAMES)]
    patronymic = PATRONYMICS[place % len(PATRONYMICS)]
    return Candidate(
        id=AnswerId(f"candidate-{place}"),
        surname=Words(*surname),
        name=Words(*name),
        patronymic=None if patronymic is None else Words(*patronymic),
    )


def _style(definition: Definition) -> BallotStyle:
    return questions(definition, EXAMPLE_PRECINCT)


def _candidates(contest_id: str, title: Words, count: int, choices: Choices) -> Contest:
    seat = party_and_district().contests[1]
    answers = tuple(_candidate(place) for place in range(count))
    return replace(seat, id=ContestId(contest_id), title=title, answers=answers, choices=choices)


def _lists(names: tuple[Words, ...]) -> Contest:
    parties = party_and_district().contests[0]
    answers = tuple(Party(id=AnswerId(f"party-{lot}"), lot=lot, name=name) for lot, name in enumerate(names, start=1))
    return replace(parties, title=LISTS, answers=answers, choices=Choices())


def _ballot(*contests: Contest, by_choice: bool = False) -> BallotStyle:
    definition = party_and_district()
    rules = definition.rules if by_choice else replace(definition.rules, code_printout=NumbersOnly())
    return _style(replace(definition, contests=contests, rules=rules))


def five() -> BallotStyle:
    """Five candidates, one to be chosen."""
    return _ballot(_candidates("president", PRESIDENT, 5, Choices()))


def nine() -> BallotStyle:
    """Nine parties: two pages."""
    return _ballot(_lists(tuple(Words(*name) for name in PARTIES)))


def longest() -> BallotStyle:
    """Parties whose names fill two lines."""
    return _ballot(_lists((LONGEST, *(Words(*name) for name in PARTIES[1:5]))))


def twenty_four() -> BallotStyle:
    """Twenty-four candidates for three seats, and the blank vote."""
    return _ballot(_candidates("maslikhat", SEVERAL, 24, Choices(minimum=1, maximum=3, blank=True)))


def two() -> BallotStyle:
    """A party list and a seat, each with a code of its own."""
    seat = _candidates("seat", party_and_district().contests[1].title, 4, Choices())
    return _ballot(_lists(tuple(Words(*name) for name in PARTIES)), seat, by_choice=True)


def contests_five() -> BallotStyle:
    """Five contests on one ballot, each with a code of its own."""
    titles = (PRESIDENT, LISTS, SEVERAL, *(contest.title for contest in party_and_district().contests))
    made = (_candidates(f"contest-{place}", title, 5, Choices()) for place, title in enumerate(titles, start=1))
    return _ballot(*made, by_choice=True)
