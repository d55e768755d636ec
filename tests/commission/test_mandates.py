"""Who holds a mandate after the results: a new order, a vacant mandate or seat, and what is refused (M66, M68)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sailau.commission import mandates
from sailau.commission.decisions import (
    Body,
    Cancellation,
    CommissionDecision,
    ListOrder,
    MandateVacant,
    SeatVacant,
    refusal_of,
)
from sailau.commission.effect import Holdings, effect, sentences
from sailau.commission.mandates import Announced, Seating, list_of, seatings
from sailau.election.nouns import AnswerId, Definition
from sailau.formats.v1.notice import Elected
from sailau.refusal import Refusal, Text
from tests.commission.country import EVENING, LIST, NORTH, country, decided, seat_of

PARTY = AnswerId(country().contests[0].answers[0].id)
SEAT = seat_of(country(), NORTH)
WINNER = SEAT.answers[0].id
DAY = EVENING.date()
NAMES = tuple(Text(f"{name} (kk)", f"{name} (ru)", name) for name in ("P1", "P2", "P3", "P4"))


def person(name: Text, answer: AnswerId = PARTY) -> Elected:
    post, home = Text("мұғалім", "учитель", "teacher"), Text("Астана", "Астана", "Astana")
    return Elected(answer=answer, name=name, birth_year=1961, post=post, residence=home, party=None, nationality=None)


TOLD = {
    LIST: Announced(notice=3, elected=(person(NAMES[0]), person(NAMES[1])), mandates={PARTY: 2}),
    SEAT.id: Announced(notice=3, elected=(person(Text("D", "D", "D"), WINNER),), mandates={WINNER: 1}),
}


def order(*names: Text, listed: tuple[Text, ...] = NAMES, application: str = "№ 12") -> ListOrder:
    return ListOrder(
        contest=LIST,
        answer=PARTY,
        listed=listed,
        dropped_out=(),
        order=names,
        application=application,
        extract="№ 3",
    )


def vacant(
    name: Text, taking: Text | None, listed: tuple[Text, ...] = NAMES, out: tuple[Text, ...] = ()
) -> MandateVacant:
    return MandateVacant(
        contest=LIST,
        answer=PARTY,
        person=name,
        since=DAY,
        listed=listed,
        dropped_out=out,
        next=None if taking is None else person(taking),
    )


def seat(since: date = DAY, term_ends: date = date(2031, 11, 22)) -> SeatVacant:
    return SeatVacant(contest=SEAT.id, answer=WINNER, since=since, term_ends=term_ends)


def party_of(decisions: tuple[CommissionDecision, ...]) -> Seating:
    return next(one for one in seatings(country(), TOLD, decisions) if one.answer == PARTY)


def english(names: tuple[Text, ...]) -> list[str]:
    return [name.en for name in names]


def code(decision: CommissionDecision, *earlier: CommissionDecision, told: mandates.Told = TOLD) -> str | None:
    definition = country()
    found = refusal_of(decision, definition, earlier, {}) or mandates.refusal_of(decision, definition, told, earlier)
    return None if found is None else found.code


def test_who_holds_a_mandate_keeps_it_when_the_party_changes_its_order() -> None:
    turned = decided(order(NAMES[3], NAMES[2], NAMES[1], NAMES[0]))
    assert code(turned) is None
    found = party_of((turned,))
    assert english(found.names) == ["P1", "P2"]
    assert english(found.reserve(found.registered)) == ["P4", "P3"]


def test_a_vacant_mandate_goes_to_the_next_by_the_order_that_holds_and_the_next_after() -> None:
    turned = decided(order(NAMES[0], NAMES[1], NAMES[3], NAMES[2]))
    listed = (NAMES[0], NAMES[1], NAMES[3], NAMES[2])
    first = decided(vacant(NAMES[0], NAMES[3], listed), 2)
    assert code(first, turned) is None
    second = decided(vacant(NAMES[3], NAMES[2], listed), 3)
    assert code(second, turned, first) is None
    found = party_of((turned, first, second))
    assert (english(found.names), found.vacant) == (["P3", "P2"], 0)
    assert [(one.name.en, one.decision) for one in found.left] == [("P1", 2), ("P4", 3)]
    last = decided(vacant(NAMES[2], None, listed), 4)
    assert code(last, turned, first, second) is None
    assert (english(party_of((turned, first, second, last)).names), found.vacant + 1) == (["P2"], 1)


def test_who_dropped_out_of_the_list_takes_no_mandate() -> None:
    assert code(decided(vacant(NAMES[0], NAMES[3], out=(NAMES[2],)))) is None
    assert code(decided(vacant(NAMES[0], NAMES[2], out=(NAMES[2],)))) == "another-is-next-on-the-list"


@pytest.mark.parametrize(
    ("matter", "refused"),
    [
        (order(*NAMES[:3], Text("X", "X", "X")), "list-reordered-with-other-names"),
        (order(*NAMES[:3]), "list-reordered-with-other-names"),
        (order(*NAMES), "list-order-unchanged"),
        (order(NAMES[1], NAMES[0], *NAMES[2:], application=" "), "list-reordered-without-papers"),
        (order(NAMES[2], NAMES[1], listed=NAMES[1:3]), "list-not-as-announced"),
        (vacant(NAMES[2], NAMES[3]), "not-a-holder"),
        (vacant(NAMES[0], NAMES[3]), "another-is-next-on-the-list"),
        (vacant(NAMES[0], None), "another-is-next-on-the-list"),
        (replace(vacant(NAMES[0], NAMES[2]), since=DAY + timedelta(days=1)), "vacant-in-the-future"),
        (replace(vacant(NAMES[0], NAMES[2]), contest=SEAT.id, answer=WINNER), "mandate-of-another-contest"),
        (SeatVacant(contest=LIST, answer=PARTY, since=DAY, term_ends=DAY), "mandate-of-another-contest"),
        (seat(since=DAY + timedelta(days=1)), "vacant-in-the-future"),
    ],
    ids=[
        "a stranger", "one lacks", "nothing changes", "no application", "another list", "no deputy", "out of turn",
        "nobody though there is one", "tomorrow", "a seat of a district", "a list", "a seat tomorrow",
    ],
)  # fmt: skip
def test_what_the_law_does_not_allow_is_refused(matter: ListOrder | MandateVacant | SeatVacant, refused: str) -> None:
    assert code(decided(matter)) == refused


def test_a_list_is_always_the_one_that_was_decided_on_before() -> None:
    turned = decided(order(*reversed(NAMES)))
    assert code(decided(vacant(NAMES[0], NAMES[2]), 2), turned) == "list-in-another-order"
    assert code(decided(vacant(NAMES[0], NAMES[2], NAMES[:3]), 2), turned) == "list-reordered-with-other-names"
    assert code(decided(vacant(NAMES[0], NAMES[3], tuple(reversed(NAMES))), 2), turned) is None


def test_nothing_falls_vacant_before_the_results_are_announced_or_twice() -> None:
    assert code(decided(vacant(NAMES[0], NAMES[2])), told={}) == "mandates-not-given-yet"
    assert code(decided(seat()), told={}) == "mandates-not-given-yet"
    assert code(decided(order(*reversed(NAMES))), told={}) is None
    assert code(decided(seat(), 2), decided(seat())) == "seat-vacant-already"


@pytest.mark.parametrize("body", [Body.TERRITORIAL, Body.DISTRICT, Body.COURT])
def test_mandates_of_lists_are_the_central_commissions_matter(body: Body) -> None:
    assert code(decided(vacant(NAMES[0], NAMES[2]), body=body)) == "other-body-decides"
    assert (code(decided(seat(), body=body)) is None) is (body is Body.TERRITORIAL)


def test_a_cancelled_vacancy_gives_the_mandate_back() -> None:
    first = decided(vacant(NAMES[0], NAMES[2]))
    back = decided(Cancellation(number=1), 2, body=Body.COURT)
    assert english(party_of((first, back)).names) == ["P1", "P2"]
    assert list_of(LIST, PARTY, (first, back)) is None
    said = shown(country(), back, first)
    assert any("P1 (ru); P2 (ru)" in sentence.ru for sentence in said)


def shown(definition: Definition, decision: CommissionDecision, *earlier: CommissionDecision) -> tuple[Text, ...]:
    found = effect(Holdings(definition=definition, bundles=(), decisions=earlier, announced=TOLD), decision)
    assert not isinstance(found, Refusal), found
    return sentences(found)


def test_effect_names_who_leaves_who_takes_and_who_comes_next() -> None:
    said = " ".join(sentence.en for sentence in shown(country(), decided(vacant(NAMES[0], NAMES[2]))))
    for words in ("no longer holds a mandate from 22.11.2026: P1", "takes the mandate: P3", "next on the list: P4"):
        assert words in said


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (date(2027, 11, 22), "in its last year no election is held"),
        (date(2027, 11, 23), "a by-election fills the seat"),
    ],
    ids=["in the last year", "a day before it"],
)
def test_effect_of_a_vacant_seat_says_whether_a_by_election_follows(ends: date, words: str) -> None:
    said = " ".join(sentence.en for sentence in shown(country(), decided(seat(term_ends=ends))))
    assert words in said
