"""Random sound definitions: every kind of contest, print-out, language and rule may come."""

from datetime import date, time

from hypothesis import strategies as st

from sailau.election.nouns import (
    Answer,
    AnswerId,
    ByChoice,
    Candidate,
    Challenge,
    Choices,
    CommissionId,
    Contest,
    ContestId,
    ContestKind,
    CredentialReserve,
    DayRules,
    Decision,
    DecisionId,
    Definition,
    District,
    DistrictId,
    ElectionId,
    ElectionType,
    Language,
    NumbersOnly,
    Party,
    Precinct,
    PrecinctHours,
    PrecinctNumber,
    Quorum,
    VotingHours,
    WinnerRule,
    WinnerRuleId,
    Words,
)
from sailau.election.order import KAZAKH_ALPHABET
from sailau.law.winners import MajorityBase

DAY = date(2026, 6, 7)
LETTERS = KAZAKH_ALPHABET + KAZAKH_ALPHABET.lower()
DECISION = DecisionId("decision")

names = st.text(alphabet=LETTERS, min_size=1, max_size=12)
spelt = st.text(alphabet=LETTERS + "-'Qq7 ", min_size=1, max_size=10).map(lambda text: " ".join(text.split()) or "А")
ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)


def words(english: bool) -> st.SearchStrategy[Words]:
    return st.builds(Words, spelt, spelt, spelt if english else st.sampled_from(["", "Text"]))


@st.composite
def candidates(draw: st.DrawFn, english: bool) -> tuple[Answer, ...]:
    keys = draw(
        st.lists(st.tuples(spelt, names), min_size=2, max_size=7, unique_by=lambda key: " ".join(key).casefold())
    )
    return tuple(
        Candidate(
            id=AnswerId(f"c{index}"),
            # The index keeps the Russian and English texts of two candidates apart.
            surname=Words(surname, f"{surname} {index}", f"{surname} {index}" if english else ""),
            name=Words(name, name, name if english else ""),
            patronymic=Words(f"{index}", f"{index}", f"{index}") if draw(st.booleans()) else None,
        )
        for index, (surname, name) in enumerate(keys)
    )


@st.composite
def parties(draw: st.DrawFn, english: bool) -> tuple[Answer, ...]:
    lots = draw(st.lists(st.integers(1, 999), min_size=2, max_size=7, unique=True))
    return tuple(
        Party(id=AnswerId(f"p{lot}"), name=Words(f"П {lot}", f"П {lot}", f"P {lot}" if english else ""), lot=lot)
        for lot in lots
    )


@st.composite
def contests(draw: st.DrawFn, index: int, district: DistrictId, english: bool) -> Contest:
    kind = draw(st.sampled_from(ContestKind))
    answers = draw(candidates(english) if kind is ContestKind.CANDIDATES else parties(english))
    seats = draw(st.integers(1, len(answers)))
    maximum = draw(st.integers(1, seats)) if kind is ContestKind.CANDIDATES else 1
    rule = WinnerRuleId.SEVERAL_SEATS if kind is ContestKind.CANDIDATES else WinnerRuleId.PARTY_LIST
    return Contest(
        id=ContestId(f"contest-{index}"),
        type=ElectionType.MASLIKHAT,
        kind=kind,
        title=draw(words(english)),
        district=district,
        rule=WinnerRule(
            id=rule,
            edition=draw(st.dates(date(1995, 9, 28), DAY)),
            article="L 9(3)",
            seats=seats,
            threshold_percent=draw(st.integers(0, 100)),
            base=draw(st.sampled_from(MajorityBase)),
        ),
        choices=Choices(minimum=draw(st.integers(1, maximum)), maximum=maximum, blank=draw(st.booleans())),
        answers=answers,
        lot_decision=DECISION if kind is ContestKind.PARTIES else None,
    )


@st.composite
def rules(draw: st.DrawFn, english: bool) -> DayRules:
    members = draw(st.integers(3, 12))
    opens = draw(st.integers(0, 22))
    return DayRules(
        edition=draw(st.dates(date(1995, 9, 28), DAY)),
        hours=VotingHours(
            opens=time(opens, draw(st.integers(0, 59))),
            closes=time(draw(st.integers(opens + 1, 23)), draw(st.integers(0, 59))),
            utc_offset_minutes=draw(st.sampled_from([-330, -60, 0, 300, 345, 360])),
        ),
        quorum=Quorum(members=members, threshold=draw(st.integers(2, members - 1))),
        code_printout=draw(
            st.one_of(st.just(NumbersOnly()), st.builds(ByChoice, decision=st.just(DECISION), risk=words(english)))
        ),
        challenge=draw(
            st.none() | st.builds(Challenge, decision=st.just(DECISION), minimum_per_terminal=st.integers(0, 9))
        ),
        credential_reserve=CredentialReserve(at_least=draw(st.integers(0, 50)), percent=draw(st.integers(0, 100))),
        ballot_reserve_per_mille=draw(st.integers(0, 1_000)),
    )


def _own_hours(opens: int, closes: int) -> PrecinctHours:
    return PrecinctHours(opens=time(opens), closes=time(closes), decision=DECISION)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    english = draw(st.booleans())
    district_ids = [DistrictId(id_) for id_ in draw(st.lists(ids, min_size=1, max_size=3, unique=True))]
    numbers = draw(st.lists(st.integers(1, 99_999), min_size=1, max_size=3, unique=True))
    return Definition(
        id=ElectionId(draw(ids)),
        revision=draw(st.integers(1, 9_999)),
        fictitious=draw(st.booleans()),
        title=draw(words(english)),
        date=DAY,
        languages=(Language.KK, Language.RU, Language.EN) if english else (Language.RU, Language.KK),
        rules=draw(rules(english)),
        decisions=(
            Decision(
                id=DECISION, body=draw(words(english)), date=draw(st.dates(max_value=DAY)), what=draw(words(english))
            ),
        ),
        districts=tuple(District(id=district, title=draw(words(english))) for district in district_ids),
        contests=tuple(draw(contests(index, district, english)) for index, district in enumerate(district_ids)),
        precincts=tuple(
            Precinct(
                number=PrecinctNumber(number),
                name=draw(words(english)),
                address=draw(words(english)),
                oblast=draw(words(english)),
                districts=tuple(draw(st.permutations(district_ids))),
                commission=CommissionId(f"commission-{number}"),
                expected_voters=draw(st.integers(1, 1_000)),
                terminals=draw(st.integers(1, 9)),
                mixed=draw(st.booleans()),
                hours=draw(st.none() | st.builds(_own_hours, st.integers(0, 21), st.integers(22, 23))),
            )
            for number in numbers
        ),
    )
