"""`sailau commission seats`: who holds the mandates, a party's new order of its list, a vacant one (M66, M68)."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sailau.adapters.files import read_file
from sailau.cli.commission_decide import add_centre, add_deciding, decide_on
from sailau.cli.evidence_args import DONE, add_verb, day, say, show_refusal, write
from sailau.cli.narration import said
from sailau.errors import StoreError
from sailau.refusal import Refusal, Text
from sailau.words import Language as Lang

if TYPE_CHECKING:
    from sailau.commission.decisions import ListOrder, MandateVacant, SeatVacant
    from sailau.commission.effect import Holdings
    from sailau.commission.mandates import Seating
    from sailau.election.nouns import Contest
    from sailau.service.centre.mandates import Mandates
    from sailau.service.centre.persons import Persons

_NOTICE: Final = Text("№ {number:03d} хабарлама", "извещение № {number:03d}", "notice No. {number:03d}")
_DECISION: Final = Text("№ {number:03d} шешім", "решение № {number:03d}", "decision No. {number:03d}")
_VACANT: Final = Text("бос мандат", "свободных мандатов", "mandates vacant")
_LEFT: Final = Text("шықты", "выбытие", "left")
_RESERVE: Final = Text("резервте", "в резерве", "in reserve")
_NO_LIST: Final = Text(
    "тізім берілмеген (--persons): резерв белгісіз",
    "список не дан (--persons): резерв не известен",
    "no list was given (--persons): the reserve is not known",
)
SHOWN: Final = 10
"""Persons in reserve that are named on the screen; --json has all."""


def add_verbs(verbs: Any) -> None:
    """Add `seats`."""
    seats = add_verb(
        verbs,
        "seats",
        _seats,
        "who holds the mandates and who comes next; a party's new order, a vacant mandate (L 97-1(5), 99(2))",
        "Without --order and --vacant: how the mandates stand. With one of them: a decision, its effect shown first. A "
        "list's mandate goes to the next on the list; a district's seat is filled by a by-election (`repeat "
        "by-election`), not in the last year of the term.",
    )
    add_centre(seats)
    seats.add_argument("--persons", type=Path, metavar="FILE", help="the registered lists and candidates, as of notice")
    seats.add_argument("--contest", metavar="ID", help="this contest alone")
    what = seats.add_mutually_exclusive_group()
    what.add_argument("--order", type=Path, metavar="FILE", help="the party's paper with the new order, TOML or JSON")
    what.add_argument("--vacant", metavar="PERSON", help="the person whose mandate fell vacant, by full name")
    seats.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="--vacant: from which day")
    seats.add_argument(
        "--term-ends", type=day, metavar="YYYY-MM-DD", help="--vacant, a district's seat: last day of the term"
    )
    add_deciding(seats, reason=False)


def _seats(args: argparse.Namespace) -> int:
    if args.order is None and args.vacant is None:
        return _show(args)
    if args.vacant is not None and args.since is None:
        raise StoreError("say from which day the mandate is vacant: --since YYYY-MM-DD")
    return decide_on(args, lambda holdings: _matter(args, holdings))


def _matter(args: argparse.Namespace, holdings: "Holdings") -> "ListOrder | MandateVacant | SeatVacant | Refusal":
    from sailau.election.nouns import ContestId
    from sailau.service.centre.mandates import Vacancy, order_matter, read_order, vacancy_matter

    persons = _persons(args, holdings)
    if args.order is not None:
        return order_matter(holdings, persons, read_order(read_file(args.order), args.order.name))
    vacancy = Vacancy(
        person=args.vacant,
        since=args.since,
        term_ends=args.term_ends,
        contest=None if args.contest is None else ContestId(args.contest),
    )
    return vacancy_matter(holdings, persons, vacancy)


def _persons(args: argparse.Namespace, holdings: "Holdings") -> "Persons":
    from sailau.service.centre.persons import NOBODY, read_persons

    if args.persons is None:
        return NOBODY
    return read_persons(read_file(args.persons), args.persons.name, holdings.definition)


def _show(args: argparse.Namespace) -> int:
    from sailau.commission.mandate_words import not_announced
    from sailau.service.centre.centre import opened_centre
    from sailau.service.centre.holding import holdings_of
    from sailau.service.centre.mandates import standing

    with opened_centre(args.centre) as centre:
        holdings = holdings_of(centre)
    found = standing(holdings, _persons(args, holdings))
    if not found:
        return show_refusal(args, not_announced())
    shown = [one for one in found if args.contest in (None, one.seating.contest)]
    if args.json:
        write({"mandates": [_as_json(one, args.lang) for one in shown]})
    contests = {contest.id: contest for contest in holdings.definition.contests}
    for one in shown:
        _tell(one, contests[one.seating.contest], args.lang)
    return DONE


def _tell(one: "Mandates", contest: "Contest", lang: Lang) -> None:
    from sailau.commission.mandate_words import of_whom

    seating = one.seating
    say(said(of_whom(contest, seating.answer), lang))
    for number, holder in enumerate(seating.holders, 1):
        say(f"  {number}. {said(holder.person.name, lang)} – {_given(seating, holder.decision, lang)}")
    if seating.vacant:
        say(f"  {said(_VACANT, lang)}: {seating.vacant}")
    for left in seating.left:
        by = said(_DECISION, lang).format(number=left.decision)
        say(f"  {said(_LEFT, lang)}: {said(left.name, lang)}, {left.since:%d.%m.%Y} ({by})")
    if contest.kind.value != "parties":
        return
    if not one.listed:
        say(f"  {said(_NO_LIST, lang)}")
        return
    more = " …" if len(one.reserve) > SHOWN else ""
    names = "; ".join(said(name, lang) for name in one.reserve[:SHOWN])
    say(f"  {said(_RESERVE, lang)}: {len(one.reserve)}{f' – {names}{more}' if names else ''}")


def _given(seating: "Seating", decision: int | None, lang: Lang) -> str:
    if decision is None:
        return said(_NOTICE, lang).format(number=seating.notice)
    return said(_DECISION, lang).format(number=decision)


def _as_json(one: "Mandates", lang: Lang) -> dict[str, Any]:
    seating = one.seating
    return {
        "contest": seating.contest,
        "answer": seating.answer,
        "notice": seating.notice,
        "holders": [
            {"name": said(holder.person.name, lang), "decision": holder.decision} for holder in seating.holders
        ],
        "vacant": seating.vacant,
        "left": [
            {"name": said(left.name, lang), "since": left.since.isoformat(), "decision": left.decision}
            for left in seating.left
        ],
        "reserve": [said(name, lang) for name in one.reserve] if one.listed else None,
    }
