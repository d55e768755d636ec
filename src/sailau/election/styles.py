"""Ballot styles: the distinct ballots of an election, each with the precincts that vote on it.

A style is a set of contests in the order of the definition; precincts of the same contests share it. Styles are
numbered in the order in which the definition's precincts first need them: the same bytes always give the same numbers.
"""

from dataclasses import dataclass

from sailau.election.nouns import Contest, ContestId, Definition, Precinct


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One ballot. `number` counts from 1; `precincts` are all that vote on it, in order of the definition."""

    number: int
    contests: tuple[Contest, ...]
    precincts: tuple[Precinct, ...]

    @property
    def id(self) -> str:
        """The style's name in files: `style-1`."""
        return f"style-{self.number}"


def styles(definition: Definition) -> tuple[Style, ...]:
    """The styles of `definition`, in order of their numbers."""
    of: dict[tuple[ContestId, ...], list[Precinct]] = {}
    contests: dict[tuple[ContestId, ...], tuple[Contest, ...]] = {}
    for precinct in definition.precincts:
        districts = set(precinct.districts)
        asked = tuple(contest for contest in definition.contests if contest.district in districts)
        key = tuple(contest.id for contest in asked)
        of.setdefault(key, []).append(precinct)
        contests[key] = asked
    return tuple(
        Style(number=number, contests=contests[key], precincts=tuple(precincts))
        for number, (key, precincts) in enumerate(of.items(), start=1)
    )
