"""What a terminal refuses, in the voter's languages. Each says first whether the vote is counted."""

from sailau.refusal import Refusal, Text

NOT_ACTIVATED = Refusal(
    "card-not-activated",
    "R 8, 11",
    Text(
        "Дауысыңыз әлі берілген жоқ. Карточка іске қосылмаған: комиссия мүшесіне көрсетіңіз.",
        "Вы ещё не проголосовали. Карточка не активирована: покажите её члену комиссии.",
        "You have not voted yet. The card is not activated: show it to a commission member.",
    ),
)
VOTED_ALREADY = Refusal(
    "card-voted-already",
    "R 12",
    Text(
        "Дауысыңыз карточкада. Карточканы комиссия мүшесіне беріңіз.",
        "Ваш голос на карточке. Отдайте карточку члену комиссии.",
        "Your vote is on the card. Give the card to a commission member.",
    ),
)
EXPIRED = Refusal(
    "card-expired",
    "R 8",
    Text(
        "Дауысыңыз әлі берілген жоқ. Карточканың мерзімі өткен: комиссия мүшесіне көрсетіңіз.",
        "Вы ещё не проголосовали. Срок карточки истёк: покажите её члену комиссии.",
        "You have not voted yet. The card has expired: show it to a commission member.",
    ),
)
FOREIGN_CARD = Refusal(
    "card-foreign",
    "R 8, 11",
    Text(
        "Дауысыңыз берілген жоқ. Бұл карточка осы учаскенікі емес: комиссия мүшесіне көрсетіңіз.",
        "Голос не подан. Эта карточка не этого участка: покажите её члену комиссии.",
        "No vote was cast. This card is not of this precinct: show it to a commission member.",
    ),
)
FOREIGN_CREDENTIAL = Refusal(
    "credential-foreign",
    "R 8, 11",
    Text(
        "Дауысыңыз берілген жоқ. Карточканың құқығы оқылмайды: комиссия мүшесіне көрсетіңіз.",
        "Голос не подан. Право голоса на карточке не читается: покажите её члену комиссии.",
        "No vote was cast. The credential on the card cannot be opened: show it to a commission member.",
    ),
)
CREDENTIAL_USED = Refusal(
    "credential-used",
    "L 41(1)",
    Text(
        "Бұл карточканың құқығы пайдаланылған: комиссия мүшесіне көрсетіңіз.",
        "Право голоса этой карточки уже использовано: покажите её члену комиссии.",
        "The credential of this card has been used: show it to a commission member.",
    ),
)
CODES_USED_UP = Refusal(
    "codes-used-up",
    "R 11",
    Text(
        "Терминал бұдан әрі жұмыс істемейді: тексеру кодтары таусылды. Басқа терминалға барыңыз.",
        "Терминал больше не работает: кончились контрольные коды. Пройдите к другому терминалу.",
        "This terminal is out of service: its control codes are used up. Go to another terminal.",
    ),
)
PUT_CARD_BACK = Refusal(
    "card-undecided",
    "R 12",
    Text(
        "Карточка ерте алынды. Карточканы қайта салыңыз.",
        "Карточка вынута слишком рано. Вставьте карточку обратно.",
        "The card was taken out too early. Put the card back.",
    ),
)
