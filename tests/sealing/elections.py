"""Whole elections in memory, made once for all tests of this run."""

from functools import cache

from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion, Question
from sailau.sealing.rehearsal import Alone, Joint, Rehearsal, rehearse

CODE = NonHomomorphicQuestion(("code / 100", "code mod 100"), "Бақылау коды")
CODE_AND_CHOICE = NonHomomorphicQuestion(("code / 100", "code mod 100", "choice"), "Бақылау коды және таңдау")
PRESIDENT: tuple[Question, ...] = (
    HomomorphicQuestion(("Әбілқасымов", "Байменов", "Елеусізов", "Назарбаев", "Тұяқбай"), 1, 1, "Президент"),
    CODE,
)
PARTIES: tuple[Question, ...] = (
    HomomorphicQuestion(tuple("ABCDEF"), 1, 1, "Партиялар", True),
    HomomorphicQuestion(tuple("КЛМН"), 0, 3, "Округ", True),
    CODE_AND_CHOICE,
    CODE,
)
COUNCIL: tuple[Question, ...] = (HomomorphicQuestion(tuple("abcd"), 0, 3, "Кеңес"),)
SEATS: tuple[Question, ...] = (HomomorphicQuestion(tuple("abcde"), 2, 4, "Мәслихат", False), CODE)

SHAPES = {"president": PRESIDENT, "parties": PARTIES, "council": COUNCIL, "seats": SEATS}


@cache
def president() -> Rehearsal:
    """Five candidates and a control question; three members, two decrypt; three ballots."""
    return rehearse(PRESIDENT, 3, (Joint(3, 2),))


@cache
def parties() -> Rehearsal:
    """Two contests with a blank vote, one with several choices, two control questions; a joint key and a single."""
    return rehearse(PARTIES, 2, (Joint(3, 2), Alone()))


@cache
def council() -> Rehearsal:
    """One contest of up to three choices, nothing to mix; one trustee alone."""
    return rehearse(COUNCIL, 3, (Alone(),))


@cache
def seats() -> Rehearsal:
    """Two to four choices."""
    return rehearse(SEATS, 2, (Alone(), Joint(2, 1)))


ALL = (president, parties, council, seats)
