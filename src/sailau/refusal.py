"""Refusal: a lawful "no" that a person meets. A value, not an exception.

Every refusal names its article, says in three languages what is refused and what to do, and is
recorded by whoever returns it to a person.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One message in the three languages, in the order Kazakh, Russian, English."""

    kk: str
    ru: str
    en: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A lawful no. `code` is stable and dashed, `article` cites the law (`L 41(1)`, `R 8`)."""

    code: str
    article: str
    text: Text
