"""The control relations of the protocol, as data (L 37(2), 43(3-1), (4), (4-1), 50-6(1); M26, M40-M46).

What the figures mean, a worked day and the check itself stand in `protocol_form`.
"""

from dataclasses import dataclass
from typing import Literal

from sailau.refusal import Text

Term = tuple[Literal[1, -1], str]
RelationKind = Literal["equal", "at_most", "with_reserve", "at_most_with_reserve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A control relation: `left` and `right` are sums of figures, each term with its sign.

    `equal`: the two are equal; `at_most`: left <= right; `with_reserve`: left is right and the
    reserve of ballots, rounded up; `at_most_with_reserve`: left <= that.
    """

    id: str
    article: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    kind: RelationKind
    text: Text


RELATIONS: tuple[Relation, ...] = (
    Relation(
        id="received_with_reserve",
        article="L 37(2)",
        left=((1, "ballots_received"),),
        right=((1, "voters_on_list"),),
        kind="with_reserve",
        text=Text(
            "алынған бюллетеньдер = тізімдегі сайлаушылар + резерв (жоғары дөңгелектенген)",
            "получено бюллетеней = избирателей в списке + резерв (с округлением вверх)",
            "ballots received = voters on the list + reserve (rounded up)",
        ),
    ),
    Relation(
        id="voters_within_list",
        article="L 43(4)",
        left=((1, "voters_received_ballots"),),
        right=((1, "voters_on_list"),),
        kind="at_most",
        text=Text(
            "бюллетень алған сайлаушылар ≤ тізімдегі сайлаушылар",
            "получивших бюллетени ≤ избирателей в списке",
            "voters who received ballots ≤ voters on the list",
        ),
    ),
    Relation(
        id="voters_at_least",
        article="L 43(3-1)",
        left=((1, "admitted"), (-1, "undone"), (1, "home_ballots")),
        right=((1, "voters_received_ballots"),),
        kind="at_most",
        text=Text(
            "жіберілгендер − кері қайтарылғандар + үйдегі бюллетеньдер ≤ бюллетень алған сайлаушылар",
            "допущено − отменено + бюллетеней на дому ≤ получивших бюллетени",
            "admitted − undone + home ballots ≤ voters who received ballots",
        ),
    ),
    Relation(
        id="voters_at_most",
        article="L 43(3-1)",
        left=((1, "voters_received_ballots"),),
        right=((1, "admitted"), (-1, "undone"), (1, "home_applications")),
        kind="at_most",
        text=Text(
            "бюллетень алған сайлаушылар ≤ жіберілгендер − кері қайтарылғандар + үйден өтініштер",
            "получивших бюллетени ≤ допущено − отменено + заявлений на дому",
            "voters who received ballots ≤ admitted − undone + home applications",
        ),
    ),
    Relation(
        id="ballots_destroyed",
        article="L 43(4), (4-1)",
        left=((1, "ballots_destroyed"),),
        right=((1, "ballots_received"), (-1, "voters_received_ballots")),
        kind="equal",
        text=Text(
            "жойылған бюллетеньдер = алынған − бюллетень алған сайлаушылар",
            "погашено бюллетеней = получено − число получивших бюллетени",
            "ballots destroyed = received − voters who received ballots",
        ),
    ),
    Relation(
        id="cards_issued",
        article="L 43(4)(3)",
        left=((1, "issued"),),
        right=(
            (1, "accepted"),
            (1, "challenged"),
            (1, "cancelled"),
            (1, "returned"),
            (1, "abandoned"),
            (1, "missing"),
        ),
        kind="equal",
        text=Text(
            "берілген карточкалар = қабылданған + тексерілген + жойылған + қайтарылған + қалдырылған + жоғалған",
            "выдано карточек = принято + проверено + аннулировано + возвращено + оставлено + отсутствует",
            "cards issued = accepted + challenged + cancelled + returned + abandoned + missing",
        ),
    ),
    Relation(
        id="admissions",
        article="L 43(4)(2), R 8",
        left=((1, "admitted"), (-1, "undone")),
        right=((1, "issued"), (-1, "replacements"), (-1, "test_cards"), (-1, "undo_returned")),
        kind="equal",
        text=Text(
            "жіберілгендер − кері қайтарылғандар = берілген − ауыстырылған − сынақ − "
            "кері қайтарғанда алынған карточкалар",
            "допущено − отменено = выдано − замен − пробных − принятых при отмене карточек",
            "admitted − undone = issued − replacements − test cards − cards taken back for an undo",
        ),
    ),
    Relation(
        id="undone_cards",
        article="L 43(4)(2)",
        left=((1, "undo_returned"),),
        right=((1, "returned"), (1, "abandoned")),
        kind="at_most",
        text=Text(
            "кері қайтарғанда алынған карточкалар ≤ қайтарылған + қалдырылған карточкалар",
            "принято карточек при отмене ≤ возвращено + оставлено карточек",
            "cards taken back for an undo ≤ cards returned + cards abandoned",
        ),
    ),
    Relation(
        id="home_within_applications",
        article="L 43(3-1)",
        left=((1, "home_ballots"),),
        right=((1, "home_applications"),),
        kind="at_most",
        text=Text(
            "үйдегі бюллетеньдер ≤ өтініштер",
            "бюллетеней на дому ≤ заявлений",
            "home ballots ≤ applications",
        ),
    ),
    Relation(
        id="home_unused",
        article="L 43(4)",
        left=((1, "home_unused"),),
        right=((1, "destroyed_unused"),),
        kind="at_most",
        text=Text(
            "құрылғыдан пайдаланылмай қайтқан рұқсаттар ≤ жойылған пайдаланылмаған рұқсаттар",
            "неиспользованных прав с устройств ≤ уничтоженных неиспользованных прав",
            "unused credentials from portable devices ≤ unused credentials destroyed",
        ),
    ),
    Relation(
        id="box",
        article="L 43(3-1)",
        left=((1, "box_ballots"),),
        right=((1, "accepted"), (1, "home_ballots")),
        kind="equal",
        text=Text(
            "жәшіктегі бюллетеньдер = қабылданған карточкалар + үйдегі бюллетеньдер",
            "бюллетеней в ящике = принято карточек + бюллетеней на дому",
            "ballots in the box = cards accepted + home ballots",
        ),
    ),
    Relation(
        id="box_within_issued",
        article="L 43(4-1)",
        left=((1, "box_ballots"),),
        right=((1, "issued"), (1, "home_applications")),
        kind="at_most",
        text=Text(
            "жәшіктегі бюллетеньдер ≤ тізім бойынша берілген + өтініштер бойынша",
            "бюллетеней в ящике ≤ выдано по спискам + по заявлениям",
            "ballots in the box ≤ issued by lists + by applications",
        ),
    ),
    Relation(
        id="one_ballot_a_voter",
        article="L 41(1), 43(4-1)",
        left=((1, "box_ballots"),),
        right=((1, "voters_received_ballots"),),
        kind="at_most",
        text=Text(
            "жәшіктегі бюллетеньдер ≤ бюллетень алған сайлаушылар",
            "бюллетеней в ящике ≤ получивших бюллетени",
            "ballots in the box ≤ voters who received ballots",
        ),
    ),
    Relation(
        id="credentials",
        article="L 43(4)",
        left=((1, "credentials_made"),),
        right=(
            (1, "box_ballots"),
            (1, "challenged"),
            (1, "credentials_cancelled"),
            (1, "voided"),
            (1, "destroyed_unused"),
        ),
        kind="equal",
        text=Text(
            "жасалған рұқсаттар = жәшіктегі бюллетеньдер + тексерілген + жойылған + жарамсыз + пайдаланылмай жойылған",
            "изготовлено прав = бюллетеней в ящике + проверенных + аннулированных + недействительных + "
            "уничтоженных неиспользованными",
            "credentials made = ballots in the box + challenged + cancelled + voided + destroyed unused",
        ),
    ),
    Relation(
        id="cancelled_credentials",
        article="L 43(4)",
        left=((1, "cancelled"), (1, "abandoned"), (1, "missing")),
        right=((1, "credentials_cancelled"),),
        kind="at_most",
        text=Text(
            "жойылған + қалдырылған + жоғалған карточкалар ≤ жойылған рұқсаттар",
            "аннулировано + оставлено + отсутствует карточек ≤ аннулированных прав",
            "cards cancelled + abandoned + missing ≤ credentials cancelled",
        ),
    ),
    Relation(
        id="closing",
        article="L 50-6(1)",
        left=((1, "closing_sealed"), (-1, "closing_left_out")),
        right=((1, "box_ballots"), (1, "challenged"), (1, "voided")),
        kind="equal",
        text=Text(
            "құрылғылар мөрлеген − есепке алынбаған = жәшіктегі бюллетеньдер + тексерілген + жарамсыз",
            "запечатано устройствами − не вошедших = бюллетеней в ящике + проверенных + недействительных",
            "sealed by the devices − left out = ballots in the box + challenged + voided",
        ),
    ),
    Relation(
        id="participants",
        article="L 43(4-1), (5)",
        left=((1, "participants"),),
        right=((1, "valid"), (1, "invalid")),
        kind="equal",
        text=Text(
            "дауыс беруге қатысқандар = жарамды + жарамсыз бюллетеньдер",
            "приняли участие = действительных + недействительных бюллетеней",
            "took part = valid + invalid ballots",
        ),
    ),
    Relation(
        id="valid",
        article="L 43(4-1)",
        left=((1, "valid"),),
        right=((1, "box_ballots"),),
        kind="equal",
        text=Text(
            "жарамды бюллетеньдер = жәшіктегі бюллетеньдер",
            "действительных бюллетеней = бюллетеней в ящике",
            "valid ballots = ballots in the box",
        ),
    ),
    Relation(
        id="invalid",
        article="L 43(3-1), (4-1)(3)",
        left=((1, "invalid"),),
        right=((1, "voided"),),
        kind="equal",
        text=Text(
            "жарамсыз бюллетеньдер = жарамсыз деп танылған шығулардың бюллетеньдері",
            "недействительных бюллетеней = бюллетеней недействительных выездов",
            "invalid ballots = ballots of void tours",
        ),
    ),
)

MEMBERS_RELATION = Relation(
    id="issued_by_members",
    article="L 43(4)(3)",
    left=((1, "issued"),),
    right=((1, "issued_by_members"),),
    kind="equal",
    text=Text(
        "берілген карточкалар = комиссияның әрбір мүшесі бергендердің қосындысы",
        "выдано карточек = сумма выданных каждым членом комиссии",
        "cards issued = sum of those issued by each member",
    ),
)


def _contest_relation(suffix: str, kind: RelationKind, text: Text) -> Relation:
    return Relation(
        id=f"contest_{suffix}",
        article="L 43(4-1)(2)",
        left=((1, "votes"), (1, "blank")),
        right=((1, "valid"),),
        kind=kind,
        text=text,
    )


CONTEST_SINGLE = _contest_relation(
    "single",
    "equal",
    Text(
        "дауыстардың қосындысы + бос бюллетеньдер = жарамды бюллетеньдер",
        "сумма голосов + пустых бюллетеней = действительных бюллетеней",
        "sum of votes + blank ballots = valid ballots",
    ),
)
CONTEST_TOO_MANY = _contest_relation(
    "too_many",
    "at_most",
    Text(
        "дауыстардың қосындысы ≤ бос емес бюллетеньдер × таңдаудың ең көп саны",
        "сумма голосов ≤ непустых бюллетеней × наибольшее число отметок",
        "sum of votes ≤ ballots that are not blank × most choices",
    ),
)
CONTEST_TOO_FEW = _contest_relation(
    "too_few",
    "at_most",
    Text(
        "бос емес бюллетеньдер × таңдаудың ең аз саны ≤ дауыстардың қосындысы",
        "непустых бюллетеней × наименьшее число отметок ≤ сумма голосов",
        "ballots that are not blank × least choices ≤ sum of votes",
    ),
)
CONTEST_ONE_ANSWER = _contest_relation(
    "one_answer",
    "at_most",
    Text(
        "бір жауапқа берілген дауыстар ≤ бос емес бюллетеньдер",
        "голосов за один ответ ≤ непустых бюллетеней",
        "votes for one answer ≤ ballots that are not blank",
    ),
)
