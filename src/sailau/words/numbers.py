"""Numbers in words, in Kazakh, Russian and English (L 43(8), M49).

| n         | kk                  | ru                      | en                            |
|-----------|---------------------|-------------------------|-------------------------------|
| 0         | нөл                 | ноль                    | zero                          |
| 121       | жүз жиырма бір      | сто двадцать один       | one hundred and twenty-one    |
| 1 001     | бір мың бір         | одна тысяча один        | one thousand and one          |
| 2 000     | екі мың             | две тысячи              | two thousand                  |
| 100 000   | жүз мың             | сто тысяч               | one hundred thousand          |

Kazakh: a lone hundred is "жүз", without "бір"; thousand and million always say how many, so that
nothing can be written in front of them. Russian: "тысяча" is feminine (одна, две), the rest
masculine: a number that stands alone is written as in counting, and "избиратель", "голос",
"бюллетень", which the protocol's lines count, are masculine anyway.
"""

from typing import Literal

from sailau.errors import invariant

Language = Literal["kk", "ru", "en"]

IN_WORDS_MAX = 10**9
"""The largest number that can be written out; more people than any election has."""

_KK_ONES = ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
_KK_TENS = ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан")
_KK_SCALES = ("", "мың", "миллион", "миллиард")

_RU_ONES = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
_RU_FEMININE = {1: "одна", 2: "две"}
_RU_TEENS = (
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
)
_RU_TENS = (
    "",
    "",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
)
_RU_HUNDREDS = (
    "",
    "сто",
    "двести",
    "триста",
    "четыреста",
    "пятьсот",
    "шестьсот",
    "семьсот",
    "восемьсот",
    "девятьсот",
)
# One, from two to four, five and more.
_RU_SCALES = (
    ("", "", ""),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
)
_RU_THOUSAND = 1

_EN_UNDER_TWENTY = (
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_SCALES = ("", "thousand", "million", "billion")


def in_words(n: int, lang: Language) -> str:
    """The cardinal number `n`, 0 to `IN_WORDS_MAX`, written out in lower case."""
    invariant(0 <= n <= IN_WORDS_MAX, f"only 0 to {IN_WORDS_MAX} are written in words")
    match lang:
        case "kk":
            return _in_kazakh(n)
        case "ru":
            return _in_russian(n)
        case "en":
            return _in_english(n)


def _groups(n: int) -> list[tuple[int, int]]:
    """The non-zero groups of three digits, highest first, each with its scale (0 ones, 1 thousands)."""
    found = []
    scale = 0
    while n:
        n, three = divmod(n, 1000)
        if three:
            found.append((scale, three))
        scale += 1
    return found[::-1]


def _in_kazakh(n: int) -> str:
    if n == 0:
        return "нөл"
    words: list[str] = []
    for scale, three in _groups(n):
        hundreds, tens, ones = three // 100, three // 10 % 10, three % 10
        if hundreds:
            words += [_KK_ONES[hundreds] if hundreds > 1 else "", "жүз"]
        words += [_KK_TENS[tens], _KK_ONES[ones], _KK_SCALES[scale]]
    return " ".join(filter(None, words))


def _in_russian(n: int) -> str:
    if n == 0:
        return "ноль"
    words: list[str] = []
    for scale, three in _groups(n):
        hundreds, below = divmod(three, 100)
        tens, ones = divmod(below, 10)
        words.append(_RU_HUNDREDS[hundreds])
        if tens == 1:
            words.append(_RU_TEENS[ones])
        else:
            feminine = scale == _RU_THOUSAND and ones in _RU_FEMININE
            words += [_RU_TENS[tens], _RU_FEMININE[ones] if feminine else _RU_ONES[ones]]
        words.append(_RU_SCALES[scale][_russian_plural(below)])
    return " ".join(filter(None, words))


def _russian_plural(below_hundred: int) -> int:
    """Which of the three Russian forms follows: 0 for 1 and 21, 1 for 2-4 and 22-24, else 2."""
    ones = below_hundred % 10
    if 11 <= below_hundred <= 14 or ones == 0 or ones >= 5:
        return 2
    return 0 if ones == 1 else 1


def _in_english(n: int) -> str:
    if n == 0:
        return "zero"
    parts: list[str] = []
    for scale, three in _groups(n):
        hundreds, below = divmod(three, 100)
        words = [f"{_EN_UNDER_TWENTY[hundreds]} hundred"] if hundreds else []
        # "and" joins the tens and ones to what stands before them.
        if below and (hundreds or (scale == 0 and parts)):
            words.append("and")
        if below:
            words.append(_english_below_hundred(below))
        words.append(_EN_SCALES[scale])
        parts.append(" ".join(filter(None, words)))
    return " ".join(parts)


def _english_below_hundred(n: int) -> str:
    if n < 20:
        return _EN_UNDER_TWENTY[n]
    tens, ones = divmod(n, 10)
    return _EN_TENS[tens] + (f"-{_EN_UNDER_TWENTY[ones]}" if ones else "")
