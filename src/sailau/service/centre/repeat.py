"""The next vote as a draft: repeat vote, repeat election, by-election (L 63, 64, 79, 80, 83, 95, 99, 113, 127).

    repeat_vote(…)       the two best of each contest that goes to a repeat vote, with the next best for who dropped out
                         (M58, M59): a sound definition, which goes the usual way of `sailau election`
    repeat_election(…)   the same districts and precincts, nobody nominated yet (M60): a tree to be filled in; the last
                         day of the vote is two months after the first
    by_election(…)       the district whose deputy left, nobody nominated yet; not in the last year of the term (M68)

Precincts, districts, commissions and hours are those of the first vote; so are the lists of voters.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sailau.commission.deadlines import repeat_election_due
from sailau.commission.effect import Holdings, Picture
from sailau.commission.mandates import seatings
from sailau.commission.outcome import ContestOutcome, OutcomeState
from sailau.commission.seats import by_election_refusal
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

REPEAT_VOTE: Final = Words("Қайтадан дауыс беру", "Повторное голосование", "Repeat vote")
REPEAT_ELECTION: Final = Words("Қайта сайлау", "Повторные выборы", "Repeat election")
BY_ELECTION: Final = Words("Шығып қалған депутаттың орнына сайлау", "Выборы вместо выбывшего депутата", "By-election")
NAMES: Final[Mapping[str, Words]] = {"vote": REPEAT_VOTE, "election": REPEAT_ELECTION, "by-election": BY_ELECTION}
"""What each kind of the next vote is called."""

MAJORITY_PERCENT: Final = 50
"""More than this share of those who took part is elected in the ordinary vote (L 9(1))."""

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
NOTHING_VACANT: Final = Refusal(
    "no-seat-vacant",
    "L 83(2), 99(2), 113(2), 127(2)",
    Text(
        "Босаған округ орны жоқ: алдымен оны шешіммен енгізіңіз (sailau commission seats --vacant).",
        "Нет свободного места округа: сначала внесите его решением (sailau commission seats --vacant).",
        "No district's seat is vacant: enter it by a decision first (sailau commission seats --vacant).",
    ),
)
BEFORE_IT_WAS_VACANT: Final = Refusal(
    "by-election-before-the-vacancy",
    "L 83(2), 99(2), 113(2), 127(2)",
    Text(
        "Сайлау күні орын босаған күннен кейін болуы керек.",
        "День выборов должен быть позже дня, с которого место свободно.",
        "The day of the by-election must be later than the day from which the seat is vacant.",
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
    definition = replace(
        _same_places(first, going, new),
        title=_titled(first, REPEAT_VOTE),
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
    return _nobody_nominated(first, going, new, REPEAT_ELECTION)


def by_election(
    holdings: Holdings, _: Picture, new: NewElection, contests: Collection[ContestId] = ()
) -> dict[str, Any] | Refusal:
    """The tree of a draft for the by-election of all seats that are vacant, or of those named (M68).

    Refused while no decision says that a seat is vacant, and where it fell vacant in the last year of the term.
    """
    found = seatings(holdings.definition, holdings.announced, holdings.decisions)
    going = {
        one.contest: (one.left[-1].since, one.term_ends)
        for one in found
        if one.term_ends is not None and (not contests or one.contest in contests)
    }
    if not going:
        return NOTHING_VACANT
    for since, term_ends in going.values():
        refused = by_election_refusal(since, term_ends)
        if refused is not None:
            return refused
        if new.day <= since:
            return BEFORE_IT_WAS_VACANT
    return _nobody_nominated(holdings.definition, going, new, BY_ELECTION)


PREPARE: Final[Mapping[str, Callable[..., Definition | dict[str, Any] | Refusal]]] = {
    "vote": repeat_vote,
    "election": repeat_election,
    "by-election": by_election,
}
"""How each kind is prepared: of holdings, picture, the new election, and the contests that are named."""


def _nobody_nominated(first: Definition, going: Collection[ContestId], new: NewElection, name: Words) -> dict[str, Any]:
    """The tree of a new election in the same places, by the ordinary rule, its answers to be nominated."""
    definition = replace(
        _same_places(first, going, new),
        title=_titled(first, name),
        contests=tuple(_from_the_start(contest) for contest in first.contests if contest.id in going),
    )
    tree = tree_of(definition)
    for contest in tree["contests"]:
        contest[contest["kind"]] = []
    return tree


def _from_the_start(contest: Contest) -> Contest:
    """A contest by its ordinary rule: after a repeat vote of two the majority of all is asked for again (L 9(1))."""
    rule = contest.rule
    if rule.id is not WinnerRuleId.REPEAT_VOTE:
        return contest
    ordinary = replace(rule, id=WinnerRuleId.MAJORITY_RUNOFF, article="L 9(1)", threshold_percent=MAJORITY_PERCENT)
    return replace(contest, rule=ordinary)


def _titled(first: Definition, name: Words) -> Words:
    title = first.title
    return Words(f"{title.kk}. {name.kk}", f"{title.ru}. {name.ru}", f"{title.en}. {name.en}" if title.en else "")


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
