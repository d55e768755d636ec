"""What is wrong in a list's file: where (file, row, column), what, and what to do (M8, M10, M12; L 24(5)).

A finding never holds a name, a number or another datum of a voter: rows are named by their line, so a report may be
printed, mailed and kept.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal

from sailau.errors import invariant
from sailau.refusal import Text

FINDINGS_KEPT_MAX: Final = 5_000
"""So many findings are kept with their places; all are counted."""

Tongue = Literal["kk", "ru", "en"]


_WORDS: Final = {
    "row": Text("жол", "строка", "row"),
    "precinct": Text("учаске", "участок", "precinct"),
    "number": Text("нөмір", "номер", "number"),
}
_WORD: Final = re.compile("|".join(_WORDS))


class Weight(StrEnum):
    """An error stops a load; a warning is accepted by name, or stops it too."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding: stable code, weight, article, what is wrong and what to do."""

    code: str
    weight: Weight
    article: str
    reason: Text
    advice: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. `line` is the row as the program that wrote the file counts it, None for the whole file.

    `column` is the file's own heading; `other` names the second row of a pair; `detail` is a fact about the file, such
    as an encoding or a bound.
    """

    kind: Kind
    file: str
    line: int | None = None
    column: str = ""
    other: str = ""
    detail: str = ""

    @property
    def code(self) -> str:
        """The stable code."""
        return self.kind.code

    def reason(self, tongue: Tongue) -> str:
        """What is wrong, with its detail."""
        text: str = getattr(self.kind.reason, tongue)
        more = "; ".join(part for part in (self.detail, _WORD.sub(_in(tongue), self.other)) if part)
        return f"{text.removesuffix('.')} ({more})." if more else text

    def advice(self, tongue: Tongue) -> str:
        """What to do."""
        text: str = getattr(self.kind.advice, tongue)
        return text

    def as_json(self, tongue: Tongue) -> dict[str, Any]:
        """The finding as values for JSON."""
        return {
            "code": self.code,
            "weight": self.kind.weight.value,
            "article": self.kind.article,
            "file": self.file,
            "row": self.line,
            "column": self.column or None,
            "other": self.other or None,
            "detail": self.detail or None,
            "reason": self.reason(tongue),
            "what_to_do": self.advice(tongue),
        }


def _in(tongue: Tongue) -> Callable[[re.Match[str]], str]:
    """The words of a place in one language."""
    return lambda match: str(getattr(_WORDS[match[0]], tongue))


@dataclass(slots=True)
class Findings:
    """Collects findings: counts all by code, keeps the first `FINDINGS_KEPT_MAX`."""

    items: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    errors: int = 0

    def add(self, finding: Finding) -> None:
        """Take one."""
        self.counts[finding.code] += 1
        self.errors += finding.kind.weight is Weight.ERROR
        if len(self.items) < FINDINGS_KEPT_MAX:
            self.items.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take several."""
        for finding in findings:
            self.add(finding)

    def warnings(self) -> frozenset[str]:
        """The codes of all warnings there are."""
        return frozenset(code for code in self.counts if KINDS_BY_CODE[code].weight is Weight.WARNING)


KINDS_BY_CODE: Final[dict[str, Kind]] = {}
"""Every kind there is; filled by `kind`."""


def kind(code: str, weight: Weight, article: str, reason: Text, advice: Text) -> Kind:
    """Make a kind known. Codes are unique."""
    invariant(code not in KINDS_BY_CODE, f"two kinds of finding are called {code}")
    made = Kind(code, weight, article, reason, advice)
    KINDS_BY_CODE[code] = made
    return made
