"""Questions of a ballot, as the protocol knows them (protocol specification, "Questions").

A contest becomes one homomorphic question: only sums are ever opened. The control code (R 11, R 19)
becomes non-homomorphic questions: their answers are opened one by one, after the mix.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class HomomorphicQuestion:
    """A contest: choose from `minimum` to `maximum` of `answers`.

    `blank` is None when the key is absent; True adds a leading answer "blank vote" to the ballot.
    """

    answers: tuple[str, ...]
    minimum: int
    maximum: int
    question: str
    blank: bool | None = None

    @property
    def width(self) -> int:
        """Number of ciphertexts of an answer, a possible leading blank one included."""
        return len(self.answers) + (1 if self.blank else 0)


@dataclass(frozen=True, slots=True)
class NonHomomorphicQuestion:
    """A list of small integers, one for each entry of `answers`, opened after the mix.

    `extra` is the hint that the specification allows beside the question, as parsed JSON.
    """

    answers: tuple[str, ...]
    question: str
    extra: Any = None


Question = HomomorphicQuestion | NonHomomorphicQuestion
