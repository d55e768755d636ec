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


class Silent:
    """Tells nothing: for one precinct of many, of which a district's story tells a line."""

    def chapter(self, title: Text) -> None:
        """See `Narrator.chapter`."""

    def step(self, article: str, line: Text) -> None:
        """See `Narrator.step`."""

    def refused(self, refusal: Refusal) -> None:
        """See `Narrator.refused`."""

    def progress(self, items: Iterable[T], what: Text, total: int) -> Iterator[T]:
        """See `Narrator.progress`."""
        yield from items


class Bar:
    """A bar for work that tells its own progress: call it with what is done, how many of how many."""

    def __init__(self, narrator: Narrator, what: Text) -> None:
        self._narrator = narrator
        self._what = what
        self._steps: Iterator[int] | None = None
        self._done = 0

    def __enter__(self) -> "Bar":
        return self

    def __call__(self, _what: str, done: int, total: int) -> None:
        """Show that `done` of `total` are done."""
        if self._steps is None:
            self._steps = self._narrator.progress(range(total + 1), self._what, total)
            next(self._steps, None)
        while self._done < done:
            self._done += 1
            next(self._steps, None)

    def __exit__(self, *_: object) -> None:
        if self._steps is not None:
            for _step in self._steps:
                pass
