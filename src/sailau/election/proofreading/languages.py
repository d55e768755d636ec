"""Differences between the languages of one text (E22): whoever reads only one of them must vote on the same thing.

Compared are the numbers that a text names, its names in quotes, how many words a part of a name has, and by its
consonants whether it is the same name at all (Әділов, Адилов, Adilov: д-л-в). Vowels are left out, as the three
spellings differ in them by custom; so is the ending of a patronymic, which each language makes in its own way.
"""

import re
from collections.abc import Iterator
from typing import Final

from sailau.election.nouns import Candidate, Definition, Language
from sailau.election.problems import Path
from sailau.election.proofreading.finding import Finding, Said, Weight, texts_of
from sailau.refusal import Text

ARTICLE: Final = "L 37(1), (2), 50-4(2)"
_NUMBER: Final = re.compile(r"\d+")
_QUOTED: Final = re.compile(r"[«“\"„]([^«»“”\"„]+)[»”\"“]")
_FATHER: Final = re.compile(
    r"(?:ұлы|улы|қызы|кызы|ович|евич|ич|овна|евна|ична|инична|uly|qyzy|kyzy|ovich|evich|yevich|ich|ovna|evna|yevna|ichna)$"
)
_GROUPS: Final = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("dj", "ж"), ("dzh", "ж"), ("kh", "х"), ("gh", "г"), ("sh", "ш"),
    ("ch", "ч"), ("ts", "ц"), ("дж", "ж"), ("ng", "н"), ("нг", "н"), ("ñ", "н"), ("ŋ", "н"), ("ş", "ш"), ("ğ", "г"),
    ("ç", "ч"), ("x", "кс"), ("щ", "ш"),
)  # fmt: skip
_LETTERS: Final = str.maketrans(
    "қғңһхbvgdzklmnprstfqhjcw",
    "кгнккбвгдзклмнпрстфккжкв",
)
_NOT_COMPARED: Final = re.compile(r"[^бвгджзклмнпрстфцчш]")


def differences(definition: Definition) -> Iterator[Finding]:
    """Findings on texts whose languages do not say the same."""
    for said in texts_of(definition):
        yield from _numbers(said)
        yield from _quotes(said)
        if said.is_person:
            yield from _parts(said)
            yield from _names(said)
    for number, contest in enumerate(definition.contests):
        for index, answer in enumerate(contest.answers):
            if isinstance(answer, Candidate) and answer.patronymic is None:
                yield _no_patronymic(answer, ("contests", number, "candidates", index, "patronymic"))


def _numbers(said: Said) -> Iterator[Finding]:
    found = {language: sorted(_NUMBER.findall(text)) for language, text in said.in_.items()}
    if len({tuple(numbers) for numbers in found.values()}) > 1:
        yield _difference("numbers-differ", said, {key: ", ".join(value) or "–" for key, value in found.items()})


def _quotes(said: Said) -> Iterator[Finding]:
    found = {language: _QUOTED.findall(text) for language, text in said.in_.items() if language is not Language.EN}
    kk, ru = found[Language.KK], found[Language.RU]
    if [consonants(name) for name in kk] != [consonants(name) for name in ru]:
        yield _difference("quoted-names-differ", said, {key: ", ".join(value) or "–" for key, value in found.items()})


def _parts(said: Said) -> Iterator[Finding]:
    if len({len(re.split(r"[\s\-‐‑–—]+", text)) for text in said.in_.values()}) > 1:
        yield _difference("parts-of-name-differ", said, said.in_)


def _names(said: Said) -> Iterator[Finding]:
    is_father = said.path[-1] == "patronymic"
    found = {consonants(_FATHER.sub("", text.lower()) if is_father else text) for text in said.in_.values()}
    if len(found) > 1:
        yield _difference("names-differ", said, said.in_)


def consonants(name: str) -> str:
    """The consonants of a name in any of the three spellings, brought to Cyrillic, doubled ones once."""
    text = name.lower()
    for group, letter in _GROUPS:
        text = text.replace(group, letter)
    return re.sub(r"(.)\1+", r"\1", _NOT_COMPARED.sub("", text.translate(_LETTERS)))


_SAID: Final = {
    "numbers-differ": Text(
        "Сандар тілдерде әртүрлі", "Числа в языках различаются", "The numbers differ between languages"
    ),
    "quoted-names-differ": Text(
        "Тырнақшадағы атаулар тілдерде әртүрлі",
        "Названия в кавычках в языках различаются",
        "The names in quotes differ between languages",
    ),
    "parts-of-name-differ": Text(
        "Аттың бөліктері бір тілде артық не кем",
        "В одном из языков у имени больше или меньше частей",
        "The name has more or fewer parts in one of the languages",
    ),
    "names-differ": Text(
        "Тілдердегі атаулар бір адамның аты болып көрінбейді",
        "Имена в языках не похожи на одно и то же имя",
        "The names in the languages do not look like one name",
    ),
}  # fmt: skip


def _difference(code: str, said: Said, shown: dict[Language, str]) -> Finding:
    texts = " · ".join(f"{language.value} «{text}»" for language, text in shown.items())
    words = _SAID[code]
    return Finding(
        code=code,
        weight=Weight.LOOK,
        article=ARTICLE,
        path=said.path,
        text=Text(f"{words.kk}: {texts}.", f"{words.ru}: {texts}.", f"{words.en}: {texts}."),
    )


def _no_patronymic(answer: Candidate, path: Path) -> Finding:
    return Finding(
        code="no-patronymic",
        weight=Weight.LOOK,
        article="L 37(1)",
        path=path,
        text=Text(
            f"{answer.text(Language.KK)}: әкесінің аты жоқ деп көрсетілген. Тіркеу жазбасымен салыстырыңыз.",
            f"{answer.text(Language.RU)}: указано, что отчества нет. Сверьте с записью о регистрации.",
            f"{answer.text(Language.EN)}: stated to have no patronymic. Compare with the registration entry.",
        ),
    )
