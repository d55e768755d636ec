"""Archives of the three shapes that an independent program must accept, made by the project's own code.

    president    the ballot of 2005, control code by `numbers`, four of seven members
    parties      a party list and a single seat on one day, blank votes allowed, control codes `by_choice`
    five of seven  the ballot of 2005, opened by five of seven members

Votes are random and lawful, and go the way of a voter's choice: from the definition's contests to rows.
"""

import random
from dataclasses import dataclass
from pathlib import Path

from sailau.election.ballot import (
    BLANK,
    BallotStyle,
    Choice,
    ContestQuestion,
    Row,
    election_description,
    questions,
    rows,
)
from sailau.election.examples import EXAMPLE_PRECINCT, party_and_district, president_2005
from sailau.election.limits import CODES
from sailau.election.nouns import Definition
from sailau.refusal import Refusal
from sailau.sealing.rehearsal import Joint, rehearse

MEMBERS = 7
CHANCE = random.SystemRandom()


@dataclass(frozen=True)
class Shape:
    """A kind of archive: its name, what is voted on, how many of the seven members open it."""

    name: str
    definition: Definition
    threshold: int


SHAPES = (
    Shape("president", president_2005(), 4),
    Shape("parties", party_and_district(), 4),
    Shape("five-of-seven", president_2005(threshold=5), 5),
)


def write_archive(shape: Shape, ballots: int, folder: Path) -> Path:
    """Hold the election of that shape with so many random ballots; the archive's path."""
    style = questions(shape.definition, EXAMPLE_PRECINCT)
    codes = CHANCE.sample(range(CODES), ballots * style.codes_a_ballot)
    votes = [vote(style, codes[place::ballots]) for place in range(ballots)]
    uuid = "".join(CHANCE.choices("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", k=14))
    held = rehearse(
        style.questions,
        ballots,
        (Joint(MEMBERS, shape.threshold),),
        uuid,
        votes=votes,
        description=election_description(shape.definition, EXAMPLE_PRECINCT),
    )
    archive = folder / f"{uuid}.bel"
    archive.write_bytes(held.archive)
    return archive


def vote(style: BallotStyle, codes: list[int]) -> tuple[Row, ...]:
    """The rows of one voter's random lawful choices."""
    made = rows(style, {asked.contest.id: choice(asked) for asked in style.contests}, codes)
    assert not isinstance(made, Refusal)
    return made


def choice(asked: ContestQuestion) -> Choice:
    """A random lawful choice in one contest."""
    numbers = range(1, len(asked.answers) + 1)
    if asked.question.blank and CHANCE.randrange(len(asked.answers) + 1) == 0:
        return BLANK
    return frozenset(CHANCE.sample(numbers, CHANCE.randint(asked.question.minimum, asked.question.maximum)))
