"""The sealed password: drawn at installation, printed once, opened by the chair before voting (E27, E28; L 50-5(2)).

Eight words, each drawn alone from 1,024 by the operating system's generator: 8 · log2(1024) = 80 bits, three more than
the 77 that are asked for. One try costs a key derivation of 64 MiB (`adapters.password`), and at the machine itself
five tries are followed by five minutes' wait (`adapters.lockout`).

The password exists in three places only: in the memory of the program that draws it, and on two sheets, each folded
into an envelope: one for the precinct, one for the oblast commission. No file holds it; what the stores hold is a key
sealed under it.
"""

import math
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sailau.errors import invariant
from sailau.refusal import Refusal, Text
from sailau.words.password import nearest, password_words, read_word

WORDS: Final = 8
BITS_MIN: Final = 77
_BETWEEN: Final = re.compile(r"[\s\d.,;:()\-–—_/№]+")
"""What may stand between words when a person types them: spaces, hyphens, the numbers of the sheet."""


@dataclass(frozen=True, slots=True)
class SealedPassword:
    """The password as it was drawn. It is shown by nothing but `shown`, which is for the envelopes."""

    words: tuple[str, ...] = field(repr=False)

    def __post_init__(self) -> None:
        invariant(len(self.words) == WORDS, f"a sealed password has {WORDS} words")
        invariant(set(self.words) <= set(password_words()), "a sealed password is made of words of the list")

    @property
    def secret(self) -> bytes:
        """What stores are sealed under: the words of the list, small letters, a space between."""
        return _secret(self.words)

    @property
    def shown(self) -> tuple[str, ...]:
        """The words as they are printed, in their order."""
        return tuple(word.upper() for word in self.words)


def bits(words: int = WORDS) -> float:
    """How many bits a password of so many words has: each is drawn alone, and all are equally likely."""
    return words * math.log2(len(password_words()))


def draw_password() -> SealedPassword:
    """Draw a new password by the operating system's generator."""
    return SealedPassword(tuple(secrets.choice(password_words()) for _ in range(WORDS)))


def typed_password(text: str) -> bytes | Refusal:
    """Read what a person typed: the secret, or which word is not one of the list.

    Capitals, further spaces, hyphens, the sheet's numbers and Russian letters for Kazakh ones do no harm, and the
    first four letters of a word are enough. A refusal here is no try: it cannot have been the password.
    """
    typed = [word for word in _BETWEEN.split(text.strip()) if word]
    if len(typed) != WORDS:
        return _wrong_number(len(typed))
    words = [read_word(word) for word in typed]
    wrong = [number for number, word in enumerate(words) if word is None]
    return _not_words(wrong, typed) if wrong else _secret([word for word in words if word is not None])


def _secret(words: Sequence[str]) -> bytes:
    return " ".join(words).encode()


def _wrong_number(found: int) -> Refusal:
    return Refusal(
        "password-wrong-number-of-words",
        "L 50-5(2)",
        Text(
            f"Парольде {WORDS} сөз бар, ал терілгені – {found}. Бұл әрекет саналмады.",
            f"В пароле {WORDS} слов, а набрано {found}. Эта попытка не засчитана.",
            f"The password has {WORDS} words, and {found} were typed. This did not count as a try.",
        ),
    )


def _not_words(wrong: Sequence[int], typed: Sequence[str]) -> Refusal:
    """Name the places; the word that may be meant is named where a single slip tells it."""
    near = {number: nearest(typed[number]) for number in wrong}
    kk = ", ".join(f"{n + 1}-сөз" + (f" (мүмкін, «{w}»)" if w else "") for n, w in near.items())
    ru = ", ".join(f"слово {n + 1}" + (f" (возможно, «{w}»)" if w else "") for n, w in near.items())
    en = ", ".join(f"word {n + 1}" + (f" (perhaps “{w}”)" if w else "") for n, w in near.items())
    return Refusal(
        "password-not-of-the-list",
        "L 50-5(2)",
        Text(
            f"Сөздер тізімінде жоқ: {kk}. Қайта теріңіз. Бұл әрекет саналмады.",
            f"Нет в списке слов: {ru}. Наберите ещё раз. Эта попытка не засчитана.",
            f"Not in the list of words: {en}. Type again. This did not count as a try.",
        ),
    )
