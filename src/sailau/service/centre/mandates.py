"""Mandates after the results: who holds them, a party's new order of its list, a vacant mandate (L 97-1(5), 99(2)).

    standing(holdings, persons)                      every party and elected candidate: holders, reserve, who left
    order_matter(holdings, persons, asked)           the list in the order of the party's paper      (M66)
    vacancy_matter(holdings, persons, vacancy)       a mandate or a district's seat that fell vacant (M66, M68)

What comes out is decided as every other matter (`decisions`): the effect shown, signed, entered, published. The file of
the party's paper is TOML or JSON, names as on the registered list, in Kazakh or Russian:

    contest = "mazhilis-list"
    answer = "otan"
    application = "№ 12, 14.01.2027"          # the party's application to the central commission
    extract = "№ 3, 13.01.2027"               # from the minutes of its highest body
    order = ["…", "…"]                        # every person of the list, once
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sailau.commission import mandate_words as words
from sailau.commission.decisions import ListOrder, MandateVacant, SeatVacant
from sailau.commission.effect import Holdings
from sailau.commission.mandates import Seating, as_it_stands, list_of, seatings
from sailau.commission.seats import RegisteredList, next_on_list
from sailau.election.nouns import AnswerId, ContestId, ContestKind, Definition
from sailau.errors import FormatError
from sailau.formats.v1.notice import Elected
from sailau.refusal import Refusal, Text
from sailau.service.centre import refusals
from sailau.service.centre.persons import Persons, read_tree

_FIELDS: Final = ("contest", "answer", "application", "extract")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOrder:
    """The party's paper: whose list, by what application and extract, every person by name in the new order."""

    contest: ContestId
    answer: AnswerId
    application: str
    extract: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """Whose mandate is vacant and from which day; `term_ends` is asked for a district's seat."""

    person: str
    since: date
    term_ends: date | None = None
    contest: ContestId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandates:
    """The mandates of one answer, and those of its list who may still take one, the next first.

    `listed`: whether the list is known, by a decision or by the file of persons; a candidate has none.
    """

    seating: Seating
    reserve: tuple[Text, ...]
    listed: bool


def read_order(data: bytes, file: str) -> AskedOrder:
    """Read the party's paper. Raises FormatError naming place and reason."""
    tree = read_tree(data, file)
    if not isinstance(tree, dict):
        raise FormatError(file, "not an object")
    surplus = sorted(set(tree) - {*_FIELDS, "order"})
    if surplus:
        raise FormatError(file, f"unknown: {', '.join(map(ascii, surplus))}")
    contest, answer, application, extract = (_text(tree, name, file) for name in _FIELDS)
    order = tree.get("order")
    if not isinstance(order, list) or not order or not all(isinstance(name, str) for name in order):
        raise FormatError(f"{file}: order", "give every person of the list by name, in the new order")
    return AskedOrder(
        contest=ContestId(contest),
        answer=AnswerId(answer),
        application=application,
        extract=extract,
        order=tuple(order),
    )


def standing(holdings: Holdings, persons: Persons) -> tuple[Mandates, ...]:
    """Every answer with mandates as it stands; empty while no notice of the results has named who is elected."""
    found = []
    for one in seatings(holdings.definition, holdings.announced, holdings.decisions):
        registered = _known_list(holdings, persons, one.contest, one.answer)
        own = registered if isinstance(registered, RegisteredList) else None
        found.append(Mandates(seating=one, reserve=one.reserve(own), listed=own is not None))
    return tuple(found)


def order_matter(holdings: Holdings, persons: Persons, asked: AskedOrder) -> ListOrder | Refusal:
    """The matter of a new order: the list as it stands, and as the party wants it; a stranger stays as written."""
    registered = _registered(holdings, persons, asked.contest, asked.answer)
    if isinstance(registered, Refusal):
        return registered
    return ListOrder(
        contest=asked.contest,
        answer=asked.answer,
        listed=registered.names,
        dropped_out=_dropped_out(registered),
        order=tuple(_person(name, registered.names) for name in asked.order),
        application=asked.application.strip(),
        extract=asked.extract.strip(),
    )


def vacancy_matter(holdings: Holdings, persons: Persons, vacancy: Vacancy) -> MandateVacant | SeatVacant | Refusal:
    """The matter of a vacant mandate: of a list, with the next who takes it, or of a district's seat."""
    found = seatings(holdings.definition, holdings.announced, holdings.decisions)
    if not found:
        return words.not_announced()
    own = [one for one in found if vacancy.contest in (None, one.contest) and _holds(one, vacancy.person)]
    if not own:
        return words.not_a_holder(_said(vacancy.person), [name for one in found for name in one.names])
    if len(own) > 1:
        return refusals.several_hold(vacancy.person, [str(one.contest) for one in own])
    [seating] = own
    name = _person(vacancy.person, seating.names)
    kinds = {contest.id: contest.kind for contest in holdings.definition.contests}
    if kinds[seating.contest] is ContestKind.PARTIES:
        return _mandate_vacant(holdings, persons, seating, name, vacancy.since)
    if vacancy.term_ends is None:
        return refusals.TERM_NOT_GIVEN
    return SeatVacant(contest=seating.contest, answer=seating.answer, since=vacancy.since, term_ends=vacancy.term_ends)


def _mandate_vacant(
    holdings: Holdings, persons: Persons, seating: Seating, name: Text, since: date
) -> MandateVacant | Refusal:
    registered = _registered(holdings, persons, seating.contest, seating.answer)
    if isinstance(registered, Refusal):
        return registered
    taking = next_on_list(registered, seating.seated)
    described = None if taking is None else _described(persons, seating, taking)
    if taking is not None and described is None:
        return words.next_undescribed(taking)
    return MandateVacant(
        contest=seating.contest,
        answer=seating.answer,
        person=name,
        since=since,
        listed=registered.names,
        dropped_out=_dropped_out(registered),
        next=described,
    )


def _registered(holdings: Holdings, persons: Persons, contest: ContestId, answer: AnswerId) -> RegisteredList | Refusal:
    if not any(one.id == answer for one in _answers(holdings.definition, contest)):
        return refusals.no_such_list(contest, answer)
    return _known_list(holdings, persons, contest, answer) or refusals.LIST_NOT_GIVEN


def _known_list(
    holdings: Holdings, persons: Persons, contest: ContestId, answer: AnswerId
) -> RegisteredList | Refusal | None:
    """The file's list in the order of the decisions, or the decisions' alone; None where neither has it."""
    given = persons.lists.get(contest, {}).get(answer)
    if given is None:
        return list_of(contest, answer, holdings.decisions)
    return as_it_stands(contest, given, holdings.decisions)


def _answers(definition: Definition, contest: ContestId) -> Iterable[Any]:
    return (answer for one in definition.contests if one.id == contest for answer in one.answers)


def _dropped_out(registered: RegisteredList) -> tuple[Text, ...]:
    return tuple(name for name in registered.names if name in registered.dropped_out)


def _described(persons: Persons, seating: Seating, name: Text) -> Elected | None:
    return persons.on_lists.get((seating.contest, seating.answer), {}).get(name)


def _holds(seating: Seating, person: str) -> bool:
    return _person(person, seating.names) in seating.names


def _person(name: str, known: Sequence[Text]) -> Text:
    """The person of that name in Kazakh, Russian or English; a stranger under the name as it is written."""
    wanted = _folded(name)
    for one in known:
        if wanted in (_folded(one.kk), _folded(one.ru), _folded(one.en)):
            return one
    return _said(name)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _said(name: str) -> Text:
    return Text(name, name, name)


def _text(tree: Mapping[str, Any], name: str, file: str) -> str:
    value = tree.get(name, "")
    if not isinstance(value, str):
        raise FormatError(f"{file}: {name}", "not a text")
    if not value and name in ("contest", "answer"):
        raise FormatError(f"{file}: {name}", "missing")
    return value
