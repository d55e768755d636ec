"""Every page of every station in Kazakh, Russian and English: nothing on it is left in another language (E22).

A page is a sample (`sailau.stations.samples`): the function that serves it, at a moment with invented people. What it
says is judged by the language of its nearest element: by words that only another language's catalogues have, and by
letters that the language does not have. Names of people, streets and languages are data, and listed here.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest

from sailau import stations
from sailau.service.act_kinds import ACT_KINDS
from sailau.stations.samples import Sample, samples
from sailau.stations.samples.chair import EXPLAINING
from sailau.stations.samples.chair_day import DRAWN_UP, SUSPENDED
from sailau.stations.samples.technician import DECISION
from sailau.stations.samples.texts import said_on
from sailau.words.numbers import Language
from sailau.words.screens import LANGUAGES, catalogue, catalogues

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
RUSSIAN = re.compile("[эъщ]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)
LATIN = re.compile("[a-z]", re.IGNORECASE)
TEMPLATES = Path(stations.__path__[0])
DATA = """
Қасымова Гүлнар Тұрсынқызы
Серікбаева Айгүл Маратқызы Айна Ахметова Сәуле Бекқызы Абай көшесі үй пәтер Әділов Асқар Қанатұлы Ким Виктор
Қазақша Русский English Рахмет Спасибо Sailau make stop run demo Ctrl Enter member desk PIN QR
ACT SHA technician terminal accumulator portable precinct computer CUPS HP eth health sailau По-русски media-empty-error
цифры округ
"""
"""What is the same in every language: invented people and their street, languages by their own names, commands, and
the two words of thanks that the Rules have in both languages always (R 11); words that two languages share."""


@cache
def words_of(language: Language) -> frozenset[str]:
    """Every word that the catalogues have in the language."""
    found: set[str] = set()
    for name in catalogues():
        for entry in catalogue(name).entries.values():
            text = entry[language]
            for form in [text] if isinstance(text, str) else text.values():
                found |= {word.casefold() for word in WORD.findall(re.sub(r"\{\w+\}", " ", form))}
    return frozenset(found)


@cache
def data() -> frozenset[str]:
    """What is data on every page: names, and the texts of acts, which are in Kazakh and Russian alone."""
    acts: list[str] = []
    for kind in ACT_KINDS.values():
        for label in (kind.title, *kind.labels.values()):
            acts += [label.kk, label.ru]
    acts += [EXPLAINING.text.kk, EXPLAINING.text.ru]
    acts += [text for one in SUSPENDED.acts for text in one.text.values()]
    acts += [reason for one in DRAWN_UP.declined.values() for reason in one.values()]
    return frozenset(word.casefold() for text in (DATA, *acts) for word in WORD.findall(text))


@cache
def own_and_others(language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """The words that may stand in a text of the language, and those that only other languages have."""
    own = words_of(language) | data()
    return own, frozenset().union(*(words_of(other) for other in LANGUAGES if other != language)) - own


def foreign(text: str, language: Language) -> list[str]:
    """The words of a text that are another language's."""
    own, others = own_and_others(language)
    wrong_letters = {"kk": RUSSIAN, "ru": KAZAKH, "en": CYRILLIC}[language]
    found = []
    for word in WORD.findall(text):
        plain = word.casefold()
        if len(word) == 1 or plain in own:
            continue
        if plain in others or wrong_letters.search(word):
            found.append(word)
    return found


def untranslated(html: str, language: Language, *, several: bool = False) -> list[str]:
    """What a page says in another language than the element does; a page for one reader speaks one language."""
    found = []
    for said in said_on(html):
        if said.is_name:
            continue
        if said.language not in LANGUAGES:
            found.append(f"{said.text}: in no language")
            continue
        spoken: Language = next(one for one in LANGUAGES if one == said.language)
        if spoken != language and not several and not set(map(str.casefold, WORD.findall(said.text))) <= data():
            found.append(f"{said.text}: in {spoken} on a page in {language}")
        found += [f"{said.text}: {word}" for word in foreign(said.text, spoken)]
    return found


def names(chosen: Iterable[Sample]) -> set[str]:
    return {sample.station for sample in chosen}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_any_page_is_untranslated(language: Language) -> None:
    found = {
        sample.name: wrong
        for sample in samples()
        if (wrong := untranslated(sample.draw(language), language, several=sample.several))
    }
    assert found == {}


def test_what_is_said_in_acts_names_its_own_language_on_pages_of_another() -> None:
    acts = [asdict(EXPLAINING.text), asdict(ACT_KINDS[EXPLAINING.kind].title), DECISION["text"]]
    written = {text: language for act in (*acts, *DRAWN_UP.declined.values()) for language, text in act.items()}
    said = {
        (one.text, one.language)
        for sample in samples()
        if sample.station in ("chair", "technician")
        for language in LANGUAGES
        for one in said_on(sample.draw(language))
        if one.text in written
    }
    assert said == set(written.items())


def test_every_station_that_has_pages_has_samples() -> None:
    with_pages = {folder.parent.name for folder in TEMPLATES.glob("*/templates")} - {"results"}  # a site, no station
    assert names(samples()) == with_pages
    assert len({sample.name for sample in samples()}) == len(samples())


@pytest.mark.parametrize(
    ("before", "behind", "language"),
    [
        ("Next voter", "Келесі сайлаушы", "en"),
        ("Следующий избиратель", "Next voter", "ru"),
        ("Келесі сайлаушы", "Следующий избиратель", "kk"),
        ("Admitted today", "Бүгін жіберілді", "en"),
        ('aria-label="Find"', 'aria-label="Іздеу"', "en"),
        ('<html lang="ru"', '<html lang="kk"', "ru"),
    ],
)
def test_planted_text_of_another_language_is_found(before: str, behind: str, language: Language) -> None:
    sample = next(one for one in samples() if one.name == "desk-next")
    html = sample.draw(language)
    assert before in html
    assert untranslated(html, language) == []
    assert untranslated(html.replace(before, behind), language)
