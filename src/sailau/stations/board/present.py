"""The board's second page: those present, their eleven rights, remarks and decisions, record chains (L 20-1; M18-M23).

It stands beside the figures for whoever comes near: nothing needed is smaller than 20 px.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import segno

from sailau.service.board import Chain, Seen
from sailau.service.presence import PersonRow, Presence, RemarkRow, RightRow, SittingRow
from sailau.stations.said import Line, Said
from sailau.stations.said import said as said_in
from sailau.words.numbers import Language
from sailau.words.screens import board_words

PEOPLE_MAX: Final = 8
ENTRIES_MAX: Final = 4
WORDS_SHOWN: Final = 90
"""Characters of a remark on this page; the act has all."""
GROUP: Final = 4
SHOWN: Final = 16
"""Signs of a hash on the page; the QR code has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A row of those registered; `state` is in-room, left or removed, and `note` says it in words."""

    number: int
    name: str
    kind: Said
    sender: Said
    state: str
    note: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A right; `remarks` are the acts in which somebody says that it was not kept."""

    point: int
    text: Said
    remarks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A remark, a decision or a sitting: its act, time, of whom, and what it says."""

    label: str
    at: str
    head: Said
    name: str
    text: Said
    note: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentPage:
    """Everything on the page."""

    title: Said
    precinct: Said
    training: Said
    clock: str
    back: Said
    registered: Said
    people: tuple[Someone, ...]
    nobody: Said
    more: Said
    rights_title: Said
    rights: tuple[Right, ...]
    entries_title: Said
    entries: tuple[Entry, ...]
    no_entries: Said
    chains_title: Said
    chains: tuple[tuple[str, str], ...]
    software_title: Said
    software: str
    qr: str


def present_page(
    seen: Seen, clock: str, *, training: bool, languages: Sequence[Language] = ("kk", "ru")
) -> PresentPage:
    """What the second page shows; `clock` is the local time of the figures."""

    def said(word: str, **filled: object) -> Said:
        return said_in(board_words(), word, languages, **filled)

    there = seen.presence
    people = _people(there)
    entries = _entries(there, languages)
    return PresentPage(
        title=said("present-title"),
        precinct=said("precinct", number=there.precinct),
        training=said("training") if training else (),
        clock=clock,
        back=said("figures-page"),
        registered=said("registered", number=len(there.people)),
        people=tuple(_someone(row, languages) for row in people[:PEOPLE_MAX]),
        nobody=() if people else said("nobody"),
        more=said("more", number=len(people) - PEOPLE_MAX) if len(people) > PEOPLE_MAX else (),
        rights_title=said("rights"),
        rights=tuple(_right(row, languages) for row in there.rights),
        entries_title=said("remarks"),
        entries=entries[:ENTRIES_MAX],
        no_entries=() if entries else said("no-remarks"),
        chains_title=said("chains"),
        chains=tuple((f"{one.device} · {one.entries}", in_fours(one.head[:SHOWN])) for one in seen.chains),
        software_title=said("software"),
        software=in_fours(seen.software[:SHOWN]),
        qr=chains_qr(seen),
    )


def chains_qr(seen: Seen) -> str:
    """The software's fingerprint and all checkpoints in full, as a picture: one to a line."""
    lines = chain([f"software {seen.software}"], map(_chain_line, seen.chains))
    made = segno.make("\n".join(lines), error="l", micro=False)
    return made.svg_data_uri(scale=4, border=4, omitsize=True)


def in_fours(text: str) -> str:
    """A hash in groups that people can compare."""
    return " ".join(text[place : place + GROUP] for place in range(0, len(text), GROUP))


def _chain_line(one: Chain) -> str:
    return f"{one.device} {one.entries} {one.head}"


def _people(there: Presence) -> list[PersonRow]:
    """Those in the room first."""
    return sorted(there.people, key=lambda row: (row.whereabouts != "in-room", row.number))


def _someone(row: PersonRow, languages: Sequence[Language]) -> Someone:
    note = () if row.whereabouts == "in-room" else said_in(board_words(), row.whereabouts, languages)
    kind = said_in(board_words(), f"kind-{row.kind}", languages)
    sender = _once(_said(row.sender, languages))
    return Someone(number=row.number, name=row.name, kind=kind, sender=sender, state=row.whereabouts, note=note)


def _right(row: RightRow, languages: Sequence[Language]) -> Right:
    return Right(point=row.point, text=_said(row.text, languages), remarks=", ".join(row.remarks))


def _entries(there: Presence, languages: Sequence[Language]) -> tuple[Entry, ...]:
    """The latest first."""
    found = [_remark(row, languages) for row in there.remarks] + [_sitting(row, languages) for row in there.sittings]
    return tuple(sorted(found, key=lambda entry: entry.label, reverse=True))


def _remark(row: RemarkRow, languages: Sequence[Language]) -> Entry:
    heads = {"present_removed": "removed", "member_suspended": "suspended"}
    head = said_in(board_words(), heads[row.kind], languages) if row.kind in heads else ()
    text = tuple(Line(line.language, _short(line.text)) for line in _once(_said(row.words, languages)))
    return Entry(label=row.label, at=row.at, head=head, name=row.name, text=text, note=())


def _sitting(row: SittingRow, languages: Sequence[Language]) -> Entry:
    words = board_words()
    decision = row.decisions[0]
    votes = {"in_favour": decision.in_favour, "against": decision.against, "abstained": decision.abstained}
    note = said_in(words, "votes", languages, **votes)
    if not decision.taken:
        note = _joined(said_in(words, "not-taken", languages), note)
    if row.dissents:
        note = _joined(note, said_in(words, "dissent", languages, name=", ".join(row.dissents)))
    if len(row.decisions) > 1:
        note = _joined(note, said_in(words, "more", languages, number=len(row.decisions) - 1))
    return Entry(
        label=row.label,
        at=row.at,
        head=said_in(words, "sitting", languages),
        name="",
        text=_said(decision.decision, languages),
        note=note,
    )


def _said(words: Mapping[str, str], languages: Sequence[Language]) -> Said:
    return tuple(Line(language, words[language]) for language in languages)


def _joined(first: Said, second: Said) -> Said:
    return tuple(Line(a.language, f"{a.text} · {b.text}") for a, b in zip(first, second, strict=True))


def _once(said: Said) -> Said:
    """A text that is the same in every language stands once."""
    return said[:1] if len({line.text for line in said}) == 1 else said


def _short(text: str) -> str:
    return text if len(text) <= WORDS_SHOWN else text[: WORDS_SHOWN - 1].rstrip() + "…"
