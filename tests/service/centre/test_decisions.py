"""Decisions: the effect is shown before they are taken, they count once all have signed, and are never changed "
"(M52)."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from sailau.commission.decisions import (
    Body,
    Cancellation,
    DropOut,
    Lot,
    Matter,
    Postponement,
    PrecinctVoid,
    ProtocolChoice,
    Recount,
)
from sailau.commission.standing import StandingKind
from sailau.election.nouns import AnswerId, ContestId, Words
from sailau.errors import SignatureError
from sailau.refusal import Refusal
from sailau.service.centre.centre import Centre
from sailau.service.centre.decisions import (
    Proposed,
    Taken,
    decisions_of,
    propose,
    sign_decision,
    take,
    withdraw_draft,
)
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.registers import precinct_standings
from sailau.service.centre.signed_papers import judge_paper
from sailau.signing.holder import holder_of
from sailau.signing.pdf_text import read_pdf
from sailau.signing.roles import DocumentKind
from tests.commission.country import LIST, country, everybody, numbers
from tests.service.centre.sitting import commission, people, receive
from tests.service.centre.stores import Store

REASON = Words("Өтініш бойынша", "По заявлению", "On an application")
CENTRAL = (Body.CENTRAL, Words("Орталық сайлау комиссиясы", "Центральная избирательная комиссия"))
DISTRICT = (Body.DISTRICT, Words("Округтік комиссия", "Окружная комиссия"))


def proposed(centre: Centre, matter: Matter, by: tuple[Body, Words] = CENTRAL) -> Proposed:
    found = propose(centre, holdings_of(centre), matter, by, REASON, centre.now())
    assert isinstance(found, Proposed), found
    return found


def taken(found: Taken | Refusal) -> Taken:
    assert isinstance(found, Taken), found
    return found


def refused(found: object) -> str:
    assert isinstance(found, Refusal), found
    return found.code


def test_effect_is_shown_before_and_a_void_precinct_leaves_the_sums(tmp_path: Path, store: Store) -> None:
    with commission(tmp_path / "centre", store, everybody(country())) as centre:
        who = people(country())
        first = proposed(centre, PrecinctVoid(precincts=numbers(4)))
        assert decisions_of(centre) == ()
        assert any("4" in sentence.ru for sentence in first.said)
        made = taken(take(centre, holdings_of(centre), first, [who.central]))
        assert made.waits_for == ()
        assert [one.matter for one in decisions_of(centre)] == [PrecinctVoid(precincts=numbers(4))]
        standings = precinct_standings(centre, decisions_of(centre))
        assert standings[numbers(4)[0]].kind is StandingKind.INVALIDATED
        text = " ".join(read_pdf(made.paper.pdf).text.split())
        for said in ("РЕШЕНИЕ", "Признать недействительными результаты", "Последствия решения", REASON.kk, REASON.ru):
            assert said in text
        attached = read_pdf(made.paper.pdf).attachments["001.json"]
        assert hashlib.sha256(attached).digest() == hashlib.sha256(made.paper.data).digest()
        judge_paper(made.paper, centre.trust(at=centre.now()), DocumentKind.DECISION)
        again = taken(take(centre, replace(holdings_of(centre), decisions=()), first, [who.central]))
        assert again.paper == made.paper


def test_decision_by_chair_and_secretary_counts_with_the_second_signature(tmp_path: Path, store: Store) -> None:
    with commission(tmp_path / "centre", store, everybody(country())) as centre:
        who = people(country())
        matter = Recount(precincts=numbers(1), members=("Ли В. А.",), complainants=("Ахметов Б.",))
        first = proposed(centre, matter, DISTRICT)
        secretary = holder_of(who.secretary.certificate)
        made = taken(take(centre, holdings_of(centre), first, [who.chair], [secretary]))
        assert (made.waits_for, decisions_of(centre)) == (("member-2",), ())
        assert refused(take(centre, holdings_of(centre), proposed(centre, matter, DISTRICT), [who.chair])) == (
            "paper-waits-for-signatures"
        )
        with pytest.raises(SignatureError, match="does not sign a decision of the district"):
            sign_decision(centre, holdings_of(centre), 1, who.central)
        # a draft that nobody wants any more is withdrawn
        assert withdraw_draft(centre) is None
        assert refused(sign_decision(centre, holdings_of(centre), 1, who.secretary)) == "no-such-paper"
        assert list((tmp_path / "centre" / "decisions").iterdir()) == []
        take(centre, holdings_of(centre), proposed(centre, matter, DISTRICT), [who.chair], [secretary])
        assert taken(sign_decision(centre, holdings_of(centre), 1, who.secretary)).waits_for == ()
        assert len(decisions_of(centre)) == 1
        assert isinstance(withdraw_draft(centre), Refusal)


def test_record_that_comes_after_the_effect_was_shown_stops_the_decision(tmp_path: Path, store: Store) -> None:
    returns = everybody(country())
    with commission(tmp_path / "centre", store, returns[:5]) as centre:
        who = people(country())
        shown = proposed(centre, PrecinctVoid(precincts=numbers(6)))
        receive(centre, returns[5], minutes=50)
        assert refused(take(centre, holdings_of(centre), shown, [who.central])) == "decision-overtaken"
        assert decisions_of(centre) == ()


@pytest.mark.parametrize(
    ("matter", "by", "code"),
    [
        (Postponement(precincts=numbers(1)), DISTRICT, "other-body-decides"),
        (PrecinctVoid(precincts=numbers(99)), CENTRAL, "unknown-precinct"),
        (Recount(precincts=numbers(1), members=(), complainants=("А.",)), CENTRAL, "recount-without-those-present"),
        (ProtocolChoice(precinct=numbers(1)[0], bundle_sha256="0" * 64), CENTRAL, "unknown-protocol"),
        (Cancellation(number=1), CENTRAL, "nothing-to-cancel"),
        (Lot(contest=ContestId("party-list"), order=(AnswerId("nobody"),)), CENTRAL, "unknown-answer"),
        (DropOut(contest=ContestId("none"), answer=AnswerId("x")), CENTRAL, "unknown-contest"),
    ],
    ids=["district postpones", "no precinct", "nobody present", "no bundle", "nothing", "a stranger", "no contest"],
)
def test_what_may_not_be_decided_is_refused_before_anything_is_written(
    tmp_path: Path, matter: Matter, by: tuple[Body, Words], code: str, store: Store
) -> None:
    with commission(tmp_path / "centre", store, everybody(country())) as centre:
        assert refused(propose(centre, holdings_of(centre), matter, by, REASON, centre.now())) == code
        assert not (tmp_path / "centre" / "decisions").exists()


def test_courts_decision_is_signed_by_the_commission_that_was_told_of_it(tmp_path: Path, store: Store) -> None:
    with commission(tmp_path / "centre", store, everybody(country())) as centre:
        who = people(country())
        court = (Body.COURT, Words("Астана қаласының соты", "Суд города Астаны"))
        made = taken(
            take(
                centre, holdings_of(centre), proposed(centre, PrecinctVoid(precincts=numbers(2)), court), [who.central]
            )
        )
        text = " ".join(read_pdf(made.paper.pdf).text.split())
        assert "Суд города Астаны" in text
        assert "внесено и подписано комиссией, которой оно сообщено" in text
        cancelled = proposed(centre, Cancellation(number=1), court)
        assert taken(take(centre, holdings_of(centre), cancelled, [who.central])).decision.number == 2
        assert precinct_standings(centre, decisions_of(centre))[numbers(2)[0]].kind is StandingKind.ACCEPTED


def test_chair_of_a_precinct_takes_no_decision_above_it(tmp_path: Path, store: Store) -> None:
    with commission(tmp_path / "centre", store, everybody(country())) as centre:
        first = proposed(centre, PrecinctVoid(precincts=numbers(2)))
        with pytest.raises(SignatureError, match="does not sign a decision"):
            take(centre, holdings_of(centre), first, [people(country()).precinct_chair])
        assert decisions_of(centre) == ()
        assert LIST in {contest.id for contest in centre.definition.contests}
