"""The elections that can be rehearsed, with the votes whose proportions are shown.

The votes of 2005 are the published ones (data/president-2005.json); those of the invented election are invented.
"""

import json
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Final

from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import AnswerId, ContestId, Definition
from sailau.service.rehearsal.people import BLANK_VOTES, Votes

TERMINALS_MAX: Final = 5
VOTERS_A_TERMINAL: Final = 240


def rehearsed(name: str, voters: int) -> tuple[Definition, Votes]:
    """Return the definition of an example for `voters` expected voters, and its votes; `name` is one of `NAMES`."""
    terminals = min(TERMINALS_MAX, max(2, -(-voters // VOTERS_A_TERMINAL)))
    make, votes = _EXAMPLES[name]
    return make(voters=voters, terminals=terminals), votes()


def district_votes() -> Votes:
    """The invented election where one of the district's candidates has more than half."""
    return {
        **_invented(),
        ContestId("district-seat"): _votes(bekova=57, adilov=21, kim=12, **{"adilov-askar": 7, BLANK_VOTES: 3}),
    }


def _published_2005() -> Votes:
    text = (resources.files("sailau") / "data" / "president-2005.json").read_text(encoding="utf-8")
    found = {AnswerId(entry["en"].split()[0].lower()): int(entry["votes"]) for entry in json.loads(text)["candidates"]}
    return {ContestId("president"): found}


def _invented() -> Votes:
    return {
        ContestId("party-list"): _votes(dala=31, samal=24, qiran=17, otau=11, bulaq=8, shyraq=6, **{BLANK_VOTES: 3}),
        ContestId("district-seat"): _votes(bekova=38, adilov=27, kim=20, **{"adilov-askar": 12, BLANK_VOTES: 3}),
    }


def _votes(**votes: int) -> Mapping[AnswerId, int]:
    return {AnswerId(name): count for name, count in votes.items()}


_EXAMPLES: Final[Mapping[str, tuple[Callable[..., Definition], Callable[[], Votes]]]] = {
    "president-2005": (president_2005, _published_2005),
    "party-and-district": (party_and_district, _invented),
}
NAMES: Final = tuple(_EXAMPLES)
