"""The commission's own steps in the explanation of an outcome, in Kazakh, Russian and English."""

from collections.abc import Sequence
from typing import Final

from sailau.law.winners import Step
from sailau.refusal import Text
from sailau.words import grouped

LISTED_MAX: Final = 20
"""Precincts named in a sentence; of more the number is given."""

ALL_HAVE_VOTED: Final = "L 50-7(2)"
BY_PROTOCOLS: Final = "L 43(8-1), 50-7(1)"
VOID: Final = "L 43(9)"


def numbers(precincts: Sequence[int]) -> Text:
    """The precincts as a list in a sentence: No. 3, 17 and 5 more."""
    named = ", ".join(str(number) for number in precincts[:LISTED_MAX])
    rest = len(precincts) - LISTED_MAX
    if rest <= 0:
        return Text(named, named, named)
    n = grouped(rest)
    return Text(f"{named} және тағы {n}", f"{named} и ещё {n}", f"{named} and {n} more")


def postponed(precincts: Sequence[int]) -> Step:
    """Precincts have not voted yet."""
    which = numbers(precincts)
    return Step(
        kind="postponed",
        article=ALL_HAVE_VOTED,
        text=Text(
            f"Дауыс беру кейінге қалдырылған учаскелер: № {which.kk}. "
            "Округтің қорытындысы барлық учаскелерде дауыс берілгеннен кейін белгіленеді.",
            f"Голосование отложено на участках: № {which.ru}. "
            "Итоги по округу устанавливаются после голосования на всех его участках.",
            f"Voting is postponed in precincts No. {which.en}. "
            "The district's result is established after all its precincts have voted.",
        ),
        figures=(("precincts", len(precincts)),),
    )


def not_complete(precincts: Sequence[int], due: int) -> Step:
    """Protocols are missing, not yet accepted, or contested."""
    which, n = numbers(precincts), grouped(due)
    return Step(
        kind="not_complete",
        article=BY_PROTOCOLS,
        text=Text(
            f"Округтің {n} учаскесінің ішінде хаттамасы әлі қабылданбағандары: № {which.kk}.",
            f"Из участков округа ({n}) ещё не принят протокол: № {which.ru}.",
            f"Of the district's {n} precincts, these have no accepted protocol yet: No. {which.en}.",
        ),
        figures=(("precincts", len(precincts)), ("due", due)),
    )


def no_precinct() -> Step:
    """No precinct of the definition votes in the contest."""
    return Step(
        kind="no_precinct",
        article=BY_PROTOCOLS,
        text=Text(
            "Бұл округте бірде-бір учаске жоқ: қорытынды шығарылмайды.",
            "В этом округе нет ни одного участка: итог не подводится.",
            "No precinct lies in this district: there is no result.",
        ),
    )


def basis(counted: int, left_out: Sequence[int]) -> Step:
    """What the sums are made of."""
    n = grouped(counted)
    which = numbers(left_out)
    kk = f" Нәтижелері жарамсыз деп танылып, есепке алынбағандары: № {which.kk}." if left_out else ""
    ru = f" Не учтены, так как результаты признаны недействительными: № {which.ru}." if left_out else ""
    en = f" Left out, their results being void: No. {which.en}." if left_out else ""
    return Step(
        kind="basis",
        article=BY_PROTOCOLS,
        text=Text(
            f"Қорытынды учаскелік комиссиялардың хаттамалары бойынша шығарылды, учаске саны: {n}.{kk}",
            f"Итог подведён по протоколам участковых комиссий, участков: {n}.{ru}",
            f"Established from the protocols of the precinct commissions; precincts: {n}.{en}",
        ),
        figures=(("precincts", counted), ("left_out", len(left_out))),
    )


def district_void() -> Step:
    """The district's results were declared void."""
    return Step(
        kind="district_void",
        article=f"{VOID}, 64",
        text=Text(
            "Округ бойынша сайлау нәтижелері жарамсыз деп танылды: қайта сайлау өткізіледі.",
            "Результаты выборов по округу признаны недействительными: проводятся повторные выборы.",
            "The district's results were declared void: a repeat election is held.",
        ),
    )


def nothing_valid() -> Step:
    """The results of every precinct were declared void."""
    return Step(
        kind="nothing_valid",
        article=f"{VOID}, 64",
        text=Text(
            "Округтің барлық учаскелерінің нәтижелері жарамсыз деп танылды: қайта сайлау өткізіледі.",
            "Результаты всех участков округа признаны недействительными: проводятся повторные выборы.",
            "The results of all the district's precincts were declared void: a repeat election is held.",
        ),
    )


def two_squares_wanted(contests: int) -> Step:
    """The Senate's ballot of two seats does not stand as two contests with the same names."""
    n = grouped(contests)
    return Step(
        kind="two_squares_wanted",
        article="L 129(3), (5)",
        text=Text(
            f"Сенаттың екі мандаты бір кандидаттар бойынша екі бөлек дауысқа салумен саналады; мұнда: {n}.",
            f"Два мандата Сената считаются двумя отдельными голосованиями с одними кандидатами; здесь: {n}.",
            f"The Senate's two seats are counted as two contests with the same candidates; here: {n}.",
        ),
        figures=(("contests", contests),),
    )
