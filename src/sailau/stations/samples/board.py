"""The observers' board: the figures at every state of the day, and who is present (L 20-1; invented people)."""

from dataclasses import replace
from typing import Any, Final

from sailau.law.presence import RIGHTS
from sailau.precinct.present import DEMANDS, KINDS, PAPERS
from sailau.refusal import Text
from sailau.service.board import Chain, Seen
from sailau.service.day_summary import DaySummary
from sailau.service.presence import (
    DecisionRow,
    KindRow,
    PersonRow,
    Presence,
    RemarkRow,
    RightRow,
    SittingRow,
)
from sailau.stations.board.page import page_of
from sailau.stations.board.present import present_page
from sailau.stations.board.views import render, render_present
from sailau.stations.samples import kiosk
from sailau.stations.samples.sample import WALL, Sample, languages_of
from sailau.words.numbers import Language

SUMMARY: Final = DaySummary(
    precinct=25,
    state="open",
    now="10:42",
    training=False,
    listed=2381,
    admitted=1412,
    at_home=0,
    cards_out=4,
    cards_ready=12,
    terminals=6,
    accepted=1405,
    challenged=1,
    replacements_due=0,
    ballots=2384,
    issued=1413,
    issued_aside=4,
    home_applications=7,
    home_ballots=5,
    restarts=1,
    setup="7c4f9ae2d1b80653c9fe4417a2b0d86e5f3391c7284de6b0a1957f0c3e82d4b6",
    ballot_print=kiosk.FRAME.fingerprint,
)


def words(text: Text) -> dict[str, str]:
    """A text as the presence has it."""
    return {"kk": text.kk, "ru": text.ru, "en": text.en}


_PARTY: Final = words(Text("«Самал» партиясы", "Партия «Самал»", "Samal Party"))
_PAPER: Final = dict.fromkeys(("kk", "ru", "en"), "«Айна»")
PEOPLE: Final = tuple(
    PersonRow(
        number=number,
        kind=kind,
        kind_name=words(next(text for one, text in KINDS.items() if one.value == kind)),
        name=name,
        sender=sender,
        whereabouts=whereabouts,
        remarks=("ACT-004",) if number == 1 else (),
    )
    for number, (kind, name, sender, whereabouts) in enumerate(
        (
            ("observer", "Әділов Асқар Қанатұлы", _PARTY, "in-room"),
            ("proxy", "Ким Виктор", _PARTY, "in-room"),
            ("media", "Серікбаева Айна Маратқызы", _PAPER, "left"),
            ("foreign-observer", "Айгүл Абай", _PAPER, "removed"),
        ),
        start=1,
    )
)
PRESENCE: Final = Presence(
    precinct=25,
    day="2026-11-22",
    people=PEOPLE,
    kinds=tuple(
        KindRow(
            kind=kind.value,
            name=words(text),
            article="L 20-1(4)",
            papers={paper.value: words(PAPERS[paper]) for paper in DEMANDS[kind].papers},
            in_room=sum(one.kind == kind.value and one.whereabouts == "in-room" for one in PEOPLE),
            registered=sum(one.kind == kind.value for one in PEOPLE),
        )
        for kind, text in KINDS.items()
    ),
    senders=(),
    rights=tuple(
        RightRow(
            point=right.point,
            text=words(right.text),
            here=words(right.here),
            remarks=("ACT-004",) if right.point == 5 else (),
        )
        for right in RIGHTS
    ),
    remarks=(
        RemarkRow(
            label="ACT-004",
            at="09:15",
            kind="remark",
            name="Әділов Асқар Қанатұлы",
            words=words(
                Text(
                    "Тақта терезе жақтан көрінбейді", "Табло не видно от окна", "The board is not seen from the window"
                )
            ),
        ),
    ),
    sittings=(
        SittingRow(
            label="ACT-005",
            at="09:40",
            decisions=(
                DecisionRow(
                    matter=words(Text("Тақтаның орны", "Место табло", "The board's place")),
                    decision=words(Text("Тақта бұрылсын", "Табло повернуть к залу", "The board is turned to the room")),
                    taken=True,
                    in_favour=6,
                    against=1,
                    abstained=0,
                ),
            ),
            dissents=("Ахметова Сәуле Бекқызы",),
        ),
    ),
    suspended=(),
)
SEEN: Final = Seen(
    presence=PRESENCE,
    chains=tuple(
        Chain(device=device, entries=entries, head=SUMMARY.setup[::-1])
        for device, entries in (("precinct-computer", 4180), ("desk-1", 2905), ("accumulator-1", 1466))
    ),
    software=SUMMARY.setup[8:] + SUMMARY.setup[:8],
)
NOBODY: Final = replace(
    SEEN,
    presence=replace(
        PRESENCE,
        people=(),
        remarks=(),
        sittings=(),
        kinds=tuple(replace(one, in_room=0, registered=0) for one in PRESENCE.kinds),
        rights=tuple(replace(one, remarks=()) for one in PRESENCE.rights),
    ),
    chains=(),
)


def _board(name: str, **changed: Any) -> Sample:
    summary = replace(SUMMARY, **changed)
    return Sample(
        f"board-{name}",
        lambda language: render(page_of(summary, languages_of(language), SEEN)),
        size=WALL,
        several=True,
    )


def _present(name: str, seen: Seen, *, training: bool = False) -> Sample:
    def draw(language: Language) -> str:
        return render_present(present_page(seen, SUMMARY.now, training=training, languages=languages_of(language)))

    return Sample(f"board-{name}", draw, size=WALL, several=True)


SAMPLES: Final = (
    _board("open"),
    _board("before", state="installed", admitted=0, accepted=0, issued=0, issued_aside=0, cards_out=0, restarts=0),
    _board("differs", issued=1414),
    _board("training", training=True, state="suspended"),
    _board("closed", state="closed", cards_out=0, issued=1409),
    _board("after", state="counted", cards_out=0, issued=1409),
    _present("present", SEEN),
    _present("present-nobody", NOBODY, training=True),
)
