"""The list with its marks as paper, kept current beside the running day (L 41, 43(3-1); R 8).

    snapshot        what the list says now: a voter's mark and helper, the figures; no time, no order, no card
    write_pieces    the PDFs, a thousand voters each: `list-1.pdf`, `list-2.pdf`
    ListKeeper      writes them anew when something changed: every five minutes at most, and after the last voter

Printing is done by a process of its own, with a low place in the machine's order: voters do not wait for paper. What
was written before is overwritten before it is replaced, for from two copies one could see who came between them.
"""

import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from sailau.adapters.files import write_atomically
from sailau.adapters.pdf.voter_list import MarkedList, MarkedVoter, render_marked_list
from sailau.checkin.state import Admitted, AppliedForHome, GivenPaper, Intended, NotAdmitted, Standing, figures
from sailau.checkin.voters import VoterEntry
from sailau.ports import RecorderLostError
from sailau.precinct import State
from sailau.protocol.document import Bilingual, Line, PaperHead
from sailau.service.act_paper import article_named
from sailau.service.booth_helper import helpers_by_number
from sailau.service.desk import standing_by_number
from sailau.service.heads import head_now
from sailau.service.paper_ballots import is_mixed
from sailau.service.precinct import Precinct
from sailau.words.numbers import in_words

PIECE: Final = 1_000
EVERY_SECONDS: Final = 300.0
LOOK_SECONDS: Final = 1.0
NICE: Final = 10
_ARTICLES: Final = "L 41, 43(3-1)"
_KEPT: Final = Bilingual("комиссияда сақталады, ілінбейді", "хранится у комиссии, не вывешивается")
_ADMITTED: Final = Bilingual("жіберілді", "допущен")
_PAPER: Final = Bilingual("қағаз бюллетень", "бумажный бюллетень")
_AT_HOME: Final = Bilingual("үйде дауыс берді", "голосовал на дому")
_APPLIED: Final = Bilingual("үйде дауыс беруге өтініш", "заявление о голосовании на дому")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The list at a moment, ready for the printer; two that say the same are equal but for the head's moment."""

    head: PaperHead
    lines: tuple[Line, ...]
    voters: tuple[MarkedVoter, ...] = field(repr=False)


def snapshot(precinct: Precinct) -> Snapshot:
    """What the list says now. An admission that a desk has begun is not one yet."""
    known, helped = standing_by_number(precinct), helpers_by_number(precinct)
    counted = figures(known.values())
    values = [
        (Bilingual("Тізімдегі сайлаушылар", "Избирателей в списке"), len(precinct.voters)),
        (Bilingual("Жіберілгендер", "Допущено"), counted.admitted - counted.admitted_at_home),
        (Bilingual("Үйде дауыс бергендер", "Голосовали на дому"), counted.admitted_at_home),
    ]
    if is_mixed(precinct):
        values.append((Bilingual("Берілген қағаз бюллетеньдер", "Выдано бумажных бюллетеней"), counted.paper_given))
    lines = tuple(
        Line(number=str(place), label=label, value=value, words=Bilingual(in_words(value, "kk"), in_words(value, "ru")))
        for place, (label, value) in enumerate(values, start=1)
    )
    voters = tuple(
        _marked(entry, known.get(entry.number, NotAdmitted()), helped.get(entry.number, ""))
        for entry in precinct.voters
    )
    return Snapshot(head=head_now(precinct), lines=lines, voters=voters)


def write_pieces(taken: Snapshot, folder: Path) -> None:
    """Print the list into `folder`, a thousand voters a file. Raises StoreError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for piece, start in enumerate(range(0, len(taken.voters), PIECE), start=1):
        part = taken.voters[start : start + PIECE]
        document = MarkedList(
            head=taken.head,
            about=Bilingual(
                f"тізім бойынша № {part[0].number} – {part[-1].number}",
                f"по списку № {part[0].number} – {part[-1].number}",
            ),
            lines=taken.lines if piece == 1 else (),
            voters=part,
            articles=article_named(_ARTICLES),
            hangs=_KEPT,
        )
        path = folder / f"list-{piece}.pdf"
        pdf = render_marked_list(document)
        _blank(path)
        write_atomically(path, pdf)


class ListKeeper:
    """Keeps the printed list of a running precinct current; `turn` is held while the stores are read."""

    def __init__(
        self, precinct: Precinct, turn: Lock, folder: Path, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._precinct, self._turn, self._folder, self._monotonic = precinct, turn, folder, monotonic
        self._looked = self._written = float("-inf")
        self._said: object = None
        self._printing: multiprocessing.process.BaseProcess | None = None

    def look(self) -> None:
        """Print the list if it is time to and it says something new. Asked again and again; never waits."""
        now = self._monotonic()
        if now - self._looked < LOOK_SECONDS or self._is_printing():
            return
        self._looked = now
        with self._turn:
            is_open = self._precinct.state is State.OPEN
            due = now - self._written >= EVERY_SECONDS or not is_open
            taken = snapshot(self._precinct) if due else None
        if taken is None or (taken.voters, taken.lines) == self._said:
            return
        self._written, self._said = now, (taken.voters, taken.lines)
        self._start(taken)

    def finish(self, seconds: float = 120.0) -> None:
        """Wait for what is being printed."""
        if self._printing is not None:
            self._printing.join(seconds)

    def _start(self, taken: Snapshot) -> None:
        self._printing = multiprocessing.get_context("spawn").Process(
            target=_print, args=(taken, self._folder), name="list", daemon=True
        )
        self._printing.start()

    def _is_printing(self) -> bool:
        if self._printing is None:
            return False
        if self._printing.is_alive():
            return True
        failed, self._printing = self._printing.exitcode != 0, None
        if failed:
            self._said = None
            with self._turn:
                self._tell_of_failure()
        return False

    def _tell_of_failure(self) -> None:
        try:
            self._precinct.recorder().record("fault-reported", part="printer")
        except RecorderLostError:
            self._looked = float("-inf")


def _print(taken: Snapshot, folder: Path) -> None:
    os.nice(NICE)
    write_pieces(taken, folder)


def _blank(path: Path) -> None:
    """Overwrite a copy that is to be replaced: what the disk still gives of it then says nothing."""
    if path.exists():
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())


def _marked(entry: VoterEntry, standing: Standing, helper: str) -> MarkedVoter:
    return MarkedVoter(
        number=str(entry.number),
        name=" ".join(filter(None, (entry.surname, entry.name, entry.patronymic))),
        address=entry.address,
        mark=_mark(standing),
        helper=helper,
    )


def _mark(standing: Standing) -> Bilingual | None:
    match standing:
        case NotAdmitted() | Intended():
            return None
        case Admitted(tour=None):
            return _ADMITTED
        case Admitted():
            return _AT_HOME
        case AppliedForHome():
            return _APPLIED
        case GivenPaper():
            return _PAPER
