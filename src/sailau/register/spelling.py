"""One name, many spellings: Kazakh, Russian and Latin brought to one form, so that they can be compared.

    Жүсіпова · Jüsıpova · Zhusipova      Қайрат · Кайрат · Qairat · Kayrat      Шоқан · Шокан · Şoqan · Shokan

The form is for comparing alone; it is never shown or kept. Latin is the Kazakh alphabet of 2021 as well as the
spellings that passports have. What remains different after folding (Жүсіп, Жусуп) is a matter of `likeness`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

CACHE: Final = 1 << 17

_CYRILLIC: Final[dict[str, str]] = (
    dict(zip("абвгдезийклмнопрстуф", "abvgdeziiklmnoprstuf", strict=True))
    | dict(zip("әғқңөұүһі", "agknouuhi", strict=True))
    | {"ж": "j", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e"}
    | {"ю": "iu", "я": "ia", "ё": "e", "ў": "u"}
)
_BEFORE: Final = {ord("ç"): "ch", ord("ı"): "i", ord("ŋ"): "n", ord("'"): "", ord("’"): "", ord("ʹ"): ""}
_AFTER: Final = str.maketrans(_CYRILLIC) | dict.fromkeys(range(0x300, 0x370))
_GROUPS: Final = {
    "shch": "s",
    "sch": "s",
    "sh": "s",
    "dzh": "j",
    "dj": "j",
    "zh": "j",
    "kh": "h",
    "gh": "g",
    "ch": "c",
    "ck": "k",
    "c": "k",
    "q": "k",
    "w": "u",
    "x": "ks",
    "y": "i",
}
"""Longer ones first: the first that fits is taken."""
_GROUP: Final = re.compile("|".join(_GROUPS))
_NO_LETTER: Final = re.compile(r"[^a-z]+")
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")
_DOUBLED: Final = re.compile(r"(?!kkizi)(.)\1+")
"""Серікқызы keeps both: one is the name's, one the ending's."""

_VOWELS: Final = {ord(vowel): None for vowel in "aeiou"}
_FAMILY_ENDING: Final = re.compile(r"(?<=..)(?:(?:ov|ev|in)a?|uli|kizi)$")
_FATHER_ENDING: Final = re.compile(r"(?<=..)(?:(?:ov|ev)(?:ic|na)|inicna|icna|ic|uli|kizi)$")
_STREET_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        kosesi kos ulitsa ul street st dangili prospekt pr prospect avenue ave ui dom d house uii pater kvartira kv
        flat apt apartment kalasi gorod g city k audani raion rn oblisi oblast auili selo s a sagin audan
        mikroraion mkr md m
        """,
    )
)
"""What stands in addresses besides names and numbers, folded."""


@lru_cache(CACHE)
def fold(name: str) -> str:
    """A name in the common form: small Latin letters; empty when it has none."""
    return _NO_LETTER.sub("", _common(name))


@lru_cache(CACHE)
def skeleton(folded: str) -> str:
    """The consonants of a folded name; the name itself when it has none."""
    return folded.translate(_VOWELS) or folded


@lru_cache(CACHE)
def family_stem(folded: str) -> str:
    """A folded surname without the ending of sex and of language: akhmetova, akhmetuly → ahmet."""
    return _FAMILY_ENDING.sub("", folded)


@lru_cache(CACHE)
def father_stem(folded: str) -> str:
    """A folded patronymic without its ending: serikovich, serikuly → serik."""
    return _FATHER_ENDING.sub("", folded)


def fold_address(address: str) -> str:
    """Names and numbers of an address in order, without the words between them and the names' endings (Абай, Абая)."""
    words = _NO_WORD.sub(" ", _common(address)).split()
    return " ".join(word.rstrip("aeiou") or word for word in words if word not in _STREET_WORDS)


def _common(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().translate(_BEFORE)).translate(_AFTER)
    grouped = _GROUP.sub(lambda match: _GROUPS[match[0]], plain).replace("sh", "s").replace("ie", "e")
    return _DOUBLED.sub(_single, grouped)


def _single(match: re.Match[str]) -> str:
    return match[0] if match[1].isdigit() else match[1]
