"""The words of the sealed password (E27, L 50-5(2)): 1,024 nouns of the state language that anyone can type.

`password_words.txt` is the project's own list, written by hand from everyday Kazakh nouns: things, plants, animals, the
house, the weather, crafts, school. Left out: names of parties and faiths, of people and places, words for candidates
and votes, and whatever may offend. What the list promises, and a test holds it to:

- 4 to 8 letters, Kazakh alphabet, each word once, in the order of that alphabet;
- folded to the letters of a Russian keyboard (ә→а, ғ→г, қ→к, ң→н, ө→о, ұ ү→у, һ→х, і→и), no two begin with the same
  four letters, and no word can be made of another by changing, adding or leaving out one letter.

So a password may be typed on either keyboard, in capitals or small letters, and a slip of one letter is never another
word of the list.
"""

from functools import cache
from importlib.resources import files
from typing import Final

LETTERS_MIN: Final = 4
LETTERS_MAX: Final = 8
PREFIX: Final = 4
"""So many letters, folded, tell each word from every other."""

_FOLD: Final = str.maketrans("әғқңөұүһіё", "агкноуухие")


@cache
def password_words() -> tuple[str, ...]:
    """All words of the list, in the order of the Kazakh alphabet."""
    return tuple(files(__package__).joinpath("password_words.txt").read_text(encoding="utf-8").split())


def folded(text: str) -> str:
    """Return `text` in small letters of the Russian keyboard."""
    return text.lower().translate(_FOLD)


def read_word(typed: str) -> str | None:
    """Return the word that was typed, whole or by its first four letters, folded or not; None for any other."""
    form = folded(typed)
    word = _by_prefix().get(form[:PREFIX])
    return word if word is not None and form in (folded(word), folded(word)[:PREFIX]) else None


def nearest(typed: str) -> str | None:
    """Return the one word of the list that `typed` is a single slip away from; None when there is none, or several.

    The list is public, and what is not on it opens nothing: to name the word that was meant tells nobody anything.
    """
    form = folded(typed)
    near = [word for word in password_words() if is_one_slip(form, folded(word))]
    return near[0] if len(near) == 1 else None


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter changed, added or left out makes `other` of `one`, or nothing at all."""
    if abs(len(one) - len(other)) > 1:
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    rest, others = one[same:], other[same:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]


@cache
def _by_prefix() -> dict[str, str]:
    return {folded(word)[:PREFIX]: word for word in password_words()}
