"""After a vote that elected nobody: the draft of the repeat vote or of the repeat election (L 63, 64, 79, 80, 95).

    repeat_vote(…)       the two best of each contest that goes to a repeat vote, with the next best for who dropped out
                         (M58, M59): a sound definition, which goes the usual way of `sailau election`
    repeat_election(…)   the same districts and precincts, nobody nominated yet (M60): a tree to be filled in; the last
                         day of the vote is two months after the first

Precincts, districts, commissions and hours are those of the first vote; so are the lists of voters.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sailau.commission.deadlines import repeat_election_due
from sailau.commission.effect import Holdings, Picture
from sailau.commission.outcome import ContestOutcome, OutcomeState
from sailau.election.canonical import tree_of
from sailau.election.definition import check
from sailau.election.nouns import (
    Choices,
    Contest,
    ContestId,
    Decision,
    DecisionId,
    Definition,
    ElectionId,
    ElectionType,
    WinnerRule,
    WinnerRuleId,
    Words,
)
from sailau.errors import invariant
from sailau.refusal import Refusal, Text

ARTICLES: Final[Mapping[ElectionType, tuple[str, str]]] = {
    ElectionType.PRESIDENT: ("L 63", "L 64"),
    ElectionType.SENATE: ("L 79", "L 80"),
    ElectionType.MAZHILIS_SEAT: ("L 95", "L 96"),
}
"""Articles of the repeat vote and of the repeat election, by what is elected."""

NOTHING_TO_REPEAT: Final = Refusal(
    "nothing-to-repeat",
    "L 63, 64, 79, 80, 95",
    Text(
        "Қайтадан дауыс беру не қайта сайлау қажет болатын дауысқа салу жоқ.",
        "Нет голосования, по которому нужно повторное голосование или повторные выборы.",
        "No contest calls for a repeat vote or a repeat election.",
    ),
)
NOT_LATER: Final = Refusal(
    "repeat-not-later",
    "L 63, 64",
    Text(
        "Қайтадан дауыс беру күні бірінші дауыс беру күнінен кейін болуы керек.",
        "День повторного голосования должен быть позже дня первого.",
        "The day of the repeat vote must be later than that of the first.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewElection:
    """What the new election is called: its id, its day, the decision that calls it (who, when, what)."""

    id: ElectionId
    day: date
    called: Decision


def repeat_vote(
    holdings: Holdings, picture: Picture, new: NewElection, contests: Collection[ContestId] = ()
) -> Definition | Refusal:
    """The definition of the repeat vote between the two best, of all contests that go to one or of those named.

    Raises DefinitionError when the new id, the decision or the day do not make a sound definition.
    """
    first = holdings.definition
    going = _in_state(picture, OutcomeState.REPEAT_VOTE, contests)
    if not going:
        return NOTHING_TO_REPEAT
    if new.day <= first.date:
        return NOT_LATER
    title = first.title
    definition = replace(
        _same_places(first, going, new),
        title=Words(
            f"{title.kk}. Қайтадан дауыс беру",
            f"{title.ru}. Повторное голосование",
            f"{title.en}. Repeat vote" if title.en else "",
        ),
        contests=tuple(_of_two(contest, going[contest.id]) for contest in first.contests if contest.id in going),
    )
    check(definition, "repeat vote")
    return definition


def repeat_election(
    holdings: Holdings, picture: Picture, new: NewElection, contests: Collection[ContestId] = ()
) -> dict[str, Any] | Refusal:
    """The tree of a draft for the repeat election, its answers to be nominated; of all contests or those named."""
    first = holdings.definition
    going = _in_state(picture, OutcomeState.REPEAT_ELECTION, contests)
    if not going:
        return NOTHING_TO_REPEAT
    if new.day <= first.date:
        return NOT_LATER
    last = repeat_election_due(first.date).moment.date()
    if new.day > last:
        return too_late(last)
    title = first.title
    definition = replace(
        _same_places(first, going, new),
        title=Words(
            f"{title.kk}. Қайта сайлау",
            f"{title.ru}. Повторные выборы",
            f"{title.en}. Repeat election" if title.en else "",
        ),
        contests=tuple(contest for contest in first.contests if contest.id in going),
    )
    tree = tree_of(definition)
    for contest in tree["contests"]:
        contest[contest["kind"]] = []
    return tree


def too_late(last: date) -> Refusal:
    """A repeat election is held within two months of the first."""
    day = f"{last:%d.%m.%Y}"
    return Refusal(
        "repeat-election-too-late",
        "L 64",
        Text(
            f"Қайта сайлау бірінші сайлаудан кейін екі ай ішінде өткізіледі: {day} дейін.",
            f"Повторные выборы проводятся в двухмесячный срок после первых: не позднее {day}.",
            f"A repeat election is held within two months of the first: by {day}.",
        ),
    )


def _in_state(
    picture: Picture, state: OutcomeState, contests: Collection[ContestId]
) -> dict[ContestId, ContestOutcome]:
    return {
        one.contest: one for one in picture.outcomes if one.state is state and (not contests or one.contest in contests)
    }


def _same_places(first: Definition, going: Collection[ContestId], new: NewElection) -> Definition:
    """The first vote's definition for its districts that vote again: the same precincts, and nothing of the others."""
    within = {contest.district for contest in first.contests if contest.id in going}
    return replace(
        first,
        id=new.id,
        revision=1,
        date=new.day,
        decisions=(*first.decisions, new.called),
        districts=tuple(district for district in first.districts if district.id in within),
        precincts=tuple(
            replace(precinct, districts=tuple(one for one in precinct.districts if one in within))
            for precinct in first.precincts
            if within & set(precinct.districts)
        ),
    )


def _of_two(contest: Contest, outcome: ContestOutcome) -> Contest:
    pair = tuple(answer for answer in contest.answers if answer.id in outcome.repeat_vote)
    invariant(len(pair) == len(outcome.repeat_vote) == 2, "a repeat vote is between two")
    article = ARTICLES[contest.type][0]
    return replace(
        contest,
        rule=WinnerRule(
            id=WinnerRuleId.REPEAT_VOTE, edition=contest.rule.edition, article=article, base=contest.rule.base
        ),
        choices=Choices(blank=contest.choices.blank),
        answers=pair,
    )


def calling(id_: str, body: Words, day: date, what: Words) -> Decision:
    """The decision that calls the new vote."""
    return Decision(id=DecisionId(id_), body=body, date=day, what=what)
