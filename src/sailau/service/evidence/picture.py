"""A device's time-line as a picture (SVG) and as a table (CSV) (E49, L 50-8(1)).

The picture is black on white and tells nothing by colour alone: a turn that voted is full, a checked ballot hatched,
an abandoned turn empty, an interrupted one crossed; what did not go well is a triangle. Everything in it stands in the
table too. The same record gives the same bytes.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Final

import rfc8785

from sailau.recorder.catalogue import CATALOGUE
from sailau.recorder.chain import Entry
from sailau.recorder.session import INTERVAL
from sailau.recorder.timeline import LANE_NAMES, Bar, Day, Lane, Timeline, lane_of
from sailau.refusal import Text
from sailau.words import Language

Languages = tuple[Language, ...]

WIDTH: Final = 1000
LEFT: Final = 210
_RIGHT, _TITLE, _LANE, _AXIS, _GAP, _LEGEND = 14, 30, 34, 24, 14, 30
_FONT: Final = "Inter, 'DejaVu Sans', sans-serif"
_HALF_PIXEL: Final = 2
"""Marks of one lane within half a pixel are drawn once: on paper they are one line."""
_DENSE_HOURS: Final = 14

OUTCOMES: Final[Mapping[str, Text]] = {
    "voted": Text("дауыс берілді", "проголосовано", "voted"),
    "challenged": Text("бюллетень тексерілді", "бюллетень проверен", "ballot checked"),
    "abandoned": Text("қалдырылды", "оставлено", "abandoned"),
    "interrupted": Text("үзілді", "прервано", "interrupted"),
    "gap": Text("жазба жүрмеді", "запись не велась", "nothing recorded"),
}
"""What the bars say."""
TROUBLE: Final = Text("бас тарту, ақау", "отказ, неисправность", "refusal, fault")
TITLE: Final = Text("Уақыт сызығы", "Ход событий", "Time-line")
HEADS: Final = (
    Text("жазба", "запись", "entry"),
    Text("уақыты", "время", "time"),
    Text("бағыты", "о чём", "lane"),
    Text("оқиға", "событие", "event"),
    Text("мағынасы", "значение", "meaning"),
    Text("мәліметтер", "данные", "fields"),
)
"""The columns of the table."""

_PATTERNS: Final = (
    '<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="4" height="4" fill="#fff"/><path d="M0 0V4" stroke="#000" stroke-width="2.4"/></pattern>'
    '<pattern id="cross" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#fff"/>'
    '<path d="M0 0L5 5M5 0L0 5" stroke="#000" stroke-width=".9"/></pattern></defs>'
)
_FILLS: Final = {
    "voted": 'fill="#000"',
    "challenged": 'fill="url(#hatch)" stroke="#000" stroke-width=".6"',
    "abandoned": 'fill="#fff" stroke="#000" stroke-width="1"',
    "interrupted": 'fill="url(#cross)" stroke="#000" stroke-width=".8"',
    "gap": 'fill="#fff" stroke="#000" stroke-width="1" stroke-dasharray="3 2"',
}


_GLYPHS: Final = {
    "challenged": '<rect x="-3.5" y="-3.5" width="7" height="7" fill="#fff" stroke="#000" stroke-width="1.3"/>',
    "abandoned": '<circle r="3.6" fill="#fff" stroke="#000" stroke-width="1.3"/>',
    "interrupted": '<path d="M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5" stroke="#000" stroke-width="1.6"/>',
}
"""A day is long and a turn is short: the sign over its bar says how it ended, where the bar is too narrow."""
_BEGINS: Final = "session-begun"


def told(text: Text, languages: Languages, between: str = " · ") -> str:
    """A text in these languages."""
    by = {"kk": text.kk, "ru": text.ru, "en": text.en}
    return between.join(by[language] for language in languages)


def days_of(timeline: Timeline, languages: Languages) -> list[tuple[Day, str]]:
    """A picture of each day by itself: on paper a day goes on one page."""
    return [(day, picture_of(timeline, languages, (day,))) for day in timeline.days]


def picture_of(timeline: Timeline, languages: Languages, days: Sequence[Day] | None = None) -> str:
    """The time-line as SVG; labels stand in each of the languages, one under another."""
    shown = timeline.days if days is None else tuple(days)
    lanes = [lane for lane in Lane if any(_has(day, lane) for day in shown)]
    panel = _TITLE + len(lanes) * _LANE + _AXIS + _GAP
    height = len(shown) * panel + _LEGEND * len(languages)
    title = f"{told(TITLE, languages)}: {timeline.device}"
    paper = "" if days is not None else f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
    panels = "".join(_panel(day, lanes, languages, number * panel) for number, day in enumerate(shown))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" font-family="{_FONT}" font-size="12"><title>{escape(title)}</title>{_PATTERNS}'
        f"{paper}{panels}"
        f"{_legend(languages, len(shown) * panel)}</svg>"
    )


def table_of(entries: Iterable[Entry], language: Language) -> bytes:
    """The time-line as CSV (UTF-8): every entry but the frames of sealed streams, which all look alike."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([told(head, (language,)) for head in HEADS])
    for entry in entries:
        if entry.event != INTERVAL:
            writer.writerow(row_of(entry, (language,)))
    return target.getvalue().encode()


def row_of(entry: Entry, languages: Languages) -> tuple[str, ...]:
    """An entry as people read it: its number, exact time, lane, code, meaning, fields; wrapped keys are left out."""
    kind = CATALOGUE[entry.event]
    fields = {name: value for name, value in entry.fields.items() if kind.fields[name] != "wrapped"}
    return (
        str(entry.seq),
        entry.time.isoformat(sep=" ", timespec="milliseconds"),
        told(LANE_NAMES[lane_of(kind)], languages),
        entry.event,
        told(kind.meaning, languages),
        rfc8785.dumps(fields).decode() if fields else "",
    )


def _has(day: Day, lane: Lane) -> bool:
    return any(mark.lane is lane for mark in day.marks) or any(bar.lane is lane for bar in day.bars)


def _panel(day: Day, lanes: Sequence[Lane], languages: Languages, top: int) -> str:
    """One day: its lanes, the hours under them."""
    bottom = top + _TITLE + len(lanes) * _LANE
    parts = [f'<text x="8" y="{top + 20}" font-size="14" font-weight="700">{day.day.isoformat()}</text>']
    step = 1 if day.last_hour - day.first_hour <= _DENSE_HOURS else 2
    for hour in range(day.first_hour, day.last_hour + 1, step):
        x = _x_of_hour(day, hour)
        parts.append(f'<path d="M{x:.1f} {top + _TITLE}V{bottom + 4}" stroke="#bbb" stroke-width=".6"/>')
        anchor = "end" if hour == day.last_hour else "middle"
        parts.append(f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="{anchor}" font-size="11">{hour}:00</text>')
    for number, lane in enumerate(lanes):
        y = top + _TITLE + number * _LANE
        parts.append(_label(lane, languages, y))
        parts.append(f'<path d="M{LEFT} {y + _LANE}H{WIDTH - _RIGHT}" stroke="#999" stroke-width=".5"/>')
        parts += [_bar(day, bar, y) for bar in day.bars if bar.lane is lane]
        parts.append(_marks(day, lane, y))
    return "".join(parts)


def _label(lane: Lane, languages: Languages, y: int) -> str:
    lines = [told(LANE_NAMES[lane], (language,)) for language in languages]
    first = y + _LANE / 2 + 4 - (len(lines) - 1) * 7
    return "".join(
        f'<text x="8" y="{first + number * 14:.1f}" font-size="12">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )


def _bar(day: Day, bar: Bar, y: int) -> str:
    begun, ended = _x(day, bar.begun), _x(day, bar.ended)
    glyph = _GLYPHS.get(bar.outcome, "")
    placed = f'<g transform="translate({(begun + ended) / 2:.1f} {y + 7})">{glyph}</g>' if glyph else ""
    return (
        f'<rect x="{begun:.1f}" y="{y + 13}" width="{max(ended - begun, 2):.1f}" height="{_LANE - 17}" '
        f"{_FILLS[bar.outcome]}/>{placed}"
    )


def _marks(day: Day, lane: Lane, y: int) -> str:
    """Ticks of a lane as one path; a triangle for each that did not go well."""
    sealed = any(bar.lane is lane for bar in day.bars)
    own = [mark for mark in day.marks if mark.lane is lane and not (sealed and mark.event == _BEGINS)]
    ticks = sorted({round(_x(day, mark.at) * _HALF_PIXEL) for mark in own if not mark.wrong})
    wrong = sorted({round(_x(day, mark.at) * _HALF_PIXEL) for mark in own if mark.wrong})
    low = y + _LANE - 9
    path = "".join(f"M{x / _HALF_PIXEL:g} {y + 9}V{low}" for x in ticks)
    triangles = "".join(f"M{x / _HALF_PIXEL:g} {y + 8}l5 {low - y - 8}h-10z" for x in wrong)
    return (f'<path d="{path}" stroke="#000" stroke-width="1"/>' if path else "") + (
        f'<path d="{triangles}" fill="#000" stroke="#fff" stroke-width=".7"/>' if triangles else ""
    )


def _legend(languages: Languages, top: int) -> str:
    """What shapes mean, a line in each language."""
    parts: list[str] = []
    for number, language in enumerate(languages):
        y, x = top + 8 + number * _LEGEND, 8.0
        for outcome, fill in _FILLS.items():
            words = told(OUTCOMES[outcome], (language,))
            parts.append(f'<rect x="{x:.0f}" y="{y}" width="20" height="12" {fill}/>')
            if outcome in _GLYPHS:
                parts.append(f'<g transform="translate({x + 30:.0f} {y + 6})">{_GLYPHS[outcome]}</g>')
            after = 40 if outcome in _GLYPHS else 26
            parts.append(f'<text x="{x + after:.0f}" y="{y + 10}" font-size="11">{escape(words)}</text>')
            x += after + 18 + len(words) * 6.4
        parts.append(f'<path d="M{x + 8:.0f} {y}l6 12h-12z" fill="#000"/>')
        words = told(TROUBLE, (language,))
        parts.append(f'<text x="{x + 20:.0f}" y="{y + 10}" font-size="11">{escape(words)}</text>')
    return "".join(parts)


def _x_of_hour(day: Day, hour: float) -> float:
    return LEFT + (hour - day.first_hour) / (day.last_hour - day.first_hour) * (WIDTH - _RIGHT - LEFT)


def _x(day: Day, at: datetime) -> float:
    return _x_of_hour(day, at.hour + at.minute / 60 + (at.second + at.microsecond / 1e6) / 3600)
