"""Names of standings and outcomes, and the sentences of an effect, in Kazakh, Russian and English."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from sailau.commission.outcome import OutcomeState
from sailau.commission.standing import StandingKind
from sailau.election.nouns import Words
from sailau.refusal import Text
from sailau.words import grouped

STANDING_NAMES: Final[Mapping[StandingKind, Text]] = MappingProxyType(
    {
        StandingKind.MISSING: Text("хаттама келмеген", "протокол не поступил", "no protocol has come"),
        StandingKind.RECEIVED: Text("алынды, тексеріліп жатыр", "получен, проверяется", "received, being verified"),
        StandingKind.ACCEPTED: Text("қабылданды", "принят", "accepted"),
        StandingKind.REPLACED: Text(
            "қайта санаудан кейінгі хаттама қабылданды",
            "принят протокол после пересчёта",
            "accepted after a recount",
        ),
        StandingKind.REFUSED: Text("қабылданбады", "не принят", "refused"),
        StandingKind.INCIDENT: Text("екі түрлі хаттама", "два разных протокола", "two different protocols"),
        StandingKind.RECOUNTING: Text("қайта саналуда", "пересчитывается", "being recounted"),
        StandingKind.POSTPONED: Text("дауыс беру кейінге қалдырылды", "голосование отложено", "voting is postponed"),
        StandingKind.INVALIDATED: Text(
            "нәтижелері жарамсыз деп танылды", "результаты признаны недействительными", "declared void"
        ),
    }
)
"""How a precinct stands, as people read it."""

OUTCOME_NAMES: Final[Mapping[OutcomeState, Text]] = MappingProxyType(
    {
        OutcomeState.DECIDED: Text("сайланды", "избраны", "elected"),
        OutcomeState.TIED: Text("тең, шешілмеген", "равенство, не решено", "tied, not settled"),
        OutcomeState.REPEAT_VOTE: Text("қайтадан дауыс беру", "повторное голосование", "repeat vote"),
        OutcomeState.REPEAT_ELECTION: Text("қайта сайлау", "повторные выборы", "repeat election"),
        OutcomeState.PUT_OFF: Text("сайлау мерзімі ұзартылды", "выборы отложены", "the election is put off"),
        OutcomeState.HELD_BACK: Text(
            "кейінге қалдырылған учаске күтілуде", "ожидается отложенный участок", "waits for a postponed precinct"
        ),
        OutcomeState.INCOMPLETE: Text("хаттамалар толық емес", "протоколы не все", "protocols are not complete"),
    }
)
"""What became of a contest, as people read it."""


def precinct_stands(number: int, before: StandingKind, after: StandingKind) -> Text:
    """A precinct stands otherwise."""
    old, new = STANDING_NAMES[before], STANDING_NAMES[after]
    return Text(
        f"№ {number} учаске: {old.kk} → {new.kk}.",
        f"Участок № {number}: {old.ru} → {new.ru}.",
        f"Precinct No. {number}: {old.en} → {new.en}.",
    )


def contest(title: Words) -> Text:
    """The contest that the next sentences are about."""
    return Text(f"«{title.kk}»:", f"«{title.ru}»:", f"“{title.en or title.kk}”:")


def valid_ballots(before: int, after: int) -> Text:
    """The valid ballots that count."""
    old, new = grouped(before), grouped(after)
    return Text(
        f"жарамды бюллетеньдер: {old} → {new}.",
        f"действительных бюллетеней: {old} → {new}.",
        f"valid ballots: {old} → {new}.",
    )


def votes(name: Text, before: int, after: int) -> Text:
    """The votes of one answer."""
    old, new = grouped(before), grouped(after)
    return Text(f"{name.kk}: {old} → {new}.", f"{name.ru}: {old} → {new}.", f"{name.en}: {old} → {new}.")


def result(state: OutcomeState, elected: Sequence[tuple[Text, int]], others: Sequence[Text]) -> Text:
    """An outcome in few words: its state, who is elected with how many seats, who goes on or is tied."""
    name = OUTCOME_NAMES[state]
    seats = [Text(*(f"{one} ({count})" if count > 1 else one for one in _all(who))) for who, count in elected]
    named = [*seats, *others]
    if not named:
        return name
    return Text(
        f"{name.kk}: {', '.join(who.kk for who in named)}",
        f"{name.ru}: {', '.join(who.ru for who in named)}",
        f"{name.en}: {', '.join(who.en for who in named)}",
    )


def _all(text: Text) -> tuple[str, str, str]:
    return (text.kk, text.ru, text.en)


def outcome(before: Text, after: Text) -> Text:
    """What becomes of the outcome."""
    if before == after:
        return Text(
            f"нәтиже өзгермейді: {before.kk}.",
            f"итог не меняется: {before.ru}.",
            f"the outcome stays: {before.en}.",
        )
    return Text(
        f"нәтиже: {before.kk} → {after.kk}.", f"итог: {before.ru} → {after.ru}.", f"outcome: {before.en} → {after.en}."
    )


def nothing() -> Text:
    """The decision changes nothing that is counted."""
    return Text(
        "Шешім ешбір учаскенің жағдайын, санды, нәтижені өзгертпейді.",
        "Решение не меняет ни положения участков, ни сумм, ни итогов.",
        "The decision changes no standing, no sum and no outcome.",
    )
