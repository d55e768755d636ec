"""Who tells the story: the command line prints it, tests keep it."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from sailau.refusal import Refusal, Text

T = TypeVar("T")


class Narrator(Protocol):
    """Told of every step of a rehearsal, in three languages, with the article that asks for it."""

    def chapter(self, title: Text) -> None:
        """Begin a part of the story."""
        ...

    def step(self, article: str, line: Text) -> None:
        """Tell a step."""
        ...

    def refused(self, refusal: Refusal) -> None:
        """Show what a person was refused, in the words of the screen."""
        ...

    def progress(self, items: Iterable[T], what: Text, total: int) -> Iterator[T]:
        """Pass the items on and show how far it is."""
        ...
