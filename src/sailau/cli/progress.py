"""A progress bar on stderr for work of several steps, when a person looks at it."""

import sys
from typing import Never

from tqdm import tqdm


class ProgressBar:
    """Called with a step's name, what is done and how much there is; one bar a step, removed when it ends."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._step = ""
        self._bar: tqdm[Never] | None = None

    def __call__(self, step: str, done: int, total: int) -> None:
        if not self._shown:
            return
        if step != self._step:
            self.close()
            self._step, self._bar = step, tqdm(total=total, desc=step, file=sys.stderr, leave=False)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
