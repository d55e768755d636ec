"""The paper results of a mixed precinct: entered by two members, each alone, and held against one another (M42-M47).

1. unused paper ballots are counted and destroyed by act, before the boxes are opened (`destroy_unused_paper`);
2. doubtful ballots are decided by more than half of the members, by act (`decide_doubtful`);
3. two members enter what was counted, neither seeing what the other enters (`enter_paper_results`). Where they differ,
   both look at the ballots again and enter anew; a third member's entry decides nothing;
4. the results they agree on are held against the list, the acts and their own lines; what does not hold is explained by
   act (`explain_paper`), or counted again (`count_paper_again`), before any protocol is signed.

What is entered is a number for each *place*: a line of the form, a member's sets, an answer's votes. What the list and
the acts say is not entered: it is counted in one place only.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import cbor2

from sailau.checkin.refusals import NOT_MIXED
from sailau.checkin.state import figures as checkin_figures
from sailau.election.nouns import Language
from sailau.formats.v1.record import Bilingual, Figures
from sailau.formats.v1.record.acts import DOUBTFUL_BALLOTS, PAPER_DESTROYED
from sailau.law.paper_form import (
    PAPER_CONTEST_FIGURES,
    PAPER_FIGURES,
    SUMMARY_CONTEST_FIGURES,
    SUMMARY_FIGURES,
    PaperBox,
    PaperDifference,
    check_paper,
    check_summary,
    summed,
)
from sailau.law.protocol_form import ContestFigures
from sailau.refusal import Refusal, Text
from sailau.service import paper_refusals as refusals
from sailau.service.acts import Matter, SignedAct, acts, enter_act, member_number
from sailau.service.closing import current_figures, relation_code
from sailau.service.desk import standings
from sailau.service.paper_ballots import is_mixed
from sailau.service.precinct import Precinct, records_refusal
from sailau.signing.authority import Signer

COUNT_MAX: Final = 999_999
ENTRANTS: Final = 2
COUNTED_AGAIN: Final = "paper_counted_again"
_TABLE, _ENTRY = "count", b"paper:entry:"
_NOT_ENTERED: Final = frozenset(
    {"voters_on_list", "paper_given", "paper_destroyed", "paper_doubtful", "paper_invalid_doubtful"}
)
"""Lines that the list and the acts say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something that is counted and entered; `contest` is the title of its contest, or empty."""

    id: str
    line: str
    text: Text
    contest: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A place at which the two entries differ, and what each says, in the order of the members."""

    place: Place
    entered: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperResults:
    """The paper results as they stand: lines of the sets, sets by member, boxes in the ballot's order."""

    entered_by: tuple[str, ...]
    figures: Mapping[str, int]
    issued: Mapping[str, int]
    boxes: tuple[PaperBox, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStanding:
    """How far the paper results are. `differing` once two have entered; `results` once they agree.

    `decisions` are those on doubtful ballots, so far.
    """

    destroyed: int | None
    decisions: int
    entered_by: tuple[str, ...]
    differing: tuple[Discrepancy, ...]
    results: PaperResults | None
    differences: tuple[PaperDifference, ...]
    unexplained: tuple[PaperDifference, ...]


def places(precinct: Precinct) -> tuple[Place, ...]:
    """Everything that is to be entered, in the order of the form."""
    found = [Place(id=f.id, line=f.line, text=f.text) for f in PAPER_FIGURES if f.id not in _NOT_ENTERED]
    own = [
        Place(id=f"issued:{official.id}", line=f"3.{number}", text=Text(official.name, official.name, official.name))
        for number, official in enumerate(precinct.installed.officials, start=1)
    ]
    after = 1 + next(index for index, place in enumerate(found) if place.line == "3")
    found[after:after] = own
    for asked in precinct.style.contests:
        title, contest = asked.contest.title, str(asked.contest.id)
        words = Text(title.kk, title.ru, title.en or title.ru)
        for figure in PAPER_CONTEST_FIGURES:
            if figure.id not in _NOT_ENTERED:
                found.append(Place(id=f"{contest}:{figure.id}", line=figure.line, text=figure.text, contest=words))
        for number, answer in enumerate(asked.answers, start=1):
            names = Text(*(answer.text(language) for language in (Language.KK, Language.RU, Language.EN)))
            found.append(Place(id=f"{contest}:answer-{number}", line=f"5.{number}", text=names, contest=words))
        if asked.question.blank:
            found.append(Place(id=f"{contest}:blank", line="5.0", text=refusals.BLANK, contest=words))
    return tuple(found)


@records_refusal("closing")
def destroy_unused_paper(precinct: Precinct, destroyed: int, signers: Sequence[Signer]) -> SignedAct | Refusal:
    """Count the paper ballots that were not given out and destroy them, by act, before the boxes are opened (M42)."""
    if not is_mixed(precinct):
        return NOT_MIXED
    if not 0 <= destroyed <= COUNT_MAX:
        return refusals.NOT_A_COUNT
    text = Bilingual(
        f"Пайдаланылмаған қағаз бюллетеньдердің {destroyed} жиынтығы жәшіктер ашылғанға дейін саналып, жойылды.",
        f"Неиспользованные бумажные бюллетени ({destroyed} комплектов) до вскрытия ящиков подсчитаны и погашены.",
    )
    matter = Matter(key="paper-destroyed", kind=PAPER_DESTROYED, article="L 43(4)", text=text)
    return enter_act(precinct, matter, signers, {"destroyed": destroyed})


@records_refusal("closing")
def decide_doubtful(
    precinct: Precinct, contest: str, ballots: int, votes: tuple[int, int], signers: Sequence[Signer], *, number: int
) -> SignedAct | Refusal:
    """Decide `ballots` doubtful ones of a contest alike; `votes` are members for their being valid, and against (M47).

    What more than half of the members say is decided; less than that decides nothing, and the ballots stay doubtful.
    Decisions are numbered from 1; one that was entered before gives the same act.
    """
    if not is_mixed(precinct):
        return NOT_MIXED
    contests = {str(asked.contest.id): asked.contest.title for asked in precinct.style.contests}
    members = len(precinct.installed.officials)
    sound = contest in contests and 0 < ballots <= COUNT_MAX and min(votes) >= 0 and sum(votes) <= members
    if not sound or not 1 <= number <= _decisions(precinct) + 1:
        return refusals.NOT_A_COUNT
    if 2 * max(votes) <= members:
        return refusals.NOT_HALF
    if _is_agreed(precinct):
        return refusals.AGREED_ALREADY
    title, valid = contests[contest], votes[0] > votes[1]
    kk, ru = ("жарамды", "действительными") if valid else ("жарамсыз", "недействительными")
    text = Bilingual(
        f"{title.kk}: күмәнді {ballots} бюллетень комиссия мүшелерінің жартысынан астамының даусымен {kk} деп танылды.",
        f"{title.ru}: сомнительные бюллетени ({ballots}) большинством голосов членов комиссии признаны {ru}.",
    )
    matter = Matter(key=f"doubtful:{number}", kind=DOUBTFUL_BALLOTS, article="L 43(7)", text=text)
    data = {"contest": contest, "ballots": ballots, "valid": valid, "for": max(votes), "against": min(votes)}
    return enter_act(precinct, matter, signers, data)


@records_refusal("closing")
def enter_paper_results(precinct: Precinct, entered: Mapping[str, int], *, member: str) -> PaperStanding | Refusal:
    """Keep what a member counted: a number for every place. The first two members' entries are held together.

    A member may enter anew until both agree. Refused: a third member, a place that lacks, what is no count.
    """
    if not is_mixed(precinct):
        return NOT_MIXED
    if _destroyed(precinct) is None:
        return refusals.NOT_DESTROYED
    known = _entries(precinct)
    if _agree(known):
        return refusals.AGREED_ALREADY
    if len(known) >= ENTRANTS and member not in known:
        return refusals.THIRD_ENTRY
    wanted = {place.id for place in places(precinct)}
    if entered.keys() != wanted or any(type(n) is not int or not 0 <= n <= COUNT_MAX for n in entered.values()):
        return refusals.NOT_A_COUNT
    with precinct.stores.day.transaction() as tx:
        tx.put(_TABLE, _ENTRY + member.encode(), cbor2.dumps(dict(entered)))
    precinct.recorder().record(
        "paper-entered", member=member_number(member), agrees=_agree({**known, member: dict(entered)})
    )
    return paper_standing(precinct)


@records_refusal("closing")
def count_paper_again(precinct: Precinct, text: Bilingual, signers: Sequence[Signer]) -> SignedAct | Refusal:
    """Put the entries away by act, so that the paper ballots are counted and entered anew (L 43(4-1))."""
    if not is_mixed(precinct):
        return NOT_MIXED
    entries = _entries(precinct)
    if not entries:
        return refusals.NOTHING_ENTERED
    put_away = hashlib.sha256(cbor2.dumps(entries)).hexdigest()
    matter = Matter(key=f"paper-again:{put_away}", kind=COUNTED_AGAIN, article="L 43(4-1)", text=text)
    act = enter_act(precinct, matter, signers, {})
    with precinct.stores.day.transaction() as tx:
        for key, _ in [item for item in tx.items(_TABLE) if item[0].startswith(_ENTRY)]:
            tx.delete(_TABLE, key)
    return act


@records_refusal("closing")
def explain_paper(precinct: Precinct, text: Bilingual, signers: Sequence[Signer]) -> SignedAct | Refusal:
    """Explain by one act every difference of the paper results and the summary that no act explains yet (L 43(4-1))."""
    standing = paper_standing(precinct)
    if not standing.unexplained:
        return refusals.NOTHING_TO_EXPLAIN
    codes = tuple(dict.fromkeys(relation_code(item.difference) for item in standing.unexplained))
    matter = Matter(
        key="paper-difference:" + ",".join(codes),
        kind="reconciliation",
        article="L 43(4-1)",
        text=text,
        explains=codes,
    )
    act = enter_act(precinct, matter, signers, {})
    precinct.recorder().record("difference-explained", act=act.label)
    return act


def paper_standing(precinct: Precinct) -> PaperStanding:
    """How far the paper results are; all of it empty where the precinct is not mixed."""
    entries = _entries(precinct)
    results = paper_results(precinct)
    differences = () if results is None else paper_differences(precinct, results)
    explained = {code for signed in acts(precinct) for code in signed.act.explains}
    return PaperStanding(
        destroyed=_destroyed(precinct),
        decisions=_decisions(precinct),
        entered_by=tuple(entries),
        differing=_differing(precinct, entries),
        results=results,
        differences=differences,
        unexplained=tuple(item for item in differences if relation_code(item.difference) not in explained),
    )


def refuse_unsettled(precinct: Precinct) -> Refusal | None:
    """Why the paper ballots let no protocol be drawn up yet; None when they do, and where there are none."""
    if not is_mixed(precinct):
        return None
    standing = paper_standing(precinct)
    if standing.destroyed is None:
        return refusals.NOT_DESTROYED
    if standing.differing:
        return refusals.ENTRIES_DIFFER
    if standing.results is None:
        return refusals.NOT_ENTERED
    return refusals.not_explained(standing.unexplained) if standing.unexplained else None


def paper_results(precinct: Precinct) -> PaperResults | None:
    """The results that two members agree on, with what the list and the acts say; None before."""
    entries, destroyed = _entries(precinct), _destroyed(precinct)
    if not _agree(entries) or destroyed is None:
        return None
    entered = next(iter(entries.values()))
    told = {
        "voters_on_list": len(precinct.voters),
        "paper_given": checkin_figures(standings(precinct)).paper_given,
        "paper_destroyed": destroyed,
    }
    return PaperResults(
        entered_by=tuple(entries),
        figures={figure.id: told.get(figure.id, entered.get(figure.id, 0)) for figure in PAPER_FIGURES},
        issued={name.removeprefix("issued:"): n for name, n in entered.items() if name.startswith("issued:")},
        boxes=tuple(_box(precinct, entered, contest) for contest in range(len(precinct.style.contests))),
    )


def paper_differences(
    precinct: Precinct, results: PaperResults, figures: Figures | None = None
) -> tuple[PaperDifference, ...]:
    """The relations of the paper protocol and of the summary that do not hold."""
    reserve = Fraction(precinct.definition.rules.ballot_reserve_per_mille, 1000)
    electronic = (figures or current_figures(precinct)).figures
    own = check_paper(results.figures, results.issued, results.boxes, reserve=reserve)
    contests = {box.votes.contest: summed(SUMMARY_CONTEST_FIGURES, electronic, box.figures) for box in results.boxes}
    return own + check_summary(summed(SUMMARY_FIGURES, electronic, results.figures), contests)


def _box(precinct: Precinct, entered: Mapping[str, int], index: int) -> PaperBox:
    asked = precinct.style.contests[index]
    contest = str(asked.contest.id)
    decided = [signed.act.data for signed in acts(precinct) if signed.act.kind == DOUBTFUL_BALLOTS]
    of_this = [data for data in decided if data["contest"] == contest]
    told = {
        "paper_doubtful": sum(data["ballots"] for data in of_this),
        "paper_invalid_doubtful": sum(data["ballots"] for data in of_this if not data["valid"]),
    }
    return PaperBox(
        figures={f.id: told[f.id] if f.id in told else entered[f"{contest}:{f.id}"] for f in PAPER_CONTEST_FIGURES},
        votes=ContestFigures(
            contest=contest,
            minimum=asked.question.minimum,
            maximum=asked.question.maximum,
            votes=tuple(entered[f"{contest}:answer-{n}"] for n in range(1, len(asked.answers) + 1)),
            blank=entered.get(f"{contest}:blank", 0),
        ),
    )


def _entries(precinct: Precinct) -> dict[str, dict[str, int]]:
    """What was entered, by member."""
    with precinct.stores.day.transaction() as tx:
        kept = [(key, value) for key, value in tx.items(_TABLE) if key.startswith(_ENTRY)]
    return {key.removeprefix(_ENTRY).decode(): cbor2.loads(value) for key, value in sorted(kept)}


def _agree(entries: Mapping[str, Mapping[str, int]]) -> bool:
    return len(entries) == ENTRANTS and len({tuple(sorted(entry.items())) for entry in entries.values()}) == 1


def _decisions(precinct: Precinct) -> int:
    return sum(signed.act.kind == DOUBTFUL_BALLOTS for signed in acts(precinct))


def _is_agreed(precinct: Precinct) -> bool:
    return _agree(_entries(precinct))


def _differing(precinct: Precinct, entries: Mapping[str, Mapping[str, int]]) -> tuple[Discrepancy, ...]:
    if len(entries) < ENTRANTS:
        return ()
    first, second = entries.values()
    return tuple(
        Discrepancy(place=place, entered=(first[place.id], second[place.id]))
        for place in places(precinct)
        if first[place.id] != second[place.id]
    )


def _destroyed(precinct: Precinct) -> int | None:
    said = [signed.act.data["destroyed"] for signed in acts(precinct) if signed.act.kind == PAPER_DESTROYED]
    return int(said[0]) if said else None
