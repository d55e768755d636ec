"""The words of the screens: three languages each, none unused, numbers with their right endings."""

from pathlib import Path

import pytest

from sailau.errors import FormatError
from sailau.terminal.screen_table import shipped_table
from sailau.words.screens import LANGUAGES, belonging, parse_words, screen_words

SOURCE = Path(__file__).resolve().parents[2] / "src/sailau/words/screens.toml"


def test_every_word_of_a_screen_is_there_and_none_is_unused() -> None:
    assert set(screen_words().entries) == shipped_table().words()


@pytest.mark.parametrize(
    ("word", "kk"),
    [
        ("invitation", "Дауыс беруге шақырамыз"),
        ("choose-language", "Дауыс беру тілін таңдаңыз"),
        ("confirm", "Дауысымды растаймын"),
        ("accepted", "Дауысыңыз қабылданды"),
        ("thanks", "Рахмет · Спасибо"),
        ("control-code", "Сайлаушының тексеру коды"),
        ("take-card", "Карточканы алып, комиссия мүшесіне беріңіз"),
    ],
)
def test_words_of_the_law_stay_the_laws(word: str, kk: str) -> None:
    assert screen_words().say(word, "kk") == kk


def test_word_of_thanks_stands_in_both_languages_always() -> None:
    assert all("Рахмет · Спасибо" in screen_words().say("thanks", language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("before", "behind", "said"),
    [
        ('\nru = "Помощь"\nen = "Help"', '\nru = "Помощь"', "help: must have kk, ru, en"),
        ('few = "секунды", many', "many", "seconds: ru: plural forms"),
        ('en = "Help"', 'en = " "', "help: en: an empty text"),
        ('en = "Precinct No. {number}"', 'en = "Precinct No."', "precinct: en: places"),
    ],
)
def test_broken_catalogue_is_refused(before: str, behind: str, said: str) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert before in text
    with pytest.raises(FormatError, match=said):
        parse_words(text.replace(before, behind, 1))


def test_numbers_choose_the_plural_form() -> None:
    said = [screen_words().say("seconds", "ru", count=count) for count in (1, 2, 5, 11, 21, 60)]
    assert said == ["секунда", "секунды", "секунд", "секунд", "секунда", "секунд"]
    assert [screen_words().say("seconds", "en", count=count) for count in (1, 2)] == ["second", "seconds"]
    assert screen_words().say("too-few", "ru", count=1) == "Сделайте не менее 1 выбора"


def test_kazakh_numbers_have_the_ending_of_their_last_sound() -> None:
    numbers = (1, 2, 5, 6, 9, 10, 12, 20, 24, 30, 40, 50, 60, 90, 100, 106)
    said = " ".join(belonging(number) for number in numbers)
    assert said == "1-і 2-сі 5-і 6-сы 9-ы 10-ы 12-сі 20-сы 24-і 30-ы 40-ы 50-і 60-ы 90-ы 100-і 106-сы"


def test_page_of_a_list_is_named_as_the_language_does() -> None:
    page = {"first": 6, "last": 9, "count": 9}
    assert screen_words().say("page-parties", "kk", **page) == "9 партияның 6–9-ы"
    assert screen_words().say("page-parties", "ru", **page) == "Партии 6–9 из 9"
