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


def _counted_on_paper(name: str, id_: str, meaning: str, source: Text, *, text: Text | None = None) -> Figure:
    """What the electronic form counts as `name`, counted on paper: its line, its article, and its words unless `text`
    says it otherwise."""
    same = _BY_ID[name]
    return Figure(
        id=id_,
        line=same.line,
        section=same.section,
        meaning=meaning,
        article=same.article,
        text=text or same.text,
        source=source,
    )


def _of_the_invalid(name: str, line: str, meaning: str, article: str, text: Text, source: Text = _BOX) -> Figure:
    """A reason for which ballots were declared invalid."""
    return Figure(
        id=f"paper_invalid_{name}",
        line=line,
        section="after",
        meaning=f"of the invalid ones: {meaning}",
        article=article,
        text=text,
        source=source,
    )


PAPER_FIGURES: Final[tuple[Figure, ...]] = (
    _BY_ID["voters_on_list"],
    _counted_on_paper(
        "voters_received_ballots",
        "paper_given",
        "voters to whom a set of paper ballots was given, by the marks in the list, undone ones left out",
        _MARKS,
        text=Text(
            "Қағаз бюллетеньдер алған сайлаушылар (таңдаушылар) саны",
            "Число избирателей (выборщиков), получивших бумажные бюллетени",
            "Voters (electors) who received paper ballots",
        ),
    ),
    _counted_on_paper(
        "issued",
        "paper_issued",
        "sets of paper ballots given out by all members, those that replaced a spoilt set included",
        _MEMBERS,
        text=Text(
            "Комиссия мүшелері берген қағаз бюллетеньдер саны",
            "Число бумажных бюллетеней, выданных членами комиссии",
            "Paper ballots issued by the members of the commission",
        ),
    ),
    _counted_on_paper(
        "ballots_received",
        "paper_received",
        "sets of paper ballots that the commission received",
        _DELIVERY,
        text=Text(
            "Учаскелік сайлау комиссиясы алған қағаз бюллетеньдер саны",
            "Число бумажных бюллетеней, полученных участковой избирательной комиссией",
            "Paper ballots received by the precinct commission",
        ),
    ),
    _counted_on_paper(
        "ballots_destroyed",
        "paper_destroyed",
        "sets of paper ballots never given out, counted and destroyed before the boxes were opened",
        _ACT,
        text=Text(
            "Жойылған қағаз бюллетеньдер саны", "Число погашенных бумажных бюллетеней", "Paper ballots destroyed"
        ),
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
    _counted_on_paper(
        "participants",
        "paper_participants",
        "ballots of this contest taken from the box: voters who took part, by the number of ballots",
        _BOX,
    ),
    Figure(
        id="paper_invalid",
        line="6",
        section="after",
        meaning="paper ballots declared invalid, for whatever reason",
        article="L 43(4-1)(3), (5)",
        text=_BY_ID["invalid"].text,
        source=_BOX,
    ),
    _counted_on_paper(
        "valid",
        "paper_valid",
        "paper ballots counted for an answer, blank ones included where the rules allow them",
        _BOX,
    ),
    _of_the_invalid(
        "form",
        "6.2",
        "not of the form that was set",
        "L 43(5)",
        Text(
            "оның ішінде белгіленбеген үлгідегілері",
            "в том числе неустановленного образца",
            "of these, of another form",
        ),
    ),
    _of_the_invalid(
        "marks",
        "6.3",
        "no mark, or more marks than the ballot allows",
        "L 43(5)",
        Text(
            "оның ішінде белгісі жоқ немесе белгісі артық",
            "в том числе без отметки или с лишними отметками",
            "of these, without a mark or with too many",
        ),
    ),
    _of_the_invalid(
        "pencil",
        "6.4",
        "marked in pencil, corrected, or with another trace of falsification",
        "L 42(3-1), 43(5)(4)",
        Text(
            "оның ішінде қарындашпен белгіленген, түзету немесе бұрмалау іздері бар",
            "в том числе с отметкой карандашом, исправлениями или следами искажения",
            "of these, in pencil, corrected or falsified",
        ),
    ),
    _of_the_invalid(
        "doubtful",
        "6.5",
        "doubtful, and declared invalid by more than half of the members",
        "L 43(7)",
        Text(
            "оның ішінде күмәнді болып, дауыспен жарамсыз деп танылған",
            "в том числе вызвавших сомнение и признанных голосованием",
            "of these, doubtful and declared so by vote",
        ),
        _VOTE,
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


def _summed(name: str, paper: str, *, text: Text | None = None) -> SummaryFigure:
    """The electronic figure `name` and the paper figure `paper`, in the line and by the article of the former."""
    figure = _BY_ID[name]
    return SummaryFigure(
        id=name,
        line=figure.line,
        electronic=name,
        paper=paper,
        article=figure.article,
        text=text or figure.text,
        same=name == paper,
    )


SUMMARY_FIGURES: Final[tuple[SummaryFigure, ...]] = (
    _summed("voters_on_list", "voters_on_list"),
    _summed("voters_received_ballots", "paper_given"),
    _summed(
        "issued",
        "paper_issued",
        text=Text(
            "Комиссияның мүшелері берген карточкалар мен қағаз бюллетеньдер саны",
            "Число карточек и бумажных бюллетеней, выданных членами комиссии",
            "Cards and paper ballots issued by the members of the commission",
        ),
    ),
    _summed("ballots_received", "paper_received"),
    _summed("ballots_destroyed", "paper_destroyed"),
)
"""The lines of the summary that stand once, in the order of the form."""

SUMMARY_CONTEST_FIGURES: Final[tuple[SummaryFigure, ...]] = tuple(
    _summed(name, f"paper_{name}") for name in ("participants", "invalid", "valid")
)
"""The lines of one contest in the summary, in the order of the form."""
