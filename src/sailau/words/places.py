"""A place in a list as it is spoken: «екінші, бестен», «строка вторая, из пяти», "second, of five" (look, section 8).

Speech needs words where a screen has figures: an ordinal, and the number of which it is one. Both are for lists on a
ballot, so they go to `PLACES_MAX`.
"""

from typing import Final

from sailau.errors import invariant
from sailau.words.numbers import Language, in_words

PLACES_MAX: Final = 299
"""More rows than a contest can have (255 answers and the blank vote)."""

_KK_ORDINALS: Final = {
    "бір": "бірінші", "екі": "екінші", "үш": "үшінші", "төрт": "төртінші", "бес": "бесінші", "алты": "алтыншы",
    "жеті": "жетінші", "сегіз": "сегізінші", "тоғыз": "тоғызыншы", "он": "оныншы", "жиырма": "жиырмасыншы",
    "отыз": "отызыншы", "қырық": "қырқыншы", "елу": "елуінші", "алпыс": "алпысыншы", "жетпіс": "жетпісінші",
    "сексен": "сексенінші", "тоқсан": "тоқсаныншы", "жүз": "жүзінші",
}  # fmt: skip
_KK_FROM: Final = {
    "бір": "бірден", "екі": "екіден", "үш": "үштен", "төрт": "төрттен", "бес": "бестен", "алты": "алтыдан",
    "жеті": "жетіден", "сегіз": "сегізден", "тоғыз": "тоғыздан", "он": "оннан", "жиырма": "жиырмадан",
    "отыз": "отыздан", "қырық": "қырықтан", "елу": "елуден", "алпыс": "алпыстан", "жетпіс": "жетпістен",
    "сексен": "сексеннен", "тоқсан": "тоқсаннан", "жүз": "жүзден",
}  # fmt: skip
# "Строка" is feminine: первая, одной.
_RU_ORDINALS: Final = {
    "один": "первая", "два": "вторая", "три": "третья", "четыре": "четвёртая", "пять": "пятая", "шесть": "шестая",
    "семь": "седьмая", "восемь": "восьмая", "девять": "девятая", "десять": "десятая", "одиннадцать": "одиннадцатая",
    "двенадцать": "двенадцатая", "тринадцать": "тринадцатая", "четырнадцать": "четырнадцатая",
    "пятнадцать": "пятнадцатая", "шестнадцать": "шестнадцатая", "семнадцать": "семнадцатая",
    "восемнадцать": "восемнадцатая", "девятнадцать": "девятнадцатая", "двадцать": "двадцатая",
    "тридцать": "тридцатая", "сорок": "сороковая", "пятьдесят": "пятидесятая", "шестьдесят": "шестидесятая",
    "семьдесят": "семидесятая", "восемьдесят": "восьмидесятая", "девяносто": "девяностая", "сто": "сотая",
    "двести": "двухсотая",
}  # fmt: skip
_RU_OF: Final = {
    "один": "одной", "два": "двух", "три": "трёх", "четыре": "четырёх", "пять": "пяти", "шесть": "шести",
    "семь": "семи", "восемь": "восьми", "девять": "девяти", "десять": "десяти", "одиннадцать": "одиннадцати",
    "двенадцать": "двенадцати", "тринадцать": "тринадцати", "четырнадцать": "четырнадцати",
    "пятнадцать": "пятнадцати", "шестнадцать": "шестнадцати", "семнадцать": "семнадцати",
    "восемнадцать": "восемнадцати", "девятнадцать": "девятнадцати", "двадцать": "двадцати", "тридцать": "тридцати",
    "сорок": "сорока", "пятьдесят": "пятидесяти", "шестьдесят": "шестидесяти", "семьдесят": "семидесяти",
    "восемьдесят": "восьмидесяти", "девяносто": "девяноста", "сто": "ста", "двести": "двухсот",
}  # fmt: skip
_EN_ORDINALS: Final = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


def ordinal(number: int, language: Language) -> str:
    """Which one in a list: бірінші, первая, first. `number` counts from 1 to `PLACES_MAX`."""
    words = _words(number, language)
    match language:
        case "kk":
            return _last_as(words, _KK_ORDINALS)
        case "ru":
            return _last_as(words, _RU_ORDINALS)
        case "en":
            before, between, last = _split(words)
            return before + between + (_EN_ORDINALS.get(last) or f"{last.removesuffix('y')}{_english_ending(last)}")


def out_of(count: int, language: Language, *, masculine: bool = False) -> str:
    """Of how many: бестен, пяти, five. `masculine` changes the Russian one alone: одного for одной."""
    words = _words(count, language)
    match language:
        case "kk":
            return _last_as(words, _KK_FROM)
        case "ru":
            said = " ".join(_RU_OF[word] for word in words.split(" "))
            return f"{said.removesuffix('одной')}одного" if masculine and said.endswith("одной") else said
        case "en":
            return words


def _words(number: int, language: Language) -> str:
    invariant(1 <= number <= PLACES_MAX, f"a place in a list is 1 to {PLACES_MAX}")
    return in_words(number, language)


def _last_as(words: str, forms: dict[str, str]) -> str:
    before, space, last = words.rpartition(" ")
    return f"{before}{space}{forms[last]}"


def _split(words: str) -> tuple[str, str, str]:
    """What stands before the last word, the space or hyphen between, and the last word."""
    cut = max(words.rfind(" "), words.rfind("-"))
    return (words[:cut], words[cut], words[cut + 1 :]) if cut >= 0 else ("", "", words)


def _english_ending(last: str) -> str:
    return "ieth" if last.endswith("y") else "th"
