"""The voting day: who comes when, and at which voter the episodes of the story happen (L 41, 50-5; R 6-15).

The voters of the plan come one after another, evenly over the day; episodes stand at fixed fractions of it, so that a
precinct of thirty has them all as well as one of three thousand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from sailau.checkin.home import HomeReason
from sailau.checkin.voters import VoterEntry
from sailau.portable import TourContents
from sailau.precinct.commands import Command
from sailau.refusal import Text
from sailau.service.rehearsal import voters
from sailau.service.rehearsal.people import choices_by_proportion, who_votes
from sailau.service.rehearsal.stage import (
    ACCUMULATOR,
    CARRIERS,
    CHAIR,
    DESK,
    ISSUER,
    PORTABLE,
    Stage,
    expected,
    granted,
)
from sailau.service.rehearsal.voters import Choices
from sailau.service.tour_rows import TourRow

HOME_VOTERS_MAX: Final = 6
HOME_SHARE: Final = 10
"""At most one in so many of those who vote does it at home."""
TOUR: Final = 1
TOUR_SPARE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Comers:
    """Who comes, to the precinct in this order and at home, with what choices; and two who will not have voted."""

    precinct: tuple[tuple[VoterEntry, Choices], ...]
    home: tuple[tuple[VoterEntry, Choices], ...]
    leaves_the_booth: VoterEntry
    walks_off: VoterEntry


def comers(stage: Stage) -> Comers:
    """Draw who comes and what they choose: `plan.ballots` voters whose ballots count, and two others."""
    plan = stage.plan
    people = who_votes(stage.precinct.voters, plan.ballots + 2, plan.seed)
    choices = choices_by_proportion(stage.precinct.style, plan.votes, plan.ballots, plan.seed)
    pairs = tuple(zip(people, choices, strict=False))
    at_home = min(HOME_VOTERS_MAX, plan.ballots // HOME_SHARE)
    return Comers(precinct=pairs[at_home:], home=pairs[:at_home], leaves_the_booth=people[-2], walks_off=people[-1])


def hold_the_day(stage: Stage) -> None:
    """From the first voter to the last."""
    stage.narrator.chapter(Text("Дауыс беру", "Голосование", "Voting"))
    people = comers(stage)
    _apply_for_home(stage, people.home)
    episodes = _episodes(stage, people)
    times = _times(stage, len(people.precinct))
    voting = Text("Дауыс беру", "Голосование", "Voting")
    for place, (voter, choices) in enumerate(stage.narrator.progress(people.precinct, voting, len(people.precinct))):
        stage.clock.move_to(stage.plan.definition.date, times[place], stage.zone)
        episodes.get(place, voters.an_ordinary_vote)(stage, voter, choices)
    stage.narrator.step(
        "L 50-5(5), R 11, 12",
        Text(
            f"{len(people.precinct)} сайлаушы учаскеде дауыс берді.",
            f"На участке проголосовали {len(people.precinct)} избирателей.",
            f"{len(people.precinct)} voters have voted at the precinct.",
        ),
    )


Episode = Callable[[Stage, VoterEntry, Choices], object]


def _episodes(stage: Stage, people: Comers) -> dict[int, Episode]:
    """Say at which place in the queue what happens; the home tour leaves and comes back between two voters."""

    def before(happening: Callable[[], object]) -> Episode:
        def episode(stage: Stage, voter: VoterEntry, choices: Choices) -> object:
            happening()
            return voters.an_ordinary_vote(stage, voter, choices)

        return episode

    first = people.precinct[0][0]
    story: Sequence[Episode] = (
        before(lambda: voters.a_second_admission_refused(stage, first)),
        before(lambda: voters.a_foreign_card_refused(stage)),
        voters.an_unreadable_card,
        voters.a_challenged_ballot,
        before(lambda: voters.an_abandoned_card(stage, people.leaves_the_booth)),
        voters.a_card_pulled_too_early,
        before(lambda: a_home_tour(stage, people.home)),
        before(lambda: voters.a_card_that_never_comes_back(stage, people.walks_off)),
    )
    queue = len(people.precinct)
    return {1 + number * (queue - 1) // len(story): episode for number, episode in enumerate(story)}


def _times(stage: Stage, count: int) -> list[time]:
    hours, day = stage.plan.definition.rules.hours, stage.plan.definition.date
    start, end = datetime.combine(day, hours.opens), datetime.combine(day, hours.closes) - timedelta(minutes=10)
    return [(start + (end - start) * place / count).time() for place in range(count)]


def _apply_for_home(stage: Stage, people: Sequence[tuple[VoterEntry, Choices]]) -> None:
    for voter, _ in people:
        chair = f"member-{CHAIR}"
        granted(
            stage.ask(Command.APPLY_FOR_HOME, [CHAIR], voter, HomeReason.HEALTH, marked_by=chair, desk=DESK),
        )
    stage.narrator.step(
        "L 41(6)",
        Text(
            f"{len(people)} сайлаушы үйде дауыс беруге жазбаша өтініш берді.",
            f"{len(people)} избирателей письменно попросили о голосовании на дому.",
            f"{len(people)} voters have applied in writing to vote at home.",
        ),
    )


def a_home_tour(stage: Stage, people: Sequence[tuple[VoterEntry, Choices]]) -> TourRow:
    """Two members take the portable device to the applicants; its ballots come back as one box."""
    carriers = [f"member-{number}" for number in CARRIERS]
    row = expected(stage.ask(Command.BEGIN_TOUR, [CHAIR], TOUR, PORTABLE, carriers, spare=TOUR_SPARE), TourRow)
    granted(stage.portable.fill(TOUR, row.credentials, row.applications))
    for _, choices in people:
        granted(stage.portable.vote(choices))
    contents = expected(stage.portable.contents(), TourContents)
    for voter, _ in people:
        hour = stage.clock.now().astimezone(stage.zone).hour
        granted(stage.ask(Command.ADMIT_AT_HOME, [ISSUER], voter, TOUR, member=ISSUER, hour=hour))
    back_again = stage.ask(
        Command.END_TOUR, stage.everybody, contents, accumulator=ACCUMULATOR, signers=stage.members()
    )
    done = expected(back_again, TourRow)
    asked, back, left = done.applications, done.ballots, done.unused
    stage.portable.clear()
    stage.narrator.step(
        "L 43(3-1), 50-5(4), R 13",
        Text(
            f"Екі мүше үйлерді аралады: өтініш {asked}, бюллетень {back}, қалған құқық {left}.",
            f"Двое членов объехали дома: заявлений {asked}, бюллетеней {back}, запас {left}.",
            f"Two members went to homes: applications {asked}, ballots {back}, unused {left}.",
        ),
    )
    return done
