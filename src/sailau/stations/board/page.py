"""The observers' board as a view model with all texts resolved (L 20-1(5), 50-5(1); E22).

Everything stands in Kazakh and Russian, and in English where the election has it. At three metres nothing that is
needed is smaller than 30 px; the equation of cards stands in figures at the foot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import segno

from sailau.precinct.present import Kind
from sailau.service.board import Seen
from sailau.service.day_summary import DaySummary
from sailau.stations.board.present import SHOWN, in_fours
from sailau.stations.said import Said
from sailau.stations.said import said as said_in
from sailau.words import grouped
from sailau.words.numbers import Language
from sailau.words.screens import board_words

_STATES: Final = frozenset({"installed", "checked", "open", "suspended", "closed"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and what it is called."""

    name: Said
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything on the board."""

    state: Said
    precinct: Said
    training: Said
    clock: str
    figures: tuple[Figure, ...]
    lines: tuple[Figure, ...]
    present: Figure | None
    prints: tuple[Figure, ...]
    qr: str
    agrees: bool
    equation: str
    verdict: Said


def page_of(summary: DaySummary, languages: Sequence[Language] = ("kk", "ru"), seen: Seen | None = None) -> Page:
    """What the board shows of the day, and of what stands beside the figures where that was `seen`."""
    right = summary.accepted + summary.cards_out + summary.issued_aside
    agrees = summary.issued == right
    parts = " + ".join(map(grouped, (summary.accepted, summary.cards_out, summary.issued_aside)))

    def said(word: str, **filled: object) -> Said:
        return said_in(board_words(), word, languages, **filled)

    return Page(
        state=said(f"state-{summary.state}" if summary.state in _STATES else "state-after"),
        precinct=said("precinct", number=summary.precinct),
        training=said("training") if summary.training else (),
        clock=summary.now,
        figures=(
            Figure(said("listed"), grouped(summary.listed)),
            Figure(said("admitted"), grouped(summary.admitted)),
            Figure(said("accepted"), grouped(summary.accepted)),
            Figure(said("cards-out"), grouped(summary.cards_out)),
        ),
        lines=(
            Figure(said("aside"), grouped(summary.issued_aside)),
            Figure(said("home"), f"{grouped(summary.home_applications)} · {grouped(summary.home_ballots)}"),
            Figure(said("restarts"), grouped(summary.restarts)),
            Figure(said("challenged"), grouped(summary.challenged)),
        ),
        present=None if seen is None else Figure(said("present"), grouped(seen.presence.in_room(*Kind))),
        prints=(
            Figure(said("setup"), in_fours(summary.setup[:SHOWN])),
            Figure(said("ballot"), summary.ballot_print),
        ),
        qr=segno.make(summary.setup, error="m", micro=False).svg_data_uri(scale=4, border=4, omitsize=True),
        agrees=agrees,
        equation=f"{grouped(summary.issued)} {'=' if agrees else '≠'} {parts}",
        verdict=said("agrees") if agrees else said("differs", left=grouped(summary.issued), right=grouped(right)),
    )
