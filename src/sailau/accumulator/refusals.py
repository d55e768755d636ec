"""What an accumulator refuses. Each text says first whether the vote is counted, then what to do."""

from sailau.refusal import Refusal, Text

NOT_OF_THIS_PRECINCT = Refusal(
    "ballot-foreign",
    "R 12",
    Text(
        "Есепке алынған жоқ. Карточка осы учаскенің терминалында толтырылмаған. "
        "Карточканы бөлек қойып, төрағаны шақырыңыз.",
        "Не учтено. Карточка заполнена не на терминале этого участка. Отложите карточку и позовите председателя.",
        "Not counted. The card was not filled at a terminal of this precinct. Put it aside and call the chair.",
    ),
)
ANOTHER_CARD = Refusal(
    "ballot-of-another-card",
    "R 12",
    Text(
        "Есепке алынған жоқ. Бюллетень басқа карточканікі. Карточканы бөлек қойып, төрағаны шақырыңыз.",
        "Не учтено. Бюллетень принадлежит другой карточке. Отложите карточку и позовите председателя.",
        "Not counted. The ballot belongs to another card. Put it aside and call the chair.",
    ),
)
CREDENTIAL_NOT_VALID = Refusal(
    "credential-not-valid",
    "L 41(1)",
    Text(
        "Есепке алынған жоқ. Бұл құқық жойылған немесе тексеруге пайдаланылған.",
        "Не учтено. Это право голоса аннулировано или использовано для проверки машины.",
        "Not counted. This credential was cancelled, or used to check the machine.",
    ),
)
BALLOT_UNSOUND = Refusal(
    "ballot-unsound",
    "L 50-5(5)",
    Text(
        "Есепке алынған жоқ. Бюллетеньнің дәлелдері дұрыс емес. Терминал тоқтатылсын, төрағаны шақырыңыз.",
        "Не учтено. Доказательства бюллетеня неверны. Остановите терминал и позовите председателя.",
        "Not counted. The ballot's proofs do not hold. Stop the terminal and call the chair.",
    ),
)
TAKEN_BEFORE = Refusal(
    "ballot-taken-before",
    "L 41(1)",
    Text(
        "Бұл бюллетень бұрын есепке алынған. Екінші рет саналмайды.",
        "Этот бюллетень уже учтён. Второй раз он не считается.",
        "This ballot has been counted already. It is not counted twice.",
    ),
)
EMPTY_UNSIGNED = Refusal(
    "card-empty-unsigned",
    "R 12",
    Text(
        "Есепке алынған жоқ. Карточка бос, оны терминал тазаламаған. Карточканы бөлек қойып, төрағаны шақырыңыз.",
        "Не учтено. Карточка пуста, и очистил её не терминал. Отложите карточку и позовите председателя.",
        "Not counted. The card is empty, and no terminal wiped it. Put it aside and call the chair.",
    ),
)
CARD_UNREADABLE = Refusal(
    "card-unreadable",
    "R 12",
    Text(
        "Есепке алынған жоқ. Карточка оқылмайды. "
        "Нөмірлі конвертке салыңыз, нөмірін енгізіңіз: сайлаушы жаңа карточка алады.",
        "Не учтено. Карточка не читается. "
        "Вложите её в пронумерованный конверт и введите номер: избиратель получит новую.",
        "Not counted. The card cannot be read. "
        "Put it in a numbered envelope and type its number: the voter gets a new one.",
    ),
)
TEST_CARD_CANCELLED = Refusal(
    "test-card-not-challenged",
    "L 50-5(1)",
    Text(
        "Сынақ карточкасы тексерілмеген: есепке алынбайды, құқығы жойылды.",
        "Проверочная карточка без проверки: не учитывается, право аннулировано.",
        "A test card that was not challenged: not counted, its credential is cancelled.",
    ),
)
