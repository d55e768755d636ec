"""Letters of a single text: alphabets mixed in one word, digits in names, capitals, Kazakh letters that seem missing.

A Latin "A" in a Cyrillic name looks the same on screen and on paper, but sorts elsewhere, is searched for in vain and
is read aloud wrongly: a word that mixes the two never leaves here.

Kazakh letters are lost when a name is typed on a Russian keyboard. Kazakh has қ and ғ beside а, о, ұ, ы and к and г
beside the other vowels; so "ка", "ко", "кы", "га", "го", "гы", and the endings "улы" and "кызы", are asked about in the
Kazakh name of a person who bears a Kazakh patronymic or has a Kazakh letter anywhere else in the name.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from sailau.election.nouns import Candidate, Definition, Language
from sailau.election.problems import Path
from sailau.election.proofreading.finding import Finding, Said, Weight, texts_of
from sailau.refusal import Text

ARTICLE: Final = "L 37(1), 50-4(2)"
KAZAKH_LETTERS: Final = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
LIKE_LATIN: Final = frozenset("ABCEHKMOPTXYaceopxyi")
"""Latin letters that have a Cyrillic twin."""
SMALL_WORDS: Final = frozenset(
    (
        *(
            "ұлы",
            "улы",
            "қызы",
            "кызы",
            "оғлы",
            "оглы",
            "кызи",
            "гызы",
            "заде",
            "бин",
            "ибн",
            "де",
            "фон",
            "аль",
            "эль",
        ),
        *("uly", "kyzy", "ogly", "qyzy", "bin", "ibn", "van", "von", "de", "al"),
    )
)
"""Parts of names that are written small when they stand alone."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_NAME_WORD: Final = re.compile(r"[^\s\-‐‑–—]+")
_RUSSIAN_ONLY: Final = re.compile(r"[фцчщъьэ]|ко$|ский$|ская$", re.IGNORECASE)
_SUSPECT: Final = re.compile(r"к(?=[аы]|о(?!ва?$))|г(?=[аоы])|улы$|кызы$|гуль", re.IGNORECASE)
_KAZAKH_FATHER: Final = re.compile(r"(?:ұлы|улы|қызы|кызы)$", re.IGNORECASE)


def odd_letters(definition: Definition) -> Iterator[Finding]:
    """Findings on the letters of every text, and of the candidates' names."""
    for said in texts_of(definition):
        for language, text in said.in_.items():
            place = (*said.path, language.value)
            yield from _alphabets(text, language, place)
            if said.is_person:
                yield from _digits(text, place)
                yield from _capitals(text, place)
        yield from _same(said)
    for number, contest in enumerate(definition.contests):
        for index, answer in enumerate(contest.answers):
            if isinstance(answer, Candidate):
                yield from _missing_letters(answer, ("contests", number, "candidates", index))


def _alphabets(text: str, language: Language, place: Path) -> Iterator[Finding]:
    for word in _WORD.findall(text):
        latin = [letter for letter in word if unicodedata.name(letter, "").startswith("LATIN")]
        if not latin:
            if language is Language.EN and any(_is_cyrillic(letter) for letter in word):
                yield _foreign(word, place, "кириллицамен", "кириллицей", "in Cyrillic letters")
        elif len(latin) < len(word):
            yield _mixed(word, latin if language is not Language.EN else [c for c in word if c not in latin], place)
        elif language is not Language.EN and set(word) <= LIKE_LATIN:
            yield _foreign(word, place, "латын әріптерімен", "латиницей", "in Latin letters")
    if language is Language.RU:
        kazakh = "".join(sorted(KAZAKH_LETTERS & set(text)))
        if kazakh:
            yield Finding(
                code="kazakh-letter-in-russian",
                weight=Weight.LOOK,
                article=ARTICLE,
                path=place,
                text=Text(
                    f"Орысша мәтінде қазақ әріптері бар: {kazakh}",
                    f"В русском тексте стоят казахские буквы: {kazakh}",
                    f"Kazakh letters stand in the Russian text: {kazakh}",
                ),
            )


def _is_cyrillic(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("CYRILLIC")


def _mixed(word: str, strangers: list[str], place: Path) -> Finding:
    codes = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in dict.fromkeys(strangers))
    return Finding(
        code="mixed-alphabets",
        weight=Weight.STOP,
        article=ARTICLE,
        path=place,
        text=Text(
            f"«{word}» сөзінде латын мен кирилл әріптері араласқан: {codes}. Сөзді қайта теріңіз.",
            f"В слове «{word}» смешаны латиница и кириллица: {codes}. Наберите слово заново.",
            f"Latin and Cyrillic letters are mixed in “{word}”: {codes}. Type the word again.",
        ),
    )


def _foreign(word: str, place: Path, kk: str, ru: str, en: str) -> Finding:
    return Finding(
        code="other-alphabet",
        weight=Weight.LOOK,
        article=ARTICLE,
        path=place,
        text=Text(f"«{word}» {kk} терілген.", f"«{word}» набрано {ru}.", f"“{word}” is typed {en}."),
    )


def _digits(text: str, place: Path) -> Iterator[Finding]:
    if any(character.isdigit() for character in text):
        yield Finding(
            code="digit-in-name",
            weight=Weight.STOP,
            article=ARTICLE,
            path=place,
            text=Text(
                f"Адам атында цифр тұр: «{text}». Тіркеу жазбасымен салыстырыңыз.",
                f"В имени человека стоит цифра: «{text}». Сверьте с записью о регистрации.",
                f"A digit stands in a person's name: “{text}”. Compare with the registration entry.",
            ),
        )


def _capitals(text: str, place: Path) -> Iterator[Finding]:
    for word in _NAME_WORD.findall(text):
        letters = "".join(_WORD.findall(word))
        if not letters or letters in SMALL_WORDS or (letters[0].isupper() and letters[1:] == letters[1:].lower()):
            continue
        if re.match(r"(?:Mc|Mac|O|D)[’'ʼ]?[A-Z][a-z]+$", word):
            continue
        yield Finding(
            code="unusual-capitals",
            weight=Weight.LOOK,
            article=ARTICLE,
            path=place,
            text=Text(
                f"Бас әріптері әдеттегідей емес: «{word}».",
                f"Необычные заглавные буквы: «{word}».",
                f"Unusual capitals: “{word}”.",
            ),
        )


def _same(said: Said) -> Iterator[Finding]:
    """A text other than a person's name that reads alike in Kazakh and Russian was probably not translated."""
    kk, ru = said.in_[Language.KK], said.in_[Language.RU]
    if not said.is_person and kk == ru and sum(len(word) for word in _WORD.findall(kk)) > 3:
        yield Finding(
            code="not-translated",
            weight=Weight.LOOK,
            article=ARTICLE,
            path=said.path,
            text=Text(
                f"Қазақша және орысша мәтін бірдей: «{kk}».",
                f"Казахский и русский тексты совпадают: «{kk}».",
                f"The Kazakh and the Russian text are the same: “{kk}”.",
            ),
        )


def _missing_letters(candidate: Candidate, path: Path) -> Iterator[Finding]:
    parts = {"surname": candidate.surname, "name": candidate.name}
    if candidate.patronymic is not None:
        parts["patronymic"] = candidate.patronymic
    whole = " ".join(words.kk for words in parts.values())
    father = parts["patronymic"].kk if "patronymic" in parts else ""
    if not (KAZAKH_LETTERS & set(whole) or _KAZAKH_FATHER.search(father)):
        return
    for part, words in parts.items():
        suspects = [
            word
            for word in _NAME_WORD.findall(words.kk)
            if _SUSPECT.search(word) and not (part != "patronymic" and _RUSSIAN_ONLY.search(word))
        ]
        is_russian_form = words.kk == words.ru or re.search(r"(?:улы|кызы)$", words.kk, re.IGNORECASE)
        if suspects and is_russian_form:
            yield _asked(suspects[0], (*path, part, "kk"))


def _asked(word: str, place: Path) -> Finding:
    return Finding(
        code="kazakh-letter-missing",
        weight=Weight.LOOK,
        article=ARTICLE,
        path=place,
        text=Text(
            f"«{word}»: қазақ әрпі түсіп қалмаған ба (қ, ғ, ұ, і, ә, ө, ү, ң, һ)? Тіркеу жазбасымен салыстырыңыз.",
            f"«{word}»: не пропущена ли казахская буква (қ, ғ, ұ, і, ә, ө, ү, ң, һ)? Сверьте с записью о регистрации.",
            f"“{word}”: is a Kazakh letter missing (қ, ғ, ұ, і, ә, ө, ү, ң, һ)? Compare with the registration entry.",
        ),
    )
