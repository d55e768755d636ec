"""Words: numbers written out, figures as people read them. At the bottom: imports nothing of ours.

L 43(8) (M49): in a protocol every number is repeated in words. The protocol is in Kazakh and
Russian; English is for the documents of observers.
"""

from sailau.words.figures import decimal, grouped
from sailau.words.numbers import IN_WORDS_MAX, Language, in_words

__all__ = ["IN_WORDS_MAX", "Language", "decimal", "grouped", "in_words"]
