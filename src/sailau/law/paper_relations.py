"""The control relations of the paper protocol and of the summary, as data (L 37(2), 41(1), 43(4), (4-1), (5), (7)).

What the figures mean stands in `paper_figures`, the check in `paper_form`. The relations of a contest see the figures
of the sets too.
"""

from dataclasses import replace
from typing import Final

from sailau.law.protocol_relations import (
    CONTEST_ONE_ANSWER,
    CONTEST_SINGLE,
    CONTEST_TOO_FEW,
    CONTEST_TOO_MANY,
    Relation,
)
from sailau.refusal import Text

PAPER_RELATIONS: Final[tuple[Relation, ...]] = (
    Relation(
        id="paper_received",
        article="L 37(2)",
        left=((1, "paper_received"),),
        right=((1, "voters_on_list"),),
        kind="at_most_with_reserve",
        text=Text(
            "алынған қағаз бюллетеньдер ≤ тізімдегі сайлаушылар + резерв (жоғары дөңгелектенген)",
            "получено бумажных бюллетеней ≤ избирателей в списке + резерв (с округлением вверх)",
            "paper ballots received ≤ voters on the list + reserve (rounded up)",
        ),
    ),
    Relation(
        id="paper_within_list",
        article="L 43(4)",
        left=((1, "paper_given"),),
        right=((1, "voters_on_list"),),
        kind="at_most",
        text=Text(
            "қағаз бюллетень алған сайлаушылар ≤ тізімдегі сайлаушылар",
            "получивших бумажные бюллетени ≤ избирателей в списке",
            "voters who received paper ballots ≤ voters on the list",
        ),
    ),
    Relation(
        id="paper_issued",
        article="L 43(4)(2), (3)",
        left=((1, "paper_issued"),),
        right=((1, "paper_given"), (1, "paper_spoilt")),
        kind="equal",
        text=Text(
            "берілген қағаз бюллетеньдер = алған сайлаушылар + бүлініп ауыстырылғандар",
            "выдано бумажных бюллетеней = получивших избирателей + испорченных и обменённых",
            "paper ballots issued = voters who received them + spoilt and exchanged",
        ),
    ),
    Relation(
        id="paper_destroyed",
        article="L 43(4), (4-1)",
        left=((1, "paper_destroyed"),),
        right=((1, "paper_received"), (-1, "paper_issued")),
        kind="equal",
        text=Text(
            "жойылған қағаз бюллетеньдер = алынған − берілген",
            "погашено бумажных бюллетеней = получено − выдано",
            "paper ballots destroyed = received − issued",
        ),
    ),
)
"""Between the lines of the sets."""

PAPER_MEMBERS_RELATION: Final = Relation(
    id="paper_issued_by_members",
    article="L 43(4)(3), (4-1)",
    left=((1, "paper_issued"),),
    right=((1, "issued_by_members"),),
    kind="equal",
    text=Text(
        "берілген қағаз бюллетеньдер = комиссияның әрбір мүшесі бергендердің қосындысы",
        "выдано бумажных бюллетеней = сумма выданных каждым членом комиссии",
        "paper ballots issued = sum of those issued by each member",
    ),
)

PAPER_CONTEST_RELATIONS: Final[tuple[Relation, ...]] = (
    Relation(
        id="paper_box_within_issued",
        article="L 43(4-1)",
        left=((1, "paper_participants"),),
        right=((1, "paper_issued"), (-1, "paper_spoilt")),
        kind="at_most",
        text=Text(
            "жәшіктегі қағаз бюллетеньдер ≤ берілген − бүлініп ауыстырылған",
            "бумажных бюллетеней в ящике ≤ выдано − испорчено и обменено",
            "paper ballots in the box ≤ issued − spoilt and exchanged",
        ),
    ),
    Relation(
        id="paper_participants",
        article="L 43(4-1), (5)",
        left=((1, "paper_participants"),),
        right=((1, "paper_valid"), (1, "paper_invalid")),
        kind="equal",
        text=Text(
            "жәшіктегі қағаз бюллетеньдер = жарамды + жарамсыз",
            "бумажных бюллетеней в ящике = действительных + недействительных",
            "paper ballots in the box = valid + invalid",
        ),
    ),
    Relation(
        id="paper_invalid",
        article="L 43(5)",
        left=((1, "paper_invalid"),),
        right=(
            (1, "paper_invalid_form"),
            (1, "paper_invalid_marks"),
            (1, "paper_invalid_pencil"),
            (1, "paper_invalid_doubtful"),
        ),
        kind="equal",
        text=Text(
            "жарамсыз = белгіленбеген үлгі + белгісі жоқ не артық + қарындаш пен түзету + дауыспен танылған",
            "недействительных = неустановленного образца + без отметки или с лишними + карандаш и исправления + "
            "признанных голосованием",
            "invalid = another form + no mark or too many + pencil and corrections + declared so by vote",
        ),
    ),
    Relation(
        id="paper_doubtful",
        article="L 43(7)",
        left=((1, "paper_invalid_doubtful"),),
        right=((1, "paper_doubtful"),),
        kind="at_most",
        text=Text(
            "дауыспен жарамсыз деп танылған ≤ күмәнді бюллетеньдер",
            "признанных недействительными голосованием ≤ сомнительных бюллетеней",
            "declared invalid by vote ≤ doubtful ballots",
        ),
    ),
    Relation(
        id="paper_doubtful_in_box",
        article="L 43(7)",
        left=((1, "paper_doubtful"),),
        right=((1, "paper_participants"),),
        kind="at_most",
        text=Text(
            "күмәнді бюллетеньдер ≤ жәшіктегі қағаз бюллетеньдер",
            "сомнительных бюллетеней ≤ бумажных бюллетеней в ящике",
            "doubtful ballots ≤ paper ballots in the box",
        ),
    ),
)
"""Between the lines of one contest's box, and those of the sets."""

PAPER_VOTES_RELATIONS: Final[tuple[Relation, ...]] = tuple(
    replace(relation, id=f"paper_{relation.id}")
    for relation in (CONTEST_SINGLE, CONTEST_TOO_FEW, CONTEST_TOO_MANY, CONTEST_ONE_ANSWER)
)
"""Between the votes of one contest and its valid ballots: those of the electronic count, under names of their own."""

SUMMARY_RELATIONS: Final[tuple[Relation, ...]] = (
    Relation(
        id="summary_within_list",
        article="L 41(1), 43(4)",
        left=((1, "voters_received_ballots"),),
        right=((1, "voters_on_list"),),
        kind="at_most",
        text=Text(
            "карточка не қағаз бюллетень алған сайлаушылар ≤ тізімдегі сайлаушылар",
            "получивших карточку или бумажный бюллетень ≤ избирателей в списке",
            "voters who received a card or paper ballots ≤ voters on the list",
        ),
    ),
)
"""Between the lines of the summary."""

SUMMARY_CONTEST_RELATIONS: Final[tuple[Relation, ...]] = (
    Relation(
        id="summary_participants",
        article="L 41(1), 43(4-1)",
        left=((1, "participants"),),
        right=((1, "voters_received_ballots"),),
        kind="at_most",
        text=Text(
            "барлық жәшіктердегі бюллетеньдер ≤ бюллетень алған сайлаушылар",
            "бюллетеней во всех ящиках ≤ получивших бюллетени",
            "ballots in all boxes ≤ voters who received ballots",
        ),
    ),
)
"""Between the lines of one contest in the summary, and those above."""
