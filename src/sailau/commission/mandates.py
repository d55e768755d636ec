"""Who holds a mandate now: as the results were announced, and as mandates fell vacant since (L 83(2), 97-1(5), 99(2)).

The notice of the results gives mandates to persons (M56). From then on decisions change who holds them, one by one in
the order of their numbers (M66, M68):

- the party changes the order of its list: whoever holds a mandate keeps it, who comes next is another;
- a list's mandate falls vacant: the next who stands on the list and had no mandate yet takes it, or nobody is left;
- a district's seat falls vacant: nobody takes it; a by-election fills it, but not in the last year of the term.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from sailau.commission import mandate_words as words
from sailau.commission.decisions import (
    CommissionDecision,
    ListOrder,
    MandateMatter,
    MandateVacant,
    SeatVacant,
    in_force,
)
from sailau.commission.seats import RegisteredList, by_election_refusal, list_refusal, next_on_list, reordered
from sailau.election.nouns import AnswerId, Contest, ContestId, ContestKind, Definition, ElectionType
from sailau.formats.v1.notice import RESULTS, Elected, NoticeData
from sailau.formats.v1.publication import NoticePaper
from sailau.refusal import Refusal, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """Mandates of one contest as a notice of the results gave them: its number, who is elected, mandates by answer."""

    notice: int
    elected: tuple[Elected, ...]
    mandates: Mapping[AnswerId, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds a mandate; `decision` is the number of the one that gave it, None: the notice of the results did."""

    person: Elected
    decision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Who held a mandate until the day `since`, by the decision of that number."""

    name: Text
    since: date
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seating:
    """The mandates of one answer, a party or a candidate: who holds them, who left, how many nobody holds.

    `registered` is the list as the last decision on it has it, None while none was taken. `term_ends` belongs to a
    district's seat that is vacant.
    """

    contest: ContestId
    answer: AnswerId
    notice: int
    holders: tuple[Holder, ...]
    vacant: int
    left: tuple[Left, ...] = ()
    registered: RegisteredList | None = None
    term_ends: date | None = None

    @property
    def names(self) -> tuple[Text, ...]:
        """The names of those who hold a mandate, in the order in which mandates were given."""
        return tuple(holder.person.name for holder in self.holders)

    @property
    def seated(self) -> frozenset[Text]:
        """All who hold a mandate or held one."""
        return frozenset((*self.names, *(one.name for one in self.left)))

    def reserve(self, registered: RegisteredList | None) -> tuple[Text, ...]:
        """Those of a list who may still take a mandate, the next first."""
        standing = () if registered is None else registered.standing
        return tuple(name for name in standing if name not in self.seated)


Told = Mapping[ContestId, Announced]


def announced(notices: Iterable[tuple[NoticePaper, NoticeData]]) -> dict[ContestId, Announced]:
    """What the last notice of the results says of each contest whose elected persons it names; notices by number."""
    found: dict[ContestId, Announced] = {}
    for paper, data in notices:
        if paper.kind != RESULTS:
            continue
        for outcome in data.outcomes:
            if outcome.state == "decided":
                found[ContestId(outcome.contest)] = Announced(
                    notice=paper.number,
                    elected=outcome.elected,
                    mandates={AnswerId(one.answer): one.number for one in outcome.mandates},
                )
    return found


def seatings(definition: Definition, told: Told, decisions: Iterable[CommissionDecision]) -> tuple[Seating, ...]:
    """Every answer that has mandates, with who holds them now: contests as the definition has them, answers by id."""
    holding = in_force(decisions)
    return tuple(
        _seating(contest.id, answer, told[contest.id], holding)
        for contest in definition.contests
        if contest.id in told
        for answer in sorted(told[contest.id].mandates)
    )


def _seating(contest: ContestId, answer: AnswerId, told: Announced, decisions: Iterable[CommissionDecision]) -> Seating:
    holders = tuple(Holder(person=one) for one in told.elected if one.answer == answer)
    found = Seating(
        contest=contest,
        answer=answer,
        notice=told.notice,
        holders=holders,
        vacant=told.mandates[answer] - len(holders),
    )
    for decision in decisions:
        found = after(found, decision)
    return found


def after(seating: Seating, decision: CommissionDecision) -> Seating:
    """The mandates after one more decision; one on another answer, or on who holds none, changes nothing."""
    own = (seating.contest, seating.answer)
    match decision.matter:
        case ListOrder() as order if own == (order.contest, order.answer):
            return replace(seating, registered=replace(_listed(order), names=order.order))
        case MandateVacant() as vacant if own == (vacant.contest, vacant.answer):
            known = replace(seating, registered=_listed(vacant))
            return _emptied(known, vacant.person, vacant.since, decision.number, vacant.next)
        case SeatVacant() as seat if own == (seat.contest, seat.answer) and seating.holders:
            emptied = _emptied(seating, seating.names[0], seat.since, decision.number, None)
            return replace(emptied, term_ends=seat.term_ends)
        case _:
            return seating


def _emptied(seating: Seating, name: Text, since: date, decision: int, taking: Elected | None) -> Seating:
    """The person leaves; whoever takes the mandate stands in the same place."""
    if name not in seating.names:
        return seating
    place = seating.names.index(name)
    takes = () if taking is None else (Holder(person=taking, decision=decision),)
    return replace(
        seating,
        holders=(*seating.holders[:place], *takes, *seating.holders[place + 1 :]),
        vacant=seating.vacant + (taking is None),
        left=(*seating.left, Left(name=name, since=since, decision=decision)),
    )


def list_of(contest: ContestId, answer: AnswerId, decisions: Iterable[CommissionDecision]) -> RegisteredList | None:
    """The party's list as the last decision that holds has it; None where none was taken on it."""
    found = None
    for decision in in_force(decisions):
        match decision.matter:
            case ListOrder() as order if (contest, answer) == (order.contest, order.answer):
                found = replace(_listed(order), names=order.order)
            case MandateVacant() as vacant if (contest, answer) == (vacant.contest, vacant.answer):
                found = _listed(vacant)
            case _:
                continue
    return found


def as_it_stands(
    contest: ContestId, registered: RegisteredList, decisions: Iterable[CommissionDecision]
) -> RegisteredList | Refusal:
    """A list that a file gives, in the order that it has by the decisions; a list of other persons is refused."""
    known = list_of(contest, registered.party, decisions)
    if known is None:
        return registered
    return words.strangers(known.names, registered.names) or replace(registered, names=known.names)


def as_given(
    contest: ContestId, registered: RegisteredList, told: Announced | None, decisions: Iterable[CommissionDecision]
) -> RegisteredList | Refusal:
    """The list by which mandates are given, or told of again: those who were given one stay the elected ones.

    While no decision was taken on the list, a notice that is drawn up again goes by the list alone.
    """
    standing = as_it_stands(contest, registered, decisions)
    if isinstance(standing, Refusal) or told is None or list_of(contest, registered.party, decisions) is None:
        return standing
    given = [one.name for one in told.elected if one.answer == registered.party]
    first = tuple(name for name in given if name in standing.names)
    return replace(
        standing,
        names=(*first, *(name for name in standing.names if name not in first)),
        dropped_out=standing.dropped_out - set(first),
    )


def refusal_of(
    decision: CommissionDecision, definition: Definition, told: Told, earlier: Iterable[CommissionDecision]
) -> Refusal | None:
    """Why a decision on mandates may not be taken, beside `decisions.refusal_of`; None when it may, or is of another.

    `told` are the announced results, `earlier` the decisions before it.
    """
    matter = decision.matter
    if not isinstance(matter, ListOrder | MandateVacant | SeatVacant):
        return None
    contest = next((one for one in definition.contests if one.id == matter.contest), None)
    if contest is None:
        return None  # refused by `decisions.refusal_of`
    wanted = ContestKind.CANDIDATES if isinstance(matter, SeatVacant) else ContestKind.PARTIES
    if contest.kind is not wanted or contest.type is ElectionType.PRESIDENT:
        return words.other_kind_of_contest()
    earlier = tuple(earlier)
    if isinstance(matter, ListOrder | MandateVacant):
        unfit = _list_unfit(matter, contest, definition, list_of(contest.id, matter.answer, earlier))
        if unfit is not None:
            return unfit
    seating = _found(matter, told, earlier)
    match matter:
        case ListOrder():
            return _order_refused(matter, seating)
        case MandateVacant():
            return _vacancy_refused(matter, decision, seating)
        case SeatVacant():
            if seating is None:
                return words.not_announced()
            if not seating.holders:
                return words.nobody_holds_it()
            return _since_refused(matter.since, decision)
        case _:
            assert_never(matter)


def _found(matter: MandateMatter, told: Told, earlier: Iterable[CommissionDecision]) -> Seating | None:
    known = told.get(matter.contest)
    if known is None or matter.answer not in known.mandates:
        return None
    return _seating(matter.contest, matter.answer, known, in_force(earlier))


def _list_unfit(
    matter: ListOrder | MandateVacant, contest: Contest, definition: Definition, known: RegisteredList | None
) -> Refusal | None:
    """Why the list is not the registered one: other persons, another order, too long."""
    listed = _listed(matter)
    if known is not None:
        if strange := words.strangers(known.names, listed.names):
            return strange
        if known.names != listed.names:
            return words.other_order()
    # who dropped out voids a registration before the vote alone
    length = list_refusal(replace(listed, dropped_out=frozenset()), contest.rule.seats, definition.date)
    return length or (words.persons_unclear() if not listed.dropped_out <= set(listed.names) else None)


def _order_refused(matter: ListOrder, seating: Seating | None) -> Refusal | None:
    listed = _listed(matter)
    if strange := words.strangers(listed.names, matter.order):
        return strange
    turned = reordered(
        listed, matter.order, application=bool(matter.application.strip()), extract=bool(matter.extract.strip())
    )
    if isinstance(turned, Refusal):
        return turned
    if matter.order == matter.listed:
        return words.order_unchanged()
    return None if seating is None else _not_as_announced(listed, seating)


def _vacancy_refused(matter: MandateVacant, decision: CommissionDecision, seating: Seating | None) -> Refusal | None:
    if seating is None:
        return words.not_announced()
    if matter.person not in seating.names:
        return words.not_a_holder(matter.person, seating.names)
    listed = _listed(matter)
    unfit = _not_as_announced(listed, seating)
    if unfit is not None:
        return unfit
    due = next_on_list(listed, seating.seated)
    if due != (None if matter.next is None else matter.next.name):
        return words.another_is_next(due)
    return _since_refused(matter.since, decision)


def _not_as_announced(listed: RegisteredList, seating: Seating) -> Refusal | None:
    """Whoever holds a mandate stands on the list."""
    missing = [name for name in seating.names if name not in listed.names]
    return words.not_on_the_list(missing) if missing else None


def _since_refused(since: date, decision: CommissionDecision) -> Refusal | None:
    return words.vacant_in_future() if since > decision.taken.date() else None


def _listed(matter: ListOrder | MandateVacant) -> RegisteredList:
    return RegisteredList(party=matter.answer, names=matter.listed, dropped_out=frozenset(matter.dropped_out))


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateEffect:
    """What a decision changes in the mandates of one answer; `before` and `after` are None before they were given."""

    decision: CommissionDecision
    contest: Contest
    before: Seating | None
    after: Seating | None
    said: tuple[Text, ...] = field(default=())


def mandate_effect(
    decision: CommissionDecision, definition: Definition, told: Told, earlier: Iterable[CommissionDecision]
) -> tuple[MandateEffect, ...]:
    """What the decision changes in mandates: one that is cancelled with it, or one of its own; empty for others."""
    earlier = tuple(earlier)
    before = {(one.contest, one.answer): one for one in seatings(definition, told, earlier)}
    changed = {(one.contest, one.answer): one for one in seatings(definition, told, (*earlier, decision))}
    contests = {contest.id: contest for contest in definition.contests}
    keys = [key for key in changed if before.get(key) != changed[key]]
    matter = decision.matter
    if isinstance(matter, ListOrder | MandateVacant | SeatVacant) and (matter.contest, matter.answer) not in keys:
        keys.append((matter.contest, matter.answer))
    return tuple(
        _said(
            MandateEffect(decision=decision, contest=contests[key[0]], before=before.get(key), after=changed.get(key)),
            key[1],
        )
        for key in keys
    )


def _said(found: MandateEffect, answer: AnswerId) -> MandateEffect:
    """The effect in words: of whom, who leaves and who takes, who comes next."""
    said = [words.of_whom(found.contest, answer)]
    before, now = found.before, found.after
    if before is not None and now is not None:
        left = [one for one in now.left if one not in before.left]
        taking = [one.person.name for one in now.holders if one not in before.holders]
        said += [words.leaves(one.name, one.since) for one in left]
        said += [words.takes(name) for name in taking]
        said += [words.holders_again(now.names)] if len(now.left) < len(before.left) else []
        if not left and now.names == before.names:
            said.append(words.holders_stay())
        elif now.vacant > before.vacant and now.term_ends is None:
            said.append(words.nobody_left())
    else:
        said.append(words.not_given_yet())
    return replace(found, said=(*said, *_next(found, now), *_by_election(now)))


def _next(found: MandateEffect, now: Seating | None) -> Iterable[Text]:
    """Who comes next on the list after the decision."""
    matter = found.decision.matter
    if isinstance(matter, ListOrder) and now is None:
        yield words.first_are(_ordered(matter))
    elif now is not None and now.registered is not None:
        yield words.next_is(now.reserve(now.registered))


def _ordered(matter: ListOrder) -> tuple[Text, ...]:
    return replace(_listed(matter), names=matter.order).standing


def _by_election(now: Seating | None) -> Iterable[Text]:
    if now is not None and now.term_ends is not None and now.left:
        refused = by_election_refusal(now.left[-1].since, now.term_ends)
        yield words.by_election_follows(now.term_ends) if refused is None else refused.text
