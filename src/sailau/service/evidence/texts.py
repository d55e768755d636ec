"""What each act of custody says, in Kazakh and Russian (L 50-8, 50-9)."""

from collections.abc import Mapping
from typing import Final

from sailau.formats.v1.evidence.custody import CustodyKind
from sailau.formats.v1.record import Bilingual
from sailau.refusal import Text

TEXTS: Final[Mapping[CustodyKind, Bilingual]] = {
    CustodyKind.PACKED: Bilingual(
        "Дауыстар саналғаннан кейін жазу құрылғылары пакетке салынып, сайлау комиссиясының мөрімен бекітілді.",
        "После подсчёта голосов устройства записи упакованы в пакет и опечатаны печатью избирательной комиссии.",
    ),
    CustodyKind.HANDED_OVER: Bilingual(
        "Мөрленген пакет тапсырылды және қабылданды. Мөр екі тараптың көзінше қаралды.",
        "Опечатанный пакет передан и принят. Печать осмотрена при обеих сторонах.",
    ),
    CustodyKind.SEAL_CHECKED: Bilingual("Пакеттің мөрі қаралды.", "Печать на пакете осмотрена."),
    CustodyKind.READ: Bilingual(
        "Пакет шешім бойынша ашылды, жазбалар көшіріліп оқылды, пакет жаңа мөрмен бекітілді.",
        "Пакет вскрыт по решению, записи прочитаны с копированием, пакет опечатан новой печатью.",
    ),
    CustodyKind.SESSION_OPENED: Bilingual(
        "Сот шешімі бойынша бір ғана сеанстың жабық жазбасы барлық тараптардың кілттерімен бірге ашылды.",
        "По решению суда закрытая запись одного сеанса открыта ключами всех сторон вместе.",
    ),
    CustodyKind.SENT: Bilingual("Пакет шешім бойынша сотқа берілді.", "Пакет по решению передан в суд."),
    CustodyKind.RETURNED: Bilingual("Пакет соттан қайтарылды.", "Пакет возвращён из суда."),
    CustodyKind.HELD: Bilingual(
        "Шешім бойынша пакет сақтау мерзімі өткеннен кейін де жойылмайды.",
        "По решению пакет не уничтожается и после истечения срока хранения.",
    ),
    CustodyKind.RELEASED: Bilingual(
        "Пакетті мерзімінен тыс сақтау туралы шешімнің күші жойылды.",
        "Решение о хранении пакета сверх срока утратило силу.",
    ),
    CustodyKind.DESTROYED: Bilingual(
        "Сайлау аяқталған күннен бастап бір жыл сақталғаннан кейін жазу құрылғылары, олардың көшірмелері және "
        "жазу құрылғысы кілтінің үлестері жойылды.",
        "По истечении года хранения со дня окончания выборов устройства записи, их копии и доли ключа устройства "
        "записи уничтожены.",
    ),
}
"""The text of an act."""

NAMES: Final[Mapping[CustodyKind, Text]] = {
    CustodyKind.PACKED: Text("пакетке салынды, мөрленді", "упаковано и опечатано", "packed and sealed"),
    CustodyKind.HANDED_OVER: Text("тапсырылды", "передано", "handed over"),
    CustodyKind.SEAL_CHECKED: Text("мөр қаралды", "печать осмотрена", "seal looked at"),
    CustodyKind.READ: Text(
        "ашылды, оқылды, қайта мөрленді", "вскрыто, прочитано, опечатано", "opened, read, sealed again"
    ),
    CustodyKind.SESSION_OPENED: Text("бір сеанс ашылды", "открыт один сеанс", "one session opened"),
    CustodyKind.SENT: Text("сотқа берілді", "передано в суд", "sent to court"),
    CustodyKind.RETURNED: Text("соттан қайтты", "возвращено из суда", "returned from court"),
    CustodyKind.HELD: Text("сақтау туралы шешім", "решение о сохранении", "held by a decision"),
    CustodyKind.RELEASED: Text("шешімнің күші жойылды", "решение снято", "hold released"),
    CustodyKind.DESTROYED: Text("жойылды", "уничтожено", "destroyed"),
}
"""What happened, in a word."""
