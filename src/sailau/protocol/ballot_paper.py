"""A ballot on paper as data, in one language: the proof that the central commission approves (E22, C4, M25, M28).

Texts come ready, as on the other papers; the printer lays them out as the terminal's screen shows them.
"""

from dataclasses import dataclass
from datetime import date

from sailau.election.nouns import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRow:
    """An answer as it stands in its row: `strong` (surname, or a party's whole name) and the rest of the name."""

    number: int
    strong: str
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotContest:
    """One question: heading, how many to choose, rows in ballot order; `blank` is the blank vote's row, "" = none."""

    heading: str
    instruction: str
    rows: tuple[BallotRow, ...]
    blank: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotPaper:
    """The ballot of one style in one language. `about` says whose it is; `notes` hold for the whole ballot."""

    language: Language
    mark: str
    title: str
    about: tuple[str, ...]
    contests: tuple[BallotContest, ...]
    notes: tuple[str, ...]
    notes_heading: str
    fingerprint_label: str
    short_fingerprint: str
    fingerprint: str
    page_word: str
    articles: str
    day: date
