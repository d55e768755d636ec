"""Numbers in words: known forms, and a reader that gets every number back from its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.errors import InvariantError
from sailau.words import IN_WORDS_MAX, Language, in_words

KNOWN = [
    (0, "нөл", "ноль", "zero"),
    (1, "бір", "один", "one"),
    (10, "он", "десять", "ten"),
    (11, "он бір", "одиннадцать", "eleven"),
    (19, "он тоғыз", "девятнадцать", "nineteen"),
    (20, "жиырма", "двадцать", "twenty"),
    (21, "жиырма бір", "двадцать один", "twenty-one"),
    (36, "отыз алты", "тридцать шесть", "thirty-six"),
    (40, "қырық", "сорок", "forty"),
    (52, "елу екі", "пятьдесят два", "fifty-two"),
    (63, "алпыс үш", "шестьдесят три", "sixty-three"),
    (74, "жетпіс төрт", "семьдесят четыре", "seventy-four"),
    (85, "сексен бес", "восемьдесят пять", "eighty-five"),
    (97, "тоқсан жеті", "девяносто семь", "ninety-seven"),
    (100, "жүз", "сто", "one hundred"),
    (101, "жүз бір", "сто один", "one hundred and one"),
    (218, "екі жүз он сегіз", "двести восемнадцать", "two hundred and eighteen"),
    (1_000, "бір мың", "одна тысяча", "one thousand"),
    (1_001, "бір мың бір", "одна тысяча один", "one thousand and one"),
    (1_100, "бір мың жүз", "одна тысяча сто", "one thousand one hundred"),
    (2_000, "екі мың", "две тысячи", "two thousand"),
    (
        2_381,
        "екі мың үш жүз сексен бір",
        "две тысячи триста восемьдесят один",
        "two thousand three hundred and eighty-one",
    ),
    (5_000, "бес мың", "пять тысяч", "five thousand"),
    (11_000, "он бір мың", "одиннадцать тысяч", "eleven thousand"),
    (12_000, "он екі мың", "двенадцать тысяч", "twelve thousand"),
    (21_000, "жиырма бір мың", "двадцать одна тысяча", "twenty-one thousand"),
    (22_000, "жиырма екі мың", "двадцать две тысячи", "twenty-two thousand"),
    (100_000, "жүз мың", "сто тысяч", "one hundred thousand"),
    (111_000, "жүз он бір мың", "сто одиннадцать тысяч", "one hundred and eleven thousand"),
    (1_000_000, "бір миллион", "один миллион", "one million"),
    (2_000_002, "екі миллион екі", "два миллиона два", "two million and two"),
    (5_000_000, "бес миллион", "пять миллионов", "five million"),
    (1_000_000_000, "бір миллиард", "один миллиард", "one billion"),
]


@pytest.mark.parametrize(("n", "kk", "ru", "en"), KNOWN)
def test_known_numbers_are_written_as_the_languages_write_them(n: int, kk: str, ru: str, en: str) -> None:
    assert (in_words(n, "kk"), in_words(n, "ru"), in_words(n, "en")) == (kk, ru, en)


READ: dict[str, dict[str, int]] = {
    "kk": {
        **{w: i for i, w in enumerate(["нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"])},
        **{
            w: 10 * i
            for i, w in enumerate(["он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"], 1)
        },
    },
    "ru": {
        **{
            w: i
            for i, w in enumerate(
                ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"]
            )
        },
        "одна": 1,
        "две": 2,
        "сорок": 40,
        "девяносто": 90,
        "сто": 100,
        "двести": 200,
        "триста": 300,
        **{
            w: i
            for i, w in enumerate(
                [
                    "одиннадцать",
                    "двенадцать",
                    "тринадцать",
                    "четырнадцать",
                    "пятнадцать",
                    "шестнадцать",
                    "семнадцать",
                    "восемнадцать",
                    "девятнадцать",
                    "двадцать",
                ],
                11,
            )
        },
        "тридцать": 30,
        "пятьдесят": 50,
        "шестьдесят": 60,
        "семьдесят": 70,
        "восемьдесят": 80,
        **{
            w: 100 * i
            for i, w in enumerate(["четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"], 4)
        },
    },
    "en": {
        **{
            w: i
            for i, w in enumerate(
                [
                    "zero",
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
                ]
            )
        },
        **{
            w: i
            for i, w in enumerate(
                ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"], 13
            )
        },
        **{
            w: 10 * i
            for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
        },
    },
}
HUNDRED = {"жүз", "hundred"}
SCALES = {
    **dict.fromkeys(("мың", "тысяча", "тысячи", "тысяч", "thousand"), 1000),
    **dict.fromkeys(("миллион", "миллиона", "миллионов", "million"), 1000000),
    **dict.fromkeys(("миллиард", "миллиарда", "миллиардов", "billion"), 1000000000),
}


def read_back(words: str, lang: Language) -> int:
    """The number that the words say, by adding and multiplying as a reader does."""
    total = group = 0
    for word in words.replace("-", " ").split():
        if word in HUNDRED:
            group = (group or 1) * 100
        elif word in SCALES:
            total += group * SCALES[word]
            group = 0
        elif word != "and":
            group += READ[lang][word]
    return total + group


@given(n=st.integers(0, IN_WORDS_MAX), lang=st.sampled_from(["kk", "ru", "en"]))
def test_every_number_can_be_read_back_from_its_words(n: int, lang: Language) -> None:
    assert read_back(in_words(n, lang), lang) == n


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_first_ten_thousand_have_words_of_their_own(lang: Language) -> None:
    words = [in_words(n, lang) for n in range(10_000)]
    assert len(set(words)) == len(words)
    assert all(w == " ".join(w.split()) and w == w.lower() for w in words)


@given(n=st.integers(0, 999).map(lambda thousands: thousands * 1000))
def test_russian_thousands_agree_with_their_number(n: int) -> None:
    words = in_words(n + 1, "ru").split()
    if n == 0:
        return
    number, thousand = words[-3], words[-2]
    if thousand == "тысяча":
        assert number == "одна"
    elif thousand == "тысячи":
        assert number in {"две", "три", "четыре"}
    else:
        assert thousand == "тысяч"
        assert number not in {"одна", "один", "две", "два", "три", "четыре"}


@pytest.mark.parametrize("n", [-1, IN_WORDS_MAX + 1])
def test_a_number_out_of_range_stops_the_program(n: int) -> None:
    with pytest.raises(InvariantError):
        in_words(n, "kk")
