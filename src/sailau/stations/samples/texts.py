"""What a page says and in which language it says so: for captions, and for the test that nothing is untranslated."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from sailau.words.numbers import Language

SAID_BY: Final = ("alt", "aria-label", "placeholder", "title")
"""Attributes that are read out or shown."""
_VOID: Final = frozenset({"meta", "link", "input", "img", "br", "hr", "path", "circle", "rect", "use", "line"})
_SILENT: Final = frozenset({"style", "script"})


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a page; `is_name`: it must not be translated (`translate="no"`), as names and numbers are."""

    language: str
    text: str
    in_heading: bool
    is_name: bool


def said_on(html: str) -> tuple[Said, ...]:
    """Every text of a page in its order, each with the language of the nearest element that names one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.said)


def heading_of(html: str, language: Language) -> str:
    """The page's heading in the language; empty when it has none in it."""
    found = [one.text for one in said_on(html) if one.in_heading and one.language == language]
    return " ".join(text for text in found if text != "·")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[Said] = []
        self._open: list[tuple[str, str, bool]] = [("", "", False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        _, language, is_name = self._open[-1]
        language = given.get("lang") or language
        is_name = given.get("translate") == "no" or is_name
        for attribute in SAID_BY:
            self._say(given.get(attribute) or "", language, is_name=is_name)
        if tag not in _VOID:
            self._open.append((tag, language, is_name))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        tag, language, is_name = self._open[-1]
        if tag not in _SILENT:
            self._say(data, language, is_name=is_name)

    def _say(self, text: str, language: str, *, is_name: bool) -> None:
        if text.strip():
            in_heading = any(tag == "h1" for tag, _, _ in self._open)
            self.said.append(Said(language, " ".join(text.split()), in_heading, is_name))
