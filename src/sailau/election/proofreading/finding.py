"""A finding of the proofreading: where, how heavy, by which article, and the words for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sailau.election.canonical import tree_of
from sailau.election.nouns import Definition, Language
from sailau.election.problems import Path, path_text
from sailau.election.reading import walk
from sailau.refusal import Text

PERSON_PARTS = ("surname", "name", "patronymic")


class Weight(Enum):
    """`stop`: no proof is made before it is mended. `look`: people look and decide."""

    STOP = "stop"
    LOOK = "look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. `code` is stable and dashed; `path` leads to the value in the definition."""

    code: str
    weight: Weight
    article: str
    path: Path
    text: Text

    @property
    def place(self) -> str:
        """The path as text: `contests[0].candidates[2].surname.ru`."""
        return path_text(self.path)

    def as_json(self) -> dict[str, Any]:
        """The finding for machines."""
        return {
            "code": self.code,
            "weight": self.weight.value,
            "article": self.article,
            "place": self.place,
            "text": {"kk": self.text.kk, "ru": self.text.ru, "en": self.text.en},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One text of the definition in its languages, with the path of the whole."""

    path: Path
    in_: dict[Language, str]

    @property
    def is_person(self) -> bool:
        """Whether it is a part of a candidate's name."""
        return "candidates" in self.path and self.path[-1] in PERSON_PARTS


def texts_of(definition: Definition) -> Iterator[Said]:
    """Every text of the definition, in the order of its canonical form."""
    for path, value in walk(tree_of(definition), ()):
        if isinstance(value, dict) and "kk" in value and "ru" in value:
            yield Said(path=path, in_={language: value[language] for language in Language if language in value})
