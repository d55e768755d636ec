"""The rehearsal told on a terminal: chapters, steps with their articles, refusals; bars on stderr for a person."""

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from tqdm import tqdm

from sailau.refusal import Refusal, Text
from sailau.words import Language as Tongue

T = TypeVar("T")

LANGUAGES: Final[tuple[Tongue, ...]] = ("kk", "ru", "en")
WIDTH_MAX: Final = 118
ARTICLE_WIDTH: Final = 26
REFUSED: Final = Text("Бас тартылды", "Отказано", "Refused")


def said(text: Text, language: Tongue) -> str:
    """One language of a text."""
    return {"kk": text.kk, "ru": text.ru, "en": text.en}[language]


class Narration:
    """Prints in one language to stdout, as the story goes."""

    def __init__(self, language: Tongue) -> None:
        self._language = language
        self._width = min(WIDTH_MAX, shutil.get_terminal_size((WIDTH_MAX, 24)).columns)

    def chapter(self, title: Text) -> None:
        """See `Narrator.chapter`."""
        head = f"── {said(title, self._language)} "
        self.line(f"\n{head}{'─' * max(0, self._width - len(head))}")

    def step(self, article: str, line: Text) -> None:
        """See `Narrator.step`."""
        self._wrapped(article, said(line, self._language))

    def refused(self, refusal: Refusal) -> None:
        """See `Narrator.refused`."""
        self._wrapped("", f"✗ {said(REFUSED, self._language)}: {said(refusal.text, self._language)}")

    def progress(self, items: Iterable[T], what: Text, total: int) -> Iterator[T]:
        """See `Narrator.progress`."""
        shown = sys.stderr.isatty()
        yield from tqdm(
            items, desc=said(what, self._language), total=total, file=sys.stderr, leave=False, disable=not shown
        )

    def line(self, line: str) -> None:
        """Print a line, above the bar when there is one."""
        tqdm.write(line, file=sys.stdout)
        sys.stdout.flush()

    def _wrapped(self, article: str, text: str) -> None:
        lines = textwrap.wrap(text, max(40, self._width - ARTICLE_WIDTH), break_long_words=False)
        for place, part in enumerate(lines):
            self.line(f"{article if place == 0 else '':<{ARTICLE_WIDTH}}{part}".rstrip())
