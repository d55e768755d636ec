"""Example elections for demonstrations and tests. Places, parties and people are invented, but for the ballot of 2005.

`president_2005` takes the candidates of the published ballot (data/president-2005.json) to a fictitious precinct.
`party_and_district` is wholly invented: a party list and a single seat on one day, blank votes allowed, the control
code printed by choice. Both are marked `fictitious` and pass every check.
"""

import json
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

from sailau.election.definition import check
from sailau.election.nouns import (
    AnswerId,
    ByChoice,
    Candidate,
    Challenge,
    Choices,
    CommissionId,
    Contest,
    ContestId,
    ContestKind,
    DayRules,
    Decision,
    DecisionId,
    Definition,
    District,
    DistrictId,
    ElectionId,
    ElectionType,
    Language,
    Party,
    Precinct,
    PrecinctNumber,
    Quorum,
    WinnerRule,
    WinnerRuleId,
    Words,
)

EXAMPLE_PRECINCT = PrecinctNumber(25)
VOTERS_DEFAULT = 1_200
TERMINALS_DEFAULT = 5

_LAW_EDITION = date(2004, 4, 14)
_REPUBLIC = District(
    id=DistrictId("republic"),
    title=Words("Біртұтас жалпыұлттық округ", "Единый общенациональный округ", "Nation-wide district"),
)
_BODY = Words("Орталық сайлау комиссиясы", "Центральная избирательная комиссия", "Central Election Commission")


def president_2005(
    *, voters: int = VOTERS_DEFAULT, terminals: int = TERMINALS_DEFAULT, threshold: int = 4
) -> Definition:
    """The ballot of 4 December 2005 in an invented precinct of `voters` expected voters; codes by `numbers`."""
    published = _published("president-2005.json")
    day = date.fromisoformat(published["date"])
    definition = Definition(
        id=ElectionId("president-2005-example"),
        fictitious=True,
        title=_published_words(published["election"]),
        date=day,
        languages=(Language.KK, Language.RU, Language.EN),
        rules=DayRules(
            edition=_LAW_EDITION,
            quorum=Quorum(threshold=threshold),
            challenge=Challenge(decision=DecisionId("challenge")),
        ),
        decisions=(_challenge_decision(day.replace(month=11)),),
        districts=(_REPUBLIC,),
        contests=(
            Contest(
                id=ContestId("president"),
                type=ElectionType.PRESIDENT,
                kind=ContestKind.CANDIDATES,
                title=Words(
                    "Қазақстан Республикасының Президенті",
                    "Президент Республики Казахстан",
                    "President of the Republic of Kazakhstan",
                ),
                district=_REPUBLIC.id,
                rule=_majority(),
                choices=Choices(),
                answers=tuple(_published_candidate(entry) for entry in published["candidates"]),
            ),
        ),
        precincts=(_precinct(voters, terminals, (_REPUBLIC.id,)),),
    )
    check(definition, "example")
    return definition


def party_and_district(
    *, voters: int = VOTERS_DEFAULT, terminals: int = TERMINALS_DEFAULT, threshold: int = 4
) -> Definition:
    """An invented party list and an invented single seat on one day, blank allowed, codes `by_choice`."""
    day = date(2026, 11, 22)
    district = District(
        id=DistrictId("district-3"),
        title=Words("№ 3 сайлау округі", "Избирательный округ № 3", "Electoral district No. 3"),
    )
    definition = Definition(
        id=ElectionId("mazhilis-example"),
        fictitious=True,
        title=Words(
            "Мәжіліс депутаттарын сайлау (ойдан шығарылған)",
            "Выборы депутатов Мажилиса (вымышленные)",
            "Election of the Mazhilis (fictitious)",
        ),
        date=day,
        languages=(Language.KK, Language.RU, Language.EN),
        rules=DayRules(
            edition=_LAW_EDITION,
            quorum=Quorum(threshold=threshold),
            challenge=Challenge(decision=DecisionId("challenge")),
            code_printout=ByChoice(decision=DecisionId("code-by-choice"), risk=_RISK),
        ),
        decisions=_party_and_district_decisions(day),
        districts=(_REPUBLIC, district),
        contests=(_party_list(), _single_seat(district.id)),
        precincts=(_precinct(voters, terminals, (_REPUBLIC.id, district.id)),),
    )
    check(definition, "example")
    return definition


_RISK = Words(
    "Кодыңызды білетін адам басылған тізімнен сіздің таңдауыңызды көре алады. Кодты ешкімге айтпаңыз.",
    "Кто узнает ваш код, увидит по распечатке ваш выбор. Никому не сообщайте код.",
    "Whoever learns your code can read your choice in the printed list. Tell nobody the code.",
)

# Numbers of the lot are not in the order of the list: the ballot follows the lot.
_PARTIES = (
    ("dala", 4, "«Дала» партиясы", "Партия «Дала»", "Dala Party"),
    ("samal", 1, "«Самал» экологиялық партиясы", "Экологическая партия «Самал»", "Samal Green Party"),
    ("qiran", 6, "«Қыран» партиясы", "Партия «Кыран»", "Qyran Party"),
    ("otau", 2, "«Отау» отбасы партиясы", "Партия семьи «Отау»", "Otau Family Party"),
    ("bulaq", 5, "«Бұлақ» халық партиясы", "Народная партия «Булак»", "Bulaq People's Party"),
    ("shyraq", 3, "«Шырақ» ағарту партиясы", "Партия просвещения «Шырак»", "Shyraq Education Party"),
)

# Two of the same surname, a name without patronymic and letters that a Russian order would misplace.
_SEAT_CANDIDATES = (
    ("bekova", ("Бекова", "Бекова", "Bekova"), ("Сәуле", "Сауле", "Saule"), ("Ерболқызы", "Ерболкызы", "Yerbolkyzy")),
    ("adilov", ("Әділов", "Адилов", "Adilov"), ("Нұрлан", "Нурлан", "Nurlan"), ("Қанатұлы", "Канатулы", "Kanatuly")),
    ("kim", ("Ким", "Ким", "Kim"), ("Виктор", "Виктор", "Viktor"), None),
    ("adilov-askar", ("Әділов", "Адилов", "Adilov"), ("Асқар", "Аскар", "Askar"), ("Маратұлы", "Маратулы", "Maratuly")),
)


def _party_and_district_decisions(day: date) -> tuple[Decision, ...]:
    return (
        _challenge_decision(day.replace(month=10)),
        Decision(
            id=DecisionId("code-by-choice"),
            body=_BODY,
            date=day.replace(month=10),
            what=Words(
                "Тексеру кодын таңдаумен бірге басып шығару",
                "Распечатка контрольного кода вместе с выбором",
                "Print-out of the control code with the choice",
            ),
        ),
        Decision(
            id=DecisionId("party-lot"),
            body=_BODY,
            date=day.replace(month=10),
            what=Words(
                "Бюллетеньдегі партиялар ретінің жеребесі",
                "Жеребьёвка порядка партий в бюллетене",
                "Lot for the order of parties on the ballot",
            ),
        ),
    )


def _challenge_decision(day: date) -> Decision:
    return Decision(
        id=DecisionId("challenge"),
        body=_BODY,
        date=day,
        what=Words(
            "Сайлау күні терминалды тексеруге рұқсат",
            "Разрешение проверять терминал в день голосования",
            "Leave to check terminals on the voting day",
        ),
    )


def _party_list() -> Contest:
    return Contest(
        id=ContestId("party-list"),
        type=ElectionType.MAZHILIS_LIST,
        kind=ContestKind.PARTIES,
        title=Words("Партиялық тізім", "Партийный список", "Party list"),
        district=_REPUBLIC.id,
        rule=WinnerRule(
            id=WinnerRuleId.PARTY_LIST, edition=_LAW_EDITION, article="L 97-1", seats=10, threshold_percent=7
        ),
        choices=Choices(blank=True),
        answers=tuple(Party(id=AnswerId(id_), lot=lot, name=Words(kk, ru, en)) for id_, lot, kk, ru, en in _PARTIES),
        lot_decision=DecisionId("party-lot"),
    )


def _single_seat(district: DistrictId) -> Contest:
    return Contest(
        id=ContestId("district-seat"),
        type=ElectionType.MAZHILIS_SEAT,
        kind=ContestKind.CANDIDATES,
        title=Words("Бір мандатты округ", "Одномандатный округ", "Single-seat district"),
        district=district,
        rule=_majority(),
        choices=Choices(blank=True),
        answers=tuple(
            Candidate(
                id=AnswerId(id_),
                surname=Words(*surname),
                name=Words(*name),
                patronymic=None if patronymic is None else Words(*patronymic),
            )
            for id_, surname, name, patronymic in _SEAT_CANDIDATES
        ),
    )


def _majority() -> WinnerRule:
    return WinnerRule(id=WinnerRuleId.MAJORITY_RUNOFF, edition=_LAW_EDITION, article="L 9(1)", threshold_percent=50)


def _precinct(voters: int, terminals: int, districts: tuple[DistrictId, ...]) -> Precinct:
    return Precinct(
        number=EXAMPLE_PRECINCT,
        name=Words(
            "№ 25 сайлау учаскесі (ойдан шығарылған)",
            "Избирательный участок № 25 (вымышленный)",
            "Precinct No. 25 (fictitious)",
        ),
        address=Words(
            "Ақсамал қаласы, Жасыл көшесі, 7, № 3 мектеп",
            "город Аксамал, улица Жасыл, 7, школа № 3",
            "Aqsamal, Zhasyl Street 7, School No. 3",
        ),
        oblast=Words("Ақсамал қаласы", "город Аксамал", "City of Aqsamal"),
        districts=districts,
        commission=CommissionId("precinct-25"),
        expected_voters=voters,
        terminals=terminals,
    )


def _published(file: str) -> Any:
    return json.loads((resources.files("sailau") / "data" / file).read_text(encoding="utf-8"))


def _published_words(words: Mapping[str, str]) -> Words:
    return Words(words["kk"], words["ru"], words["en"])


def _published_candidate(entry: Mapping[str, str]) -> Candidate:
    """Split a published full name. The English one may lack the patronymic: it is then spelt from the Russian one."""
    kk, ru, en = (entry[language].split() for language in ("kk", "ru", "en"))
    patronymic_en = en[2] if len(en) > 2 else transliterated(ru[2])
    return Candidate(
        id=AnswerId(en[0].lower()),
        surname=Words(kk[0], ru[0], en[0]),
        name=Words(kk[1], ru[1], en[1]),
        patronymic=Words(kk[2], ru[2], patronymic_en),
    )


_LATIN_SPELLING = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".replace("-", "").split(" "),
        strict=True,
    )
)


def transliterated(russian: str) -> str:
    """A Russian name in Latin letters, a common spelling without signs for ъ and ь."""
    return "".join(_LATIN_SPELLING.get(letter, letter) for letter in russian.lower()).capitalize()
