"""The public screen at the table: challenged ballots opened, and whether a ballot is in the box (L 50-1(7), 50-5(1)).

A challenged ballot is void, durably, before it comes here (`service.accumulator`). What was just opened is shown for
three minutes; all that were opened can be looked at again, in the order of their seal numbers, which tells nothing of
their coming. Of a ballot in the box the screen says that it is there, by its seal number, and nothing more.

The screen keeps nothing but what it can make anew from the box.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sailau.election.ballot import Blank, ContestQuestion, contest_choice, control_answer
from sailau.election.nouns import Answer, Contest
from sailau.errors import FormatError
from sailau.formats.v1.ballot import tracker
from sailau.refusal import Refusal, Text
from sailau.service.accumulator import ASIDE, BALLOTS, Shown, opening_of
from sailau.service.aside import payload_of, read_aside
from sailau.service.precinct import Precinct
from sailau.terminal.shown import CROCKFORD, SEAL_SIGNS, seal_number
from sailau.verifier.challenged import Opening

OPENED_SECONDS: Final = 180.0
WAIT_SECONDS: Final = 3.0
"""How long a question waits for a card's conversation at the table to end."""

TABLE_BUSY: Final = Refusal(
    "table-busy",
    "R 12",
    Text(
        "Үстел бос емес, бір сәттен кейін қайталаңыз.",
        "Стол занят, повторите через мгновение.",
        "The table is busy, try again in a moment.",
    ),
)

_TYPED_FOR: Final = str.maketrans("OILАВЕКМНРСТХУ", "011ABEKMHPCTXY")
"""Letters that seal numbers do not have, taken for figures; Cyrillic ones that look like Latin."""


@dataclass(frozen=True, slots=True)
class OpenedContest:
    """A contest of an opened ballot: what was chosen, in ballot order; nothing, when the vote was blank."""

    contest: Contest
    chosen: tuple[Answer, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBallot:
    """A challenged ballot. `contests` is None when what the terminal gave does not open it: the machine failed.

    `codes` are its control codes, void now, with their contests (None: the whole ballot's).
    """

    seal: str
    device: str
    contests: tuple[OpenedContest, ...] | None = field(repr=False)
    codes: tuple[tuple[Contest | None, int], ...] = field(repr=False, default=())


class PublicScreen:
    """The screen's state. `turn` is the table's: whoever holds it may read the stores."""

    def __init__(
        self, precinct: Precinct, turn: threading.Lock, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._precinct = precinct
        self._turn = turn
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._latest: OpenedBallot | None = None
        self._until = 0.0
        self._opened = 0
        self._aside: dict[bytes, OpenedBallot | None] = {}
        self._known: set[bytes] = set()
        self._seals: set[str] = set()

    def opened(self, shown: Shown) -> None:
        """Show a ballot that was just opened; called in the table's turn, when it is void already."""
        ballot = _opened(self._precinct, shown.tracker, shown.device, shown.opening)
        with self._lock:
            self._latest, self._until = ballot, self._monotonic() + OPENED_SECONDS
            self._opened += 1

    def latest(self) -> OpenedBallot | None:
        """The ballot that was opened in these last minutes."""
        with self._lock:
            return self._latest if self._monotonic() < self._until else None

    def number(self) -> int:
        """A number that changes when `latest` does."""
        with self._lock:
            return 2 * self._opened + int(self._monotonic() < self._until)

    def all_opened(self) -> tuple[OpenedBallot, ...] | Refusal:
        """All challenged ballots, opened once more, by their seal numbers. Raises StoreError as the store does."""
        entries = self._read(ASIDE)
        if isinstance(entries, Refusal):
            return entries
        with self._lock:
            for credential in entries.keys() - self._aside.keys():
                self._aside[credential] = self._open_again(entries[credential])
            return tuple(sorted((one for one in self._aside.values() if one), key=lambda one: one.seal))

    def _open_again(self, value: bytes) -> OpenedBallot | None:
        """A ballot that lies aside; None when it is one of a void tour, which stays sealed."""
        aside = read_aside(value)
        if aside.kind != "challenged":
            return None
        payload = payload_of(self._precinct, aside.form)
        opening = opening_of(self._precinct, payload, aside.randomness)
        return _opened(self._precinct, tracker(payload), aside.device, opening)

    def is_in_the_box(self, typed: str) -> bool | Refusal:
        """Whether the box has a ballot of the seal number that was typed, whole (`seal_of`)."""
        forms = self._read(BALLOTS)
        if isinstance(forms, Refusal):
            return forms
        with self._lock:
            for credential in forms.keys() - self._known:
                self._seals.add("".join(seal_number(tracker(payload_of(self._precinct, forms[credential])))))
                self._known.add(credential)
            return typed in self._seals

    def _read(self, table: str) -> dict[bytes, bytes] | Refusal:
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            return TABLE_BUSY
        try:
            with self._precinct.stores.box.transaction() as tx:
                return dict(tx.items(table))
        finally:
            self._turn.release()


def seal_of(typed: str) -> str:
    """The signs of a seal number in what a person typed, at most twelve; small letters, spaces, look-alikes pass."""
    signs = typed.upper().translate(_TYPED_FOR)
    return "".join(sign for sign in signs if sign in CROCKFORD)[:SEAL_SIGNS]


def _opened(precinct: Precinct, number: str, device: str, opening: Opening | None) -> OpenedBallot:
    seal = "".join(seal_number(number))
    if opening is None:
        return OpenedBallot(seal=seal, device=device, contests=None)
    try:
        contests = tuple(_contest(asked, opening.plaintexts[asked.index]) for asked in precinct.style.contests)
        codes = tuple(
            (
                asked.contest.contest if asked.contest else None,
                control_answer(asked, opening.plaintexts[asked.index]).code,
            )
            for asked in precinct.style.controls
        )
    except FormatError:
        # What is under the seal is no lawful vote: that too is a terminal that failed.
        return OpenedBallot(seal=seal, device=device, contests=None)
    return OpenedBallot(seal=seal, device=device, contests=contests, codes=codes)


def _contest(asked: ContestQuestion, row: tuple[int, ...]) -> OpenedContest:
    choice = contest_choice(asked, row)
    numbers = () if isinstance(choice, Blank) else sorted(choice)
    return OpenedContest(asked.contest, tuple(asked.answers[number - 1] for number in numbers))
