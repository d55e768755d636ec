"""The accumulator's one page: a view model with all texts resolved (R 12; L 50-5(5); C21; E22).

Accepted is a dark field with a tick; not taken a white field in amber hatch; counted before a white field in a slate
frame with "=": the voter did nothing wrong. They differ in shape and lightness first, in colour and tone after.
Kazakh stands first and largest, Russian under it, English after them where the election has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sailau.refusal import Text
from sailau.service.accumulator_screen import READING, READY, Telling
from sailau.stations.said import Said, said
from sailau.words import grouped
from sailau.words.numbers import Language
from sailau.words.screens import screen_words, table_words

LONG_HEADING: Final = 18
"""Signs: a longer Kazakh heading is set smaller, for it must not break where a short one would not."""


class Face(StrEnum):
    """How the whole field looks."""

    WAIT = "wait"
    ACCEPTED = "accepted"
    BEFORE = "before"
    NOT_TAKEN = "not-taken"
    STOP = "stop"
    PLAIN = "plain"


class Tone(StrEnum):
    """What is heard: one rising tone, one level tone, two equal low ones."""

    RISING = "rising"
    LEVEL = "level"
    LOW = "low"


_FACES: Final = {
    READY: Face.WAIT,
    READING: Face.WAIT,
    "accepted": Face.ACCEPTED,
    "ballot-taken-before": Face.BEFORE,
    "loaded": Face.PLAIN,
    "returned": Face.PLAIN,
    "abandoned": Face.PLAIN,
    "shown": Face.PLAIN,
    "shown-failed": Face.STOP,
    "ballot-unsound": Face.STOP,
}
_TONES: Final = {
    Face.ACCEPTED: Tone.RISING,
    Face.BEFORE: Tone.LEVEL,
    Face.PLAIN: Tone.LEVEL,
    Face.NOT_TAKEN: Tone.LOW,
    Face.STOP: Tone.LOW,
}
_PICTURES: Final = {READY: "insert", READING: "wait", "loaded": "tick", "shown": "eye"}
_FACE_PICTURES: Final = {
    Face.ACCEPTED: "tick",
    Face.BEFORE: "equals",
    Face.NOT_TAKEN: "card",
    Face.STOP: "stop",
    Face.PLAIN: "info",
    Face.WAIT: "insert",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """Whether the vote is counted, and the one thing to do, in one language."""

    language: Language
    state: str
    todo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything on the screen."""

    word: str
    face: Face
    picture: str
    tone: str
    heading: Said
    is_long: bool
    explained: tuple[Explained, ...]
    counted: Said
    accepted: str
    unknown: Said
    training: Said


def page_of(telling: Telling, languages: Sequence[Language] = ("kk", "ru"), *, training: bool = False) -> Page:
    """What the accumulator shows now, in these languages, in this order."""
    words = table_words()
    is_known = telling.word in words.entries
    face = _FACES.get(telling.word, Face.NOT_TAKEN)
    heading = _lines(telling.word if is_known else "not-taken", languages)
    return Page(
        word=telling.word,
        face=face,
        picture=_PICTURES.get(telling.word, _FACE_PICTURES[face]),
        tone=_TONES.get(face, ""),
        heading=heading,
        is_long=any(len(line.text) > LONG_HEADING for line in heading),
        explained=_explained(telling, languages) if face is not Face.WAIT else (),
        counted=_lines("accepted-count", languages),
        accepted="" if telling.accepted is None else grouped(telling.accepted),
        unknown=_lines("not-known-yet", languages),
        training=said(screen_words(), "training", languages) if training else (),
    )


def _lines(word: str, languages: Sequence[Language]) -> Said:
    return said(table_words(), word, languages)


def _explained(telling: Telling, languages: Sequence[Language]) -> tuple[Explained, ...]:
    words = table_words()
    if f"{telling.word}-do" in words.entries:
        return tuple(
            Explained(one, words.say(f"{telling.word}-state", one), words.say(f"{telling.word}-do", one))
            for one in languages
        )
    # A refusal of the day's state or of the role: its own words say whether anything is counted, and what to do.
    return tuple(Explained(one, "", _in(telling.text, one)) for one in languages if telling.text is not None)


def _in(text: Text, language: Language) -> str:
    return {"kk": text.kk, "ru": text.ru, "en": text.en}[language]
