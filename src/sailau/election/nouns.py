"""The shared nouns of an election: what the central commission decides before the day (L 37, M25, M26, M58-M69).

A `Definition` is the whole decision: title, date, rules of the day, contests, districts, precincts and the
decisions that they rest on. All values are frozen; they are made by `definition.parse` (from a signed file) or
by a builder such as `examples`, and checked by `checks` in both cases before anything is signed.

Defaults stand here and only here; the canonical file states every one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import NewType

from sailau.errors import DefinitionError
from sailau.law.winners import MajorityBase

ElectionId = NewType("ElectionId", str)
ContestId = NewType("ContestId", str)
AnswerId = NewType("AnswerId", str)
DistrictId = NewType("DistrictId", str)
DecisionId = NewType("DecisionId", str)
CommissionId = NewType("CommissionId", str)
PrecinctNumber = NewType("PrecinctNumber", int)


class Language(StrEnum):
    """Languages of the ballot: the state language, Russian (L 37(2), E22), and English where a definition adds it."""

    KK = "kk"
    RU = "ru"
    EN = "en"


class ElectionType(StrEnum):
    """What is elected. Contests of several types may stand in one definition (list and seat of the Mazhilis)."""

    PRESIDENT = "president"
    MAZHILIS_LIST = "mazhilis_list"
    MAZHILIS_SEAT = "mazhilis_seat"
    SENATE = "senate"
    MASLIKHAT = "maslikhat"
    SELF_GOVERNMENT = "self_government"


class ContestKind(StrEnum):
    """What the answers of a contest are."""

    CANDIDATES = "candidates"
    PARTIES = "parties"


class WinnerRuleId(StrEnum):
    """Rule by which votes become winners (M58-M69)."""

    MAJORITY_RUNOFF = "majority_runoff"
    REPEAT_VOTE = "repeat_vote"
    PLURALITY = "plurality"
    SEVERAL_SEATS = "several_seats"
    PARTY_LIST = "party_list"
    SENATE_TWO_SEATS = "senate_two_seats"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in the state language and Russian, and in English where it is given ("" = not given)."""

    kk: str
    ru: str
    en: str = ""

    def in_language(self, language: Language) -> str:
        """The text in `language`; Kazakh when English is asked for and was not given."""
        match language:
            case Language.KK:
                return self.kk
            case Language.RU:
                return self.ru
            case Language.EN:
                return self.en or self.kk


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A registered candidate (C4, M25). `patronymic` is None when the definition states that there is none."""

    id: AnswerId
    surname: Words
    name: Words
    patronymic: Words | None

    def text(self, language: Language) -> str:
        """Surname, name and patronymic, as they stand on the ballot."""
        parts = [self.surname, self.name] + ([self.patronymic] if self.patronymic else [])
        return " ".join(part.in_language(language) for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party with a registered list (C4). `lot` is the number drawn by the central commission (M25), from 1."""

    id: AnswerId
    name: Words
    lot: int

    def text(self, language: Language) -> str:
        """The party's name, as it stands on the ballot."""
        return self.name.in_language(language)


Answer = Candidate | Party


@dataclass(frozen=True, slots=True, kw_only=True)
class WinnerRule:
    """How a contest is won, as dated data: `edition` is the date of the law's text, `article` its place.

    `threshold_percent` is a whole percentage of `base` (M46: with or without invalid votes), to be exceeded by a
    candidate under a majority, to be reached by a party on a list (M58, M64); 0 where the rule has none.
    """

    id: WinnerRuleId
    edition: date
    article: str
    seats: int = 1
    threshold_percent: int = 0
    base: MajorityBase = MajorityBase.PARTICIPANTS_LESS_INVALID


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How many answers a voter chooses, and whether the rules allow a blank vote instead."""

    minimum: int = 1
    maximum: int = 1
    blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """One question put to the voters of one district. The order of `answers` here has no meaning: see `order`."""

    id: ContestId
    type: ElectionType
    kind: ContestKind
    title: Words
    district: DistrictId
    rule: WinnerRule
    choices: Choices
    answers: tuple[Answer, ...]
    lot_decision: DecisionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """An electoral district; the nation-wide one is a district like any other."""

    id: DistrictId
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecinctHours:
    """Other local hours of voting in one precinct, by the decision of a commission (L 38(1), M32)."""

    opens: time
    closes: time
    decision: DecisionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Precinct:
    """A precinct: who votes there in what, with how many terminals, and which commission conducts it (M4, M7).

    `mixed`: voters are given paper ballots there too; otherwise the voting is electronic alone. `hours`: where a
    commission set other hours than the rules' for this precinct.
    """

    number: PrecinctNumber
    name: Words
    address: Words
    oblast: Words
    districts: tuple[DistrictId, ...]
    commission: CommissionId
    expected_voters: int
    terminals: int
    mixed: bool = False
    hours: PrecinctHours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision that the definition rests on: who took it, when, about what."""

    id: DecisionId
    body: Words
    date: date
    what: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """The precinct commission as trustees of the count: of `members`, `threshold` together decrypt (M5: seven)."""

    members: int = 7
    threshold: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersOnly:
    """The default print-out of control codes: which codes were counted, not for whom (R 11, R 19)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByChoice:
    """The historic print-out, code and choice; by decision only, with its risk printed wherever it is used."""

    decision: DecisionId
    risk: Words


CodePrintout = NumbersOnly | ByChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """Checking the machine is allowed, by a decision (L 50-1(7), 50-5(1)); `minimum_per_terminal` for observers."""

    decision: DecisionId
    minimum_per_terminal: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialReserve:
    """Reserve of credentials: the larger of `at_least` and `percent` of the list, challenges apart."""

    at_least: int = 20
    percent: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class VotingHours:
    """Local hours of voting (M32) and the local offset from UTC in minutes."""

    opens: time = time(7, 0)
    closes: time = time(20, 0)
    utc_offset_minutes: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRules:
    """Rules of the day that are the same in every precinct, as dated data (`edition`: date of the law's text).

    `ballot_reserve_per_mille` is the reserve of the protocol's "ballots received" line: 1 = 0.1 % (L 37(2), M26).
    """

    edition: date
    hours: VotingHours = field(default_factory=VotingHours)
    quorum: Quorum = field(default_factory=Quorum)
    code_printout: CodePrintout = field(default_factory=NumbersOnly)
    challenge: Challenge | None = None
    credential_reserve: CredentialReserve = field(default_factory=CredentialReserve)
    ballot_reserve_per_mille: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An election as decided. `revision` counts from 1; `fictitious` marks examples and rehearsals."""

    id: ElectionId
    title: Words
    date: date
    rules: DayRules
    decisions: tuple[Decision, ...]
    districts: tuple[District, ...]
    contests: tuple[Contest, ...]
    precincts: tuple[Precinct, ...]
    languages: tuple[Language, ...] = (Language.KK, Language.RU)
    revision: int = 1
    fictitious: bool = False

    @property
    def types(self) -> tuple[ElectionType, ...]:
        """What is elected on the day, each type once, in order of the contests."""
        return tuple(dict.fromkeys(contest.type for contest in self.contests))

    def precinct(self, number: int) -> Precinct:
        """The precinct of that number. Raises DefinitionError when the definition has none."""
        for precinct in self.precincts:
            if precinct.number == number:
                return precinct
        raise DefinitionError((("definition: precincts", f"there is no precinct number {number}"),))

    def contests_of(self, number: int) -> tuple[Contest, ...]:
        """The contests that the voters of a precinct vote in, in order of the definition."""
        districts = set(self.precinct(number).districts)
        return tuple(contest for contest in self.contests if contest.district in districts)

    @property
    def zone(self) -> timezone:
        """Local time of the election."""
        return timezone(timedelta(minutes=self.rules.hours.utc_offset_minutes))

    def hours_of(self, precinct: Precinct | None) -> VotingHours:
        """The hours of voting in a precinct; those of the rules where it has none of its own, or for None."""
        own = None if precinct is None else precinct.hours
        return self.rules.hours if own is None else replace(self.rules.hours, opens=own.opens, closes=own.closes)

    def opens(self, precinct: Precinct | None = None) -> datetime:
        """When voting opens in a precinct, or by the rules, in local time."""
        return datetime.combine(self.date, self.hours_of(precinct).opens, tzinfo=self.zone)

    def closes(self, precinct: Precinct | None = None) -> datetime:
        """When voting closes in a precinct, or by the rules, in local time."""
        return datetime.combine(self.date, self.hours_of(precinct).closes, tzinfo=self.zone)

    def midnight(self) -> datetime:
        """00:00 local time of the voting day, in UTC: the one time that the public archive bears."""
        return datetime.combine(self.date, time(0), tzinfo=self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleScope:
    """Where a winner rule may stand: kind and types of contest, seats and answers (None = any number)."""

    kind: ContestKind
    types: frozenset[ElectionType]
    seats: int | None = None
    answers: int | None = None


RULE_SCOPES: Mapping[WinnerRuleId, RuleScope] = {
    # M58: President, Senate, single-seat Mazhilis.
    WinnerRuleId.MAJORITY_RUNOFF: RuleScope(
        kind=ContestKind.CANDIDATES,
        types=frozenset({ElectionType.PRESIDENT, ElectionType.SENATE, ElectionType.MAZHILIS_SEAT}),
        seats=1,
    ),
    # M58, M59: the two best of the first vote, on a day and with a definition of their own.
    WinnerRuleId.REPEAT_VOTE: RuleScope(
        kind=ContestKind.CANDIDATES,
        types=frozenset({ElectionType.PRESIDENT, ElectionType.SENATE, ElectionType.MAZHILIS_SEAT}),
        seats=1,
        answers=2,
    ),
    # M62: maslikhat; later editions have it for single seats of the Mazhilis and of self-government too.
    WinnerRuleId.PLURALITY: RuleScope(
        kind=ContestKind.CANDIDATES,
        types=frozenset({ElectionType.MASLIKHAT, ElectionType.SELF_GOVERNMENT, ElectionType.MAZHILIS_SEAT}),
        seats=1,
    ),
    # M63: local self-government, several seats in a district.
    WinnerRuleId.SEVERAL_SEATS: RuleScope(
        kind=ContestKind.CANDIDATES,
        types=frozenset({ElectionType.SELF_GOVERNMENT, ElectionType.MASLIKHAT}),
    ),
    # M64; later editions elect maslikhats by lists as well.
    WinnerRuleId.PARTY_LIST: RuleScope(
        kind=ContestKind.PARTIES,
        types=frozenset({ElectionType.MAZHILIS_LIST, ElectionType.MASLIKHAT}),
    ),
    # M67: early election of two senators at once.
    WinnerRuleId.SENATE_TWO_SEATS: RuleScope(
        kind=ContestKind.CANDIDATES, types=frozenset({ElectionType.SENATE}), seats=2
    ),
}
