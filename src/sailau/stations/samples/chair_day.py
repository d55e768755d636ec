"""A day as the chair's station sees it, at every step: outlines with invented people and figures that agree."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from sailau.law.protocol_figures import FIGURES
from sailau.law.protocol_form import check, sides
from sailau.law.protocol_relations import RELATIONS
from sailau.service.act_kinds import kind_of
from sailau.service.day_outline import (
    ActRow,
    CountRow,
    DayOutline,
    DeviceRow,
    FigureRow,
    OfficialRow,
    ProtocolRow,
    RelationRow,
    TourLine,
)
from sailau.stations.samples.board import SUMMARY, words
from sailau.verifier.record.figures import relation_code

DAY: Final = "2026-11-22"
ZONE: Final = "+05:00"
NAMES: Final = (
    ("chair", "Ким Виктор"),
    ("deputy", "Әділов Асқар Қанатұлы"),
    ("secretary", "Серікбаева Айна Маратқызы"),
    ("member", "Ахметова Сәуле Бекқызы"),
    ("member", "Серікбаева Айгүл Маратқызы"),
    ("member", "Ахметова Айгүл Бекқызы"),
    ("member", "Әділов Абай Қанатұлы"),
)
MEMBERS: Final = tuple(f"member-{number}" for number in range(1, len(NAMES) + 1))
ISSUING: Final = ("member-4", "member-5")
VALUES: Final[Mapping[str, int]] = {
    "voters_on_list": 2381,
    "voters_received_ballots": 1413,
    "issued": 1413,
    "participants": 1413,
    "invalid": 0,
    "valid": 1413,
    "ballots_received": 2384,
    "ballots_destroyed": 971,
    "home_applications": 7,
    "home_ballots": 5,
    "voided": 0,
    "home_unused": 4,
    "admitted": 1409,
    "undone": 1,
    "replacements": 3,
    "test_cards": 1,
    "undo_returned": 1,
    "accepted": 1408,
    "challenged": 2,
    "cancelled": 1,
    "returned": 1,
    "abandoned": 1,
    "missing": 0,
    "credentials_made": 2384,
    "credentials_cancelled": 2,
    "destroyed_unused": 967,
    "box_ballots": 1413,
    "closing_sealed": 1415,
    "closing_left_out": 0,
}
OFF_BY_ONE: Final = {**VALUES, "issued": 1414}
"""One card more was handed out than came back: the relations of cards do not hold."""


def at(clock: str) -> str:
    """An hour of the day, as the outline has it."""
    return f"{DAY}T{clock}:00{ZONE}"


def officials(*, named: bool = True, suspended: str = "") -> tuple[OfficialRow, ...]:
    """The commission, two of them named to hand out cards."""
    return tuple(
        OfficialRow(
            id=member,
            number=number,
            role=role,
            name=name,
            duties=("issues-cards",) if named and member in ISSUING else (),
            acts_for_chair=False,
            suspended=member == suspended,
        )
        for number, (member, (role, name)) in enumerate(zip(MEMBERS, NAMES, strict=True), start=1)
    )


def act(number: int, kind: str, clock: str, explains: tuple[str, ...] = ()) -> ActRow:
    """An act of a kind."""
    title = kind_of(kind).title
    return ActRow(
        number=number,
        label=f"ACT-{number:03}",
        kind=kind,
        title={"kk": title.kk, "ru": title.ru},
        text={"kk": "Комиссия белгіледі.", "ru": "Комиссия установила."},
        article="L 50-5(1)",
        at=at(clock),
        members=MEMBERS[:2],
        explains=explains,
    )


def figures(values: Mapping[str, int]) -> tuple[FigureRow, ...]:
    """The lines of the protocol's form with their values."""
    return tuple(
        FigureRow(
            id=figure.id,
            line=figure.line,
            section=figure.section,
            text=words(figure.text),
            article=figure.article,
            value=values[figure.id],
        )
        for figure in FIGURES
    )


def relations(values: Mapping[str, int], explained: Mapping[str, str] | None = None) -> tuple[RelationRow, ...]:
    """The control relations with what they come to."""
    broken = {difference.relation.id for difference in check(dict(values))}
    found = []
    for relation in RELATIONS:
        left, right = sides(relation, dict(values))
        code = relation_code(relation.id)
        found.append(
            RelationRow(
                id=relation.id,
                code=code,
                article=relation.article,
                kind=relation.kind,
                text=words(relation.text),
                terms=(
                    *(("left", sign, figure) for sign, figure in relation.left),
                    *(("right", sign, figure) for sign, figure in relation.right),
                ),
                left=left,
                right=right,
                holds=relation.id not in broken,
                explained_by=(explained or {}).get(code, ""),
            )
        )
    return tuple(found)


def count(name: str = "count", **done: Any) -> CountRow:
    """How far a count is."""
    fresh = CountRow(
        name=name,
        begun=False,
        ballots=0,
        mixed=(),
        mixing="",
        mixes_needed=2,
        decrypted=(),
        decryptions_needed=4,
        result=False,
    )
    return replace(fresh, **done)


NO_PROTOCOL: Final = ProtocolRow(drawn_up={}, signers=(), signed=(), declined={}, recorded=())
DRAWN_UP: Final = ProtocolRow(
    drawn_up={"count": SUMMARY.setup[::-1]},
    signers=MEMBERS,
    signed=MEMBERS[:3],
    declined={"member-6": {"kk": "Тақта көрінбеді", "ru": "Табло не видно"}},
    recorded=(),
)
TOUR: Final = TourLine(
    tour=1,
    device="portable-1",
    members=("member-6", "member-7"),
    applications=7,
    ballots=5,
    valid=True,
    done=True,
    lost=False,
)
DEVICES: Final = (*(f"terminal-{number}" for number in range(1, 7)), "portable-1")


def devices(entered: int) -> tuple[DeviceRow, ...]:
    """The booths' devices; the first of them have entered their closing cards."""
    return tuple(
        DeviceRow(device=device, standing="entered" if place < entered else "needed")
        for place, device in enumerate(DEVICES)
    )


MORNING: Final = DayOutline(
    precinct=25,
    state="installed",
    now=at("06:31"),
    opens=at("07:00"),
    closes=at("20:00"),
    setup=SUMMARY.setup,
    start="5f3391c7284de6b0",
    restart_of="",
    officials=officials(named=False),
    acts=(act(1, "installation", "06:20"),),
    possession=MEMBERS[:3],
    possession_needed=5,
    cards_out=0,
    cards_ready=0,
    tours=(),
    devices=devices(0),
    accumulators=("accumulator-1", "accumulator-2"),
    unused_destroyed=False,
    figures=(),
    relations=(),
    reconciled=False,
    count=count(),
    recount=count("recount"),
    recount_held=False,
    protocol=NO_PROTOCOL,
    paper={},
)
KEYS_PROVED: Final = replace(MORNING, possession=MEMBERS)
CHECKED: Final = replace(
    KEYS_PROVED, state="checked", now=at("06:45"), acts=(*MORNING.acts, act(2, "zero_report", "06:44"))
)
NAMED: Final = replace(CHECKED, officials=officials(), now=at("06:56"), cards_ready=40)
OPEN: Final = replace(
    NAMED, state="open", now=at("10:42"), cards_out=4, cards_ready=12, tours=(replace(TOUR, done=False, ballots=0),)
)
SUSPENDED: Final = replace(
    OPEN, state="suspended", now=at("11:05"), restart_of="ACT-003", acts=(*OPEN.acts, act(3, "restart", "11:02"))
)
CLOSING_TIME: Final = replace(OPEN, now=at("20:00"), tours=(TOUR,), cards_out=2)
CLOSED: Final = replace(
    CLOSING_TIME,
    state="closed",
    now=at("20:09"),
    cards_out=0,
    devices=devices(4),
    figures=figures(VALUES),
    relations=relations(VALUES),
)
ALL_IN: Final = replace(CLOSED, now=at("20:20"), devices=devices(len(DEVICES)), unused_destroyed=True)
DIFFERS: Final = replace(ALL_IN, figures=figures(OFF_BY_ONE), relations=relations(OFF_BY_ONE))
RECONCILED: Final = replace(ALL_IN, state="reconciled", now=at("20:31"), reconciled=True)
MIXING: Final = replace(
    RECONCILED,
    now=at("20:40"),
    count=count(begun=True, ballots=1413, mixed=("member-2",), mixing="member-3"),
)
DECRYPTING: Final = replace(
    MIXING,
    now=at("20:52"),
    count=count(begun=True, ballots=1413, mixed=("member-2", "member-3"), decrypted=("member-1", "member-4")),
)
DECRYPTED: Final = replace(
    DECRYPTING,
    count=count(begun=True, ballots=1413, mixed=("member-2", "member-3"), decrypted=MEMBERS[:4]),
)
COUNTED: Final = replace(
    DECRYPTED,
    state="counted",
    now=at("21:04"),
    count=count(begun=True, ballots=1413, mixed=("member-2", "member-3"), decrypted=MEMBERS[:4], result=True),
)
SIGNING: Final = replace(COUNTED, now=at("21:15"), protocol=DRAWN_UP)
SIGNED: Final = replace(
    SIGNING,
    state="signed",
    now=at("21:30"),
    protocol=replace(DRAWN_UP, signed=tuple(one for one in MEMBERS if one != "member-6"), recorded=("count",)),
)
POSTPONED: Final = replace(OPEN, state="postponed", now=at("12:10"))


def seen(outline: DayOutline) -> Mapping[str, Any]:
    """The outline as it comes over the link."""
    return asdict(outline)


def summary(outline: DayOutline) -> Mapping[str, Any]:
    """The day's figures beside it."""
    figures = replace(
        SUMMARY,
        state=outline.state,
        now=outline.now[11:16],
        cards_out=outline.cards_out,
        cards_ready=outline.cards_ready,
    )
    if outline.state in {"installed", "checked"}:
        figures = replace(figures, issued=0, accepted=0, admitted=0, issued_aside=0, challenged=0)
    return asdict(figures)
