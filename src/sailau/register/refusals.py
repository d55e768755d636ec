"""Every lawful no of the register and of the number: stable code, article, text in Kazakh, Russian, English.

No text names a voter, a number or the list's data.
"""

from typing import Final

from sailau.refusal import Refusal, Text

IIN_NOT_TWELVE_DIGITS: Final = Refusal(
    "iin-not-twelve-digits",
    "R 7",
    Text(
        "ЖСН он екі цифрдан тұрады. Нөмірді қайта енгізіңіз.",
        "ИИН состоит из двенадцати цифр. Введите номер ещё раз.",
        "An IIN has twelve digits. Enter the number again.",
    ),
)
IIN_WRONG_CHECK_DIGIT: Final = Refusal(
    "iin-wrong-check-digit",
    "R 7",
    Text(
        "ЖСН-нің бақылау цифры дұрыс емес. Нөмірді жеке куәлікпен салыстырып, қайта енгізіңіз.",
        "Контрольная цифра ИИН неверна. Сверьте номер с удостоверением и введите ещё раз.",
        "The IIN's check digit is wrong. Compare the number with the identity document and enter it again.",
    ),
)
IIN_WRONG_DATE: Final = Refusal(
    "iin-wrong-date",
    "R 7",
    Text(
        "ЖСН-дегі туған күн дұрыс емес. Нөмірді жеке куәлікпен салыстырып, қайта енгізіңіз.",
        "Дата рождения в ИИН неверна. Сверьте номер с удостоверением и введите ещё раз.",
        "The birth date in the IIN is not one. Compare the number with the identity document and enter it again.",
    ),
)
