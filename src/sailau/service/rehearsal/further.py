"""What happens in a few precincts only: paper ballots beside cards, a recount by decision, a postponed voting.

One function an episode, as in `day` and `evening` (L 43(4), 43(7-1), 43(9), 50-5(7); M40-M48, E38).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sailau.checkin.voters import VoterEntry
from sailau.formats.v1.record import ACT_FILE, Act, Bilingual
from sailau.formats.v1.tally import Result
from sailau.precinct.commands import Command
from sailau.refusal import Text
from sailau.service.acts import SignedAct, acts, enter_foreign_act
from sailau.service.count import RECOUNT, Counting
from sailau.service.paper_results import PaperStanding, places
from sailau.service.rehearsal.evening import WITNESSES, a_quorum_decrypts, members_mix
from sailau.service.rehearsal.people import Votes, largest_remainders
from sailau.service.rehearsal.stage import CHAIR, DESK, ISSUER, RehearsalError, Stage, expected, granted
from sailau.signing.cms import sign_detached

PAPER_VOTERS: Final = 6
PAPER_RESERVE: Final = 5
ENTRANTS: Final = (3, 5)
"""The two members who enter what was counted on paper, apart from one another."""
MIXERS_OF_THE_RECOUNT: Final = (4, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class HigherDecision:
    """A decision of a higher commission about this precinct: its kind, article, text, who signs, and when."""

    kind: str
    article: str
    text: Bilingual
    signer: str
    at: datetime


POSTPONED: Final = Bilingual(
    "Жабдық жарамсыз: дауыс беру кейінге қалдырылды.", "Оборудование непригодно: голосование отложено."
)
RECOUNTED: Final = Bilingual(
    "Арыз қанағаттандырылды: дауыстар арыз берушілердің қатысуымен қайта саналсын.",
    "Жалоба удовлетворена: пересчитать голоса в присутствии заявителей.",
)


def paper_ballots_are_given(stage: Stage, people: list[VoterEntry]) -> None:
    """Voters who asked for paper ballots are given a set each, by the same list."""
    for voter in people:
        granted(stage.ask(Command.GIVE_PAPER, [ISSUER], voter, desk=DESK, member=ISSUER))
    stage.narrator.step(
        "R 3, M40",
        Text(
            f"{len(people)} сайлаушы қағаз бюллетень алды.",
            f"{len(people)} избирателей получили бумажные бюллетени.",
            f"{len(people)} voters were given paper ballots.",
        ),
    )


def paper_is_counted(stage: Stage, given: int) -> None:
    """Unused sets are destroyed by act; two members enter what was counted, each alone, and agree."""
    destroyed = stage.ask(Command.DESTROY_UNUSED_PAPER, WITNESSES, PAPER_RESERVE, signers=stage.members(*WITNESSES))
    expected(destroyed, SignedAct)
    entered = _paper_figures(stage, given, stage.plan.votes)
    for member in ENTRANTS:
        standing = stage.ask(Command.ENTER_PAPER_RESULTS, [member], entered, member=f"member-{member}")
        found = expected(standing, PaperStanding)
    if found.results is None or found.unexplained:
        raise RehearsalError("what was counted on paper does not agree")
    stage.narrator.step(
        "L 43(5), 43(7)",
        Text(
            "Қағаз бюллетеньдерді екі мүше бөлек санап енгізді: сандары бірдей.",
            "Бумажные бюллетени сосчитали и ввели порознь два члена: числа совпали.",
            "Two members counted and entered the paper ballots apart: their numbers agree.",
        ),
    )


def _paper_figures(stage: Stage, given: int, votes: Votes) -> dict[str, int]:
    """A number for every place of the form: the sets of `given` voters in the proportions of the plan's votes."""
    found = {place.id: 0 for place in places(stage.precinct)}
    found |= {"paper_received": given + PAPER_RESERVE, "paper_issued": given, f"issued:{ISSUER}": given}
    for asked in stage.precinct.style.contests:
        contest, cast = asked.contest.id, votes[asked.contest.id]
        shares = largest_remainders([cast.get(answer.id, 0) for answer in asked.answers], 0, given)
        found |= {f"{contest}:paper_participants": given, f"{contest}:paper_valid": given}
        found |= {f"{contest}:answer-{number}": share for number, share in enumerate(shares.answers, start=1)}
    return found


def a_recount_is_held(stage: Stage) -> Result:
    """The district commission decides on a recount (L 43(9)); other members mix, the same ballots are opened again."""
    decision = _enter(
        stage,
        HigherDecision(
            kind="recount", article="L 43(7-1), 43(9)", text=RECOUNTED, signer="district", at=stage.clock.now()
        ),
    )
    counting = expected(stage.ask(Command.BEGIN_RECOUNT, [CHAIR], decision), Counting)
    if counting.name != RECOUNT:
        raise RehearsalError("the recount is not a recount")
    members_mix(stage, counting, MIXERS_OF_THE_RECOUNT)
    a_quorum_decrypts(stage, counting, decision)
    result = expected(stage.ask(Command.FINISH_COUNT, [CHAIR], counting), Result)
    stage.narrator.step(
        "L 43(7-1)",
        Text(
            "Қайта санау өтті: нәтиже бірінші санаумен салыстырылды.",
            "Пересчёт проведён: результат сверен с первым подсчётом.",
            "The recount was held; its result is held against the first count.",
        ),
    )
    return result


def the_voting_is_postponed(stage: Stage) -> SignedAct:
    """The territorial commission's decision comes while the voting is going on; the box stays sealed for ever."""
    decision = _enter(
        stage,
        HigherDecision(
            kind="postponement", article="L 50-5(7)", text=POSTPONED, signer="territorial", at=stage.clock.now()
        ),
    )
    granted(stage.ask(Command.POSTPONE_VOTING, [CHAIR], decision))
    stage.narrator.step(
        "L 50-5(7), R 15",
        Text(
            "Жабдық жарамсыз болды: дауыс беру басқа күнге қалдырылды, жәшік ешқашан ашылмайды.",
            "Оборудование отказало: голосование перенесено на другой день, ящик не откроют никогда.",
            "The equipment failed: the voting is postponed to another day, the box will never be opened.",
        ),
    )
    return decision


def _enter(stage: Stage, decision: HigherDecision) -> SignedAct:
    """The decision is signed above and entered as the precinct's next act."""
    installed = stage.precinct.installed
    act = Act(
        number=1 + len(acts(stage.precinct)),
        kind=decision.kind,
        election=str(stage.plan.definition.id),
        precinct=installed.precinct,
        uuid=installed.uuid,
        at=decision.at.astimezone(stage.zone),
        article=decision.article,
        text=decision.text,
        members=(),
        explains=(),
        data={},
    )
    data = ACT_FILE.write(act)
    signature = sign_detached(data, stage.pki.signers[decision.signer], stage.clock.now())
    return enter_foreign_act(stage.precinct, decision.kind, data, signature)
