"""The lines of the paper protocol and of the summary of a mixed precinct (L 43(3-1), (4), (4-1), (5), (7); M40-M47).

In a mixed precinct a voter is given either a card or a set of paper ballots, one ballot for each contest; nobody both.
The lines of the sets stand once; the lines of the boxes stand for each contest, whose ballots are counted apart. Who
votes at home does so on the portable device (L 50-5(4)), so paper has no portable box.
"""

from dataclasses import dataclass
from typing import Final

from sailau.law.protocol_figures import FIGURES, Figure
from sailau.refusal import Text

_BY_ID: Final = {figure.id: figure for figure in FIGURES}
_MARKS: Final = Text(
    "тізімдегі «қағаз бюллетень берілді» белгілері",
    "отметки «выдан бумажный бюллетень» в списке",
    "marks «paper ballot given» in the list",
)
_MEMBERS: Final = Text("комиссия мүшелерінің есебі", "отчёт членов комиссии", "account of the members")
_DELIVERY: Final = Text("бюллетеньдерді алу актісі", "акт получения бюллетеней", "act of receipt of the ballots")
_ACT: Final = Text("жою актісі", "акт погашения", "act of destruction")
_BOX: Final = Text(
    "жәшіктен алынған қағаз бюллетеньдер", "бумажные бюллетени из ящика", "paper ballots taken from the box"
)
_VOTE: Final = Text("комиссия мүшелерінің дауысы", "голосование членов комиссии", "vote of the members")

PAPER_FIGURES: Final[tuple[Figure, ...]] = (
    _BY_ID["voters_on_list"],
    Figure(
        id="paper_given",
        line="2",
        section="before",
        meaning="voters to whom a set of paper ballots was given, by the marks in the list, undone ones left out",
        article="L 43(3-1), (4)(2)",
        text=Text(
            "Қағаз бюллетеньдер алған сайлаушылар (таңдаушылар) саны",
            "Число избирателей (выборщиков), получивших бумажные бюллетени",
            "Voters (electors) who received paper ballots",
        ),
        source=_MARKS,
    ),
    Figure(
        id="paper_issued",
        line="3",
        section="before",
        meaning="sets of paper ballots given out by all members, those that replaced a spoilt set included",
        article="L 43(4)(3)",
        text=Text(
            "Комиссия мүшелері берген қағаз бюллетеньдер саны",
            "Число бумажных бюллетеней, выданных членами комиссии",
            "Paper ballots issued by the members of the commission",
        ),
        source=_MEMBERS,
    ),
    Figure(
        id="paper_received",
        line="7",
        section="after",
        meaning="sets of paper ballots that the commission received",
        article="L 37(2), 43(4-1)(4)",
        text=Text(
            "Учаскелік сайлау комиссиясы алған қағаз бюллетеньдер саны",
            "Число бумажных бюллетеней, полученных участковой избирательной комиссией",
            "Paper ballots received by the precinct commission",
        ),
        source=_DELIVERY,
    ),
    Figure(
        id="paper_destroyed",
        line="8",
        section="after",
        meaning="sets of paper ballots never given out, counted and destroyed before the boxes were opened",
        article="L 43(4), (4-1)(5)",
        text=Text(
            "Жойылған қағаз бюллетеньдер саны", "Число погашенных бумажных бюллетеней", "Paper ballots destroyed"
        ),
        source=_ACT,
    ),
    Figure(
        id="paper_spoilt",
        line="8.1",
        section="after",
        meaning="sets of paper ballots that voters spoilt and gave back for others",
        article="L 41(6), 43(4)",
        text=Text(
            "Бүлінген және ауыстырылған қағаз бюллетеньдер саны",
            "Число испорченных и обменённых бумажных бюллетеней",
            "Paper ballots spoilt and exchanged",
        ),
        source=_MEMBERS,
    ),
)
"""The lines of the sets, in the order of the form."""

PAPER_CONTEST_FIGURES: Final[tuple[Figure, ...]] = (
    Figure(
        id="paper_participants",
        line="4",
        section="after",
        meaning="ballots of this contest taken from the box: voters who took part, by the number of ballots",
        article="L 43(4-1)(1)",
        text=Text(
            "Дауыс беруге қатысқан сайлаушылардың (таңдаушылардың) жалпы саны",
            "Общее число избирателей (выборщиков), принявших участие в голосовании",
            "Voters (electors) who took part in the voting",
        ),
        source=_BOX,
    ),
    Figure(
        id="paper_invalid",
        line="6",
        section="after",
        meaning="paper ballots declared invalid, for whatever reason",
        article="L 43(4-1)(3), (5)",
        text=Text(
            "Жарамсыз деп танылған бюллетеньдер саны",
            "Число бюллетеней, признанных недействительными",
            "Ballots declared invalid",
        ),
        source=_BOX,
    ),
    Figure(
        id="paper_valid",
        line="6.1",
        section="after",
        meaning="paper ballots counted for an answer, blank ones included where the rules allow them",
        article="L 43(4-1)",
        text=Text("Жарамды бюллетеньдер саны", "Число действительных бюллетеней", "Valid ballots"),
        source=_BOX,
    ),
    Figure(
        id="paper_invalid_form",
        line="6.2",
        section="after",
        meaning="of the invalid ones: not of the form that was set",
        article="L 43(5)",
        text=Text(
            "оның ішінде белгіленбеген үлгідегілері",
            "в том числе неустановленного образца",
            "of these, of another form",
        ),
        source=_BOX,
    ),
    Figure(
        id="paper_invalid_marks",
        line="6.3",
        section="after",
        meaning="of the invalid ones: no mark, or more marks than the ballot allows",
        article="L 43(5)",
        text=Text(
            "оның ішінде белгісі жоқ немесе белгісі артық",
            "в том числе без отметки или с лишними отметками",
            "of these, without a mark or with too many",
        ),
        source=_BOX,
    ),
    Figure(
        id="paper_invalid_pencil",
        line="6.4",
        section="after",
        meaning="of the invalid ones: marked in pencil, corrected, or with another trace of falsification",
        article="L 42(3-1), 43(5)(4)",
        text=Text(
            "оның ішінде қарындашпен белгіленген, түзету немесе бұрмалау іздері бар",
            "в том числе с отметкой карандашом, исправлениями или следами искажения",
            "of these, in pencil, corrected or falsified",
        ),
        source=_BOX,
    ),
    Figure(
        id="paper_invalid_doubtful",
        line="6.5",
        section="after",
        meaning="of the invalid ones: doubtful, and declared invalid by more than half of the members",
        article="L 43(7)",
        text=Text(
            "оның ішінде күмәнді болып, дауыспен жарамсыз деп танылған",
            "в том числе вызвавших сомнение и признанных голосованием",
            "of these, doubtful and declared so by vote",
        ),
        source=_VOTE,
    ),
    Figure(
        id="paper_doubtful",
        line="6.6",
        section="after",
        meaning="ballots that were doubtful, whatever was decided of them",
        article="L 43(7)",
        text=Text(
            "Комиссия дауысқа салған күмәнді бюллетеньдер саны",
            "Число сомнительных бюллетеней, решённых голосованием комиссии",
            "Doubtful ballots decided by vote of the commission",
        ),
        source=_VOTE,
    ),
)
"""The lines of one contest's box, in the order of the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFigure:
    """A line of the summary, and the two figures that it adds; `same`: they are one figure, taken once."""

    id: str
    line: str
    electronic: str
    paper: str
    article: str
    text: Text
    same: bool = False


SUMMARY_FIGURES: Final[tuple[SummaryFigure, ...]] = (
    SummaryFigure(
        id="voters_on_list",
        line="1",
        electronic="voters_on_list",
        paper="voters_on_list",
        article="L 43(4)(1)",
        text=_BY_ID["voters_on_list"].text,
        same=True,
    ),
    SummaryFigure(
        id="voters_received_ballots",
        line="2",
        electronic="voters_received_ballots",
        paper="paper_given",
        article="L 43(3-1), (4)(2)",
        text=_BY_ID["voters_received_ballots"].text,
    ),
    SummaryFigure(
        id="issued",
        line="3",
        electronic="issued",
        paper="paper_issued",
        article="L 43(4)(3)",
        text=Text(
            "Комиссияның мүшелері берген карточкалар мен қағаз бюллетеньдер саны",
            "Число карточек и бумажных бюллетеней, выданных членами комиссии",
            "Cards and paper ballots issued by the members of the commission",
        ),
    ),
    SummaryFigure(
        id="ballots_received",
        line="7",
        electronic="ballots_received",
        paper="paper_received",
        article="L 37(2), 43(4-1)(4)",
        text=_BY_ID["ballots_received"].text,
    ),
    SummaryFigure(
        id="ballots_destroyed",
        line="8",
        electronic="ballots_destroyed",
        paper="paper_destroyed",
        article="L 43(4), (4-1)(5)",
        text=_BY_ID["ballots_destroyed"].text,
    ),
)

SUMMARY_CONTEST_FIGURES: Final[tuple[SummaryFigure, ...]] = tuple(
    SummaryFigure(
        id=name,
        line=_BY_ID[name].line,
        electronic=name,
        paper=f"paper_{name}",
        article=_BY_ID[name].article,
        text=_BY_ID[name].text,
    )
    for name in ("participants", "invalid", "valid")
)
"""The lines of one contest in the summary, in the order of the form."""
