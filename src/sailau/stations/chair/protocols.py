"""A protocol as the members read it on the screen before they sign: hash, every line, every vote (L 43(8), 50-6(2)).

In a mixed precinct there are three, each with the lines of its own form (M42-M47).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sailau.formats.v1.record import MixedProtocol, PaperProtocol
from sailau.formats.v1.record.mixed import MixedContest
from sailau.formats.v1.record.protocol import Line
from sailau.law.paper_figures import (
    PAPER_CONTEST_FIGURES,
    PAPER_FIGURES,
    SUMMARY_CONTEST_FIGURES,
    SUMMARY_FIGURES,
    SummaryFigure,
)
from sailau.law.protocol_figures import Figure
from sailau.service.chair_judgment import ShownProtocol
from sailau.service.paper_refusals import BLANK
from sailau.stations.chair.making import Making, grouped_hash
from sailau.stations.chair.parts import PaperLine
from sailau.words.figures import grouped

Labels = Mapping[str, tuple[str, str]]
"""The number of a line in its form and its words, by the figure's id."""


def shown_lines(made: Making, shown: ShownProtocol) -> list[PaperLine]:
    """All that a protocol says, in the order of its form."""
    protocol, other = shown.protocol, made.other_than_page
    labels = _labels(made, protocol)
    found = [PaperLine(label=made.say(f"protocol-{shown.count}"), value=grouped_hash(shown.sha256))]
    found += _lines(protocol.lines, labels)
    if isinstance(protocol, PaperProtocol):
        found += [PaperLine(label=one.name, value=grouped(one.value)) for one in protocol.issued]
    for contest in protocol.contests:
        found.append(PaperLine(label=getattr(contest.title, made.of_acts), label_lang=other))
        if isinstance(contest, MixedContest):
            found += _lines(contest.lines, labels)
        for row in contest.rows:
            found.append(PaperLine(label=getattr(row.name, made.of_acts), value=grouped(row.votes), label_lang=other))
        if contest.blank is not None:
            found.append(PaperLine(label=getattr(BLANK, made.language), value=grouped(contest.blank.votes)))
    return found


def _lines(lines: Sequence[Line], labels: Labels) -> Iterator[PaperLine]:
    for line in lines:
        number, label = labels.get(line.figure, ("", line.figure))
        yield PaperLine(label=f"{number} {label}".strip(), value=grouped(line.value))


def _labels(made: Making, protocol: Any) -> Labels:
    """The lines of the protocol's own form; those of the electronic one come with the day's outline."""
    if not isinstance(protocol, MixedProtocol):
        return {one["id"]: (one["line"], made.text(one["text"])) for one in made.outline["figures"]}
    form: tuple[Figure | SummaryFigure, ...] = (
        (*PAPER_FIGURES, *PAPER_CONTEST_FIGURES)
        if isinstance(protocol, PaperProtocol)
        else (*SUMMARY_FIGURES, *SUMMARY_CONTEST_FIGURES)
    )
    return {figure.id: (figure.line, str(getattr(figure.text, made.language))) for figure in form}
