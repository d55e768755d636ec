"""What a device says of its card reader, in the three languages: what happened, and what to do."""

from sailau.refusal import Refusal, Text

READER_LOST = Refusal(
    "reader-lost",
    "R 12",
    Text(
        "Карточка оқу құрылғысы жоқ. Кабелін тексеріп, қайта қосыңыз. Карточканы алып, кейін қайта салыңыз.",
        "Нет считывателя карточек. Проверьте кабель и подключите его снова. Карточку выньте и потом вставьте ещё раз.",
        "The card reader is not there. Check its cable and plug it in again. Take the card out, put it back later.",
    ),
)
SERVICE_LOST = Refusal(
    "reader-service-lost",
    "R 12",
    Text(
        "Карточка оқу қызметі тоқтады. Маманды шақырыңыз. Карточканы алып, кейін қайта салыңыз.",
        "Служба считывателей остановилась. Позовите специалиста. Карточку выньте и потом вставьте ещё раз.",
        "The card reader service stopped. Call the specialist. Take the card out, and put it back later.",
    ),
)
SURPLUS_READER = Refusal(
    "reader-surplus",
    "R 12",
    Text(
        "Басқа карточка оқу құрылғысы қосылды. Ол пайдаланылмайды: ажыратып, төрағаға айтыңыз.",
        "Подключён ещё один считыватель карточек. Он не используется: отключите его и сообщите председателю.",
        "Another card reader was plugged in. It is not used: unplug it and tell the chair.",
    ),
)
READERS_AMBIGUOUS = Refusal(
    "readers-ambiguous",
    "R 12",
    Text(
        "Бірнеше карточка оқу құрылғысы қосылған. Біреуін қалдырыңыз немесе құрылғының баптауында атын көрсетіңіз.",
        "Подключено несколько считывателей. Оставьте один или назовите нужный в настройке устройства.",
        "Several card readers are plugged in. Leave one, or name the right one in the settings of this device.",
    ),
)
READER_BUSY = Refusal(
    "reader-busy",
    "R 12",
    Text(
        "Карточканы басқа бағдарлама ұстап тұр. Маманды шақырыңыз.",
        "Карточку занимает другая программа. Позовите специалиста.",
        "Another program holds the card. Call the specialist.",
    ),
)
CARD_DAMAGED = Refusal(
    "card-damaged",
    "R 12",
    Text(
        "Карточкаға жазылмады. Оны алып, комиссия мүшесіне көрсетіңіз: онда дауыс бар-жоғы үстелде анықталады.",
        "Запись на карточку не удалась. Выньте её и покажите члену комиссии: есть ли на ней голос, выяснят у стола.",
        "The card could not be written. Take it to a commission member: the table finds out whether a vote is on it.",
    ),
)
CARD_LEFT = Refusal(
    "card-left",
    "R 12",
    Text(
        "Карточка ерте алынды. Сол карточканы қайта салыңыз.",
        "Карточка вынута слишком рано. Вставьте ту же карточку.",
        "The card was taken out too early. Put the same card back.",
    ),
)
