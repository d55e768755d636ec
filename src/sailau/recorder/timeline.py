"""A device's record as a time-line: a day each, lanes of what happened, bars of what lasted (E49, L 50-8(1)).

What a court asks first is what a device did when. Frames of sealed streams are left out, they all look alike; a turn is
a bar from its beginning to the full minute of its end, with its outcome. Whoever draws or lists it adds nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

from sailau.recorder.catalogue import CATALOGUE, EventKind
from sailau.recorder.cdf import went_wrong
from sailau.recorder.chain import Entry
from sailau.recorder.session import BEGUN, ENDED, INTERVAL
from sailau.refusal import Text


class Lane(Enum):
    """What an event is about; the value names it in data. In the order in which they are drawn."""

    TURNS = "turns"
    CARDS = "cards"
    PEOPLE = "people"
    COMMISSION = "commission"
    TROUBLE = "trouble"
    MACHINE = "machine"


LANE_NAMES: Final[Mapping[Lane, Text]] = {
    Lane.TURNS: Text("Терминалдағы дауыс беру", "Сеансы у терминала", "Turns at the device"),
    Lane.CARDS: Text("Карточкалар", "Карточки", "Cards"),
    Lane.PEOPLE: Text("Тіркеу және тізім", "Регистрация и список", "Admission and list"),
    Lane.COMMISSION: Text("Комиссияның әрекеттері", "Действия комиссии", "The commission's acts"),
    Lane.TROUBLE: Text("Бас тартулар мен ақаулар", "Отказы и неисправности", "Refusals and faults"),
    Lane.MACHINE: Text("Құрылғы, қуат, сағат", "Устройство, питание, часы", "Device, power, clock"),
}
"""What each lane is called."""

_MACHINE: Final = frozenset({"any"})
_LANE_OF_DEVICE: Final = (
    (frozenset({"terminal", "portable"}), Lane.TURNS),
    (frozenset({"accumulator"}), Lane.CARDS),
    (frozenset({"desk", "register"}), Lane.PEOPLE),
)
_ABOUT_CARDS: Final = ("card-", "reader-", "load-", "ballot-", "challenge-")
_TROUBLE: Final = frozenset({"fault-reported", "power-on-unplanned"})
_GAP: Final = "recorder-gap"
_WELL: Final = frozenset({"challenged", "voted"})
"""Outcomes of a turn that need no second look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that happened at a moment. `wrong`: it says of itself that it did not go well."""

    at: datetime
    lane: Lane
    entry: int
    event: str
    wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Something that lasted: a turn with its outcome (`voted`, `challenged`, …), or a `gap` without any record."""

    begun: datetime
    ended: datetime
    lane: Lane
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the record by the device's own clock, from one full hour to another."""

    day: date
    first_hour: int
    last_hour: int
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A device's time-line. `notable` are the entries that a reader should see one by one, in their order."""

    device: str
    entries: int
    days: tuple[Day, ...]
    counts: Mapping[str, int]
    notable: tuple[Entry, ...]


@dataclass(slots=True)
class _Seen:
    marks: list[Mark] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    notable: list[Entry] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    running: dict[str, datetime] = field(default_factory=dict)


def timeline_of(device: str, entries: Iterable[Entry]) -> Timeline:
    """The time-line of a record whose chain was checked before."""
    seen, number = _Seen(), 0
    last: datetime | None = None
    for entry in entries:
        number += 1
        seen.counts[entry.event] += 1
        if entry.event != INTERVAL:
            _see(seen, entry)
            last = entry.time
    for begun in seen.running.values():
        seen.bars.append(Bar(begun=begun, ended=max(last or begun, begun), lane=Lane.TURNS, outcome="interrupted"))
    return Timeline(
        device=device,
        entries=number,
        days=_days(seen),
        counts=dict(sorted(seen.counts.items())),
        notable=tuple(seen.notable),
    )


def lane_of(kind: EventKind) -> Lane:
    """The lane of an event, by the devices that record it and by what it is about."""
    devices = set(kind.devices)
    if devices & _MACHINE:
        return Lane.MACHINE
    if kind.code.startswith(_ABOUT_CARDS):
        return Lane.CARDS
    return next((lane for of, lane in _LANE_OF_DEVICE if devices & of), Lane.COMMISSION)


def _see(seen: _Seen, entry: Entry) -> None:
    kind = CATALOGUE[entry.event]
    wrong = went_wrong(entry) or entry.event in _TROUBLE
    lane = Lane.TROUBLE if wrong else lane_of(kind)
    if entry.event == BEGUN:
        seen.running[str(entry.fields["session"])] = entry.time
        return
    if entry.event == ENDED:
        _end_turn(seen, entry)
        return
    if entry.event == _GAP:
        since = entry.time - timedelta(seconds=int(entry.fields["seconds"]))
        seen.bars.append(Bar(begun=since, ended=entry.time, lane=Lane.MACHINE, outcome="gap"))
    seen.marks.append(Mark(at=entry.time, lane=lane, entry=entry.seq, event=entry.event, wrong=wrong))
    if wrong or lane in (Lane.MACHINE, Lane.COMMISSION):
        seen.notable.append(entry)


def _end_turn(seen: _Seen, entry: Entry) -> None:
    begun = seen.running.pop(str(entry.fields["session"]), entry.time)
    outcome = str(entry.fields["outcome"])
    seen.bars.append(Bar(begun=begun, ended=max(begun, entry.time), lane=Lane.TURNS, outcome=outcome))
    if outcome not in _WELL:
        seen.notable.append(entry)


def _days(seen: _Seen) -> tuple[Day, ...]:
    bars = [piece for bar in seen.bars for piece in _by_day(bar)]
    dates = sorted({mark.at.date() for mark in seen.marks} | {bar.begun.date() for bar in bars})
    return tuple(
        _day(
            day,
            [mark for mark in seen.marks if mark.at.date() == day],
            [bar for bar in bars if bar.begun.date() == day],
        )
        for day in dates
    )


def _by_day(bar: Bar) -> Iterable[Bar]:
    """The bar cut at midnights; of a gap of many days only its first and its last day, nothing happened between."""
    if bar.begun.date() == bar.ended.date():
        return [bar]
    midnight = bar.begun.replace(hour=23, minute=59, second=59, microsecond=0)
    morning = bar.ended.replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        Bar(begun=bar.begun, ended=midnight, lane=bar.lane, outcome=bar.outcome),
        Bar(begun=morning, ended=bar.ended, lane=bar.lane, outcome=bar.outcome),
    ]


def _day(day: date, marks: Sequence[Mark], bars: Sequence[Bar]) -> Day:
    hours = [mark.at.hour for mark in marks] + [hour for bar in bars for hour in (bar.begun.hour, bar.ended.hour)]
    return Day(
        day=day,
        first_hour=min(hours),
        last_hour=max(hours) + 1,
        marks=tuple(marks),
        bars=tuple(sorted(bars, key=lambda bar: (bar.begun, bar.ended))),
    )
