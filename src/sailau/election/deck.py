"""The votes of a test deck: chosen so that no row on any screen can stand for another without the count showing it.

A deck is a sequence of boxes; each box is counted by itself. A vote names answers by id and nothing by place, so what
is expected follows from the votes alone, by another way than screen, ballot and count go.

    box "forms"    the blank vote where it is allowed; where several are chosen: the least and the most that are lawful,
                   from every answer on, and every pair of answers (up to 24 answers; above, every two neighbours)
    box "bit b"    answer number n of the definition has one vote where bit b of n is 1
    box "apart"    added while two answers still have the same votes in every box

Every vote is cast once in every language. In the bit boxes of a single choice an answer has one vote a language, or
none. So whatever order the rows of each language stood in: when the counts of all boxes are as expected, every row led
to its own answer. (Each answer's count is a sum over the languages of noughts and ones, and is either nought or the
number of languages: so in each language the row that led to it has the same bits, and no two answers have the same
bits.) 24 answers take 162 votes in three languages, where a different total for each would take 900.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from sailau.election.ballot import BLANK, Blank
from sailau.election.nouns import AnswerId, Contest, ContestId, Language

PAIRS_ANSWERS_MAX: Final = 24
Chosen = frozenset[AnswerId] | Blank
Expected = dict[ContestId, Counter[AnswerId | Blank]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckVote:
    """One ballot of the deck: in which language, and whom it chooses in each contest."""

    language: Language
    choices: Mapping[ContestId, Chosen]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckBox:
    """Votes that are counted together."""

    name: str
    votes: tuple[DeckVote, ...]


def deck_of(contests: Sequence[Contest], languages: Sequence[Language]) -> tuple[DeckBox, ...]:
    """The boxes for a ballot of `contests` in `languages`; none is empty."""
    plans = [_plan(contest) for contest in contests]
    names = list(dict.fromkeys(name for plan in plans for name in plan))
    boxes = [_box(name, contests, [plan.get(name, []) for plan in plans], languages) for name in names]
    while (apart := _still_alike(contests, boxes)) is not None:
        contest, chosen = apart
        cases = [[chosen] if other.id == contest.id else [] for other in contests]
        boxes.append(_box(f"apart {len(boxes)}", contests, cases, languages))
    return tuple(boxes)


def expected_of(box: DeckBox, language: Language | None = None) -> Expected:
    """How many votes each answer must have, from the votes alone; of one language, or of all."""
    found: Expected = {}
    for vote in box.votes:
        if language not in (None, vote.language):
            continue
        for contest, chosen in vote.choices.items():
            found.setdefault(contest, Counter()).update([chosen] if isinstance(chosen, Blank) else chosen)
    return found


def _plan(contest: Contest) -> dict[str, list[Chosen]]:
    """The choices of one contest by box, boxes without a choice left out."""
    ids = [answer.id for answer in contest.answers]
    least, most = contest.choices.minimum, contest.choices.maximum
    plan: dict[str, list[Chosen]] = {"forms": [*_forms(ids, least, most), *([BLANK] if contest.choices.blank else [])]}
    size = max(1, least)
    for bit in range(len(ids).bit_length()):
        plan[f"bit {bit}"] = [_window(ids, place, size) for place in range(len(ids)) if (place + 1) >> bit & 1]
    return {name: list(dict.fromkeys(cases)) for name, cases in plan.items() if cases}


def _forms(ids: Sequence[AnswerId], least: int, most: int) -> Iterator[Chosen]:
    if most == 1:
        return
    for size in dict.fromkeys((least, most)):
        yield from (_window(ids, place, size) for place in range(len(ids)))
    if least <= 2 <= most:
        if len(ids) <= PAIRS_ANSWERS_MAX:
            yield from (frozenset(pair) for pair in combinations(ids, 2))
        else:
            yield from (_window(ids, place, 2) for place in range(len(ids)))


def _window(ids: Sequence[AnswerId], start: int, size: int) -> frozenset[AnswerId]:
    return frozenset(ids[(start + step) % len(ids)] for step in range(size))


def _box(
    name: str, contests: Sequence[Contest], cases: Sequence[Sequence[Chosen]], languages: Sequence[Language]
) -> DeckBox:
    """Votes with one case of each contest; a contest with fewer cases is filled up with one and the same choice.

    With the blank vote, or with its first case: so the filling adds votes to one answer alone, which had some before,
    and hides no other.
    """
    filled = [own or [_filler(contest)] for contest, own in zip(contests, cases, strict=True)]
    spare = [BLANK if contest.choices.blank else own[0] for contest, own in zip(contests, filled, strict=True)]
    rounds = max(map(len, filled))
    votes = [
        DeckVote(
            language=language,
            choices={
                contest.id: own[turn] if turn < len(own) else rest
                for contest, own, rest in zip(contests, filled, spare, strict=True)
            },
        )
        for language in languages
        for turn in range(rounds)
    ]
    return DeckBox(name=name, votes=tuple(votes))


def _filler(contest: Contest) -> Chosen:
    if contest.choices.blank:
        return BLANK
    return _window([answer.id for answer in contest.answers], 0, max(1, contest.choices.minimum))


def _still_alike(contests: Sequence[Contest], boxes: Sequence[DeckBox]) -> tuple[Contest, Chosen] | None:
    """A contest in which two answers have the same votes in every box, and a choice that tells them apart."""
    counts = [expected_of(box) for box in boxes]
    for contest in contests:
        ids = [answer.id for answer in contest.answers]
        size = max(1, contest.choices.minimum)
        if size == len(ids):
            continue
        seen: dict[tuple[int, ...], AnswerId] = {}
        for answer in ids:
            votes = tuple(count[contest.id][answer] for count in counts)
            other = seen.setdefault(votes, answer)
            if other != answer:
                rest = [id_ for id_ in ids if id_ not in (answer, other)]
                return contest, frozenset([answer, *rest[: size - 1]])
    return None
