"""A long notice in sheets: which rows stand in which annex, and what an annex sums up to (L 43(8-2), 44(5), 50-7(1)).

A district of a few hundred precincts is one paper. Where a whole country is one district, its paper would have a row
for each of ten thousand precincts; so its rows go into annexes, and the paper itself has one row with the sums of each.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sailau.formats.v1.notice import Annex, ContestVotes, Count, Figures, NamedUnit, NoticeData, Row
from sailau.service.centre import notice_words as words


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How rows are cut: up to `whole` of them stand in the notice itself, else `sheet` of them in each annex."""

    whole: int = 500
    sheet: int = 250


CUT: Final = Cut()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows that stand in one annex, and the number of the first of them, counted from 1."""

    first: int
    rows: tuple[Row, ...]

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.rows) - 1


def sheets_of(rows: Sequence[Row], cut: Cut = CUT) -> tuple[Sheet, ...]:
    """The sheets that the rows are cut into; none where they stand in the notice itself."""
    if len(rows) <= cut.whole:
        return ()
    return tuple(
        Sheet(first=start + 1, rows=tuple(rows[start : start + cut.sheet])) for start in range(0, len(rows), cut.sheet)
    )


def summed_by_annex(data: NoticeData) -> NoticeData:
    """The notice with one row for each of its annexes instead of theirs; as it is where it has none."""
    if not data.annexes:
        return data
    rows = (
        summed(data.rows[one.first - 1 : one.last], replace(data.total.unit, name=words.annex_rows(one, number)))
        for number, one in enumerate(data.annexes, 1)
    )
    return replace(data, rows=tuple(rows))


def summed(rows: Sequence[Row], unit: NamedUnit) -> Row:
    """Rows added up, under the name of `unit`; electronic and paper figures apart where any row has both."""
    paper = [row.paper for row in rows if row.paper is not None]
    return Row(
        unit=unit,
        precincts=sum(row.precincts for row in rows),
        counted=sum(row.counted for row in rows),
        total=_added([row.total for row in rows]),
        electronic=_added([row.electronic or row.total for row in rows]) if paper else None,
        paper=_added(paper) if paper else None,
    )


def _added(figures: Sequence[Figures]) -> Figures:
    return Figures(
        listed=_known(figures, lambda one: one.listed),
        received=sum(one.received for one in figures),
        voted=sum(one.voted for one in figures),
        out_of_premises=_known(figures, lambda one: one.out_of_premises),
        contests=tuple(_votes(figures)),
    )


def _known(figures: Sequence[Figures], read: Callable[[Figures], int | None]) -> int | None:
    """The sum of what is told; None where nobody tells it."""
    told = [value for one in figures if (value := read(one)) is not None]
    return sum(told) if told else None


def _votes(figures: Sequence[Figures]) -> Iterator[ContestVotes]:
    """Each contest's votes added up, contests and answers in the order in which they first stand."""
    found: dict[str, list[ContestVotes]] = {}
    for one in figures:
        for votes in one.contests:
            found.setdefault(votes.contest, []).append(votes)
    for contest, parts in found.items():
        sums: dict[str, int] = {}
        for part in parts:
            for count in part.votes:
                sums[count.answer] = sums.get(count.answer, 0) + count.number
        yield ContestVotes(
            contest=contest,
            votes=tuple(Count(answer=answer, number=number) for answer, number in sums.items()),
            blank=sum(part.blank for part in parts),
            valid=sum(part.valid for part in parts),
            invalid=sum(part.invalid for part in parts),
        )


def partition(annexes: Sequence[Annex], rows: int) -> bool:
    """Whether the annexes have every row, each in one of them, in order."""
    ends = [0, *(one.last for one in annexes)]
    return ends[-1] == rows and all(
        one.first == before + 1 <= one.last for before, one in zip(ends, annexes, strict=False)
    )


def is_annex(annex: Annex, pdf: bytes) -> bool:
    """Whether the PDF begins with what was printed; what follows, its signatures are to tell."""
    return len(pdf) >= annex.size and hashlib.sha256(memoryview(pdf)[: annex.size]).hexdigest() == annex.sha256
